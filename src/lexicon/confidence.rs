//! `data/confidence.toml`: what each piece of evidence adds to the chance that a figure was read rightly.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What speaks for or against a reading, as far as the extractor sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// A date, an age, a score: no figure that is compared.
    NotCompared,
    /// A count under a measure, of a noun, or of nothing.
    CountMeasured,
    CountOfNoun,
    CountBare,
    MoneyMeasured,
    Money,
    PercentMeasured,
    Percent,
    MeasurementMeasured,
    Measurement,
    Ratio,
    /// The role of the words that gave the measure.
    RoleTransitive,
    RoleIntransitive,
    RoleState,
    RoleNoun,
    RoleNominal,
    RoleAttribute,
    /// The words stand before the number.
    CueBefore,
    /// How many words stand between them and the number: none, up to three, up to seven, more.
    Touching,
    Near,
    Far,
    VeryFar,
    /// The measure is a neighbour's or a sentence's before.
    Borrowed,
    /// How surely the frame alone gives the measure.
    FrameFirm,
    FrameLoose,
    /// A measure of persons over a noun that the data knows as persons, does not know, or over none.
    PersonsKnown,
    PersonsUnknown,
    PersonsUnsaid,
    /// A measure of things over a noun of persons.
    ThingsArePersons,
    /// The noun is another number's.
    NounLent,
    /// Several words are counted.
    NounLong,
    /// Words that could give a measure stand in the sentence and gave this number none.
    Bypassed,
    /// Another number of the sentence has another measure.
    Rival,
    Bounded,
    Range,
    Vague,
    Zero,
    /// Written in words.
    InWords,
    /// Four digits without a mark, as years are written.
    LikeAYear,
    One,
    /// "6-foot": it describes a thing.
    Compound,
    /// Something other than a word or a stop follows the number.
    SignBehind,
    /// The sentence begins with it.
    Opens,
    SentenceShort,
    SentenceLong,
    /// Four numbers or more in one sentence.
    Crowded,
    Headline,
    Hedged,
    Unasserted,
    PartOf,
    Plus,
    Increment,
    Previous,
    Total,
}

impl Evidence {
    /// Every piece of evidence, in the order of the data file.
    pub const ALL: [Self; 54] = [
        Self::NotCompared,
        Self::CountMeasured,
        Self::CountOfNoun,
        Self::CountBare,
        Self::MoneyMeasured,
        Self::Money,
        Self::PercentMeasured,
        Self::Percent,
        Self::MeasurementMeasured,
        Self::Measurement,
        Self::Ratio,
        Self::RoleTransitive,
        Self::RoleIntransitive,
        Self::RoleState,
        Self::RoleNoun,
        Self::RoleNominal,
        Self::RoleAttribute,
        Self::CueBefore,
        Self::Touching,
        Self::Near,
        Self::Far,
        Self::VeryFar,
        Self::Borrowed,
        Self::FrameFirm,
        Self::FrameLoose,
        Self::PersonsKnown,
        Self::PersonsUnknown,
        Self::PersonsUnsaid,
        Self::ThingsArePersons,
        Self::NounLent,
        Self::NounLong,
        Self::Bypassed,
        Self::Rival,
        Self::Bounded,
        Self::Range,
        Self::Vague,
        Self::Zero,
        Self::InWords,
        Self::LikeAYear,
        Self::One,
        Self::Compound,
        Self::SignBehind,
        Self::Opens,
        Self::SentenceShort,
        Self::SentenceLong,
        Self::Crowded,
        Self::Headline,
        Self::Hedged,
        Self::Unasserted,
        Self::PartOf,
        Self::Plus,
        Self::Increment,
        Self::Previous,
        Self::Total,
    ];
}

/// The pieces of evidence of one figure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EvidenceSet(u64);

impl EvidenceSet {
    pub fn add(&mut self, evidence: Evidence) {
        self.0 |= 1 << evidence as u8;
    }

    pub fn add_if(&mut self, holds: bool, evidence: Evidence) {
        if holds {
            self.add(evidence);
        }
    }

    pub fn has(self, evidence: Evidence) -> bool {
        self.0 & (1 << evidence as u8) != 0
    }

    pub fn iter(self) -> impl Iterator<Item = Evidence> {
        Evidence::ALL.into_iter().filter(move |evidence| self.has(*evidence))
    }
}

/// The points of `confidence.toml`, in hundredths of a natural logarithm of odds.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Confidence {
    /// What every figure begins with.
    pub base: i32,
    /// What each piece of evidence adds; one that is not listed adds nothing.
    pub points: BTreeMap<Evidence, i32>,
    /// What each measure adds: some are told by words of one meaning, some by words of many.
    #[serde(default)]
    pub measures: BTreeMap<String, i32>,
}

/// No reading is certain, and none is given that is certainly wrong.
const CERTAIN: f64 = 99.0;

impl Confidence {
    /// The chance, in hundredths, that number, measure and group are right, from 1 to 99.
    pub fn chance(&self, evidence: EvidenceSet, measure: Option<&str>) -> u8 {
        let points = |evidence| self.points.get(&evidence).copied().unwrap_or(0);
        let own = measure.and_then(|measure| self.measures.get(measure)).copied().unwrap_or(0);
        let sum = self.base + own + evidence.iter().map(points).sum::<i32>();
        let chance = 100.0 / (1.0 + (-f64::from(sum) / 100.0).exp());
        // From 1 to 99, so that no digit is lost.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 99")]
        let hundredths = chance.round().clamp(1.0, CERTAIN) as u8;
        hundredths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_of_evidence_has_its_own_bit() {
        for (at, evidence) in Evidence::ALL.into_iter().enumerate() {
            assert_eq!(evidence as usize, at);
        }
    }

    #[test]
    fn evidence_adds_up_to_a_chance() {
        let points = BTreeMap::from([(Evidence::Touching, 110), (Evidence::Vague, -220)]);
        let measures = BTreeMap::from([("killed".to_owned(), 110)]);
        let confidence = Confidence { base: 110, points, measures };
        let mut set = EvidenceSet::default();
        assert_eq!(confidence.chance(set, None), 75);
        assert_eq!(confidence.chance(set, Some("killed")), 90);
        set.add(Evidence::Touching);
        assert_eq!(confidence.chance(set, Some("injured")), 90);
        set.add(Evidence::Vague);
        assert_eq!(confidence.chance(set, None), 50);
    }
}
