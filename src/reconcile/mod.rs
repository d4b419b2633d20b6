//! Claims to findings. The order of the claims never matters.

use serde::{Deserialize, Serialize};

use crate::lexicon::Lexicon;
use crate::model::{Appearance, Change, ClaimId, Finding, Outlet, Pair, Reason};

/// What reconciling is told besides the claims.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub outlets: Vec<Outlet>,
    pub policy: Policy,
}

/// How the figure to print is chosen (PRODUCT, House policies).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    #[default]
    IndependentSupport,
    BbcRange,
    Conservative,
    LowBestHigh,
    NamedAuthority,
}

/// What the claims say together.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reconciled {
    pub findings: Vec<Finding>,
    pub pairs: Vec<Pair>,
    pub changes: Vec<Change>,
    /// Claims that were compared with nothing, each with the reason.
    pub set_aside: Vec<(ClaimId, Option<Reason>, String)>,
}

/// Every finding of every event among the claims.
pub fn reconcile(
    _lexicon: &Lexicon,
    _settings: &Settings,
    _appearances: &[Appearance],
) -> Reconciled {
    Reconciled::default()
}
