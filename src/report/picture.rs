//! A report put in order: which finding belongs to which part of the diff, and every claim at hand by its id.

use std::collections::{BTreeMap, BTreeSet};

use super::layout::clean;
use super::order::{COUNT, Order};
use super::{Novelty, Report, Reported, figure};
use crate::model::{
    Appearance, Change, ChangeKind, Claim, ClaimId, Finding, OriginGroup, Outlet, PairRelation,
    Position, Verdict,
};

/// The parts of a diff, in the order of printing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Conflicts,
    Changes,
    Resolved,
    Agreements,
    Stale,
    Sources,
    /// Figures with one report or one origin, and those that cannot be compared. Printed only when asked for.
    Single,
}

impl Part {
    /// What is printed where nobody says otherwise.
    pub const USUAL: [Self; 6] = [
        Self::Conflicts,
        Self::Changes,
        Self::Resolved,
        Self::Agreements,
        Self::Stale,
        Self::Sources,
    ];

    pub(super) fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Conflict => Self::Conflicts,
            Verdict::Changed => Self::Changes,
            Verdict::Agree | Verdict::Compatible => Self::Agreements,
            Verdict::Stale => Self::Stale,
            Verdict::Single | Verdict::Incomparable => Self::Single,
        }
    }
}

/// What of a report the reader asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    /// Empty: [`Part::USUAL`].
    pub parts: Vec<Part>,
    /// Empty: every measure.
    pub measures: Vec<String>,
    /// Findings that rest on fewer origins are left out.
    pub min_origins: usize,
}

impl Selection {
    /// Every part, also those that are usually left out.
    pub fn everything() -> Self {
        let parts = Part::USUAL.into_iter().chain([Part::Single]).collect();
        Self { parts, ..Self::default() }
    }

    /// Whether nothing in particular was asked for.
    pub fn is_usual(&self) -> bool {
        self.parts.is_empty() && self.measures.is_empty() && self.min_origins == 0
    }

    pub fn shows(&self, part: Part) -> bool {
        if self.parts.is_empty() { Part::USUAL.contains(&part) } else { self.parts.contains(&part) }
    }

    fn measures(&self, measure: &str) -> bool {
        self.measures.is_empty() || self.measures.iter().any(|wanted| wanted == measure)
    }

    pub(super) fn takes(&self, finding: &Finding) -> bool {
        self.measures(&finding.measure) && finding.origins.len() >= self.min_origins
    }
}

/// How many there are of each part, after selection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Counts {
    pub conflicts: usize,
    /// Of the conflicts, those that the run before did not have.
    pub new_conflicts: usize,
    /// Of the conflicts, those that the run before had otherwise.
    pub changed_conflicts: usize,
    pub changes: usize,
    pub resolved: usize,
    pub agreements: usize,
    pub stale: usize,
    pub source_errors: usize,
    /// Of the changes, those that the run before had already; folded, and not among `changes`.
    pub earlier_changes: usize,
    /// Never in the last line of the diff, but in its JSON.
    pub single: usize,
}

/// A report in the order of printing, after selection.
#[derive(Debug)]
pub struct Picture<'a> {
    pub report: &'a Report,
    selection: &'a Selection,
    claims: BTreeMap<&'a str, &'a Appearance>,
    short: usize,
    groups: BTreeMap<&'a str, &'a str>,
    parts: BTreeMap<Part, Vec<&'a Reported>>,
    steps: Vec<&'a Change>,
    resolved: Vec<&'a Finding>,
    earlier_changes: usize,
}

