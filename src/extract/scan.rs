//! One pass over a sentence: every number gets one reading, or is set aside with a reason.
//!
//! `mention` is the order in which readings are tried: what stands first wins. Each reading has its own file.

use rust_decimal::Decimal;

use super::mention::Mention;
use super::numeral::{Form, TOO_LARGE, is_dotted, numeral};
use super::reading::Reading;
use super::{
    age, bound, calendar, clock, duration, idle, money, name, noun, range, rate, ratio, tally,
    unit, vague,
};
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::{Kind, Qualifier};

/// The numbers of the tokens `first..limit`, in order, each with its kind, unit, bounds and noun.
pub(super) fn mentions(reading: &Reading<'_>, first: usize, limit: usize) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = first;
    while at < limit {
        let begins = reading.is_number(at)
            || reading.sign(at).is_some_and(|sign| !sign.is_ascii())
            || reading.language.vocabulary.begins_phrase(reading.ids[at]);
        match begins.then(|| mention(reading, at, first, limit, found.last())).flatten() {
            Some(mut mention) => {
                mention.clamp(limit);
                if may_go_on(reading, &mention, limit) {
                    mention.set_aside = Some(
                        "a word behind it may be part of the number, and its language is not read",
                    );
                }
                at = mention.end.max(at + 1);
                found.push(mention);
            }
            None => at += 1,
        }
    }
    found
}

/// "4 Mio." in a language without words: what stands behind the digits may multiply them.
fn may_go_on(reading: &Reading<'_>, mention: &Mention, limit: usize) -> bool {
    !reading.language.has_words()
        && mention.kind.reconciles()
        && mention.end == mention.number.end
        && mention.end < limit
        && reading.is_word(mention.end)
}

