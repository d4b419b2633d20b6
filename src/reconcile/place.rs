//! Elsewhere: which figures their text ties to another place than the one the event's reports are about.
//!
//! No list of the world's places stands behind this. What lies in what is learnt from the phrases of the reports themselves ("the
//! village of Orrin in Teal county", "Norvik's harbour"), and where the event is from what their headlines and first lines name.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::reading::Reading;
use crate::lexicon::{Language, Marker, WordClass};
use crate::model::Kind;

/// A place by the words of its name, folded, so that two spellings of it are one.
type Name = Vec<String>;

/// A word of fewer letters that are no vowels is told letter by letter.
const SPELLED_BY: usize = 3;

/// A place lies in no more places than this, one in another.
const DEEP: usize = 6;

/// Nor is it looked at in what else it is said to lie, beyond so many places: what lies in more is no place.
const NEXT_MAX: usize = 8;

/// And in so many over all steps.
const AROUND_MAX: usize = 16;

/// Tells each figure that a place is named with in what it lies, and whether that is another place than the event's own.
pub(super) fn tell_elsewhere(readings: &mut [Reading<'_>], lead_chars: u32) {
    let chains: Vec<Vec<Name>> = readings.iter().map(chain_of).collect();
    if chains.iter().all(Vec::is_empty) {
        return;
    }
    let mut map = Map::of(readings, &chains, lead_chars);
    let spelled = spelled(readings);
    let elsewhere: Vec<_> = chains.iter().map(|chain| map.elsewhere(chain)).collect();
    let agreed = agreed(readings, &chains, &elsewhere);
    map.home.extend(agreed);
    map.tell_wide();
    for (reading, chain) in readings.iter_mut().zip(&chains) {
        if chain.is_empty() {
            continue;
        }
        if let Some(place) = map.elsewhere(chain) {
            reading.scope.elsewhere = shown(&place, &spelled);
        }
        reading.scope.shown = shown(&chain[0], &spelled);
        // What holds all of the event limits none of its figures.
        let around = chain.iter().flat_map(|name| map.around(name));
        let limits = chain.iter().any(|name| !map.wide.contains(name));
        let words: BTreeSet<String> = chain.iter().cloned().chain(around).flatten().collect();
        reading.scope.place = if limits { words.into_iter().collect() } else { Vec::new() };
    }
}

/// How the reports write each word of their places: not all in capitals where one of them does it otherwise, the first of the alphabet.
fn spelled(readings: &[Reading<'_>]) -> BTreeMap<String, String> {
    let mut spelled: BTreeMap<String, (bool, &str)> = BTreeMap::new();
    for phrase in readings.iter().filter_map(|reading| reading.claim.place.as_deref()) {
        for word in words(phrase).filter(|word| word.starts_with(char::is_uppercase)) {
            let shouts = !word.chars().any(char::is_lowercase);
            let known = spelled.entry(folded(word)).or_insert((shouts, word));
            *known = (*known).min((shouts, word));
        }
    }
    spelled.into_iter().map(|(folded, (_, word))| (folded, word.to_owned())).collect()
}

fn shown(name: &Name, spelled: &BTreeMap<String, String>) -> String {
    let words: Vec<&str> =
        name.iter().map(|word| spelled.get(word).map_or(word.as_str(), String::as_str)).collect();
    words.join(" ")
}

/// The places of figures that other reports give without them: "46 were arrested along Dorn Street", "46 were arrested". Small
/// and round numbers agree by chance.
fn agreed(
    readings: &[Reading<'_>],
    chains: &[Vec<Name>],
    elsewhere: &[Option<Name>],
) -> BTreeSet<Name> {
    let figure = |reading: &Reading<'_>| {
        let value = reading.quantity.value().filter(|value| agrees_by_no_chance(*value))?;
        (reading.live && reading.claim.kind == Kind::Count)
            .then(|| (reading.measure.to_owned(), reading.thing.clone(), value))
    };
    let mut printed: BTreeMap<_, BTreeSet<&str>> = BTreeMap::new();
    for (reading, _) in readings.iter().zip(elsewhere).filter(|(_, place)| place.is_none()) {
        if let Some(figure) = figure(reading) {
            printed.entry(figure).or_default().insert(reading.doc);
        }
    }
    let agrees = |reading: &Reading<'_>| {
        let by = figure(reading).and_then(|figure| printed.get(&figure));
        by.is_some_and(|by| by.iter().any(|doc| *doc != reading.doc))
    };
    let placed = readings.iter().zip(chains).zip(elsewhere);
    placed
        .filter(|((reading, _), place)| place.is_some() && agrees(reading))
        .filter_map(|((_, chain), _)| chain.first().cloned())
        .collect()
}

/// Whether two reports hardly print one number of two things: not small, and not round.
fn agrees_by_no_chance(value: Decimal) -> bool {
    const DIGITS: usize = 3;
    let digits = value.normalize().mantissa().unsigned_abs().to_string();
    value >= Decimal::TEN
        && (value < Decimal::ONE_HUNDRED || digits.trim_end_matches('0').len() >= DIGITS)
}

/// What the event's reports say of its places.
struct Map {
    /// Each place's surroundings.
    within: BTreeMap<Name, BTreeSet<Name>>,
    /// The places that headlines and first lines name, or that many reports do.
    home: BTreeSet<Name>,
    /// What holds one of them: a country, where a town of it is named as well.
    wide: BTreeSet<Name>,
}

impl Map {
    fn of(readings: &[Reading<'_>], chains: &[Vec<Name>], lead_chars: u32) -> Self {
        let mut within: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
        for (reading, chain) in readings.iter().zip(chains) {
            if !says_what_holds(reading) {
                continue;
            }
            for pair in chain.windows(2).filter(|pair| pair[0] != pair[1]) {
                within.entry(pair[0].clone()).or_default().insert(pair[1].clone());
            }
        }
        for around in within.values_mut() {
            *around = std::mem::take(around).into_iter().take(NEXT_MAX).collect();
        }
        let names: BTreeSet<&Name> = chains.iter().flatten().collect();
        let home = home(readings, &names, lead_chars);
        let mut map = Self { within, home, wide: BTreeSet::new() };
        map.tell_wide();
        map
    }

    fn tell_wide(&mut self) {
        self.wide = self.home.iter().flat_map(|name| self.around(name)).collect();
    }

    /// Everything a place is said to lie in.
    fn around(&self, name: &Name) -> BTreeSet<Name> {
        let mut found = BTreeSet::new();
        let mut edge = vec![name.clone()];
        for _ in 0..DEEP {
            let next: Vec<Name> =
                edge.iter().filter_map(|name| self.within.get(name)).flatten().cloned().collect();
            let fresh = |next: &Name| {
                next != name && found.len() < AROUND_MAX && found.insert(next.clone())
            };
            edge = next.into_iter().filter(fresh).collect();
        }
        found
    }

    /// The widest place around a figure that is not the event's own; `None` for a figure of the event's place, and of none.
    fn elsewhere(&self, chain: &[Name]) -> Option<Name> {
        let first = chain.first().filter(|_| !self.home.is_empty())?;
        // What holds the event's place is no other place, nor is what lies in it.
        if self.home.contains(first) || self.wide.contains(first) {
            return None;
        }
        let mut around = self.around(first);
        around.extend(chain[1..].iter().cloned());
        if around.iter().any(|name| self.home.contains(name) && !self.wide.contains(name)) {
            return None;
        }
        around.retain(|name| !self.wide.contains(name));
        let widest = around.iter().find(|name| {
            let beyond = self.around(name);
            around.iter().all(|other| other == *name || !beyond.contains(other))
        });
        Some(widest.unwrap_or(first).clone())
    }
}

/// The places of the headlines, those that a report's first lines name first, and those that a third of the reports name.
fn home(readings: &[Reading<'_>], names: &BTreeSet<&Name>, lead_chars: u32) -> BTreeSet<Name> {
    let mut by_word: BTreeMap<&str, Vec<&Name>> = BTreeMap::new();
    for name in names.iter().copied() {
        by_word.entry(name[0].as_str()).or_default().push(name);
    }
    let mut named: BTreeMap<&Name, BTreeSet<&str>> = BTreeMap::new();
    let mut first: BTreeMap<&str, (u32, Vec<&Name>)> = BTreeMap::new();
    let mut home: BTreeSet<Name> = BTreeSet::new();
    let mut read: BTreeSet<(&str, &str)> = BTreeSet::new();
    let documents: BTreeSet<&str> = readings.iter().map(|reading| reading.doc).collect();
    for reading in readings.iter().filter(|reading| reading.live) {
        let claim = reading.claim;
        let title = claim.provenance.title.as_deref().unwrap_or_default();
        for (text, is_headline) in [(claim.clause.as_str(), claim.in_headline), (title, true)] {
            if text.is_empty() || !read.insert((reading.doc, text)) {
                continue;
            }
            let here = named_in(text, &by_word);
            for name in &here {
                named.entry(*name).or_default().insert(reading.doc);
            }
            let at = claim.span.start;
            if is_headline {
                home.extend(here.into_iter().cloned());
            } else if at < lead_chars
                && !here.is_empty()
                && first.get(reading.doc).is_none_or(|(before, _)| at < *before)
            {
                first.insert(reading.doc, (at, here));
            }
        }
    }
    home.extend(first.into_values().flat_map(|(_, names)| names).cloned());
    let many = documents.len().div_ceil(3).max(3);
    home.extend(named.into_iter().filter(|(_, by)| by.len() >= many).map(|(name, _)| name.clone()));
    home
}

/// The places among some that a text names, the longest name at each word.
fn named_in<'n>(text: &str, by_word: &BTreeMap<&str, Vec<&'n Name>>) -> Vec<&'n Name> {
    let words: Vec<Option<String>> = words(text)
        .map(|word| word.starts_with(char::is_uppercase).then(|| folded(word)))
        .collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let stands = |name: &&&Name| {
            name.iter().enumerate().all(|(offset, word)| {
                words.get(at + offset).is_some_and(|here| here.as_ref() == Some(word))
            })
        };
        let names = words[at].as_deref().and_then(|word| by_word.get(word));
        let longest = names.and_then(|names| names.iter().filter(stands).max_by_key(|it| it.len()));
        found.extend(longest.copied());
        at += longest.map_or(1, |name| name.len());
    }
    found
}

