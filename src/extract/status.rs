//! Whether the text asserts a figure, denies it, only thinks of it or expects it.
//!
//! A word of denial or doubt governs what stands in its own clause. It does not reach into what the sentence takes for granted: "did not
//! say why 12 people died", "denied involvement in the blast that killed 12", "the driver, who denied speeding, killed 12".

use std::ops::Range;

use super::context::clause;
use super::elsewhen;
use super::mention::Mention;
use super::phrase;
use super::reading::Reading;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::{Qualifier, Status};

/// "Not" and a modal govern no figure further off than this.
const NEAR: usize = 8;

/// Words at the head of a sentence that put all of it under a condition stand within so many tokens.
const HEAD: usize = 4;

/// Whether the text asserts the figure, or does something else with it.
pub(super) fn status(
    reading: &Reading<'_>,
    mention: &Mention,
    sentence: &Range<usize>,
    today: Option<chrono::NaiveDate>,
) -> Status {
    if mention.qualifier == Qualifier::None {
        return Status::Asserted;
    }
    let clause = clause(reading, mention, sentence.start, sentence.end);
    let governors = governors(reading, mention, &clause);
    if let Some(status) = governed(reading, mention, &clause, &governors) {
        return status;
    }
    if elsewhen::is_elsewhen(reading, mention, &clause, &governors, today) {
        return Status::Background;
    }
    Status::Asserted
}

/// What the words that govern a figure make of it.
fn governed(
    reading: &Reading<'_>,
    mention: &Mention,
    clause: &Range<usize>,
    governors: &[usize],
) -> Option<Status> {
    let marked = |at: usize, marker| reading.marker(at, clause.end, marker).is_some();
    if marked(clause.start, Marker::Fiction) {
        return Some(Status::Hypothetical);
    }
    if is_of_any(reading, mention, clause) {
        return Some(Status::Hypothetical);
    }
    let near = |at: usize| at + NEAR >= mention.start;
    let mut expected = false;
    for &at in governors {
        if marked(at, Marker::Hypothetical) {
            return Some(Status::Hypothetical);
        }
        if marked(at, Marker::Negated) && denies(reading, mention, at) {
            return Some(Status::Negated);
        }
        if reading.is(at, WordClass::Conditional) && reading.is(at + 1, WordClass::Have) {
            return Some(Status::Hypothetical);
        }
        expected |= near(at) && expects(reading, at, clause.end);
        expected |= near(at) && is_unrealised(reading, mention, at);
    }
    // Between a subject and its verb: "30 people were not killed", "12 people could die".
    let verb = mention.cue.as_ref().map_or(mention.end, |found| found.at.end);
    for at in mention.end..verb.min(clause.end) {
        // "12, not 15, people died" denies the other number.
        let denies = !reading.is(at + 1, WordClass::NotSoftener)
            && !phrase::begins_number(reading, at + 1, verb.min(clause.end));
        // "did not survive" is what befell them.
        let own = mention.cue.as_ref().is_some_and(|found| found.at.contains(&at));
        if reading.is(at, WordClass::Not) && denies && !own {
            return Some(Status::Negated);
        }
        if reading.is(at, WordClass::Would) && reading.is(at + 1, WordClass::Have) {
            return Some(Status::Hypothetical);
        }
        expected |= expects(reading, at, clause.end);
    }
    if (mention.end..clause.end).any(|at| marked(at, Marker::Refuted))
        || is_taken_back(reading, mention, clause)
    {
        return Some(Status::Negated);
    }
    expected.then_some(Status::Forecast)
}

