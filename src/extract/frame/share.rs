//! A measure handed on: from a list's first member to the next, from a whole to its parts.

use super::speaks;
use crate::extract::mention::{Found, Mention};
use crate::extract::reading::Reading;
use crate::extract::{attribution, calendar, group};
use crate::lexicon::{Marker, WordClass};
use crate::model::{Qualifier, Relation};

/// "killed 90, up from 60", "another 12", "bringing the total to 31": a number that leans on one with a measure has the same.
pub(in crate::extract) fn lean(reading: &Reading<'_>, mentions: &mut [Mention]) {
    let mut last = None;
    for at in 0..mentions.len() {
        let mention = &mentions[at];
        let bare = mention.noun().is_empty() || mention.partitive;
        let from = match mention.relation {
            // What it was before is told in the same unit.
            Some(Relation::Previous) => mention.parent.filter(|parent| {
                let parent = &mentions[*parent];
                parent.kind == mention.kind && (bare || !mention.counts())
            }),
            Some(Relation::Increment) => mention.parent.filter(|_| bare && mention.counts()),
            // "31 people were killed in the queue, including six children"
            Some(Relation::PartOf) => mention.parent.filter(|parent| {
                let befell = mentions[*parent].cue.as_ref();
                let persons = befell.is_some_and(|found| {
                    is_of_persons(reading, found.cue) && found.at.start >= mentions[*parent].start
                });
                mention.counts()
                    && (bare
                        || persons && !mention.partitive && group::names_people(reading, mention))
            }),
            Some(Relation::Total) => last.filter(|_| bare && mention.counts()),
            _ => None,
        };
        if mention.cue.is_none()
            && mention.kind.reconciles()
            && mention.set_aside.is_none()
            && let Some(found) = from.and_then(|from: usize| mentions[from].cue.clone())
        {
            let trust = found.trust.saturating_sub(10);
            mentions[at].cue = Some(Found { frame: "leaning", trust, ..found });
        }
        if mentions[at].cue.is_some() && mentions[at].counts() {
            last = Some(at);
        }
    }
}

/// "90 Afghans and 13 US troops were killed", "killed 90 Afghans and 13 US troops", "170 dead, including 13": neighbours share a cue.
pub(super) fn coordinate(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        if b.cue.is_some() || !b.counts() || b.qualifier == Qualifier::None {
            continue;
        }
        if let Some(found) = &a.cue
            && a.counts()
            && (is_joined(reading, a, b) || is_elided(reading, a, b, limit))
            && person_or_thing(reading, found.cue)
            && !speaks(reading, b, limit)
            // "70,000 were killed and a million have had to leave"
            && !(b.end < limit && reading.is(b.end, WordClass::Auxiliary) && found.at.start < b.start)
        {
            let found =
                Found { frame: "shared", trust: found.trust.saturating_sub(10), ..found.clone() };
            b.cue = Some(found);
        }
    }
    for at in (1..mentions.len()).rev() {
        let (before, after) = mentions.split_at_mut(at);
        // "twelve of one family, including four children, were killed"
        let of = |end: usize| end + 1 == before[at - 1].start && reading.is(end, WordClass::Of);
        let counted = at > 1 && of(before[at - 2].end);
        let (a, b) = (&mut before[at - 1], &after[0]);
        if counted || a.cue.is_some() || !a.counts() || a.qualifier == Qualifier::None {
            continue;
        }
        let forward = b.cue.as_ref().filter(|found| {
            matches!(found.frame, "passive" | "subject" | "state" | "shared_back")
                && found.at.start >= b.end
        });
        if let Some(found) = forward
            && is_joined(reading, a, b)
            && !a.noun.is_empty()
            // "killed in 600 clashes and 143 soldiers were wounded"
            && !reading.is(a.start.wrapping_sub(1), WordClass::In)
        {
            a.cue = Some(Found {
                frame: "shared_back",
                trust: found.trust.saturating_sub(10),
                ..found.clone()
            });
        }
    }
}

/// "seven died in Arlo, nine in Bexley", "12 died on Monday and nine on Tuesday": the second number has its own place or day, and no
/// verb of its own.
fn is_elided(reading: &Reading<'_>, a: &Mention, b: &Mention, limit: usize) -> bool {
    let from = a.cue.as_ref().map_or(a.end, |found| found.at.end.max(a.end));
    let place = |at| {
        reading.marker(at, limit, Marker::PlaceOpener).is_some()
            || reading.is(at, WordClass::DateOpener)
                && calendar::is_calendar_word(reading, at + 1, limit)
    };
    b.noun.is_empty()
        && from < b.start
        && b.start - from <= 8
        && place(from)
        && place(b.end)
        && reading.ids[from] == reading.ids[b.end]
        && (reading.is_sign(b.start - 1, ',') || reading.is(b.start - 1, WordClass::ListJoin))
        && !(from..b.start).any(|at| reading.is_one(at, &[WordClass::Verb, WordClass::Auxiliary]))
}