/// The places of a figure's phrase, from the inmost to the widest. Where a quake or a flood was felt, and from where a distance is
/// taken, says nothing of another one.
fn chain_of(reading: &Reading<'_>) -> Vec<Name> {
    let phrase = reading.claim.place.as_deref().unwrap_or_default();
    if phrase.is_empty() || reading.claim.kind == Kind::Measurement {
        return Vec::new();
    }
    chain(reading.language, phrase)
}

/// Whether the phrase tells what its first place lies in: "south of Orrin in Teal" does not.
fn says_what_holds(reading: &Reading<'_>) -> bool {
    let phrase = reading.claim.place.as_deref().unwrap_or_default();
    let first = phrase.split_whitespace().next().unwrap_or_default();
    reading.language.word_has(first, WordClass::In)
        || reading.language.word_has(first, WordClass::At)
        || !reading.language.begins_with(phrase, Marker::PlaceOpener)
}

/// The inmost place of a phrase, folded; empty where it names none.
pub(super) fn inmost(language: &Language, phrase: &str) -> String {
    chain(language, phrase).first().map(|name| name.join(" ")).unwrap_or_default()
}

fn chain(language: &Language, phrase: &str) -> Vec<Name> {
    let mut chain: Vec<Name> = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    let mut owner = false;
    // "In Orrin" at the head of a sentence.
    let words = phrase.split_whitespace();
    let opener = usize::from(language.begins_with(&phrase.to_lowercase(), Marker::PlaceOpener));
    for word in words.skip(opener).chain([""]) {
        let (bare, owns) = match word.split_once(['\'', '’']) {
            // "Norvik's", "the Orrins' harbour"
            Some((bare, ending)) if ending.chars().count() < 2 => (bare, true),
            _ => (word, false),
        };
        let is_named = bare.starts_with(char::is_uppercase) && !language.names_people(bare);
        if is_named {
            name.push(bare);
        }
        if (owns || !is_named) && !name.is_empty() {
            let place = place(language, &std::mem::take(&mut name));
            // "Norvik's harbour district": the harbour lies in Norvik.
            let at = if owner { chain.len().saturating_sub(1) } else { chain.len() };
            chain.splice(at..at, place);
            owner = owns;
        }
    }
    chain.dedup();
    chain
}

