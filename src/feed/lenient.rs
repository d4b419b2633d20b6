//! A reader that only looks for items and the fields in them, and so reads what is no XML any more.

use super::{Entry, Feed, moment, plain};

/// No more entries than this are read of one feed.
const ENTRIES_MAX: usize = 10_000;

/// No more tags than this are looked at, so that no feed takes long.
const TAGS_MAX: usize = 500_000;

/// How many fields without an end are looked through in full; later ones in such a feed end with the next tag.
const MISSED_MAX: u32 = 1_000;

/// A field that does not end within this many bytes is taken to be cut off.
const FIELD_MAX: usize = 16_384;

/// The hours that `skipHours` names, in order; 24 is midnight (RSS 0.91).
pub(super) fn skip_hours(text: &str) -> Vec<u32> {
    let Some((_, rest)) = text.split_once("<skipHours") else { return Vec::new() };
    let inside = rest.split("</skipHours").next().unwrap_or_default();
    let inside = &inside[..inside.floor_char_boundary(FIELD_MAX)];
    let hours = inside
        .split("<hour>")
        .skip(1)
        .filter_map(|rest| rest.split('<').next()?.trim().parse().ok());
    let mut hours: Vec<u32> = hours.filter(|hour| *hour <= 24).map(|hour: u32| hour % 24).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

/// The name of the first element.
pub(super) fn root(text: &str) -> Option<&str> {
    Tags { text, at: 0, missed: 0 }.find(|tag| !tag.closes).map(|tag| local(tag.name))
}

/// The entries found, or `None` where the document has no feed's root.
pub(super) fn read(text: &str) -> Option<Feed> {
    let known = ["rss", "feed", "rdf", "channel", "entry"];
    let root = root(text)?;
    if !known.iter().any(|name| root.eq_ignore_ascii_case(name)) {
        return None;
    }
    let mut feed = Feed::default();
    let mut item: Option<Entry> = None;
    let mut tags = Tags { text, at: 0, missed: 0 };
    for _ in 0..TAGS_MAX {
        let Some(tag) = tags.next() else { break };
        let name = local(tag.name);
        let begins = ["item", "entry"].iter().any(|word| name.eq_ignore_ascii_case(word));
        if begins {
            let done = item.take();
            feed.entries.extend(done.map(Entry::named));
            if feed.entries.len() >= ENTRIES_MAX {
                break;
            }
            item = (!tag.closes).then(Entry::default);
        } else if !tag.closes {
            let content = tags.content(&tag);
            match &mut item {
                Some(item) => field(item, &tag, content),
                None if name.eq_ignore_ascii_case("title") && feed.title.is_none() => {
                    feed.title = plain(content);
                }
                None => {}
            }
        }
    }
    feed.entries.extend(item.map(Entry::named));
    Some(feed)
}

fn field(entry: &mut Entry, tag: &Tag<'_>, content: &str) {
    let text = || {
        let text = content.replace("<![CDATA[", "").replace("]]>", "");
        plain(&text)
    };
    let prefix = tag.name.split_once(':').map(|(prefix, _)| prefix);
    match (prefix, local(tag.name)) {
        (None, "title") if entry.title.is_none() => entry.title = text(),
        (None, "id" | "guid") if entry.id.is_empty() => entry.id = text().unwrap_or_default(),
        (None, "link") if entry.url.is_none() => {
            let alternate = tag.attribute("rel").is_none_or(|rel| rel == "alternate");
            entry.url =
                tag.attribute("href").map(str::to_owned).filter(|_| alternate).or_else(text);
        }
        (_, "pubDate" | "published" | "issued" | "created" | "date") => {
            entry.published = entry.published.or_else(|| moment(&text()?));
        }
        (_, "updated" | "modified") => entry.updated = entry.updated.or_else(|| moment(&text()?)),
        (None, "description" | "summary" | "content") if entry.summary.is_none() => {
            entry.summary = text();
        }
        _ => {}
    }
}

fn local(name: &str) -> &str {
    name.rsplit_once(':').map_or(name, |(_, local)| local)
}

#[derive(Debug, Clone, Copy)]
struct Tag<'a> {
    name: &'a str,
    attributes: &'a str,
    closes: bool,
    empty: bool,
}

impl<'a> Tag<'a> {
    fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut from = 0;
        while let Some(at) = self.attributes[from..].find(name) {
            let start = from + at;
            from = start + name.len();
            let after = self.attributes[from..].trim_start();
            let apart = self.attributes[..start].ends_with(|c: char| c.is_whitespace());
            if let Some(value) = after.strip_prefix('=').filter(|_| apart) {
                let value = value.trim_start();
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
                return value[1..].split(quote).next();
            }
        }
        None
    }
}

/// The tags of a text, one after the other; comments and CDATA are passed over.
#[derive(Debug)]
struct Tags<'a> {
    text: &'a str,
    at: usize,
    missed: u32,
}

impl<'a> Tags<'a> {
    /// What stands between a tag and its end, or the next item where it has none. The tags in it are passed over.
    fn content(&mut self, tag: &Tag<'_>) -> &'a str {
        let simple =
            ["title", "id", "guid", "link", "description", "summary", "content", "pubDate"];
        let known = simple.contains(&local(tag.name))
            || local(tag.name).ends_with("ed")
            || local(tag.name) == "date";
        if tag.empty || !known {
            return "";
        }
        let rest = &self.text[self.at..];
        let rest = &rest[..rest.floor_char_boundary(FIELD_MAX)];
        let end = format!("</{}", tag.name);
        let next = || rest.find('<').unwrap_or(rest.len());
        if self.missed > MISSED_MAX {
            let length = next();
            self.at += length;
            return &rest[..length];
        }
        let item = rest.find("</item").or_else(|| rest.find("</entry")).unwrap_or(rest.len());
        let found = rest[..item].find(&end);
        self.missed += u32::from(found.is_none());
        let length = found.unwrap_or_else(next);
        self.at += length;
        &rest[..length]
    }
}

impl<'a> Iterator for Tags<'a> {
    type Item = Tag<'a>;

    fn next(&mut self) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.text.get(self.at..)?.find('<')?;
            let rest = &self.text[start..];
            if rest.starts_with("<![CDATA[") {
                self.at = start + rest.find("]]>").map_or(rest.len(), |end| end + 3);
                continue;
            }
            if rest.starts_with("<!") || rest.starts_with("<?") {
                self.at = start + rest.find('>').map_or(rest.len(), |end| end + 1);
                continue;
            }
            let end = rest.find('>')?;
            self.at = start + end + 1;
            let inner = &rest[1..end];
            let closes = inner.starts_with('/');
            let inner = inner.trim_start_matches('/');
            let empty = inner.ends_with('/');
            let inner = inner.trim_end_matches('/');
            let cut = inner.find(|c: char| c.is_whitespace()).unwrap_or(inner.len());
            if !inner.starts_with(|c: char| c.is_alphabetic()) {
                self.at = start + 1;
                continue;
            }
            return Some(Tag { name: &inner[..cut], attributes: &inner[cut..], closes, empty });
        }
    }
}
