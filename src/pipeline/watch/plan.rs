//! The config and what the store remembers to what is to be looked at, and when.

use std::collections::BTreeMap;

use chrono::Duration;

use super::super::refresh::source_row;
use crate::config::{Address, Config, DeclaredEvent, Source};
use crate::model::Timestamp;
use crate::schedule::{self, History, Next, Rhythm, Target};
use crate::store::{Followed, Store, StoreError, Visit};

/// Everything that is followed, with the moment at which it is to be looked at next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// In the order of the config.
    pub steps: Vec<Step>,
    /// When the last run did not come to its end: now, to read and compare what it stored.
    pub unfinished: Option<Timestamp>,
    /// When an alert is to be delivered next.
    pub delivery: Option<Timestamp>,
}

/// One source, or one article that a feed led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub event: String,
    /// The source's place in its event.
    pub source: usize,
    pub outlet: Option<String>,
    pub address: String,
    /// `None`: the source itself.
    pub entry: Option<Followed>,
    pub last: Option<Timestamp>,
    pub next: Next,
}

/// What is to be looked at now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Due {
    /// Whether all events are compared anew, whatever of them is due.
    all_events: bool,
    sources: BTreeMap<(String, usize), DueSource>,
}

/// What of one source is to be looked at now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DueSource {
    /// Whether the source's own address is to be asked.
    pub itself: bool,
    /// The articles that its feed led to and whose time has come.
    pub entries: Vec<Followed>,
}

impl Plan {
    /// The next moment at which something is to be looked at; `None`: never again.
    pub fn next(&self) -> Option<Timestamp> {
        self.steps.iter().filter_map(|step| step.next.at()).chain(self.unfinished).min()
    }

    /// What is to be looked at now.
    pub fn due(&self, now: Timestamp) -> Due {
        let mut due = Due { all_events: self.unfinished.is_some(), ..Due::default() };
        for step in self.steps.iter().filter(|step| step.next.is_due(now)) {
            let source = due.sources.entry((step.event.clone(), step.source)).or_default();
            match &step.entry {
                None => source.itself = true,
                Some(entry) => source.entries.push(entry.clone()),
            }
        }
        due
    }
}

impl Due {
    /// How many addresses are due.
    pub fn addresses(&self) -> usize {
        self.sources.values().map(|it| usize::from(it.itself) + it.entries.len()).sum()
    }

    /// What of a source is due; `None`: nothing.
    pub fn source(&self, event: &str, at: usize) -> Option<&DueSource> {
        self.sources.get(&(event.to_owned(), at))
    }

    /// Whether anything of the event is due.
    pub fn has_event(&self, event: &str) -> bool {
        self.all_events || self.sources.keys().any(|(known, _)| known == event)
    }
}

/// What is followed, and when it is to be looked at next. Without a store nothing was looked at yet.
pub fn plan(
    config: &Config,
    store: Option<&Store>,
    seed: u64,
    now: Timestamp,
) -> Result<Plan, StoreError> {
    let mut steps = Vec::new();
    for declared in &config.events {
        let rhythm = rhythm(config, declared, seed);
        for (at, source) in declared.sources.iter().enumerate() {
            let id = match store {
                Some(store) => store.source(&source_row(&declared.event, source))?,
                None => None,
            };
            let address = source.address.written();
            let (own, entries) = match store.zip(id) {
                Some((store, id)) => {
                    (store.visit(id, address)?, store.young_entries(id, now - rhythm.ladder.end())?)
                }
                None => (None, Vec::new()),
            };
            let step = |entry: Option<Followed>, history: &History, target: &Target| Step {
                event: declared.event.id.clone(),
                source: at,
                outlet: source.outlet.clone(),
                address: address.to_owned(),
                entry,
                last: history.last,
                next: schedule::next(&rhythm, target, history, now),
            };
            let known = own.as_ref().map(history).unwrap_or_default();
            steps.push(step(None, &known, &target(source)));
            for visit in entries {
                let past = history(&visit);
                let known =
                    Followed { url: visit.url, title: visit.title, published: visit.published };
                steps.push(step(Some(known), &past, &Target::Article));
            }
        }
    }
    let unfinished = match store {
        Some(store) => store.is_unfinished()?.then_some(now),
        None => None,
    };
    Ok(Plan { steps, unfinished, delivery: None })
}

/// How the event is followed: as it says itself, else as `[watch]` says.
pub fn rhythm(config: &Config, declared: &DeclaredEvent, seed: u64) -> Rhythm {
    let watch = &config.settings.watch;
    let spread = i64::try_from(watch.jitter_ms).unwrap_or(i64::MAX / 2) / 1_000;
    Rhythm {
        cron: declared.schedule.clone().unwrap_or_else(|| watch.schedule.clone()),
        zone: declared.time_zone.clone().unwrap_or_else(|| watch.time_zone.clone()),
        hours: declared.active.or(watch.active),
        ladder: watch.revisit.clone(),
        offset: schedule::offset(seed, &declared.event.id, Duration::seconds(spread)),
        until: declared.event.until,
    }
}

fn target(source: &Source) -> Target {
    match (&source.schedule, &source.address) {
        (Some(cron), _) => Target::Own(cron.clone()),
        (None, Address::Page(_)) => Target::Article,
        (None, _) => Target::Source,
    }
}

fn history(visit: &Visit) -> History {
    History { first: Some(visit.first_at), changed: visit.changed_at, last: Some(visit.last_at) }
}
