//! A stated quantity as the interval it is taken for.

use rust_decimal::Decimal;

use crate::lexicon::Judging;
use crate::model::{Qualifier, Quantity};

/// A closed interval; an absent bound is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Interval {
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
}

impl Interval {
    pub(super) fn meets(self, other: Self) -> bool {
        !self.is_below(other) && !other.is_below(self)
    }

    /// Whether it ends before the other begins.
    pub(super) fn is_below(self, other: Self) -> bool {
        matches!((self.high, other.low), (Some(high), Some(low)) if high < low)
    }

    /// The interval of a sum of one figure from each; what is too large to be written is open.
    pub(super) fn plus(self, other: Self) -> Self {
        let add = |a: Option<Decimal>, b: Option<Decimal>| a?.checked_add(b?);
        Self { low: add(self.low, other.low), high: add(self.high, other.high) }
    }
}

/// What a careful reader takes the figure for.
pub(super) fn tight(judging: &Judging, quantity: &Quantity) -> Interval {
    read(judging, quantity, true)
}

/// What the figure's words do not formally exclude.
pub(super) fn loose(judging: &Judging, quantity: &Quantity) -> Interval {
    read(judging, quantity, false)
}

fn read(judging: &Judging, quantity: &Quantity, tight: bool) -> Interval {
    let qualifier = quantity.qualifier();
    let bounds = if tight { judging.tight(qualifier) } else { judging.loose(qualifier) };
    match (quantity.headline(), bounds) {
        (Some(value), Some(bounds)) => {
            let (low, high) = bounds.around(value, last_digit(value, quantity.grain()));
            Interval { low, high }
        }
        _ => Interval { low: quantity.low(), high: quantity.high() },
    }
}

/// What one unit of the value's last significant digit is worth: 10 for 170, 1,000 for 22,000, 0.1 for 6.1. A zero counts as
/// printed to the unit.
pub(super) fn last_digit(value: Decimal, grain: Decimal) -> Decimal {
    if value.is_zero() {
        return Decimal::ONE;
    }
    let grain = if grain > Decimal::ZERO { grain } else { Decimal::ONE };
    let ten = Decimal::TEN;
    let mut digit = if is_multiple(value, grain) { grain } else { finest(value) };
    while let Some(next) = digit.checked_mul(ten) {
        if !is_multiple(value, next) {
            break;
        }
        digit = next;
    }
    digit
}

fn is_multiple(value: Decimal, of: Decimal) -> bool {
    value.checked_rem(of).is_some_and(|rest| rest.is_zero())
}

/// One unit of the last digit that the number is written with.
fn finest(value: Decimal) -> Decimal {
    Decimal::new(1, value.normalize().scale())
}

/// Whether `coarse` is what `fine` becomes when it is rounded to `coarse`'s printed digits, half away from zero.
pub(super) fn rounds_to(fine: Decimal, coarse: &Quantity) -> bool {
    let Some(value) = coarse.value() else { return false };
    let digit = last_digit(value, coarse.grain());
    let steps = fine.checked_div(digit).map(|steps| {
        steps.round_dp_with_strategy(0, rust_decimal::RoundingStrategy::MidpointAwayFromZero)
    });
    steps.and_then(|steps| steps.checked_mul(digit)) == Some(value)
}

/// Whether the words keep the number at a distance: an approximation, which both sides of a rounding may be.
pub(super) fn is_hedged(qualifier: Qualifier) -> bool {
    matches!(qualifier, Qualifier::About | Qualifier::Nearly)
}

/// Whether the words give a bound, a range or a vague amount.
pub(super) fn is_bound(qualifier: Qualifier) -> bool {
    !matches!(qualifier, Qualifier::Exact | Qualifier::None)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    fn stated(value: i64, qualifier: Qualifier) -> Quantity {
        Quantity::stated(Decimal::from(value), qualifier, Decimal::ONE)
    }

    fn range(value: i64, qualifier: Qualifier) -> (Option<i64>, Option<i64>) {
        let lexicon = Lexicon::embedded();
        let interval = tight(lexicon.judging(), &stated(value, qualifier));
        let number = |bound: Option<Decimal>| bound.map(|bound| i64::try_from(bound).unwrap_or(-1));
        (number(interval.low), number(interval.high))
    }

    #[test]
    fn reads_qualifiers_as_their_data_says() {
        assert_eq!(range(170, Qualifier::Exact), (Some(170), Some(170)));
        assert_eq!(range(50, Qualifier::About), (Some(45), Some(55)));
        assert_eq!(range(100, Qualifier::Nearly), (Some(90), Some(100)));
        assert_eq!(range(22_000, Qualifier::MoreThan), (Some(22_000), Some(23_000)));
        assert_eq!(range(40, Qualifier::AtLeast), (Some(40), Some(60)));
        assert_eq!(range(80, Qualifier::AtMost), (Some(40), Some(80)));
        assert_eq!(range(0, Qualifier::None), (Some(0), Some(0)));
    }

    #[test]
    fn an_open_bound_stays_open_where_it_is_read_loosely() {
        let lexicon = Lexicon::embedded();
        let at_least = loose(lexicon.judging(), &stated(40, Qualifier::AtLeast));
        assert_eq!(at_least.high, None);
        let huge = Quantity::stated(Decimal::MAX, Qualifier::AtLeast, Decimal::ONE);
        assert_eq!(tight(lexicon.judging(), &huge).high, None);
    }

    #[test]
    fn the_last_digit_that_was_printed_decides_what_is_a_rounding() {
        assert!(rounds_to(Decimal::from(612), &stated(600, Qualifier::Exact)));
        assert!(rounds_to(Decimal::from(169), &stated(170, Qualifier::Exact)));
        assert!(!rounds_to(Decimal::from(182), &stated(170, Qualifier::Exact)));
        let magnitude = Quantity::exact(Decimal::new(61, 1), Decimal::new(1, 1));
        assert!(!rounds_to(Decimal::new(59, 1), &magnitude));
        assert!(rounds_to(Decimal::new(612, 2), &magnitude));
    }
}
