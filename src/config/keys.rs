use std::path::PathBuf;

use serde::de::DeserializeOwned;
use toml::de::DeValue;

use super::nearest;
use crate::reconcile::Policy;

/// Every value that has a key. Times are milliseconds, sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    pub store: Storing,
    pub fetch: Fetching,
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

/// The formats that a report can be written in.
pub(super) const FORMATS: &[&str] = &["csv", "json", "ndjson", "md", "html"];

/// The house policies by name.
const POLICIES: &[&str] =
    &["independent-support", "bbc-range", "conservative", "low-best-high", "named-authority"];

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

/// The place of a value, by its type.
pub(super) enum Slot<'a> {
    Text(&'a mut String),
    Path(&'a mut PathBuf),
    Number(&'a mut u64),
    Count(&'a mut u32),
    Flag(&'a mut bool),
    Policy(&'a mut Policy),
    Formats(&'a mut Vec<String>),
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
    key!(reconcile.policy, "CLAIMS_RECONCILE_POLICY", Policy),
    key!(report.out, "CLAIMS_REPORT_OUT", Path),
    key!(report.formats, "CLAIMS_REPORT_FORMATS", Formats),
];

impl Key {
    /// The value as the file would write it.
    pub fn show(&self, settings: &Settings) -> String {
        let mut settings = settings.clone();
        match (self.slot)(&mut settings) {
            Slot::Text(text) => quoted(text),
            Slot::Path(path) => quoted(&path.to_string_lossy()),
            Slot::Number(number) => number.to_string(),
            Slot::Count(number) => number.to_string(),
            Slot::Flag(flag) => flag.to_string(),
            Slot::Policy(policy) => quoted(&policy_name(*policy)),
            Slot::Formats(formats) => {
                let formats: Vec<String> = formats.iter().map(|format| quoted(format)).collect();
                format!("[{}]", formats.join(", "))
            }
        }
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A policy's name in the config, on the command line and in the store.
pub fn policy_name(policy: Policy) -> String {
    match serde_json::to_value(policy) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}

impl Slot<'_> {
    /// Takes a value of the file; an error says what is wrong with it.
    pub(super) fn set(&mut self, value: &DeValue<'_>) -> Result<(), String> {
        let wrong = |wanted: &str| Err(format!("expected {wanted}, found {}", of_type(value)));
        match self {
            Self::Text(text) => match value.as_str() {
                Some(given) => given.clone_into(text),
                None => return wrong("text in quotes"),
            },
            Self::Path(path) => match value.as_str() {
                Some("") => return Err("a path cannot be empty".to_owned()),
                Some(given) => **path = PathBuf::from(given),
                None => return wrong("a path in quotes"),
            },
            Self::Number(number) => match whole(value) {
                Some(given) => **number = given,
                None => return wrong("a whole number"),
            },
            Self::Count(number) => match whole(value).and_then(|given| u32::try_from(given).ok()) {
                Some(given) => **number = given,
                None => return wrong("a whole number"),
            },
            Self::Flag(flag) => match value.as_bool() {
                Some(given) => **flag = given,
                None => return wrong("`true` or `false`"),
            },
            Self::Policy(policy) => match value.as_str() {
                Some(name) => **policy = by_name(name, "policy", POLICIES)?,
                None => return wrong("a policy's name in quotes"),
            },
            Self::Formats(formats) => {
                let Some(list) = value.as_array() else {
                    return wrong("a list of formats");
                };
                let mut given = Vec::new();
                for item in list {
                    let Some(name) = item.get_ref().as_str() else {
                        return wrong("a list of formats in quotes");
                    };
                    given.push(format_name(name)?);
                }
                **formats = given;
            }
        }
        Ok(())
    }

    /// Takes a value of the environment: bare text, lists divided by commas.
    pub(super) fn set_text(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        match self {
            Self::Text(_) | Self::Path(_) | Self::Policy(_) => {
                self.set(&DeValue::String(text.into()))
            }
            Self::Number(number) => {
                **number = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
                Ok(())
            }
            Self::Count(number) => {
                **number = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
                Ok(())
            }
            Self::Flag(flag) => {
                **flag = match text {
                    "true" | "1" | "yes" => true,
                    "false" | "0" | "no" => false,
                    _ => return Err(format!("`{text}` is neither `true` nor `false`")),
                };
                Ok(())
            }
            Self::Formats(formats) => {
                let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
                **formats = names.map(format_name).collect::<Result<_, _>>()?;
                Ok(())
            }
        }
    }
}

fn format_name(name: &str) -> Result<String, String> {
    if FORMATS.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(unknown(name, "format", FORMATS))
    }
}

fn by_name<T: DeserializeOwned>(name: &str, what: &str, known: &[&str]) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| unknown(name, what, known))
}

/// "unknown policy `x`: did you mean `y`?", or the whole list where nothing is near.
pub(super) fn unknown(name: &str, what: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown {what} `{name}`: did you mean `{near}`?"),
        None => format!("unknown {what} `{name}`: one of `{}`", known.join("`, `")),
    }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// What a value is, for people.
pub(super) fn of_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text in quotes",
        DeValue::Integer(number) if number.as_str().starts_with('-') => "a negative number",
        DeValue::Integer(_) => "a number that is too large",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
