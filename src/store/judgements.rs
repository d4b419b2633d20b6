use std::collections::BTreeMap;

use rusqlite::{Row, named_params, params};

use super::number::{iso, moment};
use super::{SourceId, Store, StoreError};
use crate::model::Timestamp;

/// At which point a report was judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// By what a list says of it.
    Listed,
    /// By its own text.
    Read,
}

impl Stage {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Read => "read",
        }
    }
}

/// Whether a report belongs to an event, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    pub event: String,
    pub url: String,
    pub stage: Stage,
    pub source: SourceId,
    pub belongs: bool,
    /// A short code: "term", "no_term", "before".
    pub reason: String,
    /// The word, the time or the share that decided.
    pub detail: Option<String>,
    pub title: Option<String>,
}

/// A judgement as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub judgement: Judgement,
    /// The source that named the report: its kind, its outlet and its address.
    pub kind: String,
    pub outlet: Option<String>,
    pub address: String,
    /// The run that said so first, and when it began.
    pub run: i64,
    pub at: Timestamp,
}

/// An editor's word on a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ruling {
    Include,
    Exclude,
    /// What was ruled before counts no more.
    Undo,
}

impl Ruling {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Include => "include",
            Self::Exclude => "exclude",
            Self::Undo => "undo",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "include" => Self::Include,
            "exclude" => Self::Exclude,
            _ => Self::Undo,
        }
    }
}

/// A ruling with who made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    pub event: String,
    pub url: String,
    pub ruling: Ruling,
    pub by: Option<String>,
    pub note: Option<String>,
    pub at: Timestamp,
}

impl Store {
    /// Writes down why reports were taken or left; what was said before in the same words is left as it is.
    pub fn judge(&mut self, run: i64, judgements: &[Judgement]) -> Result<(), StoreError> {
        if judgements.is_empty() {
            return Ok(());
        }
        self.change(|sql| {
            let mut say = sql.prepare_cached(
                "insert into judgement (event, url, stage, source, belongs, reason, detail, title, run)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                 on conflict (url, event, source, stage) do update
                     set belongs = ?5, reason = ?6, detail = ?7, title = ?8, run = ?9
                     where (belongs, reason, detail, title) is not (?5, ?6, ?7, ?8)",
            )?;
            for said in judgements {
                say.execute(params![
                    said.event,
                    said.url,
                    said.stage.as_str(),
                    said.source,
                    said.belongs,
                    said.reason,
                    said.detail,
                    said.title,
                    run,
                ])?;
            }
            Ok(())
        })
    }

    /// What was judged of an address, in order of event, source and stage.
    pub fn judgements(&self, url: &str) -> Result<Vec<Judged>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select judgement.event, judgement.url, judgement.stage, judgement.source,
                     judgement.belongs, judgement.reason, judgement.detail, judgement.title,
                     source.kind, source.outlet, source.address, run.id, run.started_at
                 from judgement
                 join source on source.id = judgement.source
                 join run on run.id = judgement.run
                 where judgement.url = ?1
                 order by judgement.event, judgement.source, judgement.stage",
            )?
            .query_map([url], judged)?
            .collect()
        })
    }

    /// The reports of the event that a source named and an editor took in.
    pub fn included(&self, event: &str, source: SourceId) -> Result<Vec<String>, StoreError> {
        let rulings = self.rulings(event, None)?;
        let named: Vec<String> = self.ask(|sql| {
            sql.prepare_cached(
                "select distinct judgement.url from judgement
                 join ruling on ruling.url = judgement.url and ruling.event = judgement.event
                 where judgement.event = ?1 and judgement.source = ?2 order by judgement.url",
            )?
            .query_map(params![event, source], |row| row.get(0))?
            .collect()
        })?;
        Ok(named.into_iter().filter(|url| rulings.get(url) == Some(&Ruling::Include)).collect())
    }

    /// Appends an editor's ruling on an address.
    pub fn rule(&mut self, ruled: &Ruled) -> Result<(), StoreError> {
        self.change(|sql| {
            sql.execute(
                "insert into ruling (event, url, ruling, by, note, at) values (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    ruled.event,
                    ruled.url,
                    ruled.ruling.as_str(),
                    ruled.by,
                    ruled.note,
                    iso(ruled.at),
                ],
            )
        })?;
        Ok(())
    }

    /// What stands ruled on the event's reports, by address; as the run `until` found it.
    pub fn rulings(
        &self,
        event: &str,
        until: Option<i64>,
    ) -> Result<BTreeMap<String, Ruling>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select url, ruling from ruling
                 where event = :event
                     and (:until is null or at <= (select started_at from run where id = :until))
                 order by id",
            )?
            .query_map(named_params! { ":event": event, ":until": until }, |row| {
                Ok((row.get(0)?, Ruling::of(&row.get::<_, String>(1)?)))
            })?
            .collect()
        })
    }

    /// Every ruling on an address, oldest first.
    pub fn rulings_on(&self, url: &str) -> Result<Vec<Ruled>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select event, url, ruling, by, note, at from ruling where url = ?1 order by id",
            )?
            .query_map([url], |row| {
                Ok(Ruled {
                    event: row.get(0)?,
                    url: row.get(1)?,
                    ruling: Ruling::of(&row.get::<_, String>(2)?),
                    by: row.get(3)?,
                    note: row.get(4)?,
                    at: moment(row, 5)?,
                })
            })?
            .collect()
        })
    }

    /// Every address that one report is known by: those that were asked, those that answered, and its own.
    pub fn aliases(&self, url: &str) -> Result<Vec<String>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "with known (article) as (
                     select id from article where url = ?1
                     union
                     select revision.article from fetch join revision on revision.id = fetch.revision
                     where fetch.url = ?1
                 )
                 select url from article where id in (select article from known)
                 union
                 select fetch.url from revision join fetch on fetch.revision = revision.id
                 where revision.article in (select article from known)
                 order by 1",
            )?
            .query_map([url], |row| row.get(0))?
            .collect()
        })
    }
}

fn judged(row: &Row<'_>) -> rusqlite::Result<Judged> {
    let stage: String = row.get(2)?;
    Ok(Judged {
        judgement: Judgement {
            event: row.get(0)?,
            url: row.get(1)?,
            stage: if stage == "listed" { Stage::Listed } else { Stage::Read },
            source: row.get(3)?,
            belongs: row.get(4)?,
            reason: row.get(5)?,
            detail: row.get(6)?,
            title: row.get(7)?,
        },
        kind: row.get(8)?,
        outlet: row.get(9)?,
        address: row.get(10)?,
        run: row.get(11)?,
        at: moment(row, 12)?,
    })
}
