use std::collections::{BTreeMap, BTreeSet};

use rusqlite::types::Value as Cell;
use rusqlite::{Connection, ErrorCode, OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value};

use super::tables::{Column, TABLES, columns};
use super::{FORMAT, unhex};
use crate::model::{Digest, Span};
use crate::store::articles::version_digest;
use crate::store::{Store, StoreError, migrate};

/// What an import added.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Imported {
    pub rows: u64,
    /// Rows that were there already, just so.
    pub known: u64,
    pub claims: u64,
    pub events: BTreeSet<String>,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    #[error("line {line}: {what}")]
    Line { line: u64, what: String },
    /// The line is good, and the store has something else in its place.
    #[error("line {line}: the store holds another {what}")]
    Differs { line: u64, what: String },
    #[error("it ends after line {line}, without the last line that an export has")]
    CutOff { line: u64 },
    /// Each line was good by itself, and a reader would stumble over them.
    #[error("what it holds of `{event}` cannot be read back ({source})")]
    Unreadable { event: String, source: rusqlite::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes an export's lines one by one; see [`Store::import`].
pub struct Import<'a> {
    sql: &'a Connection,
    store: &'a Store,
    line: u64,
    tables: BTreeMap<&'static str, Prepared>,
    /// The text of the version whose claims are being read.
    text: Option<(i64, Option<String>)>,
    done: Imported,
    ended: bool,
}

/// A table with what its lines need.
struct Prepared {
    name: &'static str,
    columns: Vec<Column>,
    insert: String,
    same: String,
}

impl std::fmt::Debug for Import<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Import").field("line", &self.line).field("done", &self.done).finish()
    }
}

impl Store {
    /// Takes what `feed` hands over, line by line, in one transaction: all of it is stored, or nothing. Every row has to be new,
    /// or to be there already just so; every figure has to stand in its version's text, every version to have the words of
    /// its digest.
    pub fn import(
        &mut self,
        feed: impl FnOnce(&mut Import<'_>) -> Result<(), ImportError>,
    ) -> Result<Imported, ImportError> {
        self.together(|store| {
            let store: &Self = store;
            let mut import = Import {
                sql: &store.connection,
                store,
                line: 0,
                tables: BTreeMap::new(),
                text: None,
                done: Imported::default(),
                ended: false,
            };
            feed(&mut import)?;
            let Import { line, ended, done, .. } = import;
            if !ended {
                return Err(ImportError::CutOff { line });
            }
            for event in &done.events {
                store.read_through(event).map_err(|error| match error {
                    StoreError::Sql { source, .. } => {
                        ImportError::Unreadable { event: event.clone(), source }
                    }
                    other => other.into(),
                })?;
            }
            Ok(done)
        })
    }

    /// Asks all that a reader asks of an event, so that no row is let in that the next command stumbles over.
    fn read_through(&self, event: &str) -> Result<(), StoreError> {
        self.outlets()?;
        self.event(event)?;
        self.appearances(event, None)?;
        self.changes(event, None)?;
        self.rulings(event, None)?;
        self.alerts(Some(event), u32::MAX)?;
        let pictures: Vec<i64> = self.ask(|sql| {
            sql.prepare("select distinct picture from run_event where event = ?1")?
                .query_map([event], |row| row.get(0))?
                .collect()
        })?;
        pictures.into_iter().try_for_each(|picture| self.told(event, picture).map(|_| ()))
    }
}

impl Import<'_> {
    /// Takes one line. An error names it.
    pub fn take(&mut self, bytes: &[u8]) -> Result<(), ImportError> {
        self.line += 1;
        let wrong = |what: String| ImportError::Line { line: self.line, what };
        if self.ended {
            return Err(wrong("it stands behind the line that ends the export".to_owned()));
        }
        let text =
            std::str::from_utf8(bytes).map_err(|_| wrong("it is no UTF-8".to_owned()))?.trim();
        let row: Map<String, Value> = serde_json::from_str(text)
            .map_err(|error| wrong(format!("it is no object: {error}")))?;
        let kind = row.get("type").and_then(Value::as_str).unwrap_or_default();
        if self.line == 1 {
            return self.first(kind, &row);
        }
        if kind == "end" {
            let rows = row.get("rows").and_then(Value::as_u64);
            if rows != Some(self.line - 2) {
                return Err(wrong(format!(
                    "the export had {} rows, and {} came",
                    rows.unwrap_or_default(),
                    self.line - 2
                )));
            }
            self.ended = true;
            return Ok(());
        }
        let Some(table) = TABLES.iter().find(|table| table.name == kind) else {
            return Err(wrong(format!("`{kind}` is no type of line")));
        };
        if !self.tables.contains_key(table.name) {
            let prepared =
                prepare(self.sql, table.name).map_err(|error| self.store.named(error))?;
            self.tables.insert(table.name, prepared);
        }
        let cells = self.cells(table.name, &row).map_err(wrong)?;
        self.checked(table.name, &row)?;
        self.keep(table.name, &row, &cells)
    }

