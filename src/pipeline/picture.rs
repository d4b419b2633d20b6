use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::neighbours;
use crate::config::{Config, policy_name};
use crate::engine::Engine;
use crate::model::{Basis, Event, Finding, FindingId, Timestamp, Verdict};
use crate::reconcile::Settings;
use crate::report::{Novelty, Report, Reported, Trouble};
use crate::store::{Picture, Store, StoreError};

/// Which picture of an event is asked for. The default: the latest, against the one of the run before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Asked {
    /// The picture that the runs up to this moment left.
    pub as_of: Option<Timestamp>,
    /// The run to compare with, in place of the one before.
    pub since: Option<i64>,
}

/// All that is known of an event, as its latest finished run left it; `None` where no run has looked at the event yet.
pub fn report(store: &Store, event: &str, asked: Asked) -> Result<Option<Report>, StoreError> {
    let until = match asked.as_of {
        Some(moment) => match store.run_at(moment)? {
            Some(run) => Some(run),
            None => return Ok(None),
        },
        None => None,
    };
    let Some(event) = store.event(event)? else { return Ok(None) };
    let Some(latest) = store.picture(&event.id, until)? else { return Ok(None) };
    let since = match asked.since {
        Some(run) => store.picture(&event.id, Some(run))?,
        None => store.picture(&event.id, Some(latest.run - 1))?,
    };
    let picture = store.told(&event.id, latest.picture)?;
    let before = match &since {
        Some(since) => Some(store.told(&event.id, since.picture)?.findings),
        None => None,
    };
    let (findings, mut resolved) = compare(picture.findings, before.as_deref());
    if let (Some(since), Some(before)) = (&since, &before) {
        resolved.extend(once_in_conflict(store, &event.id, since.picture, before, &findings)?);
    }
    let appearances = store.appearances(&event.id, Some(latest.run))?;
    let heard: BTreeSet<&str> =
        appearances.iter().filter_map(|seen| seen.claim.provenance.outlet.as_deref()).collect();
    let mut outlets = store.outlets()?;
    outlets.retain(|outlet| heard.contains(outlet.id.as_str()));
    Ok(Some(Report {
        outlets,
        as_of: latest.at,
        run: Some(latest.run),
        since: since.as_ref().map(|since| since.run),
        since_at: since.map(|since| since.at),
        policy: named(&latest.policy).unwrap_or_default(),
        findings,
        resolved,
        appearances,
        changes: store.changes(&event.id, Some(latest.run))?,
        set_aside: picture.set_aside,
        trouble: trouble(store, latest.run, &event)?,
        event,
    }))
}

/// Says anew what the claims of an event say together, as a part of the run.
pub(super) fn compared(
    store: &mut Store,
    config: &Config,
    engine: &Engine,
    run: i64,
    event: &str,
) -> Result<(), StoreError> {
    let policy = config.settings.reconcile.policy;
    let outlets = neighbours::judged(&config.outlets, store.outlets()?);
    let settings = Settings { outlets, policy, pairs: false };
    let appearances = store.appearances(event, None)?;
    let said = engine.reconcile(&settings, &appearances);
    let mut set_aside = said.set_aside;
    set_aside.sort();
    set_aside.dedup_by(|a, b| a.0 == b.0);
    let picture = Picture { findings: said.findings, set_aside };
    store.tell(run, event, &policy_name(policy), &picture, &said.changes)
}

