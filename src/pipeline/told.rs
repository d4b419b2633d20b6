use super::health::Health;
use crate::store::Added;

/// What happens in a run, as it happens.
#[derive(Debug, Clone, Copy)]
pub enum Progress<'a> {
    /// So many addresses are known by now; feeds add theirs when they are read.
    Planned { addresses: usize },
    /// An address was read, or failed.
    Done { addresses: usize, url: &'a str },
    /// A source is through.
    Source(&'a SourceSummary),
    /// The claims of an event are being compared.
    Reconciling { event: &'a str },
}

/// What stands in the outlet's place for a source whose pages are of several.
pub const SEVERAL: &str = "(several)";

/// How one source fared in a run.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct SourceSummary {
    pub event: String,
    /// Whose reports it gives; `None` where each says so for itself.
    pub outlet: Option<String>,
    /// "page", "feed", "sitemap", "section", "file" or "folder".
    pub kind: String,
    pub address: String,
    /// The typed outcome of the source itself ("ok", "not_modified", "timeout_body").
    pub outcome: String,
    /// Whether the source gave what it should, and so did the pages that a feed led to.
    pub good: bool,
    pub message: Option<String>,
    pub hint: Option<String>,
    /// Where it has moved for good, as its server says.
    pub moved_to: Option<String>,
    /// Of the bodies that came, decompressed.
    pub bytes: u64,
    /// The pages that a list led to, or that a collection holds.
    pub entries: u32,
    pub new_articles: u32,
    pub new_versions: u32,
    pub new_claims: u32,
    /// What the desk should know of how its pages were read.
    pub remarks: Vec<String>,
    /// The pages of a list or a collection that failed.
    pub failed: Vec<FailedEntry>,
    /// How it does, held against its own past.
    pub health: Health,
    /// Whether that turned in this run.
    pub turned: Option<Turn>,
}

/// How a source's health turned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Turn {
    /// It answers no more.
    Dark,
    /// It answers again.
    Back,
    /// Its pages stopped yielding text or figures.
    Degraded,
    /// They yield again.
    Recovered,
}

/// A page that a list or a collection led to and that gave nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default, serde::Serialize)]
pub struct FailedEntry {
    pub url: String,
    pub outcome: String,
    pub message: Option<String>,
    pub hint: Option<String>,
}

impl SourceSummary {
    /// Whose reports it gives, for people.
    pub fn label(&self) -> &str {
        self.outlet.as_deref().unwrap_or(SEVERAL)
    }

    pub(super) fn add(&mut self, added: Added) {
        self.new_articles += u32::from(added.article);
        self.new_versions += u32::from(added.revision);
        self.new_claims += added.claims;
    }
}

/// What a run did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Summary {
    pub run: i64,
    /// In the order of the config.
    pub sources: Vec<SourceSummary>,
    /// Snapshots that an earlier run had stored and not read.
    pub caught_up: u32,
    /// Whether it was stopped; what it had stored by then is kept, and the next run goes on.
    pub interrupted: bool,
}
