//! Packed bytes to plain ones, never more of them than a bound allows.

use std::io::{self, Read};

/// Why bytes could not be unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    TooLarge,
    /// They are not what they are said to be, or cut off.
    Garbled,
}

/// What a gzip file begins with (RFC 1952, 2.3.1).
const GZIP: &[u8] = b"\x1f\x8b\x08";

/// Whether the bytes are a gzip file.
pub(super) fn is_gzip(bytes: &[u8]) -> bool {
    bytes.starts_with(GZIP)
}

/// The content of a gzip file, of all its members.
pub(super) fn gunzipped(bytes: &[u8], bytes_max: u64) -> Result<Vec<u8>, Fault> {
    bounded(flate2::bufread::MultiGzDecoder::new(bytes), bytes_max)
}

/// A body freed of its HTTP content encodings, the last first (RFC 9110, 8.4).
pub(super) fn decoded(body: Vec<u8>, encodings: &str, bytes_max: u64) -> Result<Vec<u8>, Fault> {
    let mut body = body;
    for name in encodings.split(',').rev().map(str::trim).filter(|name| !name.is_empty()) {
        body = match name.to_ascii_lowercase().as_str() {
            "identity" => body,
            "gzip" | "x-gzip" => gunzipped(&body, bytes_max)?,
            "deflate" => bounded(flate2::bufread::ZlibDecoder::new(&*body), bytes_max)
                .or_else(|_| bounded(flate2::bufread::DeflateDecoder::new(&*body), bytes_max))?,
            "br" => bounded(brotli::Decompressor::new(&*body, 4_096), bytes_max)?,
            "zstd" => {
                let decoder = zstd::stream::read::Decoder::new(&*body);
                bounded(decoder.map_err(|_| Fault::Garbled)?, bytes_max)?
            }
            _ => return Err(Fault::Garbled),
        };
    }
    Ok(body)
}

fn bounded(reader: impl Read, bytes_max: u64) -> Result<Vec<u8>, Fault> {
    let mut out = Vec::new();
    let read: io::Result<usize> = reader.take(bytes_max.saturating_add(1)).read_to_end(&mut out);
    match read {
        Ok(_) if out.len() as u64 > bytes_max => Err(Fault::TooLarge),
        Ok(_) => Ok(out),
        Err(_) => Err(Fault::Garbled),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).expect("memory");
        encoder.finish().expect("memory")
    }

    #[test]
    fn what_is_packed_is_unpacked_up_to_its_bound() {
        let bomb = gzip(&vec![b'a'; 1_000_000]);
        assert_eq!(gunzipped(&bomb, 999_999), Err(Fault::TooLarge));
        assert_eq!(gunzipped(&bomb, 1_000_000).map(|it| it.len()), Ok(1_000_000));
        assert_eq!(gunzipped(&bomb[..100], 1_000_000), Err(Fault::Garbled));
        let twice = gzip(&gzip(b"170 dead"));
        assert_eq!(decoded(twice, "gzip, gzip", 1_000).as_deref(), Ok(&b"170 dead"[..]));
        assert_eq!(decoded(b"170".to_vec(), "", 10).as_deref(), Ok(&b"170"[..]));
        assert_eq!(decoded(b"170".to_vec(), "rot13", 10), Err(Fault::Garbled));
        let zstd = zstd::bulk::compress(b"170 dead", 3).expect("memory");
        assert_eq!(decoded(zstd, "zstd", 1_000).as_deref(), Ok(&b"170 dead"[..]));
    }
}
