//! Figures of one report that its text adds up: "90 Afghans and 13 US troops".

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::case::{Case, is_generic};
use super::interval::{loose, tight};
use super::reading::Reading;
use super::topic::PERSON;
use crate::lexicon::Standing;
use crate::model::{Claim, Kind, Qualifier, Quantity, Relation};

/// The sums of the event's reports. Parts that may overlap are never added; a report that states a total itself needs none.
pub(super) fn of_reports<'a>(case: &Case<'a>) -> Vec<Reading<'a>> {
    let by_id = by_id(case);
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

fn by_id<'c>(case: &'c Case<'_>) -> BTreeMap<&'c str, usize> {
    let readings = case.readings.iter().enumerate().filter(|(_, reading)| !reading.is_sum());
    readings.map(|(index, reading)| (reading.claim.id.as_str(), index)).collect()
}

/// The lists of the event's reports, each with what it adds up to: people of groups that share nobody, named one after another
/// in a sentence ("seven children, three women and two men"), and a figure with what was added to it ("two engines ... an
/// additional six").
pub(super) fn lists(case: &Case<'_>) -> Vec<(Vec<usize>, Decimal)> {
    let by_id = by_id(case);
    let mut found = Vec::new();
    let mut last: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    let mut list: Vec<usize> = Vec::new();
    let mut order: Vec<usize> =
        (0..case.readings.len()).filter(|index| !case.readings[*index].is_sum()).collect();
    order.sort_by_key(|index| {
        let reading = &case.readings[*index];
        (reading.document, reading.claim.span, *index)
    });
    for index in order {
        let reading = &case.readings[index];
        if reading.claim.kind != Kind::Count {
            continue;
        }
        if !goes_on(case, &list, reading) {
            found.extend(added_up(case, std::mem::take(&mut list)));
        }
        let is_part = reading.unit == PERSON && !reading.people.is_anybody();
        if is_part {
            list.push(index);
        }
        let name = (reading.document, case.topics.of_reading(index).noun.as_str());
        if reading.is_increment {
            let before = added_to(case, &by_id, reading).or_else(|| last.get(&name).copied());
            found.extend(before.and_then(|before| added_up(case, vec![before, index])));
        } else if !name.1.is_empty() {
            last.insert(name, index);
        }
    }
    found.extend(added_up(case, list));
    found
}

/// The figure that an addition names itself: "1,000 people are in tents and another 2,000 are waiting for one". Both may be told of by verbs
/// of their own; where two known measures tell them apart they are two sums.
fn added_to(
    case: &Case<'_>,
    by_id: &BTreeMap<&str, usize>,
    addition: &Reading<'_>,
) -> Option<usize> {
    let before = *by_id.get(addition.claim.parent.as_ref()?.as_str())?;
    let to = &case.readings[before];
    let is_one =
        to.measure == addition.measure || is_generic(to.measure) || is_generic(addition.measure);
    let counts_one = to.unit == PERSON && addition.unit == PERSON && to.people == addition.people;
    (is_one && counts_one && to.live == addition.live).then_some(before)
}

/// Whether a figure is the next of a list: of the same sentence, soon after, and of people whom none of the others are.
fn goes_on(case: &Case<'_>, list: &[usize], reading: &Reading<'_>) -> bool {
    const GAP: u32 = 60;
    let Some(before) = list.last().map(|index| &case.readings[*index]) else { return true };
    let lattice = case.lexicon.lattice();
    before.document == reading.document
        && before.claim.sentence == reading.claim.sentence
        && reading.claim.span.start <= before.claim.span.end.saturating_add(GAP)
        && reading.claim.status == before.claim.status
        && list.iter().all(|index| {
            lattice.standing(&case.readings[*index].people, &reading.people) == Standing::Disjoint
        })
}

fn added_up(case: &Case<'_>, parts: Vec<usize>) -> Option<(Vec<usize>, Decimal)> {
    if parts.len() < 2 {
        return None;
    }
    let claims: Vec<&Claim> = parts.iter().map(|part| case.readings[*part].claim).collect();
    let total = total(&claims)?.value()?;
    Some((parts, total))
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
    let mut value = Decimal::ZERO;
    let mut grain = Decimal::ZERO;
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
