//! The SQLite file: everything fetched, read and found.
