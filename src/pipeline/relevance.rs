//! Whether a report belongs to an event, and why.

use crate::model::{Event, Timestamp};
use crate::store::Ruling;

/// From this share of common letter pairs on, a headline is taken for one of the event's (strsim's Sørensen–Dice). The same
/// event told by two desks is above it where the words agree; two events of one kind are below.
const SIMILAR: f64 = 0.6;

/// A title of fewer words is a name, and like too many headlines.
const TITLE_WORDS_MIN: usize = 3;

/// What is known of a report.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Said<'a> {
    pub(super) title: &'a str,
    /// What stands below the title: a summary, or the report itself.
    pub(super) text: &'a str,
    /// Whether what is excluded is looked for in the text too. A report may mention anything; its announcement may not.
    pub(super) is_announced: bool,
    pub(super) published: Option<Timestamp>,
    pub(super) updated: Option<Timestamp>,
    pub(super) ruling: Option<Ruling>,
}

/// Whether it belongs, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Opinion {
    pub(super) belongs: bool,
    /// A short code, which is stored.
    pub(super) reason: &'static str,
    /// The word, the time or the share that decided.
    pub(super) detail: Option<String>,
}

impl Opinion {
    pub(super) fn yes(reason: &'static str, detail: Option<String>) -> Self {
        Self { belongs: true, reason, detail }
    }

    pub(super) fn no(reason: &'static str, detail: Option<String>) -> Self {
        Self { belongs: false, reason, detail }
    }
}

/// The editor's word first; then the window, what is excluded, the terms, and the likeness of the titles.
pub(super) fn judge(event: &Event, said: &Said<'_>) -> Opinion {
    match said.ruling {
        Some(Ruling::Include) => return Opinion::yes("editor", None),
        Some(Ruling::Exclude) => return Opinion::no("editor", None),
        Some(Ruling::Undo) | None => {}
    }
    if let Some(outside) = outside(event, said) {
        return outside;
    }
    let announced = if said.is_announced { said.text } else { "" };
    let excluded =
        event.exclude.iter().find(|word| holds(said.title, word) || holds(announced, word));
    if let Some(word) = excluded {
        return Opinion::no("excluded", Some(word.clone()));
    }
    let mut terms = event.terms.iter().filter(|term| !term.trim().is_empty()).peekable();
    if terms.peek().is_none() {
        return Opinion::yes("all", None);
    }
    if let Some(term) = terms.find(|term| holds(said.title, term) || holds(said.text, term)) {
        return Opinion::yes("term", Some(term.clone()));
    }
    let share = likeness(event, said.title);
    let detail = share.map(|share| format!("{:.0} %", share * 100.0));
    if share.is_some_and(|share| share >= SIMILAR) {
        Opinion::yes("similar", detail)
    } else {
        Opinion::no("no_term", detail)
    }
}

/// Where the report was published before or after the event's window. The time of a change alone may lie after it.
fn outside(event: &Event, said: &Said<'_>) -> Option<Opinion> {
    let day = |at: Timestamp| Some(at.format("%Y-%m-%d %H:%MZ").to_string());
    let latest = said.published.max(said.updated);
    if let (Some(from), Some(at)) = (event.from, said.published.or(latest))
        && at < from
    {
        return Some(Opinion::no("before", day(at)));
    }
    if let (Some(until), Some(at)) = (event.until, said.published)
        && at >= until
    {
        return Some(Opinion::no("after", day(at)));
    }
    None
}

/// How alike a headline and the event's own title are; `None` where the event has no title to go by.
fn likeness(event: &Event, title: &str) -> Option<f64> {
    let is_title = event.title.split_whitespace().count() >= TITLE_WORDS_MIN;
    (is_title && !title.is_empty())
        .then(|| strsim::sorensen_dice(&event.title.to_lowercase(), &title.to_lowercase()))
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

    fn why(event: &Event, said: &Said<'_>) -> (&'static str, bool) {
        let opinion = judge(event, said);
        (opinion.reason, opinion.belongs)
    }

    #[test]
    fn a_term_is_a_word_and_not_a_part_of_one() {
        let port = event(&["port"], &[]);
        let has =
            |event: &Event, title: &str| judge(event, &Said { title, ..Said::default() }).belongs;
        assert!(has(&port, "Blast in the PORT, 12 dead"));
        assert!(has(&port, "The port's cranes"));
        assert!(has(&port, "Two ports closed"));
        assert!(!has(&port, "Report from the airport"));
        assert!(has(&event(&["port alder"], &[]), "Port Alder's mayor"));
        assert!(has(&event(&["喀布尔"], &[]), "在喀布尔机场"));
        assert!(has(&event(&[], &[]), "anything"));
    }

    #[test]
    fn the_window_and_the_excluded_words_keep_a_report_out() {
        let mut blast = event(&["blast"], &["football"]);
        blast.from = "2026-01-01T00:00:00Z".parse().ok();
        blast.until = "2026-01-31T00:00:00Z".parse().ok();
        let at = |text: &str| text.parse().ok();
        let said = Said { title: "Blast kills two", is_announced: true, ..Said::default() };
        assert_eq!(why(&blast, &said), ("term", true));
        let published = |published| Said { published, ..said };
        assert_eq!(why(&blast, &published(at("2026-01-01T08:00:00Z"))), ("term", true));
        assert_eq!(why(&blast, &published(at("2025-12-31T08:00:00Z"))), ("before", false));
        assert_eq!(why(&blast, &published(at("2026-02-01T08:00:00Z"))), ("after", false));
        let updated = |updated| Said { updated, ..said };
        assert_eq!(why(&blast, &updated(at("2025-12-31T08:00:00Z"))), ("before", false));
        assert_eq!(why(&blast, &updated(at("2026-02-01T08:00:00Z"))), ("term", true));
        assert_eq!(
            why(&blast, &Said { title: "A blast of a football match", ..said }),
            ("excluded", false)
        );
        let text = "The blast was heard in the football ground.";
        assert_eq!(why(&blast, &Said { text, ..said }), ("excluded", false), "an announcement");
        assert_eq!(
            why(&blast, &Said { text, is_announced: false, ..said }),
            ("term", true),
            "a report"
        );
        assert_eq!(why(&blast, &Said { title: "Weather", ..said }), ("no_term", false));
    }

    #[test]
    fn a_headline_much_like_the_events_title_needs_no_term() {
        let mut fire = event(&["warehouse"], &[]);
        fire.title = "Fire in the old harbour of Port Alder".to_owned();
        let like = Said { title: "Port Alder: fire in the old harbour", ..Said::default() };
        assert_eq!(why(&fire, &like), ("similar", true));
        let other = Said { title: "Fire in a school of Nairn", ..Said::default() };
        assert_eq!(why(&fire, &other), ("no_term", false));
    }

    #[test]
    fn an_editors_word_outranks_every_rule() {
        let blast = event(&["blast"], &[]);
        let weather = Said { title: "Weather", ruling: Some(Ruling::Include), ..Said::default() };
        assert_eq!(why(&blast, &weather), ("editor", true));
        let own = Said { title: "Blast", ruling: Some(Ruling::Exclude), ..Said::default() };
        assert_eq!(why(&blast, &own), ("editor", false));
        assert_eq!(why(&blast, &Said { ruling: Some(Ruling::Undo), ..own }), ("term", true));
    }
}
