//! What the watch says: one line that a terminal rewrites, or a line for each thing that happens.

use std::io::Write as _;

use chrono::{SecondsFormat, Utc};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde_json::{Value, json};

use super::super::fetch::{counted, news};
use super::super::printer::Printer;
use crate::model::Timestamp;
use crate::pipeline::{Delivered, Progress, SourceSummary, Summary, Told, Turn};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Status,
    Text,
    Json,
}

pub(super) struct Log<'a> {
    style: Style,
    quiet: bool,
    printer: &'a Printer,
    bar: ProgressBar,
    /// What the status line says of the last run.
    last: String,
    /// What was said last of a wait or of another run: the same is not said twice.
    waited: String,
    busy: bool,
}

/// A line: how bad it is, what happened as a word, and for people.
struct Line {
    level: &'static str,
    what: &'static str,
    text: String,
    more: Value,
}

impl<'a> Log<'a> {
    pub(super) fn new(style: Style, quiet: bool, printer: &'a Printer) -> Self {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        if style == Style::Status {
            let form = ProgressStyle::with_template("{spinner} {wide_msg}");
            bar.set_style(form.expect("the template is ours"));
            bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        Self { style, quiet, printer, bar, last: String::new(), waited: String::new(), busy: false }
    }

    pub(super) fn say(&mut self, told: &Told<'_>) {
        self.show(told);
        if let Told::Waiting { next, .. } = told {
            let next = next.map_or_else(|| "never".to_owned(), clock);
            if self.waited == next {
                return;
            }
            self.waited = next;
        }
        let busy = matches!(told, Told::Busy { .. });
        if busy && self.busy {
            return;
        }
        self.busy = busy || (self.busy && matches!(told, Told::Waiting { .. }));
        for line in lines(told) {
            if !self.quiet || line.level != "info" {
                self.bar.suspend(|| self.write(&line));
            }
        }
    }

    /// Says what went wrong beside the runs.
    pub(super) fn trouble(&self, what: &'static str, text: &str) {
        let line = Line { level: "warn", what, text: text.to_owned(), more: json!({}) };
        self.bar.suspend(|| self.write(&line));
    }

    pub(super) fn end(&self) {
        self.bar.finish_and_clear();
    }

    /// What the status line says.
    fn show(&mut self, told: &Told<'_>) {
        let line = match told {
            Told::Waiting { next: Some(next), .. } => {
                format!("next run at {}{}", clock(*next), self.last)
            }
            Told::Waiting { next: None, .. } => format!("nothing is due any more{}", self.last),
            Told::Running { due } => format!("looking at {}", addresses(*due)),
            Told::Progress(Progress::Done { url, .. }) => (*url).to_owned(),
            Told::Progress(Progress::Reconciling { event }) => format!("comparing {event}"),
            Told::Ran { summary, .. } => {
                self.last = format!("; run {}: {}", summary.run, outcome(summary));
                return;
            }
            _ => return,
        };
        self.bar.set_message(line);
        self.bar.tick();
    }

