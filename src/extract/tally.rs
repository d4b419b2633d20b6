//! Ordinals that count: "a 13th person has died" says that 13 have, "his 20th title" that there are 20, "its 50th anniversary" is 50 years.
//!
//! An ordinal counts where what it stands before is one of a series that grows: behind an owner or "a", or behind "the" where the series
//! is told ("the 24th victim", "the fifth man to win"). What is put in order ("the third quarter", "4th Street") stays a rank.

use std::ops::Range;

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::phrase::phrase;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;

/// The rule of a count that an ordinal states.
pub(super) const RULE: &str = "tally";

/// What an ordinal counts, if it counts.
pub(super) fn tally(
    reading: &Reading<'_>,
    ordinal: &Mention,
    first: usize,
    limit: usize,
    told_before: Option<&Mention>,
) -> Option<Mention> {
    let (at, end) = (ordinal.number.start, ordinal.number.end);
    let value = ordinal.value?;
    if at == first || value < Decimal::TWO || reading.is_sign(end, '-') && reading.glued(end) {
        return None;
    }
    let noun = phrase(reading, end, limit, Decimal::ONE);
    if noun.is_empty() {
        return next_of(reading, ordinal, first, told_before);
    }
    if ranks(reading, &noun) {
        return None;
    }
    let mut mention = ordinal.clone();
    mention.rules.push(RULE);
    if let Some(last) = noun.clone().find(|at| reading.is(*at, WordClass::Anniversary)) {
        let years = reading.lexicon.units().iter().position(|unit| unit.id == "year")?;
        mention.kind = Kind::Duration;
        mention.unit = CountedIn::Measure(years);
        return Some(mention.with_end_of_phrase(last + 1));
    }
    // "a third straight day"
    if reading.is(noun.start, WordClass::Streak) {
        let lasts = unit::behind_adjective(reading, &mut mention, noun.start + 1, limit);
        return lasts.then_some(mention);
    }
    if (noun.start..=noun.end).any(|at| unit::is_unit_at(reading, at, limit)) {
        return None;
    }
    mention.kind = Kind::Count;
    mention.noun = noun.clone();
    mention.end = noun.end;
    // "a second chance", "a third man left": small ordinals tell of one more, and count only where the noun says what befell all of them.
    let cued = names_event(reading, &noun);
    let any_of_them = is_one_of_them(reading, &noun);
    let plain = cued || any_of_them;
    if value == Decimal::TWO && !plain {
        return None;
    }
    let before = at - 1;
    let owned = reading.is_one(before, &[WordClass::Owner, WordClass::PossessiveEnding])
        || reading.is_sign(before, '\'') && reading.is_plural(before.wrapping_sub(1));
    let long = value >= Decimal::TEN;
    // "an automatic 60th vote"
    let adjective = long
        && before > first
        && reading.is_word(before)
        && !reading.is_capital(before)
        && !reading.is_function_word(before);
    let indefinite = before - usize::from(adjective);
    let opened = reading.is(indefinite, WordClass::Indefinite) && (plain || long);
    let told = reading.is(before, WordClass::Article)
        && (cued
            || reading.is(noun.end, WordClass::SeriesLink)
            || long
                && (is_made(reading, before, first)
                    || is_apposed(reading, before, noun.end)
                    || reading.is(noun.end, WordClass::Of))
            || (any_of_them || long && names_people(reading, &noun))
                && (reading.is(noun.end, WordClass::Of) || is_cue(reading, noun.end, limit)));
    (owned || opened || told).then_some(mention)
}

/// "killing 16 of them (a 17th had to be shot)", "the state became the 12th to do so": the noun is left out.
fn next_of(
    reading: &Reading<'_>,
    ordinal: &Mention,
    first: usize,
    told_before: Option<&Mention>,
) -> Option<Mention> {
    let (at, end) = (ordinal.number.start, ordinal.number.end);
    let value = ordinal.value?;
    let follows = told_before.is_some_and(|before| {
        before.counts()
            && before.value.and_then(|count| count.checked_add(Decimal::ONE)) == Some(value)
    }) && reading.is_one(end, &[WordClass::Auxiliary, WordClass::Verb]);
    let joins = value >= Decimal::TEN
        && reading.is(end, WordClass::SeriesLink)
        && is_made(reading, at - 1, first);
    let mut mention = ordinal.clone();
    mention.kind = Kind::Count;
    mention.rules.push(RULE);
    (reading.is(at - 1, WordClass::Article) && (follows || joins)).then_some(mention)
}

/// "becomes the 19th state", "make the district the 51st state".
fn is_made(reading: &Reading<'_>, article: usize, first: usize) -> bool {
    article > first
        && (reading.is(article - 1, WordClass::SeriesMaker)
            || (article.saturating_sub(8).max(first)..article).any(|at| {
                reading.is(at, WordClass::SeriesMaker) && !reading.is(at, WordClass::Auxiliary)
            }))
}

/// "Orr, the 21st miner, came up": one of a series, in apposition.
fn is_apposed(reading: &Reading<'_>, article: usize, end: usize) -> bool {
    reading.is_sign(article.wrapping_sub(1), ',') && reading.is_sign(end, ',')
}

fn names_people(reading: &Reading<'_>, noun: &Range<usize>) -> bool {
    noun.clone().any(|at| {
        reading
            .sense(at, noun.end, |sense| {
                matches!(sense, Sense::Group(_) | Sense::Nation(_)).then_some(())
            })
            .is_some()
    })
}

/// Whether an ordinal's count may have a measure by a verb: any person that something befell is one more of them, and "a third suspect died"
/// counts suspects.
pub(super) fn is_one_of_them(reading: &Reading<'_>, noun: &Range<usize>) -> bool {
    noun.clone().any(|at| reading.is(at, WordClass::OneOfThem))
}

/// "third quarter", "14th Amendment", "second largest": order, and no number of things.
fn ranks(reading: &Reading<'_>, noun: &Range<usize>) -> bool {
    let language = reading.language;
    let superlative = reading.is_word(noun.start + 1)
        && !reading.is_function_word(noun.start + 1)
        && language.ends_as_superlative(reading.word(noun.start));
    // "a third exploded": a verb, and what it counts is left out.
    let verb =
        noun.len() == 1 && reading.is_participle(noun.start) && !reading.is_gerund(noun.start);
    superlative
        || verb
        || reading.is(noun.start, WordClass::Degree)
        || noun.clone().any(|at| reading.is(at, WordClass::Ordered))
}

fn is_cue(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let at = at + usize::from(reading.is(at, WordClass::Auxiliary));
    reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(())).is_some()
}

/// "victim", "fatality", "execution": the noun itself says what is counted.
fn names_event(reading: &Reading<'_>, noun: &Range<usize>) -> bool {
    noun.clone().any(|at| {
        reading.sense(at, noun.end, |sense| matches!(sense, Sense::Cue(_)).then_some(())).is_some()
    })
}
