//! `claims article`: pages in, articles out. A pure filter: no config, no store, no network.
#![expect(clippy::disallowed_methods, reason = "a filter reads the file it is given")]

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;

use anyhow::Context as _;
use url::Url;

use super::lines::{LINE_LIMIT, Line, Lines};
use super::printer::Hint;
use super::{Outcome, Printer, outlets};
use crate::article::{article, laid_out};
use crate::model::{Article, Layout, Outlet};
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
    /// A TOML file of `[[outlet]]` tables, as in config.toml: whose a page is (`domains`) and how its pages are built (`layout`).
    #[arg(long, value_name = "FILE")]
    outlets: Option<PathBuf>,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let outlets = outlets::read(args.outlets.as_deref())?;
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
    let outcome = if jsonl {
        lines(input, &outlets, &mut out, printer)?
    } else {
        page(args, &outlets, &mut input, &mut out)?
    };
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
    outlets: &[Outlet],
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
            Ok(page) => write(page, outlets, out)?,
            Err(error) => {
                printer.warning(format!("line {number} is no page and was passed over: {error}"));
                outcome = Outcome::Trouble;
            }
        }
    }
}

fn page(
    args: &Args,
    outlets: &[Outlet],
    input: &mut dyn BufRead,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
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
    write(page, outlets, out)?;
    Ok(Outcome::Same)
}

fn write<'a>(
    mut page: PageLine<'a>,
    outlets: &'a [Outlet],
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let (mut read, mut diagnostics) = article(&page.html, page.url.as_deref());
    if let Some(owner) = owner(&page, &read, outlets) {
        if let Some(layout) = layout(owner, &read) {
            (read, diagnostics) = laid_out(&page.html, page.url.as_deref(), Some(layout));
        }
        page.outlet.get_or_insert(Cow::Borrowed(&owner.id));
    }
    serde_json::to_writer(&mut *out, &ArticleLine::new(&page, &read, &diagnostics))?;
    out.write_all(b"\n")?;
    Ok(())
}

/// Whose page it is: the outlet that the line names, else the one whose domain holds the page's address.
fn owner<'a>(page: &PageLine<'_>, read: &Article, outlets: &'a [Outlet]) -> Option<&'a Outlet> {
    if let Some(id) = &page.outlet {
        return outlets.iter().find(|outlet| outlet.id == *id);
    }
    let url = Url::parse(page.url.as_deref().or(read.canonical_url.as_deref())?).ok()?;
    let host = url.host_str()?;
    outlets.iter().find(|outlet| outlet.has_domain(host))
}

/// The layout of the day on which the page was published; of one without a date the last, since a filter has no clock.
fn layout<'a>(owner: &'a Outlet, read: &Article) -> Option<&'a Layout> {
    match &read.published {
        Some(dated) => owner.layout(dated.at.date_naive()),
        None => owner.layouts.iter().max_by_key(|layout| layout.valid_until),
    }
}
