//! Pages to articles, as a reader of the text would check them. The pages are our own.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};

use claims::article::article;
use claims::model::{DatedFrom, DiagnosticKind};

/// A news page with all that stands around a report: ticker, menu, related stories, captions, consent, newsletter.
const PAGE: &str = r#"<!DOCTYPE html><html lang="en-GB"><head>
<title>Warehouse fire kills 41 | Harbour Post</title>
<meta property="og:title" content="Warehouse fire kills 41 - Harbour Post">
<meta property="og:site_name" content="Harbour Post">
<link rel="canonical" href="/news/fire?ref=x#top">
<script type="application/ld+json">{"@context":"https://schema.org","@type":"NewsArticle",
"headline":"Warehouse fire kills 41","datePublished":"2021-08-27T17:40:00+04:30",
"dateModified":"2021-08-27T15:10:00Z","author":[{"@type":"Person","name":"Ann Lee"},"Bo Ray"],
"publisher":{"@type":"Organization","name":"Harbour Post"},"isAccessibleForFree":false}</script></head><body>
<div id="cookie-banner"><p>We and our 842 partners store cookies on your device. Accept all?</p></div>
<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/world">World (12)</a></li></ul></nav>
<div class="ticker"><span>LIVE</span> <a href="/live">Shares fall 300 points as storm nears</a></div>
<main><article class="article"><h1>Warehouse fire kills 41</h1>
<div class="byline">Ann Lee and Bo Ray, 27 August 2021</div>
<figure><img src="a.jpg" alt=""><figcaption>Some 900 firefighters were called out. Photo: J. Doe</figcaption></figure>
<div class="article-body">
<p>A fire in a warehouse in the old harbour killed 41 people on Friday, the fire service said, and left
more than a hundred without a home.</p>
<p>Twelve of the dead were dock workers, according to the union, which has asked for an inquiry into the
sprinklers.</p>
<div class="related-stories"><h3>Related</h3><ul><li><a href="/b">Ferry sinks with 320 aboard</a></li>
<li><a href="/c">Storm leaves 17 dead</a></li></ul></div>
<p>“We saw smoke over the whole bay,” said Mara Quist, who lives across the water. “Nobody slept.”</p>
<table><tr><th>District</th><th>Dead</th></tr><tr><td>Old harbour</td><td>38</td></tr></table>
<p>The mayor said that the city would bury its dead on Monday, and that schools would stay shut.</p>
<div class="newsletter"><p>Five stories a day. Join 240,000 readers. Sign up free</p></div>
<p class="correction">Correction: An earlier version of this article said that 44 people had been killed.</p>
</div></article></main>
<aside class="most-read"><h2>Most read</h2><ol><li><a href="/d">Mayor to pay 5,800 after crash</a></li></ol></aside>
<footer><p>© 2021 Harbour Post Ltd. Registered in England No. 481516.</p></footer></body></html>"#;

#[test]
fn the_report_is_kept_and_what_stands_around_it_is_not() {
    let (article, _) = article(PAGE, Some("https://www.harbour-post.example/news/fire"));
    for kept in [
        "killed 41 people on Friday",
        "Twelve of the dead",
        "Nobody slept",
        "Old harbour 38",
        "on Monday",
    ] {
        assert!(article.text.contains(kept), "{kept} is missing in: {}", article.text);
    }
    for around in
        ["842", "300", "900", "320", "17 dead", "240,000", "5,800", "481516", "World (12)"]
    {
        assert!(!article.text.contains(around), "{around} is left in: {}", article.text);
    }
    let paragraphs: Vec<&str> = article.text.split("\n\n").collect();
    assert!(paragraphs.len() >= 4);
    assert!(
        paragraphs.iter().all(|one| !one.contains('\n') && one.trim() == *one && !one.is_empty())
    );
}

