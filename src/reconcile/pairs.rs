//! The pairs that were compared, for `--pairs` and its scorers.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Key};
use super::compare::{compare, provenance};
use super::front::{Fate, Front};
use crate::model::{ClaimId, Pair, PairRelation};

/// Up to so many readings of one block are all paired; in a larger one each is paired with its neighbours in size and with the
/// first one of each value, so that the cost stays near linear.
const ALL_PAIRS: usize = 128;

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

/// Blocks of figures that could be meant for one another: all groups, units and scopes of one measure.
fn blocks(case: &Case<'_>) -> Vec<Vec<usize>> {
    let mut blocks: BTreeMap<(&str, &str, bool), Vec<usize>> = BTreeMap::new();
    for (key, members) in &case.blocks {
        let Key { measure, thing, background, .. } = key;
        blocks.entry((measure, thing, *background)).or_default().extend(members);
    }
    blocks.into_values().collect()
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
    let ruling = compare(case, &case.readings[a], &case.readings[b]);
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

fn ids(case: &Case<'_>, index: usize) -> Vec<ClaimId> {
    let reading = &case.readings[index];
    if reading.is_sum() {
        reading.parts.iter().map(|part| case.readings[*part].claim.id.clone()).collect()
    } else {
        vec![reading.claim.id.clone()]
    }
}
