//! `claims reprocess`: what newer rules read out of the stored pages, before they do, and then for good.

use std::io::Write;
use std::path::PathBuf;

use anyhow::anyhow;

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, lexicon, settings};
use crate::engine::Engine;
use crate::lexicon::Lexicon;
use crate::pipeline::{Difference, Reprocess, Reprocessed, preview, reprocess};
use crate::store::{Lock, Store, StoreError};

/// Read the stored pages anew, by the rules of this program: show what differs, then keep it.
///
/// `--diff` lists each figure that would appear, vanish or be read otherwise, with its quote, and changes nothing; it ends with 1 where
/// something differs. `--apply` keeps the new readings and compares the figures anew, each event at once, so that no reader sees
/// half of it. A figure that is read no more stays in the pictures of earlier runs. Pages that were pruned stay as they were read.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The events; all of the store's where none is named.
    #[arg(value_name = "EVENT")]
    events: Vec<String>,
    #[command(flatten)]
    what: What,
    /// Read with the words of this directory laid over those that are built in.
    #[arg(long, value_name = "DIR", conflicts_with = "apply")]
    data: Option<PathBuf>,
    /// Wait for a run that is going on, in place of giving up.
    #[arg(long, requires = "apply")]
    wait: bool,
    /// Print it as JSON, a line for each group of events that share reports.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
struct What {
    /// Show what would differ.
    #[arg(long)]
    diff: bool,
    /// Keep it.
    #[arg(long)]
    apply: bool,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let path = &config.settings.store.path;
    let words = match &args.data {
        Some(folder) => lexicon::load(Some(folder))?,
        None => Lexicon::embedded(),
    };
    let engine = Engine::new(words);
    let work = Reprocess { config: &config, engine: &engine, events: &args.events };
    let mut out = printer.stdout();
    let mut total = Total::default();
    if args.what.apply {
        if !path.try_exists().unwrap_or(false) {
            return Err(StoreError::Missing(path.clone()).into());
        }
        let now = fetch::now();
        let mut store = Store::write(path, Lock::take(path, args.wait, now)?)?;
        match config.settings.store.bytes_max {
            0 => {}
            bytes => store.limit_size(bytes)?,
        }
        known(&store, &args.events)?;
        let mut said = Vec::new();
        reprocess(&mut store, &work, now, &mut |done| said.push(done.clone()))?;
        drop(store);
        for done in &said {
            total.add(done);
            print(done, args.json, &mut out)?;
        }
    } else {
        let store = Store::read(path)?;
        known(&store, &args.events)?;
        for done in preview(&store, &work)? {
            total.add(&done);
            print(&done, args.json, &mut out)?;
        }
    }
    out.flush()?;
    total.conclude(args, printer);
    Ok(if total.differs() && args.what.diff { Outcome::Differs } else { Outcome::Same })
}

fn known(store: &Store, events: &[String]) -> anyhow::Result<()> {
    let known: Vec<String> = store.events()?.into_iter().map(|event| event.id).collect();
    match events.iter().find(|event| !known.contains(event)) {
        Some(event) => Err(anyhow!("`{event}` is no event of `{}`", store.path().display()))
            .hint(format!("the store knows `{}`", known.join("`, `"))),
        None => Ok(()),
    }
}

#[derive(Debug, Default)]
struct Total {
    versions: u32,
    pruned: u32,
    appear: u32,
    vanish: u32,
    change: u32,
    reports: u32,
}

impl Total {
    fn add(&mut self, done: &Reprocessed) {
        self.versions += done.versions;
        self.pruned += done.pruned;
        for report in &done.reports {
            self.reports += 1;
            for difference in &report.differences {
                *match difference {
                    Difference::Appears { .. } => &mut self.appear,
                    Difference::Vanishes { .. } => &mut self.vanish,
                    Difference::Changes { .. } => &mut self.change,
                } += 1;
            }
        }
    }

    fn differs(&self) -> bool {
        self.reports > 0
    }

    fn conclude(&self, args: &Args, printer: &Printer) {
        let versions = fetch::counted(self.versions, "version");
        let pruned = match self.pruned {
            0 => String::new(),
            1 => "; the page of 1 version was pruned, so it stays as it was read".to_owned(),
            many => format!(
                "; the pages of {many} versions were pruned, so they stay as they were read"
            ),
        };
        if !self.differs() {
            printer.note(format!("{versions} read anew: nothing differs{pruned}"));
            return;
        }
        let would = if args.what.diff { "would " } else { "" };
        let verb = |count: u32, one: &str, past: &str| {
            let figures = fetch::counted(count, "figure");
            if args.what.diff {
                format!("{figures} {would}{one}")
            } else {
                format!("{figures} {past}")
            }
        };
        printer.note(format!(
            "{versions} read anew: {}, {}, {}{pruned}",
            verb(self.appear, "appear", "appeared"),
            verb(self.vanish, "vanish", "vanished"),
            verb(self.change, "be read otherwise", "read otherwise"),
        ));
        if args.data.is_none() {
            printer.note(if args.what.diff {
                "next: `claims reprocess --apply` keeps it"
            } else {
                "next: `claims diff`"
            });
        }
    }
}

fn print(done: &Reprocessed, json: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    if json {
        serde_json::to_writer(&mut *out, done)?;
        return Ok(writeln!(out)?);
    }
    if done.reports.is_empty() {
        return Ok(());
    }
    writeln!(out, "{}", done.events.join(", "))?;
    for report in &done.reports {
        let version = report.version.map(|it| format!("  version {it}")).unwrap_or_default();
        writeln!(out, "  {}  {}{version}", report.outlet, clean(&report.url))?;
        if let Some(note) = &report.note {
            writeln!(out, "    {}", clean(note))?;
        }
        for difference in &report.differences {
            let (sign, figure) = match difference {
                Difference::Appears { figure } => ('+', figure),
                Difference::Vanishes { figure } => ('-', figure),
                Difference::Changes { figure, .. } => ('~', figure),
            };
            let (subject, text, quote) =
                (clean(&figure.subject), clean(&figure.text), clean(&figure.quote));
            writeln!(out, "    {sign} {subject}: {text}  \"{quote}\"  {}", figure.claim)?;
            if let Difference::Changes { fields, .. } = difference {
                for (name, (old, new)) in fields {
                    writeln!(out, "        {name}: {} -> {}", clean(old), clean(new))?;
                }
            }
        }
    }
    Ok(())
}

/// Printed words without what a terminal would act on.
fn clean(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}
