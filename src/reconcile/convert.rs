//! Amounts in different units: measures by their factors, money by the rates that the event's own reports print.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::interval::{Interval, last_digit};
use super::reading::Reading;
use crate::lexicon::{Lexicon, Unit};
use crate::model::Kind;

/// What one unit of the first currency is worth in the second, wherever a report prints one amount in both: "85 million euros
/// ($108 million)". No rate comes from elsewhere, so that a conversion can be traced to a sentence.
#[derive(Debug, Default)]
pub(super) struct Rates(BTreeMap<(String, String), Vec<Decimal>>);

/// How many characters may stand between two amounts in one pair of brackets: " (", " (or ", " (about ".
const BETWEEN: u32 = 12;

impl Rates {
    pub(super) fn of(readings: &[Reading<'_>]) -> Self {
        let mut money: Vec<&Reading<'_>> =
            readings.iter().filter(|reading| reading.claim.kind == Kind::Money).collect();
        money.sort_by_key(|reading| (reading.document, reading.claim.span));
        let mut rates = Self::default();
        for pair in money.windows(2) {
            rates.learn(pair[0], pair[1]);
        }
        for list in rates.0.values_mut() {
            list.sort();
            list.dedup();
        }
        rates
    }

    fn learn(&mut self, a: &Reading<'_>, b: &Reading<'_>) {
        let gap = b.claim.span.start.checked_sub(a.claim.span.end);
        let in_brackets = a.claim.clause.contains(&format!("({}", b.claim.text))
            || a.claim.clause.contains(&format!("({}", b.claim.quote));
        if a.doc != b.doc
            || a.unit == b.unit
            || gap.is_none_or(|gap| gap > BETWEEN)
            || a.claim.sentence != b.claim.sentence
            || !in_brackets
        {
            return;
        }
        let (Some(va), Some(vb)) = (a.quantity.value(), b.quantity.value()) else { return };
        for (from, to, x, y) in [(&a.unit, &b.unit, va, vb), (&b.unit, &a.unit, vb, va)] {
            if let Some(rate) = y.checked_div(x) {
                self.0.entry((from.clone(), to.clone())).or_default().push(rate);
            }
        }
    }

    /// Every rate from one currency to another, straight or over one between them.
    fn between(&self, from: &str, to: &str) -> Vec<Decimal> {
        let straight = self.0.get(&(from.to_owned(), to.to_owned()));
        let mut found: Vec<Decimal> = straight.into_iter().flatten().copied().collect();
        for ((first, middle), rates) in &self.0 {
            let second = self.0.get(&(middle.clone(), to.to_owned()));
            if first == from
                && middle != to
                && let Some(second) = second
            {
                let both = rates.iter().flat_map(|a| second.iter().map(|b| a.checked_mul(*b)));
                found.extend(both.flatten());
            }
        }
        found
    }
}

/// Whether two amounts in different units are one: `None` where nothing converts them.
pub(super) fn is_one_amount(
    lexicon: &Lexicon,
    rates: &Rates,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Option<bool> {
    let units = &lexicon.judging().units;
    if a.claim.kind == Kind::Money && b.claim.kind == Kind::Money {
        return is_one_sum(lexicon, rates, a, b);
    }
    let (unit_a, unit_b) = (lexicon.unit(&a.unit)?, lexicon.unit(&b.unit)?);
    if unit_a.dimension != unit_b.dimension || is_within_a_day(unit_a) != is_within_a_day(unit_b) {
        return None;
    }
    let base = |reading: &Reading<'_>, unit: &Unit| {
        let printed = printed(reading)?;
        // A bound leaves more open than its last digit does.
        let low = reading.tight.low.map(|low| low.min(printed.low.unwrap_or(low)));
        let high = reading.tight.high.map(|high| high.max(printed.high.unwrap_or(high)));
        Some(Interval { low: Some(unit.to_base(low?)?), high: Some(unit.to_base(high?)?) })
    };
    let (a, b) = (base(a, unit_a)?, base(b, unit_b)?);
    Some(widened(a, units.measure_percent)?.meets(b))
}

/// Whether a unit of time is told by the clock: "30 hours of deliberations" and "four days" of them are one time, for no jury sits
/// through the night.
fn is_within_a_day(unit: &Unit) -> bool {
    let day = Decimal::from(24 * 60 * 60);
    unit.dimension == "time" && unit.to_base(Decimal::ONE).is_some_and(|seconds| seconds < day)
}

/// Amounts of money: by the rates that the reports print; where they print none between the two currencies, or a bare "$" may
/// be another country's, by what the rates have ever been.
fn is_one_sum(lexicon: &Lexicon, rates: &Rates, a: &Reading<'_>, b: &Reading<'_>) -> Option<bool> {
    let units = &lexicon.judging().units;
    let printed_rates = rates.between(&a.unit, &b.unit);
    let (x, y) = (printed(a)?, printed(b)?);
    let meets = |rate: Decimal| {
        let turned = times(x, rate).and_then(|turned| widened(turned, units.money_percent));
        turned.is_some_and(|turned| turned.meets(y))
    };
    if printed_rates.iter().any(|rate| meets(*rate)) {
        return Some(true);
    }
    if !printed_rates.is_empty() && !a.is_bare_dollar && !b.is_bare_dollar {
        return Some(false);
    }
    let currencies = |of: &Reading<'_>, known: bool| -> Vec<String> {
        // A rate that is printed speaks for the currency it is printed with; other dollars are left.
        let others = units.dollars_of_all().filter(|code| *code != of.unit);
        let mut all: Vec<String> = others.map(ToOwned::to_owned).collect();
        if !of.is_bare_dollar {
            all.clear();
        }
        if known {
            all.push(of.unit.clone());
        }
        all
    };
    let known = printed_rates.is_empty();
    let worth = |amount: Interval, code: &str| {
        let (low, high) = units.dollars(code)?;
        Some(Interval {
            low: Some(amount.low?.checked_mul(low)?),
            high: Some(amount.high?.checked_mul(high)?),
        })
    };
    let pairs = currencies(a, known || !a.is_bare_dollar);
    let others = currencies(b, known || !b.is_bare_dollar);
    let mut is_known = false;
    for first in &pairs {
        for second in &others {
            if let Some((x, y)) = worth(x, first).zip(worth(y, second)) {
                is_known = true;
                if x.meets(y) {
                    return Some(true);
                }
            }
        }
    }
    (is_known || !printed_rates.is_empty()).then_some(false)
}

