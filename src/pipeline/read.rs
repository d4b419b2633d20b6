//! A stored snapshot to an article and its claims, or to the reports that a list names.

use std::collections::{BTreeMap, BTreeSet};

use super::relevance::{Opinion, Said, judge};
use super::{address, furniture, zone};
use crate::article::{article, laid_out};
use crate::engine::Engine;
use crate::feed::{self, Entry, Feed, FeedError};
use crate::model::{
    Article, Claim, Dated, DatedFrom, Diagnostic, DiagnosticKind, Digest, Document, Event, Outlet,
    Provenance, Timestamp,
};
use crate::store::{AskedAs, Followed, Ruling, SourceKind, Store, StoreError, Unread};
use crate::text::charset;

/// The outcome of a page without a main text.
pub(super) const EMPTY: &str = "empty";

/// What a snapshot gave.
pub(super) enum Found {
    /// With why it belongs to the event, where that was its text's to say.
    Article(Box<Report>, Option<Opinion>),
    /// The page is read and does not belong to the event.
    OffTopic { opinion: Opinion, title: Option<String> },
    /// Nothing of use, with the typed outcome and what to tell.
    Nothing { outcome: &'static str, message: String, hint: &'static str },
}

/// An article with its claims.
pub(super) struct Report {
    pub(super) url: String,
    /// Whose it is; declared, or made of the address.
    pub(super) outlet: Outlet,
    pub(super) article: Article,
    pub(super) claims: Vec<Claim>,
    pub(super) sketch: Vec<u32>,
    /// Its paragraphs as the page has them, and which of them stand in several of the outlet's reports.
    pub(super) lines: Vec<i64>,
    pub(super) repeated: BTreeSet<i64>,
    /// What the desk should know of how it was read.
    pub(super) remark: Option<String>,
}

/// What reads a page: the program and its words, and where the desk says how pages are built or by whose clock they are dated, a
/// digest of that. What another reader read is read anew.
pub(super) fn version(engine: &Engine, outlets: &[Outlet]) -> String {
    let is_told = |it: &&Outlet| !it.layouts.is_empty() || it.time_zone.is_some();
    let laid: Vec<_> =
        outlets.iter().filter(is_told).map(|it| (&it.id, &it.layouts, &it.time_zone)).collect();
    let version = engine.version();
    if laid.is_empty() {
        return version;
    }
    let digest = Digest::of(format!("{laid:?}").as_bytes()).to_string();
    format!("{version}+{}", &digest[..8])
}

