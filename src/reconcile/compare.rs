//! How two figures stand to each other: the first rule that matches decides.

use rust_decimal::Decimal;

use super::case::{Case, is_generic};
use super::convert::is_one_amount;
use super::interval::{is_bound, is_hedged, rounds_to};
use super::reading::Reading;
use super::reason;
use super::scope::ScopeStanding;
use crate::lexicon::Standing;
use crate::model::{Basis, Kind, PairProvenance, PairRelation, Qualifier, Reason, Status};

/// What a rule decided, and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ruling {
    pub(super) relation: PairRelation,
    pub(super) reason: Option<Reason>,
    pub(super) rule: &'static str,
}

impl Ruling {
    fn new(relation: PairRelation, reason: Option<Reason>, rule: &'static str) -> Self {
        Self { relation, reason, rule }
    }
}

/// How the two figures stand to each other.
pub(super) fn compare(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Ruling {
    if let Some(ruling) = apart(case, a, b) {
        return ruling;
    }
    if let Some((relation, reason, rule)) = near(case, a, b) {
        let is_echo =
            matches!(provenance(case, a, b), PairProvenance::SameOrigin | PairProvenance::NearCopy);
        return if is_echo {
            Ruling::new(PairRelation::SameSourceEcho, reason, "echo.one-origin")
        } else {
            Ruling::new(relation, reason, rule)
        };
    }
    if let Some(ruling) = beside(a, b)
        .or_else(|| part(a, b))
        .or_else(|| nested(case, a, b))
        .or_else(|| ordered(case, a, b))
    {
        return ruling;
    }
    if a.doc == b.doc && !two_voices(case, a, b) {
        let reason = reason::within_one_report(a, b);
        return Ruling::new(PairRelation::SelfInconsistent, Some(reason), "self.one-report");
    }
    Ruling::new(PairRelation::Contradiction, Some(reason::of(case, a, b)), "contradiction.disjoint")
}

/// Figures of different things: other people, another place or period, another basis.
fn apart(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let different =
        |reason, rule| Some(Ruling::new(PairRelation::ScopeDifferent, Some(reason), rule));
    let lattice = case.lexicon.lattice();
    if matches!(lattice.standing(&a.people, &b.people), Standing::Disjoint | Standing::MayOverlap) {
        return different(Reason::Group, "scope.group");
    }
    if (a.basis == Basis::Period) != (b.basis == Basis::Period) {
        return different(Reason::Basis, "scope.basis");
    }
    if a.is_increment() != b.is_increment() {
        return different(Reason::Basis, "scope.increment");
    }
    (a.scope.standing(&b.scope) == ScopeStanding::Disjoint)
        .then(|| Ruling::new(PairRelation::ScopeDifferent, Some(Reason::Scope), "scope.disjoint"))
        .or_else(|| (a.unit != b.unit && !both_count(a, b)).then(|| across_units(case, a, b)))
}

/// A figure of this event against one of another time, or what was expected against what came.
fn beside(a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let is = |status: Status| (a.claim.status == status) != (b.claim.status == status);
    if is(Status::Forecast) {
        return Some(Ruling::new(PairRelation::Updated, None, "updated.forecast"));
    }
    is(Status::Background)
        .then(|| Ruling::new(PairRelation::ScopeDifferent, Some(Reason::Scope), "scope.background"))
}

/// Whether both count whole people or things, whose names may differ.
fn both_count(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    a.claim.kind == Kind::Count && b.claim.kind == Kind::Count
}

/// Amounts in two units: one amount, two, or without anything that converts them.
fn across_units(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Ruling {
    match is_one_amount(case.lexicon, &case.rates, a, b) {
        Some(true) => {
            Ruling::new(PairRelation::UnitEqual, Some(Reason::Rounding), "unit.converted")
        }
        // A rate of another day, or a dollar of another country, explains more than any difference proves.
        _ => Ruling::new(PairRelation::Incomparable, None, "unit.no-conversion"),
    }
}

/// A part of a whole against a whole: it fits, or it is of another one.
fn part(a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let (part, whole) = match (a.is_part_of_all(), b.is_part_of_all()) {
        (true, false) => (a, b),
        (false, true) => (b, a),
        _ => return None,
    };
    Some(if whole.tight.is_below(part.tight) {
        Ruling::new(PairRelation::ScopeDifferent, Some(Reason::Group), "scope.part-of-another")
    } else {
        Ruling::new(PairRelation::Subset, Some(Reason::Group), "subset.part")
    })
}

/// A narrower group or place: a part of the whole where it fits into it, a contradiction where it exceeds it.
fn nested(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let (inner, outer, reason) = match case.lexicon.lattice().standing(&a.people, &b.people) {
        Standing::Inside => (a, b, Reason::Group),
        Standing::Around => (b, a, Reason::Group),
        _ => match a.scope.standing(&b.scope) {
            ScopeStanding::Inside => (a, b, Reason::Scope),
            ScopeStanding::Around => (b, a, Reason::Scope),
            _ => return None,
        },
    };
    let exceeds = outer.tight.is_below(inner.tight);
    if !exceeds {
        return Some(Ruling::new(PairRelation::Subset, Some(reason), "subset.fits"));
    }
    // Only people counted inside a whole can exceed it; a place that is not known to lie inside says nothing.
    (reason == Reason::Group && !inner.is_later(outer, case.update_hours())).then(|| {
        Ruling::new(PairRelation::Contradiction, Some(Reason::Inclusion), "subset.exceeds")
    })
}

/// Figures that say the same, exactly, in round, or within their bounds.
pub(super) fn near(
    case: &Case<'_>,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Option<(PairRelation, Option<Reason>, &'static str)> {
    // Who a plain count counts is only what its noun says: two nouns may mean the same people.
    let is_nested = case.lexicon.lattice().standing(&a.people, &b.people) != Standing::Same
        && !is_generic(a.measure)
        && !is_generic(b.measure);
    let (qa, qb) = (&a.quantity, &b.quantity);
    let is_exact = |qualifier| matches!(qualifier, Qualifier::Exact | Qualifier::None);
    let (xa, xb) = (is_exact(qa.qualifier()), is_exact(qb.qualifier()));
    if is_nested {
        return None;
    }
    if xa && xb && qa.value() == qb.value() {
        return Some((PairRelation::Equal, None, "equal.exact"));
    }
    if is_rounding(case, a, b) {
        return Some((
            PairRelation::RoundingEqual,
            Some(Reason::Rounding),
            "rounding.printed-digits",
        ));
    }
    (a.tight.meets(b.tight) && (is_bound(qa.qualifier()) || is_bound(qb.qualifier()))).then_some((
        PairRelation::BoundCompatible,
        Some(Reason::Bound),
        "bound.tight-meet",
    ))
}

/// Whether one figure is the other in round numbers.
fn is_rounding(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let (qa, qb) = (&a.quantity, &b.quantity);
    let (Some(va), Some(vb)) = (qa.value(), qb.value()) else { return false };
    let may_round = |qualifier| qualifier == Qualifier::Exact || is_hedged(qualifier);
    if !may_round(qa.qualifier()) || !may_round(qb.qualifier()) {
        return false;
    }
    let hedged = (is_hedged(qa.qualifier()), is_hedged(qb.qualifier()));
    if va == vb {
        return hedged.0 || hedged.1;
    }
    (rounds_to(va, qb) && excuses(case, a, hedged.1, va, vb))
        || (rounds_to(vb, qa) && excuses(case, b, hedged.0, vb, va))
}

/// Whether a rounding of `fine` to `coarse` goes without saying: measurements and money are printed rounded, hedged figures
/// say so, a bare count only where it is large and near.
fn excuses(
    case: &Case<'_>,
    finer: &Reading<'_>,
    hedged: bool,
    fine: Decimal,
    coarse: Decimal,
) -> bool {
    if hedged || finer.claim.kind != Kind::Count {
        return true;
    }
    let rounding = &case.lexicon.judging().rounding;
    let distance = fine.checked_sub(coarse).and_then(|d| d.abs().checked_mul(Decimal::ONE_HUNDRED));
    let room = fine.abs().checked_mul(Decimal::from(rounding.count_percent));
    fine.abs() >= Decimal::from(rounding.count_from)
        && matches!((distance, room), (Some(distance), Some(room)) if distance <= room)
}

/// Different figures that time puts in order: the later one is an update.
fn ordered(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    if b.claim.corrects != a.claim.corrects {
        let (correction, other) = if a.claim.corrects { (a, b) } else { (b, a) };
        let concerns = correction.outlet == other.outlet || correction.origin == other.origin;
        if concerns && !other.is_later(correction, 0) {
            return Some(Ruling::new(
                PairRelation::Updated,
                Some(Reason::Corrected),
                "updated.correction",
            ));
        }
    }
    let (old_a, old_b) = (a.is_provisional(), b.is_provisional());
    let one_day = a.doc == b.doc || a.at.is_none() || b.at.is_none();
    if old_a != old_b && one_day && !a.claim.in_headline && !b.claim.in_headline {
        return Some(Ruling::new(PairRelation::Updated, None, "updated.says-earlier"));
    }
    let hours = case.update_hours();
    let (earlier, later) = if b.is_later(a, hours) {
        (a, b)
    } else if a.is_later(b, hours) {
        (b, a)
    } else {
        return None;
    };
    if overtakes(case, later, earlier) {
        let reason = (case.grows(later.measure) && later.tight.is_below(earlier.tight))
            .then_some(Reason::Reset);
        return Some(Ruling::new(PairRelation::Updated, reason, "updated.later"));
    }
    None
}

/// Whether the later figure takes the place of the earlier one: a growing toll by growing, anything by coming from the same
/// outlet or the same speaker.
pub(super) fn overtakes(case: &Case<'_>, later: &Reading<'_>, earlier: &Reading<'_>) -> bool {
    (case.grows(later.measure) && earlier.tight.is_below(later.tight))
        || later.outlet == earlier.outlet
        || (later.origin == earlier.origin && case.origins.of(later).is_named)
}

/// Whether two figures of one report are two people's word.
pub(super) fn two_voices(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    a.origin != b.origin && case.origins.of(a).is_named && case.origins.of(b).is_named
}

/// Whether the words around two figures of two reports are so much the same that one was copied.
fn is_one_passage(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let (weight, share) = case.shared_words(a.index, b.index);
    let copies = &case.lexicon.judging().copies;
    a.doc != b.doc && weight >= copies.passage_weight && share >= copies.passage
}

/// How independent the two figures are of each other.
pub(super) fn provenance(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> PairProvenance {
    if a.doc == b.doc && !two_voices(case, a, b) {
        return PairProvenance::SameDocument;
    }
    if a.origin == b.origin
        && case.origins.of(a).because != "near copy"
        && case.origins.of(b).because != "near copy"
    {
        return PairProvenance::SameOrigin;
    }
    if case.origins.are_copies(case.lexicon, a, b) || is_one_passage(case, a, b) {
        return PairProvenance::NearCopy;
    }
    if two_voices(case, a, b) { PairProvenance::Independent } else { PairProvenance::Unknown }
}
