//! The diff as a table: a row for each value of each finding, and for each step of an outlet.

use super::picture::{Part, Picture};
use super::table::{Cell, Column, Is, Table, code, column};
use super::words::{quotation, step};
use super::{Novelty, claims};
use crate::model::{Change, Finding, Position};

enum Row<'a> {
    Value {
        picture: &'a Picture<'a>,
        finding: &'a Finding,
        novelty: Option<Novelty>,
        position: &'a Position,
    },
    Step {
        picture: &'a Picture<'a>,
        change: &'a Change,
    },
}

/// What `claims diff --format csv` prints, in the order of the diff.
pub fn differences(pictures: &[Picture<'_>]) -> Table {
    let mut rows = Vec::new();
    for picture in pictures {
        let part = |part| picture.part(part).iter().map(|it| (&it.finding, Some(it.novelty)));
        values(&mut rows, picture, part(Part::Conflicts));
        values(&mut rows, picture, part(Part::Changes));
        rows.extend(picture.steps().iter().map(|change| Row::Step { picture, change }));
        values(&mut rows, picture, picture.resolved().iter().map(|finding| (*finding, None)));
        for rest in [Part::Agreements, Part::Stale, Part::Single] {
            values(&mut rows, picture, part(rest));
        }
    }
    let about = "A row for each value that the outlets stand for, and for each step of one outlet.";
    Table::of("diff", about, &[], &columns(), rows)
}

fn values<'a>(
    rows: &mut Vec<Row<'a>>,
    picture: &'a Picture<'a>,
    findings: impl Iterator<Item = (&'a Finding, Option<Novelty>)>,
) {
    for (finding, novelty) in findings {
        rows.extend(finding.positions.iter().map(|position| Row::Value {
            picture,
            finding,
            novelty,
            position,
        }));
    }
}

impl<'a> Row<'a> {
    fn finding(&self) -> Option<&'a Finding> {
        match self {
            Self::Value { finding, .. } => Some(finding),
            Self::Step { .. } => None,
        }
    }

    fn position(&self) -> Option<&'a Position> {
        match self {
            Self::Value { position, .. } => Some(position),
            Self::Step { .. } => None,
        }
    }

    /// What a value and a step both have, each in its own place.
    fn either(&self, of: fn(&Finding) -> &str, step: fn(&Change) -> &str) -> String {
        match self {
            Self::Value { finding, .. } => of(finding).to_owned(),
            Self::Step { change, .. } => step(change).to_owned(),
        }
    }

    fn quantity(&self) -> Option<crate::model::Quantity> {
        match self {
            Self::Value { position, .. } => Some(position.quantity),
            Self::Step { picture, change } => {
                change.to.as_ref().and_then(|id| picture.claim(id)).map(|claim| claim.quantity)
            }
        }
    }

    fn verdict(&self) -> String {
        match self {
            Self::Value { novelty: None, .. } => "resolved".to_owned(),
            Self::Value { finding, .. } => code(finding.verdict),
            Self::Step { .. } => "changed".to_owned(),
        }
    }

    fn outlets(&self) -> String {
        match self {
            Self::Value { position, .. } => position.outlets.join(" "),
            Self::Step { change, .. } => change.outlet.clone(),
        }
    }

    fn claims(&self) -> String {
        let ids: Vec<&str> = match self {
            Self::Value { position, .. } => {
                position.claims.iter().map(crate::model::ClaimId::as_str).collect()
            }
            Self::Step { change, .. } => {
                change.to.iter().map(crate::model::ClaimId::as_str).collect()
            }
        };
        ids.join(" ")
    }

    fn quote(&self) -> Option<String> {
        match self {
            Self::Value { picture, position, .. } => quotation(picture, position).map(|it| it.text),
            Self::Step { picture, change } => {
                change.to.as_ref().and_then(|id| picture.claim(id)).map(|it| it.quote.clone())
            }
        }
    }

    fn note(&self) -> Option<String> {
        match self {
            Self::Value { finding, .. } => finding.note.clone(),
            Self::Step { picture, change } => Some(step(picture, change)),
        }
    }

    fn at(&self) -> Cell {
        match self {
            Self::Value { position, .. } => position.at.into(),
            Self::Step { change, .. } => change.detected_at.into(),
        }
    }
}

