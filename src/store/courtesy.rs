use rusqlite::{OptionalExtension, params};

use super::number::{iso, moment, time};
use super::{SourceId, Store, StoreError};
use crate::model::Timestamp;

/// What a source's server said of it in earlier runs.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Standing {
    /// Where it has moved for good.
    pub moved_to: Option<String>,
    /// Since when it is gone for good.
    pub gone_at: Option<Timestamp>,
    /// Before this it wants not to be asked again.
    pub ask_after: Option<Timestamp>,
}

impl Store {
    /// What a source's server said of it.
    pub fn standing(&self, source: SourceId) -> Result<Standing, StoreError> {
        let found = self.ask(|sql| {
            sql.prepare_cached("select moved_to, gone_at, ask_after from source where id = ?1")?
                .query_row([source], |row| {
                    Ok(Standing {
                        moved_to: row.get(0)?,
                        gone_at: time(row, 1)?,
                        ask_after: time(row, 2)?,
                    })
                })
                .optional()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// Writes down what a source's server says of it now.
    pub fn stand(&mut self, source: SourceId, standing: &Standing) -> Result<(), StoreError> {
        self.change(|sql| {
            sql.prepare_cached(
                "update source set moved_to = ?2, gone_at = ?3, ask_after = ?4
                 where id = ?1",
            )?
            .execute(params![
                source,
                standing.moved_to,
                standing.gone_at.map(iso),
                standing.ask_after.map(iso),
            ])
        })?;
        Ok(())
    }

    /// The hosts that asked to be left alone for longer than now.
    pub fn silences(&self, now: Timestamp) -> Result<Vec<(String, Timestamp)>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select host, until_at from silence where until_at > ?1 order by host",
            )?
            .query_map([iso(now)], |row| Ok((row.get(0)?, moment(row, 1)?)))?
            .collect()
        })
    }

    /// Leaves a host alone until then.
    pub fn hush(&mut self, host: &str, until: Timestamp) -> Result<(), StoreError> {
        self.change(|sql| {
            sql.prepare_cached(
                "insert into silence (host, until_at) values (?1, ?2)
                 on conflict (host) do update set until_at = max(until_at, ?2)",
            )?
            .execute(params![host, iso(until)])
        })?;
        Ok(())
    }
}
