//! Places: the phrases that name one, and what a phrase says that it lies in.

use std::ops::Range;

use super::calendar;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, UNKNOWN, WordClass};
use crate::text::{Case, Space};

/// A place's name has no more tokens than this.
const NAME: usize = 6;

/// A phrase tells of no more places than this around the first: "in Taiz, in the south of Yemen".
const AROUND: usize = 2;

/// "in Homs", "near the town of Taiz", "at the airport": a preposition and a name, or a noun that says what kind of place, with what
/// it is said to lie in.
pub(super) fn place(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let next = at + reading.marker(at, limit, Marker::PlaceOpener)?;
    let end = site(reading, next, limit)?;
    Some(at..around(reading, end, limit))
}

/// "Port island", "the area of Taiz": a name beside the noun that says what kind of place it is, without a preposition.
pub(super) fn landmark(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let name = name_end(reading, at, limit);
    let length = reading.marker(name, limit, Marker::Locality)?;
    let kind = name + length;
    let end = if name > at {
        kind
    } else {
        reading.marker(kind, limit, Marker::PlaceLink)?;
        Some(name_end(reading, kind + 1, limit)).filter(|end| *end > kind + 1)?
    };
    Some(at..around(reading, end, limit))
}

/// Where what happens at a token took place: "bombings in Upper Teal", "the shelling of Orrin in Teal county". Without what it lies
/// in, a name behind "of" may be anybody's.
pub(super) fn scene(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Range<usize>> {
    let next = at + reading.marker(at, limit, Marker::Happening)?;
    if let Some(found) = place(reading, next, limit).filter(|found| has_name(reading, found)) {
        return Some(found);
    }
    let from = next + reading.marker(next, limit, Marker::PlaceLink)?;
    let name = name_end(reading, from, limit);
    let end = around(reading, name, limit);
    (name > from && end > name).then_some(from..end)
}

/// From where a distance before a token is taken: "north of Orrin", "(22 km) north-northeast of Orrin", "from Orrin".
pub(super) fn far_end(reading: &Reading<'_>, from: usize, limit: usize) -> Option<Range<usize>> {
    const BRACKET: usize = 6;
    const TURN: usize = 5;
    let mut at = from;
    if reading.is_sign(at, '(') {
        at = (at..limit.min(at + BRACKET)).find(|at| reading.is_sign(*at, ')'))?;
    }
    at += usize::from(reading.is_sign(at, ')'));
    let named = |found: &Range<usize>| has_name(reading, found);
    if let Some(found) = place(reading, at, limit).filter(named) {
        return Some(found);
    }
    let turns =
        |at: &usize| reading.is_dash(*at) || reading.marker(*at, limit, Marker::Locality).is_some();
    let turn = (at..limit.min(at + TURN)).find(|at| !turns(at))?;
    let links = reading.is(turn, WordClass::From)
        || turn > at && reading.marker(turn, limit, Marker::PlaceLink).is_some();
    let end = site(reading, turn + 1, limit).filter(|_| links)?;
    Some(at..end).filter(named)
}

/// Whether a phrase holds a name, and not only a kind of place.
pub(super) fn has_name(reading: &Reading<'_>, phrase: &Range<usize>) -> bool {
    phrase.clone().any(|at| name_end(reading, at, phrase.end) > at)
}

/// The end of a place that begins at a token, article and adjectives included.
fn site(reading: &Reading<'_>, at: usize, limit: usize) -> Option<usize> {
    let mut head = at;
    while head < limit
        && (reading.is(head, WordClass::Article)
            || reading.is(head, WordClass::Determiner)
            || reading.is(head, WordClass::Adjective)
            || reading.marker(head, limit, Marker::PlaceTurn).is_some())
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
    (end > head).then_some(end)
}

/// The end of a place with those around it: "Taiz in the south", "the port of Taiz", "Yemen's south".
fn around(reading: &Reading<'_>, end: usize, limit: usize) -> usize {
    let mut end = end;
    for _ in 0..AROUND {
        let opener = reading
            .marker(end, limit, Marker::PlaceOpener)
            .or_else(|| reading.marker(end, limit, Marker::PlaceLink));
        let next = if reading.is(end, WordClass::PossessiveEnding) {
            site(reading, end + 1, limit)
        } else if let Some(length) = opener {
            site(reading, end + length, limit)
                .filter(|next| has_name(reading, &(end + length..*next)))
        } else {
            None
        };
        let Some(next) = next else { break };
        end = next;
    }
    end
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

/// "Iranian", "Arab": of people, and no place.
fn nation(sense: &Sense) -> Option<()> {
    matches!(sense, Sense::Nation(_) | Sense::Group(_)).then_some(())
}

/// The end of a name in capitals; in a text of capitals, of words that the data does not know.
fn name_end(reading: &Reading<'_>, from: usize, limit: usize) -> usize {
    // "The county" at the head of a sentence.
    if reading.is_function_word(from) && reading.tokens[from].case != Case::Upper {
        return from;
    }
    let mut end = from;
    while end < limit && end - from < NAME && (end == from || reading.space(end) < Space::Line) {
        let hyphen =
            end > from && reading.is_dash(end) && reading.glued(end) && reading.glued(end + 1);
        let named = if reading.shouts {
            reading.is_word(end) && reading.ids[end] == UNKNOWN
        } else {
            reading.is_capital(end)
                && reading.sense(end, end + 1, nation).is_none()
                && !calendar::is_calendar_word(reading, end, limit)
        };
        if !(named || hyphen) {
            break;
        }
        end += 1;
    }
    end
}
