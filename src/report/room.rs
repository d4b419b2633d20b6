//! What a page of A4 has room for: how many conflicts the brief shows, after what else stands on the page.
//!
//! A page cannot be asked how high it is before it is printed, so heights are counted in tenths of a line, from columns of
//! text; a real browser holds the count to account (tests/readers.rs).

use super::Reported;
use super::html::{NAME, POSITIONS, QUOTE, TOLD, WORD, first_of};
use super::layout::{clean, cut, width, wrap};
use super::matrix::lines;
use super::picture::{Part, Picture, Selection};
use super::words::{on_whose_word, summary};
use crate::model::{Finding, Position};

/// A page without its head and its foot.
const PAGE: usize = 675;
/// The columns of a whole line of the brief, of the columns of a conflict's table, and of a line of the lists.
const LINE: usize = 124;
const FIGURE: usize = 12;
const NAMED: usize = 20;
const WORDS: usize = 48;
const CREDIT: usize = 16;
const ITEM: usize = 62;
/// Of the first column of the matrix.
const SUBJECT: usize = 20;

/// How many of each there is room for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Room {
    pub(super) conflicts: usize,
    /// Of the matrix.
    pub(super) rows: usize,
    /// Of each list.
    pub(super) items: usize,
}

/// Above the matrix, in tenths of a millimetre: what the columns of outlets have, a column's padding, a letter.
const OUTLETS: usize = 978;
const PADDING: usize = 16;
const LETTER: usize = 13;
/// A word of a name is broken behind so many columns.
pub(super) const UNBROKEN: usize = 10;

/// How many of the outlets have room side by side in the matrix.
pub(super) fn outlets<'a>(names: impl Iterator<Item = &'a str>) -> usize {
    let mut left = OUTLETS;
    let fits = |name: &&str| {
        let shown = cut(&clean(name), NAME);
        // The sign of what was cut off is as wide as two letters.
        let columns = |word: &str| (width(word) + usize::from(word.ends_with('…'))).min(UNBROKEN);
        let longest = shown.split(['-', ' ']).map(columns).max();
        let needed = PADDING + LETTER * longest.unwrap_or(0).max(5);
        let is_room = needed <= left;
        left = left.saturating_sub(needed);
        is_room
    };
    names.take_while(fits).count()
}

/// Rows and items, from the usual down to what goes beside a conflict that fills half a page.
const SIZES: [(usize, usize); 4] = [(6, 4), (5, 3), (4, 2), (3, 1)];

impl Room {
    /// What fits beside the first conflict, which is always shown, and how many more conflicts then do.
    pub(super) fn of(
        picture: &Picture<'_>,
        has_timeline: bool,
        lists: &[(&str, Vec<String>)],
    ) -> Self {
        let all = picture.part(Part::Conflicts);
        let first = all.first().map_or(0, |it| conflict(picture, &it.finding));
        let left = |(rows, items): (usize, usize)| {
            let timeline = if has_timeline { 73 } else { 0 };
            let head = height(&summary(picture), LINE) + 65;
            let taken = head + timeline + matrix(picture, rows) + told(lists, items);
            PAGE.saturating_sub(taken)
        };
        let [.., least] = SIZES;
        let size = SIZES.into_iter().find(|size| left(*size) >= first).unwrap_or(least);
        let mut left = left(size);
        let fits = |reported: &&&Reported| {
            let needed = conflict(picture, &reported.finding);
            let is_room = needed <= left;
            left = left.saturating_sub(needed);
            is_room
        };
        let conflicts = all.iter().take_while(fits).count().max(all.len().min(1));
        Self { conflicts, rows: size.0, items: size.1 }
    }
}

fn matrix(picture: &Picture<'_>, rows: usize) -> usize {
    let selection = Selection::everything();
    let all = lines(picture.report, &selection);
    let mut subjects: Vec<usize> =
        all.iter().map(|row| height(&picture.subject_of(row.finding), SUBJECT)).collect();
    // Which of them are shown is not known here: the highest are counted.
    subjects.sort_unstable_by(|a, b| b.cmp(a));
    let rows = subjects.iter().take(rows).map(|subject| subject.max(&13) + 3).sum::<usize>();
    if rows == 0 { 0 } else { rows + 75 }
}

/// The lists stand in two columns, none of them broken: the first few in the left one, the rest in the right.
fn told(lists: &[(&str, Vec<String>)], most: usize) -> usize {
    let list = |items: &Vec<String>| {
        let shown =
            items.iter().take(most).map(|item| height(&cut(item, TOLD), ITEM)).sum::<usize>();
        if items.is_empty() { 0 } else { 30 + shown }
    };
    let heights: Vec<usize> = lists.iter().map(|(_, items)| list(items)).collect();
    let sum = |part: &[usize]| part.iter().sum::<usize>();
    let columns = (0..=heights.len()).map(|at| sum(&heights[..at]).max(sum(&heights[at..])));
    columns.min().unwrap_or(0)
}

fn conflict(picture: &Picture<'_>, finding: &Finding) -> usize {
    let positions = finding.positions.iter().take(POSITIONS);
    let rows = positions.map(|it| row(picture, it)).sum::<usize>();
    let more = if finding.positions.len() > POSITIONS { 12 } else { 0 };
    let said = [&finding.note, &finding.ask].into_iter().flatten();
    let said = said.map(|text| height(&clean(text), LINE) + 5).sum::<usize>();
    height(&picture.subject_of(finding), LINE / 2) + 10 + rows + more + said
}

fn row(picture: &Picture<'_>, position: &Position) -> usize {
    let quotes = if position.is_sum { position.claims.len().max(1) * 30 } else { QUOTE };
    let credit = cut(&on_whose_word(picture, position), WORD);
    let cells = [
        height(&picture.figure(position), FIGURE),
        height(&first_of(&position.outlets, |name| name), NAMED),
        quotes.div_ceil(WORDS) * 10,
        height(&credit, CREDIT),
    ];
    cells.into_iter().max().unwrap_or(10) + 3
}

/// Of a text in lines of so many columns.
fn height(text: &str, columns: usize) -> usize {
    10 * wrap(text, columns).len().max(1)
}
