//! The schemas of `measures.toml`, `cues/<code>.toml`, `groups.toml`, `units.toml` and `currencies.toml`.

use serde::Deserialize;

/// What is counted or measured.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a key of the file, and any of them goes with any other"
)]
pub struct Measure {
    pub id: String,
    /// For people, lower case: "killed", "area burnt".
    pub label: String,
    /// What its figures must be: `person`, `thing`, `money`, `percent`, `number` or a dimension of units.toml.
    pub dimension: String,
    /// Whether a later, larger value is an update rather than a contradiction.
    #[serde(default)]
    pub grows: bool,
    /// How far two figures may lie apart, in percent, and still be one (measuring instruments differ).
    #[serde(default)]
    pub tolerance_percent: u32,
    /// Measures that are easily mistaken for it.
    #[serde(default)]
    pub excludes: Vec<String>,
    /// A measure that what it counts belongs to, so that it is a lower bound of it: bodies found are killed people.
    #[serde(default)]
    pub within: Option<String>,
    /// Whether it never counts people: those whose homes are destroyed are not.
    #[serde(default)]
    pub only_things: bool,
    /// Whether its unit alone says it: what is told in calibres is one.
    #[serde(default)]
    pub by_unit: bool,
    /// Whether "four times" counts it as "four shots" does.
    #[serde(default)]
    pub counts_times: bool,
    /// Where persons are rather than what befell them: any verb behind it counts before it ("the 62 on board were killed").
    #[serde(default)]
    pub presence: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MeasureFile {
    #[serde(default)]
    pub(super) measure: Vec<Measure>,
}

/// How a cue's words stand to the number they give a meaning to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// "killed 12 people", "12 people were killed", "12 killed".
    Transitive,
    /// "12 people died": the number is the subject.
    Intransitive,
    /// "12 dead", "left 12 dead", "12 people are missing".
    State,
    /// The thing counted: "12 deaths", "nine bodies", "deaths rose to 12".
    Noun,
    /// People in the state itself: "12 hostages". What a verb says of them goes before ("12 hostages were freed").
    People,
    /// "the killing of 12 people".
    Nominal,
    /// A quantity's name: "magnitude 6.1", "a $5m fine", "winds of 150 km/h", "the toll rose to 12".
    Attribute,
    /// A verb of whom and how much: "fined the bank $5m", "cost the town 3 million euros".
    Ditransitive,
}

/// Words that give a number its measure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    pub id: String,
    pub measure: String,
    pub role: Role,
    pub words: Vec<String>,
    /// Words of which one must stand in the same clause ("lives": "claimed", "lost").
    #[serde(default)]
    pub with: Vec<String>,
    /// It says its measure of people only, and of them where the noun names them ("wiped out a family of five", but not "two villages").
    #[serde(default)]
    pub only_people: bool,
    /// The nouns, in each form, of which alone it says its measure ("fired 12 shots", "fired three times", but not "fired 12 clerks").
    #[serde(default)]
    pub only_of: Vec<String>,
}

impl Cue {
    /// Whether other words decide what it says.
    pub(super) fn is_tied(&self) -> bool {
        !self.with.is_empty() || !self.only_of.is_empty()
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CueFile {
    #[serde(default)]
    pub(super) cue: Vec<Cue>,
}

/// Who is counted.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Lower case, as printed on the wire: "troops", "children"; "all" for words that mean anybody.
    pub id: String,
    pub words: Vec<String>,
}

/// A nation, whose name goes before a group ("us troops") or stands alone ("afghans").
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nation {
    /// The adjective as it goes into a group's id: "us".
    pub id: String,
    /// The people, where they stand alone: "americans".
    pub people: String,
    pub words: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GroupFile {
    #[serde(default)]
    pub(super) group: Vec<Group>,
    #[serde(default)]
    pub(super) nation: Vec<Nation>,
}

/// A unit of measurement.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The singular English name: "kilometre".
    pub id: String,
    pub dimension: String,
    /// How many base units of the dimension one is, in exact digits; absent where nothing in the dimension converts, or `converts` is false.
    #[serde(default)]
    pub factor: Option<String>,
    /// False for the odd one in a dimension whose other units convert into each other ("solar masses").
    #[serde(default = "converts")]
    pub converts: bool,
    /// Added after scaling (temperatures).
    #[serde(default)]
    pub offset: Option<String>,
    /// Written case for case: "km", "°C".
    #[serde(default)]
    pub symbols: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    /// Its singular behind a number above one is another word ("12 bar workers").
    #[serde(default)]
    pub plural_only: bool,
}

fn converts() -> bool {
    true
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct UnitFile {
    /// Signs of one letter that may stand apart from their number.
    #[serde(default)]
    pub(super) apart: Vec<String>,
    #[serde(default)]
    pub(super) unit: Vec<Unit>,
}

/// A currency.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Currency {
    /// ISO 4217.
    pub code: String,
    /// The code is an English word, too ("TOP"), and is no sign for money.
    #[serde(default)]
    pub spells_a_word: bool,
    #[serde(default)]
    pub symbols: Vec<String>,
    /// Letters that plain text prints for a sign ("e80 million", "PS2.7m"): money only before an amount with groups, decimals or a scale, and a
    /// single letter only before a scale word.
    #[serde(default)]
    pub lost_symbols: Vec<String>,
    #[serde(default)]
    pub words: Vec<String>,
    /// The hundredth part by its singular English name, where its words do not tell it.
    #[serde(default)]
    pub cent: Option<String>,
    /// Words for the hundredth part.
    #[serde(default)]
    pub cents: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CurrencyFile {
    #[serde(default)]
    pub(super) currency: Vec<Currency>,
}
