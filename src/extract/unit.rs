//! Units and currencies before and behind a number, and what a rate is per.

use std::borrow::Cow;
use std::ops::Range;

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::numeral::{Form, numeral};
use super::phrase;
use super::reading::Reading;
use crate::lexicon::{LettersMean, Sense, Unit, WordClass};
use crate::model::Kind;
use crate::text::Case;

/// A unit or currency and the tokens it takes.
#[derive(Debug, Clone, Copy)]
enum Named {
    Unit(usize),
    Currency(usize),
    Cent(usize),
}

fn named(sense: &Sense) -> Option<Named> {
    match sense {
        Sense::Unit(at) => Some(Named::Unit(*at)),
        Sense::Currency(at) => Some(Named::Currency(*at)),
        Sense::Cent(at) => Some(Named::Cent(*at)),
        _ => None,
    }
}

/// A unit at a token, by sign or by word; its length in tokens.
fn unit_at(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, Named)> {
    if at >= limit {
        return None;
    }
    let mut longest = None;
    let mut end = at + 1;
    // Signs are written case for case and without blanks: "km/h", "°C", "lb-ft".
    loop {
        let slice = reading.slice(&(at..end));
        if let Some(found) = reading.lexicon.symbol(slice).as_ref().and_then(named) {
            // "5 F-16s" counts jets.
            let goes_on = reading.is_sign(end, '-') && reading.glued(end) && !reading.glued(at);
            let letters = reading.is_word(end) || reading.is_number(end);
            let whole = end >= limit || !(goes_on || reading.glued(end) && letters);
            let alone = reading.glued(at)
                || slice.len() > 1
                || !reading.is_word(at)
                || reading.lexicon.stands_apart(slice);
            let preposition = reading.is(at, WordClass::In) && !reading.glued(at);
            if whole && alone && !preposition {
                longest = Some((end - at, found));
            }
        }
        if end - at >= 5 || end >= limit || !reading.glued(end) {
            break;
        }
        end += 1;
    }
    let word = reading.sense(at, limit, named);
    // "the second year": the ordinal, not the unit.
    let ranks = |length: usize| {
        length == 1
            && reading
                .sense(at, at + 1, |sense| matches!(sense, Sense::Ordinal(_)).then_some(()))
                .is_some()
    };
    match (longest, word) {
        (Some(sign), Some(word)) if word.0 >= sign.0 => Some(word),
        (Some(sign), _) => Some(sign),
        (None, Some((length, _))) if ranks(length) => None,
        (None, word) => word,
    }
}

/// Whether a unit or currency begins at a token.
pub(super) fn is_unit_at(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    unit_at(reading, at, limit).is_some()
}

/// "12.3m", "40k", "6bn": what the letters glued to digits multiply by, if they are a scale at all.
pub(super) fn letters_scale(
    reading: &Reading<'_>,
    number: &Range<usize>,
    limit: usize,
) -> Option<Decimal> {
    let at = number.end;
    if at >= limit
        || !reading.glued(at)
        || !reading.is_word(at)
        || reading.tokens[at].end - reading.tokens[at].start > 3
    {
        return None;
    }
    if reading.glued(at + 1) && reading.is_sign(at + 1, '/') {
        return None;
    }
    let letters = reading.word(at).to_ascii_lowercase();
    let (by, means) = *reading.language.letters.get(&letters)?;
    let is_money =
        money_sign(reading, number.start).is_some() || currency_follows(reading, at + 1, limit);
    let counts = phrase::plural_follows(reading, at + 1, limit);
    let unit_behind = unit_at(reading, at + 1, limit).is_some();
    let certain = match means {
        // M is a million; m is a metre unless money or a noun says otherwise; t is a tonne, b a bit.
        LettersMean::Counted => {
            is_money || counts || unit_behind || reading.tokens[at].case == Case::Upper
        }
        LettersMean::Money => is_money,
        LettersMean::Scale => true,
    };
    certain.then_some(by)
}

