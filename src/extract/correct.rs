//! Corrections: "correcting an earlier figure of 12", "an earlier version of this story said 12". The one figure takes the other back.

use std::ops::Range;

use super::context::clause;
use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Marker, WordClass};
use crate::model::Relation;

/// Whether the sentence says of a figure that it was given before and is taken back: "an earlier version of this story said 12", "not 12, as we
/// reported earlier".
pub(super) fn is_withdrawn(
    reading: &Reading<'_>,
    mentions: &[Mention],
    at: usize,
    sentence: &Range<usize>,
) -> bool {
    let mention = &mentions[at];
    let says = |near: usize| reading.marker(near, sentence.end, Marker::Withdraws);
    let counted = |range: Range<usize>| {
        let between = |other: &Mention| {
            other.set_aside.is_none()
                && other.kind == mention.kind
                && range.start <= other.start
                && other.end <= range.end
        };
        mentions.iter().any(between)
    };
    // What it said stands right behind it: "said 12 and not 15".
    let before = (sentence.start..mention.start).rev().find_map(|near| {
        let end = near + says(near)?;
        (end <= mention.start).then_some(end)
    });
    if before.is_some_and(|end| !counted(end..mention.start)) {
        return true;
    }
    let before = |near: usize| reading.marker(near, sentence.end, Marker::Previous).is_some();
    is_denied(reading, mention, sentence.start)
        && (mention.end..sentence.end).any(|near| says(near).is_some() || before(near))
}

/// "Not 12", "not the 12".
fn is_denied(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    let near = mention.start.saturating_sub(2).max(first)..mention.start;
    near.into_iter().any(|near| reading.is(near, WordClass::Not))
}

/// Whether the sentence says that the figure puts an earlier one right; of an earlier one, whether it is taken back.
pub(super) fn corrects(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> bool {
    let clause = clause(reading, mention, first, limit);
    if mention.relation == Some(Relation::Previous) {
        return reading.holds(&(first..limit), Marker::Withdraws)
            || is_denied(reading, mention, first)
            || reading.holds(&(mention.end..clause.end), Marker::Refuted);
    }
    reading.holds(&(first..limit), Marker::Withdraws) || reading.holds(&clause, Marker::Corrects)
}
