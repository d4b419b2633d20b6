use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use super::StoreError;
use crate::model::Timestamp;

/// The right to write to a store: an advisory lock on a file beside it, which the system takes back when the process
/// ends, however it ends. Not for network file systems.
#[derive(Debug)]
pub struct Lock {
    /// Closing it gives the lock back.
    _file: File,
}

impl Lock {
    /// Takes the lock of the store at `path`, making its folder where there is none. Where another process has it: waits
    /// for it, or says who. `now` is told to whoever asks.
    pub fn take(path: &Path, wait: bool, now: Timestamp) -> Result<Self, StoreError> {
        let locked = |by| StoreError::Locked { path: path.to_owned(), by };
        Self::of(path, "lock", wait, now, locked)
    }

    /// Takes the right to be the one watch of the store at `path`; it says nothing about who writes.
    pub fn take_watch(path: &Path, now: Timestamp) -> Result<Self, StoreError> {
        let watched = |by| StoreError::Watched { path: path.to_owned(), by };
        Self::of(path, "watch", false, now, watched)
    }

    fn of(
        path: &Path,
        end: &str,
        wait: bool,
        now: Timestamp,
        taken: impl Fn(Option<String>) -> StoreError,
    ) -> Result<Self, StoreError> {
        let beside = beside(path, end);
        let failed = |source| StoreError::Io { path: path.to_owned(), source };
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&beside)
            .map_err(failed)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) if wait => file.lock().map_err(failed)?,
            Err(TryLockError::WouldBlock) => {
                let mut by = String::new();
                let _ = file.read_to_string(&mut by);
                let by = Some(by.trim().to_owned()).filter(|by| !by.is_empty());
                return Err(taken(by));
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
        // Who holds it is a courtesy: a full disk does not stop the run here.
        let since = now.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let _ = file.set_len(0);
        let _ = writeln!(file, "process {} since {since}", std::process::id());
        Ok(Self { _file: file })
    }
}

/// `claims.sqlite` is locked by `claims.sqlite.lock`; that stays, so that two processes never lock two files of one name.
fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(end);
    PathBuf::from(name)
}
