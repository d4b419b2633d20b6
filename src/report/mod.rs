//! Findings to bytes, one file a format.

use crate::model::{Appearance, Change, Event, Finding, Outlet, Timestamp};

/// All that any format prints about one event.
#[derive(Debug, Clone)]
pub struct Report {
    pub event: Event,
    /// The outlets that reported, in order of id.
    pub outlets: Vec<Outlet>,
    /// The time of the run that left this picture.
    pub as_of: Timestamp,
    pub run: Option<i64>,
    /// The run it is compared with, to say what is new.
    pub since: Option<i64>,
    /// In the order of printing.
    pub findings: Vec<Reported>,
    /// Conflicts of the earlier run that stand no more.
    pub resolved: Vec<Finding>,
    pub appearances: Vec<Appearance>,
    pub changes: Vec<Change>,
    pub trouble: Vec<Trouble>,
}

/// A finding and whether the earlier run had it.
#[derive(Debug, Clone)]
pub struct Reported {
    pub finding: Finding,
    pub novelty: Novelty,
}

/// How a finding stands to the run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Novelty {
    Changed,
    New,
    Standing,
}

/// A source that gave nothing this time, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub outlet: String,
    pub source: String,
    /// The typed outcome ("gone", "timeout_body").
    pub outcome: String,
    pub message: String,
}
