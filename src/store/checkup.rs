use rusqlite::{OptionalExtension, params};

use super::number::{moment, time};
use super::{SourceId, Store, StoreError, migrate};
use crate::model::Timestamp;

/// How a store is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Checkup {
    pub bytes: u64,
    /// The version of its tables.
    pub version: i64,
    /// What SQLite finds wrong with the file, and how many references lead nowhere; nothing where it is whole.
    pub damage: Option<String>,
    pub runs: i64,
    pub claims: i64,
    /// The moment for which the oldest page stands whose bytes are still here.
    pub oldest_snapshot: Option<Timestamp>,
    /// When the last run began.
    pub last_run: Option<Timestamp>,
    /// Whether it came to its end.
    pub last_run_done: bool,
    /// The alerts that a channel has refused so far.
    pub refused: Vec<Refused>,
}

/// What a channel has not taken.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    pub channel: String,
    pub alerts: i64,
    /// Since when the oldest of them waits.
    pub since: Timestamp,
    pub error: String,
}

/// What a source gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Harvest {
    /// When the words of one of its reports were last seen to be others than before.
    pub last_change: Option<Timestamp>,
    /// The reports that it led to, and the figures in their newest versions.
    pub reports: u32,
    pub figures: u32,
    /// Whether robots.txt kept this program out at the last attempt at one of its addresses.
    pub kept_out: bool,
    /// Whether any address of it was ever asked for.
    pub tried: bool,
}

impl Store {
    /// Looks the whole file through; of a large store it takes as long as reading it does.
    pub fn checkup(&self) -> Result<Checkup, StoreError> {
        let damage = self.damage()?;
        self.ask(|sql| {
            let count = |table: &str| {
                sql.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))
            };
            let last: Option<(Timestamp, bool)> = sql
                .query_row(
                    "select started_at, outcome is 'done' from run order by id desc limit 1",
                    [],
                    |row| Ok((moment(row, 0)?, row.get(1)?)),
                )
                .optional()?;
            let oldest_snapshot = sql.query_row(
                "select min(fetch.seen_at) from snapshot join fetch on fetch.snapshot = snapshot.sha256
                 where snapshot.body is not null",
                [],
                |row| time(row, 0),
            )?;
            let refused = sql
                .prepare(
                    "select delivery.channel, count(*), min(alert.at), max(delivery.error)
                     from delivery join alert on alert.id = delivery.alert
                     where delivery.sent_at is null and delivery.error is not null
                         and alert.state <> 'dropped'
                     group by delivery.channel order by delivery.channel",
                )?
                .query_map([], |row| {
                    Ok(Refused {
                        channel: row.get(0)?,
                        alerts: row.get(1)?,
                        since: moment(row, 2)?,
                        error: row.get(3)?,
                    })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Checkup {
                bytes: self.bytes_on_disk(),
                version: migrate::known(),
                damage,
                runs: count("run")?,
                claims: count("claim")?,
                oldest_snapshot,
                last_run: last.map(|(at, _)| at),
                last_run_done: last.is_some_and(|(_, done)| done),
                refused,
            })
        })
    }

    fn damage(&self) -> Result<Option<String>, StoreError> {
        self.ask(|sql| {
            let told: String = sql.query_row("pragma integrity_check", [], |row| row.get(0))?;
            if told != "ok" {
                return Ok(Some(told));
            }
            let broken: i64 =
                sql.query_row("select count(*) from pragma_foreign_key_check", [], |row| {
                    row.get(0)
                })?;
            Ok((broken > 0).then(|| format!("{broken} references lead nowhere")))
        })
    }

    /// What a source gave so far.
    pub fn harvest(&self, source: SourceId) -> Result<Harvest, StoreError> {
        self.ask(|sql| {
            let (last_change, tried) = sql
                .prepare_cached("select max(changed_at), count(*) > 0 from visit where source = ?1")?
                .query_row([source], |row| Ok((time(row, 0)?, row.get(1)?)))?;
            let kept_out = sql
                .prepare_cached("select 1 from visit where source = ?1 and outcome = 'robots'")?
                .exists(params![source])?;
            let (reports, figures) = sql
                .prepare_cached(
                    "select count(*), coalesce(sum((
                         select count(*) from claim_seen
                         where claim_seen.revision = v_current.revision and claim_seen.dropped_in is null
                     )), 0)
                     from v_current where v_current.article in (
                         select distinct revision.article from fetch
                         join revision on revision.id = fetch.revision where fetch.source = ?1
                     )",
                )?
                .query_row([source], |row| Ok((row.get(0)?, row.get(1)?)))?;
            Ok(Harvest { last_change, reports, figures, kept_out, tried })
        })
    }
}
