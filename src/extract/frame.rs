//! Which measure a number has: how cues and numbers stand to each other in a clause.

use std::ops::Range;

use super::mention::{CountedIn, Found, Mention};
use super::reading::Reading;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::{Kind, Qualifier, Relation};

/// A cue in the sentence.
#[derive(Debug, Clone)]
struct Hit {
    cue: usize,
    role: Role,
    at: Range<usize>,
}

/// Words that a subject and its verb, or a toll and its number, may have between them.
const REACH: usize = 16;

/// Gives each number the measure of the cue that stands nearest in a frame that fits.
pub(super) fn measures(
    reading: &Reading<'_>,
    mentions: &mut [Mention],
    first: usize,
    limit: usize,
) {
    let hits = hits(reading, first, limit);
    if hits.is_empty() {
        return;
    }
    for at in 0..mentions.len() {
        if !takes_measure(&mentions[at]) || speaks(reading, &mentions[at], limit) {
            continue;
        }
        let best = hits
            .iter()
            .filter(|hit| fits(reading, hit.cue, &mentions[at]))
            .filter_map(|hit| {
                let (frame, trust, distance) =
                    stands(reading, mentions, at, hit, &hits, first, limit)?;
                Some((trust, usize::MAX - distance, hit.at.len(), frame, hit))
            })
            .max_by_key(|(trust, nearness, length, ..)| (*trust, *nearness, *length));
        if let Some((trust, .., frame, hit)) = best {
            mentions[at].cue = Some(Found { cue: hit.cue, at: hit.at.clone(), frame, trust });
        }
    }
    coordinate(reading, mentions, limit);
}

fn takes_measure(mention: &Mention) -> bool {
    mention.set_aside.is_none() && mention.kind.reconciles()
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

/// Whether the measure's dimension and the number's unit go together.
fn fits(reading: &Reading<'_>, cue: usize, mention: &Mention) -> bool {
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[cue]];
    match (measure.dimension.as_str(), mention.kind) {
        ("person" | "thing", Kind::Count) => mention.unit == CountedIn::Bare && !mention.compound,
        ("number", Kind::Count) => {
            mention.noun.is_empty() || mention.compound || !reading.is_plural(mention.noun.end - 1)
        }
        ("money", Kind::Money) | ("percent", Kind::Percent) => mention.per.is_none(),
        (dimension, Kind::Measurement) => match mention.unit {
            CountedIn::Measure(unit) => {
                let of = reading.lexicon.units()[unit].dimension.as_str();
                of == dimension || (dimension == "temperature" && of == "angle")
            }
            _ => false,
        },
        _ => false,
    }
}

fn hits(reading: &Reading<'_>, first: usize, limit: usize) -> Vec<Hit> {
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
        for sense in language.vocabulary.exact(&reading.ids[at..at + length]) {
            if let Sense::Cue(cue) = *sense
                && with_holds(reading, cue, at, first, limit)
            {
                found.push(Hit { cue, role: language.cues[cue].role, at: at..at + length });
            }
        }
    }
    found
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

