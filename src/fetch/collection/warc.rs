//! WARC 1.0 and 1.1 (ISO 28500), in and out.

use std::fmt::Write as _;
use std::io::{self, BufRead, Read as _, Write};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::super::{Outcome, unpack};
use super::{Item, failed, page};
use crate::model::{Digest, Timestamp};

/// The largest head of a record, or of the HTTP answer in it.
const HEAD_MAX: u64 = 65_536;

/// The pages of an archive: answers with status 200, and resources, that are HTML or text. Pictures, scripts, requests and
/// the like are stepped over.
pub(super) struct Pages {
    reader: Box<dyn BufRead>,
    written: String,
    now: Timestamp,
    bytes_max: u64,
    is_over: bool,
}

/// The head of a record, names in lower case.
#[derive(Debug, Default)]
struct Head(Vec<(String, String)>);

impl Head {
    fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }

    fn lines(&self) -> String {
        self.0
            .iter()
            .fold(String::new(), |lines, (name, value)| lines + name + ": " + value + "\r\n")
    }

    fn read(text: &str) -> Self {
        let lines = text.lines().filter_map(|line| line.split_once(':'));
        Self(
            lines
                .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
                .collect(),
        )
    }
}

impl Pages {
    pub(super) fn new(
        reader: Box<dyn BufRead>,
        written: &str,
        now: Timestamp,
        bytes_max: u64,
    ) -> Self {
        Self { reader, written: written.to_owned(), now, bytes_max, is_over: false }
    }

    /// The next record's head; `None` at the end.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let mut text = Vec::new();
        loop {
            let start = text.len();
            let left = HEAD_MAX.saturating_sub(start as u64);
            if self.reader.by_ref().take(left).read_until(b'\n', &mut text)? == 0 {
                return if text.is_empty() {
                    Ok(None)
                } else {
                    Err(broken("a record's head is cut off"))
                };
            }
            let is_blank = text[start..].trim_ascii().is_empty();
            if is_blank && start > 0 {
                return Ok(Some(Head::read(&String::from_utf8_lossy(&text))));
            }
            if is_blank {
                text.clear();
            } else if start == 0 && !text.starts_with(b"WARC/") {
                return Err(broken("what follows is no record"));
            }
        }
    }

    fn read(&mut self) -> io::Result<Option<Item>> {
        while let Some(head) = self.head()? {
            let length: u64 = head
                .get("content-length")
                .and_then(|value| value.parse().ok())
                .ok_or_else(|| broken("a record has no length"))?;
            let url =
                head.get("warc-target-uri").map(|url| url.trim_matches(['<', '>']).to_owned());
            let url = url.and_then(|url| address(&url));
            let is_page = matches!(head.get("warc-type"), Some("response" | "resource"));
            let Some(url) = url.filter(|_| is_page) else {
                self.skip(length)?;
                continue;
            };
            let saved =
                head.get("warc-date").and_then(|date| date.parse().ok()).unwrap_or(self.now);
            if length > self.bytes_max.saturating_add(HEAD_MAX) {
                self.skip(length)?;
                let detail = format!("the record has {length} bytes");
                return Ok(Some(failed(&url, saved, Outcome::TooLarge, Some(detail))));
            }
            let mut block = Vec::new();
            self.reader.by_ref().take(length).read_to_end(&mut block)?;
            if (block.len() as u64) < length {
                self.is_over = true;
                return Ok(Some(failed(&url, saved, Outcome::Truncated, None)));
            }
            if let Some(item) = self.item(&head, &url, saved, block) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        if io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())? < length {
            return Err(broken("a record is cut off"));
        }
        Ok(())
    }

    fn item(&self, head: &Head, url: &str, saved: Timestamp, block: Vec<u8>) -> Option<Item> {
        if head.get("warc-type") == Some("resource") {
            let kind = head.get("content-type").map(str::to_owned);
            return is_page(kind.as_deref(), &block).then(|| page(url, saved, kind, block));
        }
        let (status, answer, body) = answer(&block)?;
        if status != 200 {
            return None;
        }
        let kind = answer.get("content-type").map(str::to_owned);
        let encodings = answer.get("content-encoding").unwrap_or_default();
        let mut item = match unpack::decoded(body.clone(), encodings, self.bytes_max) {
            Ok(body) => is_page(kind.as_deref(), &body).then(|| page(url, saved, kind, body))?,
            Err(unpack::Fault::TooLarge) => failed(url, saved, Outcome::TooLarge, None),
            // Some archivers unpack the body and leave the header.
            Err(unpack::Fault::Garbled)
                if is_page(kind.as_deref(), &body) && !unpack::is_gzip(&body) =>
            {
                page(url, saved, kind, body)
            }
            Err(unpack::Fault::Garbled) => failed(url, saved, Outcome::Garbled, None),
        };
        item.attempt.status = Some(status);
        if let Some(snapshot) = &mut item.attempt.snapshot {
            snapshot.status = Some(status);
        }
        item.attempt.headers = Some(answer.lines());
        Some(item)
    }
}

