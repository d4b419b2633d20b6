//! Pages to articles: the main text as clean paragraphs, and what the page says about itself.
//!
//! The page is checked before any tree is built of it (`text::guard`): hostile input is refused by count, never by time. Two
//! extractors are asked for the main text (`body`), and what stands around a report on a news page is taken out. No
//! input makes this panic or fail: what could not be read is told in the diagnostics.

mod block;
mod body;
mod byline;
mod credit;
mod date;
mod furniture;
mod json_ld;
mod judge;
mod layout;
mod live;
mod metadata;

use std::borrow::Cow;

use scraper::Html;

use body::Body;
pub use judge::{Evidence, bare};
pub use layout::check as check_selector;

use crate::model::{Article, Diagnostic, DiagnosticKind, Layout};
use crate::text::{guard, lean};

/// What a page says: its main text and what it says about itself. `url` is where the page was found.
pub fn article(html: &str, url: Option<&str>) -> (Article, Vec<Diagnostic>) {
    laid_out(html, url, None)
}

/// The same of a page whose layout its desk knows. Where the layout finds nothing, the page is read as any other, and that is told.
pub fn laid_out(
    html: &str,
    url: Option<&str>,
    layout: Option<&Layout>,
) -> (Article, Vec<Diagnostic>) {
    // A tree builder passes zero bytes over, each as a token of its own.
    let html = &*match memchr::memchr(0, html.as_bytes()) {
        Some(_) => Cow::Owned(html.replace('\0', "")),
        None => Cow::Borrowed(html),
    };
    let size = match guard::check(html) {
        Ok(size) => size,
        Err(refusal) => {
            let told = diagnostic(DiagnosticKind::TooLarge, String::new(), &refusal.to_string());
            return (Article::default(), vec![told]);
        }
    };
    let mut diagnostics = Vec::new();
    let html = &*lean(html);
    let mut tree = Html::parse_document(html);
    if let Some(layout) = layout {
        layout::clear(&mut tree, layout);
    }
    let mut metadata = metadata::read(&tree, url);
    let laid = layout.map(|layout| layout::apply(&tree, layout, &mut metadata)).unwrap_or_default();
    for field in laid.missed {
        let message = "the outlet's layout names it, and the page has no such element";
        diagnostics.push(diagnostic(DiagnosticKind::Layout, field.to_owned(), message));
    }
    for text in metadata.unread.clone() {
        let message = "a time of the page could not be read";
        diagnostics.push(diagnostic(DiagnosticKind::Metadata, text, message));
    }
    let Body { text, correction, postings, loose } = match laid.body {
        Some(blocks) => body::given(&blocks, &tree, &metadata),
        None => body::read(html, size, &tree, url, &metadata),
    };
    if text.is_empty() {
        let message = "the page holds no main text";
        diagnostics.push(diagnostic(DiagnosticKind::Text, String::new(), message));
    }
    if metadata.paywalled {
        let message = "the page says that it is not free: its text may be a part only";
        diagnostics.push(diagnostic(DiagnosticKind::Incomplete, String::new(), message));
    }
    let agency = credit::agency(&text, metadata.site_name.as_deref());
    let article = Article {
        title: metadata.title,
        text,
        authors: metadata.authors,
        agency,
        published: metadata.published,
        modified: metadata.modified,
        language: metadata.language,
        canonical_url: metadata.canonical_url,
        site_name: metadata.site_name,
        correction,
        postings,
        loose,
    };
    (article, diagnostics)
}

/// What the blocks of a page are judged by; `None` for a page that is refused. For fitting the points, not for reading.
pub fn evidence(html: &str, url: Option<&str>) -> Option<Evidence> {
    let size = guard::check(html).ok()?;
    let html = &*lean(html);
    let tree = Html::parse_document(html);
    let metadata = metadata::read(&tree, url);
    Some(body::evidence(html, size, &tree, url, &metadata))
}

fn diagnostic(kind: DiagnosticKind, text: String, message: &str) -> Diagnostic {
    Diagnostic { kind, at: None, text, message: message.to_owned() }
}