/// The frame that a number and a cue make, how far it is trusted, and how far they stand apart.
fn stands(
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
    if distance > REACH {
        return None;
    }
    match hit.role {
        Role::Noun if inside => {
            let trust = if is_group(reading, hit) { 60 } else { 97 };
            (hit.at.end == mention.noun.end || hit.at.end == mention.end)
                .then_some(("noun", trust, 0))
        }
        Role::Noun if after => (distance == 0).then_some(("noun", 95, 0)),
        Role::Noun => {
            let linked = links(reading, hit.at.end..mention.start, mentions);
            (linked && mention.noun.is_empty()).then_some(("noun_then_number", 88, distance))
        }
        Role::State | Role::Transitive | Role::Intransitive if inside => Some(("inside", 94, 0)),
        Role::State if after => {
            let gap = mention.end..hit.at.start;
            (predicate_gap(reading, &gap, mentions)).then_some((
                "state",
                if gap.is_empty() { 96 } else { 92 },
                distance,
            ))
        }
        Role::Transitive if after => {
            if is_active(reading, hit, limit) {
                return None;
            }
            let gap = mention.end..hit.at.start;
            subject_gap(reading, &gap, mentions, hits).then_some((
                "passive",
                if gap.len() < 3 { 95 } else { 85 },
                distance,
            ))
        }
        Role::Intransitive if after => {
            let gap = mention.end..hit.at.start;
            subject_gap(reading, &gap, mentions, hits).then_some((
                "subject",
                if gap.len() < 3 { 95 } else { 85 },
                distance,
            ))
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
        Role::Nominal if !after => {
            let gap = hit.at.end..mention.start;
            object_gap(reading, &gap, mentions, hits).then_some(("nominal", 90, distance))
        }
        Role::Attribute if after => (distance <= 1
            && !reading.is_break(mention.end)
            && (distance == 0
                || reading.is_sign(mention.end, '-')
                || reading.is_any(mention.end, &["in", "of", "on"])))
        .then_some(("number_then_attribute", 86, distance)),
        Role::Attribute => {
            let gap = hit.at.end..mention.start;
            let clear = !gap.clone().any(|at| reading.is_break(at))
                && !hits.iter().any(|other| {
                    other.at != hit.at
                        && other.at.start >= gap.start
                        && other.at.end <= gap.end
                        && other.role != Role::Attribute
                });
            (clear && gap.len() <= 14 && links_loosely(reading, &gap, mentions, index)).then_some((
                "attribute",
                if gap.len() < 4 { 93 } else { 84 },
                distance,
            ))
        }
        _ => None,
    }
}

/// Nouns that name a group ("protesters", "refugees") give a measure only where no verb gives one.
fn is_group(reading: &Reading<'_>, hit: &Hit) -> bool {
    let group = reading.sense(hit.at.end - 1, hit.at.end, |sense| match sense {
        Sense::Group(group) => Some(*group),
        _ => None,
    });
    group.is_some_and(|(_, group)| reading.lexicon.groups()[group].id != "all")
}

/// "killed five people": an object follows the verb, so what stands before it did it.
fn is_active(reading: &Reading<'_>, hit: &Hit, limit: usize) -> bool {
    let next = hit.at.end;
    if next >= limit {
        return false;
    }
    let be = (1..=3).any(|back| {
        hit.at.start.checked_sub(back).is_some_and(|at| {
            reading.is_any(at, &["was", "were", "been", "being", "be", "is", "are", "got", "get"])
        })
    });
    if be {
        return false;
    }
    let had = hit.at.start.checked_sub(1).is_some_and(|at| {
        reading.is_any(at, &["have", "has", "had", "to", "who", "that", "which"])
    });
    let gerund =
        reading.word(hit.at.end - 1).to_ascii_lowercase().ends_with("ing") && hit.at.len() == 1;
    let object = reading.is_number(next)
        || reading.is(next, WordClass::Article)
        || reading.is(next, WordClass::Determiner) && !reading.is_any(next, &["both"])
        || reading.is_capital(next)
            && !reading.is(next, WordClass::Preposition)
            && !super::calendar::is_calendar_word(reading, next, limit)
        || reading.is_any(
            next,
            &[
                "him",
                "her",
                "them",
                "himself",
                "people",
                "civilians",
                "themselves",
                "up",
                "at",
                "dozens",
                "several",
                "some",
                "more",
            ],
        ) && !reading.is_any(next, &["at"])
        || reading.is_any(next, &["at"]) && reading.is_any(next + 1, &["least"])
        || reading
            .sense(next, limit, |sense| {
                matches!(sense, Sense::Cardinal(_) | Sense::Vague { .. } | Sense::BoundBefore(_))
                    .then_some(())
            })
            .is_some();
    object
        || had
            && !reading.is(next, WordClass::Preposition)
            && reading.is_word(next)
            && !reading.is(next, WordClass::Conjunction)
        || gerund
}

/// "were killed": what follows is no object.
fn is_passive(reading: &Reading<'_>, hit: &Hit, first: usize) -> bool {
    (1..=3).any(|back| {
        hit.at.start.checked_sub(back).is_some_and(|at| {
            at >= first
                && reading.is_any(at, &["was", "were", "been", "being", "be", "is", "are"])
                && (at + 1..hit.at.start).all(|between| reading.is(between, WordClass::Adverb))
        })
    })
}

/// Between a number and its predicate: auxiliaries, adverbs, relatives, hedges.
fn predicate_gap(reading: &Reading<'_>, gap: &Range<usize>, mentions: &[Mention]) -> bool {
    gap.len() <= 7
        && gap.clone().all(|at| {
            reading.is(at, WordClass::Auxiliary)
                || reading.is(at, WordClass::Adverb)
                || reading.is(at, WordClass::Relative)
                || reading
                    .sense(at, gap.end, |sense| matches!(sense, Sense::Hedge(_)).then_some(()))
                    .is_some()
                || reading.is_any(
                    at,
                    &[
                        "people",
                        "persons",
                        "others",
                        "reported",
                        "listed",
                        "as",
                        "left",
                        "remain",
                        "and",
                        "more",
                        "including",
                        "still",
                    ],
                )
        })
        && !mentions.iter().any(|other| gap.contains(&other.number.start))
}

/// Between a subject and its verb: also a prepositional phrase, an apposition, a relative clause without a verb cue of its own.
fn subject_gap(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
    hits: &[Hit],
) -> bool {
    if gap.len() > 12 || gap.clone().any(|at| reading.is_break(at)) {
        return false;
    }
    let crossed = hits.iter().any(|hit| {
        hit.at.start >= gap.start
            && hit.at.end <= gap.end
            && matches!(hit.role, Role::Transitive | Role::Intransitive | Role::State)
    });
    if crossed && !gap.clone().any(|at| reading.is_any(at, &["and", "or"])) {
        return false;
    }
    // Another subject or verb in between takes the predicate for itself.
    let other = mentions.iter().any(|other| {
        gap.contains(&other.number.start)
            && other.counts()
            && !reading.is_any(
                other.start.wrapping_sub(1),
                &["and", "in", "on", "at", ",", "or", "including", "of"],
            )
    });
    let verb = gap.clone().any(|at| {
        reading.is_any(at, &["said", "says", "told", "reported", "that"])
            && !reading.is_any(at + 1, &["to"])
            && gap.len() > 4
    });
    let pronoun = gap.clone().any(|at| {
        reading.is(at, WordClass::Pronoun)
            && !reading.is(at, WordClass::Relative)
            && !reading.is(at, WordClass::Auxiliary)
    });
    !other && !verb && !pronoun
}

/// Between a verb and its object: articles and bounds, or a list that runs up to the number.
fn object_gap(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
    hits: &[Hit],
) -> bool {
    if gap.is_empty() {
        return true;
    }
    if gap.len() > 14 || gap.clone().any(|at| reading.is_break(at)) {
        return false;
    }
    if hits.iter().any(|hit| {
        hit.at.start >= gap.start
            && hit.at.end <= gap.end
            && !matches!(hit.role, Role::Attribute | Role::Noun)
    }) {
        return false;
    }
    let slight = |at: usize| {
        reading.is(at, WordClass::Article)
            || reading.is(at, WordClass::Determiner)
            || reading.is(at, WordClass::Adverb)
            || reading.is(at, WordClass::Adjective)
            || reading
                .sense(at, gap.end, |sense| matches!(sense, Sense::BoundBefore(_)).then_some(()))
                .is_some()
            || matches!(reading.sign(at), Some('[' | '"' | '\'' | '('))
    };
    if gap.clone().all(slight) {
        return true;
    }
    // "killed a policeman, two guards and three passers-by": the last word before the number joins it to the list.
    let joined = matches!(reading.sign(gap.end - 1), Some(','))
        || reading.is_any(gap.end - 1, &["and", "including", "or", "&"])
        || reading.is_any(gap.end - 1, &["of"]) && gap.len() < 4;
    let preposition = gap.clone().any(|at| {
        reading.is(at, WordClass::Preposition)
            && !reading
                .is_any(at, &["of", "including", "as", "about", "over", "up", "around", "from"])
            && !mentions.iter().any(|other| other.start <= at && at < other.end)
    });
    joined && !preposition && !gap.clone().any(|at| reading.is(at, WordClass::Auxiliary))
}

/// "deaths rose to", "fatalities: ": only words that link a toll and its number.
fn links(reading: &Reading<'_>, gap: Range<usize>, mentions: &[Mention]) -> bool {
    gap.len() <= 8
        && !gap.clone().any(|at| reading.is_break(at) && !reading.is_sign(at, ':'))
        && !mentions
            .iter()
            .any(|other| gap.contains(&other.number.start) && other.relation.is_none())
        && gap.clone().any(|at| {
            reading.is_any(
                at,
                &[
                    "to", "at", "of", "was", "were", "is", "stood", "reached", ":", "hit",
                    "totalled", "totaled", "numbered", "passed", "exceeded", "from",
                ],
            )
        })
}

fn links_loosely(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
    index: usize,
) -> bool {
    let crossed = mentions.iter().enumerate().any(|(at, other)| {
        at != index
            && gap.contains(&other.number.start)
            && other.kind.reconciles()
            && other.set_aside.is_none()
            && other.relation.is_none()
    });
    let linked = gap.is_empty()
        || gap.clone().any(|at| {
            reading.is_any(
                at,
                &[
                    "to",
                    "at",
                    "of",
                    "was",
                    "were",
                    "is",
                    "are",
                    "stood",
                    "stands",
                    "reached",
                    "hit",
                    ":",
                    "from",
                    "passed",
                    "exceeded",
                    "past",
                    "passes",
                    "passing",
                    "reach",
                    "reaches",
                    "pass",
                    "tops",
                    "top",
                    "topped",
                    "exceed",
                    "exceeds",
                    "nears",
                    "rise",
                    "rises",
                    "climbs",
                    "climb",
                    "jumps",
                    "hits",
                    "now",
                    "by",
                    "up",
                    "totalled",
                    "estimated",
                    "a",
                    "in",
                    "and",
                    "has",
                    "had",
                ],
            )
        });
    let others = gap
        .clone()
        .any(|at| reading.is_any(at, &["who", "that", "when", "after", "while", "said"]));
    !crossed && linked && !(others && gap.len() > 6)
}

/// "killed 90, up from 60", "another 12": a number that leans on one with a measure has the same.
pub(super) fn lean(mentions: &mut [Mention]) {
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
fn coordinate(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
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
            || reading.is_any(at, &["and", "including", "plus", "&", "or"])
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
                || reading.is_any(
                    at,
                    &[
                        "including",
                        "as",
                        "well",
                        "in",
                        "addition",
                        "to",
                        "another",
                        "a",
                        "along",
                        "with",
                        "among",
                        "them",
                        "of",
                        "whom",
                        "further",
                        "other",
                        "least",
                        "at",
                    ],
                )
        })
}
