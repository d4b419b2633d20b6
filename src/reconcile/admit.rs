//! Which claims make findings, and why the others do not.

use crate::lexicon::Lexicon;
use crate::model::{Appearance, Claim, Kind, Reason, Relation, Status};

/// Whether a claim that makes no finding is still held against its like.
pub(super) fn is_beside(lexicon: &Lexicon, appearance: &Appearance) -> bool {
    let claim = &appearance.claim;
    claim.measure.is_some()
        && claim.kind.reconciles()
        && !is_broken(lexicon, claim)
        && (matches!(claim.status, Status::Background | Status::Forecast)
            || claim.status == Status::Asserted
                && (claim.relation == Some(Relation::Increment) || is_bare(claim)))
}

/// Whether nothing says what a count counts ("at least 12 of one family"): it makes no finding, and only the words around it can
/// tell what it goes with.
pub(super) fn is_bare(claim: &Claim) -> bool {
    claim.measure.as_deref() == Some("count") && claim.unit.is_empty()
}

/// Whether whole people or things are counted with a number that is not whole: "5.9 hit" is a magnitude misread.
fn is_broken(lexicon: &Lexicon, claim: &Claim) -> bool {
    let measure = claim.measure.as_deref().unwrap_or_default();
    let is_of_wholes = lexicon
        .measure(measure)
        .map_or(measure == "count", |it| matches!(it.dimension.as_str(), "person" | "thing"));
    is_of_wholes
        && claim.kind == Kind::Count
        && claim.quantity.value().is_some_and(|value| !value.is_integer())
}

/// Why a claim makes no finding.
pub(super) fn inadmissible(
    lexicon: &Lexicon,
    appearance: &Appearance,
) -> Option<(Option<Reason>, &'static str)> {
    let claim = &appearance.claim;
    if !claim.kind.reconciles() {
        return Some((None, "not a figure that is compared: a date, an age, a rank or a name"));
    }
    if claim.measure.is_none() || is_bare(claim) {
        return Some((None, "nothing says what it counts"));
    }
    if is_broken(lexicon, claim) {
        return Some((None, "no count is a broken number"));
    }
    let speaker = claim.attribution.as_ref().map(|attribution| attribution.to.to_lowercase());
    if speaker.is_some_and(|speaker| speaker == claim.quote.to_lowercase()) {
        return Some((None, "it counts who says it"));
    }
    match claim.status {
        Status::Negated => return Some((None, "the text denies it")),
        Status::Hypothetical => return Some((None, "the text only supposes it")),
        Status::Forecast => return Some((None, "the text expects it and does not report it")),
        Status::Background => {
            return Some((Some(Reason::Scope), "it belongs to another event or time"));
        }
        Status::Asserted => {}
    }
    match claim.relation {
        Some(Relation::Increment) => {
            Some((Some(Reason::Basis), "an addition to a total, not a total"))
        }
        _ => None,
    }
}
