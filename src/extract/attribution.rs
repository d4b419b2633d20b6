//! Who said it: named in the sentence, or carried over from the one before.

use std::ops::Range;

use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::{Attribution, AttributionKind};
use crate::text::Case;

/// A speaker's name takes no more words than this.
const REACH: usize = 10;

/// What a sentence says about who speaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// By somebody it names.
    By(Attribution),
    /// By "he" or "she": whoever spoke before.
    Again,
    Nobody,
}

/// The sentence's speaker. The last one named wins where a clause of its own is nearer to the figures than the first.
pub(super) fn speaker(reading: &Reading<'_>, sentence: &Range<usize>) -> Said {
    let (first, limit) = (sentence.start, sentence.end);
    let mut again = false;
    for at in first..limit {
        let prefix =
            reading.sense(at, limit, |sense| (*sense == Sense::ReportPrefix).then_some(()));
        if let Some((length, ())) = prefix {
            // "per" is a rate more often than a source.
            if reading.is(at, WordClass::Per) && !reading.is_capital(at + 1) {
                continue;
            }
            if let Some(found) = right(reading, at + length, limit) {
                return Said::By(found);
            }
        }
        if reading.sense(at, limit, |sense| (*sense == Sense::ReportVerb).then_some(())).is_none() {
            continue;
        }
        // "reported dead", "claimed 60 lives", "the reported toll" are no speech.
        if at > first
            && (reading.is(at - 1, WordClass::Auxiliary) && !reading.is(at - 1, WordClass::Have)
                || reading.is(at - 1, WordClass::Article))
        {
            continue;
        }
        if let Some(pronoun) = at.checked_sub(1).filter(|before| *before >= first)
            && reading.is(pronoun, WordClass::SpeakerPronoun)
        {
            again = true;
            continue;
        }
        let verb_first = reading.language.grammar.verb_first;
        if verb_first && let Some(found) = behind(reading, at + 1, limit) {
            return Said::By(found);
        }
        if let Some(found) = left(reading, first, at) {
            return Said::By(found);
        }
        // "dijo que": who spoke before goes on, where a verb needs no subject.
        again |= verb_first && reading.is(at + 1, WordClass::Subordinator);
        // ", said the minister"
        let inverted = at > first && (reading.is_sign(at - 1, ',') || reading.is_sign(at - 1, '"'));
        if inverted {
            if reading.is(at + 1, WordClass::SpeakerPronoun) {
                again = true;
            } else if let Some(found) = right(reading, at + 1, limit) {
                return Said::By(found);
            }
        }
    }
    if again { Said::Again } else { Said::Nobody }
}

