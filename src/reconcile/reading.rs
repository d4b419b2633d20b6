//! A claim made ready for comparing: its interval, who is counted, where, since when it was public.

use std::collections::BTreeMap;

use chrono::Duration;
use rust_decimal::Decimal;

use super::admit::is_bare;
use super::case::is_generic;
use super::interval::{Interval, loose, tight};
use super::scope::Scope;
use super::ties::Ties;
use crate::lexicon::{Language, Lexicon, Marker, People, WordClass, words};
use crate::model::{
    Appearance, Basis, Claim, Kind, Precision, Qualifier, Quantity, Relation, Status, Timestamp,
};

/// A claim, or the sum of several of one report, as it enters comparison.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is one thing that a text does or does not say"
)]
pub(super) struct Reading<'a> {
    /// What its text is written in.
    pub(super) language: &'a Language,
    /// The claim; for a sum its first part.
    pub(super) claim: &'a Claim,
    /// For a sum, the readings it adds up; empty for a claim.
    pub(super) parts: Vec<usize>,
    pub(super) live: bool,
    /// When the desk first saw it; never another time in a later run.
    pub(super) first_seen: Option<Timestamp>,
    pub(super) last_seen: Option<Timestamp>,
    /// When its page was first seen without it.
    pub(super) gone_at: Option<Timestamp>,
    pub(super) quantity: Quantity,
    pub(super) tight: Interval,
    pub(super) loose: Interval,
    pub(super) measure: &'a str,
    /// What is counted where the measure is a plain count; empty otherwise.
    pub(super) thing: String,
    pub(super) people: People,
    pub(super) unit: String,
    /// Whether it is an amount after a "$" that no word and no country ties to one currency.
    pub(super) is_bare_dollar: bool,
    pub(super) basis: Basis,
    pub(super) scope: Scope,
    pub(super) ties: Ties,
    pub(super) outlet: String,
    pub(super) doc: &'a str,
    /// Since when the claim was public.
    pub(super) since: Option<Timestamp>,
    /// When its report was last brought up to date and still held it.
    pub(super) public: Option<Timestamp>,
    /// Whether its report says when it was published, or the desk saw the figure come into it: a page that says nothing may be of any
    /// day before it was found.
    pub(super) is_dated: bool,
    /// Whether the text gives it only as what the figure was before.
    pub(super) is_previous: bool,
    /// Whether its report says that it puts an earlier figure right.
    pub(super) corrects: bool,
    /// "Another 12 bodies", to be added to those found before.
    pub(super) is_increment: bool,
    /// How it stands to the figure it leans on; absent where that one is of another measure.
    pub(super) relation: Option<Relation>,
    /// The value of the figure that it leans on.
    pub(super) whole: Option<Decimal>,
    /// What the words beside the number say of it.
    pub(super) said: Said,
    /// When the figure held: its as-of time, else when it was public.
    pub(super) at: Option<Timestamp>,
    /// Which document of the event it stands in.
    pub(super) document: usize,
    /// Its place among the event's readings.
    pub(super) index: usize,
    /// Index of its origin in the event.
    pub(super) origin: usize,
}

/// What the words beside a number say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) is_part: bool,
    is_provisional: bool,
    is_spanning: bool,
}

impl Said {
    fn of(language: &Language, claim: &Claim) -> Self {
        // The quote begins with the number; in the clause the same words may stand before ("on 2 May two of the men").
        let rest = claim.quote.strip_prefix(&claim.text);
        let is_provisional = |word: &String| language.word_has(word, WordClass::Provisional);
        Self {
            is_part: rest.is_some_and(|rest| language.begins_with(rest, Marker::OfWhole))
                || picks_out(language, claim)
                || (claim.relation == Some(Relation::PartOf) && claim.group == "all"),
            // "15, correcting an earlier 12": the 15 are the last word.
            is_provisional: !claim.corrects && words(&claim.clause).iter().any(is_provisional),
            is_spanning: language.holds(&claim.clause, Marker::Spanning),
        }
    }
}

