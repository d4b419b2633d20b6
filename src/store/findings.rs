use rusqlite::{Connection, OptionalExtension, Row, params};
use serde::{Deserialize, Serialize};

use super::number::{column, decimal, iso, json, moment, name, named, parsed};
use super::{Store, StoreError};
use crate::model::{
    Change, ClaimId, Finding, FindingId, OriginGroup, Position, Qualifier, Quantity, Reason,
    Timestamp,
};

/// What one run said of one event.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Picture {
    pub findings: Vec<Finding>,
    /// Claims that were compared with nothing, each with the reason.
    pub set_aside: Vec<(ClaimId, Option<Reason>, String)>,
}

/// A run's picture of an event, without its findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureRow {
    pub run: i64,
    pub at: Timestamp,
    /// The run whose rows say it.
    pub picture: i64,
    pub policy: String,
}

/// The parts of a finding that are no column: written as JSON, and read back to print the finding again.
#[derive(Debug, Serialize, Deserialize)]
struct Detail {
    outlets: Vec<String>,
    origins: Vec<OriginGroup>,
    positions: Vec<PositionDetail>,
    claims: Vec<ClaimId>,
    /// Absent in what earlier versions wrote.
    #[serde(default)]
    rule: String,
}

#[derive(Debug, Serialize, Deserialize)]
struct PositionDetail {
    value: Option<rust_decimal::Decimal>,
    low: Option<rust_decimal::Decimal>,
    high: Option<rust_decimal::Decimal>,
    qualifier: Qualifier,
    grain: rust_decimal::Decimal,
    claims: Vec<ClaimId>,
    is_sum: bool,
    outlets: Vec<String>,
    origins: Vec<OriginGroup>,
    at: Option<Timestamp>,
}

impl Store {
    /// Writes down what a run says of an event. A picture equal to the one before costs one row.
    pub fn tell(
        &mut self,
        run: i64,
        event: &str,
        policy: &str,
        picture: &Picture,
        changes: &[Change],
    ) -> Result<(), StoreError> {
        let before = self.picture(event, None)?;
        let same = match &before {
            Some(before) if before.policy == policy => {
                self.told(event, before.picture)? == *picture
            }
            _ => false,
        };
        let rows = before.filter(|_| same).map_or(run, |before| before.picture);
        self.change(|sql| {
            if rows == run {
                write(sql, run, event, picture)?;
            }
            sql.execute(
                "insert into run_event (run, event, picture, policy) values (?1, ?2, ?3, ?4)
                 on conflict do nothing",
                params![run, event, rows, policy],
            )?;
            let mut insert = sql.prepare_cached(
                "insert into change (id, run, event, measure, \"group\", outlet, kind, from_claim,
                     to_claim, detected_at)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
                 on conflict (id) do nothing",
            )?;
            for change in changes {
                insert.execute(params![
                    change.id,
                    run,
                    event,
                    change.measure,
                    change.group,
                    change.outlet,
                    name(&change.kind),
                    change.from.as_ref().map(ClaimId::as_str),
                    change.to.as_ref().map(ClaimId::as_str),
                    iso(change.detected_at),
                ])?;
            }
            Ok(())
        })
    }

    /// The latest picture of an event, of all runs or of those up to `until`.
    pub fn picture(
        &self,
        event: &str,
        until: Option<i64>,
    ) -> Result<Option<PictureRow>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select run_event.run, run.started_at, run_event.picture, run_event.policy
                 from run_event join run on run.id = run_event.run
                 where run_event.event = ?1 and run_event.run <= ?2
                 order by run_event.run desc limit 1",
            )?
            .query_row(params![event, until.unwrap_or(i64::MAX)], |row| {
                Ok(PictureRow {
                    run: row.get(0)?,
                    at: moment(row, 1)?,
                    picture: row.get(2)?,
                    policy: row.get(3)?,
                })
            })
            .optional()
        })
    }

    /// The findings of a picture, in the order in which they were told.
    pub fn told(&self, event: &str, picture: i64) -> Result<Picture, StoreError> {
        self.ask(|sql| {
            let findings = sql
                .prepare_cached(&format!(
                    "select {FINDING} from finding where event = ?1 and run = ?2 order by position"
                ))?
                .query_map(params![event, picture], finding)?
                .collect::<rusqlite::Result<_>>()?;
            let set_aside = sql
                .prepare_cached(
                    "select claim, reason, note from set_aside where event = ?1 and run = ?2
                     order by claim",
                )?
                .query_map(params![event, picture], |row| {
                    let reason: Option<String> = row.get(1)?;
                    let claim = ClaimId::from_name(row.get::<_, String>(0)?);
                    Ok((claim, reason.map(named).transpose()?, row.get(2)?))
                })?
                .collect::<rusqlite::Result<_>>()?;
            Ok(Picture { findings, set_aside })
        })
    }

    /// The findings whose id begins with these digits, each with its event; a few of them where there are many.
    pub fn find_findings(&self, prefix: &str) -> Result<Vec<(String, FindingId)>, StoreError> {
        let digits = prefix.to_ascii_lowercase();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Vec::new());
        }
        self.ask(|sql| {
            sql.prepare_cached(
                "select distinct event, id from finding where id >= ?1 and id < ?1 || 'g'
                 order by id, event limit 12",
            )?
            .query_map([&digits], |row| {
                Ok((row.get(0)?, FindingId::from_name(row.get::<_, String>(1)?)))
            })?
            .collect()
        })
    }

    /// Every change of the event, or those that runs up to `until` found, in order of time.
    pub fn changes(&self, event: &str, until: Option<i64>) -> Result<Vec<Change>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select id, detected_at, measure, \"group\", outlet, kind, from_claim, to_claim
                 from change where event = ?1 and run <= ?2 order by detected_at, id",
            )?
            .query_map(params![event, until.unwrap_or(i64::MAX)], |row| {
                let claim = |id: Option<String>| id.map(ClaimId::from_name);
                Ok(Change {
                    id: row.get(0)?,
                    detected_at: moment(row, 1)?,
                    event: event.to_owned(),
                    measure: row.get(2)?,
                    group: row.get(3)?,
                    outlet: row.get(4)?,
                    kind: named(row.get(5)?)?,
                    from: claim(row.get(6)?),
                    to: claim(row.get(7)?),
                })
            })?
            .collect()
        })
    }
}

