use chrono::NaiveDate;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize};

/// What kind of publisher an outlet is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum OutletKind {
    #[default]
    Outlet,
    Agency,
    Official,
}

/// Who publishes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    pub id: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub domains: Vec<String>,
    /// ISO 3166-1 alpha-2.
    #[serde(default)]
    pub country: Option<String>,
    /// BCP 47.
    #[serde(default)]
    pub language: Option<String>,
    /// IANA name, for times that a page prints without a zone.
    #[serde(default)]
    pub time_zone: Option<String>,
    /// The family that owns it; outlets of one owner are not independent of each other.
    #[serde(default)]
    pub owner: Option<String>,
    #[serde(default)]
    pub kind: OutletKind,
    /// How its pages are built, where the general reading of them fails.
    #[serde(default, rename = "layout")]
    pub layouts: Vec<Layout>,
}

/// How an outlet's pages are built, by CSS selectors. What it does not name is read as on any page.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    /// The first day on which pages are built so, in UTC; none: ever since.
    #[serde(default, deserialize_with = "day_or_none")]
    pub valid_from: Option<NaiveDate>,
    /// The last day. Sites are rebuilt, and a rule that nobody looks after reads the wrong box in silence.
    #[serde(deserialize_with = "day")]
    pub valid_until: NaiveDate,
    /// The elements that hold the report.
    #[serde(default)]
    pub body: Option<String>,
    /// Elements that are no part of the report, wherever they stand.
    #[serde(default)]
    pub drop: Vec<String>,
    #[serde(default)]
    pub title: Option<String>,
    /// An element for each author, or one for all.
    #[serde(default)]
    pub authors: Option<String>,
    #[serde(default)]
    pub published: Option<String>,
    #[serde(default)]
    pub modified: Option<String>,
}

/// A day as TOML has it, bare, or as text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Day {
    Text(NaiveDate),
    Bare(toml::value::Datetime),
}

fn day<'de, D: Deserializer<'de>>(from: D) -> Result<NaiveDate, D::Error> {
    match Day::deserialize(from).map_err(|_| Error::custom("a day is written as 2026-12-31"))? {
        Day::Text(day) => Ok(day),
        Day::Bare(bare) => bare.to_string().parse().map_err(Error::custom),
    }
}

fn day_or_none<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    day(from).map(Some)
}

impl Outlet {
    /// The name to print: the given one, else the id.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }

    /// Whether the host is one of its domains or below one.
    pub fn has_domain(&self, host: &str) -> bool {
        self.domains.iter().any(|domain| {
            let domain = domain.trim_start_matches("www.").to_ascii_lowercase();
            host == domain || host.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.'))
        })
    }

    /// How its pages were built on that day, where the desk says so; of several layouts the first.
    pub fn layout(&self, day: NaiveDate) -> Option<&Layout> {
        self.layouts.iter().find(|layout| {
            layout.valid_from.is_none_or(|from| from <= day) && day <= layout.valid_until
        })
    }
}
