//! The words of `data/`, parsed once: languages, measures, cues, units, currencies, groups, speakers, and what is judged by.

mod check;
mod class;
mod confidence;
mod error;
mod judging;
mod language;
mod lattice;
mod measure;
mod speakers;
mod subjects;
mod vocabulary;
mod wording;

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;

pub use class::{Marker, WordClass};
pub use confidence::{Confidence, Evidence, EvidenceSet};
pub use error::LexiconError;
pub use judging::{Bounds, Judging};
pub use language::Language;
pub use lattice::{Lattice, People, Standing};
pub use measure::{Cue, Currency, Group, Measure, Nation, Role, Unit};
pub use speakers::{Speaker, Speakers, words};
pub use subjects::{LinkRules, SubjectWeights, Subjects};
pub use vocabulary::{UNKNOWN, Vocabulary, WordId};
pub use wording::{Grammar, LettersMean};

use crate::model::{AttributionKind, Digest, Qualifier};
use check::Listed;
use error::{Data, file, number, parsed, parts};
use measure::{CurrencyFile, GroupFile, MeasureFile, UnitFile};

/// What a word or phrase can mean. Indices point into the lexicon's own lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    Cardinal(Decimal),
    Scale(Decimal),
    Ordinal(Decimal),
    Fraction(Decimal),
    Vague { low: Option<Decimal>, high: Option<Decimal>, grain: Decimal },
    BoundBefore(Qualifier),
    BoundAfter(Qualifier),
    Month(u32),
    Weekday(u32),
    PartOfDay(u32),
    Day(i64),
    AsOf,
    Am,
    Pm,
    Unit(usize),
    Currency(usize),
    Cent(usize),
    Cue(usize),
    Group(usize),
    Nation(usize),
    ReportVerb,
    ReportPrefix,
    Speaker(AttributionKind),
    Medium,
    Title,
    Hedge(usize),
    Marker(Marker),
}

impl Sense {
    /// Whether it is a number, or stands in a number's place.
    pub fn is_number(&self) -> bool {
        matches!(self, Self::Cardinal(_) | Self::Scale(_) | Self::Vague { .. })
    }
}

/// The words: languages, measures, units, groups.
#[derive(Debug, Clone)]
pub struct Lexicon {
    languages: Vec<Language>,
    measures: Vec<Measure>,
    units: Vec<Unit>,
    apart: Vec<String>,
    currencies: Vec<Currency>,
    /// Units and currencies by sign, case for case, longest first within a first character.
    symbols: BTreeMap<String, Sense>,
    /// Letters that stand for a lost sign of a currency.
    lost_symbols: BTreeMap<String, usize>,
    /// The signs of units, in small letters.
    folded_symbols: BTreeMap<String, Sense>,
    /// The first bytes of the symbols, and the length of the longest: most words are none by these alone.
    symbol_heads: Vec<bool>,
    symbol_bytes_max: usize,
    groups: Vec<Group>,
    nations: Vec<Nation>,
    confidence: Confidence,
    judging: Judging,
    lattice: Lattice,
    speakers: Speakers,
    subjects: Subjects,
    digest: String,
}

/// The data that the program carries.
const EMBEDDED: &[(&str, &str)] = &[
    ("confidence.toml", include_str!("../../data/confidence.toml")),
    ("currencies.toml", include_str!("../../data/currencies.toml")),
    ("groups.toml", include_str!("../../data/groups.toml")),
    ("intervals.toml", include_str!("../../data/intervals.toml")),
    ("lattice.toml", include_str!("../../data/lattice.toml")),
    ("measures.toml", include_str!("../../data/measures.toml")),
    ("speakers.toml", include_str!("../../data/speakers.toml")),
    ("subjects.toml", include_str!("../../data/subjects.toml")),
    ("units.toml", include_str!("../../data/units.toml")),
];

/// A language's two files.
macro_rules! language {
    ($code:literal) => {
        [
            (
                concat!("lang/", $code, ".toml"),
                include_str!(concat!("../../data/lang/", $code, ".toml")),
            ),
            (
                concat!("cues/", $code, ".toml"),
                include_str!(concat!("../../data/cues/", $code, ".toml")),
            ),
        ]
    };
}

/// The languages that the program carries, and the one that stands for all others.
const LANGUAGES: &[[(&str, &str); 2]] = &[language!("en"), language!("es"), language!("und")];

fn digest(files: &Data<'_>) -> String {
    let all: Vec<&str> = files.iter().flat_map(|(path, text)| [*path, *text]).collect();
    let mut hex = Digest::of(all.join("\u{1f}").as_bytes()).to_string();
    hex.truncate(8);
    hex
}

fn texts(words: &[String]) -> Vec<&str> {
    words.iter().map(String::as_str).collect()
}

