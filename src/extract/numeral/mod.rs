//! Numbers in digits, the same for all languages, and the door to each language's number words.

mod en;

use rust_decimal::Decimal;

use super::reading::Reading;

/// A number as it stands in the text, before anybody asks what it counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Numeral {
    /// The token after its last.
    pub(super) end: usize,
    pub(super) value: Decimal,
    /// One unit of its last printed digit.
    pub(super) grain: Decimal,
    pub(super) form: Form,
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// Digits alone; `true` with a grouping mark or a decimal point.
    Digits(bool),
    /// Words, or digits with a scale word.
    Words,
    /// "half", "two-thirds", "1/2".
    Fraction,
    /// "10th", "third".
    Ordinal,
    /// More than a `Decimal` holds.
    Overflow,
}

/// The number that begins at a token, by the rules of the text's language.
pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    // One grammar so far; the next language's file is chosen here by its code.
    en::numeral(reading, at, limit)
}

/// Digits with grouping and decimal marks: the value, and one unit of the last digit.
pub(super) fn digits(
    text: &str,
    decimal_mark: char,
    grouping_mark: char,
) -> Option<(Decimal, Decimal, bool)> {
    let mut mantissa: i128 = 0;
    let mut scale = 0_u32;
    let mut in_fraction = false;
    let mut marked = false;
    for c in text.chars() {
        if let Some(digit) = c.to_digit(10) {
            mantissa = mantissa.checked_mul(10)?.checked_add(i128::from(digit))?;
            scale += u32::from(in_fraction);
        } else if c == decimal_mark && !in_fraction {
            in_fraction = true;
            marked = true;
        } else if c == grouping_mark && !in_fraction {
            marked = true;
        } else {
            return None;
        }
    }
    let value = Decimal::try_from_i128_with_scale(mantissa, scale).ok()?;
    let grain = Decimal::try_from_i128_with_scale(1, scale).ok()?;
    Some((value, grain, marked))
}
