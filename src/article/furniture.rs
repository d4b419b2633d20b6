//! What stands inside an article and is not its text: its own headline again, the byline, a caption, a call to subscribe;
//! and the correction notice, which is text and is also told apart.

use super::block::{Blocks, Kind, line};
use super::judge::{Words, bare};
use super::metadata::Metadata;

/// A line longer than this, in words, is prose whatever it says.
const FURNITURE_WORDS_MAX: usize = 40;

/// A byline or a stamp is shorter than this, in words.
const BYLINE_WORDS_MAX: usize = 20;

/// A correction notice is longer than its own heading, and shorter than a story about corrections.
const NOTICE_CHARS: std::ops::RangeInclusive<usize> = 30..=1_200;

/// Takes out of the chosen blocks those that are furniture.
pub(super) fn clear(blocks: &Blocks, chosen: &mut Vec<usize>, page: &Metadata, words: &Words) {
    let title = page.title.as_deref().map(bare).unwrap_or_default();
    chosen.retain(|at| {
        let block = &blocks.blocks[*at];
        let lower = block.text.to_lowercase();
        let count = block.text.split_whitespace().count();
        let is_title = !title.is_empty() && bare(&block.text) == title;
        let is_furniture = count <= FURNITURE_WORDS_MAX && words.is_furniture(&lower);
        let is_caption = block.kind == Kind::Caption || captioned(blocks, *at, words);
        let is_byline = count <= BYLINE_WORDS_MAX && byline(&block.text, &page.authors);
        !(is_title || is_furniture || is_caption || is_byline)
    });
}

/// The notice that says what an earlier version had wrong, wherever it stands on the page.
pub(super) fn correction(blocks: &Blocks, words: &Words) -> Option<String> {
    let found = blocks.blocks.iter().find(|block| {
        let is_notice = words.is_correction(&block.text.to_lowercase());
        is_notice
            && NOTICE_CHARS.contains(&block.text.chars().count())
            && block.linked * 2 < block.text.len()
    })?;
    Some(line(&found.text))
}

/// Whether one of the two innermost places calls itself a caption.
fn captioned(blocks: &Blocks, at: usize, words: &Words) -> bool {
    let own = blocks.places.get(blocks.blocks[at].place);
    let outer = own.and_then(|own| own.parent).and_then(|parent| blocks.places.get(parent));
    [own, outer].into_iter().flatten().any(|place| words.is_caption(&place.words))
}

/// Whether a line is a byline: an author's name, with a date, a place or the site's name, and no sentence.
fn byline(text: &str, authors: &[String]) -> bool {
    let lower = text.to_lowercase();
    let ends = text.ends_with(['.', '!', '?', '”', '"', '»']);
    let names = authors.iter().map(|name| name.to_lowercase());
    !ends
        && names
            .filter(|name| name.len() > 3)
            .any(|name| lower.trim_start_matches("by ").starts_with(&name))
}
