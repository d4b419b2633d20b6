//! Files that hold many pages: a folder of saved ones, a WARC, JSON lines. Each page comes out as an attempt of its own; a page
//! that cannot be had never ends the others.
#![expect(clippy::disallowed_methods, reason = "reading files is this module's duty")]

mod folder;
mod jsonl;
mod warc;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read as _};
use std::path::Path;

use super::{Attempt, Outcome, body, unpack};
use crate::model::{Digest, Snapshot, Timestamp, Validators};

pub use warc::{Record, write_info, write_record};

/// A page out of a collection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    pub attempt: Attempt,
    /// The moment the bytes stand for.
    pub saved: Timestamp,
    /// Whose report it is, where the collection says so.
    pub outlet: Option<String>,
    /// What the collection says of the page.
    pub title: Option<String>,
    pub published: Option<Timestamp>,
    /// Changes when the file that holds the page does.
    pub tag: Option<String>,
}

/// What a local file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One page or text.
    Page,
    Warc,
    /// A JSON object a line, with `url` and `html` or `text`.
    Jsonl,
}

/// How much of a file is looked at to know what it is.
const HEAD: u64 = 65_536;

/// The first bytes of an ordinary file, unpacked. A pipe or a device is an error: it may never end.
pub fn head(path: &Path) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    match open(path)?.take(HEAD).read_to_end(&mut head) {
        // What stands before a fault tells what it is.
        Err(error) if head.is_empty() => Err(error),
        _ => Ok(head),
    }
}

/// What the first bytes of a file say that it is.
pub fn form(head: &[u8]) -> Form {
    let text = head.trim_ascii_start();
    if text.starts_with(b"WARC/") {
        return Form::Warc;
    }
    let is_line = text.starts_with(b"{")
        && jsonl::is_page(text.split(|byte| *byte == b'\n').next().unwrap_or_default());
    if is_line { Form::Jsonl } else { Form::Page }
}

/// An ordinary file, unpacked where it is packed.
pub(super) fn open(path: &Path) -> io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::new(ordinary(path)?);
    let is_packed = unpack::is_gzip(reader.fill_buf()?);
    Ok(if is_packed {
        Box::new(BufReader::new(flate2::bufread::MultiGzDecoder::new(reader)))
    } else {
        Box::new(reader)
    })
}

/// Opens what ends: no pipe, no device.
pub(super) fn ordinary(path: &Path) -> io::Result<File> {
    if !path.metadata()?.is_file() {
        return Err(io::Error::other("it is no ordinary file"));
    }
    File::open(path)
}

/// The pages of a collection, one after the other.
pub struct Collection {
    pages: Box<dyn Iterator<Item = Item>>,
}

impl std::fmt::Debug for Collection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Collection")
    }
}

impl Collection {
    /// Opens a folder, a WARC or JSON lines. `written` is what the desk calls it and `now` dates what has no date. `None` where
    /// the path leads to one page.
    pub fn open(
        path: &Path,
        written: &str,
        now: Timestamp,
        bytes_max: u64,
    ) -> io::Result<Option<Self>> {
        if path.is_dir() {
            let pages = folder::pages(path, written, now, bytes_max)?;
            return Ok(Some(Self { pages: Box::new(pages.into_iter()) }));
        }
        let pages: Box<dyn Iterator<Item = Item>> = match form(&head(path)?) {
            Form::Page => return Ok(None),
            Form::Warc => Box::new(warc::Pages::new(open(path)?, written, now, bytes_max)),
            Form::Jsonl => Box::new(jsonl::Pages::new(open(path)?, written, now, bytes_max)),
        };
        Ok(Some(Self { pages }))
    }
}

impl Iterator for Collection {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        self.pages.next()
    }
}

/// What changes when a file does: its size and the moment of its last change.
pub fn tag(path: &Path) -> Option<String> {
    let data = path.metadata().ok()?;
    let changed = data.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(format!("{}-{}", data.len(), changed.as_nanos()))
}

/// A page with its bytes.
fn page(url: &str, saved: Timestamp, content_type: Option<String>, bytes: Vec<u8>) -> Item {
    let mut item = failed(url, saved, Outcome::Ok, None);
    if bytes.trim_ascii().is_empty() {
        item.attempt.outcome = Outcome::Empty;
    } else if !body::is_text(&bytes, content_type.as_deref()) {
        item.attempt.outcome = Outcome::NotHtml;
    } else {
        item.attempt.bytes = bytes.len() as u64;
        item.attempt.snapshot = Some(Snapshot {
            url: url.to_owned(),
            fetched_at: saved,
            status: None,
            content_type,
            validators: Validators::default(),
            sha256: Digest::of(&bytes),
            body: bytes,
        });
    }
    item
}

/// A page that cannot be had.
fn failed(url: &str, saved: Timestamp, outcome: Outcome, detail: Option<String>) -> Item {
    let attempt = Attempt { detail, ..Attempt::bare(url, outcome) };
    Item { attempt, saved, outlet: None, title: None, published: None, tag: None }
}
