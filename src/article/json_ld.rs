//! What a page says about itself in schema.org's words.

use scraper::{Html, Selector};
use serde_json::{Map, Value};
use std::sync::LazyLock;

static SCRIPTS: LazyLock<Selector> = LazyLock::new(|| {
    Selector::parse("script[type*='ld+json']").expect("the selector is a constant that parses")
});

/// Nodes beyond this many are not looked at.
const NODES_MAX: usize = 2_000;

/// The types that are an article, best first.
const ARTICLE: &[&str] = &[
    "NewsArticle",
    "ReportageNewsArticle",
    "LiveBlogPosting",
    "BackgroundNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "ReviewNewsArticle",
    "AskPublicNewsArticle",
    "Article",
    "BlogPosting",
    "SocialMediaPosting",
    "Report",
    "TechArticle",
    "ScholarlyArticle",
    "MedicalWebPage",
    "VideoObject",
    "WebPage",
    "ItemPage",
    "CreativeWork",
];

/// The node that is the page's article.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct JsonLd {
    pub(super) headline: Option<String>,
    pub(super) authors: Vec<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) language: Option<String>,
    pub(super) body: Option<String>,
    /// `isAccessibleForFree: false`: the page shows a part only.
    pub(super) paywalled: bool,
    /// The entries of a live blog.
    pub(super) updates: Vec<Update>,
}

/// An entry of a live blog, as the page's data tells it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) headline: Option<String>,
    pub(super) body: String,
    pub(super) published: Option<String>,
}

/// Entries beyond this many are not looked at.
const UPDATES_MAX: usize = 1_000;

/// Reads every block of JSON-LD; one that cannot be read is passed over.
pub(super) fn read(html: &Html) -> JsonLd {
    let mut blocks = Vec::new();
    for script in html.select(&SCRIPTS) {
        let text: String = script.text().collect();
        blocks.extend(parse(&text));
    }
    let mut nodes = Vec::new();
    for block in &blocks {
        collect(block, &mut nodes, 0);
    }
    let rank = |node: &Map<String, Value>| {
        let kinds = strings(node.get("@type"));
        ARTICLE.iter().position(|kind| kinds.iter().any(|own| own.rsplit('/').next() == Some(kind)))
    };
    let mut ranked: Vec<_> = nodes.iter().filter_map(|node| Some((rank(node)?, *node))).collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    let Some((_, main)) = ranked.first() else { return JsonLd::default() };
    let mut found = JsonLd {
        headline: string(main, &["headline"]).or_else(|| string(main, &["name"])),
        authors: names(main.get("author"), &nodes),
        published: string(main, &["datePublished"]),
        modified: string(main, &["dateModified"]),
        publisher: names(main.get("publisher"), &nodes).into_iter().next(),
        language: string(main, &["inLanguage"]),
        body: string(main, &["articleBody"]),
        paywalled: is_false(main.get("isAccessibleForFree")),
        updates: ranked
            .iter()
            .map(|(_, node)| updates(node))
            .find(|all| !all.is_empty())
            .unwrap_or_default(),
    };
    if found.authors.is_empty() {
        found.authors = names(main.get("creator"), &nodes);
    }
    for (_, other) in &ranked[1..] {
        found.published = found.published.or_else(|| string(other, &["datePublished"]));
        found.modified = found.modified.or_else(|| string(other, &["dateModified"]));
    }
    found
}

/// The value, also where a line break stands bare in a string or a comment or semicolon around it.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim().trim_start_matches("<!--").trim_end_matches("-->");
    let text = text.trim().trim_start_matches("<![CDATA[").trim_start_matches("//<![CDATA[");
    let text = text.trim_end_matches(';').trim_end_matches("//]]>").trim_end_matches("]]>").trim();
    serde_json::from_str(text).ok().or_else(|| {
        let cleaned: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        // A trailing word after a whole value is what is left over from a template.
        serde_json::Deserializer::from_str(&cleaned).into_iter().next()?.ok()
    })
}

/// Every object of a block, the block's own first. JSON deeper than serde_json's own bound was refused already.
fn collect<'a>(value: &'a Value, nodes: &mut Vec<&'a Map<String, Value>>, depth: usize) {
    if nodes.len() >= NODES_MAX {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| collect(value, nodes, depth)),
        Value::Object(object) => {
            nodes.push(object);
            if depth < 4 {
                let inner = object.iter().filter(|(key, _)| {
                    matches!(
                        key.as_str(),
                        "@graph" | "mainEntity" | "mainEntityOfPage" | "author" | "publisher"
                    )
                });
                inner.for_each(|(_, value)| collect(value, nodes, depth + 1));
            }
        }
        _ => {}
    }
}

fn strings(value: Option<&Value>) -> Vec<&str> {
    match value {
        Some(Value::String(text)) => vec![text],
        Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn string(node: &Map<String, Value>, keys: &[&str]) -> Option<String> {
    keys.iter().find_map(|key| {
        let value = match node.get(*key)? {
            Value::Array(values) => values.first()?,
            value => value,
        };
        let text = match value {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty()).then_some(text)
    })
}

/// The names in an author or a publisher: a string, an object, a list of either, or a reference to another node.
fn names(value: Option<&Value>, nodes: &[&Map<String, Value>]) -> Vec<String> {
    match value {
        Some(Value::String(text)) if !text.starts_with("http") => vec![text.trim().to_owned()],
        Some(Value::Array(values)) => {
            values.iter().flat_map(|value| names(Some(value), nodes)).collect()
        }
        Some(Value::Object(object)) => {
            let own = object.get("name");
            let referred = || {
                let id = object.get("@id")?;
                nodes.iter().find(|node| node.get("@id") == Some(id) && node.contains_key("name"))
            };
            match own.or_else(|| referred()?.get("name")) {
                Some(Value::String(text)) => vec![text.trim().to_owned()],
                Some(Value::Array(values)) => values
                    .iter()
                    .filter_map(Value::as_str)
                    .map(|name| name.trim().to_owned())
                    .collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}

/// The entries of a live blog that say something.
fn updates(node: &Map<String, Value>) -> Vec<Update> {
    let Some(Value::Array(all)) = node.get("liveBlogUpdate") else { return Vec::new() };
    let told = all.iter().take(UPDATES_MAX).filter_map(Value::as_object).filter_map(|update| {
        Some(Update {
            body: string(update, &["articleBody", "text", "description"])?,
            headline: string(update, &["headline", "name"]),
            published: string(update, &["datePublished", "dateCreated", "dateModified"]),
        })
    });
    told.collect()
}

fn is_false(value: Option<&Value>) -> bool {
    match value {
        Some(Value::Bool(value)) => !value,
        Some(Value::String(text)) => text.eq_ignore_ascii_case("false"),
        _ => false,
    }
}
