//! Shares of one in English words: "half", "two-thirds", "a quarter of a million", "three and a half".

use rust_decimal::Decimal;

use super::{Sum, Words};
use crate::extract::numeral::{Form, Numeral};
use crate::lexicon::{Sense, WordClass};

const HALF: Decimal = Decimal::from_parts(5, 0, 0, false, 1);
const QUARTER: Decimal = Decimal::from_parts(25, 0, 0, false, 2);

/// "half", "a third of", "half a million", "a quarter million", "quarter of a million".
pub(super) fn alone(words: &Words<'_, '_>, at: usize) -> Option<Numeral> {
    let article = words.is(at, WordClass::Indefinite);
    let word = at + usize::from(article);
    let value = words.share(word)?;
    if let Some(found) = of_scale(words, value, word + 1) {
        return Some(found);
    }
    let reading = words.reading;
    let end = word + 1;
    let share = Some(Numeral { end, value, grain: value, form: Form::Fraction });
    let of = words.is(end, WordClass::Of);
    if value == HALF {
        // "the second half of the year" is a period; "half-litre" and "half of them" are shares, "half-time" is a word.
        let before = at.wrapping_sub(1);
        let period = at > 0 && (reading.is(before, WordClass::HalfOf) || words.is_ordinal(before));
        let joined = words.joint(end);
        let unit = joined > end && words.is_unit(joined);
        let dash = reading.is_dash(end) && !unit;
        return share.filter(|_| !article && !period && !dash);
    }
    // An ordinal word ("third", "fourth") is a share only where "of" follows or the words before measure one.
    if article {
        // "fell by a third to 12": no noun behind that the ordinal could rank.
        let closed = !reading.is_word(end) || reading.is_function_word(end);
        let bounded = || {
            reading
                .sense_before(at, at.saturating_sub(6), |sense| {
                    matches!(sense, Sense::BoundBefore(_)).then_some(())
                })
                .is_some()
        };
        let measured = at > 0 && closed && (words.is(at - 1, WordClass::By) || bounded());
        let period = words.is(end + 1, WordClass::Article) && words.is_unit(end + 2);
        return share.filter(|_| of && !period || measured);
    }
    // "quarter-litre", "fourth of a gallon": of a unit.
    let joined = words.joint(end);
    let unit = joined > end && words.is_unit(joined)
        || of && words.is_unit(end + 1 + usize::from(words.is(end + 1, WordClass::Indefinite)));
    let counted = at > 0
        && (reading.is(at - 1, WordClass::Article)
            || reading.is(at - 1, WordClass::Determiner)
            || reading.is_number(at - 1)
            || words.is_ordinal(at - 1));
    share.filter(|_| unit && !counted)
}

/// A share of a scale: "[half] a million", "[quarter] million", "[two thirds] of a million".
fn of_scale(words: &Words<'_, '_>, share: Decimal, at: usize) -> Option<Numeral> {
    // "half-million", "a half-dozen"
    let at = words.joint(at);
    let of = at + usize::from(words.is(at, WordClass::Of));
    let article = usize::from(words.is(of, WordClass::Indefinite));
    let scale = of + article;
    let by = words.scale(scale).filter(|_| article == 1 || of == at)?;
    let mut end = scale + 1;
    let mut value = share.checked_mul(by)?;
    // "half a hundred thousand" is none; "half a million million" neither.
    if let Some(next) = words.scale(end) {
        value = value.checked_mul(next)?;
        end += 1;
    }
    Some(Numeral { end, value, grain: value, form: Form::Words })
}

/// "two-thirds", "three quarters", "one fifth of": a count of shares.
pub(super) fn of_count(words: &Words<'_, '_>, count: Decimal, sum: &Sum) -> Option<Numeral> {
    let reading = words.reading;
    let joined = words.joint(sum.end);
    let share = words.share(joined)?;
    if count < Decimal::ONE || count >= Decimal::from(100) || count != count.trunc() {
        return None;
    }
    let plural = reading.is_plural(joined);
    let end = joined + 1;
    let dashed = joined > sum.end;
    // "one third of", "one-third"; "one quarter" may be a time, "one half" of a game.
    let alone = !reading.is_word(end) || end >= words.limit;
    let one = count == Decimal::ONE && (dashed || words.is(end, WordClass::Of) || alone);
    let many = count > Decimal::ONE && plural && (share < Decimal::new(5, 1) || dashed);
    let value = count.checked_mul(share)?;
    if !one && !many || value >= Decimal::ONE && !dashed {
        return None;
    }
    if let Some(found) = of_scale(words, value, end) {
        return Some(found);
    }
    Some(Numeral { end, value, grain: share, form: Form::Fraction })
}

/// "and a half", "and three quarters", "-and-a-half": the share and the token behind it.
pub(super) fn behind_and(words: &Words<'_, '_>, at: usize) -> Option<(Decimal, usize)> {
    let at = words.joint(at);
    if !words.is(at, WordClass::And) {
        return None;
    }
    let next = words.joint(at + 1);
    if words.is(next, WordClass::Indefinite) || words.is(next, WordClass::One) {
        let word = words.joint(next + 1);
        let share = words.share(word)?;
        // "two and a third man" ranks; a half or a quarter never does.
        let certain = share == HALF || share == QUARTER;
        let goes_on = !words.reading.is_word(word + 1) || words.scale(word + 1).is_some();
        let of = words.is(word + 1, WordClass::Of) && share != HALF;
        return ((certain || goes_on) && !of).then_some((share, word + 1));
    }
    // "three and half years"
    if words.share(next) == Some(HALF) && words.is_unit(next + 1) {
        return Some((HALF, next + 1));
    }
    let count = words.small(next).filter(|count| *count > Decimal::ONE)?;
    let word = words.joint(next + 1);
    let share = words.share(word)?;
    let value = count.checked_mul(share)?;
    let plural = words.reading.is_plural(word);
    (plural && value < Decimal::ONE && !words.is(word + 1, WordClass::Of))
        .then_some((value, word + 1))
}
