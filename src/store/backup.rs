#![expect(clippy::disallowed_methods, reason = "a copy is a file of its own")]

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::{Store, StoreError};

/// What a copy holds, as it was read back from the copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    pub bytes: u64,
    pub runs: i64,
    pub claims: i64,
}

impl Store {
    /// Writes a copy of the store as it stands at this moment, whoever writes to it meanwhile, and reads the copy back: it is whole,
    /// its references hold, and it is on the disk when this returns. A file that is there already is replaced only then.
    pub fn copy_to(&self, target: &Path) -> Result<Copied, StoreError> {
        let mut beside = target.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        let copied = self.copy(&beside, target);
        if copied.is_err() {
            let _ = fs::remove_file(&beside);
        }
        copied
    }

    fn copy(&self, beside: &Path, target: &Path) -> Result<Copied, StoreError> {
        let io = |source| StoreError::Io { path: target.to_owned(), source };
        match fs::remove_file(beside) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(io(error)),
            _ => {}
        }
        // A vacuum runs in no transaction: a connection of its own, which reads one moment.
        let named = |error| StoreError::sql(target, error);
        let reader = super::reader(&self.path).map_err(|error| self.named(error))?;
        reader.execute("vacuum into ?1", [beside.to_string_lossy()]).map_err(named)?;
        let copied = verified(beside, target)?;
        File::open(beside).and_then(|file| file.sync_all()).map_err(io)?;
        fs::rename(beside, target).map_err(io)?;
        Ok(copied)
    }
}

/// Reads the copy back.
fn verified(copy: &Path, target: &Path) -> Result<Copied, StoreError> {
    let named = |error| StoreError::sql(target, error);
    let damaged = |what: String| StoreError::Damaged { path: target.to_owned(), what };
    let connection =
        Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(named)?;
    let told: String =
        connection.query_row("pragma integrity_check", [], |row| row.get(0)).map_err(named)?;
    if told != "ok" {
        return Err(damaged(told));
    }
    let broken: i64 = connection
        .query_row("select count(*) from pragma_foreign_key_check", [], |row| row.get(0))
        .map_err(named)?;
    if broken > 0 {
        return Err(damaged(format!("{broken} references lead nowhere")));
    }
    let count = |table: &str| {
        connection
            .query_row(&format!("select count(*) from {table}"), [], |row| row.get(0))
            .map_err(named)
    };
    let io = |source| StoreError::Io { path: target.to_owned(), source };
    let bytes = fs::metadata(copy).map_err(io)?.len();
    Ok(Copied { bytes, runs: count("run")?, claims: count("claim")? })
}
