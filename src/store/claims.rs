use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{OptionalExtension, Row, params};

use super::findings::{FINDING, finding};
use super::number::{decimal, moment, named, parsed, time};
use super::{Ruling, Run, Store, StoreError};
use crate::model::{
    Appearance, AsOf, Attribution, Claim, ClaimId, Digest, Finding, Outlet, Provenance, Quantity,
    Span, Timestamp,
};

/// What a shortened claim id names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    None,
    One(ClaimId),
    /// In order; a few of them where there are many.
    Many(Vec<ClaimId>),
}

/// One claim's whole chain, from the bytes to what was made of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chain {
    /// The claim as it was last read.
    pub appearance: Appearance,
    pub outlet: Outlet,
    pub article_url: String,
    /// The events that the article belongs to.
    pub events: Vec<String>,
    /// Every version of the article, oldest first.
    pub versions: Vec<Version>,
    /// The text that the claim's span indexes; empty once retention has let it go.
    pub text: String,
    /// When that was.
    pub pruned_at: Option<Timestamp>,
    /// The run whose reader reads the claim no more, where none does.
    pub dropped: Option<Run>,
    /// The article's claims of the same measure, in all its versions, this one among them; oldest first.
    pub siblings: Vec<Appearance>,
    /// The findings that rest on it, newest first.
    pub told: Vec<Told>,
}

/// One version of an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub number: i64,
    pub title: Option<String>,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    pub snapshot: Digest,
    /// When retention let its bytes go.
    pub pruned_at: Option<Timestamp>,
    /// The address that gave the bytes.
    pub url: String,
    pub status: Option<u16>,
    /// Whether the claim stands in it.
    pub holds: bool,
}

/// A finding, and the run that said it first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub run: Run,
    pub finding: Finding,
}

/// Which of an article's claims are asked for.
#[derive(Clone, Copy)]
enum Taken<'a> {
    /// Those that stand, or stood when the runs up to that one were done.
    Until(Option<i64>),
    /// Those that stand, and this one whether it does or not.
    WithDropped(&'a ClaimId),
}

/// When one version was seen.
struct Seen {
    first: Timestamp,
    last: Timestamp,
    current: bool,
}

impl Store {
    /// Every claim of the event's articles, each once, as it reads in the latest version that holds it; in order of
    /// article and text. What an editor excluded is left out. With `until`, as the runs up to that one left it.
    pub fn appearances(
        &self,
        event: &str,
        until: Option<i64>,
    ) -> Result<Vec<Appearance>, StoreError> {
        let articles: Vec<(i64, String)> = self.ask(|sql| {
            sql.prepare_cached(
                "select article.id, article.url from article_event
                 join article on article.id = article_event.article
                 where article_event.event = ?1 order by article.id",
            )?
            .query_map([event], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
        })?;
        let rulings = self.rulings(event, until)?;
        let mut found = Vec::new();
        for (article, url) in articles {
            if rulings.get(&url) == Some(&Ruling::Exclude) {
                continue;
            }
            found.extend(self.of_article(article, Some(event), Taken::Until(until))?);
        }
        Ok(found)
    }

    /// The claim that an id, or the first digits of one, names; `C-` in front is the form for people.
    pub fn find_claim(&self, prefix: &str) -> Result<Found, StoreError> {
        let digits = prefix.strip_prefix("C-").or_else(|| prefix.strip_prefix("c-"));
        let digits = digits.unwrap_or(prefix).to_ascii_lowercase();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Ok(Found::None);
        }
        let mut ids: Vec<ClaimId> = self.ask(|sql| {
            sql.prepare_cached(
                "select id from claim where id >= ?1 and id < ?1 || 'g' order by id limit 12",
            )?
            .query_map([&digits], |row| Ok(ClaimId::from_name(row.get::<_, String>(0)?)))?
            .collect()
        })?;
        Ok(match ids.len() {
            0 => Found::None,
            1 => Found::One(ids.remove(0)),
            _ => Found::Many(ids),
        })
    }

