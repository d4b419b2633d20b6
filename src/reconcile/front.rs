//! What each outlet says of one key at the moment, and which of these words time has overtaken.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use rust_decimal::Decimal;

use super::case::Case;
use super::compare::{near, overtakes};
use super::interval::is_bound;
use super::reading::Reading;
use super::reason::is_slip;
use super::twice::says_both;
use crate::model::{PairRelation, Relation, Timestamp};

/// Of a text that gives more than so many figures for one thing, the first tell enough.
const SPLITS: usize = 3;

/// What became of an outlet's word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Standing,
    /// A later figure, that one, took its place; its outlet has not spoken since.
    Overtaken {
        by: usize,
    },
    /// Its outlet repeated it so long after an update was public.
    Stale {
        behind: Duration,
    },
    /// The body it is credited to denies it.
    Withdrawn,
}

/// An outlet's word on a key: one reading per outlet and origin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) reading: usize,
    pub(super) fate: Fate,
}

/// The words on one key, and the reports that contradict themselves.
#[derive(Debug, Default)]
pub(super) struct Front {
    pub(super) words: Vec<Word>,
    /// `(body, headline)`, or two figures of the body: two figures of one report on one voice.
    pub(super) split: Vec<(usize, usize)>,
}

impl Front {
    pub(super) fn of(case: &Case<'_>, members: &[usize]) -> Self {
        let mut front = Self::default();
        for own in newest_by_outlet(case, members) {
            front.take(case, &own);
        }
        front.age(case, members);
        front
    }

    pub(super) fn standing(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().filter(|word| word.fate == Fate::Standing).map(|word| word.reading)
    }

    /// One word per voice of an outlet's newest report: the body's before the headline's, the total before the parts.
    fn take(&mut self, case: &Case<'_>, own: &[usize]) {
        // A headline speaks for its report only where the text gives no figure of its own.
        let in_text = |doc: &str| {
            own.iter().find(|index| {
                let reading = &case.readings[**index];
                reading.doc == doc && !reading.claim.in_headline
            })
        };
        let mut by_origin: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        let mut headlines = Vec::new();
        for index in own {
            let reading = &case.readings[*index];
            if reading.claim.in_headline && in_text(reading.doc).is_some() {
                headlines.push(*index);
            } else {
                by_origin.entry(reading.origin).or_default().push(*index);
            }
        }
        let mut words = Vec::new();
        for (_, mut voices) in by_origin {
            voices.sort_by_key(|index| preference(&case.readings[*index]));
            let word = voices[0];
            words.push(word);
            // A value that the text gives twice is one contradiction.
            let mut told = BTreeSet::new();
            let twice = voices[1..].iter().filter(|other| {
                says_both(case, word, **other) && told.insert(case.readings[**other].value())
            });
            self.split.extend(twice.take(SPLITS).map(|other| (word, *other)));
        }
        for headline in headlines {
            let doc = case.readings[headline].doc;
            let mut body = words.iter().filter(|word| case.readings[**word].doc == doc).peekable();
            if let Some(first) = body.peek().copied().copied()
                && !body.any(|word| sums_up(case, headline, *word))
            {
                self.split.push((first, headline));
            }
        }
        self.words.extend(words.iter().map(|word| Word { reading: *word, fate: Fate::Standing }));
    }

    /// Tells which words were overtaken by a later figure, or repeat an old one.
    fn age(&mut self, case: &Case<'_>, members: &[usize]) {
        let history = History::of(case, members);
        let words = self.words.iter().map(|word| word.reading);
        let current: Vec<usize> =
            words.filter(|index| !case.is_disowned(&case.readings[*index])).collect();
        let latest = Latest::of(case, &current);
        for word in &mut self.words {
            let reading = &case.readings[word.reading];
            let by = || latest.after(case, reading).or_else(|| history.correction_of(reading));
            word.fate = match history.behind(case, reading, &latest) {
                Some(behind) => Fate::Stale { behind },
                None => by().map_or(Fate::Standing, |by| Fate::Overtaken { by }),
            };
        }
        for word in &mut self.words {
            if case.is_disowned(&case.readings[word.reading]) {
                word.fate = Fate::Withdrawn;
            }
        }
    }
}

/// Whether a headline's figure is its text's: the same number, a rounding of it, or a bound that a bound supports. A plain number
/// over an "at least" promises more than the text does.
fn sums_up(case: &Case<'_>, headline: usize, body: usize) -> bool {
    let (headline, body) = (&case.readings[headline], &case.readings[body]);
    let Some((relation, ..)) = near(case, headline, body) else { return false };
    relation != PairRelation::BoundCompatible
        || headline.value() == body.value()
        || is_bound(headline.quantity.qualifier())
}

