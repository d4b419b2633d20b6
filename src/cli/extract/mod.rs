//! `claims extract`: documents in, claims out. A pure filter: no config, no store, no network.

mod turns;
mod work;

use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Context;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::lines::{LINE_BYTES_MAX, LINE_LIMIT, Lines};
use super::printer::Hint;
use super::{Outcome, Printer};
use crate::text::charset;
use crate::wire::DocumentLine;
use turns::{Sink, Turns};
use work::{Answer, Job, Stretch, Told};

/// Reads JSONL (`{"id", "text" or "html", ...}` a line), one HTML page, or one plain text, told apart by the name's ending
/// and else by how it begins. Claims come in the order of the input. docs/WIRE.md tells every field that is read and printed.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for stdin.
    #[arg(default_value = "-", value_name = "FILE")]
    input: String,
    /// Print figures of every kind: dates, times, ages, durations, ranks, scores and names, too. Numbers that are no figure of any kind
    /// are printed, each with the reason, by `--diagnostics`.
    #[arg(long)]
    all: bool,
    /// After a document's claims print each number of it that is in none of them, with the reason: `{"doc", "set_aside", "start", "end",
    /// "reason"}`.
    #[arg(long)]
    diagnostics: bool,
    /// Print no claim whose confidence is lower, from 0 to 1; docs/ACCURACY.md says how often those that are left are right.
    #[arg(long, value_name = "CHANCE", value_parser = hundredths, allow_negative_numbers = true)]
    min_confidence: Option<u8>,
    /// Print each document's text before its claims, as `{"doc", "text"}`.
    #[arg(long)]
    with_text: bool,
    /// Threads, up to 256; by default one per core on a terminal and one under a pipe.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Lay the data files of this directory over the built-in ones.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stop at the first bad line.
    #[arg(long)]
    strict: bool,
}

/// A worker takes up to so many lines at a time, or so many bytes: enough to keep it busy, few enough that memory stays small.
const STRETCH_LINES: usize = 64;
const STRETCH_BYTES: usize = 256 << 10;

/// More threads than this help no machine, and a system may refuse to start them.
const JOBS_MAX: usize = 256;

/// How much of the input is looked at at once.
const BUFFER_BYTES: usize = 64 << 10;

/// How the input is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Format {
    Jsonl,
    Html,
    Text,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let lexicon = super::lexicon::load(args.data.as_deref())?;
    let mut input = open(&args.input)?;
    let head = input.fill_buf().with_context(|| format!("`{}` cannot be read", args.input))?;
    let format = format(&args.input, head);
    let job = Job { lexicon: &lexicon, args };
    let mouth = Mouth { printer, strict: args.strict, outcome: Outcome::Same };
    if format == Format::Jsonl {
        lines(&job, input, mouth)
    } else {
        page(&job, input, format, mouth)
    }
}

#[expect(clippy::disallowed_methods, reason = "the command line is where files are read")]
fn open(name: &str) -> anyhow::Result<BufReader<Box<dyn Read>>> {
    let input: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin())
    } else {
        let file = std::fs::File::open(name)
            .with_context(|| format!("`{name}` cannot be read"))
            .hint("give a file of JSONL, HTML or text, or `-` for stdin")?;
        if file.metadata().is_ok_and(|about| about.is_dir()) {
            return Err(anyhow::anyhow!("`{name}` is a directory"))
                .hint("give a file, or `-` for stdin");
        }
        Box::new(file)
    };
    Ok(BufReader::with_capacity(BUFFER_BYTES, input))
}

fn format(name: &str, head: &[u8]) -> Format {
    let ending = Path::new(name).extension().and_then(|end| end.to_str()).unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "jsonl" | "ndjson" | "json" => return Format::Jsonl,
        "html" | "htm" | "xhtml" => return Format::Html,
        "txt" | "text" | "md" => return Format::Text,
        _ => {}
    }
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    match head.first() {
        // No input gives no output, whatever it would have been.
        None | Some(b'{') => Format::Jsonl,
        Some(b'<') => Format::Html,
        Some(_) if name == "-" && looks_like_lines(head) => Format::Jsonl,
        Some(_) => Format::Text,
    }
}

/// Lines of which some later one begins an object: JSONL with a bad first line.
fn looks_like_lines(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n')
        .take(20)
        .any(|line| line.starts_with(b"{\"") && line.len() > 4)
}

/// A chance as it is typed, in hundredths: 0.955 asks for 0.96.
fn hundredths(text: &str) -> Result<u8, String> {
    let chance: Option<Decimal> = text.parse().ok().filter(|chance| *chance >= Decimal::ZERO);
    let hundredths = chance.and_then(|chance| chance.checked_mul(Decimal::ONE_HUNDRED));
    let hundredths = hundredths.and_then(|hundredths| hundredths.ceil().to_u8());
    hundredths.filter(|hundredths| *hundredths <= 100).ok_or_else(|| {
        "a confidence is from 0 to 1: 0 prints every claim, 0.9 those that are right nine times in ten".to_owned()
    })
}

