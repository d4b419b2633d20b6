//! Bytes to text: which encoding a page or a feed is really in.
//!
//! Order (COLLECT and the Encoding Standard agree but for the last step): byte order mark, the header's charset, the
//! document's own declaration in its first 1,024 bytes, a guess. A declaration that the bytes contradict is passed over.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How far into a document its own declaration is looked for (WHATWG HTML, 13.2.3.2).
const PRESCAN: usize = 1_024;

/// How many bytes the guess is fed; more does not change it.
const GUESS_BYTES: usize = 64 * 1_024;

/// A text and how it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    pub text: Cow<'a, str>,
    /// The Encoding Standard's name ("UTF-8", "windows-1251").
    pub encoding: &'static str,
    /// Whether some bytes stand for no character in that encoding and were replaced.
    pub replaced: bool,
}

/// The text of `bytes`, whose `content_type` is the HTTP header's value where there was one. Never fails.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> Decoded<'a> {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return decode_as(encoding, &bytes[length..]);
    }
    let header = content_type.and_then(charset_of);
    let own = declared(bytes);
    for encoding in [header, own].into_iter().flatten() {
        if encoding == UTF_8 {
            if mostly_utf8(bytes) {
                return decode_as(UTF_8, bytes);
            }
        } else if encoding.is_single_byte() && is_real_utf8(bytes) {
            // A server's default label over UTF-8 bytes: multi-byte sequences do not come out right by chance.
            return decode_as(UTF_8, bytes);
        } else {
            let decoded = decode_as(encoding, bytes);
            if !decoded.replaced || own.is_none() || own == Some(encoding) {
                return decoded;
            }
        }
    }
    decode_as(guess(bytes), bytes)
}

/// How much of a file is looked at to tell a picture from a text.
const BINARY_BYTES: usize = 8 * 1_024;

/// Whether the bytes are a picture, an archive or the like: NUL bytes, no byte order mark, and no UTF-8.
pub fn is_binary(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(BINARY_BYTES)];
    head.contains(&0) && Encoding::for_bom(bytes).is_none() && std::str::from_utf8(bytes).is_err()
}

fn decode_as<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> Decoded<'a> {
    let (text, replaced) = encoding.decode_without_bom_handling(bytes);
    Decoded { text, encoding: encoding.name(), replaced }
}

/// The charset parameter of a Content-Type value.
fn charset_of(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then_some(())?;
        Encoding::for_label(value.trim().trim_matches(['"', '\'']).as_bytes())
    })
}

/// What the document says of itself: `<meta charset>`, `<meta http-equiv content>` or an XML declaration.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PRESCAN)];
    match head {
        [0, b'<', ..] => return Some(UTF_16BE),
        [b'<', 0, ..] => return Some(UTF_16LE),
        _ => {}
    }
    let lower = head.to_ascii_lowercase();
    let in_xml = lower.starts_with(b"<?xml").then(|| after(&lower, b"encoding")).flatten();
    let label = in_xml.or_else(|| after(&lower, b"charset"))?;
    let encoding = Encoding::for_label(label)?;
    // Bytes that could be read this far are not UTF-16, whatever they say (WHATWG HTML, 13.2.3.2).
    Some(if encoding == UTF_16BE || encoding == UTF_16LE { UTF_8 } else { encoding })
}

/// The value after `name=`, with or without quotes.
fn after<'a>(head: &'a [u8], name: &[u8]) -> Option<&'a [u8]> {
    let mut from = 0;
    while let Some(at) = memchr::memmem::find(&head[from..], name) {
        from += at + name.len();
        let rest = head[from..].trim_ascii_start();
        if let Some(value) = rest.strip_prefix(b"=") {
            let value = value.trim_ascii_start();
            let value = value.strip_prefix(b"\"").or(value.strip_prefix(b"'")).unwrap_or(value);
            let stops = |byte: &u8| matches!(byte, b'"' | b'\'' | b';' | b'>' | b'?' | b'/' | b' ');
            return Some(&value[..value.iter().position(stops).unwrap_or(value.len())]);
        }
    }
    None
}

