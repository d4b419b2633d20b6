//! One language, ready for use: its words as numbers, and what of its grammar is a property and no rule of its own.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::check::{self, Listed};
use super::class::{Marker, WordClass};
use super::measure::{Cue, CueFile};
use super::wording::{Endings, Grammar, LanguageFile, Letters, LettersMean};
use super::{Data, Lexicon, LexiconError, Sense, Vocabulary, WordId, file};
use crate::text::{Marks, tokenize};

/// One language, ready for use.
#[derive(Debug, Clone)]
pub struct Language {
    pub code: String,
    pub name: String,
    pub marks: Marks,
    pub grammar: Grammar,
    pub vocabulary: Vocabulary,
    /// Letters behind digits, what they multiply by and where.
    pub letters: BTreeMap<String, (Decimal, LettersMean)>,
    pub cues: Vec<Cue>,
    /// Each cue's `with` words, as numbers.
    pub cue_with: Vec<Vec<WordId>>,
    /// Each cue's `only_of` words.
    pub cue_only_of: Vec<Vec<WordId>>,
    /// Each cue's measure.
    pub cue_measure: Vec<usize>,
    pub hedges: Vec<String>,
    endings: Endings,
    plurals: BTreeMap<String, String>,
    /// The numbers of the irregular plurals, sorted.
    irregular: Vec<WordId>,
}

impl Language {
    /// Whether it has words at all; the language that stands for all others reads figures in digits, units and money only.
    pub fn has_words(&self) -> bool {
        !self.cues.is_empty()
    }

    /// The singular of a lower-case noun, by the list of irregular plurals and then by its ending.
    pub fn singular(&self, noun: &str) -> String {
        if let Some(singular) = self.plurals.get(noun) {
            return singular.clone();
        }
        if !self.ends_as_plural(noun) {
            return noun.to_owned();
        }
        self.endings
            .singular
            .iter()
            .find_map(|(end, put)| {
                let stem = noun.strip_suffix(end.as_str())?;
                (stem.len() > 1).then(|| format!("{stem}{put}"))
            })
            .unwrap_or_else(|| noun.to_owned())
    }

    /// Whether a noun in whatever case looks like a plural.
    pub fn is_plural(&self, id: WordId, noun: &str) -> bool {
        if self.has_class(id, WordClass::NotPlural) {
            return false;
        }
        self.ends_as_plural(noun) || self.irregular.binary_search(&id).is_ok()
    }

    /// Whether a word ends as regular plurals do ("s", but not "ss").
    fn ends_as_plural(&self, noun: &str) -> bool {
        noun.len() > 3
            && self.endings.plural.iter().any(|end| ends(noun, end))
            && !self.endings.not_plural.iter().any(|end| ends(noun, end))
    }

    /// Whether a word of five letters or more ends as adverbs of manner do ("-ly").
    pub fn ends_as_adverb(&self, word: &str) -> bool {
        self.endings.adverb.iter().any(|end| ends(word, end))
    }

    /// Whether a word ends as participles do, which say something about a thing and do not name it.
    pub fn ends_as_participle(&self, word: &str) -> bool {
        word.len() >= 5 && self.endings.participle.iter().any(|end| ends(word, end))
    }

    /// Whether a verb's plural form ends as passives do ("detenidas"), where a participle agrees with its noun.
    pub fn ends_as_passive(&self, word: &str) -> bool {
        self.endings.passive.iter().any(|end| ends(word, end))
    }

    /// Whether a verb ends as those that take an object right behind them ("killing").
    pub fn ends_as_gerund(&self, word: &str) -> bool {
        self.endings.gerund.iter().any(|end| ends(word, end))
    }

    /// Whether an adjective ends as those that rank ("largest").
    pub fn ends_as_superlative(&self, word: &str) -> bool {
        self.endings.superlative.iter().any(|end| ends(word, end))
    }

