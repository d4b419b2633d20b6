//! One request and its answer, redirects followed here and not by the client, so that each hop is checked.

use std::error::Error;
use std::sync::Arc;

use reqwest::header::{
    ACCEPT, ETAG, HeaderMap, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
    LOCATION, RETRY_AFTER,
};
use reqwest::{Client, ClientBuilder, Proxy, Response, StatusCode, redirect};
use rustls::crypto::ring;
use rustls::{ClientConfig, RootCertStore};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::address;
use super::body::{self, Body};
use super::resolver::{Guard, Private, Resolver};
use super::{FetchError, Outcome, Settings, unpack};
use crate::model::{Timestamp, Validators};

/// What servers are told that this program reads.
const ACCEPTED: &str = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,\
application/feed+json,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.5";

/// What one request, redirects and all, came to.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) outcome: Outcome,
    pub(super) url: Url,
    /// Where the address has moved for good: the end of an unbroken chain of 301 and 308.
    pub(super) moved_to: Option<Url>,
    pub(super) status: Option<u16>,
    pub(super) content_type: Option<String>,
    pub(super) validators: Validators,
    /// Seconds for which the answer calls itself fresh.
    pub(super) max_age: Option<u64>,
    pub(super) body: Vec<u8>,
    pub(super) detail: Option<String>,
    /// The headers of a good answer, a line each.
    pub(super) headers: Option<String>,
}

impl Answer {
    pub(super) fn bare(url: Url, outcome: Outcome) -> Self {
        Self {
            outcome,
            url,
            moved_to: None,
            status: None,
            content_type: None,
            validators: Validators::default(),
            max_age: None,
            body: Vec::new(),
            detail: None,
            headers: None,
        }
    }
}

/// The client that connects only to what the guard lets through. It carries its own crypto provider and roots: nothing
/// global is read or set. Where the machine has no certificates it still stands, and https ends as `tls`.
pub(super) fn build(
    settings: &Settings,
    own: Arc<dyn Resolver>,
    allow_private: bool,
) -> Result<Client, FetchError> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let mut tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(FetchError::Tls)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    tls.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    let header_bytes = u32::try_from(settings.header_bytes_max).unwrap_or(u32::MAX);
    let mut builder = Client::builder();
    // What the environment says of proxies is not asked: `no_proxy` is called before our own is set.
    builder = builder.no_proxy();
    if !settings.proxy.is_empty() && !allow_private {
        builder = builder.proxy(Proxy::all(&settings.proxy).map_err(FetchError::Proxy)?);
        // The proxy itself is the desk's, wherever it stands; what is asked through it never comes to the guard.
        return finish(builder, settings, tls, header_bytes, Guard { own, allow_private: true });
    }
    finish(builder, settings, tls, header_bytes, Guard { own, allow_private })
}

fn finish(
    builder: ClientBuilder,
    settings: &Settings,
    tls: ClientConfig,
    header_bytes: u32,
    guard: Guard,
) -> Result<Client, FetchError> {
    builder
        .tls_backend_preconfigured(tls)
        .user_agent(settings.user_agent.as_str())
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(settings.connect())
        .pool_max_idle_per_host(1)
        .http1_max_headers(256)
        .http2_max_header_list_size(header_bytes)
        .retry(reqwest::retry::never())
        .dns_resolver(guard)
        .build()
        .map_err(FetchError::Client)
}

/// On what terms one request is made.
#[derive(Debug)]
pub(super) struct Terms<'a> {
    pub(super) settings: &'a Settings,
    pub(super) allow_private: bool,
    /// When the whole answer must be there.
    pub(super) deadline: Instant,
    /// The moment from which "after 120 seconds" counts.
    pub(super) now: Timestamp,
}

/// An address on its way through redirects.
#[derive(Debug, Clone)]
pub(super) struct Journey {
    /// Where it is now.
    pub(super) url: Url,
    seen: Vec<Url>,
    moved_to: Option<Url>,
    is_moved: bool,
}

impl Journey {
    pub(super) fn new(url: Url) -> Self {
        Self { seen: vec![url.clone()], url, moved_to: None, is_moved: true }
    }
}

