//! Units and currencies behind a number.

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::money;
use super::numeral::Form;
use super::rate::rate;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, Unit, WordClass};
use crate::model::Kind;
use crate::text::Case;

/// A unit or currency and the tokens it takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Named {
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
pub(super) fn unit_at(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, Named)> {
    if at >= limit {
        return None;
    }
    let mut longest = None;
    let mut end = at + 1;
    // Signs are written case for case and without blanks: "km/h", "°C", "lb-ft".
    loop {
        let slice = reading.slice(&(at..end));
        let sign = reading.lexicon.symbol(slice).or_else(|| in_any_case(reading, at, end, limit));
        if let Some(found) = sign.as_ref().and_then(named) {
            // "5 F-16s" counts jets.
            let goes_on = reading.is_sign(end, '-') && reading.glued(end) && !reading.glued(at);
            let letters = reading.is_word(end) || reading.is_number(end);
            let whole = end >= limit || !(goes_on || reading.glued(end) && letters);
            // "1.3 A/cm2": a letter over another unit.
            let alone = reading.glued(at)
                || is_over(reading, end, limit)
                || slice.len() > 1
                || !reading.is_word(at)
                || reading.lexicon.stands_apart(slice);
            let preposition = reading.is(at, WordClass::In) && !reading.glued(at);
            // A code in a text of capitals is any word ("TOP").
            let shouted =
                reading.shouts && matches!(found, Named::Currency(_)) && reading.is_word(at);
            if whole && alone && !preposition && !shouted {
                longest = Some((end - at, found));
            }
        }
        if end - at >= 5 || end >= limit || !reading.glued(end) {
            break;
        }
        end += 1;
    }
    if longest.is_none()
        && let Some(inches) = prime(reading, at, limit)
    {
        return Some(inches);
    }
    // "3 USD50 cards": a code that is glued to the next number is its sign.
    let word = reading.sense(at, limit, named).filter(|(length, found)| {
        let next = at + length;
        // "99c" are cents, "30C" degrees.
        let letter = matches!(found, Named::Cent(_)) && reading.word(at).len() == 1;
        if letter && reading.tokens[at].case != Case::Lower && reading.is_word(at) {
            return false;
        }
        !matches!(found, Named::Currency(_)) || !reading.glued(next) || !reading.is_number(next)
    });
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

/// Whether a unit's sign stands over another: "A/cm2".
fn is_over(reading: &Reading<'_>, end: usize, limit: usize) -> bool {
    reading.is_sign(end, '/')
        && reading.glued(end)
        && reading.glued(end + 1)
        && unit_at(reading, end + 1, limit).is_some()
}

/// "2.4Ghz", "49.55 HZ": a unit's sign in another case, glued to the number, or apart and in capitals where no noun follows.
fn in_any_case(reading: &Reading<'_>, at: usize, end: usize, limit: usize) -> Option<Sense> {
    if !reading.is_number(at.wrapping_sub(1)) || !reading.is_word(at) {
        return None;
    }
    // "the 2019 GT" is a year.
    let year = reading.word(at - 1).len() == 4;
    let capitals = !reading.shouts
        && !year
        && reading.tokens[at].case == Case::Upper
        && (end >= limit || !reading.is_word(end) || reading.is_function_word(end));
    let sign = (reading.glued(at) || capitals)
        .then(|| reading.lexicon.symbol_in_any_case(reading.slice(&(at..end))))?;
    // "1.2pc" is a share, "a 386 PC" a computer.
    sign.filter(|sign| match sign {
        Sense::Unit(unit) => reading.lexicon.units()[*unit].dimension != "percent",
        _ => true,
    })
}

/// `5"` and `5''`: inches where a word for a dimension follows or feet stand before, for the mark mostly closes a quotation.
fn prime(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, Named)> {
    if is_foot(reading, at) {
        return match reading.lexicon.symbol("′")? {
            Sense::Unit(foot) => Some((1, Named::Unit(foot))),
            _ => None,
        };
    }
    let length = match reading.sign(at)? {
        '"' => 1,
        '\'' if reading.is_sign(at + 1, '\'') && reading.glued(at + 1) => 2,
        _ => return None,
    };
    let behind = at + length;
    let dimension = behind < limit && reading.is(behind, WordClass::Dimension);
    let feet = at >= 3
        && reading.is_number(at - 1)
        && reading.glued(at - 1)
        && reading.is_sign(at - 2, '\'')
        && reading.is_number(at - 3);
    let closes = length == 1 && !(dimension || feet && reading.glued(at));
    if closes {
        return None;
    }
    match reading.lexicon.symbol("″")? {
        Sense::Unit(inch) => Some((length, Named::Unit(inch))),
        _ => None,
    }
}

/// `30'`, the foot of `6'2"`: a mark that closes no quotation, for none stands open.
fn is_foot(reading: &Reading<'_>, at: usize) -> bool {
    let after_digits = reading.is_sign(at, '\'')
        && at > 0
        && reading.is_number(at - 1)
        && reading.glued(at)
        && reading.word(at - 1).len() <= 6;
    let inches = reading.is_number(at + 1)
        && reading.glued(at + 1)
        && matches!(reading.sign(at + 2), Some('"' | '″' | '\''));
    let opened = (at.saturating_sub(QUOTATION)..at.saturating_sub(1))
        .any(|near| reading.is_sign(near, '\'') && !reading.glued(near));
    after_digits && (inches || !opened && !reading.glued(at + 1))
}

/// A quotation mark is taken for the other end of one within so many tokens.
const QUOTATION: usize = 40;

/// Whether a unit or currency begins at a token.
pub(super) fn is_unit_at(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    unit_at(reading, at, limit).is_some()
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
    let Some((length, found)) = unit_at(reading, at, limit) else {
        return money::scaled_money_behind(reading, mention, limit);
    };
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
                mention.rules.push("weight");
                mention.end = end;
            } else {
                // "5 won the race": a currency's word that means something else behind a small number.
                let small = mention.value.is_some_and(|value| value < Decimal::ONE_HUNDRED);
                if small && reading.is(at, WordClass::CurrencyHomonym) {
                    return false;
                }
                money::money_behind(reading, mention, index, end, limit);
            }
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
    mention.end = mention.end.max(end);
    mention.noun = mention.end..mention.end;
    rate(reading, mention, limit);
    money::dollars_and_cents(reading, mention, limit);
    true
}

