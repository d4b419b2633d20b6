//! The schema of `data/lang/<code>.toml`: the words a language counts, bounds, dates, doubts and attributes with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::class::{Marker, WordClass};
use crate::model::{AttributionKind, Qualifier};

/// A language's own words. What they mean together is code, in `extract/numeral/<code>.rs`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    /// BCP 47.
    pub(super) code: String,
    /// For people ("English"); `Lexicon::languages` lists it.
    pub(super) name: String,
    pub(super) decimal_mark: char,
    pub(super) grouping_mark: char,
    pub(super) numerals: Numerals,
    pub(super) vague: BTreeMap<String, Vague>,
    pub(super) bound: Vec<Bound>,
    pub(super) calendar: Calendar,
    pub(super) attribution: AttributionWords,
    /// Dictionary form to surface forms.
    pub(super) hedges: BTreeMap<String, Vec<String>>,
    pub(super) markers: BTreeMap<Marker, Vec<String>>,
    pub(super) classes: BTreeMap<WordClass, Vec<String>>,
    /// Plurals that no ending tells: "people" = "person".
    pub(super) plurals: BTreeMap<String, String>,
}

/// Words for numbers. Values are integers or fractions in digits ("1/3").
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Numerals {
    pub(super) cardinals: BTreeMap<String, String>,
    pub(super) scales: BTreeMap<String, String>,
    /// Letters behind digits: "12.3m", "40k".
    pub(super) letters: BTreeMap<String, Letters>,
    pub(super) ordinals: BTreeMap<String, String>,
    pub(super) fractions: BTreeMap<String, String>,
}

/// What letters behind digits multiply by: the number alone, or with the company that they need.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Letters {
    Scale(String),
    In { value: String, means: LettersMean },
}

/// Where letters behind digits are a scale and no unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LettersMean {
    /// Everywhere: "40k".
    Scale,
    /// With money or before a counted thing: "$12m", "12m people", but "12m" is metres.
    Counted,
    /// With money only: "$3t", but "3t" is tonnes.
    Money,
}

/// The interval a vague word stands for; a missing end is open.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Vague {
    pub(super) low: Option<u64>,
    pub(super) high: Option<u64>,
    /// One step of what the word distinguishes ("dozens": 12).
    pub(super) grain: u64,
    pub(super) words: Vec<String>,
}

/// Words that bound or blur a number.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bound {
    pub(super) qualifier: Qualifier,
    /// Words before the number ("at least").
    #[serde(default)]
    pub(super) before: Vec<String>,
    /// Words behind the number ("or more", "so far").
    #[serde(default)]
    pub(super) after: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Calendar {
    /// January first; each with its short forms.
    pub(super) months: Vec<Vec<String>>,
    /// Monday first.
    pub(super) weekdays: Vec<Vec<String>>,
    /// Part of the day to the hour it ends at.
    pub(super) parts_of_day: BTreeMap<String, u32>,
    /// Words for a day, in days from publication ("yesterday" = -1).
    pub(super) days: BTreeMap<String, i64>,
    /// What makes a time a figure's as-of: "as of", "by".
    pub(super) as_of: Vec<String>,
    /// Before noon, after noon.
    pub(super) am: Vec<String>,
    pub(super) pm: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AttributionWords {
    /// Verbs of saying in the forms that news uses.
    pub(super) verbs: Vec<String>,
    /// Phrases with the speaker behind them: "according to".
    pub(super) prefixes: Vec<String>,
    /// Head nouns of speakers, by the kind of speaker they make.
    pub(super) speakers: BTreeMap<AttributionKind, Vec<String>>,
    /// Media and agencies by name.
    pub(super) media: Vec<String>,
    /// Titles before a person's name, which mark one.
    pub(super) titles: Vec<String>,
}
