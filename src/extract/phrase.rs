//! The noun phrase: where it ends, by its first plural and the words that end one.

use std::ops::Range;

use rust_decimal::Decimal;

use super::money;
use super::numeral::{Form, numeral};
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::text::{Case, Class};

/// A noun phrase is looked for within so many words.
const REACH: usize = 6;

/// A number in digits or in words.
pub(super) fn begins_number(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let counts = |sense: &Sense| matches!(sense, Sense::Cardinal(_) | Sense::Vague { .. });
    reading.is_number(at) && at < limit
        || reading.sense(at, limit, |sense| counts(sense).then_some(())).is_some()
}

/// Whether a plural noun comes within a noun phrase's reach, so that a number before it counts something.
pub(super) fn plural_follows(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let noun = phrase(reading, at, limit, Decimal::TWO);
    noun.clone().any(|at| reading.is_plural(at)) || is_people(reading, at, limit)
}

/// Whether a plural or a word for persons stands within a few words of no other kind: what a number word may ask before it is known to be
/// one, for a noun phrase asks about numbers in turn.
pub(super) fn plural_near(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let mut words = (at..limit.min(at + REACH)).take_while(|at| {
        reading.is_word(*at)
            && !reading.is_function_word(*at)
            && reading.number_word(*at, limit).is_none()
    });
    words.any(|at| reading.is_plural(at) || reading.is(at, WordClass::Person))
}

fn is_people(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading.is(at, WordClass::Person) && at < limit
}

/// The tokens of the noun phrase that begins at `at`, possessors before its head included ("women's groups").
pub(super) fn phrase(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
    value: Decimal,
) -> Range<usize> {
    let start = opening(reading, at, limit);
    let mut noun = coordinated(reading, run(reading, start, limit, value), limit, value);
    for _ in 0..2 {
        if noun.is_empty() || !is_possessive(reading, noun.end, limit) {
            break;
        }
        let owned = run(reading, noun.end + 1, limit, value);
        if owned.is_empty() {
            break;
        }
        noun.end = owned.end;
    }
    noun
}

/// "digital and physical sales", "Kia and Hyundai vehicles": words before the "and" that are no plural, and share the head behind it.
fn coordinated(
    reading: &Reading<'_>,
    noun: Range<usize>,
    limit: usize,
    value: Decimal,
) -> Range<usize> {
    let and = noun.end;
    let open = !noun.is_empty()
        && noun.len() <= 2
        && value != Decimal::ONE
        && reading.is_one(and, &[WordClass::And, WordClass::Or])
        && and + 1 < limit
        && reading.is_capital(and + 1) == reading.is_capital(and - 1)
        && !noun.clone().any(|at| reading.is_plural(at) || reading.is(at, WordClass::Person));
    if !open {
        return noun;
    }
    let rest = run(reading, and + 1, limit, value);
    let head =
        !rest.is_empty() && rest.len() <= 3 && reading.is_plural(rest.end - 1) && rest.len() > 1;
    if head { noun.start..rest.end } else { noun }
}

/// The part of a phrase behind its last possessor: "lawyers" of "website's lawyers".
pub(super) fn possessed(reading: &Reading<'_>, noun: Range<usize>) -> Range<usize> {
    let owner = noun.clone().rev().find(|at| is_possessive(reading, *at, noun.end));
    owner.map_or(noun.start, |owner| owner + 1)..noun.end
}

fn is_possessive(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    at + 1 < limit
        && reading.glued(at)
        && reading.is_word(at + 1)
        && !reading.glued(at + 1)
        && (reading.is(at, WordClass::PossessiveEnding)
            || reading.is_sign(at, '\'') && reading.is_plural(at - 1))
}

/// Past the adverbs that stand before an adjective: "20 most expensive restaurants", "five newly built homes".
fn opening(reading: &Reading<'_>, at: usize, limit: usize) -> usize {
    let adverb = |at: usize| {
        at < limit
            && reading.is_word(at)
            && !reading.is_capital(at)
            && (reading.is(at, WordClass::Adverb) || reading.is(at, WordClass::Degree))
    };
    let mut next = at;
    while next < at + 2 && adverb(next) {
        next += 1;
    }
    let noun = next > at && {
        let noun = run(reading, next, limit, Decimal::TWO);
        noun.len() > 1 && noun.clone().any(|at| reading.is_plural(at))
    };
    if noun { next } else { at }
}

