//! Asks for the addresses of a file, as a run would, and decodes what comes: the half of tests/bench/fetch.py that is this program.
//!
//!     cargo bench --bench fetch -- FILE [--conditional]
//!
//! Prints how many ended in which outcome. Without a file it does nothing, so that `cargo bench` alone goes on.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]
#![expect(clippy::disallowed_methods, reason = "the addresses stand in a file")]

use std::collections::BTreeMap;

use claims::fetch::{Fetcher, Request, Settings};
use claims::model::Validators;
use claims::text::charset;
use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let Some(file) = args.iter().find(|arg| !arg.starts_with("--")) else { return };
    let etag = args.iter().any(|arg| arg == "--conditional").then(|| "\"v1\"".to_owned());
    let text = std::fs::read_to_string(file).expect("a file of addresses, one a line");
    let settings = Settings { gap_ms: 0, robots: false, tries_max: 1, ..Settings::default() };
    let fetcher = Fetcher::new(settings).expect("a client");
    let now = "2026-01-01T00:00:00Z".parse().expect("a time");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let (mut outcomes, mut letters) = (BTreeMap::<&str, u32>::new(), 0);
    runtime.expect("a runtime").block_on(async {
        let request = |url: &str| Request {
            url: url.to_owned(),
            validators: Validators { etag: etag.clone(), last_modified: None },
            allow_private: true,
        };
        let requests: Vec<Request> = text.lines().map(request).collect();
        let mut asking: FuturesUnordered<_> =
            requests.iter().map(|request| fetcher.fetch(request, now)).collect();
        while let Some(attempt) = asking.next().await {
            *outcomes.entry(attempt.code()).or_default() += 1;
            if let Some(page) = attempt.snapshot {
                letters += charset::decode(&page.body, page.content_type.as_deref()).text.len();
            }
        }
    });
    println!("{outcomes:?} {letters} bytes of text");
}