/// Asks for the address where the journey stands and reads the answer's body. A redirect to another owner's host ends here with
/// `None`: that host has its own robots.txt and its own pace, so the journey goes on from there when it is that host's turn. With
/// `follow` all redirects are followed at once.
pub(super) async fn ask(
    client: &Client,
    terms: &Terms<'_>,
    journey: &mut Journey,
    validators: &Validators,
    follow: bool,
) -> Option<Answer> {
    let &Terms { settings, allow_private, deadline, now } = terms;
    loop {
        let url = journey.url.clone();
        let headers = request_headers(validators);
        let request = client.get(url.clone()).headers(headers).send();
        let wait = deadline.min(Instant::now() + settings.header());
        let response = match timeout_at(wait, request).await {
            Err(_) => return Some(Answer::bare(url, Outcome::TimeoutHeader)),
            Ok(Err(error)) => return Some(failed(url, &error)),
            Ok(Ok(response)) => response,
        };
        let Some(next) = redirect_of(&response, &url) else {
            let answer = read(settings, url, response, deadline, now).await;
            return Some(Answer { moved_to: journey.moved_to.clone(), ..answer });
        };
        let status = Some(response.status().as_u16());
        let outcome = match next {
            _ if journey.seen.len() > settings.redirects_max as usize => Outcome::RedirectLoop,
            Err(outcome) => outcome,
            Ok(next) if journey.seen.contains(&next) => Outcome::RedirectLoop,
            Ok(next) => {
                if let Err(outcome) = address::check(&next, allow_private) {
                    outcome
                } else {
                    journey.is_moved &= matches!(response.status().as_u16(), 301 | 308);
                    journey.moved_to = journey.is_moved.then(|| next.clone());
                    journey.seen.push(next.clone());
                    let is_elsewhere = address::lane(&next) != address::lane(&url);
                    journey.url = next;
                    if is_elsewhere && !follow {
                        return None;
                    }
                    continue;
                }
            }
        };
        return Some(Answer { status, detail: location(&response), ..Answer::bare(url, outcome) });
    }
}

fn request_headers(validators: &Validators) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    for (name, value) in
        [(IF_NONE_MATCH, &validators.etag), (IF_MODIFIED_SINCE, &validators.last_modified)]
    {
        if let Some(value) = value.as_ref().and_then(|value| HeaderValue::from_str(value).ok()) {
            headers.insert(name, value);
        }
    }
    headers
}

fn location(response: &Response) -> Option<String> {
    let value = response.headers().get(LOCATION)?;
    Some(format!("redirects to `{}`", String::from_utf8_lossy(value.as_bytes())))
}

/// Where a redirect leads; `None` if the answer is none.
fn redirect_of(response: &Response, url: &Url) -> Option<Result<Url, Outcome>> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let to = response.headers().get(LOCATION)?;
    let to = String::from_utf8_lossy(to.as_bytes());
    let Ok(mut next) = url.join(to.trim()) else { return Some(Err(Outcome::BadAddress)) };
    if next.fragment().is_none() {
        next.set_fragment(url.fragment());
    }
    Some(Ok(next))
}

async fn read(
    settings: &Settings,
    url: Url,
    response: Response,
    deadline: Instant,
    now: Timestamp,
) -> Answer {
    let status = response.status();
    let headers = response.headers();
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let header_bytes: usize =
        headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4).sum();
    let mut answer = Answer {
        status: Some(status.as_u16()),
        content_type: text(reqwest::header::CONTENT_TYPE).map(str::to_owned),
        validators: Validators {
            etag: text(ETAG).map(str::to_owned),
            last_modified: text(LAST_MODIFIED).map(str::to_owned),
        },
        max_age: text(reqwest::header::CACHE_CONTROL).and_then(max_age),
        ..Answer::bare(url, Outcome::Ok)
    };
    let retry_after = text(RETRY_AFTER).and_then(|value| retry_after(value, now));
    answer.outcome = of_status(status, retry_after);
    if header_bytes as u64 > settings.header_bytes_max {
        answer.outcome = Outcome::TooLarge;
    }
    if answer.outcome != Outcome::Ok {
        return answer;
    }
    if consent(&answer.url) {
        answer.outcome = Outcome::ConsentWall;
        return answer;
    }
    answer.headers = Some(lines(headers));
    let Body { bytes, outcome, detail } = body::read(settings, response, deadline).await;
    let (bytes, outcome) = unpacked(settings, bytes, outcome);
    answer.outcome = match outcome {
        Outcome::Ok if bytes.trim_ascii().is_empty() => Outcome::Empty,
        Outcome::Ok if !body::is_text(&bytes, answer.content_type.as_deref()) => Outcome::NotHtml,
        other => other,
    };
    answer.body = bytes;
    answer.detail = detail;
    answer
}

