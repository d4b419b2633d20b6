//! What every page says in the same words: the line above it, the line below it, a quotation, a step.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use chrono::Datelike;

use super::figure;
use super::layout::{around, clean, cut, isolated};
use super::picture::{Part, Picture};
use crate::model::{Change, ChangeKind, Claim, ClaimId, Finding, Position, Reason, Timestamp};

/// The last line: "2 conflicts (1 new), 1 change, 1 agreement, 1 stale, 0 source errors".
pub(super) fn summary(picture: &Picture<'_>) -> String {
    let counts = picture.counts();
    let mut said = Vec::new();
    if picture.shows(Part::Conflicts) {
        let changed = match counts.changed_conflicts {
            0 => String::new(),
            changed => format!(", {changed} changed"),
        };
        said.push(format!(
            "{} ({} new{changed})",
            figure::counted(counts.conflicts, "conflict"),
            counts.new_conflicts
        ));
    }
    if picture.shows(Part::Changes) {
        said.push(figure::counted(counts.changes, "change"));
    }
    if counts.resolved > 0 {
        said.push(format!("{} resolved", counts.resolved));
    }
    if picture.shows(Part::Agreements) {
        said.push(figure::counted(counts.agreements, "agreement"));
    }
    if picture.shows(Part::Stale) {
        said.push(format!("{} stale", counts.stale));
    }
    if picture.shows(Part::Single) {
        said.push(format!("{} without a second origin", counts.single));
    }
    if picture.shows(Part::Sources) {
        said.push(figure::counted(counts.source_errors, "source error"));
    }
    said.join(", ")
}

/// The line above the diff, in pieces: event, outlets and origins, time, the run it is compared with.
pub(super) fn heading(picture: &Picture<'_>) -> Vec<String> {
    let report = picture.report;
    let (outlets, origins) = picture.outlets_and_origins();
    let mut pieces = vec![
        clean(&report.event.id),
        format!("{} · {}", figure::counted(outlets, "outlet"), figure::counted(origins, "origin")),
        format!("as of {}", report.as_of.format("%Y-%m-%d %H:%MZ")),
    ];
    if let Some(since) = report.since {
        pieces.push(format!("since run {since}"));
    }
    pieces
}

/// What an outlet's change comes to, in words: "90 → 170 (+80)".
pub(super) fn step(picture: &Picture<'_>, step: &Change) -> String {
    let claim = |id: &Option<ClaimId>| id.as_ref().and_then(|id| picture.claim(id));
    let (from, to) = (claim(&step.from), claim(&step.to));
    let shown = |claim: Option<&Claim>| {
        claim.map_or_else(
            || "?".to_owned(),
            |claim| figure::quantity(&claim.quantity, &clean(&claim.text)),
        )
    };
    if step.kind == ChangeKind::Withdrawn {
        return format!("withdrew {}", shown(from));
    }
    let mut said = format!("{} → {}", shown(from), shown(to));
    if let Some(delta) = from.zip(to).and_then(|(a, b)| figure::delta(&a.quantity, &b.quantity))
        && !delta.is_zero()
    {
        said.push_str(&format!(" ({})", figure::signed(delta)));
    }
    match step.kind {
        ChangeKind::Corrected => said.push_str(", corrected"),
        ChangeKind::BasisSwitched => said.push_str(", now counts something else"),
        ChangeKind::SourceSwitched => said.push_str(", on another's word"),
        _ => {}
    }
    said
}

/// How a figure moved: "harbour-post 90 → 170 (+80)", and why where that is more than growth. Since another run only those are named
/// who moved since.
pub(super) fn moved(picture: &Picture<'_>, finding: &Finding) -> String {
    let [old, .., new] = finding.positions.as_slice() else { return picture.range(finding) };
    let movers = picture.movers(finding);
    let who = |position: &Position| match movers.as_slice() {
        [] => who(picture, position),
        [only] => clean(only),
        [first, more @ ..] => format!("{} +{}", clean(first), more.len()),
    };
    let (before, after) = (who(old), who(new));
    let (from, to) = (picture.figure(old), picture.figure(new));
    let mut said = if before == after {
        format!("{after} {from} → {to}")
    } else {
        format!("{from} {before} → {to} {after}")
    };
    if let Some(delta) = figure::delta(&old.quantity, &new.quantity).filter(|it| !it.is_zero()) {
        said.push_str(&format!(" ({})", figure::signed(delta)));
    }
    said.push_str(match finding.reason {
        Some(Reason::Corrected) => ", corrected",
        Some(Reason::Reset) => ", counted anew",
        Some(Reason::Authority) => ", on another's word",
        _ => "",
    });
    said
}

/// The figure as it is quoted: for a sum its parts, else the clause.
pub(super) fn quotation(picture: &Picture<'_>, position: &Position) -> Option<Quotation> {
    if position.is_sum {
        let parts: Vec<String> = position
            .claims
            .iter()
            .filter_map(|id| picture.claim(id))
            .map(|claim| clean(&claim.quote))
            .collect();
        return Some(Quotation { text: parts.join(" + "), focus: String::new(), marks: false });
    }
    picture.spokesman(position).map(Quotation::of)
}

/// Words of a page, and the number among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quotation {
    pub(super) text: String,
    pub(super) focus: String,
    /// Whether the words stand together in the text and so between quotation marks.
    pub(super) marks: bool,
}

impl Quotation {
    pub(super) fn of(claim: &Claim) -> Self {
        let (clause, quote) = (clean(&claim.clause), clean(&claim.quote));
        let text = if clause.contains(&quote) { clause } else { quote };
        Self { text, focus: clean(&claim.text), marks: true }
    }

    /// The words at most so wide, around the number.
    pub(super) fn within(&self, columns: usize) -> String {
        around(&self.text, &self.focus, columns)
    }

    pub(super) fn marked(&self, columns: usize) -> String {
        if self.marks {
            let short = self.within(columns.saturating_sub(2));
            format!("\"{}\"", isolated(&short))
        } else {
            isolated(&cut(&self.text, columns))
        }
    }
}

/// On whose word: the speaker in the text's words, else the origin.
pub(super) fn on_whose_word(picture: &Picture<'_>, position: &Position) -> String {
    let speaker = picture.spokesman(position).and_then(|claim| claim.attribution.as_ref());
    match (speaker, position.origins.first()) {
        (Some(speaker), _) => clean(&speaker.to),
        (None, Some(origin)) if !origin.id.starts_with("outlet:") => clean(&origin.label),
        _ => "own reporting".to_owned(),
    }
}

/// Which outlets: the one quoted, and how many more.
pub(super) fn who(picture: &Picture<'_>, position: &Position) -> String {
    let quoted = picture
        .spokesman(position)
        .and_then(|claim| claim.provenance.outlet.as_deref())
        .or(position.outlets.first().map(String::as_str))
        .unwrap_or("an outlet not named");
    match position.outlets.len() {
        0 | 1 => clean(quoted),
        more => format!("{} +{}", clean(quoted), more - 1),
    }
}

/// "17:05Z" on the day of the report, else with its day, and its year where that is another.
pub(super) fn clock(at: Timestamp, now: Timestamp) -> String {
    if at.date_naive() == now.date_naive() {
        at.format("%H:%MZ").to_string()
    } else if at.year() == now.year() {
        at.format("%m-%d %H:%MZ").to_string()
    } else {
        at.format("%Y-%m-%d %H:%MZ").to_string()
    }
}
