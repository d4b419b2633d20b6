//! Which blocks of a page are its article.
//!
//! Each block gets points: for what it is, for where it stands, for what two extractors of different make think of it. The
//! points are turned into a chance, and a second pass adds what the chances around a block say: the same box, the same
//! neighbours, the same shape elsewhere on the page. The points are data (`data/article.toml`), measured on real news
//! pages that the project does not carry; what they weigh is named there, feature by feature.

mod evidence;
mod features;
mod model;
mod surroundings;

pub use evidence::Evidence;
pub(super) use features::Opinions;
pub use features::bare;

use super::block::{Block, Blocks, Kind};
use features::Page;
use model::Model;
pub(super) use model::Words;

/// At and above this chance a block is taken for the article's.
const CHANCE_MIN: f64 = 0.45;

/// A block that is nearly as likely is taken where others are close before and behind it: an item among the items of a list.
const CHANCE_BETWEEN: f64 = 0.35;

/// How close that is, in blocks.
const BETWEEN_REACH: usize = 2;

/// The words by which boxes and lines are told apart.
pub(super) fn words() -> &'static Words {
    Model::embedded().words()
}

/// For each block the chance that it belongs to the article.
pub(super) fn chances(blocks: &Blocks, opinions: &Opinions) -> Vec<f64> {
    let model = Model::embedded();
    let page = Page::new(blocks, opinions, model.words());
    let first: Vec<f64> = page.features().iter().map(|row| model.chance(0, row, &[])).collect();
    let around = surroundings::features(&page, &first);
    let rows = page.features().iter().zip(&around);
    rows.map(|(row, around)| model.chance(1, row, around)).collect()
}

/// The blocks that are the article's, in order. A page of which no block is likely gives its likeliest few. Where none
/// of them says more than a menu does, the page has no article.
pub(super) fn chosen(blocks: &Blocks, opinions: &Opinions) -> Vec<usize> {
    let chances = chances(blocks, opinions);
    let best = chances.iter().copied().fold(0.0, f64::max);
    let least = if best >= CHANCE_MIN { CHANCE_MIN } else { (best * 0.5).max(0.1) };
    let mut taken: Vec<bool> = chances.iter().map(|chance| *chance >= least).collect();
    let some = |at: usize| taken[at] && says_something(&blocks.blocks[at]);
    if !(0..taken.len()).any(some) {
        return Vec::new();
    }
    take_between(&chances, &mut taken);
    take_tables(blocks, &mut taken);
    (0..taken.len()).filter(|at| taken[*at]).collect()
}

/// Takes the likely among the taken.
fn take_between(chances: &[f64], taken: &mut [bool]) {
    let is_near = |near: &[bool]| near.contains(&true);
    let between: Vec<usize> = (0..chances.len())
        .filter(|at| !taken[*at] && chances[*at] >= CHANCE_BETWEEN)
        .filter(|at| is_near(&taken[at.saturating_sub(BETWEEN_REACH)..*at]))
        .filter(|at| is_near(&taken[at + 1..taken.len().min(at + 1 + BETWEEN_REACH)]))
        .collect();
    for at in between {
        taken[at] = true;
    }
}

/// A block shorter than this, in characters, is a label.
const LABEL: usize = 20;

/// Whether the block is more than a label or a link. A short one with a figure is.
fn says_something(block: &Block) -> bool {
    let is_long = block.text.chars().nth(LABEL).is_some();
    let has_figure = block.text.chars().any(char::is_numeric);
    block.linked * 2 < block.text.len() && (is_long || has_figure)
}

/// How far from a table the paragraphs may stand between which it belongs to them, in blocks.
const TABLE_REACH: usize = 2;

/// Takes the rows of a table that stands between two paragraphs of the article, in the same box: tolls by district are
/// part of the report, and rows of numbers alone get few points.
fn take_tables(blocks: &Blocks, taken: &mut [bool]) {
    let is_row = |at: &usize| blocks.blocks[*at].kind == Kind::Row;
    let outer =
        |at: usize| blocks.places.get(blocks.blocks[at].place).and_then(|place| place.parent);
    let mut start = 0;
    while let Some(first) = (start..taken.len()).find(is_row) {
        let end = (first..taken.len()).find(|at| !is_row(at)).unwrap_or(taken.len());
        let before = (first.saturating_sub(TABLE_REACH)..first).rfind(|at| taken[*at]);
        let after = (end..taken.len().min(end + TABLE_REACH)).find(|at| taken[*at]);
        if let (Some(before), Some(after)) = (before, after) {
            let shared = outer(before).filter(|place| outer(after) == Some(*place));
            let linked: usize = blocks.blocks[first..end].iter().map(|block| block.linked).sum();
            let all: usize = blocks.blocks[first..end].iter().map(|block| block.text.len()).sum();
            let within = shared.is_some_and(|place| blocks.stands_in(first, place));
            if within && linked * 2 < all {
                taken[first..end].fill(true);
            }
        }
        start = end;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_features_are_counted_as_are_named() {
        let html = scraper::Html::parse_document("<p>The blast left 170 dead.<ul><li>one");
        let blocks = super::super::block::blocks(&html);
        let page = Page::new(&blocks, &Opinions::default(), Model::embedded().words());
        assert_eq!(page.features()[0].len(), features::names().count());
        let around = surroundings::features(&page, &[0.5, 0.5]);
        assert_eq!(around[0].len(), surroundings::names().count());
    }
}
