use serde::Deserialize;

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// A run of letters, with inner apostrophes ("O'Rourke") and dotted initials ("U.S.", "a.m.").
    Word,
    /// A run of digits with its grouping and decimal marks: "1,200", "2,40,000", "3.5".
    Number,
    /// One sign, brought to a plain form: all quotes are `"` or `'`, hyphens `-`, en dashes `–`, em dashes `—`.
    Sign(char),
}

/// What stands before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Space {
    None,
    /// A non-breaking or thin space, which some style guides group digits with.
    Narrow,
    Blank,
    Line,
    Paragraph,
}

/// How a word is capitalised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    Lower,
    /// First letter a capital, others not all.
    Title,
    /// All letters capitals (one letter counts as that, too).
    Upper,
}

/// A word, number or sign and where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    pub start: u32,
    pub end: u32,
    pub class: Class,
    pub space: Space,
    pub case: Case,
}

impl Token {
    pub fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether nothing stands between this token and the one before it.
    pub fn is_glued(&self) -> bool {
        self.space == Space::None
    }

    pub fn is_sign(&self, sign: char) -> bool {
        self.class == Class::Sign(sign)
    }
}

/// How a language marks decimals and groups of digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Marks {
    /// "1,200.5": a point before decimals, commas between groups.
    Point,
    /// "1.200,5" and "1,200.5": of two kinds the last stands before decimals, and a mark alone before exactly three digits groups.
    /// Many languages are written both ways, by country or by house.
    Either,
}

/// The value of a decimal digit of any script: "7", "٧", "७", "７".
pub fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    let code = u32::from(c);
    let zero = ZEROS.iter().rev().find(|zero| **zero <= code)?;
    (code - zero < 10).then_some(code - zero)
}

/// The zeros of Unicode's decimal digits beyond ASCII (general category Nd), of scripts that are written today; the last five are the
/// bold and other digits of formulas, which social media print as ornament.
const ZEROS: &[u32] = &[
    0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xde6,
    0xe50, 0xed0, 0xf20, 0x1040, 0x1090, 0x17e0, 0x1810, 0x1946, 0x19d0, 0x1a80, 0x1a90, 0x1b50,
    0x1bb0, 0x1c40, 0x1c50, 0xa620, 0xa8d0, 0xa900, 0xa9d0, 0xa9f0, 0xaa50, 0xabf0, 0xff10,
    0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6,
];

/// The tokens of a text, in order, without gaps but blanks. Texts beyond 4 GiB are cut there.
pub fn tokenize(text: &str, marks: Marks) -> Vec<Token> {
    let limit = text.floor_char_boundary(u32::MAX as usize - 8);
    let mut scanner = Scanner { text, bytes: &text.as_bytes()[..limit], at: 0, marks };
    let mut tokens = Vec::with_capacity(limit / 5 + 4);
    let mut space = Space::Paragraph;
    while scanner.at < scanner.bytes.len() {
        if let Some(found) = scanner.blanks() {
            space = space.max(found);
            continue;
        }
        let start = scanner.at;
        let (class, case) = scanner.token();
        debug_assert!(scanner.at > start, "a token is never empty");
        tokens.push(Token { start: offset(start), end: offset(scanner.at), class, space, case });
        space = Space::None;
    }
    tokens
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("the text was cut at 4 GiB")
}

struct Scanner<'t> {
    text: &'t str,
    bytes: &'t [u8],
    at: usize,
    marks: Marks,
}