/// Says of each finding whether the run before had it, and which conflicts of that run stand no more. The first picture of
/// an event is all new.
fn compare(now: Vec<Finding>, before: Option<&[Finding]>) -> (Vec<Reported>, Vec<Finding>) {
    let before: BTreeMap<&FindingId, &Finding> =
        before.into_iter().flatten().map(|finding| (&finding.id, finding)).collect();
    // The first in order of id stands for those that answer one question with one verdict.
    let mut asked: BTreeMap<(Verdict, Question<'_>), &Finding> = BTreeMap::new();
    for old in before.values().copied() {
        asked.entry((old.verdict, question(old))).or_insert(old);
    }
    let novelty: Vec<Novelty> = now
        .iter()
        .map(|finding| {
            let old = before.get(&finding.id).copied();
            match old.or_else(|| asked.get(&(finding.verdict, question(finding))).copied()) {
                None => Novelty::New,
                Some(old) if says_the_same(old, finding) => Novelty::Standing,
                Some(_) => Novelty::Changed,
            }
        })
        .collect();
    // What time has put in order is not settled as long as a page prints the older figure.
    let apart: BTreeSet<Question<'_>> =
        now.iter().filter(|new| new.stands_apart()).map(question).collect();
    let resolved = before
        .values()
        .copied()
        .filter(|old| old.verdict == Verdict::Conflict && !apart.contains(&question(old)))
        .cloned()
        .collect();
    let reported =
        now.into_iter().zip(novelty).map(|(finding, novelty)| Reported { finding, novelty });
    (reported.collect(), resolved)
}

/// Conflicts that time had put in order by the run compared with, while a page still printed the older figure, and that no page keeps up now:
/// what they were when they last stood.
fn once_in_conflict(
    store: &Store,
    event: &str,
    since: i64,
    before: &[Finding],
    now: &[Reported],
) -> Result<Vec<Finding>, StoreError> {
    let apart: BTreeSet<Question<'_>> = now
        .iter()
        .map(|reported| &reported.finding)
        .filter(|new| new.stands_apart())
        .map(question)
        .collect();
    let in_conflict: BTreeSet<Question<'_>> =
        before.iter().filter(|old| old.verdict == Verdict::Conflict).map(question).collect();
    let mut open: BTreeSet<Question<'_>> = before
        .iter()
        .filter(|old| old.stands_apart())
        .map(question)
        .filter(|asked| !apart.contains(asked) && !in_conflict.contains(asked))
        .collect();
    let mut found = Vec::new();
    let mut earlier = since;
    while !open.is_empty()
        && let Some(row) = store.picture(event, Some(earlier - 1))?
    {
        earlier = row.picture;
        let told = store.told(event, row.picture)?.findings;
        open.retain(|asked| {
            let mut own = told.iter().filter(|it| it.stands_apart() && question(it) == *asked);
            let conflicts: Vec<&Finding> =
                own.clone().filter(|it| it.verdict == Verdict::Conflict).collect();
            found.extend(conflicts.iter().map(|conflict| (*conflict).clone()));
            conflicts.is_empty() && own.next().is_some()
        });
    }
    Ok(found)
}

/// Measure, group, scope, basis and unit: what two findings about one figure share.
type Question<'f> = (&'f str, &'f str, Option<&'f str>, Basis, &'f str);

fn question(it: &Finding) -> Question<'_> {
    (&it.measure, &it.group, it.scope.as_deref(), it.basis, &it.unit)
}

/// Whether an editor who read the one has nothing new in the other: the same verdict, reason, figures and origins.
fn says_the_same(a: &Finding, b: &Finding) -> bool {
    let figures = |finding: &Finding| {
        let mut figures: Vec<_> = finding
            .positions
            .iter()
            .map(|position| {
                let quantity = &position.quantity;
                (quantity.value(), quantity.low(), quantity.high(), position.outlets.clone())
            })
            .collect();
        figures.sort();
        figures
    };
    (a.verdict, a.reason, a.low, a.high) == (b.verdict, b.reason, b.low, b.high)
        && a.origins.len() == b.origins.len()
        && figures(a) == figures(b)
}

fn trouble(store: &Store, run: i64, event: &Event) -> Result<Vec<Trouble>, StoreError> {
    let failed = store.failed(run, &event.id)?.into_iter();
    Ok(failed
        .map(|failed| Trouble {
            outlet: failed.outlet,
            source: failed.url,
            outcome: failed.outcome,
            message: failed.message,
        })
        .collect())
}

/// The enum value that a stored name stands for.
fn named<T: DeserializeOwned>(name: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reconcile::Policy;

    #[test]
    fn a_policy_is_known_by_its_stored_name() {
        assert_eq!(named("low-best-high"), Some(Policy::LowBestHigh));
        assert_eq!(named::<Policy>("loudest"), None);
    }
}
