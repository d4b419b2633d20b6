use rusqlite::params;

use super::number::{iso, time};
use super::{Store, StoreError};
use crate::model::Timestamp;

/// What retention lets go, or would.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Prunable {
    pub snapshots: u32,
    /// As they are stored, compressed.
    pub snapshot_bytes: u64,
    /// Versions whose text goes.
    pub texts: u32,
    pub text_bytes: u64,
    /// The claims that rest on them: they stay, with their quotes.
    pub claims: u32,
}

impl Prunable {
    /// Whether there is nothing to let go.
    pub fn is_empty(&self) -> bool {
        self.snapshots == 0 && self.texts == 0
    }

    pub fn bytes(&self) -> u64 {
        self.snapshot_bytes.saturating_add(self.text_bytes)
    }
}

/// How much of an event's evidence retention has let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pruned {
    /// Versions of its reports whose bytes are gone, and all of them.
    pub versions: u32,
    pub of: u32,
    pub last_at: Timestamp,
}

/// Bytes that no attempt since `?1` gave, and that none of then says the same words as; what is still to be read stays.
const SNAPSHOTS: &str = "body is not null
    and not exists (
        select 1 from fetch
        where fetch.snapshot = snapshot.sha256 and (fetch.at >= ?1 or fetch.reading is null)
    )
    and not exists (
        select 1 from revision join fetch on fetch.revision = revision.id
        where revision.snapshot = snapshot.sha256
            and (fetch.at >= ?1 or fetch.reading is null)
    )";

/// Versions that no attempt since `?1` found.
const TEXTS: &str = "pruned_at is null and text <> ''
    and not exists (
        select 1 from fetch
        where fetch.revision = revision.id and (fetch.at >= ?1 or fetch.reading is null)
    )";

impl Store {
    /// What no run has come upon since `before`: bytes, and with `texts` the words that were read out of them.
    pub fn prunable(&self, before: Timestamp, texts: bool) -> Result<Prunable, StoreError> {
        self.ask(|sql| {
            let count = |words: &str| {
                sql.query_row(words, [iso(before)], |row| {
                    Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
                })
            };
            let (snapshots, snapshot_bytes) = count(&format!(
                "select count(*), coalesce(sum(length(body)), 0) from snapshot where {SNAPSHOTS}"
            ))?;
            let mut found = Prunable { snapshots, snapshot_bytes, ..Prunable::default() };
            if texts {
                (found.texts, found.text_bytes) = count(&format!(
                    "select count(*), coalesce(sum(octet_length(text)), 0) from revision where {TEXTS}"
                ))?;
            }
            found.claims = sql.query_row(
                &format!(
                    "select count(distinct claim) from claim_seen
                     join revision on revision.id = claim_seen.revision
                     where revision.snapshot in (select sha256 from snapshot where {SNAPSHOTS})
                         or (?2 and revision.id in (select id from revision where {TEXTS}))"
                ),
                params![iso(before), texts],
                |row| row.get(0),
            )?;
            Ok(found)
        })
    }

    /// Lets go what [`Store::prunable`] names, in one transaction. Digests, claims, quotes and every attempt stay.
    pub fn prune(
        &mut self,
        before: Timestamp,
        texts: bool,
        now: Timestamp,
    ) -> Result<Prunable, StoreError> {
        self.together(|store| {
            let found = store.prunable(before, texts)?;
            store.change(|sql| {
                let moments = params![iso(before), iso(now)];
                sql.execute(
                    &format!("update snapshot set body = null, pruned_at = ?2 where {SNAPSHOTS}"),
                    moments,
                )?;
                if texts {
                    sql.execute(
                        &format!(
                            "update revision set pruned_length = length(text), text = '',
                                 pruned_at = ?2 where {TEXTS}"
                        ),
                        moments,
                    )?;
                }
                Ok(())
            })?;
            Ok(found)
        })
    }

    /// Bytes of the file that hold nothing.
    pub fn idle_bytes(&self) -> Result<u64, StoreError> {
        self.ask(|sql| {
            let number = |name| sql.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
            Ok((number("freelist_count")? * number("page_size")?).unsigned_abs())
        })
    }

    /// Gives the disk back what the file no longer needs. `false`: a reader still holds the file as it was, so it shrinks
    /// when the next writer closes it.
    pub fn shrink(&mut self) -> Result<bool, StoreError> {
        self.ask(|sql| {
            sql.execute_batch("vacuum")?;
            sql.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get::<_, i64>(0))
        })
        .map(|busy| busy == 0)
    }

    /// What of an event's evidence is gone; `None` where all is here.
    pub fn pruned(&self, event: &str) -> Result<Option<Pruned>, StoreError> {
        let found = self.ask(|sql| {
            sql.prepare_cached(
                "select count(snapshot.pruned_at), count(*), max(snapshot.pruned_at)
                 from article_event
                 join revision on revision.article = article_event.article
                 join snapshot on snapshot.sha256 = revision.snapshot
                 where article_event.event = ?1",
            )?
            .query_row([event], |row| Ok((row.get(0)?, row.get(1)?, time(row, 2)?)))
        })?;
        let (versions, of, last_at) = found;
        Ok(last_at.map(|last_at| Pruned { versions, of, last_at }))
    }
}
