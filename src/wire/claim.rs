use std::borrow::Cow;
use std::sync::Arc;

use chrono::SecondsFormat;
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};

use super::{SCHEMA, decimal};
use crate::model::{
    AsOf, Attribution, AttributionKind, Basis, Claim, ClaimId, Diagnostic, Kind, Precision,
    Provenance, Qualifier, Quantity, Relation, Span, Status, Timestamp, Trend,
};

/// A claim as one JSON line.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ClaimLine<'a> {
    pub doc: Cow<'a, str>,
    pub claim: Cow<'a, str>,
    pub kind: Kind,
    #[serde(default)]
    pub measure: Option<Cow<'a, str>>,
    #[serde(default = "everyone")]
    pub group: Cow<'a, str>,
    #[serde(default)]
    pub text: Cow<'a, str>,
    #[serde(with = "decimal", default)]
    pub value: Option<Decimal>,
    #[serde(with = "decimal", default)]
    pub low: Option<Decimal>,
    #[serde(with = "decimal", default)]
    pub high: Option<Decimal>,
    pub qualifier: Qualifier,
    #[serde(default)]
    pub unit: Cow<'a, str>,
    #[serde(default)]
    pub noun: Option<Cow<'a, str>>,
    #[serde(default)]
    pub relation: Option<Relation>,
    #[serde(default)]
    pub parent: Option<Cow<'a, str>>,
    #[serde(default = "incident")]
    pub basis: Basis,
    #[serde(default = "asserted")]
    pub status: Status,
    #[serde(default)]
    pub hedge: Option<Cow<'a, str>>,
    #[serde(default)]
    pub attributed_to: Option<Cow<'a, str>>,
    #[serde(default)]
    pub in_headline: bool,
    #[serde(default)]
    pub as_of: Option<Cow<'a, str>>,
    #[serde(default)]
    pub start: u32,
    #[serde(default)]
    pub end: u32,
    #[serde(default)]
    pub quote: Cow<'a, str>,
    #[serde(default)]
    pub sentence_start: u32,
    #[serde(default)]
    pub sentence_end: u32,
    #[serde(default)]
    pub trend: Option<Trend>,
    #[serde(default)]
    pub concept: Cow<'a, [String]>,
    #[serde(default)]
    pub confidence: f64,
    #[serde(default)]
    pub rule: Cow<'a, str>,
    #[serde(default)]
    pub event: Option<Cow<'a, str>>,
    #[serde(default)]
    pub outlet: Option<Cow<'a, str>>,
    #[serde(default)]
    pub url: Option<Cow<'a, str>>,
    #[serde(default)]
    pub published: Option<Cow<'a, str>>,
    #[serde(default)]
    pub title: Option<Cow<'a, str>>,
    #[serde(default)]
    pub language: Option<Cow<'a, str>>,
    #[serde(default)]
    pub modified: Option<Cow<'a, str>>,
    #[serde(default)]
    pub agency: Option<Cow<'a, str>>,
    #[serde(default)]
    pub attribution_kind: Option<AttributionKind>,
    #[serde(default)]
    pub as_of_precision: Option<Precision>,
    #[serde(default)]
    pub place: Option<Cow<'a, str>>,
    #[serde(default)]
    pub window: Option<Cow<'a, str>>,
    #[serde(default)]
    pub cause: Option<Cow<'a, str>>,
    #[serde(default)]
    pub corrects: bool,
    #[serde(with = "decimal", default)]
    pub grain: Option<Decimal>,
    #[serde(default)]
    pub clause: Cow<'a, str>,
    #[serde(default)]
    pub sketch: Cow<'a, [u32]>,
    #[serde(default = "schema")]
    pub schema: u32,
}

fn everyone() -> Cow<'static, str> {
    Cow::Borrowed("all")
}

fn incident() -> Basis {
    Basis::Incident
}

fn asserted() -> Status {
    Status::Asserted
}

fn schema() -> u32 {
    SCHEMA
}

fn iso(at: Timestamp) -> Cow<'static, str> {
    Cow::Owned(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}

fn moment(iso: Option<&Cow<'_, str>>) -> Option<Timestamp> {
    iso.and_then(|text| text.parse().ok())
}

fn owned(text: Option<&Cow<'_, str>>) -> Option<String> {
    text.map(ToString::to_string)
}

/// Why a line that is good JSON is no claim.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAClaim {
    #[error("claim `{0}`: its value, low and high contradict each other")]
    Quantity(String),
    #[error("claim `{0}` counts less than nothing")]
    Negative(String),
    #[error("claim `{0}` was written by schema {1}; this program reads up to {SCHEMA}")]
    Schema(String, u32),
}

