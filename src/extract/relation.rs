//! How figures of one sentence lean on each other: part of, plus, increment, previous, total.

use super::correct::is_withdrawn;
use super::group;
use super::mention::Mention;
use super::reading::Reading;
use super::tally;
use crate::lexicon::{Marker, WordClass};
use crate::model::{Kind, Qualifier, Relation};

/// What a figure leans on is among so many figures before it: a list that is longer is a table.
const REACH: usize = 24;

/// From "earlier" to the figure that was put so, in tokens.
const PUT: usize = 8;

/// Fills in relations and parents. Parents are indices into the same sentence's mentions.
pub(super) fn relations(
    reading: &Reading<'_>,
    mentions: &mut [Mention],
    first: usize,
    limit: usize,
) {
    for at in 0..mentions.len() {
        if mentions[at].relation.is_some()
            || mentions[at].set_aside.is_some()
            || !mentions[at].kind.reconciles()
        {
            continue;
        }
        let (relation, parent) = relation(reading, mentions, at, first, limit);
        mentions[at].relation = relation;
        if parent.is_some() {
            mentions[at].parent = parent;
        }
    }
}

fn relation(
    reading: &Reading<'_>,
    mentions: &[Mention],
    at: usize,
    first: usize,
    limit: usize,
) -> (Option<Relation>, Option<usize>) {
    let mention = &mentions[at];
    let before = mention.start.saturating_sub(5).max(first)..mention.start;
    let marked_before = |marker, reach| is_marked(reading, mention, first, marker, reach);
    let comparable = |other: &Mention| {
        other.set_aside.is_none()
            && other.kind == mention.kind
            && other.qualifier != Qualifier::None
    };
    let reach = at.saturating_sub(REACH)..at;
    let earlier = reach.clone().rev().find(|other| comparable(&mentions[*other]));
    let whole = reach.rev().find(|other| {
        let other = &mentions[*other];
        comparable(other)
            && other.relation != Some(Relation::PartOf)
            && most(other) >= most(mention)
    });
    // "three of them children", "of whom 12 were"
    let of_them = mention.partitive
        && !mention.noun.is_empty()
        && reading.is_one(mention.noun.start, &[WordClass::Anaphor, WordClass::Demonstrative])
        || reading.marker(mention.end, limit, Marker::OfThem).is_some();
    if of_them {
        return (Some(Relation::PartOf), whole);
    }
    if mention.partitive && !mention.noun.is_empty() && mention.kind == Kind::Count {
        return (Some(Relation::PartOf), None);
    }
    // "the price includes two meals": nothing that is counted here.
    let counted = whole.is_some() || mention.cue.is_some() || group::names_people(reading, mention);
    if marked_before(Marker::PartOf, 5) && counted {
        return (Some(Relation::PartOf), whole);
    }
    // A list that began with "including": "including 13 troops and four children".
    if let Some(previous) = earlier
        && mentions[previous].relation == Some(Relation::PartOf)
        && mention.start - mentions[previous].end.min(mention.start) <= 3
        && mentions[previous].cue.is_some()
        && mentions[previous].cue.as_ref().map(|found| found.cue)
            == mention.cue.as_ref().map(|found| found.cue)
        && mention.cue.as_ref().is_some_and(|found| found.frame == "shared")
    {
        return (Some(Relation::PartOf), mentions[previous].parent);
    }
    if is_withdrawn(reading, mentions, at, &(first..limit)) {
        return (Some(Relation::Previous), earlier);
    }
    // "down from an earlier count of 12"
    let named = (mention.start.saturating_sub(5).max(first)..mention.start).any(|near| {
        let length = reading.marker(near, mention.start, Marker::Previous);
        length.is_some_and(|length| length > 2 && near + length == mention.start)
    });
    if named || was_put(reading, mention, first) {
        return (Some(Relation::Previous), earlier);
    }
    if marked_before(Marker::Previous, 3)
        && !before.clone().any(|near| reading.is(near, WordClass::From))
    {
        return (Some(Relation::Previous), earlier);
    }
    // "a toll of 52 was revised to 48"
    if let Some(next) = mentions.get(at + 1)
        && same_hit(mention, next)
        && mention.cue.as_ref().is_some_and(|found| found.frame == "attribute")
        && next.start > first
        && reading.is(next.start - 1, WordClass::To)
        && mention.start > first
        && reading.is_one(mention.start - 1, &[WordClass::Of, WordClass::At])
    {
        return (Some(Relation::Previous), Some(at + 1));
    }
    // "raised the toll to 51 from 43"
    if let Some(previous) = earlier
        && mention.start > first
        && reading.is(mention.start - 1, WordClass::From)
        && mentions[previous].end + 1 == mention.start
        && reading.is(mentions[previous].start.wrapping_sub(1), WordClass::To)
    {
        return (Some(Relation::Previous), earlier);
    }
    if reading.is(mention.start.wrapping_sub(1), WordClass::From)
        && mention.start >= 2 + first
        && reading.is_one(mention.start - 2, &[WordClass::UpDown, WordClass::Revised])
    {
        return (Some(Relation::Previous), earlier);
    }
    // "rose during the day, from 90 in the morning": where it came from, and no "to" behind.
    let moved = |at: usize| {
        reading.marker(at, limit, Marker::Up).is_some()
            || reading.marker(at, limit, Marker::Down).is_some()
    };
    let to = (mention.end..(mention.end + 4).min(limit)).any(|at| reading.is(at, WordClass::To));
    if mention.start > first
        && reading.is(mention.start - 1, WordClass::From)
        && mention.cue.as_ref().is_some_and(|found| (found.at.end..mention.start).any(moved))
        && !to
    {
        return (Some(Relation::Previous), earlier);
    }
    let more = |at: usize| reading.is(at, WordClass::More) && !reading.is(at + 1, WordClass::Than);
    // "12 more people", and "12 personas más", "12 heridos más" where adjectives follow.
    let state = mention.cue.as_ref().filter(|found| found.at.start == mention.end);
    let behind = state.map_or(mention.end, |found| found.at.end);
    let more = more(mention.number.end)
        || reading.language.grammar.noun_first && (more(mention.end) || more(behind));
    let another =
        mention.number.start > first && (reading.is(mention.number.start - 1, WordClass::Another));
    if (more || another) && mention.qualifier != Qualifier::None {
        return (Some(Relation::Increment), earlier);
    }
    if mention.rules.contains(&tally::RULE) && mention.cue.is_some() {
        return (Some(Relation::Total), None);
    }
    if marked_before(Marker::Total, 3)
        || reading.marker(mention.end, limit, Marker::Total).is_some()
            && !reading.is(mention.end, WordClass::TotalAdjective)
    {
        return (Some(Relation::Total), None);
    }
    // "90 Afghans and 13 US troops": two groups of one measure that add up.
    if let Some(previous) = earlier
        && same_measure(&mentions[previous], mention)
        && mention.cue.as_ref().is_some_and(|found| {
            matches!(found.frame, "shared") || same_hit(&mentions[previous], mention)
        })
        && gap_adds(reading, mentions[previous].end, mention.start)
        && (!mention.noun.is_empty()
            || reading.marker(mention.end, limit, Marker::PlaceOpener).is_some())
    {
        return (Some(Relation::Plus), Some(previous));
    }
    if marked_before(Marker::Plus, 4)
        && earlier.is_some_and(|previous| same_measure(&mentions[previous], mention))
    {
        return (Some(Relation::Plus), earlier);
    }
    (None, None)
}

