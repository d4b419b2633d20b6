//! Files and folders of the desk: a page, a folder of saved ones, a WARC, JSON lines.

use std::io;
use std::path::Path;

use super::super::read::Lead;
use super::{Place, Run, Step, Waiter};
use crate::config::Address;
use crate::feed::Entry;
use crate::fetch::collection::{self, Collection, Item};
use crate::fetch::{self, Attempt, Outcome};
use crate::model::Digest;
use crate::store::{AskedAs, StoreError};

impl Run<'_, '_> {
    /// Reads a local source, and stores each page that it holds.
    pub(super) fn local(&mut self, place: Place) -> Result<(), StoreError> {
        let source = self.targets[place.0].source;
        let bytes_max = self.work.config.settings.fetch.body_bytes_max;
        let now = self.work.now;
        match &source.address {
            Address::Folder { path, written } => {
                match Collection::open(path, written, now, bytes_max) {
                    Ok(Some(pages)) => self.folder(place, written, pages),
                    Ok(None) => {
                        self.no_collection(place, written, &io::ErrorKind::NotADirectory.into())
                    }
                    Err(error) => self.no_collection(place, written, &error),
                }
            }
            Address::File { path, written, url, saved } => {
                if url.is_none()
                    && let Ok(Some(pages)) = Collection::open(path, written, now, bytes_max)
                {
                    return self.archive(place, path, written, pages);
                }
                let name = url.as_ref().unwrap_or(written);
                let attempt = fetch::file::read(path, name, saved.unwrap_or(now), bytes_max);
                self.record(&Waiter { place, saved: *saved, ..Waiter::default() }, &attempt)
            }
            _ => Ok(()),
        }
    }

    fn no_collection(
        &mut self,
        place: Place,
        written: &str,
        error: &io::Error,
    ) -> Result<(), StoreError> {
        let outcome = match error.kind() {
            io::ErrorKind::NotFound => Outcome::NotFound,
            _ => Outcome::Unreadable,
        };
        let attempt = Attempt::local(written, outcome, Some(error.to_string()));
        self.record(&Waiter { place, ..Waiter::default() }, &attempt)
    }

    /// Every page of a folder was put there by the desk, so it belongs to the event. A file that did not change since it was
    /// read is not stored again.
    fn folder(&mut self, place: Place, written: &str, pages: Collection) -> Result<(), StoreError> {
        let own = Attempt::local(written, Outcome::Ok, None);
        self.record(&Waiter { place, ..Waiter::default() }, &own)?;
        let source = self.targets[place.0].id;
        for item in pages {
            self.summary.sources[place.0].entries += 1;
            let tag = item.tag.as_ref().map(|tag| format!("{tag} {}", self.extractor));
            if tag.is_some() && self.store.tag(source, &item.attempt.url)? == tag {
                continue;
            }
            self.item(place.0, Item { tag, ..item }, AskedAs::Source)?;
            if self.stopped() {
                break;
            }
        }
        Ok(())
    }

    /// What an archive holds belongs to the event where its text says so. One that did not change is not read again, unless the
    /// event did, or the program.
    fn archive(
        &mut self,
        place: Place,
        path: &Path,
        written: &str,
        pages: Collection,
    ) -> Result<(), StoreError> {
        let target = &self.targets[place.0];
        let (source, event) = (target.id, target.event);
        let told = format!("{:?} {}", event, self.extractor);
        let tag = collection::tag(path).map(|tag| format!("{tag} {}", Digest::of(told.as_bytes())));
        let is_same = tag.is_some() && self.store.tag(source, written)? == tag;
        let mut count = 0_u32;
        if !is_same {
            for item in pages {
                count += 1;
                self.summary.sources[place.0].entries += 1;
                self.item(place.0, item, AskedAs::Entry)?;
                if self.stopped() {
                    break;
                }
            }
        }
        // Last, so that an archive whose reading was stopped is read again.
        let (outcome, detail) = match count {
            _ if is_same => (Outcome::NotModified, None),
            0 => (Outcome::NotHtml, Some("it holds no page with an address".to_owned())),
            _ => (Outcome::Ok, None),
        };
        let tag = tag.filter(|_| outcome.is_good());
        let own = Attempt::local(written, outcome, detail);
        self.record(&Waiter { place, tag, ..Waiter::default() }, &own)
    }

    fn item(&mut self, source: usize, item: Item, asked_as: AskedAs) -> Result<(), StoreError> {
        let Item { attempt, saved, outlet, title, published, tag } = item;
        let place = self.turn(source);
        let url = attempt.url.clone();
        let entry = Entry { title, published, ..Entry::default() };
        let lead = Some(Lead { url, entry });
        let waiter = Waiter { place, asked_as, lead, outlet, saved: Some(saved), tag };
        self.record(&waiter, &attempt)
    }

    /// The next place of a source.
    pub(super) fn turn(&mut self, source: usize) -> Place {
        self.trails[source].turn += 1;
        let place = (source, self.trails[source].turn);
        self.steps.insert(place, Step::Waiting);
        place
    }
}
