use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::Context;
use clap::builder::PossibleValuesParser;
use serde::Deserialize;

use super::lines::{LINE_LIMIT, Line};
use super::printer::Hint;
use super::spool::{Filed, Input, Place, Spool};
use super::{Outcome, Printer};
use crate::lexicon::Lexicon;
use crate::model::{Appearance, Timestamp};
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
    let (spool, events, mut told) = file(input(&args.input)?)?;
    told.extend(write(&lexicon, &settings, &spool, &events, printer)?);
    told.sort();
    let mut outcome = Outcome::Same;
    for (number, remark) in &told {
        match remark {
            Remark::PassedOver(why) => {
                outcome = Outcome::Trouble;
                printer.warning(format!("line {number} is no claim and is passed over: {why}"));
            }
            Remark::Astray(fields) => printer.warning(format!(
                "line {number}: `{fields}` lies {ASTRAY_YEARS} years or more from the other reports of its event; the claim is read without it"
            )),
            Remark::Twin(id, other) => printer.warning(format!(
                "line {number}: claim `{id}` has the id of line {other}, with another figure of another document; both are judged, and the id names both"
            )),
            Remark::Undated(fields) => printer.warning(format!(
                "line {number}: `{fields}` is no time such as 2021-08-27T12:00:00Z; the claim is read without it"
            )),
        }
    }
    Ok(outcome)
}

/// What is to be read. A file can be read where it lies, also where the shell hands it in as stdin.
#[expect(clippy::disallowed_methods, reason = "the cli opens the files its user names")]
fn input(path: &str) -> anyhow::Result<Input> {
    let file = match path {
        "-" => stdin_file(),
        path => Some(
            File::open(path)
                .with_context(|| format!("`{path}` cannot be read"))
                .hint("give a file of claim lines, or `-` to read them from stdin")?,
        ),
    };
    let Some(file) = file else { return Ok(Input::Pipe(Box::new(io::stdin()))) };
    let is_file = file.metadata().is_ok_and(|found| found.is_file());
    Ok(if is_file { Input::File(file) } else { Input::Pipe(Box::new(file)) })
}

#[cfg(unix)]
fn stdin_file() -> Option<File> {
    use std::os::fd::AsFd;
    io::stdin().as_fd().try_clone_to_owned().ok().map(File::from)
}

#[cfg(not(unix))]
fn stdin_file() -> Option<File> {
    None
}

/// So many lines of an event are held as text beside its claims.
const LINES_AT_ONCE: usize = 1024;

/// What is told of lines, by their numbers.
type Told = Vec<(usize, Remark)>;

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Remark {
    /// The line is no claim, and why.
    PassedOver(String),
    /// The claim is read without these times.
    Undated(String),
    /// The claim is read without these times, which a clock that is wrong must have set.
    Astray(String),
    /// A claim of another document, on that line, has the same id.
    Twin(String, usize),
}

