//! The schema of `data/lang/<code>.toml`: the words a language counts, bounds, dates, doubts and attributes with.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::class::{Marker, WordClass};
use crate::model::{AttributionKind, Qualifier};
use crate::text::Marks;

/// A language's own words. What number words mean together is code, in `extract/numeral/<code>.rs`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LanguageFile {
    /// BCP 47.
    pub(super) code: String,
    /// For people ("English"); `Lexicon::languages` lists it.
    pub(super) name: String,
    /// How digits are grouped and decimals marked.
    pub(super) marks: Marks,
    #[serde(default)]
    pub(super) grammar: Grammar,
    #[serde(default)]
    pub(super) endings: Endings,
    #[serde(default)]
    pub(super) numerals: Numerals,
    #[serde(default)]
    pub(super) vague: BTreeMap<String, Vague>,
    #[serde(default)]
    pub(super) bound: Vec<Bound>,
    #[serde(default)]
    pub(super) calendar: Calendar,
    #[serde(default)]
    pub(super) attribution: AttributionWords,
    /// The hedge's name on the wire, which all languages share, to its words.
    #[serde(default)]
    pub(super) hedges: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) markers: BTreeMap<Marker, Vec<String>>,
    #[serde(default)]
    pub(super) classes: BTreeMap<WordClass, Vec<String>>,
    /// Plurals that no ending tells: "people" = "person".
    #[serde(default)]
    pub(super) plurals: BTreeMap<String, String>,
    /// Names in this language by the id of units.toml, currencies.toml and groups.toml, whose own words are of the language that `names_things`.
    #[serde(default)]
    pub(super) units: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) currencies: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) cents: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) groups: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub(super) nations: BTreeMap<String, Vec<String>>,
}

/// What of a language's grammar is a choice between two ways that other languages make, too.
#[expect(clippy::struct_excessive_bools, reason = "each is a choice a language makes by itself")]
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grammar {
    /// A noun stands before its adjectives ("soldados heridos"): the first word of what is counted is its head.
    #[serde(default)]
    pub noun_first: bool,
    /// A verb may stand before its subject ("murieron 12 personas", "dijo la policía").
    #[serde(default)]
    pub verb_first: bool,
    /// "No" stands before a singular ("ningún pasajero").
    #[serde(default)]
    pub none_takes_singular: bool,
    /// Words for a nation have a capital wherever they stand; without one they are other words ("us", "polish").
    #[serde(default)]
    pub nations_capital: bool,
    /// The words in units.toml, currencies.toml and groups.toml are of this language; others name the things in their own file.
    #[serde(default)]
    pub names_things: bool,
}

/// Endings, all in lower case, each list tried in order.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Endings {
    /// Regular plurals of more than three letters end so ...
    #[serde(default)]
    pub(super) plural: Vec<String>,
    /// ... but not so.
    #[serde(default)]
    pub(super) not_plural: Vec<String>,
    /// The ending of a plural and what the singular has in its place.
    #[serde(default)]
    pub(super) singular: Vec<(String, String)>,
    /// Adverbs of manner: "-ly".
    #[serde(default)]
    pub(super) adverb: Vec<String>,
    /// Participles that stand before a noun: "-ed".
    #[serde(default)]
    pub(super) participle: Vec<String>,
    /// Participles that agree with their noun, in the plural, behind it: "-ados".
    #[serde(default)]
    pub(super) passive: Vec<String>,
    /// Verb forms with an object right behind them: "-ing".
    #[serde(default)]
    pub(super) gerund: Vec<String>,
    /// Adjectives that rank: "-est".
    #[serde(default)]
    pub(super) superlative: Vec<String>,
    /// What is cut off to compare two words.
    #[serde(default)]
    pub(super) stem: Vec<String>,
}

/// Words for numbers. Values are integers or fractions in digits ("1/3").
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
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
