//! What each figure of an event is about: its noun, the words near it and around it, and what else its report counts.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::is_generic;
use super::context::stems;
use super::reading::Reading;
use crate::lexicon::{Lexicon, LinkRules};
use crate::model::Kind;

/// What one figure is about.
#[derive(Debug, Clone, Default)]
pub(super) struct Topic {
    /// Content words near the number, elsewhere in the clause, and in the clauses around it: numbers of words, sorted.
    pub(super) near: Vec<usize>,
    pub(super) far: Vec<usize>,
    pub(super) passage: Vec<usize>,
    /// The noun counted, singular; empty where people are named by none of their own, or nothing is counted.
    pub(super) noun: String,
    /// What it is called for telling values of one report apart: its measure, else its noun.
    pub(super) name: String,
    /// Counts, money, or a dimension; only figures of one family are ever held against each other.
    pub(super) family: String,
    /// The days of the week that its clause names.
    pub(super) days: BTreeSet<u32>,
    /// How many other values its report has under this name.
    pub(super) rivals: u32,
    /// Whether it stands in the headline or the first lines.
    pub(super) is_lead: bool,
    /// Whether it is the first figure of its report under its name: news tells first what it is about.
    pub(super) is_first: bool,
}

/// The topics of an event's figures.
#[derive(Debug, Default)]
pub(super) struct Topics {
    list: Vec<Topic>,
    /// Per word what it weighs, in tenths: ten, and ten more for each halving of the documents that use it.
    weights: Vec<i32>,
    /// Per document its figures.
    documents: Vec<Vec<usize>>,
    /// Who prints a number under a name.
    printed: BTreeMap<(String, Decimal), Vec<usize>>,
    /// The figures of each sentence.
    sentences: BTreeMap<(usize, u32), Vec<usize>>,
}

impl Topics {
    pub(super) fn of(lexicon: &Lexicon, readings: &[Reading<'_>]) -> Self {
        let rules = &lexicon.subjects().link;
        let mut words = Words::default();
        let mut topics: Vec<Topic> = readings
            .iter()
            .map(|reading| {
                let (near, far) = around(reading, rules);
                let noun = noun(reading);
                let own = reading.language.stem(&noun).to_owned();
                let mut number = |list: Vec<String>| {
                    let content = list.into_iter().filter(|word| *word != own);
                    words.numbers(content, reading.live.then_some(reading.document))
                };
                let near = number(near);
                let mut far = number(far);
                far.retain(|word| near.binary_search(word).is_err());
                Topic {
                    near,
                    far,
                    name: name(lexicon, reading, &noun),
                    family: family(lexicon, reading),
                    days: reading.language.weekdays(&reading.claim.clause),
                    noun,
                    is_lead: reading.claim.in_headline
                        || reading.claim.span.start < rules.lead_chars,
                    ..Topic::default()
                }
            })
            .collect();
        let mut documents: Vec<Vec<usize>> = Vec::new();
        let mut printed: BTreeMap<(String, Decimal), Vec<usize>> = BTreeMap::new();
        let mut sentences: BTreeMap<(usize, u32), Vec<usize>> = BTreeMap::new();
        // What an earlier version of a page said is no figure beside those that stand in it.
        let stands = |reading: &Reading<'_>| reading.live && !reading.is_sum();
        for (index, reading) in readings.iter().enumerate().filter(|(_, it)| stands(it)) {
            if documents.len() <= reading.document {
                documents.resize(reading.document + 1, Vec::new());
            }
            documents[reading.document].push(index);
            let sentence = (reading.document, reading.claim.sentence.start);
            sentences.entry(sentence).or_default().push(index);
            if let Some(value) = reading.value() {
                printed.entry((topics[index].name.clone(), value)).or_default().push(index);
            }
        }
        for own in &documents {
            surround(rules, readings, own, &mut topics);
        }
        Self { list: topics, weights: words.weights(), documents, printed, sentences }
    }

    pub(super) fn of_reading(&self, index: usize) -> &Topic {
        &self.list[index]
    }

    /// The figures of the same document.
    pub(super) fn beside(&self, reading: &Reading<'_>) -> &[usize] {
        self.documents.get(reading.document).map_or(&[], Vec::as_slice)
    }

    /// The figures of the same sentence, itself among them.
    pub(super) fn in_sentence(&self, reading: &Reading<'_>) -> &[usize] {
        let sentence = (reading.document, reading.claim.sentence.start);
        self.sentences.get(&sentence).map_or(&[], Vec::as_slice)
    }

    /// The figures that print a number under a name.
    pub(super) fn printing(&self, name: &str, value: Decimal) -> &[usize] {
        self.printed.get(&(name.to_owned(), value)).map_or(&[], Vec::as_slice)
    }

    /// What the words weigh that two lists have in common, in tenths.
    pub(super) fn common(&self, a: &[usize], b: &[usize]) -> i32 {
        let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
        let shared = few.iter().filter(|word| many.binary_search(word).is_ok());
        shared.map(|word| self.weights[*word]).sum()
    }

    /// Whether both clauses have a word that not nearly all documents use: what everybody says ("killed", "quake") tells nothing
    /// apart.
    pub(super) fn share_a_telling_word(&self, a: usize, b: usize) -> bool {
        const TELLING: i32 = 15;
        let (a, b) = (&self.list[a], &self.list[b]);
        let in_b =
            |word: &&usize| b.near.binary_search(word).is_ok() || b.far.binary_search(word).is_ok();
        a.near.iter().chain(&a.far).filter(in_b).any(|word| self.weights[*word] >= TELLING)
    }

    /// The weight of the words that both clauses have, and its share of the weight of the one with fewer, in hundredths.
    pub(super) fn shared(&self, a: usize, b: usize) -> (i32, i32) {
        let (a, b) = (&self.list[a], &self.list[b]);
        let weight = |topic: &Topic| -> i32 {
            topic.near.iter().chain(&topic.far).map(|word| self.weights[*word]).sum()
        };
        let common = self.common(&a.near, &b.near)
            + self.common(&a.near, &b.far)
            + self.common(&a.far, &b.near)
            + self.common(&a.far, &b.far);
        (common, common * 100 / weight(a).min(weight(b)).max(1))
    }
}

/// The words of an event, numbered, and the documents that use each.
#[derive(Default)]
struct Words {
    numbers: BTreeMap<String, usize>,
    documents: Vec<BTreeSet<usize>>,
    all: BTreeSet<usize>,
}

impl Words {
    /// The numbers of some words; `document` is the one that uses them now, where one does.
    fn numbers(
        &mut self,
        list: impl Iterator<Item = String>,
        document: Option<usize>,
    ) -> Vec<usize> {
        self.all.extend(document);
        let mut numbers: Vec<usize> = list
            .map(|word| {
                let next = self.numbers.len();
                let number = *self.numbers.entry(word).or_insert(next);
                if number == self.documents.len() {
                    self.documents.push(BTreeSet::new());
                }
                self.documents[number].extend(document);
                number
            })
            .collect();
        numbers.sort_unstable();
        numbers.dedup();
        numbers
    }

