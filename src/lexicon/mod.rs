//! Everything in `data/`, parsed once: languages, measures, cues, units, currencies, groups.

mod class;
mod judging;
mod language;
mod lattice;
mod measure;
mod speakers;
mod vocabulary;

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;

pub use class::{Marker, WordClass};
pub use judging::{Bounds, Judging};
pub use language::LettersMean;
pub use lattice::{Lattice, People, Standing};
pub use measure::{Cue, Currency, Group, Measure, Nation, Role, Unit};
pub use speakers::{Speaker, Speakers, words};
pub use vocabulary::{UNKNOWN, Vocabulary, WordId};

use crate::model::{AttributionKind, Digest, Qualifier};
use language::{LanguageFile, Letters};
use measure::{CueFile, CurrencyFile, GroupFile, MeasureFile, UnitFile};

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
    groups: Vec<Group>,
    nations: Vec<Nation>,
    judging: Judging,
    lattice: Lattice,
    speakers: Speakers,
    digest: String,
}

/// One language, ready for use.
#[derive(Debug, Clone)]
pub struct Language {
    pub code: String,
    pub name: String,
    pub decimal_mark: char,
    pub grouping_mark: char,
    pub vocabulary: Vocabulary,
    /// Letters behind digits, what they multiply by and where.
    pub letters: BTreeMap<String, (Decimal, LettersMean)>,
    pub cues: Vec<Cue>,
    /// Each cue's `with` words, as numbers.
    pub cue_with: Vec<Vec<WordId>>,
    /// Each cue's measure.
    pub cue_measure: Vec<usize>,
    pub hedges: Vec<String>,
    plurals: BTreeMap<String, String>,
}

/// A data file that cannot be used: which one, where in it, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct LexiconError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl LexiconError {
    fn of(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let before = &text[..error.span().map_or(0, |span| span.start).min(text.len())];
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().map_or(1, |line| line.chars().count() + 1),
            message: error.message().to_owned(),
        }
    }

    fn plain(file: &str, message: String) -> Self {
        Self { file: file.to_owned(), line: 1, column: 1, message }
    }
}

/// The data that the program carries.
const EMBEDDED: &[(&str, &str)] = &[
    ("cues/en.toml", include_str!("../../data/cues/en.toml")),
    ("currencies.toml", include_str!("../../data/currencies.toml")),
    ("groups.toml", include_str!("../../data/groups.toml")),
    ("intervals.toml", include_str!("../../data/intervals.toml")),
    ("lang/en.toml", include_str!("../../data/lang/en.toml")),
    ("lattice.toml", include_str!("../../data/lattice.toml")),
    ("measures.toml", include_str!("../../data/measures.toml")),
    ("speakers.toml", include_str!("../../data/speakers.toml")),
    ("units.toml", include_str!("../../data/units.toml")),
];

fn digest(files: &BTreeMap<&str, &str>) -> String {
    let all: Vec<&str> = files.iter().flat_map(|(path, text)| [*path, *text]).collect();
    let mut hex = Digest::of(all.join("\u{1f}").as_bytes()).to_string();
    hex.truncate(8);
    hex
}

impl Lexicon {
    /// The data that the program carries. The tests load every file, so this cannot fail.
    pub fn embedded() -> Self {
        Self::overlaid(&[]).expect("the embedded data is loaded by the tests")
    }