    fn first(&self, kind: &str, row: &Map<String, Value>) -> Result<(), ImportError> {
        let number = |name: &str| row.get(name).and_then(Value::as_i64);
        let what = match (kind, number("format"), number("store")) {
            ("claims", Some(FORMAT), Some(store)) if store <= migrate::known() => return Ok(()),
            ("claims", Some(_), Some(_)) => "a newer version of claims wrote it",
            _ => "it is no export of claims",
        };
        Err(ImportError::Line { line: self.line, what: what.to_owned() })
    }

    /// The row as the table's columns take it.
    fn cells(&self, table: &str, row: &Map<String, Value>) -> Result<Vec<Cell>, String> {
        let columns = &self.tables[table].columns;
        let unknown =
            row.keys().find(|key| *key != "type" && columns.iter().all(|it| it.name != **key));
        if let Some(unknown) = unknown {
            return Err(format!("a `{table}` has no `{unknown}`"));
        }
        columns
            .iter()
            .map(|Column { name, .. }| {
                let Some(value) = row.get(name) else { return Ok(Cell::Null) };
                if matches!(
                    name.as_str(),
                    "terms" | "exclude" | "domains" | "authors" | "concept" | "detail"
                ) {
                    let text = value.as_str().unwrap_or_default();
                    serde_json::from_str::<serde::de::IgnoredAny>(text)
                        .map_err(|error| format!("its `{name}` is no JSON: {error}"))?;
                }
                match value {
                    Value::Null => Ok(Cell::Null),
                    Value::String(text) => Ok(Cell::Text(text.clone())),
                    Value::Number(number) => number
                        .as_i64()
                        .map(Cell::Integer)
                        .or_else(|| number.as_f64().map(Cell::Real))
                        .ok_or_else(|| format!("its `{name}` is too large")),
                    Value::Object(bytes) => bytes
                        .get("hex")
                        .and_then(Value::as_str)
                        .and_then(unhex)
                        .map(Cell::Blob)
                        .ok_or_else(|| format!("its `{name}` is no bytes")),
                    _ => Err(format!("its `{name}` is neither text nor number")),
                }
            })
            .collect()
    }

