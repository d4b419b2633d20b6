//! What an amount is per: "per gallon", "a month", "/kg", "$25-a-day".

use super::mention::{CountedIn, Mention};
use super::reading::Reading;
use super::unit::{Named, unit_at};
use crate::lexicon::WordClass;
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
