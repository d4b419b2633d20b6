//! What a number counts: the noun phrase behind it and how the two are joined ("of the", "more", a hyphen).

use std::ops::Range;

use rust_decimal::Decimal;

use super::mention::Mention;
use super::numeral::{Form, numeral};
use super::phrase::{phrase, possessed};
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::Qualifier;

/// Finds the counted thing and its place in the mention.
pub(super) fn attach(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    if mention.form == Form::Ordinal || !reading.language.has_words() {
        return;
    }
    let value = mention.value.unwrap_or(Decimal::TWO);
    let at = mention.end;
    if reading.is(at, WordClass::Of) {
        attach_whole(reading, mention, at + 1, limit);
        return;
    }
    if reading.is_one(at, &[WordClass::More, WordClass::Other]) && at + 1 < limit {
        take(mention, phrase(reading, at + 1, limit, value));
        return;
    }
    if reading.is_sign(at, '-') && reading.glued(at) && reading.is_word(at + 1) {
        attach_compound(reading, mention, at, limit);
        return;
    }
    let noun = phrase(reading, at, limit, value);
    // "517 rushing yards", "the 50 previous years": the head is a unit.
    if noun.len() == 2
        && reading.is_plural(noun.end - 1)
        && unit::behind_adjective(reading, mention, noun.end - 1, limit)
    {
        return;
    }
    // "6.3 quake hits": nothing is counted in tenths and one by one; the number is of the noun.
    let noun = if is_degree(reading, mention, &noun) { noun.start..noun.start } else { noun };
    let none = value.is_zero() && reading.language.grammar.none_takes_singular;
    if none || value == Decimal::ONE || is_counted(reading, mention, &noun, limit) {
        take(mention, without_participle(reading, whole_group(reading, noun, limit)));
    }
}

/// Digits with decimals before what happened, in the singular: "6.3 quake".
fn is_degree(reading: &Reading<'_>, mention: &Mention, noun: &Range<usize>) -> bool {
    matches!(mention.form, Form::Digits(_))
        && mention.grain < Decimal::ONE
        && noun.len() > 1
        && !reading.is_plural(noun.start)
        && reading.marker(noun.start, noun.end, Marker::Happening).is_some()
}

fn take(mention: &mut Mention, noun: Range<usize>) {
    if !noun.is_empty() {
        mention.end = noun.end;
        mention.noun = noun;
    }
}

/// "one of the 12 killed", "two of the bombs", "dozens of the men", "one of the website's lawyers".
fn attach_whole(reading: &Reading<'_>, mention: &mut Mention, at: usize, limit: usize) {
    let mut next = at;
    while next < limit
        && (reading.is(next, WordClass::Article) || reading.is(next, WordClass::Determiner))
    {
        next += 1;
    }
    let determined = next > at;
    let any = determined || mention.form == Form::Fraction || mention.qualifier == Qualifier::Vague;
    if !any && reading.is_one(next, &[WordClass::Anaphor, WordClass::NationHomonym]) {
        mention.noun = next..next + 1;
        mention.partitive = true;
        mention.end = mention.noun.end;
        return;
    }
    if determined && numeral(reading, next, limit).is_some() {
        mention.partitive = true;
        return;
    }
    let noun = phrase(reading, next, limit, Decimal::TWO);
    let owned = possessed(reading, noun.clone());
    // "two of Wren's brothers": a possessor determines as an article does.
    if any || owned.start > noun.start {
        mention.partitive = determined || owned.start > noun.start;
        take(mention, owned);
    }
}

/// "48-page report" has 48 pages: the word that the hyphen binds, and no more.
fn attach_compound(reading: &Reading<'_>, mention: &mut Mention, at: usize, limit: usize) {
    // A range or a bound behind ("80-odd people") is no compound.
    if reading
        .sense(at, limit, |sense| matches!(sense, Sense::BoundAfter(_)).then_some(()))
        .is_some()
    {
        return;
    }
    // "a 5,000-strong crowd": it counts those that are the crowd.
    if reading.is(at + 1, WordClass::Strong) {
        mention.end = at + 2;
        take(mention, phrase(reading, at + 2, limit, Decimal::ONE));
        return;
    }
    let noun = phrase(reading, at + 1, limit, Decimal::ONE);
    if !noun.is_empty() {
        mention.compound = true;
        take(mention, noun.start..noun.start + 1);
    }
}

/// Whether words behind a number other than one name what it counts. A plural does; a singular only as an attribute ("a 14 gauge tip"), as
/// a name ("27,000 Model S") or where nothing but the noun can stand ("12 gold and").
fn is_counted(reading: &Reading<'_>, mention: &Mention, noun: &Range<usize>, limit: usize) -> bool {
    if noun.is_empty() {
        return false;
    }
    if noun.clone().any(|at| reading.is_plural(at)) {
        return true;
    }
    let letters = reading.word(noun.end - 1).len();
    let before = mention.start.wrapping_sub(1);
    let attribute = reading.is(before, WordClass::Article)
        || reading.is(before, WordClass::Determiner)
        || reading.is_capital(noun.end - 1);
    let alone = noun.len() == 1
        && !reading.language.ends_as_participle(reading.word(noun.start))
        && (noun.end >= limit || !reading.is_word(noun.end) || reading.is_function_word(noun.end));
    letters > 1 && (attribute || alone)
}

/// "members of the security forces": a group that the data knows by more words than its first plural.
fn whole_group(reading: &Reading<'_>, noun: Range<usize>, limit: usize) -> Range<usize> {
    if noun.is_empty() {
        return noun;
    }
    let known = reading
        .sense(noun.start, limit, |sense| matches!(sense, Sense::Group(_)).then_some(()))
        .map_or(0, |(length, ())| length);
    noun.start..noun.end.max(noun.start + known)
}

/// "300 recorded songs" counts songs: participles in front say something about the thing and do not name it.
fn without_participle(reading: &Reading<'_>, mut noun: Range<usize>) -> Range<usize> {
    while noun.len() > 1
        && reading.is_word(noun.start)
        && !reading.is_capital(noun.start)
        && !reading.is_sign(noun.start + 1, '-')
    {
        if !reading.language.ends_as_participle(reading.word(noun.start)) {
            break;
        }
        noun.start += 1;
    }
    noun
}

/// The words of a noun that carry meaning, in order.
pub(super) fn content<'a>(
    reading: &'a Reading<'_>,
    range: &Range<usize>,
) -> impl Iterator<Item = &'a str> {
    range
        .clone()
        .filter(|at| reading.is_word(*at) || reading.is_number(*at))
        .filter(|at| !reading.is_function_word(*at) && !reading.is(*at, WordClass::Adverb))
        .map(|at| reading.word(at))
}
