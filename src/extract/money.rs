//! Amounts of money: signs and codes before the number, scales around the currency, cents behind it.

use std::ops::Range;

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::numeral::{Form, TOO_LARGE, exact_mul, numeral};
use super::phrase;
use super::rate::rate;
use super::reading::Reading;
use super::unit::{Named, unit_at};
use crate::lexicon::{LettersMean, Sense, WordClass};
use crate::model::Kind;
use crate::text::{Case, Space};

/// "12.3m", "40k", "6bn": what the letters glued to digits multiply by, if they are a scale at all.
pub(super) fn letters_scale(
    reading: &Reading<'_>,
    number: &Range<usize>,
    limit: usize,
) -> Option<Decimal> {
    let at = number.end;
    if at >= limit
        || !reading.glued(at)
        || !reading.is_word(at)
        || reading.tokens[at].end - reading.tokens[at].start > 3
    {
        return None;
    }
    if reading.glued(at + 1) && reading.is_sign(at + 1, '/') {
        return None;
    }
    let letters = reading.word(at).to_ascii_lowercase();
    let (by, means) = *reading.language.letters.get(&letters)?;
    let is_money =
        money_sign(reading, number.start).is_some() || currency_follows(reading, at + 1, limit);
    let counts = phrase::plural_follows(reading, at + 1, limit);
    let unit_behind = unit_at(reading, at + 1, limit).is_some();
    let certain = match means {
        // M is a million; m is a metre unless money or a noun says otherwise; t is a tonne, b a bit.
        LettersMean::Counted => {
            is_money
                || counts
                || unit_behind
                || reading.tokens[at].case == Case::Upper
                || is_of_many(reading, at + 1, limit)
        }
        LettersMean::Money => is_money,
        LettersMean::Scale => true,
    };
    certain.then_some(by)
}

/// "35m of its devices": of things that are many, and no length of one.
fn is_of_many(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading.is(at, WordClass::Of)
        && reading.is_one(at + 1, &[WordClass::Article, WordClass::Determiner])
        && phrase::plural_follows(reading, at + 2, limit)
}

/// "8 B people": a capital apart from its number, with people or money behind it.
fn is_apart(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let people = || {
        reading
            .sense(at + 1, limit, |sense| matches!(sense, Sense::Group(_)).then_some(()))
            .is_some()
            || reading.is(at + 1, WordClass::Person)
    };
    at + 1 < limit
        && !reading.shouts
        && reading.tokens[at].case == Case::Upper
        && reading.tokens[at].end - reading.tokens[at].start == 1
        && (people() || currency_follows(reading, at + 1, limit))
}

fn currency_follows(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    matches!(unit_at(reading, at, limit), Some((_, Named::Currency(_) | Named::Cent(_))))
}

/// A currency before a number: where its sign starts, which it is, and what its letters multiply by ("MUSD 60").
struct Sign {
    start: usize,
    currency: usize,
    by: Option<Decimal>,
    /// A minus stands between the sign and the number ("$-5").
    below: bool,
}

/// Whether a currency's sign ends just before a token.
pub(super) fn is_sign_before(reading: &Reading<'_>, at: usize) -> bool {
    money_sign(reading, at).is_some()
}

/// The currency sign that ends just before a token: "$", "US$", "US $", "Rs", "GBP", "usd", "aud$", "$US"; a minus may follow ("$-5").
fn money_sign(reading: &Reading<'_>, number: usize) -> Option<Sign> {
    let dash = number.checked_sub(1)?;
    let below = reading.is_sign(dash, '-')
        && reading.glued(number)
        && reading.glued(dash)
        && !reading.is_word(dash.wrapping_sub(1));
    let sign = plain_sign(reading, if below { dash } else { number })?;
    Some(Sign { below, ..sign })
}