    /// A lower-case word without its ending, for comparing only.
    pub fn stem<'w>(&self, word: &'w str) -> &'w str {
        self.endings
            .stem
            .iter()
            .find_map(|end| {
                word.strip_suffix(end.as_str()).filter(|stem| stem.chars().count() >= 3)
            })
            .unwrap_or(word)
    }

    pub fn has_class(&self, id: WordId, class: WordClass) -> bool {
        self.vocabulary.has_class(id, class as usize)
    }

    /// Whether a word is in one of several classes.
    pub fn has_one(&self, id: WordId, classes: &[WordClass]) -> bool {
        classes.iter().any(|class| self.has_class(id, *class))
    }

    /// Whether a word, alone and in whatever case, is in a class.
    pub fn word_has(&self, word: &str, class: WordClass) -> bool {
        self.has_class(self.vocabulary.id(word), class)
    }

    /// Whether a word, alone, names a month, a weekday, a day or a part of one.
    pub fn names_day(&self, word: &str) -> bool {
        let id = self.vocabulary.id(word);
        self.has_class(id, WordClass::DayName)
            || self.vocabulary.exact(&[id]).iter().any(|sense| {
                matches!(
                    sense,
                    Sense::Month(_) | Sense::Weekday(_) | Sense::Day(_) | Sense::PartOfDay(_)
                )
            })
    }

    /// The days of the week that a text names, Monday first.
    pub fn weekdays(&self, text: &str) -> BTreeSet<u32> {
        let day = |sense: &Sense| match sense {
            Sense::Weekday(day) => Some(*day),
            _ => None,
        };
        tokenize(text, self.marks)
            .iter()
            .filter_map(|at| {
                self.vocabulary.exact(&[self.vocabulary.id(at.text(text))]).iter().find_map(day)
            })
            .collect()
    }

    /// Whether a word, alone, is marked so.
    pub fn is_marked(&self, id: WordId, marker: Marker) -> bool {
        self.vocabulary.begins_marker(id, marker)
            && self.vocabulary.exact(&[id]).contains(&Sense::Marker(marker))
    }

    /// Whether a word, alone and in whatever case, is of a nation or a group ("Iranian", "rebel").
    pub fn names_people(&self, word: &str) -> bool {
        let senses = self.vocabulary.exact(&[self.vocabulary.id(word)]);
        senses.iter().any(|sense| matches!(sense, Sense::Nation(_) | Sense::Group(_)))
    }

    /// The measures, as indices, whose cues stand in a text; cues that need other words beside them are left out.
    pub fn cued(&self, text: &str) -> Vec<usize> {
        let ids = self.ids(text);
        let cue = |sense: &Sense| match sense {
            Sense::Cue(cue) if self.cue_with[*cue].is_empty() => Some(self.cue_measure[*cue]),
            _ => None,
        };
        (0..ids.len())
            .filter(|at| self.vocabulary.begins_phrase(ids[*at]))
            .filter_map(|at| self.vocabulary.longest(&ids[at..], cue))
            .map(|(_, measure)| measure)
            .collect()
    }

    fn ids(&self, text: &str) -> Vec<WordId> {
        tokenize(text, self.marks).iter().map(|at| self.vocabulary.id(at.text(text))).collect()
    }

    /// Whether a phrase of a marker stands anywhere in a text.
    pub fn holds(&self, text: &str, marker: Marker) -> bool {
        let ids = self.ids(text);
        let is = |sense: &Sense| (*sense == Sense::Marker(marker)).then_some(());
        (0..ids.len()).any(|at| {
            self.vocabulary.begins_marker(ids[at], marker)
                && self.vocabulary.longest(&ids[at..], is).is_some()
        })
    }

    /// Whether a text begins with a phrase of a marker.
    pub fn begins_with(&self, text: &str, marker: Marker) -> bool {
        let head = &text[..text.floor_char_boundary(48)];
        let ids: Vec<WordId> =
            tokenize(head, self.marks).iter().map(|at| self.vocabulary.id(at.text(head))).collect();
        let is = |sense: &Sense| (*sense == Sense::Marker(marker)).then_some(());
        !ids.is_empty() && self.vocabulary.longest(&ids, is).is_some()
    }
}

