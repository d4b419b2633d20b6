//! What is stored is read: articles with their claims, and feeds, whose entries are asked for in turn.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::super::address;
use super::super::read::{self, Found, Lead};
use super::super::relevance::Opinion;
use super::{Place, Run, Waiter};
use crate::feed::Entry;
use crate::model::Event;
use crate::store::{
    Added, AskedAs, FetchId, Judgement, Reading, Ruling, SourceId, SourceKind, Stage, StoreError,
    Unread,
};

/// So many lists lead to a list at most: an index, its parts, and theirs.
const DEPTH_MAX: u32 = 3;

/// So many further lists of one source are asked for in a run, those that changed last.
const LISTS_MAX: usize = 50;

/// Why a report was left is kept of so many of a list, in its order.
const LEFT_MAX: usize = 2_000;

/// What became of a snapshot.
enum Kept {
    Article(Added, Option<String>),
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
            if unread.is_list() {
                self.store.mark_read(fetch, "feed", None)?;
                continue;
            }
            let declared = self.work.config.event(&unread.event).map(|known| known.event.clone());
            let event = match declared {
                Some(event) => event,
                None => self.store.event(&unread.event)?.unwrap_or_default(),
            };
            if let Kept::Article(..) = self.keep(&unread, &event)? {
                self.summary.caught_up += 1;
            }
        }
        Ok(())
    }

    /// Reads anew the reports that were read before anybody knew what their outlet prints around every report.
    pub(super) fn read_again(&mut self) -> Result<(), StoreError> {
        while let Some(fetch) = self.again.pop_first() {
            let Some(unread) = self.store.unread(fetch)? else { continue };
            let declared = self.work.config.event(&unread.event).map(|known| known.event.clone());
            let event = match declared {
                Some(event) => event,
                None => self.store.event(&unread.event)?.unwrap_or_default(),
            };
            self.keep(&unread, &event)?;
        }
        Ok(())
    }

    /// Reads a stored snapshot. Bytes that were read before, and attempts that brought none, have nothing to read.
    pub(super) fn read(&mut self, place: Place, fetch: FetchId) -> Result<(), StoreError> {
        let Some(unread) = self.store.unread(fetch)? else { return Ok(()) };
        let event = self.targets[place.0].event;
        if unread.is_list() {
            return self.list(place, &unread, event);
        }
        match self.keep(&unread, event)? {
            Kept::Article(added, remark) => {
                let summary = &mut self.summary.sources[place.0];
                summary.add(added);
                summary.remarks.extend(remark.filter(|remark| !summary.remarks.contains(remark)));
            }
            Kept::OffTopic => {}
            // A crawl holds front pages and menus, too; of a page that somebody named, no text is news.
            Kept::Nothing { outcome: read::EMPTY, .. } if unread.is_of_archive() => {}
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
        let ruling = self.ruling(&unread.event, &unread.asked)?;
        let store = &*self.store;
        let read = || read::page(engine, store, unread, event, outlets, ruling);
        let found = catch_unwind(AssertUnwindSafe(read)).unwrap_or_else(|_| {
            Ok(Found::Nothing {
                outcome: "unreadable",
                message: "the page could not be parsed".to_owned(),
                hint: "this is a fault of claims: please report it with the page",
            })
        });
        match found? {
            Found::Article(report, opinion) => {
                if let Some(opinion) = opinion {
                    self.judged(unread, opinion, report.article.title.clone())?;
                }
                let added = self.store.keep(&Reading {
                    run: self.summary.run,
                    fetch: unread.fetch,
                    event: &unread.event,
                    outlet: &report.outlet.id,
                    url: &report.url,
                    article: &report.article,
                    claims: &report.claims,
                    sketch: &report.sketch,
                    lines: &report.lines,
                    repeated: &report.repeated,
                    extractor: &self.extractor,
                })?;
                let (outlet, lines) = (&report.outlet.id, &report.repeated);
                self.again.extend(self.store.reopen(outlet, unread.fetch, lines)?);
                Ok(Kept::Article(added, report.remark))
            }
            Found::OffTopic { opinion, title } => {
                self.judged(unread, opinion, title)?;
                self.store.mark_read(unread.fetch, "off_topic", None)?;
                Ok(Kept::OffTopic)
            }
            Found::Nothing { outcome, message, hint } => {
                self.store.mark_read(unread.fetch, "nothing", Some((outcome, &message)))?;
                Ok(Kept::Nothing { outcome, message, hint })
            }
        }
    }

    /// Keeps why a report was taken or left once it was read.
    fn judged(
        &mut self,
        unread: &Unread,
        opinion: Opinion,
        title: Option<String>,
    ) -> Result<(), StoreError> {
        let said =
            judgement(&unread.event, unread.source, &unread.asked, Stage::Read, opinion, title);
        self.store.judge(self.summary.run, &[said])
    }

    /// The editor's word on an address.
    fn ruling(&self, event: &str, url: &str) -> Result<Option<Ruling>, StoreError> {
        let rulings = self.store.rulings(event, None)?;
        Ok(rulings.get(&address::clean(url)).copied())
    }

    /// Asks for the reports of a list that may belong to the event, for further lists that it names, and for the reports that
    /// it led to not long ago: a report is edited after the list has dropped it, too.
    fn list(&mut self, place: Place, unread: &Unread, event: &Event) -> Result<(), StoreError> {
        let rulings = self.store.rulings(&event.id, None)?;
        let found = match read::list(unread, event, &rulings) {
            Ok(found) => found,
            Err(error) => {
                let (message, hint) = (error.to_string(), read::no_list(error).to_owned());
                let outcome = match unread.kind {
                    SourceKind::Sitemap => "not_sitemap",
                    SourceKind::Section => "not_html",
                    _ => "not_feed",
                };
                let failed = Some((outcome, message.as_str()));
                self.store.mark_read(unread.fetch, "nothing", failed)?;
                self.fail(place, &unread.url, outcome, Some(message), Some(hint));
                return Ok(());
            }
        };
        self.store.mark_read(unread.fetch, "feed", None)?;
        self.rest(place, &found.feed)?;
        self.lists(place, found.parts)?;
        let source = self.targets[place.0].id;
        let room = self.work.config.settings.fetch.entries_max as usize;
        let mut room = room.saturating_sub(self.trails[place.0].entries);
        let (mut leads, mut said, mut left) = (Vec::new(), Vec::new(), 0);
        for (lead, mut opinion) in found.leads {
            if opinion.belongs && room == 0 {
                opinion = Opinion::no("over_limit", None);
            }
            left += usize::from(!opinion.belongs);
            room -= usize::from(opinion.belongs);
            let belongs = opinion.belongs;
            if belongs || left <= LEFT_MAX {
                let title = lead.entry.title.clone();
                said.push(judgement(&event.id, source, &lead.url, Stage::Listed, opinion, title));
            }
            if belongs {
                leads.push(lead);
            }
        }
        self.store.judge(self.summary.run, &said)?;
        if place.1 == 0 {
            leads.extend(self.again(source, &event.id, &leads, &rulings)?);
        }
        if self.work.due.is_some() {
            leads = self.unvisited(source, leads)?;
        }
        self.follow(place.0, leads)
    }

    /// Asks for reports that a source led to, each once.
    fn follow(&mut self, source: usize, leads: Vec<Lead>) -> Result<(), StoreError> {
        for lead in leads {
            if self.trails[source].asked.insert(lead.url.clone()) {
                self.trails[source].entries += 1;
                self.summary.sources[source].entries += 1;
                let url = lead.url.clone();
                let place = self.turn(source);
                let (lead, asked_as) = (Some(lead), AskedAs::Entry);
                self.ask(url, Waiter { place, asked_as, lead, ..Waiter::default() })?;
            }
        }
        Ok(())
    }

    /// Asks for the reports that a list led to not long ago, while the list itself is left alone.
    pub(super) fn revisit(&mut self, at: usize) -> Result<(), StoreError> {
        let event = &self.targets[at].event.id;
        let rulings = self.store.rulings(event, None)?;
        let mut leads = self.again(self.targets[at].id, event, &[], &rulings)?;
        if self.work.due.is_some() {
            leads = self.unvisited(self.targets[at].id, leads)?;
        }
        self.follow(at, leads)
    }

    /// Asks for the lists that a list names.
    fn lists(&mut self, place: Place, parts: Vec<String>) -> Result<(), StoreError> {
        let trail = &self.trails[place.0];
        let depth = trail.depths.get(&place.1).copied().unwrap_or_default() + 1;
        if depth >= DEPTH_MAX {
            return Ok(());
        }
        for url in parts {
            let trail = &mut self.trails[place.0];
            if trail.lists >= LISTS_MAX {
                break;
            }
            if trail.asked.insert(url.clone()) {
                trail.lists += 1;
                let place = self.turn(place.0);
                self.trails[place.0].depths.insert(place.1, depth);
                self.ask(url, Waiter { place, asked_as: AskedAs::List, ..Waiter::default() })?;
            }
        }
        Ok(())
    }

    /// The reports that a source led to not long ago, and those that an editor took in, beyond what it names now.
    fn again(
        &self,
        source: SourceId,
        event: &str,
        now: &[Lead],
        rulings: &BTreeMap<String, Ruling>,
    ) -> Result<Vec<Lead>, StoreError> {
        let days = chrono::Days::new(u64::from(self.work.config.settings.fetch.revisit_days));
        let since = self.work.now.checked_sub_days(days).unwrap_or_default();
        // In a run of what is due, those whose time has come are asked for already, whether the list answers or not.
        let known = match self.work.due {
            Some(_) => Vec::new(),
            None => self.store.known_entries(source, since)?,
        };
        let known = known.into_iter().map(read::revisit);
        let included = self
            .store
            .included(event, source)?
            .into_iter()
            .map(|url| Lead { url, entry: Entry::default() });
        let is_out = |url: &str| rulings.get(url) == Some(&Ruling::Exclude);
        let is_new = |lead: &Lead| !is_out(&lead.url) && now.iter().all(|it| it.url != lead.url);
        Ok(known.chain(included).filter(is_new).collect())
    }

    /// Those that were never asked for, and those that the list says were edited since.
    fn unvisited(&self, source: SourceId, leads: Vec<Lead>) -> Result<Vec<Lead>, StoreError> {
        let mut new = Vec::new();
        for lead in leads {
            let visit = self.store.visit(source, &lead.url)?;
            let is_new = visit.is_none_or(|visit| {
                lead.entry.updated.is_some_and(|updated| updated > visit.last_at)
            });
            if is_new {
                new.push(lead);
            }
        }
        Ok(new)
    }
}

fn judgement(
    event: &str,
    source: SourceId,
    url: &str,
    stage: Stage,
    opinion: Opinion,
    title: Option<String>,
) -> Judgement {
    Judgement {
        event: event.to_owned(),
        url: url.to_owned(),
        stage,
        source,
        belongs: opinion.belongs,
        reason: opinion.reason.to_owned(),
        detail: opinion.detail,
        title,
    }
}
