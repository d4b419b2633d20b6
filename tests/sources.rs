//! Where reports come from: each kind of source added in one command, by what it is, and read.

use std::fs;
use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::aloud::skipped;
use crate::collecting::{Desk, Said, site};

fn json(said: &Said) -> serde_json::Value {
    serde_json::from_str(&said.out)
        .unwrap_or_else(|error| panic!("{error}: {}{}", said.out, said.err))
}

fn article(toll: &str) -> Vec<u8> {
    format!("<html><body><article><h1>Blast in the port</h1><p>The blast left {toll} people dead, officials \
             said.</p></article></body></html>")
    .into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn fetch(desk: &Desk) -> serde_json::Value {
    let mut command = desk.command(&["fetch", "--json"]);
    json(&Said::from(command.env("CLAIMS_FETCH_GAP_MS", "0").output().unwrap()))
}

/// Adds in one command, without saying what it is, and returns what was told.
fn add(desk: &Desk, source: &str) -> String {
    let mut command = desk.command(&["add", "blast", source, "--allow-private"]);
    let said = Said::from(command.env("CLAIMS_FETCH_GAP_MS", "0").output().unwrap());
    assert_eq!(said.code, Some(0), "{}", said.err);
    said.err
}

#[test]
fn an_address_is_asked_what_it_is() {
    let port = std::sync::Arc::new(std::sync::OnceLock::new());
    let own = std::sync::Arc::clone(&port);
    let site = site(move |path| {
        let base: &String = own.get().unwrap();
        let link =
            |at| format!("<h3><a href='/{at}/blast'>Story number {at} of the blast</a></h3>");
        Some(match path {
            "/news" => {
                let item = "<item><title>Blast</title><link>/1/blast</link></item>";
                (
                    "text/xml",
                    format!("<rss version='2.0'><channel><title>P</title>{item}</channel></rss>")
                        .into_bytes(),
                )
            }
            "/maps" => {
                let part = format!("<sitemap><loc>{base}/2.xml.gz</loc></sitemap>");
                // An index that names itself ends all the same.
                let circle = format!("<sitemap><loc>{base}/maps</loc></sitemap>");
                ("text/xml", format!("<sitemapindex>{circle}{part}</sitemapindex>").into_bytes())
            }
            "/2.xml.gz" => {
                let entry = |slug: &str| format!("<url><loc>{base}/{slug}</loc></url>");
                let urls = entry("2/blast-in-the-port") + &entry("2/rain-on-sunday");
                ("application/octet-stream", gzip(format!("<urlset>{urls}</urlset>").as_bytes()))
            }
            "/world" => ("text/html", (0..12).map(link).collect::<Vec<_>>().concat().into_bytes()),
            "/blast" => ("text/html", article("170")),
            _ if path.ends_with("/blast") || path.ends_with("-port") => {
                ("text/html", article("182"))
            }
            _ => return None,
        })
    });
    port.set(site.clone()).unwrap();
    let desk = Desk::new("");
    for (path, kind) in
        [("/news", "feed"), ("/maps", "sitemap"), ("/world", "section"), ("/blast", "page")]
    {
        let told = add(&desk, &format!("{site}{path}"));
        assert!(told.contains(&format!("{kind} of ")), "{path} is a {kind}: {told}");
    }
    let run = fetch(&desk);
    let entries: Vec<_> = run["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["entries"].as_u64().unwrap())
        .collect();
    assert_eq!(run["failed"], 0, "{run:#}");
    assert_eq!(entries, [1, 1, 12, 0], "{run:#}");
}

#[test]
fn an_address_that_gives_nothing_now_is_taken_by_its_name() {
    let desk = Desk::new("");
    let said = desk.run(&["add", "blast", "https://post.example/feed.xml"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("gives nothing now (dns): taken for a feed"), "{}", said.err);
    let said = desk.run(&["add", "blast", "https://post.example/maps", "--sitemap"]);
    assert!(said.err.contains("sitemap of `post") && !said.err.contains("warning"), "{}", said.err);
    let both = desk.run(&["add", "blast", "https://post.example/a", "--feed", "--page"]);
    assert_eq!(both.code, Some(2), "an address is one of them");
}

#[test]
fn a_list_of_feeds_comes_in_and_goes_out() {
    let desk = Desk::new("");
    desk.write(
        "feeds.opml",
        "<opml version='2.0'><body><outline text='World'><outline text='The Post &amp; Mail' \
         xmlUrl='https://feeds.service.example/post' htmlUrl='https://www.post-mail.example/'/>\
         <outline text='Wire' xmlUrl='https://wire.example/rss'/></outline></body></opml>",
    );
    let said = desk.run(&["add", "blast", "feeds.opml"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("new outlet `post-mail` (post-mail.example)"), "{}", said.err);
    assert!(said.err.contains("feed of `wire`: https://wire.example/rss"), "{}", said.err);
    let out = desk.run(&["export", "--opml", "-"]);
    assert!(out.out.contains("xmlUrl=\"https://feeds.service.example/post\""), "{}", out.out);
    assert!(out.out.contains("The Post &amp; Mail"), "{}", out.out);
    assert_eq!(desk.run(&["export", "--opml", "out.opml"]).code, Some(0));
    let again = desk.run(&["add", "blast", "out.opml"]);
    assert_eq!(again.err.matches("already there").count(), 2, "{}", again.err);
    desk.write("none.opml", "<opml><body/></opml>");
    desk.run(&["add", "blast", "none.opml"]).trouble(&["names no feed"]);
}

#[test]
fn json_lines_on_stdin_are_kept_and_read() {
    let desk = Desk::new("");
    let lines = "{\"url\":\"https://www.courier.example/1\",\"html\":\"<h1>Blast</h1><p>The blast left 170 people dead, \
                 officials said.</p>\",\"saved\":\"2026-01-02T10:00:00Z\"}\n\
                 {\"url\":\"https://weather.example/2\",\"text\":\"Rain on Sunday.\"}\n\
                 not json\n\n\
                 {\"id\":\"d4\",\"outlet\":\"wire\",\"text\":\"The blast left 182 people dead, officials said.\"}\n";
    let pipe = |args: &[&str]| {
        let mut command = desk.command(args);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
        Said::from(child.wait_with_output().unwrap())
    };
    let said = pipe(&["add", "blast", "-"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(
        pipe(&["add", "blast", "-"]).err.contains("already there: collected/"),
        "the same is the same file"
    );
    let run = fetch(&desk);
    let source = &run["sources"][0];
    assert_eq!((&source["entries"], &source["new_articles"]), (&4.into(), &2.into()), "{run:#}");
    assert_eq!(source["failed"][0]["outcome"], "unreadable", "{run:#}");
    assert!(source["failed"][0]["message"].as_str().unwrap().contains("line 3"), "{run:#}");
    assert_eq!(desk.count("article where outlet = 'courier'"), 1, "called by its host");
    assert_eq!(desk.count("article where outlet = 'wire'"), 1, "called by what the line says");
    let again = fetch(&desk);
    assert_eq!(again["sources"][0]["outcome"], "not_modified", "{again:#}");
    desk.run(&["add", "blast", "-"]).trouble(&["nothing came on stdin"]);
}

/// The pages of the desk's store as an archive, and an archive as a source: what went out comes in the same.
#[test]
fn an_archive_goes_out_and_comes_in() {
    let site = site(|path| match path {
        "/blast" => Some(("text/html; charset=utf-8", article("170"))),
        _ => None,
    });
    let desk = Desk::new("");
    add(&desk, &format!("{site}/blast"));
    desk.write("saved.html", "<link rel=canonical href=https://www.courier.example/a><p>The blast left 182 people dead.</p>");
    add(&desk, "saved.html");
    fetch(&desk);
    let said = desk.run(&["export", "--warc", "out.warc.gz"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    let bytes = fs::read(desk.path("out.warc.gz")).unwrap();
    desk.run(&["export", "--warc", "again.warc.gz"]);
    assert_eq!(fs::read(desk.path("again.warc.gz")).unwrap(), bytes, "one store gives one archive");

    let other = Desk::new("");
    fs::copy(desk.path("out.warc.gz"), other.path("in.warc.gz")).unwrap();
    assert_eq!(other.run(&["add", "blast", "in.warc.gz"]).code, Some(0));
    let run = fetch(&other);
    assert_eq!(run["new_articles"], 2, "{run:#}");
    assert_eq!(other.count("article where url = 'https://www.courier.example/a'"), 1, "{run:#}");
    let body =
        |desk: &Desk| desk.count("snapshot where size > 100 and substr(sha256, 1, 1) >= '0'");
    assert!(body(&other) >= 1);
    warcio_reads(&desk.path("out.warc.gz"));
}

/// A crawl holds front pages, too; they are no trouble.
#[test]
fn an_archives_page_without_a_text_is_passed_over() {
    let desk = Desk::new("");
    let record = |path: &str, page: &[u8]| {
        let head = format!(
            "WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: https://courier.example/{path}\r\n\
             WARC-Date: 2026-01-02T10:00:00Z\r\nContent-Type: text/html\r\nContent-Length: {}\r\n\r\n",
            page.len()
        );
        [head.as_bytes(), page, b"\r\n\r\n"].concat()
    };
    let front = record("", b"<nav><a href=/a>Blast in the old port kills 170</a></nav>");
    fs::write(desk.path("crawl.warc"), [front, record("a", &article("170"))].concat()).unwrap();
    assert_eq!(desk.run(&["add", "blast", "crawl.warc"]).code, Some(0));
    let run = fetch(&desk);
    assert_eq!((&run["new_articles"], &run["failed"]), (&1.into(), &0.into()), "{run:#}");
}

#[test]
fn an_archive_of_no_page_is_told() {
    let desk = Desk::new("");
    desk.write(
        "crawl.warc",
        "WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
    );
    add(&desk, "crawl.warc");
    desk.run(&["fetch"]).ends(2);
    let said = desk.run(&["fetch"]).ends(2);
    assert!(said.err.contains("it holds no page with an address"), "{}", said.err);
}

#[test]
fn a_page_of_this_machine_is_refused_with_the_flag_that_lets_it_in() {
    let desk = Desk::new("");
    let page = "http://127.0.0.1:9/fire";
    desk.run(&["add", "blast", page]).trouble(&["private network", "`--allow-private`"]);
    desk.run(&["add", "blast", page, "--page"]).ends(0);
    let said = desk.run(&["add", "blast", page, "--page", "--allow-private"]).ends(0);
    assert!(said.err.contains("may be in a private network now"), "{}", said.err);
    assert!(fs::read_to_string(desk.path("config.toml")).unwrap().contains("allow_private = true"));
}

#[test]
fn an_outlet_that_is_named_for_anothers_page_is_told() {
    let desk = Desk::new("");
    let add = |outlet: &str| {
        let words = ["add", "blast", "https://harbour.example/a", "--page", "--outlet", outlet];
        desk.run(&words).ends(0).err
    };
    let new = add("harbour-post");
    assert!(new.contains("new outlet `harbour-post`: every page of harbour.example"), "{new}");
    let other = add("post");
    assert!(other.contains("`harbour.example` is a domain of `harbour-post`"), "{other}");
}

/// The reference reader of the format, where it can be installed.
fn warcio_reads(archive: &std::path::Path) {
    let folder = tempfile::tempdir().unwrap();
    let quiet = |command: &mut Command| {
        let ran = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        ran.is_ok_and(|status| status.success())
    };
    let python = folder.path().join("bin/python");
    let is_there = quiet(Command::new("python3").args(["-m", "venv"]).arg(folder.path()))
        && quiet(Command::new(&python).args(["-m", "pip", "install", "--quiet", "warcio"]));
    if !is_there {
        return skipped("reading an archive with warcio", "it cannot be installed here");
    }
    let checked = Command::new(folder.path().join("bin/warcio"))
        .args(["check", "-v"])
        .arg(archive)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&checked.stdout).into_owned()
        + &String::from_utf8_lossy(&checked.stderr);
    assert!(checked.status.success(), "{said}");
    let index = Command::new(folder.path().join("bin/warcio"))
        .args(["index", "-f", "warc-type,warc-target-uri,http:status"])
        .arg(archive)
        .output()
        .unwrap();
    let index = String::from_utf8(index.stdout).unwrap();
    let kinds: Vec<_> = index.lines().filter_map(|line| line.split('"').nth(3)).collect();
    assert_eq!(kinds, ["warcinfo", "response", "resource"], "{index}");
}

#[test]
fn an_archive_of_another_program_is_read() {
    let desk = Desk::new("");
    let body = gzip(&article("170"));
    let mut block =
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n".to_vec();
    block.extend(&body);
    let mut record = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.courier.example/blast\r\n\
         WARC-Date: 2026-01-02T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n",
        block.len()
    )
    .into_bytes();
    record.extend(block);
    record.extend(b"\r\n\r\n");
    fs::write(desk.path("crawl.warc"), record).unwrap();
    assert_eq!(desk.run(&["add", "blast", "crawl.warc"]).code, Some(0));
    let run = fetch(&desk);
    assert_eq!((&run["new_articles"], &run["failed"]), (&1.into(), &0.into()), "{run:#}");
    assert_eq!(desk.count("fetch where seen_at = '2026-01-02T10:00:00Z' and outcome = 'ok'"), 1);
    assert_eq!(desk.count("article where outlet = 'courier'"), 1);
}

#[cfg(unix)]
#[test]
fn a_pipe_in_a_files_place_stops_nobody() {
    let desk = Desk::new("[[event.source]]\noutlet = \"post\"\nfile = \"pipe\"\n");
    assert!(Command::new("mkfifo").arg(desk.path("pipe")).status().unwrap().success());
    let run = fetch(&desk);
    assert_eq!(run["sources"][0]["outcome"], "unreadable", "{run:#}");
    assert!(run["sources"][0]["message"].as_str().unwrap().contains("no ordinary file"), "{run:#}");
    desk.run(&["add", "blast", "pipe", "--outlet", "post"])
        .trouble(&["cannot be read", "ordinary file"]);
}

#[test]
fn a_file_outside_the_desks_folder_is_found_again() {
    let desk = Desk::new("");
    let elsewhere = tempfile::tempdir().unwrap();
    let page = elsewhere.path().join("page.txt");
    fs::write(&page, "The blast left 170 people dead.").unwrap();
    let name = page.to_str().unwrap();
    assert_eq!(desk.run(&["add", "blast", name, "--outlet", "post"]).code, Some(0));
    assert_eq!(fetch(&desk)["new_articles"], 1);
}

/// Several at once: none is lost, and the config holds.
#[test]
fn many_who_add_at_once_wait_for_each_other() {
    let desk = Desk::new("");
    let children: Vec<_> = (0..8)
        .map(|at| {
            let url = format!("https://post-{at}.example/a");
            let mut command = desk.command(&["add", "blast", &url, "--page"]);
            command.stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for child in children {
        let said = Said::from(child.wait_with_output().unwrap());
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    assert_eq!(config.matches("page = \"https://post-").count(), 8, "{config}");
}

/// Articles that link to many others are still taken for articles.
#[test]
fn real_articles_are_taken_for_pages() {
    let Some(folder) = crate::aloud::evaluation("the kind of real articles") else { return };
    let (mut all, mut wrong) = (0, 0);
    for name in ["aeb", "fundus"] {
        let packed = fs::File::open(folder.join(format!("articles/{name}.jsonl.gz"))).unwrap();
        let lines = std::io::BufReader::new(flate2::read::GzDecoder::new(packed));
        // Each eighth: all of them take minutes in a debug build.
        for line in std::io::BufRead::lines(lines).step_by(8) {
            let page: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
            let text = |key: &str| page[key].as_str().unwrap_or_default().to_owned();
            let kind = claims::pipeline::kind(text("html").as_bytes(), None, &text("url"));
            all += 1;
            wrong += usize::from(kind != claims::pipeline::Kind::Page);
        }
    }
    crate::aloud::counted(&format!("articles {all}, taken for something else {wrong}"));
    assert!(wrong * 100 <= all * 4, "{wrong} of {all}");
}
