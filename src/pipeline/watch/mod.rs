//! Runs when they are due, until somebody ends it.
//!
//! The clock, the config and the network come from the caller, so that a simulated month takes seconds. What the loop decides
//! by lies in the store alone: a watch that was killed and one that was never stopped do the same next.

mod plan;

use chrono::Duration;

pub use plan::{Due, DueSource, Plan, Step, plan, rhythm};

use super::alert::{Courier, Delivered, deliver, next_delivery, note};
use super::{Progress, Refresh, Summary, refresh};
use crate::config::{Config, ConfigError, DeclaredEvent};
use crate::engine::Engine;
use crate::fetch::{FetchError, Fetcher};
use crate::model::Timestamp;
use crate::store::{Lock, Store, StoreError};

/// The present, and the wishes of whoever runs the program.
pub trait Clock {
    fn now(&self) -> Timestamp;

    /// Returns at that moment, or as soon as somebody wants something; without a moment, only then.
    fn wait(&mut self, until: Option<Timestamp>) -> Wake;
}

/// Why a wait ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    Time,
    Stop,
    Reload,
}

/// What the watch works with.
#[expect(missing_debug_implementations, reason = "closures have nothing to show")]
pub struct Watch<'a> {
    pub config: Config,
    pub engine: &'a Engine,
    /// Reads the config anew.
    pub load: &'a mut dyn FnMut() -> Result<Config, ConfigError>,
    /// A fetcher for a config's bounds; it is kept as long as the config is.
    pub fetcher: &'a dyn Fn(&Config) -> Result<Fetcher, FetchError>,
    /// Takes alerts to the channels.
    pub courier: &'a dyn Courier,
    /// What the store is to remember as its seed, where it has none yet.
    pub seed: u64,
    /// Whether to do what is due now and end.
    pub once: bool,
    /// Whether SIGTERM and Ctrl-C end a run in good order; otherwise the caller minds them.
    pub interruptible: bool,
}

/// What the watch does, as it does it.
#[derive(Debug)]
pub enum Told<'a> {
    /// It follows so many events and sources.
    Started {
        config: &'a Config,
    },
    /// It waits for that moment; `None`: for a new config, because nothing is due ever again.
    Waiting {
        next: Option<Timestamp>,
        plan: &'a Plan,
    },
    /// A run begins, for so many of the sources and articles.
    Running {
        due: usize,
    },
    Progress(Progress<'a>),
    Ran {
        summary: &'a Summary,
        took_in: &'a [&'a DeclaredEvent],
    },
    /// What was delivered, or was not.
    Delivered(&'a Delivered),
    /// Another run is writing; it is waited for.
    Busy {
        by: &'a StoreError,
    },
    /// A run could not be made. It is tried again at that moment.
    Failed {
        error: &'a anyhow::Error,
        again: Timestamp,
    },
    /// Runs can be made again.
    Recovered,
    /// The config was read anew; what is different, in words.
    Reloaded {
        changes: &'a [String],
    },
    /// The new config does not hold; the old one goes on.
    Refused {
        error: &'a anyhow::Error,
    },
    Stopping,
}

/// How long a store that another run writes to is left alone.
const BUSY: Duration = Duration::seconds(5);

/// The first and the longest pause after a run that could not be made.
const PAUSES: (Duration, Duration) = (Duration::seconds(30), Duration::minutes(15));

/// What is due right after it was looked at is not looked at again before this.
const REST: Duration = Duration::seconds(30);

/// What the loop carries from one turn to the next.
struct Loop<'a, 'c> {
    watch: Watch<'a>,
    clock: &'c mut dyn Clock,
    fetcher: Fetcher,
    seed: u64,
    /// Runs that could not be made, one after the other.
    failures: u32,
    /// No run begins before this.
    not_before: Option<Timestamp>,
    /// When deliveries were last tried by themselves.
    mailed: Option<Timestamp>,
}

