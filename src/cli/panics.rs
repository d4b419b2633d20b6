//! What a panic says. Pages and feeds are read by other people's code behind `catch_unwind`: what that code says when it gives up is no
//! news for the user. A panic that nothing catches ends the program as trouble, with its place.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::{self, UnwindSafe};
use std::sync::{Mutex, PoisonError};

use super::printer::Hint;

/// The last panic: what it said and where.
static LAST: Mutex<String> = Mutex::new(String::new());

/// Runs a command. Panics are kept instead of printed, but for a developer who asks for a backtrace (RUST_BACKTRACE).
pub(super) fn fenced<T>(run: impl FnOnce() -> anyhow::Result<T> + UnwindSafe) -> anyhow::Result<T> {
    if Backtrace::capture().status() != BacktraceStatus::Captured {
        panic::set_hook(Box::new(|panic| {
            *LAST.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
        }));
    }
    panic::catch_unwind(run).unwrap_or_else(|_| {
        let last = std::mem::take(&mut *LAST.lock().unwrap_or_else(PoisonError::into_inner));
        Err(anyhow::anyhow!("a defect of this program ended it: {last}"))
            .hint("please report it, with the input where you may")
    })
}
