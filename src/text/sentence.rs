use std::ops::Range;

use super::{Case, Class, Space, Token};

/// A stretch of tokens that is read as one statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    pub tokens: Range<usize>,
    /// Whether it opens a paragraph.
    pub opens_paragraph: bool,
}

/// A statement is cut behind the first comma or bracket after this many tokens, and at twice as many wherever it is: what is longer
/// is a table or noise, and every later step may then look over a whole sentence and still take time in proportion to the text.
const LONGEST: usize = 400;

/// No more marks than this close behind one full stop: a page of nothing but quotation marks is not walked back over at each of them.
const CLOSING: usize = 4;

/// Lines of this many bytes and more that end without a full stop are wrapped, not ended.
const WRAPPED_LINE: u32 = 45;

/// The sentences of a text, which together hold each token once.
///
/// `is_abbreviation` says whether a word (without its dot) is written with one; `starts_sentence` whether a capitalised word is one
/// that sentences begin with ("The", "He"), which decides after "U.S.".
pub fn sentences(
    text: &str,
    tokens: &[Token],
    is_abbreviation: impl Fn(usize) -> bool,
    starts_sentence: impl Fn(usize) -> bool,
) -> Vec<Sentence> {
    let mut found = Vec::new();
    let mut first = 0;
    let mut opens_paragraph = true;
    let mut line_start = 0;
    let is_wrapped = is_wrapped(tokens);
    for at in 0..tokens.len() {
        let token = &tokens[at];
        if at > first {
            let ends_line =
                token.space == Space::Line && (!is_wrapped || ends_at_line(tokens, line_start, at));
            let paragraph = token.space == Space::Paragraph || ends_line;
            if paragraph
                || is_too_long(tokens, first, at)
                || ends_before(tokens, at, text, &is_abbreviation, &starts_sentence)
            {
                found.push(Sentence { tokens: first..at, opens_paragraph });
                first = at;
                opens_paragraph = paragraph;
            }
        }
        if token.space >= Space::Line {
            line_start = at;
        }
    }
    if first < tokens.len() {
        found.push(Sentence { tokens: first..tokens.len(), opens_paragraph });
    }
    found
}

/// Whether a text's lines may be wrapped ones. Where most of it stands in lines longer than any that are wrapped, each line is a
/// paragraph, a headline without a full stop among them.
fn is_wrapped(tokens: &[Token]) -> bool {
    let (mut long, mut all) = (0_u64, 0_u64);
    let mut lines = tokens.chunk_by(|_, next| next.space < Space::Line);
    for line in lines.by_ref() {
        let length = line[line.len() - 1].end - line[0].start;
        all += u64::from(length);
        long += if length > 3 * WRAPPED_LINE { u64::from(length) } else { 0 };
    }
    long * 2 <= all
}

/// Whether a single line break ends a statement: the line was too short to be a wrapped one, and what follows looks like a beginning.
fn ends_at_line(tokens: &[Token], line_start: usize, at: usize) -> bool {
    let length = tokens[at - 1].end - tokens[line_start].start;
    !(WRAPPED_LINE..=3 * WRAPPED_LINE).contains(&length)
}

/// Whether what runs on from `first` is cut before `at`: between two statements where it can be, so that no figure is torn ("5" of
/// "5 million").
fn is_too_long(tokens: &[Token], first: usize, at: usize) -> bool {
    let parted = matches!(tokens[at - 1].class, Class::Sign(',' | ';' | ':' | ')' | ']' | '|'))
        && !tokens[at].is_glued();
    at - first >= if parted { LONGEST } else { 2 * LONGEST }
}

fn ends_before(
    tokens: &[Token],
    at: usize,
    text: &str,
    is_abbreviation: &impl Fn(usize) -> bool,
    starts_sentence: &impl Fn(usize) -> bool,
) -> bool {
    let next = &tokens[at];
    // A closing mark belongs to what it closes.
    if matches!(next.class, Class::Sign(')' | ']' | '.' | ',' | ';' | ':' | '!' | '?' | '…' | '%'))
    {
        return false;
    }
    let mut end = at - 1;
    // Behind the full stop may stand what closes with it.
    while end > 0
        && at - end <= CLOSING
        && matches!(tokens[end].class, Class::Sign('"' | '\'' | ')' | ']'))
        && tokens[end].is_glued()
    {
        end -= 1;
    }
    let closed = end < at - 1;
    match tokens[end].class {
        Class::Sign('!' | '?' | '…') => next.space != Space::None && !begins_lower(next),
        Class::Sign('.') => {
            if next.space == Space::None && !(closed && next.case != Case::Lower) {
                return false;
            }
            if begins_lower(next) || end == 0 {
                return false;
            }
            let before = &tokens[end - 1];
            let glued = tokens[end].is_glued();
            if glued && before.class == Class::Word {
                let initial = before.end - before.start == 1 && before.case == Case::Upper;
                if initial && text.as_bytes()[before.start as usize] != b'I' {
                    return false;
                }
                if is_abbreviation(end - 1) {
                    return false;
                }
            }
            true
        }
        // "U.S." holds its own dot.
        Class::Word if end == at - 1 && tokens[end].text(text).ends_with('.') => {
            next.class == Class::Word && next.case != Case::Lower && starts_sentence(at)
        }
        _ => false,
    }
}

fn begins_lower(token: &Token) -> bool {
    token.class == Class::Word && token.case == Case::Lower
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Marks, tokenize};

    fn split(text: &str) -> Vec<&str> {
        let tokens = tokenize(text, Marks::Point);
        let word = |at: usize| tokens[at].text(text);
        sentences(
            text,
            &tokens,
            |at| ["Gen", "Mr", "Aug", "No"].contains(&word(at)),
            |at| ["The", "He"].contains(&word(at)),
        )
        .iter()
        .map(|sentence| {
            let (first, last) = (sentence.tokens.start, sentence.tokens.end - 1);
            &text[tokens[first].start as usize..tokens[last].end as usize]
        })
        .collect()
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        assert_eq!(
            split("Gen. Smith left the U.S. base. \"It is 5.\" He said so in the U.S. The end."),
            [
                "Gen. Smith left the U.S. base.",
                "\"It is 5.\"",
                "He said so in the U.S.",
                "The end."
            ]
        );
    }

    #[test]
    fn an_endless_sentence_is_cut_between_statements() {
        let parted = "they killed 5 million, ".repeat(500);
        let pieces = split(&parted);
        assert_eq!(pieces.join(" "), parted.trim_end());
        assert!(pieces.iter().all(|piece| piece.ends_with("million,")), "{pieces:?}");
        let solid = "word ".repeat(5_000);
        assert!(split(&solid).iter().all(|piece| piece.split(' ').count() <= 2 * LONGEST));
    }

    #[test]
    fn where_lines_are_not_wrapped_each_is_a_paragraph() {
        let headline = "Five people were killed when a bomb went off in the capital on Sunday";
        let body = "The bomb went off, ".repeat(10) + "he said.";
        assert_eq!(split(&format!("{headline}\n{body}")).len(), 2);
    }

    #[test]
    fn a_wrapped_line_goes_on_and_a_heading_stands_alone() {
        let wrapped = "FIVE PEOPLE WERE KILLED WHEN A BOMB WENT OFF IN THE\nCAPITAL ON SUNDAY.";
        assert_eq!(split(wrapped).len(), 1);
        assert_eq!(
            split("Five dead in blast\nA bomb went off on Sunday."),
            ["Five dead in blast", "A bomb went off on Sunday."]
        );
    }
}
