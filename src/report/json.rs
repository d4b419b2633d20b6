//! The diff for scripts: one JSON document, or a line for each thing. Field names are a promise, like the wire's; numbers
//! are written digit for digit.

use std::borrow::Cow;

use serde::Serialize;

use super::picture::{Counts, Part, Picture};
use super::{Novelty, Trouble};
use crate::model::{
    Change, ChangeKind, Claim, Finding, FindingId, OriginGroup, Position, Qualifier, Timestamp,
};
use crate::reconcile::Policy;
use crate::wire::{ClaimLine, FindingLine, Number, SCHEMA};

/// `{"schema", "events": [...]}`, an object for each event with all that the diff prints, and the claims it rests on.
pub fn json(pictures: &[Picture<'_>]) -> Vec<u8> {
    let document = DocumentValue { schema: SCHEMA, events: pictures.iter().map(event).collect() };
    let mut out = serde_json::to_vec_pretty(&document).expect(WRITABLE);
    out.push(b'\n');
    out
}

/// The same as lines: each names its `type` and its `event`. The last line of an event is its `summary`.
pub fn ndjson(pictures: &[Picture<'_>]) -> Vec<u8> {
    let mut out = Vec::new();
    for picture in pictures {
        let event = event(picture);
        let id = &picture.report.event.id;
        for finding in &event.findings {
            line(&mut out, "finding", None, finding);
        }
        for change in &event.changes {
            line(&mut out, "change", Some(id), change);
        }
        for finding in &event.resolved {
            line(&mut out, "resolved", None, finding);
        }
        for trouble in &event.trouble {
            line(&mut out, "trouble", Some(id), trouble);
        }
        line(&mut out, "summary", None, &event.summary);
    }
    out
}

/// One finding of the picture, as the diff's JSON has it; `None` where it stands no more.
pub fn finding_json(picture: &Picture<'_>, id: &FindingId) -> Option<Vec<u8>> {
    let event = event(picture);
    let found = event.findings.iter().find(|it| it.line.finding == id.as_str())?;
    let mut out = serde_json::to_vec_pretty(found).expect(WRITABLE);
    out.push(b'\n');
    Some(out)
}

const WRITABLE: &str = "the report's structs have string keys and no part that fails";

fn line<T: Serialize>(out: &mut Vec<u8>, kind: &str, event: Option<&str>, of: &T) {
    serde_json::to_writer(&mut *out, &LineValue { kind, event, of }).expect(WRITABLE);
    out.push(b'\n');
}

#[derive(Serialize)]
struct LineValue<'a, T> {
    #[serde(rename = "type")]
    kind: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a str>,
    #[serde(flatten)]
    of: &'a T,
}

#[derive(Serialize)]
struct DocumentValue<'a> {
    schema: u32,
    events: Vec<EventValue<'a>>,
}

#[derive(Serialize)]
struct EventValue<'a> {
    #[serde(flatten)]
    summary: SummaryValue<'a>,
    findings: Vec<FindingValue<'a>>,
    changes: Vec<ChangeValue<'a>>,
    resolved: Vec<FindingValue<'a>>,
    trouble: Vec<TroubleValue<'a>>,
}

#[derive(Serialize)]
struct SummaryValue<'a> {
    event: &'a str,
    title: &'a str,
    as_of: Timestamp,
    run: Option<i64>,
    since_run: Option<i64>,
    since: Option<Timestamp>,
    policy: Policy,
    outlets: usize,
    origins: usize,
    differs: bool,
    counts: Counts,
}

#[derive(Serialize)]
struct FindingValue<'a> {
    #[serde(flatten)]
    line: FindingLine<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    novelty: Option<Novelty>,
    positions: Vec<PositionValue<'a>>,
}

#[derive(Serialize)]
struct PositionValue<'a> {
    value: Number,
    low: Number,
    high: Number,
    qualifier: Qualifier,
    is_sum: bool,
    outlets: &'a [String],
    origins: &'a [OriginGroup],
    at: Option<Timestamp>,
    claims: Vec<ClaimLine<'a>>,
}

#[derive(Serialize)]
struct ChangeValue<'a> {
    change: &'a str,
    detected_at: Timestamp,
    measure: &'a str,
    group: &'a str,
    outlet: &'a str,
    kind: ChangeKind,
    from: Option<ClaimLine<'a>>,
    to: Option<ClaimLine<'a>>,
}

#[derive(Serialize)]
struct TroubleValue<'a> {
    outlet: &'a str,
    source: &'a str,
    outcome: &'a str,
    message: &'a str,
}

fn event<'a>(picture: &'a Picture<'_>) -> EventValue<'a> {
    let findings = [Part::Conflicts, Part::Changes, Part::Agreements, Part::Stale, Part::Single]
        .into_iter()
        .flat_map(|part| picture.part(part))
        .map(|it| FindingValue { novelty: Some(it.novelty), ..finding(picture, &it.finding) });
    EventValue {
        summary: summary(picture),
        findings: findings.collect(),
        changes: picture.steps().iter().map(|step| change(picture, step)).collect(),
        resolved: picture.resolved().iter().map(|it| finding(picture, it)).collect(),
        trouble: picture.trouble().iter().map(trouble).collect(),
    }
}

fn summary<'a>(picture: &'a Picture<'_>) -> SummaryValue<'a> {
    let report = picture.report;
    let (outlets, origins) = picture.outlets_and_origins();
    SummaryValue {
        event: &report.event.id,
        title: &report.event.title,
        as_of: report.as_of,
        run: report.run,
        since_run: report.since,
        since: report.since_at,
        policy: report.policy,
        outlets,
        origins,
        differs: picture.differs(),
        counts: picture.counts(),
    }
}

fn finding<'a>(picture: &'a Picture<'_>, finding: &'a Finding) -> FindingValue<'a> {
    let positions = finding.positions.iter().map(|it| position(picture, it)).collect();
    FindingValue { line: FindingLine::from(finding), novelty: None, positions }
}

fn position<'a>(picture: &'a Picture<'_>, position: &'a Position) -> PositionValue<'a> {
    let quantity = &position.quantity;
    PositionValue {
        value: Number(quantity.value()),
        low: Number(quantity.low()),
        high: Number(quantity.high()),
        qualifier: quantity.qualifier(),
        is_sum: position.is_sum,
        outlets: &position.outlets,
        origins: &position.origins,
        at: position.at,
        claims: position.claims.iter().filter_map(|id| picture.claim(id)).map(claim).collect(),
    }
}

/// As the filters write it, less the sketch, which no reader of a report needs.
fn claim(claim: &Claim) -> ClaimLine<'_> {
    ClaimLine { sketch: Cow::Borrowed(&[]), ..ClaimLine::from(claim) }
}

fn change<'a>(picture: &'a Picture<'_>, step: &'a Change) -> ChangeValue<'a> {
    let line = |id: Option<&_>| id.and_then(|id| picture.claim(id)).map(claim);
    ChangeValue {
        change: &step.id,
        detected_at: step.detected_at,
        measure: &step.measure,
        group: &step.group,
        outlet: &step.outlet,
        kind: step.kind,
        from: line(step.from.as_ref()),
        to: line(step.to.as_ref()),
    }
}

fn trouble(trouble: &Trouble) -> TroubleValue<'_> {
    TroubleValue {
        outlet: &trouble.outlet,
        source: &trouble.source,
        outcome: &trouble.outcome,
        message: &trouble.message,
    }
}
