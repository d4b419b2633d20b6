//! A page without what no reader sees: programs, styles, drawings, remarks. On news pages they are most of the bytes, and each
//! tree that is built of a page pays for them.

use std::borrow::Cow;
use std::ops::Range;

use super::guard::{RAW, name, raw_length, tag};

/// Elements that go with all that they hold. A `script` of data stays.
const UNSEEN: &[&[u8]] = &[b"script", b"style", b"svg", b"noframes"];

/// The page without programs, styles, drawings and remarks. What is read of it is what is read of the whole.
pub fn lean(html: &str) -> Cow<'_, str> {
    let bytes = html.as_bytes();
    let mut out = String::new();
    // What stands before `kept` is in `out`, or left out.
    let (mut kept, mut at) = (0, 0);
    // Whether a drawing was met that is never closed; no later one is, then.
    let mut open_drawing = false;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start + 1..];
        let end = if rest.starts_with(b"!--") {
            memchr::memmem::find(&rest[3..], b"-->").map(|end| start + 1 + 3 + end + 3)
        } else {
            let name = name(rest);
            if name.is_empty() {
                at = start + 1;
                continue;
            }
            let inside = start + 1 + name.len() + tag(&rest[name.len()..]).length;
            let name = name.to_ascii_lowercase();
            let is_drawing = name == b"svg";
            let is_whole = bytes[inside - 2] == b'/';
            if !RAW.contains(&name.as_slice()) && (!is_drawing || is_whole || open_drawing) {
                at = inside;
                continue;
            }
            let close = inside + raw_length(&bytes[inside..], &name);
            let is_data = name == b"script" && holds(&bytes[start..inside], b"json");
            open_drawing |= is_drawing && close == bytes.len();
            if !UNSEEN.contains(&name.as_slice()) || is_data || close == bytes.len() {
                at = if is_drawing { inside } else { close };
                continue;
            }
            memchr::memchr(b'>', &bytes[close..]).map(|end| close + end + 1)
        };
        // What is never closed is left to the tree builder.
        let Some(end) = end else { break };
        out.push_str(&html[kept..start]);
        (kept, at) = (end, end);
    }
    if kept == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(&html[kept..]);
    Cow::Owned(out)
}

/// Attributes whose value says where a block stands, however long it is.
const TELLING: &[&[u8]] = &[b"class", b"id", b"style", b"href", b"content"];

/// Longer values of other attributes, in bytes, are addresses of pictures and the state of programs.
const VALUE_MAX: usize = 60;

/// A lean page without its data too, and without long attributes: as much as an extractor of the main text needs, and little more
/// than half of the bytes.
pub fn sparse(html: &str) -> String {
    let bytes = html.as_bytes();
    let mut out = String::with_capacity(html.len());
    let (mut kept, mut at) = (0, 0);
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found;
        let rest = &bytes[start + 1..];
        let name = name(rest);
        if name.is_empty() {
            let remark = rest.starts_with(b"!--").then(|| memchr::memmem::find(rest, b"-->"));
            at = start + 1 + remark.flatten().unwrap_or_default();
            continue;
        }
        let inside = start + 1 + name.len() + tag(&rest[name.len()..]).length;
        let name = name.to_ascii_lowercase();
        if RAW.contains(&name.as_slice()) {
            let close = inside + raw_length(&bytes[inside..], &name);
            let end = memchr::memchr(b'>', &bytes[close..]).map(|end| close + end + 1);
            if let Some(end) = end.filter(|_| name == b"script") {
                out.push_str(&html[kept..start]);
                kept = end;
            }
            at = end.unwrap_or(bytes.len());
            continue;
        }
        let mut from = start + 1 + name.len();
        while let Some((attribute, end)) = attribute(bytes, from, inside) {
            if end - attribute.end > VALUE_MAX && !telling(&bytes[attribute.clone()]) {
                out.push_str(&html[kept..attribute.start]);
                kept = end;
            }
            from = end;
        }
        at = inside;
    }
    out.push_str(&html[kept..]);
    out
}

/// The next attribute with a quoted value in `bytes[from..end]`: where its name stands, and where its value ends.
fn attribute(bytes: &[u8], from: usize, end: usize) -> Option<(Range<usize>, usize)> {
    let mut at = from;
    loop {
        let sign = at + memchr::memchr(b'=', bytes.get(at..end)?)?;
        let quote = *bytes.get(sign + 1)?;
        if !matches!(quote, b'"' | b'\'') {
            at = sign + 1;
            continue;
        }
        let value = bytes.get(sign + 2..end)?;
        let after = sign + 2 + memchr::memchr(quote, value)? + 1;
        let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_:.@".contains(byte);
        let start = bytes[from..sign].iter().rposition(|byte| !is_name(byte));
        return Some((start.map_or(from, |start| from + start + 1)..sign, after));
    }
}

fn telling(name: &[u8]) -> bool {
    TELLING.iter().any(|telling| telling.eq_ignore_ascii_case(name))
}

/// Whether a tag holds the word, in whatever case.
fn holds(tag: &[u8], word: &[u8]) -> bool {
    tag.windows(word.len()).any(|part| part.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_reader_sees_goes_and_all_else_stays() {
        let page = "<p>a</p><script>if (a<b) '</p>'</script><style>p{}</style><!-- <p>no --><svg><path d='>'/></svg><p>b";
        assert_eq!(lean(page), "<p>a</p><p>b");
        for whole in [
            "<p title='<script>'>a</p><p>b",
            "<script type='application/ld+json'>{\"a\":\"</p>\"}</script><p>a",
            "<textarea><script>x</script></textarea><p>a",
            "<p>a<script>never closed",
            "<p>a<!-- never closed",
            "<p>1 < 2 and 3 > 2",
            "<svg/><p>a</p>",
            "",
        ] {
            assert_eq!(lean(whole), whole);
        }
    }

    #[test]
    fn data_and_long_attributes_go_and_what_tells_a_place_stays() {
        let long = "x".repeat(VALUE_MAX + 1);
        let page = format!(
            "<script type='application/json'>{{}}</script><p class=\"{long}\" data-a='{long}' title=\"a > b\">1 < 2 data-a='{long}'"
        );
        let left = format!("<p class=\"{long}\"  title=\"a > b\">1 < 2 data-a='{long}'");
        assert_eq!(sparse(&page), left);
        for whole in [
            "<p title=a=b data-b='c'>a",
            "<textarea data-a='x'><script>x</script></textarea><p>a",
            "<script>never closed",
            "<p>a<!-- never closed",
            "<!-- <p title='\"> --><p>",
            "<p title='never closed",
            "<",
            "",
        ] {
            assert_eq!(sparse(whole), whole);
        }
    }
}
