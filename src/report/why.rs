//! One claim's whole chain, from the bytes to the verdict.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use anstyle::Style;
use serde::Serialize;

use super::claims::{address, evidence};
use super::layout::{Layout, clean, isolated, pad, wrap};
use super::picture::Picture;
use super::table::{code, iso};
use super::text::block;
use super::words::{Quotation, heading};
use super::{Reported, figure};
use crate::model::{
    Appearance, Claim, ClaimId, Diagnostic, Digest, Finding, FindingId, OriginGroup, Outlet,
    Reason, Timestamp, rule_says,
};
use crate::wire::{ClaimLine, FindingLine};

/// The first column.
const LABEL: usize = 11;

/// All that is known of a claim.
#[derive(Debug)]
pub struct Why<'a> {
    pub claim: &'a Appearance,
    pub outlet: &'a Outlet,
    /// The main text that the claim's span indexes; empty once retention has let it go.
    pub text: &'a str,
    /// When that was.
    pub pruned_at: Option<Timestamp>,
    /// Where the program reads the claim no more: since when, and by which words.
    pub dropped: Option<Dropped>,
    /// Every version of the article, oldest first.
    pub versions: Vec<Revision>,
    /// The article's figures for the same measure and group in all its versions, this one among them, oldest first.
    pub figures: Vec<&'a Appearance>,
    /// The numbers of the claim's sentence that are no figures, each with the reason.
    pub no_figures: Vec<Diagnostic>,
    /// The events that the article belongs to, as the last run left them.
    pub pictures: Vec<Picture<'a>>,
}

/// The reading that no longer finds a claim in the page that it was found in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dropped {
    pub run: i64,
    pub at: Timestamp,
    /// The program and the words that read the page anew.
    pub extractor: String,
}

/// A version of the article that the claim stands in, or stood in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Revision {
    pub version: i64,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    #[serde(serialize_with = "hex")]
    pub snapshot: Digest,
    /// When retention let the bytes go.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pruned_at: Option<Timestamp>,
    pub url: String,
    /// The HTTP status; `None` for a file.
    pub status: Option<u16>,
    /// Whether the claim stands in it.
    pub holds: bool,
}

fn hex<S: serde::Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(digest)
}

