//! The server: a raw listener on loopback. Every host ends at it through the injected resolver, so addresses look like real ones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use claims::fetch::{Attempt, Fetcher, Request, Settings, Suffix};
use claims::model::Timestamp;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A newsroom gone wrong: each path misbehaves in its own way.
pub(super) struct Newsroom {
    pub(super) address: SocketAddr,
    pub(super) asked: Arc<AtomicUsize>,
    /// The bytes that the server got rid of, on all connections.
    pub(super) sent: Arc<AtomicUsize>,
}

impl Newsroom {
    pub(super) async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let asked = Arc::new(AtomicUsize::new(0));
        let sent = Arc::new(AtomicUsize::new(0));
        let counts = (Arc::clone(&asked), Arc::clone(&sent));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (asked, sent) = counts.clone();
                tokio::spawn(async move {
                    let _ = serve(stream, &asked, &sent).await;
                });
            }
        });
        Self { address, asked, sent }
    }

    pub(super) fn fetcher(&self, settings: Settings) -> Fetcher {
        let suffix = Suffix { suffix: ".example".to_owned(), address: self.address };
        Fetcher::with_resolver(settings, Arc::new(suffix)).unwrap()
    }

    pub(super) async fn get(&self, path: &str) -> Attempt {
        self.fetcher(patient()).fetch(&request(path), now()).await
    }
}

/// Bounds that a test can reach soon.
pub(super) fn quick() -> Settings {
    Settings {
        connect_ms_max: 2_000,
        header_ms_max: 300,
        total_ms_max: 1_500,
        slow_window_ms: 300,
        body_bytes_max: 1_000_000,
        tries_max: 1,
        retry_ms: 1,
        gap_ms: 0,
        robots: false,
        ..Settings::default()
    }
}

/// For what ends by itself, however busy the machine is.
pub(super) fn patient() -> Settings {
    Settings {
        connect_ms_max: 60_000,
        header_ms_max: 60_000,
        total_ms_max: 120_000,
        slow_window_ms: 60_000,
        ..quick()
    }
}

pub(super) fn request(path: &str) -> Request {
    Request { url: format!("http://harbour-post.example{path}"), ..Request::default() }
}

pub(super) fn now() -> Timestamp {
    "2021-08-27T17:40:00Z".parse().unwrap()
}

pub(super) const PAGE: &str = "<html><body><p>The blast left 170 dead.</p></body></html>";

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    let length = body.len();
    let mut out =
        format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n")
            .into_bytes();
    out.extend_from_slice(body);
    out
}

fn html(body: &[u8]) -> Vec<u8> {
    answer("200 OK\r\nContent-Type: text/html; charset=utf-8", body)
}

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut encoder, body).unwrap();
    encoder.finish().unwrap()
}

