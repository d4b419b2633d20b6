//! Outlet by measure: matrix.csv, and the same table for a terminal.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::layout::{Layout, clean, cut, pad, pad_left, width};
use super::order::{COUNT, Order};
use super::picture::{Picture, Selection};
use super::table::{Cell, Column, Is, Table, code, column};
use super::{Report, claims, figure};
use crate::model::{Finding, Position, Verdict};

/// What the outlets print under one key.
pub(super) struct Line<'a> {
    pub(super) report: &'a Report,
    /// The finding that says how the standing figures stand to each other; where there is none, what else is known.
    pub(super) finding: &'a Finding,
    /// How many outlets and origins stand behind all of the key's standing figures.
    pub(super) outlets: usize,
    pub(super) origins: usize,
    /// The latest position of each outlet.
    pub(super) positions: BTreeMap<&'a str, &'a Position>,
}

/// The keys of a report, in the order of the diff.
pub(super) fn lines<'a>(report: &'a Report, selection: &Selection) -> Vec<Line<'a>> {
    let order = Order::of(report);
    let mut keys: BTreeMap<_, Vec<&Finding>> = BTreeMap::new();
    for finding in report.findings.iter().map(|it| &it.finding).filter(|it| selection.takes(it)) {
        keys.entry(order.key(finding)).or_default().push(finding);
    }
    keys.into_values()
        .filter_map(|findings| {
            // A key in conflict has a finding for each reason: the widest speaks for it.
            let main = *findings.iter().min_by_key(|it| {
                (standing(it.verdict), Reverse(it.outlets.len()), it.id.as_str())
            })?;
            let stands = |it: &&&Finding| standing(it.verdict) <= standing(Verdict::Single);
            let counted: Vec<&Finding> = match findings.iter().filter(stands).copied().collect() {
                standing if !Vec::is_empty(&standing) => standing,
                _ => vec![main],
            };
            let outlets: BTreeSet<&str> =
                counted.iter().flat_map(|it| it.outlets.iter().map(String::as_str)).collect();
            let origins: BTreeSet<&str> =
                counted.iter().flat_map(|it| it.origins.iter().map(|it| it.id.as_str())).collect();
            Some(Line {
                report,
                finding: main,
                outlets: outlets.len(),
                origins: origins.len(),
                positions: latest(&findings),
            })
        })
        .collect()
}

/// Findings on standing figures go before those on movement.
fn standing(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Conflict => 0,
        Verdict::Agree => 1,
        Verdict::Compatible => 2,
        Verdict::Single => 3,
        Verdict::Changed => 4,
        Verdict::Incomparable => 5,
        Verdict::Stale => 6,
    }
}

fn latest<'a>(findings: &[&'a Finding]) -> BTreeMap<&'a str, &'a Position> {
    let mut latest: BTreeMap<&str, &Position> = BTreeMap::new();
    for position in findings.iter().flat_map(|finding| &finding.positions) {
        for outlet in &position.outlets {
            let held = latest.entry(outlet).or_insert(position);
            if position.at > held.at {
                *held = position;
            }
        }
    }
    latest
}

/// matrix.csv over all reports; its last columns are the outlets of all of them.
pub fn matrix(reports: &[Report]) -> Table {
    let selection = Selection::default();
    let mut rows: Vec<Line<'_>> =
        reports.iter().flat_map(|report| lines(report, &selection)).collect();
    rows.sort_by_key(|row| &row.report.event.id);
    let outlets: BTreeSet<&str> = reports
        .iter()
        .flat_map(|report| report.outlets.iter().map(|outlet| outlet.id.as_str()))
        .chain(rows.iter().flat_map(|row| row.positions.keys().copied()))
        .collect();
    let mut columns = columns();
    for outlet in outlets {
        columns.push(outlet_column(outlet, &columns));
    }
    Table::of(
        "matrix",
        "A row for each event, measure and group, and in it each outlet's latest figure.",
        // Figures of one measure in two units or of two places have a row each, so no set of these columns names a row.
        &[],
        &columns,
        rows,
    )
}