/// Claims to stdout, what is wrong with a line to stderr.
struct Mouth<'a> {
    printer: &'a Printer,
    strict: bool,
    outcome: Outcome,
}

impl Sink for Mouth<'_> {
    type Answer = Answer;

    fn weight(answer: &Answer) -> usize {
        answer.out.len()
    }

    fn take(&mut self, answer: &mut Answer) -> anyhow::Result<()> {
        self.printer.data(&answer.out)?;
        answer.out.clear();
        for told in answer.told.drain(..) {
            match told {
                Told::Warning(message) => self.printer.warning(message),
                Told::Refused(message) if self.strict => {
                    return Err(anyhow::anyhow!("{message}"))
                        .hint("leave out `--strict` to go on after bad lines");
                }
                Told::Refused(message) => {
                    self.outcome = Outcome::Trouble;
                    self.printer.warning(message);
                }
            }
        }
        Ok(())
    }
}

/// Runs over JSONL in stretches that are shared among the threads.
fn lines(
    job: &Job<'_>,
    input: BufReader<Box<dyn Read>>,
    mouth: Mouth<'_>,
) -> anyhow::Result<Outcome> {
    let on_terminal = io::stdin().is_terminal() || io::stdout().is_terminal();
    let jobs = job.args.jobs.map_or_else(
        || if on_terminal { thread::available_parallelism().map_or(1, NonZero::get) } else { 1 },
        NonZero::get,
    );
    if jobs > JOBS_MAX {
        mouth.printer.warning(format!(
            "`--jobs {jobs}` is more than the {JOBS_MAX} threads that are started at most"
        ));
    }
    let jobs = jobs.min(JOBS_MAX);
    let mut lines = Lines::new(input);
    let next = || {
        let mut stretch = Stretch::default();
        loop {
            let start = stretch.bytes.len();
            let found = lines.next(&mut stretch.bytes).context("the input broke off")?;
            let Some((number, line)) = found else { break };
            stretch.lines.push((number, line, start..stretch.bytes.len()));
            // A line that has come is answered before the next is waited for.
            if stretch.lines.len() == STRETCH_LINES
                || stretch.bytes.len() >= STRETCH_BYTES
                || !lines.is_next_here()
            {
                break;
            }
        }
        Ok((!stretch.lines.is_empty()).then_some(stretch))
    };
    let work = |stretch: Stretch, turn: &turns::Turn<'_, _>| job.stretch(&stretch, turn);
    Ok(Turns::new(mouth).run(jobs, next, work)?.outcome)
}

/// One page or plain text, whole.
fn page(
    job: &Job<'_>,
    input: BufReader<Box<dyn Read>>,
    format: Format,
    mouth: Mouth<'_>,
) -> anyhow::Result<Outcome> {
    let input_name = &job.args.input;
    let mut bytes = Vec::new();
    let most = u64::try_from(LINE_BYTES_MAX).expect("the limit is small") + 1;
    input
        .take(most)
        .read_to_end(&mut bytes)
        .with_context(|| format!("`{input_name}` cannot be read"))?;
    if bytes.len() > LINE_BYTES_MAX {
        return Err(anyhow::anyhow!(
            "`{input_name}` is longer than {LINE_LIMIT}, which is the most a document may be"
        ))
        .hint("give it in parts, or as JSONL: one document a line");
    }
    let charset::Decoded { text: content, encoding, replaced } =
        super::decoded(input_name, &bytes)?;
    if replaced {
        mouth.printer.warning(format!(
            "`{input_name}` was read as {encoding}: unreadable bytes became `\u{fffd}`"
        ));
    }
    // A page says how it is written, a byte order mark does; bytes alone are only guessed at.
    let guessed = format == Format::Text && !encoding.starts_with("UTF-");
    if guessed && !replaced {
        mouth.printer.warning(format!(
            "`{input_name}` is not UTF-8 and was read as {encoding}, which is a guess: convert it to UTF-8 if letters come out wrong"
        ));
    }
    let name = if input_name == "-" { "stdin" } else { input_name };
    let line = match format {
        Format::Html => {
            DocumentLine { id: name.into(), html: Some(content), ..DocumentLine::default() }
        }
        _ => DocumentLine { id: name.into(), text: Some(content), ..DocumentLine::default() },
    };
    let work = |line: DocumentLine<'_>, turn: &turns::Turn<'_, _>| {
        let mut answer = Answer::default();
        if let Err(why) = job.document(&line, "", &mut answer, turn)? {
            answer.told.push(Told::Refused(why));
        }
        Ok(answer)
    };
    let mut line = Some(line);
    Ok(Turns::new(mouth).run(1, || Ok(line.take()), work)?.outcome)
}
