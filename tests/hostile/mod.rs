//! A server that misbehaves on the wire, and what the fetcher makes of each misbehaviour.

mod server;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use claims::fetch::{Fetcher, Outcome, Request, Settings, Suffix};
use claims::model::Validators;
use server::{IN_FLIGHT, Newsroom, PAGE, now, patient, quick, request};
use tokio::net::TcpListener;

#[tokio::test]
async fn each_misbehaviour_ends_in_its_outcome() {
    let quick = quick();
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
        // What follows the promised length is nobody's: the server said that this is all.
        ("/too-long", "ok"),
        ("/bomb", "too_large"),
        ("/bomb-brotli", "too_large"),
        ("/bomb-zstd", "too_large"),
        ("/endless-headers", "too_large"),
        ("/drip-headers", "timeout_header"),
        ("/utf-8-that-is-1251", "ok"),
        ("/meta-1251", "ok"),
        ("/shift-jis", "ok"),
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
        let newsroom = Newsroom::open().await;
        let waits = matches!(expected, "timeout_header" | "too_slow");
        let settings = if waits { quick.clone() } else { patient() };
        let attempt = newsroom.fetcher(settings).fetch(&request(path), now()).await;
        assert_eq!(attempt.code(), expected, "{path}: {attempt:?}");
        let kept = attempt.snapshot.as_ref().map_or(0, |snapshot| snapshot.body.len());
        assert!(kept as u64 <= quick.body_bytes_max && attempt.bytes == kept as u64, "{path}");
        let sent = newsroom.sent.load(Ordering::SeqCst);
        assert!(sent < IN_FLIGHT, "{path}: {sent} bytes went over the wire");
    }
}

/// Each bound alone ends what would never end: the others are set beyond any test's patience.
#[tokio::test]
async fn what_takes_for_ever_ends_by_the_total_time_alone() {
    let patient = Settings {
        connect_ms_max: 3_600_000,
        header_ms_max: 3_600_000,
        slow_window_ms: 3_600_000,
        total_ms_max: 400,
        ..quick()
    };
    for (path, expected) in [
        ("/silent", "timeout_header"),
        ("/drip-headers", "timeout_header"),
        ("/late-hop", "timeout_header"),
        ("/drip", "timeout_body"),
        ("/stops", "timeout_body"),
    ] {
        let newsroom = Newsroom::open().await;
        let attempt = newsroom.fetcher(patient.clone()).fetch(&request(path), now()).await;
        assert_eq!(attempt.code(), expected, "{path}: {attempt:?}");
    }
}

#[tokio::test]
async fn retries_share_the_total_time() {
    let newsroom = Newsroom::open().await;
    let settings = Settings { tries_max: 1_000_000, retry_ms: 50, total_ms_max: 600, ..quick() };
    let attempt = newsroom.fetcher(settings).fetch(&request("/500"), now()).await;
    assert_eq!(attempt.code(), "server_error");
    assert!((2..10).contains(&attempt.tries), "each wait is twice the one before: {attempt:?}");
}

#[tokio::test]
async fn a_host_whose_robots_txt_never_comes_is_not_asked_for_more() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let suffix = Suffix { suffix: ".example".to_owned(), address: listener.local_addr().unwrap() };
    let settings = Settings { robots: true, ..quick() };
    let fetcher = Fetcher::with_resolver(settings, Arc::new(suffix)).unwrap();
    assert_eq!(fetcher.fetch(&request("/page"), now()).await.code(), "timeout_header");
}

#[tokio::test]
async fn the_wrong_charset_is_seen_through() {
    let newsroom = Newsroom::open().await;
    for (path, words) in [
        ("/utf-8-that-is-1251", "погибли 170 человек"),
        ("/meta-1251", "погибли 170 человек"),
        ("/shift-jis", "170人が死亡"),
    ] {
        let snapshot = newsroom.get(path).await.snapshot.unwrap();
        let label = snapshot.content_type.as_deref();
        let text = claims::text::charset::decode(&snapshot.body, label).text;
        assert!(text.contains(words), "{path}: {text}");
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
    let fetcher = newsroom.fetcher(patient());
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
    let fetcher = newsroom.fetcher(patient());
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
    let settings = Settings { tries_max: 3, ..patient() };
    let attempt = newsroom.fetcher(settings.clone()).fetch(&request("/second-time"), now()).await;
    assert_eq!((attempt.code(), attempt.tries), ("ok", 2));
    let attempt = newsroom.fetcher(settings).fetch(&request("/404"), now()).await;
    assert_eq!((attempt.code(), attempt.tries), ("not_found", 1));
}

#[tokio::test]
async fn robots_txt_is_asked_once_and_kept_to() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(Settings { robots: true, ..patient() });
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
    let fetcher = Fetcher::new(patient()).unwrap();
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
    let fetcher = Fetcher::new(patient()).unwrap();
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
    assert!(sent < IN_FLIGHT, "{sent} bytes went over the wire");
}

#[tokio::test]
async fn a_redirect_to_another_host_is_held_to_that_hosts_robots() {
    let newsroom = Newsroom::open().await;
    let fetcher = newsroom.fetcher(Settings { robots: true, ..patient() });
    assert_eq!(fetcher.fetch(&request("/away"), now()).await.code(), "robots");
    let asked = newsroom.asked.load(Ordering::SeqCst);
    assert_eq!(asked, 3, "robots.txt, the page that leads away, and the other host's robots.txt");
    let open = newsroom.fetcher(Settings { robots: false, ..patient() });
    assert_eq!(open.fetch(&request("/moved"), now()).await.code(), "ok");
}

#[tokio::test]
async fn a_proxy_is_asked_in_the_hosts_place_and_private_numbers_stay_closed() {
    let newsroom = Newsroom::open().await;
    let settings = Settings { proxy: format!("http://{}", newsroom.address), ..patient() };
    let fetcher = Fetcher::new(settings).unwrap();
    let get = async |url: &str| {
        let request = Request { url: url.to_owned(), ..Request::default() };
        fetcher.fetch(&request, now()).await.code()
    };
    assert_eq!(get("http://outlet.example/page").await, "ok");
    assert_eq!(get("http://10.0.0.1/page").await, "private_address");
    assert_eq!(get("http://localhost/page").await, "private_address");
    let wrong = Settings { proxy: "not an address".to_owned(), ..patient() };
    assert!(Fetcher::new(wrong).unwrap_err().to_string().contains("`fetch.proxy`"));
}

/// A certificate that nobody vouches for; it is of this test alone.
#[tokio::test]
async fn a_certificate_that_signs_itself_is_refused() {
    use rustls::pki_types::pem::PemObject as _;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};

    let certificate =
        CertificateDer::from_pem_slice(include_bytes!("../hostile_data/self-signed.pem")).unwrap();
    let key = PrivateKeyDer::from_pem_slice(include_bytes!("../hostile_data/self-signed.key.pem"))
        .unwrap();
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
    let fetcher = Fetcher::with_resolver(patient(), Arc::new(suffix)).unwrap();
    let url = "https://harbour-post.example/page".to_owned();
    let attempt = fetcher.fetch(&Request { url, ..Request::default() }, now()).await;
    assert_eq!(attempt.code(), "tls", "{attempt:?}");
}
