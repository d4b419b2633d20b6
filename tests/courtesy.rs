//! What a site asks for is kept over runs: silence, rest, another address, an end; and a source whose pages turn is told once.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::collecting::{Desk, Said};

/// Answers with whole heads and bodies, and remembers what was asked.
struct Site {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Site {
    fn open(answer: impl Fn(&str) -> String + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut line = String::new();
                BufReader::new(&stream).read_line(&mut line).unwrap();
                let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
                heard.lock().unwrap().push(path.clone());
                let _ = stream.write_all(answer(&path).as_bytes());
            }
        });
        Self { base, asked }
    }

    /// What was asked since the last time.
    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }

    fn source(&self, kind: &str, path: &str) -> String {
        let base = &self.base;
        format!(
            "[[event.source]]\noutlet = \"post\"\n{kind} = \"{base}{path}\"\nallow_private = true\n"
        )
    }
}

fn said(head: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 {head}\r\nContent-Type: text/html\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )
}

fn article(text: &str) -> String {
    said("200 OK", &format!("<article><h1>Blast</h1><p>{text}</p></article>"))
}

const TOLL: &str = "The blast left 170 people dead, officials said on Friday.";

fn fetch(desk: &Desk) -> serde_json::Value {
    let mut command = desk.command(&["fetch", "--json"]);
    let said = Said::from(command.env("CLAIMS_FETCH_GAP_MS", "0").output().unwrap());
    serde_json::from_str(&said.out).unwrap_or_else(|error| panic!("{error}: {}", said.err))
}

#[test]
fn a_host_that_asked_for_silence_has_it_in_the_next_run_too() {
    let site = Site::open(|path| match path {
        "/busy" => said("429 Too Many Requests\r\nRetry-After: 3600", ""),
        _ => article(TOLL),
    });
    let desk = Desk::new(&(site.source("page", "/busy") + &site.source("page", "/other")));
    let first = fetch(&desk);
    assert_eq!(site.heard(), ["/busy"], "the whole host is left alone");
    assert_eq!(first["sources"][1]["outcome"], "rate_limited", "{first:#}");
    let second = fetch(&desk);
    assert_eq!(site.heard(), [""; 0], "and so it is in the next run");
    assert_eq!(second["sources"][0]["outcome"], "rate_limited", "{second:#}");
}

#[test]
fn a_feed_that_asks_for_rest_gets_it_and_its_reports_are_visited_meanwhile() {
    let site = Site::open(|path| match path {
        "/news.rss" => said(
            "200 OK",
            "<rss version='2.0'><channel><title>P</title><ttl>60</ttl>\
             <item><title>Blast</title><link>/blast</link></item></channel></rss>",
        ),
        _ => article(TOLL),
    });
    let desk = Desk::new(&site.source("feed", "/news.rss"));
    fetch(&desk);
    assert_eq!(site.heard(), ["/news.rss", "/blast"]);
    let second = fetch(&desk);
    assert_eq!(site.heard(), ["/blast"]);
    assert_eq!(second["sources"][0]["outcome"], "not_due", "{second:#}");
    assert_eq!((&second["failed"], &second["sources"][0]["entries"]), (&0.into(), &1.into()));
}

#[test]
fn a_page_that_moved_for_good_is_asked_where_it_is() {
    let site = Site::open(|path| match path {
        "/old" => said("301 Moved Permanently\r\nLocation: /new", ""),
        _ => article(TOLL),
    });
    let desk = Desk::new(&site.source("page", "/old"));
    let first = fetch(&desk);
    assert_eq!(site.heard(), ["/old", "/new"]);
    assert!(first["sources"][0]["moved_to"].as_str().unwrap().ends_with("/new"), "{first:#}");
    let second = fetch(&desk);
    assert_eq!(site.heard(), ["/new"]);
    assert_eq!(second["new_versions"], 0, "{second:#}");
    assert_eq!(desk.count("article"), 1);
    let told = desk.run(&["fetch"]).err;
    assert!(
        told.contains("/old` has moved to `") && told.contains("correct config.toml"),
        "{told}"
    );
}

#[test]
fn a_page_that_is_gone_for_good_is_asked_no_more() {
    let site = Site::open(|_| said("410 Gone", ""));
    let desk = Desk::new(&site.source("page", "/gone"));
    fetch(&desk);
    assert_eq!(site.heard(), ["/gone"]);
    let second = fetch(&desk);
    assert_eq!(site.heard(), [""; 0]);
    assert_eq!(second["sources"][0]["outcome"], "gone", "{second:#}");
    assert!(
        second["sources"][0]["message"].as_str().unwrap().contains("asked again after"),
        "{second:#}"
    );
}

#[test]
fn a_source_whose_pages_lose_their_text_is_told_once_and_when_it_is_well_again() {
    let visit = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&visit);
    let site = Site::open(move |path| {
        let visit = now.load(Ordering::SeqCst);
        if path != "/news.rss" {
            // The site's new layout shows what only a browser fills in.
            let is_bare = path.starts_with("/b");
            let long =
                "The blast in the port left 170 people dead, officials said on Friday. ".repeat(8);
            return article(if is_bare { "Loading the blast." } else { &long });
        }
        let prefix = ["a", "b", "b", "c"][visit];
        let count = if visit == 0 { 6 } else { 3 };
        let item = |at| format!("<item><title>Blast</title><link>/{prefix}{at}</link></item>");
        let items = (0..count).map(item).collect::<Vec<_>>().concat();
        said(
            "200 OK",
            &format!("<rss version='2.0'><channel><title>P</title>{items}</channel></rss>"),
        )
    });
    let desk = Desk::new(&site.source("feed", "/news.rss"));
    let turn = |visit_now: usize| {
        visit.store(visit_now, Ordering::SeqCst);
        let run = fetch(&desk);
        (run["sources"][0]["turned"].clone(), run["sources"][0]["health"]["degraded"].clone())
    };
    assert_eq!(turn(0), (serde_json::Value::Null, serde_json::Value::Null));
    let (turned, why) = turn(1);
    assert_eq!(turned, "degraded");
    assert!(why.as_str().unwrap().contains("characters of text"), "{why}");
    let (turned, why) = turn(2);
    assert!(turned.is_null() && why.is_string(), "it is said once: {turned} {why}");
    assert_eq!(turn(3).0, "recovered");
}