async fn serve(
    mut stream: TcpStream,
    asked: &AtomicUsize,
    sent: &AtomicUsize,
) -> std::io::Result<()> {
    let mut head = Vec::new();
    let mut buffer = [0; 4_096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match stream.read(&mut buffer).await? {
            0 => return Ok(()),
            length => head.extend_from_slice(&buffer[..length]),
        }
        if head.first() == Some(&0x16) {
            return stream.write_all(b"HTTP/1.1 400 This is no TLS port\r\n\r\n").await;
        }
    }
    let times = asked.fetch_add(1, Ordering::SeqCst);
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or("/").to_owned();
    // A proxy is asked for the whole address.
    let path = path.strip_prefix("http://outlet.example").unwrap_or(&path).to_owned();
    let reply = match path.as_str() {
        "/etag" if head.to_lowercase().contains("if-none-match: \"v1\"") => {
            answer("304 Not Modified\r\nETag: \"v1\"", b"")
        }
        "/etag" => answer("200 OK\r\nETag: \"v1\"\r\nContent-Type: text/html", PAGE.as_bytes()),
        "/404" => answer("404 Not Found", b"gone"),
        "/410" => answer("410 Gone", b"gone"),
        "/403" => answer("403 Forbidden", b"no"),
        "/500" => answer("500 Internal Server Error", b"oops"),
        "/429" => answer("429 Too Many Requests\r\nRetry-After: 120", b""),
        "/503-date" => answer("503 Unavailable\r\nRetry-After: Fri, 27 Aug 2021 18:00:00 GMT", b""),
        "/second-time" if times == 0 => answer("502 Bad Gateway", b""),
        "/page" | "/second-time" => html(PAGE.as_bytes()),
        "/empty" => html(b" \n "),
        "/image" => answer("200 OK\r\nContent-Type: image/png", b"\x89PNG\r\n\x1a\n\0\0\0"),
        "/binary" => html(&[0, 1, 2, 3, 0, 0, 0, 7].repeat(64)),
        "/silent" => {
            let _ = stream.read(&mut buffer).await;
            return Ok(());
        }
        "/drip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n").await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(std::time::Duration::from_millis(50)).await;
            }
        }
        "/stops" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nbeginning").await?;
            let _ = stream.read(&mut buffer).await;
            return Ok(());
        }
        "/too-short" => {
            let text = format!("HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{PAGE}");
            text.into_bytes()
        }
        "/cut-chunk" => {
            let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
            format!("{head}{:x}\r\n{PAGE}\r\n40\r\ncut", PAGE.len()).into_bytes()
        }
        "/reset" => {
            let socket = socket2::SockRef::from(&stream);
            socket.set_linger(Some(std::time::Duration::ZERO))?;
            return Ok(());
        }
        "/bomb" => answer(
            "200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html",
            &gzip(&vec![b'a'; 5_000_000]),
        ),
        "/gzip" => answer(
            "200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html",
            &gzip(PAGE.as_bytes()),
        ),
        "/no-gzip" => answer("200 OK\r\nContent-Encoding: gzip", PAGE.as_bytes()),
        "/endless" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n").await?;
            loop {
                stream.write_all(&[b'a'; 4_096]).await?;
                sent.fetch_add(4_096, Ordering::SeqCst);
            }
        }
        "/endless-headers" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await?;
            loop {
                stream.write_all(&b"X-Filler: 41\r\n".repeat(256)).await?;
                sent.fetch_add(14 * 256, Ordering::SeqCst);
            }
        }
        "/drip-headers" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nX-Filler: ").await?;
            loop {
                stream.write_all(b"x").await?;
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
        }
        "/late-hop" => {
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
            answer("302 Found\r\nLocation: /late-hop?again", b"")
        }
        "/late-hop?again" => {
            tokio::time::sleep(std::time::Duration::from_millis(250)).await;
            html(PAGE.as_bytes())
        }
        "/too-long" => {
            let text = format!("HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n{PAGE}");
            text.into_bytes()
        }
        "/bomb-brotli" => {
            let mut packed = Vec::new();
            let mut writer = brotli::CompressorWriter::new(&mut packed, 4_096, 5, 22);
            std::io::Write::write_all(&mut writer, &vec![b'a'; 5_000_000])?;
            drop(writer);
            answer("200 OK\r\nContent-Encoding: br\r\nContent-Type: text/html", &packed)
        }
        "/bomb-zstd" => {
            let packed = zstd::bulk::compress(&vec![b'a'; 5_000_000], 3)?;
            answer("200 OK\r\nContent-Encoding: zstd\r\nContent-Type: text/html", &packed)
        }
        "/utf-8-that-is-1251" => answer(
            "200 OK\r\nContent-Type: text/html; charset=utf-8",
            &encoding_rs::WINDOWS_1251.encode(RUSSIAN).0,
        ),
        "/meta-1251" => {
            let page = format!("<meta charset=windows-1251>{RUSSIAN}");
            answer("200 OK\r\nContent-Type: text/html", &encoding_rs::WINDOWS_1251.encode(&page).0)
        }
        "/shift-jis" => {
            answer("200 OK\r\nContent-Type: text/html", &encoding_rs::SHIFT_JIS.encode(JAPANESE).0)
        }
        "/huge" => {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 104857600\r\n\r\n")
                .await?;
            let part = vec![b'a'; 65_536];
            for _ in 0..1_600 {
                stream.write_all(&part).await?;
                sent.fetch_add(65_536, Ordering::SeqCst);
            }
            return Ok(());
        }
        "/away" => answer("302 Found\r\nLocation: http://meridian-wire.example/private/x", b""),
        "/many-headers" => {
            let headers: String = "X-Filler: 41\r\n".repeat(20_000);
            format!("HTTP/1.1 200 OK\r\n{headers}\r\n{PAGE}").into_bytes()
        }
        "/no-http" => b"220 smtp ready\r\n".to_vec(),
        "/circle" => answer("302 Found\r\nLocation: /circle-back", b""),
        "/circle-back" => answer("302 Found\r\nLocation: /circle", b""),
        "/inside" => answer("302 Found\r\nLocation: http://169.254.169.254/latest/meta-data", b""),
        "/inside-decimal" => answer("302 Found\r\nLocation: http://2130706433/", b""),
        "/to-file" => answer("302 Found\r\nLocation: file:///etc/passwd", b""),
        "/consent" => answer("302 Found\r\nLocation: http://consent.wall.example/page", b""),
        "/moved" => answer("301 Moved\r\nLocation: http://meridian-wire.example/page", b""),
        "/moved-for-now" => answer("302 Found\r\nLocation: /page", b""),
        "/robots.txt" => answer(
            "200 OK",
            b"User-agent: claims\nDisallow: /private\n\nUser-agent: *\nDisallow: /",
        ),
        path if path.starts_with("/hop/") => {
            let left: u32 = path["/hop/".len()..].parse().unwrap();
            let to = if left == 0 { "/page".to_owned() } else { format!("/hop/{}", left - 1) };
            answer(&format!("302 Found\r\nLocation: {to}"), b"")
        }
        _ => answer("404 Not Found", b""),
    };
    stream.write_all(&reply).await?;
    sent.fetch_add(reply.len(), Ordering::SeqCst);
    stream.shutdown().await
}

const RUSSIAN: &str =
    "<p>В результате взрыва в порту погибли 170 человек, сообщили власти города в пятницу.</p>";
const JAPANESE: &str =
    "<p>港で起きた爆発で、170人が死亡し、150人がけがをしたと、市の当局が金曜日に発表しました。</p>";

/// What the kernel takes from a server before the client wants it, on both ends of a connection, with room to spare.
pub(super) const IN_FLIGHT: usize = 16_000_000;