/// The live readings of each outlet's newest report. Reports without a time are all taken, since nothing says which is newer.
fn newest_by_outlet(case: &Case<'_>, members: &[usize]) -> Vec<Vec<usize>> {
    let mut by_outlet: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in members {
        let reading = &case.readings[*index];
        if reading.live && !reading.is_previous && !reading.is_part_of_all() {
            by_outlet.entry(reading.outlet.as_str()).or_default().push(*index);
        }
    }
    // A report's time is that of its newest figure: the others stand beside it in the same version.
    let newest = |own: Vec<usize>| {
        let mut times: BTreeMap<&str, Option<Timestamp>> = BTreeMap::new();
        for index in &own {
            let reading = &case.readings[*index];
            let time = times.entry(reading.doc).or_default();
            *time = (*time).max(reading.public);
        }
        let last = times.values().copied().max().flatten();
        own.into_iter().filter(|index| times[case.readings[*index].doc] == last).collect()
    };
    by_outlet.into_values().map(newest).collect()
}

/// What to take for a report's word, the best first.
fn preference(reading: &Reading<'_>) -> impl Ord + use<> {
    (
        reading.claim.in_headline,
        reading.is_sum(),
        reading.claim.relation != Some(Relation::Total),
        is_bound(reading.quantity.qualifier()),
        std::cmp::Reverse(reading.claim.confidence),
        reading.claim.span,
        reading.claim.id.clone(),
    )
}

/// Whether a figure took the place of one that was public some hours before it.
pub(super) fn takes_the_place(case: &Case<'_>, later: &Reading<'_>, earlier: &Reading<'_>) -> bool {
    later.is_later(earlier, case.update_hours())
        && !later.tight.meets(earlier.tight)
        && overtakes(case, later, earlier)
        && !is_slip(later, earlier)
}

/// The words of the moment by time, to find the one that overtook a given one.
struct Latest {
    /// Times of words in order, and for each the largest lower bound from there on, with its reading.
    largest_from: Vec<(Timestamp, Decimal, usize)>,
    /// The latest word of each named origin, by its house.
    by_origin: BTreeMap<usize, usize>,
}

impl Latest {
    fn of(case: &Case<'_>, current: &[usize]) -> Self {
        let mut timed: Vec<(Timestamp, Decimal, usize)> = current
            .iter()
            .filter_map(|index| {
                let reading = &case.readings[*index];
                Some((reading.at?, reading.tight.low?, *index))
            })
            .collect();
        timed.sort();
        for at in (1..timed.len()).rev() {
            if timed[at].1 > timed[at - 1].1 {
                (timed[at - 1].1, timed[at - 1].2) = (timed[at].1, timed[at].2);
            }
        }
        let mut by_origin: BTreeMap<usize, usize> = BTreeMap::new();
        for index in current {
            let reading = &case.readings[*index];
            if case.origins.of(reading).is_named {
                let known = by_origin.entry(case.origins.house_of(reading)).or_insert(*index);
                if reading.at > case.readings[*known].at {
                    *known = *index;
                }
            }
        }
        Self { largest_from: timed, by_origin }
    }

    /// The word that took the place of a reading.
    fn after(&self, case: &Case<'_>, reading: &Reading<'_>) -> Option<usize> {
        let hours = case.update_hours();
        let is_new = |later: &usize| takes_the_place(case, &case.readings[*later], reading);
        let grown = reading.at.and_then(|at| {
            let from = at.checked_add_signed(Duration::hours(i64::from(hours)))?;
            let first = self.largest_from.partition_point(|(at, _, _)| *at < from);
            self.largest_from.get(first).map(|(_, _, index)| *index)
        });
        let of_one_origin = self.by_origin.get(&case.origins.house_of(reading)).copied();
        grown.filter(is_new).or_else(|| of_one_origin.filter(is_new))
    }

    /// Whether a word of the moment says more than the given bound.
    fn stands_above(&self, high: Decimal) -> bool {
        self.largest_from.first().is_some_and(|(_, largest, _)| *largest > high)
    }
}

