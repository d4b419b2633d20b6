//! The frame that a number and a cue make, and how far it is trusted.

use std::ops::Range;

use super::gap::{
    links, links_loosely, object_gap, predicate_gap, slight_gap, subject_gap, whom_gap,
};
use super::hit::{Hit, names_size};
use super::voice::{is_active, is_participle, is_passive};
use crate::extract::mention::Mention;
use crate::extract::reading::Reading;
use crate::lexicon::{Role, Sense, WordClass};

/// Words that a subject and its verb, or a toll and its number, may have between them.
pub(super) const REACH: usize = 16;

/// What an aside in commas right behind the number may add to that.
pub(super) const ASIDE: usize = 14;

/// The frame that a number and a cue make, how far it is trusted, and how far they stand apart.
pub(super) fn stands(
    reading: &Reading<'_>,
    mentions: &[Mention],
    index: usize,
    hit: &Hit,
    hits: &[Hit],
    first: usize,
    limit: usize,
) -> Option<(&'static str, u8, usize)> {
    let mention = &mentions[index];
    let inside =
        hit.at.start >= mention.number.end && hit.at.end <= mention.end.max(mention.noun.end);
    let after = hit.at.start >= mention.end;
    let distance =
        if after { hit.at.start - mention.end } else { mention.start.saturating_sub(hit.at.end) };
    let has_aside = after
        && reading.is_sign(mention.end, ',')
        && reading.is_one(mention.end + 1, &[WordClass::Relative, WordClass::AsideOpener]);
    if distance > if has_aside { REACH + ASIDE } else { REACH } {
        return None;
    }
    match hit.role {
        // "five hostages were freed": what befell them goes before what they are.
        Role::People if inside => {
            (hit.at.end == mention.noun.end || hit.at.end == mention.end).then_some(("noun", 60, 0))
        }
        Role::People if after => (distance == 0).then_some(("noun", 60, 0)),
        Role::Noun if inside => {
            let trust = if is_group(reading, hit) { 60 } else { 97 };
            let is_head = hit.at.end == mention.noun.end || hit.at.end == mention.end;
            // "6.1 quake hits coast": what has a size is the thing, whatever a headline's verb looks like.
            (is_head || names_size(reading, hit.cue)).then_some(("noun", trust, 0))
        }
        Role::Noun if after => (distance == 0).then_some(("noun", 95, 0)),
        Role::Noun => {
            let linked = links(reading, hit.at.end..mention.start, mentions);
            (linked && mention.noun.is_empty()).then_some(("noun_then_number", 88, distance))
        }
        Role::State | Role::Transitive | Role::Intransitive if inside => Some(("inside", 94, 0)),
        Role::State if after => {
            let gap = mention.end..hit.at.start;
            let trust = match gap.is_empty() {
                true if is_presence(reading, hit) => PRESENCE,
                true => 96,
                false => 92,
            };
            predicate_gap(reading, &gap, mentions).then_some(("state", trust, distance))
        }
        Role::Transitive if after => {
            if is_active(reading, hit, limit) || !is_participle(reading, hit) {
                return None;
            }
            let gap = mention.end..hit.at.start;
            let finite = gap.clone().any(|at| reading.is(at, WordClass::Auxiliary));
            if finite && is_oblique(reading, mention, first) && !is_related(reading, &gap) {
                return None;
            }
            subject_gap(reading, &gap, mentions, hits).then_some((
                "passive",
                if gap.len() < 3 { 95 } else { 85 },
                distance,
            ))
        }
        Role::Intransitive if after => {
            let gap = mention.end..hit.at.start;
            if is_oblique(reading, mention, first) && !is_related(reading, &gap) {
                return None;
            }
            let trust = match gap.len() {
                _ if is_presence(reading, hit) => PRESENCE,
                0..3 => 95,
                _ => 85,
            };
            subject_gap(reading, &gap, mentions, hits).then_some(("subject", trust, distance))
        }
        // "murieron 12 personas"
        Role::Intransitive if reading.language.grammar.verb_first => {
            let gap = hit.at.end..mention.start;
            (slight_gap(reading, &gap) && gap.len() <= 4).then_some((
                "subject_behind",
                if gap.is_empty() { 95 } else { 85 },
                distance,
            ))
        }
        Role::Transitive | Role::State
            if is_inverted(reading, mentions, hit, hits, mention, first) =>
        {
            Some(("inverted", 88, distance))
        }
        Role::Transitive | Role::State if is_entry(reading, hit, mention, first) => {
            Some(("entry", 90, 1))
        }
        Role::Transitive | Role::State => {
            let gap = hit.at.end..mention.start;
            if hit.role == Role::State && !gap.is_empty() {
                return None;
            }
            if is_passive(reading, hit, first) && !gap.is_empty() {
                return None;
            }
            object_gap(reading, &gap, mentions, hits).then_some((
                "object",
                if gap.is_empty() { 96 } else { 82 },
                distance,
            ))
        }
        // "28 bodies of" are counted themselves; "14 shelters for" are no people.
        Role::Nominal
            if hit.at.start >= mention.number.end && reading.language.cues[hit.cue].only_people =>
        {
            None
        }
        Role::Nominal if !after => {
            let gap = hit.at.end..mention.start;
            object_gap(reading, &gap, mentions, hits).then_some(("nominal", 90, distance))
        }
        Role::Attribute if after => (distance <= 1
            && !reading.is_break(mention.end)
            && (distance == 0
                || reading.is_sign(mention.end, '-')
                || reading.is(mention.end, WordClass::AttributeLink)))
        .then_some(("number_then_attribute", 86, distance)),
        Role::Attribute => {
            let gap = hit.at.end..mention.start;
            let clear = !gap.clone().any(|at| reading.is_break(at))
                && !hits.iter().any(|other| {
                    other.at != hit.at
                        && other.at.start >= gap.start
                        && other.at.end <= gap.end
                        && !matches!(other.role, Role::Attribute | Role::Ditransitive)
                        // "the toll from the shelling is nine": a noun.
                        && !reading.is(other.at.start - 1, WordClass::Article)
                });
            // "magnitude-5.9"
            let bound =
                gap.len() == 1 && reading.is_sign(gap.start, '-') && reading.glued(gap.start);
            // "the toll could exceed 500"
            let exceeds = reading.is(mention.start, WordClass::LooseLink);
            let linked = bound || exceeds || links_loosely(reading, &gap, mentions, index);
            // "the dead were from two families"
            let beside = !mention.noun.is_empty() && is_oblique(reading, mention, first);
            (clear && gap.len() <= 14 && linked && !beside).then_some((
                "attribute",
                if gap.len() < 4 { 93 } else { 84 },
                distance,
            ))
        }
        Role::Ditransitive if !after => {
            let gap = hit.at.end..mention.start;
            (!is_passive(reading, hit, first) && whom_gap(reading, &gap, hits))
                .then_some(("sum", 90, distance))
        }
        _ => None,
    }
}

