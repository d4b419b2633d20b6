//! Number words that count nothing of what happened: who speaks, and `one` as a pronoun.

use super::mention::Mention;
use super::numeral::numeral;
use super::reading::Reading;
use crate::lexicon::{Role, Sense, WordClass};
use crate::model::{Kind, Qualifier};

/// "Two officials said": the number of speakers is no figure of what happened.
pub(super) fn counts_speakers(reading: &Reading<'_>, mention: &Mention, limit: usize) -> bool {
    let head = mention.noun.end.saturating_sub(1);
    mention.kind == Kind::Count
        && !mention.noun.is_empty()
        && reading
            .sense(head, limit, |sense| matches!(sense, Sense::Speaker(_)).then_some(()))
            .is_some()
        && reading
            .sense(mention.noun.end, limit, |sense| (*sense == Sense::ReportVerb).then_some(()))
            .is_some()
}

/// What a `one` that counts no noun is.
pub(super) enum One {
    /// A pronoun: "no one", "one another", "one day".
    Idle,
    /// Somebody, by what befell them: "two died and one is missing".
    Person,
}

/// The rule of a `one` that stands for a person, and is a figure only with a measure.
pub(super) const ALONE: &str = "one_alone";

/// "no one", "one another", "one day": the word, not the number.
pub(super) fn is_idle_one(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Option<One> {
    let at = mention.number.start;
    if mention.number.len() != 1 || !reading.is(at, WordClass::One) {
        return None;
    }
    // "one to two years", "one or two": an end of a range.
    if (reading.is_one(at + 1, &[WordClass::To, WordClass::Or]) || reading.is_dash(at + 1))
        && numeral(reading, at + 2, reading.tokens.len().min(at + 4)).is_some()
    {
        return None;
    }
    if at > first && reading.is(at - 1, WordClass::Except) {
        return None;
    }
    if mention.noun.is_empty() && is_one_more(reading, mention, first, limit, before) {
        return Some(One::Person);
    }
    let pronoun = at > first
        && reading.is(at - 1, WordClass::IdleOneBefore)
        && (mention.noun.is_empty() || !opens_what_is_said(reading, at - 1, first));
    let moment = at > first
        && reading.is(at + 1, WordClass::IdleMoment)
        && reading.is(at - 1, WordClass::Preposition)
        && !reading.is_one(at - 1, &[WordClass::By, WordClass::Of]);
    let idle = moment
        || pronoun && !mention_has_cue_noun(reading, mention)
        || reading.is(at + 1, WordClass::IdleOneAfter)
        || mention.noun.is_empty() && mention.qualifier == Qualifier::Exact;
    idle.then_some(One::Idle)
}

/// "two died and one is missing", "one was killed and two hurt": a person, by what befell them.
fn is_one_more(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> bool {
    let at = mention.number.start;
    let follows = before.is_some_and(Mention::counts)
        && at > first
        && (reading.is(at - 1, WordClass::Conjunction) || reading.is_sign(at - 1, ','));
    let filler = [WordClass::Auxiliary, WordClass::Adverb];
    let verb =
        at + 1 + (at + 1..limit.min(at + 4)).take_while(|at| reading.is_one(*at, &filler)).count();
    let befalls = reading.sense(verb, limit, |sense| match sense {
        Sense::Cue(cue) => {
            // "one hit the wall", at the head of a sentence, does it itself.
            let passive = follows || verb > at + 1;
            let befalls = match reading.language.cues[*cue].role {
                Role::Intransitive | Role::State => true,
                Role::Transitive => passive,
                _ => false,
            };
            befalls.then_some(())
        }
        _ => None,
    });
    (follows || at == first) && befalls.is_some()
}

/// Whether a word opens what somebody says: "witnesses told the mission that one bomb fell", unlike "said of that one bomb".
fn opens_what_is_said(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    const REACH: usize = 4;
    let says = |at: usize| {
        reading
            .sense(at, at + 1, |sense| matches!(sense, Sense::ReportVerb).then_some(()))
            .is_some()
    };
    let mut before = (first..at).rev().take(REACH).take_while(|at| reading.is_word(*at));
    reading.is(at, WordClass::Complementiser) && before.any(says)
}

fn mention_has_cue_noun(reading: &Reading<'_>, mention: &Mention) -> bool {
    !mention.noun.is_empty()
        && reading
            .is_one(mention.number.start.saturating_sub(1), &[WordClass::Article, WordClass::Only])
        && mention.partitive
}
