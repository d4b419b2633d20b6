//! The line that says when a report was put out: "Published: 12 March 2013", "Last updated Monday, 28 November 2005, 02:24 GMT".

use chrono::NaiveDate;

use super::calendar::{is_calendar_word, is_dated, month_day};
use super::reading::Reading;
use crate::lexicon::WordClass;
use crate::text::{Case, Space};

/// So many tokens of a text are looked at: a headline, a credit and the line that holds the date.
const REACH: usize = 80;

/// The latest day among the stamps of the text's first lines. A date inside a sentence is none.
pub(super) fn stamp(reading: &Reading<'_>) -> Option<NaiveDate> {
    let limit = reading.tokens.len().min(REACH);
    let mut start = 0;
    let mut found = None;
    for at in 1..=limit {
        if at == limit || reading.space(at) >= Space::Line {
            found = found.max(line(reading, start, at));
            start = at;
        }
    }
    found
}

/// The latest day of one line, if it holds little else.
fn line(reading: &Reading<'_>, first: usize, limit: usize) -> Option<NaiveDate> {
    let beside = |at: usize| {
        !reading.is_word(at)
            || reading.is_one(at, &[WordClass::Stamp, WordClass::TimeZone, WordClass::HourMark])
            || is_calendar_word(reading, at, limit)
    };
    let mut found = None;
    let mut at = first;
    while at < limit {
        if let Some((end, day)) = month_day(reading, at, limit, NaiveDate::MAX)
            && is_dated(reading, end, limit, day)
        {
            found = found.max(Some(day));
            at = end;
            continue;
        }
        // What is printed behind a date is a zone or the head of a column ("BST", "UNITED STATES").
        let is_head = found.is_some() && reading.tokens[at].case == Case::Upper;
        if !beside(at) && !is_head {
            return None;
        }
        at += 1;
    }
    found
}
