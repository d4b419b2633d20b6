//! Addresses to snapshots, politely and within bounds. Knows no store: what a server said last time is passed in, what
//! it says now is handed back.
//!
//! Every attempt ends in an [`Outcome`] with a code that is stored and printed; only building the client can fail.
//! Private networks are closed at the first URL, at the name's addresses and at every redirect, unless the request says
//! `allow_private` or the caller's own [`Resolver`] names the address.

mod address;
mod body;
mod client;
pub mod collection;
pub mod file;
mod host;
mod outcome;
mod resolver;
pub mod robots;
mod settings;
mod unpack;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Client;
use tokio::time::{Instant, sleep};
use url::Url;

pub use outcome::Outcome;
pub use resolver::{Resolver, Suffix, System};
pub use settings::Settings;

use crate::model::{Digest, Snapshot, Timestamp, Validators};
use client::Answer;
use host::{Lane, Lanes};
use robots::Robots;

/// Why no client stands.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FetchError {
    #[error("no TLS protocol can be offered")]
    Tls(#[source] rustls::Error),
    #[error("the HTTP client cannot be set up (is `user_agent` plain ASCII?)")]
    Client(#[source] reqwest::Error),
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    pub url: String,
    /// What the server said about the body that is already here.
    pub validators: Validators,
    /// Whether the address may lie in a private network.
    pub allow_private: bool,
}

/// How one request ended. `snapshot` is there for `ok`, `truncated` and `too_slow` bodies, complete only for the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// The address as asked.
    pub url: String,
    /// The address that answered.
    pub final_url: String,
    /// The address to ask from now on, where the server said 301 or 308.
    pub moved_to: Option<String>,
    pub outcome: Outcome,
    /// The HTTP status, where a server answered.
    pub status: Option<u16>,
    /// The body's bytes after decompression.
    pub bytes: u64,
    /// How many requests it took.
    pub tries: u32,
    /// Seconds for which the server calls its answer fresh (Cache-Control: max-age).
    pub max_age: Option<u64>,
    /// What the machine said about a failure, in its own words.
    pub detail: Option<String>,
    /// The headers of a good answer, a line each.
    pub headers: Option<String>,
    pub snapshot: Option<Snapshot>,
}

impl Attempt {
    fn bare(url: &str, outcome: Outcome) -> Self {
        Self {
            url: url.to_owned(),
            final_url: url.to_owned(),
            moved_to: None,
            outcome,
            status: None,
            bytes: 0,
            tries: 0,
            max_age: None,
            detail: None,
            headers: None,
            snapshot: None,
        }
    }

    /// How reading a local file or folder ended that is no page itself.
    pub fn local(name: &str, outcome: Outcome, detail: Option<String>) -> Self {
        Self { detail, ..Self::bare(name, outcome) }
    }

    /// The outcome's stored name.
    pub fn code(&self) -> &'static str {
        self.outcome.code()
    }
}

/// Asks servers. One for a run: it knows which host was asked when, and which asked to be left alone.
#[derive(Debug)]
pub struct Fetcher {
    settings: Settings,
    guarded: Client,
    open: Client,
    lanes: Lanes,
    /// robots.txt by origin, with the moment it was read.
    robots: Mutex<BTreeMap<String, (Timestamp, Arc<Robots>)>>,
}

impl Fetcher {
    /// A fetcher that finds hosts as the system does.
    pub fn new(settings: Settings) -> Result<Self, FetchError> {
        Self::with_resolver(settings, Arc::new(System))
    }