impl<'a> Why<'a> {
    fn quoted(&self) -> &'a Claim {
        &self.claim.claim
    }

    /// Whether the stored text still holds the quote at the claim's place; `None` where there is no text to look at, or the
    /// one that is there was read by other rules.
    pub fn holds(&self) -> Option<bool> {
        let is_there = self.pruned_at.is_none() && self.dropped.is_none();
        is_there.then(|| self.quoted().span.slice(self.text) == Some(self.quoted().quote.as_str()))
    }

    /// What became of the quote's place.
    fn checked(&self) -> String {
        let quote = || isolated(&clean(&self.quoted().quote));
        match (self.holds(), self.pruned_at) {
            (Some(true), _) => format!("\"{}\", checked against the stored text", quote()),
            (Some(false), _) => "the stored text does not hold the quote there".to_owned(),
            (None, Some(at)) => format!(
                "the text was pruned {}, so \"{}\" stands as it was kept and cannot be checked again",
                minute(at),
                quote()
            ),
            (None, None) => "the text has been read anew since, by other rules".to_owned(),
        }
    }

    /// The findings of the last run that rest on the claim.
    fn findings(&self) -> impl Iterator<Item = (&Picture<'a>, &'a Reported)> {
        self.pictures.iter().flat_map(|picture| {
            picture
                .report
                .findings
                .iter()
                .filter(|reported| reported.finding.claims.contains(&self.quoted().id))
                .map(move |reported| (picture, reported))
        })
    }

    fn origin(&self) -> Option<&'a OriginGroup> {
        self.findings()
            .flat_map(|(_, reported)| {
                let positions = reported.finding.positions.iter().flat_map(|it| &it.origins);
                positions.chain(&reported.finding.origins)
            })
            .find(|origin| origin.claims.contains(&self.quoted().id))
    }

    fn set_aside(&self) -> Option<&'a (ClaimId, Option<Reason>, String)> {
        let mut aside = self.pictures.iter().flat_map(|picture| &picture.report.set_aside);
        aside.find(|(id, ..)| *id == self.quoted().id)
    }

    /// The chain for a reader.
    pub fn text(&self, layout: Layout) -> String {
        let claim = self.quoted();
        let mut sheet = Sheet { layout, out: String::new() };
        sheet.heading(self);
        sheet.field("quote", &Quotation::of(claim).marked(usize::MAX));
        let place = format!(
            "characters {} to {} of the article's text: {}",
            claim.span.start,
            claim.span.end,
            self.checked()
        );
        sheet.field("span", &place);
        sheet.field("article", &clean(claim.provenance.title.as_deref().unwrap_or("(no title)")));
        sheet.field("", &clean(&address(claim)));
        sheet.field("outlet", &self.published());
        sheet.snapshots(self);
        sheet.field("word", &self.word());
        sheet.field(
            "rule",
            &format!("{}, confidence 0.{:02}", clean(&claim.rule), claim.confidence),
        );
        sheet.field("", &self.reading());
        if let Some(extractor) = &self.claim.extractor {
            sheet.field("extractor", &clean(extractor));
        }
        if let Some(dropped) = &self.dropped {
            let said = format!(
                "run {} ({}) read the page anew by {} and takes this figure no more: it counts only in \
                 the pictures of earlier runs",
                dropped.run,
                minute(dropped.at),
                clean(&dropped.extractor)
            );
            sheet.field("dropped", &said);
        }
        sheet.field("seen", &self.seen());
        sheet.figures(self);
        for (at, number) in self.no_figures.iter().enumerate() {
            let label = if at == 0 { "beside it" } else { "" };
            let said =
                format!("\"{}\" is no figure: {}", isolated(&clean(&number.text)), number.message);
            sheet.field(label, &said);
        }
        if let Some(link) = evidence(claim) {
            sheet.field("evidence", &clean(&link));
        }
        sheet.findings(self);
        sheet.out
    }

    fn published(&self) -> String {
        let provenance = &self.quoted().provenance;
        let id = provenance.outlet.as_deref().unwrap_or(&self.outlet.id);
        let mut said = clean(id);
        if !self.outlet.name.is_empty() && self.outlet.name != id {
            said = format!("{} ({said})", clean(&self.outlet.name));
        }
        for (word, at) in [("published", provenance.published), ("modified", provenance.modified)] {
            if let Some(at) = at {
                said.push_str(&format!(", {word} {}", minute(at)));
            }
        }
        said
    }

    fn word(&self) -> String {
        let speaker = self.quoted().attribution.as_ref();
        let mut said = speaker.map_or_else(
            || "nobody named".to_owned(),
            |by| format!("{} ({})", clean(&by.to), code(by.kind)),
        );
        if let Some(agency) = &self.quoted().provenance.agency {
            said.push_str(&format!(", text credited to {}", clean(agency)));
        }
        if let Some(origin) = self.origin() {
            said.push_str(&format!("; origin {}: {}", clean(&origin.id), clean(&origin.because)));
        }
        said
    }

    /// How the figure was read: its words, qualifier, what it counts, and how it leans on another.
    fn reading(&self) -> String {
        let claim = self.quoted();
        let mut said = format!(
            "`{}` read as {}, {}, in {}",
            clean(&claim.text),
            figure::quantity(&claim.quantity, &clean(&claim.text)),
            code(claim.quantity.qualifier()).replace('_', " "),
            clean(&claim.unit)
        );
        said.push_str(&format!("; {}, {}", code(claim.basis), code(claim.status)));
        if let (Some(relation), Some(parent)) = (claim.relation, &claim.parent) {
            let relation = code(relation).replace('_', " ");
            said.push_str(&format!("; {relation} {}", parent.short()));
        }
        if let Some(hedge) = &claim.hedge {
            said.push_str(&format!("; hedged: {}", clean(hedge)));
        }
        said
    }

    fn seen(&self) -> String {
        match (self.claim.first_seen, self.claim.last_seen) {
            (Some(first), Some(last)) => {
                let state = if self.claim.live { "still there" } else { "gone since" };
                format!("first {}, last {}, {state}", minute(first), minute(last))
            }
            _ => "by no run".to_owned(),
        }
    }

    /// The chain for scripts.
    pub fn json(&self) -> Vec<u8> {
        let origin = self.origin();
        let value = WhyValue {
            claim: ClaimLine {
                sketch: std::borrow::Cow::Borrowed(&[]),
                ..ClaimLine::from(self.quoted())
            },
            quote_holds: self.holds(),
            text_pruned_at: self.pruned_at.map(iso),
            dropped: self.dropped.as_ref(),
            outlet: self.outlet,
            origin,
            evidence_url: evidence(self.quoted()),
            extractor: self.claim.extractor.as_deref(),
            first_seen: self.claim.first_seen.map(iso),
            last_seen: self.claim.last_seen.map(iso),
            live: self.claim.live,
            versions: &self.versions,
            figures: self
                .figures
                .iter()
                .map(|seen| ClaimLine {
                    sketch: std::borrow::Cow::Borrowed(&[]),
                    ..ClaimLine::from(&seen.claim)
                })
                .collect(),
            findings: self
                .findings()
                .map(|(_, reported)| FindingLine::from(&reported.finding))
                .collect(),
            set_aside: self.set_aside().map(|(_, _, why)| why.as_str()),
            no_figures: self.no_figures.iter().map(NoFigure::from).collect(),
        };
        let mut out =
            serde_json::to_vec_pretty(&value).expect("string keys, and no part that fails");
        out.push(b'\n');
        out
    }
}