impl Lexicon {
    /// The data that the program carries. The tests load every file, so this cannot fail.
    pub fn embedded() -> Self {
        Self::overlaid(&[]).expect("the embedded data is loaded by the tests")
    }

    /// The embedded data with files laid over it: `(path below data/, content)`. A file of a known path takes the place of the
    /// embedded one; `measures`, `units`, `currencies`, `groups` and `cues/<code>` may instead be extended, by `measures.more.toml` ...
    pub fn overlaid(files: &[(String, String)]) -> Result<Self, LexiconError> {
        let mut all: Data<'_> =
            EMBEDDED.iter().chain(LANGUAGES.iter().flatten()).copied().collect();
        all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        Self::load(&all)
    }

    fn load(files: &Data<'_>) -> Result<Self, LexiconError> {
        let carried: Vec<&str> =
            EMBEDDED.iter().chain(LANGUAGES.iter().flatten()).map(|(path, _)| *path).collect();
        check::names(files, &carried)?;
        let mut measures = Listed::default();
        for (path, part) in parts::<MeasureFile>(files, "measures")? {
            measures.add(&path, part.measure);
        }
        let (mut apart, mut units) = (Vec::new(), Listed::default());
        for (path, part) in parts::<UnitFile>(files, "units")? {
            apart.extend(part.apart);
            units.add(&path, part.unit);
        }
        let mut currencies = Listed::default();
        for (path, part) in parts::<CurrencyFile>(files, "currencies")? {
            currencies.add(&path, part.currency);
        }
        let (mut groups, mut nations) = (Listed::default(), Listed::default());
        for (path, part) in parts::<GroupFile>(files, "groups")? {
            groups.add(&path, part.group);
            nations.add(&path, part.nation);
        }
        measures.apart(files, "measure", ("id", |it: &Measure| &it.id), |_| Vec::new())?;
        units.apart(files, "unit", ("id", |it: &Unit| &it.id), |it| texts(&it.words))?;
        currencies
            .apart(files, "currency", ("code", |it: &Currency| &it.code), |it| texts(&it.words))?;
        groups.apart(files, "group", ("id", |it: &Group| &it.id), |it| texts(&it.words))?;
        nations.apart(files, "nation", ("id", |it: &Nation| &it.id), |it| texts(&it.words))?;
        let worded = |group: &Group| !group.words.is_empty();
        check::named(files, &groups, "group", ("id", |it: &Group| &it.id), worded)?;
        let worded = |nation: &Nation| !nation.words.is_empty();
        check::named(files, &nations, "nation", ("id", |it: &Nation| &it.id), worded)?;
        check::measures(files, &measures, &units.items)?;
        check::factors(files, &units)?;
        check::signs(files, &units, &currencies)?;
        check::conversions(files, &units)?;
        // A unit of the project's own without a word is one that the grammar names: a storm's category.
        let grammar: Vec<&str> = units.of("units.toml").map(|unit| unit.id.as_str()).collect();
        let spelt = |unit: &Unit| {
            !unit.words.is_empty() || !unit.symbols.is_empty() || grammar.contains(&&*unit.id)
        };
        check::named(files, &units, "unit", ("id", |it: &Unit| &it.id), spelt)?;
        let (measures, units, currencies) = (measures.items, units.items, currencies.items);
        let mut symbols = BTreeMap::new();
        for (at, unit) in units.iter().enumerate() {
            symbols.extend(unit.symbols.iter().map(|sign| (sign.clone(), Sense::Unit(at))));
        }
        for (at, currency) in currencies.iter().enumerate() {
            let code = (!currency.spells_a_word).then_some(&currency.code);
            let signs = currency.symbols.iter().chain(code);
            symbols.extend(signs.map(|sign| (sign.clone(), Sense::Currency(at))));
        }
        let lost_symbols = (currencies.iter().enumerate())
            .flat_map(|(at, currency)| {
                currency.lost_symbols.iter().map(move |sign| (sign.clone(), at))
            })
            .collect();
        let folded_symbols = folded(&symbols, &units);
        let mut symbol_heads = vec![false; 256];
        for head in symbols.keys().filter_map(|symbol: &String| symbol.bytes().next()) {
            symbol_heads[usize::from(head)] = true;
        }
        let mut lexicon = Self {
            symbol_bytes_max: symbols.keys().map(String::len).max().unwrap_or(0),
            symbol_heads,
            languages: Vec::new(),
            measures,
            units,
            apart,
            currencies,
            symbols,
            lost_symbols,
            folded_symbols,
            groups: groups.items,
            nations: nations.items,
            confidence: file(files, "confidence.toml")?,
            judging: file(files, "intervals.toml")?,
            lattice: parsed(files, "lattice.toml", Lattice::parse)?,
            speakers: parsed(files, "speakers.toml", Speakers::parse)?,
            subjects: parsed(files, "subjects.toml", Subjects::parse)?,
            digest: digest(files),
        };
        for path in files.keys().filter(|path| path.starts_with("lang/")) {
            let language = lexicon.language_from(files, path)?;
            lexicon.languages.push(language);
        }
        Ok(lexicon)
    }

