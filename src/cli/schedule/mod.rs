//! `claims schedule`: when what is looked at next, and what to install so that somebody looks.

mod install;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{SecondsFormat, Utc};

use super::printer::Hint as _;
use super::{Global, Outcome, Printer, fetch, settings};
use crate::config::{Address, Config, Secret, Way};
use crate::model::Timestamp;
use crate::pipeline::{plan, rhythm};
use crate::schedule::Next;
use crate::store::{Store, StoreError};
use install::Place;

/// Show what is looked at when, or print what to install so that `claims` runs by itself.
#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("kind").args(["systemd", "cron", "launchd"])))]
pub(super) struct Args {
    /// Print systemd units: a timer with its service, and a service for `claims watch`. Enable one of the two.
    #[arg(long)]
    systemd: bool,
    /// Print the line for a crontab.
    #[arg(long)]
    cron: bool,
    /// Print the property list of a launch agent (macOS).
    #[arg(long)]
    launchd: bool,
    /// Write the files into this folder, in place of printing them.
    #[arg(long, value_name = "DIR", requires = "kind")]
    out: Option<PathBuf>,
    /// Who runs the systemd services; whoever asks, unless it is said. The account must be there (`useradd --system NAME`), be able to
    /// read the config and to write to the store's folder.
    #[arg(long, value_name = "NAME", requires = "systemd")]
    user: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    fetch::chosen(&config, &[])?;
    if !(args.systemd || args.cron || args.launchd) {
        return upcoming(&config, printer);
    }
    let place = place(&config, args.user.clone())?;
    let files = if args.systemd {
        install::systemd(&place)
    } else if args.cron {
        vec![("claims.cron", install::cron(&place))]
    } else {
        vec![("example.claims.watch.plist", install::launchd(&place))]
    };
    match &args.out {
        Some(folder) => write(&files, folder, printer)?,
        None => print(&files, printer)?,
    }
    if args.systemd {
        explain(&place, printer);
    }
    printer.note(if args.systemd {
        "put them into /etc/systemd/system, then one of `systemctl enable --now claims.timer` and \
         `systemctl enable --now claims-watch.service`"
    } else if args.cron {
        "`crontab -e` takes the line; what is due is said by the config, not by the line"
    } else {
        "put it into ~/Library/LaunchAgents, then `launchctl load` it"
    });
    Ok(Outcome::Same)
}

#[expect(clippy::disallowed_methods, reason = "the clock is read here, once a command")]
fn now() -> Timestamp {
    Utc::now()
}

/// A line for each source, by when it is looked at next.
fn upcoming(config: &Config, printer: &Printer) -> anyhow::Result<Outcome> {
    let store = match Store::read(&config.settings.store.path) {
        Ok(store) => Some(store),
        Err(StoreError::Missing(_)) => None,
        Err(error) => return Err(error.into()),
    };
    let now = now();
    let seed = match &store {
        Some(store) => store.recalled("seed")?.and_then(|it| u64::from_str_radix(&it, 16).ok()),
        None => None,
    };
    let plan = plan(config, store.as_ref(), seed.unwrap_or_default(), now)?;
    let mut out = printer.stdout();
    for declared in &config.events {
        let rhythm = rhythm(config, declared, 0);
        let hours = rhythm.hours.map(|hours| format!(", {hours}")).unwrap_or_default();
        let (cron, zone) = (&rhythm.cron, rhythm.zone.name());
        let said = cron.describe();
        writeln!(
            out,
            "{}  {cron}  {zone}{hours}  ({})",
            declared.event.id,
            said.trim_end_matches('.')
        )?;
        for step in plan.steps.iter().filter(|step| step.event == declared.event.id) {
            if step.entry.is_some() {
                continue;
            }
            writeln!(out, "  {:20}  {}", when(step.next, now), step.address)?;
        }
        let entries = plan.steps.iter().filter(|step| step.event == declared.event.id);
        let next = entries.filter(|it| it.entry.is_some()).filter_map(|it| it.next.at());
        let nexts: Vec<Timestamp> = next.collect();
        if let Some(first) = nexts.iter().min() {
            let count = fetch::counted(u32::try_from(nexts.len()).unwrap_or(u32::MAX), "report");
            writeln!(out, "  {:20}  {count} that feeds led to", when(Next::At(*first), now))?;
        }
    }
    out.flush()?;
    printer.note("`claims watch` looks when it is time; `--systemd`, `--cron` and `--launchd` say how to install it");
    Ok(Outcome::Same)
}

