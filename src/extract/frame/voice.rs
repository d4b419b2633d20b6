//! The voice of a verb cue: whether what follows is its object.

use super::hit::Hit;
use crate::extract::calendar;
use crate::extract::reading::Reading;
use crate::lexicon::{Sense, WordClass};

/// "killed five people": an object follows the verb, so what stands before it did it.
pub(super) fn is_active(reading: &Reading<'_>, hit: &Hit, limit: usize) -> bool {
    let next = hit.at.end;
    if next >= limit {
        return false;
    }
    let be = (1..=3).any(|back| {
        hit.at
            .start
            .checked_sub(back)
            .is_some_and(|at| reading.is_one(at, &[WordClass::Be, WordClass::Get]))
    });
    if be {
        return false;
    }
    let had = hit.at.start.checked_sub(1).is_some_and(|at| {
        reading.is_one(at, &[WordClass::Have, WordClass::To, WordClass::Defining])
    });
    let gerund = reading.language.ends_as_gerund(reading.word(hit.at.end - 1)) && hit.at.len() == 1;
    let object = reading.is_number(next)
        || reading.is(next, WordClass::Article)
        || reading.is(next, WordClass::Determiner) && !reading.is(next, WordClass::Both)
        || reading.is_capital(next)
            && !reading.is(next, WordClass::Preposition)
            && !calendar::is_calendar_word(reading, next, limit)
        || reading.is(next, WordClass::ObjectOpener)
        || reading
            .sense(next, limit, |sense| {
                matches!(sense, Sense::Cardinal(_) | Sense::Vague { .. } | Sense::BoundBefore(_))
                    .then_some(())
            })
            .is_some();
    object
        || had
            && !reading.is(next, WordClass::Preposition)
            && reading.is_word(next)
            && !reading.is(next, WordClass::Conjunction)
        || gerund
}

/// "were killed": what follows is no object.
pub(super) fn is_passive(reading: &Reading<'_>, hit: &Hit, first: usize) -> bool {
    (1..=3).any(|back| {
        hit.at.start.checked_sub(back).is_some_and(|at| {
            at >= first
                && reading.is(at, WordClass::Be)
                && (at + 1..hit.at.start).all(|between| reading.is(between, WordClass::Adverb))
        })
    })
}

/// Whether a cue's form may be a passive: "killed", and neither "killing" nor the "wounds" of "three bullet wounds".
pub(super) fn is_participle(reading: &Reading<'_>, hit: &Hit) -> bool {
    let word = reading.word(hit.at.start);
    let language = reading.language;
    let ends = language.ends_as_participle(word)
        || language.ends_as_passive(word)
        || !reading.is_plural(hit.at.start);
    hit.at.len() > 1 || ends && !reading.language.ends_as_gerund(word)
}
