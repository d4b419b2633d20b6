//! Pages to articles.

use crate::model::{Article, Diagnostic};

/// What a page says: its main text and what it says about itself. `url` is where the page was found.
pub fn article(_html: &str, _url: Option<&str>) -> (Article, Vec<Diagnostic>) {
    (Article::default(), Vec::new())
}
