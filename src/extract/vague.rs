//! Words in a number's place: "dozens of", "several hundred", "no", "none of the".

use rust_decimal::Decimal;

use super::bound;
use super::mention::Mention;
use super::noun;
use super::numeral::{Form, TOO_LARGE, exact_mul, scale};
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
    let few = low < Some(Decimal::TEN);
    let collective = (at..at + length).any(|at| reading.is(at, WordClass::Collective));
    let (by, scaled) =
        if collective { (Decimal::ONE, None) } else { scales(reading, at + length, limit, few) };
    let phrase = scaled.unwrap_or(at + length);
    let of = reading.is(phrase - 1, WordClass::Of);
    let number = at..phrase - usize::from(of);
    let mut mention = Mention::new(number, Decimal::ZERO, grain, Form::Words);
    // "thousands of millions of dollars"
    let goes_on = scaled.is_some() && reading.is(phrase, WordClass::Of) && phrase + 1 < limit;
    mention.end = phrase + usize::from(goes_on);
    mention.noun = mention.end..mention.end;
    let unsure = few && (low != high || collective) && scaled.is_none();
    mention.rules.push(if unsure { "few" } else { "vague" });
    let Some(((low, high), grain)) = times(low, high, by).zip(exact_mul(grain, by)) else {
        return Some(mention.aside(TOO_LARGE));
    };
    mention.grain = grain;
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
    if (length == 1 || collective) && !counts(reading, &mention, first, limit) {
        return None;
    }
    bounds(reading, &mut mention, first, limit);
    Some(mention)
}

/// A vague word's bounds in units of a scale: "several million" ends where "ten million" begins.
fn times(
    low: Option<Decimal>,
    high: Option<Decimal>,
    by: Decimal,
) -> Option<(Option<Decimal>, Option<Decimal>)> {
    let exact = low == high;
    let most = |high: Decimal| {
        if exact {
            return exact_mul(high, by);
        }
        exact_mul(high.checked_add(Decimal::ONE)?, by)?.checked_sub(Decimal::ONE)
    };
    let low = match low {
        Some(low) => Some(exact_mul(low, by)?),
        None => None,
    };
    let high = match high {
        Some(high) => Some(most(high)?),
        None => None,
    };
    Some((low, high))
}

/// "[several] hundred thousand", "[a couple of] dozen", "[thousands of] millions": what the scales behind a vague word multiply it by, and
/// the token behind them. Behind the "of" of a plural only another plural is one of the number's words ("dozens of million-dollar homes").
fn scales(reading: &Reading<'_>, at: usize, limit: usize, few: bool) -> (Decimal, Option<usize>) {
    let many = reading.is(at - 1, WordClass::Of) && !few;
    let mut by = Decimal::ONE;
    let mut end = at;
    while let Some(next) = scale(reading, end, limit) {
        let describes = reading.is_sign(end + 1, '-') && reading.glued(end + 1);
        if describes || many && !reading.is_plural(end) {
            break;
        }
        let Some(product) = exact_mul(by, next) else { break };
        by = product;
        end += 1;
    }
    (by, (end > at).then_some(end))
}

/// Whether a word that may be none of number is one: "both men", "both died", "scores were hurt", but not "both men and women", "the
/// scores were level".
fn counts(reading: &Reading<'_>, mention: &Mention, first: usize, limit: usize) -> bool {
    let at = mention.number.start;
    let end = mention.number.end;
    let predicate = || {
        let verb = end
            + (end..limit.min(end + 2))
                .take_while(|near| {
                    reading.is_one(*near, &[WordClass::Auxiliary, WordClass::Adverb])
                })
                .count();
        let befalls = |sense: &Sense| match sense {
            Sense::Cue(cue) => {
                let role = reading.language.cues[*cue].role;
                matches!(role, Role::Transitive | Role::Intransitive | Role::State).then_some(())
            }
            _ => None,
        };
        reading.sense(verb, limit, befalls).is_some()
    };
    if (at..end).any(|at| reading.is(at, WordClass::Collective)) {
        let noun = &mention.noun;
        let persons = |at: usize| {
            reading.is(at, WordClass::Person)
                || reading
                    .sense(at, noun.end, |sense| {
                        matches!(sense, Sense::Group(_) | Sense::Nation(_)).then_some(())
                    })
                    .is_some()
        };
        // "both cases": the noun of a measure, and no persons of their own.
        let measured = |sense: &Sense| match sense {
            Sense::Cue(cue) => (reading.language.cues[*cue].role == Role::Noun).then_some(()),
            _ => None,
        };
        let cued = noun.clone().any(|at| reading.sense(at, noun.end, measured).is_some());
        let persons = !cued && noun.clone().any(persons);
        let joins = reading.is_one(noun.end, &[WordClass::And, WordClass::Or]);
        return persons && !joins || noun.is_empty() && predicate();
    }
    if reading.is(at, WordClass::VagueHomonym) {
        let opens = at == first
            || reading.is(at - 1, WordClass::Conjunction)
            || reading.is_sign(at - 1, ',')
            || reading.is(at - 1, WordClass::Verb)
            || reading
                .sense_before(at, first, |sense| matches!(sense, Sense::Cue(_)).then_some(()))
                .is_some();
        return opens && predicate() || opens && at > first && !reading.is_word(end);
    }
    true
}

/// "at least dozens", "up to several hundred", "dozens or more": a bound opens one end of a vague number, which stays vague. A preposition of
/// one word bounds nothing ("over dozens of villages").
fn bounds(reading: &Reading<'_>, mention: &mut Mention, first: usize, limit: usize) {
    if mention.qualifier != Qualifier::Vague {
        bound::bounds(reading, mention, first, limit);
        return;
    }
    let before = bound::before(reading, mention.start, first);
    if let Some((start, qualifier)) = before {
        let place = mention.start == start + 1 && reading.is(start, WordClass::Preposition);
        mention.start = start;
        if !place {
            open(mention, qualifier);
        }
    }
    let after = reading.sense(mention.end, limit, |sense| match sense {
        Sense::BoundAfter(qualifier) => Some(*qualifier),
        _ => None,
    });
    if let Some((length, qualifier)) = after
        && matches!(qualifier, Qualifier::AtLeast | Qualifier::AtMost)
        && reading.is(mention.end, WordClass::Or)
    {
        mention.end += length;
        open(mention, qualifier);
    }
}

fn open(mention: &mut Mention, qualifier: Qualifier) {
    match qualifier {
        Qualifier::AtLeast | Qualifier::MoreThan => mention.high = None,
        Qualifier::AtMost | Qualifier::LessThan => mention.low = None,
        _ => return,
    }
    mention.rules.push("bound");
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
