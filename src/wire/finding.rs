use rust_decimal::Decimal;
use serde::Serialize;

use super::decimal;
use crate::model::{
    Basis, ClaimId, Finding, OriginGroup, Pair, PairProvenance, PairRelation, Reason, Verdict,
};

/// A finding as one JSON line. `outlets` and `origins` are the two numbers; who they are follows behind.
#[derive(Debug, Clone, Serialize)]
pub struct FindingLine<'a> {
    pub finding: &'a str,
    pub event: &'a str,
    pub measure: &'a str,
    pub group: &'a str,
    pub verdict: Verdict,
    pub relation: Option<PairRelation>,
    pub reason: Option<Reason>,
    #[serde(with = "decimal")]
    pub low: Option<Decimal>,
    #[serde(with = "decimal")]
    pub best: Option<Decimal>,
    #[serde(with = "decimal")]
    pub high: Option<Decimal>,
    pub outlets: usize,
    pub origins: usize,
    pub claims: &'a [ClaimId],
    pub ask: Option<&'a str>,
    pub basis: Basis,
    pub unit: &'a str,
    pub note: Option<&'a str>,
    pub policy_note: &'a str,
    pub outlet_ids: &'a [String],
    pub origin_groups: &'a [OriginGroup],
    pub scope: Option<&'a str>,
    pub rule: &'a str,
    pub would_change: Option<&'static str>,
}

impl<'a> From<&'a Finding> for FindingLine<'a> {
    fn from(finding: &'a Finding) -> Self {
        Self {
            finding: finding.id.as_str(),
            event: &finding.event,
            measure: &finding.measure,
            group: &finding.group,
            verdict: finding.verdict,
            relation: finding.relation,
            reason: finding.reason,
            low: finding.low,
            best: finding.best,
            high: finding.high,
            outlets: finding.outlets.len(),
            origins: finding.origins.len(),
            claims: &finding.claims,
            ask: finding.ask.as_deref(),
            basis: finding.basis,
            unit: &finding.unit,
            note: finding.note.as_deref(),
            policy_note: &finding.policy_note,
            outlet_ids: &finding.outlets,
            origin_groups: &finding.origins,
            scope: finding.scope.as_deref(),
            rule: &finding.rule,
            would_change: finding.reason.map(Reason::would_change),
        }
    }
}

/// A compared pair as one JSON line.
#[derive(Debug, Clone, Serialize)]
pub struct PairLine<'a> {
    pub event: &'a str,
    pub a: &'a [ClaimId],
    pub b: &'a [ClaimId],
    pub relation: PairRelation,
    pub reason: Option<Reason>,
    pub provenance: PairProvenance,
    pub rule: &'a str,
}

impl<'a> From<&'a Pair> for PairLine<'a> {
    fn from(pair: &'a Pair) -> Self {
        Self {
            event: &pair.event,
            a: &pair.a,
            b: &pair.b,
            relation: pair.relation,
            reason: pair.reason,
            provenance: pair.provenance,
            rule: &pair.rule,
        }
    }
}
