//! Where, when and by what: the phrases that tie a figure to a place, a period and a cause.

use std::ops::Range;

use super::calendar;
use super::context;
use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, UNKNOWN, WordClass};
use crate::model::Kind;

/// A phrase stands no further behind its figure than this many tokens.
const REACH: usize = 30;

/// A place's name has no more tokens than this.
const NAME: usize = 6;

/// What a figure covers, as token ranges; `None` where its clause says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scope {
    pub(super) place: Option<Range<usize>>,
    pub(super) window: Option<Range<usize>>,
    pub(super) cause: Option<Range<usize>>,
}

/// What a phrase that begins at a token is about.
enum Phrase {
    Place(Range<usize>),
    Window(Range<usize>),
    Cause(Range<usize>),
}

impl Phrase {
    fn end(&self) -> usize {
        match self {
            Self::Place(at) | Self::Window(at) | Self::Cause(at) => at.end,
        }
    }
}

impl Scope {
    fn take(&mut self, phrase: Phrase) {
        let (slot, at) = match phrase {
            Phrase::Place(at) => (&mut self.place, at),
            Phrase::Window(at) => (&mut self.window, at),
            Phrase::Cause(at) => (&mut self.cause, at),
        };
        slot.get_or_insert(at);
    }
}

/// The nearest phrase of each sort: one that opens the figure's own clause ("In Homs, nine died"), else the first behind it.
pub(super) fn scope(
    reading: &Reading<'_>,
    mentions: &[Mention],
    index: usize,
    sentence: &Range<usize>,
) -> Scope {
    let mention = &mentions[index];
    let (first, limit) = (sentence.start, sentence.end);
    let mut found = Scope::default();
    // A depth or a distance is told from a place and is not what happened there.
    if !mention.kind.reconciles() || mention.kind == Kind::Measurement {
        return found;
    }
    if let Some(from) = ahead(reading, mentions, index, first) {
        for at in (from..mention.start).filter(|at| opens(reading, *at, from)) {
            if let Some(phrase) = phrase(reading, mentions, at, mention.start) {
                found.take(phrase);
            }
        }
    }
    // "killed 12, and 14 died in the fire": the fire is of the 14; "12 died, and 14 were hurt in the fire": of both.
    let object = mention.cue.as_ref().is_some_and(|found| found.at.end <= mention.start);
    let next = mentions.get(index + 1);
    let next = next.and_then(|next| context::own_start(reading, next, first));
    let verb = mention.cue.as_ref().map_or(mention.end, |found| found.at.end);
    let parts = |next: &usize| *next >= verb && (object || reading.is(*next, WordClass::Turn));
    let limit = next.filter(parts).unwrap_or(limit);
    let end = behind(reading, mention.end, limit);
    let mut at = mention.end;
    while at < end {
        match phrase(reading, mentions, at, end) {
            Some(phrase) => {
                at = phrase.end().max(at + 1);
                found.take(phrase);
            }
            None => at += 1,
        }
    }
    found
}

/// Where what opens a figure's clause may begin: behind the figure before it, and behind who is named to say it. A time has a number
/// and is no such figure: "in the past 24 hours, nine died".
fn ahead(reading: &Reading<'_>, mentions: &[Mention], index: usize, first: usize) -> Option<usize> {
    let mention = &mentions[index];
    let times = |before: &&Mention| !matches!(before.kind, Kind::Date | Kind::Duration);
    let from = mentions[..index].iter().rev().find(times).map_or(first, |before| before.end);
    let from = from.clamp(first, mention.start).max(mention.start.saturating_sub(REACH));
    let said = (from..mention.start).rev().find(|at| is_speech(reading, *at, mention.start));
    let Some(said) = said else { return Some(from) };
    // "said in Kabul that in Homs nine died"
    let opens =
        |at: &usize| reading.is_sign(*at, ',') || reading.is(*at, WordClass::Complementiser);
    (said..mention.start).find(opens).map(|at| at + 1)
}

/// Where an adverbial may begin that opens the clause before a figure: at its head, and behind a comma or a conjunction.
fn opens(reading: &Reading<'_>, at: usize, from: usize) -> bool {
    at == from
        || reading.is_sign(at - 1, ',')
        || reading.is_break(at - 1)
        || reading.is(at - 1, WordClass::Conjunction)
        || reading.is(at - 1, WordClass::Subordinator)
}

/// The end of what is told of a figure: its clause, cut where somebody is named who says it.
fn behind(reading: &Reading<'_>, from: usize, limit: usize) -> usize {
    let limit = limit.min(from + REACH);
    let end = (from..limit).find(|at| reading.is_break(*at)).unwrap_or(limit);
    let Some(speech) = (from..end).find(|at| is_speech(reading, *at, end)) else { return end };
    (from..speech).rev().find(|at| reading.is_sign(*at, ',')).unwrap_or(speech)
}

