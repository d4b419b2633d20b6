use super::{Span, Timestamp};

/// What is known about where a text comes from. It travels with each of the text's claims.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Provenance {
    /// The caller's own name for the document.
    pub doc: String,
    pub event: Option<String>,
    pub outlet: Option<String>,
    pub url: Option<String>,
    pub title: Option<String>,
    pub published: Option<Timestamp>,
    pub modified: Option<Timestamp>,
    pub language: Option<String>,
    /// The agency the whole text is credited to.
    pub agency: Option<String>,
    /// A sketch of the text's word shingles, by which near copies are found when the text is no longer there.
    pub sketch: Vec<u32>,
}

/// A text to take figures from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Document {
    pub provenance: Provenance,
    pub text: String,
    /// Stretches of the text that were published at a time of their own, in text order.
    pub dated: Vec<(Span, Timestamp)>,
}

impl Document {
    /// When what stands at a code point was published.
    pub fn published_at(&self, at: u32) -> Option<Timestamp> {
        self.own_time(at).or(self.provenance.published)
    }

    /// The time that the stretch around a code point has of its own.
    pub fn own_time(&self, at: u32) -> Option<Timestamp> {
        let after = self.dated.partition_point(|(span, _)| span.start <= at);
        let (span, published) = self.dated.get(after.checked_sub(1)?)?;
        (at < span.end).then_some(*published)
    }
}
