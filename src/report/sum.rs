//! What a sum of claims is: the finding that adds them up.

use std::collections::BTreeSet;

use anstyle::Style;

use super::figure;
use super::layout::{Layout, clean};
use super::picture::Picture;
use crate::model::{ClaimId, Position};

/// What some claims add up to, and in which findings; a sum that no finding holds is nobody's.
pub fn sum_text(pictures: &[Picture<'_>], ids: &[ClaimId], layout: Layout) -> String {
    let wanted: BTreeSet<&ClaimId> = ids.iter().collect();
    let mut lines = Vec::new();
    let short: Vec<String> = ids.iter().map(ClaimId::short).collect();
    let short = short.join("+");
    for picture in pictures {
        for reported in &picture.report.findings {
            let finding = &reported.finding;
            let is_it = |position: &&Position| {
                position.is_sum && position.claims.iter().collect::<BTreeSet<_>>() == wanted
            };
            let Some(position) = finding.positions.iter().find(is_it) else { continue };
            let parts = position.claims.iter().filter_map(|id| picture.claim(id));
            let parts: Vec<String> = parts.map(|claim| clean(&claim.quote)).collect();
            let total = figure::quantity(&position.quantity, "");
            let said = format!(
                "{total} = Σ {}   {}   in {} of {}",
                parts.join(" + "),
                picture.subject(&finding.measure, &finding.group, &finding.unit),
                finding.id.short(),
                clean(&finding.event),
            );
            lines.push(format!("{short}   {}\n", layout.paint(Style::new().bold(), &said)));
        }
    }
    if lines.is_empty() {
        lines.push(format!("{short}   no finding of the last run adds these up\n"));
    }
    lines.concat()
}
