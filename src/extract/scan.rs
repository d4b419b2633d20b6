//! One pass over a sentence: every number gets one reading, or is set aside with a reason.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::calendar;
use super::mention::{CountedIn, Mention};
use super::noun;
use super::numeral::{Form, Numeral, numeral};
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::{Kind, Qualifier};
use crate::text::Class;

/// The numbers of the tokens `first..limit`, in order, each with its kind, unit, bounds and noun.
pub(super) fn mentions(reading: &Reading<'_>, first: usize, limit: usize) -> Vec<Mention> {
    let mut found: Vec<Mention> = Vec::new();
    let mut at = first;
    while at < limit {
        let begins = reading.is_number(at)
            || reading.sign(at).is_some_and(|sign| !sign.is_ascii())
            || reading.language.vocabulary.begins_phrase(reading.ids[at]);
        match begins.then(|| mention(reading, at, first, limit, found.last())).flatten() {
            Some(mut mention) => {
                mention.clamp(limit);
                at = mention.end.max(at + 1);
                found.push(mention);
            }
            None => at += 1,
        }
    }
    found
}

fn mention(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Option<Mention> {
    if let Some(date) = calendar::date(reading, at, first, limit) {
        return Some(date);
    }
    if let Some(vague) = vague(reading, at, first, limit) {
        return Some(vague);
    }
    if let Some(zero) = zero(reading, at, first, limit) {
        return Some(zero);
    }
    let Some(numeral) = numeral(reading, at, limit) else {
        return ordinal_word(reading, at, limit);
    };
    let mut mention = Mention::new(at..numeral.end, numeral.value, numeral.grain, numeral.form);
    if numeral.form == Form::Overflow {
        return Some(mention.aside("the number is larger than 28 digits hold"));
    }
    if numeral.form == Form::Ordinal {
        let century = reading.is_any(numeral.end, &["century", "centuries"]);
        let kind = if century { Kind::Date } else { Kind::Rank };
        return Some(mention.of_kind(kind, "ordinal"));
    }
    if let Some(name) = name(reading, at, &numeral, first, limit) {
        return Some(name);
    }
    leading_point(reading, &mut mention, first);
    sign_before(reading, &mut mention, first);
    if unit::money_before(reading, &mut mention, first, limit) {
        bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if let Some(time) = calendar::time(reading, &mention, limit) {
        return Some(time);
    }
    if let Some(score) = score(reading, &mention, first, limit) {
        return Some(score);
    }
    if unit::after(reading, &mut mention, limit) {
        age(reading, &mut mention, first, limit);
        bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if age(reading, &mut mention, first, limit) {
        bounds(reading, &mut mention, first, limit);
        return Some(mention);
    }
    if let Some(address) = address(reading, &mention, limit) {
        return Some(address);
    }
    if let Some(named) = capital_name(reading, &mention, first, limit) {
        return Some(named);
    }
    bounds(reading, &mut mention, first, limit);
    if mention.qualifier == Qualifier::Exact
        && let Some(year) = calendar::year(reading, &mention, first, limit, before)
    {
        return Some(year);
    }
    ratio(reading, &mut mention, limit);
    noun::attach(reading, &mut mention, limit);
    if mention.form == Form::Fraction
        && mention.kind == Kind::Count
        && mention.value.is_some_and(|value| value < Decimal::ONE)
    {
        mention.kind = Kind::Ratio;
    }
    if counts_speakers(reading, &mention, limit) {
        return Some(mention.aside("it counts who speaks and not what they say"));
    }
    if is_idle_one(reading, &mention, first) {
        return Some(mention.aside("`one` counts nothing here"));
    }
    Some(mention)
}

/// "thirteenth", "twenty-first" is read with its tens; "first" alone ranks something only before a noun.
fn ordinal_word(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Mention> {
    let (_, value) = reading.sense(at, limit.min(at + 1), |sense| match sense {
        Sense::Ordinal(value) => Some(*value),
        _ => None,
    })?;
    let mention = Mention::new(at..at + 1, value, Decimal::ONE, Form::Ordinal);
    Some(mention.of_kind(Kind::Rank, "ordinal"))
}

/// ".500", "point 77": the decimals alone.
fn leading_point(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let at = mention.number.start;
    let point = at > first
        && reading.is_sign(at - 1, '.')
        && reading.glued(at)
        && (at - 1 == first || !reading.glued(at - 1));
    let digits = reading.word(at);
    if !point || !matches!(mention.form, Form::Digits(false)) || digits.len() > 20 {
        return;
    }
    let Ok(places) = u32::try_from(digits.len()) else { return };
    let scale = (0..places).try_fold(Decimal::ONE, |scale, _| scale.checked_mul(Decimal::TEN));
    if let (Some(value), Some(scale)) = (mention.value, scale) {
        mention.value = value.checked_div(scale);
        mention.grain = Decimal::ONE.checked_div(scale).unwrap_or(mention.grain);
        mention.number.start = at - 1;
        mention.start = at - 1;
        mention.form = Form::Digits(true);
    }
}

/// "-5", "minus 5" where nothing stands before the sign.
fn sign_before(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let at = mention.number.start;
    if at <= first {
        return;
    }
    let before = at - 1;
    let dash = reading.is_sign(before, '-')
        && reading.glued(at)
        && (before == first || !reading.glued(before));
    let spaced = reading.is_sign(before, '-')
        && !reading.glued(at)
        && before > first
        && !reading.is_number(before - 1)
        && reading.is_word(before - 1)
        && !reading.is_capital(before - 1)
        && reading.is(before - 1, WordClass::Verb);
    if (dash || spaced || reading.is_any(before, &["minus"]))
        && !follows_number(reading, before, first)
    {
        mention.value = mention.value.map(|value| -value);
        mention.number.start = before;
        mention.start = before;
        mention.rules.push("negative");
    }
}

fn follows_number(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    at > first && reading.is_number(at - 1)
}

/// Bounds before and behind the number and its unit.
pub(super) fn bounds(reading: &Reading<'_>, mention: &mut Mention, first: usize, limit: usize) {
    let before = |at: usize| {
        reading.sense_before(at, first, |sense| match sense {
            Sense::BoundBefore(qualifier) => Some(*qualifier),
            _ => None,
        })
    };
    let mut at = mention.start;
    // "at least another 12", "up to a further 30"
    let skipped = (at > first
        && reading.is_any(at - 1, &["a", "an", "another", "the", "further", "just", "only"]))
    .then(|| at - 1);
    let found = before(at).or_else(|| skipped.and_then(before));
    if let Some((start, qualifier)) = found {
        mention.qualifier = qualifier;
        at = start;
        // "over about 50", "at least some 40": the outer word rules.
        if let Some((outer, stronger)) = before(at) {
            at = outer;
            if qualifier == Qualifier::About {
                mention.qualifier = stronger;
            }
        }
        mention.start = at;
        mention.rules.push("bound");
    }
    let after = |at: usize| {
        reading.sense(at, limit, |sense| match sense {
            Sense::BoundAfter(qualifier) => Some(*qualifier),
            _ => None,
        })
    };
    if mention.qualifier == Qualifier::Exact {
        if let Some((length, qualifier)) = after(mention.end) {
            let end = mention.end;
            let joined = !reading.is_sign(end, '-') || reading.glued(end);
            let plus =
                reading.is_any(end, &["plus"]) && !reading.is_sign(end, '-') && !reading.glued(end);
            if joined && !plus {
                mention.qualifier = qualifier;
                mention.end = end + length;
                mention.rules.push("bound_behind");
            }
        } else if reading.is_sign(mention.end, '+') && reading.glued(mention.end) {
            mention.qualifier = Qualifier::AtLeast;
            mention.end += 1;
            mention.rules.push("bound_behind");
        }
    }
    if mention.qualifier == Qualifier::Exact && mention.start > first {
        let sign = reading.sign(mention.start - 1);
        let qualifier = match sign {
            Some('>') => Some(Qualifier::MoreThan),
            Some('<') => Some(Qualifier::LessThan),
            Some('≥') => Some(Qualifier::AtLeast),
            Some('≤') => Some(Qualifier::AtMost),
            Some('~' | '∼' | '≈') => Some(Qualifier::About),
            _ => None,
        };
        if let Some(qualifier) = qualifier {
            mention.qualifier = qualifier;
            mention.start -= 1;
        }
    }
}

/// "dozens of", "several hundred".
fn vague(reading: &Reading<'_>, at: usize, first: usize, limit: usize) -> Option<Mention> {
    let (length, (low, high, grain)) = reading.sense(at, limit, |sense| match sense {
        Sense::Vague { low, high, grain } => Some((*low, *high, *grain)),
        _ => None,
    })?;
    if reading.is_any(at, &["several", "few"]) && length == 1 && !reading.is_word(at + 1) {
        return None;
    }
    let of = reading.is_any(at + length - 1, &["of"]);
    let number = at..at + length - usize::from(of);
    let mut mention = Mention::new(number, Decimal::ZERO, grain, Form::Words);
    mention.end = at + length;
    mention.noun = mention.end..mention.end;
    mention.rules.push(if low < Some(Decimal::TEN) && low != high { "few" } else { "vague" });
    if low.is_some() && low == high {
        mention.value = low;
    } else {
        mention.value = None;
        mention.low = low;
        mention.high = high;
        mention.qualifier = Qualifier::Vague;
    }
    if !unit::after(reading, &mut mention, limit) {
        noun::attach(reading, &mut mention, limit);
    }
    bounds_kept_vague(reading, &mut mention, first);
    Some(mention)
}

/// "at least dozens": a bound before a vague word keeps it vague, but belongs to the phrase.
fn bounds_kept_vague(reading: &Reading<'_>, mention: &mut Mention, first: usize) {
    let found = reading.sense_before(mention.start, first, |sense| {
        matches!(sense, Sense::BoundBefore(_)).then_some(())
    });
    if let Some((start, ())) = found {
        mention.start = start;
    }
}

/// "no injuries", "none of the 62", "nobody was hurt".
fn zero(reading: &Reading<'_>, at: usize, _first: usize, limit: usize) -> Option<Mention> {
    let length = reading.marker(at, limit, Marker::Zero)?;
    if reading.is_any(at, &["zero"]) {
        return None;
    }
    let mut mention = Mention::new(at..at + length, Decimal::ZERO, Decimal::ONE, Form::Words);
    mention.qualifier = Qualifier::None;
    mention.rules.push("zero");
    if reading.is_any(at, &["no"]) && length == 1 {
        // "no" counts nothing by itself: only a noun with a cue makes it a figure, which is told later.
        if !reading.is_word(at + 1)
            || reading.is_any(at + 1, &["longer", "more", "one", "doubt", "comment"])
        {
            return None;
        }
        noun::attach(reading, &mut mention, limit);
        if mention.noun.is_empty() {
            return None;
        }
        mention.end = mention.noun.end;
    } else if reading.is_any(at, &["none"]) {
        if length == 1 {
            return None;
        }
        // "none of the 62": the 62 is a figure of its own.
        mention.noun = mention.end..mention.end;
    }
    Some(mention)
}

/// Numbers that are parts of names by how they are written: "AK-47", "S8", "5G", "#5", "+1-222-2222".
fn name(
    reading: &Reading<'_>,
    at: usize,
    numeral: &Numeral,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    if !reading.is_number(at) {
        return None;
    }
    let number = at..numeral.end;
    let identifier = |end: usize, rule| {
        Some(
            Mention::new(at..end, numeral.value, numeral.grain, numeral.form)
                .of_kind(Kind::Identifier, rule)
                .with_end(end),
        )
    };
    let text = reading.word(at);
    if text.bytes().filter(|byte| *byte == b'.').count() > 1 {
        return identifier(at + 1, "dotted");
    }
    // Three and more groups of digits joined by dashes: telephone numbers.
    let mut groups = 1;
    let mut end = at + 1;
    while end + 1 < limit
        && reading.is_sign(end, '-')
        && reading.glued(end)
        && reading.is_number(end + 1)
        && reading.glued(end + 1)
    {
        groups += 1;
        end += 2;
    }
    let plus = at > first && reading.is_sign(at - 1, '+') && reading.glued(at);
    if groups > 2 || (plus && groups > 1) {
        return identifier(end, "telephone");
    }
    if at > first && reading.glued(at) {
        let before = at - 1;
        match reading.tokens[before].class {
            // "S8", "V10": a letter and a number; "USD115" is money.
            Class::Word => {
                let currency = matches!(
                    reading.lexicon.symbol(reading.word(before)),
                    Some(Sense::Currency(_))
                );
                if !currency {
                    return identifier(glued_end(reading, numeral.end, limit), "letters_before");
                }
            }
            Class::Sign('#') => return identifier(numeral.end, "number_sign"),
            Class::Sign('-' | '/') if before > first && reading.glued(before) => {
                // "AK-47", "covid-19", "under-21": a word bound to a number, but not "0-to-60" or "£5-10".
                let head = before - 1;
                let named = reading.is_word(head)
                    && !reading.is_any(head, &["to", "and", "or", "a"])
                    && !matches!(
                        reading.lexicon.symbol(reading.word(head)),
                        Some(Sense::Currency(_))
                    )
                    && (reading.is_sign(before, '-') || reading.is_capital(head));
                if named {
                    return identifier(glued_end(reading, numeral.end, limit), "name_and_number");
                }
            }
            _ => {}
        }
    }
    // "5G", "737s", "3D": letters behind that are no unit, scale or ordinal.
    if reading.glued(number.end) && reading.is_word(number.end) && number.end < limit {
        let letters = reading.word(number.end);
        let known = unit::letters_scale(reading, &number, limit).is_some()
            || unit::is_unit_at(reading, number.end, limit)
            || reading
                .is_any(number.end, &["am", "pm", "a.m.", "p.m.", "a.m", "p.m", "s", "yo", "k"])
            || letters.len() > 4;
        if !known {
            return identifier(number.end + 1, "letters_behind");
        }
        if letters.eq_ignore_ascii_case("s") {
            let theirs =
                at > first && reading.is_any(at - 1, &["his", "her", "their", "my", "your"]);
            let kind = if theirs { Kind::Age } else { Kind::Date };
            return Some(
                Mention::new(at..number.end + 1, numeral.value, Decimal::TEN, numeral.form)
                    .of_kind(kind, "decade"),
            );
        }
    }
    // "9/11": no fraction and no date, but a name.
    if reading.is_sign(number.end, '/')
        && reading.glued(number.end)
        && reading.is_number(number.end + 1)
        && reading.glued(number.end + 1)
    {
        let second = number.end + 1;
        let end = if reading.is_sign(second + 1, '/')
            && reading.glued(second + 1)
            && reading.is_number(second + 2)
        {
            second + 3
        } else {
            second + 1
        };
        if numeral.form != Form::Fraction {
            return Some(
                Mention::new(at..end.min(limit), numeral.value, numeral.grain, numeral.form)
                    .of_kind(Kind::Date, "slashed"),
            );
        }
    }
    // A list's number: "1. Then", "2) Then".
    if at == first
        && matches!(reading.sign(number.end), Some('.' | ')'))
        && reading.glued(number.end)
        && reading.is_word(number.end + 1)
        && number.end + 1 < limit
        && numeral.value < Decimal::ONE_HUNDRED
    {
        return Some(
            Mention::new(number, numeral.value, numeral.grain, numeral.form).aside("a list marker"),
        );
    }
    None
}

fn glued_end(reading: &Reading<'_>, mut end: usize, limit: usize) -> usize {
    while end < limit && reading.glued(end) && (reading.is_word(end) || reading.is_number(end)) {
        end += 1;
    }
    end
}

/// "Route 9", "page 5", "Boeing 737", "S&P 500": a label or a name before a plain number.
fn capital_name(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let at = mention.number.start;
    if at == first || !matches!(mention.form, Form::Digits(_) | Form::Words) {
        return None;
    }
    let plain = mention.form == Form::Digits(false);
    let before = if reading.is_any(at - 1, &["."]) && at - 1 > first { at - 2 } else { at - 1 };
    if before < at - 1 && !reading.is(before, WordClass::Label) {
        return None;
    }
    let followed = noun::plural_follows(reading, mention.end, limit);
    let label = reading.is(before, WordClass::Label) && !reading.glued(at);
    if label && !followed && (plain || reading.is_capital(before)) {
        return Some(mention.clone().of_kind(Kind::Identifier, "label"));
    }
    let capital = reading.is_capital(before)
        && before > first
        && !reading.is_function_word(before)
        && !reading.is(before, WordClass::Verb)
        && !reading.is(before, WordClass::Adverb)
        && !calendar::is_calendar_word(reading, before, limit)
        && reading
            .sense(before, limit, |sense| {
                matches!(
                    sense,
                    Sense::BoundBefore(_) | Sense::Cue(_) | Sense::Marker(_) | Sense::ReportVerb
                )
                .then_some(())
            })
            .is_none();
    let small = mention.value.is_some_and(|value| value < Decimal::from(10_000));
    let cue_follows = reading
        .sense(mention.end, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()))
        .is_some();
    // "iPhone 11 Pro cameras": a name goes on behind the number.
    let name_goes_on = reading.is_capital(mention.end) && label;
    (plain && (capital || name_goes_on) && small && (!followed || name_goes_on) && !cue_follows)
        .then(|| mention.clone().of_kind(Kind::Identifier, "name_and_number"))
}

/// "10 Downing Street": a house number.
fn address(reading: &Reading<'_>, mention: &Mention, limit: usize) -> Option<Mention> {
    let plain = mention.form == Form::Digits(false);
    let street = (mention.end + 1..(mention.end + 4).min(limit))
        .find(|at| reading.is(*at, WordClass::Address) && reading.is_capital(*at))?;
    let name =
        (mention.end..street).all(|at| reading.is_capital(at) && !reading.is_function_word(at));
    (plain && name).then(|| mention.clone().of_kind(Kind::Identifier, "address"))
}

/// "2-1", "6-4": two small numbers joined by a dash where a game is told.
fn score(reading: &Reading<'_>, mention: &Mention, first: usize, limit: usize) -> Option<Mention> {
    let end = mention.number.end;
    if mention.form != Form::Digits(false)
        || end + 1 >= limit
        || !reading.is_dash(end)
        || !reading.glued(end)
    {
        return None;
    }
    if !reading.is_number(end + 1)
        || !reading.glued(end + 1)
        || reading.glued(end + 2) && reading.is_word(end + 2)
    {
        return None;
    }
    let one = mention.value?.to_u32()?;
    let two: u32 = reading.word(end + 1).parse().ok()?;
    if one > 199
        || two > 199
        || unit::is_unit_at(reading, end + 2, limit)
        || reading.is_sign(end + 2, '%')
    {
        return None;
    }
    let told = reading.holds(&(first..limit), Marker::Score);
    let is_score = (told && (one > two || two < 12)) || (one > two && one < 100);
    is_score.then(|| mention.clone().of_kind(Kind::Score, "score").with_end(end + 2))
}

/// "27-year-old", "aged 27", "Smith, 27,", "27 years of age". Also turns years into an age where "old" follows.
fn age(reading: &Reading<'_>, mention: &mut Mention, first: usize, limit: usize) -> bool {
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
        let old = |at: usize| reading.is_any(at, &["old", "olds"]);
        if old(mention.end) {
            mention.end += 1;
            return set_age_kept(mention);
        }
        if reading.is_sign(mention.end, '-') && old(mention.end + 1) {
            mention.end += 2;
            return set_age_kept(mention);
        }
        if reading.is_any(mention.end, &["of"]) && reading.is_any(mention.end + 1, &["age"]) {
            mention.end += 2;
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
        let followed = noun::plural_follows(reading, mention.end, limit);
        let per = start > first && reading.is_any(start - 1, &["new", "ice", "stone", "golden"]);
        if !followed && !per {
            return set_age(mention, "aged");
        }
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
        let named = reading.is_capital(name)
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

/// "one in five", "3 of 4", "two out of three": the first number over the second.
fn ratio(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let Some(length) = reading.marker(mention.end, limit, Marker::RatioOf) else { return };
    let Some(under) = numeral(reading, mention.end + length, limit) else { return };
    let small = |value: Option<Decimal>| {
        value.is_some_and(|value| value > Decimal::ZERO && value <= Decimal::ONE_THOUSAND)
    };
    let form_ok = matches!(under.form, Form::Digits(false) | Form::Words);
    let of_only = reading.is_any(mention.end, &["of"]) && reading.is_any(mention.end + 1, &["the"]);
    // "18 of 22 charges": two counts, of which one is part of the other; "one of four" is a share.
    let of = reading.is_any(mention.end, &["of"]) && length == 1;
    let large = under.value > Decimal::TEN || mention.form == Form::Digits(false);
    if of && large || !form_ok || !small(mention.value) || !small(Some(under.value)) || of_only {
        return;
    }
    let in_only = reading.is_any(mention.end, &["in"]) && length == 1;
    let plural = noun::plural_follows(reading, under.end, limit);
    let over = mention.value.unwrap_or_default();
    if over >= under.value
        || (in_only
            && (over > Decimal::TEN || calendar::is_calendar_word(reading, under.end, limit)))
    {
        return;
    }
    if in_only && plural && !matches!(under.form, Form::Words | Form::Digits(_)) {
        return;
    }
    if unit::is_unit_at(reading, under.end, limit) {
        return;
    }
    if let Some(share) = over.checked_div(under.value) {
        mention.value = Some(share);
        mention.grain = Decimal::new(1, 2);
        mention.kind = Kind::Ratio;
        mention.number.end = under.end;
        mention.end = under.end;
        mention.noun = under.end..under.end;
        mention.rules.push("ratio");
    }
}

/// "Two officials said": the number of speakers is no figure of what happened.
fn counts_speakers(reading: &Reading<'_>, mention: &Mention, limit: usize) -> bool {
    let head = mention.noun.end.saturating_sub(1);
    mention.kind == Kind::Count
        && !mention.noun.is_empty()
        && reading
            .sense(head, limit, |sense| matches!(sense, Sense::Speaker(_)).then_some(()))
            .is_some()
        && reading
            .sense(mention.noun.end, limit, |sense| (*sense == Sense::ReportVerb).then_some(()))
            .is_some()
}

/// "no one", "one another", "one day": the word, not the number.
fn is_idle_one(reading: &Reading<'_>, mention: &Mention, first: usize) -> bool {
    let at = mention.number.start;
    if mention.number.len() != 1 || !reading.is_any(at, &["one"]) {
        return false;
    }
    // "one to two years", "one or two": an end of a range.
    if reading.is_any(at + 1, &["to", "or", "-", "–"])
        && numeral(reading, at + 2, reading.tokens.len().min(at + 4)).is_some()
    {
        return false;
    }
    let before = |words: &[&str]| at > first && reading.is_any(at - 1, words);
    let after = |words: &[&str]| reading.is_any(at + 1, words);
    before(&[
        "no", "this", "that", "which", "any", "every", "each", "the", "another", "some", "only",
        "new", "old", "good", "bad", "big", "other", "right", "wrong", "first", "last", "loved",
        "a", "number", "same", "'s", "’s", "current", "previous", "next",
    ]) && !mention_has_cue_noun(reading, mention)
        || after(&[
            "another", "by", "'s", "’s", "can", "could", "would", "should", "might", "must", "may",
            "day", "thing", "way", "reason", "has", "does", "that", "which", "who", "is", "was",
            "side", "hand", "side", "time",
        ])
        || mention.noun.is_empty() && mention.qualifier == Qualifier::Exact
}

fn mention_has_cue_noun(reading: &Reading<'_>, mention: &Mention) -> bool {
    !mention.noun.is_empty()
        && reading.is_any(mention.number.start.saturating_sub(1), &["the", "only"])
        && mention.partitive
}