#[test]
fn what_the_page_says_of_itself_is_read_with_where_it_was_read() {
    let (article, diagnostics) = article(PAGE, Some("https://www.harbour-post.example/news/fire"));
    assert_eq!(article.title.as_deref(), Some("Warehouse fire kills 41"));
    assert_eq!(article.authors, ["Ann Lee", "Bo Ray"]);
    let published = article.published.unwrap();
    assert_eq!(published.at.to_rfc3339(), "2021-08-27T13:10:00+00:00");
    assert_eq!(published.from, DatedFrom::JsonLd);
    assert_eq!(article.modified.unwrap().at.to_rfc3339(), "2021-08-27T15:10:00+00:00");
    assert_eq!(article.language.as_deref(), Some("en-gb"));
    assert_eq!(article.site_name.as_deref(), Some("Harbour Post"));
    let canonical = "https://www.harbour-post.example/news/fire?ref=x";
    assert_eq!(article.canonical_url.as_deref(), Some(canonical));
    assert!(article.correction.unwrap().contains("44 people"));
    assert_eq!(
        diagnostics[0].kind,
        DiagnosticKind::Incomplete,
        "the page says that it is not free"
    );
}

#[test]
fn a_canonical_address_may_not_merge_two_outlets() {
    let page =
        r#"<link rel="canonical" href="https://meridian-wire.example/lead"><p>The fire killed 41."#;
    let (article, _) = article(page, Some("https://harbour-post.example/news/fire"));
    assert_eq!(article.canonical_url, None);
}

#[test]
fn a_date_is_taken_from_an_address_only_where_it_owns_its_part() {
    let from =
        |url: &str| article("<p>The fire killed 41.", Some(url)).0.published.map(|it| it.from);
    assert_eq!(from("https://harbour-post.example/2021/08/27/fire"), Some(DatedFrom::Url));
    assert_eq!(from("https://harbour-post.example/news/20210827"), None);
    assert_eq!(from("https://harbour-post.example/2021/fire-41"), None);
}

#[test]
fn hostile_pages_are_answered_and_refused_by_count() {
    let prose =
        "<p>The blast at the gate left 170 people dead, officials said on Friday evening.</p>";
    let refused: BTreeMap<&str, String> = BTreeMap::from([
        ("depth 2,000", "<div>".repeat(2_000) + prose),
        ("depth 100,000", "<div>".repeat(100_000) + prose),
        ("200,000 paragraphs", "<p>x".repeat(200_001)),
        ("50,000 attributes", format!("<div{}>{prose}", " a=1".repeat(50_000))),
        ("formatting left open", "<p><font size=1>".repeat(400) + &prose.repeat(300)),
        ("stray brackets", "<".repeat(1_000_000)),
        ("more than 5 MB", " ".repeat(5_000_001)),
    ]);
    for (name, page) in refused {
        let (article, diagnostics) = article(&page, None);
        assert_eq!(diagnostics[0].kind, DiagnosticKind::TooLarge, "{name}");
        assert_eq!(article.text, "", "{name}");
    }
    for (name, page) in [
        (
            "brackets in JSON-LD",
            format!("<script type='application/ld+json'>{}</script>", "[".repeat(100_000)),
        ),
        ("depth 480", "<div>".repeat(480)),
        ("NUL bytes", "\0".repeat(1_000)),
    ] {
        let (article, _) = article(&format!("{page}{prose}"), None);
        assert!(article.text.contains("left 170 people dead"), "{name}: {}", article.text);
    }
}

#[test]
fn any_text_gives_an_article() {
    for page in
        ["", " ", "<", "</", "<!--", "&", "\u{0}", "plain words", "<html", "<p></p>", "<title>"]
    {
        let (_, diagnostics) = article(page, Some("no address"));
        assert!(diagnostics.len() <= 2, "{page}");
    }
    assert_eq!(article("<p></p>", None).1[0].kind, DiagnosticKind::Text);
}

fn filter(input: &[u8], args: &[&str]) -> (String, String, i32) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_claims"))
        .arg("article")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (text(output.stdout), text(output.stderr), output.status.code().unwrap())
}

#[test]
fn the_filter_reads_pages_line_by_line_and_goes_on_after_a_bad_one() {
    let page =
        serde_json::json!({ "id": "d1", "url": "https://harbour-post.example/a", "html": PAGE });
    let (out, err, code) = filter(format!("{page}\n{{\"id\":1}}\n\n{page}\n").as_bytes(), &[]);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((lines.len(), code), (2, 2));
    assert!(err.contains("line 2"), "{err}");
    assert_eq!(lines[0], lines[1]);
    assert_eq!(lines[0]["id"], "d1");
    assert_eq!(lines[0]["published"], "2021-08-27T13:10:00Z");
    assert_eq!(lines[0]["published_from"], "json_ld");
}

