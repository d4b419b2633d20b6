//! The stages over a store: one collecting run, and the picture that it leaves.
//!
//! `now` is always a parameter, and nothing here prints: progress is told as events. Every attempt and its bytes are stored
//! before anything is parsed; every article is one transaction. What a run that was stopped left unread, the next one reads.

mod address;
mod alert;
mod doctor;
mod furniture;
mod gather;
mod health;
mod kind;
mod metrics;
mod neighbours;
mod picture;
mod read;
mod refresh;
mod relevance;
mod reprocess;
mod told;
mod verify;
mod watch;
mod zone;

pub use address::{clean, host, name_of};
pub use alert::{Courier, Delivered, Message, Post, deliver, next_delivery, note, trial};
pub use doctor::{Examination, Grade, Remark, SourceCheck, examine};
pub use health::Health;
pub use kind::{Kind, kind, kind_by_name};
pub use metrics::metrics;
pub use picture::{Asked, report};
pub use refresh::{Refresh, refresh};
pub use reprocess::{Difference, Reprocess, Reprocessed, Reread, ToldFigure, preview, reprocess};
pub use told::{Progress, SEVERAL, SourceSummary, Summary, Turn};
pub use verify::{Mismatch, Verified, verify};
pub use watch::{Clock, Due, DueSource, Plan, Step, Told, Wake, Watch, plan, rhythm, watch};

use crate::config::Fetching;
use crate::fetch;

/// The bounds of `[fetch]`, as the fetching stage takes them.
pub fn fetch_settings(config: &Fetching) -> fetch::Settings {
    fetch::Settings {
        user_agent: config.user_agent.clone(),
        connect_ms_max: config.connect_ms_max,
        header_ms_max: config.header_ms_max,
        total_ms_max: config.total_ms_max,
        slow_window_ms: config.slow_window_ms,
        bytes_per_second_min: config.bytes_per_second_min,
        body_bytes_max: config.body_bytes_max,
        header_bytes_max: config.header_bytes_max,
        redirects_max: config.redirects_max,
        tries_max: config.tries_max,
        retry_ms: config.retry_ms,
        gap_ms: config.gap_ms,
        hosts_at_once: config.hosts_at_once,
        robots: config.robots,
        proxy: config.proxy.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_config_and_the_stage_have_the_same_defaults() {
        assert_eq!(fetch_settings(&Fetching::default()), fetch::Settings::default());
    }
}
