//! A server that misbehaves on the wire, and what the fetcher makes of each misbehaviour. The server is a raw listener on
//! loopback; every host ends at it through the injected resolver, so addresses look like real ones.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use claims::fetch::{Attempt, Fetcher, Outcome, Request, Settings, Suffix};
use claims::model::{Timestamp, Validators};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A newsroom gone wrong: each path misbehaves in its own way.
struct Newsroom {
    address: SocketAddr,
    asked: Arc<AtomicUsize>,
    /// The bytes that the largest body got rid of.
    sent: Arc<AtomicUsize>,
}

impl Newsroom {
    async fn open() -> Self {
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

    fn fetcher(&self, settings: Settings) -> Fetcher {
        let suffix = Suffix { suffix: ".example".to_owned(), address: self.address };
        Fetcher::with_resolver(settings, Arc::new(suffix)).unwrap()
    }

    async fn get(&self, path: &str) -> Attempt {
        self.fetcher(quick()).fetch(&request(path), now()).await
    }
}

/// Bounds that a test can reach soon.
fn quick() -> Settings {
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

fn request(path: &str) -> Request {
    Request { url: format!("http://harbour-post.example{path}"), ..Request::default() }
}

fn now() -> Timestamp {
    "2021-08-27T17:40:00Z".parse().unwrap()
}

const PAGE: &str = "<html><body><p>The blast left 170 dead.</p></body></html>";

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
            }
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
    stream.shutdown().await
}

#[tokio::test]
async fn each_misbehaviour_ends_in_its_outcome() {
    let newsroom = Newsroom::open().await;
    for (path, expected) in [
        ("/page", "ok"),
        ("/gzip", "ok"),
        ("/404", "not_found"),
        ("/410", "gone"),
        ("/403", "blocked"),
        ("/500", "server_error"),
        ("/429", "rate_limited"),
        ("/503-date", "rate_limited"),
        ("/empty", "empty"),
        ("/image", "not_html"),
        ("/binary", "not_html"),
        ("/silent", "timeout_header"),
        ("/drip", "too_slow"),
        ("/stops", "too_slow"),
        ("/too-short", "truncated"),
        ("/cut-chunk", "truncated"),
        ("/reset", "broken"),
        ("/bomb", "too_large"),
        ("/no-gzip", "garbled"),
        ("/endless", "too_large"),
        ("/huge", "too_large"),
        ("/many-headers", "too_large"),
        ("/no-http", "garbled"),
        ("/circle", "redirect_loop"),
        ("/hop/12", "redirect_loop"),
        ("/hop/25", "redirect_loop"),
        ("/hop/3", "ok"),
        ("/inside", "private_address"),
        ("/inside-decimal", "private_address"),
        ("/to-file", "bad_scheme"),
        ("/consent", "consent_wall"),
    ] {
        let attempt = newsroom.get(path).await;
        assert_eq!(attempt.code(), expected, "{path}: {attempt:?}");
    }
}

#[tokio::test]
async fn a_good_page_becomes_a_snapshot_without_a_port_in_its_address() {
    let newsroom = Newsroom::open().await;
    let attempt = newsroom.get("/page").await;
    let snapshot = attempt.snapshot.unwrap();
    assert_eq!(snapshot.url, "http://harbour-post.example/page");
    assert_eq!((snapshot.body.as_slice(), snapshot.status), (PAGE.as_bytes(), Some(200)));
    assert_eq!(snapshot.content_type.as_deref(), Some("text/html; charset=utf-8"));
    assert_eq!(snapshot.fetched_at, now());
}

#[tokio::test]
async fn a_body_that_takes_all_the_time_there_is_is_given_up() {
    let newsroom = Newsroom::open().await;
    let settings = Settings { total_ms_max: 200, slow_window_ms: 5_000, ..quick() };
    let attempt = newsroom.fetcher(settings).fetch(&request("/drip"), now()).await;
    assert_eq!(attempt.code(), "timeout_body");
}

