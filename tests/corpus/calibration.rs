//! Confidence as a chance: what the evidence is worth, fitted on the lines seen, and how often a figure of a given confidence is right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use claims::extract::extract;
use claims::lexicon::{Confidence, Evidence, EvidenceSet, Lexicon};
use claims::model::{Document, Provenance};

use super::Line;
use super::label::PLAIN;
use super::score::share;

/// A figure's evidence, and whether number, measure and group are right.
#[derive(Debug, Clone)]
pub(super) struct Sample {
    pub(super) measure: String,
    pub(super) evidence: EvidenceSet,
    pub(super) right: bool,
}

/// The figures of counted lines. Lines that must hold are left out: they say nothing of texts that nobody has looked at.
pub(super) fn samples(lines: &[Line], held_out: bool) -> Vec<Sample> {
    let counted = lines.iter().filter(|line| !line.must && line.held_out == held_out);
    counted
        .flat_map(|line| {
            let pairs = line.evidence.iter().zip(&line.outcome.verdicts);
            pairs.map(|((measure, evidence), right)| Sample {
                measure: measure.clone(),
                evidence: *evidence,
                right: *right,
            })
        })
        .collect()
}

/// So many sentences of the news set may be looked at.
const OPEN: usize = 148;

/// The figures without a measure in the open half of the real news sentences: there a figure is right where its number is.
pub(super) fn news(lexicon: &Lexicon, folder: &Path) -> Vec<Sample> {
    let text = std::fs::read_to_string(folder.join("extract/newsquant_dev.jsonl")).unwrap();
    let mut samples = Vec::new();
    for line in text.lines().take(OPEN) {
        let gold: serde_json::Value = serde_json::from_str(line).unwrap();
        let numbers: Vec<(Option<f64>, Option<f64>)> = gold["claims"]
            .as_array()
            .unwrap()
            .iter()
            .map(|claim| (claim["lo"].as_f64(), claim["hi"].as_f64()))
            .collect();
        let document = Document {
            provenance: Provenance { language: Some("en".to_owned()), ..Provenance::default() },
            text: gold["text"].as_str().unwrap().to_owned(),
            ..Document::default()
        };
        let found = extract(lexicon, &document);
        for (claim, evidence) in found.claims.iter().zip(&found.evidence) {
            let plain = claim.measure.clone().filter(|measure| PLAIN.contains(&measure.as_str()));
            let Some(measure) = plain else { continue };
            let number = |bound: Option<rust_decimal::Decimal>| {
                bound.and_then(|bound| bound.to_string().parse::<f64>().ok())
            };
            let quantity = &claim.quantity;
            let low = number(quantity.low().or(quantity.high()));
            let high = number(quantity.high().or(quantity.low()));
            let near = |a: Option<f64>, b: Option<f64>| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() <= 1e-6 * b.abs().max(1.0),
                _ => false,
            };
            let right = numbers.iter().any(|(from, to)| near(low, *from) && near(high, *to));
            samples.push(Sample { measure, evidence: *evidence, right });
        }
    }
    samples
}

/// A piece of evidence or a measure that has to be seen so often to be given points.
const SEEN: usize = 5;

/// How strongly points may be drawn to 0; which of these is settled by leaving every fifth figure out in turn.
const RIDGES: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// The points, and how strongly they were drawn to 0.
pub(super) fn fit(samples: &[Sample]) -> (Confidence, f64) {
    let loss = |ridge: f64| -> f64 {
        let fold = |fold: usize| {
            let part = |inside: bool| -> Vec<Sample> {
                let all = samples.iter().enumerate();
                all.filter(|(at, _)| (at % 5 == fold) == inside).map(|(_, it)| it.clone()).collect()
            };
            let confidence = fitted(&part(false), ridge);
            let surprise = |sample: &Sample| {
                let chance = f64::from(sample.chance(&confidence)) / 100.0;
                -(if sample.right { chance } else { 1.0 - chance }).ln()
            };
            part(true).iter().map(surprise).sum::<f64>()
        };
        (0..5).map(fold).sum()
    };
    let ridge =
        RIDGES.into_iter().min_by(|a, b| loss(*a).total_cmp(&loss(*b))).expect("there are some");
    (fitted(samples, ridge), ridge)
}