/// Everything ever said on a key, by size and time.
struct History {
    /// Lower bounds in falling order, and the earliest time anything so large or larger was public.
    public_from: Vec<(Decimal, Timestamp)>,
    /// When each value was first public.
    first_public: BTreeMap<Decimal, Timestamp>,
    /// Values that a correction took back, when, and which reading it is.
    corrected: BTreeMap<Decimal, (Timestamp, usize)>,
}

impl History {
    fn of(case: &Case<'_>, members: &[usize]) -> Self {
        let mut public_from = Vec::new();
        let mut first_public: BTreeMap<Decimal, Timestamp> = BTreeMap::new();
        for index in members {
            let reading = &case.readings[*index];
            let Some(public) = reading.since.filter(|_| !reading.is_previous) else { continue };
            if let Some(low) = reading.tight.low {
                public_from.push((low, public));
            }
            if let Some(value) = reading.value() {
                let known = first_public.entry(value).or_insert(public);
                *known = (*known).min(public);
            }
        }
        public_from.sort_by(|a, b| b.cmp(a));
        for at in 1..public_from.len() {
            public_from[at].1 = public_from[at].1.min(public_from[at - 1].1);
        }
        Self { public_from, first_public, corrected: corrected(case, members) }
    }

    /// How long after an update was public a reading repeats the old value.
    fn behind(&self, case: &Case<'_>, reading: &Reading<'_>, latest: &Latest) -> Option<Duration> {
        let public = reading.public.filter(|_| reading.is_dated)?;
        let value = reading.value()?;
        let limit = Duration::hours(i64::from(case.lexicon.judging().time.stale_hours));
        let is_behind = |since: Timestamp| {
            let stated_later = reading.claim.as_of.is_some_and(|as_of| as_of.at >= since);
            (public - since >= limit && !stated_later).then_some(public - since)
        };
        if let Some((since, _)) = self.corrected.get(&value)
            && !reading.corrects
            && let Some(behind) = is_behind(*since)
        {
            return Some(behind);
        }
        let high = reading.tight.high.filter(|_| case.grows(reading.measure))?;
        let larger = self.public_from.partition_point(|(low, _)| *low > high);
        let (_, since) = self.public_from.get(larger.checked_sub(1)?)?;
        let was_said_before = self.first_public.get(&value).is_some_and(|first| first < since);
        if !was_said_before || !latest.stands_above(high) {
            return None;
        }
        is_behind(*since)
    }

    /// The correction that took the reading's value back, where the reading is from before that, or soon after.
    fn correction_of(&self, reading: &Reading<'_>) -> Option<usize> {
        let value = reading.value().filter(|_| !reading.corrects)?;
        self.corrected.get(&value).map(|(_, correction)| *correction)
    }
}

/// The values that explicit corrections took back: what the correcting report names as the earlier figure, and what its outlet
/// or its speaker said before.
fn corrected(case: &Case<'_>, members: &[usize]) -> BTreeMap<Decimal, (Timestamp, usize)> {
    let house = |it: &Reading<'_>| case.origins.houses[case.origins.house_of(it)].id.as_str();
    let mut by_voice: BTreeMap<(bool, &str), Vec<usize>> = BTreeMap::new();
    let corrections: Vec<usize> = members
        .iter()
        .copied()
        .filter(|index| case.readings[*index].corrects && case.readings[*index].live)
        .collect();
    if corrections.is_empty() {
        return BTreeMap::new();
    }
    for index in members {
        let reading = &case.readings[*index];
        by_voice.entry((false, &reading.outlet)).or_default().push(*index);
        if case.origins.of(reading).is_named {
            by_voice.entry((true, house(reading))).or_default().push(*index);
        }
    }
    let mut taken_back: BTreeMap<Decimal, (Timestamp, usize)> = BTreeMap::new();
    let mut kept = BTreeSet::new();
    for index in corrections {
        let correction = &case.readings[index];
        let Some(public) = correction.since else { continue };
        kept.extend(correction.value());
        let earlier = [(false, correction.outlet.as_str()), (true, house(correction))];
        for other in earlier.iter().filter_map(|voice| by_voice.get(voice)).flatten() {
            let other = &case.readings[*other];
            let is_before = other.is_previous && other.doc == correction.doc
                || other.since.is_some_and(|at| at < public);
            if let Some(value) = other.value().filter(|_| is_before && !other.corrects)
                && !other.tight.meets(correction.tight)
            {
                let known = taken_back.entry(value).or_insert((public, index));
                *known = (*known).min((public, index));
            }
        }
    }
    taken_back.retain(|value, _| !kept.contains(value));
    taken_back
}