fn write(sql: &Connection, run: i64, event: &str, picture: &Picture) -> rusqlite::Result<()> {
    let mut insert = sql.prepare_cached(
        "insert into finding (run, id, name, event, measure, \"group\", basis, unit, verdict, relation,
             reason, low, best, high, n_outlets, n_origins, ask, note, policy_note, detail, position, scope)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
             ?21, ?22)",
    )?;
    let mut link = sql.prepare_cached(
        "insert into finding_claim (run, finding, claim) values (?1, ?2, ?3) on conflict do nothing",
    )?;
    for (position, finding) in picture.findings.iter().enumerate() {
        insert.execute(params![
            run,
            finding.id.as_str(),
            label(finding),
            event,
            finding.measure,
            finding.group,
            name(&finding.basis),
            finding.unit,
            name(&finding.verdict),
            finding.relation.as_ref().and_then(name),
            finding.reason.as_ref().and_then(name),
            column(finding.low),
            column(finding.best),
            column(finding.high),
            count(finding.outlets.len()),
            count(finding.origins.len()),
            finding.ask,
            finding.note,
            finding.policy_note,
            json(&detail(finding)),
            count(position),
            finding.scope,
        ])?;
        for claim in &finding.claims {
            link.execute(params![run, finding.id.as_str(), claim.as_str()])?;
        }
    }
    let mut aside = sql.prepare_cached(
        "insert into set_aside (run, event, claim, reason, note) values (?1, ?2, ?3, ?4, ?5)
         on conflict do nothing",
    )?;
    for (claim, reason, note) in &picture.set_aside {
        aside.execute(params![run, event, claim.as_str(), reason.as_ref().and_then(name), note])?;
    }
    Ok(())
}

fn label(finding: &Finding) -> String {
    let verdict = name(&finding.verdict).unwrap_or_default();
    let scope = finding.scope.as_deref().map(|scope| format!(", {scope}")).unwrap_or_default();
    format!("{verdict}: {} · {}{scope}", finding.measure, finding.group)
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn detail(finding: &Finding) -> Detail {
    Detail {
        outlets: finding.outlets.clone(),
        origins: finding.origins.clone(),
        claims: finding.claims.clone(),
        rule: finding.rule.clone(),
        positions: finding
            .positions
            .iter()
            .map(|position| PositionDetail {
                value: position.quantity.value(),
                low: position.quantity.low(),
                high: position.quantity.high(),
                qualifier: position.quantity.qualifier(),
                grain: position.quantity.grain(),
                claims: position.claims.clone(),
                is_sum: position.is_sum,
                outlets: position.outlets.clone(),
                origins: position.origins.clone(),
                at: position.at,
            })
            .collect(),
    }
}

/// The columns that [`finding`] reads.
pub(super) const FINDING: &str = "finding.id, finding.event, finding.measure, finding.\"group\", \
     finding.basis, finding.unit, finding.verdict, finding.relation, finding.reason, finding.low, \
     finding.best, finding.high, finding.ask, finding.note, finding.policy_note, finding.detail, finding.scope";

pub(super) fn finding(row: &Row<'_>) -> rusqlite::Result<Finding> {
    let detail: Detail = parsed(&row.get::<_, String>(15)?)?;
    let positions = detail.positions.into_iter().map(position).collect::<rusqlite::Result<_>>()?;
    let relation: Option<String> = row.get(7)?;
    let reason: Option<String> = row.get(8)?;
    Ok(Finding {
        id: FindingId::from_name(row.get::<_, String>(0)?),
        event: row.get(1)?,
        measure: row.get(2)?,
        group: row.get(3)?,
        scope: row.get(16)?,
        basis: named(row.get(4)?)?,
        unit: row.get(5)?,
        verdict: named(row.get(6)?)?,
        relation: relation.map(named).transpose()?,
        reason: reason.map(named).transpose()?,
        rule: detail.rule,
        low: decimal(row, 9)?,
        best: decimal(row, 10)?,
        high: decimal(row, 11)?,
        policy_note: row.get(14)?,
        outlets: detail.outlets,
        origins: detail.origins,
        positions,
        claims: detail.claims,
        ask: row.get(12)?,
        note: row.get(13)?,
    })
}

fn position(detail: PositionDetail) -> rusqlite::Result<Position> {
    let PositionDetail { value, low, high, qualifier, grain, .. } = detail;
    let quantity = Quantity::from_parts(value, low, high, qualifier, grain)
        .ok_or(rusqlite::Error::InvalidQuery)?;
    Ok(Position {
        quantity,
        claims: detail.claims,
        is_sum: detail.is_sum,
        outlets: detail.outlets,
        origins: detail.origins,
        at: detail.at,
    })
}
