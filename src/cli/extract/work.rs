//! One stretch of lines, or one page: documents in, claim lines out.

use std::borrow::Cow;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::Args;
use super::turns::{Ended, Sink, Turn};
use crate::article::article;
use crate::cli::lines::{LINE_LIMIT, Line};
use crate::extract::{Extraction, sentences};
use crate::lexicon::Lexicon;
use crate::model::{
    Claim, Diagnostic, DiagnosticKind, Document, Kind, Provenance, Span, Timestamp,
};
use crate::wire::{ClaimLine, DocumentLine, EntryLine, SetAsideLine};

/// What each document is read with.
pub(super) struct Job<'a> {
    pub(super) lexicon: &'a Lexicon,
    pub(super) args: &'a Args,
}

/// Some lines of the input and their numbers.
#[derive(Debug, Default)]
pub(super) struct Stretch {
    pub(super) bytes: Vec<u8>,
    pub(super) lines: Vec<(usize, Line, Range<usize>)>,
}

/// What came of some lines, until it is written.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) out: Vec<u8>,
    pub(super) told: Vec<Told>,
}

/// What is said about a line on stderr.
#[derive(Debug)]
pub(super) enum Told {
    /// It was read, but something of it was left out.
    Warning(String),
    /// It was passed over.
    Refused(String),
}

impl Answer {
    fn warn(&mut self, place: &str, document: &DocumentLine<'_>, what: &str) {
        self.told.push(Told::Warning(format!("{place}document `{}`: {what}", document.id)));
    }
}

impl Job<'_> {
    /// Every line of a stretch.
    pub(super) fn stretch<S: Sink<Answer = Answer>>(
        &self,
        stretch: &Stretch,
        turn: &Turn<'_, S>,
    ) -> Result<Answer, Ended> {
        let mut answer = Answer::default();
        for (number, line, range) in &stretch.lines {
            let refused = match line {
                Line::TooLong => {
                    Err(format!("longer than {LINE_LIMIT}, which is the most a line may be"))
                }
                Line::Whole => {
                    self.line(&stretch.bytes[range.clone()], *number, &mut answer, turn)?
                }
            };
            if let Err(why) = refused {
                answer.told.push(Told::Refused(format!("line {number}: {why}")));
                if self.args.strict {
                    break;
                }
            }
        }
        Ok(answer)
    }

    /// One line; the inner error is why it was refused.
    fn line<S: Sink<Answer = Answer>>(
        &self,
        line: &[u8],
        number: usize,
        answer: &mut Answer,
        turn: &Turn<'_, S>,
    ) -> Result<Result<(), String>, Ended> {
        let document = match DocumentLine::read(line) {
            Ok(Some(document)) => document,
            Ok(None) => return Ok(Ok(())),
            Err(error) => return Ok(Err(error.to_string())),
        };
        if let Some(published) = &document.published
            && timestamp(published).is_none()
        {
            let what = format!("`{published}` is no ISO 8601 time and is left out");
            answer.warn(&format!("line {number}: "), &document, &what);
        }
        self.document(&document, &format!("line {number}: "), answer, turn)
    }

    /// One document, which stands at `place`. Should a defect of the program end its reading, the next one is read all the same.
    pub(super) fn document<S: Sink<Answer = Answer>>(
        &self,
        line: &DocumentLine<'_>,
        place: &str,
        answer: &mut Answer,
        turn: &Turn<'_, S>,
    ) -> Result<Result<(), String>, Ended> {
        let before = answer.out.len();
        let read = AssertUnwindSafe(|| {
            let (document, diagnostics) = document(line);
            for diagnostic in diagnostics {
                match diagnostic.kind {
                    DiagnosticKind::TooLarge => return Ok(Err(diagnostic.message)),
                    DiagnosticKind::Text => answer.warn(place, line, &diagnostic.message),
                    _ => {}
                }
            }
            self.claims(&document, answer, turn).map(Ok)
        });
        let read = catch_unwind(read).unwrap_or_else(|_| {
            answer.out.truncate(before);
            Ok(Err("a defect of this program ended its reading".to_owned()))
        })?;
        Ok(read.map_err(|why| format!("document `{}`: {why}", line.id)))
    }

    fn claims<S: Sink<Answer = Answer>>(
        &self,
        document: &Document,
        answer: &mut Answer,
        turn: &Turn<'_, S>,
    ) -> Result<(), Ended> {
        let doc = document.provenance.doc.as_str();
        if self.args.with_text {
            line(&mut answer.out, &serde_json::json!({ "doc": doc, "text": document.text }));
        }
        let least = self.args.min_confidence.unwrap_or(0);
        let mut set_aside = Vec::new();
        let mut ended = Ok(());
        sentences(self.lexicon, document, &mut |found: &mut Extraction| {
            for claim in &found.claims {
                let reason = if !self.args.all && !claim.kind.reconciles() {
                    format!("{}, which is not compared; `--all` prints it", kind(claim.kind))
                } else if claim.confidence < least {
                    let own = f64::from(claim.confidence) / 100.0;
                    format!("its confidence, {own}, is lower than `--min-confidence`")
                } else {
                    line(&mut answer.out, &ClaimLine::from(claim));
                    continue;
                };
                if self.args.diagnostics {
                    found.set_aside.push(unprinted(claim, reason));
                }
            }
            if self.args.diagnostics {
                found.set_aside.sort_by_key(|aside| aside.at.map(|span| span.start));
                set_aside.append(&mut found.set_aside);
            }
            ended = turn.ease(answer);
            if ended.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        for aside in &set_aside {
            line(&mut answer.out, &SetAsideLine::new(doc, aside));
        }
        ended
    }
}

/// A number that was read and is not asked for.
fn unprinted(claim: &Claim, message: String) -> Diagnostic {
    let start = claim.span.start;
    let length = u32::try_from(claim.text.chars().count()).expect("a text is short of 2^32");
    Diagnostic {
        kind: DiagnosticKind::NumberSetAside,
        // The quote begins with the number.
        at: Some(Span::new(start, start + length)),
        text: claim.text.clone(),
        message,
    }
}

/// What a number is, for people.
fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Count => "a count",
        Kind::Money => "an amount of money",
        Kind::Percent => "a percentage",
        Kind::Measurement => "a measurement",
        Kind::Ratio => "a ratio",
        Kind::Rank => "a rank",
        Kind::Date => "a date",
        Kind::Time => "a time of day",
        Kind::Age => "an age",
        Kind::Duration => "a duration",
        Kind::Score => "a score",
        Kind::Identifier => "a part of a name or code",
    }
}

