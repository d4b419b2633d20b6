//! Local files: pages that a desk saved, read as if they were fetched.
use std::io::{ErrorKind, Read as _};
use std::path::Path;

use super::{Attempt, Outcome, body, collection};
use crate::model::{Digest, Snapshot, Timestamp, Validators};

/// The file's bytes, unpacked, as a snapshot of `url` at the moment `saved`. Files above `bytes_max` are left unread, and so
/// is what is no ordinary file: a pipe may never end.
pub fn read(path: &Path, url: &str, saved: Timestamp, bytes_max: u64) -> Attempt {
    let mut attempt = Attempt::bare(url, Outcome::Ok);
    let mut bytes = Vec::new();
    let read = collection::open(path)
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

/// How far into a saved page its browser's mark is looked for.
const MARK_WITHIN: usize = 4_096;

/// The address that a browser wrote into a page when it saved it: "saved from url=(0042)https://..." (Internet Explorer,
/// Chrome, Edge), or SingleFile's comment with a line "url: https://...".
pub fn marked(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(MARK_WITHIN)]);
    let by_browser = head.split_once("saved from url=(").and_then(|(_, rest)| rest.split_once(')'));
    let by_extension =
        head.split_once("Page saved with SingleFile").and_then(|(_, rest)| rest.split_once("url:"));
    let (_, rest) = by_browser.or(by_extension)?;
    let address = rest.split_whitespace().next()?.trim_end_matches("-->");
    let is_web = address.starts_with("https://") || address.starts_with("http://");
    is_web.then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browsers_mark_says_where_a_page_was_saved_from() {
        let chrome = b"<!DOCTYPE html>\n<!-- saved from url=(0031)https://post.example/news/blast -->\n<html>";
        assert_eq!(marked(chrome).as_deref(), Some("https://post.example/news/blast"));
        let single = b"<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: https://post.example/a \n \
                       saved date: Fri Aug 27 2021 -->";
        assert_eq!(marked(single).as_deref(), Some("https://post.example/a"));
        assert_eq!(marked(b"<!-- saved from url=(0014)about:internet -->"), None);
        assert_eq!(marked(b"<html>"), None);
    }
}
