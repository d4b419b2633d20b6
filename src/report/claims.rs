//! claims.csv: a row for each claim.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use std::collections::BTreeMap;

use super::Report;
use super::table::{Cell, Column, Is, Table, code, column};
use crate::model::{
    Appearance, AttributionKind, Basis, Claim, Finding, Outlet, Precision, Qualifier, Reason,
    Relation, Status, Verdict,
};

/// A claim with all that is known about it.
pub(super) struct Row<'a> {
    report: &'a Report,
    seen: &'a Appearance,
    outlet: Option<&'a Outlet>,
    standing: Standing<'a>,
}

impl Row<'_> {
    fn claim(&self) -> &Claim {
        &self.seen.claim
    }
}

/// How a claim stands to the others.
#[derive(Clone, Copy, Default)]
struct Standing<'a> {
    verdict: Option<Verdict>,
    reason: Option<Reason>,
    origin: Option<&'a str>,
}

/// The claims of all reports: by event, measure, group, outlet and place in the text.
pub fn claims(reports: &[Report]) -> Table {
    let mut rows: Vec<Row<'_>> = reports.iter().flat_map(rows).collect();
    rows.sort_by(|a, b| order(a).cmp(&order(b)));
    Table::of(
        "claims",
        "A row for each figure that an outlet reported, with the words it stands in.",
        &["claim_id", "event_id"],
        &columns(),
        rows,
    )
}

fn order<'a>(row: &'a Row<'_>) -> impl Ord + 'a {
    let claim = row.claim();
    (
        &row.report.event.id,
        claim.measure.as_deref(),
        (claim.group != "all", claim.group.as_str()),
        claim.provenance.outlet.as_deref(),
        claim.provenance.published,
        claim.provenance.doc.as_str(),
        claim.span,
        claim.id.as_str(),
    )
}

fn rows(report: &Report) -> impl Iterator<Item = Row<'_>> {
    let standings = standings(report);
    let outlets: BTreeMap<&str, &Outlet> =
        report.outlets.iter().map(|outlet| (outlet.id.as_str(), outlet)).collect();
    report.appearances.iter().filter(|seen| seen.claim.kind.reconciles()).map(move |seen| Row {
        report,
        seen,
        outlet: seen.claim.provenance.outlet.as_deref().and_then(|id| outlets.get(id).copied()),
        standing: standings.get(seen.claim.id.as_str()).copied().unwrap_or_default(),
    })
}

/// For each claim the gravest finding it rests in, and its origin; for a claim set aside, the reason.
fn standings(report: &Report) -> BTreeMap<&str, Standing<'_>> {
    let mut standings: BTreeMap<&str, Standing<'_>> = BTreeMap::new();
    let mut findings: Vec<&Finding> = report.findings.iter().map(|it| &it.finding).collect();
    findings.sort_by_key(|finding| (gravity(finding.verdict), finding.id.as_str()));
    for finding in findings {
        for id in &finding.claims {
            let standing = standings.entry(id.as_str()).or_default();
            if standing.verdict.is_none() {
                standing.verdict = Some(finding.verdict);
                standing.reason = finding.reason;
            }
        }
        for origin in
            finding.origins.iter().chain(finding.positions.iter().flat_map(|it| &it.origins))
        {
            for id in &origin.claims {
                standings.entry(id.as_str()).or_default().origin.get_or_insert(&origin.id);
            }
        }
    }
    for (id, reason, _) in &report.set_aside {
        let standing = standings.entry(id.as_str()).or_default();
        if standing.verdict.is_none() {
            standing.reason = *reason;
        }
    }
    standings
}

/// What an editor must act on goes first.
fn gravity(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Conflict => 0,
        Verdict::Stale => 1,
        Verdict::Changed => 2,
        Verdict::Agree => 3,
        Verdict::Compatible => 4,
        Verdict::Single => 5,
        Verdict::Incomparable => 6,
    }
}

fn codes<T: serde::Serialize>(values: &[T]) -> Is {
    Is::Code(values.iter().map(code).collect())
}

fn reasons() -> Is {
    codes(&REASONS)
}

/// The closed list of reason codes, in the order of the documentation.
pub(super) const REASONS: [Reason; 15] = [
    Reason::Stale,
    Reason::Inclusion,
    Reason::Group,
    Reason::Scope,
    Reason::Basis,
    Reason::Definition,
    Reason::Rounding,
    Reason::Bound,
    Reason::Authority,
    Reason::Digit,
    Reason::Cross,
    Reason::Reset,
    Reason::Corrected,
    Reason::Headline,
    Reason::Unexplained,
];

