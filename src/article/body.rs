//! Which text of a page is the article: two extractors of different make are asked for their opinion, and the page's own
//! blocks are judged by that and by what they are (`judge`).

use std::panic::{AssertUnwindSafe, catch_unwind};

use scraper::Html;
use url::Url;

use super::block::{Blocks, blocks};
use super::furniture;
use super::judge::{self, Opinions};
use super::live;
use super::metadata::Metadata;
use crate::model::Posting;
use crate::text::guard;

/// A chosen text shorter than this, in characters, is doubted where the page names a longer one itself.
const SHORT: usize = 200;

/// Pages with more nodes are judged without the extractors, some of whose steps are quadratic. The largest of 258 real
/// news pages has about 20,000.
const ASKED_NODES_MAX: usize = 40_000;

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
            .with_exclude_comments(true);
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
}

/// Reads the page's body; `page` is what the page says about itself.
pub(super) fn read(
    html: &str,
    nodes: usize,
    tree: &Html,
    url: Option<&str>,
    page: &Metadata,
) -> Body {
    let blocks = blocks(tree);
    let correction = furniture::correction(&blocks, judge::words());
    let url = url.and_then(|url| Url::parse(url).ok());
    let ask = |extractor: &dyn Extractor| {
        if nodes > ASKED_NODES_MAX { Vec::new() } else { ask(extractor, html, url.as_ref()) }
    };
    let opinions = Opinions {
        rules: ask(&Trafilatura),
        scores: ask(&Readability),
        told: page.body.clone().unwrap_or_default(),
    };
    let mut chosen = judge::chosen(&blocks, &opinions);
    furniture::clear(&blocks, &mut chosen, page, judge::words());
    let entries = live::entries(tree, page);
    let (text, postings) = match entries.as_slice() {
        [] | [_] => (text(&blocks, &chosen, &opinions), Vec::new()),
        entries => live::text(&blocks, &chosen, entries),
    };
    Body { text, correction, postings }
}

fn text(blocks: &Blocks, chosen: &[usize], opinions: &Opinions) -> String {
    let told = opinions.told.as_str();
    let lines: Vec<&str> = chosen.iter().map(|at| blocks.blocks[*at].text.as_str()).collect();
    let text = lines.join("\n\n");
    let longer = |least: usize| told.chars().nth(least).is_some();
    let told = (text.chars().nth(SHORT).is_none() && longer(SHORT * 2)).then(|| paragraphs(told));
    told.flatten().unwrap_or(text)
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