#[derive(Serialize)]
struct WhyValue<'a> {
    #[serde(flatten)]
    claim: ClaimLine<'a>,
    /// Null where the text is no longer here, or was read by other rules since.
    quote_holds: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    text_pruned_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dropped: Option<&'a Dropped>,
    #[serde(rename = "published_by")]
    outlet: &'a Outlet,
    origin: Option<&'a OriginGroup>,
    evidence_url: Option<String>,
    extractor: Option<&'a str>,
    first_seen: Option<String>,
    last_seen: Option<String>,
    live: bool,
    versions: &'a [Revision],
    figures: Vec<ClaimLine<'a>>,
    findings: Vec<FindingLine<'a>>,
    set_aside: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    no_figures: Vec<NoFigure<'a>>,
}

/// A number of the claim's sentence that is no figure.
#[derive(Serialize)]
struct NoFigure<'a> {
    text: &'a str,
    reason: &'a str,
}

impl<'a> From<&'a Diagnostic> for NoFigure<'a> {
    fn from(number: &'a Diagnostic) -> Self {
        Self { text: &number.text, reason: &number.message }
    }
}

/// What one finding of the picture rests on, for a reader; `None` where it stands no more.
pub fn finding_text(picture: &Picture<'_>, id: &FindingId, layout: Layout) -> Option<String> {
    let found = picture.report.findings.iter().find(|reported| reported.finding.id == *id)?;
    let finding = &found.finding;
    let mut sheet = Sheet { layout, out: format!("F-{id}   {}\n\n", heading(picture).join("   ")) };
    sheet.out.push_str(&block(picture, layout, found, true));
    sheet.out.push('\n');
    if let Some(relation) = finding.relation {
        sheet.field("relation", &code(relation).replace('_', " "));
    }
    sheet.decided(finding);
    for (at, seen) in finding.claims.iter().filter_map(|id| picture.appearance(id)).enumerate() {
        let said = format!("{} {}", picture.short(&seen.claim.id), clean(&address(&seen.claim)));
        sheet.field(if at == 0 { "claims" } else { "" }, &said);
        if let Some(digest) = seen.snapshot {
            sheet.field("", &format!("sha256 {digest}"));
        }
    }
    Some(sheet.out)
}

struct Sheet {
    layout: Layout,
    out: String,
}

