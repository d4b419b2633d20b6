//! What speaks for and against the reading of a figure. What each piece is worth stands in `data/confidence.toml`.

use std::ops::Range;

use super::group;
use super::mention::{CountedIn, Mention};
use super::numeral::Form;
use super::reading::Reading;
use crate::lexicon::{Evidence, EvidenceSet, Role};
use crate::model::{Claim, Kind, Qualifier, Relation, Status};

/// A sentence of so few tokens gives little to go wrong, one of so many a good deal.
const SHORT: usize = 9;
const LONG: usize = 32;

/// The frames that `stand` trusts most and least, in hundredths.
const FIRM: u8 = 95;
const LOOSE: u8 = 85;

/// What is known of a mention that became a claim; `hits` tells whether the sentence has words that give measures.
pub(super) fn evidence(
    reading: &Reading<'_>,
    mentions: &[Mention],
    index: usize,
    claim: &Claim,
    sentence: &Range<usize>,
    hits: bool,
) -> EvidenceSet {
    let mention = &mentions[index];
    let mut set = EvidenceSet::default();
    if !claim.kind.reconciles() {
        set.add(Evidence::NotCompared);
        return set;
    }
    set.add(sort(mention, claim));
    standing(reading, mention, &mut set);
    counted(reading, mention, &mut set);
    let measured = |other: &Mention| other.cue.as_ref().map(|found| found.cue);
    let measure = |cue: usize| reading.language.cue_measure[cue];
    let rival = mentions
        .iter()
        .filter_map(measured)
        .any(|cue| measured(mention).is_none_or(|own| measure(own) != measure(cue)));
    set.add_if(rival, Evidence::Rival);
    set.add_if(hits && mention.cue.is_none(), Evidence::Bypassed);
    let numbers = mentions.iter().filter(|other| other.set_aside.is_none()).count();
    set.add_if(numbers > 3, Evidence::Crowded);
    written(reading, mention, &mut set);
    set.add_if(mention.start == sentence.start, Evidence::Opens);
    set.add_if(sentence.len() <= SHORT, Evidence::SentenceShort);
    set.add_if(sentence.len() > LONG, Evidence::SentenceLong);
    set.add_if(claim.in_headline, Evidence::Headline);
    set.add_if(claim.hedge.is_some(), Evidence::Hedged);
    set.add_if(claim.status != Status::Asserted, Evidence::Unasserted);
    if let Some(relation) = claim.relation {
        set.add(match relation {
            Relation::PartOf => Evidence::PartOf,
            Relation::Plus => Evidence::Plus,
            Relation::Increment => Evidence::Increment,
            Relation::Previous => Evidence::Previous,
            Relation::Total => Evidence::Total,
        });
    }
    set
}

fn sort(mention: &Mention, claim: &Claim) -> Evidence {
    match (claim.kind, mention.cue.is_some()) {
        (Kind::Money, true) => Evidence::MoneyMeasured,
        (Kind::Money, false) => Evidence::Money,
        (Kind::Percent, true) => Evidence::PercentMeasured,
        (Kind::Percent, false) => Evidence::Percent,
        (Kind::Measurement, true) => Evidence::MeasurementMeasured,
        (Kind::Measurement, false) => Evidence::Measurement,
        (Kind::Ratio, _) => Evidence::Ratio,
        (_, true) => Evidence::CountMeasured,
        (_, false) if mention.noun().is_empty() => Evidence::CountBare,
        (_, false) => Evidence::CountOfNoun,
    }
}

/// How the words that gave the measure stand to the number.
fn standing(reading: &Reading<'_>, mention: &Mention, set: &mut EvidenceSet) {
    let Some(found) = &mention.cue else { return };
    set.add(match reading.language.cues[found.cue].role {
        Role::Transitive => Evidence::RoleTransitive,
        Role::Intransitive => Evidence::RoleIntransitive,
        Role::State => Evidence::RoleState,
        Role::Noun | Role::People => Evidence::RoleNoun,
        Role::Nominal => Evidence::RoleNominal,
        Role::Attribute | Role::Ditransitive => Evidence::RoleAttribute,
    });
    set.add_if(found.at.end <= mention.start, Evidence::CueBefore);
    let end = mention.end.max(mention.noun.end);
    let gap = if found.at.end <= mention.start {
        mention.start - found.at.end
    } else {
        found.at.start.saturating_sub(end)
    };
    set.add(match gap {
        0 => Evidence::Touching,
        1..=3 => Evidence::Near,
        4..=7 => Evidence::Far,
        _ => Evidence::VeryFar,
    });
    let borrowed = ["leaning", "shared", "shared_back", "of_them"].contains(&found.frame);
    set.add_if(borrowed, Evidence::Borrowed);
    set.add_if(found.trust >= FIRM, Evidence::FrameFirm);
    set.add_if(found.trust < LOOSE, Evidence::FrameLoose);
}

/// What is counted, and whether it is what the measure counts.
fn counted(reading: &Reading<'_>, mention: &Mention, set: &mut EvidenceSet) {
    set.add_if(mention.noun.is_empty() && !mention.noun().is_empty(), Evidence::NounLent);
    set.add_if(mention.noun().len() > 2, Evidence::NounLong);
    let Some(found) = &mention.cue else { return };
    let measure = &reading.lexicon.measures()[reading.language.cue_measure[found.cue]];
    let persons = group::names_people(reading, mention);
    if measure.dimension == "person" {
        set.add(match (mention.noun().is_empty(), persons) {
            (true, _) => Evidence::PersonsUnsaid,
            (false, true) => Evidence::PersonsKnown,
            (false, false) => Evidence::PersonsUnknown,
        });
    }
    set.add_if(measure.dimension == "thing" && persons, Evidence::ThingsArePersons);
}

/// How the number is written.
fn written(reading: &Reading<'_>, mention: &Mention, set: &mut EvidenceSet) {
    match mention.qualifier {
        Qualifier::Exact => {}
        Qualifier::Range => set.add(Evidence::Range),
        Qualifier::Vague => set.add(Evidence::Vague),
        Qualifier::None => set.add(Evidence::Zero),
        _ => set.add(Evidence::Bounded),
    }
    let digits = reading.slice(&mention.number);
    let plain = digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit());
    set.add_if(plain && mention.unit == CountedIn::Bare, Evidence::LikeAYear);
    set.add_if(mention.form == Form::Words, Evidence::InWords);
    set.add_if(
        mention.value.is_some_and(|value| value == rust_decimal::Decimal::ONE),
        Evidence::One,
    );
    set.add_if(mention.compound, Evidence::Compound);
    let behind = reading.sign(mention.number.end);
    let stop = matches!(behind, None | Some('.' | ',' | ';' | ':' | '%' | '"'));
    set.add_if(!stop, Evidence::SignBehind);
}
