//! A store as lines of JSON, and back: a row a line, named as the tables are, each behind those that it refers to.
//!
//! The first line says what the file is and the last how many lines stand between them, so that a file that was cut off is never
//! taken for a whole one.

mod import;
mod tables;

use std::collections::BTreeSet;

use rusqlite::types::ValueRef;
use serde_json::Value;

pub use import::{Import, ImportError, Imported};

use super::{Store, StoreError, migrate};
use tables::{TABLES, columns, condition};

/// The form of the lines. A reader refuses one that it does not know.
const FORMAT: i64 = 1;

/// What an export wrote.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Exported {
    /// Lines between the first and the last.
    pub rows: u64,
    pub claims: u64,
    /// In order of id.
    pub events: Vec<String>,
    /// Those of them that were not asked for, and share reports with one that was.
    pub along: Vec<String>,
    /// Whether the receiver wanted no more.
    pub ended: bool,
}

impl Store {
    /// Writes the events, or with none named all there is, as lines without their ends; `pages` has the bytes of the pages in
    /// them, too. `take` says whether it wants more.
    pub fn export(
        &self,
        events: &[String],
        pages: bool,
        take: &mut dyn FnMut(&str) -> bool,
    ) -> Result<Exported, StoreError> {
        let chosen = if events.is_empty() { None } else { Some(self.with_shared(events)?) };
        let mut done = Exported {
            events: match &chosen {
                Some(chosen) => chosen.iter().cloned().collect(),
                None => self.events()?.into_iter().map(|event| event.id).collect(),
            },
            ..Exported::default()
        };
        if !events.is_empty() {
            done.along = done.events.iter().filter(|it| !events.contains(it)).cloned().collect();
        }
        let chosen = chosen.map(|chosen| Value::from(Vec::from_iter(chosen)).to_string());
        let known = migrate::known();
        if !take(&format!("{{\"type\":\"claims\",\"format\":{FORMAT},\"store\":{known}}}")) {
            return Ok(Exported { ended: true, ..done });
        }
        self.ask(|sql| {
            for table in TABLES {
                let mut columns = columns(sql, table.name)?;
                columns.retain(|column| pages || column.name != "body");
                let names: Vec<String> =
                    columns.iter().map(|column| format!("\"{}\"", column.name)).collect();
                let mut rows = sql.prepare(&format!(
                    "select {} from \"{}\" where {} order by {}",
                    names.join(", "),
                    table.name,
                    condition(table.of),
                    table.order
                ))?;
                let mut rows = rows.query([&chosen])?;
                while let Some(row) = rows.next()? {
                    let mut line = format!("{{\"type\":\"{}\"", table.name);
                    for (at, column) in columns.iter().enumerate() {
                        put(&mut line, &column.name, row.get_ref(at)?);
                    }
                    line.push('}');
                    done.rows += 1;
                    done.claims += u64::from(table.name == "claim");
                    if !take(&line) {
                        done.ended = true;
                        return Ok(());
                    }
                }
            }
            done.ended = !take(&format!("{{\"type\":\"end\",\"rows\":{}}}", done.rows));
            Ok(())
        })?;
        Ok(done)
    }

    /// The events, and those that share reports with one of them: a report's claims and versions are told once.
    pub fn with_shared(&self, events: &[String]) -> Result<BTreeSet<String>, StoreError> {
        let mut all: BTreeSet<String> = events.iter().cloned().collect();
        self.ask(|sql| {
            let mut shared = sql.prepare(
                "select distinct other.event from article_event
                 join article_event as other on other.article = article_event.article
                 where article_event.event = ?1",
            )?;
            let mut open: Vec<String> = events.to_vec();
            while let Some(event) = open.pop() {
                for other in shared.query_map([event], |row| row.get::<_, String>(0))? {
                    let other = other?;
                    if all.insert(other.clone()) {
                        open.push(other);
                    }
                }
            }
            Ok(())
        })?;
        Ok(all)
    }
}

/// Adds a column to a line; null is left out, bytes are `{"hex": ...}`.
fn put(line: &mut String, name: &str, value: ValueRef<'_>) {
    let value = match value {
        ValueRef::Null => return,
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => Value::from(number).to_string(),
        ValueRef::Text(text) => Value::from(String::from_utf8_lossy(text)).to_string(),
        ValueRef::Blob(bytes) => format!("{{\"hex\":\"{}\"}}", hex(bytes)),
    };
    line.push_str(",\"");
    line.push_str(name);
    line.push_str("\":");
    line.push_str(&value);
}

fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let digit = |nibble: u8| char::from(DIGITS[usize::from(nibble)]);
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let (pairs, rest) = text.as_bytes().as_chunks::<2>();
    rest.is_empty().then_some(())?;
    pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_survive_as_digits() {
        let all: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&all)), Some(all));
        assert_eq!((unhex("f"), unhex("0g")), (None, None));
    }
}
