use std::fmt;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::claim::short_digest;
use super::{Basis, ClaimId, OVERTAKEN, Quantity, Reason, Timestamp};

/// What the claims of one key say together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    Conflict,
    Changed,
    Agree,
    Compatible,
    Stale,
    Single,
    Incomparable,
}

impl Verdict {
    /// Whether `claims diff` ends with 1 because of it.
    pub fn differs(self) -> bool {
        matches!(self, Self::Conflict | Self::Changed | Self::Stale)
    }
}

/// How the two sides of a pair stand to each other; the closed list of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairRelation {
    ScopeDifferent,
    Subset,
    UnitEqual,
    Equal,
    RoundingEqual,
    BoundCompatible,
    SumConsistent,
    Updated,
    Stale,
    SelfInconsistent,
    Contradiction,
    SameSourceEcho,
    Incomparable,
}

/// How independent the two sides of a pair are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PairProvenance {
    SameDocument,
    SameOrigin,
    NearCopy,
    Independent,
    Unknown,
}

/// Two sides that were compared. A side has several claims where parts are summed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pair {
    pub event: String,
    pub a: Vec<ClaimId>,
    pub b: Vec<ClaimId>,
    pub relation: PairRelation,
    pub reason: Option<Reason>,
    pub provenance: PairProvenance,
    /// The rule that decided.
    pub rule: String,
}

/// A finding's name, content-derived like a claim's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FindingId(String);

impl FindingId {
    pub fn of(parts: &[&str]) -> Self {
        Self(short_digest(parts))
    }

    pub fn from_name(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form for people: `F-` and the first six digits.
    pub fn short(&self) -> String {
        format!("F-{}", self.0.chars().take(6).collect::<String>())
    }
}

impl fmt::Display for FindingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// One origin and the outlets that carry its word.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OriginGroup {
    /// Stable id: "us-central-command", "agency:meridian-wire", "outlet:harbour-post".
    pub id: String,
    pub label: String,
    pub outlets: Vec<String>,
    /// Why the outlets count as one: "attributed", "agency credit", "near copy", "own reporting", "one owner".
    pub because: String,
    /// The claims that go back to it.
    #[serde(default)]
    pub claims: Vec<ClaimId>,
}

/// One value that somebody reported, with all who did. A sum of parts lists the parts' claims.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    pub quantity: Quantity,
    /// The latest claim of each outlet that takes this position, the one to quote first in front. For a sum: its parts, of
    /// one report, in text order.
    pub claims: Vec<ClaimId>,
    pub is_sum: bool,
    pub outlets: Vec<String>,
    pub origins: Vec<OriginGroup>,
    /// When the position was last taken: as-of, else modified, else published.
    pub at: Option<Timestamp>,
}

/// What the claims of one event, measure, group, scope and basis say together.
///
/// One key may have several findings, which are printed on lines of their own: how the standing figures stand to each
/// other, what changed, and who still prints what was overtaken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    pub id: FindingId,
    pub event: String,
    pub measure: String,
    pub group: String,
    /// What the figures cover where the texts tie them to less than the event: "valley", "sunday, stampede".
    pub scope: Option<String>,
    pub basis: Basis,
    pub unit: String,
    pub verdict: Verdict,
    pub relation: Option<PairRelation>,
    pub reason: Option<Reason>,
    /// The rules that decided, joined by `+`: of the relation, and of the reason where that has one of its own. Empty in pictures of
    /// runs from before rules were kept.
    pub rule: String,
    /// The lowest and highest figure that stands, and the one the house policy prints; never an average.
    pub low: Option<Decimal>,
    pub best: Option<Decimal>,
    pub high: Option<Decimal>,
    /// One sentence: why `best` is the figure to print.
    pub policy_note: String,
    pub outlets: Vec<String>,
    pub origins: Vec<OriginGroup>,
    /// Highest support first. For `changed`: the old position, then the new one.
    pub positions: Vec<Position>,
    /// Every claim the finding rests on.
    pub claims: Vec<ClaimId>,
    /// The question an editor should put, and to whom.
    pub ask: Option<String>,
    /// What is remarkable about it, for people: "9 h behind", "not independent".
    pub note: Option<String>,
}

impl Finding {
    /// Whether a page of the moment still prints one of its figures, which a later figure overtook.
    pub fn is_overtaken(&self) -> bool {
        self.rule.split('+').next() == Some(OVERTAKEN)
    }

    /// Whether figures stand in print that differ: a conflict, or what time has put in order while an outlet still prints the old one.
    pub fn stands_apart(&self) -> bool {
        matches!(self.verdict, Verdict::Conflict | Verdict::Stale) || self.is_overtaken()
    }
}

/// What happened to an outlet's figure between two of its reports or versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    First,
    Up,
    Down,
    Corrected,
    Withdrawn,
    Reworded,
    BasisSwitched,
    SourceSwitched,
}

/// A row of changes.csv: one step of one outlet's figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    pub id: String,
    pub detected_at: Timestamp,
    pub event: String,
    pub measure: String,
    pub group: String,
    pub outlet: String,
    pub kind: ChangeKind,
    pub from: Option<ClaimId>,
    pub to: Option<ClaimId>,
}