/// Reads a page or a text. `outlets` are the declared ones, `ruling` an editor's word on the address; the store knows what the
/// outlet prints around every report.
pub(super) fn page(
    engine: &Engine,
    store: &Store,
    unread: &Unread,
    event: &Event,
    outlets: &[Outlet],
    ruling: Option<Ruling>,
) -> Result<Found, StoreError> {
    let decoded = charset::decode(&unread.body, unread.content_type.as_deref());
    let is_plain =
        unread.content_type.as_deref().is_some_and(|name| name.trim().starts_with("text/plain"));
    let (mut read, mut diagnostics) = if is_plain {
        let text = decoded.text.replace("\r\n", "\n").trim().to_owned();
        (Article { text, ..Article::default() }, Vec::new())
    } else {
        article(&decoded.text, Some(&unread.url))
    };
    let outlet = whose(unread, read.canonical_url.as_deref(), outlets);
    let layout = outlet.as_ref().and_then(|it| it.layout(unread.seen_at.date_naive()));
    if let Some(layout) = layout.filter(|_| !is_plain) {
        (read, diagnostics) = laid_out(&decoded.text, Some(&unread.url), Some(layout));
    }
    if read.text.trim().is_empty() {
        if feed::read(&unread.body, unread.content_type.as_deref()).is_ok() {
            return Ok(Found::Nothing {
                outcome: "not_html",
                message: "this is a feed, and the source says `page`".to_owned(),
                hint: "write `feed = \"...\"` for it",
            });
        }
        let told = diagnostics
            .iter()
            .find(|told| matches!(told.kind, DiagnosticKind::Text | DiagnosticKind::TooLarge));
        let outcome = match told.map(|told| told.kind) {
            Some(DiagnosticKind::TooLarge) => "too_large",
            _ => EMPTY,
        };
        let message = told.map_or("the page holds no main text", |told| &told.message).to_owned();
        return Ok(Found::Nothing {
            outcome,
            message,
            hint: "open the address in a browser; where it shows the text, save it and add the file",
        });
    }
    let opinion = (unread.asked_as == AskedAs::Entry).then(|| {
        let title = read.title.as_deref().or(unread.entry_title.as_deref()).unwrap_or_default();
        let published = unread.entry_published.or(read.published.map(|dated| dated.at));
        let updated = read.modified.map(|dated| dated.at);
        let said =
            Said { title, text: &read.text, published, updated, ruling, is_announced: false };
        judge(event, &said)
    });
    if let Some(opinion) = opinion.as_ref().filter(|opinion| !opinion.belongs) {
        let title = read.title.or_else(|| unread.entry_title.clone());
        return Ok(Found::OffTopic { opinion: opinion.clone(), title });
    }
    let Some(outlet) = outlet else {
        return Ok(Found::Nothing {
            outcome: "no_outlet",
            message: "neither the page nor its source says whose report it is".to_owned(),
            hint: "give the source an `outlet`, or name the page's address",
        });
    };
    let url = address::of_report(&unread.url, read.canonical_url.as_deref(), Some(&outlet));
    let lines = furniture::lines(&read);
    let repeated = store.repeated(&outlet.id, &url, &lines)?;
    furniture::clear(&mut read, &repeated);
    fill(&mut read, unread, &outlet);
    read.head();
    let claims = engine.extract(&document(&read, &url, &outlet.id, event)).claims;
    let sketch = claims.first().map(|claim| claim.provenance.sketch.clone()).unwrap_or_default();
    let remark =
        remark(&outlet, &diagnostics).or_else(|| fast_clock(&outlet, &read, unread.seen_at));
    let article = read;
    let report = Report { url, outlet, article, claims, sketch, lines, repeated, remark };
    Ok(Found::Article(Box::new(report), opinion))
}

/// A layout that no longer fits its pages.
fn remark(outlet: &Outlet, diagnostics: &[Diagnostic]) -> Option<String> {
    let missed = diagnostics.iter().filter(|told| told.kind == DiagnosticKind::Layout);
    let missed: Vec<&str> = missed.map(|told| told.text.as_str()).collect();
    (!missed.is_empty()).then(|| {
        format!(
            "the layout of `{}` finds no {} on its pages: mend `[[outlet.layout]]`, or take it out",
            outlet.id,
            missed.join(", ")
        )
    })
}

/// A report that is dated after it was read: it cannot have been public later than that.
fn fast_clock(outlet: &Outlet, read: &Article, seen: Timestamp) -> Option<String> {
    const TOLERANCE: chrono::Duration = chrono::Duration::hours(1);
    let dated =
        [read.published, read.modified].into_iter().flatten().map(|dated| dated.at).max()?;
    (dated > seen.checked_add_signed(TOLERANCE)?).then(|| {
        format!(
            "`{}` dates reports after they were read: they count as of when they were first seen; check `time_zone` \
             of its `[[outlet]]`",
            outlet.id
        )
    })
}

/// Whose report it is. The desk's word on a page or a file counts as it stands; of what a list or a collection led to, a declared
/// domain does, then the source's own outlet, then the host's own word. A file saved from an address it names itself is of
/// that address.
fn whose(unread: &Unread, canonical: Option<&str>, outlets: &[Outlet]) -> Option<Outlet> {
    let named = unread.outlet.as_deref();
    let declared = |id: &str| {
        let known = outlets.iter().find(|outlet| outlet.id == id).cloned();
        known.unwrap_or_else(|| Outlet { id: id.to_owned(), ..Outlet::default() })
    };
    let is_told = unread.asked_as == AskedAs::Source && unread.kind != SourceKind::Folder;
    if let Some(named) = named.filter(|_| is_told) {
        return Some(declared(named));
    }
    let is_local = address::host(&unread.url).is_none();
    let address = if is_local { canonical.unwrap_or(&unread.url) } else { &unread.url };
    if let Some(owner) = address::owner(address, named, outlets) {
        return Some(owner.clone());
    }
    named.map(declared).or_else(|| {
        let host = address::host(address)?;
        Some(Outlet { id: address::name_of(&host), domains: vec![host], ..Outlet::default() })
    })
}

