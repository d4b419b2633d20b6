//! Lists of reports to entries: feeds (RSS 0.9 to 2.0, RDF, Atom, JSON Feed), sitemaps and section pages; and OPML, the list
//! of feeds.
//!
//! Real feeds are broken in a few well-known ways, so the text is mended first (`mend`), then read by feed-rs, and where
//! that refuses it, by a reader that only looks for items and their fields (`lenient`).

mod lenient;
mod mend;
mod opml;
mod section;
mod sitemap;

use std::panic::catch_unwind;

use chrono::{DateTime, NaiveDate, NaiveTime};
use feed_rs::model;
use url::Url;

pub use opml::{Outline, opml, write_opml};
pub use section::section;
pub use sitemap::sitemap;

use crate::model::Timestamp;
use crate::text::{charset, guard};

/// What a feed announces.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Feed {
    pub title: Option<String>,
    pub language: Option<String>,
    /// How many minutes the publisher asks readers to keep the feed before asking again.
    pub ttl_minutes: Option<u32>,
    /// The hours of the day, in UTC, in which the publisher asks not to be asked (RSS `skipHours`).
    pub skip_hours: Vec<u32>,
    /// In the feed's own order.
    pub entries: Vec<Entry>,
    /// The lists that this one is made of: a sitemap index names others.
    pub parts: Vec<Part>,
}

/// A list that another one names.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Part {
    /// Its address as written, which may be relative to the other's.
    pub url: String,
    /// When it was changed last, where the other says so.
    pub modified: Option<Timestamp>,
}

/// One announced report. A later entry with the same id is a new version of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The publisher's own name for the entry; where it gives none, the address, else the title.
    pub id: String,
    /// The report's address as written, which may be relative to the feed's own.
    pub url: Option<String>,
    pub title: Option<String>,
    pub published: Option<Timestamp>,
    pub updated: Option<Timestamp>,
    /// The announcement's text, free of markup.
    pub summary: Option<String>,
}

/// Why bytes give no feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FeedError {
    #[error("the document is empty")]
    Empty,
    #[error("the document is a web page and no feed")]
    Page,
    #[error("the document is neither RSS, Atom nor JSON Feed")]
    Unknown,
    #[error("the document is no sitemap")]
    NoSitemap,
    #[error("the document is no OPML")]
    NoOpml,
}

/// Reads a feed; `content_type` is the HTTP header's value where there was one. A feed without entries is no error.
pub fn read(bytes: &[u8], content_type: Option<&str>) -> Result<Feed, FeedError> {
    let decoded = charset::decode(bytes, content_type);
    let text = decoded.text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    let Some(first) = text.find(['<', '{']) else {
        return Err(if text.is_empty() { FeedError::Empty } else { FeedError::Unknown });
    };
    if text[first..].starts_with('{') {
        return strict(text[first..].to_owned()).ok_or(FeedError::Unknown);
    }
    let mended = mend::mend(&text[first..]);
    let Some(root) = lenient::root(&mended) else { return Err(FeedError::Unknown) };
    if root.eq_ignore_ascii_case("html") {
        return Err(FeedError::Page);
    }
    let lenient = lenient::read(&mended);
    let skip_hours = lenient::skip_hours(&mended);
    let feed = match (strict(mended), lenient) {
        // An item that the strict reader lost is worth more than its neatness.
        (Some(strict), Some(lenient)) if lenient.entries.len() > strict.entries.len() => {
            Feed { ttl_minutes: strict.ttl_minutes, ..lenient }
        }
        (Some(strict), _) => strict,
        (None, Some(lenient)) => lenient,
        (None, None) => return Err(FeedError::Unknown),
    };
    Ok(Feed { skip_hours, ..feed })
}

/// What feed-rs makes of it. It is fenced in because it has panicked on odd encodings.
fn strict(text: String) -> Option<Feed> {
    let read = move || {
        let parser = feed_rs::parser::Builder::new().id_generator(|_, _, _| String::new()).build();
        parser.parse(text.as_bytes()).ok()
    };
    let feed = catch_unwind(read).ok()??;
    Some(Feed {
        title: feed.title.and_then(|title| plain(&title.content)),
        language: feed.language,
        ttl_minutes: feed.ttl,
        entries: feed.entries.into_iter().map(entry).collect(),
        skip_hours: Vec::new(),
        parts: Vec::new(),
    })
}

fn entry(entry: model::Entry) -> Entry {
    let rel = |link: &&model::Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let link = entry.links.iter().find(rel).or(entry.links.first());
    let url = link.map(|link| link.href.trim().to_owned()).filter(|url| !url.is_empty());
    let summary = entry.summary.map(|text| text.content);
    let content = entry.content.and_then(|content| content.body);
    Entry {
        id: entry.id.trim().to_owned(),
        title: entry.title.and_then(|title| plain(&title.content)),
        published: entry.published,
        updated: entry.updated,
        summary: summary.or(content).and_then(|text| plain(&text)),
        url,
    }
    .named()
}

impl Entry {
    /// Gives an entry without an id the best name there is.
    fn named(mut self) -> Self {
        if self.id.is_empty() {
            self.id = self.url.clone().or_else(|| self.title.clone()).unwrap_or_default();
        }
        self
    }
}

/// The text of a field that may hold markup, in one line; `None` where nothing is left, or what no tree may be built of.
fn plain(text: &str) -> Option<String> {
    let parsed = if text.contains(['<', '&']) {
        Some(guard::fragment(text)?.root_element().text().collect::<Vec<_>>().join(" "))
    } else {
        None
    };
    let text = parsed.as_deref().unwrap_or(text);
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty()).then_some(line)
}

/// A time as sitemaps and feeds write it: RFC 3339 with its seconds or without, RFC 2822, a day, a month or a year (W3C
/// profile of ISO 8601); a time without a zone is read as UTC.
fn moment(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    if let Ok(at) =
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text))
    {
        return Some(at.to_utc());
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let padded = match day.len() {
        4 => format!("{day}-01-01"),
        7 => format!("{day}-01"),
        _ => day.to_owned(),
    };
    let day: NaiveDate = padded.parse().ok()?;
    if time.is_empty() {
        return Some(day.and_time(NaiveTime::MIN).and_utc());
    }
    // "17:40Z", "17:40+04:30", "17:40:00".
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let clock = if clock.len() == 5 { format!("{clock}:00") } else { clock.to_owned() };
    let zone = if zone.is_empty() { "Z" } else { zone };
    DateTime::parse_from_rfc3339(&format!("{padded}T{clock}{zone}")).ok().map(|at| at.to_utc())
}

/// The words of an address's last part that is more than a number: what is known of a report that no title announces.
/// `https://post.example/2026/blast-in-the-port-12345.html` is "blast in the port 12345".
pub fn slug(address: &str) -> String {
    let Ok(url) = Url::parse(address) else { return String::new() };
    let Some(parts) = url.path_segments() else { return String::new() };
    let wordy = |part: &&str| part.chars().filter(|c| c.is_alphabetic()).count() > 3;
    let last = parts.rev().find(wordy).unwrap_or_default();
    let last = last.rsplit_once('.').map_or(last, |(stem, _)| stem);
    let words = last.split(['-', '_', '+']).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}
