use rusqlite::{OptionalExtension, Row, params};

use super::number::{iso, json, name, named, parsed, time};
use super::{Store, StoreError};
use crate::model::{Event, Outlet};

/// A source's row.
pub type SourceId = i64;

/// How a source is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum SourceKind {
    Page,
    Feed,
    Sitemap,
    Section,
    File,
    Folder,
}

impl SourceKind {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Page => "page",
            Self::Feed => "feed",
            Self::Sitemap => "sitemap",
            Self::Section => "section",
            Self::File => "file",
            Self::Folder => "folder",
        }
    }

    pub(super) fn of(name: &str) -> Self {
        match name {
            "feed" => Self::Feed,
            "sitemap" => Self::Sitemap,
            "section" => Self::Section,
            "file" => Self::File,
            "folder" => Self::Folder,
            _ => Self::Page,
        }
    }

    /// Whether what is found at its address leads to reports and is none itself.
    pub fn is_list(self) -> bool {
        matches!(self, Self::Feed | Self::Sitemap | Self::Section)
    }
}

/// Where to look for reports of an event, as a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceRow {
    pub event: String,
    /// `None` where each page says for itself whose report it is.
    pub outlet: Option<String>,
    pub kind: SourceKind,
    pub address: String,
}

/// A source that the config declares, as the store knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    pub id: SourceId,
    /// The outlet that the same address was read for until now: what was read then stays that outlet's.
    pub was: Option<String>,
}

impl Store {
    /// Writes down what the config declares of the events of this run; what it no longer declares of them keeps its
    /// history. The rows come back in the order of `sources`.
    pub fn declare(
        &mut self,
        outlets: &[Outlet],
        events: &[Event],
        sources: &[SourceRow],
    ) -> Result<Vec<Declared>, StoreError> {
        self.change(|sql| {
            let known: SourceId =
                sql.query_row("select coalesce(max(id), 0) from source", [], |row| row.get(0))?;
            for outlet in outlets {
                sql.prepare_cached(
                    "insert into outlet (id, name, domains, country, language, time_zone, owner, kind)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                     on conflict (id) do update set name = ?2, domains = ?3, country = ?4,
                         language = ?5, time_zone = ?6, owner = ?7, kind = ?8",
                )?
                .execute(params![
                    outlet.id,
                    outlet.label(),
                    json(&outlet.domains),
                    outlet.country,
                    outlet.language,
                    outlet.time_zone,
                    outlet.owner,
                    name(&outlet.kind),
                ])?;
            }
            for event in events {
                sql.prepare_cached(
                    "insert into event (id, title, terms, exclude, place, from_at, until_at)
                     values (?1, ?2, ?3, ?4, ?5, ?6, ?7)
                     on conflict (id) do update set title = ?2, terms = ?3, exclude = ?4, place = ?5,
                         from_at = ?6, until_at = ?7",
                )?
                .execute(params![
                    event.id,
                    if event.title.is_empty() { &event.id } else { &event.title },
                    json(&event.terms),
                    json(&event.exclude),
                    event.place,
                    event.from.map(iso),
                    event.until.map(iso),
                ])?;
                sql.execute("update source set declared = 0 where event = ?1", [&event.id])?;
            }
            let mut insert = sql.prepare_cached(
                "insert into source (event, outlet, kind, address) values (?1, ?2, ?3, ?4)
                 on conflict (event, coalesce(outlet, ''), kind, address) do update set declared = 1
                 returning id",
            )?;
            let mut before = sql.prepare_cached(
                "select outlet from source where event = ?1 and kind = ?2 and address = ?3
                 and declared = 0 and outlet is not null order by id desc limit 1",
            )?;
            let mut ids = Vec::with_capacity(sources.len());
            for source in sources {
                let SourceRow { event, outlet, kind, address } = source;
                let id: SourceId = insert
                    .query_row(params![event, outlet, kind.as_str(), address], |row| row.get(0))?;
                ids.push(id);
            }
            // Only now is it known which of the older ones the config has left.
            ids.into_iter()
                .zip(sources)
                .map(|(id, SourceRow { event, outlet, kind, address })| {
                    let was = if id > known && outlet.is_some() {
                        let same = params![event, kind.as_str(), address];
                        before.query_row(same, |row| row.get(0)).optional()?
                    } else {
                        None
                    };
                    Ok(Declared { id, was })
                })
                .collect()
        })
    }

    /// The events that runs have looked at, by id.
    pub fn events(&self) -> Result<Vec<Event>, StoreError> {
        self.ask(|sql| {
            sql.prepare(
                "select id, title, terms, exclude, place, from_at, until_at from event order by id",
            )?
            .query_map([], event)?
            .collect()
        })
    }

    pub fn event(&self, id: &str) -> Result<Option<Event>, StoreError> {
        self.ask(|sql| {
            sql.query_row(
                "select id, title, terms, exclude, place, from_at, until_at from event where id = ?1",
                [id],
                event,
            )
            .optional()
        })
    }

    /// Every outlet of the store, by id.
    pub fn outlets(&self) -> Result<Vec<Outlet>, StoreError> {
        self.ask(|sql| {
            sql.prepare(
                "select id, name, domains, country, language, time_zone, owner, kind
                 from outlet order by id",
            )?
            .query_map([], outlet)?
            .collect()
        })
    }
}

fn event(row: &Row<'_>) -> rusqlite::Result<Event> {
    Ok(Event {
        id: row.get(0)?,
        title: row.get(1)?,
        terms: parsed(&row.get::<_, String>(2)?)?,
        exclude: parsed(&row.get::<_, String>(3)?)?,
        place: row.get(4)?,
        from: time(row, 5)?,
        until: time(row, 6)?,
    })
}

fn outlet(row: &Row<'_>) -> rusqlite::Result<Outlet> {
    Ok(Outlet {
        id: row.get(0)?,
        name: row.get(1)?,
        domains: parsed(&row.get::<_, String>(2)?)?,
        country: row.get(3)?,
        language: row.get(4)?,
        time_zone: row.get(5)?,
        owner: row.get(6)?,
        kind: named(row.get(7)?)?,
        // How pages are built is the config's to say.
        layouts: Vec::new(),
    })
}