/// Whether the bytes are UTF-8 and hold more than ASCII.
fn is_real_utf8(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && is_utf8_but_for_the_end(bytes)
}

/// Valid UTF-8, where a body cut inside its last character counts as valid.
fn is_utf8_but_for_the_end(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_or_cut()
}

trait OkOrCut {
    fn is_ok_or_cut(&self) -> bool;
}

impl OkOrCut for Result<&str, std::str::Utf8Error> {
    fn is_ok_or_cut(&self) -> bool {
        self.as_ref().err().is_none_or(|error| error.error_len().is_none())
    }
}

/// Whether the bytes are UTF-8 with at most a stray wrong byte in ten characters beyond ASCII.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut wrong, mut right) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += usize::from(!chunk.invalid().is_empty());
    }
    wrong == 0 || is_utf8_but_for_the_end(bytes) || right >= wrong * 10
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    if is_utf8_but_for_the_end(bytes) {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(&bytes[..bytes.len().min(GUESS_BYTES)], true);
    let guessed = detector.guess(None, Utf8Detection::Allow);
    if guessed == UTF_8 && !mostly_utf8(bytes) { WINDOWS_1252 } else { guessed }
}

#[cfg(test)]
mod tests {
    use super::*;
    use encoding_rs::{SHIFT_JIS, WINDOWS_1251};

    const RUSSIAN: &str = "В результате взрыва погибли 170 человек, сообщили власти города.";

    fn page(meta: &str, text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(&format!("<html><head>{meta}</head><body>{text}</body>")).0.into_owned()
    }

    #[test]
    fn a_wrong_utf8_header_gives_way_to_the_page() {
        let bytes = page("<meta charset=windows-1251>", RUSSIAN, WINDOWS_1251);
        let decoded = decode(&bytes, Some("text/html; charset=utf-8"));
        assert_eq!(decoded.encoding, "windows-1251");
        assert!(decoded.text.contains(RUSSIAN));
    }

    #[test]
    fn a_wrong_utf8_header_and_no_word_from_the_page_leave_a_guess() {
        let bytes = page("", &RUSSIAN.repeat(3), WINDOWS_1251);
        let decoded = decode(&bytes, Some("text/html; charset=utf-8"));
        assert!(decoded.text.contains(RUSSIAN), "{}", decoded.encoding);
    }

    #[test]
    fn japanese_without_a_label_is_guessed() {
        let text = "爆発で170人が死亡したと当局が発表した。負傷者は150人にのぼる。".repeat(3);
        let bytes = page("", &text, SHIFT_JIS);
        assert!(decode(&bytes, Some("text/html")).text.contains("170人が死亡"));
    }

    #[test]
    fn a_latin_label_over_utf8_bytes_is_passed_over() {
        let bytes = page("", "Séoul: 41 morts — bilan provisoire", UTF_8);
        let decoded = decode(&bytes, Some("text/html; charset=ISO-8859-1"));
        assert!(decoded.text.contains("Séoul: 41 morts — bilan"));
    }

    #[test]
    fn one_stray_byte_does_not_turn_a_utf8_page_into_another() {
        let mut bytes = page("", &"Séoul: été à Noël ".repeat(20), UTF_8);
        bytes.push(0xff);
        let decoded = decode(&bytes, Some("text/html; charset=utf-8"));
        assert_eq!((decoded.encoding, decoded.replaced), ("UTF-8", true));
    }

    #[test]
    fn marks_headers_and_declarations_are_read_in_this_order() {
        assert_eq!(decode(b"\xff\xfe4\x001\x00", Some("text/html; charset=utf-8")).text, "41");
        assert_eq!(decode(b"\xe9t\xe9", Some("text/plain; charset=\"latin1\"")).text, "été");
        assert_eq!(
            decode(b"<?xml version='1.0' encoding='iso-8859-2'?><a>\xb1</a>", None).encoding,
            "ISO-8859-2"
        );
        assert_eq!(decode(b"", None).text, "");
    }
}