fn plain_sign(reading: &Reading<'_>, number: usize) -> Option<Sign> {
    let last = number.checked_sub(1)?;
    if reading.space(number) > Space::Blank {
        return None;
    }
    // "Rs. 500"
    if reading.is_sign(last, '.') && reading.glued(last) && last > 0 && reading.is_word(last - 1) {
        let found = symbol(reading, last - 1, reading.word(last - 1));
        return found.map(|currency| Sign { start: last - 1, currency, by: None, below: false });
    }
    if reading.is_word(last) {
        let plain = |currency| Some(Sign { start: last, currency, by: None, below: false });
        // "$US160"
        if last > 0
            && reading.glued(last)
            && reading.sign(last - 1).is_some()
            && let Some(currency) = symbol(reading, last, reading.slice(&(last - 1..number)))
        {
            return Some(Sign { start: last - 1, currency, by: None, below: false });
        }
        return match symbol(reading, last, reading.word(last)) {
            Some(currency) => plain(currency),
            None => match coded(reading, last).or_else(|| lost_symbol(reading, number)) {
                Some(currency) => plain(currency),
                None => scaled_code(reading, last).map(|(currency, by)| Sign {
                    start: last,
                    currency,
                    by: Some(by),
                    below: false,
                }),
            },
        };
    }
    let mut best = None;
    for length in 1..=5 {
        let Some(start) = number.checked_sub(length) else { break };
        if length > 1 && reading.is(start, WordClass::Article) && !reading.glued(start + 1) {
            break;
        }
        let slice = reading.slice(&(start..number));
        let found = symbol(reading, start, slice)
            .or_else(|| (length > 1 && best.is_some()).then(|| spelt(reading, slice)).flatten());
        if let Some(currency) = found {
            best = Some(Sign { start, currency, by: None, below: false });
        }
        if reading.space(start) > Space::Blank
            || length == 1
                && !slice.is_char_boundary(1)
                && best.is_none()
                && !(reading.glued(start) && reading.is_word(start.wrapping_sub(1)))
        {
            break;
        }
    }
    best
}

/// A sign, case for case; letters say nothing in a text of capitals.
fn symbol(reading: &Reading<'_>, at: usize, slice: &str) -> Option<usize> {
    match reading.lexicon.symbol(slice) {
        Some(Sense::Currency(currency))
            if !(reading.shouts
                && reading.is_word(at)
                && slice.bytes().all(|byte| byte.is_ascii_alphabetic())) =>
        {
            Some(currency)
        }
        _ => None,
    }
}

/// "US $", "hk $", "aud$", "U . S . $": a sign with blanks inside, without capitals, or behind a code.
fn spelt(reading: &Reading<'_>, slice: &str) -> Option<usize> {
    if slice.len() > 16 {
        return None;
    }
    let joined: String = slice.split_whitespace().collect();
    let upper = joined.to_uppercase();
    let code = upper.trim_end_matches('$');
    [joined.as_str(), upper.as_str(), code].into_iter().filter(|sign| sign.len() > 1).find_map(
        |sign| match reading.lexicon.symbol(sign) {
            Some(Sense::Currency(currency)) => Some(currency),
            _ => None,
        },
    )
}

/// "usd", "Eur": a code in whatever case that the data lists as a word.
fn coded(reading: &Reading<'_>, at: usize) -> Option<usize> {
    let (length, currency) = reading.sense(at, at + 1, |sense| match sense {
        Sense::Currency(currency) => Some(*currency),
        _ => None,
    })?;
    let code = &reading.lexicon.currencies()[currency].code;
    let is_code =
        reading.word(at).eq_ignore_ascii_case(code) || reading.is(at, WordClass::MoneyOpener);
    (length == 1 && is_code).then_some(currency)
}

/// "e80 million", "PS2.7m": letters that stand for a sign which plain text cannot print. Only an amount tells them from a name, and a letter
/// alone only a scale word.
fn lost_symbol(reading: &Reading<'_>, number: usize) -> Option<usize> {
    let letters = number.checked_sub(1)?;
    let code = || {
        reading.word(letters).len() == 3
            && reading.tokens[letters].case == Case::Upper
            && !reading.shouts
    };
    if !reading.glued(number) && !code() {
        return None;
    }
    let currency = reading.lexicon.lost_symbol(reading.word(letters))?;
    let alone = reading.word(letters).len() == 1;
    let scaled = || {
        reading
            .sense(number + 1, reading.tokens.len().min(number + 2), |sense| {
                matches!(sense, Sense::Scale(_)).then_some(())
            })
            .is_some()
    };
    // "N500bn": two letters that multiply make an amount of what one alone leaves a name.
    let lettered = || reading.word(number + 1).len() > 1 && is_amount(reading, number);
    (scaled() || is_amount(reading, number) && (!alone || lettered())).then_some(currency)
}