    /// A fetcher that asks `resolver` first where a host is.
    pub fn with_resolver(
        settings: Settings,
        resolver: Arc<dyn Resolver>,
    ) -> Result<Self, FetchError> {
        Ok(Self {
            guarded: client::build(&settings, Arc::clone(&resolver), false)?,
            open: client::build(&settings, resolver, true)?,
            lanes: Lanes::default(),
            robots: Mutex::default(),
            settings,
        })
    }

    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Asks for one address. `now` is the moment the caller calls the present; it dates the snapshot and measures
    /// `Retry-After`. The call waits for the host's turn, which the total time does not count.
    pub async fn fetch(&self, request: &Request, now: Timestamp) -> Attempt {
        let url = match address::checked(&request.url, request.allow_private) {
            Ok(url) => url,
            Err(outcome) => return Attempt::bare(&request.url, outcome),
        };
        let mut lane = self.lanes.turn(&address::lane(&url)).await;
        if let Some(until) = lane.silent_until.filter(|until| *until > now) {
            return Attempt::bare(&request.url, Outcome::RateLimited { until: Some(until) });
        }
        let mut gap = Duration::from_millis(self.settings.gap_ms);
        if self.settings.robots {
            let robots = match self.robots(&url, request.allow_private, &mut lane, now).await {
                Ok(robots) => robots,
                Err((answer, tries)) => return attempt(request, *answer, tries, now),
            };
            let agent = robots::product(&self.settings.user_agent);
            if !robots.allows(agent, url.as_str()) {
                return Attempt::bare(&request.url, Outcome::Robots);
            }
            gap = gap.max(robots.delay(agent));
        }
        let (answer, tries) = self.ask(request, url, gap, &mut lane, now).await;
        attempt(request, answer, tries, now)
    }

    /// Asks until the answer is no passing failure, the tries are used up or the time is. Returns the number of tries too.
    async fn ask(
        &self,
        request: &Request,
        url: Url,
        gap: Duration,
        lane: &mut Lane,
        now: Timestamp,
    ) -> (Answer, u32) {
        lane.wait().await;
        let settings = &self.settings;
        let deadline = Instant::now() + settings.total();
        let client = if request.allow_private { &self.open } else { &self.guarded };
        let (mut tries, mut pause) = (0, Duration::from_millis(settings.retry_ms));
        loop {
            tries += 1;
            let terms =
                client::Terms { settings, allow_private: request.allow_private, deadline, now };
            let answer = client::ask(client, &terms, url.clone(), &request.validators).await;
            lane.pause(gap, url.as_str());
            if let Outcome::RateLimited { until } = answer.outcome {
                lane.silent_until = until;
            }
            let again = answer.outcome.is_transient() && tries < settings.tries_max;
            let rest = pause.max(gap);
            if !again || Instant::now() + rest >= deadline {
                return (answer, tries);
            }
            sleep(rest).await;
            pause *= 2;
        }
    }

    /// What the origin's robots.txt says; asked for once a day. An error is the failure that the page would end in too.
    async fn robots(
        &self,
        url: &Url,
        allow_private: bool,
        lane: &mut Lane,
        now: Timestamp,
    ) -> Result<Arc<Robots>, (Box<Answer>, u32)> {
        let origin = url.origin().ascii_serialization();
        let known = {
            let robots = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
            robots.get(&origin).filter(|(at, _)| now - *at < chrono::Duration::days(1)).cloned()
        };
        if let Some((_, robots)) = known {
            return Ok(robots);
        }
        let mut address = url.clone();
        address.set_path("/robots.txt");
        address.set_query(None);
        address.set_fragment(None);
        let request = Request { allow_private, ..Request::default() };
        let gap = Duration::ZERO;
        let (answer, tries) = self.ask(&request, address, gap, lane, now).await;
        let Some(robots) = Robots::of(answer.outcome, answer.status, &answer.body) else {
            return Err((Box::new(Answer { url: url.clone(), ..answer }), tries));
        };
        let robots = Arc::new(robots);
        let mut all = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(origin, (now, Arc::clone(&robots)));
        Ok(robots)
    }
}

fn attempt(request: &Request, answer: Answer, tries: u32, now: Timestamp) -> Attempt {
    let keep = matches!(answer.outcome, Outcome::Ok | Outcome::Truncated | Outcome::TooSlow)
        && !answer.body.is_empty();
    let final_url = answer.url.to_string();
    let snapshot = keep.then(|| Snapshot {
        url: final_url.clone(),
        fetched_at: now,
        status: answer.status,
        content_type: answer.content_type,
        validators: answer.validators,
        sha256: Digest::of(&answer.body),
        body: answer.body,
    });
    Attempt {
        url: request.url.clone(),
        final_url,
        moved_to: answer.moved_to.map(Into::into),
        outcome: answer.outcome,
        status: answer.status,
        bytes: snapshot.as_ref().map_or(0, |snapshot| snapshot.body.len() as u64),
        tries,
        max_age: answer.max_age,
        detail: answer.detail,
        headers: answer.headers,
        snapshot,
    }
}
