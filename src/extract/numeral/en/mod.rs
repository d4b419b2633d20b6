//! How English combines number words: "two hundred and five", "one and a half million", "three point five", "twenty-one".
//!
//! A cardinal is a row of groups with falling scales ("two million, five hundred thousand and one"); a group is what stands before a
//! scale, up to 9,999 in words or any digits. Whatever is not sure to go on with the number is left to the text behind it.

mod share;

use rust_decimal::Decimal;

use super::digits::in_digits;
use super::{Form, Numeral, add_share, exact_add, exact_mul, fraction};
use crate::extract::phrase;
use crate::extract::reading::Reading;
use crate::lexicon::{Sense, WordClass};

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;
const TWENTY: Decimal = Decimal::from_parts(20, 0, 0, false, 0);

pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let words = Words { reading, limit };
    if reading.is_number(at) {
        let found = in_digits(reading, at, limit)?;
        return match found.form {
            Form::Digits(_) => Some(words.scaled_digits(found)),
            _ => Some(found),
        };
    }
    if reading.sign(at).is_some() {
        return fraction::vulgar_at(reading, at);
    }
    if let Some(share) = share::alone(&words, at) {
        return Some(share);
    }
    let sum = words.cardinal(at)?;
    words.finish(sum)
}

/// A number being put together. `closed` is what larger scales have closed ("two million"), `open` what may still be scaled.
#[derive(Clone, Copy)]
struct Sum {
    closed: Decimal,
    open: Option<Decimal>,
    last_scale: Option<Decimal>,
    grain: Decimal,
    end: usize,
    overflow: bool,
}

impl Sum {
    fn of(open: Decimal, grain: Decimal, end: usize) -> Self {
        Self {
            closed: Decimal::ZERO,
            open: Some(open),
            last_scale: None,
            grain,
            end,
            overflow: false,
        }
    }

    fn value(&self) -> Option<Decimal> {
        exact_add(self.closed, self.open.unwrap_or(Decimal::ZERO))
    }

    /// Takes a scale; false where it cannot stand here.
    fn scale(&mut self, by: Decimal) -> bool {
        let closed = match (self.open, self.last_scale) {
            (Some(open), Some(last)) if by < last => {
                exact_mul(open, by).and_then(|part| exact_add(self.closed, part))
            }
            (Some(open), None) => exact_mul(open, by),
            // "hundred thousand million": the scale takes all that stands before it.
            (None, Some(_)) => exact_mul(self.closed, by),
            (Some(_), Some(_)) | (None, None) => return false,
        };
        match closed {
            Some(value) => self.closed = value,
            None => self.overflow = true,
        }
        // The decimals of "1.25 million" make its grain finer than a million.
        self.grain = if self.last_scale.is_none() {
            exact_mul(self.grain.min(Decimal::ONE), by).unwrap_or(by)
        } else {
            by
        };
        self.open = None;
        self.last_scale = Some(by);
        true
    }
}

/// The words of a text as numbers, up to a limit.
#[derive(Clone, Copy)]
struct Words<'a, 't> {
    reading: &'a Reading<'t>,
    limit: usize,
}

impl Words<'_, '_> {
    fn number<T>(&self, at: usize, want: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        self.reading.sense(at, self.limit.min(at + 1), want).map(|(_, found)| found)
    }

    /// "seven", "seventeen", "seventy": one word.
    fn small(&self, at: usize) -> Option<Decimal> {
        self.number(at, |sense| match sense {
            Sense::Cardinal(value) => Some(*value),
            _ => None,
        })
    }

    /// "hundred", "dozen", "million".
    fn scale(&self, at: usize) -> Option<Decimal> {
        super::scale(self.reading, at, self.limit)
    }

    fn ordinal(&self, at: usize) -> Option<Decimal> {
        self.number(at, |sense| match sense {
            Sense::Ordinal(value) => Some(*value),
            _ => None,
        })
    }

