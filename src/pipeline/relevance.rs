//! Whether a report belongs to an event.

use crate::model::{Event, Timestamp};

/// Whether what a feed says of a report lets it belong to the event: its window, its terms, none of what is excluded.
pub(super) fn may_belong(event: &Event, said: &str, published: Option<Timestamp>) -> bool {
    let in_window = published.is_none_or(|at| {
        event.from.is_none_or(|from| at >= from) && event.until.is_none_or(|until| at < until)
    });
    in_window && has_term(event, said) && !is_excluded(event, said)
}

/// Whether a text holds one of the event's terms; an event without terms takes every report.
pub(super) fn has_term(event: &Event, text: &str) -> bool {
    let terms: Vec<&String> = event.terms.iter().filter(|term| !term.trim().is_empty()).collect();
    terms.is_empty() || terms.iter().any(|term| holds(text, term))
}

pub(super) fn is_excluded(event: &Event, text: &str) -> bool {
    event.exclude.iter().any(|word| holds(text, word))
}

/// Whether the text holds the word, whatever its case, as a word of its own or with a plural or possessive ending. Scripts
/// that write no spaces know no word of its own.
fn holds(text: &str, word: &str) -> bool {
    let (text, word) = (text.to_lowercase(), word.trim().to_lowercase());
    if word.is_empty() {
        return false;
    }
    text.match_indices(&word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        let after = ["'s", "\u{2019}s", "es", "s"]
            .iter()
            .filter_map(|ending| after.strip_prefix(ending))
            .find(|rest| ends_word(rest.chars().next()))
            .unwrap_or(after);
        ends_word(before) && ends_word(after.chars().next())
    })
}

fn ends_word(next: Option<char>) -> bool {
    // From U+2E80 on: Han, Kana, Hangul and the like.
    next.is_none_or(|c| !c.is_alphanumeric() || c >= '\u{2e80}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(terms: &[&str], exclude: &[&str]) -> Event {
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        Event { terms: own(terms), exclude: own(exclude), ..Event::default() }
    }

    #[test]
    fn a_term_is_a_word_and_not_a_part_of_one() {
        let port = event(&["port"], &[]);
        assert!(has_term(&port, "Blast in the PORT, 12 dead"));
        assert!(has_term(&port, "The port's cranes"));
        assert!(has_term(&port, "Two ports closed"));
        assert!(!has_term(&port, "Report from the airport"));
        assert!(has_term(&event(&["port alder"], &[]), "Port Alder's mayor"));
        assert!(has_term(&event(&["喀布尔"], &[]), "在喀布尔机场"));
        assert!(has_term(&event(&[], &[]), "anything"));
    }

    #[test]
    fn the_window_and_the_excluded_words_keep_a_report_out() {
        let mut blast = event(&["blast"], &["football"]);
        blast.from = "2026-01-01T00:00:00Z".parse().ok();
        blast.until = "2026-01-31T00:00:00Z".parse().ok();
        let at = |text: &str| text.parse().ok();
        assert!(may_belong(&blast, "Blast kills two", at("2026-01-01T08:00:00Z")));
        assert!(may_belong(&blast, "Blast kills two", None));
        assert!(!may_belong(&blast, "Blast kills two", at("2025-12-31T08:00:00Z")));
        assert!(!may_belong(&blast, "A blast of a football match", None));
        assert!(!may_belong(&blast, "Weather", None));
    }
}
