//! What the program would read out of the stored pages now, held against what it read then.
//!
//! To show and to apply are one: both read first, and applying writes what was shown. An event's changes are one transaction,
//! with its new picture; events that share reports go together.

mod difference;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use difference::differences;
pub use difference::{Difference, ToldFigure};

use super::address;
use super::alert::note;
use super::picture::compared;
use super::read::{self, Found, Report};
use crate::config::Config;
use crate::engine::Engine;
use crate::model::{Event, Timestamp};
use crate::store::{FetchId, Readable, Reading, RunEnd, Store, StoreError, Unread};

/// What is read anew, and with what.
#[derive(Debug, Clone, Copy)]
pub struct Reprocess<'a> {
    pub config: &'a Config,
    pub engine: &'a Engine,
    /// The events; all of the store's where none is named.
    pub events: &'a [String],
}

/// What reading anew changes of events that share reports.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct Reprocessed {
    pub events: Vec<String>,
    /// Versions that were read anew.
    pub versions: u32,
    /// Versions whose pages are no longer here: they stay as they were read.
    pub pruned: u32,
    /// In order of address and version; those in which nothing differs are left out.
    pub reports: Vec<Reread>,
    /// The run that applied it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<i64>,
}

/// What differs in one version of a report.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reread {
    pub outlet: String,
    pub url: String,
    /// `None` for a page that was read as no report of the event.
    pub version: Option<i64>,
    pub differences: Vec<Difference>,
    /// What else is to be known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A page, as it is read now.
struct Page {
    /// The version that was read out of it.
    version: Option<Readable>,
    fetch: FetchId,
    event: String,
    now: Option<Box<Report>>,
    /// Whether its new reading is left to its next fetch.
    is_kept: bool,
}

/// What other rules would change, without changing it.
pub fn preview(store: &Store, work: &Reprocess<'_>) -> Result<Vec<Reprocessed>, StoreError> {
    groups(store, work)?.into_iter().map(|events| Ok(look(store, work, events)?.0)).collect()
}

/// Reads anew and keeps that, each group of events in one transaction. `tell` is told of each that is through.
pub fn reprocess(
    store: &mut Store,
    work: &Reprocess<'_>,
    now: Timestamp,
    tell: &mut dyn FnMut(&Reprocessed),
) -> Result<(), StoreError> {
    for events in groups(store, work)? {
        let (mut done, pages) = look(store, work, events)?;
        if !done.reports.is_empty() {
            let names: Vec<&str> = done.events.iter().map(String::as_str).collect();
            let run = store.together(|store| {
                // What is news by now is told as such; what other rules make of it is not.
                note(store, work.config, &names)?;
                apply(store, work, &done.events, &pages, now)
            })?;
            done.run = Some(run);
        }
        tell(&done);
    }
    Ok(())
}

fn groups(store: &Store, work: &Reprocess<'_>) -> Result<Vec<Vec<String>>, StoreError> {
    let wanted = match work.events {
        [] => store.events()?.into_iter().map(|event| event.id).collect(),
        named => named.to_vec(),
    };
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut groups = Vec::new();
    for event in wanted {
        if !known.contains(&event) {
            let group = store.with_shared(&[event])?;
            known.extend(group.iter().cloned());
            groups.push(group.into_iter().collect());
        }
    }
    Ok(groups)
}

/// Reads every page of the events that is here.
fn look(
    store: &Store,
    work: &Reprocess<'_>,
    events: Vec<String>,
) -> Result<(Reprocessed, Vec<Page>), StoreError> {
    let mut said = Reprocessed::default();
    let mut pages = Vec::new();
    for version in store.readable(&events)? {
        let Some(unread) = version.fetch.map(|fetch| store.once_read(fetch)).transpose()?.flatten()
        else {
            said.pruned += 1;
            continue;
        };
        said.versions += 1;
        let before = store.claims_of(version.id)?;
        let mut page = Page {
            fetch: unread.fetch,
            event: unread.event.clone(),
            now: reading(store, work, &unread)?,
            version: Some(version.clone()),
            is_kept: true,
        };
        let mut remark = None;
        let found = match &page.now {
            Some(report) if report.url != version.url => {
                remark = Some(format!(
                    "its address is read as `{}` now: it is left as it is, and read by the other rules \
                     when it is next fetched",
                    report.url
                ));
                page.is_kept = false;
                Vec::new()
            }
            Some(report) => differences(&before, &report.claims),
            None => differences(&before, &[]),
        };
        if page.now.is_none() && !found.is_empty() {
            remark = Some("it would be read as no report of the event".to_owned());
        }
        if !found.is_empty() || remark.is_some() {
            said.reports.push(Reread {
                outlet: version.outlet,
                url: version.url,
                version: Some(version.number),
                differences: found,
                note: remark,
            });
        }
        pages.push(page);
    }
    for fetch in store.left(&events)? {
        let Some(unread) = store.once_read(fetch)?.filter(|it| !it.is_list()) else { continue };
        let Some(report) = reading(store, work, &unread)? else { continue };
        said.reports.push(Reread {
            outlet: report.outlet.id.clone(),
            url: report.url.clone(),
            version: None,
            differences: differences(&[], &report.claims),
            note: Some("it was read as no report of the event".to_owned()),
        });
        let event = unread.event;
        pages.push(Page { version: None, fetch, event, now: Some(report), is_kept: true });
    }
    said.events = events;
    Ok((said, pages))
}

/// The report that a page is read as; `None` where it is none of the event.
fn reading(
    store: &Store,
    work: &Reprocess<'_>,
    unread: &Unread,
) -> Result<Option<Box<Report>>, StoreError> {
    let event: Event = match work.config.event(&unread.event) {
        Some(declared) => declared.event.clone(),
        None => store.event(&unread.event)?.unwrap_or_default(),
    };
    let ruling = store.rulings(&event.id, None)?.get(&address::clean(&unread.asked)).copied();
    let outlets = &work.config.outlets;
    let page = || read::page(work.engine, store, unread, &event, outlets, ruling);
    match catch_unwind(AssertUnwindSafe(page)) {
        Ok(found) => Ok(match found? {
            Found::Article(report, _) => Some(report),
            Found::OffTopic { .. } | Found::Nothing { .. } => None,
        }),
        // A page that a parser falls over gives nothing.
        Err(_) => Ok(None),
    }
}

fn apply(
    store: &mut Store,
    work: &Reprocess<'_>,
    events: &[String],
    pages: &[Page],
    now: Timestamp,
) -> Result<i64, StoreError> {
    let extractor = read::version(work.engine, &work.config.outlets);
    let run = store.begin_run(now, &extractor)?;
    for page in pages.iter().filter(|page| page.is_kept) {
        let reading = page.now.as_ref().map(|report| Reading {
            run,
            fetch: page.fetch,
            event: &page.event,
            outlet: &report.outlet.id,
            url: &report.url,
            article: &report.article,
            claims: &report.claims,
            sketch: &report.sketch,
            lines: &report.lines,
            repeated: &report.repeated,
            extractor: &extractor,
        });
        match (&page.version, reading) {
            (Some(version), Some(reading)) => store.reread(version.id, &reading)?,
            (Some(version), None) => store.read_no_more(version.id, run)?,
            (None, Some(reading)) => {
                store.keep(&reading)?;
            }
            (None, None) => {}
        }
    }
    for event in events {
        compared(store, work.config, work.engine, run, event)?;
        store.alert(event, run, &[], &|_| Vec::new(), chrono::Duration::zero())?;
    }
    store.end_run(run, now, RunEnd::Done)?;
    Ok(run)
}