impl Scanner<'_> {
    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    fn char_at(&self, at: usize) -> Option<char> {
        let byte = *self.bytes.get(at)?;
        if byte < 0x80 { Some(char::from(byte)) } else { self.text[at..].chars().next() }
    }

    /// Skips what is no token; `None` where a token begins.
    fn blanks(&mut self) -> Option<Space> {
        let mut found = None;
        let mut lines = 0;
        while let Some(c) = self.char_at(self.at) {
            if c == ESCAPE
                && let Some(length) = control_sequence(&self.bytes[self.at..])
            {
                found = found.max(Some(Space::None));
                self.at += length;
                continue;
            }
            let space = match c {
                '\n' => {
                    lines += 1;
                    if lines > 1 { Space::Paragraph } else { Space::Line }
                }
                '\u{2028}' | '\u{2029}' => Space::Paragraph,
                '\u{a0}' | '\u{2009}' | '\u{202f}' | '\u{2007}' => Space::Narrow,
                // Marks that print nothing: soft hyphen, joiners, directions, byte order mark.
                '\u{ad}'
                | '\u{200b}'..='\u{200f}'
                | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{2069}'
                | '\u{feff}' => Space::None,
                c if c.is_whitespace() || c.is_control() => Space::Blank,
                _ => break,
            };
            found = found.max(Some(space));
            self.at += c.len_utf8();
        }
        found
    }

    fn token(&mut self) -> (Class, Case) {
        let c = self.char_at(self.at).expect("the caller stands on a character");
        if is_letter(c) {
            return (Class::Word, self.word());
        }
        if digit(c).is_some() {
            self.number();
            return (Class::Number, Case::Lower);
        }
        self.at += c.len_utf8();
        if c == '\'' || c == '’' {
            // "'s" stands alone, so that "Kabul's" is a word and its possessive.
            if matches!(self.byte(self.at), b's' | b'S') && !self.letter_at(self.at + 1) {
                self.at += 1;
                return (Class::Word, Case::Lower);
            }
        }
        let sign = match c {
            '“' | '”' | '„' | '«' | '»' => '"',
            '‘' | '’' | '`' | '´' | '‚' => '\'',
            '\u{2010}' | '\u{2011}' | '\u{2212}' => '-',
            '\u{2012}' => '–',
            '\u{2015}' => '—',
            '\u{2044}' | '\u{2215}' => '/',
            '-' if self.byte(self.at) == b'-' => {
                while self.byte(self.at) == b'-' {
                    self.at += 1;
                }
                '—'
            }
            other => other,
        };
        (Class::Sign(sign), Case::Lower)
    }

    fn letter_at(&self, at: usize) -> bool {
        self.char_at(at).is_some_and(is_letter)
    }

    fn word(&mut self) -> Case {
        let start = self.at;
        let mut letters = 0_u32;
        let mut capitals = 0_u32;
        let mut first_is_capital = false;
        while let Some(c) = self.char_at(self.at) {
            if is_letter(c) || is_mark(c) {
                let capital = c.is_uppercase();
                first_is_capital |= capital && letters == 0;
                letters += u32::from(is_letter(c));
                capitals += u32::from(capital);
                self.at += c.len_utf8();
            } else if c == '\'' || c == '’' {
                let next = self.at + c.len_utf8();
                let possessive =
                    matches!(self.byte(next), b's' | b'S') && !self.letter_at(next + 1);
                if possessive || !self.letter_at(next) {
                    break;
                }
                self.at = next;
            } else if c == '.' && letters_are_dotted(&self.bytes[start..self.at]) {
                // "U.S." and "a.m.": the next letter stands alone between dots.
                let next = self.at + 1;
                let dotted_before = self.bytes[start..self.at].contains(&b'.');
                let single = self.byte(next).is_ascii_alphabetic()
                    && !self.letter_at(next + 1)
                    && (self.byte(next + 1) == b'.' || dotted_before);
                if single {
                    self.at = next;
                } else {
                    if dotted_before {
                        self.at = next;
                    }
                    break;
                }
            } else {
                break;
            }
        }
        match (first_is_capital, capitals == letters) {
            (_, true) => Case::Upper,
            (true, false) => Case::Title,
            (false, false) => Case::Lower,
        }
    }

    /// Digits of one script, with the marks that group them: a comma before three digits (or two, in Indian grouping), an apostrophe
    /// before three as the Swiss print it, one decimal point; either mark before any digits where the language is written both ways.
    fn number(&mut self) {
        let start = self.at;
        self.digits();
        let leads = self.text[start..self.at].chars().count() <= 3;
        let wide = self.text[start..].starts_with(|c| matches!(c, '０'..='９'));
        let mut pointed = false;
        while let Some(mark) = self.char_at(self.at) {
            let next = self.at + mark.len_utf8();
            let group = self.digits_from(next);
            let grouped = match mark {
                ',' if self.marks == Marks::Point => {
                    group == 3 || (group == 2 && self.is_indian(self.at))
                }
                // The Arabic decimal and thousands separators.
                ',' | '.' | '\u{66b}' | '\u{66c}' => group > 0,
                '\'' | '’' => leads && !pointed && group == 3,
                '，' => wide && group == 3,
                '．' => wide && group > 0,
                _ => false,
            };
            if !grouped {
                break;
            }
            pointed |= matches!(mark, '.' | '．' | '\u{66b}');
            self.at = next;
            self.digits();
        }
    }

    /// Whether pairs of digits between commas end in a group of three ("2,40,000"), and are no list ("22,24,26").
    fn is_indian(&self, mut comma: usize) -> bool {
        // Twelve pairs are more digits than a number holds, and keep a long list's cost linear.
        for _ in 0..12 {
            if self.byte(comma) != b',' {
                return false;
            }
            match self.digits_from(comma + 1) {
                3 => return self.byte(comma + 4) != b',',
                2 => comma += 3,
                _ => return false,
            }
        }
        false
    }

    fn digits(&mut self) {
        while let Some(c) = self.char_at(self.at).filter(|c| digit(*c).is_some()) {
            self.at += c.len_utf8();
        }
    }

    /// How many digits stand from `from` on; four is as good as more.
    fn digits_from(&self, from: usize) -> usize {
        let Some(rest) = self.text.get(from..self.bytes.len()) else { return 0 };
        rest.chars().take(4).take_while(|c| digit(*c).is_some()).count()
    }
}

