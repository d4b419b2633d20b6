//! `claims config`: every value in effect and where it comes from.

use std::io::Write;

use super::{Global, Outcome, Printer, settings};
use crate::config::KEYS;

/// Show every setting in effect, and where it comes from.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// How to print.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// As config.toml writes it, with the origin behind.
    Text,
    /// One object of `key`, `value`, `origin` and `variable` a key.
    Json,
}

#[derive(Debug, serde::Serialize)]
struct Line<'a> {
    key: &'a str,
    value: String,
    origin: String,
    variable: &'a str,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let lines: Vec<Line<'_>> = KEYS
        .iter()
        .map(|key| Line {
            key: key.name,
            value: key.show(&config.settings),
            origin: config.origin(key.name).to_string(),
            variable: key.variable,
        })
        .collect();
    let mut out = printer.stdout();
    if args.json || args.format == Format::Json {
        serde_json::to_writer_pretty(&mut out, &lines)?;
        writeln!(out)?;
    } else {
        let said = |line: &Line<'_>| format!("{} = {}", line.key, line.value);
        let width = lines.iter().map(|line| said(line).chars().count()).max().unwrap_or(0);
        for line in &lines {
            writeln!(out, "{:width$}  # {}", said(line), line.origin)?;
        }
    }
    out.flush()?;
    for (name, near) in settings::unknown_variables() {
        let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        printer.warning(format!("`{name}` is set and is no setting{near}"));
    }
    match &config.path {
        Some(path) => printer.note(format!(
            "{} events and {} outlets in `{}`",
            config.events.len(),
            config.outlets.len(),
            path.display()
        )),
        None => printer.note("no config.toml here or in the home folder: `claims init` writes one"),
    }
    Ok(Outcome::Same)
}
