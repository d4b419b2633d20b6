use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// A moment, always in UTC. Zones are resolved where text or a page is read; what a page stated stays beside it (`Dated`).
pub type Timestamp = DateTime<Utc>;

/// How finely a moment was stated: "on Friday" is a day, "by 10 a.m." an hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Month,
    Day,
    PartOfDay,
    Hour,
    Minute,
}

/// The moment a figure held, as the text says it ("as of Friday evening"), apart from when it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AsOf {
    pub at: Timestamp,
    pub precision: Precision,
}

impl fmt::Display for AsOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.at.to_rfc3339_opts(SecondsFormat::Secs, true))
    }
}
