use std::path::Path;

use rusqlite::Connection;
use rusqlite_migration::{M, Migrations};

use super::StoreError;

/// What `file` shows of a store, and how one is told from another program's database: "clms".
const APPLICATION: i64 = 0x636c_6d73;

/// One file a version, in order; a released one is never edited.
const FILES: &[&str] = &[
    include_str!("migrations/0001_init.sql"),
    include_str!("migrations/0002_collecting.sql"),
    include_str!("migrations/0003_watch.sql"),
    include_str!("migrations/0004_courtesy.sql"),
    include_str!("migrations/0005_alert.sql"),
    include_str!("migrations/0006_paragraph.sql"),
    include_str!("migrations/0007_upkeep.sql"),
    include_str!("migrations/0008_trouble.sql"),
];

/// The newest version of the store that this program writes.
pub(super) fn known() -> i64 {
    i64::try_from(FILES.len()).expect("a handful of files")
}

/// Refuses what is no store of ours and what a newer program wrote, before anything is changed.
pub(super) fn check(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let number = |name: &str| -> Result<i64, StoreError> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|error| StoreError::sql(path, error))
    };
    let found = number("user_version")?;
    let application = number("application_id")?;
    let tables: i64 = connection
        .query_row("select count(*) from sqlite_schema", [], |row| row.get(0))
        .map_err(|error| StoreError::sql(path, error))?;
    if application != APPLICATION && (tables > 0 || found != 0) {
        return Err(StoreError::NotAStore(path.to_owned()));
    }
    if found > known() {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: known() });
    }
    Ok(())
}

/// Refuses an older store, which a reader cannot bring up to date.
pub(super) fn is_current(connection: &Connection, path: &Path) -> Result<(), StoreError> {
    let found: i64 = connection
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .map_err(|error| StoreError::sql(path, error))?;
    match found {
        // A writer that was stopped before its first commit leaves an empty file.
        0 => Err(StoreError::Missing(path.to_owned())),
        _ if found < known() => {
            Err(StoreError::Older { path: path.to_owned(), found, known: known() })
        }
        _ => Ok(()),
    }
}

/// Applies what is missing, each file in a transaction of its own. A table that others refer to may be built anew, so references
/// are held at the end of each file and not in it.
pub(super) fn up(connection: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let set = |connection: &Connection, name: &str, value: i64| {
        connection.pragma_update(None, name, value).map_err(|error| StoreError::sql(path, error))
    };
    set(connection, "application_id", APPLICATION)?;
    set(connection, "foreign_keys", 0)?;
    let steps = FILES.iter().map(|sql| M::up(sql).foreign_key_check()).collect();
    Migrations::new(steps).to_latest(connection).map_err(|error| match error {
        rusqlite_migration::Error::RusqliteError { err, .. } => StoreError::sql(path, err),
        other => StoreError::Damaged { path: path.to_owned(), what: other.to_string() },
    })?;
    set(connection, "foreign_keys", 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_migration_applies_to_an_empty_file() {
        let mut connection = Connection::open_in_memory().expect("memory");
        up(&mut connection, Path::new("memory")).expect("the files are good SQL");
        is_current(&connection, Path::new("memory")).expect("up to date");
        let broken: Option<String> = connection
            .query_row("select \"table\" from pragma_foreign_key_check", [], |row| row.get(0))
            .ok();
        assert_eq!(broken, None);
    }
}
