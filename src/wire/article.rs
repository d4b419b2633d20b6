use std::borrow::Cow;

use chrono::SecondsFormat;
use serde::{Deserialize, Serialize};

use crate::model::{Article, Dated, Diagnostic, DiagnosticKind, Posting};

/// What `claims article` reads: one page a line.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PageLine<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow, default)]
    pub url: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub html: Cow<'a, str>,
    /// The outlet's id, where the caller knows it; it is handed on.
    #[serde(borrow, default)]
    pub outlet: Option<Cow<'a, str>>,
}

/// An article as one JSON line.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleLine<'a> {
    pub id: &'a str,
    pub url: Option<&'a str>,
    pub title: Option<&'a str>,
    pub text: &'a str,
    pub published: Option<String>,
    pub modified: Option<String>,
    /// Where the times were read: `json_ld`, `meta`, `time_element`, `url`, `byline`.
    pub published_from: Option<&'static str>,
    pub modified_from: Option<&'static str>,
    /// The zones that the page states with them ("+04:30"); null where it states none, and the time is its clock read as UTC.
    pub published_zone: Option<String>,
    pub modified_zone: Option<String>,
    pub authors: &'a [String],
    /// The outlet's id as the caller gave it, else the site's own name.
    pub outlet: Option<&'a str>,
    pub agency: Option<&'a str>,
    pub language: Option<&'a str>,
    pub canonical_url: Option<&'a str>,
    pub correction: Option<&'a str>,
    /// The entries of a live blog, in text order; left out of other pages' lines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryLine>,
    pub diagnostics: Vec<DiagnosticLine<'a>>,
}

/// A stretch of a text that was published at a time of its own, in code points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    pub start: u32,
    pub end: u32,
    /// ISO 8601.
    pub published: String,
}

impl From<&Posting> for EntryLine {
    fn from(posting: &Posting) -> Self {
        let published = posting.published.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        Self { start: posting.span.start, end: posting.span.end, published }
    }
}

/// What was seen on a page and set aside, and why.
#[derive(Debug, Clone, Serialize)]
pub struct DiagnosticLine<'a> {
    /// `metadata`, `text`, `incomplete`, `too_large` or `number_set_aside`.
    pub kind: &'static str,
    pub text: &'a str,
    pub message: &'a str,
}

impl<'a> ArticleLine<'a> {
    pub fn new(
        page: &'a PageLine<'a>,
        article: &'a Article,
        diagnostics: &'a [Diagnostic],
    ) -> Self {
        let iso = |dated: &Dated| dated.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let from = |dated: &Dated| dated.from.code();
        Self {
            id: &page.id,
            url: page.url.as_deref(),
            title: article.title.as_deref(),
            text: &article.text,
            published: article.published.as_ref().map(iso),
            modified: article.modified.as_ref().map(iso),
            published_from: article.published.as_ref().map(from),
            modified_from: article.modified.as_ref().map(from),
            published_zone: article.published.as_ref().and_then(Dated::zone),
            modified_zone: article.modified.as_ref().and_then(Dated::zone),
            authors: &article.authors,
            outlet: page.outlet.as_deref().or(article.site_name.as_deref()),
            agency: article.agency.as_deref(),
            language: article.language.as_deref(),
            canonical_url: article.canonical_url.as_deref(),
            correction: article.correction.as_deref(),
            entries: article.postings.iter().map(EntryLine::from).collect(),
            diagnostics: diagnostics.iter().map(DiagnosticLine::from).collect(),
        }
    }
}

impl<'a> From<&'a Diagnostic> for DiagnosticLine<'a> {
    fn from(diagnostic: &'a Diagnostic) -> Self {
        let kind = match diagnostic.kind {
            DiagnosticKind::NumberSetAside => "number_set_aside",
            DiagnosticKind::LanguageNotRead => "language_not_read",
            DiagnosticKind::Metadata => "metadata",
            DiagnosticKind::Layout => "layout",
            DiagnosticKind::Text => "text",
            DiagnosticKind::Incomplete => "incomplete",
            DiagnosticKind::TooLarge => "too_large",
        };
        Self { kind, text: &diagnostic.text, message: &diagnostic.message }
    }
}
