use std::io::Write;

use anyhow::anyhow;

use super::known::known;
use super::printer::Hint;
use super::reading::{self, Reading};
use super::{Global, Outcome, Printer};
use crate::extract::extract;
use crate::lexicon::Lexicon;
use crate::model::{Appearance, ClaimId, Diagnostic, Document, FindingId};
use crate::report::{
    Dropped, Layout, Picture, Revision, Selection, Why, finding_json, finding_text, sum_text,
};
use crate::store::{Chain, Found};

/// Show the whole chain of one claim, what a finding rests on, or why a report was taken or left.
///
/// For a claim: quote, span, snapshot, address, rule, origin, earlier versions, and the finding it stands in. For a report: who named
/// it, why it was taken or left, what an editor ruled, its versions.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A claim (`C-3f9a`), a sum of claims (`C-3f9a+C-77d0`) or a finding (`F-07bc`), as `claims diff` prints them, or any prefix of
    /// an id that names one; or a report's address.
    id: String,
    /// Show the words that changed between the versions of a report.
    #[arg(long)]
    versions: bool,
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
    /// Lines of so many columns, in place of the terminal's.
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let reading = reading::open(global)?;
    let layout = reading::layout(args.width);
    let is_report = args.versions || is_address(&args.id);
    let page = if is_report {
        let known = known(&reading, &args.id, args.versions)?;
        if args.json { known.json() } else { known.text(layout).into_bytes() }
    } else if args.id.contains('+') {
        sum(&reading, &args.id, args.json, layout)?
    } else {
        match reading.named(&args.id)? {
            Named::Claim(id) => claim(&reading, &id, args.json, layout)?,
            Named::Finding { event, id } => finding(&reading, &event, &id, args.json, layout)?,
        }
    };
    let mut out = printer.stdout();
    out.write_all(&page)?;
    out.flush()?;
    Ok(Outcome::Same)
}

/// Whether what was typed is a report's address or a file's name, and no id.
fn is_address(given: &str) -> bool {
    given.contains(['/', '.'])
}

/// What a shortened id names.
enum Named {
    Claim(ClaimId),
    Finding { event: String, id: FindingId },
}

impl Reading {
    fn named(&self, given: &str) -> anyhow::Result<Named> {
        let (kind, digits) = parted(given);
        if digits.is_empty() {
            return Err(anyhow!("`{given}` has no digit of an id"))
                .hint("`claims diff --explain` and claims.csv print the ids");
        }
        let claims = match kind {
            Some(Kind::Finding) => Vec::new(),
            _ => match self.store.find_claim(digits)? {
                Found::None => Vec::new(),
                Found::One(id) => vec![id],
                Found::Many(ids) => ids,
            },
        };
        let findings = match kind {
            Some(Kind::Claim) => Vec::new(),
            _ => self.store.find_findings(digits)?,
        };
        match (claims.as_slice(), findings.as_slice()) {
            ([id], []) => Ok(Named::Claim(id.clone())),
            ([], [(event, id)]) => Ok(Named::Finding { event: event.clone(), id: id.clone() }),
            ([], []) => Err(anyhow!("`{given}` names no claim and no finding"))
                .hint("`claims diff --explain` and claims.csv print the ids"),
            _ => Err(anyhow!("`{given}` names more than one"))
                .hint(self.candidates(&claims, &findings)?),
        }
    }

