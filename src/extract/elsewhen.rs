//! Another time: whether a figure is told of an earlier event, another year or a span of years rather than of what the report is about.

use std::ops::Range;

use chrono::{Datelike, NaiveDate};

use super::calendar;
use super::context;
use super::mention::Mention;
use super::phrase;
use super::reading::Reading;
use crate::lexicon::{Marker, WordClass};
use crate::model::{Kind, Relation};

/// A figure of a day so many days before the report is of another event: for two months outlets follow one without telling the day
/// of the latest count.
const OLD_DAYS: i64 = 62;

/// What happened is named in no more words than this.
const NAME: usize = 6;

/// What a whole war did is told within so many words of it.
const WAR: usize = 24;

/// Whether the words that tell when it was mean another time than the report's.
pub(super) fn is_elsewhen(
    reading: &Reading<'_>,
    mention: &Mention,
    clause: &Range<usize>,
    governors: &[usize],
    today: Option<NaiveDate>,
) -> bool {
    if mention.relation == Some(Relation::Previous) {
        return false;
    }
    let counted = mention.cue.is_some() && mention.kind == Kind::Count;
    let own =
        |at: usize| !mention.number.contains(&at) && !is_of_another_verb(reading, mention, at);
    let from = context::own_start(reading, mention, clause.start).unwrap_or(clause.start);
    // "In 1985 rebels took the court, and 40 died": what opens a sentence holds for all that "and" joins.
    let heads = |at: usize| at == clause.start && reading.is(from, WordClass::And);
    let is_other = |at: usize| {
        (at >= from || heads(at))
            && own(at)
            && (is_before(reading, at, clause.end)
                || counted && is_other_time(reading, at, clause, today))
    };
    let set_off = set_off(reading, mention, from);
    if governors.iter().copied().chain(set_off.clone()).any(is_other) {
        return true;
    }
    let behind = behind(reading, mention, clause);
    let compared = |at: usize| {
        (mention.end..at).any(|near| reading.marker(near, at, Marker::Compares).is_some())
    };
    if behind.clone().any(|at| is_other(at) && !compared(at)) {
        return true;
    }
    counted
        && (is_after_another(reading, mention, clause)
            || is_of_war(reading, mention, clause)
            || behind.clone().any(|at| spans(reading, at, clause) && !compared(at))
            || governors
                .iter()
                .copied()
                .chain(set_off)
                .any(|at| own(at) && spans(reading, at, clause)))
}

/// "last year", "in the past"; "in the past week", "in the past 24 hours", "since last week" are the report's own time.
fn is_before(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let window = reading.marker(at, limit, Marker::Window).unwrap_or(0);
    let since = at > 0 && reading.is(at - 1, WordClass::Since);
    reading.marker(at, limit, Marker::Background).is_some_and(|length| {
        length >= window && !since && !phrase::begins_number(reading, at + length, limit)
    })
}

/// The time set off before a figure: "the police said that, over the past three months, 150 had died".
fn set_off(reading: &Reading<'_>, mention: &Mention, first: usize) -> Range<usize> {
    let before = |from: usize| (first..from).rev().find(|at| reading.is_sign(*at, ','));
    let turns = [WordClass::Closing, WordClass::Order, WordClass::But, WordClass::Relative];
    // "the mayor, in office since 2019, said that 12 had died"
    let on = |comma: &usize| {
        !(*comma..mention.start)
            .any(|at| reading.is_said(at, mention.start) || reading.is_one(at, &turns))
    };
    let Some(close) = before(mention.start).filter(on) else { return first..first };
    let open = before(close).map_or(first, |comma| comma + 1);
    let joins = usize::from(reading.is(open, WordClass::And));
    let tells_time = reading.is_one(
        open + joins,
        &[WordClass::In, WordClass::SpanOpener, WordClass::DateOpener, WordClass::PeriodOpener],
    );
    if tells_time { open..close } else { first..first }
}

