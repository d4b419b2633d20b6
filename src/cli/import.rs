//! `claims import`: what `claims export --jsonl` wrote, into a store.
#![expect(clippy::disallowed_methods, reason = "a file is read that the user names")]

use std::fs::File;
use std::io::{BufRead, BufReader};

use anyhow::{Context as _, anyhow};

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, settings};
use crate::store::{ImportError, Imported, Lock, Store};

/// Read what `claims export --jsonl` wrote into the store, all of it or nothing.
///
/// Every row has to be new, or to be there already just so: importing twice changes nothing, and a store of other runs is left
/// as it is. Versions are held to their digests and figures to their quotes, so a file that was edited is refused by the line.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The export; `-` is stdin.
    file: String,
    /// Wait for a run that is going on, in place of giving up.
    #[arg(long)]
    wait: bool,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let name = if args.file == "-" { "stdin" } else { &args.file };
    let mut input: Box<dyn BufRead> = if args.file == "-" {
        Box::new(std::io::stdin().lock())
    } else {
        let file = File::open(&args.file)
            .with_context(|| format!("`{name}` cannot be read"))
            .hint("name a file that `claims export --jsonl` wrote, or `-` for stdin")?;
        Box::new(BufReader::new(file))
    };
    let was_there = path.try_exists().unwrap_or(false);
    let lock = Lock::take(path, args.wait, fetch::now())?;
    let mut store = Store::write(path, lock)?;
    match config.settings.store.bytes_max {
        0 => {}
        bytes => store.limit_size(bytes)?,
    }
    let mut broken = None;
    let done = store.import(|import| {
        let mut line = Vec::new();
        loop {
            line.clear();
            match input.read_until(b'\n', &mut line) {
                Ok(0) => return Ok(()),
                Ok(_) => import.take(&line)?,
                Err(error) => {
                    broken = Some(error);
                    return Ok(());
                }
            }
        }
    });
    if done.is_err() && !was_there {
        // What was made for this import alone goes with it.
        drop(store);
        for end in ["", "-wal", "-shm"] {
            let mut made = path.as_os_str().to_owned();
            made.push(end);
            let _ = std::fs::remove_file(made);
        }
    }
    if let Some(error) = broken {
        return Err(error)
            .with_context(|| format!("`{name}` cannot be read to its end"))
            .hint("nothing was imported");
    }
    let shown = path.display();
    match done {
        Ok(done) => {
            printer.note(said(&done, name));
            printer.note("next: `claims diff`");
            Ok(Outcome::Same)
        }
        Err(ImportError::Store(error)) => Err(error.into()),
        Err(error @ ImportError::Differs { .. }) => Err(anyhow!(
            "`{name}`: {error}: nothing was imported"
        ))
        .hint(format!(
            "`{shown}` is of other runs, or has gone on since: import into a store of its own with \
                 `--store FILE`"
        )),
        Err(error) => Err(anyhow!("`{name}`: {error}: nothing was imported"))
            .hint("write the export anew with `claims export --jsonl FILE`"),
    }
}

fn said(done: &Imported, name: &str) -> String {
    if done.rows == 0 {
        return format!("all of `{name}` was there already: nothing was changed");
    }
    let count = |count: u64, noun| fetch::counted(u32::try_from(count).unwrap_or(u32::MAX), noun);
    let events = count(done.events.len() as u64, "event");
    let known = match done.known {
        0 => String::new(),
        known => format!("; {} there already", count(known, "row")),
    };
    format!(
        "{} of {events}, {} in all{known}",
        count(done.claims, "new claim"),
        count(done.rows, "row")
    )
}
