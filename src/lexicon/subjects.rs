//! `data/subjects.toml`: the signs that two figures are about one thing, and what each of them weighs.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    link: LinkRules,
    weight: SubjectWeights,
    kind: Vec<Entry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    words: Vec<String>,
}

/// When two figures are one subject, and how far their words reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRules {
    pub weight: i32,
    pub within_one: i32,
    pub slack: i32,
    pub pair: i32,
    pub near_pair: i32,
    pub lead_chars: u32,
    pub near_before: usize,
    pub near_after: usize,
    pub passage_chars: u32,
}

/// What each sign weighs, in tenths of log-odds; the file says what each of them is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectWeights {
    pub base: i32,
    pub same_measure: i32,
    pub one_measure: i32,
    pub one_measure_of_money: i32,
    pub two_measures: i32,
    pub unnamed: i32,
    pub same_noun: i32,
    pub same_kind: i32,
    pub anybody: i32,
    pub somebody: i32,
    pub other_people: i32,
    pub other_noun: i32,
    pub no_noun: i32,
    pub bare: i32,
    pub near_near: i32,
    pub near_far: i32,
    pub far_far: i32,
    pub passage: i32,
    pub near_most: i32,
    pub far_most: i32,
    pub same_value: i32,
    pub same_small_value: i32,
    pub meeting: i32,
    pub zero: i32,
    pub doubling: i32,
    pub doubling_most: i32,
    pub doubling_most_alone: i32,
    pub inside: i32,
    pub overlap: i32,
    pub disjoint: i32,
    pub one: i32,
    pub few: i32,
    pub rival: i32,
    pub strangers: i32,
    pub leads: i32,
    pub firsts: i32,
    pub money: i32,
    pub part: i32,
    pub increment: i32,
    pub total: i32,
    pub status: i32,
    pub period: i32,
    pub same_day: i32,
    pub other_day: i32,
    pub sibling: i32,
    pub together: i32,
}

/// The rules, the weights and the nouns that stand for one another.
#[derive(Debug, Clone)]
pub struct Subjects {
    pub link: LinkRules,
    pub weight: SubjectWeights,
    /// Per noun, the kinds it is of, in order of the file.
    kinds: BTreeMap<String, Vec<usize>>,
    /// Per kind its first noun, by which a finding is called.
    names: Vec<String>,
}

impl Subjects {
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let File { link, weight, kind } = toml::from_str(text)?;
        let mut kinds: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, entry) in kind.iter().enumerate() {
            for word in &entry.words {
                kinds.entry(word.to_lowercase()).or_default().push(index);
            }
        }
        let names =
            kind.into_iter().map(|entry| entry.words.into_iter().next().unwrap_or_default());
        Ok(Self { link, weight, kinds, names: names.collect() })
    }

    /// Whether reports use the two nouns, singular and lower case, for one another.
    pub fn are_kin(&self, a: &str, b: &str) -> bool {
        let (Some(a), Some(b)) = (self.kinds.get(a), self.kinds.get(b)) else { return false };
        a.iter().any(|kind| b.contains(kind))
    }

    /// The noun that stands for all of its kind; the noun itself where it is of none, or of several.
    pub fn name<'a>(&'a self, noun: &'a str) -> &'a str {
        match self.kinds.get(noun).map(Vec::as_slice) {
            Some([only]) => &self.names[*only],
            _ => noun,
        }
    }
}
