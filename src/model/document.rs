use super::Timestamp;

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
}
