//! Figures of two things, which no size of theirs can set against each other.

use super::case::Case;
use super::compare::{Ruling, near, standing, within_running};
use super::convert::is_one_amount;
use super::reading::Reading;
use super::scope::ScopeStanding;
use super::{reason, ties};
use crate::lexicon::Standing;
use crate::model::{Basis, Kind, PairRelation, Reason};

/// Figures of different things: other people, another place or period, another basis.
pub(super) fn apart(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Option<Ruling> {
    let different =
        |reason, rule| Some(Ruling::new(PairRelation::ScopeDifferent, Some(reason), rule));
    if matches!(standing(case, a, b), Standing::Disjoint | Standing::MayOverlap) {
        return different(Reason::Group, "scope.group");
    }
    if (a.basis == Basis::Period) != (b.basis == Basis::Period) {
        return different(Reason::Basis, "scope.basis");
    }
    if a.is_increment != b.is_increment {
        return different(Reason::Basis, "scope.increment");
    }
    // All the dead since a war began hold those of any place.
    if a.scope.is_elsewhere(&b.scope) && within_running(a, b).is_none() {
        return different(Reason::Scope, "scope.elsewhere");
    }
    if let Some((reason, rule)) = ties::apart(case, a, b) {
        return different(reason, rule);
    }
    (a.scope.standing(&b.scope) == ScopeStanding::Disjoint)
        .then(|| Ruling::new(PairRelation::ScopeDifferent, Some(Reason::Scope), "scope.disjoint"))
        .or_else(|| (a.unit != b.unit && !both_count(a, b)).then(|| across_units(case, a, b)))
}

/// Whether both count whole people or things, whose names may differ.
fn both_count(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let counts = |it: &Reading<'_>| it.claim.kind == Kind::Count || it.unit == "count";
    counts(a) && counts(b)
}

/// Amounts in two units: one amount, two, or without anything that converts them.
fn across_units(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Ruling {
    // "$54 billion in revenue", "a $54 billion-a-year arm": one amount, of which one report says per what.
    let amount = |it: &Reading<'_>| it.unit.split('/').next().map(ToOwned::to_owned);
    if a.claim.kind == Kind::Money
        && amount(a) == amount(b)
        && let Some((relation, reason, rule)) = near(case, a, b)
    {
        return Ruling::new(relation, reason, rule);
    }
    match is_one_amount(case.lexicon, &case.rates, a, b) {
        Some(true) => {
            Ruling::new(PairRelation::UnitEqual, Some(Reason::Rounding), "unit.converted")
        }
        Some(false) if a.claim.kind != Kind::Money => Ruling::new(
            PairRelation::Contradiction,
            Some(reason::of(case, a, b)),
            "contradiction.units",
        ),
        // A rate of another day, or a dollar of another country, explains more than any difference proves.
        _ => Ruling::new(PairRelation::Incomparable, None, "unit.no-conversion"),
    }
}
