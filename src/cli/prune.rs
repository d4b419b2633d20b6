//! `claims prune`: retention. Bytes and words of long ago go; claims, quotes and digests never do.

use std::io::Write;

use anyhow::anyhow;
use chrono::{Duration, NaiveDate};

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, settings};
use crate::model::Timestamp;
use crate::schedule::length;
use crate::store::{Lock, Prunable, Store, StoreError};

/// Let go the pages and texts that no run has come upon for so long; claims, quotes and hashes stay.
///
/// What goes is the bytes of pages and the main texts read out of them. Every figure keeps its quote, its place and its page's
/// SHA-256, so `diff`, `report` and `why` answer as before, and say what was pruned. A page that a run still finds unchanged is not
/// old, however long ago it came first. The file shrinks by what went.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag that stands alone")]
pub(super) struct Args {
    /// How long ago: `90d`, `12w`, or a day such as `2026-01-31`.
    #[arg(long, value_name = "AGE", value_parser = age)]
    older_than: Age,
    /// Keep the texts, and let the pages' bytes alone go.
    #[arg(long)]
    keep_text: bool,
    /// Show what would go, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// Wait for a run that is going on, in place of giving up.
    #[arg(long, conflicts_with = "dry_run")]
    wait: bool,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Age {
    Length(Duration),
    Day(NaiveDate),
}

impl Age {
    fn before(self, now: Timestamp) -> Option<Timestamp> {
        match self {
            Self::Length(length) => now.checked_sub_signed(length),
            Self::Day(day) => Some(day.and_time(chrono::NaiveTime::MIN).and_utc()),
        }
    }
}

fn age(text: &str) -> Result<Age, String> {
    if let Ok(day) = text.trim().parse() {
        return Ok(Age::Day(day));
    }
    length(text).map(Age::Length).map_err(|_| {
        format!("`{text}` is no age: write it as `90d`, `12w` or as a day, `2026-01-31`")
    })
}

/// What was done, as JSON.
#[derive(Debug, serde::Serialize)]
struct Told {
    before: String,
    dry_run: bool,
    snapshots: u32,
    snapshot_bytes: u64,
    texts: u32,
    text_bytes: u64,
    claims_kept: u32,
    file_bytes_before: u64,
    file_bytes: u64,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let now = fetch::now();
    let Some(before) = args.older_than.before(now) else {
        return Err(anyhow!("there is no day so long ago")).hint("write it as `90d`");
    };
    if args.dry_run {
        let store = Store::read(path)?;
        let found = store.prunable(before, !args.keep_text)?;
        let bytes = store.bytes_on_disk();
        say(args, printer, before, &found, (bytes, bytes))?;
        if found.is_empty() {
            printer.note("there is nothing so old: nothing would go");
        } else {
            printer.note(format!("nothing was changed; {} rest on it and stay", figures(&found)));
        }
        return Ok(Outcome::Same);
    }
    if !path.try_exists().unwrap_or(false) {
        return Err(StoreError::Missing(path.clone()).into());
    }
    let lock = Lock::take(path, args.wait, now)?;
    let mut store = Store::write(path, lock)?;
    let whole = store.bytes_on_disk();
    let found = store.prune(before, !args.keep_text, now)?;
    let mut outcome = Outcome::Same;
    // A prune that was stopped before this leaves pages that hold nothing.
    if !found.is_empty() || store.idle_bytes()? > 0 {
        match store.shrink() {
            Ok(true) => {}
            Ok(false) => printer.warning(
                "a reader holds the file open, so its space comes back when the reader is done and \
                 the next run ends",
            ),
            Err(StoreError::Full(_)) => {
                printer.warning(format!(
                    "what was pruned is gone, but `{}` could not be made smaller: that takes as much \
                     free room as the file will have\n  make room and run `claims prune` again; until \
                     then the store fills the space anew",
                    path.display()
                ));
                outcome = Outcome::Trouble;
            }
            Err(error) => return Err(error.into()),
        }
    }
    let left = store.bytes_on_disk();
    say(args, printer, before, &found, (whole, left))?;
    if found.is_empty() {
        printer.note("there is nothing so old: nothing went");
    } else {
        printer.note(format!("{} rest on it and stay, with quotes and hashes", figures(&found)));
    }
    Ok(outcome)
}

fn figures(found: &Prunable) -> String {
    fetch::counted(found.claims, "figure")
}

/// What went or would go, with the file's size before and after.
fn say(
    args: &Args,
    printer: &Printer,
    before: Timestamp,
    found: &Prunable,
    (whole, left): (u64, u64),
) -> anyhow::Result<()> {
    let mut out = printer.stdout();
    if args.json {
        let told = Told {
            before: before.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
            dry_run: args.dry_run,
            snapshots: found.snapshots,
            snapshot_bytes: found.snapshot_bytes,
            texts: found.texts,
            text_bytes: found.text_bytes,
            claims_kept: found.claims,
            file_bytes_before: whole,
            file_bytes: left,
        };
        serde_json::to_writer_pretty(&mut out, &told)?;
        writeln!(out)?;
    } else {
        let verb = if args.dry_run { "would go" } else { "went" };
        let day = before.format("%Y-%m-%d %H:%MZ");
        writeln!(out, "last come upon before {day}")?;
        for (count, noun, bytes) in [
            (found.snapshots, "page", found.snapshot_bytes),
            (found.texts, "text", found.text_bytes),
        ] {
            let (counted, size) = (fetch::counted(count, noun), fetch::size(bytes));
            writeln!(out, "{verb}  {counted:>12}  {size:>9}  ({bytes} bytes)")?;
        }
        if !args.dry_run {
            writeln!(out, "file  {} -> {}", fetch::size(whole), fetch::size(left))?;
        }
    }
    Ok(out.flush()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_is_a_length_or_a_day() {
        assert_eq!(age("90d"), Ok(Age::Length(Duration::days(90))));
        assert_eq!(age("12w"), Ok(Age::Length(Duration::weeks(12))));
        let day = NaiveDate::from_ymd_opt(2026, 1, 31).expect("a day");
        assert_eq!(age(" 2026-01-31 "), Ok(Age::Day(day)));
        assert!(age("old").is_err_and(|said| said.contains("90d")));
    }
}