impl<'a> Picture<'a> {
    pub fn new(report: &'a Report, selection: &'a Selection) -> Self {
        let claims: BTreeMap<&str, &Appearance> =
            report.appearances.iter().map(|seen| (seen.claim.id.as_str(), seen)).collect();
        let mut parts: BTreeMap<Part, Vec<&Reported>> = BTreeMap::new();
        for reported in report.findings.iter().filter(|it| selection.takes(&it.finding)) {
            let part = Part::of(reported.finding.verdict);
            if selection.shows(part) {
                parts.entry(part).or_default().push(reported);
            }
        }
        let order = Order::of(report);
        for (part, found) in &mut parts {
            found.sort_by_cached_key(|reported| {
                let novelty = (*part == Part::Conflicts).then_some(reported.novelty);
                (novelty, order.key(&reported.finding), reported.finding.id.clone())
            });
        }
        let mut resolved = Vec::new();
        if selection.shows(Part::Resolved) {
            resolved.extend(report.resolved.iter().filter(|finding| selection.takes(finding)));
            resolved.sort_by_cached_key(|finding| (order.key(finding), finding.id.clone()));
        }
        let mut earlier_changes = 0;
        if selection.parts.is_empty()
            && report.since.is_some()
            && let Some(changes) = parts.get_mut(&Part::Changes)
        {
            let all = changes.len();
            changes.retain(|it| it.novelty != Novelty::Standing || it.finding.is_overtaken());
            earlier_changes = all - changes.len();
        }
        let short = short_length(claims.keys().copied());
        let mut picture = Self {
            report,
            selection,
            claims,
            short,
            groups: groups(report),
            parts,
            steps: Vec::new(),
            resolved,
            earlier_changes,
        };
        if selection.shows(Part::Changes) && selection.min_origins < 2 {
            picture.steps = picture.material_steps(&order);
        }
        picture
    }

    /// The outlets' own steps since the run before, less those that a `changed` finding tells. Where there is no run before,
    /// nothing is news: the findings tell the last step, changes.csv all of them.
    fn material_steps(&self, order: &Order<'_>) -> Vec<&'a Change> {
        let Some(since) = self.report.since_at else { return Vec::new() };
        let told: BTreeSet<(&str, &str, &str)> = self
            .part(Part::Changes)
            .iter()
            .flat_map(|it| {
                let finding = &it.finding;
                let outlets = finding.positions.last().map_or(&[][..], |it| &it.outlets);
                let of = move |outlet| (finding.measure.as_str(), finding.group.as_str(), outlet);
                outlets.iter().map(String::as_str).map(of)
            })
            .collect();
        let mut steps: Vec<&Change> = self
            .report
            .changes
            .iter()
            .filter(|step| step.detected_at > since && is_material(step))
            .filter(|step| self.selection.measures(&step.measure))
            .filter(|step| !told.contains(&(&step.measure, &step.group, &step.outlet)))
            .collect();
        steps.sort_by_key(|step| order.key_of_step(step));
        steps
    }

    pub fn part(&self, part: Part) -> &[&'a Reported] {
        self.parts.get(&part).map_or(&[], Vec::as_slice)
    }

    /// The agreements to print one by one, and how many are folded: where nobody asks for them, those on things that are no
    /// known measure are counted only.
    pub(super) fn agreements(&self, unfolded: bool) -> (Vec<&'a Reported>, usize) {
        let all = self.part(Part::Agreements);
        let asked =
            unfolded || !self.selection.parts.is_empty() || !self.selection.measures.is_empty();
        let shown: Vec<&Reported> =
            all.iter().copied().filter(|it| asked || it.finding.measure != COUNT).collect();
        let folded = all.len() - shown.len();
        (shown, folded)
    }

    pub fn steps(&self) -> &[&'a Change] {
        &self.steps
    }

    pub fn resolved(&self) -> &[&'a Finding] {
        &self.resolved
    }

    pub fn shows(&self, part: Part) -> bool {
        self.selection.shows(part)
    }

    /// The sources that gave nothing, unless the reader asked for something else.
    pub fn trouble(&self) -> &'a [super::Trouble] {
        if self.shows(Part::Sources) { &self.report.trouble } else { &[] }
    }

    pub fn counts(&self) -> Counts {
        let conflicts = self.part(Part::Conflicts);
        Counts {
            conflicts: conflicts.len(),
            new_conflicts: conflicts.iter().filter(|it| it.novelty == Novelty::New).count(),
            changed_conflicts: conflicts.iter().filter(|it| it.novelty == Novelty::Changed).count(),
            changes: self.part(Part::Changes).len() + self.steps.len(),
            resolved: self.resolved.len(),
            agreements: self.part(Part::Agreements).len(),
            stale: self.part(Part::Stale).len(),
            source_errors: self.trouble().len(),
            earlier_changes: self.earlier_changes,
            single: self.part(Part::Single).len(),
        }
    }

    /// Whether `claims diff` ends with 1.
    pub fn differs(&self) -> bool {
        let counts = self.counts();
        counts.conflicts + counts.changes + counts.earlier_changes + counts.stale > 0
    }

    /// How many outlets reported, and how many origins stand behind them.
    pub fn outlets_and_origins(&self) -> (usize, usize) {
        let origins: BTreeSet<&str> = self
            .report
            .findings
            .iter()
            .flat_map(|reported| reported.finding.origins.iter().map(|origin| origin.id.as_str()))
            .collect();
        (self.report.outlets.len(), origins.len())
    }

