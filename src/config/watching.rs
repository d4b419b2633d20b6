use std::path::PathBuf;

use crate::schedule::{Cron, Hours, Ladder, Zone};

/// `[watch]`: when `claims watch` looks; an event and a source may say it for themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Watching {
    pub schedule: Cron,
    pub time_zone: Zone,
    /// `None`: at any hour.
    pub active: Option<Hours>,
    pub revisit: Ladder,
    /// How far an event's moments may be moved from those of its expression.
    pub jitter_ms: u64,
    /// Where numbers for a monitor are written after each run.
    pub metrics_file: Option<PathBuf>,
}

impl Default for Watching {
    fn default() -> Self {
        Self {
            schedule: Cron::parse("*/15 * * * *").expect("a cron expression"),
            time_zone: Zone::default(),
            active: None,
            revisit: Ladder::default(),
            jitter_ms: 60_000,
            metrics_file: None,
        }
    }
}
