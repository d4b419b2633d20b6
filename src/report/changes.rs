//! changes.csv: a row for each step of an outlet's figure.

use rust_decimal::Decimal;

use super::claims::address;
use super::table::{Column, Is, Table, code, column};
use super::{Picture, Report, Selection, figure};
use crate::model::{Appearance, Change, ChangeKind, Claim};

struct Row<'a> {
    change: &'a Change,
    from: Option<&'a Appearance>,
    to: Option<&'a Appearance>,
}

impl Row<'_> {
    fn claims(&self) -> (Option<&Claim>, Option<&Claim>) {
        (self.from.map(|seen| &seen.claim), self.to.map(|seen| &seen.claim))
    }

    /// Of two stated values in one unit.
    fn delta(&self) -> Option<Decimal> {
        let (Some(from), Some(to)) = self.claims() else { return None };
        if from.unit == to.unit { figure::delta(&from.quantity, &to.quantity) } else { None }
    }

    /// In percent of the earlier value, to two digits.
    fn percent(&self) -> Option<Decimal> {
        let from = self.claims().0?.quantity.value()?;
        let ratio = self.delta()?.checked_div(from)?;
        Some(ratio.checked_mul(Decimal::ONE_HUNDRED)?.round_dp(2))
    }
}

/// The changes of all reports, by event and time.
pub fn changes(reports: &[Report]) -> Table {
    let selection = Selection::default();
    let mut rows = Vec::new();
    for report in reports {
        let picture = Picture::new(report, &selection);
        let seen = |id: &Option<_>| id.as_ref().and_then(|id| picture.appearance(id));
        rows.extend(report.changes.iter().map(|change| Row {
            change,
            from: seen(&change.from),
            to: seen(&change.to),
        }));
    }
    rows.sort_by_key(|row| (&row.change.event, row.change.detected_at, &row.change.id));
    Table::of(
        "changes",
        "A row for each step of one outlet's figure between two of its reports or versions.",
        &["change_id"],
        &columns(),
        rows,
    )
}

#[rustfmt::skip]
fn columns<'a>() -> Vec<Column<Row<'a>>> {
    use Is::{Number, Prose, Time, Url, Word};
    let kinds = Is::Code([
        ChangeKind::First, ChangeKind::Up, ChangeKind::Down, ChangeKind::Corrected, ChangeKind::Withdrawn,
        ChangeKind::Reworded, ChangeKind::BasisSwitched, ChangeKind::SourceSwitched,
    ].iter().map(code).collect());
    vec![
        column("change_id", Word, "The change's id, derived from the two claims.", |row: &Row<'_>| row.change.id.clone()).always(),
        column("detected_at", Time, "The run that saw it first.", |row: &Row<'_>| row.change.detected_at).always(),
        column("event_id", Word, "The event.", |row: &Row<'_>| row.change.event.clone()).always(),
        column("measure", Word, "What is counted or measured.", |row: &Row<'_>| row.change.measure.clone()).always(),
        column("group", Prose, "Who is counted.", |row: &Row<'_>| row.change.group.clone()).always(),
        column("outlet_id", Word, "Whose figure changed.", |row: &Row<'_>| row.change.outlet.clone()).always(),
        column("kind", kinds, "What happened to the figure.", |row: &Row<'_>| code(row.change.kind)).always(),
        column("from_value", Number, "The value before; empty for a first figure, a range or a vague word.", |row: &Row<'_>| row.claims().0.and_then(|claim| claim.quantity.value())),
        column("to_value", Number, "The value after; empty for a withdrawn figure, a range or a vague word.", |row: &Row<'_>| row.claims().1.and_then(|claim| claim.quantity.value())),
        column("delta", Number, "to_value less from_value, where both are in one unit.", Row::delta),
        column("delta_pct", Number, "The delta in percent of from_value.", Row::percent),
        column("from_quote", Prose, "The words of the earlier figure.", |row: &Row<'_>| row.claims().0.map(|claim| claim.quote.clone())),
        column("to_quote", Prose, "The words of the later figure.", |row: &Row<'_>| row.claims().1.map(|claim| claim.quote.clone())),
        column("from_snapshot_sha256", Word, "SHA-256 of the bytes that held the earlier figure.", |row: &Row<'_>| row.from.and_then(|seen| seen.snapshot)),
        column("to_snapshot_sha256", Word, "SHA-256 of the bytes that hold the later figure.", |row: &Row<'_>| row.to.and_then(|seen| seen.snapshot)),
        column("article_url", Url, "Where the later figure stands, else the earlier one.", |row: &Row<'_>| { let (from, to) = row.claims(); to.or(from).map(address) }),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_were_promised() {
        let promised = "change_id, detected_at, event_id, measure, group, outlet_id, kind, from_value, to_value, \
            delta, delta_pct, from_quote, to_quote, from_snapshot_sha256, to_snapshot_sha256, article_url";
        assert_eq!(super::super::claims::names(&changes(&[])).join(", "), promised);
    }
}
