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
    let Some(length) = reading.marker(mention.end, limit, Marker::RatioOf) else { return };
    let Some(under) = numeral(reading, mention.end + length, limit) else { return };
    let small = |value: Option<Decimal>| {
        value.is_some_and(|value| value > Decimal::ZERO && value <= Decimal::ONE_THOUSAND)
    };
    let form_ok = matches!(under.form, Form::Digits(false) | Form::Words);
    // "18 of 22 charges": two counts, of which one is part of the other; "one of four" is a share.
    let of = reading.is(mention.end, WordClass::Of) && length == 1;
    let large = under.value > Decimal::TEN || mention.form == Form::Digits(false);
    if of && large || !form_ok || !small(mention.value) || !small(Some(under.value)) {
        return;
    }
    let in_only = reading.is(mention.end, WordClass::In) && length == 1;
    let plural = phrase::plural_follows(reading, under.end, limit);
    let over = mention.value.unwrap_or_default();
    if over >= under.value
        || (in_only
            && (over > Decimal::TEN || calendar::is_calendar_word(reading, under.end, limit)))
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
        mention.value = Some(share);
        mention.grain = Decimal::new(1, 2);
        mention.kind = Kind::Ratio;
        mention.number.end = under.end;
        mention.end = under.end;
        mention.noun = under.end..under.end;
        mention.rules.push("ratio");
    }
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
    is_score.then(|| mention.clone().of_kind(Kind::Score, "score").with_end(end + 2))
}
