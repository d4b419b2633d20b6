//! Where, when and by what: the phrases that tie a figure to a place, a period and a cause.

use std::ops::Range;

use super::calendar;
use super::context;
use super::mention::{CountedIn, Mention};
use super::place;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::Kind;

/// A phrase stands no further behind its figure than this many tokens.
const REACH: usize = 30;

/// What did it is named in no more tokens than this.
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

/// The nearest phrase of each sort: one that opens the figure's own clause ("In Homs, nine died"), else the first behind it; a place
/// may also stand in its clause before it ("shells hit the town of Taiz, killing nine").
pub(super) fn scope(
    reading: &Reading<'_>,
    mentions: &[Mention],
    index: usize,
    sentence: &Range<usize>,
) -> Scope {
    let mention = &mentions[index];
    let (first, limit) = (sentence.start, sentence.end);
    let mut found = Scope::default();
    // A distance is told from a place, and a depth is not what happened there.
    if mention.kind == Kind::Measurement {
        found.place =
            place::far_end(reading, mention.end, limit).filter(|_| is_length(reading, mention));
        return found;
    }
    if !mention.kind.reconciles() {
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
                // "two struck, one at the gate": the gate is of the one.
                let others = |of: &Mention| of.end == at || of.number.end == at;
                let own = !matches!(phrase, Phrase::Place(_))
                    || is_where(reading, mention.end, at)
                        && !mentions[index + 1..].iter().any(others);
                at = phrase.end().max(at + 1);
                if own {
                    found.take(phrase);
                }
            }
            None => at += 1,
        }
    }
    if found.place.is_none() || found.window.is_none() {
        let (place, day) = before(reading, mention, first);
        found.place = found.place.or(place);
        found.window = found.window.or(day);
    }
    found
}

/// Where what a sentence tells of happened: "the bombings in Upper Teal drew protest".
pub(super) fn scene(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<Range<usize>> {
    sentence.clone().find_map(|at| place::scene(reading, at, sentence.end))
}

/// Whether a figure's clause points at what was told before: "nine were killed in those bombings", "it killed nine".
pub(super) fn points_back(
    reading: &Reading<'_>,
    mention: &Mention,
    sentence: &Range<usize>,
) -> bool {
    let clause = context::clause(reading, mention, sentence.start, sentence.end);
    let happens = |at: usize| reading.marker(at, clause.end, Marker::Happening).is_some();
    // "It killed nine", and not "it rained, and nine were killed"
    let subject = reading.is(clause.start, WordClass::Happened)
        && mention.cue.as_ref().is_some_and(|found| !matches!(found.frame, "subject" | "passive"));
    subject || clause.clone().any(|at| reading.is(at, WordClass::Pointing) && happens(at + 1))
}

/// Whether a place behind a figure is where it was counted: not where those counted fled from, nor what a second verb tells ("hit 12
/// villages and was felt in Aden").
fn is_where(reading: &Reading<'_>, from: usize, at: usize) -> bool {
    let other_verb = |near: usize| {
        reading.is(near, WordClass::And) && reading.is(near + 1, WordClass::Auxiliary)
    };
    !(from..at).any(|near| reading.is(near, WordClass::Leaves) || other_verb(near))
}

fn is_length(reading: &Reading<'_>, mention: &Mention) -> bool {
    matches!(mention.unit, CountedIn::Measure(unit) if reading.lexicon.units()[unit].dimension == "length")
}

/// The last place and the last day that are named in a figure's clause before it, behind who is said to say it.
fn before(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
) -> (Option<Range<usize>>, Option<Range<usize>>) {
    let clause = context::clause(reading, mention, first, mention.end);
    // "the raid on Orrin, which he said killed nine"
    let inside = |at: usize| {
        (at.saturating_sub(3).max(clause.start)..at)
            .any(|near| reading.is(near, WordClass::Relative))
    };
    let speech = |at: &usize| is_speech(reading, *at, mention.start) && !inside(*at);
    let said = clause.clone().rev().find(speech);
    let mut at = said.map_or(clause.start, |said| said + 1);
    let (mut last, mut day) = (None, None);
    while at < mention.start {
        day = weekday(reading, at, mention.start).or(day);
        let named = place::place(reading, at, mention.start)
            .filter(|found| place::has_name(reading, found))
            .or_else(|| place::landmark(reading, at, mention.start))
            .or_else(|| place::scene(reading, at, mention.start));
        let named = named.filter(|found| is_where(reading, clause.start, found.start));
        at = named.as_ref().map_or(at + 1, |found| found.end.max(at + 1));
        last = named.or(last);
    }
    (last, day)
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
    place::place(reading, at, limit).map(Phrase::Place)
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
    if let Some(day) = weekday(reading, at, limit) {
        return Some(day);
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

/// "Wednesday night": a day without a preposition. "Said Wednesday" tells when somebody spoke.
fn weekday(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let day = |sense: &Sense| matches!(sense, Sense::Weekday(_)).then_some(());
    reading.sense(at, limit, day)?;
    let spoken = at > 0 && is_speech(reading, at - 1, at);
    let end = (at..limit).find(|at| !calendar::is_calendar_word(reading, *at, limit));
    (!spoken && reading.is_capital(at)).then_some(at..end.unwrap_or(limit))
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
