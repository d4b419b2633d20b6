//! A text with its tokens, their word numbers and its sentences: what every later step looks at.

use std::ops::Range;

use super::mend;
use super::numeral::{Grammar, grammar};
use crate::lexicon::{Language, Lexicon, Marker, Sense, UNKNOWN, WordClass, WordId};
use crate::text::{Case, Class, Sentence, Space, Token, sentences, tokenize};

pub(super) struct Reading<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) language: &'a Language,
    pub(super) text: &'a str,
    pub(super) tokens: Vec<Token>,
    pub(super) ids: Vec<WordId>,
    pub(super) sentences: Vec<Sentence>,
    /// The text is in capitals throughout, so that a capital says nothing.
    pub(super) shouts: bool,
    /// How the language puts number words together.
    pub(super) numeral: Grammar,
}

impl<'a> Reading<'a> {
    pub(super) fn new(lexicon: &'a Lexicon, language: &'a Language, text: &'a str) -> Self {
        let mut tokens = mend::decimals(lexicon, language, text, tokenize(text, language.marks));
        mend::calibres(lexicon, language, text, &mut tokens);
        let vocabulary = &language.vocabulary;
        let mut words = 0_usize;
        let mut capitals = 0_usize;
        let ids: Vec<WordId> = tokens
            .iter()
            .map(|token| match token.class {
                Class::Number => UNKNOWN,
                Class::Sign(sign) => vocabulary.id(sign.encode_utf8(&mut [0; 4])),
                Class::Word => {
                    words += 1;
                    capitals += usize::from(token.case == Case::Upper);
                    vocabulary.id(token.text(text))
                }
            })
            .collect();
        let has = |at: usize, class| language.has_class(ids[at], class);
        // "Rs. 500": a sign with a full stop ends no sentence before its amount; a code in capitals ("paid in USD. 500 more") may.
        let signs = |at: usize| {
            let sign = &tokens[at];
            sign.case != Case::Upper
                && tokens.get(at + 2).is_some_and(|token| token.class == Class::Number)
                && matches!(lexicon.symbol(sign.text(text)), Some(Sense::Currency(_)))
        };
        let sentences = sentences(
            text,
            &tokens,
            |at| has(at, WordClass::Abbreviation) || signs(at),
            |at| {
                has(at, WordClass::Article)
                    || has(at, WordClass::Pronoun)
                    || has(at, WordClass::Determiner)
                    || has(at, WordClass::Preposition)
                    || has(at, WordClass::Subordinator)
            },
        );
        let shouts = words > 3 && capitals * 10 > words * 7;
        let numeral = grammar(language);
        Self { lexicon, language, text, tokens, ids, sentences, shouts, numeral }
    }