impl<'a> From<&'a Claim> for ClaimLine<'a> {
    fn from(claim: &'a Claim) -> Self {
        let provenance = claim.provenance.as_ref();
        let text = |text: &'a Option<String>| text.as_deref().map(Cow::Borrowed);
        Self {
            doc: Cow::Borrowed(&provenance.doc),
            claim: Cow::Borrowed(claim.id.as_str()),
            kind: claim.kind,
            measure: text(&claim.measure),
            group: Cow::Borrowed(&claim.group),
            text: Cow::Borrowed(&claim.text),
            value: claim.quantity.value(),
            low: claim.quantity.low(),
            high: claim.quantity.high(),
            qualifier: claim.quantity.qualifier(),
            unit: Cow::Borrowed(&claim.unit),
            noun: text(&claim.noun),
            relation: claim.relation,
            parent: claim.parent.as_ref().map(|id| Cow::Borrowed(id.as_str())),
            basis: claim.basis,
            status: claim.status,
            hedge: text(&claim.hedge),
            attributed_to: claim.attribution.as_ref().map(|by| Cow::Borrowed(by.to.as_str())),
            in_headline: claim.in_headline,
            as_of: claim.as_of.map(|as_of| iso(as_of.at)),
            start: claim.span.start,
            end: claim.span.end,
            quote: Cow::Borrowed(&claim.quote),
            sentence_start: claim.sentence.start,
            sentence_end: claim.sentence.end,
            trend: claim.trend,
            concept: Cow::Borrowed(&claim.concept),
            confidence: f64::from(claim.confidence) / 100.0,
            rule: Cow::Borrowed(&claim.rule),
            event: text(&provenance.event),
            outlet: text(&provenance.outlet),
            url: text(&provenance.url),
            published: provenance.published.map(iso),
            title: text(&provenance.title),
            language: text(&provenance.language),
            modified: provenance.modified.map(iso),
            agency: text(&provenance.agency),
            attribution_kind: claim.attribution.as_ref().map(|by| by.kind),
            as_of_precision: claim.as_of.map(|as_of| as_of.precision),
            place: text(&claim.place),
            window: text(&claim.window),
            cause: text(&claim.cause),
            corrects: claim.corrects,
            grain: Some(claim.quantity.grain()),
            clause: Cow::Borrowed(&claim.clause),
            sketch: Cow::Borrowed(&provenance.sketch),
            schema: SCHEMA,
        }
    }
}

impl ClaimLine<'_> {
    /// The times that are none, by the names of their fields: the claim is read as if they were not stated.
    pub fn unreadable_times(&self) -> Vec<&'static str> {
        let times =
            [("published", &self.published), ("modified", &self.modified), ("as_of", &self.as_of)];
        let is_none = |time: &Option<Cow<'_, str>>| {
            time.as_ref().is_some_and(|text| !text.is_empty() && moment(Some(text)).is_none())
        };
        times.into_iter().filter(|(_, time)| is_none(time)).map(|(name, _)| name).collect()
    }

    /// The claim the line stands for. The document's part is built anew for each line; `Arc`s of one document are not shared.
    pub fn claim(&self) -> Result<Claim, NotAClaim> {
        if self.schema > SCHEMA {
            return Err(NotAClaim::Schema(self.claim.to_string(), self.schema));
        }
        let grain = self.grain.unwrap_or(Decimal::ONE);
        let quantity = Quantity::from_parts(self.value, self.low, self.high, self.qualifier, grain)
            .filter(Quantity::is_sound)
            .ok_or_else(|| NotAClaim::Quantity(self.claim.to_string()))?;
        let numbers = [quantity.value(), quantity.low(), quantity.high()];
        let is_negative = |number: Decimal| number.is_sign_negative() && !number.is_zero();
        if self.kind == Kind::Count && numbers.into_iter().flatten().any(is_negative) {
            return Err(NotAClaim::Negative(self.claim.to_string()));
        }
        Ok(Claim {
            id: ClaimId::from_name(self.claim.to_string()),
            kind: self.kind,
            measure: owned(self.measure.as_ref()),
            group: self.group.to_string(),
            quantity,
            text: self.text.to_string(),
            unit: self.unit.to_string(),
            noun: owned(self.noun.as_ref()),
            relation: self.relation,
            parent: self.parent.as_ref().map(|id| ClaimId::from_name(id.to_string())),
            basis: self.basis,
            status: self.status,
            hedge: owned(self.hedge.as_ref()),
            attribution: self.attributed_to.as_ref().map(|to| Attribution {
                to: to.to_string(),
                kind: self.attribution_kind.unwrap_or(AttributionKind::Other),
            }),
            in_headline: self.in_headline,
            as_of: moment(self.as_of.as_ref()).map(|at| AsOf {
                at,
                precision: self.as_of_precision.unwrap_or(Precision::Minute),
            }),
            trend: self.trend,
            concept: self.concept.to_vec(),
            place: owned(self.place.as_ref()),
            window: owned(self.window.as_ref()),
            cause: owned(self.cause.as_ref()),
            corrects: self.corrects,
            span: Span { start: self.start.min(self.end), end: self.end },
            quote: self.quote.to_string(),
            sentence: Span {
                start: self.sentence_start.min(self.sentence_end),
                end: self.sentence_end,
            },
            clause: self.clause.to_string(),
            confidence: (self.confidence * 100.0).round().to_u8().unwrap_or(0).min(100),
            rule: self.rule.to_string(),
            provenance: Arc::new(Provenance {
                doc: self.doc.to_string(),
                event: owned(self.event.as_ref()),
                outlet: owned(self.outlet.as_ref()),
                url: owned(self.url.as_ref()),
                title: owned(self.title.as_ref()),
                published: moment(self.published.as_ref()),
                modified: moment(self.modified.as_ref()),
                language: owned(self.language.as_ref()),
                agency: owned(self.agency.as_ref()),
                sketch: self.sketch.to_vec(),
            }),
        })
    }
}

/// A number that was set aside, as `claims extract --diagnostics` prints it.
#[derive(Debug, Clone, Serialize)]
pub struct SetAsideLine<'a> {
    pub doc: &'a str,
    pub set_aside: &'a str,
    pub start: Option<u32>,
    pub end: Option<u32>,
    pub reason: &'a str,
}

impl<'a> SetAsideLine<'a> {
    pub fn new(doc: &'a str, diagnostic: &'a Diagnostic) -> Self {
        Self {
            doc,
            set_aside: &diagnostic.text,
            start: diagnostic.at.map(|span| span.start),
            end: diagnostic.at.map(|span| span.end),
            reason: &diagnostic.message,
        }
    }
}
