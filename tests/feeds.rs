//! Feeds as publishers write them, good and bad, and the public test feeds where they are at hand.

use claims::feed::{FeedError, read};

fn entries(feed: &str) -> Vec<String> {
    let feed = read(feed.as_bytes(), None).unwrap();
    feed.entries
        .into_iter()
        .map(|entry| {
            let at = entry.published.map(|at| at.format(" %d %H:%M").to_string());
            format!(
                "{} <{}>{}",
                entry.title.unwrap_or_default(),
                entry.url.unwrap_or_default(),
                at.unwrap_or_default()
            )
        })
        .collect()
}

const FIRE: &str = "Fire kills 41 & more <https://harbour-post.example/fire> 27 17:40";

#[test]
fn rss_atom_rdf_and_json_are_read_alike() {
    let rss = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Harbour Post</title><ttl>30</ttl>
        <item><title>Fire kills 41 &amp; more</title><link>https://harbour-post.example/fire</link>
        <pubDate>Fri, 27 Aug 2021 17:40:00 GMT</pubDate><guid>f1</guid></item></channel></rss>"#;
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Harbour Post</title><entry>
        <title type="html">Fire kills 41 &amp;amp; more</title><link rel="self" href="/x"/>
        <link rel="alternate" href="https://harbour-post.example/fire"/><id>f1</id>
        <published>2021-08-27T17:40:00Z</published><updated>2021-08-27T18:00:00Z</updated></entry></feed>"#;
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
        xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Harbour Post</title></channel>
        <item rdf:about="f1"><title>Fire kills 41 &amp; more</title><link>https://harbour-post.example/fire</link>
        <dc:date>2021-08-27T17:40:00Z</dc:date></item></rdf:RDF>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Harbour Post","items":[{"id":"f1",
        "url":"https://harbour-post.example/fire","title":"Fire kills 41 & more","content_text":"...",
        "date_published":"2021-08-27T17:40:00Z"}]}"#;
    for feed in [rss, atom, rdf, json] {
        assert_eq!(entries(feed), [FIRE], "{feed}");
        assert_eq!(read(feed.as_bytes(), None).unwrap().title.as_deref(), Some("Harbour Post"));
    }
    assert_eq!(read(rss.as_bytes(), None).unwrap().ttl_minutes, Some(30));
}

#[test]
fn the_usual_ways_of_being_broken_are_mended() {
    let item = "<item><title>Fire kills 41 &amp; more</title><link>https://harbour-post.example/fire</link>\
        <pubDate>Fri, 27 Aug 2021 17:40:00 GMT</pubDate></item>";
    for feed in [
        format!("<rss><channel>{item}</channel></rss>"),
        format!("<rss version='0.93'><channel>{item}</channel></rss>"),
        format!("\u{feff}\n <rss version=\"2.0\"><channel>{item}</channel></rss>"),
        format!("<!DOCTYPE rss [<!ENTITY x \"y\">]><rss><channel>{item}</channel></rss>"),
        format!("<rss><channel>{}</channel></rss>", item.replace("&amp;", "&")),
        format!("<rss><channel><undeclared:tag>x</undeclared:tag>{item}</channel></rss>"),
        format!("<rss><channel>{item}<item><title>cut"),
        format!("<rss><channel><title>a\u{c}b</title>{item}</channel></rss>"),
    ] {
        assert_eq!(entries(&feed).first().map(String::as_str), Some(FIRE), "{feed}");
    }
    let named =
        "<rss><channel><item><title>S&eacute;oul&nbsp;: 41 morts</title></item></channel></rss>";
    assert_eq!(entries(named), ["Séoul : 41 morts <>"]);
}

#[test]
fn what_is_no_feed_says_so() {
    assert_eq!(read(b"", None), Err(FeedError::Empty));
    assert_eq!(read(b"<!doctype html><html><body>x</body></html>", None), Err(FeedError::Page));
    assert_eq!(read(b"just words", None), Err(FeedError::Unknown));
    assert_eq!(read(b"<opml></opml>", None), Err(FeedError::Unknown));
    assert!(read(b"<rss><channel/></rss>", None).unwrap().entries.is_empty());
}

