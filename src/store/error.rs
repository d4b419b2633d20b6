use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the store cannot be used. Each names the file; [`StoreError::remedy`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    #[error("there is no store at `{}`", .0.display())]
    Missing(PathBuf),
    #[error("`{}` is not a store of claims", .0.display())]
    NotAStore(PathBuf),
    #[error("`{}` was written by a newer version of claims (store version {found}, this program knows up to {known})", .path.display())]
    Newer { path: PathBuf, found: i64, known: i64 },
    #[error("`{}` is from an older version of claims (store version {found}, now {known})", .path.display())]
    Older { path: PathBuf, found: i64, known: i64 },
    #[error("another run is writing to `{}`{}", .path.display(), .by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default())]
    Locked { path: PathBuf, by: Option<String> },
    #[error("another `claims watch` looks after `{}`{}", .path.display(), .by.as_ref().map(|by| format!(" ({by})")).unwrap_or_default())]
    Watched { path: PathBuf, by: Option<String> },
    #[error("`{}` is full: the disk has no room left, or the store has grown to `store.bytes_max`", .0.display())]
    Full(PathBuf),
    #[error("`{}` cannot be written", .path.display())]
    Io {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    #[error("`{}`", .path.display())]
    Sql {
        path: PathBuf,
        #[source]
        source: rusqlite::Error,
    },
    #[error("`{}` holds a row that cannot be read: {what}", .path.display())]
    Damaged { path: PathBuf, what: String },
}

impl StoreError {
    pub(super) fn sql(path: &Path, source: rusqlite::Error) -> Self {
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full(path),
            Some(ErrorCode::NotADatabase) => Self::NotAStore(path),
            _ => Self::Sql { path, source },
        }
    }

    /// What the user can do about it.
    pub fn remedy(&self) -> String {
        match self {
            Self::Missing(_) => "`claims fetch` makes it; `--store FILE` names another".to_owned(),
            Self::NotAStore(_) => {
                "name the store with `--store FILE`, or move that file away to start a new one"
                    .to_owned()
            }
            Self::Newer { .. } => {
                "use the newer program, or another store with `--store FILE`; nothing was changed"
                    .to_owned()
            }
            Self::Older { .. } => "`claims fetch` brings it up to date".to_owned(),
            Self::Locked { .. } => {
                "wait until it is done, or use `--wait`; reading it meanwhile is fine".to_owned()
            }
            Self::Watched { .. } => {
                "it does what this one would: end it first, or name another store with `--store FILE`"
                    .to_owned()
            }
            Self::Full(_) => {
                "make room and run again: all that was stored before is safe, and the \
                              run goes on where it stopped"
                    .to_owned()
            }
            Self::Io { .. } => {
                "make its folder writable, or choose another place with `--store FILE`".to_owned()
            }
            Self::Sql { source, .. } => match source.sqlite_error_code() {
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                    "make the file and its folder writable, or choose another place with \
                     `--store FILE`"
                        .to_owned()
                }
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    "another program holds the file; close it and run again".to_owned()
                }
                Some(ErrorCode::DatabaseCorrupt) => {
                    "restore a backup, or recover what is left with `sqlite3 FILE .recover`"
                        .to_owned()
                }
                _ => "run again; if it stays, `sqlite3 FILE 'pragma integrity_check'` tells more"
                    .to_owned(),
            },
            Self::Damaged { .. } => {
                "restore a backup; `sqlite3 FILE 'pragma integrity_check'` tells more".to_owned()
            }
        }
    }

    /// Whether the file, or one beside it, may not be written.
    pub fn is_unwritable(&self) -> bool {
        match self {
            Self::Io { .. } => true,
            Self::Sql { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied)
            ),
            _ => false,
        }
    }

    /// Whether the same call may well succeed in a moment.
    pub fn is_transient(&self) -> bool {
        match self {
            Self::Locked { .. } => true,
            Self::Sql { source, .. } => matches!(
                source.sqlite_error_code(),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
            ),
            _ => false,
        }
    }
}
