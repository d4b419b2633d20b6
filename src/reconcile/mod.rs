//! Claims to findings. The order of the claims never matters.
//!
//! An event's claims are filed by key (measure, group, basis, unit, scope). Within a key each outlet has its word of the
//! moment, words of one value are one position, and the positions are judged together by their extremes: no step
//! compares every claim with every other one.

mod admit;
mod apart;
mod case;
mod change;
mod compare;
mod context;
mod convert;
mod copies;
mod course;
mod finding;
mod front;
mod interval;
mod link;
mod origin;
mod pairs;
mod place;
mod policy;
mod position;
mod question;
mod reading;
mod reason;
mod roll;
mod scope;
mod sums;
mod ties;
mod topic;
mod twice;

use std::collections::BTreeMap;

use case::Case;

use crate::lexicon::Lexicon;
use crate::model::{Appearance, Change, ClaimId, Finding, Outlet, Pair, Reason};

pub use policy::Policy;

/// What reconciling is told besides the claims.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub outlets: Vec<Outlet>,
    pub policy: Policy,
    /// Whether to list the pairs that were compared.
    pub pairs: bool,
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

/// Every finding of every event among the claims, in order of event and key.
pub fn reconcile(lexicon: &Lexicon, settings: &Settings, appearances: &[Appearance]) -> Reconciled {
    let mut events: BTreeMap<&str, Vec<&Appearance>> = BTreeMap::new();
    for appearance in appearances {
        let event = appearance.claim.provenance.event.as_deref().unwrap_or_default();
        events.entry(event).or_default().push(appearance);
    }
    let mut reconciled = Reconciled::default();
    for (event, mut claims) in events {
        claims.sort_by(|a, b| {
            // Lines that share a name and a place may still differ: their whole content decides, never their turn.
            order(a).cmp(&order(b)).then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
        });
        claims.dedup_by(|a, b| a == b);
        let (case, set_aside) = Case::open(lexicon, settings, event, &claims);
        reconciled.findings.extend(finding::findings(&case));
        reconciled.changes.extend(change::changes(&case));
        if settings.pairs {
            reconciled.pairs.extend(pairs::pairs(&case));
        }
        reconciled.set_aside.extend(set_aside);
    }
    reconciled
}

/// What orders an event's claims: nothing but their content.
fn order(appearance: &Appearance) -> impl Ord + '_ {
    let claim = &appearance.claim;
    (
        claim.provenance.doc.as_str(),
        claim.span,
        claim.id.as_str(),
        appearance.first_seen,
        appearance.last_seen,
        appearance.live,
    )
}
