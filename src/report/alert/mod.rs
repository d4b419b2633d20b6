//! What an editor is woken for: typed alerts out of a report, and their words.
//!
//! An alert is made of stored changes and findings and of nothing else, so that it is never blank; its id is made of what it
//! tells, so that it is told once.

mod feed;
mod source;
mod words;

use std::collections::BTreeSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

pub use feed::{atom, json_feed};
pub use source::{SourceTurn, source_alert};
pub use words::{body, subject};

use super::claims::address;
use super::layout::clean;
use super::picture::{Picture, Selection};
use super::words::{quotation, step};
use super::{Novelty, Report, figure};
use crate::model::{
    Change, ChangeKind, Claim, ClaimId, Finding, FindingId, Position, Timestamp, Verdict,
};

/// What is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AlertKind {
    /// Outlets contradict each other who did not before.
    Conflict,
    /// A conflict stands no more.
    Resolved,
    /// An outlet took its figure down, or corrected it to a lower one.
    Down,
    /// An outlet printed a figure and prints none now.
    Withdrawn,
    /// A figure went over a mark that the desk set.
    Threshold,
    /// An outlet left the origin whose word it printed.
    Break,
    /// A source answers no more, or again.
    Dark,
    /// A source's pages stopped yielding text or figures, or yield them again.
    Degraded,
    /// An outlet's figure rose.
    Rise,
    /// A figure rose by so little that nobody wants to be woken for it.
    Creep,
}

impl AlertKind {
    pub const ALL: &[Self] = &[
        Self::Conflict,
        Self::Resolved,
        Self::Down,
        Self::Withdrawn,
        Self::Threshold,
        Self::Break,
        Self::Dark,
        Self::Degraded,
        Self::Rise,
        Self::Creep,
    ];

    /// The kind's name in the config and in every format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Conflict => "conflict",
            Self::Resolved => "resolved",
            Self::Down => "down",
            Self::Withdrawn => "withdrawn",
            Self::Threshold => "threshold",
            Self::Break => "break",
            Self::Dark => "dark",
            Self::Degraded => "degraded",
            Self::Rise => "rise",
            Self::Creep => "creep",
        }
    }
}

/// A figure that somebody printed, with where and on whose word.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Side {
    /// "at least 90".
    pub figure: String,
    pub outlet: String,
    pub quote: String,
    /// On whose word: the speaker as the text names him, the agency, or "own reporting".
    pub authority: String,
    pub url: String,
    pub claim: ClaimId,
}

/// One thing that an editor is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alert {
    pub id: String,
    pub kind: AlertKind,
    pub event: String,
    /// The event's title.
    pub title: String,
    /// When the run saw it.
    pub at: Timestamp,
    pub run: i64,
    /// One line that says it all: "The Harbour Post: killed · all 90 → 170 (+80)".
    pub headline: String,
    /// What is counted: "killed · US troops".
    pub subject: String,
    /// The figures it is about: before and after, or the sides of a conflict; none where it is about a source.
    pub sides: Vec<Side>,
    /// How the outlets stand now, a line a figure, the best supported first; or what is known of the source.
    pub others: Vec<String>,
    pub outlets: usize,
    pub origins: usize,
    /// The question to ask.
    pub ask: Option<String>,
    /// Whose state moved, and from what to what: two alerts of one key that lead there and back are a flip-flop.
    pub key: String,
    pub was: String,
    pub is: String,
}

impl Alert {
    /// Whether this one takes back what the other one told.
    pub fn reverses(&self, other: &Self) -> bool {
        self.key == other.key && self.was == other.is && self.is == other.was
    }
}

/// What is worth an alert.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlertPolicy {
    /// A rise that is smaller in both is creep: in percent of what was, and as a number.
    pub percent_min: Decimal,
    pub count_min: Decimal,
    /// A measure, and a figure that all its groups are watched for.
    pub thresholds: Vec<(String, Decimal)>,
}

/// What the report tells that the one before did not. `is_new` says which of its changes are news. The first report on an event is
/// where things stand, and wakes nobody.
pub fn alerts(
    report: &Report,
    policy: &AlertPolicy,
    is_new: &dyn Fn(&Change) -> bool,
) -> Vec<Alert> {
    if report.since.is_none() {
        return Vec::new();
    }
    let selection = Selection::everything();
    let teller = Teller { picture: Picture::new(report, &selection), report };
    let mut alerts = Vec::new();
    for change in report.changes.iter().filter(|change| is_new(change)) {
        alerts.extend(teller.step(policy, change));
        alerts.extend(policy.thresholds.iter().filter_map(|mark| teller.mark(mark, change)));
    }
    let conflicts = report.findings.iter().filter(|it| it.novelty == Novelty::New);
    for it in conflicts.filter(|it| it.finding.verdict == Verdict::Conflict) {
        alerts.extend(teller.conflict(&it.finding, AlertKind::Conflict));
    }
    for finding in &report.resolved {
        alerts.extend(teller.conflict(finding, AlertKind::Resolved));
    }
    let mut told = BTreeSet::new();
    alerts.retain(|alert| told.insert(alert.id.clone()));
    alerts
}

