//! The schema of `data/lang/<code>.toml`: the words a language counts, bounds, dates, doubts and attributes with.

use std::collections::BTreeMap;

use serde::Deserialize;

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
    pub(super) letters: BTreeMap<String, String>,
    pub(super) ordinals: BTreeMap<String, String>,
    pub(super) fractions: BTreeMap<String, String>,
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

/// What a phrase does to the figure it stands with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marker {
    /// "including": what follows is in what stood before.
    PartOf,
    /// "as well as": what follows comes on top.
    Plus,
    /// "another", "more": on top of what was reported before.
    Increment,
    /// "in all", "a total of".
    Total,
    /// "up from": the value before.
    Previous,
    /// "denied", "not", "false".
    Negated,
    /// "were wrong", "was false", behind the figure: what stood before it is taken back.
    Refuted,
    Hypothetical,
    Forecast,
    /// Another event or another year.
    Background,
    /// "corrected", "revised".
    Corrects,
    /// "the deadliest day since 2011": what follows is what the event is held against.
    Compares,
    Up,
    Down,
    /// "since", "so far this year": a running total.
    Cumulative,
    /// "in the past 24 hours": what is new.
    Period,
    /// "no", "none of the", "nobody".
    Zero,
    /// "with", "as": words that a headline or a clause hangs a figure on.
    Per,
    /// Between the two numbers of a range.
    RangeFrom,
    RangeTo,
    /// Whether a number beside it is a score ("beat", "won").
    Score,
    /// "aged", "age of".
    Age,
    /// "years old", "-year-old".
    Old,
    /// "in", "out of" between the numbers of a ratio.
    RatioOf,
}

/// Closed classes of words, which carry the grammar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordClass {
    Article,
    Determiner,
    Pronoun,
    Relative,
    Auxiliary,
    Preposition,
    Conjunction,
    /// May stand between a figure and its verb without harm.
    Adverb,
    /// Verbs that end a noun phrase; a verb with a cue needs no entry here.
    Verb,
    /// Ends in s and is no plural.
    NotPlural,
    /// Written with a full stop.
    Abbreviation,
    /// A number behind it is a name ("Route 9", "page 5").
    Label,
    /// What a house number stands before: "Street".
    Address,
    /// Pronouns that stand for persons counted before ("others", "them").
    Person,
    /// Subordinators that open a clause of their own.
    Subordinator,
    /// Adjectives that may stand between a number and its noun and are no part of its name.
    Adjective,
}
