//! The words a filter works with: the built-in ones, with a directory's files laid over them.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;

use super::printer::Hint;
use crate::lexicon::{Lexicon, LexiconError};

/// The built-in data; with `over`, its `.toml` files take the place of those of the same path.
#[expect(clippy::disallowed_methods, reason = "the command line is where files are read")]
pub(super) fn load(over: Option<&Path>) -> anyhow::Result<Lexicon> {
    let Some(over) = over else { return Ok(Lexicon::embedded()) };
    let mut files = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = over.join(&folder);
        let entries = fs::read_dir(&path)
            .with_context(|| format!("the data directory `{}` cannot be read", path.display()))
            .hint("`--data` takes a directory laid out like the project's data/")?;
        for entry in entries {
            let entry = entry?;
            let below = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(below);
            } else if below.extension().is_some_and(|end| end == "toml") {
                let text = fs::read_to_string(entry.path())
                    .with_context(|| format!("`{}` cannot be read", entry.path().display()))?;
                files.push((below.to_string_lossy().replace('\\', "/"), text));
            }
        }
    }
    files.sort();
    let loaded = Lexicon::overlaid(&files);
    let remedy = loaded.as_ref().err().map(LexiconError::remedy).unwrap_or_default();
    loaded.with_context(|| format!("the words in `{}` cannot be used", over.display())).hint(remedy)
}