fn when(next: Next, now: Timestamp) -> String {
    match next {
        Next::At(at) if at <= now => "now".to_owned(),
        Next::At(at) => at.to_rfc3339_opts(SecondsFormat::Secs, true),
        Next::Aged => "no more: it is old".to_owned(),
        Next::Over => "no more: it is over".to_owned(),
    }
}

/// What somebody has to see to before the services start.
fn explain(place: &Place, printer: &Printer) {
    printer.note(format!(
        "the services run as `{0}`, who must be able to read `{1}` and to write below `{2}`; `--user NAME` names \
         another account, `useradd --system NAME` makes one",
        place.user,
        place.config.display(),
        place.store.parent().unwrap_or(Path::new("/")).display()
    ));
    for folder in place.written.iter().filter(|folder| !folder.is_dir()) {
        printer.note(format!(
            "`{}` is not there yet: make it before the service starts, and give it to `{}`",
            folder.display(),
            place.user
        ));
    }
    if place.has_variables {
        printer.note(format!(
            "a channel's secret lies in a variable: write it as `NAME=secret` into `{}`, for `{}` alone (chmod 600)",
            place.variables().display(),
            place.user
        ));
    }
}

fn place(config: &Config, user: Option<String>) -> anyhow::Result<Place> {
    let program = std::env::current_exe().context("the program does not know where it lies")?;
    let whole = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let path = config.path.as_deref().map(whole).unwrap_or_default();
    let (mut written, mut read, mut has_variables) = (Vec::new(), Vec::new(), false);
    for channel in &config.channels {
        let secret = match &channel.way {
            Way::Feed { folder } => {
                written.push(whole(folder));
                None
            }
            Way::Webhook { secret, .. } => secret.as_ref(),
            Way::Mail(mail) => mail.login.as_ref().map(|(_, secret)| secret),
            Way::Command { .. } => None,
        };
        match secret {
            Some(Secret::File(path)) => read.push(whole(path)),
            Some(Secret::Variable(_)) => has_variables = true,
            None => {}
        }
    }
    let metrics = config.settings.watch.metrics_file.as_deref().map(whole);
    written.extend(metrics.as_deref().and_then(Path::parent).map(Path::to_owned));
    // Commands of channels may write reports; a folder that nobody made is of no use to them.
    written.extend(Some(whole(&config.settings.report.out)).filter(|folder| folder.is_dir()));
    for source in config.events.iter().flat_map(|declared| &declared.sources) {
        if let Address::File { path, .. } | Address::Folder { path, .. } = &source.address {
            read.push(whole(path));
        }
    }
    Ok(Place {
        program,
        folder: path.parent().map(Path::to_owned).unwrap_or_default(),
        config: path,
        store: whole(&config.settings.store.path),
        written,
        read,
        has_variables,
        user: user.or_else(settings::user).unwrap_or_else(|| "claims".to_owned()),
    })
}

fn print(files: &[(&str, String)], printer: &Printer) -> anyhow::Result<()> {
    let mut out = printer.stdout();
    for (at, (name, text)) in files.iter().enumerate() {
        if files.len() > 1 {
            let gap = if at > 0 { "\n" } else { "" };
            writeln!(out, "{gap}# ---- {name}")?;
        }
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the files are what the command is for")]
fn write(files: &[(&str, String)], folder: &Path, printer: &Printer) -> anyhow::Result<()> {
    let failed = || format!("`{}` cannot be written", folder.display());
    let hint = "choose a folder that you may write in with `--out DIR`";
    fs::create_dir_all(folder).with_context(failed).hint(hint)?;
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).with_context(failed).hint(hint)?;
        printer.note(format!("wrote `{}`", path.display()));
    }
    Ok(())
}