/// The tight interval in base units of its dimension; `None` where there is no conversion.
pub(super) fn in_base_units(lexicon: &Lexicon, reading: &Reading<'_>) -> Option<Interval> {
    let unit = lexicon.unit(&reading.unit)?;
    let base = |bound: Option<Decimal>| match bound {
        Some(bound) => unit.to_base(bound).map(Some),
        None => Some(None),
    };
    Some(Interval { low: base(reading.tight.low)?, high: base(reading.tight.high)? })
}

/// The amount with what its last printed digit leaves open.
fn printed(reading: &Reading<'_>) -> Option<Interval> {
    let value = reading.value()?;
    let half = last_digit(value, reading.quantity.grain()).checked_div(Decimal::TWO)?;
    // Trailing zeros of a large round amount leave more open than any conversion may.
    let half = half.min(value.abs().checked_div(Decimal::from(20))?);
    Some(Interval { low: Some(value.checked_sub(half)?), high: Some(value.checked_add(half)?) })
}

fn times(interval: Interval, rate: Decimal) -> Option<Interval> {
    Some(Interval {
        low: Some(interval.low?.checked_mul(rate)?),
        high: Some(interval.high?.checked_mul(rate)?),
    })
}

fn widened(interval: Interval, percent: u32) -> Option<Interval> {
    let room = |bound: Decimal| {
        bound.abs().checked_mul(Decimal::from(percent))?.checked_div(Decimal::ONE_HUNDRED)
    };
    let (low, high) = (interval.low?, interval.high?);
    Some(Interval {
        low: Some(low.checked_sub(room(low)?)?),
        high: Some(high.checked_add(room(high)?)?),
    })
}
