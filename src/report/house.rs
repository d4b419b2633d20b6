//! Figures to print that exclude each other: each key's is chosen by itself, and an editor would print them side by side.

use super::layout::clean;
use super::{Picture, figure};
use crate::model::{ClaimId, Finding};

impl Picture<'_> {
    /// What the figure to print cannot stand beside: "170" and the 169 and the 13 that are to be printed of two parts of the same people,
    /// where a report adds these up to another number.
    pub(super) fn excluded(&self, finding: &Finding) -> Option<String> {
        let best = finding.best?;
        let of_key = |it: &&Finding| {
            (&it.measure, &it.group, &it.unit, &it.scope)
                == (&finding.measure, &finding.group, &finding.unit, &finding.scope)
        };
        let all = || self.report.findings.iter().map(|it| &it.finding);
        let mut sums = all().filter(of_key).flat_map(|it| &it.positions).filter(|it| it.is_sum);
        sums.find_map(|sum| {
            let total = sum.quantity.value().filter(|total| *total != best)?;
            let part = |id: &ClaimId| {
                let claim = self.claim(id)?;
                let value = claim.quantity.value();
                let is_printed = all().any(|it| {
                    it.measure == finding.measure && it.group == claim.group && it.best == value
                });
                let said =
                    format!("{} {}", figure::number(value?), clean(self.group(&claim.group)));
                is_printed.then_some(said)
            };
            let parts: Option<Vec<String>> = sum.claims.iter().map(part).collect();
            let (best, total) = (figure::number(best), figure::number(total));
            Some(format!(
                "{best} is not to be printed beside {}: they make {total}",
                parts?.join(" and ")
            ))
        })
    }
}
