//! What is stored is read: articles with their claims, and feeds, whose entries are asked for in turn.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::read::{self, Found};
use super::{Place, Run, Waiter};
use crate::model::Event;
use crate::store::{Added, FetchId, Reading, SourceKind, StoreError, Unread};

/// What became of a snapshot.
enum Kept {
    Article(Added),
    OffTopic,
    Nothing { outcome: &'static str, message: String, hint: &'static str },
}

impl Run<'_, '_> {
    /// Reads what a run before had stored and not read.
    pub(super) fn catch_up(&mut self) -> Result<(), StoreError> {
        for fetch in self.store.left_unread()? {
            if self.stopped() {
                break;
            }
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
            if let Kept::Article(_) = self.keep(&unread, &event)? {
                self.summary.caught_up += 1;
            }
        }
        Ok(())
    }

    /// Reads a stored snapshot. Bytes that were read before, and attempts that brought none, have nothing to read.
    pub(super) fn read(&mut self, place: Place, fetch: FetchId) -> Result<(), StoreError> {
        let Some(unread) = self.store.unread(fetch)? else { return Ok(()) };
        let event = self.targets[place.0].event;
        if unread.kind == SourceKind::Feed && !unread.is_entry {
            return self.feed(place, &unread, event);
        }
        match self.keep(&unread, event)? {
            Kept::Article(added) => self.summary.sources[place.0].add(added),
            Kept::OffTopic => {}
            Kept::Nothing { outcome, message, hint } => {
                self.fail(place, &unread.url, outcome, Some(message), Some(hint.to_owned()));
            }
        }
        Ok(())
    }

    /// Takes the article out of a snapshot and stores it with its claims, or marks the snapshot as of no use.
    fn keep(&mut self, unread: &Unread, event: &Event) -> Result<Kept, StoreError> {
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
                Ok(Kept::Article(added))
            }
            Found::OffTopic => {
                self.store.mark_read(unread.fetch, "off_topic", None)?;
                Ok(Kept::OffTopic)
            }
            Found::Nothing { outcome, message, hint } => {
                self.store.mark_read(unread.fetch, "nothing", Some((outcome, &message)))?;
                Ok(Kept::Nothing { outcome, message, hint })
            }
        }
    }

    /// Asks for the entries of a feed that may belong to the event, and for those that it led to not long ago: a report is
    /// edited after the feed has dropped it, too.
    fn feed(&mut self, place: Place, unread: &Unread, event: &Event) -> Result<(), StoreError> {
        let mut leads = match read::leads(unread, event) {
            Ok(leads) => leads,
            Err(error) => {
                let (message, hint) = (error.to_string(), read::no_feed(error).to_owned());
                let failed = Some(("not_feed", message.as_str()));
                self.store.mark_read(unread.fetch, "nothing", failed)?;
                self.fail(place, &unread.url, "not_feed", Some(message), Some(hint));
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
}
