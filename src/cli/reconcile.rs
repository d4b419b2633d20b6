use std::io::{self, BufRead, BufReader, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use serde::Deserialize;

use super::printer::Hint;
use super::{Outcome, Printer};
use crate::lexicon::Lexicon;
use crate::model::{Appearance, Outlet};
use crate::reconcile::{Policy, Settings, reconcile};
use crate::wire::{ClaimLine, FindingLine, PairLine};

/// Cross-checks claims: JSONL in, findings out as JSONL. The order of the lines does not matter.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Claim lines as `claims extract` writes them: a file, or `-` for stdin.
    #[arg(default_value = "-")]
    input: String,
    /// Print the pairs that were compared instead of the findings.
    #[arg(long)]
    pairs: bool,
    /// A TOML file of `[[outlet]]` tables, as in config.toml: countries, owners, agencies.
    #[arg(long, value_name = "FILE")]
    outlets: Option<PathBuf>,
    /// How the figure to print is chosen.
    #[arg(long, value_name = "NAME", default_value = Policy::default().name(),
          value_parser = PossibleValuesParser::new(Policy::ALL.map(Policy::name)))]
    policy: String,
    /// A folder of data files that are laid over the built-in ones.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// The part of a config file that this filter reads; the rest is left to others.
#[derive(Debug, Deserialize)]
struct OutletFile {
    #[serde(default)]
    outlet: Vec<Outlet>,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let lexicon = super::lexicon::load(args.data.as_deref())?;
    let settings = Settings {
        outlets: outlets(args)?,
        policy: Policy::from_name(&args.policy).unwrap_or_default(),
        pairs: args.pairs,
    };
    let (appearances, outcome) = match args.input.as_str() {
        "-" => read(io::stdin().lock(), printer)?,
        path => {
            let file = open(path)?;
            read(BufReader::new(file), printer)?
        }
    };
    write(&lexicon, &settings, &appearances, printer)?;
    Ok(outcome)
}

#[expect(clippy::disallowed_methods, reason = "the cli opens the files its user names")]
fn open(path: &str) -> anyhow::Result<std::fs::File> {
    std::fs::File::open(path)
        .with_context(|| format!("`{path}` cannot be read"))
        .hint("give a file of claim lines, or `-` to read them from stdin")
}

#[expect(clippy::disallowed_methods, reason = "the cli reads the files its user names")]
fn outlets(args: &Args) -> anyhow::Result<Vec<Outlet>> {
    let Some(path) = &args.outlets else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("`{}` cannot be read", path.display()))
        .hint("give a TOML file with `[[outlet]]` tables, as in config.toml")?;
    let file: OutletFile = toml::from_str(&text)
        .with_context(|| format!("`{}` is no list of outlets", path.display()))
        .hint(
            "each `[[outlet]]` has an `id`, and may have name, domains, country, owner and kind",
        )?;
    Ok(file.outlet)
}

/// The claims of all good lines. A bad one is told by its number and passed over.
fn read(input: impl BufRead, printer: &Printer) -> anyhow::Result<(Vec<Appearance>, Outcome)> {
    let mut appearances = Vec::new();
    let mut outcome = Outcome::Same;
    for (at, line) in input.split(b'\n').enumerate() {
        let line = line.context("the claims cannot be read")?;
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line);
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let claim = serde_json::from_slice::<ClaimLine<'_>>(line)
            .map_err(anyhow::Error::from)
            .and_then(|line| line.claim().map_err(anyhow::Error::from));
        match claim {
            Ok(claim) => appearances.push(Appearance::from(claim)),
            Err(error) => {
                printer
                    .warning(format!("line {} is no claim and is passed over: {error:#}", at + 1));
                outcome = Outcome::Trouble;
            }
        }
    }
    Ok((appearances, outcome))
}

fn write(
    lexicon: &Lexicon,
    settings: &Settings,
    appearances: &[Appearance],
    printer: &Printer,
) -> anyhow::Result<()> {
    let reconciled = reconcile(lexicon, settings, appearances);
    let mut out = printer.stdout();
    if settings.pairs {
        for pair in &reconciled.pairs {
            serde_json::to_writer(&mut out, &PairLine::from(pair))?;
            out.write_all(b"\n")?;
        }
    } else {
        for finding in &reconciled.findings {
            serde_json::to_writer(&mut out, &FindingLine::from(finding))?;
            out.write_all(b"\n")?;
        }
    }
    out.flush()?;
    Ok(())
}