/// "The 12 worst-hit villages", "the two largest fires": some of a number that is not told.
fn picks_out(language: &Language, claim: &Claim) -> bool {
    let is_definite = |before: &str| {
        let last = before.split_whitespace().next_back().unwrap_or_default();
        language.word_has(&last.to_lowercase(), WordClass::Definite)
    };
    claim.kind == Kind::Count
        && claim.clause.split_once(claim.text.as_str()).is_some_and(|(before, after)| {
            let next = after.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty());
            is_definite(before)
                && after.starts_with(' ')
                && next.is_some_and(|next| {
                    language.ends_as_superlative(next)
                        || language.begins_with(next, Marker::Compares)
                })
        })
}

impl<'a> Reading<'a> {
    pub(super) fn new(
        lexicon: &'a Lexicon,
        appearance: &'a Appearance,
        first_seen: &BTreeMap<&str, Timestamp>,
    ) -> Self {
        let claim = &appearance.claim;
        let language = lexicon.language(claim.provenance.language.as_deref());
        let since = since(appearance, first_seen);
        let public = restated(appearance, since);
        let measure = claim.measure.as_deref().unwrap_or_default();
        let read = as_read(lexicon, language, claim, measure);
        Self {
            claim,
            language,
            parts: Vec::new(),
            live: appearance.live,
            first_seen: appearance.first_seen,
            last_seen: appearance.last_seen,
            gone_at: appearance.gone_at,
            quantity: claim.quantity,
            tight: tight(lexicon.judging(), &read),
            loose: loose(lexicon.judging(), &read),
            measure,
            thing: thing(language, measure, claim),
            people: lexicon.people(&claim.group),
            unit: claim.unit.clone(),
            is_bare_dollar: claim.kind == Kind::Money && claim.text.starts_with('$'),
            basis: basis(claim),
            scope: Scope::of(language, claim),
            ties: Ties::of(lexicon, language, claim),
            outlet: outlet(claim),
            doc: &claim.provenance.doc,
            since,
            public,
            is_dated: is_dated(appearance, first_seen),
            is_previous: claim.relation == Some(Relation::Previous),
            corrects: claim.corrects
                && claim.relation != Some(Relation::Previous)
                && claim.status != Status::Negated,
            is_increment: false,
            relation: claim.relation,
            whole: None,
            said: Said::of(language, claim),
            at: claim.as_of.map(|as_of| as_of.at).or(public),
            document: 0,
            index: 0,
            origin: 0,
        }
    }

    pub(super) fn value(&self) -> Option<Decimal> {
        self.quantity.headline()
    }