/// Writes one JSON line.
fn line(out: &mut Vec<u8>, value: &impl serde::Serialize) {
    serde_json::to_writer(&mut *out, value).expect("plain structs are JSON, and memory takes it");
    out.push(b'\n');
}

fn timestamp(text: &str) -> Option<Timestamp> {
    let text = text.trim();
    text.parse().ok().or_else(|| {
        let day = chrono::NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
        Some(day.and_time(chrono::NaiveTime::MIN).and_utc())
    })
}

/// The document of a line, and what its page could not be read for. A page's title goes before its main text, as a paragraph of its own.
fn document(line: &DocumentLine<'_>) -> (Document, Vec<Diagnostic>) {
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
        let mut dated: Vec<_> = line.entries.iter().filter_map(dated).collect();
        dated.sort();
        return (Document { provenance, text: text.to_string(), dated }, Vec::new());
    }
    let html = line.html.as_deref().unwrap_or_default();
    let (mut page, diagnostics) = article(html, line.url.as_deref());
    page.title = provenance.title.take().or(page.title);
    page.head();
    provenance.title = page.title;
    provenance.published = provenance.published.or(page.published.map(|dated| dated.at));
    provenance.modified = page.modified.map(|dated| dated.at);
    provenance.language = provenance.language.or(page.language);
    provenance.agency = provenance.agency.or(page.agency);
    provenance.url = provenance.url.or(page.canonical_url);
    let dated = page.postings.iter().map(|it| (it.span, it.published.at)).collect();
    (Document { provenance, text: page.text, dated }, diagnostics)
}

/// A stretch with a time of its own; `None` where it ends before it begins or its time is none.
fn dated(entry: &EntryLine) -> Option<(Span, Timestamp)> {
    let span = (entry.start <= entry.end).then(|| Span::new(entry.start, entry.end))?;
    Some((span, timestamp(&entry.published)?))
}