/// Words in a row that one noun ends.
fn run(reading: &Reading<'_>, at: usize, limit: usize, value: Decimal) -> Range<usize> {
    let start = at;
    let mut end = at;
    let mut words = 0;
    let mut head = None;
    while end < limit && words < REACH {
        let token = &reading.tokens[end];
        match token.class {
            Class::Word => {
                // "3 USD50 cards": the sign of the next amount.
                let sign = reading.is_number(end + 1)
                    && reading.glued(end + 1)
                    && money::is_sign_before(reading, end + 1);
                if sign
                    || ends(reading, end, start, limit)
                    || end > start && value == Decimal::ONE && is_clause_word(reading, end)
                {
                    break;
                }
                if unit::is_unit_at(reading, end, limit)
                    && end > start
                    && !reading.is_plural(end)
                    && !reading.is_capital(end)
                {
                    // "12 square kilometre" is no counted thing; a unit inside a name is.
                    break;
                }
                words += 1;
                end += 1;
                if let Some(behind) = model(reading, end, limit) {
                    // "14 AK-47s", "two F-16 jets"
                    end = behind;
                    if reading.glued(end - 1) && reading.is_word(end - 1) {
                        head = Some(end);
                        break;
                    }
                } else if value != Decimal::ONE && reading.is_plural(end - 1) {
                    head = Some(end);
                    // "63,000 Model 3 sedans", "sports fans": one more plural right behind is the head.
                    let more = end < limit
                        && reading.is_plural(end)
                        && !ends(reading, end, start, limit)
                        && !reading.is(end, WordClass::Verb)
                        && !reports(reading, end, limit);
                    if !more {
                        break;
                    }
                } else if reading.is_sign(end, '-')
                    && reading.glued(end)
                    && reading.glued(end + 1)
                    && reading.is_word(end + 1)
                {
                    end += 1;
                }
            }
            Class::Number => {
                let inside = end > start
                    && reading.is_capital(end - 1)
                    && reading.is_word(end + 1)
                    && (reading.is_plural(end + 1) || reading.is_capital(end + 1));
                if !inside {
                    break;
                }
                end += 1;
            }
            Class::Sign('"' | '\'') if end == start && reading.is_word(end + 1) => {
                end += 1;
            }
            Class::Sign('&') if end > start && reading.is_word(end + 1) => end += 1,
            Class::Sign(_) => break,
        }
    }
    if words == 0 {
        return start..start;
    }
    match head {
        Some(head) => start..head,
        // Without a plural a long run of words is a clause and no name of a thing.
        None if words > 4 => start..(start + 1),
        None => start..end,
    }
}

/// "-47s" behind a capital word: the token behind the model's number and its plural ending.
fn model(reading: &Reading<'_>, at: usize, limit: usize) -> Option<usize> {
    let dashed = reading.is_sign(at, '-')
        && reading.glued(at)
        && at + 1 < limit
        && reading.is_number(at + 1)
        && reading.glued(at + 1)
        && (reading.is_capital(at - 1) || reading.tokens[at - 1].case == Case::Upper);
    if !dashed {
        return None;
    }
    let mut end = at + 2;
    while end < limit
        && reading.glued(end)
        && reading.is_word(end)
        && !reading.is(end, WordClass::PossessiveEnding)
    {
        end += 1;
    }
    Some(end)
}

/// A participle behind a noun opens a clause: "one man accused of", "no actor flipping votes".
fn is_clause_word(reading: &Reading<'_>, at: usize) -> bool {
    !reading.is_capital(at)
        && !reading.glued(at)
        && reading.language.ends_as_participle(reading.word(at))
}

/// "killed two people police said": a speaker begins the next clause.
fn reports(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let speaker =
        reading.sense(at, limit, |sense| matches!(sense, Sense::Speaker(_)).then_some(()));
    speaker.is_some_and(|(length, ())| {
        reading
            .sense(at + length, limit, |sense| (*sense == Sense::ReportVerb).then_some(()))
            .is_some()
    })
}

/// Whether a word ends a noun phrase.
fn ends(reading: &Reading<'_>, at: usize, start: usize, limit: usize) -> bool {
    if reading.is_function_word(at) {
        // "US" the country is no pronoun.
        return !(reading.tokens[at].case == Case::Upper
            && reading.is(at, WordClass::NationHomonym)
            && !reading.shouts);
    }
    let participle = reading
        .sense(at, limit, |sense| match sense {
            Sense::Cue(cue) => {
                let role = reading.language.cues[*cue].role;
                matches!(role, Role::Transitive | Role::State | Role::Intransitive).then_some(())
            }
            _ => None,
        })
        .is_some();
    let changes = reading
        .sense(at, at + 1, |sense| {
            matches!(sense, Sense::Marker(Marker::Up | Marker::Down) | Sense::ReportVerb)
                .then_some(())
        })
        .is_some();
    let before_noun = at == start
        && at + 1 < limit
        && reading.is_plural(at + 1)
        && !reading.is_function_word(at + 1);
    if changes && !reading.is_plural(at) && !before_noun {
        return true;
    }
    if participle {
        // "12 injured people", "five missing crew members": inside; "12 killed in": the end.
        let inside = at == start
            && reading.is_word(at + 1)
            && at + 1 < limit
            && !reading.is_function_word(at + 1)
            && (reading.is_plural(at + 1)
                || reading.is_plural(at + 2) && !reading.is_function_word(at + 2))
            && !reading.is(at + 1, WordClass::Adverb);
        return !inside;
    }
    // "14 confirmed deaths": a participle of a noun's.
    let of_noun = before_noun && reading.is_participle(at);
    if reading.is_one(at, &[WordClass::Verb, WordClass::Adverb]) && !of_noun {
        return true;
    }
    numeral(reading, at, limit)
        .is_some_and(|numeral| numeral.form != Form::Fraction && numeral.form != Form::Ordinal)
}
