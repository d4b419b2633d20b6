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
mod post;
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
pub use post::post;
pub use resolver::{Resolver, Suffix, System};
pub use settings::Settings;

use crate::model::{Digest, Snapshot, Timestamp, Validators};
use client::{Answer, Journey};
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
    #[error("`fetch.proxy` is no proxy's address")]
    Proxy(#[source] reqwest::Error),
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
        let mut journey = Journey::new(url);
        let (mut tries, mut left) = (0, self.settings.total());
        // Each owner's host that a redirect leads to is asked in its own turn, after its own robots.txt. A turn is given back before
        // the next one is waited for, so that two that lead to each other's hosts never wait for ever.
        loop {
            let mut lane = self.lanes.turn(&address::lane(&journey.url)).await;
            if let Some(until) = lane.silent_until.filter(|until| *until > now) {
                return Attempt::bare(&request.url, Outcome::RateLimited { until: Some(until) });
            }
            let mut gap = Duration::from_millis(self.settings.gap_ms);
            if self.settings.robots {
                let url = journey.url.clone();
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
            let pace = Pace { gap, left, follow: false };
            let asked = self.ask(request, &mut journey, pace, &mut lane, now).await;
            tries += asked.tries;
            left = asked.left;
            if let Some(answer) = asked.answer {
                return attempt(request, answer, tries, now);
            }
        }
    }

    /// The name under which a host is paced and left alone; `None` for what is no web address.
    pub fn lane(address: &str) -> Option<String> {
        Url::parse(address).ok().filter(|url| url.host().is_some()).map(|url| address::lane(&url))
    }

    /// Leaves hosts alone that asked for it in an earlier run. Before the first request only.
    pub fn hush(&self, silences: &[(String, Timestamp)]) {
        for (lane, until) in silences {
            self.lanes.hush(lane, *until);
        }
    }

    /// Asks until the answer is no passing failure, the tries are used up or the time is, or the journey leaves the host.
    async fn ask(
        &self,
        request: &Request,
        journey: &mut Journey,
        pace: Pace,
        lane: &mut Lane,
        now: Timestamp,
    ) -> Asked {
        lane.wait().await;
        let settings = &self.settings;
        let Pace { gap, left, follow } = pace;
        let deadline = Instant::now() + left;
        let start = journey.clone();
        let client = if request.allow_private { &self.open } else { &self.guarded };
        let (mut tries, mut pause) = (0, Duration::from_millis(settings.retry_ms));
        loop {
            tries += 1;
            let terms =
                client::Terms { settings, allow_private: request.allow_private, deadline, now };
            *journey = start.clone();
            let answer = client::ask(client, &terms, journey, &request.validators, follow).await;
            lane.pause(gap, start.url.as_str());
            let left = deadline.saturating_duration_since(Instant::now());
            let Some(answer) = answer else { return Asked { answer: None, tries, left } };
            if let Outcome::RateLimited { until } = answer.outcome {
                lane.silent_until = until;
            }
            let again = answer.outcome.is_transient() && tries < settings.tries_max;
            let rest = pause.max(gap);
            if !again || Instant::now() + rest >= deadline {
                return Asked { answer: Some(answer), tries, left };
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
        let pace = Pace { gap: Duration::ZERO, left: self.settings.total(), follow: true };
        let asked = self.ask(&request, &mut Journey::new(address), pace, lane, now).await;
        let tries = asked.tries;
        let answer =
            asked.answer.unwrap_or_else(|| Answer::bare(url.clone(), Outcome::RedirectLoop));
        let Some(robots) = Robots::of(answer.outcome, answer.status, &answer.body) else {
            return Err((Box::new(Answer { url: url.clone(), ..answer }), tries));
        };
        let robots = Arc::new(robots);
        let mut all = self.robots.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(origin, (now, Arc::clone(&robots)));
        Ok(robots)
    }
}

/// At what pace one host is asked.
#[derive(Debug, Clone, Copy)]
struct Pace {
    /// The rest between two requests.
    gap: Duration,
    /// How much of the total time is left.
    left: Duration,
    /// Whether redirects to other hosts are followed at once.
    follow: bool,
}

/// What asking one host came to.
#[derive(Debug)]
struct Asked {
    /// `None` where a redirect leads to another owner's host.
    answer: Option<Answer>,
    tries: u32,
    left: Duration,
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
