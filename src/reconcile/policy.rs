//! The figure to print: always one that somebody reported, never an average.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::case::Case;
use super::interval::is_bound;

/// How the figure to print is chosen (PRODUCT, House policies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// The value that most independent origins support.
    #[default]
    IndependentSupport,
    /// The range, or the figure of the most authoritative speaker.
    BbcRange,
    /// The lowest value with support.
    Conservative,
    /// Lowest, best supported and highest, all three printed.
    LowBestHigh,
    /// The figure of a named authority.
    NamedAuthority,
}

impl Policy {
    /// Every policy, in the order of the documentation.
    pub const ALL: [Self; 5] = [
        Self::IndependentSupport,
        Self::BbcRange,
        Self::Conservative,
        Self::LowBestHigh,
        Self::NamedAuthority,
    ];

    /// The name in config.toml and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::IndependentSupport => "independent-support",
            Self::BbcRange => "bbc-range",
            Self::Conservative => "conservative",
            Self::LowBestHigh => "low-best-high",
            Self::NamedAuthority => "named-authority",
        }
    }

    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.name() == name)
    }
}

/// A choice and the sentence that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Choice {
    pub(super) low: Option<Decimal>,
    pub(super) best: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    pub(super) note: String,
}

/// A value that was reported, and the origins whose figures leave room for it.
#[derive(Debug, Clone)]
struct Candidate {
    value: Decimal,
    support: usize,
    /// Readings that state exactly this value.
    readings: Vec<usize>,
}

/// The figure to print among the words that stand.
pub(super) fn choose(case: &Case<'_>, standing: &[usize]) -> Choice {
    let values = || standing.iter().flat_map(|index| stated(case, *index));
    let (low, high) = (values().min(), values().max());
    let candidates = candidates(case, standing);
    let origins: BTreeSet<usize> =
        standing.iter().map(|index| case.origins.house_of(&case.readings[*index])).collect();
    let (best, note) = match case.settings.policy {
        Policy::IndependentSupport | Policy::LowBestHigh => {
            supported(case, &candidates, origins.len())
        }
        Policy::Conservative => conservative(&candidates, origins.len()),
        Policy::BbcRange => bbc(case, &candidates, low, high),
        Policy::NamedAuthority => authority(case, &candidates),
    };
    Choice { low, best, high, note }
}

/// The numbers that a reading states: its value, else its bounds.
pub(super) fn stated(case: &Case<'_>, index: usize) -> impl Iterator<Item = Decimal> {
    let quantity = &case.readings[index].quantity;
    let ends = match quantity.value() {
        Some(value) => [Some(value), None],
        None => [quantity.low(), quantity.high()],
    };
    ends.into_iter().flatten()
}

/// Each reported value with the number of origins whose tight interval holds it, by a sweep over the intervals' ends.
fn candidates(case: &Case<'_>, standing: &[usize]) -> Vec<Candidate> {
    let mut by_value: BTreeMap<Decimal, Vec<usize>> = BTreeMap::new();
    // At one number: intervals open first, then the value is counted, then intervals close.
    let mut steps: Vec<(Decimal, u8, usize)> = Vec::new();
    let mut unbounded_below = Vec::new();
    for index in standing {
        let reading = &case.readings[*index];
        let house = case.origins.house_of(reading);
        match reading.tight.low {
            Some(low) => steps.push((low, 0, house)),
            None => unbounded_below.push(house),
        }
        if let Some(high) = reading.tight.high {
            steps.push((high, 2, house));
        }
        if let Some(value) = reading.quantity.value().filter(|_| !reading.is_sum()) {
            by_value.entry(value).or_default().push(*index);
        }
    }
    steps.extend(by_value.keys().map(|value| (*value, 1, 0)));
    steps.sort();
    let mut open: BTreeMap<usize, usize> = BTreeMap::new();
    for origin in unbounded_below {
        *open.entry(origin).or_default() += 1;
    }
    let mut found = Vec::new();
    for (value, step, origin) in steps {
        match step {
            0 => *open.entry(origin).or_default() += 1,
            1 => found.push(Candidate {
                value,
                support: open.len(),
                readings: by_value.remove(&value).unwrap_or_default(),
            }),
            _ => {
                if let Some(count) = open.get_mut(&origin) {
                    *count -= 1;
                    if *count == 0 {
                        open.remove(&origin);
                    }
                }
            }
        }
    }
    found
}