impl Sample {
    fn chance(&self, confidence: &Confidence) -> u8 {
        confidence.chance(self.evidence, Some(&self.measure))
    }
}

/// Additive points by penalised logistic regression (Newton's method). The base is not drawn anywhere.
fn fitted(samples: &[Sample], ridge: f64) -> Confidence {
    let count = |keep: &dyn Fn(&Sample) -> bool| samples.iter().filter(|it| keep(it)).count();
    let used: Vec<Evidence> = Evidence::ALL
        .into_iter()
        .filter(|evidence| count(&|sample| sample.evidence.has(*evidence)) >= SEEN)
        .collect();
    let measures: BTreeSet<&str> = samples
        .iter()
        .map(|sample| sample.measure.as_str())
        .filter(|measure| !PLAIN.contains(measure) && count(&|it| it.measure == *measure) >= SEEN)
        .collect();
    let measures: Vec<&str> = measures.into_iter().collect();
    let size = 1 + used.len() + measures.len();
    let row = |sample: &Sample| -> Vec<usize> {
        let has = used.iter().enumerate().filter(|(_, one)| sample.evidence.has(**one));
        let of = measures.iter().position(|measure| *measure == sample.measure);
        let of = of.map(|at| 1 + used.len() + at);
        std::iter::once(0).chain(has.map(|(at, _)| at + 1)).chain(of).collect()
    };
    let rows: Vec<(Vec<usize>, f64)> =
        samples.iter().map(|sample| (row(sample), f64::from(u8::from(sample.right)))).collect();
    let mut weights = vec![0.0; size];
    for _ in 0..15 {
        let mut slope = vec![0.0; size];
        let mut curve = vec![vec![0.0; size]; size];
        for at in 1..size {
            slope[at] -= ridge * weights[at];
            curve[at][at] += ridge;
        }
        for (row, right) in &rows {
            let sum: f64 = row.iter().map(|at| weights[*at]).sum();
            let chance = 1.0 / (1.0 + (-sum).exp());
            for a in row {
                slope[*a] += right - chance;
                for b in row {
                    curve[*a][*b] += chance * (1.0 - chance);
                }
            }
        }
        for (weight, step) in weights.iter_mut().zip(solved(curve, slope)) {
            *weight += step;
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "a handful of nats")]
    let hundredths = |weight: f64| (100.0 * weight).round() as i32;
    let base = hundredths(weights[0]);
    let (of_evidence, of_measures) = weights[1..].split_at(used.len());
    let mut points: BTreeMap<Evidence, i32> =
        used.iter().zip(of_evidence).map(|(one, weight)| (*one, hundredths(*weight))).collect();
    points.insert(Evidence::NotCompared, NOT_COMPARED - base);
    let measures = (measures.iter().zip(of_measures))
        .map(|(measure, weight)| ((*measure).to_owned(), hundredths(*weight)))
        .collect();
    Confidence { base, points, measures }
}

/// Figures that are never compared are labelled nowhere: 0.90, in hundredths of a nat, is a hand-set value.
const NOT_COMPARED: i32 = 220;

/// The solution of a symmetric system, by elimination.
fn solved(mut rows: Vec<Vec<f64>>, mut right: Vec<f64>) -> Vec<f64> {
    let size = right.len();
    for pivot in 0..size {
        for row in pivot + 1..size {
            let factor = rows[row][pivot] / rows[pivot][pivot];
            let above = rows[pivot].clone();
            for (cell, above) in rows[row].iter_mut().zip(&above).skip(pivot) {
                *cell -= factor * above;
            }
            right[row] -= factor * right[pivot];
        }
    }
    for pivot in (0..size).rev() {
        let known: f64 = (pivot + 1..size).map(|at| rows[pivot][at] * right[at]).sum();
        right[pivot] = (right[pivot] - known) / rows[pivot][pivot];
    }
    right
}