fn mention(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Option<Mention> {
    if let Some(date) = calendar::date(reading, at, first, limit) {
        return Some(date);
    }
    if let Some(time) = clock::spoken(reading, at, first, limit) {
        return Some(time);
    }
    if let Some(parts) = duration::in_parts(reading, at, limit) {
        return Some(parts);
    }
    if let Some(vague) = vague::vague(reading, at, first, limit) {
        return Some(vague);
    }
    if let Some(zero) = vague::zero(reading, at, first, limit) {
        return Some(zero);
    }
    let Some(numeral) = numeral(reading, at, limit) else {
        return ordinal_word(reading, at, first, limit, before);
    };
    let mut mention = Mention::new(at..numeral.end, numeral.value, numeral.grain, numeral.form);
    if numeral.form == Form::Overflow && !is_dotted(reading.word(at), reading.language.marks) {
        return Some(mention.aside(TOO_LARGE));
    }
    if numeral.form == Form::Ordinal {
        return Some(ordinal(reading, mention, first, limit, before));
    }
    // "two million of people", where a language says so: the "of" belongs to the number.
    let takes_of = (at..numeral.end).any(|at| reading.is(at, WordClass::TakesOf))
        && reading.is(numeral.end, WordClass::Of)
        && numeral.end + 1 < limit
        && !reading.is_one(numeral.end + 1, &[WordClass::Article, WordClass::Determiner]);
    if takes_of {
        mention = mention.with_end_of_phrase(numeral.end + 1);
    }
    if let Some(ratio) = ratio::hyphened(reading, &mention, limit) {
        return Some(ratio);
    }
    if let Some(name) = name::name(reading, at, &numeral, first, limit) {
        return Some(name);
    }
    if let Some(listed) = name::listed(reading, &mention, limit, before) {
        return Some(listed);
    }
    leading_point(reading, &mut mention, first);
    sign_before(reading, &mut mention, first);
    if money::money_before(reading, &mut mention, first, limit) {
        bound::bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if let Some(ratio) = ratio::colon(reading, &mention, first, limit) {
        return Some(ratio);
    }
    if let Some(time) = clock::time(reading, &mention, limit) {
        return Some(time);
    }
    if let Some(score) = ratio::score(reading, &mention, first, limit) {
        return Some(score);
    }
    if unit::below_zero(reading, &mut mention, limit) {
        bound::bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if unit::after(reading, &mut mention, limit) {
        unit::below_zero(reading, &mut mention, limit);
        age::age(reading, &mut mention, first, limit);
        bound::bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if age::age(reading, &mut mention, first, limit)
        || age::listed(reading, &mut mention, limit, before)
    {
        bound::bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if let Some(address) = name::address(reading, &mention, limit) {
        return Some(address);
    }
    if unit::strength(reading, &mut mention, first) {
        bound::bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if let Some(named) = name::capital_name(reading, &mention, first, limit) {
        return Some(named);
    }
    bound::bounds(reading, &mut mention, first, limit);
    if mention.qualifier == Qualifier::Exact
        && let Some(year) = calendar::year(reading, &mention, first, limit, before)
    {
        return Some(year);
    }
    ratio::ratio(reading, &mut mention, limit);
    noun::attach(reading, &mut mention, limit);
    range::suspend(reading, &mut mention, limit);
    rate::of_count(reading, &mut mention, limit);
    if takes_of && mention.noun.is_empty() && mention.end == numeral.end + 1 {
        mention = mention.with_end_of_phrase(numeral.end);
    }
    if mention.form == Form::Fraction
        && mention.kind == Kind::Count
        && mention.value.is_some_and(|value| value < Decimal::ONE)
    {
        mention.kind = Kind::Ratio;
    }
    if idle::counts_speakers(reading, &mention, limit) {
        return Some(mention.aside("it counts who speaks and not what they say"));
    }
    match idle::is_idle_one(reading, &mention, first, limit, before) {
        Some(idle::One::Idle) => return Some(mention.aside("`one` counts nothing here")),
        Some(idle::One::Person) => mention.rules.push(idle::ALONE),
        None => {}
    }
    Some(mention)
}

/// "thirteenth", "twenty-first" is read with its tens; "first" alone ranks something only before a noun.
fn ordinal_word(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Option<Mention> {
    let (_, value) = reading.sense(at, limit.min(at + 1), |sense| match sense {
        Sense::Ordinal(value) => Some(*value),
        _ => None,
    })?;
    let mention = Mention::new(at..at + 1, value, Decimal::ONE, Form::Ordinal);
    Some(ordinal(reading, mention, first, limit, before))
}

/// A century, a count of a series, or a place in an order.
fn ordinal(
    reading: &Reading<'_>,
    mention: Mention,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Mention {
    if reading.is(mention.number.end, WordClass::Century) {
        return mention.of_kind(Kind::Date, "ordinal");
    }
    match tally::tally(reading, &mention, first, limit, before) {
        Some(count) => count,
        None => mention.of_kind(Kind::Rank, "ordinal"),
    }
}

/// ".500", "point 77": the decimals alone.
fn leading_point(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let at = mention.number.start;
    // "rose point 77", "point 77 percent"; "point 12 of the plan" and "at this point 77 people" are none.
    let spelt = || {
        let moved =
            |sense: &Sense| matches!(sense, Sense::Marker(Marker::Up | Marker::Down)).then_some(());
        at > first
            && reading.is(at - 1, WordClass::DecimalPoint)
            && (unit::is_unit_at(reading, at + 1, reading.tokens.len())
                || !reading.is_word(at + 1) && reading.sense_before(at - 1, first, moved).is_some())
            && (at - 1 == first || !reading.is_function_word(at - 2) && !reading.is_number(at - 2))
    };
    let point = at > first
        && reading.is_sign(at - 1, '.')
        && reading.glued(at)
        && (at - 1 == first || !reading.glued(at - 1))
        || spelt();
    let digits = reading.word(at);
    if !point || !matches!(mention.form, Form::Digits(false)) || digits.len() > 20 {
        return;
    }
    let Ok(places) = u32::try_from(digits.len()) else { return };
    let scale = (0..places).try_fold(Decimal::ONE, |scale, _| scale.checked_mul(Decimal::TEN));
    if let (Some(value), Some(scale)) = (mention.value, scale) {
        mention.value = value.checked_div(scale);
        mention.grain = Decimal::ONE.checked_div(scale).unwrap_or(mention.grain);
        mention.number.start = at - 1;
        mention.start = at - 1;
        mention.form = Form::Digits(true);
    }
}

/// "-5", "minus 5" where nothing stands before the sign.
fn sign_before(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let at = mention.number.start;
    if at <= first {
        return;
    }
    let before = at - 1;
    // "minus-5"
    let spelt = reading.is_sign(before, '-')
        && reading.glued(at)
        && reading.glued(before)
        && before > first
        && reading.is(before - 1, WordClass::Minus);
    // An en dash is a minus only before a degree or behind a preposition or verb, for it opens an aside elsewhere.
    let long = reading.is_sign(before, '–')
        && !reading.is_number(before.wrapping_sub(1))
        && (unit::is_unit_at(reading, mention.end, reading.tokens.len())
            || before > first
                && reading.is_one(before - 1, &[WordClass::Preposition, WordClass::Auxiliary]));
    let dash = (reading.is_sign(before, '-') || long)
        && reading.glued(at)
        && (before == first || !reading.glued(before));
    let degrees = || {
        matches!(unit::unit_at(reading, mention.end, reading.tokens.len()), Some((_, unit::Named::Unit(unit)))
            if reading.lexicon.units()[unit].dimension == "temperature")
    };
    let spaced = reading.is_sign(before, '-')
        && !reading.glued(at)
        && !reading.glued(before)
        && before > first
        && !reading.is_number(before - 1)
        && reading.is_word(before - 1)
        && !reading.is_capital(before - 1)
        && (reading.is(before - 1, WordClass::Auxiliary) || degrees());
    // "al menos 12": the last word of a bound takes nothing away.
    let bound = reading
        .sense_before(at, first, |sense| matches!(sense, Sense::BoundBefore(_)).then_some(()))
        .is_some();
    let minus = reading.is(before, WordClass::Minus) && !bound;
    let before = before - usize::from(spelt);
    if (dash || spaced || minus || spelt) && !follows_number(reading, before, first) {
        mention.value = mention.value.map(|value| -value);
        mention.number.start = before;
        mention.start = before;
        mention.rules.push("negative");
    }
}

fn follows_number(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    at > first && reading.is_number(at - 1)
}