    fn share(&self, at: usize) -> Option<Decimal> {
        self.number(at, |sense| match sense {
            Sense::Fraction(value) => Some(*value),
            _ => None,
        })
    }

    fn is_ordinal(&self, at: usize) -> bool {
        self.ordinal(at).is_some()
    }

    fn is_unit(&self, at: usize) -> bool {
        self.reading
            .sense(at, self.limit, |sense| matches!(sense, Sense::Unit(_)).then_some(()))
            .is_some()
    }

    fn is(&self, at: usize, class: WordClass) -> bool {
        at < self.limit && self.reading.is(at, class)
    }

    /// Behind the hyphen of a compound, which some tools print with a blank on both sides; `at` where there is none.
    fn joint(&self, at: usize) -> usize {
        let hyphen = self.reading.is_sign(at, '-')
            && at + 1 < self.limit
            && self.reading.glued(at) == self.reading.glued(at + 1);
        at + usize::from(hyphen)
    }

    /// Behind "and", and behind "-and-" of a compound ("one-hundred-and-five").
    fn behind_and(&self, at: usize) -> Option<usize> {
        let and = self.joint(at);
        self.is(and, WordClass::And).then(|| self.joint(and + 1))
    }

    /// "seven", "seventeen", "seventy", "seventy-seven": the value and the token behind it.
    fn tens(&self, at: usize) -> Option<(Decimal, usize)> {
        let value = self.small(at)?;
        let tens = value >= TWENTY && value < HUNDRED;
        if tens {
            let next = self.joint(at + 1);
            if let Some(unit) = self.small(next)
                && unit > Decimal::ZERO
                && unit < Decimal::TEN
            {
                return Some((value.checked_add(unit)?, next + 1));
            }
        }
        Some((value, at + 1))
    }

    /// "two hundred and five", "nineteen hundred", "a hundred": what may stand before a scale.
    fn group(&self, at: usize) -> Option<(Decimal, usize)> {
        let article = self.is(at, WordClass::Indefinite);
        let (value, end) = if article { (Decimal::ONE, at + 1) } else { self.tens(at)? };
        let next = self.joint(end);
        if self.scale(next) != Some(HUNDRED) {
            return (!article).then_some((value, end));
        }
        Some(self.hundreds(value.checked_mul(HUNDRED)?, next + 1))
    }

    /// What goes on behind "hundred": "and five", "thirty-two".
    fn hundreds(&self, hundreds: Decimal, end: usize) -> (Decimal, usize) {
        let next = self.behind_and(end).unwrap_or(end);
        // "3 hundred and 21": digits go on only with digits.
        if next > end
            && self.reading.is_number(end.wrapping_sub(2))
            && let Some(found) = in_digits(self.reading, next, self.limit)
            && found.form == Form::Digits(false)
            && found.value < HUNDRED
            && let Some(sum) = exact_add(hundreds, found.value)
        {
            return (sum, found.end);
        }
        let next = if next == end { self.joint(end) } else { next };
        let Some((rest, rest_end)) = self.tens(next) else { return (hundreds, end) };
        // "two hundred and three hundred", "one hundred and three quarters": the rest begins a number of its own.
        let joined = self.joint(rest_end);
        let own = self.scale(joined) == Some(HUNDRED)
            || self.share(joined).is_some() && rest < TWENTY
            || rest.is_zero();
        match exact_add(hundreds, rest) {
            Some(sum) if !own => (sum, rest_end),
            _ => (hundreds, end),
        }
    }

    /// "Thousand people march", "some dozen people": a scale whose "a" is left out, as headlines and a bound before it do. Elsewhere a bare
    /// "million" counts nothing.
    fn stands_for_one(&self, at: usize) -> bool {
        let reading = self.reading;
        let opens = || {
            reading.is_capital(at)
                && !reading.is_capital(at + 1)
                && (at == 0 || !reading.is_word(at - 1) && !reading.is_number(at - 1))
        };
        let bounded = || {
            reading
                .sense_before(at, at.saturating_sub(6), |sense| {
                    matches!(sense, Sense::BoundBefore(_)).then_some(())
                })
                .is_some()
        };
        !reading.is_plural(at)
            && (opens() || bounded())
            && phrase::plural_near(reading, at + 1, self.limit)
    }

