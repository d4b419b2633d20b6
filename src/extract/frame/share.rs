//! A measure handed on: from a list's first member to the next, from a whole to its parts.

use super::speaks;
use crate::extract::mention::{Found, Mention};
use crate::extract::reading::Reading;
use crate::lexicon::{Marker, WordClass};
use crate::model::{Qualifier, Relation};

/// "killed 90, up from 60", "another 12": a number that leans on one with a measure has the same.
pub(in crate::extract) fn lean(mentions: &mut [Mention]) {
    for at in 0..mentions.len() {
        let leans = matches!(
            mentions[at].relation,
            Some(Relation::Previous | Relation::Increment | Relation::PartOf)
        );
        let bare = mentions[at].noun.is_empty() || mentions[at].partitive;
        if !leans || !bare || mentions[at].cue.is_some() || !mentions[at].counts() {
            continue;
        }
        let Some(parent) = mentions[at].parent else { continue };
        if let Some(found) = &mentions[parent].cue {
            let trust = found.trust.saturating_sub(10);
            mentions[at].cue = Some(Found { frame: "leaning", trust, ..found.clone() });
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
            && is_joined(reading, a, b)
            && person_or_thing(reading, found.cue)
            && !speaks(reading, b, limit)
        {
            let found =
                Found { frame: "shared", trust: found.trust.saturating_sub(10), ..found.clone() };
            b.cue = Some(found);
        }
    }
    for at in (1..mentions.len()).rev() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&mut before[at - 1], &after[0]);
        if a.cue.is_some() || !a.counts() || a.qualifier == Qualifier::None {
            continue;
        }
        let forward = b.cue.as_ref().filter(|found| {
            matches!(found.frame, "passive" | "subject" | "state" | "shared_back")
                && found.at.start >= b.end
        });
        if let Some(found) = forward
            && is_joined(reading, a, b)
            && !a.noun.is_empty()
        {
            a.cue = Some(Found {
                frame: "shared_back",
                trust: found.trust.saturating_sub(10),
                ..found.clone()
            });
        }
    }
}

fn person_or_thing(reading: &Reading<'_>, cue: usize) -> bool {
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[cue]];
    matches!(measure.dimension.as_str(), "person" | "thing")
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
