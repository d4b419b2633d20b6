use serde::{Deserialize, Serialize};

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
}

impl Outlet {
    /// The name to print: the given one, else the id.
    pub fn label(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}