/// `data/confidence.toml` for fitted points.
pub(super) fn written(confidence: &Confidence, ridge: f64, seen: usize, news: usize) -> String {
    let mut text = format!(
        "# What each piece of evidence adds to the chance that number, measure and group of a figure are right, in hundredths of a natural\n\
         # logarithm of odds: 110 turns 0.50 into 0.75. The names are explained in src/lexicon/confidence.rs.\n\
         #\n\
         # Fitted, not written: by logistic regression, ridge {ridge}, over {seen} figures of the counted lines of tests/corpus that are not held out, and\n\
         # {news} figures without a measure in the open half of the NewsQuant sentences. `CONFIDENCE=fit cargo test calibration` writes it anew, where\n\
         # CLAIMS_EVAL_DIR names the evaluation data. docs/ACCURACY.md shows how well it is calibrated. `not_compared` is set by hand.\n\
         base = {}\n\n[points]\n",
        confidence.base
    );
    for evidence in Evidence::ALL {
        if let Some(points) = confidence.points.get(&evidence) {
            let name = serde_json::to_value(evidence).unwrap();
            let _ = writeln!(text, "{} = {points}", name.as_str().unwrap());
        }
    }
    text.push_str("\n[measures]\n");
    for (measure, points) in &confidence.measures {
        let _ = writeln!(text, "{measure} = {points}");
    }
    text
}

/// The lower ends of the bins of the reliability table, in hundredths.
const BINS: [u8; 10] = [0, 50, 60, 70, 80, 85, 90, 94, 97, 99];

/// How often figures of a confidence are right.
#[derive(Debug, Clone, Default)]
pub(super) struct Reliability {
    /// The bin's lower end, mean confidence, share right, and number of figures.
    pub(super) bins: Vec<(u8, f64, f64, u32)>,
    /// The mean distance of the two, by figures.
    pub(super) error: f64,
}

pub(super) fn reliability(confidence: &Confidence, samples: &[Sample]) -> Reliability {
    let mut bins = Vec::new();
    let mut error = 0.0;
    for (at, from) in BINS.iter().enumerate() {
        let to = BINS.get(at + 1).copied().unwrap_or(101);
        let inside: Vec<(u8, bool)> = samples
            .iter()
            .map(|sample| (sample.chance(confidence), sample.right))
            .filter(|(chance, _)| (*from..to).contains(chance))
            .collect();
        let count = u32::try_from(inside.len()).unwrap();
        let sum: u32 = inside.iter().map(|(chance, _)| u32::from(*chance)).sum();
        let predicted = share(sum, 100 * count);
        let right = u32::try_from(inside.iter().filter(|(_, right)| *right).count()).unwrap();
        let observed = share(right, count);
        error += (predicted - observed).abs() * f64::from(count);
        bins.push((*from, predicted, observed, count));
    }
    let all = u32::try_from(samples.len().max(1)).unwrap();
    Reliability { bins, error: error / f64::from(all) }
}

/// What is left of the figures that are right, and how many of those kept are, from a confidence on.
pub(super) fn kept(confidence: &Confidence, samples: &[Sample], from: u8) -> (f64, f64) {
    let count = |keep: &dyn Fn(&Sample) -> bool| {
        u32::try_from(samples.iter().filter(|sample| keep(sample)).count()).unwrap()
    };
    let over = |sample: &Sample| sample.chance(confidence) >= from;
    let right = count(&|sample| over(sample) && sample.right);
    (share(right, count(&over)), share(right, count(&|sample| sample.right)))
}

/// The lowest confidence from which on figures are right as often as asked.
pub(super) fn threshold(confidence: &Confidence, samples: &[Sample], precision: f64) -> u8 {
    (1..=99).find(|from| kept(confidence, samples, *from).0 >= precision).unwrap_or(100)
}
