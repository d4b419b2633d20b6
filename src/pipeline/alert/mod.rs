//! News to alerts, and alerts to those who are to be told.
//!
//! What is new is made into rows in one transaction with the mark up to which the news are told, so that a kill between two steps
//! loses nothing and doubles nothing. Delivering reads those rows: what fails stays, and is tried again.

mod courier;
mod mail;

use std::collections::{BTreeMap, BTreeSet};

use chrono::Duration;
use serde::Serialize;

pub use courier::Post;

use super::picture::{Asked, report};
use crate::config::{Channel, Config, Way};
use crate::model::{ClaimId, Digest, Timestamp};
use crate::report::{
    Alert, AlertKind, AlertPolicy, Report, SourceTurn, alerts, body, source_alert, subject,
};
use crate::store::{Ailing, Ailment, Store, StoreError, Waiting};

/// What a channel is handed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Made of the alerts: a receiver that has seen it has seen them.
    pub id: String,
    pub subject: String,
    /// The whole message for people.
    pub text: String,
    /// Whether it ends quiet hours.
    pub digest: bool,
    pub alerts: Vec<Alert>,
}

/// Takes messages to where channels lead.
pub trait Courier {
    /// The error says in words why the message was not taken.
    fn carry(&self, channel: &Channel, message: &Message) -> Result<(), String>;
}

/// How a delivery went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    pub channel: String,
    pub subject: String,
    pub alerts: usize,
    pub error: Option<String>,
}

/// Makes alerts of what the runs since the last time told of each of these events. How many are new comes back.
pub fn note(store: &mut Store, config: &Config, events: &[&str]) -> Result<usize, StoreError> {
    let settings = &config.settings.alerts;
    let policy = AlertPolicy {
        percent_min: settings.percent_min.into(),
        count_min: settings.count_min.into(),
        thresholds: settings.thresholds.0.clone(),
    };
    let flip = Duration::milliseconds(i64::try_from(settings.flip_ms).unwrap_or(i64::MAX / 2));
    let mut new = 0;
    for event in events {
        let Some(latest) = store.picture(event, None)? else { continue };
        let told = store.alerted(event)?;
        if told.is_some_and(|told| told >= latest.run) {
            continue;
        }
        let mut found = Vec::new();
        if let Some(told) = told {
            let news = store.changes_since(event, told)?;
            let asked = Asked { since: Some(told), ..Asked::default() };
            if let Some(report) = report(store, event, asked)? {
                for held in store.held(event)? {
                    if !holds(&report, &held) {
                        store.drop_alert(&held.id)?;
                    }
                }
                found = alerts(&report, &policy, &|change| news.binary_search(&change.id).is_ok());
                let stood = standing(store, event, told)?;
                found.retain(|alert| holds(&report, alert) && !is_old(&stood, alert));
                found.extend(sources(store, &report, told)?);
            }
            found.retain(|alert| settings.kinds.0.contains(&alert.kind));
        }
        let takers = |alert: &Alert| {
            let takes = config.channels.iter().filter(|channel| takes(channel, alert));
            takes.map(|channel| channel.id.clone()).collect()
        };
        new += store.alert(event, latest.run, &found, &takers, flip)?;
    }
    Ok(new)
}

/// The claims that stood when the news were last told.
fn standing(store: &Store, event: &str, told: i64) -> Result<BTreeSet<ClaimId>, StoreError> {
    let seen = store.appearances(event, Some(told))?.into_iter().filter(|seen| seen.live);
    Ok(seen.map(|seen| seen.claim.id).collect())
}

/// Whether the figure that an alert leads to stood before. Which of an outlet's several reports spoke first is seen in another light
/// once one of them moves on: a step that comes to light so lies in the past, and is no news.
fn is_old(stood: &BTreeSet<ClaimId>, alert: &Alert) -> bool {
    let leads =
        !matches!(alert.kind, AlertKind::Conflict | AlertKind::Resolved | AlertKind::Withdrawn);
    leads && alert.sides.last().is_some_and(|last| stood.contains(&last.claim))
}

/// The sources that went dark or bare, or came back. One that did both since the news were told is no news.
fn sources(store: &Store, report: &Report, told: i64) -> Result<Vec<Alert>, StoreError> {
    let mut found = Vec::new();
    for Ailing { outlet, kind, address, trouble } in store.troubles_since(&report.event.id, told)? {
        let was_told = trouble.opened_run.is_some_and(|run| run <= told);
        let run = match (trouble.closed, trouble.opened_run) {
            (Some((_, run)), _) if was_told => run,
            (None, Some(run)) => run,
            _ => continue,
        };
        let known = report.outlets.iter().find(|known| Some(&known.id) == outlet.as_ref());
        let turn = SourceTurn {
            kind: match trouble.ailment {
                Ailment::Dark => AlertKind::Dark,
                Ailment::Degraded => AlertKind::Degraded,
            },
            outlet: known.map(|outlet| outlet.label().to_owned()).or(outlet),
            source: kind,
            address,
            opened_at: trouble.opened_at,
            closed_at: trouble.closed.map(|(at, _)| at),
            why: trouble.why,
            run,
        };
        found.push(source_alert(&report.event, &turn));
    }
    Ok(found)
}

/// Whether what an alert tells is still so: the figure that it says is printed now is, or the one that was withdrawn is not.
fn holds(report: &Report, alert: &Alert) -> bool {
    if matches!(alert.kind, AlertKind::Conflict | AlertKind::Resolved) {
        return true;
    }
    // A source's turn has no sides, and its own way of being taken back.
    let Some(last) = alert.sides.last() else { return true };
    let stands = report.appearances.iter().any(|seen| seen.live && seen.claim.id == last.claim);
    stands != (alert.kind == AlertKind::Withdrawn)
}

