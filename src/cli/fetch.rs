//! `claims fetch`: one collecting run, with a line a source.

use std::io::{IsTerminal, Write};
use std::time::Duration;

use anyhow::anyhow;
use chrono::Utc;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::metrics::MetricsArgs;
use super::printer::Hint;
use super::{Global, Outcome, Printer, settings};
use crate::config::{Config, DeclaredEvent};
use crate::engine::Engine;
use crate::fetch::Fetcher;
use crate::lexicon::Lexicon;
use crate::model::Timestamp;
use crate::pipeline::{
    Progress, Refresh, SEVERAL, SourceSummary, Summary, Turn, fetch_settings, refresh,
};
use crate::store::{Lock, Store, StoreError};

/// Fetch the sources, read what is new, compare the claims.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The events to look at; all of the config's where none is named.
    #[arg(value_name = "EVENT")]
    events: Vec<String>,
    /// Wait for another run that is going on, in place of giving up.
    #[arg(long)]
    wait: bool,
    /// How to print what was done.
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    metrics: MetricsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A line a source.
    Text,
    /// One object, when the run is over.
    Json,
}

/// What the run did, as one JSON object.
#[derive(Debug, serde::Serialize)]
struct Told<'a> {
    run: i64,
    at: String,
    store: String,
    events: Vec<&'a str>,
    interrupted: bool,
    caught_up: u32,
    new_articles: u32,
    new_versions: u32,
    new_claims: u32,
    failed: usize,
    sources: &'a [SourceSummary],
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let events = chosen(&config, &args.events)?;
    for declared in events.iter().filter(|declared| declared.sources.is_empty()) {
        let id = &declared.event.id;
        printer.warning(format!("`{id}` has no source yet: `claims add {id} SOURCE...` adds one"));
    }
    let metrics = args.metrics.ready(&config)?;
    let now = now();
    for outlet in config.outlets.iter().filter(|outlet| outlet.layout(now.date_naive()).is_none()) {
        if let Some(last) = outlet.layouts.iter().map(|layout| layout.valid_until).max() {
            printer.warning(format!(
                "no layout of `{}` holds today (the last until {last}), so its pages are read as any \
                 others: look at one, then renew `valid_until` or take the layout out",
                outlet.id
            ));
        }
    }
    let path = &config.settings.store.path;
    let lock = match Lock::take(path, args.wait, now) {
        Ok(lock) => lock,
        // Whoever has it looks at the same pages: there is nothing left to do, and nothing is wrong.
        Err(busy @ StoreError::Locked { .. }) => {
            printer.note(format!("{busy}: nothing was done"));
            printer.note("`claims fetch --wait` waits for its end and looks again");
            return Ok(Outcome::Same);
        }
        Err(error) => return Err(error.into()),
    };
    let mut store = Store::write(path, lock)?;
    match config.settings.store.bytes_max {
        0 => {}
        bytes => store.limit_size(bytes)?,
    }
    let fetcher = Fetcher::new(fetch_settings(&config.settings.fetch))
        .hint("check the `[fetch]` section of config.toml")?;
    let engine = Engine::new(Lexicon::embedded());
    let work = Refresh {
        config: &config,
        events: &events,
        engine: &engine,
        fetcher: &fetcher,
        now,
        interruptible: true,
        due: None,
    };
    let as_json = args.json || args.format == Format::Json;
    let lines = Lines::new(&events, as_json || global.quiet);
    let bar = Bar::new(global.quiet);
    let mut broken: Option<std::io::Error> = None;
    let summary = refresh(&mut store, &work, &mut |progress| {
        bar.show(&progress);
        if let Progress::Source(source) = progress {
            let said = bar.aside(|| lines.say(source, printer));
            broken = broken.take().or(said.err());
        }
    });
    bar.end();
    let summary = summary?;
    if as_json {
        let mut out = printer.stdout();
        serde_json::to_writer_pretty(&mut out, &told(&summary, &events, &store, now))?;
        writeln!(out)?;
        out.flush()?;
    }
    drop(store);
    let measured = metrics.write(path);
    if let Err(error) = &measured {
        printer.warning(format!("{error:#}; the run itself is stored"));
    }
    conclude(&summary, &events, printer);
    match broken {
        // The run is done and stored, whoever read its lines.
        Some(error) => Err(error.into()),
        None if measured.is_err() => Ok(Outcome::Trouble),
        None if summary.interrupted || summary.sources.iter().any(|source| !source.good) => {
            Ok(Outcome::Trouble)
        }
        None => Ok(Outcome::Same),
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once a run")]
pub(super) fn now() -> Timestamp {
    Utc::now()
}

/// The events of the config that are meant; the error says that there is none.
pub(super) fn chosen<'a>(
    config: &'a Config,
    ids: &[String],
) -> anyhow::Result<Vec<&'a DeclaredEvent>> {
    let Some(path) = &config.path else {
        return Err(anyhow!("there is no config.toml here, and none in the home folder"))
            .hint("`claims init` writes one; `--config FILE` names another");
    };
    if config.events.is_empty() && ids.is_empty() {
        return Err(anyhow!("`{}` declares no event", path.display()))
            .hint("`claims add EVENT SOURCE...` says what to follow");
    }
    Ok(config.chosen(ids)?)
}