/// Most origins first. Ties: of a running toll the highest, otherwise an official's value, a plain number before a bound, the
/// lower one.
fn supported(
    case: &Case<'_>,
    candidates: &[Candidate],
    origins: usize,
) -> (Option<Decimal>, String) {
    let grows = |candidate: &Candidate| {
        candidate.readings.first().is_some_and(|index| case.grows(case.readings[*index].measure))
    };
    let best = candidates.iter().max_by(|a, b| {
        let official = |candidate: &Candidate| {
            candidate
                .readings
                .iter()
                .any(|index| case.origins.of(&case.readings[*index]).is_official)
        };
        let by_size = if grows(a) { a.value.cmp(&b.value) } else { b.value.cmp(&a.value) };
        let own = |candidate: &Candidate| origins_of(case, candidate).len();
        a.support
            .cmp(&b.support)
            .then_with(|| own(a).cmp(&own(b)))
            .then_with(|| if grows(a) { by_size } else { official(a).cmp(&official(b)) })
            .then(by_size)
    });
    let Some(best) = best else { return (None, "no outlet gives a number".to_owned()) };
    let note = match (best.support, origins) {
        (0 | 1, 0 | 1) => "single source".to_owned(),
        (0 | 1, all) => format!(
            "no figure has two origins of the {all}; {}",
            if grows(best) {
                "the highest of a running toll is given"
            } else {
                "an official's, else the lowest, is given"
            }
        ),
        (support, all) => format!("{support} of {all} origins support it"),
    };
    (Some(best.value), note)
}

fn origins_of(case: &Case<'_>, candidate: &Candidate) -> BTreeSet<usize> {
    candidate.readings.iter().map(|index| case.origins.house_of(&case.readings[*index])).collect()
}

fn conservative(candidates: &[Candidate], origins: usize) -> (Option<Decimal>, String) {
    let enough = usize::from(origins > 1) + 1;
    let lowest =
        candidates.iter().filter(|candidate| candidate.support >= enough).map(|c| c.value).min();
    match lowest {
        Some(value) if enough > 1 => {
            (Some(value), "the lowest figure that two origins support".to_owned())
        }
        Some(value) => (Some(value), "single source".to_owned()),
        None => {
            let lowest = candidates.iter().map(|candidate| candidate.value).min();
            (lowest, "the lowest figure; none has two origins".to_owned())
        }
    }
}

fn bbc(
    case: &Case<'_>,
    candidates: &[Candidate],
    low: Option<Decimal>,
    high: Option<Decimal>,
) -> (Option<Decimal>, String) {
    if low == high {
        return (low, "all agree".to_owned());
    }
    let official = best_official(case, candidates);
    match official {
        Some((value, label)) => (Some(value), format!("the range, or the figure of {label}")),
        None => (None, "the range: no authority is named".to_owned()),
    }
}

fn authority(case: &Case<'_>, candidates: &[Candidate]) -> (Option<Decimal>, String) {
    match best_official(case, candidates) {
        Some((value, label)) => (Some(value), format!("the figure of {label}")),
        None => (None, "no authority is named".to_owned()),
    }
}

/// The latest figure of a named official, the best supported of equals.
fn best_official(case: &Case<'_>, candidates: &[Candidate]) -> Option<(Decimal, String)> {
    let officials = candidates.iter().flat_map(|candidate| {
        candidate.readings.iter().filter_map(|index| {
            let reading = &case.readings[*index];
            let origin = case.origins.of(reading);
            origin.is_official.then(|| {
                let plain = !is_bound(reading.quantity.qualifier());
                ((reading.at, plain, candidate.support, candidate.value), origin.label.clone())
            })
        })
    });
    officials.max_by(|a, b| a.0.cmp(&b.0)).map(|((_, _, _, value), label)| (value, label))
}
