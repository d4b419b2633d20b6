//! Why two figures differ. A closed list; the first that applies is given, and what nothing explains is called that.

use rust_decimal::Decimal;

use super::case::Case;
use super::compare::two_voices;
use super::interval::last_digit;
use super::reading::Reading;
use crate::model::{Basis, Qualifier, Reason};

/// Why two figures of one key cannot both stand.
pub(super) fn of(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> Reason {
    if a.corrects != b.corrects && (a.outlet == b.outlet || case.origins.are_one(a, b)) {
        return Reason::Corrected;
    }
    if case.including_part(a, b).is_some() {
        return Reason::Inclusion;
    }
    if case.same_number_elsewhere(a, b) {
        return Reason::Cross;
    }
    if is_definition(case, a, b) {
        return Reason::Definition;
    }
    if two_voices(case, a, b) {
        return Reason::Authority;
    }
    if is_slip(a, b) {
        return Reason::Digit;
    }
    if a.basis != b.basis && (a.basis == Basis::Cumulative || b.basis == Basis::Cumulative) {
        return Reason::Basis;
    }
    if a.loose.meets(b.loose) {
        return Reason::Bound;
    }
    Reason::Unexplained
}

/// Why two figures of one report differ.
pub(super) fn within_one_report(a: &Reading<'_>, b: &Reading<'_>) -> Reason {
    if a.claim.in_headline != b.claim.in_headline {
        Reason::Headline
    } else if is_slip(a, b) {
        Reason::Digit
    } else {
        Reason::Unexplained
    }
}

/// One side says "feared" or "believed", the other says it plainly: confirmed and probable are two counts.
fn is_definition(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let probable = &case.lexicon.judging().definition.probable;
    let is_probable = |reading: &Reading<'_>| {
        reading.claim.hedge.as_ref().is_some_and(|hedge| probable.contains(hedge))
    };
    is_probable(a) != is_probable(b)
}

/// Whether one number looks like the other mistyped: one digit off, two swapped, or a zero too many. A hint, and only for
/// exact numbers of four digits or more that were not printed in round: shorter ones differ so by chance.
pub(super) fn is_slip(a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let exact = |reading: &Reading<'_>| {
        (reading.quantity.qualifier() == Qualifier::Exact)
            .then(|| reading.quantity.value())
            .flatten()
            .filter(Decimal::is_integer)
            .map(|value| (value, last_digit(value, reading.quantity.grain())))
    };
    let (Some((va, da)), Some((vb, db))) = (exact(a), exact(b)) else { return false };
    if Some(va) == vb.checked_mul(Decimal::TEN) || Some(vb) == va.checked_mul(Decimal::TEN) {
        return va.min(vb) >= Decimal::ONE_HUNDRED && da.min(db) < Decimal::ONE_HUNDRED;
    }
    let (text_a, text_b) = (va.normalize().to_string(), vb.normalize().to_string());
    if text_a.len() != text_b.len() || text_a.len() < 4 || da.max(db) > Decimal::TEN {
        return false;
    }
    let differing: Vec<usize> =
        (0..text_a.len()).filter(|at| text_a.as_bytes()[*at] != text_b.as_bytes()[*at]).collect();
    match differing[..] {
        [_] => true,
        [first, second] => {
            second == first + 1
                && text_a.as_bytes()[first] == text_b.as_bytes()[second]
                && text_a.as_bytes()[second] == text_b.as_bytes()[first]
        }
        _ => false,
    }
}
