//! Which claims make findings, and why the others do not.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::lexicon::Lexicon;
use crate::model::{Appearance, Claim, Kind, Reason, Relation, Status};

/// Which figures are additions to a total: "another six bodies were found". Where a report has named other figures before and none of
/// the same measure ("62 died, another 40 are missing"), the word only joins the two, and the figure is a whole.
#[derive(Debug, Default)]
pub(super) struct Additions<'a> {
    /// Where each report's first figure stands.
    first: BTreeMap<&'a str, u32>,
    /// And its first of each measure.
    of_measure: BTreeMap<(&'a str, &'a str), u32>,
}

impl<'a> Additions<'a> {
    pub(super) fn of(appearances: &[&'a Appearance]) -> Self {
        let mut additions = Self::default();
        for Appearance { claim, .. } in appearances {
            let Some(measure) = claim.measure.as_deref().filter(|_| claim.kind.reconciles()) else {
                continue;
            };
            let (doc, start) = (claim.provenance.doc.as_str(), claim.span.start);
            let first = additions.first.entry(doc).or_insert(start);
            *first = start.min(*first);
            let first = additions.of_measure.entry((doc, measure)).or_insert(start);
            *first = start.min(*first);
        }
        additions
    }

    pub(super) fn holds(&self, claim: &Claim) -> bool {
        let doc = claim.provenance.doc.as_str();
        let measure = claim.measure.as_deref().unwrap_or_default();
        let before = |first: Option<&u32>| first.is_some_and(|first| *first < claim.span.start);
        claim.relation == Some(Relation::Increment)
            && (measure == "count"
                || !before(self.first.get(doc))
                || before(self.of_measure.get(&(doc, measure))))
    }
}

/// Whether a claim that makes no finding is still held against its like.
pub(super) fn is_beside(lexicon: &Lexicon, appearance: &Appearance, is_addition: bool) -> bool {
    let claim = &appearance.claim;
    claim.measure.is_some()
        && claim.kind.reconciles()
        && !is_broken(lexicon, claim)
        && (matches!(claim.status, Status::Background | Status::Forecast)
            || claim.status == Status::Asserted && (is_addition || is_bare(claim)))
}

/// Whether nothing says what a count counts ("at least 12 of one family"): it makes no finding, and only the words around it can
/// tell what it goes with.
pub(super) fn is_bare(claim: &Claim) -> bool {
    claim.measure.as_deref() == Some("count") && claim.unit.is_empty()
}

/// Whether whole people or things are counted with a number that is not whole, or printed with decimals: "5.9 hit", "of 4.0" are
/// magnitudes misread.
fn is_broken(lexicon: &Lexicon, claim: &Claim) -> bool {
    let measure = claim.measure.as_deref().unwrap_or_default();
    let is_of_wholes = lexicon
        .measure(measure)
        .map_or(measure == "count", |it| matches!(it.dimension.as_str(), "person" | "thing"));
    is_of_wholes
        && claim.kind == Kind::Count
        && claim
            .quantity
            .value()
            .is_some_and(|value| !value.is_integer() || claim.quantity.grain() < Decimal::ONE)
}

/// Why a claim makes no finding.
pub(super) fn inadmissible(
    lexicon: &Lexicon,
    appearance: &Appearance,
    is_addition: bool,
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
    is_addition.then_some((Some(Reason::Basis), "an addition to a total, not a total"))
}
