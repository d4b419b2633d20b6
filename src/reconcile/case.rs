//! One event's claims, ready to be judged.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::admit::{Additions, inadmissible, is_beside};
use super::convert::Rates;
use super::course::Course;
use super::interval::{Interval, rounds_to};
use super::origin::Origins;
use super::reading::Reading;
use super::topic::{COUNT, Topics};
use super::{Settings, link, place, scope, sums};
use crate::lexicon::{Lexicon, Measure, People, Standing};
use crate::model::{Appearance, Basis, ClaimId, Reason, Relation, Status, Timestamp};

/// What figures are compared by. Figures of different keys are never called a conflict.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) measure: String,
    pub(super) thing: String,
    /// Empty for everybody, which sorts first.
    pub(super) group: String,
    pub(super) is_period: bool,
    pub(super) unit: String,
    pub(super) scope: String,
    pub(super) beside: bool,
}

/// An event and its readings, in an order that depends on their content alone.
#[derive(Debug)]
pub(super) struct Case<'a> {
    pub(super) event: &'a str,
    pub(super) lexicon: &'a Lexicon,
    pub(super) settings: &'a Settings,
    pub(super) readings: Vec<Reading<'a>>,
    pub(super) origins: Origins,
    pub(super) topics: Topics,
    pub(super) rates: Rates,
    /// The readings of each key, in order of reading.
    pub(super) blocks: BTreeMap<Key, Vec<usize>>,
    /// Exact numbers of three significant digits or more, and the measures they were printed under.
    numbers: BTreeMap<Decimal, Vec<(String, String)>>,
    pub(super) course: Course,
    /// Figures that a named origin denies.
    denied: BTreeSet<(usize, Decimal)>,
}

/// A claim that is compared with nothing, and why.
pub(super) type SetAside = (ClaimId, Option<Reason>, String);