/// What the page does not say of itself, the feed or the config may.
fn fill(article: &mut Article, unread: &Unread, outlet: &Outlet) {
    if article.title.is_none() {
        article.title.clone_from(&unread.entry_title);
    }
    zone::settle(article, outlet.time_zone.as_deref(), unread.entry_published);
    if article.published.is_none() {
        let from = DatedFrom::Feed;
        article.published = unread.entry_published.map(|at| Dated { at, from, offset: Some(0) });
    }
    if article.language.is_none() {
        article.language.clone_from(&outlet.language);
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
        dated: article.postings.iter().map(|it| (it.span, it.published.at)).collect(),
    }
}

/// A report that may belong to the event, with its address made whole.
pub(super) struct Lead {
    pub(super) url: String,
    pub(super) entry: Entry,
}

/// What a list names: reports, each address once, with why each may belong to the event or does not, and further lists.
pub(super) struct List {
    pub(super) leads: Vec<(Lead, Opinion)>,
    /// Addresses of lists, the one that changed last first.
    pub(super) parts: Vec<String>,
    /// What the list says of itself.
    pub(super) feed: Feed,
}

/// Reads a feed, a sitemap or a section page. `rulings` says an editor's word on an address.
pub(super) fn list(
    unread: &Unread,
    event: &Event,
    rulings: &BTreeMap<String, Ruling>,
) -> Result<List, FeedError> {
    let kind = unread.content_type.as_deref();
    let mut found = match unread.kind {
        SourceKind::Sitemap => feed::sitemap(&unread.body, kind)?,
        SourceKind::Section => {
            feed::section(&charset::decode(&unread.body, kind).text, &unread.url)?
        }
        _ => feed::read(&unread.body, kind)?,
    };
    if unread.kind == SourceKind::Sitemap {
        // A sitemap has no order; the newest reports are those that are looked for.
        found.entries.sort_by_key(|entry| std::cmp::Reverse(entry.published.or(entry.updated)));
    }
    let parts = parts(&mut found, unread, event);
    let mut leads = Vec::new();
    let mut known = BTreeSet::new();
    for entry in std::mem::take(&mut found.entries) {
        let Some(url) = entry.url.as_deref().and_then(|it| address::resolved(it, &unread.url))
        else {
            continue;
        };
        if !known.insert(url.clone()) {
            continue;
        }
        // Where nothing announces a report, the words of its address do.
        let slug = if entry.title.is_none() { feed::slug(&url) } else { String::new() };
        let said = Said {
            title: entry.title.as_deref().unwrap_or(&slug),
            text: entry.summary.as_deref().unwrap_or_default(),
            is_announced: true,
            published: entry.published,
            updated: entry.updated,
            ruling: rulings.get(&url).copied(),
        };
        let opinion = judge(event, &said);
        leads.push((Lead { url, entry }, opinion));
    }
    Ok(List { leads, parts, feed: found })
}

/// The lists that a list names, the one that changed last first; what did not change since the event began is left out.
fn parts(found: &mut Feed, unread: &Unread, event: &Event) -> Vec<String> {
    let is_old = |part: &feed::Part| {
        part.modified.is_some_and(|at| event.from.is_some_and(|from| at < from))
    };
    found.parts.retain(|part| !is_old(part));
    found.parts.sort_by_key(|part| std::cmp::Reverse(part.modified));
    found.parts.iter().filter_map(|part| address::resolved(&part.url, &unread.url)).collect()
}

/// A report that a feed led to before.
pub(super) fn revisit(known: Followed) -> Lead {
    let entry = Entry { title: known.title, published: known.published, ..Entry::default() };
    Lead { url: known.url, entry }
}

/// What can be done about a list that is none.
pub(super) fn no_list(error: FeedError) -> &'static str {
    match error {
        FeedError::Page => "write `page = \"...\"` for it, or find the feed's own address",
        FeedError::NoSitemap => {
            "write `feed = \"...\"` or `section = \"...\"` for it; robots.txt often names the sitemap"
        }
        FeedError::Empty | FeedError::Unknown | FeedError::NoOpml => {
            "open the address in a browser and correct it"
        }
    }
}
