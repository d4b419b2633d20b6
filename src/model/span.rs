use serde::{Deserialize, Serialize};

/// A half-open stretch of a text, counted in Unicode code points.
///
/// The extractor works in bytes; spans in the model and on the wire are code points, because that
/// is what other languages index by and what PRODUCT promises of `start` and `end`.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "a span ends where it starts, or later");
        Self { start, end }
    }

    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The text the span stands for; `None` where the span reaches beyond the text.
    pub fn slice(self, text: &str) -> Option<&str> {
        let mut boundaries = text.char_indices().map(|(at, _)| at).chain([text.len()]);
        let start = boundaries.nth(self.start as usize)?;
        let end = match self.end - self.start {
            0 => start,
            length => boundaries.nth(length as usize - 1)?,
        };
        text.get(start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_code_points_and_not_bytes() {
        let text = "à Séoul, 41 morts";
        assert_eq!(Span::new(9, 11).slice(text), Some("41"));
        assert_eq!(Span::new(9, 17).slice(text), Some("41 morts"));
        assert_eq!(Span::new(3, 3).slice(text), Some(""));
        assert_eq!(Span::new(9, 18).slice(text), None);
    }
}
