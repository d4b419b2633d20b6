//! `claims backup`: a copy of the store, taken while it is in use, and read back.

use std::path::PathBuf;

use anyhow::anyhow;

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, settings};
use crate::store::{Store, StoreError};

/// Copy the store to a file, whatever is going on, and check the copy.
///
/// The copy is the store as it stands at one moment, be a watch running or not; it is read back before the command says that it is
/// whole. It is one file: `claims diff --store FILE` reads it, and to restore it, end the watch and put it in the store's place.
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
    let folder = args.target.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.is_dir()) {
        let folder = folder.display();
        return Err(anyhow!("there is no folder `{folder}`, so nothing was copied")).hint(format!(
            "make it (`mkdir -p {folder}`), mount what it is on, or name another file"
        ));
    }
    let copied = match store.copy_to(&args.target) {
        Err(StoreError::Full(_)) => {
            return Err(anyhow!("there is no room for the copy at `{shown}`")).hint(
                "make room there, or name a file on another disk; nothing was left behind, and a copy \
                 that was there is as it was",
            );
        }
        Err(error) if error.is_unwritable() => {
            return Err(error).hint(format!(
                "make the folder of `{shown}` writable, or name another file; a copy that was there is \
                 as it was"
            ));
        }
        copied => copied?,
    };
    let of = |count: i64, noun| fetch::counted(u32::try_from(count).unwrap_or(u32::MAX), noun);
    printer.note(format!(
        "copied {} and {} to `{shown}` ({} bytes); the copy is whole",
        of(copied.runs, "run"),
        of(copied.claims, "claim"),
        copied.bytes
    ));
    Ok(Outcome::Same)
}