/// Whether digits are written as amounts are: "2.7", "21,700", "40m".
fn is_amount(reading: &Reading<'_>, number: usize) -> bool {
    let behind = number + 1;
    let letters = || {
        reading.glued(behind)
            && reading.word(behind).len() <= 3
            && reading.language.letters.contains_key(&reading.word(behind).to_ascii_lowercase())
    };
    reading.is_number(number) && (reading.word(number).contains([',', '.']) || letters())
}

/// "MUSD", "kEUR": a code behind a letter that multiplies.
fn scaled_code(reading: &Reading<'_>, at: usize) -> Option<(usize, Decimal)> {
    let word = reading.word(at);
    if word.len() != 4 || !word.is_ascii() {
        return None;
    }
    let (letter, code) = word.split_at(1);
    let Some(Sense::Currency(currency)) = reading.lexicon.symbol(code) else { return None };
    let (by, _) = reading.language.letters.get(&letter.to_ascii_lowercase())?;
    (reading.lexicon.currencies()[currency].code == code).then_some((currency, *by))
}

fn multiply(mention: &mut Mention, by: Decimal) {
    let product = mention.value.and_then(|value| exact_mul(value, by));
    match product.zip(exact_mul(mention.grain, by)) {
        Some((value, grain)) => {
            mention.value = Some(value);
            mention.grain = grain;
            mention.form = Form::Words;
        }
        None => mention.set_aside = Some(TOO_LARGE),
    }
}

/// Reads a currency sign before the number and a scale behind it: "$5.2m", "US$1.5 billion", "Rs 500".
pub(super) fn money_before(
    reading: &Reading<'_>,
    mention: &mut Mention,
    first: usize,
    limit: usize,
) -> bool {
    scale_letters(reading, mention, limit);
    let Some(Sign { start, currency, by, below }) = money_sign(reading, mention.number.start)
    else {
        return false;
    };
    // "50 dollars 40 rmb": the word is that of the number before.
    let theirs = reading.is_word(start)
        && start > first
        && reading.is_number(start - 1)
        && !reading.glued(mention.number.end)
        && currency_follows(reading, mention.number.end, limit);
    if start < first || theirs {
        return false;
    }
    if let Some(by) = by {
        multiply(mention, by);
    }
    if below {
        mention.value = mention.value.map(|value| -value);
    }
    mention.number.start = start;
    mention.start = start;
    mention.unit = CountedIn::Money(reading.lexicon.currencies()[currency].code.clone());
    mention.kind = Kind::Money;
    mention.rules.push("currency_before");
    // "$5 US", "$58 Canadian dollars", "$1.8M dollars"
    if let Some((length, Named::Currency(_))) = unit_at(reading, mention.end, limit)
        && reading.is_word(mention.end)
        && !reading.is_number(mention.end + length)
    {
        mention.end += length;
    }
    if let Some((end, currency)) = whose(reading, mention.end, limit) {
        mention.unit = CountedIn::Money(reading.lexicon.currencies()[currency].code.clone());
        mention.end = end;
    }
    // "- $5": a loss.
    if start > first
        && reading.is_sign(start - 1, '-')
        && reading.glued(start)
        && (start - 1 == first || !reading.glued(start - 1))
    {
        mention.value = mention.value.map(|value| -value);
        mention.start = start - 1;
        mention.number.start = start - 1;
    }
    rate(reading, mention, limit);
    mention.noun = mention.end..mention.end;
    true
}

/// "$75 U.S. per barrel": a country's letters behind the amount, where nothing follows that they could belong to.
fn whose(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, usize)> {
    if !reading.is_capital(at) {
        return None;
    }
    (at + 1..=limit.min(at + 4)).find_map(|end| {
        let letters = reading.slice(&(at..end)).replace('.', "");
        let alone = end == limit || !reading.is_word(end) || reading.is_function_word(end);
        if letters.len() < 2 || letters.len() > 4 || !alone || reading.glued(end) {
            return None;
        }
        match reading.lexicon.symbol(&format!("{letters}$")) {
            Some(Sense::Currency(currency)) => Some((end, currency)),
            _ => None,
        }
    })
}

