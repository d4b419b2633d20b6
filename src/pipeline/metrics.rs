//! What a monitor is told after a run: how the run went, how each source stands, what the store holds.

use crate::report::{Gauge, openmetrics};
use crate::store::{Store, StoreError};

/// The whole text file. `milliseconds` is how long the run took.
pub fn metrics(store: &Store, milliseconds: u64) -> Result<String, StoreError> {
    let mut build = Gauge::new("claims_build_info", "The version of the program.");
    build.add(vec![("version", env!("CARGO_PKG_VERSION").to_owned())], 1);
    let mut gauges = vec![build];
    if let Some(run) = store.last_run()? {
        gauges.extend([
            Gauge::of("claims_run", "The number of the last run.", run.id),
            Gauge::of("claims_run_complete", "Whether it came to its end.", run.is_done.into()),
            Gauge::of("claims_run_timestamp_seconds", "When it began.", run.started_at.timestamp()),
            Gauge::seconds("claims_run_duration_seconds", "How long it took.", milliseconds),
        ]);
    }
    gauges.extend(sources(store)?);
    gauges.extend(events(store)?);
    let (waiting, refused) = store.undelivered()?;
    gauges.extend([
        Gauge::of("claims_alerts_waiting", "Alerts that are still to be delivered.", waiting),
        Gauge::of("claims_alerts_refused", "Those whose channel has refused them.", refused),
        Gauge::of(
            "claims_store_size_bytes",
            "What the store takes of the disk.",
            i64::try_from(store.bytes_on_disk()).unwrap_or(i64::MAX),
        ),
    ]);
    Ok(openmetrics(&gauges))
}

fn sources(store: &Store) -> Result<[Gauge; 3], StoreError> {
    let mut up = Gauge::new("claims_source_up", "Whether the last look at a source succeeded.");
    let mut degraded = Gauge::new(
        "claims_source_degraded",
        "Whether its pages stopped yielding the text or the figures that they did.",
    );
    let mut success =
        Gauge::new("claims_source_success_timestamp_seconds", "When it last gave what it should.");
    for source in store.source_states()? {
        let labels = vec![
            ("event", source.event),
            ("outlet", source.outlet.unwrap_or_default()),
            ("kind", source.kind),
            ("address", source.address),
        ];
        if let Some(outcome) = source.outcome {
            let is_up = matches!(&*outcome, "ok" | "not_modified" | "not_due");
            up.add(labels.clone(), is_up.into());
        }
        degraded.add(labels.clone(), source.is_degraded.into());
        if let Some(at) = source.last_success {
            success.add(labels, at.timestamp());
        }
    }
    Ok([up, degraded, success])
}

fn events(store: &Store) -> Result<[Gauge; 5], StoreError> {
    let mut articles = Gauge::new("claims_articles", "Reports of an event.");
    let mut versions = Gauge::new("claims_versions", "Versions of its reports.");
    let mut figures = Gauge::new("claims_figures", "Figures that its reports print now.");
    let mut findings = Gauge::new("claims_findings", "Findings of its latest picture.");
    let mut change = Gauge::new(
        "claims_change_timestamp_seconds",
        "When an outlet's figure was last seen to change.",
    );
    for tally in store.tallies()? {
        let event = || vec![("event", tally.event.clone())];
        articles.add(event(), tally.articles);
        versions.add(event(), tally.versions);
        figures.add(event(), tally.figures);
        for (verdict, count) in tally.findings {
            findings.add(vec![("event", tally.event.clone()), ("verdict", verdict)], count);
        }
        if let Some(at) = tally.last_change {
            change.add(event(), at.timestamp());
        }
    }
    Ok([articles, versions, figures, findings, change])
}