/// "dijo este lunes la policía": the speaker behind a verb, known by the data's nouns or by a capital.
fn behind(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Attribution> {
    let mut start = at;
    while start < limit
        && (super::calendar::is_calendar_word(reading, start, limit)
            || reading.is_one(start, &[WordClass::Article, WordClass::Determiner])
                && super::calendar::is_calendar_word(reading, start + 1, limit))
    {
        start += 1;
    }
    right(reading, start, limit)
}

/// A medium credited in brackets: "(AP)", "(Reuters)".
pub(super) fn credit(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<Attribution> {
    (sentence.start..sentence.end).find_map(|at| {
        if !reading.is_sign(at, '(') {
            return None;
        }
        let (length, ()) = medium(reading, at + 1, sentence.end)?;
        reading.is_sign(at + 1 + length, ')').then(|| Attribution {
            to: reading.slice(&(at + 1..at + 1 + length)).to_owned(),
            kind: AttributionKind::Media,
        })
    })
}

fn medium(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, ())> {
    reading.sense(at, limit, |sense| (*sense == Sense::Medium).then_some(()))
}

/// The speaker behind a word: up to a comma, a verb or a preposition that is no part of a name.
fn right(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Attribution> {
    let mut end = at;
    while end < limit && end - at < REACH {
        let of = reading.is_one(end, &[WordClass::NameLink, WordClass::And, WordClass::Article])
            && end > at;
        let article = end == at
            && (reading.is(end, WordClass::Article) || reading.is(end, WordClass::Determiner));
        let verb = reading.is(end, WordClass::Verb)
            || reading
                .sense(end, limit, |sense| (*sense == Sense::ReportVerb).then_some(()))
                .is_some();
        let number = end == at
            && reading
                .sense(end, limit, |sense| matches!(sense, Sense::Cardinal(_)).then_some(()))
                .is_some();
        let hyphen = reading.is_sign(end, '-') && reading.glued(end);
        if !(reading.is_word(end) || hyphen)
            || (reading.is_function_word(end) && !of && !article && !upper(reading, end))
            || (verb && !number)
        {
            break;
        }
        end += 1;
    }
    while end > at && (reading.is_function_word(end - 1) && !upper(reading, end - 1)) {
        end -= 1;
    }
    name(reading, at..end)
}

/// A name in capitals that spells like a word: "US", "WHO", the first half of "IS-K".
fn upper(reading: &Reading<'_>, at: usize) -> bool {
    !reading.shouts && reading.tokens[at].case == Case::Upper && reading.word(at).len() > 1
}

/// The speaker before a verb: back to a comma, a conjunction or the sentence's head.
fn left(reading: &Reading<'_>, first: usize, verb: usize) -> Option<Attribution> {
    let mut start = verb;
    // "officials have said", "the ministry also said"
    while start > first
        && (reading.is(start - 1, WordClass::Auxiliary) || reading.is(start - 1, WordClass::Adverb))
    {
        start -= 1;
    }
    let end = start;
    // An apposition: "Peter Ford, a former ambassador, said" is Peter Ford.
    if start > first && reading.is_sign(start - 1, ',') {
        let open = (first..start - 1).rev().take(14).find(|at| reading.is_sign(*at, ','))?;
        return left(reading, first, open).filter(|_| open > first);
    }
    while start > first && end - start < REACH {
        let at = start - 1;
        let of = reading.is_one(at, &[WordClass::NameLink, WordClass::At, WordClass::Article]);
        let hyphen = reading.is_sign(at, '-') && reading.glued(at);
        let stop = !(reading.is_word(at) || hyphen)
            || (reading.is_function_word(at) && !of && !upper(reading, at))
            || reading.is_one(at, &[WordClass::And, WordClass::But]);
        if stop {
            break;
        }
        start = at;
    }
    // "volunteers who counted the bodies said", "an official who asked not to be named said": they said it.
    let defining = (first..start).rev().take(REACH).take_while(|at| reading.is_word(*at));
    let mut defining = defining.filter(|at| reading.is(*at, WordClass::Defining));
    if let Some(who) = defining.next().filter(|who| *who > first) {
        return left(reading, first, who);
    }
    // "initial reports put", "unconfirmed reports spoke": nobody.
    if reading
        .sense(start, verb + 1, |sense| matches!(sense, Sense::Hedge(_)).then_some(()))
        .is_some()
    {
        return None;
    }
    while start < end && reading.is(start, WordClass::Preposition) {
        start += 1;
    }
    let found = name(reading, start..end);
    // "a shopkeeper said": whoever says something is a speaker; "the blast claimed 60 lives" says nothing.
    let says = reading.is(verb, WordClass::ReportClause) && end > start;
    // "sources close to the talks said": the talks are not who said it.
    let inside = start > first && reading.is(start - 1, WordClass::Preposition);
    let person = says && !inside && reading.is(start, WordClass::Article) && end - start <= 4;
    let plain = || Attribution {
        to: reading.slice(&(start + 1..end)).to_owned(),
        kind: AttributionKind::Other,
    };
    found.or_else(|| (person && end > start + 1).then(plain))
}

/// A speaker from its words: its kind by the data's nouns, by a title, or by being a name.
fn name(reading: &Reading<'_>, range: Range<usize>) -> Option<Attribution> {
    if range.is_empty() {
        return None;
    }
    let mut kind: Option<AttributionKind> = None;
    let mut named = false;
    let mut at = range.start;
    while at < range.end {
        named |= reading.is_capital(at) && (at > range.start || !reading.is_function_word(at));
        let found = reading.sense(at, range.end, |sense| match sense {
            Sense::Medium => Some(AttributionKind::Media),
            Sense::Speaker(kind) => Some(*kind),
            Sense::Title => Some(AttributionKind::Official),
            _ => None,
        });
        let Some((length, found)) = found else {
            at += 1;
            continue;
        };
        // The most telling word counts: "a police spokesman" is official, "a spokesman" nobody by name; a medium stays one.
        kind = Some(match kind {
            None => found,
            Some(AttributionKind::Media) => AttributionKind::Media,
            Some(known) if found == AttributionKind::Media => found.min(known),
            Some(known) => known.min(found),
        });
        at += length;
    }
    let kind = match kind {
        Some(kind) => kind,
        None if named || reading.shouts => AttributionKind::Other,
        None => return None,
    };
    let mut start = range.start;
    while start < range.end - 1 && (reading.is(start, WordClass::Article)) {
        start += 1;
    }
    Some(Attribution { to: reading.slice(&(start..range.end)).to_owned(), kind })
}