fn scale_letters(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let digits_end = mention.number.end;
    if !matches!(mention.form, Form::Digits(_)) {
        return;
    }
    // "5 m" and "5 bn" apart, too, where the letters can be nothing else.
    let spaced = !reading.glued(digits_end)
        && digits_end < limit
        && reading.is_word(digits_end)
        && (reading.is(digits_end, WordClass::SpacedScale) || is_apart(reading, digits_end, limit));
    let by = if spaced {
        reading
            .language
            .letters
            .get(&reading.word(digits_end).to_ascii_lowercase())
            .map(|(by, _)| *by)
    } else {
        letters_scale(reading, &mention.number, limit)
    };
    let Some(by) = by else { return };
    multiply(mention, by);
    mention.number.end += 1;
    mention.end = mention.number.end;
    mention.noun = mention.end..mention.end;
    mention.rules.push("letters");
}

/// Money behind the number: "40 dollars", "30 MUSD", "75 USD million", "15 dollars 50".
pub(super) fn money_behind(
    reading: &Reading<'_>,
    mention: &mut Mention,
    currency: usize,
    end: usize,
    limit: usize,
) {
    mention.unit = CountedIn::Money(reading.lexicon.currencies()[currency].code.clone());
    mention.kind = Kind::Money;
    mention.rules.push("currency_behind");
    mention.end = end;
    let scale = reading.sense(end, limit.min(end + 1), |sense| match sense {
        Sense::Scale(by) if *by >= Decimal::ONE_THOUSAND => Some(*by),
        _ => None,
    });
    if let Some((_, by)) = scale.filter(|_| matches!(mention.form, Form::Digits(_))) {
        multiply(mention, by);
        mention.end = end + 1;
        mention.number.end = end + 1;
    }
    mention.noun = mention.end..mention.end;
}

/// "30 MUSD": a code behind the number that also multiplies it.
pub(super) fn scaled_money_behind(
    reading: &Reading<'_>,
    mention: &mut Mention,
    limit: usize,
) -> bool {
    let at = mention.end;
    if at >= limit || !reading.is_word(at) {
        return false;
    }
    let Some((currency, by)) = scaled_code(reading, at) else { return false };
    multiply(mention, by);
    money_behind(reading, mention, currency, at + 1, limit);
    true
}

/// "thirteen dollars and forty-five cents": one amount.
pub(super) fn dollars_and_cents(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let CountedIn::Money(code) = &mention.unit else { return };
    if code.len() != 3 {
        return;
    }
    let at = mention.end + usize::from(reading.is(mention.end, WordClass::And));
    let Some(part) = numeral(reading, at, limit) else { return };
    let named = unit_at(reading, part.end, limit);
    // "15 dollars 50", where nothing is behind that the 50 could count.
    let more = reading.is(part.end, WordClass::More) && !reading.is_word(part.end + 1);
    let bare = part.value >= Decimal::TEN
        && matches!(part.form, Form::Digits(false) | Form::Words)
        && (more
            || (part.end >= limit
                || !reading.is_word(part.end)
                    && reading.sign(part.end) != Some('%')
                    && !reading.is_number(part.end))
                && !reading.glued(part.end + 1))
        && !reading.glued(at);
    let length = match named {
        Some((length, Named::Cent(_))) => length,
        None if bare => 0,
        _ => return,
    };
    if part.value < Decimal::ONE_HUNDRED
        && mention.value.is_some_and(|whole| whole == whole.trunc())
        && let Some(whole) = mention.value
        && let Some(share) = part.value.checked_div(Decimal::ONE_HUNDRED)
        && let Some(sum) = whole.checked_add(share)
    {
        mention.value = Some(sum);
        mention.grain = Decimal::new(1, 2);
        mention.end = part.end + length;
        mention.number.end = mention.end;
        mention.noun = mention.end..mention.end;
    }
}
