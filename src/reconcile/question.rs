//! The question an editor should put, and what is remarkable about a difference, in words.

use chrono::Duration;
use rust_decimal::Decimal;

use super::case::Case;
use super::reading::Reading;
use crate::model::{Qualifier, Reason};

/// What is remarkable about a difference, and what to ask of whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Question {
    pub(super) note: Option<String>,
    pub(super) ask: Option<String>,
}

/// The question that would settle a difference between two figures.
pub(super) fn settle(
    case: &Case<'_>,
    reason: Reason,
    a: &Reading<'_>,
    b: &Reading<'_>,
) -> Question {
    let (low, high) = if a.value() <= b.value() { (a, b) } else { (b, a) };
    let (few, many) = (amount(low), amount(high));
    let whom = |reading: &Reading<'_>| case.origins.of(reading).label.clone();
    let ask = |text: String| Question { ask: Some(text), note: None };
    let both = |between: &str| match (whom(low), whom(high)) {
        (one, other) if one == other => one,
        (one, other) => format!("{one}{between}{other}"),
    };
    match reason {
        Reason::Inclusion => including(case, low, high)
            .unwrap_or_else(|| ask(format!("{}: how can {many} be part of {few}?", whom(high)))),
        Reason::Cross => Question {
            note: Some("the same number is printed elsewhere for something else".to_owned()),
            ask: Some(format!(
                "{}: which of {few} and {many} counts {}?",
                both(" and "),
                what(low)
            )),
        },
        Reason::Digit => Question {
            note: Some("the numbers look like one mistyped".to_owned()),
            ask: Some(format!("{}: is it {few} or {many}?", both(" and "))),
        },
        Reason::Authority => ask(format!(
            "{}, {}: what does your figure count that the other leaves out?",
            whom(low),
            whom(high)
        )),
        Reason::Definition => ask(format!(
            "{}: is that confirmed only, or does it count the feared and missing?",
            both(" and ")
        )),
        Reason::Basis => ask(format!("{}: which days does the figure cover?", both(" and "))),
        Reason::Headline => {
            ask(format!("{}: headline or text, {few} or {many}?", outlet(case, low)))
        }
        Reason::Corrected => {
            ask(format!("{}: does the correction to {} stand?", whom(high), amount(a)))
        }
        _ if low.doc == high.doc && low.origin == high.origin => {
            ask(format!("{}: the text says {few} and {many}: which is right?", outlet(case, low)))
        }
        _ => ask(format!("{}: which is right, {few} or {many}, and as of when?", both(", "))),
    }
}

fn including(case: &Case<'_>, low: &Reading<'_>, high: &Reading<'_>) -> Option<Question> {
    let part = &case.readings[case.including_part(low, high)?];
    let who = people(part);
    let few = amount(low);
    Some(Question {
        note: Some(format!("reconciles if {few} leaves out the {who}")),
        ask: Some(format!("{}: are the {who} inside the {few}?", case.origins.of(low).label)),
    })
}

/// The words for who is counted, as printed, without the number.
fn people(part: &Reading<'_>) -> String {
    let noun = part.claim.noun.as_deref().unwrap_or(&part.claim.group);
    noun.trim().trim_start_matches("the ").to_owned()
}

fn what(reading: &Reading<'_>) -> String {
    if reading.thing.is_empty() {
        format!("the {}", reading.measure.replace('_', " "))
    } else {
        reading.thing.clone()
    }
}

pub(super) fn outlet(case: &Case<'_>, reading: &Reading<'_>) -> String {
    let known = case.settings.outlets.iter().find(|outlet| outlet.id == reading.outlet);
    known.map_or(reading.outlet.as_str(), |outlet| outlet.label()).to_owned()
}

/// A figure for people: "170", "at least 40", "60 to 100".
pub(super) fn amount(reading: &Reading<'_>) -> String {
    let quantity = &reading.quantity;
    let number = |value: Decimal| grouped(value);
    match (quantity.value(), quantity.low(), quantity.high()) {
        (Some(value), _, _) => {
            let word = match quantity.qualifier() {
                Qualifier::About => "about ",
                Qualifier::Nearly => "nearly ",
                Qualifier::AtLeast => "at least ",
                Qualifier::MoreThan => "more than ",
                Qualifier::AtMost => "up to ",
                Qualifier::LessThan => "less than ",
                _ => "",
            };
            format!("{word}{}", number(value))
        }
        (None, Some(low), Some(high)) => format!("{} to {}", number(low), number(high)),
        (None, Some(low), None) => format!("{} or more", number(low)),
        (None, None, Some(high)) => format!("up to {}", number(high)),
        (None, None, None) => reading.claim.text.clone(),
    }
}

/// A number with commas between its thousands.
pub(super) fn grouped(value: Decimal) -> String {
    let text = value.normalize().to_string();
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |rest| ("-", rest));
    let (whole, fraction) =
        digits.split_once('.').map_or((digits, ""), |(whole, rest)| (whole, rest));
    let mut out = String::from(sign);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A distance in time for people: "45 min", "9 h", "3 d".
pub(super) fn span(of: Duration) -> String {
    let hours = of.num_hours();
    if hours >= 48 {
        format!("{} d", of.num_days())
    } else if hours >= 1 {
        format!("{hours} h")
    } else {
        format!("{} min", of.num_minutes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_and_distances_short() {
        assert_eq!(grouped(Decimal::from(1_234_567)), "1,234,567");
        assert_eq!(grouped(Decimal::new(61, 1)), "6.1");
        assert_eq!(grouped(Decimal::from(-1_000)), "-1,000");
        assert_eq!(span(Duration::minutes(545)), "9 h");
        assert_eq!(span(Duration::hours(72)), "3 d");
    }
}