fn told<'a>(
    summary: &'a Summary,
    events: &[&'a DeclaredEvent],
    store: &Store,
    now: Timestamp,
) -> Told<'a> {
    let sum = |of: fn(&SourceSummary) -> u32| summary.sources.iter().map(of).sum();
    Told {
        run: summary.run,
        at: now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true),
        store: store.path().display().to_string(),
        events: events.iter().map(|declared| declared.event.id.as_str()).collect(),
        interrupted: summary.interrupted,
        caught_up: summary.caught_up,
        new_articles: sum(|source| source.new_articles),
        new_versions: sum(|source| source.new_versions),
        new_claims: sum(|source| source.new_claims),
        failed: summary.sources.iter().filter(|source| !source.good).count(),
        sources: &summary.sources,
    }
}

/// What the run comes to, and what to type next.
fn conclude(summary: &Summary, events: &[&DeclaredEvent], printer: &Printer) {
    let all = summary.sources.len();
    if summary.interrupted {
        let reached = summary.sources.iter().filter(|it| it.outcome != "not_tried").count();
        printer.warning(format!(
            "stopped after {reached} of {all} sources; what was fetched is stored, and \
             `claims fetch` goes on from there"
        ));
        return;
    }
    if summary.caught_up > 0 {
        let pages = counted(summary.caught_up, "page");
        printer.note(format!("read {pages} that an earlier run had stored and not read"));
    }
    let failed = summary.sources.iter().filter(|source| !source.good).count();
    let failed = if failed == 0 { String::new() } else { format!(", {failed} with trouble") };
    let sum = |of: fn(&SourceSummary) -> u32| summary.sources.iter().map(of).sum::<u32>();
    let news = news(
        sum(|source| source.new_articles),
        sum(|source| source.new_versions),
        sum(|source| source.new_claims),
    );
    let sources = counted(u32::try_from(all).unwrap_or(u32::MAX), "source");
    printer.note(format!("run {}: {sources}{failed}; {news}", summary.run));
    match events {
        [one] => printer.note(format!("next: `claims diff {}`", one.event.id)),
        _ => printer.note("next: `claims diff`"),
    }
}

/// "2 new articles, 3 new versions, 14 new claims", or that there is nothing new.
pub(super) fn news(articles: u32, versions: u32, claims: u32) -> String {
    // The first version of an article is told by the article.
    let parts: Vec<String> = [
        (articles, "new article"),
        (versions.saturating_sub(articles), "new version"),
        (claims, "new claim"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, noun)| counted(count, noun))
    .collect();
    if parts.is_empty() { "nothing new".to_owned() } else { parts.join(", ") }
}

