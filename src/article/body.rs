//! Which text of a page is the article: two extractors of different make are asked for their opinion, and the page's own
//! blocks are judged by that and by what they are (`judge`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use scraper::Html;
use url::Url;

use super::block::{Blocks, blocks};
use super::furniture;
use super::judge::{self, Evidence, Opinions};
use super::live;
use super::metadata::Metadata;
use crate::model::Posting;
use crate::text::{guard, sparse};

/// A chosen text shorter than this, in characters, is doubted where the page names a longer one itself.
const SHORT: usize = 200;

/// Pages with more nodes are judged without the extractors, some of whose steps are quadratic. The largest of 258 real
/// news pages has about 20,000.
const ASKED_NODES_MAX: usize = 40_000;

/// Nor are those of so much nodes times depth: for each node some steps look at all that it stands in. The largest of the real pages
/// has about a quarter of it.
const ASKED_WORK_MAX: usize = 4_000_000;

/// A way to find the main text of a page. The answer is a piece of HTML, or nothing.
trait Extractor {
    fn main_html(&self, html: &str, url: Option<&Url>) -> Option<String>;
}

/// The port of Python's trafilatura: rules first.
#[derive(Debug)]
struct Trafilatura;

impl Extractor for Trafilatura {
    fn main_html(&self, html: &str, url: Option<&Url>) -> Option<String> {
        let mut options = trafilatura::Options::default()
            .with_fallback(false)
            .with_links(true)
            .with_exclude_comments(true)
            .with_html_date_mode(trafilatura::HtmlDateMode::Disabled);
        options.original_url = url.cloned();
        trafilatura::extract(html, &options).ok().map(|found| found.content_html)
    }
}

/// The port of Mozilla's Readability: scores first.
#[derive(Debug)]
struct Readability;

impl Extractor for Readability {
    fn main_html(&self, html: &str, url: Option<&Url>) -> Option<String> {
        libreadability::extract(html, url.map(Url::as_str)).ok().map(|found| found.content)
    }
}

/// The blocks that an extractor takes; a panic in it is "nothing found".
fn ask(extractor: &dyn Extractor, html: &str, url: Option<&Url>) -> Vec<String> {
    let found = catch_unwind(AssertUnwindSafe(|| extractor.main_html(html, url))).ok().flatten();
    let found =
        found.and_then(|html| guard::fragment(&html)).map(|html| blocks(&html)).unwrap_or_default();
    found.blocks.into_iter().map(|block| block.text).collect()
}

/// The main text, and the correction notice where there is one.
#[derive(Debug)]
pub(super) struct Body {
    /// Paragraphs divided by one empty line.
    pub(super) text: String,
    pub(super) correction: Option<String>,
    /// The entries of a live blog.
    pub(super) postings: Vec<Posting>,
    /// The paragraphs that stand apart from the others.
    pub(super) loose: Vec<usize>,
}

/// Reads the page's body; `page` is what the page says about itself.
pub(super) fn read(
    html: &str,
    size: guard::Size,
    tree: &Html,
    url: Option<&str>,
    page: &Metadata,
) -> Body {
    let blocks = blocks(tree);
    let opinions = opinions(html, size, url, page);
    let chosen = judge::chosen(&blocks, &opinions);
    written(&blocks, chosen, tree, page, opinions.told.as_str())
}

/// What the extractors and the page itself take for its main text.
fn opinions(html: &str, size: guard::Size, url: Option<&str>, page: &Metadata) -> Opinions {
    let url = url.and_then(|url| Url::parse(url).ok());
    let is_dear = size.nodes > ASKED_NODES_MAX || size.nodes * size.depth > ASKED_WORK_MAX;
    let html = if is_dear { String::new() } else { sparse(html) };
    let ask = |extractor: &dyn Extractor| {
        if is_dear { Vec::new() } else { ask(extractor, &html, url.as_ref()) }
    };
    Opinions {
        rules: ask(&Trafilatura),
        scores: ask(&Readability),
        told: page.body.clone().unwrap_or_default(),
    }
}

/// All that a page's blocks are judged by.
pub(super) fn evidence(
    html: &str,
    size: guard::Size,
    tree: &Html,
    url: Option<&str>,
    page: &Metadata,
) -> Evidence {
    Evidence::new(blocks(tree), opinions(html, size, url, page))
}

/// The body where the blocks that are the article's are known.
pub(super) fn given(blocks: &Blocks, tree: &Html, page: &Metadata) -> Body {
    written(blocks, (0..blocks.blocks.len()).collect(), tree, page, "")
}

fn written(
    blocks: &Blocks,
    mut chosen: Vec<usize>,
    tree: &Html,
    page: &Metadata,
    told: &str,
) -> Body {
    let correction = furniture::correction(blocks, judge::words());
    furniture::clear(blocks, &mut chosen, page, judge::words());
    let mut entries = live::entries(tree, page);
    if entries.is_empty() {
        entries = live::timed(tree, blocks, &chosen);
    }
    if entries.len() > 1 {
        let (text, postings) = live::text(blocks, &chosen, &entries);
        return Body { text, correction, postings, loose: Vec::new() };
    }
    match instead(blocks, &chosen, told) {
        Some(text) => Body { text, correction, postings: Vec::new(), loose: Vec::new() },
        None => Body {
            text: joined(blocks, &chosen),
            correction,
            postings: Vec::new(),
            loose: loose(blocks, &chosen),
        },
    }
}

/// Which of the chosen blocks are more link than text, or stand outside of the innermost box that holds half of the text.
fn loose(blocks: &Blocks, chosen: &[usize]) -> Vec<usize> {
    let length = |at: &usize| blocks.blocks[*at].text.len();
    let total: usize = chosen.iter().map(length).sum();
    let mut held = vec![0; blocks.places.len()];
    for at in chosen {
        blocks.around(*at).for_each(|place| held[place] += length(at));
    }
    // Places are numbered from the outside in.
    let core = held.iter().rposition(|held| held * 2 >= total);
    let is_loose = |at: usize| {
        let is_link = blocks.blocks[at].linked * 2 >= blocks.blocks[at].text.len();
        is_link || core.is_some_and(|core| !blocks.stands_in(at, core))
    };
    (0..chosen.len()).filter(|number| is_loose(chosen[*number])).collect()
}

fn joined(blocks: &Blocks, chosen: &[usize]) -> String {
    let lines: Vec<&str> = chosen.iter().map(|at| blocks.blocks[*at].text.as_str()).collect();
    lines.join("\n\n")
}

/// The text that the page names as its own, where the chosen blocks are hardly one.
fn instead(blocks: &Blocks, chosen: &[usize], told: &str) -> Option<String> {
    let text = joined(blocks, chosen);
    let longer = |least: usize| told.chars().nth(least).is_some();
    (text.chars().nth(SHORT).is_none() && longer(SHORT * 2)).then(|| paragraphs(told)).flatten()
}

/// The page's own plain text as paragraphs; `None` where it is markup that may become no tree.
pub(super) fn paragraphs(told: &str) -> Option<String> {
    let lines: Vec<String> = if told.contains("</") {
        blocks(&guard::fragment(told)?).blocks.into_iter().map(|block| block.text).collect()
    } else {
        told.lines().map(super::block::line).filter(|line| !line.is_empty()).collect()
    };
    Some(lines.join("\n\n"))
}
