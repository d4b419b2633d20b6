use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{AsOf, Digest, Provenance, Quantity, Span};

/// What sort of number a figure is. Only the first five enter reconciliation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Count,
    Money,
    Percent,
    Measurement,
    Ratio,
    Rank,
    Date,
    Time,
    Age,
    Duration,
    Score,
    Identifier,
}

impl Kind {
    /// Whether figures of this kind are compared between outlets.
    pub fn reconciles(self) -> bool {
        self <= Self::Ratio
    }
}

/// How a figure stands to the figure it leans on (`parent`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The whole that parts add up to ("bringing the total to 182").
    Total,
    /// "including thirteen US troops", "three of them children".
    PartOf,
    /// "90 Afghans and 13 US troops": the two add up.
    Plus,
    /// "another 12 bodies".
    Increment,
    /// "up from 51".
    Previous,
}

/// Whether a figure counts this event alone, everything so far, or what is new in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    Incident,
    Cumulative,
    Period,
}

/// What the text does with the figure. Only asserted figures are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Asserted,
    Negated,
    Hypothetical,
    Forecast,
    /// Another event, another year.
    Background,
}

/// A direction the text gives to a change ("rose to", "fell by").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    Up,
    Down,
}

/// The word that keeps a figure at arm's length ("reportedly", "feared"), in its dictionary form.
pub type Hedge = String;

/// What kind of speaker a figure is attributed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttributionKind {
    /// A person or body with authority over the matter: a ministry, the police, a hospital, an army.
    Official,
    /// A news agency or another outlet.
    Media,
    /// A named person or body without such authority: a witness, a rights group, a company.
    Other,
    /// "officials", "a source": nobody by name.
    Unnamed,
}

/// Who the text says the figure comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Attribution {
    /// The speaker in the text's own words ("two officials", "the health ministry").
    pub to: String,
    pub kind: AttributionKind,
}

/// A claim's name: 20 lower-case hexadecimal digits of a digest of what it says and where.
///
/// Built from the document's name, what is counted, the stated quantity, the quote and its turn among equal quotes, and
/// not from the offset: a figure that moves down the page when a paragraph is added above it stays the same claim.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ClaimId(String);

impl ClaimId {
    /// The id of the given parts; a separator that no text holds keeps ("ab", "c") apart from ("a", "bc").
    pub fn of(parts: &[&str]) -> Self {
        Self(short_digest(parts))
    }

    /// As read from the wire or the store. Any non-empty name serves: other tools may name their claims otherwise.
    pub fn from_name(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for people: `C-` and the first six digits. `claims why` takes any prefix that names one claim.
    pub fn short(&self) -> String {
        format!("C-{}", self.0.chars().take(6).collect::<String>())
    }
}

impl fmt::Display for ClaimId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 80 bits of SHA-256 over the parts: a million claims collide with a chance of one in 10^12.
pub(super) fn short_digest(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.as_bytes());
        hash.update([0x1f]);
    }
    let mut hex = Digest::from_bytes(hash.finalize().into()).to_string();
    hex.truncate(20);
    hex
}

/// A figure with what it counts, of whom, on whose word and where it stands in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub id: ClaimId,
    pub kind: Kind,
    /// The measure's id ("killed", "magnitude"); "count" where the noun is no known measure; `None` for kinds that are not
    /// compared.
    pub measure: Option<String>,
    /// Who is counted, lower case: "all", "us troops", "children".
    pub group: String,
    pub quantity: Quantity,
    /// The number's own words: "thirteen", "12.3m".
    pub text: String,
    /// An ISO 4217 code, "percent", "person", or the singular English name of the unit or the thing counted.
    pub unit: String,
    /// The phrase counted, as printed: "US troops".
    pub noun: Option<String>,
    pub relation: Option<Relation>,
    pub parent: Option<ClaimId>,
    pub basis: Basis,
    pub status: Status,
    pub hedge: Option<Hedge>,
    pub attribution: Option<Attribution>,
    pub in_headline: bool,
    pub as_of: Option<AsOf>,
    pub trend: Option<Trend>,
    pub concept: Vec<String>,
    /// Where it happened, where the text ties the figure to a place of its own ("in the valley"); for a distance, from where it is
    /// taken ("north of Taiz").
    pub place: Option<String>,
    /// The day or the period that the figure covers, where the text names one ("on Sunday", "Wednesday night", "since 2015").
    pub window: Option<String>,
    /// What did it, where the text ties the figure to a cause ("in the stampede").
    pub cause: Option<String>,
    /// Whether the text says that this figure corrects an earlier one; of a figure that is itself the earlier one (`Previous`), or
    /// denied, that the report takes it back.
    pub corrects: bool,
    /// The shortest phrase that holds the number and what it counts.
    pub span: Span,
    pub quote: String,
    pub sentence: Span,
    /// The clause around the quote, for people.
    pub clause: String,
    /// The calibrated chance, in hundredths, that value and measure are right.
    pub confidence: u8,
    /// The rules and cues that made it, in order, joined by `+`.
    pub rule: String,
    pub provenance: Arc<Provenance>,
}
