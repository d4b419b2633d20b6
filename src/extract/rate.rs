//! What an amount is per: "per gallon", "a month", "/kg", "$25-a-day".

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::numeral::{Form, numeral};
use super::phrase::phrase;
use super::reading::Reading;
use super::unit::{Named, unit_at};
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;

/// "per gallon", "a month", "/kg", "an hour": what the amount is per.
pub(super) fn rate(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let at = mention.end;
    if at + 1 >= limit {
        return;
    }
    if reading.is(at, WordClass::Of) && matches!(mention.unit, CountedIn::Measure(_)) {
        mention.per = behind_substance(reading, at + 1, limit);
        return;
    }
    let per = reading.is(at, WordClass::Per)
        || (reading.is_sign(at, '/') && reading.glued(at) && reading.is_word(at + 1));
    let article = reading.is_one(at, &[WordClass::Article, WordClass::Each]);
    let hyphens =
        reading.is_sign(at, '-') && reading.is_one(at + 1, &[WordClass::Article, WordClass::Per]);
    if !per && !article && !hyphens {
        return;
    }
    let mut next = at + 1;
    if hyphens {
        next += 1;
        next += usize::from(reading.is_sign(next, '-'));
    }
    let by_unit = unit_at(reading, next, limit);
    let name = match by_unit {
        Some((length, Named::Unit(index))) => {
            Some((length, reading.lexicon.units()[index].id.clone()))
        }
        _ if !reading.is_word(next) || reading.is_function_word(next) => None,
        _ if per || reading.is(next, WordClass::RateNoun) => {
            Some((1, reading.language.singular(&reading.word(next).to_lowercase())))
        }
        _ => None,
    };
    let Some((length, name)) = name else { return };
    // "a year earlier", "a month ago" tell when.
    if article && reading.is_one(next + length, &[WordClass::TimeShift, WordClass::Order]) {
        return;
    }
    if (article || hyphens)
        && matches!(mention.unit, CountedIn::Measure(index) if matches!(reading.lexicon.units()[index].dimension.as_str(), "percent"))
        && !reading.is(next, WordClass::PercentPer)
    {
        return;
    }
    if article && mention.kind == Kind::Duration && !matches!(by_unit, Some((_, Named::Unit(_)))) {
        return;
    }
    mention.per = Some(name);
    mention.end = next + length;
    mention.noun = mention.end..mention.end;
    mention.rules.push("rate");
}

/// "14 deaths per 1,000 births", "3 deaths a day", "12 people die every day": what a count is per, which makes it no number of what happened.
/// Behind what it counts may stand what befalls them, unless an article alone ("12 people died a day later") would make the rate.
pub(super) fn of_count(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let plain = mention.counts() && matches!(mention.form, Form::Digits(_) | Form::Words);
    if !plain || mention.partitive {
        return;
    }
    let verb = mention.end
        + (mention.end..limit.min(mention.end + 3))
            .take_while(|at| reading.is_one(*at, &[WordClass::Auxiliary, WordClass::Adverb]))
            .count();
    let cue = reading.sense(verb, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()));
    let behind = cue.map(|(length, ())| verb + length);
    let Some((per, end)) =
        per(reading, mention.end, limit, true).or_else(|| per(reading, behind?, limit, false))
    else {
        return;
    };
    mention.per = Some(per);
    mention.end = end;
    mention.rules.push("rate");
}

/// "per 1,000 births", "every day", "a day" at a token: what it is per, and the token behind it.
fn per(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
    by_article: bool,
) -> Option<(String, usize)> {
    if at + 1 >= limit {
        return None;
    }
    let singular = |at: usize| reading.language.singular(&reading.word(at).to_lowercase());
    let slash = reading.is_sign(at, '/') && reading.glued(at);
    if reading.is(at, WordClass::Per) || slash {
        if let Some(whole) = numeral(reading, at + 1, limit) {
            let value = whole.value.normalize();
            if let Some((length, Named::Unit(unit))) = unit_at(reading, whole.end, limit) {
                let unit = &reading.lexicon.units()[unit];
                return Some((format!("{value} {}", unit.id), whole.end + length));
            }
            // "per four-year term"
            let hyphen = reading.is_sign(whole.end, '-');
            let of = phrase(reading, whole.end + usize::from(hyphen), limit, Decimal::TWO);
            if of.is_empty() {
                return Some((value.to_string(), whole.end));
            }
            let name = if hyphen {
                format!("-{}", reading.slice(&of).to_lowercase())
            } else {
                format!(" {}", singular(of.end - 1))
            };
            return Some((format!("{value}{name}"), of.end));
        }
        if let Some((length, Named::Unit(unit))) = unit_at(reading, at + 1, limit) {
            return Some((reading.lexicon.units()[unit].id.clone(), at + 1 + length));
        }
        // "fruit/veggie": a slash joins two names, too.
        let named = !slash && reading.is_word(at + 1) && !reading.is_function_word(at + 1);
        return named.then(|| (singular(at + 1), at + 2));
    }
    let article = by_article && reading.is(at, WordClass::Indefinite);
    if !article && !reading.is(at, WordClass::Each) {
        return None;
    }
    let (length, Named::Unit(unit)) = unit_at(reading, at + 1, limit)? else { return None };
    let end = at + 1 + length;
    let unit = &reading.lexicon.units()[unit];
    // "a year earlier", "a day after": when.
    let when = reading.is_one(end, &[WordClass::TimeShift, WordClass::Order]);
    (unit.dimension == "time" && !when).then(|| (unit.id.clone(), end))
}

/// "2.4 billion gallons of jet fuel a year": the rate behind what is measured.
fn behind_substance(reading: &Reading<'_>, at: usize, limit: usize) -> Option<String> {
    let article = (at..limit.min(at + 4)).find(|near| {
        !reading.is_word(*near)
            || reading.is_function_word(*near)
            || reading.is(*near, WordClass::Verb)
    })?;
    let rated = article > at
        && reading.is_one(article, &[WordClass::Indefinite, WordClass::Per, WordClass::Each]);
    let Some((length, Named::Unit(index))) = unit_at(reading, article + 1, limit) else {
        return None;
    };
    let unit = &reading.lexicon.units()[index];
    let when = reading.is_one(article + 1 + length, &[WordClass::TimeShift, WordClass::Order]);
    (rated && unit.dimension == "time" && !when).then(|| unit.id.clone())
}
