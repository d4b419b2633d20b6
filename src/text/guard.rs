//! What may become a tree. A tree builder is quadratic in depth, in attributes and in formatting left open, so a page is
//! walked once as plain bytes first, and refused by counts: the same answer on any machine under any load.

use scraper::Html;

/// Larger pages are not read.
const BYTES_MAX: usize = 5_000_000;
/// More elements inside each other than any real page has; deeper trees also end the stack of those who walk them.
const DEPTH_MAX: usize = 512;
const ATTRIBUTES_MAX: usize = 256;
/// Elements, and the copies of formatting elements that a builder makes where they are left open.
const NODES_MAX: usize = 200_000;

/// Elements that hold nothing (WHATWG HTML, 13.1.2).
const VOID: &[&[u8]] = &[
    b"area", b"base", b"br", b"col", b"embed", b"hr", b"img", b"input", b"link", b"meta", b"param",
    b"source", b"track", b"wbr",
];

/// Elements that the builder opens again wherever they were not closed (13.2.4.3).
const FORMATTING: &[&[u8]] = &[
    b"a", b"b", b"big", b"code", b"em", b"font", b"i", b"nobr", b"s", b"small", b"strike",
    b"strong", b"tt", b"u",
];

/// Elements that a sibling of the same kind closes.
const SELF_CLOSING: &[&[&[u8]]] = &[
    &[b"p"],
    &[b"li"],
    &[b"dt", b"dd"],
    &[b"option", b"optgroup"],
    &[b"td", b"th"],
    &[b"tr"],
    &[b"tbody", b"thead", b"tfoot"],
];

/// Elements whose content is text up to their end tag.
pub(super) const RAW: &[&[u8]] =
    &[b"script", b"style", b"textarea", b"title", b"xmp", b"iframe", b"noframes"];

/// Why a page is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("the page has more than {BYTES_MAX} bytes")]
    Bytes,
    #[error("the page nests more than {DEPTH_MAX} elements")]
    Depth,
    #[error("a tag of the page has more than {ATTRIBUTES_MAX} attributes")]
    Attributes,
    #[error("the page has more than {NODES_MAX} elements")]
    Nodes,
}

/// How large a page's tree will be, about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    pub nodes: usize,
    /// The most elements inside each other.
    pub depth: usize,
}