/// What befell persons is trusted before where they were.
const PRESENCE: u8 = 60;

/// "on board": where persons are, and not what befell them.
pub(super) fn is_presence(reading: &Reading<'_>, hit: &Hit) -> bool {
    reading.lexicon.measures()[reading.language.cue_measure[hit.cue]].presence
}

/// "people from two families were killed", "in three cars": what stands behind such a preposition is no subject.
fn is_oblique(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    // "an attack in which two people were killed"
    let opens = |at: &usize| {
        !reading.is(*at, WordClass::Article)
            && (!reading.is(*at, WordClass::Determiner) || reading.is(*at, WordClass::Closing))
    };
    (first..mention.start).rev().find(opens).is_some_and(|at| {
        // "of the 62 on board, 12 died"
        reading.is(at, WordClass::Of) && at == first || reading.is(at, WordClass::Oblique)
    })
}

/// "on the six priests who were murdered": the relative clause is of them.
fn is_related(reading: &Reading<'_>, gap: &Range<usize>) -> bool {
    gap.clone().any(|at| reading.is(at, WordClass::Relative))
}

/// "killed in the crash were the pilot and three passengers": the subject stands behind its verb.
fn is_inverted(
    reading: &Reading<'_>,
    mentions: &[Mention],
    hit: &Hit,
    hits: &[Hit],
    mention: &Mention,
    first: usize,
) -> bool {
    if hit.at.start != first || !is_participle(reading, hit) && hit.role != Role::State {
        return false;
    }
    let be = (hit.at.end..mention.start).rev().find(|at| reading.is(*at, WordClass::Be));
    be.is_some_and(|be| object_gap(reading, &(be + 1..mention.start), mentions, hits))
}

/// "Dead: 5", "killed: 3; injured: 8": the rows of a list.
fn is_entry(reading: &Reading<'_>, hit: &Hit, mention: &Mention, first: usize) -> bool {
    let opens = hit.at.start == first
        || reading.is_break(hit.at.start - 1)
        || reading.is_sign(hit.at.start - 1, ',');
    opens && reading.is_sign(hit.at.end, ':') && hit.at.end + 1 == mention.start
}

/// Nouns that name a group ("protesters", "refugees") give a measure only where no verb gives one.
fn is_group(reading: &Reading<'_>, hit: &Hit) -> bool {
    let group = reading.sense(hit.at.end - 1, hit.at.end, |sense| match sense {
        Sense::Group(group) => Some(*group),
        _ => None,
    });
    group.is_some_and(|(_, group)| reading.lexicon.groups()[group].id != "all")
}
