use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use serde::Deserialize;

use super::lines::{LINE_LIMIT, Line, Lines};
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
        path => read(open(path)?, printer)?,
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
fn read(input: impl Read, printer: &Printer) -> anyhow::Result<(Vec<Appearance>, Outcome)> {
    let mut appearances = Vec::new();
    let mut outcome = Outcome::Same;
    let mut lines = Lines::new(BufReader::new(input));
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let found = lines.next(&mut bytes).context("the claims cannot be read")?;
        let Some((number, line)) = found else { return Ok((appearances, outcome)) };
        match claim(&bytes, line) {
            Ok(None) => {}
            Ok(Some(claim)) => appearances.push(claim),
            Err(error) => {
                printer.warning(format!("line {number} is no claim and is passed over: {error:#}"));
                outcome = Outcome::Trouble;
            }
        }
    }
}

/// The claim of a line; none where it is blank.
fn claim(bytes: &[u8], line: Line) -> anyhow::Result<Option<Appearance>> {
    anyhow::ensure!(line == Line::Whole, "it is longer than {LINE_LIMIT}");
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.trim_ascii().is_empty() {
        return Ok(None);
    }
    let claim = serde_json::from_slice::<ClaimLine<'_>>(bytes)?.claim()?;
    Ok(Some(Appearance::from(claim)))
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
