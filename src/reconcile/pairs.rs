//! The pairs that were compared, for `--pairs` and its scorers.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::{Case, is_generic};
use super::compare::{compare, near, provenance};
use super::front::{Fate, Front};
use super::reading::Reading;
use crate::model::{ClaimId, Kind, Pair, PairRelation, Reason};

/// Up to so many readings of one block are all paired; in a larger one each is paired with its neighbours in size and with the
/// first one of each value, so that the cost stays near linear.
const ALL_PAIRS: usize = 400;

/// How many neighbours in size a reading of a large block is paired with.
const NEIGHBOURS: usize = 8;

/// Every pair compared, in order.
pub(super) fn pairs(case: &Case<'_>) -> Vec<Pair> {
    let mut found = BTreeSet::new();
    for block in blocks(case) {
        let front = Front::of(case, &block);
        let stale: BTreeSet<usize> = front
            .words
            .iter()
            .filter(|word| matches!(word.fate, Fate::Stale { .. }))
            .map(|word| word.reading)
            .collect();
        for (a, b) in couples(case, &block) {
            found.extend(pair(case, a, b, &stale));
        }
    }
    let mut sides = BTreeSet::new();
    found.into_iter().filter(|pair| sides.insert((pair.a.clone(), pair.b.clone()))).collect()
}

/// Blocks of figures that could be meant for one another: counts, money and each dimension by themselves.
fn blocks(case: &Case<'_>) -> Vec<Vec<usize>> {
    let mut blocks: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (index, reading) in case.readings.iter().enumerate() {
        blocks.entry(family(case, reading)).or_default().push(index);
    }
    blocks.into_values().collect()
}

fn family(case: &Case<'_>, reading: &Reading<'_>) -> String {
    let dimension = || case.lexicon.unit(&reading.unit).map(|unit| unit.dimension.clone());
    match reading.claim.kind {
        Kind::Money => "money".to_owned(),
        Kind::Count => "count".to_owned(),
        _ => dimension().unwrap_or_else(|| reading.unit.clone()),
    }
}

/// Whether two figures are worth holding against each other: of one measure or one thing, or in like words.
fn is_pairable(case: &Case<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&case.readings[a], &case.readings[b]);
    let generic = is_generic(x.measure) || is_generic(y.measure);
    if !generic && x.measure == y.measure {
        return true;
    }
    if is_denial_of(x, y) || is_denial_of(y, x) {
        return true;
    }
    if x.claim.kind != Kind::Money && !generic {
        return false;
    }
    let (weight, share) = case.shared_words(a, b);
    let judging = &case.lexicon.judging().subject;
    let alike =
        weight >= judging.weight && share >= judging.share / 2 || share >= 2 * judging.share;
    is_one_thing(x, y) || alike || near(case, x, y).is_some()
}

/// Whether two plain counts name one thing.
fn is_one_thing(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let head = |reading: &Reading<'_>| {
        reading.thing.rsplit([' ', '-']).next().unwrap_or_default().to_owned()
    };
    a.measure == b.measure && !a.thing.is_empty() && head(a) == head(b)
}

/// "No casualties" speaks of the killed and of the injured.
fn is_denial_of(none: &Reading<'_>, of: &Reading<'_>) -> bool {
    none.measure == "casualties"
        && none.value().is_some_and(|value| value.is_zero())
        && matches!(of.measure, "killed" | "injured")
}

fn couples(case: &Case<'_>, block: &[usize]) -> Vec<(usize, usize)> {
    let mut sorted = block.to_vec();
    sorted.sort_by_key(|index| (case.readings[*index].value(), *index));
    let reach = if sorted.len() <= ALL_PAIRS { sorted.len() } else { NEIGHBOURS };
    let mut couples = Vec::new();
    for (at, a) in sorted.iter().enumerate() {
        couples.extend(sorted[at + 1..].iter().take(reach).map(|b| (*a, *b)));
    }
    couples
}

fn pair(case: &Case<'_>, a: usize, b: usize, stale: &BTreeSet<usize>) -> Option<Pair> {
    if !is_pairable(case, a, b) {
        return None;
    }
    let mut ruling = compare(case, &case.readings[a], &case.readings[b]);
    if is_of_another_scope(case, a, b, ruling.relation) {
        ruling.relation = PairRelation::ScopeDifferent;
        ruling.reason = Some(Reason::Scope);
    }
    let (mut side_a, mut side_b) = (ids(case, a), ids(case, b));
    if side_a.iter().any(|id| side_b.contains(id)) {
        return None;
    }
    if side_b < side_a {
        std::mem::swap(&mut side_a, &mut side_b);
    }
    let relation = match ruling.relation {
        PairRelation::Updated if stale.contains(&a) || stale.contains(&b) => PairRelation::Stale,
        relation => relation,
    };
    Some(Pair {
        event: case.event.to_owned(),
        a: side_a,
        b: side_b,
        relation,
        reason: ruling.reason,
        provenance: provenance(case, &case.readings[a], &case.readings[b]),
    })
}

/// Whether figures that differ are better taken for two things than for a contradiction: one report's own, unless its words
/// are nearly the same or one is the headline's; and figures of quite another size in unlike words.
fn is_of_another_scope(case: &Case<'_>, a: usize, b: usize, relation: PairRelation) -> bool {
    let (x, y) = (&case.readings[a], &case.readings[b]);
    let (weight, share) = case.shared_words(a, b);
    let judging = &case.lexicon.judging().subject;
    match relation {
        PairRelation::SelfInconsistent if x.claim.in_headline != y.claim.in_headline => false,
        PairRelation::SelfInconsistent => {
            !are_of_one_name(x, y, share >= 2 * judging.share) || share < 2 * judging.share
        }
        PairRelation::Contradiction | PairRelation::Subset => {
            (share < judging.share && is_far(x, y))
                || !are_of_one_name(x, y, share >= judging.share && weight >= judging.weight)
        }
        _ => false,
    }
}

/// Whether what two figures count is called the same: one measure, one thing, or, in like words, people whom at least one side
/// does not name.
fn are_of_one_name(a: &Reading<'_>, b: &Reading<'_>, alike: bool) -> bool {
    let people = a.unit == "person" && b.unit == "person";
    match (is_generic(a.measure), is_generic(b.measure)) {
        (false, false) => {
            a.measure == b.measure
                || is_denial_of(a, b)
                || is_denial_of(b, a)
                || a.claim.kind == Kind::Money
        }
        (true, true) if a.claim.kind == Kind::Count => {
            is_one_thing(a, b) || (people && alike && (a.thing.is_empty() || b.thing.is_empty()))
        }
        (true, true) => alike,
        _ => alike && (people || a.claim.kind != Kind::Count),
    }
}

/// Whether one number is more than ten times the other.
fn is_far(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let (Some(a), Some(b)) = (a.value(), b.value()) else { return false };
    let (low, high) = (a.abs().min(b.abs()), a.abs().max(b.abs()));
    !low.is_zero() && low.checked_mul(Decimal::TEN).is_some_and(|limit| high > limit)
}

fn ids(case: &Case<'_>, index: usize) -> Vec<ClaimId> {
    let reading = &case.readings[index];
    if reading.is_sum() {
        reading.parts.iter().map(|part| case.readings[*part].claim.id.clone()).collect()
    } else {
        vec![reading.claim.id.clone()]
    }
}