#[tokio::test]
async fn a_truncated_body_is_kept_and_flagged() {
    let newsroom = Newsroom::open().await;
    let attempt = newsroom.get("/too-short").await;
    assert_eq!(attempt.outcome, Outcome::Truncated);
    assert_eq!(attempt.snapshot.unwrap().body, PAGE.as_bytes());
}

#[tokio::test]
async fn validators_are_handed_out_and_back() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(quick());
    let first = fetcher.fetch(&request("/etag"), now()).await;
    let validators = first.snapshot.unwrap().validators;
    assert_eq!(validators.etag.as_deref(), Some("\"v1\""));
    let again = Request { validators, ..request("/etag") };
    let second = fetcher.fetch(&again, now()).await;
    assert_eq!((second.outcome, second.snapshot), (Outcome::NotModified, None));
    let other = Validators { etag: Some("\"v0\"".to_owned()), last_modified: None };
    let third = fetcher.fetch(&Request { validators: other, ..request("/etag") }, now()).await;
    assert_eq!(third.outcome, Outcome::Ok);
}

#[tokio::test]
async fn a_host_that_asks_for_silence_gets_it() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(quick());
    let first = fetcher.fetch(&request("/429"), now()).await;
    let until = now() + chrono::Duration::seconds(120);
    assert_eq!(first.outcome, Outcome::RateLimited { until: Some(until) });
    let second = fetcher.fetch(&request("/page"), now()).await;
    assert_eq!(second.outcome, first.outcome);
    assert_eq!(newsroom.asked.load(Ordering::SeqCst), 1, "the second request was not sent");
    let later = fetcher.fetch(&request("/page"), until).await;
    assert_eq!(later.outcome, Outcome::Ok);
}

#[tokio::test]
async fn a_passing_failure_is_tried_again_and_a_lasting_one_is_not() {
    let newsroom = Newsroom::open().await;
    let settings = Settings { tries_max: 3, ..quick() };
    let attempt = newsroom.fetcher(settings.clone()).fetch(&request("/second-time"), now()).await;
    assert_eq!((attempt.code(), attempt.tries), ("ok", 2));
    let attempt = newsroom.fetcher(settings).fetch(&request("/404"), now()).await;
    assert_eq!((attempt.code(), attempt.tries), ("not_found", 1));
}

#[tokio::test]
async fn robots_txt_is_asked_once_and_kept_to() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(Settings { robots: true, ..quick() });
    assert_eq!(fetcher.fetch(&request("/page"), now()).await.code(), "ok");
    assert_eq!(fetcher.fetch(&request("/private/x"), now()).await.code(), "robots");
    assert_eq!(newsroom.asked.load(Ordering::SeqCst), 2, "robots.txt and the page");
}

#[tokio::test]
async fn a_permanent_move_is_told_and_a_passing_one_is_not() {
    let newsroom = Newsroom::open().await;
    let moved = newsroom.get("/moved").await;
    assert_eq!(moved.code(), "ok");
    assert_eq!(moved.moved_to.as_deref(), Some("http://meridian-wire.example/page"));
    assert_eq!(moved.final_url, "http://meridian-wire.example/page");
    assert_eq!(newsroom.get("/moved-for-now").await.moved_to, None);
}

#[tokio::test]
async fn private_addresses_are_refused_unless_the_source_allows_them() {
    let newsroom = Newsroom::open().await;
    let fetcher = Fetcher::new(quick()).unwrap();
    let url = format!("http://{}/page", newsroom.address);
    let request = Request { url, ..Request::default() };
    assert_eq!(fetcher.fetch(&request, now()).await.outcome, Outcome::PrivateAddress);
    let allowed = Request { allow_private: true, ..request };
    assert_eq!(fetcher.fetch(&allowed, now()).await.outcome, Outcome::Ok);
    let name = Request { url: "http://localhost/page".to_owned(), ..Request::default() };
    assert_eq!(fetcher.fetch(&name, now()).await.outcome, Outcome::PrivateAddress);
}

