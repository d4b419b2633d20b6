//! Lists of feeds (OPML 1.0 and 2.0), read and written.

use std::fmt::Write as _;

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};

use super::{FeedError, mend, plain};
use crate::text::charset;

/// More feeds than this are read of no list.
const FEEDS_MAX: usize = 10_000;

/// A feed of a list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outline {
    /// What the list calls it.
    pub title: Option<String>,
    /// The feed's address.
    pub feed: String,
    /// The site that it belongs to.
    pub site: Option<String>,
}

/// The feeds of a list in its order, each address once, whatever folders they stand in.
pub fn opml(bytes: &[u8]) -> Result<Vec<Outline>, FeedError> {
    let decoded = charset::decode(bytes, None);
    let text = mend::mend(decoded.text.trim_start_matches(|c: char| c.is_whitespace()));
    let mut reader = Reader::from_str(&text);
    let config = reader.config_mut();
    (config.check_end_names, config.allow_unmatched_ends) = (false, true);
    let mut feeds: Vec<Outline> = Vec::new();
    let mut is_opml = false;
    loop {
        match reader.read_event() {
            Ok(Event::Start(tag) | Event::Empty(tag)) => {
                let name = tag.local_name();
                let name: &str = name.as_ref();
                is_opml |= name.eq_ignore_ascii_case("opml");
                let found = name.eq_ignore_ascii_case("outline").then(|| outline(&tag)).flatten();
                if let Some(found) = found.filter(|new| feeds.iter().all(|it| it.feed != new.feed))
                {
                    feeds.push(found);
                }
            }
            Ok(Event::Eof) | Err(_) => break,
            Ok(_) if feeds.len() >= FEEDS_MAX => break,
            Ok(_) => {}
        }
    }
    if is_opml { Ok(feeds) } else { Err(FeedError::NoOpml) }
}

fn outline(tag: &BytesStart<'_>) -> Option<Outline> {
    let value = |wanted: &str| {
        let mut attributes = tag.attributes();
        let found = attributes.with_checks(false).flatten().find(|attribute| {
            let name: &str = attribute.key.as_ref();
            name.eq_ignore_ascii_case(wanted)
        })?;
        let text = found.normalized_value(XmlVersion::Implicit1_0).ok()?;
        Some(text.trim().to_owned()).filter(|text| !text.is_empty())
    };
    Some(Outline {
        feed: value("xmlUrl")?,
        title: value("title").or_else(|| value("text")).as_deref().and_then(plain),
        site: value("htmlUrl"),
    })
}

/// A list of feeds in folders: each folder's name with its feeds.
pub fn write_opml(title: &str, folders: &[(String, Vec<Outline>)]) -> String {
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n  <head>\n    \
         <title>{}</title>\n  </head>\n  <body>\n",
        escape(title)
    );
    for (name, feeds) in folders {
        let name = escape(name);
        let _ = writeln!(out, "    <outline text=\"{name}\" title=\"{name}\">");
        for feed in feeds {
            let title = escape(feed.title.as_deref().unwrap_or(&feed.feed)).into_owned();
            let site = feed
                .site
                .as_deref()
                .map_or_else(String::new, |site| format!(" htmlUrl=\"{}\"", escape(site)));
            let _ = writeln!(
                out,
                "      <outline type=\"rss\" text=\"{title}\" title=\"{title}\" xmlUrl=\"{}\"{site}/>",
                escape(&feed.feed)
            );
        }
        out.push_str("    </outline>\n");
    }
    out.push_str("  </body>\n</opml>\n");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_that_was_written_is_read_again() {
        let feed = |title: &str, feed: &str| Outline {
            title: Some(title.to_owned()),
            feed: feed.to_owned(),
            site: Some("https://post.example/".to_owned()),
        };
        let feeds = vec![
            feed("Post & \"Mail\"", "https://post.example/rss?a=1&b=<2>"),
            feed("Post", "https://post.example/atom"),
        ];
        let text = write_opml("Desk", &[("blast & fire".to_owned(), feeds.clone())]);
        assert_eq!(opml(text.as_bytes()), Ok(feeds));
    }

    #[test]
    fn folders_and_bare_outlines_are_stepped_through() {
        let text = "<opml version='1.0'><body><outline text='World'><outline text='Post &eacute;' \
                    xmlurl='https://post.example/rss'/><outline text='no feed'/></outline>\
                    <outline xmlUrl='https://post.example/rss'></outline></body></opml>";
        let feeds = opml(text.as_bytes()).expect("a list");
        assert_eq!(feeds.len(), 1);
        assert_eq!(feeds[0].title.as_deref(), Some("Post é"));
        assert_eq!(opml(b"<rss/>"), Err(FeedError::NoOpml));
    }
}