    /// The claim's whole chain; `None` where the store has no such claim.
    pub fn chain(&self, id: &ClaimId) -> Result<Option<Chain>, StoreError> {
        let place: Option<(i64, String, String, Option<String>)> = self.ask(|sql| {
            sql.prepare_cached(
                "select article.id, article.url, article.outlet, claim.measure
                 from claim join article on article.id = claim.article where claim.id = ?1",
            )?
            .query_row([id.as_str()], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()
        })?;
        let Some((article, article_url, outlet, measure)) = place else { return Ok(None) };
        let all = self.of_article(article, None, Taken::WithDropped(id))?;
        let Some(appearance) = all.iter().find(|seen| seen.claim.id == *id).cloned() else {
            return Ok(None);
        };
        let outlet = self.outlets()?.into_iter().find(|known| known.id == outlet);
        let (text, pruned_at, dropped) = self.ask(|sql| {
            sql.prepare_cached(
                "select revision.text, revision.pruned_at, claim_seen.dropped_in from claim_seen
                 join revision on revision.id = claim_seen.revision
                 where claim_seen.claim = ?1
                 order by claim_seen.dropped_in is null desc, revision.id desc limit 1",
            )?
            .query_row([id.as_str()], |row| Ok((row.get(0)?, time(row, 1)?, row.get(2)?)))
        })?;
        let dropped: Option<i64> = dropped;
        let siblings = all.into_iter().filter(|seen| seen.claim.measure == measure).collect();
        Ok(Some(Chain {
            appearance,
            outlet: outlet.unwrap_or_default(),
            article_url,
            events: self.ask(|sql| {
                sql.prepare_cached(
                    "select event from article_event where article = ?1 order by event",
                )?
                .query_map([article], |row| row.get(0))?
                .collect()
            })?,
            versions: self.versions(article, id)?,
            text,
            pruned_at,
            dropped: match dropped {
                Some(run) => self.run(run)?,
                None => None,
            },
            siblings,
            told: self.told_of(id)?,
        }))
    }

    fn versions(&self, article: i64, id: &ClaimId) -> Result<Vec<Version>, StoreError> {
        let rows: Vec<(Version, String)> = self.ask(|sql| {
            sql.prepare_cached(
                "select revision.number, revision.title, min(fetch.seen_at), max(fetch.seen_at),
                     coalesce(fetch.final_url, fetch.url), fetch.status,
                     exists (select 1 from claim_seen
                             where claim_seen.revision = revision.id and claim_seen.claim = ?2
                                 and claim_seen.dropped_in is null),
                     revision.snapshot, snapshot.pruned_at
                 from revision join fetch on fetch.revision = revision.id
                 join snapshot on snapshot.sha256 = revision.snapshot
                 where revision.article = ?1 group by revision.id order by revision.number",
            )?
            .query_map(params![article, id.as_str()], |row| {
                let version = Version {
                    number: row.get(0)?,
                    title: row.get(1)?,
                    first_seen: time(row, 2)?.unwrap_or_default(),
                    last_seen: time(row, 3)?.unwrap_or_default(),
                    url: row.get(4)?,
                    status: row.get(5)?,
                    holds: row.get(6)?,
                    pruned_at: time(row, 8)?,
                    snapshot: Digest::of(&[]),
                };
                Ok((version, row.get(7)?))
            })?
            .collect()
        })?;
        rows.into_iter()
            .map(|(version, hex)| Ok(Version { snapshot: self.digest(&hex)?, ..version }))
            .collect()
    }

    fn told_of(&self, id: &ClaimId) -> Result<Vec<Told>, StoreError> {
        let rows: Vec<(i64, Finding)> = self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {FINDING}, finding.run from finding_claim
                 join finding on finding.run = finding_claim.run and finding.id = finding_claim.finding
                 where finding_claim.claim = ?1 order by finding.run desc, finding.position"
            ))?
            .query_map([id.as_str()], |row| Ok((row.get(17)?, finding(row)?)))?
            .collect()
        })?;
        let mut told = Vec::new();
        for (run, finding) in rows {
            if let Some(run) = self.run(run)? {
                told.push(Told { run, finding });
            }
        }
        Ok(told)
    }

    fn of_article(
        &self,
        article: i64,
        event: Option<&str>,
        taken: Taken<'_>,
    ) -> Result<Vec<Appearance>, StoreError> {
        let (until, dropped) = match taken {
            Taken::Until(until) => (until, None),
            Taken::WithDropped(id) => (None, Some(id.as_str())),
        };
        let seen = self.seen(article, until)?;
        let provenances = self.provenances(article, event)?;
        let mut rows: Vec<(i64, Claim, String, String, bool)> = self.ask(|sql| {
            sql.prepare_cached(&format!(
                "select {READING} from claim_seen as seen
                 join revision on revision.id = seen.revision
                 join claim on claim.id = seen.claim
                 where revision.article = ?1
                     and (seen.dropped_in is null or seen.dropped_in > ?2 or seen.claim = ?3)
                     and (seen.read_in is null or seen.read_in <= ?2)
                 order by seen.revision, seen.position"
            ))?
            .query_map(params![article, until.unwrap_or(i64::MAX), dropped], |row| {
                let revision = row.get(0)?;
                let provenance = provenances.get(&revision).cloned().unwrap_or_default();
                let stands = row
                    .get::<_, Option<i64>>(39)?
                    .is_none_or(|run| until.is_some_and(|it| run > it));
                Ok((revision, claim(row, provenance)?, row.get(1)?, row.get(2)?, stands))
            })?
            .collect()
        })?;
        rows.retain(|(revision, ..)| seen.contains_key(revision));
        // The latest version that holds a claim says how it reads; `rows` are walked oldest version first.
        rows.sort_by_key(|(revision, .., stands)| {
            (*stands, seen[revision].current, seen[revision].last, *revision)
        });
        let mut turns: BTreeMap<ClaimId, usize> = BTreeMap::new();
        let mut found: Vec<Appearance> = Vec::new();
        for (revision, claim, snapshot, extractor, stands) in rows {
            let when = &seen[&revision];
            let snapshot = Some(self.digest(&snapshot)?);
            let at = *turns.entry(claim.id.clone()).or_insert(found.len());
            match found.get_mut(at) {
                Some(known) => {
                    known.claim = claim;
                    known.first_seen = known.first_seen.min(Some(when.first));
                    known.last_seen = known.last_seen.max(Some(when.last));
                    known.live |= when.current && stands;
                    known.snapshot = snapshot;
                    known.extractor = Some(extractor);
                }
                None => found.push(Appearance {
                    claim,
                    first_seen: Some(when.first),
                    last_seen: Some(when.last),
                    gone_at: None,
                    live: when.current && stands,
                    snapshot,
                    extractor: Some(extractor),
                }),
            }
        }
        for appearance in found.iter_mut().filter(|it| !it.live) {
            let firsts = seen.values().map(|when| when.first);
            appearance.gone_at = firsts.filter(|first| Some(*first) > appearance.last_seen).min();
        }
        Ok(found)
    }

    /// When each version of the article was seen; the one that its latest bytes gave is current. Of two seen at one moment,
    /// the one that was read later.
    fn seen(&self, article: i64, until: Option<i64>) -> Result<BTreeMap<i64, Seen>, StoreError> {
        let mut seen: BTreeMap<i64, Seen> = self.ask(|sql| {
            sql.prepare_cached(
                "select fetch.revision, min(fetch.seen_at), max(fetch.seen_at)
                 from revision join fetch on fetch.revision = revision.id
                 where revision.article = ?1 and fetch.run <= ?2
                 group by fetch.revision",
            )?
            .query_map(params![article, until.unwrap_or(i64::MAX)], |row| {
                let (first, last) = (moment(row, 1)?, moment(row, 2)?);
                Ok((row.get(0)?, Seen { first, last, current: false }))
            })?
            .collect::<rusqlite::Result<_>>()
        })?;
        if let Some(current) = seen.iter_mut().max_by_key(|(id, seen)| (seen.last, **id)) {
            current.1.current = true;
        }
        Ok(seen)
    }

    /// What is known about where each version comes from, once for all its claims.
    fn provenances(
        &self,
        article: i64,
        event: Option<&str>,
    ) -> Result<BTreeMap<i64, Arc<Provenance>>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select revision.id, article.url, article.outlet, revision.title, revision.published_at,
                     revision.modified_at, revision.language, revision.agency, revision.sketch
                 from revision join article on article.id = revision.article
                 where revision.article = ?1",
            )?
            .query_map([article], |row| {
                let url: String = row.get(1)?;
                let sketch: Vec<u8> = row.get(8)?;
                let provenance = Provenance {
                    doc: url.clone(),
                    event: event.map(ToOwned::to_owned),
                    outlet: row.get(2)?,
                    url: Some(url),
                    title: row.get(3)?,
                    published: time(row, 4)?,
                    modified: time(row, 5)?,
                    language: row.get(6)?,
                    agency: row.get(7)?,
                    sketch: sketch
                        .as_chunks::<4>()
                        .0
                        .iter()
                        .map(|bytes| u32::from_le_bytes(*bytes))
                        .collect(),
                };
                Ok((row.get(0)?, Arc::new(provenance)))
            })?
            .collect()
        })
    }
}

