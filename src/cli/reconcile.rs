use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use serde::Deserialize;

use super::lines::{LINE_LIMIT, Line, Lines};
use super::printer::Hint;
use super::{Outcome, Printer};
use crate::lexicon::Lexicon;
use crate::model::Appearance;
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

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let lexicon = super::lexicon::load(args.data.as_deref())?;
    let settings = Settings {
        outlets: super::outlets::read(args.outlets.as_deref())?,
        policy: Policy::from_name(&args.policy).unwrap_or_default(),
        pairs: args.pairs,
    };
    let (events, mut told) = match args.input.as_str() {
        "-" => read(io::stdin().lock())?,
        path => read(open(path)?)?,
    };
    told.extend(write(&lexicon, &settings, &events, printer)?);
    told.sort();
    for (number, error) in &told {
        printer.warning(format!("line {number} is no claim and is passed over: {error}"));
    }
    Ok(if told.is_empty() { Outcome::Same } else { Outcome::Trouble })
}

#[expect(clippy::disallowed_methods, reason = "the cli opens the files its user names")]
fn open(path: &str) -> anyhow::Result<std::fs::File> {
    std::fs::File::open(path)
        .with_context(|| format!("`{path}` cannot be read"))
        .hint("give a file of claim lines, or `-` to read them from stdin")
}

/// The lines of each event as they came, so that the claims of one event at a time are held as claims.
type Events = BTreeMap<String, Vec<(usize, Vec<u8>)>>;

/// What is told of bad lines, by their numbers.
type Told = Vec<(usize, String)>;

/// All lines, filed by event; those that are no JSON object are told.
fn read(input: impl Read) -> anyhow::Result<(Events, Told)> {
    let mut events = Events::new();
    let mut told = Told::new();
    let mut lines = Lines::new(BufReader::new(input));
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let found = lines.next(&mut bytes).context("the claims cannot be read")?;
        let Some((number, line)) = found else { return Ok((events, told)) };
        match event(&bytes, line) {
            Ok(None) => {}
            Ok(Some(event)) => events.entry(event).or_default().push((number, bytes.clone())),
            Err(error) => told.push((number, format!("{error:#}"))),
        }
    }
}

/// The event of a line; none where it is blank.
fn event(bytes: &[u8], line: Line) -> anyhow::Result<Option<String>> {
    /// All that filing a line takes.
    #[derive(Deserialize)]
    struct Filed<'a> {
        #[serde(borrow, default)]
        event: Option<Cow<'a, str>>,
    }
    anyhow::ensure!(line == Line::Whole, "it is longer than {LINE_LIMIT}");
    let bytes = content(bytes);
    if bytes.is_empty() {
        return Ok(None);
    }
    let filed: Filed<'_> = serde_json::from_slice(bytes)?;
    Ok(Some(filed.event.unwrap_or_default().into_owned()))
}

/// A line without a byte order mark and blanks around it.
fn content(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii()
}

/// The rows of one event, and what is told of its bad lines.
fn judged(
    lexicon: &Lexicon,
    settings: &Settings,
    lines: &[(usize, Vec<u8>)],
) -> anyhow::Result<(Vec<u8>, Told)> {
    let mut told = Told::new();
    let mut appearances = Vec::with_capacity(lines.len());
    let claim = |bytes: &[u8]| -> anyhow::Result<Appearance> {
        Ok(Appearance::from(serde_json::from_slice::<ClaimLine<'_>>(content(bytes))?.claim()?))
    };
    for (number, bytes) in lines {
        match claim(bytes) {
            Ok(claim) => appearances.push(claim),
            Err(error) => told.push((*number, format!("{error:#}"))),
        }
    }
    let reconciled = reconcile(lexicon, settings, &appearances);
    let mut rows = Vec::new();
    for pair in &reconciled.pairs {
        serde_json::to_writer(&mut rows, &PairLine::from(pair))?;
        rows.push(b'\n');
    }
    let findings = reconciled.findings.iter().filter(|_| !settings.pairs);
    for finding in findings {
        serde_json::to_writer(&mut rows, &FindingLine::from(finding))?;
        rows.push(b'\n');
    }
    Ok((rows, told))
}

/// Judges the events, some at a time side by side, and prints them in order; what was told of their lines.
fn write(
    lexicon: &Lexicon,
    settings: &Settings,
    events: &Events,
    printer: &Printer,
) -> anyhow::Result<Told> {
    const AT_ONCE: usize = 16;
    let threads = thread::available_parallelism().map_or(1, usize::from).min(AT_ONCE);
    let lines: Vec<&[(usize, Vec<u8>)]> = events.values().map(Vec::as_slice).collect();
    let mut told = Told::new();
    let mut out = printer.stdout();
    for batch in lines.chunks(threads * AT_ONCE) {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(own) = batch.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((own[0].0, judged(lexicon, settings, own)));
            }
            done
        };
        let mut rows = BTreeMap::new();
        thread::scope(|scope| {
            let others: Vec<_> = (1..threads.min(batch.len())).map(|_| scope.spawn(work)).collect();
            rows.extend(work());
            for other in others {
                match other.join() {
                    Ok(done) => rows.extend(done),
                    Err(panic) => std::panic::resume_unwind(panic),
                }
            }
        });
        for own in batch {
            let Some(judged) = rows.remove(&own[0].0) else { continue };
            let (bytes, bad) = judged?;
            out.write_all(&bytes)?;
            told.extend(bad);
        }
    }
    out.flush()?;
    Ok(told)
}
