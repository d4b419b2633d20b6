//! The pairs that were compared, for `--pairs` and its scorers.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::{Case, is_generic};
use super::compare::{Ruling, SAYS_EARLIER, compare, near, provenance};
use super::front::{Fate, Front};
use super::link::{plain_weight, weight};
use super::sums;
use crate::lexicon::Standing;
use crate::model::{ClaimId, Pair, PairRelation, Reason};

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
    found.extend(sums(case));
    let mut sides = BTreeSet::new();
    found.into_iter().filter(|pair| sides.insert((pair.a.clone(), pair.b.clone()))).collect()
}

/// Blocks of figures that could be meant for one another: counts, money and each dimension by themselves.
fn blocks(case: &Case<'_>) -> Vec<Vec<usize>> {
    let mut blocks: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in 0..case.readings.len() {
        blocks.entry(case.topics.of_reading(index).family.as_str()).or_default().push(index);
    }
    blocks.into_values().collect()
}

/// Whether two figures are worth printing as a pair: of one measure, or perhaps of one thing.
fn is_pairable(case: &Case<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&case.readings[a], &case.readings[b]);
    if !is_generic(x.measure) && x.measure == y.measure {
        return true;
    }
    // That a report prints both shows that they are two things, which is worth saying of two figures that are otherwise alike.
    let weight = weight(case, a, b).max(plain_weight(case, a, b));
    let rules = &case.lexicon.subjects().link;
    weight >= rules.pair || (weight >= rules.near_pair && near(case, x, y).is_some())
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
    let is_difference = matches!(
        ruling.relation,
        PairRelation::Contradiction | PairRelation::SelfInconsistent | PairRelation::Updated
    );
    if is_difference && !is_of_one_thing(case, a, b, ruling.rule) {
        ruling = Ruling::unlike();
    }
    let (mut side_a, mut side_b) = (ids(case, a), ids(case, b));
    if side_a.iter().any(|id| side_b.contains(id)) {
        return None;
    }
    if side_b < side_a {
        std::mem::swap(&mut side_a, &mut side_b);
    }
    if ruling.relation == PairRelation::Updated && (stale.contains(&a) || stale.contains(&b)) {
        ruling = Ruling { relation: PairRelation::Stale, rule: "stale.repeated", ..ruling };
    }
    Some(Pair {
        event: case.event.to_owned(),
        a: side_a,
        b: side_b,
        relation: ruling.relation,
        reason: ruling.reason,
        provenance: provenance(case, &case.readings[a], &case.readings[b]),
        rule: ruling.id(),
    })
}

/// Whether a difference is between two figures of one thing. A report that names a figure as the earlier one says so itself.
fn is_of_one_thing(case: &Case<'_>, a: usize, b: usize, rule: &str) -> bool {
    let says_so = rule == SAYS_EARLIER && case.readings[a].doc == case.readings[b].doc;
    case.are_linked(a, b) || (says_so && weight(case, a, b) >= case.lexicon.subjects().link.weight)
}

/// Parts of one report that add up to another's figure. A list that adds up to nothing anybody says proves nothing.
fn sums(case: &Case<'_>) -> Vec<Pair> {
    let mut by_value: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
    for (index, reading) in case.readings.iter().enumerate().filter(|(_, it)| !it.is_sum()) {
        if let Some(value) = reading.value() {
            by_value.entry(value).or_default().push(index);
        }
    }
    let mut found = Vec::new();
    for (parts, total) in sums::lists(case) {
        let wholes = by_value.get(&total).map_or(&[][..], Vec::as_slice);
        for whole in wholes.iter().filter(|whole| !parts.contains(whole)) {
            if !parts.iter().any(|part| goes_with(case, *part, *whole)) {
                continue;
            }
            let relation = (PairRelation::SumConsistent, None);
            found.push(of_parts(case, &parts, *whole, relation, "sum.list"));
        }
        let below = by_value.range(..total).rev().take(NEIGHBOURS).flat_map(|(_, wholes)| wholes);
        for whole in below.take(NEIGHBOURS).filter(|whole| exceeds(case, &parts, total, **whole)) {
            let relation = (PairRelation::Contradiction, Some(Reason::Inclusion));
            found.push(of_parts(case, &parts, *whole, relation, "sum.exceeds"));
        }
    }
    found
}

/// The pair of a report's parts with a figure that is no part of them.
fn of_parts(
    case: &Case<'_>,
    parts: &[usize],
    whole: usize,
    (relation, reason): (PairRelation, Option<Reason>),
    rule: &str,
) -> Pair {
    let mut a: Vec<ClaimId> =
        parts.iter().map(|part| case.readings[*part].claim.id.clone()).collect();
    let mut b = ids(case, whole);
    if b < a {
        std::mem::swap(&mut a, &mut b);
    }
    Pair {
        event: case.event.to_owned(),
        a,
        b,
        relation,
        reason,
        provenance: provenance(case, &case.readings[parts[0]], &case.readings[whole]),
        rule: rule.to_owned(),
    }
}

/// Whether one report's parts come to more than another's whole: "seven soldiers and four civilians", "ten Israelis".
fn exceeds(case: &Case<'_>, parts: &[usize], total: Decimal, whole: usize) -> bool {
    let of = &case.readings[whole];
    let standing =
        |part: &usize| case.lexicon.lattice().standing(&case.readings[*part].people, &of.people);
    let is_part = |part: &usize| {
        let reading = &case.readings[*part];
        // A figure and what was added to it count what the whole does; people of several sorts lie inside it.
        let is_added = parts.iter().any(|part| case.readings[*part].is_increment);
        let counts = if is_added { Standing::Same } else { Standing::Inside };
        // What was added may be told of by another verb than what it was added to.
        let is_measure = reading.measure == of.measure
            || is_added && (is_generic(reading.measure) || is_generic(of.measure));
        reading.doc != of.doc
            && is_measure
            && standing(part) == counts
            && !reading.is_later(of, case.update_hours())
    };
    of.tight.high.is_some_and(|high| high < total)
        && !of.is_part_of_all()
        && !of.is_increment
        && parts.iter().all(is_part)
        && parts.iter().any(|part| case.are_linked(*part, whole))
}

/// Whether a part and a whole count the same sort of thing: a common measure, or nouns for one another.
fn goes_with(case: &Case<'_>, part: usize, whole: usize) -> bool {
    let (x, y) = (&case.readings[part], &case.readings[whole]);
    let (s, t) = (case.topics.of_reading(part), case.topics.of_reading(whole));
    let measured = !is_generic(x.measure) && x.measure == y.measure;
    let named = !s.noun.is_empty()
        && (s.noun == t.noun || case.lexicon.subjects().are_kin(&s.noun, &t.noun));
    s.family == t.family && (measured || named)
}

fn ids(case: &Case<'_>, index: usize) -> Vec<ClaimId> {
    let reading = &case.readings[index];
    if reading.is_sum() {
        reading.parts.iter().map(|part| case.readings[*part].claim.id.clone()).collect()
    } else {
        vec![reading.claim.id.clone()]
    }
}