    /// The outlets whose own step a `changed` finding tells, those that the run before did not know of; empty where it tells of no own
    /// step, or of none since.
    pub(super) fn movers(&self, finding: &Finding) -> Vec<&'a str> {
        self.steps_of(finding)
            .map(|step| step.outlet.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect()
    }

    /// The claim that a `changed` finding's figure was before: of those who moved since the run before, else the first of all.
    pub(super) fn moved_from<'b>(&self, finding: &'b Finding) -> Option<&'b ClaimId> {
        let old = finding.positions.first()?;
        let left: BTreeSet<&ClaimId> =
            self.steps_of(finding).filter_map(|step| step.from.as_ref()).collect();
        old.claims.iter().find(|id| left.contains(id)).or(old.claims.first())
    }

    fn steps_of(&self, finding: &Finding) -> impl Iterator<Item = &'a Change> {
        let claims: BTreeSet<ClaimId> = match finding.positions.as_slice() {
            [_, .., new] if !finding.is_overtaken() => new.claims.iter().cloned().collect(),
            _ => BTreeSet::new(),
        };
        let since = self.report.since_at;
        self.report.changes.iter().filter(move |step| {
            since.is_some_and(|since| step.detected_at > since)
                && step.from.is_some()
                && step.to.as_ref().is_some_and(|to| claims.contains(to))
        })
    }

    pub fn appearance(&self, id: &ClaimId) -> Option<&'a Appearance> {
        self.claims.get(id.as_str()).copied()
    }

    pub fn claim(&self, id: &ClaimId) -> Option<&'a Claim> {
        self.appearance(id).map(|seen| &seen.claim)
    }

    /// The claim to quote for a position: its first.
    pub fn spokesman(&self, position: &Position) -> Option<&'a Claim> {
        position.claims.first().and_then(|id| self.claim(id))
    }

    /// `C-` and as many digits as tell the report's claims apart; at least four.
    pub fn short(&self, id: &ClaimId) -> String {
        format!("C-{}", id.as_str().chars().take(self.short).collect::<String>())
    }

    pub fn outlet(&self, id: &str) -> Option<&'a Outlet> {
        self.report.outlets.iter().find(|outlet| outlet.id == id)
    }

    /// The group as people write it: in the words of a claim about it where they spell the id, since ids are lower case
    /// ("us troops" is printed "US troops").
    pub fn group<'b>(&'b self, group: &'b str) -> &'b str {
        self.groups.get(group).copied().unwrap_or(group)
    }

    /// "killed · US troops"; "explosion" for things counted under no measure; for what is not counted in persons the unit follows: "cost · all, in USD".
    pub fn subject(&self, measure: &str, group: &str, unit: &str) -> String {
        if measure == COUNT && !unit.is_empty() {
            let last = group.rsplit(' ').next().unwrap_or_default();
            return clean(&match group {
                "all" => unit.to_owned(),
                // The group is the thing counted: "bombers", not "bomber · bombers".
                group if last.starts_with(unit) => self.group(group).to_owned(),
                group => format!("{unit} · {}", self.group(group)),
            });
        }
        let subject = clean(&format!("{measure} · {}", self.group(group)));
        if unit.is_empty() || unit == "person" || unit == measure {
            subject
        } else {
            format!("{subject}, in {}", clean(unit))
        }
    }

    /// The subject of a finding, with what its figures are limited to: "killed · all, sunday".
    pub fn subject_of(&self, finding: &Finding) -> String {
        let subject = self.subject(&finding.measure, &finding.group, &finding.unit);
        match &finding.scope {
            Some(scope) => format!("{subject}, {}", clean(scope)),
            None => subject,
        }
    }

    pub fn subject_of_step(&self, step: &Change) -> String {
        let claim = step.to.as_ref().or(step.from.as_ref()).and_then(|id| self.claim(id));
        self.subject(&step.measure, &step.group, claim.map_or("", |claim| &claim.unit))
    }

    /// The figure of a position, with its qualifier.
    pub fn figure(&self, position: &Position) -> String {
        let words = self.spokesman(position).map_or("", |claim| claim.text.as_str());
        figure::quantity(&position.quantity, &clean(words))
    }

    /// The figure of a position for a cell of a matrix; a sum of parts has its sign.
    pub(super) fn cell(&self, position: &Position) -> String {
        let words = self.spokesman(position).map_or("", |claim| claim.text.as_str());
        let sum = if position.is_sum { "Σ " } else { "" };
        format!("{sum}{}", figure::terse(&position.quantity, &clean(words)))
    }

    /// What agrees: the figure to print first, and what of the others has room for it, each in its own bounds: "3,750 fits over 3,700, about
    /// 4,000". A span from end to end would tell of figures that nobody gave.
    pub fn agreed(&self, finding: &Finding) -> String {
        const SHOWN: usize = 3;
        let figure = |position: &Position| {
            let sum = if position.is_sum { "Σ " } else { "" };
            format!("{sum}{}", self.figure(position))
        };
        let mut figures: Vec<String> = finding.positions.iter().map(figure).collect();
        let mut seen = BTreeSet::new();
        figures.retain(|figure| seen.insert(figure.clone()));
        let Some((lead, others)) = figures.split_first().filter(|(_, others)| !others.is_empty())
        else {
            return self.range(finding);
        };
        let more = others.len().saturating_sub(SHOWN);
        let shown = others[..others.len() - more].join(", ");
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let fits = match finding.relation {
            Some(PairRelation::Subset | PairRelation::ScopeDifferent) => "beside",
            Some(PairRelation::Incomparable) => "and",
            _ => "fits",
        };
        format!("{lead} {fits} {shown}{more}")
    }

    /// From the lowest of the positions to the highest; a single one with its qualifier; where they have no numbers ("dozens"), their own words. The finding's
    /// own low and high are those of all that stand under its key, of which a conflict may show two.
    pub fn range(&self, finding: &Finding) -> String {
        if let [only] = finding.positions.as_slice() {
            return self.figure(only);
        }
        let quantities = || finding.positions.iter().map(|position| &position.quantity);
        let low = quantities().filter_map(|it| it.value().or(it.low())).min();
        let high = quantities().filter_map(|it| it.value().or(it.high())).max();
        let (low, high) = match (low, high) {
            (Some(low), Some(high)) => (Some(low.min(high)), Some(low.max(high))),
            open => open,
        };
        figure::span(low, high).unwrap_or_else(|| {
            let mut figures: Vec<String> =
                finding.positions.iter().map(|position| self.figure(position)).collect();
            figures.dedup();
            figures.join(" … ")
        })
    }
}

