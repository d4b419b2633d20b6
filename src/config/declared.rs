use std::path::PathBuf;

use crate::model::{Event, Timestamp};
use crate::schedule::{Cron, Hours, Zone};

/// An event and where to look for reports of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DeclaredEvent {
    pub event: Event,
    /// In the file's order.
    pub sources: Vec<Source>,
    /// When to look, where it is not when `[watch]` says.
    pub schedule: Option<Cron>,
    pub time_zone: Option<Zone>,
    pub active: Option<Hours>,
}

/// Where to look for reports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// A declared outlet's id; `None` for files that say for themselves whose report they are.
    pub outlet: Option<String>,
    pub address: Address,
    /// Whether the address may lie in a private network.
    pub allow_private: bool,
    /// When to look, where it is not when its event is looked at.
    pub schedule: Option<Cron>,
}

/// What a source points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    Page(String),
    Feed(String),
    /// A sitemap, or an index of sitemaps.
    Sitemap(String),
    /// A page of links to reports.
    Section(String),
    /// Saved pages, and those that are saved there later.
    Folder {
        /// As the file system finds it.
        path: PathBuf,
        /// As the config writes it.
        written: String,
    },
    /// A page, a WARC or JSON lines.
    File {
        /// As the file system finds it.
        path: PathBuf,
        /// As the config writes it: the name that stays the same on another machine.
        written: String,
        /// Where the page was saved from.
        url: Option<String>,
        /// When it was saved.
        saved: Option<Timestamp>,
    },
}

impl Address {
    /// The kind's key in the config.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Page(_) => "page",
            Self::Feed(_) => "feed",
            Self::Sitemap(_) => "sitemap",
            Self::Section(_) => "section",
            Self::Folder { .. } => "folder",
            Self::File { .. } => "file",
        }
    }

    /// The address as the config writes it.
    pub fn written(&self) -> &str {
        match self {
            Self::Page(url) | Self::Feed(url) | Self::Sitemap(url) | Self::Section(url) => url,
            Self::File { written, .. } | Self::Folder { written, .. } => written,
        }
    }
}
