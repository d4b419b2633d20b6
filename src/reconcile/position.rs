//! The words of one key by what they say: readings of one quantity together, with who stands behind them.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::Case;
use super::interval::is_bound;
use super::policy::Choice;
use crate::model::{Basis, ClaimId, OriginGroup, Position, Qualifier};

/// Readings of one quantity sort together by this.
pub(super) type QuantityOrder =
    (Option<Decimal>, Option<Decimal>, Option<Decimal>, Qualifier, bool);

/// By what readings of one quantity come together.
pub(super) fn order(case: &Case<'_>, index: usize) -> QuantityOrder {
    let reading = &case.readings[index];
    let q = &reading.quantity;
    let normal = |number: Option<Decimal>| number.map(|number| number.normalize());
    (normal(q.value()), normal(q.low()), normal(q.high()), q.qualifier(), reading.is_sum())
}

/// The words of one quantity together; the position of the figure to print first, then by origins, then by outlets, then by value.
pub(super) fn positions(case: &Case<'_>, standing: &[usize], choice: &Choice) -> Vec<Vec<usize>> {
    let mut by_quantity: BTreeMap<QuantityOrder, Vec<usize>> = BTreeMap::new();
    for index in standing {
        by_quantity.entry(order(case, *index)).or_default().push(*index);
    }
    let mut positions: Vec<Vec<usize>> = by_quantity.into_values().collect();
    for position in &mut positions {
        position.sort_by_cached_key(|index| quotable(case, *index));
    }
    positions.sort_by_cached_key(|position| {
        let first = &case.readings[position[0]];
        let is_best =
            choice.best.is_some() && first.quantity.value() == choice.best && !first.is_sum();
        let origins: BTreeSet<usize> =
            position.iter().map(|index| case.origins.house_of(&case.readings[*index])).collect();
        (
            !is_best,
            is_best && is_bound(first.quantity.qualifier()),
            std::cmp::Reverse(origins.len()),
            std::cmp::Reverse(position.len()),
            order(case, position[0]),
        )
    });
    positions
}

/// Which claim of a position to quote first: a named speaker's, in the body, the earliest.
fn quotable(case: &Case<'_>, index: usize) -> impl Ord + use<> {
    let reading = &case.readings[index];
    (
        !case.origins.of(reading).is_named,
        reading.claim.in_headline,
        reading.public.is_none(),
        reading.public,
        reading.outlet.clone(),
        index,
    )
}

pub(super) fn position(case: &Case<'_>, side: &[usize]) -> Position {
    let first = &case.readings[side[0]];
    let mut claims: Vec<ClaimId> = Vec::new();
    let mut outlets: Vec<String> = Vec::new();
    for index in side {
        let reading = &case.readings[*index];
        let parts: Vec<usize> = if reading.is_sum() { reading.parts.clone() } else { vec![*index] };
        // A sum shows the parts of one report; another report of the same sum stands in `outlets`.
        if !(first.is_sum() && *index != side[0]) {
            claims.extend(parts.iter().map(|part| case.readings[*part].claim.id.clone()));
        }
        outlets.push(reading.outlet.clone());
    }
    let mut seen = BTreeSet::new();
    claims.retain(|id| seen.insert(id.clone()));
    outlets.sort();
    outlets.dedup();
    Position {
        quantity: first.quantity,
        claims,
        is_sum: first.is_sum(),
        outlets,
        origins: origin_groups(case, side),
        at: side.iter().filter_map(|index| case.readings[*index].at).max(),
    }
}

/// The origins behind some readings, each with the outlets that carry its word, in order of id. Bodies that speak one word are one,
/// under the names of all that are cited.
pub(super) fn origin_groups(case: &Case<'_>, readings: &[usize]) -> Vec<OriginGroup> {
    let mut groups: BTreeMap<&str, (BTreeSet<usize>, OriginGroup)> = BTreeMap::new();
    for index in readings {
        let reading = &case.readings[*index];
        let origin = case.origins.of(reading);
        let house = &case.origins.houses[origin.house];
        let (cited, group) = groups.entry(&house.id).or_insert_with(|| {
            let group = OriginGroup {
                id: house.id.clone(),
                label: String::new(),
                outlets: Vec::new(),
                because: origin.because.to_owned(),
                claims: Vec::new(),
            };
            (BTreeSet::new(), group)
        });
        cited.insert(reading.origin);
        group.outlets.push(reading.outlet.clone());
        let parts = if reading.is_sum() { reading.parts.clone() } else { vec![*index] };
        group.claims.extend(parts.iter().map(|part| case.readings[*part].claim.id.clone()));
    }
    let told = |(cited, mut group): (BTreeSet<usize>, OriginGroup)| {
        let members = case.origins.list[*cited.first().expect("a group has a reading")].house;
        let members = case.origins.houses[members].members.iter().filter(|it| cited.contains(it));
        let labels: Vec<&str> = members.map(|it| case.origins.list[*it].label.as_str()).collect();
        group.label = labels.join(", ");
        if labels.len() > 1 {
            "one body's word".clone_into(&mut group.because);
        }
        group.outlets.sort();
        group.outlets.dedup();
        group.claims.sort();
        group.claims.dedup();
        group
    };
    groups.into_values().map(told).collect()
}

/// The basis that most of the readings state.
pub(super) fn basis(case: &Case<'_>, readings: &[usize]) -> Basis {
    let mut counts: BTreeMap<Basis, usize> = BTreeMap::new();
    for index in readings {
        *counts.entry(case.readings[*index].basis).or_default() += 1;
    }
    let most = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(&a.0)));
    most.map_or(Basis::Incident, |(basis, _)| basis)
}
