//! A page read as its outlet's layout says: by selectors that the desk wrote down.

use scraper::{ElementRef, Html, Selector};

use super::block::{Blocks, blocks_of};
use super::byline;
use super::date::moment;
use super::metadata::{Metadata, split_names, text_of};
use crate::model::{Dated, DatedFrom, Layout};

/// Whether a text is a selector; the error says what is wrong with it.
pub fn check(text: &str) -> Result<(), String> {
    let parsed = Selector::parse(text);
    parsed.map(|_| ()).map_err(|error| format!("`{text}` is no CSS selector: {error}"))
}

/// What a layout found, and which of its fields found nothing.
#[derive(Debug, Default)]
pub(super) struct Laid {
    pub(super) body: Option<Blocks>,
    pub(super) missed: Vec<&'static str>,
}

/// Takes out of the page what the layout says is no part of a report.
pub(super) fn clear(html: &mut Html, layout: &Layout) {
    for selector in layout.drop.iter().filter_map(|text| Selector::parse(text).ok()) {
        let found: Vec<_> = html.select(&selector).map(|element| element.id()).collect();
        for id in found {
            if let Some(mut node) = html.tree.get_mut(id) {
                node.detach();
            }
        }
    }
}

/// Reads what the layout names. What it finds takes the place of what the page says of itself.
pub(super) fn apply(html: &Html, layout: &Layout, page: &mut Metadata) -> Laid {
    let mut laid = Laid::default();
    let found = |selector: &str| -> Vec<ElementRef<'_>> {
        let selector = Selector::parse(selector).ok();
        let found = selector.iter().flat_map(|it| html.select(it)).filter(says_something);
        found.collect()
    };
    if let Some(selector) = &layout.body {
        let body = Some(blocks_of(&found(selector))).filter(|body| !body.blocks.is_empty());
        laid.missed.extend(body.is_none().then_some("body"));
        laid.body = body;
    }
    if let Some(selector) = &layout.title {
        match found(selector).first() {
            Some(element) => page.title = Some(text_of(*element)),
            None => laid.missed.push("title"),
        }
    }
    if let Some(selector) = &layout.authors {
        let names = found(selector).into_iter().map(text_of);
        let names: Vec<String> = names.flat_map(|names| split_names(&names)).collect();
        laid.missed.extend(names.is_empty().then_some("authors"));
        if !names.is_empty() {
            page.authors = names;
        }
    }
    for (field, selector, dated) in [
        ("published", &layout.published, &mut page.published),
        ("modified", &layout.modified, &mut page.modified),
    ] {
        let Some(selector) = selector else { continue };
        match found(selector).into_iter().find_map(time) {
            Some(found) => *dated = Some(found),
            None => laid.missed.push(field),
        }
    }
    laid
}

/// An element with a text, or a `meta` or `time` with a value.
fn says_something(element: &ElementRef<'_>) -> bool {
    value(*element).is_some() || element.text().any(|text| !text.trim().is_empty())
}

fn value(element: ElementRef<'_>) -> Option<&str> {
    element.value().attr("datetime").or(element.value().attr("content"))
}

/// The time that an element tells, to machines or to readers.
fn time(element: ElementRef<'_>) -> Option<Dated> {
    let told = value(element).and_then(moment).map(|found| found.read(DatedFrom::TimeElement));
    told.or_else(|| {
        let text = text_of(element);
        let found = moment(&text).or_else(|| byline::date(&text))?;
        Some(found.read(DatedFrom::Byline))
    })
}
