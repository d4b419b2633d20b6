//! `claims demo`: the whole program on the event that comes with it.
#![expect(clippy::disallowed_methods, reason = "this command writes the desk's config")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{env, fs, io, process};

use anyhow::{Context, anyhow};
use tokio::runtime::Runtime;

use super::printer::Hint;
use super::{Outcome, Printer, fetch, reading, report};
use crate::config::{Config, Given};
use crate::engine::Engine;
use crate::fetch::{Fetcher, Suffix};
use crate::lexicon::Lexicon;
use crate::pipeline::{self, Asked, Refresh, Summary, fetch_settings, refresh};
use crate::report::{Dialect, Part, Picture, Selection, text};
use crate::store::{Lock, Store};
use crate::web::{Bundle, Newsroom, Round};

/// Try the whole program on the event that comes with it; no network needed.
///
/// Nine invented outlets are served from this machine and visited three times. The diff of the last visit is printed; the
/// store, its config and the reports stay in a folder to look around in.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Where to keep the store and the reports: a new or empty folder (else one in the temporary folder).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let folder = match &args.out {
        Some(folder) => empty(folder)?,
        None => temporary()?,
    };
    let settings = folder.join("config.toml");
    fs::write(&settings, Bundle::desk())
        .with_context(|| format!("`{}` cannot be written", settings.display()))
        .hint("choose a folder that can be written with `--out DIR`")?;
    let config = desk(&settings)?;
    visit_all(&config, printer)?;
    show(&config, &settings, printer)?;
    Ok(Outcome::Same)
}

/// The desk's settings, as its file says them: the environment has no say in what the demo shows.
fn desk(settings: &Path) -> anyhow::Result<Config> {
    let given = Given { config: Some(settings.to_owned()), store: None };
    let mut config = Config::load(&given, &|_| None)?;
    // Nobody is spared by waiting for a server of our own.
    config.settings.fetch.gap_ms = 0;
    Ok(config)
}

/// The collecting runs, each at its round's time, over HTTP against the newsroom.
fn visit_all(config: &Config, printer: &Printer) -> anyhow::Result<()> {
    let bundle = Bundle::bundled();
    let rounds = bundle.rounds().to_vec();
    let serving = Runtime::new().context("no thread can be started for the demo's server")?;
    let newsroom = serving
        .block_on(Newsroom::open(bundle))
        .context("no port can be opened on 127.0.0.1 for the demo's server")?;
    let engine = Engine::new(Lexicon::embedded());
    for (turn, round) in rounds.iter().enumerate() {
        newsroom.turn_to(turn);
        let summary = visit(config, round, &newsroom, &engine)?;
        tell(round, &summary, printer);
    }
    Ok(())
}

/// What `claims fetch` does, but for the clock and the way to the hosts.
fn visit(
    config: &Config,
    round: &Round,
    newsroom: &Newsroom,
    engine: &Engine,
) -> anyhow::Result<Summary> {
    let path = &config.settings.store.path;
    let mut store = Store::write(path, Lock::take(path, false, round.at)?)?;
    let hosts = Suffix { suffix: ".example".to_owned(), address: newsroom.address() };
    let settings = fetch_settings(&config.settings.fetch);
    let events: Vec<_> = config.events.iter().collect();
    let work = Refresh {
        config,
        events: &events,
        engine,
        fetcher: &Fetcher::with_resolver(settings, Arc::new(hosts))?,
        now: round.at,
        interruptible: false,
        due: None,
    };
    refresh(&mut store, &work, &mut |_| {})
}

fn tell(round: &Round, summary: &Summary, printer: &Printer) {
    let sum = |count: fn(&pipeline::SourceSummary) -> u32| -> u32 {
        summary.sources.iter().map(count).sum()
    };
    printer.note(format!(
        "visit of {}: {} sources; {}",
        round.at.format("%Y-%m-%d %H:%MZ"),
        summary.sources.len(),
        fetch::news(
            sum(|source| source.new_articles),
            sum(|source| source.new_versions),
            sum(|source| source.new_claims),
        ),
    ));
    for source in summary.sources.iter().filter(|source| !source.good) {
        printer.warning(format!("{}: `{}`: {}", source.label(), source.address, source.outcome));
    }
}

/// The diff on stdout; the reports in their folder; on stderr where all of it is and what to type next.
fn show(config: &Config, settings: &Path, printer: &Printer) -> anyhow::Result<()> {
    let store = Store::read(&config.settings.store.path)?;
    let mut reports = Vec::new();
    for declared in &config.events {
        reports.extend(pipeline::report(&store, &declared.event.id, Asked::default())?);
    }
    let files = report::csv_files(&reports, Dialect::default());
    let written = report::write_all(&config.settings.report.out, &files)?;
    let selection = Selection::default();
    let mut out = printer.stdout();
    printer.note("");
    for report in &reports {
        let picture = Picture::new(report, &selection);
        out.write_all(text(&picture, reading::layout(None), false).as_bytes())?;
        out.flush()?;
        printer.note("");
        let conflict = picture.part(Part::Conflicts).first().map(|reported| &reported.finding);
        let claim = conflict.and_then(|finding| finding.positions.first()?.claims.first());
        printer.note(format!("the store:    {}", store.path().display()));
        for path in written.iter().filter(|path| path.extension().is_some_and(|it| it == "csv")) {
            printer.note(format!("for editors:  {}", path.display()));
        }
        let program = env::args().next().unwrap_or_else(|| "claims".to_owned());
        let here = format!("--config {}", settings.display());
        if let Some(claim) = claim {
            printer.note(format!("next:         {program} why {} {here}", picture.short(claim)));
        }
        printer.note(format!("              {program} matrix {here}"));
        printer.note(format!("              {program} diff --explain {here}"));
    }
    Ok(())
}

/// The folder, made where it is not there. What somebody keeps in it is not touched.
fn empty(folder: &Path) -> anyhow::Result<PathBuf> {
    fs::create_dir_all(folder)
        .and_then(|()| fs::read_dir(folder))
        .with_context(|| format!("the folder `{}` cannot be made", folder.display()))
        .hint("choose another with `--out DIR`")
        .and_then(|mut entries| match entries.next() {
            None => Ok(folder.to_owned()),
            Some(_) => Err(anyhow!("the folder `{}` is not empty", folder.display()))
                .hint("choose a new or an empty one with `--out DIR`"),
        })
}

/// A folder of this run's own. A name that is taken, by whomever, is passed over.
fn temporary() -> anyhow::Result<PathBuf> {
    let base = env::temp_dir();
    for turn in 0..1_000 {
        let folder = base.join(format!("claims-demo-{}-{turn}", process::id()));
        match fs::create_dir(&folder) {
            Ok(()) => return Ok(folder),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => {
                return Err(error)
                    .with_context(|| format!("no folder can be made in `{}`", base.display()))
                    .hint("choose one with `--out DIR`");
            }
        }
    }
    Err(anyhow!("`{}` is full of demos", base.display())).hint("choose a folder with `--out DIR`")
}