/// A name without what it says of the kind of place: "Teal County", "Norvik City". `None` where it says nothing else.
fn place(language: &Language, name: &[&str]) -> Option<Name> {
    let is_kind = |word: &&str| language.begins_with(&word.to_lowercase(), Marker::Locality);
    let end = name.iter().rposition(|word| !is_kind(word))? + 1;
    let words: Name = name[..end].iter().flat_map(|word| words(word)).map(folded).collect();
    (!words.is_empty()).then_some(words)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A word in lower case, every run of vowels and every double letter as one: names from other scripts are spelled in many ways.
fn folded(word: &str) -> String {
    let lower = word.to_lowercase();
    let is_vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    if lower.chars().filter(|c| !is_vowel(*c)).count() < SPELLED_BY {
        return lower;
    }
    let mut last = None;
    let mut spoken = lower.replace(is_vowel, "*");
    spoken.retain(|c| last.replace(c) != Some(c));
    spoken
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn places(phrase: &str) -> Vec<String> {
        let lexicon = Lexicon::embedded();
        chain(lexicon.language(None), phrase).iter().map(|name| name.join(" ")).collect()
    }

    fn named(names: &[&str]) -> Vec<String> {
        let fold = |name: &&str| words(name).map(folded).collect::<Vec<_>>().join(" ");
        names.iter().map(fold).collect()
    }

    #[test]
    fn a_phrase_names_its_places_from_the_inmost_to_the_widest() {
        assert_eq!(places("in the village of Orrin in Teal County"), named(&["Orrin", "Teal"]));
        assert_eq!(places("in Norvik's Dorn district"), named(&["Dorn", "Norvik"]));
        assert_eq!(places("the Dorn quarter of Norvik City"), named(&["Dorn", "Norvik"]));
        assert_eq!(places("In Orrin"), named(&["Orrin"]));
        assert_eq!(places("In the town of Orrin"), named(&["Orrin"]));
        assert_eq!(places("at the school"), named(&[]));
        assert_eq!(places("near the Italian border"), named(&[]));
    }

    #[test]
    fn two_spellings_of_a_name_are_one_and_short_names_are_told_letter_by_letter() {
        assert_eq!(folded("Karoumiya"), folded("Karumia"));
        assert_eq!(folded("Muhammad"), folded("Mohamed"));
        assert_ne!(folded("Oman"), folded("Iman"));
        assert_ne!(folded("Niger"), folded("Nigeria"));
        assert_ne!(folded("Homs"), folded("Hamas"));
    }
}
