use std::borrow::Cow;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::Context;

use super::printer::Hint;
use super::{Outcome, Printer};
use crate::article::article;
use crate::extract::{Extraction, extract};
use crate::lexicon::Lexicon;
use crate::model::{Document, Provenance, Timestamp};
use crate::text::charset;
use crate::wire::{ClaimLine, DocumentLine, SetAsideLine};

/// Reads JSONL (`{"id", "text" or "html", ...}` a line), one HTML page, or one plain text, told apart by the name's ending
/// and else by how it begins. Claims come in the order of the input.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for stdin.
    #[arg(default_value = "-", value_name = "FILE")]
    input: String,
    /// Print figures of every kind: dates, ages, durations, ranks, scores and names, too.
    #[arg(long)]
    all: bool,
    /// Print the numbers that were set aside, with the reason.
    #[arg(long)]
    diagnostics: bool,
    /// Print each document's text before its claims, as `{"doc", "text"}`.
    #[arg(long)]
    with_text: bool,
    /// Threads; by default one per core on a terminal and one under a pipe.
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,
    /// Lay the data files of this directory over the built-in ones.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Stop at the first bad line.
    #[arg(long)]
    strict: bool,
}

/// So many lines a thread are taken at a time: enough to keep it busy, few enough that memory stays small.
const LINES_PER_JOB: usize = 64;

/// And no more bytes than this, so that long documents do not pile up.
const BATCH_BYTES: usize = 4 << 20;

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
    let mut out = printer.stdout();
    let job = Job { lexicon: &lexicon, args };
    if format != Format::Jsonl {
        let mut bytes = Vec::new();
        input
            .read_to_end(&mut bytes)
            .with_context(|| format!("`{}` cannot be read", args.input))?;
        let charset::Decoded { text: content, encoding, replaced } =
            super::decoded(&args.input, &bytes)?;
        if replaced {
            printer.warning(format!(
                "`{}` was read as {encoding}: unreadable bytes became `\u{fffd}`",
                args.input
            ));
        }
        let name = if args.input == "-" { "stdin" } else { &args.input };
        let line = match format {
            Format::Html => {
                DocumentLine { id: name.into(), html: Some(content), ..DocumentLine::default() }
            }
            _ => DocumentLine { id: name.into(), text: Some(content), ..DocumentLine::default() },
        };
        let mut answer = Answer::default();
        job.document(&line, &mut answer)?;
        out.write_all(&answer.out)?;
        out.flush()?;
        return Ok(Outcome::Same);
    }
    let bad = lines(&job, input, &mut out, printer)?;
    out.flush()?;
    Ok(if bad { Outcome::Trouble } else { Outcome::Same })
}

#[expect(clippy::disallowed_methods, reason = "the command line is where files are read")]
fn open(name: &str) -> anyhow::Result<Box<dyn BufRead>> {
    if name == "-" {
        return Ok(Box::new(BufReader::new(io::stdin())));
    }
    let file = std::fs::File::open(name)
        .with_context(|| format!("`{name}` cannot be read"))
        .hint("give a file of JSONL, HTML or text, or `-` for stdin")?;
    if file.metadata().is_ok_and(|about| about.is_dir()) {
        return Err(anyhow::anyhow!("`{name}` is a directory"))
            .hint("give a file, or `-` for stdin");
    }
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
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

struct Job<'a> {
    lexicon: &'a Lexicon,
    args: &'a Args,
}

/// What one stretch of lines came to.
#[derive(Default)]
struct Answer {
    out: Vec<u8>,
    warnings: Vec<String>,
    bad: Vec<String>,
}