/// All lines, filed by event; those that are no JSON object are told.
fn file(input: Input) -> anyhow::Result<(Spool, Filed, Told)> {
    let mut told = Told::new();
    let (spool, events) = Spool::fill(input, |number, bytes, line| match event(bytes, line) {
        Ok(event) => event,
        Err(error) => {
            told.push((number, Remark::PassedOver(format!("{error:#}"))));
            None
        }
    })?;
    Ok((spool, events, told))
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
    spool: &Spool,
    places: &[Place],
) -> anyhow::Result<(Vec<u8>, Told)> {
    let mut told = Told::new();
    let claim = |bytes: &[u8]| -> anyhow::Result<(Appearance, Vec<&str>)> {
        let line: ClaimLine<'_> = serde_json::from_slice(content(bytes))?;
        Ok((Appearance::from(line.claim()?), line.unreadable_times()))
    };
    let mut appearances: Vec<(usize, Appearance)> = Vec::with_capacity(places.len());
    let mut bytes = Vec::new();
    for part in places.chunks(LINES_AT_ONCE) {
        bytes.clear();
        spool.read(part, &mut bytes).context("the claims cannot be read a second time")?;
        let mut rest = bytes.as_slice();
        for place in part {
            let (line, behind) = rest.split_at(place.length);
            rest = behind;
            match claim(line) {
                Ok((claim, undated)) => {
                    appearances.push((place.number, claim));
                    if !undated.is_empty() {
                        told.push((place.number, Remark::Undated(undated.join("`, `"))));
                    }
                }
                Err(error) => {
                    told.push((place.number, Remark::PassedOver(format!("{error:#}"))));
                }
            }
        }
    }
    told.extend(forget_astray(&mut appearances));
    told.extend(part_twins(&mut appearances));
    let appearances: Vec<Appearance> = appearances.into_iter().map(|(_, claim)| claim).collect();
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

/// So many years from an event's other reports no report of it is taken to be: 2099 for 2009, or a clock that was never set.
const ASTRAY_YEARS: i64 = 10;

/// Takes away the times that are far from the middle one of their event. What the machine's clock shows plays no part: the same lines
/// are judged alike on any day.
fn forget_astray(claims: &mut [(usize, Appearance)]) -> Told {
    // Each report has one vote, however many figures it gives.
    let published = claims.iter().filter_map(|(_, seen)| {
        let provenance = &seen.claim.provenance;
        Some((provenance.doc.as_str(), provenance.published?))
    });
    let by_report: BTreeMap<&str, Timestamp> = published.rev().collect();
    let mut times: Vec<Timestamp> = by_report.into_values().collect();
    times.sort_unstable();
    let Some(middle) = times.get(times.len().saturating_sub(1) / 2).copied() else {
        return Told::new();
    };
    let is_astray = |at: &mut Timestamp| (*at - middle).abs().num_days() / 365 >= ASTRAY_YEARS;
    let mut told = Told::new();
    for (number, seen) in claims {
        let provenance = Arc::make_mut(&mut seen.claim.provenance);
        let mut names = Vec::new();
        if provenance.published.take_if(is_astray).is_some() {
            names.push("published");
        }
        if provenance.modified.take_if(is_astray).is_some() {
            names.push("modified");
        }
        if !names.is_empty() {
            told.push((*number, Remark::Astray(names.join("`, `"))));
        }
    }
    told
}

/// Takes out the claims of one id and one document that give different figures: nothing says which is meant. Those of two documents stay.
fn part_twins(claims: &mut Vec<(usize, Appearance)>) -> Told {
    let figure = |it: &Appearance| (it.claim.quantity, it.claim.measure.clone());
    let mut by_id: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, (_, seen)) in claims.iter().enumerate() {
        by_id.entry(seen.claim.id.as_str()).or_default().push(at);
    }
    let mut told = Told::new();
    let mut out = BTreeSet::new();
    for (id, own) in by_id.iter().filter(|(_, own)| own.len() > 1) {
        let mut by_document: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for at in own {
            by_document.entry(&claims[*at].1.claim.provenance.doc).or_default().push(*at);
        }
        let differs = |a: usize, b: usize| figure(&claims[a].1) != figure(&claims[b].1);
        for same in by_document.into_values() {
            let Some(other) = same.iter().copied().find(|at| differs(*at, same[0])) else {
                // Two documents of one address name their equal figures alike.
                if differs(same[0], own[0]) {
                    told.push((
                        claims[same[0]].0,
                        Remark::Twin((*id).to_owned(), claims[own[0]].0),
                    ));
                }
                continue;
            };
            for at in same.iter().copied() {
                let line = claims[if differs(at, same[0]) { same[0] } else { other }].0;
                let why = format!("its id `{id}` is that of line {line} too, with another figure");
                told.push((claims[at].0, Remark::PassedOver(why)));
                out.insert(at);
            }
        }
    }
    let mut at = 0;
    claims.retain(|_| {
        at += 1;
        !out.contains(&(at - 1))
    });
    told
}

/// Judges the events, some at a time side by side, and prints them in order; what was told of their lines.
fn write(
    lexicon: &Lexicon,
    settings: &Settings,
    spool: &Spool,
    events: &Filed,
    printer: &Printer,
) -> anyhow::Result<Told> {
    const AT_ONCE: usize = 16;
    let threads = thread::available_parallelism().map_or(1, usize::from).min(AT_ONCE);
    let events: Vec<&[Place]> = events.values().map(Vec::as_slice).collect();
    let mut told = Told::new();
    let mut out = printer.stdout();
    for batch in events.chunks(threads * AT_ONCE) {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut done = Vec::new();
            while let Some(own) = batch.get(next.fetch_add(1, Ordering::Relaxed)) {
                done.push((own[0].number, judged(lexicon, settings, spool, own)));
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
            let Some(judged) = rows.remove(&own[0].number) else { continue };
            let (bytes, bad) = judged?;
            out.write_all(&bytes)?;
            told.extend(bad);
        }
    }
    out.flush()?;
    Ok(told)
}
