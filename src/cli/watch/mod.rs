//! `claims watch`: runs when they are due, until it is stopped.

mod clock;
mod log;

use std::hash::{BuildHasher as _, Hasher as _};
use std::io::IsTerminal as _;

use clock::Wall;
use log::{Log, Style};

use super::metrics::MetricsArgs;
use super::printer::Hint;
use super::{Global, Outcome, Printer, alerts, fetch, settings};
use crate::config::Config;
use crate::engine::Engine;
use crate::fetch::{FetchError, Fetcher};
use crate::lexicon::Lexicon;
use crate::pipeline::{Clock as _, Told, Watch, fetch_settings, watch};
use crate::store::{Lock, StoreError};

/// Fetch whenever it is due, until stopped: the config's schedules say when.
///
/// SIGTERM and Ctrl-C end it with the article in hand; SIGHUP has config.toml read anew.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Do what is due now, and end: for cron and systemd timers. A source that fails is no failure of the run: it ends with 0, and with 2
    /// where nothing could be stored or it was stopped. `claims doctor` has an exit code for sources.
    #[arg(long)]
    once: bool,
    /// How to say on stderr what is done: `status` is one line that a terminal rewrites.
    #[arg(long, value_name = "FORM", default_value = "auto")]
    log: Form,
    #[command(flatten)]
    metrics: MetricsArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// `status` on a terminal, else `text`.
    Auto,
    Status,
    Text,
    /// One object a line.
    Json,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    fetch::chosen(&config, &[])?;
    let mut metrics = args.metrics.ready(&config)?;
    let terminal = std::io::stderr().is_terminal();
    let style = match args.log {
        Form::Auto | Form::Status if terminal && !global.quiet => Style::Status,
        Form::Auto | Form::Status | Form::Text => Style::Text,
        Form::Json => Style::Json,
    };
    let engine = Engine::new(Lexicon::embedded());
    let mut log = Log::new(style, global.quiet, printer);
    let mut clock = Wall::new(terminal);
    let now = clock.now();
    let path = config.settings.store.path.clone();
    // A second watch would do the first one's work again; one that looks once waits for nobody.
    let _lock = if args.once { None } else { Some(Lock::take_watch(&path, now)?) };
    let mut load = || settings::config(global);
    let courier = alerts::post(&config);
    let work = Watch {
        config,
        engine: &engine,
        load: &mut load,
        fetcher: &fetcher,
        courier: &courier,
        seed: seed(),
        once: args.once,
        interruptible: true,
    };
    let done = watch(work, &mut clock, &mut |told| {
        clock::alive();
        notify(&told);
        log.say(&told);
        match told {
            Told::Running { .. } => metrics.begin(),
            Told::Ran { .. } => {
                if let Err(error) = metrics.write(&path) {
                    log.trouble("metrics", &format!("{error:#}"));
                }
            }
            _ => {}
        }
    });
    log.end();
    match done {
        Ok(Some(summary)) if args.once && summary.interrupted => Ok(Outcome::Trouble),
        Ok(_) => Ok(Outcome::Same),
        Err(error) if is_busy(&error) => {
            printer.note(format!("{error}: nothing was done; what is due stays due"));
            Ok(Outcome::Same)
        }
        Err(error) if error.is::<FetchError>() => {
            Err(error).hint("check the `[fetch]` section of config.toml")
        }
        Err(error) => Err(error),
    }
}

fn fetcher(config: &Config) -> Result<Fetcher, FetchError> {
    Fetcher::new(fetch_settings(&config.settings.fetch))
}

/// Whether another run is writing, which does what this one would.
fn is_busy(error: &anyhow::Error) -> bool {
    matches!(error.downcast_ref(), Some(StoreError::Locked { .. }))
}

/// A number that no other desk is likely to draw, for the store to remember.
fn seed() -> u64 {
    std::hash::RandomState::new().build_hasher().finish()
}

/// Tells the service manager, where one started the program, how far things are.
fn notify(told: &Told<'_>) {
    use sd_notify::NotifyState::{Ready, Status, Stopping};
    let _ = match told {
        Told::Waiting { next: Some(next), .. } => {
            let next = next.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
            sd_notify::notify(&[Ready, Status(&format!("next run at {next}"))])
        }
        Told::Waiting { next: None, .. } => {
            sd_notify::notify(&[Ready, Status("nothing is due any more")])
        }
        Told::Running { due } => {
            sd_notify::notify(&[Ready, Status(&format!("looking at {due} addresses"))])
        }
        Told::Failed { error, .. } => sd_notify::notify(&[Ready, Status(&format!("{error:#}"))]),
        Told::Reloaded { .. } | Told::Refused { .. } => sd_notify::notify(&[Ready]),
        Told::Stopping => sd_notify::notify(&[Stopping]),
        Told::Started { .. }
        | Told::Progress(_)
        | Told::Ran { .. }
        | Told::Delivered(_)
        | Told::Busy { .. }
        | Told::Recovered => Ok(()),
    };
}
