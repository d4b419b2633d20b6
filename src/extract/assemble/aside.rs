//! What is no claim, and why: every number of a sentence is in one claim or set aside.

use std::ops::Range;

use super::Maker;
use crate::extract::mention::Mention;
use crate::model::{Diagnostic, DiagnosticKind, Qualifier};

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
            few.then_some("a vague word that counts nothing measured")
        });
        if let Some(reason) = reason {
            self.set_aside(&mention.number, reason);
            return true;
        }
        let none = unmeasured && mention.qualifier == Qualifier::None;
        if none && mention.number.clone().any(|at| self.reading.is_number(at)) {
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

    /// Sets aside the digits of a sentence that no mention holds, so that none is passed over in silence. The mentions stand in order.
    pub(super) fn rest(&mut self, sentence: &Range<usize>, mentions: &[Mention]) {
        let reading = self.reading;
        let mut ahead = mentions.iter().peekable();
        let mut words_end = sentence.start;
        for at in sentence.clone().filter(|at| reading.is_number(*at)) {
            while let Some(before) = ahead.next_if(|mention| mention.number.end <= at) {
                words_end = words_end.max(before.end).max(before.noun.end);
            }
            if ahead.peek().is_none_or(|mention| at < mention.number.start) {
                let reason = if at < words_end {
                    "a part of the words that another number stands with"
                } else {
                    "no part of a number that can be read"
                };
                self.set_aside(&(at..at + 1), reason);
            }
        }
        self.extraction.set_aside.sort_by_key(|aside| aside.at.map(|span| span.start));
    }
}