struct Teller<'a> {
    picture: Picture<'a>,
    report: &'a Report,
}

impl Teller<'_> {
    /// One step of one outlet. First figures are no news by themselves: what they contradict is.
    fn step(&self, policy: &AlertPolicy, change: &Change) -> Option<Alert> {
        let claim = |id: &Option<ClaimId>| id.as_ref().and_then(|id| self.picture.claim(id));
        let (from, to) = (claim(&change.from)?, claim(&change.to));
        let delta = to.and_then(|to| figure::delta(&from.quantity, &to.quantity));
        let kind = match (change.kind, delta) {
            (ChangeKind::Withdrawn, _) => AlertKind::Withdrawn,
            (ChangeKind::First | ChangeKind::Reworded | ChangeKind::BasisSwitched, _) => {
                return None;
            }
            (_, Some(delta)) if delta.is_sign_negative() && !delta.is_zero() => AlertKind::Down,
            (ChangeKind::Down, _) => AlertKind::Down,
            (ChangeKind::SourceSwitched, _) => AlertKind::Break,
            _ if to.is_some_and(|to| self.leaves(from, to)) => AlertKind::Break,
            (_, Some(delta)) if policy.is_creep(from, delta) => AlertKind::Creep,
            _ => AlertKind::Rise,
        };
        let outlet = self.name(&change.outlet);
        let subject = self.picture.subject_of_step(change);
        let sides: Vec<Side> = [Some(from), to].into_iter().flatten().map(side).collect();
        let shown = |claim: &Claim| figure::quantity(&claim.quantity, &clean(&claim.text));
        let (others, outlets, origins) = self.others(&change.measure, &change.group);
        Some(Alert {
            id: FindingId::of(&["change", &change.id]).to_string(),
            kind,
            event: change.event.clone(),
            title: self.title(),
            at: self.report.as_of,
            run: self.report.run?,
            headline: format!("{outlet}: {subject} {}", step(&self.picture, change)),
            subject,
            sides,
            others,
            outlets,
            origins,
            ask: self.question(&change.measure, &change.group),
            key: ["step", &change.outlet, &change.measure, &change.group].join("\u{1f}"),
            was: shown(from),
            is: to.map(shown).unwrap_or_default(),
        })
    }

    /// Whether an outlet that printed another's word prints its own, or a third one's, now.
    fn leaves(&self, from: &Claim, to: &Claim) -> bool {
        let origin = |claim: &Claim| {
            let findings = self.report.findings.iter().flat_map(|it| &it.finding.origins);
            findings.into_iter().find(|origin| origin.claims.contains(&claim.id))
        };
        if let (Some(a), Some(b)) = (origin(from), origin(to)) {
            return a.id != b.id && a.outlets.len() > 1;
        }
        let agency = |claim: &Claim| claim.provenance.agency.clone();
        agency(from).is_some() && agency(from) != agency(to)
    }

    /// A figure that no report had reached before this run.
    fn mark(&self, (measure, mark): &(String, Decimal), change: &Change) -> Option<Alert> {
        let to = self.picture.claim(change.to.as_ref()?)?;
        let value = to.quantity.value().or(to.quantity.low())?;
        if change.measure != *measure || value < *mark {
            return None;
        }
        let is_earlier = |seen: &&crate::model::Appearance| {
            seen.claim.measure.as_ref() == Some(measure)
                && seen.claim.group == change.group
                && seen.first_seen.is_some_and(|at| Some(at) <= self.report.since_at)
        };
        let reached = self.report.appearances.iter().filter(is_earlier).any(|seen| {
            let quantity = &seen.claim.quantity;
            quantity.value().or(quantity.low()).is_some_and(|earlier| earlier >= *mark)
        });
        if reached {
            return None;
        }
        let subject = self.picture.subject_of_step(change);
        let (others, outlets, origins) = self.others(measure, &change.group);
        let over = figure::number(*mark);
        Some(Alert {
            id: FindingId::of(&["threshold", &change.event, measure, &change.group, &over])
                .to_string(),
            kind: AlertKind::Threshold,
            event: change.event.clone(),
            title: self.title(),
            at: self.report.as_of,
            run: self.report.run?,
            headline: format!(
                "{subject} reaches {over}: {} has {}",
                self.name(&change.outlet),
                figure::quantity(&to.quantity, &clean(&to.text))
            ),
            subject,
            sides: vec![side(to)],
            others,
            outlets,
            origins,
            ask: None,
            key: ["threshold", measure, &change.group, &over].join("\u{1f}"),
            was: String::new(),
            is: over,
        })
    }

    /// A conflict that is new, or that stands no more.
    fn conflict(&self, finding: &Finding, kind: AlertKind) -> Option<Alert> {
        let subject = self.picture.subject_of(finding);
        let sides: Vec<Side> =
            finding.positions.iter().filter_map(|position| self.position(position)).collect();
        if sides.is_empty() {
            return None;
        }
        let range = self.picture.range(finding);
        let reason =
            finding.reason.map(|reason| format!(" ({})", reason.code())).unwrap_or_default();
        let run = self.report.run?;
        let open = "conflict".to_owned();
        let (headline, was, is) = match kind {
            AlertKind::Resolved => {
                (format!("{subject}: no conflict any more, was {range}"), open, String::new())
            }
            _ => (format!("{subject}: conflict {range}{reason}"), String::new(), open),
        };
        let (others, outlets, origins) = self.others(&finding.measure, &finding.group);
        let scope = finding.scope.clone().unwrap_or_default();
        let id = [kind.as_str(), &finding.event, finding.id.as_str(), &run.to_string()];
        Some(Alert {
            id: FindingId::of(&id).to_string(),
            kind,
            event: finding.event.clone(),
            title: self.title(),
            at: self.report.as_of,
            run,
            headline,
            subject,
            sides,
            others,
            outlets,
            origins,
            ask: finding.ask.clone().filter(|_| kind == AlertKind::Conflict),
            key: ["conflict", &finding.measure, &finding.group, &scope, &finding.unit]
                .join("\u{1f}"),
            was,
            is,
        })
    }

    fn position(&self, position: &Position) -> Option<Side> {
        let claim = self.picture.spokesman(position)?;
        let quote = quotation(&self.picture, position).map(|it| it.text);
        let mut said = side(claim);
        said.figure = self.picture.figure(position);
        said.quote = quote.unwrap_or(said.quote);
        Some(said)
    }

    /// How the outlets stand on a figure now, and how many of them and of their origins there are.
    fn others(&self, measure: &str, group: &str) -> (Vec<String>, usize, usize) {
        let (mut lines, mut outlets, mut origins) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let about = self.report.findings.iter().map(|it| &it.finding);
        for finding in about.filter(|it| it.measure == measure && it.group == group) {
            outlets.extend(finding.outlets.iter().cloned());
            origins.extend(finding.origins.iter().map(|origin| origin.id.clone()));
            for (at, position) in finding.positions.iter().enumerate() {
                // What an outlet said before it moved is not how it stands.
                let later = &finding.positions[at + 1..];
                let has_moved = |outlet: &&String| {
                    finding.verdict == Verdict::Changed
                        && later.iter().any(|it| it.outlets.contains(*outlet))
                };
                let names: Vec<String> = position
                    .outlets
                    .iter()
                    .filter(|outlet| !has_moved(outlet))
                    .map(|outlet| self.name(outlet))
                    .collect();
                if names.is_empty() {
                    continue;
                }
                let count = figure::counted(position.origins.len(), "origin");
                let figure = self.picture.figure(position);
                let line = format!("{figure}: {} ({count})", names.join(", "));
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        (lines, outlets.len(), origins.len())
    }

    fn question(&self, measure: &str, group: &str) -> Option<String> {
        let mut about = self.report.findings.iter().map(|it| &it.finding);
        about
            .find(|it| it.measure == measure && it.group == group && it.ask.is_some())
            .and_then(|it| it.ask.clone())
    }

    fn name(&self, outlet: &str) -> String {
        self.picture.outlet(outlet).map_or(outlet, |it| it.label()).to_owned()
    }

    fn title(&self) -> String {
        let event = &self.report.event;
        if event.title.is_empty() { event.id.clone() } else { event.title.clone() }
    }
}

impl AlertPolicy {
    fn is_creep(&self, from: &Claim, delta: Decimal) -> bool {
        let Some(value) = from.quantity.value().or(from.quantity.low()) else { return false };
        let percent = delta.checked_mul(Decimal::ONE_HUNDRED).and_then(|it| it.checked_div(value));
        delta < self.count_min && percent.is_some_and(|percent| percent < self.percent_min)
    }
}

fn side(claim: &Claim) -> Side {
    let provenance = &claim.provenance;
    let speaker = claim.attribution.as_ref().map(|it| clean(&it.to));
    Side {
        figure: figure::quantity(&claim.quantity, &clean(&claim.text)),
        outlet: provenance.outlet.clone().unwrap_or_default(),
        quote: clean(if claim.clause.is_empty() { &claim.quote } else { &claim.clause }),
        authority: speaker
            .or_else(|| provenance.agency.clone())
            .unwrap_or_else(|| "own reporting".to_owned()),
        url: address(claim),
        claim: claim.id.clone(),
    }
}
