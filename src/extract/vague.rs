//! Words in a number's place: "dozens of", "several hundred", "no", "none of the".

use rust_decimal::Decimal;

use super::mention::Mention;
use super::noun;
use super::numeral::Form;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::Qualifier;

/// "dozens of", "several hundred".
pub(super) fn vague(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let (length, (low, high, grain)) = reading.sense(at, limit, |sense| match sense {
        Sense::Vague { low, high, grain } => Some((*low, *high, *grain)),
        _ => None,
    })?;
    if reading.is(at, WordClass::Few) && length == 1 && !reading.is_word(at + 1) {
        return None;
    }
    let of = reading.is(at + length - 1, WordClass::Of);
    let number = at..at + length - usize::from(of);
    let mut mention = Mention::new(number, Decimal::ZERO, grain, Form::Words);
    mention.end = at + length;
    mention.noun = mention.end..mention.end;
    mention.rules.push(if low < Some(Decimal::TEN) && low != high { "few" } else { "vague" });
    if low.is_some() && low == high {
        mention.value = low;
    } else {
        mention.value = None;
        mention.low = low;
        mention.high = high;
        mention.qualifier = Qualifier::Vague;
    }
    if !unit::after(reading, &mut mention, limit) {
        noun::attach(reading, &mut mention, limit);
    }
    bounds_kept_vague(reading, &mut mention, first);
    Some(mention)
}

/// "at least dozens": a bound before a vague word keeps it vague, but belongs to the phrase.
fn bounds_kept_vague(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let found = reading.sense_before(mention.start, first, |sense| {
        matches!(sense, Sense::BoundBefore(_)).then_some(())
    });
    if let Some((start, ())) = found {
        mention.start = start;
    }
}

/// "no injuries", "none of the 62", "nobody was hurt".
pub(super) fn zero(
    reading: &Reading<'_>,
    at: usize,
    _first: usize,
    limit: usize,
) -> Option<Mention> {
    // "no" counts nothing by itself: only a noun with a cue makes it a figure, which is told later.
    let needs_noun = reading.marker(at, limit, Marker::No);
    let length = reading.marker(at, limit, Marker::Zero).or(needs_noun)?;
    // "sin hogar", "without shelter": what begins like a "no" and is a cue as a whole.
    let cue = reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()));
    if cue.is_some_and(|(cue, ())| cue > length) {
        return None;
    }
    let mut mention = Mention::new(at..at + length, Decimal::ZERO, Decimal::ONE, Form::Words);
    mention.qualifier = Qualifier::None;
    mention.rules.push("zero");
    if needs_noun == Some(length) {
        let next = at + length;
        if !reading.is_word(next) || reading.is(next, WordClass::NoIdiom) {
            return None;
        }
        noun::attach(reading, &mut mention, limit);
        if mention.noun.is_empty() {
            let state = reading.sense(next, limit, |sense| match sense {
                Sense::Cue(cue) => (reading.language.cues[*cue].role == Role::State).then_some(()),
                _ => None,
            });
            return state.map(|_| mention);
        }
        mention.end = mention.noun.end;
    } else if does_something_else(reading, at + length, limit) {
        return None;
    }
    // "none of the 62": the 62 is a figure of its own, and the predicate is of none of them.
    mention.partitive = (at..at + length).any(|at| reading.is(at, WordClass::Of));
    Some(mention)
}

/// "nobody knows how many died", "no one saw the blast that killed 12": a verb before the cue is what nobody did.
fn does_something_else(reading: &Reading<'_>, from: usize, limit: usize) -> bool {
    for at in from..limit {
        let cue = reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()));
        if cue.is_some() || reading.is_break(at) || reading.is_sign(at, ',') {
            return false;
        }
        let verb = reading.is(at, WordClass::Verb) && !reading.is(at, WordClass::Auxiliary);
        if verb || reading.is_one(at, &[WordClass::Closing, WordClass::Relative]) {
            return true;
        }
    }
    false
}
