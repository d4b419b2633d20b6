//! `claims review`: an editor's word on which reports an event is compared over.
#![expect(
    clippy::disallowed_methods,
    reason = "who rules is asked of the environment, and when of the clock"
)]

use anyhow::anyhow;
use chrono::Utc;

use super::printer::Hint;
use super::{Global, Outcome, Printer, settings};
use crate::pipeline::clean;
use crate::store::{Lock, Ruled, Ruling, Store};

/// Take a report into an event or push it out; the ruling is kept and outranks the event's terms.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Take a report in, whatever the event's terms say.
    Include(Report),
    /// Push a report out: its claims are compared no more. They stay in the store.
    Exclude(Report),
    /// Take the last ruling back: the event's terms decide again.
    Undo(Report),
}

#[derive(Debug, clap::Args)]
struct Report {
    /// The event's id.
    event: String,
    /// The report's address.
    url: String,
    /// Why.
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
    /// Who says so (else USER).
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let (ruling, report) = match &args.what {
        What::Include(report) => (Ruling::Include, report),
        What::Exclude(report) => (Ruling::Exclude, report),
        What::Undo(report) => (Ruling::Undo, report),
    };
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let event = &report.event;
    // A store that is not there is not made here.
    let known = Store::read(path)?.event(event)?.is_some();
    if !known {
        return Err(anyhow!("no run has looked at `{event}` yet"))
            .hint(format!("`claims fetch {event}` does; config.toml declares the events"));
    }
    let now = Utc::now();
    let mut store = Store::write(path, Lock::take(path, true, now)?)?;
    let url = clean(&report.url);
    let mut addresses = store.aliases(&url)?;
    let is_named = !addresses.is_empty() || !store.judgements(&url)?.is_empty();
    if !is_named && ruling == Ruling::Include {
        return Err(anyhow!("no source has named `{url}`"))
            .hint(format!("`claims add {event} {url}` adds it as a page of its own"));
    }
    if !addresses.contains(&url) {
        addresses.push(url.clone());
    }
    let by = report.by.clone().or_else(|| std::env::var("USER").ok());
    for url in addresses {
        let (event, note) = (event.clone(), report.note.clone());
        store.rule(&Ruled { event, url, ruling, by: by.clone(), note, at: now })?;
    }
    let done = match ruling {
        Ruling::Include => "taken into",
        Ruling::Exclude => "pushed out of",
        Ruling::Undo => "left to the terms of",
    };
    printer.note(format!("{done} `{event}`: {url}"));
    printer.note(format!("next: `claims fetch {event}` compares anew"));
    Ok(Outcome::Same)
}
