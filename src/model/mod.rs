//! The nouns of the field. What each means is said once, here; every other module uses these words.
//!
//! Nothing in this module reads a file, a clock or the network, and nothing in it knows a stage.

mod appearance;
mod article;
mod claim;
mod diagnostic;
mod document;
mod event;
mod finding;
mod outlet;
mod quantity;
mod reason;
mod rule;
mod snapshot;
mod span;
mod when;

pub use appearance::Appearance;
pub use article::{Article, Dated, DatedFrom, Posting};
pub use claim::{
    Attribution, AttributionKind, Basis, Claim, ClaimId, Hedge, Kind, Relation, Status, Trend,
};
pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use document::{Document, Provenance};
pub use event::Event;
pub use finding::{
    Change, ChangeKind, Finding, FindingId, OriginGroup, Pair, PairProvenance, PairRelation,
    Position, Verdict,
};
pub use outlet::{Layout, Outlet, OutletKind};
pub use quantity::{Qualifier, Quantity};
pub use reason::Reason;
pub use rule::{OVERTAKEN, RULES, rule_says};
pub use snapshot::{Digest, Snapshot, Validators};
pub use span::Span;
pub use when::{AsOf, Precision, Timestamp};
