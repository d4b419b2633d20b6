//! The cues of a sentence.

use std::ops::Range;

use super::stand::{ASIDE, REACH};
use crate::extract::mention::Mention;
use crate::extract::numeral::numeral;
use crate::extract::reading::Reading;
use crate::lexicon::{Role, Sense, WordClass};

/// A cue in the sentence.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    pub(super) cue: usize,
    pub(super) role: Role,
    pub(super) at: Range<usize>,
}

/// No phrase of the data takes more tokens.
pub(super) const PHRASE: usize = 8;

/// Of a sentence's cues those that a number can reach, with all that may stand between.
pub(super) fn near<'a>(hits: &'a [Hit], mention: &Mention) -> &'a [Hit] {
    let from = mention.start.saturating_sub(REACH + PHRASE);
    let to = mention.end.max(mention.noun.end) + REACH + ASIDE;
    let from = hits.partition_point(|hit| hit.at.start < from);
    &hits[from..][..hits[from..].partition_point(|hit| hit.at.start <= to)]
}

/// Every cue between two tokens, in text order, of each phrase the longest.
pub(super) fn hits(reading: &Reading<'_>, first: usize, limit: usize) -> Vec<Hit> {
    let language = reading.language;
    let mut found: Vec<Hit> = Vec::new();
    let mut skip_to = first;
    for at in first..limit {
        let longest =
            reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()));
        let Some((length, ())) = longest else { continue };
        // A cue inside a longer one ("dead" in "found dead") is that one.
        if at + length <= skip_to {
            continue;
        }
        skip_to = at + length;
        if (at..at + length).any(|at| is_named(reading, at, first)) {
            continue;
        }
        for sense in language.vocabulary.exact(&reading.ids[at..at + length]) {
            if let Sense::Cue(cue) = *sense
                && with_holds(reading, cue, at, first, limit)
                && (!names_size(reading, cue) || is_sized(reading, at, first))
            {
                found.push(Hit { cue, role: language.cues[cue].role, at: at..at + length });
            }
        }
    }
    found
}

/// Whether a cue is a thing that a number with decimals tells the size of.
pub(super) fn names_size(reading: &Reading<'_>, cue: usize) -> bool {
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[cue]];
    reading.language.cues[cue].role == Role::Noun && measure.dimension == "number"
}

/// "a 6.1 quake", "a 6.1 undersea quake": a number with decimals before it, and no more than a word between.
fn is_sized(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    (first..at).rev().take(2).any(|before| {
        reading.is_number(before)
            && numeral(reading, before, at).is_some_and(|number| !number.value.is_integer())
    })
}

/// "the Day of the Dead": a word of a name.
fn is_named(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    let mut before = at;
    while before > first && reading.is_one(before - 1, &[WordClass::Article, WordClass::NameLink]) {
        before -= 1;
    }
    let article = before < at && reading.is(at - 1, WordClass::Article);
    !reading.shouts
        && article
        && before > first
        && reading.is_capital(at)
        && reading.is_capital(before - 1)
}

/// Whether one of the words a cue needs stands near it.
fn with_holds(reading: &Reading<'_>, cue: usize, at: usize, first: usize, limit: usize) -> bool {
    let with = &reading.language.cue_with[cue];
    if with.is_empty() {
        return true;
    }
    let near = at.saturating_sub(12).max(first)..(at + 12).min(limit);
    near.into_iter().any(|near| with.contains(&reading.ids[near]))
}