fn currency_follows(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    matches!(unit_at(reading, at, limit), Some((_, Named::Currency(_) | Named::Cent(_))))
}

/// A currency sign of three tokens with the blanks between them is no longer.
const SIGN_BYTES_MAX: usize = 24;

/// The currency sign that ends just before a token: "$", "US$", "US $", "Rs", "GBP"; where it starts and which it is.
fn money_sign(reading: &Reading<'_>, number: usize) -> Option<(usize, usize)> {
    let mut best = None;
    for length in 1..=3 {
        let Some(start) = number.checked_sub(length) else { break };
        let slice = reading.slice(&(start..number));
        let found = reading.lexicon.symbol(slice).or_else(|| {
            // What is longer than a sign with its blanks is none.
            if slice.len() > SIGN_BYTES_MAX {
                return None;
            }
            // "US $58": a blank inside.
            let joined = if slice.contains(char::is_whitespace) {
                Cow::Owned(slice.split_whitespace().collect())
            } else {
                Cow::Borrowed(slice)
            };
            // "a $5 fine" is no Australian one.
            let letters =
                joined.ends_with('$') && joined.len() > 1 && !reading.is(start, WordClass::Article);
            if reading.is(start, WordClass::Article) {
                return None;
            }
            reading.lexicon.symbol(&joined).or_else(|| {
                // "hk $": a text without capitals.
                if letters { reading.lexicon.symbol(&joined.to_uppercase()) } else { None }
            })
        });
        if let Some(Sense::Currency(currency)) = found {
            best = Some((start, currency));
        }
        if reading.space(start) > crate::text::Space::Blank {
            break;
        }
    }
    best
}

/// Reads a currency sign before the number and a scale behind it: "$5.2m", "US$1.5 billion", "Rs 500".
pub(super) fn money_before(
    reading: &Reading<'_>,
    mention: &mut Mention,
    first: usize,
    limit: usize,
) -> bool {
    scale_letters(reading, mention, limit);
    let Some((start, currency)) = money_sign(reading, mention.number.start) else { return false };
    if start < first {
        return false;
    }
    mention.number.start = start;
    mention.start = start;
    mention.unit = CountedIn::Money(reading.lexicon.currencies()[currency].code.clone());
    mention.kind = Kind::Money;
    mention.rules.push("currency_before");
    // "$5 US", "$58 Canadian dollars", "$1.8M dollars"
    if let Some((length, Named::Currency(_))) = unit_at(reading, mention.end, limit)
        && reading.is_word(mention.end)
    {
        mention.end += length;
    }
    // "- $5": a loss.
    if start > first
        && reading.is_sign(start - 1, '-')
        && reading.glued(start)
        && (start - 1 == first || !reading.glued(start - 1))
    {
        mention.value = mention.value.map(|value| -value);
        mention.start = start - 1;
        mention.number.start = start - 1;
    }
    rate(reading, mention, limit);
    mention.noun = mention.end..mention.end;
    true
}

fn scale_letters(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let digits_end = mention.number.end;
    if !matches!(mention.form, Form::Digits(_)) {
        return;
    }
    // "5 m" and "5 bn" apart, too, where the letters can be nothing else.
    let spaced = !reading.glued(digits_end)
        && digits_end < limit
        && reading.is(digits_end, WordClass::SpacedScale);
    let by = if spaced {
        reading
            .language
            .letters
            .get(&reading.word(digits_end).to_ascii_lowercase())
            .map(|(by, _)| *by)
    } else {
        letters_scale(reading, &mention.number, limit)
    };
    let Some(by) = by else { return };
    let Some(value) = mention.value.and_then(|value| value.checked_mul(by)) else {
        mention.set_aside = Some("the number is larger than 28 digits hold");
        return;
    };
    mention.value = Some(value);
    mention.grain = mention.grain.checked_mul(by).unwrap_or(by);
    mention.form = Form::Words;
    mention.number.end += 1;
    mention.end = mention.number.end;
    mention.noun = mention.end..mention.end;
    mention.rules.push("letters");
}

