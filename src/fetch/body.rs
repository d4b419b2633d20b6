//! A body, read within its bounds of size, time and speed. Sizes are counted after decompression.

use std::io;

use futures_util::StreamExt as _;
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::client::causes;
use super::{Outcome, Settings};

/// What came of a body, and how it ended.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) outcome: Outcome,
    pub(super) detail: Option<String>,
}

/// Reads the body until it ends or breaks a bound. A body that broke off keeps what came; one that is too large keeps nothing.
pub(super) async fn read(settings: &Settings, response: Response, deadline: Instant) -> Body {
    let mut bytes = Vec::new();
    let limit = settings.body_bytes_max;
    let mut window_ends = Instant::now() + settings.slow_window();
    let mut in_window = 0_u64;
    let mut stream = response.bytes_stream();
    loop {
        let chunk = match timeout_at(deadline.min(window_ends), stream.next()).await {
            Ok(chunk) => chunk,
            Err(_) if Instant::now() >= deadline || in_window == 0 => {
                return Body { bytes, outcome: Outcome::TimeoutBody, detail: None };
            }
            Err(_) => Some(Ok(Vec::new().into())),
        };
        match chunk {
            None => return Body { bytes, outcome: Outcome::Ok, detail: None },
            Some(Err(error)) => {
                let detail = causes(&error).last().map(ToString::to_string);
                return Body { bytes, outcome: of_error(&error), detail };
            }
            Some(Ok(chunk)) => {
                in_window += chunk.len() as u64;
                if bytes.len() as u64 + chunk.len() as u64 > limit {
                    let detail = Some(format!("the body is larger than {limit} bytes"));
                    return Body { bytes: Vec::new(), outcome: Outcome::TooLarge, detail };
                }
                bytes.extend_from_slice(&chunk);
            }
        }
        let at = Instant::now();
        if at >= window_ends {
            if in_window < settings.window_bytes_min() {
                return Body { bytes, outcome: Outcome::TooSlow, detail: None };
            }
            (window_ends, in_window) = (at + settings.slow_window(), 0);
        }
    }
}

/// A decoder that meets wrong bytes says "invalid data"; all else is a connection that ended before its body.
fn of_error(error: &reqwest::Error) -> Outcome {
    let wrong = |cause: &io::Error| {
        matches!(cause.kind(), io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput)
            || (cause.kind() == io::ErrorKind::Other && !cause.to_string().contains("connection"))
    };
    let causes = causes(error);
    let mut io_causes = causes.iter().filter_map(|cause| cause.downcast_ref::<io::Error>());
    if io_causes.any(wrong) { Outcome::Garbled } else { Outcome::Truncated }
}

/// Whether the bytes may be a page, a feed or a text: neither by their label nor by their look anything else.
pub(super) fn is_text(bytes: &[u8], content_type: Option<&str>) -> bool {
    let kind = content_type.and_then(|value| value.split(';').next()).unwrap_or_default();
    let kind = kind.trim().to_ascii_lowercase();
    let other = ["image/", "audio/", "video/", "font/", "application/pdf", "application/zip"];
    if other.iter().any(|prefix| kind.starts_with(prefix)) && !kind.contains("xml") {
        return false;
    }
    let magic: [&[u8]; 6] =
        [b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x7fELF"];
    if magic.iter().any(|magic| bytes.starts_with(magic)) {
        return false;
    }
    // UTF-16 holds zero bytes and begins with a mark or with `<`.
    let utf16 = [b"\xff\xfe".as_slice(), b"\xfe\xff", b"<\0", b"\0<"];
    let head = &bytes[..bytes.len().min(1_024)];
    let zeros = memchr::memchr_iter(0, head).count();
    zeros * 10 < head.len() || utf16.iter().any(|mark| head.starts_with(mark))
}
