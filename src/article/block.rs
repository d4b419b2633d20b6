//! A tree as blocks of text: what a reader sees between two line breaks, with what is known about where it stands.

use scraper::node::{Element, Node};
use scraper::{ElementRef, Html};

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Heading,
    Paragraph,
    Item,
    /// A row of a table of data.
    Row,
    Quote,
    /// The description under a picture or a film.
    Caption,
}

/// A block of text in a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    pub(super) kind: Kind,
    /// One line, single spaces.
    pub(super) text: String,
    /// How many of the text's bytes stand in links.
    pub(super) linked: usize,
    /// The names of the elements that hold it, outermost first, with their classes and ids: what `place` judges by.
    pub(super) place: usize,
}

impl Blocks {
    /// The places that the block stands in, innermost first.
    pub(super) fn around(&self, block: usize) -> impl Iterator<Item = usize> {
        let first = Some(self.blocks[block].place).filter(|own| *own < self.places.len());
        std::iter::successors(first, |own| self.places[*own].parent)
    }

    /// Whether the block stands in the place, at any depth.
    pub(super) fn stands_in(&self, block: usize, place: usize) -> bool {
        self.around(block).any(|own| own == place)
    }
}

/// An element that holds blocks: its parent, and its class, id and role in one string.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) parent: Option<usize>,
    pub(super) tag: String,
    /// Class, id, role and similar attributes in lower case, divided by spaces.
    pub(super) words: String,
}

/// A page's blocks in order, and the places they stand in.
#[derive(Debug, Clone, Default)]
pub(super) struct Blocks {
    pub(super) blocks: Vec<Block>,
    pub(super) places: Vec<Place>,
}

/// Elements whose text no reader sees, or that is no prose.
const UNSEEN: &[&str] = &[
    "script", "style", "noscript", "template", "head", "iframe", "svg", "math", "button", "select",
    "textarea", "input", "object", "embed", "audio", "video", "canvas", "map", "dialog",
];

/// Elements that stand in a line of text.
const INLINE: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "b",
    "bdi",
    "bdo",
    "big",
    "cite",
    "code",
    "data",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "mark",
    "nobr",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "time",
    "tt",
    "u",
    "var",
    "wbr",
    "amp-fit-text",
];

/// The blocks of a page.
pub(super) fn blocks(html: &Html) -> Blocks {
    let mut walk = Walk::default();
    walk.element(html.root_element(), None, 0);
    walk.flush(0);
    walk.blocks
}