/// Whether a tree may be built of the page; if so, how large it will be.
pub fn check(html: &str) -> Result<Size, Refusal> {
    let bytes = html.as_bytes();
    if bytes.len() > BYTES_MAX {
        return Err(Refusal::Bytes);
    }
    let mut open: Vec<&[u8]> = Vec::new();
    // A reference to a character is parsed one by one; a few make the work of a node.
    let mut nodes = memchr::memchr_iter(b'&', bytes).count() / 4;
    if nodes > NODES_MAX {
        return Err(Refusal::Nodes);
    }
    // Formatting elements that lost their parent before they were closed.
    let mut adrift = 0_usize;
    let mut deepest = 0;
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'<', &bytes[at..]) {
        let start = at + found + 1;
        let rest = &bytes[start..];
        at = start;
        if rest.starts_with(b"!--") {
            at += memchr::memmem::find(rest, b"-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let closes = rest.first() == Some(&b'/');
        let name = name(if closes { &rest[1..] } else { rest });
        if name.is_empty() {
            nodes += 1;
            if nodes > NODES_MAX {
                return Err(Refusal::Nodes);
            }
            continue;
        }
        let tag = tag(&rest[usize::from(closes) + name.len()..]);
        if tag.attributes > ATTRIBUTES_MAX {
            return Err(Refusal::Attributes);
        }
        at += usize::from(closes) + name.len() + tag.length;
        let name = name.to_ascii_lowercase();
        let formatting = FORMATTING.contains(&name.as_slice());
        if closes {
            if let Some(depth) = open.iter().rposition(|other| other.eq_ignore_ascii_case(&name)) {
                adrift += left_open(&open[depth + 1..]);
                open.truncate(depth);
                continue;
            }
            if formatting {
                adrift = adrift.saturating_sub(1);
            }
        }
        nodes += 1 + adrift;
        if nodes > NODES_MAX {
            return Err(Refusal::Nodes);
        }
        if closes {
            continue;
        }
        if VOID.contains(&name.as_slice()) {
            continue;
        }
        adrift += close_siblings(&mut open, &name);
        let source = &bytes[start..start + name.len()];
        if RAW.contains(&name.as_slice()) {
            at += raw_length(&bytes[at..], &name);
        } else {
            open.push(source);
        }
        let depth = open.len() + adrift;
        if depth > DEPTH_MAX {
            return Err(Refusal::Depth);
        }
        deepest = deepest.max(depth);
    }
    Ok(Size { nodes, depth: deepest })
}

/// A piece of markup as a tree: a summary, a headline, a text inside a page's data, which the check of the page itself
/// passes over. `None` where no tree may be built of it.
pub fn fragment(markup: &str) -> Option<Html> {
    check(markup).ok().map(|_| Html::parse_fragment(markup))
}

/// How many of the elements are formatting, which the builder opens again in what follows.
fn left_open(open: &[&[u8]]) -> usize {
    let formatting = |name: &&&[u8]| FORMATTING.contains(&name.to_ascii_lowercase().as_slice());
    open.iter().filter(formatting).count()
}

/// Takes from the stack what the start of `name` closes by itself. Only the last few elements are looked at: a real
/// page needs no more, and a hostile one gains only its refusal. Returns how many formatting elements were left open.
fn close_siblings(open: &mut Vec<&[u8]>, name: &[u8]) -> usize {
    let Some(kin) = SELF_CLOSING.iter().find(|kin| kin.contains(&name)) else { return 0 };
    let from = open.len().saturating_sub(8);
    let stops = |other: &[u8]| {
        [b"ul".as_slice(), b"ol", b"dl", b"table", b"select", b"div"]
            .iter()
            .any(|stop| other.eq_ignore_ascii_case(stop))
    };
    for at in (from..open.len()).rev() {
        if kin.iter().any(|kin| open[at].eq_ignore_ascii_case(kin)) {
            let adrift = left_open(&open[at + 1..]);
            open.truncate(at);
            return adrift;
        }
        if stops(open[at]) {
            return 0;
        }
    }
    0
}

pub(super) fn name(rest: &[u8]) -> &[u8] {
    if !rest.first().is_some_and(u8::is_ascii_alphabetic) {
        return &[];
    }
    let ends = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/');
    &rest[..rest.iter().position(ends).unwrap_or(rest.len())]
}

#[derive(Debug)]
pub(super) struct Tag {
    attributes: usize,
    pub(super) length: usize,
}

/// The rest of a tag up to its `>`, where quotes hold.
pub(super) fn tag(rest: &[u8]) -> Tag {
    let mut attributes = 0;
    let mut quote = None;
    let mut before = b' ';
    for (at, &byte) in rest.iter().enumerate() {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'>') => return Tag { attributes, length: at + 1 },
            (None, b'"' | b'\'') if before == b'=' => quote = Some(byte),
            (None, _) => {
                let starts = before.is_ascii_whitespace() || before == b'/' || before == b'"';
                attributes += usize::from(starts && !byte.is_ascii_whitespace() && byte != b'=');
            }
        }
        if !(byte.is_ascii_whitespace() && before == b'=') {
            before = byte;
        }
    }
    Tag { attributes, length: rest.len() }
}

/// How far the text of a raw element reaches.
pub(super) fn raw_length(rest: &[u8], name: &[u8]) -> usize {
    memchr::memmem::find_iter(rest, b"</")
        .find(|at| {
            rest[at + 2..].get(..name.len()).is_some_and(|end| end.eq_ignore_ascii_case(name))
        })
        .unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_shapes_pass() {
        let rows = "<tr><td>41<td>38".repeat(5_000);
        let items = "<li>one<p>two".repeat(5_000);
        let size = |html: &str| check(html).map(|size| (size.nodes, size.depth));
        assert_eq!(size(&format!("<table>{rows}</table><ul>{items}</ul>")), Ok((25_002, 3)));
        assert_eq!(size("<script>'<div>'.repeat(9)</script><p>text"), Ok((3, 1)));
        assert_eq!(size("<<<>< / ></><a href='x>y'>"), Ok((6, 1)));
    }

    #[test]
    fn hostile_shapes_are_refused_by_count() {
        assert_eq!(check(&"<div>".repeat(2_000)), Err(Refusal::Depth));
        assert_eq!(check(&"<p>x".repeat(200_001)), Err(Refusal::Nodes));
        let attributes = " a=1".repeat(50_000);
        assert_eq!(check(&format!("<div{attributes}>")), Err(Refusal::Attributes));
        assert_eq!(check(&"<".repeat(300_000)), Err(Refusal::Nodes));
        assert_eq!(check(&"&".repeat(900_000)), Err(Refusal::Nodes));
        assert_eq!(check(&"x".repeat(BYTES_MAX + 1)), Err(Refusal::Bytes));
        let fonts = "<p><font>".repeat(500);
        let reopened = format!("{fonts}</p>{}", "<p>x</p>".repeat(5_000));
        assert!(check(&reopened).is_err());
    }
}