    /// Holds a row to what it claims to be: bytes and words to their digest, a figure to its quote.
    fn checked(&mut self, table: &str, row: &Map<String, Value>) -> Result<(), ImportError> {
        let text = |name: &str| row.get(name).and_then(Value::as_str);
        let line = self.line;
        let wrong = |what: &str| Err(ImportError::Line { line, what: what.to_owned() });
        match table {
            "revision" if text("pruned_at").is_none() => {
                let parts = ["title", "text", "published_at", "agency", "correction"].map(text);
                // Behind a slash stands the number of a version that has the words of another.
                let digest = text("digest").and_then(|digest| digest.split('/').next());
                if digest != Some(&version_digest(parts)) {
                    return wrong("the version's words are not those of its digest");
                }
            }
            "snapshot" => {
                let Some(body) = row.get("body") else { return Ok(()) };
                let packed = body.get("hex").and_then(Value::as_str).and_then(unhex);
                let size = row.get("size").and_then(Value::as_u64).unwrap_or_default();
                let body = packed.and_then(|packed| match text("codec") {
                    Some("zstd") => {
                        zstd::bulk::decompress(&packed, usize::try_from(size).ok()?).ok()
                    }
                    _ => Some(packed),
                });
                let digest = body.map(|body| Digest::of(&body).to_string());
                if digest.as_deref() != text("sha256") {
                    return wrong("the page's bytes are not those of its digest");
                }
            }
            "claim_seen" if row.get("dropped_in").is_none() => {
                let number = |name: &str| row.get(name).and_then(Value::as_i64);
                let revision = number("revision").unwrap_or_default();
                if self.text.as_ref().is_none_or(|(known, _)| *known != revision) {
                    self.text = Some((revision, self.text_of(revision)?));
                }
                // A text that was pruned, or a version that is not there, is another check's.
                let Some((_, Some(words))) = &self.text else { return Ok(()) };
                let quote: Option<String> = self
                    .sql
                    .prepare_cached("select quote from claim where id = ?1")
                    .and_then(|mut it| it.query_row([text("claim")], |row| row.get(0)).optional())
                    .map_err(|error| self.store.named(error))?;
                let place = |name: &str| number(name).and_then(|it| u32::try_from(it).ok());
                let (Some(start), Some(end)) = (place("quote_start"), place("quote_end")) else {
                    return wrong("the claim's quote has no place");
                };
                let found = (start <= end).then(|| Span { start, end }.slice(words)).flatten();
                if quote.is_some() && found != quote.as_deref() {
                    return wrong("the claim's quote does not stand in its version's text");
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn text_of(&self, revision: i64) -> Result<Option<String>, StoreError> {
        self.sql
            .prepare_cached("select text from revision where id = ?1 and pruned_at is null")
            .and_then(|mut it| it.query_row([revision], |row| row.get(0)).optional())
            .map_err(|error| self.store.named(error))
    }

    fn keep(
        &mut self,
        table: &'static str,
        row: &Map<String, Value>,
        cells: &[Cell],
    ) -> Result<(), ImportError> {
        let prepared = &self.tables[table];
        let added = self
            .sql
            .prepare_cached(&prepared.insert)
            .and_then(|mut insert| insert.execute(params_from_iter(cells)));
        let added = match added {
            Ok(added) => added,
            Err(error) => return Err(self.refused(error)),
        };
        if added == 1 {
            self.done.rows += 1;
            self.done.claims += u64::from(table == "claim");
        } else if self.is_there(table, row, cells)? {
            self.done.known += 1;
        } else {
            let keys = prepared.columns.iter().filter(|column| column.is_key);
            let shown = |value: &Value| match value {
                Value::String(text) => text.clone(),
                other => other.to_string(),
            };
            let keys = keys.filter_map(|column| row.get(&column.name)).map(shown);
            let what = format!("{} `{}`", prepared.name, keys.collect::<Vec<_>>().join(" "));
            return Err(ImportError::Differs { line: self.line, what });
        }
        if table == "event" {
            self.done.events.extend(row.get("id").and_then(Value::as_str).map(ToOwned::to_owned));
        }
        Ok(())
    }

    /// Whether the row is there just so. A page may be there with its bytes or without: bytes that are missing are put in.
    fn is_there(
        &self,
        table: &str,
        row: &Map<String, Value>,
        cells: &[Cell],
    ) -> Result<bool, ImportError> {
        let named = |error| ImportError::from(self.store.named(error));
        if table != "snapshot" {
            return self
                .sql
                .prepare_cached(&self.tables[table].same)
                .and_then(|mut same| same.exists(params_from_iter(cells)))
                .map_err(named);
        }
        let (sha256, size) = (row["sha256"].as_str(), row.get("size").and_then(Value::as_i64));
        let body = row.get("body").and_then(|it| it.get("hex")?.as_str()).and_then(unhex);
        if let Some(body) = body {
            let codec = row.get("codec").and_then(Value::as_str);
            self.sql
                .execute(
                    "update snapshot set body = ?2, codec = ?3, pruned_at = null
                     where sha256 = ?1 and body is null",
                    params![sha256, body, codec],
                )
                .map_err(named)?;
        }
        self.sql
            .prepare_cached("select 1 from snapshot where sha256 = ?1 and size = ?2")
            .and_then(|mut same| same.exists(params![sha256, size]))
            .map_err(named)
    }

    /// What the store said against a row.
    fn refused(&self, error: rusqlite::Error) -> ImportError {
        let line = self.line;
        match &error {
            rusqlite::Error::SqliteFailure(code, said)
                if matches!(
                    code.code,
                    ErrorCode::ConstraintViolation | ErrorCode::TypeMismatch
                ) =>
            {
                let said = said.as_deref().unwrap_or("it breaks a rule of the store");
                let what = if said.starts_with("FOREIGN KEY") {
                    "it refers to a row that does not stand before it".to_owned()
                } else {
                    said.to_owned()
                };
                ImportError::Line { line, what }
            }
            _ => self.store.named(error).into(),
        }
    }
}

fn prepare(sql: &Connection, name: &'static str) -> rusqlite::Result<Prepared> {
    let columns = columns(sql, name)?;
    let names: Vec<String> = columns.iter().map(|it| format!("\"{}\"", it.name)).collect();
    let values: Vec<String> = columns
        .iter()
        .enumerate()
        .map(|(at, column)| match &column.default {
            Some(default) => format!("coalesce(?{}, {default})", at + 1),
            None => format!("?{}", at + 1),
        })
        .collect();
    let same: Vec<String> =
        names.iter().zip(&values).map(|(name, value)| format!("{name} is {value}")).collect();
    Ok(Prepared {
        name,
        insert: format!(
            "insert into \"{name}\" ({}) values ({}) on conflict do nothing",
            names.join(", "),
            values.join(", ")
        ),
        same: format!("select 1 from \"{name}\" where {}", same.join(" and ")),
        columns,
    })
}
