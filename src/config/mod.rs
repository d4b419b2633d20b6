//! What the desk wants: `config.toml`, `CLAIMS_*` and flags, laid over the defaults, each value with its origin.
//!
//! A flag outranks the environment, that outranks the file, and the file the default. Every key is one entry of
//! [`keys::KEYS`]; the shipped `config.toml` lists them all, and a test holds the two together.
#![expect(clippy::disallowed_methods, reason = "reading the config file is this module's duty")]

mod alerting;
mod channels;
mod declared;
mod difference;
mod edit;
mod error;
mod file;
mod keys;
mod layouts;
mod place;
mod slot;
mod watching;

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub use alerting::{Alerting, Channel, Input, Kinds, Mail, Privacy, Secret, Thresholds, Way};
pub use declared::{Address, DeclaredEvent, Source};
pub use edit::{Edit, EditError, NewSource, SourceEdit};
pub use error::{ConfigError, Problem, nearest};
pub use keys::{Fetching, KEYS, Key, Reconciling, Reporting, Settings, Storing, policy_name};
pub use watching::Watching;

/// The config.toml that `claims init` writes: every key, commented, at its default, and an event to fill in.
pub fn template() -> String {
    let shipped = include_str!("../../config.toml");
    let keys = shipped.split_once(MARK).map_or(shipped, |(keys, _)| keys);
    format!("{keys}{}", include_str!("example.toml"))
}

/// Where the shipped file's keys end and its events begin.
const MARK: &str = "# ---- what to follow";

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    Default,
    File { path: PathBuf, line: usize },
    Environment(&'static str),
    Flag(&'static str),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Default => f.write_str("default"),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Environment(name) | Self::Flag(name) => f.write_str(name),
        }
    }
}

/// What the caller says about where to look.
#[derive(Debug, Clone, Default)]
pub struct Given {
    /// `--config FILE`.
    pub config: Option<PathBuf>,
    /// `--store FILE`.
    pub store: Option<PathBuf>,
}

/// The settings in effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Config {
    pub settings: Settings,
    /// Who publishes, in the file's order.
    pub outlets: Vec<crate::model::Outlet>,
    /// What is followed, in the file's order.
    pub events: Vec<DeclaredEvent>,
    /// Where alerts go, in the file's order.
    pub channels: Vec<Channel>,
    /// The file that was read; `None` where there is none.
    pub path: Option<PathBuf>,
    /// Of each key that is not at its default.
    origins: BTreeMap<&'static str, Origin>,
}

impl Config {
    /// Reads the file in its place, then the environment through `variable`, then what was `given`. No file at all is no
    /// error: every key has a default.
    pub fn load(
        given: &Given,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, ConfigError> {
        let place = place::of_config(given, variable)?;
        let mut config = match &place {
            Some(place) => Self::read(&place.path)?,
            None => Self::default(),
        };
        for key in KEYS {
            if let Some(text) = variable(key.variable) {
                (key.slot)(&mut config.settings)
                    .set_text(&text)
                    .map_err(|message| ConfigError::Variable { name: key.variable, message })?;
                config.origins.insert(key.name, Origin::Environment(key.variable));
            }
        }
        if let Some(store) = &given.store {
            config.settings.store.path.clone_from(store);
            config.origins.insert("store.path", Origin::Flag("--store"));
        }
        config.settle(place.as_ref(), variable);
        Ok(config)
    }

    /// A path of the file is relative to the file. The one config in the home folder keeps its data in the data folder and
    /// writes reports where one works. A path that was typed is relative to where it was typed.
    fn settle(&mut self, place: Option<&place::Place>, variable: &dyn Fn(&str) -> Option<String>) {
        let (data, reports) = match place {
            Some(place) if !place.is_home => (place.folder(), place.folder()),
            _ => (place::data_folder(variable).unwrap_or_default(), PathBuf::new()),
        };
        let is_ours = |origin: &Origin| matches!(origin, Origin::Default | Origin::File { .. });
        if is_ours(self.origin("store.path")) {
            self.settings.store.path = data.join(&self.settings.store.path);
        }
        if is_ours(self.origin("watch.metrics_file"))
            && let Some(metrics) = &mut self.settings.watch.metrics_file
        {
            *metrics = data.join(&metrics);
        }
        if is_ours(self.origin("report.out")) {
            self.settings.report.out = reports.join(&self.settings.report.out);
        }
    }

    /// Reads one file; the environment has no say.
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = fs::read_to_string(path).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ConfigError::Missing(path.to_owned()),
            _ => ConfigError::Unreadable { path: path.to_owned(), source },
        })?;
        Self::parse(&text, path)
    }

    /// Reads the text of the file at `path`. Every problem is found, not the first only.
    pub fn parse(text: &str, path: &Path) -> Result<Self, ConfigError> {
        file::parse(text, path)
    }

    /// Where the value of a key comes from.
    pub fn origin(&self, key: &str) -> &Origin {
        self.origins.get(key).unwrap_or(&Origin::Default)
    }

    /// The event of that id.
    pub fn event(&self, id: &str) -> Option<&DeclaredEvent> {
        self.events.iter().find(|declared| declared.event.id == id)
    }

    /// The events asked for, or all of them where none is named.
    pub fn chosen(&self, ids: &[String]) -> Result<Vec<&DeclaredEvent>, ConfigError> {
        if ids.is_empty() {
            return Ok(self.events.iter().collect());
        }
        let mut chosen = Vec::new();
        for id in ids {
            let event = self.event(id).ok_or_else(|| self.unknown_event(id))?;
            if !chosen.iter().any(|known: &&DeclaredEvent| known.event.id == *id) {
                chosen.push(event);
            }
        }
        Ok(chosen)
    }

    /// The error for an event that nobody declared.
    pub fn unknown_event(&self, id: &str) -> ConfigError {
        let known: Vec<&str> =
            self.events.iter().map(|declared| declared.event.id.as_str()).collect();
        ConfigError::UnknownEvent {
            id: id.to_owned(),
            path: self.path.clone(),
            nearest: nearest(id, known.iter().copied()).map(ToOwned::to_owned),
            known: known.into_iter().map(ToOwned::to_owned).collect(),
        }
    }
}
