use rusqlite::{Connection, OptionalExtension, Row, params};

use super::number::{iso, moment, time};
use super::{Attempted, FetchId, SourceId, SourceRow, Store, StoreError};
use crate::model::Timestamp;

/// How an address of a source has fared so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Visit {
    pub url: String,
    pub first_at: Timestamp,
    pub last_at: Timestamp,
    /// When its words were last seen to be others than before; `None` where no article was read there.
    pub changed_at: Option<Timestamp>,
    /// Of the last attempt.
    pub outcome: String,
    /// What a feed said of it.
    pub title: Option<String>,
    pub published: Option<Timestamp>,
}

const VISIT: &str = "url, first_at, last_at, changed_at, outcome, title, published_at";

impl Store {
    /// The source's row, where a run has looked at it.
    pub fn source(&self, source: &SourceRow) -> Result<Option<SourceId>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select id from source
                 where event = ?1 and outlet is ?2 and kind = ?3 and address = ?4",
            )?
            .query_row(
                params![source.event, source.outlet, source.kind.as_str(), source.address],
                |row| row.get(0),
            )
            .optional()
        })
    }

    /// How an address of the source has fared; `None` where it was never tried.
    pub fn visit(&self, source: SourceId, url: &str) -> Result<Option<Visit>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {VISIT} from visit where source = ?1 and url = ?2"
            ))?
            .query_row(params![source, url], visit)
            .optional()
        })
    }

    /// The pages that the source's feed led to and whose words are not older than `since`, the oldest first. What turned out to
    /// be about something else is not among them.
    pub fn young_entries(
        &self,
        source: SourceId,
        since: Timestamp,
    ) -> Result<Vec<Visit>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {VISIT} from visit
                 where source = ?1 and coalesce(changed_at, first_at) >= ?2
                     and asked_as = 'entry'
                     and coalesce(reading, 'nothing') in ('article', 'nothing')
                 order by first_at, url"
            ))?
            .query_map(params![source, iso(since)], visit)?
            .collect()
        })
    }

    /// Notes which sources a run has been through, each with the outcome of its own address.
    pub fn looked<'a>(
        &mut self,
        sources: impl Iterator<Item = (SourceId, &'a str, &'a str)>,
        at: Timestamp,
    ) -> Result<(), StoreError> {
        self.change(|sql| {
            let mut note = sql.prepare_cached(
                "insert into visit (source, url, asked_as, first_at, last_at, outcome)
                 values (?1, ?2, 'source', ?3, ?3, ?4)
                 on conflict (source, url) do update set last_at = ?3, outcome = ?4",
            )?;
            for (source, address, outcome) in sources {
                note.execute(params![source, address, iso(at), outcome])?;
            }
            Ok(())
        })
    }

    /// A value that was kept.
    pub fn recalled(&self, key: &str) -> Result<Option<String>, StoreError> {
        self.ask(|sql| {
            sql.query_row("select value from state where key = ?1", [key], |row| row.get(0))
                .optional()
        })
    }

    /// A value that was kept, or `fresh`, which is kept from now on.
    pub fn remembered(&mut self, key: &str, fresh: &str) -> Result<String, StoreError> {
        self.change(|sql| {
            sql.execute(
                "insert into state (key, value) values (?1, ?2) on conflict do nothing",
                [key, fresh],
            )?;
            sql.query_row("select value from state where key = ?1", [key], |row| row.get(0))
        })
    }
}

fn visit(row: &Row<'_>) -> rusqlite::Result<Visit> {
    Ok(Visit {
        url: row.get(0)?,
        first_at: moment(row, 1)?,
        last_at: moment(row, 2)?,
        changed_at: time(row, 3)?,
        outcome: row.get(4)?,
        title: row.get(5)?,
        published: time(row, 6)?,
    })
}

/// Notes an attempt.
pub(super) fn visited(
    sql: &Connection,
    attempt: &Attempted<'_>,
    reading: Option<&str>,
) -> rusqlite::Result<()> {
    sql.prepare_cached(
        "insert into visit
             (source, url, first_at, last_at, outcome, reading, title, published_at, asked_as)
         values (?1, ?2, ?3, ?3, ?4, ?5, ?6, ?7, ?8)
         on conflict (source, url) do update set last_at = ?3, outcome = ?4,
             reading = case when ?5 = 'article' then ?5 else visit.reading end,
             title = coalesce(?6, title), published_at = coalesce(?7, published_at)",
    )?
    .execute(params![
        attempt.source,
        attempt.url,
        iso(attempt.at),
        attempt.outcome,
        reading,
        attempt.entry_title,
        attempt.entry_published.map(iso),
        attempt.asked_as.as_str(),
    ])?;
    Ok(())
}

/// Notes what an attempt's bytes were read as.
pub(super) fn read(
    sql: &Connection,
    fetch: FetchId,
    reading: &str,
    outcome: Option<&str>,
    is_new: bool,
) -> rusqlite::Result<()> {
    // A page that gives nothing today is still the article that it was.
    sql.prepare_cached(
        "update visit set
             reading = case when visit.reading = 'article' and ?2 = 'nothing' then visit.reading else ?2 end,
             outcome = coalesce(?3, visit.outcome),
             changed_at = case when ?4 then fetch.at else visit.changed_at end
         from fetch
         where fetch.id = ?1 and visit.source = fetch.source and visit.url = fetch.url",
    )?
    .execute(params![fetch, reading, outcome, is_new])?;
    Ok(())
}
