//! A time that is told in parts: "2h 30m", "1h05m12s".

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::numeral::{Form, exact_add, exact_mul};
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;

/// Two parts or more, each a number with its letters right behind it and finer than the one before, as one duration in the finest of their units.
pub(super) fn in_parts(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Mention> {
    let (first, mut factor) = part(reading, at, limit, None)?;
    let mut seconds = exact_mul(number(reading, at)?, factor)?;
    let mut unit = first;
    let mut end = at + 2;
    while let Some((next, finer)) = part(reading, end, limit, Some(factor)) {
        seconds = exact_add(seconds, exact_mul(number(reading, end)?, finer)?)?;
        (unit, factor) = (next, finer);
        end += 2;
    }
    if end == at + 2 || reading.glued(end) && reading.is_word(end) {
        return None;
    }
    let value = seconds.checked_div(factor)?;
    let mut mention = Mention::new(at..end, value, Decimal::ONE, Form::Words);
    mention.unit = CountedIn::Measure(unit);
    Some(mention.of_kind(Kind::Duration, "duration_in_parts"))
}

/// The unit of "30m" at a token and how many seconds it has, where that is less than those of the part before.
fn part(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
    before: Option<Decimal>,
) -> Option<(usize, Decimal)> {
    let letters = at + 1;
    if letters >= limit
        || !reading.is_number(at)
        || !reading.glued(letters)
        || !reading.is_word(letters)
    {
        return None;
    }
    let units = reading.lexicon.units();
    // Minutes are written as metres are, and stand behind hours or before seconds.
    let minute = reading.is(letters, WordClass::MinuteLetter)
        && (before.is_some() || part(reading, letters + 1, limit, Some(MINUTE)).is_some());
    let unit = match reading.lexicon.symbol(reading.word(letters)) {
        _ if minute => units.iter().position(|unit| unit.id == "minute")?,
        Some(Sense::Unit(unit)) => unit,
        _ => return None,
    };
    let seconds = units[unit].to_base(Decimal::ONE)?;
    let finer = before.is_none_or(|before| seconds < before);
    (units[unit].dimension == "time" && finer).then_some((unit, seconds))
}

/// The seconds of a minute.
const MINUTE: Decimal = Decimal::from_parts(60, 0, 0, false, 0);

fn number(reading: &Reading<'_>, at: usize) -> Option<Decimal> {
    let digits: u32 = reading.word(at).parse().ok()?;
    Some(Decimal::from(digits))
}
