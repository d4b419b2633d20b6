//! `claims article`: pages in, articles out. A pure filter: no config, no store, no network.
#![expect(clippy::disallowed_methods, reason = "a filter reads the file it is given")]

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};

use anyhow::Context as _;

use super::lines::{LINE_LIMIT, Line, Lines};
use super::printer::Hint;
use super::{Outcome, Printer};
use crate::article::article;
use crate::wire::{ArticleLine, PageLine};

/// Pages in (HTML, or JSONL with `id`, `url`, `html`), articles out (JSONL).
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for stdin.
    #[arg(default_value = "-")]
    input: String,
    /// Where a single HTML page was found; relative addresses on it are read by this.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let mut input: BufReader<Box<dyn Read>> = if args.input == "-" {
        BufReader::new(Box::new(io::stdin()))
    } else {
        let file = File::open(&args.input)
            .with_context(|| format!("`{}` cannot be read", args.input))
            .hint("name a file of HTML or JSONL, or `-` for stdin")?;
        BufReader::new(Box::new(file))
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let jsonl = first_byte(&mut input)? == Some(b'{');
    let outcome =
        if jsonl { lines(input, &mut out, printer)? } else { page(args, &mut input, &mut out)? };
    out.flush()?;
    Ok(outcome)
}

/// The first byte that is no white space; what stands before it is taken away.
fn first_byte(input: &mut dyn BufRead) -> io::Result<Option<u8>> {
    loop {
        let buffer = input.fill_buf()?;
        let blank = buffer.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let found = buffer.get(blank).copied();
        let ended = buffer.is_empty();
        input.consume(blank);
        if found.is_some() || ended {
            return Ok(found);
        }
    }
}

fn lines(
    input: BufReader<Box<dyn Read>>,
    out: &mut dyn Write,
    printer: &Printer,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::Same;
    let mut lines = Lines::new(input);
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let Some((number, line)) = lines.next(&mut bytes)? else { return Ok(outcome) };
        let page = match line {
            Line::TooLong => Err(format!("it is longer than {LINE_LIMIT}")),
            Line::Whole if bytes.trim_ascii().is_empty() => continue,
            Line::Whole => serde_json::from_slice(&bytes).map_err(|error| error.to_string()),
        };
        match page {
            Ok(page) => write(&page, out)?,
            Err(error) => {
                printer.warning(format!("line {number} is no page and was passed over: {error}"));
                outcome = Outcome::Trouble;
            }
        }
    }
}

fn page(args: &Args, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut bytes = Vec::new();
    input.read_to_end(&mut bytes)?;
    if bytes.is_empty() {
        return Ok(Outcome::Same);
    }
    let decoded = super::decoded(&args.input, &bytes)?;
    let page = PageLine {
        id: Cow::Borrowed(&args.input),
        url: args.url.as_deref().map(Cow::Borrowed),
        html: decoded.text,
        outlet: None,
    };
    write(&page, out)?;
    Ok(Outcome::Same)
}

fn write(page: &PageLine<'_>, out: &mut dyn Write) -> anyhow::Result<()> {
    let (article, diagnostics) = article(&page.html, page.url.as_deref());
    serde_json::to_writer(&mut *out, &ArticleLine::new(page, &article, &diagnostics))?;
    out.write_all(b"\n")?;
    Ok(())
}
