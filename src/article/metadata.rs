//! What a page says about itself: title, authors, times, language, address. Each time keeps where it was read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};
use url::Url;

use super::block::line;
use super::date::{Moment, moment};
use super::json_ld::{self, JsonLd, Update};
use super::judge::bare;
use crate::model::{Dated, DatedFrom};
use crate::text::guard;

static META: LazyLock<Selector> = LazyLock::new(|| selector("meta[content]"));
static TITLE: LazyLock<Selector> = LazyLock::new(|| selector("head > title, title"));
static H1: LazyLock<Selector> = LazyLock::new(|| selector("h1"));
static ROOT: LazyLock<Selector> = LazyLock::new(|| selector("html[lang]"));
static CANONICAL: LazyLock<Selector> = LazyLock::new(|| selector("link[rel~='canonical'][href]"));
static TIME: LazyLock<Selector> =
    LazyLock::new(|| selector("time[datetime], [itemprop='datePublished'][content]"));
static AUTHOR: LazyLock<Selector> = LazyLock::new(|| {
    selector("a[rel~='author'], [itemprop='author'] [itemprop='name'], [itemprop='author']")
});

static BYLINE: LazyLock<Selector> = LazyLock::new(|| {
    selector(
        "[class*='author-name'], [class*='author__name'], [class*='authorName'], [class*='byline'] a, \
         [class*='author'] a, [class*='autor'] a, [class*='byline']",
    )
});

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selector is a constant that parses")
}

/// Names of `meta` that hold the time of publication, best first.
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "pubdate",
    "dc.date.issued",
    "dcterms.created",
    "dcterms.date",
    "dc.date",
    "date.created",
    "article_date_original",
    "originalpublicationdate",
    "article.published",
    "bt:pubdate",
    "rnews:datepublished",
    "date",
];

/// Names of `meta` that hold the time of the last change.
const MODIFIED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "datemodified",
    "article:updated",
    "dcterms.modified",
    "dc.date.modified",
    "last-modified",
    "lastmod",
    "article.updated",
    "rnews:datemodified",
    "revised",
    "modified_date",
];

/// Names of `meta` that hold an author's name.
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "article.author",
];

/// What a page says about itself.
#[derive(Debug, Clone, Default)]
pub(super) struct Metadata {
    pub(super) title: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<Dated>,
    pub(super) modified: Option<Dated>,
    pub(super) language: Option<String>,
    pub(super) canonical_url: Option<String>,
    pub(super) site_name: Option<String>,
    pub(super) paywalled: bool,
    /// The text that the page names as its body.
    pub(super) body: Option<String>,
    /// The entries of a live blog.
    pub(super) updates: Vec<Update>,
    /// Times that were there and could not be read.
    pub(super) unread: Vec<String>,
}

/// Reads what the page says about itself. `url` is where it was found.
pub(super) fn read(html: &Html, url: Option<&str>) -> Metadata {
    let json_ld = json_ld::read(html);
    let meta = Meta::read(html);
    let mut unread = Vec::new();
    let site_name = json_ld.publisher.clone().filter(|name| !name.is_empty());
    let site_name = meta.first(&["og:site_name"]).map(str::to_owned).or(site_name);
    Metadata {
        title: title(html, &meta, &json_ld, site_name.as_deref()),
        authors: authors(html, &meta, &json_ld),
        published: published(html, &meta, &json_ld, url, &mut unread),
        modified: dated(json_ld.modified.as_deref(), DatedFrom::JsonLd, &mut unread)
            .or_else(|| meta.dated(MODIFIED, &mut unread)),
        language: language(html, &meta, &json_ld),
        canonical_url: canonical(html, &meta, url),
        site_name,
        paywalled: json_ld.paywalled,
        body: json_ld.body,
        updates: json_ld.updates,
        unread,
    }
}

/// The page's `meta` elements: lower-case name, contents in order.
#[derive(Debug, Default)]
struct Meta(BTreeMap<String, Vec<String>>);

impl Meta {
    fn read(html: &Html) -> Self {
        let mut meta: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for element in html.select(&META) {
            let value = element.value();
            let content = line(value.attr("content").unwrap_or_default());
            let names = ["property", "name", "itemprop", "http-equiv"];
            if let Some(name) = names.iter().find_map(|name| value.attr(name))
                && !content.is_empty()
            {
                meta.entry(name.trim().to_ascii_lowercase()).or_default().push(content);
            }
        }
        Self(meta)
    }

    fn first(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| Some(self.0.get(*name)?.first()?.as_str()))
    }

    fn dated(&self, names: &[&str], unread: &mut Vec<String>) -> Option<Dated> {
        names.iter().find_map(|name| {
            dated(self.0.get(*name)?.first().map(String::as_str), DatedFrom::Meta, unread)
        })
    }
}

fn dated(text: Option<&str>, from: DatedFrom, unread: &mut Vec<String>) -> Option<Dated> {
    let text = text?;
    let found = moment(text).map(|found| found.read(from));
    if found.is_none() {
        unread.push(text.to_owned());
    }
    found
}