/// Looks at what is due, whenever it is, until the clock says stop. With `once`: what is due now, and the summary of that.
///
/// An error is a store or a network that cannot be used from the start. What goes wrong later is told and tried again.
pub fn watch(
    watch: Watch<'_>,
    clock: &mut dyn Clock,
    tell: &mut dyn FnMut(Told<'_>),
) -> anyhow::Result<Option<Summary>> {
    let fetcher = (watch.fetcher)(&watch.config)?;
    let mut state =
        Loop { seed: 0, fetcher, watch, clock, failures: 0, not_before: None, mailed: None };
    tell(Told::Started { config: &state.watch.config });
    let Some(seed) = state.seed(tell)? else {
        tell(Told::Stopping);
        return Ok(None);
    };
    state.seed = seed;
    let mut last = None;
    loop {
        let now = state.clock.now();
        let plan = match state.plan(now) {
            Ok(plan) => plan,
            Err(error) if state.watch.once => return Err(error.into()),
            Err(error) => {
                let again = state.fail(&error.into(), tell);
                match state.clock.wait(Some(again)) {
                    Wake::Time => {}
                    Wake::Reload => state.reload(tell),
                    Wake::Stop => {
                        tell(Told::Stopping);
                        return Ok(last);
                    }
                }
                continue;
            }
        };
        let next = plan.next().map(|next| state.not_before.map_or(next, |rest| next.max(rest)));
        if next.is_some_and(|next| next <= now) {
            last = state.turn(&plan, now, tell)?.or(last);
            if last.as_ref().is_some_and(|summary: &Summary| summary.interrupted) {
                tell(Told::Stopping);
                return Ok(last);
            }
            continue;
        }
        let delivery =
            plan.delivery.map(|at| state.mailed.map_or(at, |mailed| at.max(mailed + BUSY)));
        if delivery.is_some_and(|at| at <= now) {
            state.mailed = Some(now);
            if let Err(error) = state.deliver(tell) {
                state.fail(&error.into(), tell);
            }
            continue;
        }
        if state.watch.once {
            return Ok(last);
        }
        tell(Told::Waiting { next, plan: &plan });
        match state.clock.wait([next, delivery].into_iter().flatten().min()) {
            Wake::Time => {}
            Wake::Reload => state.reload(tell),
            Wake::Stop => {
                tell(Told::Stopping);
                return Ok(last);
            }
        }
    }
}

impl Loop<'_, '_> {
    fn path(&self) -> &std::path::Path {
        &self.watch.config.settings.store.path
    }

    /// Makes the store ready, and learns its seed. `None`: the user wants to stop.
    fn seed(&mut self, tell: &mut dyn FnMut(Told<'_>)) -> anyhow::Result<Option<u64>> {
        loop {
            let now = self.clock.now();
            match Lock::take(self.path(), false, now) {
                Ok(lock) => {
                    let mut store = Store::write(self.path(), lock)?;
                    let fresh = format!("{:016x}", self.watch.seed);
                    let kept = store.remembered("seed", &fresh)?;
                    return Ok(Some(u64::from_str_radix(&kept, 16).unwrap_or(self.watch.seed)));
                }
                Err(by @ StoreError::Locked { .. }) => {
                    tell(Told::Busy { by: &by });
                    match self.clock.wait(Some(now + BUSY)) {
                        Wake::Stop => return Ok(None),
                        Wake::Reload => self.reload(tell),
                        Wake::Time => {}
                    }
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    fn plan(&self, now: Timestamp) -> Result<Plan, StoreError> {
        let store = match Store::read(self.path()) {
            Ok(store) => Some(store),
            Err(StoreError::Missing(_)) => None,
            Err(error) => return Err(error),
        };
        let mut plan = plan(&self.watch.config, store.as_ref(), self.seed, now)?;
        if let Some(store) = &store {
            plan.delivery = next_delivery(store, &self.watch.config, now)?;
        }
        Ok(plan)
    }

    /// One run of what is due. What stands in its way is told, and the next try put off.
    fn turn(
        &mut self,
        plan: &Plan,
        now: Timestamp,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> anyhow::Result<Option<Summary>> {
        let due = plan.due(now);
        match self.run(&due, now, tell) {
            Ok(summary) => {
                if self.failures > 0 {
                    self.failures = 0;
                    tell(Told::Recovered);
                }
                self.not_before = Some(now + REST);
                Ok(Some(summary))
            }
            Err(error) if is_locked(&error) && !self.watch.once => {
                if let Some(by) = error.downcast_ref() {
                    tell(Told::Busy { by });
                }
                self.not_before = Some(now + BUSY);
                Ok(None)
            }
            Err(error) if self.watch.once => Err(error),
            Err(error) => {
                self.fail(&error, tell);
                Ok(None)
            }
        }
    }

    /// Tells of what stands in the way, and says when to try again: later each time.
    fn fail(&mut self, error: &anyhow::Error, tell: &mut dyn FnMut(Told<'_>)) -> Timestamp {
        let pause = PAUSES.0 * 2_i32.saturating_pow(self.failures.min(8));
        let again = self.clock.now() + pause.min(PAUSES.1);
        self.failures += 1;
        self.not_before = Some(again);
        tell(Told::Failed { error, again });
        again
    }

    fn run(
        &mut self,
        due: &Due,
        now: Timestamp,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> anyhow::Result<Summary> {
        let config = &self.watch.config;
        let events: Vec<&DeclaredEvent> =
            config.events.iter().filter(|known| due.has_event(&known.event.id)).collect();
        let lock = Lock::take(self.path(), false, now)?;
        let mut store = Store::write(self.path(), lock)?;
        match config.settings.store.bytes_max {
            0 => {}
            bytes => store.limit_size(bytes)?,
        }
        tell(Told::Running { due: due.addresses() });
        let work = Refresh {
            config,
            events: &events,
            engine: self.watch.engine,
            fetcher: &self.fetcher,
            now,
            interruptible: self.watch.interruptible,
            due: Some(due),
        };
        let summary = refresh(&mut store, &work, &mut |progress| tell(Told::Progress(progress)))?;
        tell(Told::Ran { summary: &summary, took_in: &events });
        if !summary.interrupted {
            let events: Vec<&str> = events.iter().map(|it| it.event.id.as_str()).collect();
            note(&mut store, config, &events)?;
        }
        drop(store);
        self.deliver(tell)?;
        Ok(summary)
    }

    /// Delivers what waits. Whoever writes to the store meanwhile is left to it: what waits goes on waiting.
    fn deliver(&self, tell: &mut dyn FnMut(Told<'_>)) -> Result<(), StoreError> {
        let now = self.clock.now();
        let lock = match Lock::take(self.path(), false, now) {
            Err(StoreError::Locked { .. }) => return Ok(()),
            lock => lock?,
        };
        let mut store = Store::write(self.path(), lock)?;
        for done in deliver(&mut store, &self.watch.config, self.watch.courier, now)? {
            tell(Told::Delivered(&done));
        }
        Ok(())
    }

    /// Takes the config as it is now; one that does not hold changes nothing.
    fn reload(&mut self, tell: &mut dyn FnMut(Told<'_>)) {
        let fresh = match (self.watch.load)() {
            Ok(fresh) => fresh,
            Err(error) => return tell(Told::Refused { error: &error.into() }),
        };
        // An editor may take the file away for a moment before it puts the new one there.
        if let (Some(path), None) = (&self.watch.config.path, &fresh.path) {
            let path = path.display();
            let error = anyhow::anyhow!("`{path}` is gone: once it is there, send SIGHUP again");
            return tell(Told::Refused { error: &error });
        }
        if fresh.settings.store.path != self.watch.config.settings.store.path {
            let path = fresh.settings.store.path.display();
            let error = anyhow::anyhow!("the store moved to `{path}`: stop and start to use it");
            return tell(Told::Refused { error: &error });
        }
        if fresh.settings.fetch != self.watch.config.settings.fetch {
            match (self.watch.fetcher)(&fresh) {
                Ok(fetcher) => self.fetcher = fetcher,
                Err(error) => return tell(Told::Refused { error: &error.into() }),
            }
        }
        let changes = self.watch.config.changes(&fresh);
        self.watch.config = fresh;
        self.not_before = None;
        tell(Told::Reloaded { changes: &changes });
    }
}

fn is_locked(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::Locked { .. }))
}
