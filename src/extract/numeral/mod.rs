//! Numbers in digits, the same for all languages, and the door to each language's number words.

mod digits;
mod en;
mod es;
mod fraction;

use rust_decimal::Decimal;

use super::reading::Reading;
use crate::lexicon::Language;
use crate::text::Marks;

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

/// The number that begins at a token, by the rules of the text's language.
pub(super) fn numeral(reading: &Reading<'_>, at: usize, limit: usize) -> Option<Numeral> {
    (reading.numeral)(reading, at, limit)
}