fn is_speech(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading
        .sense(at, limit, |sense| {
            matches!(sense, Sense::ReportVerb | Sense::ReportPrefix).then_some(())
        })
        .is_some()
}

fn phrase(reading: &Reading<'_>, mentions: &[Mention], at: usize, limit: usize) -> Option<Phrase> {
    if let Some(window) = window(reading, mentions, at, limit) {
        return Some(Phrase::Window(window));
    }
    if let Some(cause) = cause(reading, at, limit) {
        return Some(Phrase::Cause(cause));
    }
    place(reading, at, limit).map(Phrase::Place)
}

/// "on Monday", "since 2001", "in the past 24 hours", "this year", "overnight".
fn window(
    reading: &Reading<'_>,
    mentions: &[Mention],
    at: usize,
    limit: usize,
) -> Option<Range<usize>> {
    if let Some(length) = reading.marker(at, limit, Marker::Window) {
        return Some(at..at + length);
    }
    let next = at + reading.marker(at, limit, Marker::WindowOpener)?;
    // "since last week"
    if let Some(length) = reading.marker(next, limit, Marker::Window) {
        return Some(at..next + length);
    }
    let mut name = next;
    while name < limit
        && (reading.is(name, WordClass::Article)
            || reading.marker(name, limit, Marker::WindowTurn).is_some())
    {
        name += 1;
    }
    let place = mentions.partition_point(|mention| mention.end <= name);
    let dated = mentions.get(place).filter(|mention| {
        mention.start <= name
            && (mention.kind == Kind::Date || mention.kind == Kind::Duration && name > next)
    });
    if let Some(dated) = dated {
        return (dated.end <= limit).then_some(at..dated.end);
    }
    let mut end = name;
    while end < limit && calendar::is_calendar_word(reading, end, limit) {
        end += 1;
    }
    (end > name).then_some(at..end)
}

/// "in the blast", "of cholera", "by the flood": a preposition and what did it.
fn cause(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let opener = reading.marker(at, limit, Marker::CauseOpener)?;
    let end = limit.min(at + opener + NAME);
    for near in at + opener..end {
        if let Some(length) = reading.marker(near, limit, Marker::Happening) {
            return Some(at..near + length);
        }
        let inside = reading.is(near, WordClass::Article)
            || reading.is(near, WordClass::Determiner)
            || reading.is_word(near) && !reading.is_function_word(near)
            || reading.is_dash(near) && reading.glued(near);
        if !inside || reading.is(near, WordClass::Verb) {
            return None;
        }
    }
    None
}

/// "in Homs", "near the town of Taiz", "at the airport": a preposition and a name, or a noun that says what kind of place.
fn place(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let next = at + reading.marker(at, limit, Marker::PlaceOpener)?;
    let mut head = next;
    while head < limit
        && (reading.is(head, WordClass::Article)
            || reading.is(head, WordClass::Determiner)
            || reading.is(head, WordClass::Adjective))
    {
        head += 1;
    }
    let name = name_end(reading, head, limit);
    let mut end = name;
    if let Some((near, length)) = locality(reading, head.max(name.saturating_sub(1)), limit) {
        end = near + length;
        // "the town of Taiz"
        if reading.marker(end, limit, Marker::PlaceLink).is_some() {
            let behind = name_end(reading, end + 1, limit);
            end = if behind > end + 1 { behind } else { end };
        }
    }
    (end > head).then_some(at..end)
}

/// The noun of a place within two words, and its length.
fn locality(reading: &Reading<'_>, from: usize, limit: usize) -> Option<(usize, usize)> {
    for near in from..limit.min(from + 3) {
        if let Some(length) = reading.marker(near, limit, Marker::Locality) {
            return Some((near, length));
        }
        if !reading.is_word(near) || reading.is_function_word(near) {
            return None;
        }
    }
    None
}

/// The end of a name in capitals; in a text of capitals, of words that the data does not know.
fn name_end(reading: &Reading<'_>, from: usize, limit: usize) -> usize {
    let mut end = from;
    while end < limit && end - from < NAME {
        let hyphen =
            end > from && reading.is_dash(end) && reading.glued(end) && reading.glued(end + 1);
        let named = if reading.shouts {
            reading.is_word(end) && reading.ids[end] == UNKNOWN
        } else {
            reading.is_capital(end) && !calendar::is_calendar_word(reading, end, limit)
        };
        if !(named || hyphen) {
            break;
        }
        end += 1;
    }
    end
}
