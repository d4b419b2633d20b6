use rusqlite::params;

use super::number::time;
use super::{SourceId, Store, StoreError};
use crate::model::Timestamp;

/// How many runs of a source's past are told.
const RUNS: u32 = 10;

/// How many pages of a source's past are compared.
const PAGES: u32 = 40;

/// So many of its attempts are looked at: a source that is followed for a year costs what its last weeks do.
const ROWS: u32 = 1_000;

/// One page that a source gave, as it was last read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Yield {
    /// Characters of its main text; 0 where it had none.
    pub text: u32,
    /// Its claims.
    pub figures: u32,
}

/// A source's past.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Past {
    /// When the source itself was last well.
    pub last_success: Option<Timestamp>,
    /// The source's own outcome in its last runs, newest first.
    pub outcomes: Vec<String>,
    /// Since its last success, or ever: how often it was asked in vain, and since when.
    pub in_vain: u32,
    pub in_vain_since: Option<Timestamp>,
    /// What its pages gave, each version once, newest first.
    pub yields: Vec<Yield>,
    /// What its own address gave, each version once, the one that stands there now first; nothing where it is a list.
    pub own: Vec<Yield>,
}

impl Store {
    /// What a source gave in its last runs.
    pub fn past(&self, source: SourceId) -> Result<Past, StoreError> {
        self.ask(|sql| {
            let last_success = sql
                .prepare_cached(
                    "select max(at) from fetch
                     where source = ?1 and asked_as = 'source' and outcome in ('ok', 'not_modified')",
                )?
                .query_row([source], |row| time(row, 0))?;
            let (in_vain, in_vain_since) = sql
                .prepare_cached(
                    "select count(*), min(at) from fetch
                     where source = ?1 and asked_as = 'source' and id > (
                         select coalesce(max(id), 0) from fetch
                         where source = ?1 and asked_as = 'source' and outcome in ('ok', 'not_modified')
                     )",
                )?
                .query_row([source], |row| Ok((row.get(0)?, time(row, 1)?)))?;
            let outcomes = sql
                .prepare_cached(
                    "select outcome from fetch where source = ?1 and asked_as = 'source'
                     order by id desc limit ?2",
                )?
                .query_map(params![source, RUNS], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            // Each content counts when it came first. A page that was read and held nothing counts as one without text; one that
            // could not be had, not at all.
            let yields = sql
                .prepare_cached(
                    "select coalesce(revision.pruned_length, length(revision.text), 0),
                         (select count(*) from claim_seen
                          where claim_seen.revision = revision.id and claim_seen.dropped_in is null)
                     from (
                         select min(id) as first, revision, snapshot
                         from (select * from fetch where source = ?1 order by id desc limit ?3)
                         where snapshot is not null
                             and (reading = 'article' or (reading = 'nothing' and outcome = 'empty'))
                         group by url, snapshot
                     ) as fetch
                     left join revision on revision.id = fetch.revision
                     order by fetch.first desc limit ?2",
                )?
                .query_map(params![source, PAGES, ROWS], |row| {
                    Ok(Yield { text: row.get(0)?, figures: row.get(1)? })
                })?
                .collect::<rusqlite::Result<_>>()?;
            // A page that goes back to what it said stands there again: by its last sight, not by its first.
            let own = sql
                .prepare_cached(
                    "select coalesce(revision.pruned_length, length(revision.text), 0),
                         (select count(*) from claim_seen
                          where claim_seen.revision = revision.id and claim_seen.dropped_in is null)
                     from (
                         select max(id) as last, max(revision) as revision, snapshot
                         from (select * from fetch where source = ?1 order by id desc limit ?3)
                         where snapshot is not null and asked_as = 'source'
                             and (reading = 'article' or (reading = 'nothing' and outcome = 'empty'))
                         group by snapshot
                     ) as fetch
                     left join revision on revision.id = fetch.revision
                     order by fetch.last desc limit ?2",
                )?
                .query_map(params![source, PAGES, ROWS], |row| {
                    Ok(Yield { text: row.get(0)?, figures: row.get(1)? })
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Past { last_success, outcomes, in_vain, in_vain_since, yields, own })
        })
    }
}
