use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use anyhow::Context as _;
use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};

use super::gather::{Answer, Gathering};
use super::read::{self, Found, Lead};
use super::told::{FailedEntry, Progress, SourceSummary, Summary};
use crate::config::{Address, Config, DeclaredEvent, Source, policy_name};
use crate::engine::Engine;
use crate::fetch::{self, Attempt, Fetcher, Outcome, Request};
use crate::model::{Event, Timestamp};
use crate::reconcile;
use crate::store::{
    Attempted, FetchId, Picture, Reading, RunEnd, SourceId, SourceKind, SourceRow, Store,
    StoreError, Unread,
};

/// One collecting run: what it looks at, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Refresh<'a> {
    pub config: &'a Config,
    /// The events to look at, of the config's.
    pub events: &'a [&'a DeclaredEvent],
    pub engine: &'a Engine,
    pub fetcher: &'a Fetcher,
    /// When the run is made.
    pub now: Timestamp,
    /// Whether Ctrl-C and SIGTERM end the run in good order. Otherwise the caller minds them.
    pub interruptible: bool,
}

/// Fetches every source of the events, reads what came, and says anew what the claims of each event say together.
///
/// A source that fails is a line of the summary; an error is a store that cannot be written. The calling thread reads and
/// writes; a thread of its own asks. What is read is read in the order of the config, so that two runs over the same pages
/// write the same rows.
pub fn refresh(
    store: &mut Store,
    work: &Refresh<'_>,
    tell: &mut dyn FnMut(Progress<'_>),
) -> anyhow::Result<Summary> {
    let stopped = AtomicBool::new(false);
    let (requests, incoming) = unbounded_channel();
    let (outgoing, answers) = mpsc::channel();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("no thread can be started for the network")?;
    thread::scope(|scope| {
        let gathering = Gathering {
            fetcher: work.fetcher,
            now: work.now,
            hosts_at_once: work.config.settings.fetch.hosts_at_once as usize,
            stopped: &stopped,
            interruptible: work.interruptible,
        };
        scope.spawn(move || {
            runtime.block_on(gathering.run(incoming, outgoing));
            // A name that is being looked up is not waited for.
            runtime.shutdown_background();
        });
        // When it is dropped, however this ends, the thread ends.
        let run = Run::begin(store, work, requests, &stopped, tell)?;
        run.finish(&answers)
    })
}

/// A source with its row.
struct Target<'a> {
    id: SourceId,
    event: &'a Event,
    source: &'a Source,
}

/// Where an address stands in the order of reading: the source's place, then the entry's.
type Place = (usize, usize);

/// What is to be done at a place.
enum Step {
    /// Its answer has not come.
    Waiting,
    /// A local file, read when its turn comes.
    File,
    /// Stored, to be read.
    Ready(FetchId),
}

/// Somebody who waits for an address.
struct Waiter {
    place: Place,
    lead: Option<Lead>,
}

/// An address of this run. Several sources may name it; it is asked once.
enum Asked {
    Waiting(Vec<Waiter>),
    /// The body is in the store by now, not here.
    Answered(Box<Attempt>),
}

struct Run<'a, 't> {
    store: &'a mut Store,
    work: &'a Refresh<'a>,
    requests: UnboundedSender<Request>,
    stopped: &'a AtomicBool,
    tell: &'t mut dyn FnMut(Progress<'_>),
    extractor: String,
    targets: Vec<Target<'a>>,
    steps: BTreeMap<Place, Step>,
    asked: BTreeMap<String, Asked>,
    done: usize,
    summary: Summary,
}

