//! How far the news had come where no times tell it: what reports say was revised, and the tolls that each of them gives.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::is_generic;
use super::reading::Reading;
use crate::lexicon::{Lexicon, People};

/// The course of an event's figures, as its reports themselves tell it.
#[derive(Debug, Default)]
pub(super) struct Course {
    /// Values of a measure that a report gives as replaced, and what replaced them.
    revised: BTreeMap<(String, Decimal), BTreeSet<Decimal>>,
    /// Per document, by measure that grows, its first figure of everybody.
    tolls: Vec<BTreeMap<String, usize>>,
}

impl Course {
    pub(super) fn of(lexicon: &Lexicon, readings: &[Reading<'_>]) -> Self {
        Self { revised: revised(lexicon, readings), tolls: tolls(lexicon, readings) }
    }

    /// Whether a report gives the first value as what the second replaced.
    pub(super) fn became(&self, old: &Reading<'_>, new: &Reading<'_>) -> bool {
        let (Some(x), Some(y)) = (old.value(), new.value()) else { return false };
        let after = self.revised.get(&(old.measure.to_owned(), x));
        old.measure == new.measure && after.is_some_and(|after| after.contains(&y))
    }

    /// Whether a report gives one of the values as what the other replaced, or as what a growing count passed on its way to a third.
    pub(super) fn is_revised(&self, a: &Reading<'_>, b: &Reading<'_>, grows: bool) -> bool {
        let (Some(x), Some(y)) = (a.value(), b.value()) else { return false };
        let is = |old: Decimal, new: Decimal| {
            self.revised.get(&(a.measure.to_owned(), old)).is_some_and(|after| {
                after.contains(&new)
                    || grows && old < new && after.last().is_some_and(|last| new < *last)
            })
        };
        a.measure == b.measure && (is(x, y) || is(y, x))
    }

    /// Of each growing measure that two documents give, both documents' first figures.
    pub(super) fn tolls_of_both(&self, a: usize, b: usize) -> impl Iterator<Item = (usize, usize)> {
        let (first, second) = (self.tolls.get(a), self.tolls.get(b));
        first
            .into_iter()
            .flatten()
            .filter_map(move |(measure, x)| Some((*x, *second?.get(measure)?)))
    }
}

/// For each report that says of a figure that it was the earlier one, and gives another: the measure, the old and the new value.
fn revised(
    lexicon: &Lexicon,
    readings: &[Reading<'_>],
) -> BTreeMap<(String, Decimal), BTreeSet<Decimal>> {
    let mut said: BTreeMap<(usize, &str, &People), [BTreeSet<Decimal>; 2]> = BTreeMap::new();
    let mut corrects: BTreeSet<(usize, &str)> = BTreeSet::new();
    for reading in readings.iter().filter(|reading| reading.live && !is_generic(reading.measure)) {
        let Some(value) = reading.value() else { continue };
        let key = (reading.document, reading.measure);
        if reading.corrects {
            corrects.insert(key);
        }
        let [old, new] = said.entry((key.0, key.1, &reading.people)).or_default();
        let is_old = reading.is_previous || reading.is_provisional();
        if is_old {
            old.insert(value)
        } else {
            new.insert(value)
        };
    }
    let mut revised: BTreeMap<(String, Decimal), BTreeSet<Decimal>> = BTreeMap::new();
    for ((document, measure, _), [old, new]) in said {
        // A report with many values tells of many things: the nearest one is what the earlier one became. What grows falls only where
        // the report says that it corrects.
        let grows = lexicon.measure(measure).is_some_and(|it| it.grows);
        let may_fall = !grows || corrects.contains(&(document, measure));
        if !grows && old.len() > 1 {
            continue;
        }
        for before in old {
            let distance = |after: &&Decimal| after.checked_sub(before).map(|it| it.abs());
            let may_follow = |after: &&Decimal| may_fall || **after > before;
            if let Some(after) = new.iter().filter(may_follow).min_by_key(distance) {
                revised.entry((measure.to_owned(), before)).or_default().insert(*after);
            }
        }
    }
    revised
}

/// The first figure of everybody that each document has under each measure that grows.
fn tolls(lexicon: &Lexicon, readings: &[Reading<'_>]) -> Vec<BTreeMap<String, usize>> {
    let mut tolls: Vec<BTreeMap<String, usize>> = Vec::new();
    for (index, reading) in readings.iter().enumerate() {
        let grows = lexicon.measure(reading.measure).is_some_and(|measure| measure.grows);
        let is_toll = grows && reading.quantity.value().is_some() && reading.people.is_everybody();
        if !is_toll || !reading.live || reading.is_beside() || reading.is_sum() {
            continue;
        }
        if tolls.len() <= reading.document {
            tolls.resize_with(reading.document + 1, BTreeMap::new);
        }
        let known = tolls[reading.document].entry(reading.measure.to_owned()).or_insert(index);
        if reading.claim.span.start < readings[*known].claim.span.start {
            *known = index;
        }
    }
    tolls
}