/// Runs over JSONL in batches, each shared among the threads; answers are written in input order.
fn lines(
    job: &Job<'_>,
    mut input: Box<dyn BufRead>,
    out: &mut impl Write,
    printer: &Printer,
) -> anyhow::Result<bool> {
    let on_terminal = io::stdin().is_terminal() || io::stdout().is_terminal();
    let jobs = job.args.jobs.map_or_else(
        || if on_terminal { thread::available_parallelism().map_or(1, NonZero::get) } else { 1 },
        NonZero::get,
    );
    let mut number = 0;
    let mut bad = false;
    loop {
        let mut batch: Vec<(usize, Vec<u8>)> = Vec::new();
        let mut bytes = 0;
        while batch.len() < jobs * LINES_PER_JOB && bytes < BATCH_BYTES {
            let mut line = Vec::new();
            if input.read_until(b'\n', &mut line).context("the input broke off")? == 0 {
                break;
            }
            number += 1;
            bytes += line.len();
            batch.push((number, line));
        }
        if batch.is_empty() {
            return Ok(bad);
        }
        let share = batch.len().div_ceil(jobs);
        let answers: Vec<Answer> = if jobs == 1 {
            vec![job.batch(&batch)]
        } else {
            thread::scope(|scope| {
                let running: Vec<_> =
                    batch.chunks(share).map(|part| scope.spawn(|| job.batch(part))).collect();
                running
                    .into_iter()
                    .map(|thread| thread.join().expect("extraction does not panic"))
                    .collect()
            })
        };
        for answer in answers {
            out.write_all(&answer.out)?;
            answer.warnings.iter().for_each(|warning| printer.warning(warning));
            for message in &answer.bad {
                bad = true;
                if job.args.strict {
                    out.flush()?;
                    return Err(anyhow::anyhow!("{message}"))
                        .hint("leave out `--strict` to go on after bad lines");
                }
                printer.warning(message);
            }
        }
        out.flush()?;
    }
}

impl Job<'_> {
    fn batch(&self, lines: &[(usize, Vec<u8>)]) -> Answer {
        let mut answer = Answer::default();
        for (number, line) in lines {
            if let Err(message) = self.line(line, *number, &mut answer) {
                answer.bad.push(format!("line {number}: {message}"));
                if self.args.strict {
                    break;
                }
            }
        }
        answer
    }

    fn line(&self, line: &[u8], number: usize, answer: &mut Answer) -> Result<(), String> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            return Ok(());
        }
        let text = std::str::from_utf8(line)
            .map_err(|error| format!("not UTF-8 (byte {})", error.valid_up_to() + 1))?;
        let document: DocumentLine<'_> = serde_json::from_str(text).map_err(|error| {
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or_default().to_owned();
            format!("no document: {what} (column {})", error.column())
        })?;
        if document.text.is_none() && document.html.is_none() {
            return Err(format!("document `{}` has neither `text` nor `html`", document.id));
        }
        if let Some(published) = &document.published
            && timestamp(published).is_none()
        {
            answer.warnings.push(format!(
                "line {number}: document `{}`: `{published}` is no ISO 8601 time and is left out",
                document.id
            ));
        }
        self.document(&document, answer).map_err(|error| error.to_string())
    }

    fn document(&self, line: &DocumentLine<'_>, answer: &mut Answer) -> anyhow::Result<()> {
        let document = document(line);
        let Extraction { claims, set_aside } = extract(self.lexicon, &document);
        let out = &mut answer.out;
        if self.args.with_text {
            let text = serde_json::json!({ "doc": document.provenance.doc, "text": document.text });
            serde_json::to_writer(&mut *out, &text)?;
            out.push(b'\n');
        }
        for claim in claims.iter().filter(|claim| self.args.all || claim.kind.reconciles()) {
            serde_json::to_writer(&mut *out, &ClaimLine::from(claim))?;
            out.push(b'\n');
        }
        if self.args.diagnostics {
            for aside in &set_aside {
                serde_json::to_writer(
                    &mut *out,
                    &SetAsideLine::new(&document.provenance.doc, aside),
                )?;
                out.push(b'\n');
            }
        }
        Ok(())
    }
}

fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(day.and_time(chrono::NaiveTime::MIN).and_utc())
    })
}

/// The document of a line. A page's title goes before its main text, as a paragraph of its own.
fn document(line: &DocumentLine<'_>) -> Document {
    let own = |text: &Option<Cow<'_, str>>| text.as_ref().map(ToString::to_string);
    let mut provenance = Provenance {
        doc: line.id.to_string(),
        event: own(&line.event),
        outlet: own(&line.outlet),
        url: own(&line.url),
        title: own(&line.title),
        published: line.published.as_deref().and_then(timestamp),
        language: own(&line.language),
        agency: own(&line.agency),
        ..Provenance::default()
    };
    if let Some(text) = &line.text {
        return Document { provenance, text: text.to_string() };
    }
    let html = line.html.as_deref().unwrap_or_default();
    let (mut page, _) = article(html, line.url.as_deref());
    page.title = provenance.title.take().or(page.title);
    page.head();
    provenance.title = page.title;
    provenance.published = provenance.published.or(page.published.map(|dated| dated.at));
    provenance.modified = page.modified.map(|dated| dated.at);
    provenance.language = provenance.language.or(page.language);
    provenance.agency = provenance.agency.or(page.agency);
    provenance.url = provenance.url.or(page.canonical_url);
    Document { provenance, text: page.text }
}