    pub(super) fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.text(self.text))
    }

    pub(super) fn is(&self, at: usize, class: WordClass) -> bool {
        self.ids.get(at).is_some_and(|id| self.language.has_class(*id, class))
    }

    pub(super) fn is_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.class == Class::Word)
    }

    pub(super) fn is_number(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.class == Class::Number)
    }

    pub(super) fn sign(&self, at: usize) -> Option<char> {
        match self.tokens.get(at)?.class {
            Class::Sign(sign) => Some(sign),
            _ => None,
        }
    }

    pub(super) fn is_sign(&self, at: usize, sign: char) -> bool {
        self.sign(at) == Some(sign)
    }

    pub(super) fn is_dash(&self, at: usize) -> bool {
        matches!(self.sign(at), Some('-' | '–'))
    }

    pub(super) fn glued(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(Token::is_glued)
    }

    pub(super) fn space(&self, at: usize) -> Space {
        self.tokens.get(at).map_or(Space::Paragraph, |token| token.space)
    }

    /// Whether a word is in one of several classes.
    pub(super) fn is_one(&self, at: usize, classes: &[WordClass]) -> bool {
        self.ids.get(at).is_some_and(|id| self.language.has_one(*id, classes))
    }

    /// Whether a word is one of a few plain forms, whatever its case: for the numeral grammars, whose words are their own.
    pub(super) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        let word = self.word(at);
        words.iter().any(|one| one.eq_ignore_ascii_case(word))
    }

    /// A capital that means a name: not in a text of capitals.
    pub(super) fn is_capital(&self, at: usize) -> bool {
        !self.shouts && self.is_word(at) && self.tokens[at].case != Case::Lower
    }

    pub(super) fn slice(&self, range: &Range<usize>) -> &'a str {
        if range.is_empty() {
            return "";
        }
        let start = self.tokens[range.start].start as usize;
        let end = self.tokens[range.end - 1].end as usize;
        &self.text[start..end]
    }

    /// A number in words that begins at a token, or a word in a number's place; its length in tokens.
    pub(super) fn number_word(&self, at: usize, limit: usize) -> Option<usize> {
        let limit = limit.min(at.saturating_add(8)).min(self.ids.len());
        if at >= limit { None } else { self.language.vocabulary.number(&self.ids[at..limit]) }
    }

    /// Whether a verb of saying stands at a token: "said", "told".
    pub(super) fn is_said(&self, at: usize, limit: usize) -> bool {
        self.sense(at, limit, |sense| (*sense == Sense::ReportVerb).then_some(())).is_some()
    }

    /// The longest phrase at `at`, before `limit`, in a wanted sense; its length in tokens and the sense.
    pub(super) fn sense<T>(
        &self,
        at: usize,
        limit: usize,
        want: impl Fn(&Sense) -> Option<T>,
    ) -> Option<(usize, T)> {
        let limit = limit.min(at.saturating_add(8)).min(self.ids.len());
        if at >= limit || !self.language.vocabulary.begins_phrase(self.ids[at]) {
            return None;
        }
        self.language.vocabulary.longest(&self.ids[at..limit], want)
    }

    pub(super) fn marker(&self, at: usize, limit: usize, marker: Marker) -> Option<usize> {
        if !self.language.vocabulary.begins_marker(*self.ids.get(at)?, marker) {
            return None;
        }
        let is_it = |sense: &Sense| matches!(sense, Sense::Marker(other) if *other == marker);
        self.sense(at, limit, |sense| is_it(sense).then_some(())).map(|(length, ())| length)
    }

    /// Whether the marker stands anywhere in the tokens.
    pub(super) fn holds(&self, range: &Range<usize>, marker: Marker) -> bool {
        range.clone().any(|at| self.marker(at, range.end, marker).is_some())
    }

    /// The last phrase of a sense that ends just before `at`, not before `first`; where it starts, and the sense.
    pub(super) fn sense_before<T>(
        &self,
        at: usize,
        first: usize,
        want: impl Fn(&Sense) -> Option<T> + Copy,
    ) -> Option<(usize, T)> {
        let from = at.saturating_sub(6).max(first);
        (from..at).find_map(|start| {
            let (length, found) = self.sense(start, at, want)?;
            (start + length == at).then_some((start, found))
        })
    }

    /// Whether a token ends a clause for the reach of a verb.
    pub(super) fn is_break(&self, at: usize) -> bool {
        matches!(self.sign(at), Some(';' | ':' | '—' | '?' | '!' | '|'))
            || self.sign(at) == Some('.')
    }

    pub(super) fn is_function_word(&self, at: usize) -> bool {
        [
            WordClass::Article,
            WordClass::Determiner,
            WordClass::Pronoun,
            WordClass::Relative,
            WordClass::Auxiliary,
            WordClass::Preposition,
            WordClass::Conjunction,
            WordClass::Subordinator,
        ]
        .into_iter()
        .any(|class| self.is(at, class))
    }

    /// Whether a word ends as gerunds do.
    pub(super) fn is_gerund(&self, at: usize) -> bool {
        self.is_word(at) && self.language.ends_as_gerund(self.word(at))
    }

    /// Whether a word ends as participles do.
    pub(super) fn is_participle(&self, at: usize) -> bool {
        self.is_word(at) && self.language.ends_as_participle(self.word(at))
    }

    pub(super) fn is_plural(&self, at: usize) -> bool {
        self.is_word(at) && self.language.is_plural(self.ids[at], self.word(at))
    }
}
