use rusqlite::OptionalExtension;

use super::number::{moment, time};
use super::{Store, StoreError};
use crate::model::Timestamp;

/// How a source that is followed stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceState {
    pub event: String,
    pub outlet: Option<String>,
    pub kind: String,
    pub address: String,
    /// The typed outcome of the last look at it; `None` before the first.
    pub outcome: Option<String>,
    pub last_success: Option<Timestamp>,
    pub is_degraded: bool,
}

/// What the store holds of an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventTally {
    pub event: String,
    pub articles: i64,
    pub versions: i64,
    /// That stand in an article's newest version.
    pub figures: i64,
    /// Of the latest picture, by verdict.
    pub findings: Vec<(String, i64)>,
    pub last_change: Option<Timestamp>,
}

/// The last run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    pub id: i64,
    pub started_at: Timestamp,
    pub is_done: bool,
}

impl Store {
    pub fn last_run(&self) -> Result<Option<LastRun>, StoreError> {
        self.ask(|sql| {
            sql.query_row(
                "select id, started_at, outcome is 'done' from run order by id desc limit 1",
                [],
                |row| {
                    let (id, started_at) = (row.get(0)?, moment(row, 1)?);
                    Ok(LastRun { id, started_at, is_done: row.get(2)? })
                },
            )
            .optional()
        })
    }

    /// Every source that the config declares, in order of event, outlet and address.
    pub fn source_states(&self) -> Result<Vec<SourceState>, StoreError> {
        self.ask(|sql| {
            sql.prepare(
                "select source.event, source.outlet, source.kind, source.address, visit.outcome,
                     (select max(at) from fetch
                      where fetch.source = source.id and asked_as = 'source'
                          and fetch.outcome in ('ok', 'not_modified')),
                     exists (
                         select 1 from trouble where trouble.source = source.id
                             and trouble.kind = 'degraded' and trouble.closed_at is null
                     )
                 from source
                 left join visit on visit.source = source.id and visit.url = source.address
                 where source.declared order by 1, 2, 4, 3",
            )?
            .query_map([], |row| {
                Ok(SourceState {
                    event: row.get(0)?,
                    outlet: row.get(1)?,
                    kind: row.get(2)?,
                    address: row.get(3)?,
                    outcome: row.get(4)?,
                    last_success: time(row, 5)?,
                    is_degraded: row.get(6)?,
                })
            })?
            .collect()
        })
    }

    /// Every event, by id.
    pub fn tallies(&self) -> Result<Vec<EventTally>, StoreError> {
        let mut tallies: Vec<EventTally> = self.ask(|sql| {
            sql.prepare(
                "select event.id,
                     (select count(*) from article_event where event = event.id),
                     (select count(*) from revision join article_event using (article)
                      where event = event.id),
                     (select count(*) from v_current
                      join article_event using (article)
                      join claim_seen on claim_seen.revision = v_current.revision
                      where event = event.id and dropped_in is null),
                     (select max(detected_at) from change where event = event.id)
                 from event order by event.id",
            )?
            .query_map([], |row| {
                Ok(EventTally {
                    event: row.get(0)?,
                    articles: row.get(1)?,
                    versions: row.get(2)?,
                    figures: row.get(3)?,
                    findings: Vec::new(),
                    last_change: time(row, 4)?,
                })
            })?
            .collect()
        })?;
        for tally in &mut tallies {
            let Some(picture) = self.picture(&tally.event, None)? else { continue };
            tally.findings = self.ask(|sql| {
                sql.prepare_cached(
                    "select verdict, count(*) from finding where event = ?1 and run = ?2
                     group by verdict order by verdict",
                )?
                .query_map((&tally.event, picture.picture), |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
            })?;
        }
        Ok(tallies)
    }

    /// How many alerts wait to be delivered, and how many of them were refused by their channel.
    pub fn undelivered(&self) -> Result<(i64, i64), StoreError> {
        self.ask(|sql| {
            sql.query_row(
                "select count(*), count(delivery.error) from delivery
                 join alert on alert.id = delivery.alert
                 where delivery.sent_at is null and alert.state <> 'dropped'",
                [],
                |row| Ok((row.get(0)?, row.get(1)?)),
            )
        })
    }
}
