//! What the words around a figure do to it: hedge, basis and trend.

use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::{Basis, Kind, Trend};

/// A clause reaches no further than this many tokens to either side of its figure. Real ones hold a third of it; a table or noise
/// without a mark would otherwise be looked over, and copied, once for each of its numbers.
const REACH: usize = 64;

/// The clause around a figure: up to the nearest marks that divide one.
pub(super) fn clause(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> std::ops::Range<usize> {
    let first = first.max(mention.start.saturating_sub(REACH));
    let limit = limit.min(mention.end + REACH);
    let mut start = mention.start;
    while start > first && !reading.is_break(start - 1) {
        start -= 1;
    }
    let mut end = mention.end;
    while end < limit && !reading.is_break(end) {
        end += 1;
    }
    start..end.max(mention.end)
}

/// Where a figure's own clause begins, if it is the subject behind a comma and a conjunction: ", and 14 died".
pub(super) fn own_start(reading: &Reading<'_>, mention: &Mention, first: usize) -> Option<usize> {
    let subject = mention.cue.as_ref().is_some_and(|found| {
        found.at.start >= mention.end && matches!(found.frame, "subject" | "passive")
    });
    let joins = [WordClass::And, WordClass::But, WordClass::Turn];
    let opens = mention.start >= first + 2
        && reading.is_one(mention.start - 1, &joins)
        && (reading.is_sign(mention.start - 2, ',')
            || reading.is(mention.start - 1, WordClass::Turn));
    (subject && opens).then(|| mention.start - 1)
}

/// The word that keeps the figure at arm's length, as an index into the language's hedges.
pub(super) fn hedge(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<usize> {
    let clause = clause(reading, mention, first, limit);
    let reach = mention.cue.as_ref().map_or(mention.end, |found| found.at.end.max(mention.end)) + 3;
    let near = mention.start.saturating_sub(10).max(clause.start)..reach.min(clause.end);
    let find = |at: usize| {
        let found = reading.sense(at, near.end, |sense| match sense {
            Sense::Hedge(hedge) => Some(*hedge),
            _ => None,
        });
        // "suspected militants" doubts who they are and not how many.
        found.filter(|_| !reading.is(at, WordClass::HedgeBeside) || at + 1 == mention.start)
    };
    (near.start..mention.start)
        .rev()
        .find_map(find)
        .or_else(|| {
            // "killed 12 people, may have been": of something else.
            let parted = |at: usize| (mention.end..at).any(|near| reading.is_sign(near, ','));
            let own = |at: &usize| !reading.is(*at, WordClass::Modal) || !parted(*at);
            (mention.end..near.end).filter(own).find_map(find)
        })
        .map(|(_, hedge)| hedge)
}

/// What the figure counts in time.
pub(super) fn basis(reading: &Reading<'_>, mention: &Mention, first: usize, limit: usize) -> Basis {
    let clause = clause(reading, mention, first, limit);
    let near =
        mention.start.saturating_sub(4).max(clause.start)..(mention.end + 12).min(clause.end);
    if near.clone().any(|at| {
        reading.marker(at, near.end, Marker::Cumulative).is_some()
            && !reading.is(at.wrapping_add(1), WordClass::Then)
    }) {
        return Basis::Cumulative;
    }
    // "rose overnight to 90": when it rose, not what it covers.
    let rose_to = (mention.start.saturating_sub(3).max(first)..mention.start)
        .any(|at| reading.is(at, WordClass::To));
    if near
        .clone()
        .filter(|at| !rose_to || *at >= mention.end)
        .any(|at| reading.marker(at, near.end, Marker::Period).is_some())
    {
        return Basis::Period;
    }
    Basis::Incident
}

/// What a figure counts in time by the words of its window: "since Friday", "in the past 48 hours".
pub(super) fn covers(reading: &Reading<'_>, window: &std::ops::Range<usize>) -> Basis {
    if reading.is(window.start, WordClass::Since) {
        Basis::Cumulative
    } else if window.clone().any(|at| reading.is(at, WordClass::Past) && reading.is_number(at + 1))
    {
        Basis::Period
    } else {
        Basis::Incident
    }
}

/// The direction the clause gives to the number: "up 19 cents", "rose 60%", "a 3 percent drop".
pub(super) fn trend(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<Trend> {
    if mention.trend.is_some() {
        return mention.trend;
    }
    let at = mention.start;
    let word = |near: usize| {
        if near < first || near >= limit {
            return None;
        }
        // "up to 400": a bound.
        if reading.is(near, WordClass::UpDown) && reading.is(near + 1, WordClass::To) {
            return None;
        }
        if reading.marker(near, limit, Marker::Up).is_some() {
            return Some(Trend::Up);
        }
        reading.marker(near, limit, Marker::Down).is_some().then_some(Trend::Down)
    };
    let changes =
        matches!(mention.kind, Kind::Percent | Kind::Money | Kind::Count | Kind::Measurement);
    if !changes || at == first {
        return None;
    }
    if let Some(found) = word(at - 1) {
        // A verb of losing persons or scoring is no trend of theirs.
        let persons = mention.cue.is_some() && mention.kind == Kind::Count;
        return (!persons).then_some(found);
    }
    // "a rise of 5%", "fell by 5%", "rose sharply 5%"
    let slight = reading.is(at - 1, WordClass::TrendLink)
        || reading.is_word(at - 1) && reading.language.ends_as_adverb(reading.word(at - 1))
        || reading.is(at - 1, WordClass::Adverb) && !reading.is(at - 1, WordClass::To);
    if at > first + 1 && slight {
        return word(at - 2);
    }
    None
}
