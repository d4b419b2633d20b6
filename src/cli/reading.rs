//! What the reading commands share: the store opened, the event found, the report made.

use std::io;

use anyhow::anyhow;

use super::printer::Hint;
use super::{Global, Printer, settings};
use crate::config::{Config, nearest};
use crate::pipeline::{self, Asked};
use crate::report::{Layout, Report};
use crate::store::Store;

/// The settings, the open store and the events that it knows.
pub(super) struct Reading {
    pub(super) config: Config,
    pub(super) store: Store,
    pub(super) events: Vec<String>,
}

/// Opens the configured store for reading.
pub(super) fn open(global: &Global) -> anyhow::Result<Reading> {
    let config = settings::config(global)?;
    let store = Store::read(&config.settings.store.path)?;
    let events = store.events()?.into_iter().map(|event| event.id).collect();
    Ok(Reading { config, store, events })
}

/// How wide the reader's lines are: what was asked for, else the terminal's, else what a pipe gets. Colours are always
/// written; [`Printer::stdout`] strips them where they are not wanted.
pub(super) fn layout(width: Option<usize>) -> Layout {
    let terminal = || terminal_size::terminal_size_of(io::stdout());
    let width = width
        .or_else(|| terminal().map(|(width, _)| usize::from(width.0).min(WIDEST)))
        .unwrap_or(Layout::default().width);
    Layout { width: width.max(NARROWEST), color: true }
}

/// The eye does not follow a row that is wider.
const WIDEST: usize = 140;
/// What a line is laid out for at the least; a narrower terminal breaks it.
const NARROWEST: usize = 30;

impl Reading {
    /// The reports of the event named, or of all events where none is. An event that no run has looked at is told; where
    /// that is all there is, it is trouble.
    pub(super) fn reports(
        &self,
        event: Option<&str>,
        asked: Asked,
        printer: &Printer,
    ) -> anyhow::Result<Vec<Report>> {
        let wanted: Vec<&str> = match event {
            Some(event) => vec![self.known(event)?],
            None => self.events.iter().map(String::as_str).collect(),
        };
        if wanted.is_empty() {
            return Err(anyhow!("the store at `{}` knows no event", self.store.path().display()))
                .hint("declare one with `claims add EVENT SOURCE...`, then run `claims fetch`");
        }
        let mut reports = Vec::new();
        let mut unseen = Vec::new();
        for event in wanted {
            match pipeline::report(&self.store, event, asked)? {
                Some(report) => reports.push(report),
                None => unseen.push(event),
            }
        }
        if reports.is_empty() {
            let events = unseen.join("`, `");
            return match asked.as_of {
                Some(moment) => Err(anyhow!("no run had looked at `{events}` by {moment}"))
                    .hint("`claims diff` without `--as-of` shows the newest picture"),
                None => Err(anyhow!("no run has looked at `{events}` yet"))
                    .hint(format!("`claims fetch {}` does", unseen.join(" "))),
            };
        }
        for report in &reports {
            if let Some(pruned) = self.store.pruned(&report.event.id)? {
                printer.note(format!(
                    "`{}`: the pages of {} of {} versions were pruned (last {}): their figures stand with \
                     their quotes and hashes, and cannot be read anew",
                    report.event.id,
                    pruned.versions,
                    pruned.of,
                    pruned.last_at.format("%Y-%m-%d")
                ));
            }
        }
        for event in unseen {
            printer.note(format!("no run has looked at `{event}` yet: `claims fetch {event}`"));
        }
        for report in reports.iter().filter(|report| report.appearances.is_empty()) {
            printer.note(format!(
                "`{0}` has no claims yet: check its terms and sources, or add some with \
                 `claims add {0} SOURCE...`",
                report.event.id
            ));
        }
        Ok(reports)
    }

    /// The latest reports of these events; those that no run has looked at are left out.
    pub(super) fn reports_of(&self, events: &[String]) -> anyhow::Result<Vec<Report>> {
        let mut reports = Vec::new();
        for event in events {
            reports.extend(pipeline::report(&self.store, event, Asked::default())?);
        }
        Ok(reports)
    }

    fn known<'a>(&'a self, event: &str) -> anyhow::Result<&'a str> {
        if let Some(known) = self.events.iter().find(|known| *known == event) {
            return Ok(known);
        }
        if self.config.event(event).is_some() {
            return Err(anyhow!("no run has looked at `{event}` yet"))
                .hint(format!("`claims fetch {event}` does"));
        }
        let hint = match nearest(event, self.events.iter().map(String::as_str)) {
            Some(known) => format!("did you mean `{known}`?"),
            None if self.events.is_empty() => {
                "the store knows no event yet: `claims fetch` reads those of config.toml".to_owned()
            }
            None => format!("the store knows `{}`", self.events.join("`, `")),
        };
        Err(anyhow!("`{event}` is no event of `{}`", self.store.path().display())).hint(hint)
    }
}
