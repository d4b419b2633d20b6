//! What the chances of other blocks say of a block: its neighbours, its boxes, and blocks of the same shape.

use std::collections::BTreeMap;

use super::features::{Page, flag, outer};

const NAMES: &[&str] = &[
    "first_chance",
    "chance_1",
    "chance_-1",
    "chance_2",
    "chance_-2",
    "chance_3",
    "chance_-3",
    "around",
    "around_by_length",
    "box_0_part",
    "box_0_share",
    "box_1_part",
    "box_1_share",
    "box_2_part",
    "box_2_share",
    "box_3_part",
    "box_3_share",
    "in_core",
    "core_depth",
    "in_half",
    "half_depth",
    "before_first",
    "after_last",
    "before_far",
    "after_far",
    "shape_part",
    "shape_share",
    "chance_in_core",
];

/// The features' names, in the order of the values.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}

/// Words in a place, or in a shape: all of them, and as many of them as are likely the article's.
#[derive(Debug, Clone, Copy, Default)]
struct Mass {
    likely: f64,
    all: f64,
}

impl Mass {
    fn add(&mut self, words: f64, chance: f64) {
        self.likely += words * chance;
        self.all += words;
    }

    fn part(self) -> f64 {
        self.likely / self.all.max(1.0)
    }
}

/// For each block what the first pass says of those around it.
pub(super) fn features(page: &Page<'_>, chances: &[f64]) -> Vec<Vec<f64>> {
    let mut places = vec![Mass::default(); page.blocks.places.len()];
    let mut shapes: BTreeMap<Shape<'_>, Mass> = BTreeMap::new();
    let mut total = 0.0;
    for (at, chance) in chances.iter().enumerate() {
        total += page.words[at] * chance;
        page.chains[at].iter().for_each(|place| places[*place].add(page.words[at], *chance));
        shapes.entry(shape(page, at)).or_default().add(page.words[at], *chance);
    }
    let total = if total > 0.0 { total } else { 1.0 };
    // Places are numbered from the outside in, so the last that holds enough is the innermost.
    let innermost = |part: f64| places.iter().rposition(|mass| mass.likely >= part * total);
    let (core, half) = (innermost(0.85), innermost(0.5));
    let strong = |at: &usize| chances[*at] > 0.7 && page.words[*at] >= 12.0;
    let first = (0..chances.len()).find(strong).unwrap_or(0);
    let last = (0..chances.len()).rfind(strong).unwrap_or(chances.len());
    (0..chances.len())
        .map(|at| {
            let mut row = Vec::with_capacity(NAMES.len());
            let chain = &page.chains[at];
            nearby(page, chances, at, &mut row);
            for steps in 0..4 {
                let mass = outer(chain, steps).map(|place| places[place]).unwrap_or_default();
                row.extend([mass.part(), mass.likely / total]);
            }
            for core in [core, half] {
                let depth = core.and_then(|core| chain.iter().position(|place| *place == core));
                row.push(flag(depth.is_some()));
                row.push(depth.map_or(1.5, |depth| up_to(depth, 8)));
            }
            row.extend([flag(at < first), flag(at > last)]);
            row.push(up_to(first.saturating_sub(at), 20));
            row.push(up_to(at.saturating_sub(last), 20));
            let mass = shapes[&shape(page, at)];
            row.extend([mass.part(), mass.likely / total]);
            let in_core = core.is_some_and(|core| chain.contains(&core));
            row.push(chances[at] * flag(in_core));
            row
        })
        .collect()
}

fn nearby(page: &Page<'_>, chances: &[f64], at: usize, row: &mut Vec<f64>) {
    row.push(chances[at]);
    for step in [1_isize, -1, 2, -2, 3, -3] {
        let other = at.checked_add_signed(step).and_then(|other| chances.get(other));
        row.push(other.copied().unwrap_or_default());
    }
    let near = at.saturating_sub(5)..chances.len().min(at + 6);
    row.push(chances[near.clone()].iter().sum::<f64>() / 11.0);
    let mut mass = Mass::default();
    near.for_each(|other| mass.add(page.words[other], chances[other]));
    row.push(mass.part());
}

/// The two innermost places by name: blocks of one shape are of one kind all over a page.
type Shape<'a> = [Option<(&'a str, &'a str)>; 2];

fn shape<'a>(page: &Page<'a>, at: usize) -> Shape<'a> {
    [0, 1].map(|step| {
        let place = &page.blocks.places[*page.chains[at].get(step)?];
        Some((place.tag.as_str(), place.words.as_str()))
    })
}

/// A distance as a part of the longest that counts.
fn up_to(distance: usize, longest: u32) -> f64 {
    f64::from(u32::try_from(distance).unwrap_or(longest).min(longest)) / f64::from(longest)
}
