//! The points and the words they are given for, from `data/article.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;
use serde::Deserialize;

use super::{features, surroundings};

static EMBEDDED: LazyLock<Model> = LazyLock::new(|| {
    Model::parse(include_str!("../../../data/article.toml"))
        .expect("the embedded data is parsed by a test")
});

/// `data/article.toml` as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Words in class names, ids and roles, by what they tell of a box.
    boxes: BTreeMap<String, Vec<String>>,
    /// How lines begin that lead away from the article or stand around it.
    cues: Vec<String>,
    /// What short lines say that stand inside an article and are no part of it.
    furniture: Vec<String>,
    /// How notices begin that say what an earlier version had wrong.
    corrections: Vec<String>,
    /// Words in the names of a box that holds what is written under a picture.
    captions: Vec<String>,
    /// How lines begin that date a change.
    updates: Vec<String>,
    /// The names of the twelve months, in whatever language.
    months: Vec<Vec<String>>,
    bias: [f64; 2],
    /// Points in the first and in the second pass; a feature of the surroundings has none in the first.
    points: BTreeMap<String, Vec<f64>>,
}

/// The words by which places and lines are told apart.
#[derive(Debug)]
pub(in super::super) struct Words {
    finder: AhoCorasick,
    group_of: Vec<u16>,
    cues: Vec<String>,
    furniture: Vec<String>,
    corrections: Vec<String>,
    captions: Vec<String>,
    updates: Vec<String>,
    months: BTreeMap<String, u32>,
}

impl Words {
    /// The number of the month that a word in lower case names.
    pub(in super::super) fn month(&self, lower: &str) -> Option<u32> {
        self.months.get(lower).copied()
    }

    /// Whether a line in lower case dates a change.
    pub(in super::super) fn is_update(&self, lower: &str) -> bool {
        self.updates.iter().any(|word| lower.contains(word.as_str()))
    }

    /// The groups of words found in a place's names, a bit each, in the order of `features::BOXES`.
    pub(super) fn groups(&self, names: &str) -> u16 {
        let found = self.finder.find_overlapping_iter(names);
        found.fold(0, |bits, found| bits | self.group_of[found.pattern().as_usize()])
    }

    /// Whether a short line in lower case is furniture.
    pub(in super::super) fn is_furniture(&self, lower: &str) -> bool {
        self.furniture.iter().any(|phrase| lower.contains(phrase.as_str()))
    }

    /// Whether a line in lower case begins as a correction notice.
    pub(in super::super) fn is_correction(&self, lower: &str) -> bool {
        self.corrections.iter().any(|phrase| lower.starts_with(phrase.as_str()))
    }

    /// Whether a place's names tell a caption.
    pub(in super::super) fn is_caption(&self, names: &str) -> bool {
        self.captions.iter().any(|word| names.contains(word.as_str()))
    }

    /// Whether a line in lower case begins as one that leads away.
    pub(super) fn leads_away(&self, lower: &str) -> bool {
        self.cues.iter().any(|cue| lower.starts_with(cue.as_str()))
    }
}

/// The points, in the order of the features.
#[derive(Debug)]
pub(super) struct Model {
    words: Words,
    bias: [f64; 2],
    points: [Vec<f64>; 2],
}

impl Model {
    pub(super) fn embedded() -> &'static Self {
        &EMBEDDED
    }

    fn parse(text: &str) -> Result<Self, String> {
        let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
        let point = |name: &str, pass: usize| {
            let points = file.points.get(name).and_then(|points| points.get(pass));
            points.copied().ok_or_else(|| format!("`points.{name}` is missing"))
        };
        let first = features::names().map(|name| point(name, 0)).collect::<Result<_, _>>()?;
        let second: Vec<f64> = features::names()
            .map(|name| point(name, 1))
            .chain(surroundings::names().map(|name| point(name, 0)))
            .collect::<Result<_, _>>()?;
        if file.points.len() != second.len() {
            return Err("`points` names what is no feature".to_owned());
        }
        let mut patterns = Vec::new();
        let mut group_of = Vec::new();
        for (at, group) in features::BOXES.iter().enumerate() {
            for word in
                file.boxes.get(*group).ok_or_else(|| format!("`boxes.{group}` is missing"))?
            {
                patterns.push(word.as_str());
                group_of.push(1 << at);
            }
        }
        let finder = AhoCorasick::new(patterns).map_err(|error| error.to_string())?;
        if file.months.len() != 12 {
            return Err("`months` are twelve".to_owned());
        }
        let File { cues, furniture, corrections, captions, updates, months, bias, .. } = file;
        let named =
            |(names, number): (Vec<String>, u32)| names.into_iter().map(move |name| (name, number));
        let months = months.into_iter().zip(1..).flat_map(named).collect();
        let words =
            Words { finder, group_of, cues, furniture, corrections, captions, updates, months };
        Ok(Self { words, bias, points: [first, second] })
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// The chance that the pass gives a block with these features (the logistic function of its points).
    pub(super) fn chance(&self, pass: usize, row: &[f64], around: &[f64]) -> f64 {
        let values = row.iter().chain(around);
        let points: f64 =
            values.zip(&self.points[pass]).map(|(value, points)| value * points).sum();
        1.0 / (1.0 + (-(self.bias[pass] + points)).exp())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_data_names_every_feature_and_no_other() {
        assert!(Model::parse(include_str!("../../../data/article.toml")).is_ok());
        let extra = include_str!("../../../data/article.toml").to_owned() + "\nbeauty = [1.0]\n";
        assert!(Model::parse(&extra).is_err());
    }
}
