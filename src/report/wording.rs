//! Which words changed between two versions of a text.

use serde::Serialize;

/// A piece of the newer text, or of the older one where it was taken out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", content = "words", rename_all = "snake_case")]
pub enum Piece {
    Same(String),
    Removed(String),
    Added(String),
}

/// More changed words than this and the text is told as rewritten: the comparison is quadratic in them.
const CHANGED_MAX: usize = 2_000;

/// The pieces of the newer text, in order: what stayed, what was taken out, what was put in.
pub fn wording(old: &str, new: &str) -> Vec<Piece> {
    let (old, new) = (words(old), words(new));
    let head = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let (old_rest, new_rest) = (&old[head..], &new[head..]);
    let tail = old_rest.iter().rev().zip(new_rest.iter().rev()).take_while(|(a, b)| a == b).count();
    let old_middle = &old_rest[..old_rest.len() - tail];
    let new_middle = &new_rest[..new_rest.len() - tail];
    let mut pieces = Pieces::default();
    pieces.extend(Side::Same, &new[..head]);
    if let Some(steps) = steps(old_middle, new_middle) {
        for (side, word) in steps {
            pieces.push(side, word);
        }
    } else {
        pieces.extend(Side::Removed, old_middle);
        pieces.extend(Side::Added, new_middle);
    }
    pieces.extend(Side::Same, &new[new.len() - tail..]);
    pieces.done
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Same,
    Removed,
    Added,
}

#[derive(Debug, Default)]
struct Pieces {
    done: Vec<Piece>,
}

impl Pieces {
    fn extend(&mut self, side: Side, words: &[&str]) {
        for word in words {
            self.push(side, word);
        }
    }

    fn push(&mut self, side: Side, word: &str) {
        let last = match (self.done.last_mut(), side) {
            (Some(Piece::Same(text)), Side::Same)
            | (Some(Piece::Removed(text)), Side::Removed)
            | (Some(Piece::Added(text)), Side::Added) => Some(text),
            _ => None,
        };
        if let Some(text) = last {
            text.push(' ');
            text.push_str(word);
            return;
        }
        self.done.push(match side {
            Side::Same => Piece::Same(word.to_owned()),
            Side::Removed => Piece::Removed(word.to_owned()),
            Side::Added => Piece::Added(word.to_owned()),
        });
    }
}

fn words(text: &str) -> Vec<&str> {
    text.split_whitespace().collect()
}

/// The shortest way from one list of words to the other (Myers 1986); `None` where it is too long.
fn steps<'a>(old: &[&'a str], new: &[&'a str]) -> Option<Vec<(Side, &'a str)>> {
    let most = (old.len() + new.len()).min(CHANGED_MAX);
    // How far into `old` one comes on each diagonal; diagonal k stands at `k + most + 1`.
    let mut reach = vec![0_usize; 2 * most + 3];
    let mut past = Vec::new();
    for changed in 0..=most {
        past.push(reach[most + 1 - changed..=most + 1 + changed].to_vec());
        for at in (most + 1 - changed..=most + 1 + changed).step_by(2) {
            let down = at == most + 1 - changed
                || (at != most + 1 + changed && reach[at - 1] < reach[at + 1]);
            let mut x = if down { reach[at + 1] } else { reach[at - 1] + 1 };
            let mut y = (x + most + 1).checked_sub(at)?;
            while x < old.len() && y < new.len() && old[x] == new[y] {
                (x, y) = (x + 1, y + 1);
            }
            reach[at] = x;
            if x >= old.len() && y >= new.len() {
                return Some(walked_back(old, new, &past));
            }
        }
    }
    None
}

