//! `data/intervals.toml`: how stated figures are read when they are judged.

use std::collections::BTreeMap;

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
    /// How many units of the last significant digit a bound may lie from the value.
    pub digits: Option<u32>,
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
    pub most_percent: u32,
    pub bounds_percent: u32,
    pub vague_times: u32,
}

/// What makes two figures counts of two things.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// Hedges that make a figure a probable one.
    pub probable: Vec<String>,
}

/// How far converted amounts may lie apart, in hundredths, and what is known of currencies.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Units {
    pub money_percent: u32,
    pub measure_percent: u32,
    rate: Vec<Rate>,
    /// By country code, lower case: whose dollar a bare "$" is.
    dollar: BTreeMap<String, String>,
}

/// What one unit of a currency was worth in hundredths of a US dollar, at least and at most.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Rate {
    code: String,
    low: u32,
    high: u32,
}

impl Units {
    /// Between which amounts of US dollars one unit of the currency has been worth.
    pub fn dollars(&self, code: &str) -> Option<(Decimal, Decimal)> {
        let rate = self.rate.iter().find(|rate| rate.code == code)?;
        Some((Decimal::new(rate.low.into(), 2), Decimal::new(rate.high.into(), 2)))
    }

    /// The currency that "$" stands for in a country's papers.
    pub fn dollar_of(&self, country: &str) -> Option<&str> {
        self.dollar.get(&country.to_lowercase()).map(String::as_str)
    }

    /// Every currency whose sign may be a bare "$".
    pub fn dollars_of_all(&self) -> impl Iterator<Item = &str> {
        self.dollar.values().map(String::as_str)
    }
}

/// Shares of common shingles, in hundredths, from which a text is a copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Copies {
    pub derived: u32,
    pub shared: u32,
    pub duplicate: u32,
    /// From which share of common words, and which weight of them, two clauses are one passage.
    pub passage: i32,
    pub passage_weight: i32,
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
        let room = self.digits.and_then(|units| digit.checked_mul(Decimal::from(units)));
        let within = |bound: Decimal| match room
            .and_then(|room| Some((value.checked_sub(room)?, value.checked_add(room)?)))
        {
            Some((least, most)) => bound.max(least).min(most),
            None => bound,
        };
        match (from.map(within), to.map(within)) {
            // Of a negative value the larger share lies below.
            (Some(from), Some(to)) if from > to => (Some(to), Some(from)),
            bounds => bounds,
        }
    }
}