impl<'a, 't> Run<'a, 't> {
    fn begin(
        store: &'a mut Store,
        work: &'a Refresh<'a>,
        requests: UnboundedSender<Request>,
        stopped: &'a AtomicBool,
        tell: &'t mut dyn FnMut(Progress<'_>),
    ) -> Result<Self, StoreError> {
        let events: Vec<Event> =
            work.events.iter().map(|declared| declared.event.clone()).collect();
        let pairs: Vec<(&Event, &Source)> = work
            .events
            .iter()
            .flat_map(|declared| declared.sources.iter().map(|source| (&declared.event, source)))
            .collect();
        let rows: Vec<SourceRow> = pairs.iter().map(|(event, source)| row(event, source)).collect();
        let ids = store.declare(&work.config.outlets, &events, &rows)?;
        let targets = ids
            .into_iter()
            .zip(&pairs)
            .map(|(id, (event, source))| Target { id, event, source })
            .collect();
        let sources = pairs.iter().map(|(event, source)| summary(event, source)).collect();
        let extractor = format!("claims {}", env!("CARGO_PKG_VERSION"));
        let run = store.begin_run(work.now, &extractor)?;
        Ok(Self {
            store,
            work,
            requests,
            stopped,
            tell,
            extractor,
            targets,
            steps: BTreeMap::new(),
            asked: BTreeMap::new(),
            done: 0,
            summary: Summary { run, sources, ..Summary::default() },
        })
    }

    fn finish(mut self, answers: &Receiver<Answer>) -> anyhow::Result<Summary> {
        self.catch_up()?;
        for at in 0..self.targets.len() {
            self.plan(at)?;
        }
        self.collect(answers)?;
        if !self.stopped() {
            self.reconcile()?;
        }
        self.summary.interrupted = self.stopped();
        let end = if self.summary.interrupted { RunEnd::Interrupted } else { RunEnd::Done };
        self.store.end_run(self.summary.run, self.work.now, end)?;
        self.store.optimize();
        Ok(self.summary)
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Reads what a run before had stored and not read.
    fn catch_up(&mut self) -> Result<(), StoreError> {
        for fetch in self.store.left_unread()? {
            let Some(unread) = self.store.unread(fetch)? else {
                // Its bytes are gone.
                self.store.mark_read(fetch, "nothing", None)?;
                continue;
            };
            if unread.kind == SourceKind::Feed && !unread.is_entry {
                self.store.mark_read(fetch, "feed", None)?;
                continue;
            }
            let declared = self.work.config.event(&unread.event).map(|known| known.event.clone());
            let event = match declared {
                Some(event) => event,
                None => self.store.event(&unread.event)?.unwrap_or_default(),
            };
            if let Ok(Some(_)) = self.keep(&unread, &event)? {
                self.summary.caught_up += 1;
            }
        }
        Ok(())
    }

    /// Asks for a source's address, or notes that it is a file.
    fn plan(&mut self, at: usize) -> Result<(), StoreError> {
        let source = self.targets[at].source;
        match &source.address {
            Address::Page(url) | Address::Feed(url) => {
                self.ask(url.clone(), Waiter { place: (at, 0), lead: None })
            }
            Address::File { .. } => {
                self.steps.insert((at, 0), Step::File);
                Ok(())
            }
        }
    }

    fn ask(&mut self, url: String, waiter: Waiter) -> Result<(), StoreError> {
        self.steps.insert(waiter.place, Step::Waiting);
        match self.asked.get_mut(&url) {
            Some(Asked::Waiting(waiters)) => waiters.push(waiter),
            Some(Asked::Answered(attempt)) => {
                let mut attempt = attempt.clone();
                if let Some(snapshot) = &mut attempt.snapshot {
                    snapshot.body = self.store.snapshot(snapshot.sha256)?.unwrap_or_default();
                }
                self.record(&waiter, &attempt)?;
            }
            None => {
                let request = Request {
                    validators: self.store.validators(&url)?,
                    allow_private: self.targets[waiter.place.0].source.allow_private,
                    url: url.clone(),
                };
                // A thread that is gone was stopped; the loop that follows sees that.
                let _ = self.requests.send(request);
                self.asked.insert(url, Asked::Waiting(vec![waiter]));
                (self.tell)(Progress::Planned { addresses: self.asked.len() });
            }
        }
        Ok(())
    }

    /// Stores answers as they come, and reads them in order.
    fn collect(&mut self, answers: &Receiver<Answer>) -> anyhow::Result<()> {
        while !self.stopped() {
            self.read_on()?;
            if self.steps.is_empty() || self.stopped() {
                break;
            }
            match answers.recv() {
                Ok(Answer::Attempt(attempt)) => self.answered(*attempt)?,
                Ok(Answer::Stop) => break,
                Err(_) => anyhow::bail!("the network thread ended before its work was done"),
            }
        }
        // What came in meanwhile is kept; the next run reads it.
        while let Ok(Answer::Attempt(attempt)) = answers.try_recv() {
            self.answered(*attempt)?;
        }
        Ok(())
    }

    /// Reads what is ready, up to the first place that still waits.
    fn read_on(&mut self) -> Result<(), StoreError> {
        while let Some((&place, step)) = self.steps.first_key_value() {
            match *step {
                Step::Waiting => break,
                Step::File => {
                    self.file(place)?;
                    continue;
                }
                Step::Ready(fetch) => {
                    self.steps.remove(&place);
                    self.read(place, fetch)?;
                }
            }
            let next = self.steps.first_key_value().map(|((source, _), _)| *source);
            if next != Some(place.0) {
                (self.tell)(Progress::Source(&self.summary.sources[place.0]));
            }
            if self.stopped() {
                break;
            }
        }
        Ok(())
    }

    fn file(&mut self, place: Place) -> Result<(), StoreError> {
        let Address::File { path, written, url, saved } = &self.targets[place.0].source.address
        else {
            return Ok(());
        };
        let name = url.as_ref().unwrap_or(written);
        let moment = saved.unwrap_or(self.work.now);
        let bytes_max = self.work.config.settings.fetch.body_bytes_max;
        let attempt = fetch::file::read(path, name, moment, bytes_max);
        self.record(&Waiter { place, lead: None }, &attempt)
    }

    fn answered(&mut self, attempt: Attempt) -> Result<(), StoreError> {
        let Some(Asked::Waiting(waiters)) = self.asked.remove(&attempt.url) else { return Ok(()) };
        self.done += 1;
        for waiter in &waiters {
            self.record(waiter, &attempt)?;
        }
        (self.tell)(Progress::Done { addresses: self.done, url: &attempt.url });
        let url = attempt.url.clone();
        let mut light = attempt;
        if let Some(snapshot) = &mut light.snapshot {
            snapshot.body = Vec::new();
        }
        self.asked.insert(url, Asked::Answered(Box::new(light)));
        Ok(())
    }

    /// Writes an attempt down, with its bytes, before anything is made of it.
    fn record(&mut self, waiter: &Waiter, attempt: &Attempt) -> Result<(), StoreError> {
        let target = &self.targets[waiter.place.0];
        let saved = match &target.source.address {
            Address::File { saved, .. } => *saved,
            _ => None,
        };
        let message = message(attempt);
        let snapshot = attempt.snapshot.as_ref();
        let entry = waiter.lead.as_ref().map(|lead| &lead.entry);
        let fetch = self.store.record(&Attempted {
            run: self.summary.run,
            source: target.id,
            url: &attempt.url,
            final_url: (attempt.final_url != attempt.url).then_some(&*attempt.final_url),
            at: self.work.now,
            seen_at: saved.unwrap_or(self.work.now),
            outcome: attempt.code(),
            message: message.as_deref(),
            status: attempt.status,
            content_type: snapshot.and_then(|snapshot| snapshot.content_type.as_deref()),
            validators: snapshot.map(|snapshot| &snapshot.validators),
            entry_title: entry.and_then(|entry| entry.title.as_deref()),
            entry_published: entry.and_then(|entry| entry.published.or(entry.updated)),
            body: snapshot.map(|snapshot| &*snapshot.body),
            whole: attempt.outcome.is_good(),
            extractor: &self.extractor,
        })?;
        self.steps.insert(waiter.place, Step::Ready(fetch));
        let summary = &mut self.summary.sources[waiter.place.0];
        summary.bytes += attempt.bytes;
        if waiter.place.1 == 0 {
            attempt.code().clone_into(&mut summary.outcome);
        }
        if !attempt.outcome.is_good() {
            let hint = attempt.outcome.hint().map(ToOwned::to_owned);
            self.fail(waiter.place, &attempt.url, attempt.code(), message, hint);
        }
        Ok(())
    }

    fn fail(
        &mut self,
        place: Place,
        url: &str,
        outcome: &str,
        message: Option<String>,
        hint: Option<String>,
    ) {
        let summary = &mut self.summary.sources[place.0];
        summary.good = false;
        if place.1 == 0 {
            outcome.clone_into(&mut summary.outcome);
            summary.message = message;
            summary.hint = hint;
        } else {
            let (url, outcome) = (url.to_owned(), outcome.to_owned());
            summary.failed.push(FailedEntry { url, outcome, message, hint });
        }
    }

    /// Reads a stored snapshot. Bytes that were read before, and attempts that brought none, have nothing to read.
    fn read(&mut self, place: Place, fetch: FetchId) -> Result<(), StoreError> {
        let Some(unread) = self.store.unread(fetch)? else { return Ok(()) };
        let event = self.targets[place.0].event;
        if unread.kind == SourceKind::Feed && !unread.is_entry {
            return self.feed(place, &unread, event);
        }
        match self.keep(&unread, event)? {
            Ok(Some(added)) => self.summary.sources[place.0].add(added),
            Ok(None) => {}
            Err((outcome, message, hint)) => {
                self.fail(place, &unread.url, outcome, Some(message), Some(hint.to_owned()));
            }
        }
        Ok(())
    }

    /// Takes the article out of a snapshot and stores it with its claims; `Ok(None)` where it is about something else, the
    /// outcome, message and remedy where there is none.
    #[expect(clippy::type_complexity, reason = "three strings to tell, used by two callers")]
    fn keep(
        &mut self,
        unread: &Unread,
        event: &Event,
    ) -> Result<Result<Option<crate::store::Added>, (&'static str, String, &'static str)>, StoreError>
    {
        let outlets = &self.work.config.outlets;
        let engine = self.work.engine;
        // A page that a parser falls over is a page that gives nothing, at every run alike.
        let found = catch_unwind(AssertUnwindSafe(|| {
            read::page(engine, unread, event, outlets, unread.is_entry)
        }));
        let found = found.unwrap_or_else(|_| Found::Nothing {
            outcome: "unreadable",
            message: "the page could not be parsed".to_owned(),
            hint: "this is a fault of claims: please report it with the page",
        });
        match found {
            Found::Article(report) => {
                let added = self.store.keep(&Reading {
                    fetch: unread.fetch,
                    event: &unread.event,
                    outlet: &report.outlet,
                    url: &report.url,
                    article: &report.article,
                    claims: &report.claims,
                    sketch: &report.sketch,
                    extractor: &self.extractor,
                })?;
                Ok(Ok(Some(added)))
            }
            Found::OffTopic => {
                self.store.mark_read(unread.fetch, "off_topic", None)?;
                Ok(Ok(None))
            }
            Found::Nothing { outcome, message, hint } => {
                self.store.mark_read(unread.fetch, "nothing", Some((outcome, &message)))?;
                Ok(Err((outcome, message, hint)))
            }
        }
    }

    /// Asks for the entries of a feed that may belong to the event, and for those that it led to not long ago: a report is
    /// edited after the feed has dropped it, too.
    fn feed(&mut self, place: Place, unread: &Unread, event: &Event) -> Result<(), StoreError> {
        let mut leads = match read::leads(unread, event) {
            Ok(leads) => leads,
            Err(error) => {
                let Found::Nothing { outcome, message, hint } = read::no_feed(error) else {
                    return Ok(());
                };
                self.store.mark_read(unread.fetch, "nothing", Some((outcome, &message)))?;
                self.fail(place, &unread.url, outcome, Some(message), Some(hint.to_owned()));
                return Ok(());
            }
        };
        self.store.mark_read(unread.fetch, "feed", None)?;
        let settings = &self.work.config.settings.fetch;
        leads.truncate(settings.entries_max as usize);
        let days = chrono::Days::new(u64::from(settings.revisit_days));
        let since = self.work.now.checked_sub_days(days).unwrap_or_default();
        for known in self.store.known_entries(self.targets[place.0].id, since)? {
            if !leads.iter().any(|lead| lead.url == known.url) {
                leads.push(read::revisit(known));
            }
        }
        for (turn, lead) in leads.into_iter().enumerate() {
            self.summary.sources[place.0].entries += 1;
            let waiter = Waiter { place: (place.0, turn + 1), lead: Some(lead) };
            let url = waiter.lead.as_ref().map(|lead| lead.url.clone()).unwrap_or_default();
            self.ask(url, waiter)?;
        }
        Ok(())
    }

    /// Says anew what the claims of each event say together.
    fn reconcile(&mut self) -> Result<(), StoreError> {
        let policy = self.work.config.settings.reconcile.policy;
        let settings =
            reconcile::Settings { outlets: self.work.config.outlets.clone(), policy, pairs: false };
        for declared in self.work.events {
            let event = &declared.event.id;
            if self.stopped() {
                return Ok(());
            }
            (self.tell)(Progress::Reconciling { event });
            let appearances = self.store.appearances(event, None)?;
            let said = self.work.engine.reconcile(&settings, &appearances);
            let mut set_aside = said.set_aside;
            set_aside.sort();
            set_aside.dedup_by(|a, b| a.0 == b.0);
            let picture = Picture { findings: said.findings, set_aside };
            let policy = policy_name(policy);
            self.store.tell(self.summary.run, event, &policy, &picture, &said.changes)?;
        }
        Ok(())
    }
}

fn row(event: &Event, source: &Source) -> SourceRow {
    SourceRow {
        event: event.id.clone(),
        outlet: source.outlet.clone(),
        kind: match source.address {
            Address::Page(_) => SourceKind::Page,
            Address::Feed(_) => SourceKind::Feed,
            Address::File { .. } => SourceKind::File,
        },
        address: source.address.written().to_owned(),
    }
}

fn summary(event: &Event, source: &Source) -> SourceSummary {
    SourceSummary {
        event: event.id.clone(),
        outlet: source.outlet.clone(),
        kind: source.address.kind().to_owned(),
        address: source.address.written().to_owned(),
        outcome: "not_tried".to_owned(),
        good: true,
        ..SourceSummary::default()
    }
}

/// What a person should know about a failure, beyond its name.
fn message(attempt: &Attempt) -> Option<String> {
    if attempt.outcome.is_good() {
        return None;
    }
    let until = match attempt.outcome {
        Outcome::RateLimited { until: Some(until) } => Some(format!("until {until}")),
        _ => None,
    };
    let status = attempt.status.map(|status| format!("HTTP {status}"));
    let parts: Vec<String> =
        [status, until, attempt.detail.clone()].into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}
