//! Section pages to entries: the links of a page that lead to articles of the same site.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scraper::{Html, Selector};
use url::Url;

use super::{Entry, Feed, FeedError};
use crate::text::guard;

static LINKS: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("a[href]").expect("the selector is a constant that parses"));
static BASE: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("base[href]").expect("the selector is a constant that parses")
});

/// More links than this are followed of no page.
const ENTRIES_MAX: usize = 1_000;

/// A headline has at least so many words; "World news" and "Read more" have fewer.
const WORDS_MIN: usize = 4;

/// The articles that a page links to, each address once, in the page's order, with the longest text of its links as the
/// title. `url` is where the page was found.
pub fn section(html: &str, url: &str) -> Result<Feed, FeedError> {
    let Ok(found_at) = Url::parse(url) else { return Err(FeedError::Unknown) };
    if html.trim().is_empty() {
        return Err(FeedError::Empty);
    }
    if guard::check(html).is_err() {
        return Err(FeedError::Unknown);
    }
    let tree = Html::parse_document(html);
    let told = tree.select(&BASE).next().and_then(|base| base.value().attr("href"));
    let base = told.and_then(|told| found_at.join(told).ok()).unwrap_or_else(|| found_at.clone());
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut found: Vec<(String, String)> = Vec::new();
    for link in tree.select(&LINKS) {
        let Some(address) = link.value().attr("href").and_then(|href| article(&base, href)) else {
            continue;
        };
        if same(&address, &found_at) || !is_of_site(&address, &found_at) {
            continue;
        }
        let text = link.text().flat_map(str::split_whitespace).collect::<Vec<_>>().join(" ");
        let address = String::from(address);
        match places.get(&address) {
            Some(at) if found[*at].1.len() < text.len() => found[*at].1 = text,
            Some(_) => {}
            None => {
                places.insert(address.clone(), found.len());
                found.push((address, text));
            }
        }
    }
    let is_article = |(address, text): &&(String, String)| {
        text.split(' ').count() >= WORDS_MIN || (text.is_empty() && has_slug(address))
    };
    let entries = found.iter().filter(is_article).take(ENTRIES_MAX).map(|(address, text)| {
        let title = Some(text.clone()).filter(|text| !text.is_empty());
        Entry { url: Some(address.clone()), title, ..Entry::default() }.named()
    });
    Ok(Feed { entries: entries.collect(), ..Feed::default() })
}

/// A link made whole, without its fragment; `None` for what is no page.
fn article(base: &Url, href: &str) -> Option<Url> {
    let mut address = base.join(href.trim()).ok()?;
    address.set_fragment(None);
    let last = address.path().rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    let is_file =
        [".jpg", ".jpeg", ".png", ".gif", ".webp", ".pdf", ".mp3", ".mp4", ".zip", ".xml"]
            .iter()
            .any(|ending| last.ends_with(ending));
    let is_page = matches!(address.scheme(), "http" | "https") && !is_file;
    (is_page && address.path().trim_matches('/').len() > 1).then_some(address)
}

fn same(a: &Url, b: &Url) -> bool {
    a.path().trim_end_matches('/') == b.path().trim_end_matches('/') && a.query() == b.query()
}

/// Whether the address is on the page's own site, under whatever name: `www.` or `news.`.
fn is_of_site(address: &Url, page: &Url) -> bool {
    let of = |url: &Url| {
        let host = url.host_str().unwrap_or_default().to_ascii_lowercase();
        host.strip_prefix("www.").unwrap_or(&host).to_owned()
    };
    let (address, page) = (of(address), of(page));
    address == page
        || address.strip_suffix(&page).is_some_and(|rest| rest.ends_with('.'))
        || page.strip_suffix(&address).is_some_and(|rest| rest.ends_with('.'))
}

/// Whether the last part of the path reads like a headline.
fn has_slug(address: &str) -> bool {
    super::slug(address).split(' ').count() >= WORDS_MIN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_articles_are_taken_and_menus_are_not() {
        let page = "<nav><a href=/world>World</a><a href=/sport>Sport</a></nav><main>\
            <a href='/2026/blast-in-the-port'><img></a>\
            <h2><a href='/2026/blast-in-the-port#top'>Blast in the port kills twelve people</a></h2>\
            <a href=2026/rain>Rain on Sunday, and more of it</a>\
            <a href='https://elsewhere.example/x'>Somebody else's story of the same blast</a>\
            <a href='https://video.post.example/film'>Film: the moment the cranes came down</a>\
            <a href='/photos/smoke-over-the-whole-bay.jpg'>Smoke over the whole bay</a>\
            <a href='mailto:desk@post.example'>Write to the desk of the Post</a></main>";
        let feed = section(page, "https://www.post.example/world").expect("a page");
        let found: Vec<_> = feed
            .entries
            .iter()
            .map(|entry| (entry.url.as_deref().unwrap_or(""), entry.title.as_deref().unwrap_or("")))
            .collect();
        assert_eq!(
            found,
            [
                (
                    "https://www.post.example/2026/blast-in-the-port",
                    "Blast in the port kills twelve people"
                ),
                ("https://www.post.example/2026/rain", "Rain on Sunday, and more of it"),
                ("https://video.post.example/film", "Film: the moment the cranes came down"),
            ]
        );
    }
}