fn takes(channel: &Channel, alert: &Alert) -> bool {
    channel.kinds.as_ref().is_none_or(|kinds| kinds.0.contains(&alert.kind))
        && (channel.events.is_empty() || channel.events.contains(&alert.event))
}

/// When something is to be delivered next, quiet hours left out.
pub fn next_delivery(
    store: &Store,
    config: &Config,
    now: Timestamp,
) -> Result<Option<Timestamp>, StoreError> {
    let Some(next) = store.next_delivery()? else { return Ok(None) };
    let watch = &config.settings.watch;
    let next = next.max(now);
    let has_urgent = config.channels.iter().any(|channel| channel.urgent);
    Ok(Some(match config.settings.alerts.quiet {
        Some(quiet) if !has_urgent => quiet.end(&watch.time_zone, next),
        // An urgent channel may be waited for in quiet hours; the others are looked at now and then.
        Some(quiet) if quiet.contains(&watch.time_zone, now) => {
            next.max(now + Duration::minutes(1))
        }
        _ => next,
    }))
}

/// Delivers what waits: what one run said of one event is one message, and what quiet hours held back is one digest.
pub fn deliver(
    store: &mut Store,
    config: &Config,
    courier: &dyn Courier,
    now: Timestamp,
) -> Result<Vec<Delivered>, StoreError> {
    let mut done = Vec::new();
    let mut by_channel: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
    for waiting in store.waiting(now)? {
        by_channel.entry(waiting.channel.clone()).or_default().push(waiting);
    }
    for (id, waiting) in by_channel {
        let Some(channel) = config.channels.iter().find(|channel| channel.id == id) else {
            // The desk took the channel away: nobody is left to be told.
            let alerts: Vec<String> = waiting.into_iter().map(|it| it.alert.id).collect();
            store.delivered(&id, &alerts, now, None)?;
            continue;
        };
        let zone = &config.settings.watch.time_zone;
        let quiet = config.settings.alerts.quiet.filter(|_| !channel.urgent);
        let is_quiet = |at: Timestamp| quiet.is_some_and(|quiet| quiet.contains(zone, at));
        if is_quiet(now) {
            continue;
        }
        for (digest, alerts) in grouped(waiting, &is_quiet) {
            done.push(hand_over(store, channel, courier, message(alerts, digest), now)?);
        }
    }
    Ok(done)
}

/// The messages that the alerts make, each with whether it is a digest.
fn grouped(waiting: Vec<Waiting>, is_quiet: &dyn Fn(Timestamp) -> bool) -> Vec<(bool, Vec<Alert>)> {
    let mut held = Vec::new();
    let mut by_run: BTreeMap<(i64, String), Vec<Alert>> = BTreeMap::new();
    for Waiting { alert, .. } in waiting {
        if is_quiet(alert.at) {
            held.push(alert);
        } else {
            by_run.entry((alert.run, alert.event.clone())).or_default().push(alert);
        }
    }
    let digest = (!held.is_empty()).then_some((true, held));
    digest.into_iter().chain(by_run.into_values().map(|alerts| (false, alerts))).collect()
}

fn message(alerts: Vec<Alert>, digest: bool) -> Message {
    let ids: Vec<&str> = alerts.iter().map(|alert| alert.id.as_str()).collect();
    Message {
        id: Digest::of(ids.join(" ").as_bytes()).to_string()[..20].to_owned(),
        subject: subject(&alerts),
        text: body(&alerts),
        digest,
        alerts,
    }
}

fn hand_over(
    store: &mut Store,
    channel: &Channel,
    courier: &dyn Courier,
    message: Message,
    now: Timestamp,
) -> Result<Delivered, StoreError> {
    let outcome = match &channel.way {
        Way::Feed { folder } => feed(store, folder, &message),
        _ => courier.carry(channel, &message),
    };
    let ids: Vec<String> = message.alerts.iter().map(|alert| alert.id.clone()).collect();
    store.delivered(&channel.id, &ids, now, outcome.as_ref().err().map(String::as_str))?;
    Ok(Delivered {
        channel: channel.id.clone(),
        subject: message.subject,
        alerts: ids.len(),
        error: outcome.err(),
    })
}

/// So many of an event's alerts stand in its feeds.
const FEED_MAX: u32 = 100;

fn feed(store: &Store, folder: &std::path::Path, message: &Message) -> Result<(), String> {
    let events: BTreeMap<&str, &str> =
        message.alerts.iter().map(|alert| (alert.event.as_str(), alert.title.as_str())).collect();
    for (event, title) in events {
        let sent = store.alerts(Some(event), FEED_MAX).map_err(|error| error.to_string())?;
        let told: Vec<Alert> =
            sent.into_iter().filter(|it| it.state != "dropped").map(|it| it.alert).collect();
        courier::write_feeds(folder, event, title, &told).map_err(|error| error.to_string())?;
    }
    Ok(())
}

/// A message that says that it is a test, for trying a channel.
pub fn trial(courier: &dyn Courier, channel: &Channel, now: Timestamp) -> Result<(), String> {
    let at = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    let text = format!(
        "This is a test of the channel `{}`, sent at {at}. Nothing has happened.\n",
        channel.id
    );
    let message = Message {
        id: Digest::of(text.as_bytes()).to_string()[..20].to_owned(),
        subject: "[claims] a test: nothing has happened".to_owned(),
        text,
        digest: false,
        alerts: Vec::new(),
    };
    match &channel.way {
        Way::Feed { folder } => courier::can_write(folder).map_err(|error| error.to_string()),
        _ => courier.carry(channel, &message),
    }
}
