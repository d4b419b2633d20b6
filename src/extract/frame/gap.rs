//! What may stand between a number and the cue that gives it a measure.

use std::ops::Range;

use super::hit::Hit;
use super::stand::is_presence;
use crate::extract::mention::Mention;
use crate::extract::reading::Reading;
use crate::lexicon::{Role, Sense, WordClass};
use crate::model::Kind;

/// Between a number and its predicate: auxiliaries, adverbs, relatives, hedges.
pub(super) fn predicate_gap(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
) -> bool {
    // "una docena de muertos": the "of" belongs to the number.
    let counted = |at: usize| {
        reading.is(at, WordClass::Of) && reading.is(at.wrapping_sub(1), WordClass::TakesOf)
    };
    gap.len() <= 7
        && gap.clone().all(|at| {
            counted(at)
                || reading.is(at, WordClass::Auxiliary)
                || reading.is(at, WordClass::Adverb)
                || reading.is(at, WordClass::Relative)
                || reading
                    .sense(at, gap.end, |sense| matches!(sense, Sense::Hedge(_)).then_some(()))
                    .is_some()
                || reading.is(at, WordClass::PredicateFiller)
        })
        && !mentions.iter().any(|other| gap.contains(&other.number.start))
}

/// Between a subject and its verb: also a prepositional phrase, an apposition, a relative clause without a verb cue of its own.
pub(super) fn subject_gap(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
    hits: &[Hit],
) -> bool {
    let gap = &beyond_apposition(reading, gap);
    if gap.len() > 12 || gap.clone().any(|at| reading.is_break(at)) {
        return false;
    }
    // "stood at 602, with 2,300 injured": behind a comma a participle alone is of what stands there.
    let comma = gap.clone().any(|at| reading.is_sign(at, ','));
    if comma && !gap.clone().any(|at| reading.is(at, WordClass::Auxiliary)) {
        return false;
    }
    // "the three women supplied a list of 57 people who were killed": a verb with an object of its own.
    let acts = |at: usize| {
        reading.is_participle(at)
            && !reading.is(at.wrapping_sub(1), WordClass::Auxiliary)
            && reading.is_one(at + 1, &[WordClass::Article, WordClass::Definite])
    };
    if gap.clone().any(acts) {
        return false;
    }
    let crossed = hits.iter().any(|hit| {
        hit.at.start >= gap.start
            && hit.at.end <= gap.end
            && matches!(hit.role, Role::Transitive | Role::Intransitive | Role::State)
            && !is_presence(reading, hit)
    });
    if crossed && !gap.clone().any(|at| reading.is_one(at, &[WordClass::And, WordClass::Or])) {
        return false;
    }
    // Another subject or verb in between takes the predicate for itself.
    let other = mentions.iter().any(|other| {
        gap.contains(&other.number.start)
            && other.counts()
            && !reading.is(other.start.wrapping_sub(1), WordClass::AsideOpener)
    });
    let verb = gap.clone().any(|at| {
        reading.is(at, WordClass::ReportClause)
            && !reading.is(at + 1, WordClass::To)
            && gap.len() > 4
    });
    let pronoun = gap.clone().any(|at| {
        reading.is(at, WordClass::Pronoun)
            && !reading.is(at, WordClass::Relative)
            && !reading.is(at, WordClass::Auxiliary)
    });
    !other && !verb && !pronoun
}

/// "nine villagers, all from one family, were killed": what stands between two commas or dashes right behind the number is about it.
fn beyond_apposition(reading: &Reading<'_>, gap: &Range<usize>) -> Range<usize> {
    let sign = reading.sign(gap.start).filter(|sign| matches!(sign, ',' | '—' | '-' | '('));
    let Some(sign) = sign.filter(|_| !gap.is_empty()) else { return gap.clone() };
    let sign = if sign == '(' { ')' } else { sign };
    let close = gap.clone().skip(2).rev().find(|at| reading.is_sign(*at, sign));
    close.map_or(gap.start, |close| close + 1)..gap.end
}

/// Between a verb and its object: articles and bounds, or a list that runs up to the number.
pub(super) fn object_gap(
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
            && !matches!(hit.role, Role::Attribute | Role::Ditransitive | Role::Noun | Role::People)
    }) {
        return false;
    }
    if slight_gap(reading, gap) {
        return true;
    }
    // "killed a policeman, two guards and three passers-by": the last word before the number joins it to the list.
    // "a mother and her two children"
    let owned = reading.is_one(gap.end - 1, &[WordClass::Determiner, WordClass::Article]);
    let last = gap.end - 1 - usize::from(owned && gap.len() > 1);
    let joined = matches!(reading.sign(last), Some(','))
        || reading.is(last, WordClass::ListJoin)
        // "a group of 12"; in "the savings of 12 families" it is the savings that it befell.
        || reading.is(gap.end - 1, WordClass::Of)
            && gap.len() < 4
            && !reading.is_plural(gap.end.saturating_sub(2));
    let preposition = gap.clone().any(|at| {
        reading.is(at, WordClass::Preposition)
            && !reading.is(at, WordClass::ObjectPreposition)
            && !mentions.iter().any(|other| other.start <= at && at < other.end)
    });
    joined && !preposition && !gap.clone().any(|at| reading.is(at, WordClass::Auxiliary))
}