/// A unit behind the number: "5 km", "6-foot", "25%", "40 dollars".
pub(super) fn after(reading: &Reading<'_>, mention: &mut Mention, limit: usize) -> bool {
    let mut at = mention.end;
    let glued = reading.glued(at) && (reading.glued(at + 1) || !reading.is_number(at + 1));
    // "30 - year bonds", as some tools cut it.
    let apart = !reading.glued(at) && !reading.glued(at + 1) && is_unit_at(reading, at + 1, limit);
    let dashed = reading.is_sign(at, '-') && (glued || apart) && at < limit;
    if dashed && reading.is_word(at + 1) {
        at += 1;
    }
    // "20 (kg)", "half a mile"
    let bracketed = matches!(reading.sign(at), Some('(' | '[' | '{' | '<'))
        && matches!(reading.sign(at + 2), Some(')' | ']' | '}' | '>'));
    if bracketed {
        at += 1;
    }
    if mention.form == Form::Fraction && reading.is_one(at, &[WordClass::Article, WordClass::Of]) {
        let skip = if reading.is(at, WordClass::Of) { 2 } else { 1 };
        if reading.is(at + skip - 1, WordClass::Article) {
            at += skip;
        }
    }
    let Some((length, found)) = unit_at(reading, at, limit) else { return false };
    let end = at + length + usize::from(bracketed);
    match found {
        Named::Unit(index) => {
            let unit = &reading.lexicon.units()[index];
            if is_other_word(reading, at, mention, unit) {
                return false;
            }
            mention.kind = match unit.dimension.as_str() {
                "percent" => Kind::Percent,
                "time" => Kind::Duration,
                _ => Kind::Measurement,
            };
            mention.unit = CountedIn::Measure(index);
            mention.rules.push("unit");
        }
        Named::Currency(index) => {
            let code = &reading.lexicon.currencies()[index].code;
            if code == "GBP" && weighs(reading, at) {
                let pound = reading.lexicon.units().iter().position(|unit| unit.id == "pound-mass");
                mention.unit = pound.map_or(CountedIn::Bare, CountedIn::Measure);
                mention.kind = Kind::Measurement;
            } else {
                // "5 won the race": a currency's word that means something else behind a small number.
                let small = mention.value.is_some_and(|value| value < Decimal::ONE_HUNDRED);
                if small && reading.is(at, WordClass::CurrencyHomonym) {
                    return false;
                }
                mention.unit = CountedIn::Money(code.clone());
                mention.kind = Kind::Money;
            }
            mention.rules.push("currency_behind");
        }
        Named::Cent(index) => {
            if reading.word(at).len() == 1 && !reading.glued(at) {
                return false;
            }
            let name = reading.lexicon.currencies()[index]
                .cent
                .clone()
                .unwrap_or_else(|| reading.language.singular(&reading.word(at).to_lowercase()));
            mention.unit = CountedIn::Money(name);
            mention.kind = Kind::Money;
            mention.rules.push("cents");
        }
    }
    mention.compound = dashed;
    mention.end = end;
    mention.noun = end..end;
    rate(reading, mention, limit);
    dollars_and_cents(reading, mention, limit);
    true
}

/// "517 rushing yards": a unit with an adjective between it and the number.
pub(super) fn behind_adjective(
    reading: &Reading<'_>,
    mention: &mut Mention,
    at: usize,
    limit: usize,
) -> bool {
    let Some((length, Named::Unit(index))) = unit_at(reading, at, limit) else { return false };
    let unit = &reading.lexicon.units()[index];
    if matches!(unit.dimension.as_str(), "times" | "percent") {
        return false;
    }
    mention.kind = if unit.dimension == "time" { Kind::Duration } else { Kind::Measurement };
    mention.unit = CountedIn::Measure(index);
    mention.rules.push("unit_behind_adjective");
    mention.end = at + length;
    mention.noun = mention.end..mention.end;
    true
}

