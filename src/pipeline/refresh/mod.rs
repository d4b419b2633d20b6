mod ask;
mod courtesy;
mod local;
mod take;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use anyhow::Context as _;
use tokio::sync::mpsc::{Receiver, UnboundedSender, channel, unbounded_channel};

use super::gather::{Answer, Gathering};
use super::health::{self, Health};
use super::picture::compared;
use super::read::Lead;
use super::told::{Progress, SourceSummary, Summary, Turn};
use super::watch::{Due, DueSource};
use crate::config::{Address, Config, DeclaredEvent, Source};
use crate::engine::Engine;
use crate::fetch::{Attempt, Fetcher, Request};
use crate::model::{Event, Timestamp};
use crate::store::{
    Ailment, AskedAs, Declared, FetchId, RunEnd, SourceId, SourceKind, SourceRow, Store, StoreError,
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
    /// Whether Ctrl-C and SIGTERM end the run in good order, and a second one the program. Otherwise the caller minds them.
    pub interruptible: bool,
    /// What of the events is looked at; `None`: all of it.
    pub due: Option<&'a Due>,
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
        let (outgoing, mut answers) = channel(gathering.room());
        scope.spawn(move || {
            runtime.block_on(gathering.run(incoming, outgoing));
            // A name that is being looked up is not waited for.
            runtime.shutdown_background();
        });
        // When it is dropped, however this ends, the thread ends.
        let run = Run::begin(store, work, requests, &stopped, tell)?;
        run.finish(&mut answers)
    })
}

/// A source with its row.
struct Target<'a> {
    id: SourceId,
    event: &'a Event,
    source: &'a Source,
    /// What of it is looked at in a run that does not look at all; `None`: nothing.
    due: Option<&'a DueSource>,
}

/// Where an address stands in the order of reading: the source's place, then the entry's.
type Place = (usize, usize);

/// What is to be done at a place.
enum Step {
    /// Its answer has not come.
    Waiting,
    /// A local file or folder, read when its turn comes.
    Local,
    /// Stored, to be read.
    Ready(FetchId),
    /// A source that wants not to be asked now.
    LeftAlone,
}

/// Somebody who waits for an address.
#[derive(Default)]
struct Waiter {
    place: Place,
    asked_as: AskedAs,
    lead: Option<Lead>,
    /// Whose the page is, where the collection that holds it says so.
    outlet: Option<String>,
    /// The moment that the bytes stand for, where it is not that of the run.
    saved: Option<Timestamp>,
    /// Changes when the file does.
    tag: Option<String>,
}

