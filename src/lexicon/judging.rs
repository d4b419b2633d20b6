//! `data/intervals.toml`: how stated figures are read when they are judged.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::model::Qualifier;

/// The numbers of `intervals.toml`: readings of qualifiers, and the distances from which a difference counts.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Judging {
    reading: Vec<Reading>,
    pub time: Time,
    pub rounding: Rounding,
    pub definition: Definition,
    pub units: Units,
    pub copies: Copies,
    pub subject: Subject,
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    qualifier: Qualifier,
    tight: Bounds,
    loose: Bounds,
}

/// Bounds relative to a stated value; an absent one is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    /// Hundredths of the value.
    pub from: Option<u32>,
    pub to: Option<u32>,
    /// Units of the value's last significant digit above the value.
    pub to_digits: Option<u32>,
}

/// Distances in time, in hours.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Time {
    pub update_hours: u32,
    pub stale_hours: u32,
}

/// From which size, and up to which distance, an unhedged count is excused as a rounding.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rounding {
    pub count_from: u32,
    pub count_percent: u32,
}

/// What makes two figures counts of two things.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Hedges that make a figure a probable one.
    pub probable: Vec<String>,
}

/// How far converted amounts may lie apart, in hundredths.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    pub money_percent: u32,
    pub measure_percent: u32,
}

/// How much the words around two plain counts must have in common to be about one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Subject {
    /// Weight of the common words; a word weighs more the fewer documents use it.
    pub weight: u32,
    /// Share of the weight of the words around the one with fewer, in hundredths.
    pub share: u32,
}

/// Shares of common shingles, in hundredths, from which a text is a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    pub derived: u32,
    pub shared: u32,
    pub duplicate: u32,
    /// From which share of common words, and which weight of them, two clauses are one passage.
    pub passage: u32,
    pub passage_weight: u32,
}

impl Judging {
    /// What a careful reader takes the words for.
    pub fn tight(&self, qualifier: Qualifier) -> Option<Bounds> {
        self.reading(qualifier).map(|reading| reading.tight)
    }

    /// What the words do not formally exclude.
    pub fn loose(&self, qualifier: Qualifier) -> Option<Bounds> {
        self.reading(qualifier).map(|reading| reading.loose)
    }

    fn reading(&self, qualifier: Qualifier) -> Option<&Reading> {
        self.reading.iter().find(|reading| reading.qualifier == qualifier)
    }
}

impl Bounds {
    /// The bounds of a stated value whose last significant digit is worth `digit`. A bound too large to be written is open.
    pub fn around(self, value: Decimal, digit: Decimal) -> (Option<Decimal>, Option<Decimal>) {
        let share = |hundredths: u32| {
            value.checked_mul(Decimal::from(hundredths))?.checked_div(Decimal::ONE_HUNDRED)
        };
        let from = self.from.and_then(share);
        let to = match self.to_digits {
            Some(units) => {
                digit.checked_mul(Decimal::from(units)).and_then(|room| value.checked_add(room))
            }
            None => self.to.and_then(share),
        };
        match (from, to) {
            // Of a negative value the larger share lies below.
            (Some(from), Some(to)) if from > to => (Some(to), Some(from)),
            bounds => bounds,
        }
    }
}
