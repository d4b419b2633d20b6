use rusqlite::{OptionalExtension, params};

use super::number::{moment, time};
use super::{Store, StoreError};
use crate::model::{Digest, Timestamp};

/// One version of a report, with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Worded {
    pub number: i64,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub snapshot: Digest,
    pub title: Option<String>,
    pub text: String,
    /// When retention let the text go.
    pub pruned_at: Option<Timestamp>,
    pub figures: u32,
}

/// An article by its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    pub url: String,
    pub outlet: String,
    pub title: Option<String>,
    pub events: Vec<String>,
    /// Oldest first.
    pub versions: Vec<Worded>,
}

/// A stored snapshot with the address that it came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Archived {
    pub url: String,
    pub seen_at: Timestamp,
    pub status: Option<u16>,
    pub headers: Option<String>,
    pub content_type: Option<String>,
    pub sha256: Digest,
}

impl Store {
    /// The article that an address leads to: its own, or one that was asked for.
    pub fn report_at(&self, url: &str) -> Result<Option<Known>, StoreError> {
        let found: Option<(i64, String, String, Option<String>)> = self.ask(|sql| {
            sql.prepare_cached(
                "select id, url, outlet, title from article where url = ?1
                 union all
                 select article.id, article.url, article.outlet, article.title
                 from fetch join revision on revision.id = fetch.revision
                 join article on article.id = revision.article
                 where fetch.url = ?1 limit 1",
            )?
            .query_row([url], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()
        })?;
        let Some((article, url, outlet, title)) = found else { return Ok(None) };
        let events = self.ask(|sql| {
            sql.prepare_cached("select event from article_event where article = ?1 order by event")?
                .query_map([article], |row| row.get(0))?
                .collect()
        })?;
        Ok(Some(Known { url, outlet, title, events, versions: self.worded(article)? }))
    }

    fn worded(&self, article: i64) -> Result<Vec<Worded>, StoreError> {
        let rows: Vec<(Worded, String)> = self.ask(|sql| {
            sql.prepare_cached(
                "select revision.number, min(fetch.seen_at), max(fetch.seen_at), revision.title,
                     revision.text, revision.snapshot,
                     (select count(*) from claim_seen
                      where claim_seen.revision = revision.id and claim_seen.dropped_in is null),
                     revision.pruned_at
                 from revision join fetch on fetch.revision = revision.id
                 where revision.article = ?1 group by revision.id order by revision.number",
            )?
            .query_map([article], |row| {
                let worded = Worded {
                    number: row.get(0)?,
                    first_seen: moment(row, 1)?,
                    last_seen: moment(row, 2)?,
                    snapshot: Digest::of(&[]),
                    title: row.get(3)?,
                    text: row.get(4)?,
                    figures: row.get(6)?,
                    pruned_at: time(row, 7)?,
                };
                Ok((worded, row.get(5)?))
            })?
            .collect()
        })?;
        rows.into_iter()
            .map(|(worded, hex)| Ok(Worded { snapshot: self.digest(&hex)?, ..worded }))
            .collect()
    }

    /// How often an address was asked for, when last, and how that ended.
    pub fn tries(&self, url: &str) -> Result<Option<(u32, Timestamp, String)>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select count(*) over (), at, outcome from fetch where url = ?1 order by id desc limit 1",
            )?
            .query_row([url], |row| Ok((row.get(0)?, moment(row, 1)?, row.get(2)?)))
            .optional()
        })
    }

    /// Every snapshot of the event's sources that came whole, each address and content once, in the order in which they came. A
    /// saved page goes by the address that it was found to be a copy of.
    pub fn archived(&self, event: &str) -> Result<Vec<Archived>, StoreError> {
        let rows: Vec<(Archived, String)> = self.ask(|sql| {
            sql.prepare_cached(
                "select iif(fetch.url glob 'http*://*', coalesce(fetch.final_url, fetch.url),
                         coalesce(article.url, fetch.url)),
                     fetch.seen_at, fetch.status, fetch.headers, fetch.content_type, fetch.snapshot
                 from fetch join source on source.id = fetch.source
                 join snapshot on snapshot.sha256 = fetch.snapshot
                 left join revision on revision.id = fetch.revision
                 left join article on article.id = revision.article
                 where source.event = ?1 and fetch.outcome = 'ok' and snapshot.body is not null
                     and fetch.id = (
                         select min(first.id) from fetch as first
                         where first.url = fetch.url and first.snapshot = fetch.snapshot
                             and first.outcome = 'ok'
                     )
                 order by fetch.id",
            )?
            .query_map(params![event], |row| {
                let archived = Archived {
                    url: row.get(0)?,
                    seen_at: moment(row, 1)?,
                    status: row.get(2)?,
                    headers: row.get(3)?,
                    content_type: row.get(4)?,
                    sha256: Digest::of(&[]),
                };
                Ok((archived, row.get(5)?))
            })?
            .collect()
        })?;
        rows.into_iter()
            .map(|(archived, hex)| Ok(Archived { sha256: self.digest(&hex)?, ..archived }))
            .collect()
    }
}
