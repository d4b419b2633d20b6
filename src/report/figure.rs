//! Numbers for people. The CSV and JSON formats print them bare; here they get their qualifier and their thousands.

use rust_decimal::Decimal;

use crate::model::{Qualifier, Quantity};

/// The number with commas between the thousands: "1,234.5", "170".
pub(super) fn number(value: Decimal) -> String {
    let digits = value.normalize().abs().to_string();
    let (whole, rest) = digits.find('.').map_or((digits.as_str(), ""), |dot| digits.split_at(dot));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    let sign = if value.is_sign_negative() && !value.is_zero() { "-" } else { "" };
    format!("{sign}{grouped}{rest}")
}

/// The quantity in as few words as hold it: "170", "at least 90", "60–70", a vague word as it was printed.
pub(super) fn quantity(quantity: &Quantity, words: &str) -> String {
    let bounds = || match (quantity.low(), quantity.high()) {
        (Some(low), Some(high)) if low == high => number(low),
        (Some(low), Some(high)) => format!("{}–{}", number(low), number(high)),
        (Some(low), None) => format!("at least {}", number(low)),
        (None, Some(high)) => format!("at most {}", number(high)),
        (None, None) => words.to_owned(),
    };
    let Some(value) = quantity.value() else {
        return if quantity.qualifier() == Qualifier::Vague && !words.is_empty() {
            words.to_owned()
        } else {
            bounds()
        };
    };
    let value = number(value);
    match quantity.qualifier() {
        Qualifier::Exact | Qualifier::Range | Qualifier::Vague | Qualifier::None => value,
        Qualifier::About => format!("about {value}"),
        Qualifier::Nearly => format!("nearly {value}"),
        Qualifier::AtLeast => format!("at least {value}"),
        Qualifier::MoreThan => format!("over {value}"),
        Qualifier::AtMost => format!("up to {value}"),
        Qualifier::LessThan => format!("under {value}"),
    }
}

/// The quantity in as little room as holds it, for a cell of a matrix: "170", "≥90", "≈150", "60–70", a vague word.
pub(super) fn terse(given: &Quantity, words: &str) -> String {
    let sign = match given.qualifier() {
        Qualifier::About => "≈",
        Qualifier::Nearly => "≲",
        Qualifier::AtLeast => "≥",
        Qualifier::MoreThan => ">",
        Qualifier::AtMost => "≤",
        Qualifier::LessThan => "<",
        Qualifier::Exact | Qualifier::Range | Qualifier::Vague | Qualifier::None => "",
    };
    match given.value() {
        Some(value) => format!("{sign}{}", number(value)),
        None => quantity(given, words),
    }
}

/// "170 … 182", or the one number where both ends are it.
pub(super) fn span(low: Option<Decimal>, high: Option<Decimal>) -> Option<String> {
    match (low, high) {
        (Some(low), Some(high)) if low == high => Some(number(low)),
        (Some(low), Some(high)) => Some(format!("{} … {}", number(low), number(high))),
        (Some(low), None) => Some(format!("{} or more", number(low))),
        (None, Some(high)) => Some(format!("{} or less", number(high))),
        (None, None) => None,
    }
}

/// How far apart two stated values are; `None` where one of them is no single value.
pub(super) fn delta(from: &Quantity, to: &Quantity) -> Option<Decimal> {
    to.value()?.checked_sub(from.value()?)
}

/// "+80", "-5".
pub(super) fn signed(delta: Decimal) -> String {
    if delta.is_sign_negative() { number(delta) } else { format!("+{}", number(delta)) }
}

/// "1 conflict", "3 conflicts".
pub(super) fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().expect("a test's own number")
    }

    #[test]
    fn thousands_are_grouped_and_zeros_after_the_point_are_dropped() {
        assert_eq!(number(decimal("1234567.50")), "1,234,567.5");
        assert_eq!(number(decimal("-0.0")), "0");
        assert_eq!(number(decimal("-1000")), "-1,000");
        assert_eq!(number(decimal("999")), "999");
    }

    #[test]
    fn a_qualifier_is_never_lost() {
        let of = |value: &str, qualifier| {
            quantity(&Quantity::stated(decimal(value), qualifier, Decimal::ONE), "")
        };
        assert_eq!(of("90", Qualifier::AtLeast), "at least 90");
        assert_eq!(of("150", Qualifier::About), "about 150");
        assert_eq!(of("0", Qualifier::None), "0");
        let least = Quantity::stated(decimal("90"), Qualifier::AtLeast, Decimal::ONE);
        assert_eq!(terse(&least, "at least 90"), "≥90");
        let range = Quantity::range(decimal("70"), decimal("60"), Decimal::ONE);
        assert_eq!(quantity(&range, "60 to 70"), "60–70");
        let dozens = Quantity::vague(Some(decimal("24")), Some(decimal("99")), Decimal::ONE);
        assert_eq!(quantity(&dozens, "dozens"), "dozens");
        assert_eq!(quantity(&dozens, ""), "24–99");
    }
}
