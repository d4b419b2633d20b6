//! One SQLite file: every fetch attempt, snapshot, article version, claim, run and finding.
//!
//! Claims are the truth; findings are derived and kept per run, so that one can see how a story moved. One process
//! writes at a time (a lock file says who), any number read. Nothing here knows where the bytes came from or what the
//! config says: the pipeline hands in values and is handed rows.

mod alerts;
mod articles;
mod backup;
mod checkup;
mod claims;
mod courtesy;
mod declared;
mod error;
mod exchange;
mod fetches;
mod findings;
mod health;
mod judgements;
mod lock;
mod migrate;
mod number;
mod paragraphs;
mod prune;
mod reports;
mod rereads;
mod runs;
mod tally;
mod troubles;
mod verify;
mod visits;

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};

pub use alerts::{Sent, Waiting};
pub use articles::{Added, Reading};
pub use backup::Copied;
pub use checkup::{Checkup, Harvest, Refused};
pub use claims::{Chain, Found, Told, Version};
pub use courtesy::Standing;
pub use declared::{Declared, SourceId, SourceKind, SourceRow};
pub use error::StoreError;
pub use exchange::{Exported, Import, ImportError, Imported};
pub use fetches::{AskedAs, Attempted, Failed, FetchId, Followed, Unread};
pub use findings::{Picture, PictureRow};
pub use health::{Past, Yield};
pub use judgements::{Judged, Judgement, Ruled, Ruling, Stage};
pub use lock::Lock;
pub use prune::{Prunable, Pruned};
pub use reports::{Archived, Known, Worded};
pub use rereads::Readable;
pub use runs::{Run, RunEnd};
pub use tally::{EventTally, LastRun, SourceState};
pub use troubles::{Ailing, Ailment, Trouble};
pub use verify::Held;
pub use visits::Visit;

/// How long a statement waits for another connection before it gives up.
const BUSY: Duration = Duration::from_secs(10);

/// So many statements stay prepared: more than a run has, so that none is parsed anew for each page.
const STATEMENTS: usize = 128;

/// An open store. Dropping it checkpoints the write-ahead log where no other connection is open.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    path: PathBuf,
    /// Held while this process may write.
    _lock: Option<Lock>,
}

