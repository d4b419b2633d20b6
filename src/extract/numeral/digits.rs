//! Numbers in digits: grouping, decimals, powers of ten, fractions behind them. The same for all languages but for the marks.

use rust_decimal::Decimal;

use super::fraction::{slashed, vulgar};
use super::{Form, Numeral, add_share, exact_add, exact_mul};
use crate::extract::reading::Reading;
use crate::lexicon::WordClass;
use crate::text::{Marks, Space, digit};

/// The number that begins at a token of digits; `None` where there are none.
pub(super) fn in_digits(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    if at >= limit || !reading.is_number(at) {
        return None;
    }
    let overflow =
        |end| Numeral { end, value: Decimal::ZERO, grain: Decimal::ONE, form: Form::Overflow };
    let language = reading.language;
    let text = reading.word(at);
    let Some((mut value, mut grain, mut marked)) = digits(text, language.marks) else {
        return Some(overflow(at + 1));
    };
    let mut end = at + 1;
    if text.len() <= 3 && !text.starts_with('0') && !marked {
        while let Some((group, fine)) = spaced_group(reading, end, limit) {
            let Some(sum) = value.checked_mul(Decimal::ONE_THOUSAND) else {
                return Some(overflow(end + 1));
            };
            let Some(sum) = exact_add(sum, group) else { return Some(overflow(end + 1)) };
            value = sum;
            grain = fine;
            marked = true;
            end += 1;
        }
        // "80, 000", as some tools cut it
        while end + 1 < limit
            && reading.is_sign(end, ',')
            && reading.word(end + 1) == "000"
            && !reading.glued(end + 1)
        {
            let Some(product) = value.checked_mul(Decimal::ONE_THOUSAND) else {
                return Some(overflow(end + 2));
            };
            value = product;
            marked = true;
            end += 2;
        }
    }
    // "10th"
    if end < limit && reading.glued(end) && reading.is(end, WordClass::OrdinalEnding) {
        return Some(Numeral { end: end + 1, value, grain: Decimal::ONE, form: Form::Ordinal });
    }
    if let Some((power, next)) = power_of_ten(reading, end, limit) {
        let scaled = power.and_then(|by| exact_mul(value, by).zip(exact_mul(grain, by)));
        let Some((value, grain)) = scaled else { return Some(overflow(next)) };
        return Some(Numeral { end: next, value, grain, form: Form::Digits(true) });
    }
    if let Some((value, next)) = to_a_power(reading, value, end, limit) {
        let Some(value) = value else { return Some(overflow(next)) };
        return Some(Numeral { end: next, value, grain: Decimal::ONE, form: Form::Digits(true) });
    }
    // "1/2"
    if end == at + 1
        && let Some((share, next)) = slashed(reading, at, limit)
    {
        return Some(Numeral { end: next, value: share, grain: share, form: Form::Fraction });
    }
    // "10 1/2", "7-3/4", "2½"
    let dash =
        usize::from(reading.is_sign(end, '-') && reading.glued(end) && reading.glued(end + 1));
    let share = if reading.is_number(end + dash)
        && end + dash < limit
        && (dash == 1 || reading.space(end) == Space::Blank)
    {
        slashed(reading, end + dash, limit)
    } else {
        (end < limit)
            .then(|| reading.sign(end).and_then(vulgar))
            .flatten()
            .map(|part| (part, end + 1))
    };
    if let Some((share, next)) = share
        && value == value.trunc()
    {
        let Some(value) = add_share(value, share) else { return Some(overflow(next)) };
        return Some(Numeral { end: next, value, grain: share, form: Form::Digits(true) });
    }
    Some(Numeral { end, value, grain, form: Form::Digits(marked) })
}

