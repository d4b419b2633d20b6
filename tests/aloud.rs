//! What a test run tells its reader even where every test passes.
//!
//! Written to stderr itself: what the print macros write is kept back for tests that fail.

use std::io::{Write, stderr};
use std::path::PathBuf;

/// Says that something was left untested, and why.
pub(crate) fn skipped(what: &str, why: &str) {
    // A stderr that is gone leaves nobody to tell.
    let _ = writeln!(stderr(), "skipped: {what}: {why}");
}

/// Says what a test counted.
pub(crate) fn counted(what: &str) {
    let _ = writeln!(stderr(), "counted: {what}");
}

/// The folder of real evaluation data, where there is one.
pub(crate) fn evaluation(what: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CLAIMS_EVAL_DIR").filter(|folder| !folder.is_empty());
    if folder.is_none() {
        skipped(what, "CLAIMS_EVAL_DIR names no evaluation data");
    }
    folder.map(PathBuf::from)
}
