//! In what order findings are read: what most outlets report goes first.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::Report;
use crate::model::{Change, Finding};

/// The measure of things counted that are no known measure; the unit says what they are.
pub(super) const COUNT: &str = "count";

/// How many outlets report on each measure.
#[derive(Debug, Default)]
pub(super) struct Order<'a> {
    outlets: BTreeMap<(&'a str, &'a str), usize>,
}

impl<'a> Order<'a> {
    pub(super) fn of(report: &'a Report) -> Self {
        let mut named: BTreeMap<(&str, &str), BTreeSet<&str>> = BTreeMap::new();
        for finding in report.findings.iter().map(|it| &it.finding) {
            let outlets = finding.outlets.iter().map(String::as_str);
            named.entry(thing(&finding.measure, &finding.unit)).or_default().extend(outlets);
        }
        let outlets = named.into_iter().map(|(thing, outlets)| (thing, outlets.len())).collect();
        Self { outlets }
    }

    /// Known measures before counted things, the most reported first; then everyone before a part of them, the event before
    /// a part of it.
    pub(super) fn key<'f>(&self, finding: &'f Finding) -> impl Ord + use<'f> {
        let thing = thing(&finding.measure, &finding.unit);
        (
            (thing.0 == COUNT, Reverse(self.outlets.get(&thing).copied().unwrap_or(0)), thing),
            everyone_first(&finding.group),
            finding.scope.as_deref(),
            finding.basis,
            finding.unit.as_str(),
        )
    }

    pub(super) fn key_of_step<'f>(&self, step: &'f Change) -> impl Ord + use<'f> {
        let outlets = self.outlets.iter().filter(|((measure, _), _)| *measure == step.measure);
        let outlets = outlets.map(|(_, outlets)| *outlets).max().unwrap_or(0);
        (
            (step.measure == COUNT, Reverse(outlets), step.measure.as_str()),
            everyone_first(&step.group),
            step.outlet.as_str(),
            step.detected_at,
            step.id.as_str(),
        )
    }
}

/// What is measured: things of one unit belong together where the measure says no more than that they were counted.
fn thing<'f>(measure: &'f str, unit: &'f str) -> (&'f str, &'f str) {
    (measure, if measure == COUNT { unit } else { "" })
}

/// All before its parts, then by name.
fn everyone_first(group: &str) -> (bool, &str) {
    (group != "all", group)
}
