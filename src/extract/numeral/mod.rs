//! Numbers in digits, the same for all languages, and the door to each language's number words.

mod digits;
mod en;
mod es;
mod exact;
mod fraction;

use rust_decimal::Decimal;

use super::phrase;
use super::reading::Reading;
use crate::lexicon::{Language, Sense, WordClass};
use crate::text::Marks;

use exact::add_share;
pub(super) use exact::{TOO_LARGE, exact_add, exact_mul};

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

/// Digits between points that group nothing: "3.5.1", an address of a host.
pub(super) fn is_dotted(text: &str, marks: Marks) -> bool {
    let points = text.bytes().filter(|byte| *byte == b'.').count();
    let grouped = || text.split('.').skip(1).all(|group| group.len() == 3);
    points > 1 && !(marks == Marks::Either && (text.contains(',') || grouped()))
}

/// How a language reads the number that begins at a token, before a limit.
pub(super) type Grammar = fn(&Reading<'_>, usize, usize) -> Option<Numeral>;

/// The languages whose number words have a grammar of their own.
const GRAMMARS: &[(&str, Grammar)] = &[("en", en::numeral), ("es", es::numeral)];

/// A language's grammar of number words; where it has none of its own, English words are put together as well as any.
pub(super) fn grammar(language: &Language) -> Grammar {
    let own = GRAMMARS.iter().find(|(code, _)| *code == language.code);
    own.map_or(en::numeral, |(_, grammar)| *grammar)
}

/// A scale at a token: "hundred", "dozen", "million". One that is another word, too ("score"), is a scale only before persons, a time,
/// a smaller number or the "of" of many.
pub(super) fn scale(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Decimal> {
    let (_, by) = reading.sense(at, limit.min(at + 1), |sense| match sense {
        Sense::Scale(by) => Some(*by),
        _ => None,
    })?;
    let next = at + 1;
    let known = |sense: &Sense| match sense {
        Sense::Group(_) | Sense::Nation(_) => Some(()),
        Sense::Unit(unit) => (reading.lexicon.units()[*unit].dimension == "time").then_some(()),
        _ => None,
    };
    let homonym = reading.is(at, WordClass::ScaleHomonym);
    let certain = || {
        reading.is(next, WordClass::Person)
            || reading.is(next, WordClass::Of) && phrase::plural_near(reading, next + 1, limit)
            || reading.is(next, WordClass::And) && reading.number_word(next + 1, limit).is_some()
            || reading.sense(next, limit, known).is_some()
    };
    (!homonym || certain()).then_some(by)
}

/// The number that begins at a token, by the rules of the text's language.
pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    (reading.numeral)(reading, at, limit)
}
