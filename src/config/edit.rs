use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, value};

use super::{Config, ConfigError};
use crate::model::Outlet;

/// A config file being added to: comments, order and spacing of what stands in it are kept.
#[derive(Debug)]
pub struct Edit {
    path: PathBuf,
    document: DocumentMut,
    /// Closing it lets the next one in.
    _lock: fs::File,
}

/// A source to add to an event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NewSource {
    /// `None` for files that say for themselves whose report they are.
    pub outlet: Option<String>,
    /// The key that the config gives it: "page", "feed", "folder".
    pub kind: String,
    /// The address, as it is to be written.
    pub address: String,
    /// Where a file was saved from, and when (ISO 8601).
    pub url: Option<String>,
    pub saved: Option<String>,
    pub allow_private: bool,
}

/// Why the file cannot be changed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum EditError {
    #[error(transparent)]
    Config(#[from] ConfigError),
    #[error("`{}` cannot be written", .path.display())]
    Unwritable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },
    #[error("`{}` declares its events in a form that cannot be added to", .0.display())]
    Form(PathBuf),
}

impl EditError {
    /// What the user can do about it.
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Config(error) => error.remedy(),
            Self::Unwritable { .. } => {
                Some("make the file and its folder writable; nothing was changed".to_owned())
            }
            Self::Form(_) => Some(
                "write events as `[[event]]` and sources as `[[event.source]]`; nothing was changed"
                    .to_owned(),
            ),
        }
    }
}

/// What adding a source came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceEdit {
    Added,
    /// It was there; from now on it may lie in a private network.
    Opened,
    There,
}

impl Edit {
    /// Opens the file, once nobody else is adding to it; one that does not hold is refused, so that a fault of before is not
    /// blamed on the change.
    pub fn open(path: &Path) -> Result<Self, EditError> {
        let lock =
            lock(path).map_err(|source| EditError::Unwritable { path: path.to_owned(), source })?;
        Config::read(path)?;
        let text = fs::read_to_string(path)
            .map_err(|source| ConfigError::Unreadable { path: path.to_owned(), source })?;
        let document = text.parse().map_err(|_| EditError::Form(path.to_owned()))?;
        Ok(Self { path: path.to_owned(), document, _lock: lock })
    }

    pub fn add_outlet(&mut self, outlet: &Outlet) -> Result<(), EditError> {
        let mut table = Table::new();
        table["id"] = value(&outlet.id);
        table["name"] = value(outlet.label());
        if !outlet.domains.is_empty() {
            table["domains"] = value(outlet.domains.iter().collect::<Array>());
        }
        self.push("outlet", table)
    }

    pub fn add_event(&mut self, id: &str, title: &str, terms: &[String]) -> Result<(), EditError> {
        let mut table = Table::new();
        table["id"] = value(id);
        table["title"] = value(title);
        if !terms.is_empty() {
            table["terms"] = value(terms.iter().collect::<Array>());
        }
        self.push("event", table)
    }

    /// Adds a source to an event that is there, unless the event has that address already.
    pub fn add_source(&mut self, event: &str, source: &NewSource) -> Result<SourceEdit, EditError> {
        let path = self.path.clone();
        let form = || EditError::Form(path.clone());
        let event = self
            .list("event")?
            .iter_mut()
            .find(|table| table.get("id").and_then(Item::as_str) == Some(event))
            .ok_or_else(form)?;
        let sources = event.entry("source").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
        let sources = sources.as_array_of_tables_mut().ok_or_else(form)?;
        let there = sources
            .iter_mut()
            .find(|table| table.get(&source.kind).and_then(Item::as_str) == Some(&source.address));
        if let Some(there) = there {
            let opens = source.allow_private
                && there.get("allow_private").and_then(Item::as_bool) != Some(true);
            if opens {
                there["allow_private"] = value(true);
            }
            return Ok(if opens { SourceEdit::Opened } else { SourceEdit::There });
        }
        let mut table = Table::new();
        if let Some(outlet) = &source.outlet {
            table["outlet"] = value(outlet);
        }
        table[&source.kind] = value(&source.address);
        for (key, given) in [("url", &source.url), ("saved", &source.saved)] {
            if let Some(given) = given {
                table[key] = value(given);
            }
        }
        if source.allow_private {
            table["allow_private"] = value(true);
        }
        sources.push(table);
        Ok(SourceEdit::Added)
    }

    /// Writes the file in one step: a reader, or a power cut, sees the old one or the new one.
    pub fn save(self) -> Result<(), EditError> {
        let text = self.document.to_string();
        Config::parse(&text, &self.path)?;
        write_whole(&self.path, &text)
            .map_err(|source| EditError::Unwritable { path: self.path.clone(), source })
    }

    /// Comments at the file's end stay above what is added.
    fn push(&mut self, name: &str, mut table: Table) -> Result<(), EditError> {
        let end = self.document.trailing().as_str().unwrap_or_default().to_owned();
        self.list(name)?;
        if !end.trim().is_empty() {
            table.decor_mut().set_prefix(format!("{}\n\n", end.trim_end()));
            self.document.set_trailing("");
        }
        self.list(name)?.push(table);
        Ok(())
    }

    fn list(&mut self, name: &str) -> Result<&mut ArrayOfTables, EditError> {
        let path = &self.path;
        self.document
            .entry(name)
            .or_insert(Item::ArrayOfTables(ArrayOfTables::new()))
            .as_array_of_tables_mut()
            .ok_or_else(|| EditError::Form(path.clone()))
    }
}

/// Waits until nobody else adds to the config at `path`. The lock is on a file of its own, `config.toml.lock`, which stays: the
/// config itself is replaced at each change, and a lock on the old one would keep nobody out.
fn lock(path: &Path) -> io::Result<fs::File> {
    let mut name = fs::canonicalize(path)?.into_os_string();
    name.push(".lock");
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(name)?;
    file.lock()?;
    Ok(file)
}

/// Through a file beside it that takes its place; a link stays a link, and its target is replaced.
fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let mut name = path.clone().into_os_string();
    name.push(".new");
    let beside = PathBuf::from(name);
    let written = (|| {
        let mut file =
            fs::OpenOptions::new().write(true).create(true).truncate(true).open(&beside)?;
        file.write_all(text.as_bytes())?;
        file.set_permissions(fs::metadata(&path)?.permissions())?;
        file.sync_all()?;
        fs::rename(&beside, &path)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written
}
