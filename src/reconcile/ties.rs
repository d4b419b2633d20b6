//! What else a figure's words tie it to: the end from which a distance is taken, a day's trading, the harm that was done, and whether one
//! place was struck or several.

use std::collections::BTreeSet;

use chrono::{Datelike, Days, NaiveDate};

use super::case::{Case, is_generic};
use super::place;
use super::reading::Reading;
use super::topic::PERSON;
use crate::lexicon::{Language, Lexicon, Marker, WordClass, WordId};
use crate::model::{Basis, Claim, Kind, Reason};

/// What the words of one figure tie it to; empty where they say nothing.
#[derive(Debug, Clone, Default)]
pub(super) struct Ties {
    /// For a distance, from where it is taken.
    far_end: String,
    /// For a price at the close of trading, the day; without one nothing says that two reports mean the same.
    session: String,
    /// The day on which it happened, where its clause names one and its report has a date.
    day: Option<NaiveDate>,
    /// The last day that its report can tell of.
    until: Option<NaiveDate>,
    /// For things, the measures of harm that the clause names.
    harm: [bool; HARMS.len()],
    /// Of people, the kinds of place that the clause names in the plural, and in the singular.
    several: BTreeSet<WordId>,
    single: BTreeSet<WordId>,
}

/// The harms of which one is more than the other.
const HARMS: [&str; 2] = ["damaged", "destroyed"];

impl Ties {
    pub(super) fn of(lexicon: &Lexicon, language: &Language, claim: &Claim) -> Self {
        let until = last_day(claim);
        let named = claim.window.as_deref().filter(|_| claim.basis == Basis::Incident);
        let mut ties = Self {
            until,
            day: named.zip(until).and_then(|(window, until)| day(language, window, until)),
            ..Self::default()
        };
        match claim.kind {
            // A depth off one port is that off another.
            Kind::Measurement if claim.measure.as_deref().is_some_and(is_generic) => {
                let phrase = claim.place.as_deref().unwrap_or_default();
                ties.far_end = place::inmost(language, phrase);
            }
            Kind::Money if language.holds(&claim.clause, Marker::Closes) => {
                ties.session = session(language, claim);
            }
            Kind::Count if claim.unit == PERSON => ties.tell_sites(language, claim),
            Kind::Count => ties.harm = harm(lexicon, language, claim),
            _ => {}
        }
        ties
    }

    /// The sites that its clause names. Several count where they are said to be where it happened: a town "known for its factories"
    /// had a fire in one.
    fn tell_sites(&mut self, language: &Language, claim: &Claim) {
        let (mut one_of, mut happened) = (0_usize, 0_usize);
        for word in claim.clause.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()) {
            let vocabulary = &language.vocabulary;
            let id = vocabulary.id(word);
            // "one of his schools"
            let is_one = language.has_class(id, WordClass::One);
            one_of = if is_one { REACH } else { one_of.saturating_sub(1) };
            let happens = language.is_marked(id, Marker::Happening);
            happened = if happens { REACH } else { happened.saturating_sub(1) };
            if language.is_marked(id, Marker::Locality) {
                self.single.insert(id);
            } else if language.is_plural(id, word) {
                let of = vocabulary.id(&language.singular(&word.to_lowercase()));
                if language.is_marked(of, Marker::Locality) {
                    match (one_of > 0, happened > 0) {
                        (true, _) => self.single.insert(of),
                        (false, true) => self.several.insert(of),
                        (false, false) => continue,
                    };
                }
            }
        }
    }

    /// For keys: what figures of two keys are never held against each other for.
    pub(super) fn name(&self) -> &str {
        if self.far_end.is_empty() { &self.session } else { &self.far_end }
    }
}

/// "One of", and what happened, reach over no more words than this.
const REACH: usize = 4;

/// Why two figures are of two things by what they are tied to.
pub(super) fn apart(
    case: &Case<'_>,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Option<(Reason, &'static str)> {
    let (x, y) = (&a.ties, &b.ties);
    let differ = |x: &str, y: &str| !x.is_empty() && !y.is_empty() && x != y;
    if differ(&x.far_end, &y.far_end) {
        return Some((Reason::Scope, "scope.far-end"));
    }
    if differ(&x.session, &y.session) {
        return Some((Reason::Scope, "scope.trading-day"));
    }
    // A toll goes on to grow: "nine had died on Monday", "fourteen on Wednesday".
    let may_grow = case.grows(a.measure) || case.grows(b.measure);
    let is_before = |a: &Ties, b: &Ties| {
        let next = a.until.and_then(|until| until.checked_add_days(Days::new(1)));
        next.zip(b.day).is_some_and(|(next, day)| day > next)
    };
    if !may_grow && (is_before(x, y) || is_before(y, x)) {
        return Some((Reason::Scope, "scope.another-day"));
    }
    let tells_harm = |ties: &Ties| ties.harm.contains(&true);
    if tells_harm(x) && tells_harm(y) && x.harm != y.harm {
        return Some((Reason::Definition, "scope.harm"));
    }
    None
}

/// Whether the first figure is of one place of a kind, and the second of several: "an attack on a school killed 40", "attacks on
/// schools killed 50".
pub(super) fn is_of_one_site(one: &Reading<'_>, several: &Reading<'_>) -> bool {
    let (one, several) = (&one.ties, &several.ties);
    several.several.iter().any(|kind| {
        one.single.contains(kind) && !one.several.contains(kind) && !several.single.contains(kind)
    })
}

/// The day of the week whose trading a price closes: the one that the clause names, else that of the report; of a report without a
/// date its own.
fn session(language: &Language, claim: &Claim) -> String {
    let named = language.weekdays(&claim.clause).first().copied();
    let at = claim.as_of.map(|as_of| as_of.at).or(claim.provenance.published);
    let day = named.or_else(|| at.map(|at| at.weekday().number_from_monday()));
    day.map_or_else(|| claim.provenance.doc.clone(), |day| day.to_string())
}

/// The last day that a report can tell of: its own. A later edit does not move its weekdays.
fn last_day(claim: &Claim) -> Option<NaiveDate> {
    let provenance = &claim.provenance;
    let own = provenance.published.or(provenance.modified);
    own.max(claim.as_of.map(|as_of| as_of.at)).map(|at| at.date_naive())
}

/// The day of a window that names one day of the week, the last one up to the report's.
fn day(language: &Language, window: &str, until: NaiveDate) -> Option<NaiveDate> {
    let days = language.weekdays(window);
    let [named] = days.iter().copied().collect::<Vec<_>>()[..] else { return None };
    let back = (until.weekday().number_from_monday() + 7 - named) % 7;
    until.checked_sub_days(Days::new(u64::from(back)))
}

/// The harm of a figure's measure, else those that its clause names; none of a figure of another measure.
fn harm(lexicon: &Lexicon, language: &Language, claim: &Claim) -> [bool; HARMS.len()] {
    let measure = claim.measure.as_deref().unwrap_or_default();
    if !is_generic(measure) && !HARMS.contains(&measure) {
        return [false; HARMS.len()];
    }
    let mut named = HARMS.map(|harm| harm == measure);
    // "Destroyed 500 homes and damaged several schools": what has its own verb is of that harm alone.
    if !is_generic(measure) {
        return named;
    }
    for at in language.cued(&claim.clause) {
        let measure = lexicon.measures()[at].id.as_str();
        for (harm, named) in HARMS.iter().zip(&mut named) {
            *named |= *harm == measure;
        }
    }
    named
}
