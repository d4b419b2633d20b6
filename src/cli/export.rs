//! `claims export`: what the desk follows as a list of feeds, what it holds as an archive.
#![expect(clippy::disallowed_methods, reason = "a file is written where the user says")]

use std::fs::File;
use std::io::{BufWriter, Write};

use anyhow::{Context as _, anyhow};

use super::printer::Hint;
use super::{Global, Outcome, Printer, settings};
use crate::config::{Address, Config, DeclaredEvent};
use crate::feed::{Outline, write_opml};
use crate::fetch::collection::{Record, write_info, write_record};
use crate::store::{Exported, Store};

/// Write the feeds as OPML, the stored pages as WARC, or all there is as JSON lines.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The events; all of the config's where none is named.
    #[arg(value_name = "EVENT")]
    events: Vec<String>,
    #[command(flatten)]
    what: What,
    /// With the bytes of the pages, which `--jsonl` leaves out otherwise.
    #[arg(long, requires = "jsonl")]
    pages: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// The feeds, as other readers take them, into FILE; `-` is stdout.
    #[arg(long, value_name = "FILE")]
    opml: Option<String>,
    /// Every stored snapshot with its headers and its moment, into FILE (WARC 1.1, gzip); `-` is stdout.
    #[arg(long, value_name = "FILE")]
    warc: Option<String>,
    /// All that the store holds of the events (of all where none is named) as JSON lines into FILE, which `claims import`
    /// reads; `-` is stdout.
    #[arg(long, value_name = "FILE")]
    jsonl: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    if let Some(name) = &args.what.jsonl {
        return jsonl(args, &config, name, printer);
    }
    let events = config.chosen(&args.events)?;
    let (name, count, what) = match (&args.what.opml, &args.what.warc) {
        (Some(name), _) => {
            let (text, count) = opml(&config, &events);
            to(name, printer, &mut |out| Ok(out.write_all(text.as_bytes())?))?;
            (name, count, "feed")
        }
        (None, name) => {
            let name = name.as_deref().unwrap_or("-");
            let store = Store::read(&config.settings.store.path)?;
            for declared in &events {
                if let Some(pruned) = store.pruned(&declared.event.id)? {
                    printer.warning(format!(
                        "`{}`: the pages of {} of {} versions were pruned, and are not in the archive",
                        declared.event.id, pruned.versions, pruned.of
                    ));
                }
            }
            let mut count = 0;
            to(name, printer, &mut |out| {
                count = warc(&store, &events, out)?;
                Ok(())
            })?;
            return Ok(told(printer, name, count, "snapshot"));
        }
    };
    Ok(told(printer, name, count, what))
}

fn told(printer: &Printer, name: &str, count: usize, what: &str) -> Outcome {
    if name != "-" {
        let plural = if count == 1 { "" } else { "s" };
        printer.note(format!("{count} {what}{plural} in `{name}`"));
    }
    Outcome::Same
}

/// The events of the store, a row a line. The file is in its place once it is whole.
fn jsonl(args: &Args, config: &Config, name: &str, printer: &Printer) -> anyhow::Result<Outcome> {
    let store = Store::read(&config.settings.store.path)?;
    let known: Vec<String> = store.events()?.into_iter().map(|event| event.id).collect();
    if let Some(unknown) = args.events.iter().find(|event| !known.contains(event)) {
        return Err(anyhow!("`{unknown}` is no event of `{}`", store.path().display()))
            .hint(format!("the store knows `{}`", known.join("`, `")));
    }
    let mut exported = Exported::default();
    let mut write = |out: &mut dyn Write| {
        let mut failed = None;
        exported = store.export(&args.events, args.pages, &mut |line| {
            failed = writeln!(out, "{line}").err();
            failed.is_none()
        })?;
        failed.map_or(Ok(()), |error| Err(error.into()))
    };
    if name == "-" {
        to(name, printer, &mut write)?;
    } else {
        let beside = format!("{name}.new");
        let done = to(&beside, printer, &mut write).and_then(|()| {
            std::fs::rename(&beside, name).with_context(|| format!("`{name}` cannot be written"))
        });
        if let Err(error) = done {
            let _ = std::fs::remove_file(&beside);
            return Err(error).hint("name a file that you may write, on a disk with room");
        }
    }
    for event in &exported.along {
        printer.note(format!("`{event}` goes with it: it shares reports with what was named"));
    }
    if name != "-" {
        let events = super::fetch::counted(number(exported.events.len()), "event");
        let claims = super::fetch::counted(number(exported.claims), "claim");
        printer.note(format!("{events} and {claims} in `{name}`, {} lines", exported.rows + 2));
    }
    Ok(Outcome::Same)
}

fn number(count: impl TryInto<u32>) -> u32 {
    count.try_into().unwrap_or(u32::MAX)
}

/// Writes into the file, or to stdout.
fn to(
    name: &str,
    printer: &Printer,
    write: &mut dyn FnMut(&mut dyn Write) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    if name == "-" {
        let mut out = BufWriter::new(printer.stdout());
        write(&mut out)?;
        return Ok(out.flush()?);
    }
    let failed = || format!("`{name}` cannot be written");
    let file = File::create(name).with_context(failed).hint("name a file that you may write")?;
    let mut out = BufWriter::new(file);
    write(&mut out)?;
    out.flush().with_context(failed)
}

/// The feeds of the events, a folder each.
fn opml(config: &Config, events: &[&DeclaredEvent]) -> (String, usize) {
    let mut count = 0;
    let folders: Vec<(String, Vec<Outline>)> = events
        .iter()
        .map(|declared| {
            let feeds = declared.sources.iter().filter_map(|source| {
                let Address::Feed(url) = &source.address else { return None };
                let outlet =
                    config.outlets.iter().find(|it| Some(&it.id) == source.outlet.as_ref());
                let site = outlet.and_then(|outlet| outlet.domains.first());
                count += 1;
                Some(Outline {
                    title: outlet.map(|outlet| outlet.label().to_owned()),
                    feed: url.clone(),
                    site: site.map(|domain| format!("https://{domain}/")),
                })
            });
            let title = &declared.event.title;
            let title = if title.is_empty() { &declared.event.id } else { title };
            (title.clone(), feeds.collect())
        })
        .collect();
    (write_opml("claims", &folders), count)
}

fn warc(store: &Store, events: &[&DeclaredEvent], out: &mut dyn Write) -> anyhow::Result<usize> {
    let mut all = Vec::new();
    for declared in events {
        all.extend(store.archived(&declared.event.id)?);
    }
    // Dated by its newest page, so that one store gives one archive.
    let at = all.iter().map(|kept| kept.seen_at).max().unwrap_or_default();
    write_info(out, concat!("claims/", env!("CARGO_PKG_VERSION")), at)?;
    let mut count = 0;
    for kept in all {
        let Some(body) = store.snapshot(kept.sha256)? else { continue };
        let record = Record {
            url: &kept.url,
            at: kept.seen_at,
            status: kept.status,
            headers: kept.headers.as_deref(),
            content_type: kept.content_type.as_deref(),
            body: &body,
        };
        write_record(out, &record)?;
        count += 1;
    }
    Ok(count)
}