#[test]
fn the_filter_reads_one_page_in_its_own_charset_and_nothing_gives_nothing() {
    let page = "<meta charset=windows-1251><p>В результате взрыва погибли 170 человек, сообщили власти города.";
    let bytes = encoding_rs::WINDOWS_1251.encode(page).0.into_owned();
    let (out, _, code) = filter(&bytes, &["-"]);
    assert!(out.contains("погибли 170 человек"), "{out}");
    assert_eq!(code, 0);
    assert_eq!(filter(b"", &[]), (String::new(), String::new(), 0));
    let (_, err, code) = filter(b"", &["nowhere.html"]);
    assert_eq!(code, 2);
    assert!(err.contains("`nowhere.html`") && err.contains("hint"), "{err}");
}

#[test]
fn a_page_of_nothing_but_navigation_has_no_article() {
    for page in [
        "<nav><ul><li><a href='/'>Home</a></li><li><a href='/w'>World</a></li></ul></nav>",
        "<nav><a href='/'>Home</a></nav><div class='menu'>Menu</div><div id='root'></div>",
        "<div>Menu</div>",
        "<ul><li><a href='/12'>12 dead in the harbour fire, says the mayor</a></li></ul>",
    ] {
        let page =
            format!("<html><head><title>Harbour Post</title></head><body>{page}</body></html>");
        let (read, told) = article(&page, None);
        assert_eq!(read.text, "", "{page}");
        assert!(told.iter().any(|it| it.kind == DiagnosticKind::Text), "{page}");
    }
    for text in ["The blast left many dead.", "170 dead"] {
        assert_eq!(article(&format!("<p>{text}</p>"), None).0.text, text);
    }
}

#[test]
fn markup_inside_a_pages_data_is_refused_by_count_too() {
    let deep = "<div>".repeat(600) + &"The blast left 170 people dead. ".repeat(20) + "<\\/div>";
    let page = |field: &str| {
        format!(
            "<script type='application/ld+json'>{{\"@type\":\"NewsArticle\",{field}}}</script>\
             <p>The blast left 12 people dead.</p>"
        )
    };
    let (read, _) = article(&page(&format!("\"articleBody\":\"{deep}\"")), None);
    assert_eq!(read.text, "The blast left 12 people dead.");
    let (read, _) = article(&page(&format!("\"author\":[\"{deep}\",\"Ann Lee\"]")), None);
    assert_eq!(read.authors, ["Ann Lee"]);
}

#[test]
fn an_element_of_the_sites_own_inside_a_line_ends_no_paragraph() {
    let html = "<html><body><article><h1>Blast in the port</h1><p>The blast left 170 people dead \
        (<x-source title='r'><a href='/r'>1</a></x-source>), including <x-term>13</x-term> soldiers, officials \
        said on Friday.</p><p>The port was closed for the day, and ships waited in the bay.</p></article></body></html>";
    let (read, _) = article(html, Some("https://post.example/a"));
    let whole =
        "The blast left 170 people dead (1), including 13 soldiers, officials said on Friday.";
    assert!(read.text.contains(whole), "{}", read.text);
}

/// A live blog whose page shows the latest two of its three entries.
const LIVE: &str = r#"<html lang="en"><head><title>Port blast: live | Harbour Post</title>
<script type="application/ld+json">{"@type":"LiveBlogPosting","headline":"Port blast: live","datePublished":"2021-08-26T14:00:00Z",
"liveBlogUpdate":[
{"@type":"BlogPosting","headline":"Toll rises to 90","datePublished":"2021-08-27T08:00:00+04:30",
"articleBody":"At least 90 people were killed in the blast at the port, the health ministry said on Friday."},
{"@type":"BlogPosting","headline":"Sixty dead","datePublished":"2021-08-26T20:10:00+04:30",
"articleBody":"The blast killed 60 people, a health official said."},
{"@type":"BlogPosting","headline":"First reports","datePublished":"2021-08-26T18:00:00+04:30",
"articleBody":"Two people were killed in an explosion outside the gate, witnesses said."}]}</script></head>
<body><main><h1>Port blast: live</h1><p>What we know of the blast at the port of Alder so far, hour by hour, from our reporters in the city.</p>
<section><h2>Toll rises to 90</h2><p>At least 90 people were killed in the blast at the port, the health ministry said on Friday.</p></section>
<section><h2>Sixty dead</h2><p>The blast killed 60 people, a health official said.</p></section></main></body></html>"#;