impl Iterator for Pages {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_over {
            return None;
        }
        self.read().unwrap_or_else(|error| {
            self.is_over = true;
            Some(failed(&self.written, self.now, Outcome::Truncated, Some(error.to_string())))
        })
    }
}

fn broken(why: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, why)
}

/// What the record's page is known by: its web address, or the name of the file that it was.
fn address(target: &str) -> Option<String> {
    if target.starts_with("http://") || target.starts_with("https://") {
        return Some(target.to_owned());
    }
    target.strip_prefix(FILE).map(|name| name.replace("%20", " ").replace("%25", "%"))
}

/// What a target is: an address as it stands, or a file's name as a URI (RFC 8089, appendix E, and relative ones).
fn target(name: &str) -> String {
    if name.contains("://") {
        return one_line(name);
    }
    FILE.to_owned() + &one_line(name).replace('%', "%25").replace(' ', "%20")
}

/// How the URI of a file begins.
const FILE: &str = "file:";

/// Whether a body is HTML or a text, by its label, else by its first character.
fn is_page(kind: Option<&str>, body: &[u8]) -> bool {
    let kind = kind
        .and_then(|kind| kind.split(';').next())
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase();
    match kind.as_str() {
        "text/html" | "application/xhtml+xml" | "text/plain" => true,
        "" => body.trim_ascii_start().starts_with(b"<"),
        _ => false,
    }
}

/// An HTTP answer: status, headers, body freed of its chunks.
fn answer(block: &[u8]) -> Option<(u16, Head, Vec<u8>)> {
    let end = block.windows(4).position(|at| at == b"\r\n\r\n").map(|at| (at, at + 4));
    let (end, start) = end.or_else(|| {
        let at = block.windows(2).position(|at| at == b"\n\n")?;
        Some((at, at + 2))
    })?;
    let head = String::from_utf8_lossy(&block[..end]);
    let (line, rest) = head.split_once('\n').unwrap_or((&head, ""));
    let status = line.split_whitespace().nth(1)?.parse().ok()?;
    let headers = Head::read(rest);
    let body = &block[start..];
    let is_chunked =
        headers.get("transfer-encoding").is_some_and(|value| value.contains("chunked"));
    let whole = is_chunked.then(|| unchunked(body)).flatten();
    Some((status, headers, whole.unwrap_or_else(|| body.to_vec())))
}

/// A chunked body's content (RFC 9112, 7.1); `None` where it is not chunked after all.
fn unchunked(body: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    let mut rest = body;
    loop {
        let end = rest.windows(2).position(|at| at == b"\r\n")?;
        let line = std::str::from_utf8(&rest[..end]).ok()?;
        let size = usize::from_str_radix(line.split(';').next()?.trim(), 16).ok()?;
        rest = &rest[end + 2..];
        if size == 0 {
            return Some(out);
        }
        out.extend_from_slice(rest.get(..size)?);
        rest = rest.get(size..)?.strip_prefix(b"\r\n")?;
    }
}

/// A stored snapshot as it goes into an archive.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    pub url: &'a str,
    pub at: Timestamp,
    /// The HTTP status; `None` for a file, which becomes a `resource`.
    pub status: Option<u16>,
    /// The answer's headers, a line each.
    pub headers: Option<&'a str>,
    pub content_type: Option<&'a str>,
    pub body: &'a [u8],
}

/// Writes the record that begins an archive.
pub fn write_info(out: &mut dyn Write, software: &str, at: Timestamp) -> io::Result<()> {
    let block = format!("software: {software}\r\nformat: WARC File Format 1.1\r\n");
    let more = "WARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\n";
    member(out, more, at, &[block.as_bytes()], &id(&["warcinfo", software, &iso(at)]))
}

/// Writes one record, as a gzip member of its own: an answer with its headers, or a resource. The body stands there decoded, so
/// headers about its transfer are left out and its length is written anew.
pub fn write_record(out: &mut dyn Write, record: &Record<'_>) -> io::Result<()> {
    let body = record.body;
    let digest = Digest::of(body).to_string();
    let payload = format!("WARC-Payload-Digest: sha256:{digest}\r\n");
    let target = format!("WARC-Target-URI: {}\r\n", target(record.url));
    let id = id(&[record.url, &iso(record.at), &digest]);
    let Some(status) = record.status else {
        let is_html = body.trim_ascii_start().starts_with(b"<");
        let kind = record.content_type.unwrap_or(if is_html { "text/html" } else { "text/plain" });
        let more =
            format!("WARC-Type: resource\r\n{target}{payload}Content-Type: {}\r\n", one_line(kind));
        return member(out, &more, record.at, &[body], &id);
    };
    let mut head = format!("HTTP/1.1 {status} \r\n");
    let kept = |line: &&str| {
        let name = line.split(':').next().unwrap_or_default().trim().to_ascii_lowercase();
        !matches!(name.as_str(), "content-encoding" | "transfer-encoding" | "content-length" | "")
    };
    let mut has_type = false;
    for line in record.headers.unwrap_or_default().lines().filter(kept) {
        has_type |= line.to_ascii_lowercase().starts_with("content-type:");
        head.push_str(line.trim_end());
        head.push_str("\r\n");
    }
    if let Some(kind) = record.content_type.filter(|_| !has_type) {
        let _ = write!(head, "Content-Type: {}\r\n", one_line(kind));
    }
    let _ = write!(head, "Content-Length: {}\r\n\r\n", body.len());
    let more = format!(
        "WARC-Type: response\r\n{target}{payload}Content-Type: application/http;msgtype=response\r\n"
    );
    member(out, &more, record.at, &[head.as_bytes(), body], &id)
}

