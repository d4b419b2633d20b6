//! What is no claim, and why: every number of a sentence is in one claim or set aside.

use std::ops::Range;

use rust_decimal::Decimal;

use super::Maker;
use crate::extract::idle;
use crate::extract::mention::Mention;
use crate::lexicon::WordClass;
use crate::model::{Diagnostic, DiagnosticKind, Kind, Qualifier};

impl Maker<'_> {
    /// Says so where the text is in a language that the data has no words of.
    pub(super) fn tell_language(&mut self) {
        if self.reading.language.has_words() {
            return;
        }
        let tag = self.provenance.language.clone().unwrap_or_default();
        self.extraction.set_aside.push(Diagnostic {
            kind: DiagnosticKind::LanguageNotRead,
            at: None,
            message: format!(
                "there are no words of `{tag}` in data/lang: figures in digits, units and money are read, and no measure"
            ),
            text: tag,
        });
    }

    /// Whether a mention makes no claim; it is then set aside, unless it is a "no" or "nobody" that no measure claims.
    pub(super) fn makes_none(&mut self, mention: &Mention) -> bool {
        let unmeasured = mention.cue.is_none();
        let reason = mention.set_aside.or_else(|| {
            let few = unmeasured && mention.rules.contains(&"few");
            let alone = unmeasured && mention.rules.contains(&idle::ALONE);
            // "AK-47,-47": no more than the sign of a name; the wire carries no count below nothing.
            let below =
                [mention.value, mention.low].into_iter().flatten().any(|it| it < Decimal::ZERO);
            if below && mention.kind == Kind::Count {
                return Some("no count is below nothing");
            }
            let reason = few.then_some("a vague word that counts nothing measured");
            reason.or_else(|| alone.then_some("`one` counts nothing here"))
        });
        if let Some(reason) = reason {
            self.set_aside(&mention.number, reason);
            return true;
        }
        let none = unmeasured && mention.qualifier == Qualifier::None;
        if none && (mention.partitive || self.holds_number(&mention.number)) {
            self.set_aside(&mention.number, "a zero of what is not measured");
        }
        none
    }

    pub(super) fn set_aside(&mut self, number: &Range<usize>, reason: &str) {
        let diagnostic = Diagnostic {
            kind: DiagnosticKind::NumberSetAside,
            at: Some(self.span(number)),
            text: self.reading.slice(number).to_owned(),
            message: reason.to_owned(),
        };
        self.extraction.set_aside.push(diagnostic);
    }

    /// Whether digits or a number word stand in the tokens.
    fn holds_number(&self, number: &Range<usize>) -> bool {
        let reading = self.reading;
        let is_number = |at: usize| reading.number_word(at, number.end).is_some();
        number.clone().any(|at| reading.is_number(at) || is_number(at))
    }

    /// Sets aside the digits and number words of a sentence that no mention holds, so that none is passed over in silence. The mentions
    /// stand in order.
    pub(super) fn rest(&mut self, sentence: &Range<usize>, mentions: &[Mention]) {
        let reading = self.reading;
        let mut ahead = mentions.iter().peekable();
        let mut words_end = sentence.start;
        let mut at = sentence.start;
        while at < sentence.end {
            let multiple = reading.is(at, WordClass::Multiple);
            let word = if reading.is_number(at) || multiple {
                Some(1)
            } else {
                reading.number_word(at, sentence.end)
            };
            let Some(length) = word else {
                at += 1;
                continue;
            };
            while let Some(before) = ahead.next_if(|mention| mention.number.end <= at) {
                words_end = words_end.max(before.end).max(before.noun.end);
            }
            if let Some(mention) = ahead.peek().filter(|mention| mention.number.start <= at) {
                at = mention.number.end.max(at + 1);
                continue;
            }
            let until = ahead.peek().map_or(sentence.end, |mention| mention.number.start);
            let end = (at + length).min(until);
            let reason = if at < words_end {
                "a part of the words that another number stands with"
            } else if multiple {
                "it says how many times as much, and counts nothing by itself"
            } else if reading.is_number(at) {
                "no part of a number that can be read"
            } else {
                "a number word that counts nothing here"
            };
            self.set_aside(&(at..end), reason);
            at = end;
        }
        self.extraction.set_aside.sort_by_key(|aside| aside.at.map(|span| span.start));
    }
}