/// The columns that [`claim`] reads, after the revision, its snapshot and its extractor.
pub(super) const READING: &str = "seen.revision, revision.snapshot, revision.extractor, claim.id, claim.kind, \
     claim.measure, seen.\"group\", claim.value, claim.value_low, claim.value_high, claim.qualifier, \
     claim.grain, claim.value_text, claim.unit, claim.noun, seen.relation, seen.parent, seen.basis, \
     seen.status, seen.hedge, seen.attributed_to, seen.attribution_kind, seen.in_headline, seen.as_of, \
     seen.as_of_precision, seen.trend, seen.concept, seen.place, seen.\"window\", seen.cause, \
     seen.corrects, seen.quote_start, seen.quote_end, claim.quote, seen.sentence_start, \
     seen.sentence_end, seen.clause, seen.confidence, seen.rule, seen.dropped_in";

pub(super) fn claim(row: &Row<'_>, provenance: Arc<Provenance>) -> rusqlite::Result<Claim> {
    let enumerated = |at: usize| row.get::<_, Option<String>>(at);
    let grain = decimal(row, 11)?.unwrap_or(rust_decimal::Decimal::ONE);
    let quantity = Quantity::from_parts(
        decimal(row, 7)?,
        decimal(row, 8)?,
        decimal(row, 9)?,
        named(row.get(10)?)?,
        grain,
    )
    .ok_or(rusqlite::Error::InvalidQuery)?;
    let attribution = match (enumerated(20)?, enumerated(21)?) {
        (Some(to), Some(kind)) => Some(Attribution { to, kind: named(kind)? }),
        _ => None,
    };
    let as_of = match (time(row, 23)?, enumerated(24)?) {
        (Some(at), Some(precision)) => Some(AsOf { at, precision: named(precision)? }),
        _ => None,
    };
    Ok(Claim {
        id: ClaimId::from_name(row.get::<_, String>(3)?),
        kind: named(row.get(4)?)?,
        measure: row.get(5)?,
        group: row.get(6)?,
        quantity,
        text: row.get(12)?,
        unit: row.get(13)?,
        noun: row.get(14)?,
        relation: enumerated(15)?.map(named).transpose()?,
        parent: enumerated(16)?.map(ClaimId::from_name),
        basis: named(row.get(17)?)?,
        status: named(row.get(18)?)?,
        hedge: row.get(19)?,
        attribution,
        in_headline: row.get(22)?,
        as_of,
        trend: enumerated(25)?.map(named).transpose()?,
        concept: parsed(&row.get::<_, String>(26)?)?,
        place: row.get(27)?,
        window: row.get(28)?,
        cause: row.get(29)?,
        corrects: row.get(30)?,
        span: Span { start: row.get(31)?, end: row.get(32)? },
        quote: row.get(33)?,
        sentence: Span { start: row.get(34)?, end: row.get(35)? },
        clause: row.get(36)?,
        confidence: row.get(37)?,
        rule: row.get(38)?,
        provenance,
    })
}
