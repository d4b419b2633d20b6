//! What the words around two figures have in common: the test of one subject where no measure names it.

use std::collections::{BTreeMap, BTreeSet};

use super::reading::Reading;
use crate::lexicon::WordClass;

/// The words around each reading, weighed by how few of the event's documents use them.
#[derive(Debug, Default)]
pub(super) struct Contexts {
    /// Per reading: its words, as indices into `weights`, sorted.
    words: Vec<Vec<usize>>,
    weights: Vec<u32>,
}

impl Contexts {
    pub(super) fn of(readings: &[Reading<'_>]) -> Self {
        let mut index: BTreeMap<String, usize> = BTreeMap::new();
        let mut documents: Vec<BTreeSet<usize>> = Vec::new();
        let mut all_documents = BTreeSet::new();
        let mut words = Vec::with_capacity(readings.len());
        for reading in readings {
            all_documents.insert(reading.document);
            let mut own: Vec<usize> = stems(reading)
                .into_iter()
                .map(|stem| {
                    let next = index.len();
                    let at = *index.entry(stem).or_insert(next);
                    if at == documents.len() {
                        documents.push(BTreeSet::new());
                    }
                    documents[at].insert(reading.document);
                    at
                })
                .collect();
            own.sort_unstable();
            own.dedup();
            words.push(own);
        }
        let total = all_documents.len();
        let weights = documents
            .iter()
            .map(|used| 1 + (total / used.len().max(1)).checked_ilog2().unwrap_or(0))
            .collect();
        Self { words, weights }
    }

    /// The weight of the words that both have, and its share of the weight of the one with fewer, in hundredths.
    pub(super) fn shared(&self, a: usize, b: usize) -> (u32, u32) {
        let (Some(a), Some(b)) = (self.words.get(a), self.words.get(b)) else { return (0, 0) };
        let weight = |words: &[usize]| words.iter().map(|word| self.weights[*word]).sum::<u32>();
        let common: Vec<usize> =
            a.iter().copied().filter(|word| b.binary_search(word).is_ok()).collect();
        let common = weight(&common);
        (common, common * 100 / weight(a).min(weight(b)).max(1))
    }
}

/// The content words of the reading's clause in a rough common form, without the thing counted itself.
fn stems(reading: &Reading<'_>) -> Vec<String> {
    let (claim, language) = (reading.claim, reading.language);
    let text = if claim.clause.is_empty() { &claim.quote } else { &claim.clause };
    let mut stems: Vec<String> = text
        .split(|c: char| !c.is_alphabetic())
        .filter(|word| word.chars().count() >= 3)
        .map(str::to_lowercase)
        .filter(|word| !language.word_has(word, WordClass::Common))
        .map(|word| language.stem(&word).to_owned())
        .collect();
    let thing = language.stem(&reading.thing);
    stems.retain(|word| *word != thing);
    stems
}