fn outlet_column<'a>(outlet: &str, taken: &[Column<Line<'a>>]) -> Column<Line<'a>> {
    let id = outlet.to_owned();
    let clash = taken.iter().any(|column| column.field.name == outlet);
    let name = if clash { format!("{outlet}_outlet") } else { id.clone() };
    let about = format!("The latest figure of `{id}`; low..high where it gave a range.");
    column(&name, Is::Figure, &about, move |row: &Line<'_>| {
        row.positions.get(id.as_str()).map_or(Cell::Empty, |position| bare(position))
    })
}

/// A bare number; `low..high` for what has two bounds and no value. Its qualifier is in claims.csv.
fn bare(position: &Position) -> Cell {
    let quantity = &position.quantity;
    match (quantity.value(), quantity.low(), quantity.high()) {
        (Some(value), ..) => Cell::Text(value.normalize().to_string()),
        (None, Some(low), Some(high)) if low != high => {
            Cell::Text(format!("{}..{}", low.normalize(), high.normalize()))
        }
        (None, Some(bound), _) | (None, None, Some(bound)) => {
            Cell::Text(bound.normalize().to_string())
        }
        (None, None, None) => Cell::Empty,
    }
}

#[rustfmt::skip]
fn columns<'a>() -> Vec<Column<Line<'a>>> {
    use Is::{Integer, Number, Prose, Time, Word};
    let codes = |names: Vec<String>| Is::Code(names);
    vec![
        column("event_id", Word, "The event.", |row: &Line<'_>| row.report.event.id.clone()).always(),
        column("measure", Word, "What is counted or measured.", |row: &Line<'_>| row.finding.measure.clone()).always(),
        column("group", Prose, "Who is counted; `all` where nobody in particular.", |row: &Line<'_>| row.finding.group.clone()).always(),
        column("basis", codes(claims::BASES.iter().map(code).collect()), "Whether the figures count this event, everything so far, or what is new in a period.", |row: &Line<'_>| code(row.finding.basis)).always(),
        column("as_of", Time, "The time of the run that left this picture.", |row: &Line<'_>| row.report.as_of).always(),
        column("range_low", Number, "The lowest figure that stands.", |row: &Line<'_>| row.finding.low),
        column("range_high", Number, "The highest figure that stands.", |row: &Line<'_>| row.finding.high),
        column("house_value", Number, "The figure that the house policy prints; always one that somebody reported, never an average.", |row: &Line<'_>| row.finding.best),
        column("house_policy", Word, "The house policy.", |row: &Line<'_>| code(row.report.policy)).always(),
        column("n_outlets", Integer, "How many outlets report it.", |row: &Line<'_>| row.outlets).always(),
        column("n_origins", Integer, "How many independent origins stand behind them.", |row: &Line<'_>| row.origins).always(),
        column("verdict", codes(claims::VERDICTS.iter().map(code).collect()), "What the figures say together.", |row: &Line<'_>| code(row.finding.verdict)).always(),
        column("reason_code", codes(claims::REASONS.iter().map(|reason| reason.code().to_owned()).collect()), "Why they differ.", |row: &Line<'_>| row.finding.reason.map(|reason| reason.code().to_owned())),
        column("note", Prose, "What is remarkable: what the figures are limited to, the unit where it is no person, the outlets whose figure is a sum of parts, and more.", note),
    ]
}

fn note(row: &Line<'_>) -> String {
    let finding = row.finding;
    let mut said = Vec::new();
    said.extend(finding.scope.as_ref().map(|scope| format!("only {scope}")));
    if !matches!(finding.unit.as_str(), "" | "person") && finding.unit != finding.measure {
        said.push(format!("in {}", finding.unit));
    }
    for (outlet, position) in &row.positions {
        if position.is_sum {
            said.push(format!("{outlet}: sum of {} parts", position.claims.len()));
        }
    }
    said.extend(finding.note.clone());
    said.join("; ")
}

/// The matrix of one event for a terminal: a row for each key, a column for each outlet; where the outlets do not fit
/// beside each other, they are folded into bands, each with the keys in front.
pub fn grid(report: &Report, selection: &Selection, layout: Layout) -> String {
    let picture = Picture::new(report, selection);
    let mut rows = lines(report, selection);
    let all = rows.len();
    if selection.measures.is_empty() {
        rows.retain(|row| row.finding.measure != COUNT || row.outlets > 1);
    }
    let folded = all - rows.len();
    let mut out = super::words::heading(&picture).join("   ");
    out.push('\n');
    if all == 0 {
        return out;
    }
    let subjects: Vec<String> = rows.iter().map(|row| picture.subject_of(row.finding)).collect();
    let first = subjects.iter().map(|it| width(it)).max().unwrap_or(0).min(layout.width / 3).max(8);
    let outlets: BTreeSet<&str> =
        rows.iter().flat_map(|row| row.positions.keys().copied()).collect();
    let mut columns = vec![
        GridColumn::new("range", rows.iter().map(|row| range(&picture, row))),
        GridColumn::new(
            "print",
            rows.iter().map(|row| row.finding.best.map_or(String::new(), figure::number)),
        ),
        GridColumn::new(
            "out/orig",
            rows.iter().map(|row| format!("{}/{}", row.outlets, row.origins)),
        ),
    ];
    columns.extend(outlets.iter().map(|outlet| {
        GridColumn::new(
            outlet,
            rows.iter().map(|row| {
                row.positions.get(outlet).map_or(String::new(), |position| picture.cell(position))
            }),
        )
    }));
    let mut next = 0;
    while next < columns.len() {
        let mut used = first;
        let begin = next;
        while next < columns.len()
            && (next == begin || used + 2 + columns[next].width <= layout.width)
        {
            used += 2 + columns[next].width;
            next += 1;
        }
        out.push('\n');
        out.push_str(&band(&columns[begin..next], &subjects, first, layout));
    }
    let excluded: BTreeSet<String> =
        rows.iter().filter_map(|row| picture.excluded(row.finding)).collect();
    for excluded in excluded {
        out.push('\n');
        out.push_str(&excluded);
        out.push('\n');
    }
    if folded > 0 {
        let folded = figure::counted(folded, "thing");
        out.push_str("\n… and ");
        out.push_str(&folded);
        out.push_str(" counted by one outlet alone: --measure count shows them\n");
    }
    out
}

/// What stands under the key, lowest to highest.
pub(super) fn range(picture: &Picture<'_>, row: &Line<'_>) -> String {
    figure::span(row.finding.low, row.finding.high).unwrap_or_else(|| picture.range(row.finding))
}

fn band(columns: &[GridColumn], subjects: &[String], first: usize, layout: Layout) -> String {
    let bold = anstyle::Style::new().bold();
    let mut head = pad("", first);
    for column in columns {
        head.push_str("  ");
        head.push_str(&pad_left(&column.name, column.width));
    }
    let mut out = layout.paint(bold, &head);
    out.push('\n');
    for (at, subject) in subjects.iter().enumerate() {
        let mut line = pad(&cut(subject, first), first);
        for column in columns {
            line.push_str("  ");
            line.push_str(&pad_left(&column.cells[at], column.width));
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

struct GridColumn {
    name: String,
    width: usize,
    cells: Vec<String>,
}

impl GridColumn {
    fn new(name: &str, cells: impl Iterator<Item = String>) -> Self {
        let name = clean(name);
        let cells: Vec<String> = cells.map(|cell| clean(&cell)).collect();
        let widest = cells.iter().map(|cell| width(cell)).max().unwrap_or(0).max(width(&name));
        Self { name, width: widest, cells }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_were_promised() {
        let promised = "event_id, measure, group, basis, as_of, range_low, range_high, house_value, house_policy, \
            n_outlets, n_origins, verdict, reason_code, note";
        assert_eq!(claims::names(&matrix(&[])).join(", "), promised);
    }
}
