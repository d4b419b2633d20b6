//! What an address or a file turns out to be, by what it holds.

use crate::article::article;
use crate::feed::{self, Outline};
use crate::model::DatedFrom;
use crate::text::charset;

/// What bytes are, as a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    Page,
    Feed,
    Sitemap,
    /// A page of links to reports.
    Section,
    /// A list of feeds.
    Opml(Vec<Outline>),
}

impl Kind {
    /// The key that the config gives it; an OPML list has none, its feeds do.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Feed | Self::Opml(_) => "feed",
            Self::Sitemap => "sitemap",
            Self::Section => "section",
        }
    }
}

/// A page with at least so many links to reports ...
const LINKS_MIN: usize = 8;

/// ... and fewer words of its own is a section.
const WORDS_MIN: usize = 120;

/// A page of no words of its own is one with fewer links, too: a quiet topic has few reports.
const LINKS_MIN_BARE: usize = 2;

/// What a body is. `url` is where it was found.
pub fn kind(body: &[u8], content_type: Option<&str>, url: &str) -> Kind {
    if feed::read(body, content_type).is_ok() {
        return Kind::Feed;
    }
    let text = charset::decode(body, content_type).text;
    if text.trim_start().starts_with('<') && feed::sitemap(body, content_type).is_ok() {
        return Kind::Sitemap;
    }
    if let Ok(feeds) = feed::opml(body) {
        return Kind::Opml(feeds);
    }
    let links = feed::section(&text, url).map_or(0, |links| links.entries.len());
    let is_section = links >= LINKS_MIN_BARE && {
        let (page, _) = article(&text, Some(url));
        // A short report among many links says when it was published; a list of reports does not.
        let is_dated = page
            .published
            .is_some_and(|dated| matches!(dated.from, DatedFrom::JsonLd | DatedFrom::Meta));
        let words = page.text.split_whitespace().count();
        !is_dated && (words == 0 || (words < WORDS_MIN && links >= LINKS_MIN))
    };
    if is_section { Kind::Section } else { Kind::Page }
}

/// What an address is called like, where it cannot be asked.
pub fn kind_by_name(address: &str) -> Kind {
    let lower = address.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    if path.contains("sitemap") && !path.contains(".htm") {
        return Kind::Sitemap;
    }
    let ending = [".xml", ".rss", ".atom", ".rdf"].iter().any(|ending| path.ends_with(ending));
    let words = ["feed", "feeds", "rss", "atom"];
    let is_feed = ending || path.split(['/', '.']).any(|part| words.contains(&part));
    if is_feed { Kind::Feed } else { Kind::Page }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_cannot_be_asked_is_judged_by_its_name() {
        for feed in [
            "https://post.example/feed",
            "https://post.example/rss/world?x=1",
            "https://post.example/news.xml",
            "https://feeds.post.example/top",
        ] {
            assert_eq!(kind_by_name(feed), Kind::Feed, "{feed}");
        }
        for page in ["https://post.example/feeding-the-city", "https://post.example/2026/blast"] {
            assert_eq!(kind_by_name(page), Kind::Page, "{page}");
        }
        assert_eq!(kind_by_name("https://post.example/news-sitemap.xml.gz"), Kind::Sitemap);
    }

    #[test]
    fn what_is_there_says_what_it_is() {
        let of = |text: &str| kind(text.as_bytes(), None, "https://post.example/world");
        assert_eq!(of("<rss version='2.0'><channel><title>x</title></channel></rss>"), Kind::Feed);
        assert_eq!(
            of("<urlset><url><loc>https://post.example/a</loc></url></urlset>"),
            Kind::Sitemap
        );
        assert!(
            matches!(of("<opml><body><outline xmlUrl='https://a.example/f'/></body></opml>"), Kind::Opml(feeds) if feeds.len() == 1)
        );
        assert_eq!(
            of("<h1>Blast</h1><p>The blast left 170 people dead, officials said.</p>"),
            Kind::Page
        );
        let link = |at| format!("<h3><a href=/{at}/x>Story number {at} of this day</a></h3>");
        let links = (0..12).map(link).collect::<Vec<_>>().concat();
        assert_eq!(of(&format!("<html><body><main>{links}</main></body></html>")), Kind::Section);
        let few = (0..2).map(link).collect::<Vec<_>>().concat();
        assert_eq!(of(&format!("<html><body><main>{few}</main></body></html>")), Kind::Section);
        let report = "<h1>Blast</h1><p>The blast left 170 people dead, officials said.</p>";
        assert_eq!(
            of(&format!("<html><body><main>{report}{few}</main></body></html>")),
            Kind::Page
        );
    }
}
