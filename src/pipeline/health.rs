//! Whether a source still gives what it gave: its pages' text and figures against their own past.

use crate::model::Timestamp;
use crate::store::{Past, Yield};

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
    /// Since when its pages have stopped yielding what they did.
    pub degraded_since: Option<Timestamp>,
    /// What they stopped yielding, for people.
    pub degraded: Option<String>,
}

/// What its pages have stopped yielding; `None` where all is well or nothing can be said.
pub(super) fn degraded(past: &Past) -> Option<String> {
    let (new, old) = past.yields.split_at_checked(NEW)?;
    if old.len() < OLD_MIN {
        return None;
    }
    let usual = median(old);
    let longest = new.iter().map(|page| page.text).max().unwrap_or_default();
    if usual >= USUAL_MIN && u64::from(longest) * 100 < u64::from(usual) * u64::from(SHORT_PERCENT)
    {
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
}