/// "1 source", "2 sources".
pub(super) fn counted(count: u32, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// "812 B", "12.4 kB".
pub(super) fn size(bytes: u64) -> String {
    let (unit, name) = match bytes {
        0..1_000 => return format!("{bytes} B"),
        1_000..1_000_000 => (100, "kB"),
        _ => (100_000, "MB"),
    };
    let tenths = bytes / unit;
    format!("{}.{} {name}", tenths / 10, tenths % 10)
}

/// The lines of the sources, in columns.
struct Lines {
    outlet_width: usize,
    silent: bool,
}

impl Lines {
    fn new(events: &[&DeclaredEvent], silent: bool) -> Self {
        let sources = events.iter().flat_map(|declared| &declared.sources);
        let outlet_width =
            sources.map(|source| source.outlet.as_deref().unwrap_or(SEVERAL).chars().count()).max();
        let outlet_width = outlet_width.unwrap_or_default();
        Self { outlet_width, silent }
    }

    /// The line on stdout; the cause of trouble and its remedy on stderr.
    fn say(&self, source: &SourceSummary, printer: &Printer) -> std::io::Result<()> {
        if !self.silent {
            let mut news = news(source.new_articles, source.new_versions, source.new_claims);
            if !matches!(&*source.kind, "page" | "file") || source.entries > 0 {
                let noun = if source.entries == 1 { "entry" } else { "entries" };
                news = format!("{} {noun}, {news}", source.entries);
            }
            let mut out = printer.stdout();
            writeln!(
                out,
                "{:width$}  {:7}  {:12}  {:>8}  {news:32}  {}",
                source.label(),
                source.kind,
                source.outcome,
                size(source.bytes),
                source.address,
                width = self.outlet_width,
            )?;
            out.flush()?;
        }
        say_turn(source, printer);
        for remark in &source.remarks {
            printer.warning(format!("{}: {remark}", source.label()));
        }
        if source.outcome == "not_due" {
            let until = source.message.as_deref().unwrap_or_default();
            printer.note(format!("{}: `{}`: {until}", source.label(), source.address));
        } else if source.outcome != "ok" && source.outcome != "not_modified" {
            let message = source.message.as_deref();
            warn(
                printer,
                source,
                &source.address,
                &source.outcome,
                message,
                source.hint.as_deref(),
            );
        }
        for entry in &source.failed {
            let message = entry.message.as_deref();
            warn(printer, source, &entry.url, &entry.outcome, message, entry.hint.as_deref());
        }
        Ok(())
    }
}

/// What a person should know about a source beyond this run: where it went, and that its pages turned.
fn say_turn(source: &SourceSummary, printer: &Printer) {
    let (label, address) = (source.label(), &source.address);
    if let Some(moved) = source.moved_to.as_ref().filter(|moved| *moved != address) {
        printer.note(format!(
            "{label}: `{address}` has moved to `{moved}` for good: correct config.toml"
        ));
    }
    match source.turned {
        Some(Turn::Degraded) => printer.warning(format!(
            "{label}: `{address}` is degraded: {}\n  open one of its pages in a browser; where it shows \
             the report, its layout is read wrongly: save the page and report it",
            source.health.degraded.as_deref().unwrap_or_default()
        )),
        Some(Turn::Dark) => printer.warning(format!(
            "{label}: `{address}` is dark: asked {} times in vain, for over an hour",
            source.health.in_vain
        )),
        Some(Turn::Back) => printer.note(format!("{label}: `{address}` answers again")),
        Some(Turn::Recovered) => {
            printer.note(format!("{label}: `{address}` is well again"));
        }
        None => {}
    }
}

fn warn(
    printer: &Printer,
    source: &SourceSummary,
    address: &str,
    outcome: &str,
    message: Option<&str>,
    hint: Option<&str>,
) {
    let message = message.map(|message| format!(" ({message})")).unwrap_or_default();
    let hint = hint.map(|hint| format!("\n  {hint}")).unwrap_or_default();
    printer.warning(format!("{}: `{address}`: {outcome}{message}{hint}", source.label()));
}

/// A bar on a terminal, once the work has taken a second.
struct Bar(ProgressBar);

impl Bar {
    fn new(quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if quiet || !std::io::stderr().is_terminal() {
            return Self(bar);
        }
        let style = ProgressStyle::with_template("{bar:24} {pos}/{len}  {elapsed}  {wide_msg}");
        bar.set_style(style.expect("the template is ours"));
        let later = bar.clone();
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(1));
            if !later.is_finished() {
                later.set_draw_target(ProgressDrawTarget::stderr());
                later.enable_steady_tick(Duration::from_millis(200));
            }
        });
        Self(bar)
    }

    fn show(&self, progress: &Progress<'_>) {
        match progress {
            Progress::Planned { addresses } => self.0.set_length(*addresses as u64),
            Progress::Done { addresses, url } => {
                self.0.set_position(*addresses as u64);
                self.0.set_message((*url).to_owned());
            }
            Progress::Reconciling { event } => self.0.set_message(format!("comparing {event}")),
            Progress::Source(_) => {}
        }
    }

    /// Prints beside the bar.
    fn aside<T>(&self, print: impl FnOnce() -> T) -> T {
        self.0.suspend(print)
    }

    fn end(&self) {
        self.0.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_news_read_as_people_say_them() {
        assert_eq!(size(0), "0 B");
        assert_eq!(size(999), "999 B");
        assert_eq!(size(12_449), "12.4 kB");
        assert_eq!(size(3_000_000), "3.0 MB");
        assert_eq!(news(0, 0, 0), "nothing new");
        assert_eq!(news(1, 1, 2), "1 new article, 2 new claims");
        assert_eq!(news(0, 1, 0), "1 new version");
    }
}
