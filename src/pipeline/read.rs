//! A stored snapshot to an article and its claims, or to the entries of a feed.

use std::collections::BTreeSet;

use super::{address, relevance};
use crate::article::article;
use crate::engine::Engine;
use crate::feed::{self, Entry, FeedError};
use crate::model::{
    Article, Claim, Dated, DatedFrom, DiagnosticKind, Document, Event, Outlet, Provenance,
};
use crate::store::{Known, Unread};
use crate::text::charset;

/// What a snapshot gave.
pub(super) enum Found {
    Article(Box<Report>),
    /// The page is read and is not about the event.
    OffTopic,
    /// Nothing of use, with the typed outcome and what to tell.
    Nothing {
        outcome: &'static str,
        message: String,
        hint: &'static str,
    },
}

/// An article with its claims.
pub(super) struct Report {
    pub(super) url: String,
    pub(super) outlet: String,
    pub(super) article: Article,
    pub(super) claims: Vec<Claim>,
    pub(super) sketch: Vec<u32>,
}

/// Reads a page or a text. `outlets` are the declared ones.
pub(super) fn page(
    engine: &Engine,
    unread: &Unread,
    event: &Event,
    outlets: &[Outlet],
    is_entry: bool,
) -> Found {
    let decoded = charset::decode(&unread.body, unread.content_type.as_deref());
    let is_plain =
        unread.content_type.as_deref().is_some_and(|name| name.trim().starts_with("text/plain"));
    let (mut read, diagnostics) = if is_plain {
        let text = decoded.text.replace("\r\n", "\n").trim().to_owned();
        (Article { text, ..Article::default() }, Vec::new())
    } else {
        article(&decoded.text, Some(&unread.url))
    };
    if read.text.trim().is_empty() {
        if feed::read(&unread.body, unread.content_type.as_deref()).is_ok() {
            return Found::Nothing {
                outcome: "not_html",
                message: "this is a feed, and the source says `page`".to_owned(),
                hint: "write `feed = \"...\"` for it",
            };
        }
        let told = diagnostics
            .iter()
            .find(|told| matches!(told.kind, DiagnosticKind::Text | DiagnosticKind::TooLarge));
        let outcome = match told.map(|told| told.kind) {
            Some(DiagnosticKind::TooLarge) => "too_large",
            _ => "empty",
        };
        let message = told.map_or("the page holds no main text", |told| &told.message).to_owned();
        return Found::Nothing {
            outcome,
            message,
            hint: "open the address in a browser; where it shows the text, save it and add the file",
        };
    }
    let mut outlet = unread.outlet.as_str();
    if is_entry {
        let title = read.title.as_deref().or(unread.entry_title.as_deref()).unwrap_or_default();
        let belongs = relevance::has_term(event, title) || relevance::has_term(event, &read.text);
        if !belongs || relevance::is_excluded(event, title) {
            return Found::OffTopic;
        }
        outlet = address::owner(&unread.url, outlet, outlets);
    }
    let declared = outlets.iter().find(|known| known.id == outlet);
    fill(&mut read, unread, declared);
    read.head();
    let url = address::of_report(&unread.url, read.canonical_url.as_deref(), declared);
    let claims = engine.extract(&document(&read, &url, outlet, event)).claims;
    let sketch = claims.first().map(|claim| claim.provenance.sketch.clone()).unwrap_or_default();
    let outlet = outlet.to_owned();
    Found::Article(Box::new(Report { url, outlet, article: read, claims, sketch }))
}

/// What the page does not say of itself, the feed or the config may.
fn fill(article: &mut Article, unread: &Unread, outlet: Option<&Outlet>) {
    if article.title.is_none() {
        article.title.clone_from(&unread.entry_title);
    }
    if article.published.is_none() {
        article.published = unread.entry_published.map(|at| Dated { at, from: DatedFrom::Feed });
    }
    if article.language.is_none() {
        article.language = outlet.and_then(|outlet| outlet.language.clone());
    }
}

/// The article as the extractor takes it. It is named by its address, so that an unchanged figure keeps its id over the
/// versions of a page.
fn document(article: &Article, url: &str, outlet: &str, event: &Event) -> Document {
    Document {
        provenance: Provenance {
            doc: url.to_owned(),
            event: Some(event.id.clone()),
            outlet: Some(outlet.to_owned()),
            url: Some(url.to_owned()),
            title: article.title.clone(),
            published: article.published.map(|dated| dated.at),
            modified: article.modified.map(|dated| dated.at),
            language: article.language.clone(),
            agency: article.agency.clone(),
            sketch: Vec::new(),
        },
        text: article.text.clone(),
    }
}

/// An entry that may belong to the event, with its address made whole.
pub(super) struct Lead {
    pub(super) url: String,
    pub(super) entry: Entry,
}

/// The entries of a feed that may belong to the event, in the feed's order, each address once.
pub(super) fn leads(unread: &Unread, event: &Event) -> Result<Vec<Lead>, FeedError> {
    let feed = feed::read(&unread.body, unread.content_type.as_deref())?;
    let mut leads = Vec::new();
    let mut known = BTreeSet::new();
    for entry in feed.entries {
        let Some(url) = entry.url.as_deref().and_then(|it| address::resolved(it, &unread.url))
        else {
            continue;
        };
        let parts = [entry.title.as_deref(), entry.summary.as_deref()];
        let said = parts.map(Option::unwrap_or_default).join("\n");
        if relevance::may_belong(event, &said, entry.published.or(entry.updated))
            && known.insert(url.clone())
        {
            leads.push(Lead { url, entry });
        }
    }
    Ok(leads)
}

/// A report that a feed led to before.
pub(super) fn revisit(known: Known) -> Lead {
    let entry = Entry { title: known.title, published: known.published, ..Entry::default() };
    Lead { url: known.url, entry }
}

/// What can be done about a source that says `feed` and is none.
pub(super) fn no_feed(error: FeedError) -> &'static str {
    match error {
        FeedError::Page => "write `page = \"...\"` for it, or find the feed's own address",
        FeedError::Empty | FeedError::Unknown => "open the address in a browser and correct it",
    }
}
