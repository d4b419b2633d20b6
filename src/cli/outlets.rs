//! A file of `[[outlet]]` tables, for the filters: they read no config.

use std::path::Path;

use anyhow::{Context as _, anyhow};
use serde::Deserialize;

use super::printer::Hint;
use crate::article::check_selector;
use crate::model::{Layout, Outlet};

/// The part of a config file that a filter reads; the rest is left to others.
#[derive(Debug, Deserialize)]
struct File {
    #[serde(default)]
    outlet: Vec<Outlet>,
}

/// The outlets of the file; none where no file is named.
#[expect(clippy::disallowed_methods, reason = "the cli reads the files its user names")]
pub(super) fn read(path: Option<&Path>) -> anyhow::Result<Vec<Outlet>> {
    let Some(path) = path else { return Ok(Vec::new()) };
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("`{}` cannot be read", path.display()))
        .hint("give a TOML file with `[[outlet]]` tables, as in config.toml")?;
    let file: File = toml::from_str(&text)
        .with_context(|| format!("`{}` is no list of outlets", path.display()))
        .hint(
            "each `[[outlet]]` has an `id`, and may have name, domains, country, owner, kind and layouts",
        )?;
    for outlet in &file.outlet {
        for text in outlet.layouts.iter().flat_map(selectors) {
            check_selector(text)
                .map_err(|error| anyhow!("a layout of `{}` cannot be used: {error}", outlet.id))
                .hint("a selector is written as in a style sheet: `article .story-body`")?;
        }
    }
    Ok(file.outlet)
}

/// All selectors of a layout.
fn selectors(layout: &Layout) -> impl Iterator<Item = &str> {
    let Layout { body, drop, title, authors, published, modified, .. } = layout;
    let single = [body, title, authors, published, modified].into_iter().flatten();
    single.chain(drop).map(String::as_str)
}
