//! How English combines number words: "two hundred and five", "one and a half million", "half a dozen", "twenty-one".

use rust_decimal::Decimal;

use super::{Form, Numeral, digits};
use crate::extract::reading::Reading;
use crate::lexicon::Sense;
use crate::text::Space;

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;

/// What a token contributes to a number.
#[derive(Debug, Clone, Copy)]
enum Part {
    Cardinal(Decimal),
    Scale(Decimal),
}

fn part(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Part> {
    reading
        .sense(at, limit.min(at + 1), |sense| match sense {
            Sense::Cardinal(value) => Some(Part::Cardinal(*value)),
            Sense::Scale(value) => Some(Part::Scale(*value)),
            _ => None,
        })
        .map(|(_, part)| part)
}

fn fraction(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Decimal> {
    let want = |sense: &Sense| match sense {
        Sense::Fraction(value) => Some(*value),
        _ => None,
    };
    reading.sense(at, limit.min(at + 1), want).map(|(_, value)| value)
}

fn ordinal(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Decimal> {
    let want = |sense: &Sense| match sense {
        Sense::Ordinal(value) => Some(*value),
        _ => None,
    };
    reading.sense(at, limit.min(at + 1), want).map(|(_, value)| value)
}

fn scale(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Decimal> {
    match part(reading, at, limit) {
        Some(Part::Scale(value)) => Some(value),
        _ => None,
    }
}

/// A number being put together. `whole` holds what larger scales have closed ("two million"), `open` what may still be scaled.
struct Sum {
    whole: Decimal,
    open: Option<Decimal>,
    last_scale: Option<Decimal>,
    grain: Decimal,
    overflow: bool,
}

impl Sum {
    fn value(&self) -> Option<Decimal> {
        self.whole.checked_add(self.open.unwrap_or(Decimal::ZERO))
    }

    /// Takes a scale; false where it cannot stand here.
    fn scale(&mut self, by: Decimal) -> bool {
        if by < THOUSAND {
            let Some(open) = self.open else { return false };
            if open >= HUNDRED && by == HUNDRED {
                return false;
            }
            let Some(value) = open.checked_mul(by) else {
                self.overflow = true;
                return true;
            };
            self.open = Some(value);
            self.grain = by;
            return true;
        }
        let scaled = match (self.open, self.last_scale) {
            (Some(open), Some(last)) if by < last => {
                open.checked_mul(by).and_then(|part| self.whole.checked_add(part))
            }
            (Some(open), None) => open.checked_mul(by),
            // "hundred thousand million": the scale takes all that stands before it.
            (_, Some(_)) => self.value().and_then(|value| value.checked_mul(by)),
            (None, None) => return false,
        };
        match scaled {
            Some(value) => self.whole = value,
            None => self.overflow = true,
        }
        // The decimals of "1.25 million" make its grain finer than a million.
        self.grain = if self.last_scale.is_none() {
            self.grain.min(Decimal::ONE).checked_mul(by).unwrap_or(by)
        } else {
            by
        };
        self.open = None;
        self.last_scale = Some(by);
        true
    }
}

pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    if reading.is_number(at) {
        return from_digits(reading, at, limit);
    }
    if let Some(sign) = reading.sign(at) {
        if let Some(value) = vulgar(sign) {
            return Some(Numeral { end: at + 1, value, grain: value, form: Form::Fraction });
        }
        return None;
    }
    // "a hundred", "a million", "half a dozen", "a quarter of a million", "a third".
    if let Some(value) = fraction(reading, at, limit) {
        // "Fourth of July", "third of the day": without an article only "half" is a share.
        // "the second half of the year" is a period.
        let period = at > 0
            && (reading
                .is_any(at - 1, &["first", "second", "last", "latter", "other", "third", "other"]));
        let alone = reading.is_any(at, &["half"]) && !period;
        return alone.then(|| after_fraction(reading, at + 1, limit, value, at)).flatten();
    }
    if reading.is_any(at, &["a", "an"]) {
        if let Some(by) = scale(reading, at + 1, limit) {
            let sum = Sum {
                whole: Decimal::ZERO,
                open: Some(Decimal::ONE),
                last_scale: None,
                grain: Decimal::ONE,
                overflow: false,
            };
            let _ = by;
            return words(reading, at + 1, limit, sum);
        }
        if let Some(value) = fraction(reading, at + 1, limit)
            && !reading.is_any(at + 1, &["half"])
        {
            let found = after_fraction(reading, at + 2, limit, value, at + 1)?;
            let counts = reading.is_any(found.end, &["of"]) || found.form != Form::Fraction;
            return counts.then_some(found);
        }
        return None;
    }
    match part(reading, at, limit)? {
        Part::Cardinal(value) => {
            let sum = Sum {
                whole: Decimal::ZERO,
                open: Some(value),
                last_scale: None,
                grain: Decimal::ONE,
                overflow: false,
            };
            words(reading, at + 1, limit, sum)
        }
        // "hundred people", in headlines; a bare "million" counts nothing.
        Part::Scale(_) => None,
    }
}

/// Behind the word for a fraction: "half a million", "a quarter of a million"; alone it is a share.
fn after_fraction(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
    value: Decimal,
    word: usize,
) -> Option<Numeral> {
    let after_of = if reading.is_any(at, &["of"]) { at + 1 } else { at };
    if reading.is_any(after_of, &["a", "an"])
        && let Some(by) = scale(reading, after_of + 1, limit)
        && let Some(value) = value.checked_mul(by)
    {
        return Some(Numeral { end: after_of + 2, value, grain: value, form: Form::Words });
    }
    // An ordinal word ("third", "fourth") is a share only where "of" follows; "quarter" may be a time or a town's.
    let is_half = reading.is_any(word, &["half"]);
    let shares = reading.is_any(at, &["of"]) || (is_half && !reading.is_dash(at));
    shares.then_some(Numeral { end: at, value, grain: value, form: Form::Fraction })
}

fn vulgar(sign: char) -> Option<Decimal> {
    let (over, under) = match sign {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        '⅕' => (1, 5),
        '⅙' => (1, 6),
        _ => return None,
    };
    Decimal::from(over).checked_div(Decimal::from(under))
}

fn from_digits(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let overflow =
        |end| Numeral { end, value: Decimal::ZERO, grain: Decimal::ONE, form: Form::Overflow };
    let language = reading.language;
    let text = reading.word(at);
    let Some((mut value, mut grain, mut marked)) =
        digits(text, language.decimal_mark, language.grouping_mark)
    else {
        return Some(overflow(at + 1));
    };
    let mut end = at + 1;
    // "14 800": groups of three behind a blank.
    while !text.contains('.')
        && reading.is_number(end)
        && end < limit
        && reading.word(end).len() == 3
        && text.len() <= 3
        && !text.starts_with('0')
        && matches!(reading.space(end), Space::Narrow | Space::Blank)
        && !marked_group(reading, end)
    {
        let (group, ..) = digits(reading.word(end), language.decimal_mark, language.grouping_mark)?;
        value = value.checked_mul(THOUSAND)?.checked_add(group)?;
        marked = true;
        end += 1;
    }
    // "80, 000", as some tools cut it
    if end == at + 1
        && end + 1 < limit
        && reading.is_sign(end, ',')
        && reading.word(end + 1) == "000"
        && !reading.glued(end + 1)
        && text.len() <= 3
    {
        value = value.checked_mul(THOUSAND)?;
        marked = true;
        end += 2;
    }
    // "10th"
    if reading.glued(end) && reading.is_any(end, &["st", "nd", "rd", "th"]) && end < limit {
        return Some(Numeral { end: end + 1, value, grain: Decimal::ONE, form: Form::Ordinal });
    }
    // "1/2", "10 1/2"
    if let Some((over_under, next)) = slashed(reading, end - 1, limit)
        && end == at + 1
    {
        return Some(Numeral {
            end: next,
            value: over_under,
            grain: over_under,
            form: Form::Fraction,
        });
    }
    if reading.is_number(end)
        && end < limit
        && reading.space(end) == Space::Blank
        && let Some((over_under, next)) = slashed(reading, end, limit)
    {
        value = value.checked_add(over_under)?;
        return words_or(reading, next, limit, value, over_under, Form::Digits(true));
    }
    if let Some(part) = reading.sign(end).and_then(vulgar)
        && end < limit
    {
        value = value.checked_add(part)?;
        return words_or(reading, end + 1, limit, value, part, Form::Digits(true));
    }
    let sum =
        Sum { whole: Decimal::ZERO, open: Some(value), last_scale: None, grain, overflow: false };
    grain = sum.grain;
    // A scale behind the digits, in words ("1.5 million", "1.5-million").
    let next = if reading.is_sign(end, '-') && reading.glued(end) && reading.glued(end + 1) {
        end + 1
    } else {
        end
    };
    if scale(reading, next, limit).is_some_and(|by| by >= HUNDRED || by == Decimal::from(12))
        || (reading.is_any(next, &["and"])
            && fraction(reading, next + 2, limit).is_some()
            && scale(reading, next + 3, limit).is_some())
    {
        return words(reading, next, limit, sum);
    }
    Some(Numeral { end, value, grain, form: Form::Digits(marked) })
}

fn marked_group(reading: &Reading<'_>, at: usize) -> bool {
    reading.glued(at + 1) && reading.is_word(at + 1)
}

/// "1/2" glued: a fraction with a usual denominator. "9/11" and dates are none.
fn slashed(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(Decimal, usize)> {
    if at + 2 >= limit || !reading.is_sign(at + 1, '/') || !reading.glued(at + 1) {
        return None;
    }
    if !reading.is_number(at + 2) || !reading.glued(at + 2) || reading.is_sign(at + 3, '/') {
        return None;
    }
    let over: u32 = reading.word(at).parse().ok()?;
    let under: u32 = reading.word(at + 2).parse().ok()?;
    let usual = matches!(under, 2 | 3 | 4 | 5 | 6 | 8 | 10 | 16 | 100);
    if over == 0 || over >= under || !usual {
        return None;
    }
    Some((Decimal::from(over).checked_div(Decimal::from(under))?, at + 3))
}

fn words_or(
    reading: &Reading<'_>,
    end: usize,
    limit: usize,
    value: Decimal,
    grain: Decimal,
    form: Form,
) -> Option<Numeral> {
    if scale(reading, end, limit).is_some() {
        let sum = Sum {
            whole: Decimal::ZERO,
            open: Some(value),
            last_scale: None,
            grain,
            overflow: false,
        };
        return words(reading, end, limit, sum);
    }
    Some(Numeral { end, value, grain, form })
}

/// Goes on with words as long as they make one number.
fn words(reading: &Reading<'_>, from: usize, limit: usize, mut sum: Sum) -> Option<Numeral> {
    let mut at = from;
    let mut form = Form::Words;
    loop {
        if at >= limit {
            break;
        }
        // "twenty-one", "two hundred and five", "two-million"
        let dashed = reading.is_sign(at, '-') && reading.glued(at) && reading.glued(at + 1);
        let and = reading.is_any(at, &["and"]);
        let next = at + usize::from(dashed || and);
        // "two and a half million"
        if and && reading.is_any(next, &["a", "one"]) && reading.sign(next).is_none() {
            let share = fraction(reading, next + 1, limit).filter(|_| next + 1 < limit);
            if let (Some(share), Some(open)) = (share, sum.open) {
                sum.open = open.checked_add(share);
                sum.grain = share;
                at = next + 2;
                continue;
            }
            if let (Some(share), Some(last)) = (share, sum.last_scale)
                && sum.open.is_none()
            {
                // "a million and a half"
                if let Some(part) = share.checked_mul(last) {
                    sum.open = Some(part);
                    at = next + 2;
                    continue;
                }
            }
        }
        if and && sum.last_scale.is_none() && sum.open.is_none_or(|open| open < HUNDRED) {
            break;
        }
        // "two-thirds", "three quarters"
        if sum.last_scale.is_none()
            && !and
            && let Some(open) = sum.open
            && open < Decimal::from(20)
            && let Some(share) = fraction(reading, next, limit)
            && reading.word(next).to_ascii_lowercase().ends_with(if open == Decimal::ONE {
                ""
            } else {
                "s"
            })
            && (dashed || !reading.is_any(next, &["second", "half"]))
        {
            let shares = open > Decimal::ONE || dashed || reading.is_any(next + 1, &["of"]);
            if shares
                && let Some(value) = open.checked_mul(share)
                && value < Decimal::ONE
            {
                return Some(Numeral { end: next + 1, value, grain: share, form: Form::Fraction });
            }
        }
        // "twenty-first"
        if !and
            && let Some(value) = ordinal(reading, next, limit)
            && value < Decimal::TEN
            && let Some(open) = sum.open
            && open >= Decimal::from(20)
            && dashed
        {
            sum.open = open.checked_add(value);
            at = next + 1;
            form = Form::Ordinal;
            break;
        }
        match part(reading, next, limit) {
            Some(Part::Cardinal(value)) => {
                if !takes(&sum, value, and, dashed) {
                    break;
                }
                sum.open = sum.open.unwrap_or(Decimal::ZERO).checked_add(value);
                sum.grain = Decimal::ONE;
            }
            Some(Part::Scale(by)) if !and => {
                if !sum.scale(by) {
                    break;
                }
            }
            _ => break,
        }
        at = next + 1;
        if sum.overflow {
            // What overflows is skipped to its end, once.
            while at < limit && part(reading, at, limit).is_some() {
                at += 1;
            }
            return Some(Numeral {
                end: at,
                value: Decimal::ZERO,
                grain: Decimal::ONE,
                form: Form::Overflow,
            });
        }
    }
    let value = sum.value()?;
    Some(Numeral { end: at, value, grain: sum.grain, form })
}

/// Whether a small number may follow what is there: a unit behind tens, tens behind hundreds or thousands.
fn takes(sum: &Sum, value: Decimal, and: bool, dashed: bool) -> bool {
    let Some(open) = sum.open else { return sum.last_scale.is_some() };
    let rest = open.checked_rem(HUNDRED).unwrap_or(Decimal::ZERO);
    let tens = rest >= Decimal::from(20) && rest.checked_rem(Decimal::TEN) == Some(Decimal::ZERO);
    if tens {
        return value < Decimal::TEN && value > Decimal::ZERO && !and;
    }
    open >= HUNDRED && rest.is_zero() && value < HUNDRED && !dashed
}