impl Sheet {
    /// By which rules a finding was decided, and what would change it.
    fn decided(&mut self, finding: &Finding) {
        let mut label = "rule";
        for id in finding.rule.split('+').filter(|id| !id.is_empty()) {
            let says = rule_says(id).map_or(String::new(), |says| format!(": {says}"));
            self.field(label, &format!("{}{says}", clean(id)));
            label = "";
        }
        if let Some(reason) = finding.reason {
            self.field("changes if", reason.would_change());
        }
    }

    fn heading(&mut self, why: &Why<'_>) {
        let claim = why.quoted();
        let words = clean(&claim.text);
        let measure = claim.measure.as_deref().unwrap_or("(no measure)");
        let subject = why.pictures.first().map_or_else(
            || format!("{measure} · {}", claim.group),
            |picture| picture.subject(measure, &claim.group, &claim.unit),
        );
        let bold = Style::new().bold();
        let shown = figure::quantity(&claim.quantity, &words);
        let head = format!("C-{}   {subject}   ", claim.id);
        self.out.push_str(&format!("{head}{}\n\n", self.layout.paint(bold, &shown)));
    }

    fn field(&mut self, label: &str, value: &str) {
        let room = self.layout.width.saturating_sub(LABEL).max(16);
        for (at, line) in wrap(value, room).iter().enumerate() {
            let label = pad(if at == 0 { label } else { "" }, LABEL);
            let label = self.layout.paint(Style::new().dimmed(), &label);
            self.out.push_str(format!("{label}{line}").trim_end());
            self.out.push('\n');
        }
    }

    fn snapshots(&mut self, why: &Why<'_>) {
        if why.versions.is_empty() {
            let digest = why.claim.snapshot.map(|digest| format!("sha256 {digest}"));
            self.field("snapshot", &digest.unwrap_or_else(|| "not stored".to_owned()));
        }
        for version in &why.versions {
            let status =
                version.status.map_or_else(|| "a file".to_owned(), |it| format!("HTTP {it}"));
            let holds = if version.holds { "holds it" } else { "does not hold it" };
            let said = format!(
                "version {} {holds}: seen {} to {}, {status}",
                version.version,
                minute(version.first_seen),
                minute(version.last_seen),
            );
            self.field("snapshot", &said);
            let pruned = version.pruned_at.map(|at| format!(", bytes pruned {}", minute(at)));
            let pruned = pruned.unwrap_or_default();
            self.field("", &format!("sha256 {}{pruned}", version.snapshot));
            if version.url != address(why.quoted()) {
                self.field("", &format!("from {}", clean(&version.url)));
            }
        }
    }

    /// How the article's figure moved; silent where it never did.
    fn figures(&mut self, why: &Why<'_>) {
        if why.figures.len() < 2 {
            return;
        }
        for (at, seen) in why.figures.iter().enumerate() {
            let claim = &seen.claim;
            let mark = if claim.id == why.quoted().id { ", this one" } else { "" };
            let when = seen.first_seen.map_or(String::new(), |at| format!(" from {}", minute(at)));
            let said = format!(
                "{} {}: {}{when}{mark}",
                claim.id.short(),
                figure::quantity(&claim.quantity, &clean(&claim.text)),
                Quotation::of(claim).marked(60),
            );
            self.field(if at == 0 { "versions" } else { "" }, &said);
        }
    }

    fn findings(&mut self, why: &Why<'_>) {
        let mut told = false;
        for (picture, reported) in why.findings() {
            let id: &FindingId = &reported.finding.id;
            self.out.push_str(&format!(
                "\nstands in {} of {}:\n",
                id.short(),
                clean(&reported.finding.event)
            ));
            self.out.push_str(&block(picture, self.layout, reported, false));
            told = true;
        }
        if !told {
            let why = match why.set_aside() {
                Some((_, Some(reason), note)) => {
                    format!("set aside: {} ({})", clean(note), reason.code())
                }
                Some((_, None, note)) => format!("set aside: {}", clean(note)),
                None => "stands in no finding of the last run".to_owned(),
            };
            self.out.push('\n');
            self.field("verdict", &why);
        }
    }
}

fn minute(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}
