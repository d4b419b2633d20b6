//! Clock times: "11:10 AM", "0200 GMT", "7 to 9 p.m.", "half past seven".

use rust_decimal::Decimal;

use super::calendar::places;
use super::mention::Mention;
use super::numeral::{Form, numeral};
use super::phrase;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;
use crate::text::digit;

/// The words for a half of the day ("a.m.") at a token; how many tokens they take.
pub(super) fn half_day(reading: &Reading<'_>, at: usize, limit: usize) -> Option<usize> {
    reading
        .sense(at, limit, |sense| matches!(sense, Sense::Am | Sense::Pm).then_some(()))
        .map(|(length, ())| length)
}

/// "half past seven", "a quarter to 5": a clock time in words.
pub(super) fn spoken(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let article = reading.is(at, WordClass::Indefinite);
    let word = at + usize::from(article);
    let (_, share) = reading.sense(word, limit.min(word + 1), |sense| match sense {
        Sense::Fraction(share) => Some(*share),
        _ => None,
    })?;
    let (half, quarter) = (Decimal::new(5, 1), Decimal::new(25, 2));
    let link = word + 1;
    let to = reading.is(link, WordClass::To);
    let told = reading.is(link, WordClass::ClockLink)
        && (share == quarter || share == half && !to && !article);
    // "fell by a quarter to 5": what it came to.
    let moves = at > first && reading.is(at - 1, WordClass::By);
    if !told || to && moves {
        return None;
    }
    let hour = numeral(reading, link + 1, limit)?;
    let fits =
        hour.value >= Decimal::ONE && hour.value <= HOURS && hour.value == hour.value.trunc();
    let counts = unit::is_unit_at(reading, hour.end, limit)
        || phrase::plural_follows(reading, hour.end, limit);
    if !fits || !matches!(hour.form, Form::Digits(false) | Form::Words) || to && counts {
        return None;
    }
    let end = hour.end + half_day(reading, hour.end, limit).unwrap_or(0);
    Some(
        Mention::new(at..end, hour.value, Decimal::ONE, hour.form)
            .of_kind(Kind::Time, "clock_in_words"),
    )
}

/// The hours on a clock's face.
const HOURS: Decimal = Decimal::from_parts(12, 0, 0, false, 0);

/// "[7] to 9 p.m.", "[10]-11.30am": an hour whose half of the day stands behind the one it leads to; the token behind both.
fn to_another(reading: &Reading<'_>, mention: &Mention, limit: usize) -> Option<usize> {
    let link = mention.number.end;
    let joined = reading.is_dash(link)
        || reading.is_one(link, &[WordClass::RangeJoin, WordClass::And, WordClass::Or]);
    let hour = mention.value.is_some_and(|hour| hour <= HOURS);
    if !joined || !hour || !reading.is_number(link + 1) {
        return None;
    }
    let mut end = link + 2;
    if reading.is_sign(end, ':') && reading.glued(end) && reading.is_number(end + 1) {
        end += 2;
    }
    Some(end + half_day(reading, end, limit)?)
}

/// A clock time: "11:10 AM", "5am", "10.45pm", "0200 GMT".
pub(super) fn time(reading: &Reading<'_>, mention: &Mention, limit: usize) -> Option<Mention> {
    let at = mention.number.start;
    if !reading.is_number(at) {
        return None;
    }
    let mut end = mention.number.end;
    let mut is_time = false;
    while reading.is_sign(end, ':')
        && reading.glued(end)
        && reading.glued(end + 1)
        && reading.is_number(end + 1)
        && places(reading, end + 1) > 1
        && end + 1 < limit
    {
        end += 2;
        is_time = true;
    }
    if let Some(length) = half_day(reading, end, limit) {
        let hour = mention.value.is_some_and(|hour| hour < Decimal::from(25));
        // "am" is a verb and "pm" a unit, too: an hour must stand before.
        if hour || is_time {
            end += length;
            is_time = true;
        }
    }
    if !is_time && let Some(behind) = to_another(reading, mention, limit) {
        end = behind;
        is_time = true;
    }
    let zone =
        !reading.glued(end) && reading.is_one(end, &[WordClass::TimeZone, WordClass::HourMark]);
    let text = reading.word(at);
    let digits_only = !text.contains('.');
    let dotted = !digits_only
        && places(reading, at) <= 5
        && mention.value.is_some_and(|hour| hour < Decimal::from(24));
    let leading_zero = text.chars().next().and_then(digit) == Some(0);
    if places(reading, at) == 4 && digits_only && (leading_zero || zone) || zone && dotted {
        is_time = true;
        end += usize::from(reading.is(end, WordClass::HourMark));
    }
    if reading.is(end, WordClass::OClock) {
        is_time = true;
        end += 1;
    }
    is_time.then(|| mention.clone().of_kind(Kind::Time, "clock").with_end(end.min(limit)))
}
