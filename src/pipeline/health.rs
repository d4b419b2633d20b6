//! Whether a source still gives what it gave: its pages' text and figures against their own past.

use chrono::{Duration, SecondsFormat};

use crate::model::Timestamp;
use crate::store::{Past, Yield};

/// A source is dark once it was asked so often in vain ...
const VAIN_MIN: u32 = 3;

/// ... and for so long: a server that is started anew is none.
const DARK_MIN: Duration = Duration::hours(1);

/// So many of the newest pages are held against the older ones ...
const NEW: usize = 3;

/// ... of which there must be so many, or a source is too young to be judged.
const OLD_MIN: usize = 5;

/// A text below this part of the usual length, in percent, is hardly one.
const SHORT_PERCENT: u32 = 25;

/// Pages of less usual text than this, in characters, are no reports to begin with.
const USUAL_MIN: u32 = 300;

/// A source of which at least this part of the pages, in percent, had figures should go on having some.
const FIGURES_PERCENT: usize = 60;

/// How a source is.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Health {
    pub last_success: Option<Timestamp>,
    /// The source's own outcome in its last runs, newest first.
    pub history: Vec<String>,
    /// The usual length of its pages' text, in characters; 0 where it is too young to tell.
    pub usual_text: u32,
    /// How often it was asked in vain since it was well.
    pub in_vain: u32,
    /// Since when it is held to be dark: it answers no more.
    pub dark_since: Option<Timestamp>,
    /// Since when its pages have stopped yielding what they did.
    pub degraded_since: Option<Timestamp>,
    /// What they stopped yielding, for people.
    pub degraded: Option<String>,
}

/// Why a source is held to be dark; `None` where it is not.
pub(super) fn dark(past: &Past, now: Timestamp) -> Option<String> {
    let since = past.in_vain_since.filter(|since| now - *since >= DARK_MIN)?;
    if past.in_vain < VAIN_MIN {
        return None;
    }
    let outcome = past.outcomes.first().map(String::as_str).unwrap_or_default();
    let last = match past.last_success {
        Some(at) => format!("it was last well at {}", iso(at)),
        None => "it was never well".to_owned(),
    };
    Some(format!("{outcome}, {} times since {}; {last}", past.in_vain, iso(since)))
}

fn iso(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// What its pages have stopped yielding; `None` where all is well or nothing can be said.
pub(super) fn degraded(past: &Past) -> Option<String> {
    match past.own.split_first() {
        Some((now, before)) => shrunk(*now, before),
        None => worn(past),
    }
}

/// What a single page has stopped yielding, held against its own earlier versions.
fn shrunk(now: Yield, before: &[Yield]) -> Option<String> {
    let usual = median(before);
    if usual >= USUAL_MIN && is_short(now.text, usual) {
        return Some(format!("it has {} characters of text, where {usual} were usual", now.text));
    }
    let had = before.iter().map(|page| page.figures).max().unwrap_or_default();
    let always = before.iter().all(|page| page.figures > 0);
    (had > 0 && always && now.figures == 0)
        .then(|| format!("it holds no figure, where it had up to {had}"))
}

fn is_short(text: u32, usual: u32) -> bool {
    u64::from(text) * 100 < u64::from(usual) * u64::from(SHORT_PERCENT)
}

/// What the pages of a list have stopped yielding.
fn worn(past: &Past) -> Option<String> {
    let (new, old) = past.yields.split_at_checked(NEW)?;
    if old.len() < OLD_MIN {
        return None;
    }
    let usual = median(old);
    let longest = new.iter().map(|page| page.text).max().unwrap_or_default();
    if usual >= USUAL_MIN && is_short(longest, usual) {
        return Some(format!(
            "its last {NEW} pages have at most {longest} characters of text, where {usual} were usual"
        ));
    }
    let with_figures = old.iter().filter(|page| page.figures > 0).count();
    let had_figures = with_figures * 100 >= old.len() * FIGURES_PERCENT;
    if had_figures && new.iter().all(|page| page.figures == 0) {
        return Some(format!(
            "its last {NEW} pages hold no figure, where {with_figures} of {} did before",
            old.len()
        ));
    }
    None
}

/// The usual length of the older pages' text.
pub(super) fn usual(past: &Past) -> u32 {
    if let Some((_, before)) = past.own.split_first() {
        return median(before);
    }
    past.yields.get(NEW..).filter(|old| old.len() >= OLD_MIN).map_or(0, median)
}

fn median(pages: &[Yield]) -> u32 {
    let mut lengths: Vec<u32> = pages.iter().map(|page| page.text).collect();
    lengths.sort_unstable();
    lengths.get(lengths.len() / 2).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn past(pages: &[(u32, u32)]) -> Past {
        let yields = pages.iter().map(|(text, figures)| Yield { text: *text, figures: *figures });
        Past { yields: yields.collect(), ..Past::default() }
    }

    #[test]
    fn a_source_is_held_against_its_own_past() {
        let well = [(2_000, 4); 6];
        let with = |new: &[(u32, u32)]| degraded(&past(&[new, &well[..]].concat()));
        assert_eq!(with(&[(1_800, 3); 3]), None);
        assert_eq!(with(&[(120, 1), (0, 0), (1_500, 3)]), None, "one page still reads well");
        let short = with(&[(120, 1), (0, 0), (90, 0)]).unwrap_or_default();
        assert!(short.contains("at most 120 characters of text, where 2000 were usual"), "{short}");
        let bare = with(&[(1_900, 0); 3]).unwrap_or_default();
        assert!(bare.contains("hold no figure, where 6 of 6 did before"), "{bare}");
        assert_eq!(degraded(&past(&[(0, 0); 7])), None, "too young to be judged");
        assert_eq!(degraded(&past(&[(90, 0); 12])), None, "short pages were always short");
    }

    #[test]
    fn a_page_is_held_against_what_it_said_before() {
        let with = |now: (u32, u32)| {
            let own = [now, (2_000, 4), (1_800, 3)];
            let own = own.iter().map(|(text, figures)| Yield { text: *text, figures: *figures });
            degraded(&Past { own: own.collect(), ..Past::default() })
        };
        assert_eq!(with((1_200, 1)), None);
        assert_eq!(
            with((400, 2)).as_deref(),
            Some("it has 400 characters of text, where 2000 were usual")
        );
        assert_eq!(with((1_900, 0)).as_deref(), Some("it holds no figure, where it had up to 4"));
    }

    #[test]
    fn a_source_is_dark_after_three_looks_in_vain_over_an_hour() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let past = |in_vain| Past {
            outcomes: vec!["server_error".to_owned()],
            in_vain,
            in_vain_since: Some(at("2026-01-01T08:00:00Z")),
            last_success: Some(at("2026-01-01T07:45:00Z")),
            ..Past::default()
        };
        assert_eq!(dark(&past(9), at("2026-01-01T08:45:00Z")), None, "too short");
        assert_eq!(dark(&past(2), at("2026-01-02T08:00:00Z")), None, "too seldom");
        assert_eq!(
            dark(&past(3), at("2026-01-01T09:00:00Z")).as_deref(),
            Some(
                "server_error, 3 times since 2026-01-01T08:00:00Z; it was last well at 2026-01-01T07:45:00Z"
            )
        );
    }
}
