//! `claims backup`: a copy of the store, taken while it is in use, and read back.

use std::path::PathBuf;

use anyhow::anyhow;

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, settings};
use crate::store::Store;

/// Copy the store to a file, whatever is going on, and check the copy.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where the copy goes.
    #[arg(value_name = "FILE")]
    target: PathBuf,
    /// Replace a file that is there.
    #[arg(long)]
    force: bool,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let store = Store::read(path)?;
    let shown = args.target.display();
    let is_there = args.target.try_exists().unwrap_or(false);
    if is_there && std::fs::canonicalize(&args.target).ok() == std::fs::canonicalize(path).ok() {
        return Err(anyhow!("`{shown}` is the store itself")).hint("name another file");
    }
    if is_there && !args.force {
        return Err(anyhow!("`{shown}` is there already; it was left as it is"))
            .hint("name another file, or replace it with `--force`");
    }
    let copied = store.copy_to(&args.target)?;
    let of = |count: i64, noun| fetch::counted(u32::try_from(count).unwrap_or(u32::MAX), noun);
    printer.note(format!(
        "copied {} and {} to `{shown}` ({} bytes); the copy is whole",
        of(copied.runs, "run"),
        of(copied.claims, "claim"),
        copied.bytes
    ));
    Ok(Outcome::Same)
}
