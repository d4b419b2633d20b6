use rusqlite::{OptionalExtension, Row, params};

use super::number::{iso, moment, time};
use super::{SourceId, Store, StoreError};
use crate::model::Timestamp;

/// What ails a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ailment {
    /// It answers no more.
    Dark,
    /// Its pages stopped yielding text or figures.
    Degraded,
}

impl Ailment {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Degraded => "degraded",
        }
    }

    fn of(text: &str) -> Self {
        if text == "dark" { Self::Dark } else { Self::Degraded }
    }
}

/// One time that a source was in trouble.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    pub ailment: Ailment,
    /// For people, as it was when it opened.
    pub why: String,
    pub opened_at: Timestamp,
    /// The run that saw it.
    pub opened_run: Option<i64>,
    /// When it was over, and the run that saw it.
    pub closed: Option<(Timestamp, i64)>,
}

/// Whose trouble it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ailing {
    pub outlet: Option<String>,
    /// "feed", "page" ...
    pub kind: String,
    pub address: String,
    pub trouble: Trouble,
}

const TROUBLE: &str = "trouble.kind, trouble.why, trouble.opened_at, trouble.opened_run,
     trouble.closed_at, trouble.closed_run";

impl Store {
    /// The source's trouble of that kind that is not over.
    pub fn trouble(
        &self,
        source: SourceId,
        ailment: Ailment,
    ) -> Result<Option<Trouble>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {TROUBLE} from trouble
                 where source = ?1 and kind = ?2 and closed_at is null"
            ))?
            .query_row(params![source, ailment.as_str()], trouble)
            .optional()
        })
    }

    /// Notes how a source is: `why` opens a trouble where none is open, none closes it. Whether it opened (`true`) or closed comes
    /// back, and nothing where all is as it was.
    pub fn ails(
        &mut self,
        source: SourceId,
        ailment: Ailment,
        why: Option<&str>,
        run: i64,
        now: Timestamp,
    ) -> Result<Option<bool>, StoreError> {
        self.change(|sql| {
            let changed = match why {
                Some(why) => sql
                    .prepare_cached(
                        "insert into trouble (source, kind, why, opened_at, opened_run)
                         values (?1, ?2, ?3, ?4, ?5) on conflict do nothing",
                    )?
                    .execute(params![source, ailment.as_str(), why, iso(now), run])?,
                None => sql
                    .prepare_cached(
                        "update trouble set closed_at = ?3, closed_run = ?4
                         where source = ?1 and kind = ?2 and closed_at is null",
                    )?
                    .execute(params![source, ailment.as_str(), iso(now), run])?,
            };
            Ok((changed > 0).then_some(why.is_some()))
        })
    }

    /// The troubles of the event's sources that opened or closed in runs after this one, in their order.
    pub fn troubles_since(&self, event: &str, run: i64) -> Result<Vec<Ailing>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {TROUBLE}, source.outlet, source.kind, source.address
                 from trouble join source on source.id = trouble.source
                 where source.event = ?1 and (trouble.opened_run > ?2 or trouble.closed_run > ?2)
                 order by trouble.id"
            ))?
            .query_map(params![event, run], |row| {
                Ok(Ailing {
                    trouble: trouble(row)?,
                    outlet: row.get(6)?,
                    kind: row.get(7)?,
                    address: row.get(8)?,
                })
            })?
            .collect()
        })
    }
}

fn trouble(row: &Row<'_>) -> rusqlite::Result<Trouble> {
    let closed_at = time(row, 4)?;
    let closed_run: Option<i64> = row.get(5)?;
    Ok(Trouble {
        ailment: Ailment::of(&row.get::<_, String>(0)?),
        why: row.get(1)?,
        opened_at: moment(row, 2)?,
        opened_run: row.get(3)?,
        closed: closed_at.zip(closed_run),
    })
}