    pub(super) fn is_sum(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Whether it stands beside the event's own figures: of another event or time, expected, or an addition to a total. Such
    /// figures make no findings.
    pub(super) fn is_beside(&self) -> bool {
        self.claim.status != Status::Asserted || self.is_increment || is_bare(self.claim)
    }

    /// "Two of the men", "five of them critically": a part of a whole that is not named as a group of its own, which says nothing
    /// of the whole.
    pub(super) fn is_part_of_all(&self) -> bool {
        self.said.is_part
    }

    /// Whether the clause says that its figure is not the last one ("initially").
    pub(super) fn is_provisional(&self) -> bool {
        self.said.is_provisional
    }

    /// Whether the clause says that its count covers more than the incident at hand ("since the shooting").
    pub(super) fn is_spanning(&self) -> bool {
        self.said.is_spanning
    }

    /// Whether it was public at least so many hours after the other; unknown times stand in no order. A day that a report gives
    /// as its own lasts until its end: of a time on the same day nothing is known, the next day is later.
    pub(super) fn is_later(&self, than: &Self, hours: u32) -> bool {
        let (Some(a), Some(b)) = (self.at, than.at) else { return false };
        let distance = match (self.is_dated_by_day(), than.is_dated_by_day()) {
            (false, true) => a - b - Duration::days(1),
            _ => a - b,
        };
        distance >= Duration::hours(i64::from(hours))
    }

    /// Whether no more than the day is known of when it was public.
    fn is_dated_by_day(&self) -> bool {
        let is_day = self.claim.as_of.is_some_and(|as_of| as_of.precision == Precision::Day);
        is_day && self.public.is_none()
    }
}

/// The quantity as its clause wants it read: a plain count "so far" of something that grows is a lower bound.
fn as_read(lexicon: &Lexicon, language: &Language, claim: &Claim, measure: &str) -> Quantity {
    let quantity = claim.quantity;
    let may_grow = is_generic(measure) || lexicon.measure(measure).is_some_and(|it| it.grows);
    match quantity.value() {
        Some(value)
            if quantity.qualifier() == Qualifier::Exact
                && claim.kind == Kind::Count
                && may_grow
                && language.holds(&claim.clause, Marker::Running) =>
        {
            Quantity::stated(value, Qualifier::AtLeast, quantity.grain())
        }
        _ => quantity,
    }
}

/// What the figure covers. "Rose overnight to 90" names the night of the rise; the 90 are a total.
fn basis(claim: &Claim) -> Basis {
    let is_level = claim.trend.is_some() || claim.relation == Some(Relation::Total);
    if claim.basis == Basis::Period && is_level { Basis::Cumulative } else { claim.basis }
}

/// Since when the claim was public: one that came into a page in a later version, since that version; otherwise since the
/// page's own time. No page can say it before it does: a time after the claim was first seen is a clock that is wrong.
fn since(appearance: &Appearance, first_seen: &BTreeMap<&str, Timestamp>) -> Option<Timestamp> {
    let provenance = &appearance.claim.provenance;
    let (published, modified) = (provenance.published, provenance.modified);
    let Some(seen) = appearance.first_seen else { return modified.or(published) };
    let page_seen = first_seen.get(provenance.doc.as_str()).copied().unwrap_or(seen);
    if seen > page_seen {
        let version = modified.filter(|modified| *modified > page_seen && *modified <= seen);
        return Some(version.unwrap_or(seen));
    }
    [modified, published].into_iter().flatten().find(|told| *told <= seen).or(Some(seen))
}

fn is_dated(appearance: &Appearance, first_seen: &BTreeMap<&str, Timestamp>) -> bool {
    let provenance = &appearance.claim.provenance;
    let page_seen = first_seen.get(provenance.doc.as_str());
    let came = appearance.first_seen.zip(page_seen).is_some_and(|(seen, page)| seen > *page);
    came || provenance.published.is_some() || provenance.modified.is_some()
}

/// When the claim's report was last brought up to date with the claim in it.
fn restated(appearance: &Appearance, since: Option<Timestamp>) -> Option<Timestamp> {
    let modified = appearance.claim.provenance.modified;
    let believed = modified.filter(|at| appearance.last_seen.is_none_or(|seen| *at <= seen));
    if appearance.live { since.max(believed) } else { since }
}

/// Who publishes the claim: the named outlet, else the page's host, else the document itself.
fn outlet(claim: &Claim) -> String {
    let provenance = &claim.provenance;
    let host = || {
        let url = provenance.url.as_deref()?;
        let rest = url.split_once("://")?.1;
        let host = rest.split(['/', '?', '#', ':']).next()?;
        Some(host.strip_prefix("www.").unwrap_or(host).to_lowercase()).filter(|h| !h.is_empty())
    };
    provenance.outlet.clone().or_else(host).unwrap_or_else(|| provenance.doc.clone())
}

/// What a plain count counts: the unit of things; of people, the head of the phrase that names them.
fn thing(language: &Language, measure: &str, claim: &Claim) -> String {
    if measure != "count" {
        return String::new();
    }
    if claim.unit != "person" {
        return claim.unit.to_lowercase();
    }
    let noun = claim.noun.as_deref().unwrap_or_default().to_lowercase();
    let head = noun.split_whitespace().last().unwrap_or_default();
    if language.word_has(head, WordClass::Person) { String::new() } else { language.singular(head) }
}