fn member(
    out: &mut dyn Write,
    more: &str,
    at: Timestamp,
    block: &[&[u8]],
    id: &str,
) -> io::Result<()> {
    let length: usize = block.iter().map(|part| part.len()).sum();
    let mut packed = GzEncoder::new(out, Compression::default());
    write!(
        packed,
        "WARC/1.1\r\nWARC-Record-ID: <urn:uuid:{id}>\r\nWARC-Date: {}\r\n{more}Content-Length: {length}\r\n\r\n",
        iso(at)
    )?;
    for part in block {
        packed.write_all(part)?;
    }
    packed.write_all(b"\r\n\r\n")?;
    packed.finish().map(drop)
}

/// A name made of the content, so that one store gives one archive: the first half of a SHA-256 as a UUID of version 8 (RFC
/// 9562, 5.8).
fn id(parts: &[&str]) -> String {
    let hex = Digest::of(parts.join("\u{1f}").as_bytes()).to_string();
    format!("{}-{}-8{}-8{}-{}", &hex[..8], &hex[8..12], &hex[13..16], &hex[17..20], &hex[20..32])
}

fn iso(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> Timestamp {
        "2021-08-27T17:40:00Z".parse().expect("a time")
    }

    fn pages(bytes: Vec<u8>) -> Vec<Item> {
        let reader = Box::new(io::BufReader::new(io::Cursor::new(bytes)));
        Pages::new(reader, "a.warc", at(), 1_000).collect()
    }

    fn plain(kind: &str, block: &str) -> Vec<u8> {
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: <https://post.example/a>\r\n\
             WARC-Date: 2021-08-26T10:00:00Z\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
            block.len()
        )
        .into_bytes()
    }

    #[test]
    fn answers_that_are_pages_come_out_and_others_are_stepped_over() {
        let mut bytes = plain("request", "GET /a HTTP/1.1\r\n\r\n");
        bytes.extend(plain(
            "response",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n\
             8\r\n<p>170 d\r\n4\r\nead.\r\n0\r\n\r\n",
        ));
        bytes.extend(plain("response", "HTTP/1.1 404 Not Found\r\n\r\n<p>no"));
        bytes.extend(plain("response", "HTTP/1.1 200 OK\r\nContent-Type: text/css\r\n\r\np {}"));
        let found = pages(bytes);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        let snapshot = one.attempt.snapshot.as_ref().expect("a body");
        assert_eq!(snapshot.body, b"<p>170 dead.");
        assert_eq!(
            (one.attempt.url.as_str(), one.saved),
            ("https://post.example/a", "2021-08-26T10:00:00Z".parse().expect("a time"))
        );
    }

    #[test]
    fn an_archive_that_is_cut_off_gives_what_it_has_and_says_so() {
        let mut bytes =
            plain("response", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>170");
        let half = plain("response", "HTTP/1.1 200 OK\r\n\r\n<p>182");
        bytes.extend(&half[..half.len() - 12]);
        let outcomes: Vec<_> = pages(bytes).iter().map(|item| item.attempt.code()).collect();
        assert_eq!(outcomes, ["ok", "truncated"]);
    }

    #[test]
    fn what_is_written_is_read_again() {
        let mut out = Vec::new();
        write_info(&mut out, "claims/0.1.0", at()).expect("memory");
        for status in [Some(200), None] {
            let record = Record {
                url: "https://post.example/a",
                at: at(),
                status,
                headers: status.map(|_| "content-type: text/html\r\ncontent-encoding: gzip\r\n"),
                content_type: Some("text/html"),
                body: b"<p>170 dead.",
            };
            write_record(&mut out, &record).expect("memory");
        }
        let text = unpack::gunzipped(&out, 100_000).expect("gzip");
        let found = pages(text);
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found.iter().all(|item| {
            item.attempt.snapshot.as_ref().is_some_and(|it| it.body == b"<p>170 dead.")
        }));
    }
}