    /// Eight digits that differ where a word of the data differs.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The language of a BCP 47 tag, by its first part: English where there is no tag, and where the data has no such language the
    /// one that stands for all others, which reads figures in digits, units and money.
    pub fn language(&self, tag: Option<&str>) -> &Language {
        let code = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("en");
        let named = |code: &str| {
            self.languages.iter().find(|language| language.code.eq_ignore_ascii_case(code))
        };
        named(code)
            .or_else(|| named("und"))
            .expect("`und` is embedded and cannot be laid over by nothing")
    }

    /// The languages that have words, by code.
    pub fn languages(&self) -> impl Iterator<Item = &Language> {
        self.languages.iter().filter(|language| language.has_words())
    }

    /// What each piece of evidence adds to a figure's confidence.
    pub fn confidence(&self) -> &Confidence {
        &self.confidence
    }

    /// How figures are read when they are judged.
    pub fn judging(&self) -> &Judging {
        &self.judging
    }

    /// How groups stand to each other.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// The people that a group's name stands for.
    pub fn people(&self, group: &str) -> People {
        let (country, rest) = self.speakers.country_and_rest(&words(group));
        self.lattice.people(group, country, &rest)
    }

    /// Who is who among speakers.
    pub fn speakers(&self) -> &Speakers {
        &self.speakers
    }

    /// When two figures are about one thing.
    pub fn subjects(&self) -> &Subjects {
        &self.subjects
    }

    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }

    pub fn measure(&self, id: &str) -> Option<&Measure> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    pub fn units(&self) -> &[Unit] {
        &self.units
    }

    /// A unit by its id ("kilometre").
    pub fn unit(&self, id: &str) -> Option<&Unit> {
        self.units.iter().find(|unit| unit.id == id)
    }

    /// Whether a sign of one letter may stand apart from its number ("5 m", but not "5 a").
    pub fn stands_apart(&self, sign: &str) -> bool {
        self.apart.iter().any(|apart| apart == sign)
    }

    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }

    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    pub fn nations(&self) -> &[Nation] {
        &self.nations
    }

    /// What a sign stands for, case for case.
    pub fn symbol(&self, sign: &str) -> Option<Sense> {
        let head = sign.bytes().next().is_some_and(|head| self.symbol_heads[usize::from(head)]);
        if !head || sign.len() > self.symbol_bytes_max {
            return None;
        }
        self.symbols.get(sign).copied()
    }

    /// The currency whose sign letters stand for, where a tool could not print it.
    pub fn lost_symbol(&self, letters: &str) -> Option<usize> {
        self.lost_symbols.get(letters).copied()
    }

    /// What a unit's sign of several letters stands for in whatever case ("Ghz", "KM"), where no other sign is spelt alike.
    pub fn symbol_in_any_case(&self, sign: &str) -> Option<Sense> {
        let mut folded = [0; FOLDED_MAX];
        let folded = folded.get_mut(..sign.len())?;
        folded.copy_from_slice(sign.as_bytes());
        folded.make_ascii_lowercase();
        self.folded_symbols.get(str::from_utf8(folded).ok()?).copied()
    }
}

/// Signs with more bytes are read case for case only.
const FOLDED_MAX: usize = 12;

/// The signs of units in small letters, without those that two units share but for their case ("mW", "MW") and those of one letter.
fn folded(symbols: &BTreeMap<String, Sense>, units: &[Unit]) -> BTreeMap<String, Sense> {
    let mut folded: BTreeMap<String, Option<Sense>> = BTreeMap::new();
    for (sign, sense) in symbols.iter().filter(|(sign, _)| sign.len() > 1) {
        let id = |sense: &Sense| match sense {
            Sense::Unit(at) => units.get(*at).map(|unit| unit.id.as_str()),
            _ => None,
        };
        (folded.entry(sign.to_ascii_lowercase()))
            .and_modify(|known| *known = known.filter(|known| id(known) == id(sense)))
            .or_insert_with(|| id(sense).map(|_| *sense));
    }
    folded.into_iter().filter_map(|(sign, sense)| Some((sign, sense?))).collect()
}

impl Unit {
    /// The value in base units of the dimension; `None` where there is no conversion or it overflows.
    pub fn to_base(&self, value: Decimal) -> Option<Decimal> {
        let factor = Decimal::from_str(self.factor.as_deref()?).ok()?;
        let scaled = value.checked_mul(factor)?;
        match &self.offset {
            None => Some(scaled),
            Some(offset) => scaled.checked_add(Decimal::from_str(offset).ok()?),
        }
    }
}