const ESCAPE: char = '\u{1b}';

/// A control sequence has no more parameters than fill so many bytes.
const SEQUENCE_MAX: usize = 32;

/// The length of a terminal's control sequence ("ESC [ 3 1 m", ECMA-48, 5.4), which prints nothing.
fn control_sequence(bytes: &[u8]) -> Option<usize> {
    let rest = bytes.strip_prefix(b"\x1b[")?;
    let end = rest.iter().take(SEQUENCE_MAX).position(|byte| !(0x20..=0x3f).contains(byte))?;
    (0x40..=0x7e).contains(&rest[end]).then_some(end + 3)
}

/// Whether a word so far is one letter, or single letters between dots.
fn letters_are_dotted(word: &[u8]) -> bool {
    word.len() < 12
        && word.len() % 2 == 1
        && word
            .iter()
            .enumerate()
            .all(|(at, byte)| if at % 2 == 0 { byte.is_ascii_alphabetic() } else { *byte == b'.' })
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic()
}

/// Combining marks stay with their letter.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<&str> {
        tokenize(text, Marks::Point).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn keeps_numbers_and_initials_whole() {
        assert_eq!(
            words("U.S. forces lost 1,200.50."),
            ["U.S.", "forces", "lost", "1,200.50", "."]
        );
        assert_eq!(words("2,40,000 and 1,2"), ["2,40,000", "and", "1", ",", "2"]);
        assert_eq!(words("22,24,26"), ["22", ",", "24", ",", "26"]);
        assert_eq!(words("1'200'000 and 12’000"), ["1'200'000", "and", "12’000"]);
        assert_eq!(words("6'2 and 1.5'000"), ["6", "'", "2", "and", "1.5", "'", "000"]);
        assert_eq!(words("１，２００ １２，３"), ["１，２００", "１２", "，", "３"]);
        assert_eq!(words("at 5 a.m. today"), ["at", "5", "a.m.", "today"]);
        assert_eq!(words("Kabul’s O'Rourke"), ["Kabul", "’s", "O'Rourke"]);
        assert_eq!(
            words("\u{1b}[1;31m5 people\u{1b}[0m died \u{1b}[9"),
            ["5", "people", "died", "[", "9"]
        );
        assert_eq!(words("plan B. Then"), ["plan", "B", ".", "Then"]);
    }

    #[test]
    fn tells_lines_from_paragraphs() {
        let spaces: Vec<Space> =
            tokenize("a b\nc\n \nd", Marks::Point).iter().map(|token| token.space).collect();
        assert_eq!(spaces, [Space::Paragraph, Space::Blank, Space::Line, Space::Paragraph]);
    }
}
