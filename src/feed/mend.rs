//! Feeds made good enough for a strict reader, without touching what they say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use scraper::Html;

/// The feed without its XML declaration and document type, with the entities of HTML spelt as numbers, stray `&` escaped,
/// characters that XML does not know left out, and a version on `<rss>` that readers know.
pub(super) fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 64);
    let mut names = BTreeMap::new();
    let mut rest = text;
    let mut root_seen = false;
    while let Some(at) = rest.find(['<', '&']) {
        push(&mut out, &rest[..at]);
        rest = &rest[at..];
        let length = if rest.starts_with("<![CDATA[") {
            let length = rest.find("]]>").map_or(rest.len(), |end| end + 3);
            push(&mut out, &rest[..length]);
            if length == rest.len() && !rest.ends_with("]]>") {
                out.push_str("]]>");
            }
            length
        } else if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("<!") {
            doctype_length(rest)
        } else if let Some(entity) = rest.strip_prefix('&') {
            1 + push_entity(&mut out, entity, &mut names)
        } else if !root_seen && rest[1..].starts_with(|c: char| c.is_ascii_alphabetic()) {
            root_seen = true;
            let length = rest.find('>').map_or(rest.len(), |end| end + 1);
            push_root(&mut out, &rest[..length]);
            length
        } else {
            out.push('<');
            1
        };
        rest = &rest[length..];
    }
    push(&mut out, rest);
    out
}

/// The text without the characters that XML 1.0 leaves out (2.2).
fn push(out: &mut String, text: &str) {
    let is_char = |c: char| !c.is_control() || matches!(c, '\t' | '\n' | '\r' | '\u{80}'..);
    if text.chars().all(is_char) {
        out.push_str(text);
    } else {
        out.extend(text.chars().filter(|c| is_char(*c)));
    }
}

/// A document type with its internal subset in brackets.
fn doctype_length(text: &str) -> usize {
    let mut depth = 0_i32;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'[' => depth += 1,
            b']' => depth -= 1,
            b'>' if depth <= 0 => return at + 1,
            _ => {}
        }
    }
    text.len()
}

/// Writes what `&` and `rest` stand for and returns how much of `rest` it took.
fn push_entity(
    out: &mut String,
    rest: &str,
    names: &mut BTreeMap<String, Option<String>>,
) -> usize {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '#';
    let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
    let name = &rest[..length];
    if length == 0 || length > 32 || !rest[length..].starts_with(';') {
        out.push_str("&amp;");
        return 0;
    }
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || number(name).is_some() {
        let _ = write!(out, "&{name};");
        return length + 1;
    }
    let meaning = names.entry(name.to_owned()).or_insert_with(|| meaning(name));
    if let Some(text) = meaning {
        text.chars().for_each(|c| {
            let _ = write!(out, "&#{};", u32::from(c));
        });
        length + 1
    } else {
        out.push_str("&amp;");
        0
    }
}

/// The character of a numeric reference, where XML knows it.
fn number(name: &str) -> Option<char> {
    let digits = name.strip_prefix('#')?;
    let value = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(value.ok()?).filter(|c| !c.is_control() || c.is_whitespace())
}

/// What HTML means by the entity; `None` where it knows no such name.
fn meaning(name: &str) -> Option<String> {
    let entity = format!("&{name};");
    let text: String = Html::parse_fragment(&entity).root_element().text().collect();
    (text != entity && !text.is_empty()).then_some(text)
}

/// The root's tag; `<rss>` with a missing or unknown version is read as 2.0, which holds all that the others do.
fn push_root(out: &mut String, tag: &str) {
    let is_rss = tag.get(1..4).is_some_and(|name| name.eq_ignore_ascii_case("rss"))
        && !tag[4..].starts_with(|c: char| c.is_alphanumeric());
    if !is_rss {
        out.push_str(tag);
        return;
    }
    let mut rest = &tag[4..];
    out.push_str("<rss version=\"2.0\"");
    if let Some(at) = rest.find("version") {
        let after = &rest[at..];
        let value = after.find('=').map_or("", |equals| after[equals + 1..].trim_start());
        let end = value.chars().next().filter(|quote| matches!(quote, '"' | '\''));
        if let Some(close) = end.and_then(|quote| value[1..].find(quote)) {
            out.push_str(&rest[..at]);
            rest = &value[close + 2..];
        }
    }
    out.push_str(rest);
}
