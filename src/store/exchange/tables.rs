use rusqlite::Connection;

/// One table as it is exchanged.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// The order of its lines: that of content, so that one store gives one file.
    pub(super) order: &'static str,
    /// What of it belongs to the chosen events; `EVENTS` and the other names stand for the queries below.
    pub(super) of: &'static str,
}

const fn table(name: &'static str, order: &'static str, of: &'static str) -> Table {
    Table { name, order, of }
}

/// Every table, each behind those that it refers to, so that a reference that leads nowhere is found at its line.
pub(super) const TABLES: &[Table] = &[
    table(
        "outlet",
        "id",
        "id in (select outlet from article where id in ARTICLES
             union select outlet from source where id in SOURCES
             union select outlet from change where event in EVENTS)",
    ),
    table("event", "id", "id in EVENTS"),
    table("source", "id", "id in SOURCES"),
    table(
        "run",
        "id",
        "id in (select run from fetch where source in SOURCES
             union select run from run_event where event in EVENTS
             union select picture from run_event where event in EVENTS
             union select run from change where event in EVENTS
             union select run from judgement where event in EVENTS
             union select run from alert where event in EVENTS
             union select opened_run from trouble where source in SOURCES
             union select closed_run from trouble where source in SOURCES
             union select read_in from claim_seen where revision in VERSIONS
             union select dropped_in from claim_seen where revision in VERSIONS)",
    ),
    table(
        "snapshot",
        "sha256",
        "sha256 in (select snapshot from fetch where source in SOURCES
             union select snapshot from revision where article in ARTICLES)",
    ),
    table("article", "id", "id in ARTICLES"),
    table("article_event", "article, event", "event in EVENTS"),
    table("revision", "id", "article in ARTICLES"),
    table("fetch", "id", "source in SOURCES"),
    table("claim", "id", "article in ARTICLES"),
    table("claim_seen", "revision, position, claim", "revision in VERSIONS"),
    table("run_event", "run, event", "event in EVENTS"),
    table("finding", "run, event, position, id", "event in EVENTS"),
    table(
        "finding_claim",
        "run, finding, claim",
        "(run, finding) in (select run, id from finding where event in EVENTS)",
    ),
    table("set_aside", "run, event, claim", "event in EVENTS"),
    table("change", "id", "event in EVENTS"),
    table("judgement", "url, event, source, stage", "event in EVENTS and source in SOURCES"),
    table("ruling", "id", "event in EVENTS"),
    table("visit", "source, url", "source in SOURCES"),
    table("trouble", "id", "source in SOURCES"),
    table("paragraph", "outlet, line, article", "article in ARTICLES"),
    table("alert", "rowid", "event in EVENTS"),
    table("delivery", "alert, channel", "alert in (select id from alert where event in EVENTS)"),
    table("silence", "host", "false"),
    table("state", "key", "key in (select 'alerted ' || value from json_each(?1))"),
];

/// The condition with its names filled in; `?1` is the chosen events as JSON, or null for all there is.
pub(super) fn condition(of: &str) -> String {
    let of = of
        .replace("VERSIONS", "(select id from revision where article in ARTICLES)")
        .replace("ARTICLES", "(select article from article_event where event in EVENTS)")
        .replace("SOURCES", "(select id from source where event in EVENTS)")
        .replace("EVENTS", "(select value from json_each(?1))");
    format!("(?1 is null or ({of}))")
}

/// A column that is written down: those that SQLite makes of others are not.
pub(super) struct Column {
    pub(super) name: String,
    /// What stands there where a row does not say, as SQL.
    pub(super) default: Option<String>,
    pub(super) is_key: bool,
}

pub(super) fn columns(sql: &Connection, table: &str) -> rusqlite::Result<Vec<Column>> {
    sql.prepare("select name, dflt_value, pk from pragma_table_info(?1) order by cid")?
        .query_map([table], |row| {
            Ok(Column {
                name: row.get(0)?,
                default: row.get(1)?,
                is_key: row.get::<_, i64>(2)? > 0,
            })
        })?
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::store::migrate;

    #[test]
    fn no_table_is_left_out_and_each_stands_behind_those_it_refers_to() {
        let mut sql = Connection::open_in_memory().expect("memory");
        migrate::up(&mut sql, Path::new("memory")).expect("the files are good SQL");
        let all: BTreeSet<String> = sql
            .prepare(
                "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'",
            )
            .and_then(|mut rows| rows.query_map([], |row| row.get(0))?.collect())
            .expect("names");
        let named: BTreeSet<String> = TABLES.iter().map(|it| it.name.to_owned()).collect();
        assert_eq!(named, all, "a table that is new has to be exchanged, too");
        for (at, table) in TABLES.iter().enumerate() {
            let refers: Vec<String> = sql
                .prepare("select \"table\" from pragma_foreign_key_list(?1)")
                .and_then(|mut rows| rows.query_map([table.name], |row| row.get(0))?.collect())
                .expect("references");
            for other in refers {
                let place = TABLES.iter().position(|it| it.name == other);
                assert!(place.is_some_and(|place| place <= at), "{} refers to {other}", table.name);
            }
        }
    }
}
