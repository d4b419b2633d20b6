//! What the points are given for, block by block: for whoever fits them (`tests/bench/points.py`). Nothing else asks for it.

use super::super::block::Blocks;
use super::features::{self, Opinions, Page};
use super::model::Model;
use super::surroundings;

/// A page's blocks, and what was thought of them.
#[derive(Debug)]
pub struct Evidence {
    blocks: Blocks,
    opinions: Opinions,
}

impl Evidence {
    pub(in super::super) fn new(blocks: Blocks, opinions: Opinions) -> Self {
        Self { blocks, opinions }
    }

    /// The features' names: those of a block itself, and those that the second pass adds.
    pub fn names() -> [Vec<&'static str>; 2] {
        [features::names().collect(), surroundings::names().collect()]
    }

    /// The blocks' texts, in the page's order.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.blocks.blocks.iter().map(|block| block.text.as_str())
    }

    /// A row of values for each block, in the order of the first names.
    pub fn rows(&self) -> Vec<Vec<f64>> {
        self.page().features().to_vec()
    }

    /// The rows that the second pass adds, given what the first made of each block; none where there are not as many.
    pub fn around(&self, chances: &[f64]) -> Vec<Vec<f64>> {
        let is_whole = chances.len() == self.blocks.blocks.len();
        if is_whole { surroundings::features(&self.page(), chances) } else { Vec::new() }
    }

    fn page(&self) -> Page<'_> {
        Page::new(&self.blocks, &self.opinions, Model::embedded().words())
    }
}