impl<'a> Case<'a> {
    pub(super) fn open(
        lexicon: &'a Lexicon,
        settings: &'a Settings,
        event: &'a str,
        appearances: &[&'a Appearance],
    ) -> (Self, Vec<SetAside>) {
        let mut first_seen: BTreeMap<&str, Timestamp> = BTreeMap::new();
        for appearance in appearances {
            if let Some(seen) = appearance.first_seen {
                let doc = appearance.claim.provenance.doc.as_str();
                let known = first_seen.entry(doc).or_insert(seen);
                *known = (*known).min(seen);
            }
        }
        let additions = Additions::of(appearances);
        let mut readings = Vec::new();
        let mut denials = Vec::new();
        let mut set_aside = Vec::new();
        for appearance in appearances {
            let is_addition = additions.holds(&appearance.claim);
            let reading = || Reading {
                is_increment: is_addition,
                ..Reading::new(lexicon, appearance, &first_seen)
            };
            let Some((reason, why)) = inadmissible(lexicon, appearance, is_addition) else {
                readings.push(reading());
                continue;
            };
            set_aside.push((appearance.claim.id.clone(), reason, why.to_owned()));
            if is_beside(lexicon, appearance, is_addition) {
                readings.push(reading());
            }
            if appearance.claim.status == Status::Negated && appearance.live {
                denials.push(reading());
            }
        }
        mark_previous(&mut readings);
        mark_corrections(&mut readings, &denials);
        find_wholes(&mut readings);
        place::tell_elsewhere(&mut readings, lexicon.subjects().link.lead_chars);
        scope::contrast(&mut readings);
        tell_dollars(lexicon, settings, &mut readings);
        // A denial is nobody's figure, but who denies is found as who says is.
        let figures = readings.len();
        readings.append(&mut denials);
        let origins = Origins::resolve(lexicon, settings, &mut readings);
        let denied = readings
            .split_off(figures)
            .into_iter()
            .filter_map(|denial| Some((origins.house_of(&denial), denial.quantity.value()?)))
            .collect();
        counted_in_headlines(lexicon, &mut readings);
        let mut case = Self {
            event,
            topics: Topics::default(),
            rates: Rates::of(&readings),
            course: Course::of(lexicon, &readings),
            lexicon,
            settings,
            readings,
            origins,
            blocks: BTreeMap::new(),
            numbers: BTreeMap::new(),
            denied,
        };
        for (index, reading) in case.readings.iter_mut().enumerate() {
            reading.index = index;
        }
        let sums = sums::of_reports(&case);
        case.readings.extend(sums);
        for (index, reading) in case.readings.iter_mut().enumerate().skip(figures) {
            reading.index = index;
        }
        case.topics = Topics::of(lexicon, &case.readings);
        case.file();
        (case, set_aside)
    }

    fn file(&mut self) {
        for (index, reading) in self.readings.iter().enumerate() {
            let key = Key {
                measure: reading.measure.to_owned(),
                thing: reading.thing.clone(),
                group: match self.lexicon.lattice().name(&reading.people) {
                    all if all == "all" => String::new(),
                    group => group,
                },
                is_period: reading.basis == Basis::Period,
                unit: self.unit_of_key(reading),
                scope: match reading.ties.name() {
                    "" => reading.scope.name(),
                    name => name.to_owned(),
                },
                beside: reading.is_beside(),
            };
            self.blocks.entry(key).or_default().push(index);
            if let Some(value) = reading.quantity.value()
                && is_telling(value)
                && reading.live
            {
                let place = (reading.measure.to_owned(), reading.outlet.clone());
                self.numbers.entry(value).or_default().push(place);
            }
        }
        for places in self.numbers.values_mut() {
            places.sort();
            places.dedup();
        }
    }

    /// Shots are told in "bullets", "rounds" and "times", and are one thing.
    fn unit_of_key(&self, reading: &Reading<'_>) -> String {
        let counts_times = |it: &Measure| it.counts_times;
        let is_one = self.lexicon.measure(reading.measure).is_some_and(counts_times);
        if is_one { COUNT.to_owned() } else { reading.unit.clone() }
    }

    pub(super) fn update_hours(&self) -> u32 {
        self.lexicon.judging().time.update_hours
    }

    /// Whether the first one's measure is a lower bound of the second one's: bodies found, and killed.
    pub(super) fn is_within(&self, inner: &Reading<'_>, outer: &Reading<'_>) -> bool {
        let within = self.lexicon.measure(inner.measure).and_then(|it| it.within.as_deref());
        within == Some(outer.measure)
    }

    /// Whether a later, larger value of the measure is an update.
    pub(super) fn grows(&self, measure: &str) -> bool {
        self.lexicon.measure(measure).is_some_and(|measure| measure.grows)
    }

    /// A part of the counted people that one of two figures may hold and the other leave out, so that both can be right.
    pub(super) fn including_part(&self, a: &Reading<'_>, b: &Reading<'_>) -> Option<usize> {
        let (low, high) = if a.value() <= b.value() { (a, b) } else { (b, a) };
        let is_inside = |part: &Reading<'_>| {
            part.live
                && !part.is_sum()
                && part.measure == high.measure
                && part.unit == high.unit
                && part.thing == high.thing
                && !part.is_beside()
                && self.lexicon.lattice().standing(&part.people, &high.people) == Standing::Inside
        };
        let (low_value, high_value) = (low.quantity.value()?, high.value()?);
        let fits = |part: &Reading<'_>| {
            let Some(part) = part.quantity.value().filter(|part| *part > Decimal::ZERO) else {
                return false;
            };
            let exactly = Interval { low: Some(part), high: Some(part) };
            let rest = high_value.checked_sub(part);
            low.tight.plus(exactly).meets(high.tight)
                || rest.is_some_and(|rest| rest == low_value || rounds_to(rest, &low.quantity))
        };
        // Some figure fits between any two numbers. It explains them where words set it apart from one of them ("170, including 13",
        // "169 and 13"), or where what is left is the other one to the last digit.
        let is_told = |part: &Reading<'_>| {
            let is_side = |whole| whole == low_value || whole == high_value;
            let leans = matches!(part.claim.relation, Some(Relation::PartOf | Relation::Plus));
            let rest = part.quantity.value().and_then(|value| high_value.checked_sub(value));
            let own = part.document == low.document || part.document == high.document;
            (leans && part.whole.map_or(own, |whole| own || is_side(whole)))
                || (rest == Some(low_value) && part.value() > Some(Decimal::TEN))
        };
        // What one side adds up itself comes first: its own words say that it is counted apart.
        let own = high.parts.iter().copied().filter(|part| is_inside(&self.readings[*part]));
        if let Some(part) = own.into_iter().find(|part| {
            fits(&self.readings[*part])
                && self.readings[*part].claim.relation == Some(Relation::Plus)
        }) {
            return Some(part);
        }
        let of_measure = self.blocks.range(Key::first_of(high.measure)..);
        // A part that the sum itself adds is the one to ask about; else the one that explains most.
        let left_over = |index: usize| {
            let part = self.readings[index].quantity.value()?;
            low_value.checked_add(part)?.checked_sub(high_value).map(|rest| rest.abs())
        };
        of_measure
            .take_while(|(key, _)| key.measure == high.measure)
            .flat_map(|(_, members)| members)
            .copied()
            .filter(|index| {
                let part = &self.readings[*index];
                is_inside(part) && fits(part) && is_told(part)
            })
            .min_by_key(|index| (!high.parts.contains(index), left_over(*index), *index))
    }

    /// What the words around two figures have in common: weight, and share in hundredths.
    pub(super) fn shared_words(&self, a: usize, b: usize) -> (i32, i32) {
        self.topics.shared(a, b)
    }

    /// Whether two figures are about one thing, so that a difference between them is one.
    pub(super) fn are_linked(&self, a: usize, b: usize) -> bool {
        link::are_linked(self, a, b)
    }

    /// Whether a report gives one of the values as what the other replaced, or as what a count passed on its way to a third.
    pub(super) fn is_revised(&self, a: &Reading<'_>, b: &Reading<'_>) -> bool {
        self.course.is_revised(a, b, self.grows(a.measure))
    }

    /// The figures by which two reports can be put in order, where no times do it: of each measure that grows, both reports' first.
    pub(super) fn tolls_of_both(
        &self,
        a: &Reading<'_>,
        b: &Reading<'_>,
    ) -> impl Iterator<Item = (&Reading<'a>, &Reading<'a>)> {
        let tolls = self.course.tolls_of_both(a.document, b.document);
        tolls.map(|(x, y)| (&self.readings[x], &self.readings[y]))
    }

    /// Whether the body a figure is credited to denies it.
    pub(super) fn is_disowned(&self, reading: &Reading<'_>) -> bool {
        let origin = self.origins.of(reading);
        let value = reading.quantity.value();
        origin.is_named && value.is_some_and(|value| self.denied.contains(&(origin.house, value)))
    }

    /// Whether the number of one figure was printed under another measure by an outlet that prints the other.
    pub(super) fn same_number_elsewhere(&self, a: &Reading<'_>, b: &Reading<'_>) -> bool {
        [a, b].into_iter().any(|reading| {
            let places = reading.quantity.value().and_then(|value| self.numbers.get(&value));
            places.is_some_and(|places| {
                places.iter().any(|(measure, outlet)| {
                    // An amount that no word names may well be the one that a word names.
                    let is_unnamed = |of: &str| is_generic(of) && of != "count";
                    measure != reading.measure
                        && *outlet != reading.outlet
                        && !is_unnamed(measure)
                        && !is_unnamed(reading.measure)
                })
            })
        })
    }
}