#[tokio::test]
async fn nobody_there_and_no_such_name_and_no_tls_have_their_own_outcomes() {
    let newsroom = Newsroom::open().await;
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let closed = free.local_addr().unwrap();
    drop(free);
    let fetcher = Fetcher::new(quick()).unwrap();
    let get = async |url: String| {
        let request = Request { url, allow_private: true, ..Request::default() };
        fetcher.fetch(&request, now()).await
    };
    assert_eq!(get(format!("http://{closed}/")).await.code(), "refused");
    assert_eq!(get("http://nobody.invalid/".to_owned()).await.code(), "dns");
    let tls = get(format!("https://{}/page", newsroom.address)).await;
    assert_eq!(tls.code(), "tls", "{tls:?}");
    assert!(tls.outcome.hint().unwrap().contains("ca-certificates"));
}

#[tokio::test]
async fn local_files_end_in_outcomes_too() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, PAGE).unwrap();
    std::fs::write(folder.path().join("empty.html"), "").unwrap();
    let read = |name: &str, most| {
        claims::fetch::file::read(
            &folder.path().join(name),
            "http://harbour-post.example/page",
            now(),
            most,
        )
    };
    let attempt = read("page.html", 1_000);
    assert_eq!(attempt.code(), "ok");
    let snapshot = attempt.snapshot.unwrap();
    assert_eq!(
        (snapshot.url.as_str(), snapshot.status),
        ("http://harbour-post.example/page", None)
    );
    assert_eq!(read("page.html", 10).code(), "too_large");
    assert_eq!(read("empty.html", 10).code(), "empty");
    assert_eq!(read("none.html", 10).code(), "not_found");
}

#[tokio::test]
async fn a_body_of_a_hundred_megabytes_is_left_where_it_is() {
    let newsroom = Newsroom::open().await;
    assert_eq!(newsroom.get("/huge").await.code(), "too_large");
    let sent = newsroom.sent.load(Ordering::SeqCst);
    assert!(sent < 20_000_000, "{sent} bytes went over the wire");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_held_to_that_hosts_robots() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(Settings { robots: true, ..quick() });
    assert_eq!(fetcher.fetch(&request("/away"), now()).await.code(), "robots");
    let asked = newsroom.asked.load(Ordering::SeqCst);
    assert_eq!(asked, 3, "robots.txt, the page that leads away, and the other host's robots.txt");
    let open = newsroom.fetcher(Settings { robots: false, ..quick() });
    assert_eq!(open.fetch(&request("/moved"), now()).await.code(), "ok");
}

#[tokio::test]
async fn a_proxy_is_asked_in_the_hosts_place_and_private_numbers_stay_closed() {
    let newsroom = Newsroom::open().await;
    let settings = Settings { proxy: format!("http://{}", newsroom.address), ..quick() };
    let fetcher = Fetcher::new(settings).unwrap();
    let get = async |url: &str| {
        let request = Request { url: url.to_owned(), ..Request::default() };
        fetcher.fetch(&request, now()).await.code()
    };
    assert_eq!(get("http://outlet.example/page").await, "ok");
    assert_eq!(get("http://10.0.0.1/page").await, "private_address");
    assert_eq!(get("http://localhost/page").await, "private_address");
    let wrong = Settings { proxy: "not an address".to_owned(), ..quick() };
    assert!(Fetcher::new(wrong).unwrap_err().to_string().contains("`fetch.proxy`"));
}

/// A certificate that nobody vouches for; it is of this test alone.
#[tokio::test]
async fn a_certificate_that_signs_itself_is_refused() {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("hostile_data/self-signed.pem")).unwrap();
    let key =
        PrivateKeyDer::from_pem_slice(include_bytes!("hostile_data/self-signed.key.pem")).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .unwrap();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        let config = Arc::new(config);
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut session = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            // The client ends the handshake.
            let _ = session.complete_io(&mut stream);
        }
    });
    let suffix = Suffix { suffix: ".example".to_owned(), address };
    let fetcher = Fetcher::with_resolver(quick(), Arc::new(suffix)).unwrap();
    let url = "https://harbour-post.example/page".to_owned();
    let attempt = fetcher.fetch(&Request { url, ..Request::default() }, now()).await;
    assert_eq!(attempt.code(), "tls", "{attempt:?}");
}