/// The headers as they go into an archive.
fn lines(headers: &HeaderMap) -> String {
    let lines = headers
        .iter()
        .map(|(name, value)| format!("{name}: {}\r\n", String::from_utf8_lossy(value.as_bytes())));
    lines.collect()
}

/// A body that is a gzip file itself, as `sitemap.xml.gz` is, is unpacked within the same bound.
fn unpacked(settings: &Settings, bytes: Vec<u8>, outcome: Outcome) -> (Vec<u8>, Outcome) {
    if outcome != Outcome::Ok || !unpack::is_gzip(&bytes) {
        return (bytes, outcome);
    }
    match unpack::gunzipped(&bytes, settings.body_bytes_max) {
        Ok(bytes) => (bytes, Outcome::Ok),
        Err(unpack::Fault::TooLarge) => (Vec::new(), Outcome::TooLarge),
        Err(unpack::Fault::Garbled) => (Vec::new(), Outcome::Garbled),
    }
}

fn of_status(status: StatusCode, retry_after: Option<Timestamp>) -> Outcome {
    match status.as_u16() {
        200 | 203 => Outcome::Ok,
        304 => Outcome::NotModified,
        401 | 402 | 403 | 407 | 451 => Outcome::Blocked,
        404 => Outcome::NotFound,
        410 => Outcome::Gone,
        429 => Outcome::RateLimited { until: retry_after },
        503 if retry_after.is_some() => Outcome::RateLimited { until: retry_after },
        500.. => Outcome::ServerError,
        _ => Outcome::Status,
    }
}

/// Seconds or a date (RFC 9110, 10.2.3). A wait of over a day is cut to a day: servers write nonsense too.
pub(super) fn retry_after(value: &str, now: Timestamp) -> Option<Timestamp> {
    let day = chrono::Duration::days(1);
    let until = match value.trim().parse::<u32>() {
        Ok(seconds) => now + chrono::Duration::seconds(i64::from(seconds)).min(day),
        Err(_) => chrono::DateTime::parse_from_rfc2822(value.trim()).ok()?.to_utc(),
    };
    Some(until.clamp(now, now + day))
}

fn max_age(value: &str) -> Option<u64> {
    value.split(',').find_map(|part| part.trim().strip_prefix("max-age=")?.parse().ok())
}

/// Whether the address is one of the well-known pages that ask for consent before an article is shown.
fn consent(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    host.starts_with("consent.") || host.starts_with("privacy-mgmt.")
}

fn failed(url: Url, error: &reqwest::Error) -> Answer {
    let outcome = of_error(error);
    let detail = deepest(error);
    Answer { detail: Some(detail), ..Answer::bare(url, outcome) }
}

/// The causes of an error, outermost first. What an IO error wraps counts as its cause: `source` steps over it.
pub(super) fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    std::iter::successors(error.source(), |cause| inner(*cause)).collect()
}

fn inner<'a>(cause: &'a (dyn Error + 'static)) -> Option<&'a (dyn Error + 'static)> {
    let wrapped = cause.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
    wrapped.map(|wrapped| wrapped as &(dyn Error + 'static)).or_else(|| cause.source())
}

fn deepest(error: &reqwest::Error) -> String {
    causes(error).last().map_or_else(|| error.to_string(), ToString::to_string)
}

fn of_error(error: &reqwest::Error) -> Outcome {
    let causes = causes(error);
    let words = |word: &str| causes.iter().any(|cause| cause.to_string().contains(word));
    let is_tls = causes.iter().any(|cause| cause.is::<rustls::Error>());
    if causes.iter().any(|cause| cause.is::<Private>()) {
        Outcome::PrivateAddress
    } else if is_tls {
        Outcome::Tls
    } else if error.is_connect() && (error.is_dns() || words("dns error")) {
        Outcome::Dns
    } else if error.is_connect() {
        Outcome::Refused
    } else if words("too large") {
        Outcome::TooLarge
    } else if words("invalid HTTP") || words("frame with invalid") {
        Outcome::Garbled
    } else if error.is_timeout() {
        Outcome::TimeoutHeader
    } else {
        Outcome::Broken
    }
}