fn is_of_persons(reading: &Reading<'_>, cue: usize) -> bool {
    reading.lexicon.measures()[reading.language.cue_measure[cue]].dimension == "person"
}

fn person_or_thing(reading: &Reading<'_>, cue: usize) -> bool {
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[cue]];
    matches!(measure.dimension.as_str(), "person" | "thing")
}

/// "31 died, but the Red Cross said it was 22", "police put the figure at 87": a bare number that somebody else gives of the same.
pub(super) fn told_again(
    reading: &Reading<'_>,
    mentions: &mut [Mention],
    first: usize,
    limit: usize,
) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let b = &mut after[0];
        let bare = b.cue.is_none() && b.counts() && b.noun().is_empty() && !b.partitive;
        let closed = b.end >= limit
            || reading.is_break(b.end)
            || reading.sign(b.end).is_some_and(|sign| matches!(sign, ',' | ')' | '"'))
            || reading.is_one(b.end, &[WordClass::And, WordClass::But]);
        if !bare || !closed || b.relation.is_some() || b.qualifier == Qualifier::None {
            continue;
        }
        let told = |found: &Found| person_or_thing(reading, found.cue);
        let whole = before.iter().rev().find(|a| a.counts() && a.relation.is_none());
        let Some(found) = whole.and_then(|a| a.cue.as_ref()).filter(|found| told(found)) else {
            continue;
        };
        let from = found.at.end.max(first).min(b.start);
        if says_it(reading, from, b.start)
            || reckons_it(reading, from, b.start)
            || attribution::gapped(reading, from, b.start).is_some()
        {
            let trust = found.trust.saturating_sub(20);
            b.cue = Some(Found { frame: "told_again", trust, ..found.clone() });
        }
    }
}

/// "said it was", "says", "said that it stood at": a verb of saying and no more than a pronoun before the number.
fn says_it(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let slight = [
        WordClass::Pronoun,
        WordClass::Be,
        WordClass::TollLink,
        WordClass::Complementiser,
        WordClass::Auxiliary,
        WordClass::Adverb,
    ];
    let verb =
        (from..to).rev().find(|at| !reading.is_one(*at, &slight) || reading.is_said(*at, to));
    verb.is_some_and(|verb| reading.is_said(verb, to) && to - verb <= 5)
}

/// "put the figure at", "putting it at"
pub(in crate::extract) fn reckons_it(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    let figure = [WordClass::FigureNoun, WordClass::Article, WordClass::Pronoun];
    to > from
        && reading.is(to - 1, WordClass::At)
        && (from..to - 1)
            .rev()
            .find(|at| !reading.is_one(*at, &figure))
            .is_some_and(|at| reading.is(at, WordClass::Reckons))
}

/// Whether only joining words stand between two numbers' phrases.
fn is_joined(reading: &Reading<'_>, a: &Mention, b: &Mention) -> bool {
    let from = a.cue.as_ref().map_or(a.end, |found| {
        if found.at.start >= a.end && found.at.end <= b.start { found.at.end } else { a.end }
    });
    if from > b.start {
        return false;
    }
    let gap = from..b.start;
    // "and that 13 were hurt": another clause.
    if gap.clone().any(|at| {
        reading.is(at, WordClass::Complementiser) && reading.is(at.wrapping_sub(1), WordClass::And)
    }) {
        return false;
    }
    let joins = gap.clone().any(|at| {
        reading.is_sign(at, ',')
            || reading.is(at, WordClass::ListJoin)
            || reading.marker(at, gap.end, Marker::PartOf).is_some()
            || reading.marker(at, gap.end, Marker::Plus).is_some()
    });
    joins
        && gap.len() <= 6
        && gap.clone().all(|at| {
            reading.is_sign(at, ',')
                || matches!(reading.sign(at), Some('(' | '"' | '-' | '—'))
                || reading.is(at, WordClass::Conjunction)
                || reading.is(at, WordClass::Article)
                || reading.is(at, WordClass::Determiner)
                || reading.is(at, WordClass::Adverb)
                || reading.is(at, WordClass::JoinFiller)
        })
}