fn published(
    html: &Html,
    meta: &Meta,
    json_ld: &JsonLd,
    url: Option<&str>,
    unread: &mut Vec<String>,
) -> Option<Dated> {
    dated(json_ld.published.as_deref(), DatedFrom::JsonLd, unread)
        .or_else(|| meta.dated(PUBLISHED, unread))
        .or_else(|| {
            html.select(&TIME).find_map(|time| {
                let value = time.value();
                let found = moment(value.attr("datetime").or(value.attr("content"))?)?;
                Some(found.read(DatedFrom::TimeElement))
            })
        })
        .or_else(|| seen(html, url))
}

/// The date in the page's address, and the time beside its headline where that is of the same day; without the one, the other.
fn seen(html: &Html, url: Option<&str>) -> Option<Dated> {
    let by_url = url.and_then(of_url);
    let by_eye = super::byline::published(html);
    let is_other_day =
        |found: &Moment| by_url.is_some_and(|day| day.at.date_naive() != found.at.date_naive());
    let by_eye =
        by_eye.filter(|found| !is_other_day(found)).map(|found| found.read(DatedFrom::Byline));
    by_eye.or_else(|| by_url.map(|found| found.read(DatedFrom::Url)))
}

/// A date that owns its part of the path: `/2021/08/27/` or `/2021-08-27/`, never a lone number.
fn of_url(url: &str) -> Option<Moment> {
    let url = Url::parse(url).ok()?;
    let parts: Vec<&str> = url.path_segments()?.collect();
    let is = |part: &str, length: &[usize]| {
        length.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    parts
        .windows(3)
        .find_map(|parts| match parts {
            [year, month, day] if is(year, &[4]) && is(month, &[1, 2]) && is(day, &[1, 2]) => {
                moment(&format!("{year}-{month}-{day}"))
            }
            _ => None,
        })
        .or_else(|| {
            parts.iter().find_map(|part| {
                let is_date =
                    part.len() == 10 && part.as_bytes()[4] == b'-' && part.as_bytes()[7] == b'-';
                is_date.then(|| moment(part)).flatten()
            })
        })
}

/// The page's title, without the names of the site and of its section. Its own data come before what it tells other sites, which
/// is often made to be clicked; unless readers and other sites are shown one title, and the data repeat the one for search engines.
fn title(html: &Html, meta: &Meta, json_ld: &JsonLd, site: Option<&str>) -> Option<String> {
    let section = meta.first(&["article:section"]);
    let clean =
        |title: String| Some(without_site(&title, site, section)).filter(|it| !it.is_empty());
    let data = json_ld.headline.as_deref().map(unescaped).and_then(clean);
    let shared = meta.first(&["og:title"]).map(unescaped).and_then(clean);
    let mut tops = html.select(&H1).map(text_of).filter(|text| !text.is_empty());
    let seen = tops.next().and_then(clean);
    let tab = html.select(&TITLE).next().map(text_of).and_then(clean);
    let short = meta.first(&["twitter:title"]).map(unescaped).and_then(clean);
    let same = |a: &Option<String>, b: &Option<String>| {
        a.as_ref().zip(b.as_ref()).is_some_and(|(a, b)| bare(a) == bare(b))
    };
    let is_for_search = same(&shared, &seen) && same(&data, &tab) && !same(&data, &shared);
    let first = shared.clone().filter(|_| is_for_search);
    let named = meta.first(&["headline", "title", "parsely-title"]).map(unescaped).and_then(clean);
    let told: Vec<String> =
        [first, data, shared, seen, short, tab, named].into_iter().flatten().collect();
    let best = told.first()?;
    // What a whole other title stands in front of is a section or the site under another name.
    let cut = told
        .iter()
        .filter(|other| other.chars().count() >= 12)
        .filter(|other| best.strip_prefix(other.as_str()).is_some_and(is_suffix))
        .min_by_key(|other| other.len());
    Some(cut.unwrap_or(best).clone())
}

/// Whether what follows a title is set off from it by a mark.
fn is_suffix(rest: &str) -> bool {
    let rest = rest.trim_start();
    rest.starts_with(['|', '-', '–', '—', '·', '•', '»', '/', 'ㅣ', '｜', '：'])
}

/// A title without the names of the site and of its section at its end.
fn without_site(title: &str, site: Option<&str>, section: Option<&str>) -> String {
    let mut title = title.trim();
    for name in [site, section].into_iter().flatten().filter(|name| !name.is_empty()) {
        let Some(end) = title.len().checked_sub(name.len()) else { continue };
        let Some((rest, last)) = title.split_at_checked(end) else { continue };
        if !last.eq_ignore_ascii_case(name) {
            continue;
        }
        let bare = rest.trim_end();
        let marked = bare.strip_suffix(MARKS).map(|bare| bare.trim_end_matches(MARKS).trim_end());
        // A name that a hyphen joins to a word is a part of it.
        let is_set_off = bare.len() < rest.len() || bare.ends_with(TIGHT);
        if let Some(marked) = marked.filter(|marked| !marked.is_empty() && is_set_off) {
            title = marked;
        }
    }
    title.to_owned()
}

/// What sets a site's name off from a title.
const MARKS: &[char] = &['|', '-', '–', '—', ':', '•', '·', '»', 'ㅣ', '｜'];

/// Of these, what needs no blank.
const TIGHT: &[char] = &['|', '»', 'ㅣ', '｜'];

/// A headline free of entities and markup.
pub(super) fn unescaped(text: &str) -> String {
    if !text.contains(['&', '<']) {
        return line(text);
    }
    match guard::fragment(text) {
        Some(parsed) => line(&parsed.root_element().text().collect::<String>()),
        None => String::new(),
    }
}

/// The authors' names: from the page's data, from its `meta`, from its marked-up or its visible byline.
fn authors(html: &Html, meta: &Meta, json_ld: &JsonLd) -> Vec<String> {
    let told = json_ld.authors.iter().flat_map(|name| split_names(&unescaped(name)));
    let mut found: Vec<String> = told.collect();
    for name in AUTHORS {
        if !found.is_empty() {
            break;
        }
        let names = meta.0.get(*name).map(Vec::as_slice).unwrap_or_default();
        found = names.iter().flat_map(|name| split_names(name)).collect();
    }
    if found.is_empty() {
        found = byline(html, &AUTHOR);
    }
    if found.is_empty() {
        found = byline(html, &BYLINE);
    }
    let mut kept: Vec<String> = Vec::new();
    for name in found {
        if !kept.contains(&name) {
            kept.push(name);
        }
    }
    kept
}

/// The names in the first matching element and those beside it; further down a page others' articles are announced.
fn byline(html: &Html, selector: &Selector) -> Vec<String> {
    let mut elements = html.select(selector);
    let Some(first) = elements.next() else { return Vec::new() };
    let beside = elements.filter(|element| {
        element.parent().map(|parent| parent.id()) == first.parent().map(|parent| parent.id())
    });
    std::iter::once(first).chain(beside).map(text_of).flat_map(|name| split_names(&name)).collect()
}

/// The longest name, in characters.
const NAME_MAX: usize = 60;

/// "By Ann Lee and Bo Ray" as two names. Addresses and picture credits are no names.
pub(super) fn split_names(text: &str) -> Vec<String> {
    let text = line(text);
    let text = ["By ", "by ", "BY ", "By: ", "Von ", "von ", "Par ", "Por ", "Di "]
        .iter()
        .find_map(|by| text.strip_prefix(by))
        .unwrap_or(&text);
    let mut names = vec![text];
    for mark in [",", ";", "|", " and ", " und ", " & ", " og ", " och ", " et ", " y "] {
        names = names.iter().flat_map(|name| name.split(mark)).collect();
    }
    let is_name = |name: &&str| {
        !name.is_empty()
            && name.chars().count() <= NAME_MAX
            && !name.starts_with(['(', '/', '@'])
            && !name.contains("://")
            && !name.contains('@')
    };
    names.into_iter().map(str::trim).filter(is_name).map(str::to_owned).collect()
}

pub(super) fn text_of(element: ElementRef<'_>) -> String {
    line(&element.text().collect::<String>())
}

/// The language of the page as a BCP 47 tag, its own root first.
fn language(html: &Html, meta: &Meta, json_ld: &JsonLd) -> Option<String> {
    let root = html.select(&ROOT).next().and_then(|root| root.value().attr("lang"));
    let tag = root
        .filter(|tag| !tag.trim().is_empty())
        .or(json_ld.language.as_deref())
        .or_else(|| meta.first(&["og:locale", "language", "content-language"]))?;
    let tag = tag.trim().replace('_', "-");
    let good =
        tag.len() >= 2 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    good.then(|| tag.to_lowercase())
}

/// The address the page calls its own, made whole. One on another host is kept out: it may not merge two outlets.
fn canonical(html: &Html, meta: &Meta, url: Option<&str>) -> Option<String> {
    let link = html.select(&CANONICAL).next().and_then(|link| link.value().attr("href"));
    let told = link.or_else(|| meta.first(&["og:url"]))?.trim();
    let base = url.and_then(|url| Url::parse(url).ok());
    let mut whole = match &base {
        Some(base) => base.join(told).ok()?,
        None => Url::parse(told).ok()?,
    };
    let same_host = base.as_ref().is_none_or(|base| site(base) == site(&whole));
    // A site that names its front page for every article says nothing.
    let front = |url: &Url| url.path().trim_matches('/').is_empty() && url.query().is_none();
    let says_nothing = front(&whole) && base.as_ref().is_some_and(|base| !front(base));
    if !same_host || says_nothing || !matches!(whole.scheme(), "http" | "https") {
        return None;
    }
    whole.set_fragment(None);
    Some(whole.into())
}

fn site(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    let parts: Vec<&str> = host.split('.').collect();
    parts[parts.len().saturating_sub(2)..].join(".")
}