    fn weights(&self) -> Vec<i32> {
        let all = self.all.len().max(1);
        self.documents.iter().map(|used| 10 + halvings(all, used.len().max(1))).collect()
    }
}

/// How often `all` must be halved to come to `some`, in tenths, between whole halvings on a straight line.
fn halvings(all: usize, some: usize) -> i32 {
    let ratio = Decimal::from(all).checked_div(Decimal::from(some));
    ratio.map_or(0, doublings)
}

/// How often one must be doubled to come to a ratio of one or more, in tenths, between whole doublings on a straight line.
pub(super) fn doublings(ratio: Decimal) -> i32 {
    let mut whole = 0;
    let mut rest = ratio;
    while rest >= Decimal::TWO && whole < 100 {
        rest /= Decimal::TWO;
        whole += 1;
    }
    let part = ((rest - Decimal::ONE) * Decimal::TEN).trunc();
    whole * 10 + i32::try_from(part).unwrap_or(0).clamp(0, 9)
}

/// The content words near the number, and those elsewhere in its clause.
fn around(reading: &Reading<'_>, rules: &LinkRules) -> (Vec<String>, Vec<String>) {
    let claim = reading.claim;
    let text = if claim.clause.is_empty() { &claim.quote } else { &claim.clause };
    let Some(at) = text.find(&claim.text).filter(|_| !claim.text.is_empty()) else {
        return (stems(reading.language, text), Vec::new());
    };
    let (before, after) = (&text[..at], &text[at + claim.text.len()..]);
    let is_gap = |c: char| !c.is_alphabetic();
    let start = before
        .split(is_gap)
        .rev()
        .filter(|word| !word.is_empty())
        .nth(rules.near_before.saturating_sub(1))
        .map_or(0, |word| word.as_ptr() as usize - before.as_ptr() as usize);
    let end = after
        .split(is_gap)
        .filter(|word| !word.is_empty())
        .nth(rules.near_after.saturating_sub(1))
        .map_or(after.len(), |word| word.as_ptr() as usize - after.as_ptr() as usize + word.len());
    let mut near = stems(reading.language, &before[start..]);
    near.extend(stems(reading.language, &after[..end]));
    let mut far = stems(reading.language, &before[..start]);
    far.extend(stems(reading.language, &after[end..]));
    (near, far)
}

/// The noun counted, singular and lower case; empty for people in general, and where no noun is.
fn noun(reading: &Reading<'_>) -> String {
    let claim = reading.claim;
    if claim.kind != Kind::Count {
        return if claim.unit == COUNT { TIMES.to_owned() } else { String::new() };
    }
    let phrase = claim.noun.as_deref().unwrap_or_default().to_lowercase();
    let head: String = phrase
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    let names_nobody = reading.unit == PERSON && reading.people.is_anybody();
    if head.is_empty() || names_nobody {
        return String::new();
    }
    reading.language.singular(&head)
}

/// The unit of "eleven times".
pub(super) const COUNT: &str = "count";
/// What they are called by: a charge is a "count", too.
pub(super) const TIMES: &str = "times";
/// The unit of people.
pub(super) const PERSON: &str = "person";

fn name(lexicon: &Lexicon, reading: &Reading<'_>, noun: &str) -> String {
    // Shots are called by what became of them, whatever word they are counted by.
    if lexicon.measure(reading.measure).is_some_and(|measure| measure.counts_times) {
        reading.measure.to_owned()
    } else if !noun.is_empty() && reading.unit != PERSON {
        lexicon.subjects().name(noun).to_owned()
    } else if is_generic(reading.measure) {
        format!("{} {} {noun}", reading.measure, reading.unit)
    } else {
        reading.measure.to_owned()
    }
}

/// Counts, money and each dimension by themselves.
pub(super) fn family(lexicon: &Lexicon, reading: &Reading<'_>) -> String {
    let dimension = || lexicon.unit(&reading.unit).map(|unit| unit.dimension.clone());
    match reading.claim.kind {
        Kind::Money => "money".to_owned(),
        Kind::Count => COUNT.to_owned(),
        _ if reading.unit == COUNT => COUNT.to_owned(),
        _ => dimension().unwrap_or_else(|| reading.unit.clone()),
    }
}

/// Tells each figure of a document what stands around it, and how many other values it has under its name.
fn surround(rules: &LinkRules, readings: &[Reading<'_>], own: &[usize], topics: &mut [Topic]) {
    let mut values: BTreeMap<&str, BTreeSet<Decimal>> = BTreeMap::new();
    for index in own {
        if let Some(value) = readings[*index].value() {
            values.entry(&topics[*index].name).or_default().insert(value);
        }
    }
    let rivals: Vec<u32> = own
        .iter()
        .map(|index| {
            let others = values.get(topics[*index].name.as_str()).map_or(0, BTreeSet::len);
            let stated = usize::from(readings[*index].value().is_some());
            u32::try_from(others.saturating_sub(stated)).unwrap_or(u32::MAX)
        })
        .collect();
    // The figures stand in order of their place; only neighbours lie within reach.
    let mut placed: Vec<usize> = own.to_vec();
    placed.sort_by_key(|index| (readings[*index].claim.span.start, *index));
    let mut named: BTreeMap<String, Option<Decimal>> = BTreeMap::new();
    for index in &placed {
        let value = readings[*index].value();
        let first = named.entry(topics[*index].name.clone()).or_insert(value);
        topics[*index].is_first = *first == value;
    }
    let mut passages: Vec<(usize, Vec<usize>)> = Vec::with_capacity(placed.len());
    let mut first = 0;
    for (at, index) in placed.iter().enumerate() {
        let start = readings[*index].claim.span.start;
        while readings[placed[first]].claim.span.start + rules.passage_chars < start {
            first += 1;
        }
        first = first.max(at.saturating_sub(PASSAGE_FIGURES));
        let topic = &topics[*index];
        let mut passage: Vec<usize> = placed[first..]
            .iter()
            .take_while(|other| {
                readings[**other].claim.span.start <= start.saturating_add(rules.passage_chars)
            })
            .take(at - first + 1 + PASSAGE_FIGURES)
            .filter(|other| *other != index)
            .flat_map(|other| topics[*other].near.iter().chain(&topics[*other].far))
            .filter(|word| {
                topic.near.binary_search(word).is_err() && topic.far.binary_search(word).is_err()
            })
            .copied()
            .collect();
        passage.sort_unstable();
        passage.dedup();
        passages.push((*index, passage));
    }
    for (index, passage) in passages {
        topics[index].passage = passage;
    }
    for (index, rivals) in own.iter().zip(rivals) {
        topics[*index].rivals = rivals;
    }
}

/// Of so many figures before and after it a passage is made; a table of thousands in one place would otherwise cost all pairs.
const PASSAGE_FIGURES: usize = 12;
