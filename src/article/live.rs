//! Live blogs: which stretch of the text is which entry, so that each figure has the moment of its own entry.
//!
//! The entries and their times come from the page's data: schema.org's `LiveBlogPosting`, as JSON-LD or in the markup. Where there
//! are none, boxes of one make that hold most of the text, each with one moment, are entries (`timed`). The text is the page's
//! own, as of any other page; where it shows none of its entries, since a browser would load them, they are taken from the data.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::block::{Blocks, line};
use super::body::paragraphs;
use super::date::moment;
use super::judge::bare;
use super::metadata::{Metadata, unescaped};
use crate::model::{Dated, DatedFrom, Posting, Span};

fn selector(text: &str) -> Selector {
    Selector::parse(text).expect("the selector is a constant that parses")
}

static UPDATE: LazyLock<Selector> = LazyLock::new(|| selector("[itemprop~='liveBlogUpdate']"));
static BODY: LazyLock<Selector> = LazyLock::new(|| selector("[itemprop~='articleBody']"));
static HEADLINE: LazyLock<Selector> = LazyLock::new(|| selector("[itemprop~='headline']"));
static PUBLISHED: LazyLock<Selector> =
    LazyLock::new(|| selector("[itemprop~='datePublished'], time[datetime]"));

/// A block shorter than this, in letters and digits, may stand in several entries.
const TELLING: usize = 16;

/// Blocks times bytes that are compared at most: a real blog needs a hundredth of it.
const WORK_MAX: usize = 400_000_000;

/// An entry of a live blog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    published: Dated,
    headline: Option<String>,
    /// Paragraphs divided by one empty line.
    text: String,
    bare: String,
}

impl Entry {
    fn new(published: Dated, headline: Option<String>, text: String) -> Self {
        let headline = headline.filter(|headline| !headline.is_empty());
        let bare = bare(headline.as_deref().unwrap_or_default()) + &bare(&text);
        Self { published, headline, text, bare }
    }

    /// The entry as the text holds it where the page itself does not.
    fn whole(&self) -> String {
        let headline = self.headline.as_deref().filter(|it| !self.text.starts_with(it));
        headline
            .map_or_else(|| self.text.clone(), |headline| format!("{headline}\n\n{}", self.text))
    }
}

/// The page's entries that have a time and say something, in the page's order.
pub(super) fn entries(tree: &Html, page: &Metadata) -> Vec<Entry> {
    let told = page.updates.iter().filter_map(|update| {
        let published = moment(update.published.as_deref()?)?.read(DatedFrom::JsonLd);
        let text = paragraphs(&update.body).filter(|text| !text.is_empty())?;
        Some(Entry::new(published, update.headline.as_deref().map(unescaped), text))
    });
    let told: Vec<Entry> = told.collect();
    if told.is_empty() { marked_all(tree) } else { told }
}

/// The entries that the markup itself tells; what stands inside one is a part of it.
fn marked_all(tree: &Html) -> Vec<Entry> {
    let mut found: Vec<ElementRef<'_>> = Vec::new();
    for update in tree.select(&UPDATE) {
        // In document order, what holds an element stands right before all that it holds.
        let is_inside =
            found.last().is_some_and(|last| update.ancestors().any(|it| it.id() == last.id()));
        if !is_inside {
            found.push(update);
        }
    }
    found.into_iter().filter_map(marked).collect()
}

/// An entry that the markup itself tells.
fn marked(update: ElementRef<'_>) -> Option<Entry> {
    let own = |selector: &Selector| update.select(selector).next();
    let time = own(&PUBLISHED)?;
    let value = time.value().attr("datetime").or(time.value().attr("content"));
    let published = moment(value?)?.read(DatedFrom::TimeElement);
    let body = own(&BODY).unwrap_or(update);
    let text = paragraphs(&body.html()).filter(|text| !text.is_empty())?;
    let headline = own(&HEADLINE).map(|it| line(&it.text().collect::<String>()));
    Some(Entry::new(published, headline, text))
}

/// So many boxes of one make, each with a moment, are a live blog; one fewer may be two reports on a page.
const TIMED_MIN: usize = 3;

/// Moments beyond this many are not looked at.
const TIMES_MAX: usize = 1_000;

/// An entry says at least so much, in letters and digits.
const SAYING: usize = 60;

static TIME: LazyLock<Selector> = LazyLock::new(|| selector("time[datetime]"));

