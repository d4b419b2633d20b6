//! How Spanish combines number words: "treinta y uno", "ciento dos", "dos mil quinientas", "un millón y medio", "medio millón".
//!
//! A number is a row of groups before falling scales, as in English; but hundreds are words of their own ("quinientas"), tens and
//! units are joined by "y", and "mil" needs nothing before it. "Un" and "una" are articles as often as numbers, and count only where
//! a scale, or a person or victim, stands right behind them.

use rust_decimal::Decimal;

use super::digits::in_digits;
use super::{Form, Numeral, fraction};
use crate::extract::reading::Reading;
use crate::lexicon::{Role, Sense, WordClass};

const HUNDRED: Decimal = Decimal::ONE_HUNDRED;
const THOUSAND: Decimal = Decimal::ONE_THOUSAND;
const THIRTY: Decimal = Decimal::from_parts(30, 0, 0, false, 0);

pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    let words = Words { reading, limit };
    if reading.is_number(at) {
        let found = in_digits(reading, at, limit)?;
        return match found.form {
            Form::Digits(_) => Some(words.scaled(found)),
            _ => Some(found),
        };
    }
    if reading.sign(at).is_some() {
        return fraction::vulgar_at(reading, at);
    }
    words.share(at).or_else(|| words.cardinal(at))
}

struct Words<'a, 't> {
    reading: &'a Reading<'t>,
    limit: usize,
}

impl Words<'_, '_> {
    fn word<T>(&self, at: usize, want: impl Fn(&Sense) -> Option<T>) -> Option<T> {
        self.reading.sense(at, self.limit.min(at + 1), want).map(|(_, found)| found)
    }

    fn small(&self, at: usize) -> Option<Decimal> {
        self.word(at, |sense| match sense {
            Sense::Cardinal(value) => Some(*value),
            _ => None,
        })
    }

    fn scale(&self, at: usize) -> Option<Decimal> {
        self.word(at, |sense| match sense {
            Sense::Scale(value) => Some(*value),
            _ => None,
        })
    }

    fn fraction(&self, at: usize) -> Option<Decimal> {
        self.word(at, |sense| match sense {
            Sense::Fraction(value) => Some(*value),
            _ => None,
        })
    }

    fn is(&self, at: usize, class: WordClass) -> bool {
        at < self.limit && self.reading.is(at, class)
    }

    /// "medio millón", "media docena", "la mitad de", "un tercio de", "dos tercios de", "tres cuartas partes".
    fn share(&self, at: usize) -> Option<Numeral> {
        if let Some(share) = self.fraction(at) {
            if let Some(by) = self.scale(at + 1) {
                let value = share.checked_mul(by)?;
                return Some(Numeral { end: at + 2, value, grain: value, form: Form::Words });
            }
            let half = share == Decimal::new(5, 1) && self.is(at + 1, WordClass::Of);
            return half.then_some(Numeral {
                end: at + 1,
                value: share,
                grain: share,
                form: Form::Fraction,
            });
        }
        let over = self.small(at).filter(|over| *over > Decimal::ZERO && *over < Decimal::TEN)?;
        let under = self.fraction(at + 1).filter(|_| self.is(at + 2, WordClass::Of))?;
        let value = over.checked_mul(under).filter(|value| *value < Decimal::ONE)?;
        Some(Numeral { end: at + 2, value, grain: under, form: Form::Fraction })
    }

    /// Units, tens and hundreds: "treinta y uno", "ciento dos", "quinientas cuarenta y tres".
    fn group(&self, at: usize) -> Option<(Decimal, usize)> {
        let value = self.small(at)?;
        if value < THIRTY {
            return Some((value, at + 1));
        }
        if value >= HUNDRED {
            let rest = self.small(at + 1).filter(|rest| !rest.is_zero() && *rest < HUNDRED);
            return match rest.and_then(|_| self.group(at + 1)) {
                Some((rest, end)) => Some((value.checked_add(rest)?, end)),
                None => Some((value, at + 1)),
            };
        }
        let unit = self
            .small(at + 2)
            .filter(|unit| self.is(at + 1, WordClass::And) && *unit < Decimal::TEN)
            .filter(|unit| !unit.is_zero());
        match unit {
            Some(unit) => Some((value.checked_add(unit)?, at + 3)),
            None => Some((value, at + 1)),
        }
    }