/// "14 800", "1 234 567.89": a group of three behind a blank, its value and one unit of its last digit.
fn spaced_group(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(Decimal, Decimal)> {
    if at >= limit
        || !reading.is_number(at)
        || !matches!(reading.space(at), Space::Narrow | Space::Blank)
        || reading.glued(at + 1) && reading.is_word(at + 1)
    {
        return None;
    }
    let text = reading.word(at);
    let language = reading.language;
    let whole = &text[..decimal_mark(text, language.marks).unwrap_or(text.len())];
    if whole.len() != 3 || !whole.chars().all(|c| digit(c).is_some()) {
        return None;
    }
    let (value, grain, _) = digits(text, language.marks)?;
    Some((value, grain))
}

/// "10^31", "2^10": the value, unless it has too many digits, and the token behind it.
fn to_a_power(
    reading: &Reading<'_>,
    base: Decimal,
    at: usize,
    limit: usize,
) -> Option<(Option<Decimal>, usize)> {
    let raised = reading.is_sign(at, '^')
        && reading.glued(at)
        && at + 1 < limit
        && reading.is_number(at + 1)
        && reading.glued(at + 1);
    if !raised {
        return None;
    }
    let exponent: Option<usize> = reading.word(at + 1).parse().ok().filter(|it| *it < EXPONENT_MAX);
    let value = exponent.and_then(|exponent| {
        (0..exponent).try_fold(Decimal::ONE, |value, _| exact_mul(value, base))
    });
    Some((value, at + 2))
}

/// Powers beyond have more digits than are kept, whatever their base but one.
const EXPONENT_MAX: usize = 100;

/// "1.3e6", "6.2 x 10^-4", "3 × 10⁸": the power of ten, unless it has too many digits, and the token behind it.
fn power_of_ten(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
) -> Option<(Option<Decimal>, usize)> {
    let glued_number = |at: usize| at < limit && reading.is_number(at) && reading.glued(at);
    if at < limit && reading.glued(at) && reading.is_any(at, &["e"]) {
        let negative = reading.is_sign(at + 1, '-') && reading.glued(at + 1);
        let plus = reading.is_sign(at + 1, '+') && reading.glued(at + 1);
        let digits = at + 1 + usize::from(negative || plus);
        if glued_number(digits) {
            return Some((power(reading.word(digits), negative), digits + 1));
        }
        return None;
    }
    let times = reading.is_any(at, &["x"]) || matches!(reading.sign(at), Some('×' | '*' | '·'));
    if !times || at + 2 >= limit || reading.word(at + 1) != "10" {
        return None;
    }
    if reading.is_sign(at + 2, '^') {
        let negative = reading.is_sign(at + 3, '-');
        let digits = at + 3 + usize::from(negative);
        return glued_number(digits).then(|| (power(reading.word(digits), negative), digits + 1));
    }
    // "1.99×10−30", the exponent's place lost: behind a sign for times and a minus nothing else can be meant.
    if reading.is_sign(at, '×') && reading.is_sign(at + 2, '-') && reading.glued(at + 2) {
        return glued_number(at + 3).then(|| (power(reading.word(at + 3), true), at + 4));
    }
    let mut end = at + 2;
    let negative = reading.is_sign(end, '⁻') && reading.glued(end);
    end += usize::from(negative);
    let mut exponent = 0_u32;
    let first = end;
    while end < limit
        && reading.glued(end)
        && let Some(digit) = reading.sign(end).and_then(raised)
        && exponent < 100
    {
        exponent = exponent * 10 + digit;
        end += 1;
    }
    if end == first {
        return None;
    }
    Some((tens(exponent, negative), end))
}

fn raised(sign: char) -> Option<u32> {
    "⁰¹²³⁴⁵⁶⁷⁸⁹".chars().zip(0..).find(|(known, _)| *known == sign).map(|(_, digit)| digit)
}

fn power(exponent: &str, negative: bool) -> Option<Decimal> {
    tens(exponent.parse().ok()?, negative)
}

/// A power of ten that a `Decimal` holds.
fn tens(exponent: u32, negative: bool) -> Option<Decimal> {
    if exponent > 28 {
        return None;
    }
    if negative {
        return Decimal::try_from_i128_with_scale(1, exponent).ok();
    }
    Decimal::try_from_i128_with_scale(10_i128.checked_pow(exponent)?, 0).ok()
}

/// Digits with grouping and decimal marks: the value, one unit of the last digit, and whether there was a mark.
fn digits(text: &str, marks: Marks) -> Option<(Decimal, Decimal, bool)> {
    let mut mantissa: i128 = 0;
    let mut scale = 0_u32;
    let mut in_fraction = false;
    let mut marked = false;
    let decimal = decimal_mark(text, marks);
    for (at, c) in text.char_indices() {
        if let Some(digit) = digit(c) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            scale += u32::from(in_fraction);
        } else if Some(at) == decimal {
            in_fraction = true;
            marked = true;
        } else if c == ' ' && in_fraction {
            // "2. 6", as some tools cut it
        } else if !in_fraction
            && (matches!(c, ',' | '，' | '\'' | '’' | '\u{66c}') || marks == Marks::Either)
        {
            marked = true;
        } else {
            return None;
        }
    }
    let value = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
    let grain = Decimal::try_from_i128_with_scale(1, scale).ok()?;
    Some((value, grain, marked))
}

/// Where the mark stands that decimals follow.
fn decimal_mark(text: &str, marks: Marks) -> Option<usize> {
    if marks == Marks::Point {
        return text.find(['.', '．', '\u{66b}']);
    }
    let mut all = text.char_indices().filter(|(_, c)| digit(*c).is_none());
    let (first, mark) = all.next()?;
    let Some((last, other)) = all.next_back() else {
        // One mark before exactly three digits groups them, unless nothing but a zero stands before it.
        let behind = text[first + mark.len_utf8()..].chars().count();
        let groups = behind == 3 && first <= 3 && !text.starts_with('0');
        return (!groups).then_some(first);
    };
    // "1.200,50": of two kinds the last marks decimals; "1.200.500" has groups alone.
    (mark != other).then_some(last)
}