impl Store {
    /// Opens for writing: makes the file and its folder where there are none, brings an older one up to date, refuses a
    /// newer one. The caller holds the lock; see [`Lock::take`].
    pub fn write(path: &Path, lock: Lock) -> Result<Self, StoreError> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let named = |error| StoreError::sql(path, error);
        let mut connection = Connection::open_with_flags(path, flags).map_err(named)?;
        connection.busy_timeout(BUSY).map_err(named)?;
        migrate::check(&connection, path)?;
        // New claims go all over the tables, whose order is that of digests: 64 MiB of them are kept at hand. A commit
        // survives a crash of the program at once, and a power cut with the run's last commit (`end_run`), which is
        // written through to the disk before the run is told to be done.
        connection
            .execute_batch(
                "pragma journal_mode = wal;
                 pragma synchronous = normal;
                 pragma foreign_keys = on;
                 pragma trusted_schema = off;
                 pragma journal_size_limit = 67108864;
                 pragma cache_size = -65536;",
            )
            .map_err(named)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        migrate::up(&mut connection, path)?;
        Ok(Self { connection, path: path.to_owned(), _lock: Some(lock) })
    }

    /// Opens for reading, beside a writer or without one: all that is asked of it is answered as of the first question,
    /// whatever a run writes meanwhile. A store on a read-only medium is read as it lies there.
    pub fn read(path: &Path) -> Result<Self, StoreError> {
        if !path.try_exists().unwrap_or(false) {
            return Err(StoreError::Missing(path.to_owned()));
        }
        let named = |error| StoreError::sql(path, error);
        let connection = reader(path).map_err(named)?;
        migrate::check(&connection, path)?;
        migrate::is_current(&connection, path)?;
        connection
            .execute_batch("pragma query_only = on; pragma trusted_schema = off; begin;")
            .map_err(named)?;
        Ok(Self { connection, path: path.to_owned(), _lock: None })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How much of the disk the store takes, what is written and not yet put in its place included.
    pub fn bytes_on_disk(&self) -> u64 {
        let mut log = self.path.as_os_str().to_owned();
        log.push("-wal");
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |found| found.len());
        size(&self.path) + size(Path::new(&log))
    }

    /// Refuses to grow beyond so many bytes: a write that would need more fails as on a full disk.
    pub fn limit_size(&self, bytes: u64) -> Result<(), StoreError> {
        let named = |error| self.named(error);
        let page: i64 = self
            .connection
            .pragma_query_value(None, "page_size", |row| row.get(0))
            .map_err(named)?;
        let pages = i64::try_from(bytes).unwrap_or(i64::MAX) / page.max(1);
        self.connection
            .pragma_update_and_check(None, "max_page_count", pages.max(1), |_| Ok(()))
            .map_err(named)
    }

    /// Runs the work as one transaction: all of it is stored, or nothing. `begin immediate`, so that two writers wait for
    /// each other at the start and never fail in the middle. Inside [`Store::together`] it is a part of that transaction.
    fn change<T>(
        &mut self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        let path = &self.path;
        let named = |error| StoreError::sql(path, error);
        if !self.connection.is_autocommit() {
            let part = self.connection.savepoint().map_err(named)?;
            let done = work(&part).map_err(named)?;
            part.commit().map_err(named)?;
            return Ok(done);
        }
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(named)?;
        let done = work(&transaction).map_err(named)?;
        transaction.commit().map_err(named)?;
        Ok(done)
    }

    /// Makes all that the work changes one transaction: a reader sees the whole of it or nothing, and an error takes all
    /// of it back. What it commits is on the disk when this returns.
    pub fn together<T, E: From<StoreError>>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, E>,
    ) -> Result<T, E> {
        let say = |store: &Self, words: &str| {
            store.connection.execute_batch(words).map_err(|error| store.named(error))
        };
        say(self, "pragma synchronous = full; begin immediate;")?;
        let done = work(self).and_then(|done| Ok(say(self, "commit").map(|()| done)?));
        if done.is_err() {
            // An error such as a full disk may have ended it already.
            let _ = self.connection.execute_batch("rollback");
        }
        let _ = self.connection.execute_batch("pragma synchronous = normal");
        done
    }

    /// Asks for rows.
    fn ask<T>(
        &self,
        work: impl FnOnce(&Connection) -> rusqlite::Result<T>,
    ) -> Result<T, StoreError> {
        work(&self.connection).map_err(|error| self.named(error))
    }

    fn named(&self, error: rusqlite::Error) -> StoreError {
        StoreError::sql(&self.path, error)
    }

    /// What the planner should know is written down now and then; it never fails a run.
    pub fn optimize(&self) {
        let _ = self.connection.execute_batch("pragma optimize;");
    }
}

/// Opens the file for reading alone, on a read-only medium as well.
fn reader(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    if cannot_share(&connection) {
        let flags = flags | OpenFlags::SQLITE_OPEN_URI;
        connection = Connection::open_with_flags(immutable_address(path), flags)?;
        connection.busy_timeout(BUSY)?;
    }
    Ok(connection)
}

/// Whether the file's folder lets us have no shared-memory file: a read-only medium.
fn cannot_share(connection: &Connection) -> bool {
    let asked = connection.query_row("select count(*) from sqlite_schema", [], |_| Ok(()));
    matches!(
        asked.map_err(|error| error.sqlite_error_code()),
        Err(Some(rusqlite::ErrorCode::CannotOpen | rusqlite::ErrorCode::ReadOnly))
    )
}

/// The file as an address that tells SQLite that nobody writes to it.
fn immutable_address(path: &Path) -> String {
    let mut escaped = String::new();
    for character in path.to_string_lossy().chars() {
        match character {
            '%' => escaped.push_str("%25"),
            '?' => escaped.push_str("%3f"),
            '#' => escaped.push_str("%23"),
            other => escaped.push(other),
        }
    }
    format!("file:{escaped}?immutable=1")
}