/// Only what a number's own phrase may begin with: articles, adverbs, bounds, an opening quotation mark.
pub(super) fn slight_gap(reading: &Reading<'_>, gap: &Range<usize>) -> bool {
    const SLIGHT: &[WordClass] = &[
        WordClass::Article,
        WordClass::Determiner,
        WordClass::Adverb,
        WordClass::Adjective,
        WordClass::ObjectMarker,
    ];
    gap.clone().all(|at| {
        reading.is_one(at, SLIGHT)
            || reading
                .sense(at, gap.end, |sense| matches!(sense, Sense::BoundBefore(_)).then_some(()))
                .is_some()
            || matches!(reading.sign(at), Some('[' | '"' | '\'' | '('))
    })
}

/// "deaths rose to", "fatalities: ": only words that link a toll and its number.
pub(super) fn links(reading: &Reading<'_>, gap: Range<usize>, mentions: &[Mention]) -> bool {
    gap.len() <= 8
        && !gap.clone().any(|at| reading.is_break(at) && !reading.is_sign(at, ':'))
        && !mentions.iter().any(|other| {
            let by = reading.is(other.start.wrapping_sub(1), WordClass::By);
            gap.contains(&other.number.start) && other.relation.is_none() && !by
        })
        && gap.clone().any(|at| reading.is(at, WordClass::TollLink))
}

pub(super) fn links_loosely(
    reading: &Reading<'_>,
    gap: &Range<usize>,
    mentions: &[Mention],
    index: usize,
) -> bool {
    const SPAN: usize = 7;
    // "the toll, earlier put at 52, now stands at 48", "a toll of 52 was revised to 48"
    let passed = |other: &Mention| {
        let comma = |range: Range<usize>| range.into_iter().any(|at| reading.is_sign(at, ','));
        comma(gap.start..other.start) && comma(other.end..gap.end)
            || reading.is(gap.end - 1, WordClass::To)
                && reading.is_one(other.start - 1, &[WordClass::Of, WordClass::At])
    };
    let crossed = mentions.iter().enumerate().any(|(at, other)| {
        at != index
            && gap.contains(&other.number.start)
            && other.kind.reconciles()
            && other.set_aside.is_none()
            && other.relation.is_none()
            && !passed(other)
            && !is_share_of_change(reading, other)
    });
    // "a suspended sentence and two years' probation": a time of its own is only told of by what leads right up to it.
    let is_link = |at: usize| match mentions[index].kind {
        Kind::Duration => {
            at + 1 == gap.end
                && gap.len() <= SPAN
                && reading.is_one(at, &[WordClass::TollLink, WordClass::SpanLink])
        }
        _ => reading.is_one(at, &[WordClass::TollLink, WordClass::LooseLink]),
    };
    let linked = gap.is_empty() || gap.clone().any(is_link);
    let others = gap.clone().any(|at| reading.is(at, WordClass::ClauseOpener));
    !crossed && linked && !(others && gap.len() > 6)
}

/// Between a verb and its sum: whom it befalls, as one noun phrase ("fined the bank $5m", "cost the city of Arlo $3m").
pub(super) fn whom_gap(reading: &Reading<'_>, gap: &Range<usize>, hits: &[Hit]) -> bool {
    const JOINS: &[WordClass] =
        &[WordClass::NameLink, WordClass::And, WordClass::Article, WordClass::ObjectOpener];
    let crossed = hits.iter().any(|hit| {
        hit.at.start >= gap.start
            && hit.at.end <= gap.end
            && !matches!(hit.role, Role::Noun | Role::People)
    });
    let part = |at: usize| {
        let joins = reading.is_one(at, JOINS);
        let stops = reading.is_function_word(at) && !reading.is(at, WordClass::Determiner);
        (reading.is_word(at) || reading.is_number(at) || reading.glued(at))
            && (joins || !stops && !reading.is(at, WordClass::Verb))
    };
    gap.len() <= 8
        && !crossed
        && !gap.clone().any(|at| reading.is_break(at))
        && gap.clone().all(part)
}

/// "profit fell by a third to £12m", "rose 5% to 340": by how much, on the way to where it ended.
fn is_share_of_change(reading: &Reading<'_>, mention: &Mention) -> bool {
    matches!(mention.kind, Kind::Ratio | Kind::Percent)
        && reading.is(mention.start.wrapping_sub(1), WordClass::By)
        && reading.is(mention.end, WordClass::To)
}