/// "5 below zero", "12 degrees below zero": a temperature, which is negative.
pub(super) fn below_zero(reading: &Reading<'_>, mention: &mut Mention, limit: usize) -> bool {
    let Some(length) = reading.marker(mention.end, limit, Marker::BelowZero) else { return false };
    let of = |unit: usize| reading.lexicon.units()[unit].dimension.as_str();
    let fits = match mention.unit {
        CountedIn::Bare => matches!(mention.form, Form::Digits(_) | Form::Words),
        CountedIn::Measure(unit) => matches!(of(unit), "temperature" | "angle"),
        CountedIn::Money(_) => false,
    };
    if !fits || mention.value.is_none_or(|value| value < Decimal::ZERO) {
        return false;
    }
    if mention.unit == CountedIn::Bare {
        // Which degrees, the text does not say.
        let Some(degree) = reading.lexicon.units().iter().position(|unit| unit.id == "degree")
        else {
            return false;
        };
        mention.unit = CountedIn::Measure(degree);
    }
    mention.kind = Kind::Measurement;
    mention.value = mention.value.map(|value| -value);
    mention.end += length;
    mention.noun = mention.end..mention.end;
    mention.rules.push("below_zero");
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

/// "a Category 4 storm", "category one": a strength on a scale, which is told before the number.
pub(super) fn strength(reading: &Reading<'_>, mention: &mut Mention, first: usize) -> bool {
    let at = mention.start;
    if at == first
        || !reading.is(at - 1, WordClass::Strength)
        || reading.glued(at)
        || !matches!(mention.form, Form::Digits(_) | Form::Words)
        || mention.value.is_none_or(|value| value > Decimal::TEN)
    {
        return false;
    }
    let Some(unit) = reading.lexicon.units().iter().position(|unit| unit.dimension == "strength")
    else {
        return false;
    };
    mention.kind = Kind::Measurement;
    mention.unit = CountedIn::Measure(unit);
    mention.rules.push("strength");
    mention.start = at - 1;
    true
}

/// A unit's word in another meaning: "two second graders", "5 in the morning", "10 yards" is fine.
fn is_other_word(reading: &Reading<'_>, at: usize, mention: &Mention, unit: &Unit) -> bool {
    let word = reading.word(at);
    if reading.glued(at) && reading.is_word(at) && !reading.is_sign(at.wrapping_sub(1), '-') {
        return false;
    }
    // "5 a", "10 s" apart from the number are words of the sentence.
    if word.len() == 1 && reading.is_word(at) {
        return !reading.lexicon.stands_apart(word)
            && !is_over(reading, at + 1, reading.tokens.len());
    }
    // "12 bar workers": no dozen of bars.
    unit.plural_only
        && !reading.is_plural(at)
        && mention.value.is_some_and(|value| value > Decimal::ONE)
}

fn weighs(reading: &Reading<'_>, at: usize) -> bool {
    let near = at.saturating_sub(12)..(at + 5).min(reading.tokens.len());
    near.into_iter().any(|near| reading.is(near, WordClass::Weighed))
}
