//! JSON lines: an object a line, as other tools hand pages on.

use std::io::{BufRead, Read as _};

use serde_json::{Map, Value};

use super::super::Outcome;
use super::{Item, failed, page};
use crate::model::Timestamp;

/// Whether a line is an object that holds a page. The first line of a file says what the others are.
pub(super) fn is_page(line: &[u8]) -> bool {
    match serde_json::from_slice::<Value>(line) {
        Ok(Value::Object(object)) => ["html", "text"].iter().any(|key| object.contains_key(*key)),
        // A page that is longer than what is looked at.
        Err(error) => {
            error.is_eof() && line.windows(6).any(|at| at == b"\"html\"" || at == b"\"text\"")
        }
        Ok(_) => false,
    }
}

/// The pages of a reader.
pub(super) struct Pages {
    reader: Box<dyn BufRead>,
    written: String,
    now: Timestamp,
    bytes_max: u64,
    line: u64,
    is_over: bool,
}

impl Pages {
    pub(super) fn new(
        reader: Box<dyn BufRead>,
        written: &str,
        now: Timestamp,
        bytes_max: u64,
    ) -> Self {
        Self { reader, written: written.to_owned(), now, bytes_max, line: 0, is_over: false }
    }

    fn place(&self) -> String {
        format!("{}#{}", self.written, self.line)
    }

    /// An escaped character takes up to six bytes of a line.
    fn read(&mut self) -> Option<Item> {
        let line_max = self.bytes_max.saturating_mul(6).saturating_add(HEADER);
        let mut line = Vec::new();
        self.line += 1;
        let read = self.reader.by_ref().take(line_max).read_until(b'\n', &mut line);
        match read {
            Ok(0) => return None,
            Err(error) => {
                self.is_over = true;
                return Some(self.failed(Outcome::Truncated, &error.to_string()));
            }
            Ok(_) => {}
        }
        if line.len() as u64 == line_max {
            self.is_over = true;
            return Some(self.failed(Outcome::TooLarge, "the line is too long"));
        }
        if line.trim_ascii().is_empty() {
            return self.read_next();
        }
        Some(match serde_json::from_slice(line.trim_ascii()) {
            Ok(object) => self.item(&object),
            Err(error) => self.failed(Outcome::Unreadable, &error.to_string()),
        })
    }

    fn read_next(&mut self) -> Option<Item> {
        let mut byte = self.reader.fill_buf().ok()?.first().copied();
        while byte.is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.line += u64::from(byte == Some(b'\n'));
            self.reader.consume(1);
            byte = self.reader.fill_buf().ok()?.first().copied();
        }
        byte.and_then(|_| self.read())
    }

    fn failed(&self, outcome: Outcome, detail: &str) -> Item {
        failed(&self.place(), self.now, outcome, Some(format!("line {}: {detail}", self.line)))
    }

    fn item(&self, object: &Map<String, Value>) -> Item {
        let text = |key: &str| {
            let text = object.get(key).and_then(Value::as_str).map(str::trim);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let time = |key: &str| text(key).and_then(|text| text.parse().ok());
        let url = text("url").unwrap_or_else(|| match text("id") {
            Some(id) => format!("{}#{id}", self.written),
            None => self.place(),
        });
        let saved = time("saved").or_else(|| time("fetched_at")).unwrap_or(self.now);
        let (kind, body) = match (text("html"), text("text")) {
            (Some(html), _) => ("text/html; charset=utf-8", html),
            (None, Some(text)) => ("text/plain; charset=utf-8", text),
            (None, None) => {
                return self.failed(Outcome::Empty, "it has no `html` and no `text`");
            }
        };
        let mut item = if body.len() as u64 > self.bytes_max {
            failed(&url, saved, Outcome::TooLarge, None)
        } else {
            page(&url, saved, Some(kind.to_owned()), body.into_bytes())
        };
        item.outlet = text("outlet");
        item.title = text("title");
        item.published = time("published");
        item
    }
}

/// What a line holds beside its page.
const HEADER: u64 = 65_536;

impl Iterator for Pages {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_over { None } else { self.read() }
    }
}