/// What stands behind a figure and is told of it: up to a comma, a relative clause or another clause.
fn behind(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> Range<usize> {
    let cue = mention.cue.as_ref().map_or(mention.end, |found| found.at.end);
    let from = mention.end.max(cue).min(clause.end);
    let end = (from..clause.end).find(|at| {
        reading.is_sign(*at, ',')
            || reading.is_one(
                *at,
                &[
                    WordClass::Defining,
                    WordClass::Relative,
                    WordClass::Closing,
                    WordClass::But,
                    WordClass::From,
                ],
            )
    });
    from..end.unwrap_or(clause.end)
}

/// "a hostel built in 1976": the time is of the participle right before it.
fn is_of_another_verb(reading: &Reading<'_>, mention: &Mention, at: usize) -> bool {
    let Some(before) = at.checked_sub(1) else { return false };
    let own = mention.cue.as_ref().is_some_and(|found| found.at.contains(&before));
    !own && before >= mention.end
        && (reading.is_participle(before) || reading.is(before, WordClass::Verb))
}

/// "in 1985", "in November 1985", "the 1999 quake", "in March" at the head of a sentence, a date long before the report's.
fn is_other_time(
    reading: &Reading<'_>,
    at: usize,
    clause: &Range<usize>,
    today: Option<NaiveDate>,
) -> bool {
    if let Some(year) = year(reading, at + 1).filter(|_| {
        reading.is(at, WordClass::YearOpener)
            || reading.is(at, WordClass::Definite)
            || reading.is(at, WordClass::Of)
    }) {
        return today.is_none_or(|today| year != today.year());
    }
    if !reading.is_one(at, &[WordClass::In, WordClass::DateOpener, WordClass::PeriodOpener]) {
        return false;
    }
    if let Some((_, day)) =
        today.and_then(|today| calendar::month_day(reading, at + 1, clause.end, today))
    {
        return today.is_some_and(|today| (today - day).num_days() > OLD_DAYS);
    }
    let Some((length, month)) = calendar::month(reading, at + 1, clause.end) else { return false };
    let next = at + 1 + length;
    match (year(reading, next), today) {
        (Some(year), Some(today)) => {
            let months =
                today.year() * 12 + today.month0().cast_signed() - year * 12 - month.cast_signed()
                    + 1;
            months > 1
        }
        (Some(_), None) => true,
        // "In March, a ferry sank": of this month a day would be told.
        (None, today) => {
            at == clause.start
                && reading.is_sign(next, ',')
                && today.is_none_or(|today| today.month() != month)
        }
    }
}

fn year(reading: &Reading<'_>, at: usize) -> Option<i32> {
    let word = reading.word(at);
    let joined = reading.glued(at + 1) && (reading.is_dash(at + 1) || reading.is_word(at + 1));
    let year = reading.is_number(at) && word.len() == 4 && !joined;
    word.parse().ok().filter(|value| year && (1200..2100).contains(value))
}

/// "since 2015, when 130 died", "eight years after a blaze killed ten".
fn is_after_another(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> bool {
    let verb =
        mention.cue.as_ref().map_or(mention.start, |found| found.at.start.min(mention.start));
    let from = verb.saturating_sub(WAR).max(clause.start);
    let opener = (from..verb).rev().find(|at| {
        reading.is_sign(*at, ',')
            || reading.is_one(*at, &[WordClass::Closing, WordClass::Order, WordClass::Defining])
    });
    let Some(opener) = opener.filter(|at| !reading.is_sign(*at, ',') && *at > clause.start) else {
        return false;
    };
    // "the attack that killed 20"
    if !reading.is_one(opener, &[WordClass::Closing, WordClass::Order]) {
        return is_dated(reading, opener, clause);
    }
    if reading.is(opener, WordClass::Order) {
        // "four days after another bomb killed 20"; "after another 20 died" counts on.
        if reading.is(opener + 1, WordClass::Another)
            && opener + 2 < mention.start
            && !phrase::begins_number(reading, opener + 2, mention.start)
        {
            return true;
        }
        return reading.is_one(opener - 1, &[WordClass::Years, WordClass::Months]);
    }
    // ", in which 130 died"
    let told = opener - usize::from(reading.is(opener.wrapping_sub(1), WordClass::Preposition));
    let told = told - usize::from(reading.is_sign(told.wrapping_sub(1), ','));
    told > clause.start && (year(reading, told - 1).is_some() || is_dated(reading, told, clause))
}

/// "the 2011 tsunami, which killed 18,500", "the tenth anniversary of the attack that killed 20": what is told of is long past.
fn is_dated(reading: &Reading<'_>, end: usize, clause: &Range<usize>) -> bool {
    let phrase = (end.saturating_sub(NAME).max(clause.start)..end).rev();
    let mut phrase = phrase.take_while(|at| {
        !reading.is_sign(*at, ',') && !reading.is_one(*at, &[WordClass::Auxiliary, WordClass::Verb])
    });
    phrase.any(|at| {
        reading.is(at, WordClass::Anniversary)
            || at > clause.start
                && reading.is(at - 1, WordClass::Definite)
                && year(reading, at).is_some()
    })
}

/// "since 1980", "in ten years of fighting", "over the past three months": all that happened in a span of years.
fn spans(reading: &Reading<'_>, at: usize, clause: &Range<usize>) -> bool {
    if reading.marker(at, clause.end, Marker::SpansYears).is_some() {
        return true;
    }
    let span =
        |class| (at.saturating_sub(5).max(clause.start)..at).any(|near| reading.is(near, class));
    if reading.is(at, WordClass::Years)
        && at > clause.start
        && !reading.is(at + 1, WordClass::YearsOfAge)
    {
        return span(WordClass::SpanOpener);
    }
    if reading.is(at, WordClass::Months) {
        return span(WordClass::Past);
    }
    if reading.is(at, WordClass::Since) {
        let to = (at + 12).min(clause.end);
        return (at + 1..(at + 4).min(clause.end)).any(|near| year(reading, near).is_some())
            || (at + 1..to).any(|near| reading.marker(near, to, Marker::Founded).is_some());
    }
    reading.is(at, WordClass::War)
        && at > clause.start
        && reading.is(at - 1, WordClass::WarKind)
        && (at.saturating_sub(8).max(clause.start)..at)
            .any(|near| reading.is(near, WordClass::WarSpan))
}

/// "the war, which has cost 70,000 lives", "30,000 have died in the conflict": what has been told of all of it so far.
fn is_of_war(reading: &Reading<'_>, mention: &Mention, clause: &Range<usize>) -> bool {
    let cue = mention.cue.as_ref().map_or(&mention.number, |found| &found.at);
    let verb = cue.start.min(mention.start);
    let from = verb.saturating_sub(WAR).max(clause.start);
    let has =
        |range: Range<usize>| range.clone().rev().find(|at| reading.is(*at, WordClass::HasDone));
    if let Some(has) = has(from..verb)
        && (from..has).any(|at| reading.marker(at, has, Marker::LongConflict).is_some())
        && !(has..verb).any(|at| reading.is_sign(at, ','))
    {
        return true;
    }
    let perfect = has(mention.end.min(cue.start)..cue.start).is_some();
    perfect
        && behind(reading, mention, clause)
            .any(|at| reading.is(at, WordClass::In) && conflict_behind(reading, at + 1, clause.end))
}

fn conflict_behind(reading: &Reading<'_>, from: usize, limit: usize) -> bool {
    (from..limit.min(from + 4)).any(|at| reading.marker(at, limit, Marker::LongConflict).is_some())
}
