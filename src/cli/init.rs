//! `claims init`: a config.toml to fill in.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::PathBuf;

use anyhow::Context as _;

use super::printer::Hint;
use super::{Outcome, Printer};

/// Write a commented config.toml.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The folder to write it in; made where there is none.
    #[arg(default_value = ".", value_name = "DIR")]
    folder: PathBuf,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let path = args.folder.join("config.toml");
    let shown = path.display();
    let failed = || format!("`{shown}` cannot be written");
    fs::create_dir_all(&args.folder)
        .with_context(failed)
        .hint("choose a folder that you may write in: `claims init DIR`")?;
    let file = OpenOptions::new().write(true).create_new(true).open(&path);
    let mut file = match file {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            return Err(anyhow::anyhow!("`{shown}` is there already; it was left as it is")).hint(
                "`claims add EVENT SOURCE...` adds to it; `claims init DIR` starts elsewhere",
            );
        }
        other => other
            .with_context(failed)
            .hint("choose a folder that you may write in: `claims init DIR`")?,
    };
    let written = file.write_all(crate::config::template().as_bytes());
    if written.is_err() {
        // Half a config would be "there already" for the run that the hint asks for.
        let _ = fs::remove_file(&path);
    }
    written.with_context(failed).hint("make room on the disk and run again")?;
    printer.note(format!("wrote `{shown}`: every setting, at its default"));
    printer.note("next: `claims add EVENT --title TITLE SOURCE...` says what to follow");
    Ok(Outcome::Same)
}
