//! The demo's newsroom as a fetcher meets it: virtual hosts, validators, rounds.

use claims::web::{Bundle, Newsroom};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;

const HARBOUR: &str = "harbour-post.example";
const ATTACK: &str = "/world/kabul-airport-attack";

async fn get(room: &Newsroom, host: &str, path: &str, more: &str) -> String {
    let mut stream = TcpStream::connect(room.address()).await.unwrap();
    let ask = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n");
    stream.write_all(ask.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn an_address_answers_what_its_outlet_printed_at_that_visit() {
    Runtime::new().unwrap().block_on(async {
        let room = Newsroom::open(Bundle::bundled()).await.unwrap();
        assert!(room.address().ip().is_loopback());
        assert!(get(&room, HARBOUR, ATTACK, "").await.contains("At least 60 dead"));
        room.turn_to(2);
        assert!(get(&room, HARBOUR, ATTACK, "").await.contains("left 170 dead"));
    });
}

#[test]
fn a_page_that_did_not_change_is_not_sent_again() {
    Runtime::new().unwrap().block_on(async {
        let room = Newsroom::open(Bundle::bundled()).await.unwrap();
        let path = "/news/kabul-bombing.html";
        let first = get(&room, "island-gazette.example", path, "").await;
        let etag = first.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap().to_owned();
        let again = format!("If-None-Match: {etag}\r\n");
        room.turn_to(1);
        let second = get(&room, "island-gazette.example", path, &again).await;
        assert!(second.starts_with("HTTP/1.1 304"), "{second}");
        room.turn_to(2);
        let third = get(&room, "island-gazette.example", path, &again).await;
        assert!(third.starts_with("HTTP/1.1 200"), "{third}");
    });
}

#[test]
fn an_address_that_nobody_printed_at_is_not_found() {
    Runtime::new().unwrap().block_on(async {
        let room = Newsroom::open(Bundle::bundled()).await.unwrap();
        let elsewhere = get(&room, "coast-daily.example", ATTACK, "").await;
        assert!(elsewhere.starts_with("HTTP/1.1 404"), "{elsewhere}");
        let robots = get(&room, HARBOUR, "/robots.txt", "").await;
        assert!(robots.contains("Disallow: /search"), "{robots}");
    });
}
