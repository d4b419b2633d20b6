//! Two figures of one text, on one voice and in the same words, that cannot both be right.

use rust_decimal::Decimal;

use super::case::{Case, is_generic};
use super::compare::two_voices;
use super::reading::Reading;
use crate::lexicon::{WordClass, words};
use crate::model::{Kind, Qualifier, Relation};

/// In hundredths, how much of what the clause with fewer words says the other has to say too: all of it, so that neither names a place
/// or a thing of its own.
const SAME_WORDS: i32 = 100;

/// What the words in common weigh at least, in tenths: more than the verb alone, which every figure of the measure has.
const ENOUGH: i32 = 20;

/// Whether a text says the same of two numbers: nothing sets them apart, neither what they count nor when it was so. Two numbers of a
/// text are mostly two things, so that one twice the other is a part or another's.
pub(super) fn says_both(case: &Case<'_>, a: usize, b: usize) -> bool {
    let (x, y) = (&case.readings[a], &case.readings[b]);
    let is_plain = |it: &Reading<'_>| {
        it.live
            && !it.is_previous
            && !it.is_provisional()
            && !it.corrects
            && !it.is_sum()
            && !it.is_beside()
            && !it.claim.in_headline
            && it.claim.kind == Kind::Count
            && it.claim.trend.is_none()
            && it.quantity.qualifier() == Qualifier::Exact
            && it.relation != Some(Relation::PartOf)
            && it.relation != Some(Relation::Plus)
            && it.relation != Some(Relation::Total)
            && !it.is_increment
    };
    if x.doc != y.doc
        || x.claim.sentence == y.claim.sentence
        || x.measure != y.measure
        || is_generic(x.measure)
        || x.people != y.people
        || x.basis != y.basis
        || x.claim.as_of != y.claim.as_of
        || !is_plain(x)
        || !is_plain(y)
        || two_voices(case, x, y)
        || x.origin != y.origin
    {
        return false;
    }
    let (Some(few), Some(many)) = (x.value().min(y.value()), x.value().max(y.value())) else {
        return false;
    };
    let is_near = few > Decimal::ONE
        && few < many
        && few.checked_mul(Decimal::TWO).is_some_and(|it| it > many);
    let (weight, share) = case.shared_words(a, b);
    is_near
        && weight >= ENOUGH
        && share >= SAME_WORDS
        && moments(x) == moments(y)
        && case.topics.of_reading(a).days == case.topics.of_reading(b).days
}

/// The words of a figure's clause that tell when it was so: "later", "by evening".
fn moments(reading: &Reading<'_>) -> Vec<String> {
    let mut told = words(&reading.claim.clause);
    told.retain(|word| reading.language.word_has(word, WordClass::Moment));
    told.sort();
    told
}