/// All verdicts.
pub(super) const VERDICTS: [Verdict; 7] = [
    Verdict::Conflict,
    Verdict::Changed,
    Verdict::Agree,
    Verdict::Compatible,
    Verdict::Stale,
    Verdict::Single,
    Verdict::Incomparable,
];

/// All bases.
pub(super) const BASES: [Basis; 3] = [Basis::Incident, Basis::Cumulative, Basis::Period];

#[rustfmt::skip]
fn columns<'a>() -> Vec<Column<Row<'a>>> {
    use Is::{Flag, Integer, Number, Prose, Time, Url, Word};
    let qualifiers = [
        Qualifier::Exact, Qualifier::About, Qualifier::Nearly, Qualifier::AtLeast, Qualifier::MoreThan,
        Qualifier::AtMost, Qualifier::LessThan, Qualifier::Range, Qualifier::Vague, Qualifier::None,
    ];
    let relations = [Relation::Total, Relation::PartOf, Relation::Plus, Relation::Increment, Relation::Previous];
    let statuses = [Status::Asserted, Status::Negated, Status::Hypothetical, Status::Forecast, Status::Background];
    let kinds = [AttributionKind::Official, AttributionKind::Media, AttributionKind::Other, AttributionKind::Unnamed];
    let precisions = [Precision::Month, Precision::Day, Precision::PartOfDay, Precision::Hour, Precision::Minute];
    vec![
        column("claim_id", Word, "The claim's id, derived from what it says and where; `claims why` takes any prefix.", |row: &Row<'_>| row.claim().id.as_str().to_owned()).always(),
        column("event_id", Word, "The event the claim is about.", |row: &Row<'_>| row.report.event.id.clone()).always(),
        column("measure", Word, "What is counted or measured.", |row: &Row<'_>| row.claim().measure.clone()),
        column("group", Prose, "Who is counted; `all` where nobody in particular.", |row: &Row<'_>| row.claim().group.clone()).always(),
        column("basis", codes(&BASES), "Whether the figure counts this event, everything so far, or what is new in a period.", |row: &Row<'_>| code(row.claim().basis)).always(),
        column("relation", codes(&relations), "How the figure leans on the figure in parent_claim_id.", |row: &Row<'_>| row.claim().relation.map(code)),
        column("parent_claim_id", Word, "The figure that this one is a part of, adds to or replaces.", |row: &Row<'_>| row.claim().parent.as_ref().map(|id| id.as_str().to_owned())),
        column("value_text", Prose, "The number as printed.", |row: &Row<'_>| row.claim().text.clone()),
        column("value", Number, "The number as stated; empty for ranges and vague words.", |row: &Row<'_>| row.claim().quantity.value()),
        column("value_low", Number, "The lower bound as stated; empty where it is open.", |row: &Row<'_>| row.claim().quantity.low()),
        column("value_high", Number, "The upper bound as stated; empty where it is open.", |row: &Row<'_>| row.claim().quantity.high()),
        column("qualifier", codes(&qualifiers), "How the figure was qualified; `none` is a stated zero.", |row: &Row<'_>| code(row.claim().quantity.qualifier())).always(),
        column("unit", Prose, "`person`, `percent`, an ISO 4217 code, or the singular name of the unit or the thing counted.", |row: &Row<'_>| row.claim().unit.clone()),
        column("status", codes(&statuses), "What the text does with the figure; only asserted figures are compared.", |row: &Row<'_>| code(row.claim().status)).always(),
        column("hedge", Prose, "The word that keeps the figure at arm's length.", |row: &Row<'_>| row.claim().hedge.clone()),
        column("outlet_id", Word, "Who published it.", |row: &Row<'_>| row.claim().provenance.outlet.clone()),
        column("outlet_name", Prose, "The outlet's name.", |row: &Row<'_>| row.outlet.map(|outlet| outlet.label().to_owned())),
        column("origin_id", Word, "The independent source the claim goes back to; claims of one origin count once.", |row: &Row<'_>| row.standing.origin.map(str::to_owned)),
        column("attributed_to", Prose, "Who the text says the figure comes from, in its words.", |row: &Row<'_>| row.claim().attribution.as_ref().map(|by| by.to.clone())),
        column("attribution_kind", codes(&kinds), "What kind of speaker that is.", |row: &Row<'_>| row.claim().attribution.as_ref().map(|by| code(by.kind))),
        column("article_url", Url, "Where the article stands.", |row: &Row<'_>| address(row.claim())),
        column("article_title", Prose, "The article's title.", |row: &Row<'_>| row.claim().provenance.title.clone()),
        column("in_headline", Flag, "Whether the figure stands in the headline.", |row: &Row<'_>| row.claim().in_headline).always(),
        column("language", Word, "The article's language (BCP 47).", |row: &Row<'_>| row.claim().provenance.language.clone()),
        column("published_at", Time, "When the article says it was published.", |row: &Row<'_>| row.claim().provenance.published),
        column("modified_at", Time, "When the article says it was last changed.", |row: &Row<'_>| row.claim().provenance.modified),
        column("figure_as_of", Time, "The moment the figure held, where the text names one.", |row: &Row<'_>| row.claim().as_of.map(|as_of| as_of.at)),
        column("figure_as_of_precision", codes(&precisions), "How finely the text names that moment.", |row: &Row<'_>| row.claim().as_of.map(|as_of| code(as_of.precision))),
        column("first_seen_at", Time, "When a run first saw the claim.", |row: &Row<'_>| row.seen.first_seen),
        column("last_seen_at", Time, "When a run last saw it; earlier than the newest run means it is gone from the page.", |row: &Row<'_>| row.seen.last_seen),
        column("agreement", codes(&VERDICTS), "The gravest verdict that the claim takes part in; empty where it was compared with nothing.", |row: &Row<'_>| row.standing.verdict.map(code)),
        column("reason_code", reasons(), "Why it differs from the others, or was set aside.", |row: &Row<'_>| row.standing.reason.map(|reason| reason.code().to_owned())),
        column("confidence", Number, "The calibrated chance that value and measure were read rightly.", |row: &Row<'_>| rust_decimal::Decimal::new(i64::from(row.claim().confidence), 2)).always(),
        column("quote", Prose, "The shortest phrase of the article that holds the figure and what it counts.", |row: &Row<'_>| row.claim().quote.clone()).always(),
        column("quote_start", Integer, "Where the quote begins in the article's main text, in Unicode code points.", |row: &Row<'_>| row.claim().span.start).always(),
        column("quote_end", Integer, "Where it ends.", |row: &Row<'_>| row.claim().span.end).always(),
        column("evidence_url", Url, "The article's address with the quote marked (URL text fragment).", |row: &Row<'_>| evidence(row.claim())),
        column("snapshot_sha256", Word, "SHA-256 of the stored bytes that the claim was read from.", |row: &Row<'_>| row.seen.snapshot),
        column("extractor_version", Word, "The version of the program and its words that read it.", |row: &Row<'_>| row.seen.extractor.clone()),
        column("rule_id", Word, "The rules and cues that made the claim.", |row: &Row<'_>| row.claim().rule.clone()),
        column("review_decision", Word, "An editor's ruling.", |_: &Row<'_>| Cell::Empty),
        column("reviewed_by", Prose, "Who ruled.", |_: &Row<'_>| Cell::Empty),
        column("reviewed_at", Time, "When.", |_: &Row<'_>| Cell::Empty),
        column("review_note", Prose, "Why.", |_: &Row<'_>| Cell::Empty),
    ]
}

/// The article's address; for a local file that says none, its path.
pub(super) fn address(claim: &Claim) -> String {
    claim.provenance.url.clone().unwrap_or_else(|| claim.provenance.doc.clone())
}

/// The article's address with a text fragment (wicg.github.io/scroll-to-text-fragment), by which a browser scrolls to the
/// quote and marks it. `None` where the address is no web address.
pub(super) fn evidence(claim: &Claim) -> Option<String> {
    let url = claim.provenance.url.as_deref().filter(|url| is_web(url))?;
    let join = if url.contains('#') { ":~:text=" } else { "#:~:text=" };
    Some(format!("{url}{join}{}", percent_encoded(&claim.quote)))
}

fn is_web(url: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| url.starts_with(scheme))
}

/// All but unreserved characters (RFC 3986, 2.3) encoded; `-` too, which means something in a text fragment.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Kept for the tests of the order of columns.
#[cfg(test)]
pub(super) fn names(table: &Table) -> Vec<&str> {
    table.fields.iter().map(|field| field.name.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_those_that_were_promised() {
        let promised = "claim_id, event_id, measure, group, basis, relation, parent_claim_id, value_text, value, \
            value_low, value_high, qualifier, unit, status, hedge, outlet_id, outlet_name, origin_id, attributed_to, \
            attribution_kind, article_url, article_title, in_headline, language, published_at, modified_at, \
            figure_as_of, figure_as_of_precision, first_seen_at, last_seen_at, agreement, reason_code, confidence, \
            quote, quote_start, quote_end, evidence_url, snapshot_sha256, extractor_version, rule_id, \
            review_decision, reviewed_by, reviewed_at, review_note";
        assert_eq!(names(&claims(&[])).join(", "), promised);
    }

    #[test]
    fn the_evidence_link_marks_the_quote() {
        assert_eq!(
            percent_encoded("13 US-led, “dead”"),
            "13%20US%2Dled%2C%20%E2%80%9Cdead%E2%80%9D"
        );
    }
}
