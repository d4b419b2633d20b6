//! What an outlet prints around its reports is learnt from many of them: a paragraph that stands in several is no part of any.
//!
//! A report repeats its own past, too: "The blast of August killed 170 people" ends every story of a month. So what reads as
//! a part of the report is kept if it holds a figure: only what is linked, stands in another box, or stands bare of figures
//! at either end is left out.

use std::collections::BTreeSet;

use crate::article::bare;
use crate::model::{Article, Digest};

/// A paragraph of fewer letters and digits is found anywhere.
const LETTERS_MIN: usize = 8;

/// What names a paragraph: a digest of its letters and digits. One line each; short ones have none.
pub(super) fn lines(article: &Article) -> Vec<i64> {
    article.text.split("\n\n").filter_map(line).collect()
}

fn line(paragraph: &str) -> Option<i64> {
    let bare = bare(paragraph);
    bare.chars().nth(LETTERS_MIN)?;
    let digest = Digest::of(bare.as_bytes()).to_string();
    i64::from_str_radix(&digest[..15], 16).ok()
}

/// Leaves out what is furniture, of the paragraphs that stand in several reports; returns how many those are. Where they make
/// more than half of the text, they are a story that is told again.
pub(super) fn clear(article: &mut Article, repeated: &BTreeSet<i64>) -> u32 {
    if repeated.is_empty() || !article.postings.is_empty() {
        return 0;
    }
    let paragraphs: Vec<&str> = article.text.split("\n\n").collect();
    let again: Vec<bool> =
        paragraphs.iter().map(|it| line(it).is_some_and(|it| repeated.contains(&it))).collect();
    let length = |wanted: bool| -> usize {
        let own = paragraphs.iter().zip(&again).filter(|(_, again)| **again || !wanted);
        own.map(|(paragraph, _)| paragraph.len()).sum()
    };
    if length(true) * 2 > length(false) {
        return 0;
    }
    let first = again.iter().position(|again| !again).unwrap_or_default();
    let last = again.iter().rposition(|again| !again).unwrap_or_default();
    let is_out = |at: usize| {
        let is_bare = !paragraphs[at].contains(char::is_numeric);
        again[at] && (article.loose.contains(&at) || (is_bare && (at < first || at > last)))
    };
    let out: Vec<bool> = (0..paragraphs.len()).map(is_out).collect();
    let kept = paragraphs.iter().zip(&out).filter(|(_, out)| !**out).map(|(it, _)| *it);
    let text = kept.collect::<Vec<_>>().join("\n\n");
    article.text = text;
    article.loose.clear();
    u32::try_from(out.iter().filter(|out| **out).count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleared(paragraphs: &[&str], repeated: &[&str], loose: &[usize]) -> String {
        let text = paragraphs.join("\n\n");
        let mut article = Article { text, loose: loose.to_vec(), ..Article::default() };
        let repeated = repeated.iter().filter_map(|it| line(it)).collect();
        clear(&mut article, &repeated);
        article.text
    }

    const BODY: &str =
        "A fire at the port of Alder left twelve people dead on Sunday, and 30 injured.";
    const MORE: &str = "The mayor closed the northern quay for the week and asked for an inquiry.";
    const PITCH: &str = "Support our reporters with a gift today.";
    const BOX: &str = "Ferry sinks with 320 aboard";
    const PAST: &str = "The blast of August killed 170 people.";

    #[test]
    fn furniture_goes_and_the_report_stays() {
        assert_eq!(cleared(&[BODY, MORE, PITCH], &[PITCH], &[]), format!("{BODY}\n\n{MORE}"));
        assert_eq!(cleared(&[BODY, BOX, MORE], &[BOX], &[1]), format!("{BODY}\n\n{MORE}"));
    }

    #[test]
    fn the_reports_own_past_is_no_furniture() {
        let whole = [BODY, MORE, PAST].join("\n\n");
        assert_eq!(cleared(&[BODY, MORE, PAST], &[PAST], &[]), whole);
        let whole = [BODY, PITCH, MORE].join("\n\n");
        assert_eq!(
            cleared(&[BODY, PITCH, MORE], &[PITCH], &[]),
            whole,
            "prose between prose stays"
        );
    }

    #[test]
    fn a_story_that_is_told_again_is_left_whole() {
        let whole = [MORE, BODY, PITCH].join("\n\n");
        assert_eq!(cleared(&[MORE, BODY, PITCH], &[BODY, PITCH], &[2]), whole);
    }
}