#[test]
fn an_entry_without_an_id_is_named_by_its_address() {
    let feed = "<rss><channel><item><title>a</title><link>https://harbour-post.example/a</link></item></channel></rss>";
    assert_eq!(
        read(feed.as_bytes(), None).unwrap().entries[0].id,
        "https://harbour-post.example/a"
    );
}

#[test]
fn hostile_feeds_end() {
    for feed in [
        "<rss><channel>".to_owned() + &"<item>".repeat(200_000),
        "<rss>".to_owned() + &"<title>".repeat(100_000),
        "<feed>".repeat(10_000),
        "<rss><channel><item><title>".to_owned() + &"&lt;div&gt;".repeat(50_000),
        "{".repeat(100_000),
    ] {
        let _ = read(feed.as_bytes(), None);
    }
}

#[test]
fn a_summary_that_may_become_no_tree_is_left_out() {
    let deep = "<div>".repeat(600);
    let feed = format!(
        "<rss version=\"2.0\"><channel><title>Post</title><item><title>Blast</title>\
         <link>https://post.example/a</link><description><![CDATA[{deep}170 dead]]></description>\
         </item></channel></rss>"
    );
    let read = read(feed.as_bytes(), None).unwrap();
    assert_eq!(read.entries[0].title.as_deref(), Some("Blast"));
    assert_eq!(read.entries[0].summary, None);
}

/// The public test feeds stand beside the checkout, where there are any: one JSON object a line, `bytes` in base64.
#[test]
fn the_public_test_feeds_are_read() {
    let Some(folder) = crate::aloud::evaluation("the public test feeds") else { return };
    let path = folder.join("feeds/feedparser.jsonl.gz");
    let lines =
        std::io::read_to_string(flate2::read::GzDecoder::new(std::fs::File::open(path).unwrap()));
    let (mut all, mut accepted, mut with_entries, mut equal) = (0, 0, 0, 0);
    for line in lines.unwrap().lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        let bytes = base64(row["bytes"].as_str().unwrap());
        let count = match &row["entries"] {
            serde_json::Value::Array(entries) => entries.len(),
            other => serde_json::from_str::<Vec<serde_json::Value>>(other.as_str().unwrap())
                .unwrap()
                .len(),
        };
        let feed = read(&bytes, None);
        all += 1;
        accepted += usize::from(feed.is_ok());
        if count > 0 {
            with_entries += 1;
            equal += usize::from(feed.is_ok_and(|feed| feed.entries.len() == count));
        }
    }
    crate::aloud::counted(&format!(
        "feeds {all}, accepted {accepted}, with entries {with_entries}, equal count {equal}"
    ));
    assert!(accepted * 100 >= all * 98, "{accepted} of {all}");
    assert!(equal * 100 >= with_entries * 97, "{equal} of {with_entries}");
}

fn base64(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'+' => 62,
        _ => 63,
    };
    let digits: Vec<u8> = text.bytes().filter(|byte| *byte != b'=').map(value).collect();
    let mut out = Vec::new();
    for group in digits.chunks(4) {
        let bits = group
            .iter()
            .enumerate()
            .fold(0_u32, |bits, (at, digit)| bits | u32::from(*digit) << (18 - 6 * at));
        out.extend(bits.to_be_bytes()[1..group.len()].iter());
    }
    out
}

#[cfg(feature = "fetch")]
#[test]
fn the_public_robots_cases_are_answered() {
    let Some(folder) = crate::aloud::evaluation("the public robots cases") else { return };
    let path = folder.join("robots/robots_cases.jsonl");
    let mut wrong = Vec::new();
    let mut all = 0;
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let case: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = |key: &str| case[key].as_str().unwrap();
        let robots = claims::fetch::robots::Robots::parse(text("robots").as_bytes());
        all += 1;
        if robots.allows(text("agent"), text("url")) != case["allow"] {
            wrong.push(line.to_owned());
        }
    }
    crate::aloud::counted(&format!("robots cases {all}, wrong {}", wrong.len()));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
