//! `claims doctor`: how the config, the store and each source are.

use std::fmt::Write as _;
use std::io::Write as _;

use chrono::{SecondsFormat, Utc};

use super::{Global, Outcome, Printer, fetch, settings};
use crate::lexicon::Lexicon;
use crate::model::Timestamp;
use crate::pipeline::{Examination, Grade, Remark, SEVERAL, examine};
use crate::store::{Checkup, Store, StoreError};

/// Say how the config, the store and each source are, from what is written down; nobody is asked.
///
/// Ends with 0 where all is well, with 1 where somebody should look, with 2 where the config or the store cannot be used.
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
    /// A table of the sources, a few lines on the store, a line for each thing to look at.
    Text,
    /// One object.
    Json,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let mut more = Vec::new();
    let store = match Store::read(path) {
        Ok(store) => Some(store),
        Err(StoreError::Missing(_)) => None,
        Err(error @ StoreError::Older { .. }) => {
            let text = format!("{error}: {}", error.remedy());
            more.push(Remark { grade: Grade::Warning, about: "store", text });
            None
        }
        Err(error) => return Err(error.into()),
    };
    for (name, near) in settings::unknown_variables() {
        let near = near.map(|near| format!(": did you mean `{near}`?")).unwrap_or_default();
        let text = format!("`{name}` is set and is no setting{near}");
        more.push(Remark { grade: Grade::Warning, about: "config", text });
    }
    let lexicon = Lexicon::embedded();
    let mut found = examine(&config, store.as_ref(), &lexicon, &settings::variable, now())?;
    if more.iter().any(|remark| remark.about == "store") {
        found.remarks.retain(|remark| remark.about != "store");
    }
    found.grade = more.iter().map(|it| it.grade).fold(found.grade, Ord::max);
    found.remarks.extend(more);
    let mut out = printer.stdout();
    if args.json || args.format == Format::Json {
        serde_json::to_writer_pretty(&mut out, &found)?;
        writeln!(out)?;
    } else {
        out.write_all(text(&found, &path.display().to_string()).as_bytes())?;
    }
    out.flush()?;
    Ok(match found.grade {
        Grade::Well => Outcome::Same,
        Grade::Warning => Outcome::Differs,
        Grade::Trouble => Outcome::Trouble,
    })
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once a command")]
fn now() -> Timestamp {
    Utc::now()
}

const HEAD: [&str; 9] =
    ["source", "state", "last success", "last change", "in vain", "figures", "robots", "next", ""];

fn text(found: &Examination, path: &str) -> String {
    let mut text = String::new();
    if !found.sources.is_empty() {
        let mut rows: Vec<[String; 9]> = vec![HEAD.map(ToOwned::to_owned)];
        let mut event = "";
        for it in &found.sources {
            if it.event != event {
                event = &it.event;
                rows.push([&format!("{event}:"), "", "", "", "", "", "", "", ""].map(Into::into));
            }
            rows.push([
                format!("  {} {}", it.outlet.as_deref().unwrap_or(SEVERAL), it.kind),
                it.state.to_owned(),
                it.last_success.map_or_else(|| "never".to_owned(), minute),
                it.last_change.map_or_else(|| "-".to_owned(), minute),
                it.failures.to_string(),
                it.figures.to_string(),
                it.robots.to_owned(),
                it.next.map_or_else(|| "never".to_owned(), minute),
                it.address.clone(),
            ]);
        }
        text.push_str(&columns(&rows));
        text.push('\n');
    }
    if let Some(store) = &found.store {
        text.push_str(&stored(store, path));
        text.push('\n');
    }
    for remark in &found.remarks {
        let word = if remark.grade == Grade::Trouble { "trouble" } else { "look" };
        let _ = writeln!(text, "{word}  {}: {}", remark.about, remark.text);
    }
    if found.remarks.is_empty() {
        text.push_str("all is well\n");
    }
    text
}

fn stored(store: &Checkup, path: &str) -> String {
    let at = |at: Option<Timestamp>| at.map_or_else(|| "never".to_owned(), minute);
    let of = |count: i64, noun| fetch::counted(u32::try_from(count).unwrap_or(u32::MAX), noun);
    let integrity = store.damage.as_deref().unwrap_or("whole");
    format!(
        "store  {path}\n       {} bytes, version {}, {integrity}; {}, {}\n       \
         oldest page {}, last run {}{}\n",
        store.bytes,
        store.version,
        of(store.runs, "run"),
        of(store.claims, "claim"),
        at(store.oldest_snapshot),
        at(store.last_run),
        if store.last_run_done || store.last_run.is_none() { "" } else { " (did not end)" },
    )
}

fn minute(at: Timestamp) -> String {
    let text = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    text.get(..16).map_or(text.clone(), |minute| format!("{minute}Z"))
}

/// The rows in columns, two blanks between them.
fn columns(rows: &[[String; 9]]) -> String {
    let width =
        |at: usize| rows.iter().map(|row| row[at].chars().count()).max().unwrap_or_default();
    let widths: Vec<usize> = (0..9).map(width).collect();
    let line = |row: &[String; 9]| {
        let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}"));
        cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