/// "thirteen dollars and forty-five cents": one amount.
fn dollars_and_cents(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let CountedIn::Money(code) = &mention.unit else { return };
    if code.len() != 3 {
        return;
    }
    let at = mention.end + usize::from(reading.is(mention.end, WordClass::And));
    let Some(part) = numeral(reading, at, limit) else { return };
    if let Some((length, Named::Cent(_))) = unit_at(reading, part.end, limit)
        && part.value < Decimal::ONE_HUNDRED
        && let Some(whole) = mention.value
        && let Some(share) = part.value.checked_div(Decimal::ONE_HUNDRED)
        && let Some(sum) = whole.checked_add(share)
    {
        mention.value = Some(sum);
        mention.grain = Decimal::new(1, 2);
        mention.end = part.end + length;
        mention.number.end = mention.end;
        mention.noun = mention.end..mention.end;
    }
}

/// A unit's word in another meaning: "two second graders", "5 in the morning", "10 yards" is fine.
fn is_other_word(reading: &Reading<'_>, at: usize, mention: &Mention, unit: &Unit) -> bool {
    let word = reading.word(at);
    if reading.glued(at) && reading.is_word(at) && !reading.is_sign(at.wrapping_sub(1), '-') {
        return false;
    }
    // "5 a", "10 s" apart from the number are words of the sentence.
    if word.len() == 1 && reading.is_word(at) {
        return !reading.lexicon.stands_apart(word);
    }
    // "12 bar workers": no dozen of bars.
    unit.plural_only && !reading.is_plural(at) && mention.value != Some(Decimal::ONE)
}

fn weighs(reading: &Reading<'_>, at: usize) -> bool {
    let near = at.saturating_sub(12)..(at + 5).min(reading.tokens.len());
    near.into_iter().any(|near| reading.is(near, WordClass::Weighed))
}

/// "per gallon", "a month", "/kg", "an hour": what the amount is per.
fn rate(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let at = mention.end;
    if at + 1 >= limit {
        return;
    }
    let per = reading.is(at, WordClass::Per)
        || (reading.is_sign(at, '/') && reading.glued(at) && reading.is_word(at + 1));
    let article = reading.is_one(at, &[WordClass::Article, WordClass::Each]);
    let hyphens =
        reading.is_sign(at, '-') && reading.is_one(at + 1, &[WordClass::Article, WordClass::Per]);
    if !per && !article && !hyphens {
        return;
    }
    let mut next = at + 1;
    if hyphens {
        next += 1;
        next += usize::from(reading.is_sign(next, '-'));
    }
    let by_unit = unit_at(reading, next, limit);
    let name = match by_unit {
        Some((length, Named::Unit(index))) => {
            Some((length, reading.lexicon.units()[index].id.clone()))
        }
        _ if !reading.is_word(next) || reading.is_function_word(next) => None,
        _ if per || reading.is(next, WordClass::RateNoun) => {
            Some((1, reading.language.singular(&reading.word(next).to_lowercase())))
        }
        _ => None,
    };
    let Some((length, name)) = name else { return };
    // "a year earlier", "a month ago" tell when.
    if article && reading.is_one(next + length, &[WordClass::TimeShift, WordClass::Order]) {
        return;
    }
    if (article || hyphens)
        && matches!(mention.unit, CountedIn::Measure(index) if matches!(reading.lexicon.units()[index].dimension.as_str(), "percent"))
        && !reading.is(next, WordClass::PercentPer)
    {
        return;
    }
    if article && mention.kind == Kind::Duration && !matches!(by_unit, Some((_, Named::Unit(_)))) {
        return;
    }
    mention.per = Some(name);
    mention.end = next + length;
    mention.noun = mention.end..mention.end;
    mention.rules.push("rate");
}
