//! Findings to bytes, one file a format.
//!
//! [`Report`] is what is known; [`Picture`] is a report put in order for a reader who asked for a part of it; every format
//! prints a picture, or the tables of all reports.

mod alert;
mod changes;
mod claims;
mod differences;
mod figure;
mod house;
mod html;
mod json;
mod known;
mod layout;
mod markdown;
mod matrix;
mod metrics;
mod order;
mod package;
mod picture;
mod room;
mod sum;
mod svg;
mod table;
mod text;
mod why;
mod wording;
mod words;

pub use alert::{
    Alert, AlertKind, AlertPolicy, Side, SourceTurn, alerts, atom, body, json_feed, source_alert,
    subject,
};
pub use changes::changes;
pub use claims::claims;
pub use differences::differences;
pub use html::html;
pub use json::{finding_json, json, ndjson};
pub use known::{Because, Belonging, EditorsWord, KnownReport, KnownVersion, Tries};
pub use layout::Layout;
pub use markdown::markdown;
pub use matrix::{grid, matrix};
pub use metrics::{Gauge, openmetrics};
pub use package::datapackage;
pub use picture::{Counts, Part, Picture, Selection};
pub use sum::sum_text;
pub use table::{Dialect, Table};
pub use text::text;
pub use why::{Dropped, Revision, Why, finding_text};
pub use wording::{Piece, wording};

use serde::Serialize;

use crate::model::{Appearance, Change, ClaimId, Event, Finding, Outlet, Reason, Timestamp};
use crate::reconcile::Policy;

/// All that any format prints about one event. Built by the pipeline; a renderer adds nothing to it.
#[derive(Debug, Clone)]
pub struct Report {
    pub event: Event,
    /// The outlets that reported, in order of id.
    pub outlets: Vec<Outlet>,
    /// The time of the run that left this picture.
    pub as_of: Timestamp,
    pub run: Option<i64>,
    /// The run it is compared with, to say what is new, and when that run was.
    pub since: Option<i64>,
    pub since_at: Option<Timestamp>,
    /// The house policy that chose the figures to print.
    pub policy: Policy,
    /// In any order: each format puts them into its own.
    pub findings: Vec<Reported>,
    /// Conflicts of the earlier run that stand no more.
    pub resolved: Vec<Finding>,
    /// Every claim of the event that the store holds, live or not: findings and changes name their claims by id.
    pub appearances: Vec<Appearance>,
    /// Every change the store knows; `since` says which of them are news.
    pub changes: Vec<Change>,
    /// Claims that were compared with nothing, each with the reason.
    pub set_aside: Vec<(ClaimId, Option<Reason>, String)>,
    pub trouble: Vec<Trouble>,
}

/// A finding and whether the earlier run had it.
#[derive(Debug, Clone)]
pub struct Reported {
    pub finding: Finding,
    pub novelty: Novelty,
}

/// How a finding stands to the run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
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
