//! Figures of one report that its text adds up: "90 Afghans and 13 US troops".

use std::collections::BTreeMap;

use super::case::Case;
use super::interval::{loose, tight};
use super::reading::Reading;
use crate::lexicon::Standing;
use crate::model::{Claim, Qualifier, Quantity, Relation};

/// The sums of the event's reports. Parts that may overlap are never added; a report that states a total itself needs none.
pub(super) fn of_reports<'a>(case: &Case<'a>) -> Vec<Reading<'a>> {
    let by_id: BTreeMap<&str, usize> = case
        .readings
        .iter()
        .enumerate()
        .map(|(index, reading)| (reading.claim.id.as_str(), index))
        .collect();
    let mut parts_of: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (index, reading) in case.readings.iter().enumerate() {
        if reading.claim.relation != Some(Relation::Plus) {
            continue;
        }
        let parent = reading.claim.parent.as_ref().and_then(|id| by_id.get(id.as_str()));
        if let Some(parent) = parent
            && is_like(&case.readings[*parent], reading)
        {
            parts_of.entry(*parent).or_default().push(index);
        }
    }
    let mut by_doc: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (index, reading) in case.readings.iter().enumerate() {
        by_doc.entry(reading.doc).or_default().push(index);
    }
    let report = |first: usize| by_doc.get(case.readings[first].doc).map_or(&[][..], Vec::as_slice);
    parts_of
        .into_iter()
        .filter_map(|(first, others)| sum(case, report(first), first, &others))
        .collect()
}

/// Whether two figures of one report count in the same way.
fn is_like(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    a.doc == b.doc
        && a.live == b.live
        && (a.measure, &a.unit, &a.thing) == (b.measure, &b.unit, &b.thing)
        && a.scope == b.scope
        && a.basis == b.basis
        && a.is_beside() == b.is_beside()
}

/// The sum of some figures of a report; `report` lists all its readings.
fn sum<'a>(
    case: &Case<'a>,
    report: &[usize],
    first: usize,
    others: &[usize],
) -> Option<Reading<'a>> {
    let mut parts = vec![first];
    parts.extend(others);
    parts.sort_by_key(|part| case.readings[*part].claim.span);
    let lattice = case.lexicon.lattice();
    for (at, a) in parts.iter().enumerate() {
        for b in &parts[at + 1..] {
            let (a, b) = (&case.readings[*a].people, &case.readings[*b].people);
            if lattice.standing(a, b) != Standing::Disjoint {
                return None;
            }
        }
    }
    let people = case.lexicon.people(EVERYBODY);
    let states_a_total = report.iter().any(|index| {
        let reading = &case.readings[*index];
        is_like(reading, &case.readings[first]) && reading.people == people && !reading.is_previous
    });
    if states_a_total {
        return None;
    }
    let claims: Vec<&Claim> = parts.iter().map(|part| case.readings[*part].claim).collect();
    let quantity = total(&claims)?;
    let judging = case.lexicon.judging();
    Some(Reading {
        quantity,
        tight: tight(judging, &quantity),
        loose: loose(judging, &quantity),
        people,
        claim: case.readings[parts[0]].claim,
        parts: parts.clone(),
        ..case.readings[parts[0]].clone()
    })
}

/// The group that all parts lie in.
const EVERYBODY: &str = "all";

/// The sum as a quantity: a bound where a part is one.
fn total(claims: &[&Claim]) -> Option<Quantity> {
    let mut value = rust_decimal::Decimal::ZERO;
    let mut grain = rust_decimal::Decimal::ZERO;
    let mut qualifier = Qualifier::Exact;
    for claim in claims {
        value = value.checked_add(claim.quantity.value()?)?;
        grain = grain.max(claim.quantity.grain());
        qualifier = match (qualifier, claim.quantity.qualifier()) {
            (known, Qualifier::Exact | Qualifier::None) => known,
            (Qualifier::Exact, other) => other,
            (known, other) if known == other => known,
            _ => return None,
        };
    }
    Some(Quantity::stated(value, qualifier, grain))
}