    fn cardinal(&self, at: usize) -> Option<Numeral> {
        let bare = self.scale(at) == Some(THOUSAND) && !self.is(at, WordClass::TakesOf);
        let (first, end) = if bare { (Decimal::ONE, at) } else { self.group(at)? };
        let article = !bare && self.is(at, WordClass::Indefinite) && end == at + 1;
        if article && self.scale(end).is_none() && !self.is_victim(end) {
            return None;
        }
        let hundreds =
            first >= HUNDRED && first.checked_rem(HUNDRED).is_some_and(|rest| rest.is_zero());
        let grain = if hundreds { HUNDRED } else { Decimal::ONE };
        self.scales(Numeral { end, value: first, grain, form: Form::Words })
    }

    /// What "un" counts: "un muerto", "una persona", "una mujer".
    fn is_victim(&self, at: usize) -> bool {
        let reading = self.reading;
        reading
            .sense(at, self.limit, |sense| match sense {
                Sense::Group(_) => Some(()),
                Sense::Cue(cue) => {
                    let role = reading.language.cues[*cue].role;
                    matches!(role, Role::State | Role::Noun).then_some(())
                }
                _ => None,
            })
            .is_some()
    }

    /// Digits with a scale behind them: "1,5 millones", "40 mil", "dos mil 500".
    fn scaled(&self, digits: Numeral) -> Numeral {
        if self.scale(digits.end).is_none() {
            return digits;
        }
        self.scales(digits).unwrap_or(digits)
    }

    /// Scales behind a group, and the smaller groups behind those: "dos millones trescientos mil", "mil quinientos", "un millón y
    /// medio".
    fn scales(&self, first: Numeral) -> Option<Numeral> {
        let overflow =
            |end| Numeral { end, value: Decimal::ZERO, grain: Decimal::ONE, form: Form::Overflow };
        let mut closed = Decimal::ZERO;
        let mut open = first.value;
        let mut grain = first.grain;
        let mut last: Option<Decimal> = None;
        let mut end = first.end;
        while let Some(by) = self.scale(end) {
            // "mil millones": the scale takes all that stands before it.
            let (base, kept) = match last {
                Some(last) if by > last => (closed.checked_add(open)?, Decimal::ZERO),
                _ => (open, closed),
            };
            let Some(sum) = base.checked_mul(by).and_then(|part| kept.checked_add(part)) else {
                while self.small(end).is_some() || self.scale(end).is_some() {
                    end += 1;
                }
                return Some(overflow(end));
            };
            grain = if last.is_none() {
                grain.min(Decimal::ONE).checked_mul(by).unwrap_or(by)
            } else {
                by
            };
            closed = sum;
            open = Decimal::ZERO;
            last = Some(by);
            end += 1;
            // "un millón y medio"
            if self.is(end, WordClass::And)
                && self.fraction(end + 1) == Some(Decimal::new(5, 1))
                && let Some(half) = by.checked_div(Decimal::TWO)
            {
                let value = closed.checked_add(half)?;
                return Some(Numeral { end: end + 2, value, grain: half, form: Form::Words });
            }
            if let Some((value, next)) = self.smaller(end, by) {
                let scaled = self.scale(next).is_some_and(|of| of < by);
                open = value;
                end = next;
                if !scaled {
                    grain = Decimal::ONE;
                    break;
                }
            }
        }
        let value = closed.checked_add(open)?;
        Some(Numeral { end, value, grain, form: Form::Words })
    }

    /// The group behind a scale, in words or digits ("dos mil 500"), where it is smaller than the scale; "mil" counts itself once.
    fn smaller(&self, at: usize, by: Decimal) -> Option<(Decimal, usize)> {
        if self.scale(at) == Some(THOUSAND) && by > THOUSAND {
            return Some((Decimal::ONE, at));
        }
        if self.is(at, WordClass::Indefinite) && self.scale(at + 1).is_none() {
            return None;
        }
        let found = if self.reading.is_number(at) {
            let digits = in_digits(self.reading, at, self.limit)
                .filter(|found| found.form == Form::Digits(false))?;
            // "dos mil 500", and no "unos mil 2021".
            Some((digits.value, digits.end)).filter(|_| self.reading.word(at).len() == 3)
        } else {
            self.group(at)
        };
        found.filter(|(value, _)| *value < by && !value.is_zero())
    }
}
