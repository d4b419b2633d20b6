//! Local files: pages that a desk saved, read as if they were fetched.
#![expect(clippy::disallowed_methods, reason = "reading files is this module's duty")]

use std::fs::File;
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::{Attempt, Outcome, body};
use crate::model::{Digest, Snapshot, Timestamp, Validators};

/// The file's bytes as a snapshot of `url` at the moment `saved`. Files above `bytes_max` are left unread.
pub fn read(path: &Path, url: &str, saved: Timestamp, bytes_max: u64) -> Attempt {
    let mut attempt = Attempt::bare(url, Outcome::Ok);
    let mut bytes = Vec::new();
    let read = File::open(path)
        .and_then(|file| file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes));
    let content_type = content_type(path);
    attempt.outcome = match read {
        Err(error) if error.kind() == ErrorKind::NotFound => Outcome::NotFound,
        Err(error) => {
            attempt.detail = Some(error.to_string());
            Outcome::Unreadable
        }
        Ok(_) if bytes.len() as u64 > bytes_max => Outcome::TooLarge,
        Ok(_) if bytes.trim_ascii().is_empty() => Outcome::Empty,
        Ok(_) if !body::is_text(&bytes, content_type) => Outcome::NotHtml,
        Ok(_) => Outcome::Ok,
    };
    if attempt.outcome == Outcome::Ok {
        attempt.bytes = bytes.len() as u64;
        attempt.snapshot = Some(Snapshot {
            url: url.to_owned(),
            fetched_at: saved,
            status: None,
            content_type: content_type.map(str::to_owned),
            validators: Validators::default(),
            sha256: Digest::of(&bytes),
            body: bytes,
        });
    }
    attempt
}

/// What a file's name says about its content.
fn content_type(path: &Path) -> Option<&'static str> {
    let ending = path.extension()?.to_str()?.to_ascii_lowercase();
    Some(match ending.as_str() {
        "html" | "htm" | "xhtml" => "text/html",
        "txt" | "text" | "md" => "text/plain",
        "xml" | "rss" | "atom" | "rdf" => "application/xml",
        "json" => "application/json",
        _ => return None,
    })
}
