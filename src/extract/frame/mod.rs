//! Which measure a number has: how cues and numbers stand to each other in a clause.
//!
//! `hit` finds the cues of a sentence, `stand` tells the frame that one of them makes with a number, by the words between them (`gap`)
//! and the voice of the verb (`voice`); `share` hands a measure on to the neighbours that have none of their own.

mod gap;
mod hit;
mod share;
mod stand;
mod voice;
mod whole;

pub(super) use self::share::{lean, reckons_it};

use std::ops::Range;

use rust_decimal::Decimal;

use self::hit::hits;
use self::stand::stands;
use super::mention::{CountedIn, Found, Mention};
use super::reading::Reading;
use super::{group, tally};
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::{Kind, Qualifier};

/// Gives each number the measure of the cue that stands nearest in a frame that fits; whether there are any cues.
pub(super) fn measures(
    reading: &Reading<'_>,
    mentions: &mut [Mention],
    first: usize,
    limit: usize,
) -> bool {
    let hits = hits(reading, first, limit);
    let cued = !hits.is_empty();
    for at in 0..mentions.len() {
        if !takes_measure(reading, &mentions[at])
            || speaks(reading, &mentions[at], limit)
            || counts_children(reading, &mentions[at])
            || is_left_out(reading, &mentions[at], first)
            || at > 0
                && is_left_out(reading, &mentions[at - 1], first)
                && is_of(reading, mentions, at)
        {
            continue;
        }
        let near = hit::near(&hits, &mentions[at]);
        let among = among(mentions, at);
        let best = near
            .iter()
            .filter(|hit| fits(reading, hit.cue, hit.at.start, &mentions[at]))
            .filter_map(|hit| {
                let around = &mentions[among.clone()];
                let (frame, trust, distance) =
                    stands(reading, around, at - among.start, hit, near, first, limit)?;
                Some((trust, usize::MAX - distance, hit.at.len(), frame, hit))
            })
            .max_by_key(|(trust, nearness, length, ..)| (*trust, *nearness, *length));
        if let Some((trust, .., frame, hit)) = best {
            // "the toll passes 2,000"
            if frame == "attribute"
                && mentions[at].qualifier == Qualifier::Exact
                && reading.is(mentions[at].start.wrapping_sub(1), WordClass::Passes)
            {
                mentions[at].qualifier = Qualifier::MoreThan;
            }
            mentions[at].cue = Some(Found { cue: hit.cue, at: hit.at.clone(), frame, trust });
            // How long a jury sat is a measurement, unlike a time that passes between two things.
            if mentions[at].kind == Kind::Duration {
                mentions[at].kind = Kind::Measurement;
            }
        }
    }
    whole::wholes(reading, mentions);
    whole::told_first(reading, mentions, first);
    whole::included(reading, mentions, first);
    share::coordinate(reading, mentions, limit);
    whole::among(reading, mentions, first);
    whole::itemised(reading, mentions, limit);
    share::told_again(reading, mentions, first, limit);
    cued
}

/// The mentions around the one at `index` that may stand between it and a cue.
fn among(mentions: &[Mention], index: usize) -> Range<usize> {
    let mention = &mentions[index];
    let reach = stand::REACH + hit::PHRASE;
    let before = mentions[..index]
        .iter()
        .rev()
        .take_while(|other| other.end.max(other.number.end) + reach >= mention.start);
    let after = mentions[index..].iter().take_while(|other| {
        other.start <= mention.end.max(mention.noun.end) + reach + stand::ASIDE
    });
    index - before.count()..index + after.count()
}

/// "12 rockets", "300 cattle": nobody is killed or arrested there.
fn counts_things(reading: &Reading<'_>, mention: &Mention) -> bool {
    let noun = mention.noun();
    !noun.is_empty() && reading.is(noun.end - 1, WordClass::Thing)
}

/// "the mother of three died": the number counts whom she leaves.
fn counts_children(reading: &Reading<'_>, mention: &Mention) -> bool {
    mention.noun.is_empty()
        && mention.start > 1
        && reading.is(mention.start - 1, WordClass::Of)
        && reading.is(mention.start - 2, WordClass::Parent)
}

