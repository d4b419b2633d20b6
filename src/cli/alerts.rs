//! `claims alerts`: what was told, to whom, and whether a channel works.

use std::io::Write as _;

use anyhow::anyhow;
use chrono::{SecondsFormat, Utc};

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, settings};
use crate::config::Config;
use crate::fetch::{self, System};
use crate::model::Timestamp;
use crate::pipeline::{Post, fetch_settings, trial};
use crate::store::{Sent, Store};

/// Show the last alerts and whom they reached; `claims alerts test` tries the channels.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Option<Command>,
    /// Of this event only.
    event: Option<String>,
    /// So many, the newest first.
    #[arg(long, short = 'n', value_name = "COUNT", default_value_t = 20)]
    count: u32,
    /// One object a line.
    #[arg(long)]
    json: bool,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Send a message that says that it is a test.
    Test {
        /// The channels; all of the config's where none is named.
        channels: Vec<String>,
    },
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    match &args.command {
        Some(Command::Test { channels }) => test(&config, channels, printer),
        None => list(&config, args, printer),
    }
}

/// The real courier, with the machine's clock and environment.
pub(super) fn post(config: &Config) -> Post<'static> {
    Post {
        settings: fetch_settings(&config.settings.fetch),
        resolver: std::sync::Arc::new(System),
        variable: &settings::variable,
        now: &now,
    }
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once a message")]
fn now() -> Timestamp {
    Utc::now()
}

fn test(config: &Config, wanted: &[String], printer: &Printer) -> anyhow::Result<Outcome> {
    if config.channels.is_empty() {
        return Err(anyhow!("the config declares no channel")).hint(
            "add a `[[channel]]` with `webhook`, `smtp`, `command` or `feed` to config.toml",
        );
    }
    let is_known = |id: &&String| config.channels.iter().any(|channel| channel.id == **id);
    if let Some(unknown) = wanted.iter().find(|id| !is_known(id)) {
        let known: Vec<&str> = config.channels.iter().map(|it| it.id.as_str()).collect();
        return Err(anyhow!("`{unknown}` is no channel"))
            .hint(format!("the channels are `{}`", known.join("`, `")));
    }
    let courier = post(config);
    let mut failed = false;
    for channel in &config.channels {
        if !wanted.is_empty() && !wanted.contains(&channel.id) {
            continue;
        }
        match trial(&courier, channel, now()) {
            Ok(()) => printer.note(format!("`{}` took the test", channel.id)),
            Err(error) => {
                failed = true;
                printer.warning(format!("`{}` did not take the test: {error}", channel.id));
                if error.contains(fetch::Outcome::PrivateAddress.code()) {
                    printer.note("`allow_private = true` in that `[[channel]]` lets it be in your own network");
                }
            }
        }
    }
    Ok(if failed { Outcome::Trouble } else { Outcome::Same })
}

fn list(config: &Config, args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let store = Store::read(&config.settings.store.path)?;
    let sent = store.alerts(args.event.as_deref(), args.count)?;
    let mut out = printer.stdout();
    for it in &sent {
        if args.json {
            let channels: Vec<_> = it
                .channels
                .iter()
                .map(|(id, at, error)| {
                    serde_json::json!({ "channel": id, "sent_at": at, "error": error })
                })
                .collect();
            let line = serde_json::json!({
                "alert": it.alert, "state": it.state, "channels": channels,
            });
            writeln!(out, "{line}")?;
        } else {
            let at = it.alert.at.to_rfc3339_opts(SecondsFormat::Secs, true);
            writeln!(out, "{at}  {:9}  {}{}", it.alert.kind.as_str(), it.alert.headline, fate(it))?;
        }
    }
    out.flush()?;
    if sent.is_empty() {
        printer.note("no alert yet: `claims watch` tells what changes after its first look");
    }
    Ok(Outcome::Same)
}

/// "  (desk: not yet, HTTP 500)"; nothing where all channels took it.
fn fate(sent: &Sent) -> String {
    if sent.state != "open" {
        return format!("  ({}: taken back within a short time)", sent.state);
    }
    let waiting: Vec<String> = sent
        .channels
        .iter()
        .filter(|(_, at, _)| at.is_none())
        .map(|(id, _, error)| match error {
            Some(error) => format!("{id}: not yet, {error}"),
            None => format!("{id}: not yet"),
        })
        .collect();
    if waiting.is_empty() { String::new() } else { format!("  ({})", waiting.join("; ")) }
}