/// The way that led there, from its end.
fn walked_back<'a>(old: &[&'a str], new: &[&'a str], past: &[Vec<usize>]) -> Vec<(Side, &'a str)> {
    let (mut x, mut y) = (old.len(), new.len());
    let mut steps = Vec::new();
    for changed in (0..past.len()).rev() {
        // Diagonal k stands at `k + changed` in the row of `changed`.
        let row = &past[changed];
        let reached = |k: isize| {
            let at = k + isize::try_from(changed).unwrap_or(isize::MAX);
            usize::try_from(at).ok().and_then(|at| row.get(at)).copied()
        };
        let k = x.cast_signed() - y.cast_signed();
        let edge = changed.cast_signed();
        let down = k == -edge || (k != edge && reached(k - 1) < reached(k + 1));
        let (from_x, from_y) = if changed == 0 {
            (0, 0)
        } else {
            let from_k = if down { k + 1 } else { k - 1 };
            let from_x = reached(from_k).unwrap_or_default();
            (from_x, usize::try_from(from_x.cast_signed() - from_k).unwrap_or_default())
        };
        let (start_x, start_y) = match (changed, down) {
            (0, _) => (0, 0),
            (_, true) => (from_x, from_y + 1),
            (_, false) => (from_x + 1, from_y),
        };
        while x > start_x && y > start_y {
            (x, y) = (x - 1, y - 1);
            steps.push((Side::Same, new[y]));
        }
        if changed > 0 {
            if down {
                y -= 1;
                steps.push((Side::Added, new[y]));
            } else {
                x -= 1;
                steps.push((Side::Removed, old[x]));
            }
        }
    }
    steps.reverse();
    steps
}

/// The changes as one line each, with a few words around them: "left [-170-] {+182+} people dead", as wdiff writes them.
pub(super) fn changed_lines(pieces: &[Piece], around: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Removed(text) => push(&mut line, &format!("[-{text}-]")),
            Piece::Added(text) => push(&mut line, &format!("{{+{text}+}}")),
            Piece::Same(text) => {
                let words: Vec<&str> = text.split(' ').collect();
                let (is_first, is_last) = (at == 0, at + 1 == pieces.len());
                if !is_first && !is_last && words.len() <= around * 2 {
                    push(&mut line, text);
                    continue;
                }
                if !is_first {
                    let shown = &words[..around.min(words.len())];
                    push(&mut line, &shown.join(" "));
                    if shown.len() < words.len() {
                        line.push('…');
                    }
                    lines.push(std::mem::take(&mut line));
                }
                if !is_last {
                    let cut = words.len().saturating_sub(around);
                    line = if cut > 0 { "…".to_owned() } else { String::new() };
                    line.push_str(&words[cut..].join(" "));
                }
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn push(line: &mut String, text: &str) {
    if !line.is_empty() && !line.ends_with('…') {
        line.push(' ');
    }
    line.push_str(text);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> Vec<String> {
        changed_lines(&wording(old, new), 3)
    }

    #[test]
    fn the_words_that_changed_are_shown_among_a_few_that_did_not() {
        let old = "The blast in the port left 170 people dead, officials said on Friday morning.";
        let new = "The blast in the port left at least 182 people dead, officials said on Friday.";
        assert_eq!(
            shown(old, new),
            [
                "…the port left [-170-] {+at least 182+} people dead, officials said on [-Friday morning.-] {+Friday.+}"
            ]
        );
        assert_eq!(shown(old, old), Vec::<String>::new());
        assert_eq!(shown("", "170 dead"), ["{+170 dead+}"]);
        assert_eq!(shown("170 dead", ""), ["[-170 dead-]"]);
        assert_eq!(shown("a b c d e f g h 1 i", "a b c d e f g h i"), ["…f g h [-1-] i"]);
    }

    #[test]
    fn the_pieces_give_both_texts_back() {
        let texts = [
            "",
            "a",
            "a b",
            "b a",
            "a b a c",
            "c a b b a",
            "x y z",
            "a b c a b b a",
            "c b a b a c",
        ];
        for old in texts {
            for new in texts {
                let pieces = wording(old, new);
                let side = |skip: fn(&Piece) -> bool| {
                    let kept =
                        pieces.iter().filter(|piece| !skip(piece)).map(|piece| match piece {
                            Piece::Same(text) | Piece::Removed(text) | Piece::Added(text) => {
                                text.as_str()
                            }
                        });
                    kept.collect::<Vec<_>>().join(" ")
                };
                assert_eq!(side(|piece| matches!(piece, Piece::Added(_))), old, "{old} > {new}");
                assert_eq!(side(|piece| matches!(piece, Piece::Removed(_))), new, "{old} > {new}");
            }
        }
        let long: String =
            (0..3_000).fold(String::new(), |text, word| text + "old" + &word.to_string() + " ");
        assert_eq!(wording(&long, "new").len(), 2, "a text that was rewritten is told as that");
    }
}