/// "Had earlier put the toll at 62", "an earlier toll stood at 62": what was given before.
fn was_put(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    (mention.start.saturating_sub(PUT).max(first)..mention.start).any(|near| {
        let says = [WordClass::Reckons, WordClass::FigureNoun];
        reading.is(near, WordClass::Provisional)
            && reading.marker(near, near + 1, Marker::Previous).is_some()
            && near + 1 < mention.start
            && reading.is_one(near + 1, &says)
            && (near + 1..mention.start).all(|at| reading.is_word(at))
    })
}

/// Whether a phrase in that sense stands right before a figure, or a word away, beginning no more than `reach` tokens off.
pub(super) fn is_marked(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    marker: Marker,
    reach: usize,
) -> bool {
    let from = mention.start.saturating_sub(reach).max(first);
    (from..mention.start).any(|near| {
        reading
            .marker(near, mention.start, marker)
            .is_some_and(|length| near + length + 1 >= mention.start)
    })
}

fn most(mention: &Mention) -> rust_decimal::Decimal {
    mention.value.or(mention.high).or(mention.low).unwrap_or_default()
}

fn same_measure(a: &Mention, b: &Mention) -> bool {
    match (&a.cue, &b.cue) {
        (Some(a), Some(b)) => a.cue == b.cue,
        _ => false,
    }
}

fn same_hit(a: &Mention, b: &Mention) -> bool {
    match (&a.cue, &b.cue) {
        (Some(a), Some(b)) => a.at == b.at,
        _ => false,
    }
}

fn gap_adds(reading: &Reading<'_>, from: usize, to: usize) -> bool {
    from <= to
        && to - from <= 10
        && (from..to).any(|at| reading.is(at, WordClass::Adds) || reading.is_sign(at, ','))
}
