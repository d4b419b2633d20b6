//! What tools that cut texts into words do to numbers, undone before anything is read.

use crate::lexicon::{Language, Lexicon, Sense};
use crate::text::{Class, Marks, Space, Token};

/// "a. 38-caliber revolver": the point of a calibre that was torn off is set before its number again.
pub(super) fn calibres(lexicon: &Lexicon, language: &Language, text: &str, tokens: &mut [Token]) {
    let is_calibre = |word: &Token| {
        let id = language.vocabulary.id(word.text(text));
        let unit = |sense: &Sense| match sense {
            Sense::Unit(unit) => Some(*unit),
            _ => None,
        };
        let found = language.vocabulary.longest(&[id], unit);
        found.is_some_and(|(_, unit)| lexicon.units()[unit].dimension == "calibre")
    };
    for at in 1..tokens.len().saturating_sub(1) {
        let hyphen = usize::from(tokens[at + 1].is_sign('-'));
        let is_torn = tokens[at].class == Class::Number
            && tokens[at].space == Space::Blank
            && tokens[at - 1].is_sign('.')
            && tokens[at - 1].is_glued()
            && digits_only(tokens[at].text(text))
            && tokens.get(at + 1 + hyphen).is_some_and(is_calibre);
        if is_torn {
            tokens[at].space = tokens[at - 1].space;
            tokens[at - 1].space = Space::Blank;
        }
    }
}

/// "$2. 6 million", "£1. 7m": an amount with a blank behind its point is one number. Only behind a currency's sign and before a scale:
/// elsewhere a point and a blank end a sentence.
pub(super) fn decimals(
    lexicon: &Lexicon,
    language: &Language,
    text: &str,
    mut tokens: Vec<Token>,
) -> Vec<Token> {
    let is_cut = |tokens: &[Token], at: usize| {
        tokens[at].class == Class::Number
            && tokens[at].is_glued()
            && at > 0
            && tokens.get(at + 1).is_some_and(|dot| dot.is_sign('.') && dot.is_glued())
            && tokens.get(at + 2).is_some_and(|decimals| {
                decimals.class == Class::Number
                    && decimals.space == Space::Blank
                    && decimals.end - decimals.start <= 2
            })
            && digits_only(tokens[at].text(text))
            && matches!(lexicon.symbol(tokens[at - 1].text(text)), Some(Sense::Currency(_)))
            && scales(language, text, &tokens[at + 3..])
    };
    if language.marks != Marks::Point {
        return tokens;
    }
    let mut kept = 0;
    let mut at = 0;
    while at < tokens.len() {
        let cut = is_cut(&tokens, at);
        tokens[kept] = tokens[at];
        if cut {
            tokens[kept].end = tokens[at + 2].end;
            at += 2;
        }
        kept += 1;
        at += 1;
    }
    tokens.truncate(kept);
    tokens
}

fn digits_only(text: &str) -> bool {
    text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a number before these tokens is so many millions: "million", "-million", "m".
fn scales(language: &Language, text: &str, behind: &[Token]) -> bool {
    let Some(next) = behind.first() else { return false };
    if next.is_glued() && next.class == Class::Word {
        return language.letters.contains_key(&next.text(text).to_lowercase());
    }
    let word = if next.is_sign('-') { behind.get(1) } else { Some(next) };
    let is_scale = |sense: &Sense| matches!(sense, Sense::Scale(_)).then_some(());
    word.filter(|word| word.class == Class::Word).is_some_and(|word| {
        let id = language.vocabulary.id(word.text(text));
        language.vocabulary.longest(&[id], is_scale).is_some()
    })
}
