use rusqlite::{OptionalExtension, Row, params};

use super::number::{iso, moment, time};
use super::{Store, StoreError};
use crate::model::Timestamp;

/// One collecting run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub id: i64,
    pub started_at: Timestamp,
    /// `None`: it was killed, or is going on.
    pub finished_at: Option<Timestamp>,
    /// The program and the words that read the pages.
    pub extractor: String,
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunEnd {
    Done,
    Interrupted,
}

impl Store {
    pub fn begin_run(&mut self, now: Timestamp, extractor: &str) -> Result<i64, StoreError> {
        self.change(|sql| {
            sql.execute(
                "insert into run (started_at, extractor) values (?1, ?2)",
                params![iso(now), extractor],
            )?;
            Ok(sql.last_insert_rowid())
        })
    }

    /// Ends a run. When this returns, the disk has all that the run stored.
    pub fn end_run(&mut self, run: i64, now: Timestamp, end: RunEnd) -> Result<(), StoreError> {
        let outcome = match end {
            RunEnd::Done => "done",
            RunEnd::Interrupted => "interrupted",
        };
        // The log is written through from its first page that is not: the commits before this one with it.
        // As a part of a larger transaction it leaves that to its end.
        let is_alone = self.connection.is_autocommit();
        if is_alone {
            self.ask(|sql| sql.pragma_update(None, "synchronous", "full"))?;
        }
        self.change(|sql| {
            sql.execute(
                "update run set finished_at = ?2, outcome = ?3 where id = ?1",
                params![run, iso(now), outcome],
            )
        })?;
        if is_alone {
            self.ask(|sql| sql.pragma_update(None, "synchronous", "normal"))?;
        }
        Ok(())
    }

    /// Whether the last run was killed, failed or stopped before its end: what it stored may not be read and compared yet.
    pub fn is_unfinished(&self) -> Result<bool, StoreError> {
        let done = self.ask(|sql| {
            sql.query_row("select outcome is 'done' from run order by id desc limit 1", [], |row| {
                row.get(0)
            })
            .optional()
        })?;
        Ok(done == Some(false))
    }

    /// The last run that had begun by then.
    pub fn run_at(&self, moment: Timestamp) -> Result<Option<i64>, StoreError> {
        self.ask(|sql| {
            sql.query_row("select max(id) from run where started_at <= ?1", [iso(moment)], |row| {
                row.get(0)
            })
        })
    }

    pub fn run(&self, id: i64) -> Result<Option<Run>, StoreError> {
        self.ask(|sql| {
            sql.query_row(
                "select id, started_at, finished_at, extractor from run where id = ?1",
                [id],
                read,
            )
            .optional()
        })
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<Run> {
    Ok(Run {
        id: row.get(0)?,
        started_at: moment(row, 1)?,
        finished_at: time(row, 2)?,
        extractor: row.get(3)?,
    })
}
