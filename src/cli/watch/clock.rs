//! The wall clock, and the signals that end a wait.

use std::io::IsTerminal as _;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use chrono::Utc;

use crate::model::Timestamp;
use crate::pipeline::{Clock, Wake};

/// A wait is made of pieces of this length, so that a machine that slept, or a clock that was set, is noticed.
const PIECE: Duration = Duration::from_secs(20);

/// The machine's clock.
pub(super) struct Wall {
    wishes: Receiver<Wake>,
    /// Whether a terminal was there at the start.
    terminal: bool,
}

impl Wall {
    /// From now on SIGTERM, Ctrl-C and SIGHUP are wishes.
    pub(super) fn new(terminal: bool) -> Self {
        let (wish, wishes) = channel();
        let (ready, is_ready) = channel();
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let Ok(runtime) = runtime else { return };
            runtime.block_on(async {
                let mut signals = Signals::new();
                let _ = ready.send(());
                while let Some(wake) = signals.next().await {
                    if wish.send(wake).is_err() {
                        break;
                    }
                }
            });
        });
        // A signal that comes before anybody listens would end the program.
        let _ = is_ready.recv();
        Self { wishes, terminal }
    }

    /// A terminal that is closed sends SIGHUP too: then nobody is there to have a config read anew for.
    fn wish(&self, wake: Wake) -> Wake {
        if wake == Wake::Reload && self.terminal && !std::io::stderr().is_terminal() {
            return Wake::Stop;
        }
        if wake == Wake::Reload {
            reloading();
        }
        wake
    }
}

impl Clock for Wall {
    #[expect(clippy::disallowed_methods, reason = "the clock of the watch is read here")]
    fn now(&self) -> Timestamp {
        Utc::now()
    }

    fn wait(&mut self, until: Option<Timestamp>) -> Wake {
        loop {
            let rest = match until {
                Some(until) => match (until - self.now()).to_std() {
                    Ok(rest) if !rest.is_zero() => rest.min(PIECE),
                    _ => return Wake::Time,
                },
                None => PIECE,
            };
            match self.wishes.recv_timeout(rest) {
                Ok(wake) => return self.wish(wake),
                Err(RecvTimeoutError::Timeout) => alive(),
                // Without ears, the time still passes.
                Err(RecvTimeoutError::Disconnected) => {
                    thread::sleep(rest);
                    alive();
                }
            }
        }
    }
}

/// Tells the service manager's watchdog that the program has not hung.
pub(super) fn alive() {
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
}

fn reloading() {
    if let Ok(now) = sd_notify::NotifyState::monotonic_usec_now() {
        let _ = sd_notify::notify(&[sd_notify::NotifyState::Reloading, now]);
    }
}

/// What the system sends.
#[cfg(unix)]
struct Signals {
    terminate: Option<tokio::signal::unix::Signal>,
    interrupt: Option<tokio::signal::unix::Signal>,
    hangup: Option<tokio::signal::unix::Signal>,
}

#[cfg(unix)]
impl Signals {
    fn new() -> Self {
        use tokio::signal::unix::{SignalKind, signal};
        Self {
            terminate: signal(SignalKind::terminate()).ok(),
            interrupt: signal(SignalKind::interrupt()).ok(),
            hangup: signal(SignalKind::hangup()).ok(),
        }
    }

    async fn next(&mut self) -> Option<Wake> {
        async fn of(signal: &mut Option<tokio::signal::unix::Signal>) {
            match signal {
                Some(signal) => _ = signal.recv().await,
                None => std::future::pending().await,
            }
        }
        tokio::select! {
            () = of(&mut self.terminate) => Some(Wake::Stop),
            () = of(&mut self.interrupt) => Some(Wake::Stop),
            () = of(&mut self.hangup) => Some(Wake::Reload),
        }
    }
}

#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    fn new() -> Self {
        Self
    }

    async fn next(&mut self) -> Option<Wake> {
        tokio::signal::ctrl_c().await.ok().map(|()| Wake::Stop)
    }
}