    /// The embedded data with files laid over it: `(path below data/, content)`. A file of a known path takes the place of the
    /// embedded one; `cues/<code>.toml` and `measures.toml` may instead be extended by `cues/<code>.more.toml` and `measures.more.toml`.
    pub fn overlaid(files: &[(String, String)]) -> Result<Self, LexiconError> {
        let mut all: BTreeMap<&str, &str> = EMBEDDED.iter().copied().collect();
        all.extend(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        Self::load(&all)
    }

    fn load(files: &BTreeMap<&str, &str>) -> Result<Self, LexiconError> {
        let mut measures = file::<MeasureFile>(files, "measures.toml")?.measure;
        if files.contains_key("measures.more.toml") {
            measures.extend(file::<MeasureFile>(files, "measures.more.toml")?.measure);
        }
        let UnitFile { apart, unit: units } = file(files, "units.toml")?;
        let currencies = file::<CurrencyFile>(files, "currencies.toml")?.currency;
        let GroupFile { group: groups, nation: nations } = file(files, "groups.toml")?;
        let mut symbols = BTreeMap::new();
        for (at, unit) in units.iter().enumerate() {
            for number in unit.factor.iter().chain(&unit.offset) {
                decimal("units.toml", number)?;
            }
            symbols.extend(unit.symbols.iter().map(|sign| (sign.clone(), Sense::Unit(at))));
        }
        for (at, currency) in currencies.iter().enumerate() {
            let signs = currency.symbols.iter().chain([&currency.code]);
            symbols.extend(signs.map(|sign| (sign.clone(), Sense::Currency(at))));
        }
        let mut lexicon = Self {
            languages: Vec::new(),
            measures,
            units,
            apart,
            currencies,
            symbols,
            groups,
            nations,
            judging: file(files, "intervals.toml")?,
            lattice: parsed(files, "lattice.toml", Lattice::parse)?,
            speakers: parsed(files, "speakers.toml", Speakers::parse)?,
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

    fn language_from(
        &self,
        files: &BTreeMap<&str, &str>,
        path: &str,
    ) -> Result<Language, LexiconError> {
        let words: LanguageFile = file(files, path)?;
        let cue_path = format!("cues/{}.toml", words.code);
        let mut cues = file::<CueFile>(files, &cue_path)?.cue;
        let more = format!("cues/{}.more.toml", words.code);
        if files.contains_key(more.as_str()) {
            cues.extend(file::<CueFile>(files, &more)?.cue);
        }
        let mut vocabulary = Vocabulary::default();
        let mut add = |phrase: &str, sense: Sense| -> Result<(), LexiconError> {
            if vocabulary.add_phrase(phrase, sense) {
                Ok(())
            } else {
                Err(LexiconError::plain(path, "an empty word is listed".to_owned()))
            }
        };
        for (word, value) in &words.numerals.cardinals {
            add(word, Sense::Cardinal(decimal(path, value)?))?;
        }
        for (word, value) in &words.numerals.scales {
            add(word, Sense::Scale(decimal(path, value)?))?;
        }
        for (word, value) in &words.numerals.ordinals {
            add(word, Sense::Ordinal(decimal(path, value)?))?;
        }
        for (word, value) in &words.numerals.fractions {
            add(word, Sense::Fraction(decimal(path, value)?))?;
        }
        for vague in words.vague.values() {
            let sense = Sense::Vague {
                low: vague.low.map(Decimal::from),
                high: vague.high.map(Decimal::from),
                grain: Decimal::from(vague.grain),
            };
            vague.words.iter().try_for_each(|word| add(word, sense))?;
        }
        for bound in &words.bound {
            bound
                .before
                .iter()
                .try_for_each(|word| add(word, Sense::BoundBefore(bound.qualifier)))?;
            bound
                .after
                .iter()
                .try_for_each(|word| add(word, Sense::BoundAfter(bound.qualifier)))?;
        }
        let calendar = &words.calendar;
        for (list, sense) in [
            (&calendar.months, Sense::Month as fn(u32) -> Sense),
            (&calendar.weekdays, Sense::Weekday),
        ] {
            for (number, names) in (1_u32..).zip(list) {
                names.iter().try_for_each(|name| add(name, sense(number)))?;
            }
        }
        for (word, hour) in &calendar.parts_of_day {
            add(word, Sense::PartOfDay(*hour))?;
        }
        for (word, days) in &calendar.days {
            add(word, Sense::Day(*days))?;
        }
        for (list, sense) in [
            (&calendar.as_of, Sense::AsOf),
            (&calendar.am, Sense::Am),
            (&calendar.pm, Sense::Pm),
            (&words.attribution.verbs, Sense::ReportVerb),
            (&words.attribution.prefixes, Sense::ReportPrefix),
            (&words.attribution.media, Sense::Medium),
            (&words.attribution.titles, Sense::Title),
        ] {
            list.iter().try_for_each(|word| add(word, sense))?;
        }
        for (kind, list) in &words.attribution.speakers {
            list.iter().try_for_each(|word| add(word, Sense::Speaker(*kind)))?;
        }
        let hedges: Vec<String> = words.hedges.keys().cloned().collect();
        for (at, list) in words.hedges.values().enumerate() {
            list.iter().try_for_each(|word| add(word, Sense::Hedge(at)))?;
        }
        for (marker, list) in &words.markers {
            list.iter().try_for_each(|word| add(word, Sense::Marker(*marker)))?;
        }
        for (at, unit) in self.units.iter().enumerate() {
            unit.words.iter().try_for_each(|word| add(word, Sense::Unit(at)))?;
        }
        for (at, currency) in self.currencies.iter().enumerate() {
            currency.words.iter().try_for_each(|word| add(word, Sense::Currency(at)))?;
            currency.cents.iter().try_for_each(|word| add(word, Sense::Cent(at)))?;
        }
        for (at, group) in self.groups.iter().enumerate() {
            group.words.iter().try_for_each(|word| add(word, Sense::Group(at)))?;
        }
        for (at, nation) in self.nations.iter().enumerate() {
            nation.words.iter().try_for_each(|word| add(word, Sense::Nation(at)))?;
        }
        let mut cue_measure = Vec::new();
        for (at, cue) in cues.iter().enumerate() {
            let measure = self.measures.iter().position(|measure| measure.id == cue.measure);
            cue_measure.push(measure.ok_or_else(|| {
                let message =
                    format!("cue `{}`: `{}` is no measure of measures.toml", cue.id, cue.measure);
                LexiconError::plain(&cue_path, message)
            })?);
            cue.words.iter().try_for_each(|word| add(word, Sense::Cue(at)))?;
        }
        let cue_with = cues
            .iter()
            .map(|cue| cue.with.iter().map(|word| vocabulary.intern(word)).collect())
            .collect();
        for (class, list) in &words.classes {
            for word in list {
                vocabulary.add_class(word, *class as u32);
            }
        }
        let letters = words
            .numerals
            .letters
            .iter()
            .map(|(letters, of)| {
                let (value, means) = match of {
                    Letters::Scale(value) => (value, LettersMean::Scale),
                    Letters::In { value, means } => (value, *means),
                };
                Ok((letters.clone(), (decimal(path, value)?, means)))
            })
            .collect::<Result<_, LexiconError>>()?;
        Ok(Language {
            code: words.code,
            name: words.name,
            decimal_mark: words.decimal_mark,
            grouping_mark: words.grouping_mark,
            vocabulary,
            letters,
            cues,
            cue_with,
            cue_measure,
            hedges,
            plurals: words.plurals,
        })
    }

    /// The language of a BCP 47 tag, by its first part; English where there is none or it is unknown, since numbers in digits and
    /// names of outlets still read.
    pub fn language(&self, tag: Option<&str>) -> &Language {
        let code = tag.and_then(|tag| tag.split(['-', '_']).next()).unwrap_or("en");
        self.languages
            .iter()
            .find(|language| language.code.eq_ignore_ascii_case(code))
            .or_else(|| self.languages.iter().find(|language| language.code == "en"))
            .expect("English is embedded and cannot be laid over by nothing")
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
        self.symbols.get(sign).copied()
    }
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

impl Language {
    /// The singular of a lower-case noun, by the list of irregular plurals and then by its ending.
    pub fn singular(&self, noun: &str) -> String {
        if let Some(singular) = self.plurals.get(noun) {
            return singular.clone();
        }
        if !is_plural_ending(noun) {
            return noun.to_owned();
        }
        for (end, put) in
            [("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x")]
        {
            if let Some(stem) = noun.strip_suffix(end)
                && stem.len() > 1
            {
                return format!("{stem}{put}");
            }
        }
        noun[..noun.len() - 1].to_owned()
    }

    /// Whether a noun in whatever case looks like a plural.
    pub fn is_plural(&self, id: WordId, noun: &str) -> bool {
        if self.has_class(id, WordClass::NotPlural) {
            return false;
        }
        is_plural_ending(noun) || self.plurals.contains_key(&noun.to_lowercase())
    }

    pub fn has_class(&self, id: WordId, class: WordClass) -> bool {
        self.vocabulary.classes(id) & (1 << class as u32) != 0
    }

    /// Whether a word is in one of several classes.
    pub fn has_one(&self, id: WordId, classes: &[WordClass]) -> bool {
        let mask = classes.iter().fold(0, |mask, class| mask | 1_u128 << *class as u32);
        self.vocabulary.classes(id) & mask != 0
    }
}

/// Whether a word ends as regular plurals do: in s, but not "ss", "us", "is".
fn is_plural_ending(noun: &str) -> bool {
    let bytes = noun.as_bytes();
    let Some((last, rest)) = bytes.split_last() else { return false };
    if !last.eq_ignore_ascii_case(&b's') || rest.len() < 3 {
        return false;
    }
    !matches!(rest.last().map(u8::to_ascii_lowercase), Some(b's' | b'u' | b'i' | b'\'' | b'.'))
}

/// "1/3" or "0.5" or "12".
fn decimal(file: &str, digits: &str) -> Result<Decimal, LexiconError> {
    let parse = |digits: &str| Decimal::from_str(digits.trim()).ok();
    let value = match digits.split_once('/') {
        None => parse(digits),
        Some((over, under)) => {
            parse(over).zip(parse(under)).and_then(|(over, under)| over.checked_div(under))
        }
    };
    value.ok_or_else(|| LexiconError::plain(file, format!("`{digits}` is no number")))
}

fn file<T: DeserializeOwned>(files: &BTreeMap<&str, &str>, path: &str) -> Result<T, LexiconError> {
    parsed(files, path, |text| toml::from_str(text))
}

fn parsed<T>(
    files: &BTreeMap<&str, &str>,
    path: &str,
    parse: impl Fn(&str) -> Result<T, toml::de::Error>,
) -> Result<T, LexiconError> {
    let text = files
        .get(path)
        .ok_or_else(|| LexiconError::plain(path, "the file is missing".to_owned()))?;
    parse(text).map_err(|error| LexiconError::of(path, text, &error))
}