    /// Groups with falling scales.
    fn cardinal(&self, at: usize) -> Option<Sum> {
        let article = self.is(at, WordClass::Indefinite);
        let scale = self.scale(at);
        // "hundred thousand"
        let bare = scale == Some(HUNDRED) && self.scale(at + 1).is_some_and(|by| by >= THOUSAND);
        let (value, end) = if bare {
            (HUNDRED, at + 1)
        } else if let Some(by) = scale
            && self.stands_for_one(at)
        {
            return Some(Sum { grain: by, ..Sum::of(by, by, at + 1) });
        } else if article && self.scale(at + 1).is_some_and(|by| by != HUNDRED) {
            (Decimal::ONE, at + 1)
        } else {
            self.group(at)?
        };
        let hundreds = value >= HUNDRED && value.checked_rem(HUNDRED) == Some(Decimal::ZERO);
        let grain = if hundreds { HUNDRED } else { Decimal::ONE };
        let mut sum = Sum::of(value, grain, end);
        self.decimals(&mut sum);
        self.mixed(&mut sum);
        self.scales(&mut sum);
        Some(sum)
    }

    /// Digits with what words make of them: "1.5 million", "3 hundred and 21", "4 dozen".
    fn scaled_digits(&self, digits: Numeral) -> Numeral {
        let mut sum = Sum::of(digits.value, digits.grain, digits.end);
        let next = self.joint(sum.end);
        if self.scale(next) == Some(HUNDRED)
            && let Some(value) = exact_mul(digits.value, HUNDRED)
        {
            let (value, end) = self.hundreds(value, next + 1);
            sum = Sum::of(value, if end == next + 1 { HUNDRED } else { Decimal::ONE }, end);
        } else {
            self.mixed(&mut sum);
            if sum.end == digits.end && self.scale(next).is_none() {
                return digits;
            }
        }
        self.scales(&mut sum);
        self.finish(sum).unwrap_or(digits)
    }

    /// "point two five" behind a whole number in words.
    fn decimals(&self, sum: &mut Sum) {
        let Some(whole) = sum.open.filter(|_| self.is(sum.end, WordClass::DecimalPoint)) else {
            return;
        };
        let mut at = sum.end + 1;
        let mut value = whole;
        let mut place = Decimal::ONE;
        while let Some(digit) = self.small(at)
            && let Some((number, end)) = self.tens(at)
            && place > Decimal::new(1, 9)
        {
            let step = if number < Decimal::TEN { Decimal::TEN } else { HUNDRED };
            let Some(next) = place.checked_div(step) else { break };
            let Some(part) = number.checked_mul(next).and_then(|part| value.checked_add(part))
            else {
                break;
            };
            (value, place, at) = (part, next, end);
            if digit >= Decimal::TEN {
                break;
            }
        }
        if at > sum.end + 1 {
            *sum = Sum::of(value, place, at);
        }
    }

    /// "and a half", "and three quarters" behind a number that no scale has closed.
    fn mixed(&self, sum: &mut Sum) {
        let Some(open) = sum.open else { return };
        let Some((share, end)) = share::behind_and(self, sum.end) else { return };
        if let Some(value) = add_share(open, share) {
            sum.open = Some(value);
            sum.grain = share;
            sum.end = end;
        }
    }

    /// Scales and the smaller groups behind them, as long as they make one number.
    fn scales(&self, sum: &mut Sum) {
        loop {
            let next = self.joint(sum.end);
            if let Some(by) = self.scale(next).filter(|by| *by != HUNDRED) {
                if !sum.scale(by) {
                    return;
                }
                sum.end = next + 1;
                if sum.overflow {
                    // What overflows is skipped to its end, once.
                    while self.small(sum.end).is_some() || self.scale(sum.end).is_some() {
                        sum.end += 1;
                    }
                    return;
                }
                continue;
            }
            let Some(last) = sum.last_scale.filter(|_| sum.open.is_none()) else { return };
            if !self.next_group(sum, last) {
                return;
            }
        }
    }

