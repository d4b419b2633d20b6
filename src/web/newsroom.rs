use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode, Uri, header};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use super::bundle::{Bundle, Page};
use crate::model::Digest;

/// What every host of the bundle says to robots.
const ROBOTS: &str = "User-agent: *\nDisallow: /search\nDisallow: /comments\n";

/// All outlets of the bundle behind one loopback port, told apart by the Host header as virtual hosts are. It closes
/// when it is dropped.
#[derive(Debug)]
pub struct Newsroom {
    address: SocketAddr,
    visit: Arc<AtomicUsize>,
    serving: JoinHandle<()>,
}

#[derive(Debug, Clone)]
struct Desk {
    bundle: Arc<Bundle>,
    visit: Arc<AtomicUsize>,
}

impl Newsroom {
    /// Opens on a free port, at the first visit. Must be called inside a tokio runtime.
    pub async fn open(bundle: Bundle) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let visit = Arc::new(AtomicUsize::new(0));
        let desk = Desk { bundle: Arc::new(bundle), visit: Arc::clone(&visit) };
        let router = Router::new().fallback(answer).with_state(desk);
        let serving = tokio::spawn(async move {
            // An accept that fails ends the visit, which the fetcher then reports as refused.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self { address, visit, serving })
    }

    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// From now on the outlets answer as at this visit, counted from 0.
    pub fn turn_to(&self, visit: usize) {
        self.visit.store(visit, Ordering::SeqCst);
    }
}

impl Drop for Newsroom {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn answer(State(desk): State<Desk>, headers: HeaderMap, uri: Uri) -> Response<Body> {
    if uri.path() == "/robots.txt" {
        return plain(StatusCode::OK, ROBOTS);
    }
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let host = host.split(':').next().unwrap_or_default();
    let url = format!("http://{host}{}", uri.path());
    match desk.bundle.page(&url, desk.visit.load(Ordering::SeqCst)) {
        Some(page) => served(page, &headers),
        None => plain(StatusCode::NOT_FOUND, "There is no such page.\n"),
    }
}

fn served(page: Page, headers: &HeaderMap) -> Response<Body> {
    let etag = format!("\"{}\"", &Digest::of(&page.body).to_string()[..16]);
    let known = headers.get(header::IF_NONE_MATCH).is_some_and(|value| value == etag.as_str());
    let status = if known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    Response::builder()
        .status(status)
        .header(header::ETAG, etag)
        .header(header::LAST_MODIFIED, page.since.format("%a, %d %b %Y %H:%M:%S GMT").to_string())
        .header(header::CONTENT_TYPE, page.content_type)
        .body(if known { Body::empty() } else { Body::from(page.body.into_owned()) })
        .expect("the headers are made of ASCII")
}

fn plain(status: StatusCode, text: &'static str) -> Response<Body> {
    Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, "text/plain; charset=utf-8")
        .body(Body::from(text))
        .expect("the headers are made of ASCII")
}
