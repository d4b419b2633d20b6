//! Outlets of a test behind one loopback port, whose pages the test rewrites as it goes.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Response, Uri, header};
use claims::fetch::Suffix;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;

/// What stands at an address: its kind and its text.
type Pages = BTreeMap<String, (&'static str, String)>;

/// Every host of `.example`, told apart by the Host header.
pub(crate) struct Press {
    address: SocketAddr,
    pages: Arc<Mutex<Pages>>,
    /// Serves until it is dropped.
    _runtime: Runtime,
}

impl Press {
    pub(crate) fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = listener.local_addr().unwrap();
        let pages = Arc::new(Mutex::new(Pages::new()));
        let shared = Arc::clone(&pages);
        let router = Router::new().fallback(move |headers: HeaderMap, uri: Uri| {
            let host =
                headers[header::HOST].to_str().unwrap().split(':').next().unwrap().to_owned();
            let url = format!("http://{host}{}", uri.path());
            let found = shared.lock().unwrap().get(&url).cloned();
            std::future::ready(match found {
                Some((kind, body)) => Response::builder()
                    .header(header::CONTENT_TYPE, kind)
                    .body(Body::from(body))
                    .unwrap(),
                None => Response::builder().status(404).body(Body::empty()).unwrap(),
            })
        });
        runtime.spawn(async move { axum::serve(listener, router).await });
        Self { address, pages, _runtime: runtime }
    }

    pub(crate) fn resolver(&self) -> Suffix {
        Suffix { suffix: ".example".to_owned(), address: self.address }
    }

    pub(crate) fn page(&self, url: &str, title: &str, text: &str) {
        let body = format!(
            "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>\
             <p>{text}</p></article></body></html>"
        );
        self.put(url, "text/html; charset=utf-8", body);
    }

    /// Takes an address away: it is answered with 404.
    pub(crate) fn drop_page(&self, url: &str) {
        self.pages.lock().unwrap().remove(url);
    }

    /// A feed of these pages: address, title and when each was published.
    pub(crate) fn feed(&self, url: &str, entries: &[(&str, &str, &str)]) {
        let mut items = String::new();
        for (link, title, at) in entries {
            write!(
                items,
                "<entry><id>{link}</id><title>{title}</title><link href=\"{link}\"/>\
                 <published>{at}</published><updated>{at}</updated></entry>"
            )
            .unwrap();
        }
        let body = format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>{url}</id><title>News</title>\
             <updated>2026-01-01T00:00:00Z</updated>{items}</feed>"
        );
        self.put(url, "application/atom+xml", body);
    }

    fn put(&self, url: &str, kind: &'static str, body: String) {
        self.pages.lock().unwrap().insert(url.to_owned(), (kind, body));
    }
}
