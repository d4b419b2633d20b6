//! Addresses are asked for, and every answer is written down before anything is made of it.

use super::super::read;
use super::super::told::{FailedEntry, Progress};
use super::{Asked, Place, Run, Step, Waiter};
use crate::config::Address;
use crate::fetch::{Attempt, Outcome, Request};
use crate::model::Validators;
use crate::store::{AskedAs, Attempted, StoreError};

impl Run<'_, '_> {
    /// Asks for a source's address, or notes that it is a file, and for the articles whose time has come.
    pub(super) fn plan(&mut self, at: usize) -> Result<(), StoreError> {
        let (source, due) = (self.targets[at].source, self.targets[at].due);
        for known in due.iter().flat_map(|due| &due.entries) {
            self.trails[at].asked.insert(known.url.clone());
            self.trails[at].entries += 1;
            self.summary.sources[at].entries += 1;
            let lead = Some(read::revisit(known.clone()));
            let place = self.turn(at);
            let waiter = Waiter { place, lead, asked_as: AskedAs::Entry, ..Waiter::default() };
            self.ask(known.url.clone(), waiter)?;
        }
        if self.work.due.is_some() && !due.is_some_and(|due| due.itself) {
            return Ok(());
        }
        match &source.address {
            Address::Page(url)
            | Address::Feed(url)
            | Address::Sitemap(url)
            | Address::Section(url) => match self.due(at, url)? {
                Some(url) => self.ask(url, Waiter { place: (at, 0), ..Waiter::default() }),
                None => self.revisit(at),
            },
            Address::File { .. } | Address::Folder { .. } => {
                self.steps.insert((at, 0), Step::Local);
                Ok(())
            }
        }
    }

    pub(super) fn ask(&mut self, url: String, waiter: Waiter) -> Result<(), StoreError> {
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

    pub(super) fn answered(&mut self, attempt: Attempt) -> Result<(), StoreError> {
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
    pub(super) fn record(&mut self, waiter: &Waiter, attempt: &Attempt) -> Result<(), StoreError> {
        let target = &self.targets[waiter.place.0];
        let message = message(attempt);
        let snapshot = attempt.snapshot.as_ref();
        let tag = waiter.tag.clone();
        let tag = tag.map(|tag| Validators { etag: Some(tag), last_modified: None });
        let entry = waiter.lead.as_ref().map(|lead| &lead.entry);
        let fetch = self.store.record(&Attempted {
            run: self.summary.run,
            source: target.id,
            asked_as: waiter.asked_as,
            outlet: waiter.outlet.as_deref(),
            url: &attempt.url,
            final_url: (attempt.final_url != attempt.url).then_some(&*attempt.final_url),
            at: self.work.now,
            seen_at: waiter.saved.unwrap_or(self.work.now),
            outcome: attempt.code(),
            message: message.as_deref(),
            status: attempt.status,
            content_type: snapshot.and_then(|snapshot| snapshot.content_type.as_deref()),
            validators: tag.as_ref().or(snapshot.map(|snapshot| &snapshot.validators)),
            headers: attempt.headers.as_deref(),
            entry_title: entry.and_then(|entry| entry.title.as_deref()),
            entry_published: entry.and_then(|entry| entry.published.or(entry.updated)),
            body: snapshot.map(|snapshot| &*snapshot.body),
            whole: attempt.outcome.is_good(),
            extractor: &self.extractor,
        })?;
        self.steps.insert(waiter.place, Step::Ready(fetch));
        self.heed(waiter.place, waiter.asked_as, attempt)?;
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

    pub(super) fn fail(
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
