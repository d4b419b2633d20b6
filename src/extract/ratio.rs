//! Two numbers that say one thing: shares ("one in five") and scores ("2-1").

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::calendar;
use super::mention::Mention;
use super::numeral::{Form, numeral};
use super::phrase;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, WordClass};
use crate::model::Kind;

/// "one in five", "3 of 4", "two out of three": the first number over the second.
pub(super) fn ratio(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    // "three quarters of 8": a share of a number is not divided by it.
    if mention.form == Form::Fraction {
        return;
    }
    let Some(length) = reading.marker(mention.end, limit, Marker::RatioOf) else { return };
    let Some(under) = numeral(reading, mention.end + length, limit) else { return };
    let small = |value: Option<Decimal>| {
        value.is_some_and(|value| value > Decimal::ZERO && value <= Decimal::ONE_THOUSAND)
    };
    let form_ok = matches!(under.form, Form::Digits(false) | Form::Words);
    // "18 of 22 charges": two counts, of which one is part of the other; "one of four" is a share.
    let of = reading.is(mention.end, WordClass::Of) && length == 1;
    let large = under.value > Decimal::TEN || mention.form == Form::Digits(false);
    // "12 in 100,000", "one in 4,000": the whole of a rate is a round number.
    let round = length == 1
        && reading.is(mention.end, WordClass::In)
        && under.value >= Decimal::ONE_THOUSAND
        && under.value.checked_rem(Decimal::ONE_THOUSAND) == Some(Decimal::ZERO);
    let form_ok = form_ok || round && matches!(under.form, Form::Digits(_));
    if of && large || !form_ok || !small(mention.value) || !(round || small(Some(under.value))) {
        return;
    }
    let in_only = reading.is(mention.end, WordClass::In) && length == 1;
    let plural = phrase::plural_follows(reading, under.end, limit);
    let over = mention.value.unwrap_or_default();
    if over >= under.value
        || (in_only
            && (over > Decimal::TEN && !(round && is_power_of_ten(under.value))
                || calendar::is_calendar_word(reading, under.end, limit)))
    {
        return;
    }
    if in_only && plural && !matches!(under.form, Form::Words | Form::Digits(_)) {
        return;
    }
    if unit::is_unit_at(reading, under.end, limit) {
        return;
    }
    if let Some(share) = over.checked_div(under.value) {
        divide(mention, share, under.end);
    }
}

fn divide(mention: &mut Mention, share: Decimal, end: usize) {
    mention.value = Some(share);
    mention.grain = Decimal::new(1, 2);
    mention.kind = Kind::Ratio;
    mention.number.end = end;
    mention.end = end;
    mention.noun = end..end;
    mention.rules.push("ratio");
}

/// 1,000, 10,000, 100,000: what rates of people are told by.
fn is_power_of_ten(value: Decimal) -> bool {
    (3..10).any(|places| Decimal::from(10_i64.pow(places)) == value)
}

/// "a 1-in-100 chance", "one-in-five": a ratio; "a 3-in-1 printer": a name.
pub(super) fn hyphened(reading: &Reading<'_>, mention: &Mention, limit: usize) -> Option<Mention> {
    let at = mention.number.end;
    let bound = reading.is_sign(at, '-')
        && reading.is(at + 1, WordClass::In)
        && reading.is_sign(at + 2, '-')
        && (at..at + 3).all(|at| reading.glued(at));
    if !bound || !reading.glued(at + 3) {
        return None;
    }
    let under = numeral(reading, at + 3, limit)?;
    let over = mention.value?;
    let mut found = mention.clone();
    if over >= under.value {
        return Some(found.of_kind(Kind::Identifier, "name_and_number").with_end(under.end));
    }
    divide(&mut found, over.checked_div(under.value)?, under.end);
    found.compound = true;
    Some(found)
}

/// Beside a ratio's name two numbers with a colon are one within so many tokens.
const NAMED: usize = 6;

/// "a ratio of 3:1", "16:9": a colon before a single digit, or beside a word for a ratio; where a game is told, its score.
pub(super) fn colon(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let end = mention.number.end;
    let pair = mention.form == Form::Digits(false)
        && end + 1 < limit
        && reading.is_sign(end, ':')
        && reading.glued(end)
        && reading.glued(end + 1)
        && reading.is_number(end + 1)
        && !(reading.is_sign(end + 2, ':') && reading.glued(end + 2))
        && !(reading.is_sign(mention.number.start.wrapping_sub(1), ':')
            && reading.glued(mention.number.start));
    let named =
        (end.saturating_sub(NAMED).max(first)..end).any(|at| reading.is(at, WordClass::RatioName));
    if !pair || !named && reading.word(end + 1).chars().count() > 1 {
        return None;
    }
    let under =
        numeral(reading, end + 1, limit).filter(|under| under.form == Form::Digits(false))?;
    let mut found = mention.clone();
    let around = first.max(end.saturating_sub(TOLD))..limit.min(end + TOLD);
    match mention.value?.checked_div(under.value) {
        Some(share) if named || !reading.holds(&around, Marker::Score) => {
            divide(&mut found, share, under.end);
        }
        _ => found = found.of_kind(Kind::Score, "score").with_end(under.end),
    }
    Some(found)
}

/// A game is told of within so many tokens of its score.
const TOLD: usize = 60;

/// "2-1", "6-4": two small numbers joined by a dash where a game is told.
pub(super) fn score(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let end = mention.number.end;
    if mention.form != Form::Digits(false)
        || end + 1 >= limit
        || !reading.is_dash(end)
        || !reading.glued(end)
    {
        return None;
    }
    if !reading.is_number(end + 1)
        || !reading.glued(end + 1)
        || reading.glued(end + 2) && reading.is_word(end + 2)
    {
        return None;
    }
    let one = mention.value?.to_u32()?;
    let two: u32 = reading.word(end + 1).parse().ok()?;
    if one > 199
        || two > 199
        || unit::is_unit_at(reading, end + 2, limit)
        || reading.is_sign(end + 2, '%')
    {
        return None;
    }
    let around = first.max(end.saturating_sub(TOLD))..limit.min(end + TOLD);
    let told = reading.holds(&around, Marker::Score);
    let is_score = (told && (one > two || two < 12)) || (one > two && one < 100);
    // "7-6 (5)": what the deciding game was lost by.
    let tie_break = reading.is_sign(end + 2, '(')
        && reading.is_number(end + 3)
        && reading.word(end + 3).len() <= 2
        && reading.is_sign(end + 4, ')')
        && end + 4 < limit;
    let whole = end + if tie_break { 5 } else { 2 };
    is_score.then(|| mention.clone().of_kind(Kind::Score, "score").with_end(whole))
}