/// How far a source has been followed.
#[derive(Default)]
struct Trail {
    /// The last turn that was given away; the source's own address has turn 0.
    turn: usize,
    /// How many reports were asked for, and how many further lists.
    entries: usize,
    lists: usize,
    /// The addresses that were asked for.
    asked: BTreeSet<String>,
    /// How many lists lead to a list.
    depths: BTreeMap<usize, u32>,
    /// For how many seconds its server calls its answer fresh.
    fresh: u64,
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
    /// By the source's place.
    trails: Vec<Trail>,
    steps: BTreeMap<Place, Step>,
    asked: BTreeMap<String, Asked>,
    done: usize,
    /// What is to be read once more, since more is known of its outlet by now.
    again: BTreeSet<FetchId>,
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
        let pairs: Vec<(&Event, usize, &Source)> = work
            .events
            .iter()
            .flat_map(|declared| {
                let sources = declared.sources.iter().enumerate();
                sources.map(|(at, source)| (&declared.event, at, source))
            })
            .collect();
        let rows: Vec<SourceRow> =
            pairs.iter().map(|(event, _, source)| source_row(event, source)).collect();
        let declared = store.declare(&work.config.outlets, &events, &rows)?;
        let targets: Vec<Target<'_>> = declared
            .iter()
            .zip(&pairs)
            .map(|(Declared { id, .. }, (event, at, source))| Target {
                id: *id,
                event,
                source,
                due: work.due.and_then(|due| due.source(&event.id, *at)),
            })
            .collect();
        let sources = targets
            .iter()
            .zip(&declared)
            .map(|(target, Declared { was, .. })| {
                let is_due = work.due.is_none() || target.due.is_some_and(|due| due.itself);
                let mut summary = summary(target.event, target.source, is_due);
                summary.remarks.extend(was.as_ref().map(|was| {
                    format!(
                        "`{}` was read as `{was}` before, and what was read then stays under `{was}`: if it is the same outlet, give it \
                         the id `{was}` again and change its `name`",
                        summary.address
                    )
                }));
                summary
            })
            .collect();
        let trails = pairs.iter().map(|_| Trail::default()).collect();
        let extractor = super::read::version(work.engine, &work.config.outlets);
        work.fetcher.hush(&store.silences(work.now)?);
        let run = store.begin_run(work.now, &extractor)?;
        Ok(Self {
            store,
            work,
            requests,
            stopped,
            tell,
            extractor,
            targets,
            trails,
            steps: BTreeMap::new(),
            asked: BTreeMap::new(),
            done: 0,
            again: BTreeSet::new(),
            summary: Summary { run, sources, ..Summary::default() },
        })
    }

    fn finish(mut self, answers: &mut Receiver<Answer>) -> anyhow::Result<Summary> {
        self.catch_up()?;
        for at in 0..self.targets.len() {
            self.plan(at)?;
        }
        self.collect(answers)?;
        if !self.stopped() {
            self.read_again()?;
            self.reconcile()?;
        }
        self.note_looked()?;
        self.summary.interrupted = self.stopped();
        let end = if self.summary.interrupted { RunEnd::Interrupted } else { RunEnd::Done };
        self.store.end_run(self.summary.run, self.work.now, end)?;
        self.store.optimize();
        Ok(self.summary)
    }

    /// Notes which of the sources are through: those are not due before their next time.
    fn note_looked(&mut self) -> Result<(), StoreError> {
        let open: BTreeSet<usize> = self.steps.keys().map(|(source, _)| *source).collect();
        let is_due =
            |target: &Target<'_>| self.work.due.is_none() || target.due.is_some_and(|it| it.itself);
        let through = self.targets.iter().zip(&self.summary.sources).enumerate();
        let through = through.filter(|(at, (target, _))| !open.contains(at) && is_due(target)).map(
            |(_, (target, summary))| {
                (target.id, target.source.address.written(), summary.outcome.as_str())
            },
        );
        self.store.looked(through, self.work.now)
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    /// Stores answers as they come, and reads them in order.
    fn collect(&mut self, answers: &mut Receiver<Answer>) -> anyhow::Result<()> {
        while !self.stopped() {
            self.read_on()?;
            if self.steps.is_empty() || self.stopped() {
                break;
            }
            match answers.blocking_recv() {
                Some(Answer::Attempt(attempt)) => self.answered(*attempt)?,
                Some(Answer::Stop) => break,
                None => anyhow::bail!("the network thread ended before its work was done"),
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
                Step::Local => {
                    self.local(place)?;
                    continue;
                }
                Step::Ready(fetch) => {
                    self.steps.remove(&place);
                    self.read(place, fetch)?;
                }
                Step::LeftAlone => {
                    self.steps.remove(&place);
                }
            }
            let next = self.steps.first_key_value().map(|((source, _), _)| *source);
            if next != Some(place.0) {
                self.examine(place.0)?;
                (self.tell)(Progress::Source(&self.summary.sources[place.0]));
            }
            if self.stopped() {
                break;
            }
        }
        Ok(())
    }

    /// Holds a source against its own past; that it went dark, or that its pages stopped yielding what they did, is told once.
    fn examine(&mut self, at: usize) -> Result<(), StoreError> {
        let id = self.targets[at].id;
        let past = self.store.past(id)?;
        let dark = health::dark(&past, self.work.now);
        let degraded = health::degraded(&past);
        let turned = match self.ails(id, Ailment::Dark, dark.as_deref())? {
            Some(true) => Some(Turn::Dark),
            Some(false) => Some(Turn::Back),
            None => None,
        };
        let worn = match self.ails(id, Ailment::Degraded, degraded.as_deref())? {
            Some(true) => Some(Turn::Degraded),
            Some(false) => Some(Turn::Recovered),
            None => None,
        };
        let since = |ailment| {
            let found = self.store.trouble(id, ailment)?;
            Ok::<_, StoreError>(found.map(|trouble| trouble.opened_at))
        };
        let health = Health {
            usual_text: health::usual(&past),
            last_success: past.last_success,
            in_vain: past.in_vain,
            dark_since: since(Ailment::Dark)?,
            history: past.outcomes,
            degraded_since: since(Ailment::Degraded)?,
            degraded,
        };
        let summary = &mut self.summary.sources[at];
        summary.turned = turned.or(worn);
        summary.health = health;
        Ok(())
    }

    fn ails(
        &mut self,
        source: SourceId,
        ailment: Ailment,
        why: Option<&str>,
    ) -> Result<Option<bool>, StoreError> {
        self.store.ails(source, ailment, why, self.summary.run, self.work.now)
    }

    /// Says anew what the claims of each event say together.
    fn reconcile(&mut self) -> Result<(), StoreError> {
        for declared in self.work.events {
            let event = &declared.event.id;
            if self.stopped() {
                return Ok(());
            }
            (self.tell)(Progress::Reconciling { event });
            compared(self.store, self.work.config, self.work.engine, self.summary.run, event)?;
        }
        Ok(())
    }
}

/// A declared source as the store knows it.
pub(super) fn source_row(event: &Event, source: &Source) -> SourceRow {
    SourceRow {
        event: event.id.clone(),
        outlet: source.outlet.clone(),
        kind: match source.address {
            Address::Page(_) => SourceKind::Page,
            Address::Feed(_) => SourceKind::Feed,
            Address::Sitemap(_) => SourceKind::Sitemap,
            Address::Section(_) => SourceKind::Section,
            Address::File { .. } => SourceKind::File,
            Address::Folder { .. } => SourceKind::Folder,
        },
        address: source.address.written().to_owned(),
    }
}

fn summary(event: &Event, source: &Source, is_due: bool) -> SourceSummary {
    SourceSummary {
        event: event.id.clone(),
        outlet: source.outlet.clone(),
        kind: source.address.kind().to_owned(),
        address: source.address.written().to_owned(),
        outcome: if is_due { "not_tried" } else { "not_due" }.to_owned(),
        good: true,
        ..SourceSummary::default()
    }
}