#[test]
fn the_entries_of_a_live_blog_have_their_own_times() {
    let (read, _) = article(LIVE, Some("https://harbour-post.example/live"));
    let entries: Vec<(String, &str)> = read
        .postings
        .iter()
        .map(|it| (it.published.at.to_string(), it.span.slice(&read.text).unwrap()))
        .collect();
    let at = |text: &str| {
        let entry = entries.iter().find(|(_, entry)| entry.contains(text));
        entry.map(|(at, _)| at.as_str())
    };
    assert_eq!(at("At least 90"), Some("2021-08-27 03:30:00 UTC"), "{entries:?}");
    assert_eq!(at("killed 60 people"), Some("2021-08-26 15:40:00 UTC"), "{entries:?}");
    assert_eq!(at("hour by hour"), None, "what stands in no entry has no time of its own");
    assert!(!read.text.contains("Two people"), "no reader of the page sees it: {}", read.text);
    let (head, body) = LIVE.split_once("<section>").unwrap();
    let bare = format!("{head}{}", body.split_once("</main>").unwrap().1);
    let (read, _) = article(&bare, Some("https://harbour-post.example/live"));
    assert_eq!(read.postings.len(), 3, "a page that shows no entry has them from its data");
    assert!(
        read.text
            .ends_with("Two people were killed in an explosion outside the gate, witnesses said.")
    );
    assert_eq!(read.text.matches("killed 60 people").count(), 1, "{}", read.text);
}

#[test]
fn entries_that_the_markup_marks_are_dated_too() {
    let entry = |at: &str, text: &str| {
        format!(
            "<div itemprop='liveBlogUpdate' itemscope><time itemprop='datePublished' datetime='{at}'>x</time>\
             <div itemprop='articleBody'><p>{text}</p></div></div>"
        )
    };
    let one = entry("2021-08-27T08:00:00Z", "At least 90 people were killed, the ministry said.");
    let two = entry("2021-08-26T15:40:00Z", "The blast killed 60 people, an official said.");
    let page = format!(
        "<h1>Live</h1><div itemscope itemtype='https://schema.org/LiveBlogPosting'>{one}{two}</div>"
    );
    let (read, _) = article(&page, None);
    let times: Vec<u32> =
        read.postings.iter().map(|it| chrono::Timelike::hour(&it.published.at)).collect();
    assert_eq!(times, [8, 15], "{}", read.text);
}

/// A live blog whose page says nothing of its entries but their moments, beside reports announced with theirs.
#[test]
fn entries_that_only_their_moments_mark_are_dated_too() {
    let entry = |hour: u32, toll: u32| {
        format!(
            "<div class='post'><time datetime='2021-08-26T{hour}:00:00Z'>{hour}:00</time><h3>The toll at {hour}</h3>\
             <p>Officials at the airport said that {toll} people had been killed in the blast outside its gate.</p>\
             <p>At {hour} the hospitals of the city asked for blood, and families waited at their doors.</p></div>"
        )
    };
    let card = |at: u32| {
        format!(
            "<div class='card'><time datetime='2021-08-2{at}T09:00:00Z'>{at}</time><a href='/{at}'>Another story of {at}</a></div>"
        )
    };
    let page = |entries: &str| {
        let cards: String = (1..5).map(card).collect();
        format!(
            "<title>Live</title><main><h1>Airport blast: live</h1>{entries}</main><aside class='related'>{cards}</aside>"
        )
    };
    let read = |entries: &[(u32, u32)]| {
        let entries: String = entries.iter().map(|(hour, toll)| entry(*hour, *toll)).collect();
        article(&page(&entries), None).0
    };
    let found = read(&[(18, 90), (16, 60), (14, 12)]);
    let hours: Vec<u32> =
        found.postings.iter().map(|it| chrono::Timelike::hour(&it.published.at)).collect();
    assert_eq!(hours, [18, 16, 14], "{}", found.text);
    let at: Vec<String> =
        found.postings.iter().map(|it| it.span.slice(&found.text).unwrap().to_owned()).collect();
    assert!(
        at[1].contains("60 people") && !at[1].contains("90") && !at[1].contains("12 people"),
        "{at:?}"
    );
    assert!(!found.text.contains("Another story"), "{}", found.text);
    // Two boxes are two reports on a page, and moments without an order are nobody's entries.
    assert_eq!(read(&[(18, 90), (16, 60)]).postings.len(), 0);
    assert_eq!(read(&[(14, 12), (18, 90), (16, 60)]).postings.len(), 0);
}

