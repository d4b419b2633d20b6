//! Where, when and by what: what a figure covers where its text ties it to less than the event.

use crate::lexicon::words;
use crate::model::{Basis, Claim};

/// The place, the period and the cause a figure is tied to, as sorted words; empty where the text says nothing.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Scope {
    pub(super) place: Vec<String>,
    pub(super) window: Vec<String>,
    pub(super) cause: Vec<String>,
}

/// How one scope stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeStanding {
    Same,
    /// The first is narrower: it names a place, period or cause where the other covers everything.
    Inside,
    Around,
    Disjoint,
}

/// Words that tie a phrase together and name nothing.
const LINKS: &[&str] = &[
    "the", "a", "an", "in", "at", "on", "of", "near", "around", "from", "by", "during", "since",
    "for", "outside", "inside", "last", "this", "and", "after",
];

impl Scope {
    pub(super) fn of(claim: &Claim) -> Self {
        Self {
            place: content(claim.place.as_deref()),
            window: period(claim),
            cause: content(claim.cause.as_deref()),
        }
    }

    pub(super) fn standing(&self, other: &Self) -> ScopeStanding {
        let axes = [
            axis(&self.place, &other.place),
            axis(&self.window, &other.window),
            axis(&self.cause, &other.cause),
        ];
        axes.into_iter().fold(ScopeStanding::Same, both)
    }

    /// For keys and notes: "valley", "valley, sunday".
    pub(super) fn name(&self) -> String {
        let parts = [&self.place, &self.window, &self.cause];
        let named: Vec<String> =
            parts.iter().filter(|part| !part.is_empty()).map(|part| part.join(" ")).collect();
        named.join(", ")
    }
}

/// The period a figure is limited to. A single day is mostly the day it happened or was said, which reports of one event share or
/// name differently; it limits a figure only where the text says that it covers a period.
fn period(claim: &Claim) -> Vec<String> {
    let words = content(claim.window.as_deref());
    let is_day = words.iter().all(|word| {
        DAYS.contains(&word.as_str()) || word.chars().all(|c| c.is_ascii_digit() && words.len() > 1)
    });
    if is_day && claim.basis != Basis::Period { Vec::new() } else { words }
}

/// Words that name a day of the week, a month, or a part of a day.
const DAYS: &[&str] = &[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "tues",
    "wed",
    "thu",
    "thur",
    "thurs",
    "fri",
    "sat",
    "sun",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "today",
    "yesterday",
    "tonight",
    "night",
    "morning",
    "afternoon",
    "evening",
    "noon",
    "midnight",
    "early",
    "late",
    "day",
];

/// The words that name something, sorted, so that their order does not matter.
fn content(phrase: Option<&str>) -> Vec<String> {
    let mut words = words(phrase.unwrap_or_default());
    words.retain(|word| !LINKS.contains(&word.as_str()));
    words.sort();
    words.dedup();
    words
}

/// Two names of which one holds all the other's words are taken for one place ("Kabul", "Kabul airport").
fn axis(a: &[String], b: &[String]) -> ScopeStanding {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => ScopeStanding::Same,
        (false, true) => ScopeStanding::Inside,
        (true, false) => ScopeStanding::Around,
        (false, false) if holds(a, b) || holds(b, a) => ScopeStanding::Same,
        (false, false) => ScopeStanding::Disjoint,
    }
}

fn holds(a: &[String], b: &[String]) -> bool {
    b.iter().all(|word| a.contains(word))
}

/// Narrower on one axis and wider on another counts as disjoint: neither covers the other.
fn both(a: ScopeStanding, b: ScopeStanding) -> ScopeStanding {
    match (a, b) {
        (ScopeStanding::Same, other) | (other, ScopeStanding::Same) => other,
        (a, b) if a == b => a,
        _ => ScopeStanding::Disjoint,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str) -> Scope {
        Scope { place: content(Some(name)), ..Scope::default() }
    }

    #[test]
    fn a_place_inside_the_event_is_narrower_and_two_places_are_disjoint() {
        let whole = Scope::default();
        assert_eq!(place("in the valley").standing(&whole), ScopeStanding::Inside);
        assert_eq!(whole.standing(&place("the valley")), ScopeStanding::Around);
        assert_eq!(place("the valley").standing(&place("the port")), ScopeStanding::Disjoint);
        assert_eq!(place("Port Elm").standing(&place("at Port Elm harbour")), ScopeStanding::Same);
    }

    #[test]
    fn two_days_are_two_scopes_wherever_they_are() {
        let day = |day: &str| Scope { window: content(Some(day)), ..place("the valley") };
        assert_eq!(day("on Sunday").standing(&day("on Monday")), ScopeStanding::Disjoint);
        assert_eq!(day("on Sunday").standing(&place("the valley")), ScopeStanding::Inside);
    }
}