impl Key {
    /// The least key of a measure.
    fn first_of(measure: &str) -> Self {
        Self {
            measure: measure.to_owned(),
            thing: String::new(),
            group: String::new(),
            is_period: false,
            unit: String::new(),
            scope: String::new(),
            beside: false,
        }
    }
}

/// Whether the measure only says what sort of number it is.
pub(super) fn is_generic(measure: &str) -> bool {
    matches!(measure, "count" | "money" | "measurement" | "percent" | "ratio")
}

/// A report, a measure and a number in it.
type Printed<'a> = (&'a str, &'a str, Option<Decimal>);

/// A headline is short: "toll rises to 169" over a text that has 169 Afghans and no other 169 counts the Afghans.
fn counted_in_headlines(lexicon: &Lexicon, readings: &mut [Reading<'_>]) {
    let all = lexicon.people("all");
    let mut in_text: BTreeMap<Printed<'_>, BTreeSet<People>> = BTreeMap::new();
    for reading in readings.iter().filter(|reading| !reading.claim.in_headline && reading.live) {
        let printed = (reading.doc, reading.measure, reading.value());
        in_text.entry(printed).or_default().insert(reading.people.clone());
    }
    for reading in readings.iter_mut() {
        if !reading.claim.in_headline || reading.people != all {
            continue;
        }
        let groups = in_text.get(&(reading.doc, reading.measure, reading.value()));
        if let Some(groups) = groups.filter(|groups| groups.len() == 1 && !groups.contains(&all))
            && let Some(group) = groups.first()
        {
            reading.people = group.clone();
        }
    }
}

/// A bare "$" is the dollar of the outlet's country, where the desk has told it.
fn tell_dollars(lexicon: &Lexicon, settings: &Settings, readings: &mut [Reading<'_>]) {
    let countries: BTreeMap<&str, &str> = settings
        .outlets
        .iter()
        .filter_map(|outlet| Some((outlet.id.as_str(), outlet.country.as_deref()?)))
        .collect();
    for reading in readings.iter_mut().filter(|reading| reading.is_bare_dollar) {
        let country = countries.get(reading.outlet.as_str());
        if let Some(code) = country.and_then(|country| lexicon.judging().units.dollar_of(country)) {
            reading.unit = reading.unit.replacen("USD", code, 1);
            reading.is_bare_dollar = false;
        }
    }
}

/// Where a report takes a figure back, what else it gives of the same measure and people puts that right, in whichever sentence it stands.
fn mark_corrections(readings: &mut [Reading<'_>], denials: &[Reading<'_>]) {
    let place = |it: &Reading<'_>| (it.doc.to_owned(), it.measure.to_owned(), it.people.clone());
    let taken_back: BTreeSet<_> = readings
        .iter()
        .chain(denials)
        .filter(|reading| reading.live && reading.claim.corrects && !reading.corrects)
        .map(place)
        .collect();
    if taken_back.is_empty() {
        return;
    }
    for reading in
        readings.iter_mut().filter(|reading| !reading.is_previous && !reading.is_beside())
    {
        reading.corrects |= reading.live && taken_back.contains(&place(reading));
    }
}

/// A figure that its report names as the earlier one ("not 185, as an earlier version said") is that wherever it stands in it.
fn mark_previous(readings: &mut [Reading<'_>]) {
    let earlier: BTreeSet<(String, String, Option<Decimal>)> = readings
        .iter()
        .filter(|reading| reading.is_previous)
        .map(|reading| (reading.doc.to_owned(), reading.measure.to_owned(), reading.value()))
        .collect();
    for reading in readings.iter_mut().filter(|reading| !reading.corrects) {
        let key = (reading.doc.to_owned(), reading.measure.to_owned(), reading.value());
        reading.is_previous |= reading.live && earlier.contains(&key);
    }
}

/// Tells each part its whole. "55 injured, five of them critically": a part under a measure of its own counts all of that measure.
fn find_wholes(readings: &mut [Reading<'_>]) {
    let wholes: BTreeMap<&str, (&str, Option<Decimal>)> = readings
        .iter()
        .map(|reading| (reading.claim.id.as_str(), (reading.measure, reading.value())))
        .collect();
    for reading in readings.iter_mut() {
        let parent = reading.claim.parent.as_ref().and_then(|id| wholes.get(id.as_str()));
        let Some((measure, value)) = parent else { continue };
        reading.whole = *value;
        if *measure != reading.measure && !is_generic(reading.measure) {
            reading.said.is_part = false;
            reading.relation = None;
        }
    }
}

/// Whether a number is printed so finely that the same one in two places is no chance.
fn is_telling(value: Decimal) -> bool {
    let digits = value.abs().normalize().mantissa().to_string();
    digits.trim_end_matches('0').len() >= 3
}
