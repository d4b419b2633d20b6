//! Many hosts at once, of which some hang, some lie about their lengths and some send bombs: the others are read all the same, and the
//! run says of each what became of it. Each host has an address of its own in 127.0.0.0/8.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use claims::config::{Config, DeclaredEvent};
use claims::engine::Engine;
use claims::fetch::{Fetcher, Resolver, Settings};
use claims::lexicon::Lexicon;
use claims::pipeline::{Refresh, Summary, fetch_settings, refresh};
use claims::store::{Lock, Store};

use crate::aloud::{counted, skipped};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Host {
    Good,
    Hangs,
    Lies,
    Bomb,
}

/// Where the hosts are.
#[derive(Debug)]
struct Town(BTreeMap<String, SocketAddr>);

impl Resolver for Town {
    fn resolve(&self, host: &str) -> Option<Vec<SocketAddr>> {
        self.0.get(host).map(|address| vec![*address])
    }
}

fn bomb() -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(&vec![b'a'; 20_000_000]).unwrap();
    let body = encoder.finish().unwrap();
    let head = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.into_bytes(), body].concat()
}

/// Answers as its kind does, for as long as the test lasts.
fn open(kind: Host, number: u16, bomb: Arc<Vec<u8>>) -> SocketAddr {
    let [high, low] = (number + 2).to_be_bytes();
    let listener = TcpListener::bind((std::net::Ipv4Addr::new(127, 0, high, low), 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let mut held: Vec<TcpStream> = Vec::new();
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut line = String::new();
            let _ = BufReader::new(&stream).read_line(&mut line);
            let body = "<h1>Blast</h1><p>The blast left 170 people dead, officials said.</p>";
            let said = |length: usize| {
                format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
                )
            };
            let _ = match kind {
                Host::Good => stream.write_all(said(body.len()).as_bytes()),
                Host::Lies => stream.write_all(said(body.len() * 3).as_bytes()),
                Host::Bomb => stream.write_all(&bomb),
                Host::Hangs => {
                    held.push(stream);
                    Ok(())
                }
            };
        }
    });
    address
}

/// A quarter hangs, a tenth lies, a twentieth bombs. Those that hang come first, where they are most in the way.
fn mixed(number: u16, count: u16) -> Host {
    match u32::from(number) * 20 / u32::from(count) {
        0..5 => Host::Hangs,
        5..7 => Host::Lies,
        7 => Host::Bomb,
        _ => Host::Good,
    }
}

/// One run over `count` hosts.
fn run(
    count: u16,
    kind: fn(u16, u16) -> Host,
    settings: impl Fn(&mut Settings),
) -> (Summary, BTreeMap<String, Host>, Duration) {
    let bomb = Arc::new(bomb());
    let (mut town, mut kinds) = (BTreeMap::new(), BTreeMap::new());
    let mut text = "[[outlet]]\nid = \"post\"\n[[event]]\nid = \"blast\"\n".to_owned();
    for number in 0..count {
        let kind = kind(number, count);
        let name = format!("host-{number}.example");
        town.insert(name.clone(), open(kind, number, Arc::clone(&bomb)));
        let url = format!("http://{name}/a");
        text += "[[event.source]]\noutlet = \"post\"\npage = \"";
        text += &(url.clone() + "\"\n");
        kinds.insert(url, kind);
    }
    let folder = tempfile::tempdir().unwrap();
    let config = Config::parse(&text, &folder.path().join("config.toml")).unwrap();
    let path = folder.path().join("claims.sqlite");
    let now = "2026-01-02T10:00:00Z".parse().unwrap();
    let mut store = Store::write(&path, Lock::take(&path, false, now).unwrap()).unwrap();
    let mut bounds = fetch_settings(&config.settings.fetch);
    settings(&mut bounds);
    let fetcher = Fetcher::with_resolver(bounds, Arc::new(Town(town))).unwrap();
    let events: Vec<&DeclaredEvent> = config.events.iter().collect();
    let work = Refresh {
        config: &config,
        events: &events,
        engine: &Engine::new(Lexicon::embedded()),
        fetcher: &fetcher,
        now,
        interruptible: false,
        due: None,
    };
    let begun = Instant::now();
    let summary = refresh(&mut store, &work, &mut |_| ()).unwrap();
    (summary, kinds, begun.elapsed())
}

#[track_caller]
fn each_ended_as_it_must(
    summary: &Summary,
    kinds: &BTreeMap<String, Host>,
) -> BTreeMap<Host, usize> {
    let mut counts = BTreeMap::new();
    for source in &summary.sources {
        let kind = kinds[&source.address];
        let expected = match kind {
            Host::Good => "ok",
            Host::Hangs => "timeout_header",
            Host::Lies => "truncated",
            Host::Bomb => "too_large",
        };
        assert_eq!(source.outcome, expected, "{source:#?}");
        assert_eq!(source.new_articles, u32::from(kind == Host::Good), "{source:#?}");
        assert_eq!(source.good, kind == Host::Good);
        *counts.entry(kind).or_default() += 1;
    }
    counts
}

#[test]
fn hosts_that_misbehave_keep_nobody_from_the_others() {
    let (summary, kinds, _) = run(40, mixed, |bounds| {
        (bounds.header_ms_max, bounds.gap_ms, bounds.robots, bounds.tries_max) = (700, 0, false, 2);
        (bounds.body_bytes_max, bounds.retry_ms) = (1_000_000, 1);
    });
    let counts = each_ended_as_it_must(&summary, &kinds);
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [24, 10, 4, 2]);
}

/// The same in full, at the bounds that a desk has: minutes of somebody's machine, so by hand.
#[test]
fn two_hundred_hosts_are_through_in_forty_seconds() {
    if std::env::var_os("CLAIMS_ENDURANCE").is_none() {
        return skipped("200 hosts at the bounds of a desk", "CLAIMS_ENDURANCE is not set");
    }
    let (summary, kinds, took) = run(200, mixed, |bounds| bounds.robots = false);
    let counts = each_ended_as_it_must(&summary, &kinds);
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [120, 50, 20, 10]);
    counted(&format!("200 hosts, 120 good ones read, in {} ms", took.as_millis()));
    assert!(took < Duration::from_secs(40), "{took:?}");
}

/// A large desk on a bad day: a hundred of its sources take the request and never answer.
#[test]
fn five_hundred_sources_of_which_a_hundred_hang() {
    if std::env::var_os("CLAIMS_ENDURANCE").is_none() {
        return skipped("500 sources of which 100 hang", "CLAIMS_ENDURANCE is not set");
    }
    let hang = |number, count| if number < count / 5 { Host::Hangs } else { Host::Good };
    let (summary, kinds, took) = run(500, hang, |bounds| bounds.robots = false);
    let counts = each_ended_as_it_must(&summary, &kinds);
    assert_eq!(counts.into_values().collect::<Vec<_>>(), [400, 100]);
    counted(&format!("500 hosts, 400 good ones read, in {} ms", took.as_millis()));
}
