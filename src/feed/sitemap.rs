//! Sitemaps to entries: the plain kind, the news kind and the index that names others (sitemaps.org 0.9 and its news
//! extension), as XML or as a list of addresses.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::{Entry, Feed, FeedError, Part, mend, moment, plain};
use crate::text::charset;

/// More addresses than this stand in no sitemap (sitemaps.org: 50,000).
const ENTRIES_MAX: usize = 50_000;

/// Reads a sitemap, unpacked. Its entries stand in its own order; an index has parts and no entries.
pub fn sitemap(bytes: &[u8], content_type: Option<&str>) -> Result<Feed, FeedError> {
    let decoded = charset::decode(bytes, content_type);
    let text = decoded.text.trim_start_matches(|c: char| c.is_whitespace() || c.is_control());
    match text.chars().next() {
        None => Err(FeedError::Empty),
        Some('<') => of_xml(&mend::mend(text)),
        Some(_) => of_lines(text),
    }
}

/// A text file of addresses, one a line.
fn of_lines(text: &str) -> Result<Feed, FeedError> {
    let mut feed = Feed::default();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()).take(ENTRIES_MAX) {
        if !line.starts_with("http://") && !line.starts_with("https://") {
            return Err(FeedError::NoSitemap);
        }
        feed.entries.push(Entry { url: Some(line.to_owned()), ..Entry::default() }.named());
    }
    Ok(feed)
}

fn of_xml(text: &str) -> Result<Feed, FeedError> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends) = (false, true);
    let mut feed = Feed::default();
    let mut is_sitemap = false;
    let mut item: Option<Item> = None;
    // The prefix of the open element tells a picture's address from the page's.
    let mut field = (String::new(), String::new());
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => {
                let name = tag.name().as_ref().to_ascii_lowercase();
                match name.rsplit(':').next().unwrap_or_default() {
                    "urlset" | "sitemapindex" => is_sitemap = true,
                    "html" if !is_sitemap => return Err(FeedError::Page),
                    "url" => item = Some(Item::default()),
                    "sitemap" => item = Some(Item { is_part: true, ..Item::default() }),
                    _ => {}
                }
                field = (name, String::new());
            }
            Ok(Event::Text(text)) => field.1.push_str(&text.xml10_content()),
            Ok(Event::CData(text)) => field.1.push_str(&text.xml10_content()),
            Ok(Event::GeneralRef(reference)) => field.1.push_str(&meaning(&reference)),
            Ok(Event::End(tag)) => {
                let name = tag.name().as_ref().to_ascii_lowercase();
                let local = name.rsplit(':').next().unwrap_or_default();
                if matches!(local, "url" | "sitemap") {
                    item.take().unwrap_or_default().into(&mut feed);
                } else if let Some(item) = item.as_mut().filter(|_| name == field.0) {
                    item.set(&name, &field.1);
                }
                field = (String::new(), String::new());
                if feed.entries.len() + feed.parts.len() >= ENTRIES_MAX {
                    break;
                }
            }
            // What stands before a fault is worth having.
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) => {}
        }
    }
    if is_sitemap { Ok(feed) } else { Err(FeedError::NoSitemap) }
}

/// What a reference stands for; `mend` has left XML's own five and numbers.
pub(super) fn meaning(reference: &quick_xml::events::BytesRef<'_>) -> String {
    if let Ok(Some(character)) = reference.resolve_char_ref() {
        return character.into();
    }
    let name: &str = reference.as_ref();
    quick_xml::escape::resolve_predefined_entity(name).unwrap_or_default().to_owned()
}

/// One `url` or `sitemap` element.
#[derive(Debug, Default)]
struct Item {
    is_part: bool,
    address: Option<String>,
    title: Option<String>,
    published: Option<String>,
    modified: Option<String>,
}

impl Item {
    fn set(&mut self, name: &str, text: &str) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        // A picture and a film have a `loc` and a `title` too.
        let is_own = !matches!(prefix, "image" | "video");
        let slot = match local {
            "loc" if is_own => &mut self.address,
            "title" if is_own => &mut self.title,
            "publication_date" if is_own => &mut self.published,
            "lastmod" => &mut self.modified,
            _ => return,
        };
        if slot.is_none() {
            *slot = Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        }
    }

    fn into(self, feed: &mut Feed) {
        let Some(url) = self.address else { return };
        let modified = self.modified.as_deref().and_then(moment);
        if self.is_part {
            feed.parts.push(Part { url, modified });
            return;
        }
        let entry = Entry {
            url: Some(url),
            title: self.title.as_deref().and_then(plain),
            published: self.published.as_deref().and_then(moment),
            updated: modified,
            ..Entry::default()
        };
        feed.entries.push(entry.named());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Feed {
        sitemap(text.as_bytes(), None).expect("a sitemap")
    }

    #[test]
    fn a_news_sitemap_says_title_and_time() {
        let feed = read(
            "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' \
             xmlns:news='n' xmlns:image='i'><url><loc>https://post.example/a?x=1&amp;y=2</loc>\
             <image:image><image:loc>https://post.example/a.jpg</image:loc>\
             <image:title>Smoke</image:title></image:image><news:news><news:publication>\
             <news:name>Post</news:name></news:publication><news:publication_date>2021-08-27T17:40+04:30\
             </news:publication_date><news:title>Blast kills&nbsp;170 &#8211; <![CDATA[officials]]></news:title>\
             </news:news><lastmod>2021-08-28</lastmod></url></urlset>",
        );
        let [entry] = feed.entries.as_slice() else { panic!("{feed:?}") };
        assert_eq!(entry.url.as_deref(), Some("https://post.example/a?x=1&y=2"));
        assert_eq!(entry.title.as_deref(), Some("Blast kills 170 – officials"));
        let time = |at: Option<crate::model::Timestamp>| at.map(|at| at.to_rfc3339());
        assert_eq!(time(entry.published).as_deref(), Some("2021-08-27T13:10:00+00:00"));
        assert_eq!(time(entry.updated).as_deref(), Some("2021-08-28T00:00:00+00:00"));
    }

    #[test]
    fn an_index_names_parts_and_a_list_of_lines_is_a_sitemap() {
        let index = read(
            "<sitemapindex><sitemap><loc>https://post.example/1.xml.gz</loc><lastmod>2021-08</lastmod>\
             </sitemap><sitemap><loc> /2.xml </loc></sitemap><sitemap><loc/></sitemap>",
        );
        let parts: Vec<&str> = index.parts.iter().map(|part| part.url.as_str()).collect();
        assert_eq!(parts, ["https://post.example/1.xml.gz", "/2.xml"]);
        assert!(index.parts[0].modified.is_some() && index.entries.is_empty());
        let lines = read("https://post.example/a\r\n\nhttps://post.example/b\n");
        assert_eq!(lines.entries.len(), 2);
    }

    #[test]
    fn what_is_no_sitemap_is_told() {
        let fault = |text: &str| sitemap(text.as_bytes(), None).err();
        assert_eq!(fault(" "), Some(FeedError::Empty));
        assert_eq!(fault("<!doctype html><html><p>x</p>"), Some(FeedError::Page));
        assert_eq!(fault("<rss version='2.0'/>"), Some(FeedError::NoSitemap));
        assert_eq!(fault("User-agent: *"), Some(FeedError::NoSitemap));
    }
}