#[test]
fn the_filter_hands_the_entries_times_and_zones_on() {
    let page = serde_json::json!({ "id": "live", "html": LIVE });
    let (articles, _, _) = filter(format!("{page}\n").as_bytes(), &[]);
    let line: serde_json::Value = serde_json::from_str(&articles).unwrap();
    assert_eq!(line["entries"].as_array().unwrap().len(), 2);
    assert_eq!((&line["published_zone"], &line["modified_zone"]), (&"+00:00".into(), &().into()));
    let mut child = Command::new(env!("CARGO_BIN_EXE_claims"))
        .args(["extract", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(articles.as_bytes()).unwrap();
    let claims = String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap();
    let as_of: BTreeMap<i64, String> = claims
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .filter(|claim| claim["measure"] == "killed")
        .filter_map(|claim| Some((claim["value"].as_i64()?, claim["as_of"].to_string())))
        .collect();
    assert!(as_of[&60].contains("2021-08-26T15:40:00"), "{as_of:?}");
    assert!(as_of[&90].contains("2021-08-27T03:30:00"), "{as_of:?}");
}

/// A desk's own word on how an outlet builds its pages, as config.toml has it.
#[test]
fn the_filter_reads_pages_by_their_outlets_layouts() {
    let body = "<div class=promo><p>A fire at the port of Alder left 12 people dead on Sunday.</p></div><article>\
        <p>In our archive: the ferry that sank with 320 people on board in the winter of 1998, as we wrote at the time.</p></article>";
    let page = |url: &str| serde_json::json!({ "id": "a", "url": url, "html": body }).to_string();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("outlets.toml");
    let outlets = |body: &str| {
        let text = format!(
            "[[outlet]]\nid = \"post\"\ndomains = [\"post.example\"]\n[[outlet.layout]]\n\
             valid_until = 2099-12-31\nbody = \"{body}\"\n"
        );
        std::fs::write(&file, text).unwrap();
        ["--outlets", file.to_str().unwrap()].map(ToOwned::to_owned)
    };
    let read = |url: &str| {
        let args = outlets(".promo");
        let (out, _, code) = filter(page(url).as_bytes(), &args.each_ref().map(String::as_str));
        assert_eq!(code, 0);
        serde_json::from_str::<serde_json::Value>(&out).unwrap()
    };
    let own = read("https://www.post.example/a");
    assert_eq!(own["text"], "A fire at the port of Alder left 12 people dead on Sunday.");
    assert_eq!(own["outlet"], "post");
    let other = read("https://courier.example/a");
    assert!(other["text"].as_str().unwrap().contains("320"), "{other}");
    assert_eq!(other["outlet"], serde_json::Value::Null);
    let args = outlets("p[[");
    let (_, err, code) = filter(b"", &args.each_ref().map(String::as_str));
    assert_eq!(code, 2);
    assert!(err.contains("a layout of `post`") && err.contains("hint"), "{err}");
}

#[test]
fn a_section_behind_the_title_is_cut_where_the_page_names_the_headline_alone() {
    let head = "<title>Port fire kills 12-World|Post</title><meta property='og:title' content='Port fire kills 12-World|Post'>\
        <meta property='og:site_name' content='Post'>";
    let title =
        |more: &str| article(&format!("{head}{more}<p>Twelve died."), None).0.title.unwrap();
    assert_eq!(title("<meta name='headline' content='Port fire kills 12'>"), "Port fire kills 12");
    assert_eq!(
        title("<meta name='headline' content='Another headline'>"),
        "Port fire kills 12-World"
    );
}