/// "4 outlets, 1 origin (US Central Command): not independent". The name stands where one origin is all there is.
pub(super) fn independence(outlets: usize, origins: &[OriginGroup]) -> String {
    let counted = format!(
        "{}, {}",
        figure::counted(outlets, "outlet"),
        figure::counted(origins.len(), "origin")
    );
    match origins {
        [only] if outlets > 1 => format!("{counted} ({}): not independent", clean(&only.label)),
        [only] => format!("{counted} ({})", clean(&only.label)),
        _ => counted,
    }
}

/// How the claims spell the groups; of several spellings the first in order, so that it is always the same one.
fn groups(report: &Report) -> BTreeMap<&str, &str> {
    let mut groups: BTreeMap<&str, &str> = BTreeMap::new();
    for claim in report.appearances.iter().map(|seen| &seen.claim) {
        let Some(noun) = claim.noun.as_deref().filter(|noun| noun.to_lowercase() == claim.group)
        else {
            continue;
        };
        let held = groups.entry(&claim.group).or_insert(noun);
        *held = noun.min(held);
    }
    groups
}

/// A step that an editor should hear of; things counted under no known measure come and go with the wording.
fn is_material(change: &Change) -> bool {
    !matches!(change.kind, ChangeKind::First | ChangeKind::Reworded) && change.measure != COUNT
}

/// The least number of characters, four or more, by which all the ids differ.
fn short_length<'a>(sorted: impl Iterator<Item = &'a str>) -> usize {
    let mut before = "";
    let mut length = 4;
    for id in sorted {
        let shared = before.chars().zip(id.chars()).take_while(|(a, b)| a == b).count();
        length = length.max(shared + 1);
        before = id;
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_ids_grow_until_they_tell_apart() {
        assert_eq!(short_length(["3f9a11", "3f9b22"].into_iter()), 4);
        assert_eq!(short_length(["3f9a11", "3f9a1b", "77"].into_iter()), 6);
        assert_eq!(short_length([].into_iter()), 4);
    }
}
