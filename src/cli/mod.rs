//! Arguments in, exit code out. One file a command.

#[cfg(all(feature = "fetch", feature = "store"))]
mod add;
#[cfg(all(feature = "fetch", feature = "store"))]
mod alerts;
mod article;
#[cfg(all(feature = "fetch", feature = "store"))]
mod backup;
mod completions;
#[cfg(all(feature = "fetch", feature = "store"))]
mod config;
#[cfg(all(feature = "fetch", feature = "web"))]
mod demo;
#[cfg(all(feature = "fetch", feature = "store"))]
mod diff;
#[cfg(all(feature = "fetch", feature = "store"))]
mod doctor;
#[cfg(all(feature = "fetch", feature = "store"))]
mod export;
mod extract;
#[cfg(all(feature = "fetch", feature = "store"))]
mod fetch;
#[cfg(all(feature = "fetch", feature = "store"))]
mod import;
#[cfg(all(feature = "fetch", feature = "store"))]
mod init;
#[cfg(all(feature = "fetch", feature = "store"))]
mod known;
mod lexicon;
mod lines;
mod man;
#[cfg(all(feature = "fetch", feature = "store"))]
mod matrix;
#[cfg(all(feature = "fetch", feature = "store"))]
mod metrics;
mod outcome;
mod outlets;
mod panics;
mod printer;
#[cfg(all(feature = "fetch", feature = "store"))]
mod prune;
#[cfg(all(feature = "fetch", feature = "store"))]
mod reading;
mod reconcile;
#[cfg(all(feature = "fetch", feature = "store"))]
mod report;
#[cfg(all(feature = "fetch", feature = "store"))]
mod reprocess;
#[cfg(all(feature = "fetch", feature = "store"))]
mod review;
#[cfg(all(feature = "fetch", feature = "store"))]
mod schedule;
#[cfg(all(feature = "fetch", feature = "store"))]
mod settings;
mod spool;
#[cfg(all(feature = "fetch", feature = "store"))]
mod verify;
#[cfg(all(feature = "fetch", feature = "store"))]
mod watch;
#[cfg(all(feature = "fetch", feature = "store"))]
mod why;

use std::panic::AssertUnwindSafe;
use std::path::PathBuf;
use std::process::{ExitCode, Termination};

use clap::{Parser, Subcommand};
use printer::Hint as _;

use crate::text::charset;

pub use outcome::Outcome;
pub use printer::Printer;

/// Cross-checks the figures that news outlets print about the same event.
#[derive(Debug, Parser)]
#[command(name = "claims", version, about, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// What every command takes.
#[derive(Debug, Clone, clap::Args)]
pub struct Global {
    /// Print nothing on stderr but warnings and errors.
    #[arg(long, short, global = true)]
    pub quiet: bool,
    /// When to colour.
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub color: clap::ColorChoice,
    /// The settings: a config.toml (else CLAIMS_CONFIG, ./config.toml, the home folder's).
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The store: one SQLite file (else CLAIMS_STORE, `store.path` of the config).
    #[arg(long, global = true, value_name = "FILE")]
    pub store: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[cfg(all(feature = "fetch", feature = "web"))]
    Demo(demo::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Init(init::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Add(add::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Fetch(fetch::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Watch(watch::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Schedule(schedule::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Alerts(alerts::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Backup(backup::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Prune(prune::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Reprocess(reprocess::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Doctor(doctor::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Config(config::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Diff(diff::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Report(report::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Matrix(matrix::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Why(why::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Verify(verify::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Review(review::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Export(export::Args),
    #[cfg(all(feature = "fetch", feature = "store"))]
    Import(import::Args),
    /// Take the article out of pages: HTML or JSONL in, articles out as JSONL.
    Article(article::Args),
    /// Take the figures out of documents: JSONL, HTML or text in, claims out as JSONL.
    Extract(extract::Args),
    /// Cross-check claims: JSONL in, findings out as JSONL.
    Reconcile(reconcile::Args),
    #[command(hide = true)]
    Completions(completions::Args),
    #[command(hide = true)]
    Man(man::Args),
}

/// The text of a file that a filter was given; a picture or an archive is refused.
fn decoded<'a>(name: &str, bytes: &'a [u8]) -> anyhow::Result<charset::Decoded<'a>> {
    if charset::is_binary(bytes) {
        return Err(anyhow::anyhow!("`{name}` is no text: a picture, an archive or the like"))
            .hint("give a file of JSONL, HTML or text, or `-` for stdin");
    }
    Ok(charset::decode(bytes, None))
}

/// The whole program: parses the arguments, runs the command, prints what went wrong.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let trouble = error.use_stderr();
            let _ = error.print();
            return ExitCode::from(if trouble { 2 } else { 0 });
        }
    };
    let printer = Printer::new(&cli.global);
    let result = panics::fenced(AssertUnwindSafe(|| match cli.command {
        #[cfg(all(feature = "fetch", feature = "web"))]
        Command::Demo(args) => demo::run(&args, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Init(args) => init::run(&args, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Add(args) => add::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Fetch(args) => fetch::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Watch(args) => watch::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Schedule(args) => schedule::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Alerts(args) => alerts::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Backup(args) => backup::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Prune(args) => prune::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Reprocess(args) => reprocess::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Doctor(args) => doctor::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Config(args) => config::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Diff(args) => diff::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Report(args) => report::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Matrix(args) => matrix::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Why(args) => why::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Verify(args) => verify::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Review(args) => review::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Export(args) => export::run(&args, &cli.global, &printer),
        #[cfg(all(feature = "fetch", feature = "store"))]
        Command::Import(args) => import::run(&args, &cli.global, &printer),
        Command::Article(args) => article::run(&args, &printer),
        Command::Extract(args) => extract::run(&args, &printer),
        Command::Reconcile(args) => reconcile::run(&args, &printer),
        Command::Completions(args) => completions::run(&args, &printer),
        Command::Man(args) => man::run(&args, &printer),
    }));
    match result {
        Ok(outcome) => outcome.report(),
        Err(error) if printer::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            printer.error(&error);
            ExitCode::from(2)
        }
    }
}