#[rustfmt::skip]
fn columns<'a>() -> Vec<Column<Row<'a>>> {
    use Is::{Code, Flag, Integer, Number, Prose, Time, Word};
    let mut verdicts: Vec<String> = claims::VERDICTS.iter().map(code).collect();
    verdicts.push("resolved".to_owned());
    let novelties = [Novelty::Changed, Novelty::New, Novelty::Standing].iter().map(code).collect();
    let reasons = claims::REASONS.iter().map(|reason| reason.code().to_owned()).collect();
    vec![
        column("finding_id", Word, "The finding; empty for a step of one outlet.", |row: &Row<'_>| row.finding().map(|it| it.id.as_str().to_owned())),
        column("event_id", Word, "The event.", |row: &Row<'_>| row.either(|it| &it.event, |it| &it.event)).always(),
        column("verdict", Code(verdicts), "What the finding says; `resolved` is a conflict that stands no more.", Row::verdict).always(),
        column("novelty", Code(novelties), "How the finding stands to the run before.", |row: &Row<'_>| match row { Row::Value { novelty, .. } => novelty.map(code), Row::Step { .. } => None }),
        column("measure", Word, "What is counted or measured.", |row: &Row<'_>| row.either(|it| &it.measure, |it| &it.measure)).always(),
        column("group", Prose, "Who is counted.", |row: &Row<'_>| row.either(|it| &it.group, |it| &it.group)).always(),
        column("basis", Code(claims::BASES.iter().map(code).collect()), "What the figures count.", |row: &Row<'_>| row.finding().map(|it| code(it.basis))),
        column("unit", Prose, "In what unit.", |row: &Row<'_>| row.finding().map(|it| it.unit.clone())),
        column("reason_code", Code(reasons), "Why the figures differ.", |row: &Row<'_>| row.finding().and_then(|it| it.reason).map(|reason| reason.code().to_owned())),
        column("range_low", Number, "The lowest figure that stands.", |row: &Row<'_>| row.finding().and_then(|it| it.low)),
        column("range_high", Number, "The highest figure that stands.", |row: &Row<'_>| row.finding().and_then(|it| it.high)),
        column("value", Number, "This row's value; empty for ranges and vague words.", |row: &Row<'_>| row.quantity().and_then(|it| it.value())),
        column("value_low", Number, "Its lower bound.", |row: &Row<'_>| row.quantity().and_then(|it| it.low())),
        column("value_high", Number, "Its upper bound.", |row: &Row<'_>| row.quantity().and_then(|it| it.high())),
        column("qualifier", Word, "How it was qualified.", |row: &Row<'_>| row.quantity().map(|it| code(it.qualifier()))),
        column("is_sum", Flag, "Whether the value is the sum of one report's parts.", |row: &Row<'_>| row.position().map(|it| it.is_sum)),
        column("outlet_ids", Word, "Who prints it, divided by spaces.", Row::outlets),
        column("n_outlets", Integer, "How many outlets.", |row: &Row<'_>| row.position().map(|it| it.outlets.len())),
        column("n_origins", Integer, "How many independent origins.", |row: &Row<'_>| row.position().map(|it| it.origins.len())),
        column("at", Time, "When the value was last taken; for a step, when it was seen.", Row::at),
        column("quote", Prose, "The words, for a sum those of its parts.", Row::quote),
        column("claim_ids", Word, "The claims, divided by spaces.", Row::claims),
        column("note", Prose, "What is remarkable.", Row::note),
        column("ask", Prose, "The question to put.", |row: &Row<'_>| row.finding().and_then(|it| it.ask.clone())),
    ]
}
