//! Addresses are asked on a thread of their own, so that reading and storing never wait for the network.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt as _;
use futures_util::stream::FuturesUnordered;
use tokio::sync::mpsc::{Sender, UnboundedReceiver};

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
    /// How many answers may be under way or wait to be stored: what the bodies of so many take is all the memory that a slow
    /// reader costs.
    pub(super) fn room(&self) -> usize {
        self.hosts_at_once.max(1) * 2
    }

    /// Asks until `requests` is closed, which ends what is under way too, or the run is stopped. One address a host at a
    /// time, in the order in which they came. An address is asked once there is room for its answer, so that none waits
    /// half read. After a first wish to stop, a second one ends the program where it stands.
    pub(super) async fn run(
        self,
        mut requests: UnboundedReceiver<Request>,
        answers: Sender<Answer>,
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
                    let room = answers.clone().reserve_owned();
                    asking.push(async move {
                        let room = room.await.ok()?;
                        room.send(Answer::Attempt(Box::new(fetcher.fetch(&request, now).await)));
                        Some(host)
                    });
                } else {
                    waiting.remove(&host);
                }
            }
            tokio::select! {
                () = &mut stop => {
                    self.stopped.store(true, Ordering::SeqCst);
                    // What is under way holds room. Where there is none even so, the reader is awake.
                    drop(asking);
                    let _ = answers.try_send(Answer::Stop);
                    return wait_or_leave(requests, self.interruptible).await;
                }
                request = requests.recv() => {
                    let Some(request) = request else { return };
                    let host = address::host(&request.url).unwrap_or_default();
                    if !waiting.contains_key(&host) {
                        turns.push_back(host.clone());
                    }
                    waiting.entry(host).or_default().push_back(request);
                }
                Some(host) = asking.next() => {
                    let Some(host) = host else { return };
                    turns.push_back(host);
                }
            }
        }
    }
}

/// Waits until the run has put away what it has, or the user has had enough of that. The store survives being left.
#[expect(clippy::exit, reason = "the other thread may be where nothing else reaches it")]
async fn wait_or_leave(mut requests: UnboundedReceiver<Request>, interruptible: bool) {
    tokio::select! {
        () = wants_to_stop(interruptible) => std::process::exit(LEFT),
        () = async { while requests.recv().await.is_some() {} } => {}
    }
}

/// What shells say of a program that Ctrl-C ended.
const LEFT: i32 = 130;

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

#[cfg(test)]
mod tests {
    use tokio::sync::mpsc::{channel, unbounded_channel};

    use super::*;
    use crate::fetch::Settings;

    #[test]
    fn no_more_is_asked_for_than_there_is_room_for() {
        let fetcher = Fetcher::new(Settings::default()).expect("a client");
        let stopped = AtomicBool::new(false);
        let gathering = Gathering {
            fetcher: &fetcher,
            now: Timestamp::default(),
            hosts_at_once: 1,
            stopped: &stopped,
            interruptible: false,
        };
        let (requests, incoming) = unbounded_channel();
        let (outgoing, mut answers) = channel(gathering.room());
        // No web address: it is answered without a network.
        for turn in 0..5 {
            let url = format!("ftp://host-{turn}.example/");
            requests.send(Request { url, ..Request::default() }).expect("the receiver is here");
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
        runtime.block_on(async {
            let mut run = std::pin::pin!(gathering.run(incoming, outgoing));
            let rest = || async {
                for _ in 0..100 {
                    tokio::task::yield_now().await;
                }
            };
            tokio::select! { () = &mut run => panic!("it ended"), () = rest() => {} }
            assert_eq!(answers.len(), 2, "a reader that sleeps has two answers to wake to");
            let mut read = 0;
            while read < 5 {
                tokio::select! { () = &mut run => panic!("it ended"), _ = answers.recv() => read += 1 }
            }
            drop(requests);
            run.await;
        });
    }
}