    /// One line for each, so that the reader can pick.
    fn candidates(
        &self,
        claims: &[ClaimId],
        findings: &[(String, FindingId)],
    ) -> anyhow::Result<String> {
        let mut lines = vec!["type more of it:".to_owned()];
        for id in claims {
            let about = self.store.chain(id)?.map_or(String::new(), |chain| {
                let claim = chain.appearance.claim;
                let quote: String =
                    claim.quote.chars().filter(|c| !c.is_control()).take(60).collect();
                format!("  {} \"{quote}\"", chain.outlet.id)
            });
            lines.push(format!("  C-{id}{about}"));
        }
        lines.extend(findings.iter().map(|(event, id)| format!("  F-{id}  {event}")));
        Ok(lines.join("\n"))
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Claim,
    Finding,
}

/// `C-3f9a` and `F-3f9a` say what they name, `3f9a` does not.
fn parted(given: &str) -> (Option<Kind>, &str) {
    let given = given.trim();
    for (marks, kind) in [(["C-", "c-"], Kind::Claim), (["F-", "f-"], Kind::Finding)] {
        if let Some(digits) = marks.iter().find_map(|mark| given.strip_prefix(mark)) {
            return (Some(kind), digits);
        }
    }
    (None, given)
}

fn claim(reading: &Reading, id: &ClaimId, json: bool, layout: Layout) -> anyhow::Result<Vec<u8>> {
    let Some(chain) = reading.store.chain(id)? else {
        return Err(anyhow!("claim `{id}` has lost its article"))
            .hint("restore a backup of the store");
    };
    let reports = reading.reports_of(&chain.events)?;
    let selection = Selection::default();
    let claim = &chain.appearance.claim;
    let mut figures: Vec<&Appearance> =
        chain.siblings.iter().filter(|seen| seen.claim.group == claim.group).collect();
    figures.sort_by_key(|seen| seen.first_seen);
    let why = Why {
        claim: &chain.appearance,
        outlet: &chain.outlet,
        text: &chain.text,
        pruned_at: chain.pruned_at,
        dropped: chain.dropped.as_ref().map(|run| Dropped {
            run: run.id,
            at: run.started_at,
            extractor: run.extractor.clone(),
        }),
        versions: revisions(&chain),
        figures,
        no_figures: no_figures(&chain),
        pictures: reports.iter().map(|report| Picture::new(report, &selection)).collect(),
    };
    Ok(if json { why.json() } else { why.text(layout).into_bytes() })
}

/// The claims that a sum adds up, each with its chain, in the order of the sum.
fn sum(reading: &Reading, given: &str, json: bool, layout: Layout) -> anyhow::Result<Vec<u8>> {
    let part = |part: &str| match reading.named(part)? {
        Named::Claim(id) => Ok(id),
        Named::Finding { .. } => {
            Err(anyhow!("`{}` is a finding, and no part of a sum", part.trim()))
                .hint("`claims diff` prints a sum as its claims: C-3f9a+C-77d0")
        }
    };
    let ids: Vec<ClaimId> = given.split('+').map(part).collect::<anyhow::Result<_>>()?;
    let chains = ids.iter().map(|id| claim(reading, id, json, layout));
    let chains: Vec<Vec<u8>> = chains.collect::<anyhow::Result<_>>()?;
    if json {
        let chains: Vec<&[u8]> = chains.iter().map(|chain| chain.trim_ascii_end()).collect();
        return Ok([&b"[\n"[..], &chains.join(&b",\n"[..]), b"\n]\n"].concat());
    }
    let events = match reading.store.chain(&ids[0])? {
        Some(chain) => chain.events,
        None => Vec::new(),
    };
    let reports = reading.reports_of(&events)?;
    let selection = Selection::default();
    let pictures: Vec<Picture<'_>> =
        reports.iter().map(|report| Picture::new(report, &selection)).collect();
    let mut page = sum_text(&pictures, &ids, layout).into_bytes();
    for chain in chains {
        page.push(b'\n');
        page.extend(chain);
    }
    Ok(page)
}

/// The numbers of the claim's sentence that are no figures, by the built-in words, which read the page.
fn no_figures(chain: &Chain) -> Vec<Diagnostic> {
    let claim = &chain.appearance.claim;
    let document = Document {
        provenance: (*claim.provenance).clone(),
        text: chain.text.clone(),
        ..Document::default()
    };
    let mut found = extract(&Lexicon::embedded(), &document).set_aside;
    found.retain(|aside| aside.at.is_some_and(|span| claim.sentence.contains(span)));
    found
}

fn revisions(chain: &Chain) -> Vec<Revision> {
    chain
        .versions
        .iter()
        .map(|version| Revision {
            version: version.number,
            first_seen: version.first_seen,
            last_seen: version.last_seen,
            snapshot: version.snapshot,
            pruned_at: version.pruned_at,
            url: version.url.clone(),
            status: version.status,
            holds: version.holds,
        })
        .collect()
}

fn finding(
    reading: &Reading,
    event: &str,
    id: &FindingId,
    json: bool,
    layout: Layout,
) -> anyhow::Result<Vec<u8>> {
    let reports = reading.reports_of(&[event.to_owned()])?;
    let selection = Selection::everything();
    let page = reports.first().and_then(|report| {
        let picture = Picture::new(report, &selection);
        if json {
            finding_json(&picture, id)
        } else {
            finding_text(&picture, id, layout).map(String::into_bytes)
        }
    });
    page.ok_or_else(|| anyhow!("finding `{id}` of `{event}` stands no more"))
        .hint(format!("`claims diff {event} --as-of TIME` shows an earlier picture"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_may_say_what_it_names() {
        assert_eq!(parted("C-3f9a"), (Some(Kind::Claim), "3f9a"));
        assert_eq!(parted("f-07bc"), (Some(Kind::Finding), "07bc"));
        assert_eq!(parted("3f9a"), (None, "3f9a"));
    }
}
