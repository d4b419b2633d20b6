use std::path::PathBuf;

use super::alerting::Alerting;
use super::slot::Slot;
use super::watching::Watching;
use crate::reconcile::Policy;

/// Every value that has a key. Times are milliseconds, sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    pub store: Storing,
    pub fetch: Fetching,
    pub watch: Watching,
    pub alerts: Alerting,
    pub reconcile: Reconciling,
    pub report: Reporting,
}

/// `[store]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storing {
    pub path: PathBuf,
    /// 0: as large as the disk.
    pub bytes_max: u64,
}

/// `[fetch]`: what the fetching stage is told; the pipeline hands it over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fetching {
    pub user_agent: String,
    pub connect_ms_max: u64,
    pub header_ms_max: u64,
    pub total_ms_max: u64,
    pub slow_window_ms: u64,
    pub bytes_per_second_min: u64,
    pub body_bytes_max: u64,
    pub header_bytes_max: u64,
    pub redirects_max: u32,
    pub tries_max: u32,
    pub retry_ms: u64,
    pub gap_ms: u64,
    pub hosts_at_once: u32,
    pub robots: bool,
    /// Empty for none.
    pub proxy: String,
    /// For how many days a report that a feed led to is visited again after the feed dropped it.
    pub revisit_days: u32,
    /// So many entries of a feed are followed in one run, the first ones.
    pub entries_max: u32,
}

/// `[reconcile]`
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reconciling {
    pub policy: Policy,
}

/// `[report]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    pub out: PathBuf,
    pub formats: Vec<String>,
}

impl Default for Storing {
    fn default() -> Self {
        Self { path: PathBuf::from("claims.sqlite"), bytes_max: 0 }
    }
}

impl Default for Fetching {
    fn default() -> Self {
        Self {
            user_agent: concat!("claims/", env!("CARGO_PKG_VERSION"), " (news desk fact checking)")
                .to_owned(),
            connect_ms_max: 5_000,
            header_ms_max: 10_000,
            total_ms_max: 30_000,
            slow_window_ms: 10_000,
            bytes_per_second_min: 1_024,
            body_bytes_max: 10_000_000,
            header_bytes_max: 65_536,
            redirects_max: 5,
            tries_max: 3,
            retry_ms: 500,
            gap_ms: 1_000,
            hosts_at_once: 32,
            robots: true,
            proxy: String::new(),
            revisit_days: 3,
            entries_max: 200,
        }
    }
}

impl Default for Reporting {
    fn default() -> Self {
        Self { out: PathBuf::from("reports"), formats: vec!["csv".to_owned()] }
    }
}

/// One key: its name, the variable that outranks the file, and where its value lives.
pub struct Key {
    pub name: &'static str,
    pub variable: &'static str,
    pub(super) slot: fn(&mut Settings) -> Slot<'_>,
}

impl std::fmt::Debug for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name)
    }
}

macro_rules! key {
    ($table:ident . $field:ident, $variable:literal, $slot:ident) => {
        Key {
            name: concat!(stringify!($table), ".", stringify!($field)),
            variable: $variable,
            slot: |settings| Slot::$slot(&mut settings.$table.$field),
        }
    };
}

/// Every key, in the order of the shipped file.
pub const KEYS: &[Key] = &[
    key!(store.path, "CLAIMS_STORE", Path),
    key!(store.bytes_max, "CLAIMS_STORE_BYTES_MAX", Number),
    key!(fetch.user_agent, "CLAIMS_FETCH_USER_AGENT", Text),
    key!(fetch.robots, "CLAIMS_FETCH_ROBOTS", Flag),
    key!(fetch.proxy, "CLAIMS_FETCH_PROXY", Text),
    key!(fetch.gap_ms, "CLAIMS_FETCH_GAP_MS", Number),
    key!(fetch.hosts_at_once, "CLAIMS_FETCH_HOSTS_AT_ONCE", Count),
    key!(fetch.revisit_days, "CLAIMS_FETCH_REVISIT_DAYS", Count),
    key!(fetch.entries_max, "CLAIMS_FETCH_ENTRIES_MAX", Count),
    key!(fetch.tries_max, "CLAIMS_FETCH_TRIES_MAX", Count),
    key!(fetch.retry_ms, "CLAIMS_FETCH_RETRY_MS", Number),
    key!(fetch.redirects_max, "CLAIMS_FETCH_REDIRECTS_MAX", Count),
    key!(fetch.connect_ms_max, "CLAIMS_FETCH_CONNECT_MS_MAX", Number),
    key!(fetch.header_ms_max, "CLAIMS_FETCH_HEADER_MS_MAX", Number),
    key!(fetch.total_ms_max, "CLAIMS_FETCH_TOTAL_MS_MAX", Number),
    key!(fetch.slow_window_ms, "CLAIMS_FETCH_SLOW_WINDOW_MS", Number),
    key!(fetch.bytes_per_second_min, "CLAIMS_FETCH_BYTES_PER_SECOND_MIN", Number),
    key!(fetch.body_bytes_max, "CLAIMS_FETCH_BODY_BYTES_MAX", Number),
    key!(fetch.header_bytes_max, "CLAIMS_FETCH_HEADER_BYTES_MAX", Number),
    key!(watch.schedule, "CLAIMS_WATCH_SCHEDULE", Written),
    key!(watch.time_zone, "CLAIMS_WATCH_TIME_ZONE", Written),
    key!(watch.active, "CLAIMS_WATCH_ACTIVE", Written),
    key!(watch.revisit, "CLAIMS_WATCH_REVISIT", Ladder),
    key!(watch.jitter_ms, "CLAIMS_WATCH_JITTER_MS", Number),
    key!(watch.metrics_file, "CLAIMS_WATCH_METRICS_FILE", Written),
    key!(alerts.kinds, "CLAIMS_ALERTS_KINDS", Written),
    key!(alerts.percent_min, "CLAIMS_ALERTS_PERCENT_MIN", Count),
    key!(alerts.count_min, "CLAIMS_ALERTS_COUNT_MIN", Count),
    key!(alerts.thresholds, "CLAIMS_ALERTS_THRESHOLDS", Written),
    key!(alerts.quiet, "CLAIMS_ALERTS_QUIET", Written),
    key!(alerts.flip_ms, "CLAIMS_ALERTS_FLIP_MS", Number),
    key!(reconcile.policy, "CLAIMS_RECONCILE_POLICY", Policy),
    key!(report.out, "CLAIMS_REPORT_OUT", Path),
    key!(report.formats, "CLAIMS_REPORT_FORMATS", Formats),
];

impl Key {
    /// The value as the file would write it.
    pub fn show(&self, settings: &Settings) -> String {
        let mut settings = settings.clone();
        (self.slot)(&mut settings).show()
    }
}

/// A policy's name in the config, on the command line and in the store.
pub fn policy_name(policy: Policy) -> String {
    match serde_json::to_value(policy) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
