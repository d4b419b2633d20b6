//! How two figures stand to each other: the first rule that matches decides.

use rust_decimal::Decimal;

use super::apart::apart;
use super::case::{Case, is_generic};
use super::interval::{Interval, is_bound, is_hedged, rounds_to, tight};
use super::link::are_of_one_hour;
use super::reading::Reading;
use super::reason;
use super::scope::ScopeStanding;
use super::ties;
use crate::lexicon::Standing;
use crate::model::{
    Basis, Kind, PairProvenance, PairRelation, Qualifier, Quantity, Reason, Relation, Status,
};

/// What a rule decided, and its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ruling {
    pub(super) relation: PairRelation,
    pub(super) reason: Option<Reason>,
    pub(super) rule: &'static str,
}

impl Ruling {
    pub(super) fn new(relation: PairRelation, reason: Option<Reason>, rule: &'static str) -> Self {
        Self { relation, reason, rule }
    }

    /// Two figures of one report on one voice.
    pub(super) fn within_one_report(reason: Reason) -> Self {
        Self::new(PairRelation::SelfInconsistent, Some(reason), "self.one-report")
    }

    /// The rule's id; for what excludes each other with that of the reason, which is found by rules of its own.
    pub(super) fn id(self) -> String {
        let finds_reason = matches!(
            self.rule,
            "contradiction.disjoint" | "contradiction.units" | "self.one-report"
        );
        joined(self.rule, self.reason.filter(|_| finds_reason))
    }

    /// Two figures that nothing shows to be of one thing.
    pub(super) fn unlike() -> Self {
        Self::new(PairRelation::ScopeDifferent, Some(Reason::Scope), "subject.unlike")
    }
}

/// A rule's id with that of the reason it was joined by.
pub(super) fn joined(rule: &str, reason: Option<Reason>) -> String {
    match reason {
        Some(reason) => format!("{rule}+{}", reason.code().to_lowercase()),
        None => rule.to_owned(),
    }
}

/// The rule by which a report's own words make one of its figures the earlier one.
pub(super) const SAYS_EARLIER: &str = "updated.says-earlier";