/// The blocks of some elements of a page, in the order given; one inside another counts once.
pub(super) fn blocks_of(elements: &[ElementRef<'_>]) -> Blocks {
    let mut walk = Walk::default();
    for element in elements {
        let is_inside =
            |outer: &ElementRef<'_>| element.ancestors().any(|it| it.id() == outer.id());
        if !elements.iter().any(is_inside) {
            walk.element(*element, None, 0);
            walk.flush(0);
        }
    }
    walk.blocks
}

/// How deep a tree is followed; the guard lets no page reach it.
const DEPTH_MAX: usize = 1_024;

#[derive(Debug, Default)]
struct Walk {
    blocks: Blocks,
    text: String,
    linked: usize,
    in_link: usize,
    kinds: Vec<Kind>,
}

impl Walk {
    fn element(&mut self, element: ElementRef<'_>, parent: Option<usize>, depth: usize) {
        let value = element.value();
        let name = value.name();
        if UNSEEN.contains(&name) || hidden(value) || depth > DEPTH_MAX {
            return;
        }
        if name == "br" {
            self.line_break(parent.unwrap_or(0));
            return;
        }
        if matches!(name, "td" | "th") && !holds_blocks(element) {
            // The cells of a row of data make one line.
            self.text.push(' ');
            self.children(element, parent, depth);
            self.text.push(' ');
            return;
        }
        if (INLINE.contains(&name) || in_line(element)) && !holds_blocks(element) {
            let link = name == "a";
            self.in_link += usize::from(link);
            self.children(element, parent, depth);
            self.in_link -= usize::from(link);
            return;
        }
        self.flush(parent.unwrap_or(0));
        let place = self.blocks.places.len();
        self.blocks.places.push(Place { parent, tag: name.to_owned(), words: words(value) });
        let kind = kind(name);
        self.kinds.extend(kind);
        let link = name == "a";
        self.in_link += usize::from(link);
        self.children(element, Some(place), depth);
        self.flush(place);
        self.in_link -= usize::from(link);
        if kind.is_some() {
            self.kinds.pop();
        }
    }

    fn children(&mut self, element: ElementRef<'_>, place: Option<usize>, depth: usize) {
        for child in element.children() {
            match child.value() {
                Node::Text(text) => self.push(text),
                Node::Element(_) => {
                    if let Some(child) = ElementRef::wrap(child) {
                        self.element(child, place, depth + 1);
                    }
                }
                _ => {}
            }
        }
    }

    fn push(&mut self, text: &str) {
        if self.in_link > 0 {
            self.linked += text.split_whitespace().map(str::len).sum::<usize>();
        }
        self.text.push_str(text);
    }

    /// Two breaks in a row end a paragraph, one is a space.
    fn line_break(&mut self, place: usize) {
        if self.text.ends_with('\n') && !self.text.trim().is_empty() {
            self.flush(place);
        } else {
            self.text.push('\n');
        }
    }

    fn flush(&mut self, place: usize) {
        let text = line(&self.text);
        if !text.is_empty() {
            let kind = self.kinds.last().copied().unwrap_or(Kind::Paragraph);
            let linked = self.linked.min(text.len());
            self.blocks.blocks.push(Block { kind, text, linked, place });
        }
        self.text.clear();
        self.linked = 0;
    }
}

/// One line with single spaces; soft hyphens and zero-width characters left out.
pub(super) fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut space = false;
    for c in text.chars() {
        if c.is_whitespace() {
            space = !out.is_empty();
        } else if !matches!(c, '\u{ad}' | '\u{200b}' | '\u{feff}' | '\u{2060}') && !c.is_control() {
            if std::mem::take(&mut space) {
                out.push(' ');
            }
            out.push(c);
        }
    }
    out
}

fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => Kind::Heading,
        "p" => Kind::Paragraph,
        "li" | "dd" | "dt" => Kind::Item,
        "tr" | "td" | "th" => Kind::Row,
        "blockquote" => Kind::Quote,
        "figure" | "figcaption" | "caption" => Kind::Caption,
        _ => return None,
    })
}

/// Whether an element of a site's own (`x-footnote`) stands in a line of text: browsers show it there unless told otherwise, so
/// it ends no paragraph.
fn in_line(element: ElementRef<'_>) -> bool {
    let is_own = element.value().name().contains('-');
    let holder = element.parent().and_then(ElementRef::wrap).map(|holder| holder.value().name());
    is_own
        && holder.is_some_and(|name| name == "p" || INLINE.contains(&name) || LINES.contains(&name))
}

/// Elements that hold a line or a paragraph, and seldom boxes.
const LINES: &[&str] =
    &["h1", "h2", "h3", "h4", "h5", "h6", "li", "dd", "dt", "td", "th", "figcaption"];

/// Whether an inline element is used as a box: a link around a card of headings.
fn holds_blocks(element: ElementRef<'_>) -> bool {
    element.child_elements().any(|child| {
        let name = child.value().name();
        !INLINE.contains(&name)
            && !name.contains('-')
            && !UNSEEN.contains(&name)
            && !matches!(name, "br" | "img" | "picture")
    })
}

fn hidden(element: &Element) -> bool {
    let style = || {
        element.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect();
            style.to_ascii_lowercase().contains("display:none")
        })
    };
    element.attr("hidden").is_some() || element.attr("aria-hidden") == Some("true") || style()
}

/// The attributes that say what an element is for.
fn words(element: &Element) -> String {
    let names = ["class", "id", "role", "itemprop", "data-component", "data-testid", "aria-label"];
    let mut out = String::new();
    for value in names.iter().filter_map(|name| element.attr(name)) {
        out.push(' ');
        out.push_str(&value.to_lowercase());
    }
    out.push(' ');
    out
}
