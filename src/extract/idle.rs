//! Number words that count nothing of what happened: who speaks, and `one` as a pronoun.

use super::mention::Mention;
use super::numeral::numeral;
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
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

/// "no one", "one another", "one day": the word, not the number.
pub(super) fn is_idle_one(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    let at = mention.number.start;
    if mention.number.len() != 1 || !reading.is(at, WordClass::One) {
        return false;
    }
    // "one to two years", "one or two": an end of a range.
    if (reading.is_one(at + 1, &[WordClass::To, WordClass::Or]) || reading.is_dash(at + 1))
        && numeral(reading, at + 2, reading.tokens.len().min(at + 4)).is_some()
    {
        return false;
    }
    if at > first && reading.is(at - 1, WordClass::Except) {
        return false;
    }
    let pronoun = at > first && reading.is(at - 1, WordClass::IdleOneBefore);
    let moment = at > first
        && reading.is(at + 1, WordClass::IdleMoment)
        && reading.is(at - 1, WordClass::Preposition)
        && !reading.is_one(at - 1, &[WordClass::By, WordClass::Of]);
    moment
        || pronoun && !mention_has_cue_noun(reading, mention)
        || reading.is(at + 1, WordClass::IdleOneAfter)
        || mention.noun.is_empty() && mention.qualifier == Qualifier::Exact
}

fn mention_has_cue_noun(reading: &Reading<'_>, mention: &Mention) -> bool {
    !mention.noun.is_empty()
        && reading
            .is_one(mention.number.start.saturating_sub(1), &[WordClass::Article, WordClass::Only])
        && mention.partitive
}
