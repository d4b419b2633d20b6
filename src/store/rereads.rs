use std::sync::Arc;

use rusqlite::params;

use super::articles::{claims, describe, digest, drop_claims};
use super::claims::{READING, claim};
use super::{FetchId, Reading, Store, StoreError, paragraphs};
use crate::model::Claim;

/// A version of a report, with the page that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readable {
    pub id: i64,
    pub number: i64,
    pub url: String,
    pub outlet: String,
    /// The attempt whose bytes say it; `None` where none of them is here any more.
    pub fetch: Option<FetchId>,
}

impl Store {
    /// Every version of the events' reports, by address and number.
    pub fn readable(&self, events: &[String]) -> Result<Vec<Readable>, StoreError> {
        let events = serde_json::Value::from(events).to_string();
        self.ask(|sql| {
            sql.prepare(
                "select revision.id, revision.number, article.url, article.outlet,
                     (select fetch.id from fetch
                      join snapshot on snapshot.sha256 = fetch.snapshot
                      where fetch.revision = revision.id and fetch.reading = 'article'
                          and snapshot.body is not null
                      order by fetch.snapshot = revision.snapshot desc, fetch.id limit 1)
                 from revision join article on article.id = revision.article
                 where article.id in (
                     select article from article_event
                     where event in (select value from json_each(?1))
                 )
                 order by article.url, revision.number",
            )?
            .query_map([events], |row| {
                Ok(Readable {
                    id: row.get(0)?,
                    number: row.get(1)?,
                    url: row.get(2)?,
                    outlet: row.get(3)?,
                    fetch: row.get(4)?,
                })
            })?
            .collect()
        })
    }

    /// The pages of the events that came well and were read as no report of theirs, each address and content once.
    pub fn left(&self, events: &[String]) -> Result<Vec<FetchId>, StoreError> {
        let events = serde_json::Value::from(events).to_string();
        self.ask(|sql| {
            sql.prepare(
                "select max(fetch.id) from fetch
                 join source on source.id = fetch.source
                 join snapshot on snapshot.sha256 = fetch.snapshot
                 where source.event in (select value from json_each(?1))
                     and snapshot.body is not null and fetch.revision is null
                     and (fetch.reading = 'off_topic'
                         or (fetch.reading = 'nothing'
                             and fetch.outcome in ('empty', 'no_outlet', 'unreadable', 'too_large')))
                     and not exists (
                         select 1 from fetch as other
                         where other.url = fetch.url and other.snapshot = fetch.snapshot
                             and other.source = fetch.source and other.revision is not null
                     )
                 group by fetch.source, fetch.url, fetch.snapshot order by 1",
            )?
            .query_map([events], |row| row.get(0))?
            .collect()
        })
    }

    /// Puts what is read now in the place of what was read out of the same page before. What is read no more stays for the
    /// pictures of earlier runs.
    pub fn reread(&mut self, revision: i64, reading: &Reading<'_>) -> Result<(), StoreError> {
        self.change(|sql| {
            let article: i64 =
                sql.query_row("select article from revision where id = ?1", [revision], |row| {
                    row.get(0)
                })?;
            let mut words = digest(reading.article);
            let is_taken: bool = sql.query_row(
                "select exists (select 1 from revision where article = ?1 and digest = ?2 and id <> ?3)",
                params![article, words, revision],
                |row| row.get(0),
            )?;
            if is_taken {
                // Other rules see no difference to another version; it stays one of its own all the same.
                words = format!("{words}/{revision}");
            }
            describe(sql, reading, revision, &words)?;
            claims(sql, reading, article, revision, true)?;
            paragraphs::note(sql, reading, article)
        })
    }

    /// The version is read as no report any more: as of this run none of its claims stands.
    pub fn read_no_more(&mut self, revision: i64, run: i64) -> Result<(), StoreError> {
        self.change(|sql| drop_claims(sql, revision, run).map(|_| ()))
    }

    /// The claims that stand in a version, in text order.
    pub fn claims_of(&self, revision: i64) -> Result<Vec<Claim>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {READING} from claim_seen as seen
                 join revision on revision.id = seen.revision
                 join claim on claim.id = seen.claim
                 where seen.revision = ?1 and seen.dropped_in is null order by seen.position"
            ))?
            .query_map([revision], |row| claim(row, Arc::default()))?
            .collect()
        })
    }
}
