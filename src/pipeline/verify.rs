//! Holding the store against itself: bytes against their digests, texts against theirs, quotes against texts, and every claim
//! against what the same reader reads out of the same bytes today.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::read::{self, Found};
use crate::config::Config;
use crate::engine::Engine;
use crate::model::{Claim, ClaimId};
use crate::store::{Held, Ruling, Store, StoreError};

/// What was checked, and what does not hold.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Stored bytes that were held against their digest, and those that retention let go.
    pub snapshots: u32,
    pub snapshots_pruned: u32,
    /// Versions of articles whose words were held against their digest.
    pub texts: u32,
    pub claims: u32,
    /// Claims that were read anew out of their bytes.
    pub rederived: u32,
    /// Claims of another version of the program or its words, which were held to their quotes alone.
    pub older: u32,
    /// Claims whose bytes, or texts, retention let go.
    pub pruned: u32,
    pub mismatches: Vec<Mismatch>,
}

/// Something that is not as it was stored.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mismatch {
    /// The article, or the digest of bytes that belong to none.
    pub at: String,
    pub version: Option<i64>,
    pub claim: Option<ClaimId>,
    pub what: String,
}

/// Checks the whole store; it is only read.
pub fn verify(store: &Store, engine: &Engine, config: &Config) -> Result<Verified, StoreError> {
    let mut verified = Verified::default();
    for (sha256, is_here) in store.snapshots()? {
        if !is_here {
            verified.snapshots_pruned += 1;
            continue;
        }
        verified.snapshots += 1;
        if let Some(what) = store.damage_of(&sha256)? {
            verified.mismatches.push(Mismatch { at: sha256, version: None, claim: None, what });
        }
    }
    let version = read::version(engine, &config.outlets);
    for revision in store.versions_held()? {
        if let Some(held) = store.version_held(revision)? {
            let anew =
                if held.extractor == version { anew(store, engine, config, &held)? } else { None };
            check(&mut verified, &held, &version, anew);
        }
    }
    verified.mismatches.sort();
    Ok(verified)
}

/// The claims that the version's bytes give today; `None` where they are no longer kept, nothing where they give no report.
fn anew(
    store: &Store,
    engine: &Engine,
    config: &Config,
    held: &Held,
) -> Result<Option<Vec<Claim>>, StoreError> {
    let Some(page) = &held.page else { return Ok(None) };
    let declared = config.event(&page.event).map(|known| known.event.clone());
    let event = match declared {
        Some(event) => event,
        None => store.event(&page.event)?.unwrap_or_default(),
    };
    // It was taken once: whether the event would take it today is another question.
    let taken = Some(Ruling::Include);
    Ok(Some(match read::page(engine, store, page, &event, &config.outlets, taken)? {
        Found::Article(report, _) => report.claims,
        Found::OffTopic { .. } | Found::Nothing { .. } => Vec::new(),
    }))
}

fn check(verified: &mut Verified, held: &Held, version: &str, anew: Option<Vec<Claim>>) {
    let mut found = Vec::new();
    let mut tell = |claim: Option<&Claim>, what: String| {
        found.push(Mismatch {
            at: held.url.clone(),
            version: Some(held.number),
            claim: claim.map(|claim| claim.id.clone()),
            what,
        });
    };
    if !held.is_as_read {
        tell(
            None,
            "title, text, time, agency or correction are not those that were read".to_owned(),
        );
    }
    verified.texts += u32::from(held.text.is_some());
    let letters: Option<Vec<char>> = held.text.as_ref().map(|text| text.chars().collect());
    let derived: Option<BTreeMap<ClaimId, Claim>> = anew.map(|claims| {
        let plain = |claim: Claim| Claim { provenance: Arc::default(), ..claim };
        claims.into_iter().map(|claim| (claim.id.clone(), plain(claim))).collect()
    });
    for claim in &held.claims {
        verified.claims += 1;
        match &letters {
            Some(letters) if !stands(letters, claim) => {
                tell(
                    Some(claim),
                    format!("`{}` does not stand at its place in the text", claim.quote),
                );
            }
            _ => {}
        }
        if !claim.quote.contains(&claim.text) {
            tell(Some(claim), format!("`{}` is not in its quote `{}`", claim.text, claim.quote));
        }
        match &derived {
            Some(derived) => {
                verified.rederived += 1;
                match derived.get(&claim.id) {
                    None => tell(Some(claim), "its page gives no such claim".to_owned()),
                    Some(other) if other != claim => tell(Some(claim), difference(claim, other)),
                    Some(_) => {}
                }
            }
            None if held.extractor == version => verified.pruned += 1,
            None => verified.older += 1,
        }
    }
    let kept: Vec<&ClaimId> = held.claims.iter().map(|claim| &claim.id).collect();
    for claim in derived.iter().flatten().map(|(_, claim)| claim) {
        if !kept.contains(&&claim.id) {
            tell(Some(claim), format!("its page says `{}`, and the store does not", claim.quote));
        }
    }
    verified.mismatches.extend(found);
}

fn stands(letters: &[char], claim: &Claim) -> bool {
    let (start, end) = (claim.span.start as usize, claim.span.end as usize);
    letters.get(start..end).is_some_and(|slice| slice.iter().copied().eq(claim.quote.chars()))
}

/// What differs first between the stored claim and the one its page gives.
fn difference(stored: &Claim, read: &Claim) -> String {
    let value = |claim: &Claim| {
        let shown = |bound: Option<rust_decimal::Decimal>| {
            bound.map_or_else(|| "none".to_owned(), |bound| bound.normalize().to_string())
        };
        let quantity = &claim.quantity;
        match quantity.value() {
            Some(value) => shown(Some(value)),
            None => format!("{} to {}", shown(quantity.low()), shown(quantity.high())),
        }
    };
    if stored.quantity != read.quantity {
        return format!("the store says {}, its page {}", value(stored), value(read));
    }
    if (&stored.measure, &stored.group) != (&read.measure, &read.group) {
        return "its page gives it another measure or group".to_owned();
    }
    if stored.quote != read.quote || stored.span != read.span {
        return format!("the store quotes `{}`, its page says `{}`", stored.quote, read.quote);
    }
    "what is told of it is not what its page says".to_owned()
}
