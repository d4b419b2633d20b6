//! Where and when: what a figure covers where its text ties it to less than the event.
//!
//! What did it says nothing here: one event has many names for that ("blast", "attack", "bombing"), and one report uses several.

use std::collections::BTreeMap;

use super::reading::Reading;
use crate::lexicon::{Language, WordClass, words};
use crate::model::{Basis, Claim, Kind};

/// The place and the period a figure is tied to, as sorted words; empty where the text says nothing.
///
/// Most reports name the event's own place and day beside its figures, and another report of the same event names them otherwise
/// or not at all. They limit a figure only where the report itself sets figures of several places apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub(super) struct Scope {
    pub(super) place: Vec<String>,
    pub(super) window: Vec<String>,
    /// The place it is told of, where that is another one than the event's own; else empty.
    pub(super) elsewhere: String,
    /// The inmost of the places' names as the reports write it; empty where none is named.
    pub(super) shown: String,
    /// Whether the place goes by a name of its own; "the school" may well stand in "Port Elm".
    is_named: bool,
    /// Whether its report has figures of the same measure with another scope, so that each covers its own alone.
    pub(super) is_contrasted: bool,
}

/// How one scope stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ScopeStanding {
    Same,
    /// The first is narrower: it names a place or a period where the other covers everything.
    Inside,
    Around,
    Disjoint,
}

/// So many scopes of one report are held against each other.
const MANY: usize = 32;

impl Scope {
    pub(super) fn of(language: &Language, claim: &Claim) -> Self {
        Self {
            // From where a distance is taken is no place where something was counted.
            place: match claim.kind {
                Kind::Measurement => Vec::new(),
                _ => content(language, claim.place.as_deref()),
            },
            window: period(language, claim),
            elsewhere: String::new(),
            shown: String::new(),
            is_named: claim.place.as_deref().is_some_and(|place| {
                place.split(' ').skip(1).any(|word| word.starts_with(char::is_uppercase))
            }),
            is_contrasted: false,
        }
    }

    /// Whether the two are told of two places, of which one at least is not where the event is.
    pub(super) fn is_elsewhere(&self, other: &Self) -> bool {
        self.elsewhere != other.elsewhere
    }

    fn is_disjoint(&self, other: &Self) -> bool {
        self.axes(other).contains(&ScopeStanding::Disjoint)
    }

    fn axes(&self, other: &Self) -> [ScopeStanding; 2] {
        let place = axis(&self.place, &other.place);
        let unlike = place == ScopeStanding::Disjoint && self.is_named != other.is_named;
        [if unlike { ScopeStanding::Same } else { place }, axis(&self.window, &other.window)]
    }

    /// Two reports' words for a place or a period are two scopes only where both reports set theirs apart from others.
    pub(super) fn standing(&self, other: &Self) -> ScopeStanding {
        let [place, window] = self.axes(other);
        match both(place, window) {
            ScopeStanding::Inside if !self.is_contrasted => ScopeStanding::Same,
            ScopeStanding::Around if !other.is_contrasted => ScopeStanding::Same,
            ScopeStanding::Disjoint if !self.is_contrasted || !other.is_contrasted => {
                ScopeStanding::Same
            }
            standing => standing,
        }
    }

    /// For keys and notes: "valley", "valley, sunday".
    pub(super) fn name(&self) -> String {
        if !self.is_contrasted {
            return self.elsewhere.clone();
        }
        let place = match self.place.as_slice() {
            [] => String::new(),
            words if self.shown.is_empty() => words.join(" "),
            _ => self.shown.clone(),
        };
        let mut named = vec![place, self.window.join(" ")];
        named.retain(|part| !part.is_empty());
        named.join(", ")
    }
}

/// Tells in which reports figures of one measure are set apart by place or period.
pub(super) fn contrast(readings: &mut [Reading<'_>]) {
    // A headline sums its text up, and a part of the counted may have been counted elsewhere than all of them.
    let mut by_report: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (index, reading) in readings.iter().enumerate() {
        let what = (reading.measure, reading.thing.clone(), reading.people.clone());
        let key = (reading.doc, reading.claim.in_headline, what);
        by_report.entry(key).or_default().push(index);
    }
    for places in by_report.into_values() {
        let apart = |a: usize, b: usize| {
            let (a, b) = (&readings[a], &readings[b]);
            // What is of another place than the event's limits none of the event's own figures.
            let told_apart = a.scope.is_elsewhere(&b.scope);
            !told_apart
                && a.live == b.live
                && a.value() != b.value()
                && a.scope.is_disjoint(&b.scope)
        };
        let contrasted: Vec<bool> = places
            .iter()
            .map(|at| places.iter().take(MANY).any(|other| apart(*at, *other)))
            .collect();
        for (at, contrasted) in places.into_iter().zip(contrasted) {
            readings[at].scope.is_contrasted = contrasted;
        }
    }
}

/// The period a figure is limited to. A single day is mostly the day it happened or was said, which reports of one event share or
/// name differently; it limits a figure only where the text says that it covers a period.
fn period(language: &Language, claim: &Claim) -> Vec<String> {
    let words = content(language, claim.window.as_deref());
    let is_day = words.iter().all(|word| {
        language.names_day(word) || word.chars().all(|c| c.is_ascii_digit() && words.len() > 1)
    });
    if is_day && claim.basis != Basis::Period { Vec::new() } else { words }
}

/// The words that name something, sorted, so that their order does not matter.
fn content(language: &Language, phrase: Option<&str>) -> Vec<String> {
    let mut words = words(phrase.unwrap_or_default());
    words.retain(|word| !language.word_has(word, WordClass::ScopeLink));
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
    use crate::lexicon::Lexicon;

    fn named(words: &str) -> Vec<String> {
        content(Lexicon::embedded().language(None), Some(words))
    }

    fn place(name: &str) -> Scope {
        Scope { place: named(name), is_contrasted: true, ..Scope::default() }
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
    fn another_reports_name_for_the_place_is_no_other_place() {
        let (valley, port) = (place("the valley"), place("the port"));
        let alone = |scope: &Scope| Scope { is_contrasted: false, ..scope.clone() };
        assert_eq!(valley.standing(&port), ScopeStanding::Disjoint);
        assert_eq!(alone(&valley).standing(&port), ScopeStanding::Same);
        assert_eq!(alone(&valley).standing(&Scope::default()), ScopeStanding::Same);
    }

    #[test]
    fn two_days_are_two_scopes_wherever_they_are() {
        let day = |day: &str| Scope { window: named(day), ..place("the valley") };
        assert_eq!(day("on Sunday").standing(&day("on Monday")), ScopeStanding::Disjoint);
        assert_eq!(day("on Sunday").standing(&place("the valley")), ScopeStanding::Inside);
    }
}
