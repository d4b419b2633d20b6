use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension, params};

use super::{FetchId, Reading, Store, StoreError};

/// A line that stands in so many reports of an outlet is furniture.
const REPORTS: u32 = 3;

impl Store {
    /// Which of the lines stand in several reports of the outlet, the one at `url` counted in.
    pub fn repeated(
        &self,
        outlet: &str,
        url: &str,
        lines: &[i64],
    ) -> Result<BTreeSet<i64>, StoreError> {
        self.ask(|sql| {
            let mut others = sql.prepare_cached(
                "select count(*) from (
                     select 1 from paragraph join article on article.id = paragraph.article
                     where paragraph.outlet = ?1 and line = ?2 and article.url <> ?3 limit ?4
                 )",
            )?;
            let mut repeated = BTreeSet::new();
            for line in lines {
                let others: u32 =
                    others.query_row(params![outlet, line, url, REPORTS], |row| row.get(0))?;
                if others + 1 >= REPORTS {
                    repeated.insert(*line);
                }
            }
            Ok(repeated)
        })
    }

    /// Opens anew the latest reading of each other report that holds one of the lines and was read when nobody knew that it is
    /// furniture; only those whose bytes are still here. A run that is stopped before it reads them leaves that to the next.
    pub fn reopen(
        &mut self,
        outlet: &str,
        but: FetchId,
        lines: &BTreeSet<i64>,
    ) -> Result<BTreeSet<FetchId>, StoreError> {
        if lines.is_empty() {
            return Ok(BTreeSet::new());
        }
        self.change(|sql| {
            let mut articles = sql.prepare_cached(
                "update paragraph set known = 1 where outlet = ?1 and line = ?2 and known = 0
                 returning article",
            )?;
            let mut latest = sql.prepare_cached(
                "update fetch set reading = null where id = (
                     select fetch.id from revision
                     join fetch on fetch.revision = revision.id
                     join snapshot on snapshot.sha256 = fetch.snapshot
                     where revision.article = ?1 and fetch.reading = 'article'
                         and snapshot.body is not null
                     order by fetch.seen_at desc, fetch.id desc limit 1
                 ) and id <> ?2 returning id",
            )?;
            let mut again = BTreeSet::new();
            for line in lines {
                let found: Vec<i64> = articles
                    .query_map(params![outlet, line], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                for article in found {
                    let fetch: Option<FetchId> =
                        latest.query_row(params![article, but], |row| row.get(0)).optional()?;
                    again.extend(fetch);
                }
            }
            Ok(again)
        })
    }
}

/// Writes down the lines of a report; those of its earlier versions stay.
pub(super) fn note(sql: &Connection, reading: &Reading<'_>, article: i64) -> rusqlite::Result<()> {
    let mut insert = sql.prepare_cached(
        "insert into paragraph (outlet, line, article, known) values (?1, ?2, ?3, ?4)
         on conflict (outlet, line, article) do update set known = ?4",
    )?;
    for line in reading.lines {
        let is_known = reading.repeated.contains(line);
        insert.execute(params![reading.outlet, line, article, is_known])?;
    }
    Ok(())
}
