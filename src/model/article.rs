use super::Timestamp;

/// Where a time on a page was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DatedFrom {
    JsonLd,
    Meta,
    TimeElement,
    Url,
    Byline,
    Feed,
    Header,
    Config,
}

/// A time and where it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dated {
    pub at: Timestamp,
    pub from: DatedFrom,
}

/// What a snapshot says: main text as paragraphs divided by one empty line, and what the page says about itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Article {
    pub title: Option<String>,
    pub text: String,
    pub authors: Vec<String>,
    /// The agency credited for the text ("AP", "Meridian Wire").
    pub agency: Option<String>,
    pub published: Option<Dated>,
    pub modified: Option<Dated>,
    pub language: Option<String>,
    pub canonical_url: Option<String>,
    /// The site's own name for itself (og:site_name or the publisher in JSON-LD).
    pub site_name: Option<String>,
    /// The text of a correction notice, where the page carries one.
    pub correction: Option<String>,
}
