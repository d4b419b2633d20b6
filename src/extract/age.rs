//! Ages: "27-year-old", "aged 27", "Smith, 27,".

use rust_decimal::Decimal;

use super::calendar;
use super::mention::{CountedIn, Mention};
use super::numeral::Form;
use super::phrase;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, UNKNOWN, WordClass};
use crate::model::Kind;

/// "27-year-old", "aged 27", "Smith, 27,", "27 years of age". Also turns years into an age where "old" follows.
pub(super) fn age(
    reading: &Reading<'_>,
    mention: &mut Mention,
    first: usize,
    limit: usize,
) -> bool {
    let in_time = match mention.unit {
        CountedIn::Measure(at) => reading.lexicon.units()[at].dimension == "time",
        CountedIn::Bare => true,
        CountedIn::Money(_) => return false,
    };
    if !in_time || mention.kind == Kind::Rank {
        return false;
    }
    if let Some(length) = reading.marker(mention.number.end, limit, Marker::Old) {
        mention.end = mention.number.end + length;
        return set_age(mention, "old");
    }
    if let CountedIn::Measure(_) = mention.unit {
        if let Some(length) = reading.marker(mention.end, limit, Marker::OldBehindUnit) {
            mention.end += length;
            return set_age_kept(mention);
        }
        let years = mention.value.is_some_and(|value| value <= Decimal::from(125));
        if years && (is_marked(reading, mention, first) || is_of_person(reading, mention, first)) {
            return set_age_kept(mention);
        }
        return false;
    }
    let value = mention.value.unwrap_or_default();
    if !matches!(mention.form, Form::Digits(false) | Form::Words) || value > Decimal::from(125) {
        return false;
    }
    let marked = reading.sense_before(mention.start, first, |sense| {
        (*sense == Sense::Marker(Marker::Age)).then_some(())
    });
    if let Some((start, ())) = marked {
        let followed = phrase::plural_follows(reading, mention.end, limit);
        let per = start > first && reading.is(start - 1, WordClass::AgeName);
        if !followed && !per {
            return set_age(mention, "aged");
        }
    }
    if told(reading, mention, first, limit) || of_one_person(reading, mention, first, limit) {
        return set_age(mention, "age_told");
    }
    // "Nick Hague, 44, has", "Lang 20 on loan": a name, then a number between commas.
    let at = mention.number.start;
    if at > first + 1
        && mention.form == Form::Digits(false)
        && value >= Decimal::from(1)
        && value < Decimal::from(111)
    {
        let comma = reading.is_sign(at - 1, ',');
        let name = at - 1 - usize::from(comma);
        let closed = matches!(reading.sign(mention.end), Some(',' | ')' | '.' | ';'))
            || mention.end >= limit;
        // In a text of capitals a name is a word that the data does not know.
        let unknown = reading.shouts && reading.is_word(name) && reading.ids[name] == UNKNOWN;
        let named = (reading.is_capital(name) || unknown)
            && !reading.is_number(name)
            && !calendar::is_calendar_word(reading, name, limit);
        // "The driver, 27, was": any one person between two commas.
        let person = reading.is_word(name)
            && !reading.is_plural(name)
            && !reading.is_function_word(name)
            && reading.is_sign(mention.end, ',')
            && value >= Decimal::from(4);
        if comma && closed && (named || person) && !reading.is_number(mention.end + 1) {
            return set_age(mention, "name_and_age");
        }
        if reading.is_sign(at - 1, '(')
            && reading.is_sign(mention.end, ')')
            && at >= 2
            && reading.is_capital(at - 2)
            && value >= Decimal::TEN
        {
            return set_age(mention, "name_and_age");
        }
    }
    false
}

/// "a girl of 9", "her son, 9, and": the number behind one person.
fn of_one_person(reading: &Reading<'_>, mention: &Mention, first: usize, limit: usize) -> bool {
    let at = mention.start;
    let (end, form) = (mention.number.end, mention.form);
    let closed = end >= limit
        || reading.sign(end).is_some_and(|sign| matches!(sign, ',' | '.' | ')' | ';'))
        || reading.is_one(end, &[WordClass::And, WordClass::Auxiliary, WordClass::Relative]);
    let person = |at: usize| at > first && reading.is(at, WordClass::OnePerson);
    let linked = at >= first + 2
        && (reading.is_sign(at - 1, ',') || reading.is(at - 1, WordClass::Of))
        && person(at - 2);
    linked && closed && matches!(form, Form::Digits(false)) && !reading.is_number(end + 1)
}

