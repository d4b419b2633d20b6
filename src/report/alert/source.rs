//! A source that went dark or bare, or is well again, as an alert.

use super::{Alert, AlertKind};
use crate::model::{Event, FindingId, Timestamp};

/// How a source turned, as a run saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceTurn {
    /// [`AlertKind::Dark`] or [`AlertKind::Degraded`].
    pub kind: AlertKind,
    /// Whose reports it gives, for people; `None` where they are of several.
    pub outlet: Option<String>,
    /// "feed", "page" ... and where it is.
    pub source: String,
    pub address: String,
    pub opened_at: Timestamp,
    /// When it was over; `None`: it is not.
    pub closed_at: Option<Timestamp>,
    /// Why it opened.
    pub why: String,
    pub run: i64,
}

/// The alert of it: one when the trouble opens, one when it closes.
pub fn source_alert(event: &Event, turn: &SourceTurn) -> Alert {
    let SourceTurn { kind, source, address, why, .. } = turn;
    let whose = turn.outlet.as_ref().map(|outlet| format!("{outlet}: ")).unwrap_or_default();
    let is_over = turn.closed_at.is_some();
    let (said, advice) = match (kind, is_over) {
        (AlertKind::Dark, false) => (
            "is dark",
            "until it answers, its figures are those of its last good answer: look at it in a browser",
        ),
        (AlertKind::Dark, true) => ("answers again", ""),
        (_, false) => (
            "is degraded",
            "open one of its pages in a browser; where it shows the report, its layout is read wrongly",
        ),
        (_, true) => ("yields again", ""),
    };
    let at = |at: Timestamp| at.format("%Y-%m-%d %H:%MZ").to_string();
    let mut headline = format!("{whose}{source} `{address}` {said}");
    let mut lines = vec![why.clone()];
    if is_over {
        lines = vec![format!("since {}: {why}", at(turn.opened_at))];
    } else {
        headline = format!("{headline}: {why}");
        lines.push(advice.to_owned());
    }
    let opened = turn.opened_at.to_rfc3339();
    let turned = if is_over { "closed" } else { "opened" };
    let outlet = turn.outlet.as_deref().unwrap_or_default();
    let id = [kind.as_str(), &event.id, outlet, source, address, &opened, turned];
    let (trouble, well) = (kind.as_str().to_owned(), String::new());
    let (was, is) = if is_over { (trouble, well) } else { (well, trouble) };
    Alert {
        id: FindingId::of(&id).to_string(),
        kind: *kind,
        event: event.id.clone(),
        title: if event.title.is_empty() { event.id.clone() } else { event.title.clone() },
        at: turn.closed_at.unwrap_or(turn.opened_at),
        run: turn.run,
        headline,
        subject: format!("{source} {address}"),
        sides: Vec::new(),
        others: lines,
        outlets: 0,
        origins: 0,
        ask: None,
        key: ["source", kind.as_str(), outlet, source, address].join("\u{1f}"),
        was,
        is,
    }
}
