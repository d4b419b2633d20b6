//! Text on a terminal: what is safe to print, how wide it is, where it may be cut.

use anstyle::Style;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// How wide a line may be, and whether styles are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    /// In terminal columns.
    pub width: usize,
    pub color: bool,
}

impl Default for Layout {
    /// What a pipe or a file gets: wide enough for a row on one line, the same on every machine.
    fn default() -> Self {
        Self { width: 120, color: false }
    }
}

impl Layout {
    pub(super) fn paint(self, style: Style, text: &str) -> String {
        if self.color && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// The text on one line, without what could steer the reader's terminal or turn the line around: control characters and
/// the marks of bidirectional overrides (Unicode TR36, 3.2; CVE-2021-42574). News pages are strangers' text.
pub(super) fn clean(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c if c.is_whitespace() => {
                if !clean.is_empty() && !clean.ends_with(' ') {
                    clean.push(' ');
                }
            }
            c if c.is_control() => clean.push('\u{fffd}'),
            c => clean.push(c),
        }
    }
    clean.truncate(clean.trim_end().len());
    clean
}

/// Right-to-left text between isolates (UAX 9, 2.4), so that the columns after it stay where they are; other text as it is.
pub(super) fn isolated(text: &str) -> String {
    if text.chars().any(is_right_to_left) {
        format!("\u{2068}{text}\u{2069}")
    } else {
        text.to_owned()
    }
}

/// Hebrew, Arabic, Syriac, Thaana, N'Ko and their presentation forms, and the right-to-left plane of historic scripts.
fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

pub(super) fn pad(text: &str, columns: usize) -> String {
    let mut padded = text.to_owned();
    padded.extend(std::iter::repeat_n(' ', columns.saturating_sub(width(text))));
    padded
}

/// Spaces in front, for numbers.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    let mut padded = " ".repeat(columns.saturating_sub(width(text)));
    padded.push_str(text);
    padded
}

/// At most `columns` wide; what is cut off at the end becomes `…`.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    for cluster in text.graphemes(true) {
        if width(&kept) + width(cluster) + 1 > columns {
            break;
        }
        kept.push_str(cluster);
    }
    kept.truncate(kept.trim_end().len());
    kept.push('…');
    kept
}

/// At most `columns` wide around `focus`, grown word by word to both sides; what is left out becomes `…`. The focus itself
/// is never cut, whatever the width: it is the number.
pub(super) fn around(text: &str, focus: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let at = text.find(focus).unwrap_or(0);
    let (mut start, mut end) = (at, at + focus.len());
    if !text.is_char_boundary(end) || end > text.len() {
        (start, end) = (0, 0);
    }
    let room = columns.saturating_sub(2);
    let before: Vec<&str> = text[..start].split_word_bounds().collect();
    let after: Vec<&str> = text[end..].split_word_bounds().collect();
    let (mut left, mut right) = (before.iter().rev().peekable(), after.iter().peekable());
    let mut used = width(&text[start..end]);
    // Two words behind for each in front: what is counted follows the number more often than it leads.
    let mut turn = 0;
    while left.peek().is_some() || right.peek().is_some() {
        let forward = right.peek().is_some() && (turn % 3 != 2 || left.peek().is_none());
        turn += 1;
        let Some(word) = (if forward { right.next() } else { left.next() }) else { break };
        if used + width(word) > room {
            break;
        }
        used += width(word);
        if forward {
            end += word.len();
        } else {
            start -= word.len();
        }
    }
    let kept = text[start..end].trim();
    let head = if text[..start].trim().is_empty() { "" } else { "…" };
    let tail = if text[end..].trim().is_empty() { "" } else { "…" };
    format!("{head}{kept}{tail}")
}

/// Lines of at most `columns`, broken between words; a word that is wider than a line is broken where it must be.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    wrap_behind(text, columns, columns)
}

/// As [`wrap`], the first line of a width of its own: it begins behind something.
pub(super) fn wrap_behind(text: &str, first: usize, then: usize) -> Vec<String> {
    let mut columns = first.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::take(&mut line));
            columns = then.max(1);
        }
        if !line.is_empty() {
            line.push(' ');
        }
        if width(&line) + width(word) <= columns {
            line.push_str(word);
            continue;
        }
        for cluster in word.graphemes(true) {
            if !line.is_empty() && width(&line) + width(cluster) > columns {
                lines.push(std::mem::take(&mut line));
                columns = then.max(1);
            }
            line.push_str(cluster);
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_cannot_steer_the_terminal() {
        assert_eq!(clean("left\u{1b}[2J 170\n\n dead\u{202e}!"), "left\u{fffd}[2J 170 dead!");
    }

    #[test]
    fn wide_and_combining_characters_count_as_the_terminal_counts_them() {
        assert_eq!(width(&pad("死者41人", 12)), 12);
        assert_eq!(width(&pad("e\u{301}t\u{e9}", 5)), 5);
        assert_eq!(cut("死者41人", 7), "死者41…");
        assert_eq!(cut("死者41人", 6), "死者4…");
    }

    #[test]
    fn a_long_clause_is_kept_around_its_figure() {
        let clause = "officials who asked not to be named said that the attack left 170 dead, including thirteen US troops";
        let short = around(clause, "170", 44);
        assert!(short.contains("170 dead, including thirteen"), "{short}");
        assert!(width(&short) <= 44, "{short}");
        assert_eq!(around(clause, "170", 2), "…170…");
        assert_eq!(around("死者は少なくとも百七十人に上った", "百七十", 14), "…も百七十人に…");
    }

    #[test]
    fn a_wrapped_text_loses_no_word() {
        assert_eq!(
            wrap("are US troops inside the 170?", 12),
            ["are US", "troops", "inside the", "170?"]
        );
        assert_eq!(wrap("https://a.example/b", 8), ["https://", "a.exampl", "e/b"]);
        assert!(wrap("  ", 8).is_empty());
    }

    #[test]
    fn right_to_left_text_is_isolated_at_no_width() {
        let text = isolated("قُتل 13 جنديا");
        assert!(text.starts_with('\u{2068}') && text.ends_with('\u{2069}'));
        assert_eq!(width(&text), width("قُتل 13 جنديا"));
        assert_eq!(isolated("13 troops"), "13 troops");
    }
}