/// The entries of a page that says nothing of them: boxes of one make, each around one moment, in the order of their moments, that
/// hold more than half of the chosen text. Reports announced beside a report do not: their text is not chosen.
pub(super) fn timed(tree: &Html, blocks: &Blocks, chosen: &[usize]) -> Vec<Entry> {
    let mut makes: BTreeMap<(&str, &str), Vec<Entry>> = BTreeMap::new();
    let texts: Vec<(String, &str)> = chosen
        .iter()
        .map(|at| (bare(&blocks.blocks[*at].text), blocks.blocks[*at].text.as_str()))
        .filter(|(bare, _)| bare.chars().nth(TELLING).is_some())
        .collect();
    let all: usize = texts.iter().map(|(bare, _)| bare.len()).sum();
    for (holder, published) in around_times(tree) {
        let whole = bare(&holder.text().collect::<String>());
        if whole.len().saturating_mul(texts.len()) > WORK_MAX / TIMES_MAX {
            return Vec::new();
        }
        let is_inside =
            |own: &str| memchr::memmem::find(whole.as_bytes(), own.as_bytes()).is_some();
        let own: Vec<&str> =
            texts.iter().filter(|(bare, _)| is_inside(bare)).map(|(_, text)| *text).collect();
        let entry = Entry::new(published, None, own.join("\n\n"));
        // What is mostly left out is no entry of the text.
        if entry.bare.len() >= SAYING && entry.bare.len() * 2 > whole.len() {
            let value = holder.value();
            let make = (value.name(), value.attr("class").unwrap_or_default());
            makes.entry(make).or_default().push(entry);
        }
    }
    let held = |entries: &Vec<Entry>| entries.iter().map(|entry| entry.bare.len()).sum::<usize>();
    let Some(entries) = makes.into_values().max_by_key(held) else { return Vec::new() };
    let is_in_order = entries.is_sorted_by_key(|entry| entry.published.at)
        || entries.iter().rev().is_sorted_by_key(|entry| entry.published.at);
    let is_blog = entries.len() >= TIMED_MIN && is_in_order && held(&entries) * 2 > all;
    if is_blog { entries } else { Vec::new() }
}

/// The widest box around each moment that holds no other; a day alone is no moment.
fn around_times(tree: &Html) -> Vec<(ElementRef<'_>, Dated)> {
    let mut times = Vec::new();
    let mut held: BTreeMap<_, u32> = BTreeMap::new();
    for time in tree.select(&TIME).take(TIMES_MAX) {
        let value = time.value().attr("datetime").filter(|value| value.contains(':'));
        let Some(at) = value.and_then(moment) else { continue };
        time.ancestors().for_each(|around| *held.entry(around.id()).or_default() += 1);
        times.push((time, at.read(DatedFrom::TimeElement)));
    }
    let mut found = Vec::new();
    for (time, at) in times {
        let alone = time.ancestors().take_while(|around| held[&around.id()] == 1);
        found.extend(alone.filter_map(ElementRef::wrap).last().map(|widest| (widest, at)));
    }
    found
}

/// The text of a live blog: the chosen blocks and those of its entries in their order; entries of a page that shows none of them
/// follow. What stands in no entry has no time of its own.
pub(super) fn text(blocks: &Blocks, chosen: &[usize], entries: &[Entry]) -> (String, Vec<Posting>) {
    let of_block = owners(blocks, entries);
    let chosen: BTreeSet<usize> = chosen.iter().copied().collect();
    let mut out = Growing::default();
    let mut shown = BTreeSet::new();
    for (at, block) in blocks.blocks.iter().enumerate() {
        let owner = of_block.get(at).copied().flatten();
        if owner.is_none() && !chosen.contains(&at) {
            continue;
        }
        shown.extend(owner);
        out.push(&block.text, owner.map(|owner| entries[owner].published));
    }
    // Older entries of a blog of several pages stand in its data too, and no reader of this page sees them.
    if shown.len() < 2 {
        for (_, entry) in entries.iter().enumerate().filter(|(at, _)| !shown.contains(at)) {
            out.push(&entry.whole(), Some(entry.published));
        }
    }
    (out.text, out.postings)
}

/// For each block the entry that it is a part of; nothing where there is too much to compare. A block that two entries
/// share is the first one's.
fn owners(blocks: &Blocks, entries: &[Entry]) -> Vec<Option<usize>> {
    let bytes: usize = entries.iter().map(|entry| entry.bare.len()).sum();
    if bytes.saturating_mul(blocks.blocks.len()) > WORK_MAX {
        return Vec::new();
    }
    let owner = |text: &str| {
        let own = bare(text);
        own.chars().nth(TELLING)?;
        let holds =
            |entry: &Entry| memchr::memmem::find(entry.bare.as_bytes(), own.as_bytes()).is_some();
        entries.iter().position(holds)
    };
    blocks.blocks.iter().map(|block| owner(&block.text)).collect()
}

/// A text that grows by paragraphs, each perhaps with a time.
#[derive(Debug, Default)]
struct Growing {
    text: String,
    length: u32,
    postings: Vec<Posting>,
}

impl Growing {
    /// Adds a paragraph; one that follows another of the same time goes on with its entry.
    fn push(&mut self, paragraph: &str, published: Option<Dated>) {
        if !self.text.is_empty() {
            self.text.push_str("\n\n");
            self.length += 2;
        }
        let start = self.length;
        self.text.push_str(paragraph);
        self.length += u32::try_from(paragraph.chars().count()).unwrap_or(u32::MAX);
        let Some(published) = published else { return };
        match self.postings.last_mut() {
            Some(last) if last.published == published && last.span.end + 2 == start => {
                last.span.end = self.length;
            }
            _ => self.postings.push(Posting { span: Span::new(start, self.length), published }),
        }
    }
}