/// How the two figures stand to each other.
pub(super) fn compare(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Ruling {
    if let Some(ruling) = apart(case, a, b) {
        return ruling;
    }
    if let Some((relation, reason, rule)) = near(case, a, b) {
        if a.is_sum() != b.is_sum() {
            return Ruling::new(PairRelation::SumConsistent, reason, "sum.parts");
        }
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
        .or_else(|| within_running(a, b))
        .or_else(|| one_of_several(a, b))
        .or_else(|| nested(case, a, b))
        .or_else(|| ordered(case, a, b))
    {
        return ruling;
    }
    if a.doc == b.doc && !two_voices(case, a, b) {
        return Ruling::within_one_report(reason::within_one_report(a, b));
    }
    Ruling::new(PairRelation::Contradiction, Some(reason::of(case, a, b)), "contradiction.disjoint")
}

/// How the people counted stand to each other; nouns that reports use for one another name the same people.
pub(super) fn standing(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Standing {
    let standing = case.lexicon.lattice().standing(&a.people, &b.people);
    let noun = |it: &Reading<'_>| &case.topics.of_reading(it.index).noun;
    if standing == Standing::MayOverlap
        && a.people.country == b.people.country
        && case.lexicon.subjects().are_kin(noun(a), noun(b))
    {
        return Standing::Same;
    }
    standing
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
    if is_generic(a.measure) && is_generic(b.measure) && case.are_linked(a.index, b.index) {
        return None;
    }
    let (inner, outer, reason) = match standing(case, a, b) {
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

/// The incident at hand against a running count that covers more: "46 arrests", "over 50 since the shooting".
pub(super) fn within_running(a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let is_running = |it: &Reading<'_>| {
        (it.basis == Basis::Cumulative || it.claim.relation == Some(Relation::Total))
            && it.is_spanning()
    };
    let (inner, outer) = match (is_running(a), is_running(b)) {
        (false, true) => (a, b),
        (true, false) => (b, a),
        _ => return None,
    };
    inner
        .tight
        .is_below(outer.tight)
        .then(|| Ruling::new(PairRelation::Subset, Some(Reason::Basis), "subset.running-count"))
}

/// What one place suffered against what several did, as far as it is no more.
fn one_of_several(a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let (one, several) = if ties::is_of_one_site(a, b) {
        (a, b)
    } else if ties::is_of_one_site(b, a) {
        (b, a)
    } else {
        return None;
    };
    one.tight
        .is_below(several.tight)
        .then(|| Ruling::new(PairRelation::Subset, Some(Reason::Scope), "subset.one-of-several"))
}

/// Figures that say the same, exactly, in round, or within their bounds.
pub(super) fn near(
    case: &Case<'_>,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Option<(PairRelation, Option<Reason>, &'static str)> {
    // Who a plain count counts is only what its noun says: two nouns may mean the same people.
    let is_level = is_generic(a.measure)
        || is_generic(b.measure)
        || standing(case, a, b) == Standing::Same
        || (a.tight.meets(b.tight) && case.are_linked(a.index, b.index));
    let (qa, qb) = (&a.quantity, &b.quantity);
    let is_exact = |qualifier| matches!(qualifier, Qualifier::Exact | Qualifier::None);
    let (xa, xb) = (is_exact(qa.qualifier()), is_exact(qb.qualifier()));
    if !is_level {
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
    let (ta, tb) = (as_bound(case, a, b), as_bound(case, b, a));
    let is_bound = is_bounding(a) || is_bounding(b) || ta != a.tight || tb != b.tight;
    let meets = ta.meets(tb) && is_bound;
    (meets || are_like_bounds(case, a, b) || is_vaguely(case, a, b)).then_some((
        PairRelation::BoundCompatible,
        Some(Reason::Bound),
        "bound.tight-meet",
    ))
}

/// What a figure says where it is held against another: of a measure within the other's it is a lower bound ("41 bodies were
/// brought in", "42 were killed").
fn as_bound(case: &Case<'_>, it: &Reading<'_>, other: &Reading<'_>) -> Interval {
    let quantity = &it.quantity;
    match quantity.value().filter(|_| case.is_within(it, other)) {
        Some(value) if quantity.qualifier() == Qualifier::Exact => {
            let bound = Quantity::stated(value, Qualifier::AtLeast, quantity.grain());
            tight(case.lexicon.judging(), &bound)
        }
        _ => it.tight,
    }
}

/// Whether it is read as anything but one number.
fn is_bounding(reading: &Reading<'_>) -> bool {
    is_bound(reading.quantity.qualifier()) || reading.tight.low != reading.tight.high
}

/// Two lower bounds of a running toll, near each other: "more than 660", "above 680".
fn are_like_bounds(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let is_lower = |reading: &Reading<'_>| {
        matches!(reading.quantity.qualifier(), Qualifier::AtLeast | Qualifier::MoreThan)
    };
    let percent = case.lexicon.judging().rounding.bounds_percent;
    is_lower(a)
        && is_lower(b)
        && case.grows(a.measure)
        && a.measure == b.measure
        && matches!((a.value(), b.value()), (Some(a), Some(b)) if lie_within(a, b, percent))
}

/// Whether one of the figures is a vague word and the other not far outside what it stands for.
fn is_vaguely(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let times = Decimal::from(case.lexicon.judging().rounding.vague_times);
    let is_vague = |it: &Reading<'_>| it.quantity.qualifier() == Qualifier::Vague;
    let widened = |it: &Reading<'_>| {
        if !is_vague(it) {
            return it.tight;
        }
        Interval {
            low: it.tight.low.and_then(|low| low.checked_div(times)),
            high: it.tight.high.and_then(|high| high.checked_mul(times)),
        }
    };
    (is_vague(a) || is_vague(b)) && widened(a).meets(widened(b))
}

/// Whether two numbers lie within so many hundredths of the larger one.
fn lie_within(a: Decimal, b: Decimal, percent: u32) -> bool {
    let distance = a.checked_sub(b).and_then(|d| d.abs().checked_mul(Decimal::ONE_HUNDRED));
    let room = a.abs().max(b.abs()).checked_mul(Decimal::from(percent));
    matches!((distance, room), (Some(distance), Some(room)) if distance <= room)
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
    if !lie_within(va, vb, case.lexicon.judging().rounding.most_percent) {
        return false;
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
    fine.abs() >= Decimal::from(rounding.count_from)
        && lie_within(fine, coarse, rounding.count_percent)
}

/// Different figures that time puts in order: the later one is an update.
fn ordered(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    if b.corrects != a.corrects {
        let (correction, other) = if a.corrects { (a, b) } else { (b, a) };
        let concerns = correction.outlet == other.outlet || case.origins.are_one(correction, other);
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
    // "Said earlier that 30 died and 55 were hurt, 15 badly": another report's 30, 55 and five are of the same hour.
    let one_hour = a.doc != b.doc && are_of_one_hour(case, a.index, b.index);
    let (old, new) = if old_a { (a, b) } else { (b, a) };
    // A toll that grows never grew from one speaker's twelve to another's none.
    let shrinks = case.grows(old.measure)
        && new.tight.is_below(old.tight)
        && two_voices(case, a, b)
        && a.doc == b.doc;
    if old_a != old_b
        && !shrinks
        && one_day
        && !one_hour
        && !a.claim.in_headline
        && !b.claim.in_headline
    {
        return Some(Ruling::new(PairRelation::Updated, None, SAYS_EARLIER));
    }
    if case.is_revised(a, b) {
        return Some(Ruling::new(
            PairRelation::Updated,
            Some(Reason::Corrected),
            "updated.revised-elsewhere",
        ));
    }
    if is_surpassed(case, a, b) || is_surpassed(case, b, a) {
        return Some(Ruling::new(PairRelation::Updated, None, "updated.running-toll"));
    }
    if goes_with_the_toll(case, a, b) || goes_with_the_toll(case, b, a) {
        return Some(Ruling::new(PairRelation::Updated, None, "updated.with-the-toll"));
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

/// Whether a lower bound of something that grows was overtaken, where no times say so: "at least three dead", "10 dead".
fn is_surpassed(case: &Case<'_>, earlier: &Reading<'_>, later: &Reading<'_>) -> bool {
    earlier.quantity.qualifier() == Qualifier::AtLeast
        && earlier.measure == later.measure
        && case.grows(earlier.measure)
        && (earlier.at.is_none() || later.at.is_none())
        && earlier.doc != later.doc
        && earlier.tight.is_below(later.tight)
}

/// Whether a smaller count stands in a report whose toll the other's report has seen rise, where no times say which is newer: "at least
/// three dead and four villages destroyed", "10 dead and seven villages destroyed".
fn goes_with_the_toll(case: &Case<'_>, earlier: &Reading<'_>, later: &Reading<'_>) -> bool {
    if earlier.doc == later.doc
        || earlier.measure != later.measure
        || !case.grows(earlier.measure)
        || earlier.at.is_some() && later.at.is_some()
        || !earlier.tight.is_below(later.tight)
    {
        return false;
    }
    let mut has_risen = false;
    for (x, y) in case.tolls_of_both(earlier, later) {
        if y.tight.is_below(x.tight) {
            return false;
        }
        has_risen |=
            x.tight.is_below(y.tight) && (is_surpassed(case, x, y) || case.is_revised(x, y));
    }
    has_risen
}

/// Whether the later figure takes the place of the earlier one: a growing toll by growing, anything by coming from the same
/// outlet or the same speaker. One speaker's toll that is lower in another outlet is a second number of his until somebody corrects.
pub(super) fn overtakes(case: &Case<'_>, later: &Reading<'_>, earlier: &Reading<'_>) -> bool {
    (case.grows(later.measure)
        && case.grows(earlier.measure)
        && earlier.tight.is_below(later.tight))
        || ties::apart(case, later, earlier).is_none() && is_same_word(case, later, earlier)
}

/// Whether two figures are one outlet's or one speaker's, so that the later one stands.
fn is_same_word(case: &Case<'_>, later: &Reading<'_>, earlier: &Reading<'_>) -> bool {
    later.outlet == earlier.outlet
        || (case.origins.are_one(later, earlier)
            && case.origins.of(later).is_named
            && (later.corrects
                || !case.grows(later.measure)
                || !later.tight.is_below(earlier.tight)))
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
    let is_own = |it: &Reading<'_>| case.origins.of(it).because != "near copy";
    if is_own(a) && is_own(b) && case.origins.are_one_house(case.lexicon, a.origin, b.origin) {
        return PairProvenance::SameOrigin;
    }
    if case.origins.are_copies(case.lexicon, a, b) || is_one_passage(case, a, b) {
        return PairProvenance::NearCopy;
    }
    if two_voices(case, a, b) { PairProvenance::Independent } else { PairProvenance::Unknown }
}
