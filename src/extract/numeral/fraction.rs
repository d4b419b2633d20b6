//! Shares of one in signs and digits, the same for all languages: "½", "1/2".

use rust_decimal::Decimal;

use super::{Form, Numeral};
use crate::extract::reading::Reading;

/// "½" by itself.
pub(super) fn vulgar_at(reading: &Reading<'_>, at: usize) -> Option<Numeral> {
    let value = vulgar(reading.sign(at)?)?;
    Some(Numeral { end: at + 1, value, grain: value, form: Form::Fraction })
}

pub(super) fn vulgar(sign: char) -> Option<Decimal> {
    let (over, under) = match sign {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅐' => (1, 7),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅑' => (1, 9),
        '⅒' => (1, 10),
        _ => return None,
    };
    Decimal::from(over).checked_div(Decimal::from(under))
}

/// "1/2" glued, with a usual denominator: the value and the token behind it. "9/11" and dates are none.
pub(super) fn slashed(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(Decimal, usize)> {
    if at + 2 >= limit || !reading.is_sign(at + 1, '/') {
        return None;
    }
    let together = reading.glued(at + 1) == reading.glued(at + 2);
    let third = reading.is_sign(at + 3, '/') && reading.is_number(at + 4);
    if !together || !reading.is_number(at + 2) || third {
        return None;
    }
    let over: u32 = reading.word(at).parse().ok()?;
    let under: u32 = reading.word(at + 2).parse().ok()?;
    let usual = matches!(under, 2 | 3 | 4 | 5 | 6 | 8 | 10 | 16 | 32 | 64 | 100 | 1000 | 10_000);
    if over == 0 || over >= under || !usual {
        return None;
    }
    Some((Decimal::from(over).checked_div(Decimal::from(under))?, at + 3))
}