/// "all but two were killed": of those nothing is told.
fn is_left_out(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    (mention.start.saturating_sub(3).max(first)..mention.start).any(|at| {
        reading
            .marker(at, mention.start, Marker::Except)
            .is_some_and(|length| at + length == mention.start)
    })
}

/// "all but two of the 12 died": the whole is not what died.
fn is_of(reading: &Reading<'_>, mentions: &[Mention], at: usize) -> bool {
    let words = [WordClass::Of, WordClass::Article, WordClass::Determiner];
    let (part, whole) = (&mentions[at - 1], &mentions[at]);
    reading.is(part.end, WordClass::Of)
        && (part.end..whole.start).all(|at| reading.is_one(at, &words))
}

fn takes_measure(reading: &Reading<'_>, mention: &Mention) -> bool {
    // "eight years ago" is when, and not how long.
    let lasts = mention.kind == Kind::Duration && !reading.is(mention.end, WordClass::TimeShift);
    mention.set_aside.is_none() && (mention.kind.reconciles() || lasts)
}

/// "two officials said": the number counts who speaks, whatever else the sentence tells.
fn speaks(reading: &Reading<'_>, mention: &Mention, limit: usize) -> bool {
    let speaker = mention.noun.clone().any(|at| {
        reading
            .sense(at, mention.noun.end, |sense| matches!(sense, Sense::Speaker(_)).then_some(()))
            .is_some()
    });
    let verb = |at| reading.sense(at, limit, |sense| (*sense == Sense::ReportVerb).then_some(()));
    speaker && verb(mention.end).is_some()
}

/// Whether the noun names people, or is the cue alone ("two critical").
fn names_whom(reading: &Reading<'_>, at: usize, mention: &Mention) -> bool {
    let alone = if mention.noun.is_empty() { mention.end } else { mention.noun.end - 1 };
    group::names_people(reading, mention) || at == alone
}

/// Whether the counted noun, or the unit, is one that the cue speaks of.
fn is_spoken_of(reading: &Reading<'_>, cue: usize, mention: &Mention) -> bool {
    let only_of = &reading.language.cue_only_of[cue];
    let head = mention.noun().end.max(mention.end).wrapping_sub(1);
    only_of.is_empty() || reading.ids.get(head).is_some_and(|word| only_of.contains(word))
}

/// Whether the measure's dimension and the number's unit go together.
fn fits(reading: &Reading<'_>, cue: usize, at: usize, mention: &Mention) -> bool {
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[cue]];
    // "12 cases", "nine bodies": the cue names what is counted.
    let named = mention.noun.contains(&at);
    // "a third suspect died": the ordinal counts suspects.
    if mention.rules.contains(&tally::RULE)
        && !named
        && !(measure.dimension == "person" && tally::is_one_of_them(reading, &mention.noun))
    {
        return false;
    }
    if reading.language.cues[cue].only_people && !names_whom(reading, at, mention) {
        return false;
    }
    if !is_spoken_of(reading, cue, mention) {
        return false;
    }
    // "a 6.1 quake": no whole things are counted in parts of one; what is named by its size may be.
    let is_broken =
        mention.grain < Decimal::ONE || mention.value.is_some_and(|value| !value.is_integer());
    // A rate is no toll: "12 people die every day".
    let whole = mention.per.is_none() && !is_broken;
    let counts = mention.unit == CountedIn::Bare && !mention.compound && whole;
    match (measure.dimension.as_str(), mention.kind) {
        ("person", Kind::Count) => counts && (named || !counts_things(reading, mention)),
        ("thing", Kind::Count) => {
            counts && !(measure.only_things && group::names_people(reading, mention))
        }
        ("number", Kind::Count) if reading.language.cues[cue].role == Role::Noun => {
            is_broken && (named || at == mention.end)
        }
        ("number", Kind::Count) => {
            mention.noun.is_empty() || mention.compound || !reading.is_plural(mention.noun.end - 1)
        }
        ("money", Kind::Money) | ("percent", Kind::Percent) => mention.per.is_none(),
        (dimension, Kind::Measurement | Kind::Duration) => match mention.unit {
            CountedIn::Measure(unit) => {
                let of = reading.lexicon.units()[unit].dimension.as_str();
                of == dimension
                    || (dimension == "temperature" && of == "angle")
                    || (measure.counts_times && of == "times")
            }
            _ => false,
        },
        _ => false,
    }
}