/// "A magnitude 6 quake can do harm": any one of that size, and not the one that the report is about.
fn is_of_any(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> bool {
    const SUBJECT: usize = 3;
    reading.is(clause.start, WordClass::Indefinite)
        && clause.start + SUBJECT >= mention.start
        && (mention.end..clause.end.min(mention.end + SUBJECT))
            .any(|at| reading.is(at, WordClass::Can) && !reading.is(at + 1, WordClass::Not))
}

/// "reports that 12 had died were denied": what was said is told as not so.
fn is_taken_back(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> bool {
    let said = (clause.start + 1..mention.start).any(|at| {
        reading.is(at, WordClass::Complementiser) && reading.is(at - 1, WordClass::SaidNoun)
    });
    let verb = mention.cue.as_ref().map_or(mention.end, |found| found.at.end.max(mention.end));
    let denied = |at: usize| {
        reading.is(at, WordClass::Be)
            && reading.marker(at + 1, clause.end, Marker::Negated).is_some()
    };
    said && (verb..clause.end).any(denied)
}

/// Whether a word of denial means the figure: "not" only what stands right behind it.
fn denies(reading: &Reading<'_>, mention: &Mention, at: usize) -> bool {
    if !reading.is(at, WordClass::Not) {
        // "dismissed 40 drivers": done to what is counted, not to what is told.
        return at + 1 < mention.start || !reading.is_participle(at);
    }
    let crosses = (at..mention.number.start).any(|near| {
        phrase::begins_number(reading, near, mention.number.start) || reading.is_sign(near, ',')
    });
    at + NEAR >= mention.start && !reading.is(at + 1, WordClass::NotSoftener) && !crosses
}

/// A modal or a verb of expecting; "may have died" is told as done.
fn expects(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    // A noun spells like a modal: "the will named three heirs", "May saw 12 deaths".
    let noun = reading.is_one(at.wrapping_sub(1), &[WordClass::Article, WordClass::Definite])
        || reading.is(at, WordClass::CalendarHomonym) && reading.is_capital(at);
    // "could confirm only four deaths"
    let tells = (at + 1..limit.min(at + 4))
        .find(|at| !reading.is(*at, WordClass::Adverb))
        .is_some_and(|at| reading.is_said(at, limit));
    reading.marker(at, limit, Marker::Forecast).is_some()
        && !noun
        && !tells
        && !reading.is_one(at + 1, &[WordClass::Not, WordClass::Have])
}

/// "to kill 10 judges", "to cut 3,000 jobs": a verb in the infinitive tells what is meant to be.
fn is_unrealised(reading: &Reading<'_>, mention: &Mention, at: usize) -> bool {
    let verb = at + 1;
    reading.is(at, WordClass::To)
        && verb < mention.start
        && verb + HEAD >= mention.start
        // "was corrected to say that 12 had died"
        && !reading.is_said(verb, mention.start)
        && !reading.is(verb, WordClass::Have)
        && !reading.is_one(at.wrapping_sub(1), &[WordClass::Achieves, WordClass::BoundFiller])
        && (is_verb(reading, verb, mention.start)
            || reading.marker(verb, verb + 1, Marker::Down).is_some())
}

/// The words before a figure that may govern it, nearest first: those of its own clause, without what stands between commas and
/// without what a relative or an adverbial clause closes off.
fn governors(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> Vec<usize> {
    let mut found = Vec::new();
    // "the 12 hostages": the sentence takes them for granted, and only "neither the 12 hostages" and "did not kill the 12 hostages"
    // speak of them.
    if mention.start > clause.start && reading.is(mention.start - 1, WordClass::Definite) {
        let verb = mention.cue.as_ref().filter(|found| found.frame == "object");
        let starts = [Some(mention.start - 1), verb.map(|found| found.at.start)];
        let before = starts.into_iter().flatten().filter(|at| *at > clause.start).map(|at| at - 1);
        found.extend(before.filter(|at| reading.is(*at, WordClass::Not)));
        return found;
    }
    let mut at = mention.start;
    let mut verb = false;
    let mut said = false;
    while at > clause.start {
        at -= 1;
        // Of who speaks only "did not say" reaches what is said.
        let negates = reading
            .is_one(at, &[WordClass::Auxiliary, WordClass::Not, WordClass::Adverb])
            || reading.marker(at, at + 1, Marker::Negated).is_some();
        if said && !negates {
            break;
        }
        if reading.is_sign(at, ',') {
            match beyond_comma(reading, clause.start, at, verb) {
                Beyond::Skip(to) => at = to + 1,
                Beyond::On => {}
                Beyond::Head(head) => {
                    found.extend((head..(head + HEAD).min(at)).rev());
                    break;
                }
            }
            continue;
        }
        if closes(reading, at, mention.start) {
            break;
        }
        found.push(at);
        let opens = reading.marker(at, mention.start, Marker::Hypothetical).is_some();
        if reading.is(at, WordClass::Subordinator) && opens {
            break;
        }
        // "denied reports that 40 died": a noun; but "denied it and said that 40 died".
        let joined = reading.is(at.wrapping_sub(1), WordClass::And) && !reading.is_plural(at);
        let noun = !joined && reading.is_one(at + 1, &[WordClass::Defining, WordClass::Of]);
        said |= !noun && reading.is_said(at, mention.start);
        verb |= is_finite(reading, at);
    }
    found
}

/// Where the words before a comma stand to a figure behind it.
enum Beyond {
    /// What stands between the commas is an aside: go on before it.
    Skip(usize),
    /// The clause goes on.
    On,
    /// Another clause: only its head may govern ("if the dam broke, ...").
    Head(usize),
}

fn beyond_comma(reading: &Reading<'_>, first: usize, comma: usize, verb: bool) -> Beyond {
    let open = (first..comma)
        .rev()
        .take_while(|at| !reading.is_break(*at))
        .find(|at| reading.is_sign(*at, ','));
    let head = open.map_or(first, |open| open + 1);
    let aside = open.filter(|open| {
        let inside = open + 1;
        reading.is_one(
            inside,
            &[WordClass::Defining, WordClass::Relative, WordClass::Preposition, WordClass::Verb],
        ) || reading.is_participle(inside)
            || reading.is_gerund(inside)
            || reading.is(inside, WordClass::Article)
                && !(inside..comma).any(|at| is_finite(reading, at))
    });
    match aside {
        Some(open) => Beyond::Skip(open),
        None if verb => Beyond::Head(head),
        None => Beyond::On,
    }
}

/// Whether a word closes off what stands before it: "who", "why", "after", and "that" where it stands for the noun before.
fn closes(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    if reading.is(at, WordClass::Complementiser) {
        // "negó que murieran 300": behind a verb of saying, denying or expecting it opens what that verb governs.
        let before = at.saturating_sub(1);
        let doubts = |marker| reading.marker(before, limit, marker).is_some();
        if reading.language.grammar.verb_first
            && (reading.is_said(before, limit)
                || reading.is(before, WordClass::Of)
                || doubts(Marker::Negated)
                || doubts(Marker::Forecast))
        {
            return false;
        }
        return is_finite(reading, at + 1) || is_verb(reading, at + 1, limit);
    }
    reading.is_one(at, &[WordClass::Relative, WordClass::Closing])
        || reading.is(at, WordClass::Subordinator)
            && reading.marker(at, limit, Marker::Hypothetical).is_none()
            && !reading.is(at, WordClass::Preposition)
        || reading.is_one(at, &[WordClass::Order, WordClass::But])
}

/// A verb of the data, or a cue that is one.
fn is_verb(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading.is(at, WordClass::Verb) && !reading.is(at, WordClass::Adverb)
        || reading
            .sense(at, limit, |sense| match sense {
                Sense::Cue(cue) => {
                    let role = reading.language.cues[*cue].role;
                    matches!(role, Role::Transitive | Role::Intransitive).then_some(())
                }
                _ => None,
            })
            .is_some()
}

/// A verb that makes a clause of its own: an auxiliary or a verb that is no gerund.
fn is_finite(reading: &Reading<'_>, at: usize) -> bool {
    reading.is(at, WordClass::Auxiliary)
        || is_verb(reading, at, reading.tokens.len()) && !reading.is_gerund(at)
}