/// Whether a word ends so, in whatever case. Endings are lower case.
fn ends(word: &str, ending: &str) -> bool {
    word.len() >= ending.len()
        && word.get(word.len() - ending.len()..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
}

impl Lexicon {
    pub(super) fn language_from(
        &self,
        files: &Data<'_>,
        path: &str,
    ) -> Result<Language, LexiconError> {
        let words: LanguageFile = file(files, path)?;
        let (cues, cue_measure) = self.cues(files, &words.code)?;
        let mut vocabulary = Vocabulary::default();
        self.fill(&mut vocabulary, &words).map_err(|Refused { word, message }| {
            LexiconError::about(files, path, &word, message)
        })?;
        for (at, (cue, path)) in cues.iter().enumerate() {
            for word in &cue.words {
                if !vocabulary.add_phrase(word, Sense::Cue(at)) {
                    let message = format!("cue `{}` lists an empty word", cue.id);
                    return Err(LexiconError::about(files, path, word, message));
                }
            }
        }
        let cues = cues.items;
        let mut numbers = |list: fn(&Cue) -> &Vec<String>| -> Vec<Vec<WordId>> {
            let of = |cue| list(cue).iter().map(|word| vocabulary.intern(word)).collect();
            cues.iter().map(of).collect()
        };
        let (cue_with, cue_only_of) = (numbers(|cue| &cue.with), numbers(|cue| &cue.only_of));
        let mut irregular: Vec<WordId> =
            words.plurals.keys().map(|plural| vocabulary.intern(plural)).collect();
        irregular.sort_unstable();
        for (class, list) in &words.classes {
            for word in list {
                vocabulary.add_class(word, *class as usize);
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
                let number = super::number(value).ok_or_else(|| {
                    LexiconError::about(files, path, value, format!("`{value}` is no number"))
                })?;
                Ok((letters.clone(), (number, means)))
            })
            .collect::<Result<_, LexiconError>>()?;
        Ok(Language {
            code: words.code,
            name: words.name,
            marks: words.marks,
            grammar: words.grammar,
            vocabulary,
            letters,
            cues,
            cue_with,
            cue_only_of,
            cue_measure,
            hedges: words.hedges.into_keys().collect(),
            endings: words.endings,
            plurals: words.plurals,
            irregular,
        })
    }

    /// A language's cues, those laid over it included, and each one's measure.
    fn cues(
        &self,
        files: &Data<'_>,
        code: &str,
    ) -> Result<(Listed<Cue>, Vec<usize>), LexiconError> {
        let mut cues = Listed::default();
        for path in [format!("cues/{code}.toml"), format!("cues/{code}.more.toml")] {
            if files.contains_key(path.as_str()) {
                cues.add(&path, file::<CueFile>(files, &path)?.cue);
            }
        }
        cues.apart(files, "cue", ("id", |cue: &Cue| &cue.id), |_| Vec::new())?;
        let worded = |cue: &Cue| !cue.words.is_empty();
        check::named(files, &cues, "cue", ("id", |cue: &Cue| &cue.id), worded)?;
        let measures = check::cues(files, &cues, &self.measures)?;
        Ok((cues, measures))
    }

    /// Puts every word but those of cues and classes into the vocabulary.
    fn fill(&self, vocabulary: &mut Vocabulary, words: &LanguageFile) -> Result<(), Refused> {
        let mut add = |word: &str, sense: Sense| -> Result<(), Refused> {
            let known = vocabulary.add_phrase(word, sense);
            known.then_some(()).ok_or_else(|| Refused::new(word, "an empty word is listed"))
        };
        let numerals = &words.numerals;
        for (list, sense) in [
            (&numerals.cardinals, Sense::Cardinal as fn(Decimal) -> Sense),
            (&numerals.scales, Sense::Scale),
            (&numerals.ordinals, Sense::Ordinal),
            (&numerals.fractions, Sense::Fraction),
        ] {
            for (word, value) in list {
                let value = super::number(value)
                    .ok_or_else(|| Refused::new(value, &format!("`{value}` is no number")))?;
                add(word, sense(value))?;
            }
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
            let (before, after) =
                (Sense::BoundBefore(bound.qualifier), Sense::BoundAfter(bound.qualifier));
            bound.before.iter().try_for_each(|word| add(word, before))?;
            bound.after.iter().try_for_each(|word| add(word, after))?;
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
        for (at, list) in words.hedges.values().enumerate() {
            list.iter().try_for_each(|word| add(word, Sense::Hedge(at)))?;
        }
        for (marker, list) in &words.markers {
            list.iter().try_for_each(|word| add(word, Sense::Marker(*marker)))?;
        }
        self.names(words, &mut add)
    }

    /// The names of units, currencies, groups and nations: those of one language stand with the things themselves, those of another in
    /// its own file.
    fn names(
        &self,
        words: &LanguageFile,
        add: &mut impl FnMut(&str, Sense) -> Result<(), Refused>,
    ) -> Result<(), Refused> {
        let named = words.grammar.names_things;
        let mut all = |own: &BTreeMap<String, Vec<String>>,
                       file: &str,
                       things: Vec<(&str, &[String])>,
                       sense: fn(usize) -> Sense|
         -> Result<(), Refused> {
            if let Some(id) = own.keys().find(|id| things.iter().all(|(known, _)| known != id)) {
                return Err(Refused::new(id, &format!("`{id}` is no id of {file}")));
            }
            for (at, (id, names)) in things.into_iter().enumerate() {
                let names = if named { names } else { &[] };
                let own = own.get(id).map_or(&[][..], Vec::as_slice);
                names.iter().chain(own).try_for_each(|word| add(word, sense(at)))?;
            }
            Ok(())
        };
        let units = self.units.iter().map(|unit| (unit.id.as_str(), unit.words.as_slice()));
        all(&words.units, "units.toml", units.collect(), Sense::Unit)?;
        let money = || self.currencies.iter();
        let names = money().map(|currency| (currency.code.as_str(), currency.words.as_slice()));
        all(&words.currencies, "currencies.toml", names.collect(), Sense::Currency)?;
        let names = money().map(|currency| (currency.code.as_str(), currency.cents.as_slice()));
        all(&words.cents, "currencies.toml", names.collect(), Sense::Cent)?;
        let groups = self.groups.iter().map(|group| (group.id.as_str(), group.words.as_slice()));
        all(&words.groups, "groups.toml", groups.collect(), Sense::Group)?;
        let nations = self.nations.iter().map(|of| (of.id.as_str(), of.words.as_slice()));
        all(&words.nations, "groups.toml", nations.collect(), Sense::Nation)
    }
}

/// A word that cannot be taken, and why.
struct Refused {
    word: String,
    message: String,
}

impl Refused {
    fn new(word: &str, message: &str) -> Self {
        Self { word: word.to_owned(), message: message.to_owned() }
    }
}