    /// "five hundred" behind "two thousand", "and one" behind "a thousand", "and a half" behind "a million".
    fn next_group(&self, sum: &mut Sum, last: Decimal) -> bool {
        if let Some((share, end)) = share::behind_and(self, sum.end) {
            // "one billion and a half million": of a scale of its own.
            let of = self.scale(end).filter(|by| *by >= THOUSAND);
            let (by, end) = of.map_or((last, end), |by| (by, end + 1));
            if let Some(part) = share.checked_mul(by)
                && let Some(value) = add_share(sum.closed, part)
            {
                sum.closed = value;
                sum.grain = part;
                sum.end = end;
            }
            return false;
        }
        let comma = self.reading.is_sign(sum.end, ',');
        let behind_and = self.behind_and(sum.end + usize::from(comma));
        let and = behind_and.is_some();
        let next = behind_and.unwrap_or(sum.end + usize::from(comma));
        let next = if next == sum.end { self.joint(next) } else { next };
        let group = if self.reading.is_number(next) {
            // "4 thousand 3 hundred": digits go on only with a scale of their own, else another number begins.
            let found = in_digits(self.reading, next, self.limit);
            let digits = found.filter(|found| found.form == Form::Digits(false));
            digits.and_then(|found| match self.scale(found.end) {
                Some(by) if by == HUNDRED => {
                    Some(self.hundreds(found.value.checked_mul(HUNDRED)?, found.end + 1))
                }
                Some(by) if by < last && !comma => Some((found.value, found.end)),
                _ => None,
            })
        } else if self.is(next, WordClass::Indefinite) && self.scale(next + 1) != Some(HUNDRED) {
            None
        } else {
            self.group(next)
        };
        let Some((value, end)) = group else { return false };
        let behind = self.scale(self.joint(end));
        // "a thousand, two of them": a comma goes on only where a scale or a hundred follows.
        let falls = behind.is_none_or(|by| by < last);
        let large = value >= HUNDRED || behind.is_some();
        // "earned a million two years ago"
        let goes_on = if comma { large } else { and || large || !self.is_unit(end) };
        if value.is_zero() || value >= last || !falls || !goes_on {
            return false;
        }
        sum.open = Some(value);
        sum.grain = Decimal::ONE;
        sum.end = end;
        true
    }

    /// The numeral that a sum makes, or the ordinal or fraction it begins.
    fn finish(&self, sum: Sum) -> Option<Numeral> {
        if sum.overflow {
            return Some(Numeral {
                end: sum.end,
                value: Decimal::ZERO,
                grain: Decimal::ONE,
                form: Form::Overflow,
            });
        }
        let value = sum.value()?;
        if let Some(share) = share::of_count(self, value, &sum) {
            return Some(share);
        }
        // "twenty-first", "two hundred and fifth"
        let and = self.behind_and(sum.end);
        let next = and.unwrap_or_else(|| self.joint(sum.end));
        if let Some(last) = self.ordinal(next).filter(|_| next > sum.end) {
            let rest = value.checked_rem(HUNDRED)?;
            let tens = rest >= TWENTY && rest.checked_rem(Decimal::TEN)?.is_zero();
            let fits = tens && last < Decimal::TEN && and.is_none()
                || value >= HUNDRED && rest.is_zero() && last < HUNDRED;
            if fits {
                return Some(Numeral {
                    end: next + 1,
                    value: value.checked_add(last)?,
                    grain: Decimal::ONE,
                    form: Form::Ordinal,
                });
            }
        }
        Some(Numeral { end: sum.end, value, grain: sum.grain, form: Form::Words })
    }
}