/// "aged 3 months"
fn is_marked(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    reading
        .sense_before(mention.start, first, |sense| {
            (*sense == Sense::Marker(Marker::Age)).then_some(())
        })
        .is_some()
}

/// "un hombre de 27 años", "Ana López, de 30 años": what the years belong to is a person.
fn is_of_person(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    let of = reading.sense_before(mention.start, first, |sense| {
        (*sense == Sense::Marker(Marker::AgeOf)).then_some(())
    });
    let Some((start, ())) = of.filter(|(start, ())| *start > first) else { return false };
    let before = start - 1;
    let group =
        reading.sense(before, start, |sense| matches!(sense, Sense::Group(_)).then_some(()));
    reading.is_sign(before, ',') || reading.is_capital(before) || group.is_some()
}

/// "he was 7", "now 75,", "died at 43", "women over 20", "average age was 16": an age that no word behind the number names.
fn told(reading: &Reading<'_>, mention: &Mention, first: usize, limit: usize) -> bool {
    let at = mention.start;
    let value = mention.value.unwrap_or_default();
    let end = mention.end;
    let closed = end >= limit
        || !reading.is_word(end)
            && !reading.is_number(end)
            && reading.sign(end) != Some('%')
            && !reading.glued(end + 1)
        || reading.is(end, WordClass::And)
        || reading.is(end, WordClass::Subordinator)
        || reading.is(end, WordClass::Relative)
        || reading.is_one(end, &[WordClass::In, WordClass::At, WordClass::Auxiliary]);
    if at <= first + 1 || !closed || value < Decimal::ONE {
        return false;
    }
    // "just 10", "about 40"
    let bounded = reading
        .sense_before(at, first, |sense| matches!(sense, Sense::BoundBefore(_)).then_some(()));
    let before = |at: usize| if at > first { at - 1 } else { at };
    let last = before(at);
    if reading.is(last, WordClass::AgeThen)
        && reading.is_sign(before(last), ',')
        && matches!(reading.sign(end), Some(',' | '.' | ')' | ';'))
    {
        return true;
    }
    if let Some((start, ())) = bounded
        && reading.is(before(start), WordClass::AgeGroup)
        && value < Decimal::ONE_HUNDRED
    {
        return true;
    }
    let verb = match bounded {
        Some((start, ())) => before(start),
        None if reading.is(last, WordClass::AgeThen) => before(last),
        None => last,
    };
    if reading.is(verb, WordClass::AgeVerb) {
        let subject = before(verb);
        let age = (subject.saturating_sub(4).max(first)..=subject)
            .any(|near| reading.marker(near, verb, Marker::Age).is_some());
        let born = value < Decimal::ONE_HUNDRED && reading.is(subject, WordClass::PersonPronoun);
        return age || born;
    }
    reading.is(last, WordClass::At)
        && value >= Decimal::TEN
        && (last.saturating_sub(5).max(first)..last).any(|near| reading.is(near, WordClass::DiesAt))
}

/// "aged 57, 36, and 32": a list goes on with what its first number is.
pub(super) fn listed(
    reading: &Reading<'_>,
    mention: &mut Mention,
    limit: usize,
    before: Option<&Mention>,
) -> bool {
    let Some(before) = before.filter(|before| {
        before.kind == Kind::Age
            && before.rules.iter().any(|rule| matches!(*rule, "aged" | "listed"))
    }) else {
        return false;
    };
    let at = mention.start;
    let joined = before.end < at
        && at - before.end <= 2
        && (before.end..at).all(|near| {
            reading.is_sign(near, ',') || reading.is_one(near, &[WordClass::And, WordClass::Or])
        });
    let bare = mention.unit == CountedIn::Bare
        && matches!(mention.form, Form::Digits(false) | Form::Words)
        && mention.value.is_some_and(|value| value < Decimal::from(125));
    if joined && bare && !phrase::plural_follows(reading, mention.end, limit) {
        return set_age(mention, "listed");
    }
    false
}

fn set_age(mention: &mut Mention, rule: &'static str) -> bool {
    mention.kind = Kind::Age;
    mention.unit = CountedIn::Bare;
    mention.noun = mention.end..mention.end;
    mention.rules.push(rule);
    true
}

fn set_age_kept(mention: &mut Mention) -> bool {
    mention.kind = Kind::Age;
    mention.noun = mention.end..mention.end;
    mention.rules.push("old");
    true
}