    fn write(&self, line: &Line) {
        // A stderr that is gone leaves nobody to tell.
        let mut stderr = std::io::stderr().lock();
        match self.style {
            Style::Json => {
                let mut object = json!({
                    "at": now().to_rfc3339_opts(SecondsFormat::Secs, true),
                    "level": line.level,
                    "what": line.what,
                    "message": line.text,
                });
                if let (Some(object), Some(more)) = (object.as_object_mut(), line.more.as_object())
                {
                    object.extend(more.clone());
                }
                let _ = writeln!(stderr, "{object}");
            }
            Style::Status | Style::Text => {
                drop(stderr);
                let at = now().to_rfc3339_opts(SecondsFormat::Secs, true);
                let text = format!("{at} {}", line.text);
                match line.level {
                    "info" => self.printer.note(text),
                    _ => self.printer.warning(text),
                }
            }
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "a line of the log bears the time it is written at")]
fn now() -> Timestamp {
    Utc::now()
}

fn clock(at: Timestamp) -> String {
    at.format("%H:%M:%SZ").to_string()
}

fn addresses(count: usize) -> String {
    if count == 1 { "1 address".to_owned() } else { format!("{count} addresses") }
}

fn sum(summary: &Summary, of: fn(&SourceSummary) -> u32) -> u32 {
    summary.sources.iter().map(of).sum()
}

/// "2 new articles, 14 new claims; 1 source with trouble".
fn outcome(summary: &Summary) -> String {
    let news = news(
        sum(summary, |source| source.new_articles),
        sum(summary, |source| source.new_versions),
        sum(summary, |source| source.new_claims),
    );
    let failed = summary.sources.iter().filter(|source| !source.good).count();
    match u32::try_from(failed).unwrap_or(u32::MAX) {
        0 => news,
        failed => format!("{news}; {} with trouble", counted(failed, "source")),
    }
}

fn lines(told: &Told<'_>) -> Vec<Line> {
    let line = |level, what, text: String, more| Line { level, what, text, more };
    match told {
        Told::Started { config } => {
            let sources = config.events.iter().map(|it| it.sources.len()).sum::<usize>();
            let (events, sources) = (config.events.len(), sources);
            let of = |count, noun| counted(u32::try_from(count).unwrap_or(u32::MAX), noun);
            let text = format!("watching {} with {}", of(events, "event"), of(sources, "source"));
            let more = json!({ "events": events, "sources": sources });
            vec![line("info", "started", text, more)]
        }
        Told::Waiting { next: Some(next), .. } => {
            let text = format!("next run at {}", next.to_rfc3339_opts(SecondsFormat::Secs, true));
            vec![line("info", "waiting", text, json!({ "next": next }))]
        }
        Told::Waiting { next: None, .. } => {
            let text =
                "nothing is due any more: every event is over; SIGHUP has config.toml read anew";
            vec![line("info", "waiting", text.to_owned(), json!({ "next": null }))]
        }
        Told::Ran { summary, took_in } => ran(summary, took_in),
        Told::Delivered(done) => vec![delivered(done)],
        Told::Busy { by } => {
            vec![line("info", "busy", format!("{by}; it is waited for"), Value::Null)]
        }
        Told::Failed { error, again } => {
            let again = again.to_rfc3339_opts(SecondsFormat::Secs, true);
            let text = format!("no run: {error:#}; tried again at {again}");
            vec![line("error", "failed", text, json!({ "again": again }))]
        }
        Told::Recovered => {
            vec![line("info", "recovered", "runs can be made again".to_owned(), Value::Null)]
        }
        Told::Reloaded { changes } => {
            let text = match changes.len() {
                0 => "read the config anew: nothing is different".to_owned(),
                _ => format!("read the config anew: {}", changes.join("; ")),
            };
            vec![line("info", "reloaded", text, json!({ "changes": changes }))]
        }
        Told::Refused { error } => {
            let text = format!("the new config does not hold, the old one goes on: {error:#}");
            vec![line("error", "refused", text, Value::Null)]
        }
        Told::Stopping => vec![line("info", "stopping", "stopped".to_owned(), Value::Null)],
        Told::Running { .. } | Told::Progress(_) => Vec::new(),
    }
}

fn delivered(done: &Delivered) -> Line {
    let Delivered { channel, subject, alerts, error } = done;
    let more = json!({ "channel": channel, "alerts": alerts, "error": error });
    match error {
        None => Line {
            level: "info",
            what: "alerted",
            text: format!("told `{channel}`: {subject}"),
            more,
        },
        Some(error) => Line {
            level: "error",
            what: "alert_failed",
            text: format!("`{channel}` did not take \"{subject}\", it is tried again: {error}"),
            more,
        },
    }
}

fn ran(summary: &Summary, took_in: &[&crate::config::DeclaredEvent]) -> Vec<Line> {
    let mut lines = Vec::new();
    let looked: Vec<&SourceSummary> =
        summary.sources.iter().filter(|source| source.outcome != "not_due").collect();
    let stopped = if summary.interrupted { ", stopped before its end" } else { "" };
    let text = format!(
        "run {}: {}{stopped}: {}",
        summary.run,
        counted(u32::try_from(looked.len()).unwrap_or(u32::MAX), "source"),
        outcome(summary)
    );
    lines.push(Line {
        level: "info",
        what: "run",
        text,
        more: json!({
            "run": summary.run,
            "events": took_in.iter().map(|it| it.event.id.as_str()).collect::<Vec<_>>(),
            "interrupted": summary.interrupted,
            "caught_up": summary.caught_up,
            "new_articles": sum(summary, |source| source.new_articles),
            "new_versions": sum(summary, |source| source.new_versions),
            "new_claims": sum(summary, |source| source.new_claims),
            "failed": summary.sources.iter().filter(|source| !source.good).count(),
        }),
    });
    lines.extend(looked.into_iter().filter_map(turned));
    lines
}

/// A source that turned in this run; how it is meanwhile is said by `claims doctor`.
fn turned(source: &SourceSummary) -> Option<Line> {
    let health = &source.health;
    let (level, what, said) = match source.turned? {
        Turn::Dark => {
            let said = format!("is dark: {}, {} times in vain", source.outcome, health.in_vain);
            ("error", "dark", said)
        }
        Turn::Back => ("info", "back", "answers again".to_owned()),
        Turn::Degraded => {
            let why = health.degraded.as_deref().unwrap_or_default();
            ("error", "degraded", format!("is degraded: {why}"))
        }
        Turn::Recovered => ("info", "well", "yields again".to_owned()),
    };
    let (label, address) = (source.label(), &source.address);
    Some(Line {
        level,
        what,
        text: format!("{label}: `{address}` {said}"),
        more: json!({ "event": source.event, "outlet": source.outlet, "address": address }),
    })
}
