//! Which text of a page is the article. Two extractors of different make are asked, a page-by-page choice is made, and
//! what a newsroom would not call its text is taken out of the winner.

use std::panic::{AssertUnwindSafe, catch_unwind};

use scraper::Html;

use super::block::{Blocks, blocks};

/// A way to find the main text of a page. The answer is a piece of HTML, or nothing.
trait Extractor {
    fn main_html(&self, html: &str, url: Option<&str>) -> Option<String>;
}

/// The port of Python's trafilatura: rules first.
#[derive(Debug)]
struct Trafilatura;

impl Extractor for Trafilatura {
    fn main_html(&self, html: &str, url: Option<&str>) -> Option<String> {
        let mut options = trafilatura::Options::default()
            .with_fallback(true)
            .with_links(true)
            .with_exclude_comments(true);
        options.original_url = url.and_then(|url| url::Url::parse(url).ok());
        trafilatura::extract(html, &options).ok().map(|found| found.content_html)
    }
}

/// The port of Mozilla's Readability: scores first.
#[derive(Debug)]
struct Readability;

impl Extractor for Readability {
    fn main_html(&self, html: &str, url: Option<&str>) -> Option<String> {
        libreadability::extract(html, url).ok().map(|found| found.content)
    }
}

/// Asks an extractor; a panic in it is "nothing found".
fn ask(extractor: &dyn Extractor, html: &str, url: Option<&str>) -> Blocks {
    let found = catch_unwind(AssertUnwindSafe(|| extractor.main_html(html, url))).ok().flatten();
    found.map(|html| blocks(&Html::parse_fragment(&html))).unwrap_or_default()
}

/// The main text: paragraphs divided by one empty line.
pub(super) fn text(html: &str, url: Option<&str>) -> String {
    let mut found = ask(&Trafilatura, html, url);
    if found.blocks.is_empty() {
        found = ask(&Readability, html, url);
    }
    let lines: Vec<String> = found.blocks.into_iter().map(|block| block.text).collect();
    lines.join("\n\n")
}
