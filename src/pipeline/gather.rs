//! Addresses are asked on a thread of their own, so that reading and storing never wait for the network.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc;

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::UnboundedReceiver;

use super::address;
use crate::fetch::{Attempt, Fetcher, Request};
use crate::model::Timestamp;

/// What the asking thread tells.
pub(super) enum Answer {
    Attempt(Box<Attempt>),
    /// The user wants the run to end.
    Stop,
}

/// What the asking thread works with.
pub(super) struct Gathering<'a> {
    pub(super) fetcher: &'a Fetcher,
    pub(super) now: Timestamp,
    /// How many hosts are asked at the same time.
    pub(super) hosts_at_once: usize,
    /// Set when the user wants the run to end; read by both threads.
    pub(super) stopped: &'a AtomicBool,
    /// Whether Ctrl-C and SIGTERM are listened to.
    pub(super) interruptible: bool,
}

impl Gathering<'_> {
    /// Asks until `requests` is closed, which ends what is under way too, or the run is stopped. One address a host at a
    /// time, in the order in which they came.
    pub(super) async fn run(
        self,
        mut requests: UnboundedReceiver<Request>,
        answers: mpsc::Sender<Answer>,
    ) {
        let mut waiting: BTreeMap<String, VecDeque<Request>> = BTreeMap::new();
        let mut turns: VecDeque<String> = VecDeque::new();
        let mut asking = FuturesUnordered::new();
        let Self { fetcher, now, .. } = self;
        let stop = wants_to_stop(self.interruptible);
        tokio::pin!(stop);
        loop {
            while asking.len() < self.hosts_at_once.max(1) {
                let Some(host) = turns.pop_front() else { break };
                if let Some(request) = waiting.get_mut(&host).and_then(VecDeque::pop_front) {
                    asking.push(async move { (host, fetcher.fetch(&request, now).await) });
                } else {
                    waiting.remove(&host);
                }
            }
            tokio::select! {
                () = &mut stop => {
                    self.stopped.store(true, Ordering::SeqCst);
                    let _ = answers.send(Answer::Stop);
                    return;
                }
                request = requests.recv() => {
                    let Some(request) = request else { return };
                    let host = address::host(&request.url).unwrap_or_default();
                    if !waiting.contains_key(&host) {
                        turns.push_back(host.clone());
                    }
                    waiting.entry(host).or_default().push_back(request);
                }
                Some((host, attempt)) = asking.next() => {
                    turns.push_back(host);
                    if answers.send(Answer::Attempt(Box::new(attempt))).is_err() {
                        return;
                    }
                }
            }
        }
    }
}

/// Ends when the user presses Ctrl-C or the system asks the program to end; never where nobody listens.
async fn wants_to_stop(interruptible: bool) {
    if !interruptible {
        return std::future::pending().await;
    }
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                result = tokio::signal::ctrl_c() => if result.is_ok() { return },
                _ = terminate.recv() => return,
            }
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}
