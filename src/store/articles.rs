use rusqlite::{Connection, OptionalExtension, params};

use super::number::{column, iso, json, name};
use std::collections::BTreeSet;

use super::{FetchId, Store, StoreError, paragraphs, visits};
use crate::model::{Article, Claim, ClaimId, Dated, Digest};

/// What was read out of one stored snapshot.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The run that reads it, be it the one that fetched it or a later one.
    pub run: i64,
    pub fetch: FetchId,
    pub event: &'a str,
    pub outlet: &'a str,
    /// The article's address, by which its versions are known as one.
    pub url: &'a str,
    pub article: &'a Article,
    /// In text order.
    pub claims: &'a [Claim],
    /// The shingles by which near copies are found.
    pub sketch: &'a [u32],
    /// Its paragraphs, before any was left out, each as a digest of its letters; and which of them stand in several reports.
    pub lines: &'a [i64],
    pub repeated: &'a BTreeSet<i64>,
    /// The program and the words that read it.
    pub extractor: &'a str,
}

/// What a reading added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    /// The address was not known.
    pub article: bool,
    /// The words are new for that address.
    pub revision: bool,
    pub claims: u32,
}

impl Store {
    /// Stores an article, its version and its claims, and marks the attempt as read: one transaction, so that a run that
    /// is killed leaves whole articles only. Storing the same reading again adds nothing.
    pub fn keep(&mut self, reading: &Reading<'_>) -> Result<Added, StoreError> {
        self.change(|sql| {
            let (article, new_article) = article(sql, reading)?;
            sql.prepare_cached(
                "insert into article_event (article, event) values (?1, ?2) on conflict do nothing",
            )?
            .execute(params![article, reading.event])?;
            let digest = digest(reading.article);
            let known = known(sql, reading, article, &digest)?;
            let (revision, read_already) = match &known {
                Some(known) => (known.id, known.is_read),
                None => (begin_revision(sql, reading, article, &digest)?, false),
            };
            paragraphs::note(sql, reading, article)?;
            let mut new_claims = 0;
            if !read_already {
                describe(sql, reading, revision, &digest)?;
                new_claims = claims(sql, reading, article, revision, known.is_some())?;
            }
            sql.prepare_cached(
                "update fetch set reading = 'article', revision = ?2 where id = ?1",
            )?
            .execute(params![reading.fetch, revision])?;
            visits::read(sql, reading.fetch, "article", None, known.is_none())?;
            Ok(Added { article: new_article, revision: known.is_none(), claims: new_claims })
        })
    }

    /// Marks an attempt as read where no article came of it: "feed", "nothing" or "off_topic". What was fetched well and turned
    /// out to be of no use gets the outcome and the message that say so.
    pub fn mark_read(
        &mut self,
        fetch: FetchId,
        reading: &str,
        failed: Option<(&str, &str)>,
    ) -> Result<(), StoreError> {
        let (outcome, message) = failed.unzip();
        self.change(|sql| {
            sql.prepare_cached(
                "update fetch set reading = ?2, outcome = coalesce(?3, outcome),
                     message = coalesce(?4, message) where id = ?1",
            )?
            .execute(params![fetch, reading, outcome, message])?;
            visits::read(sql, fetch, reading, outcome, false)
        })
    }
}

fn article(sql: &Connection, reading: &Reading<'_>) -> rusqlite::Result<(i64, bool)> {
    let known = sql
        .prepare_cached("select id from article where url = ?1")?
        .query_row([reading.url], |row| row.get(0))
        .optional()?;
    if let Some(id) = known {
        sql.prepare_cached("update article set title = coalesce(?2, title) where id = ?1")?
            .execute(params![id, reading.article.title])?;
        return Ok((id, false));
    }
    // A page of a collection may be of an outlet that nobody declared.
    sql.prepare_cached(
        "insert into outlet (id, name, kind) values (?1, ?1, 'outlet') on conflict do nothing",
    )?
    .execute([reading.outlet])?;
    sql.prepare_cached("insert into article (title, url, outlet) values (?1, ?2, ?3)")?
        .execute(params![reading.article.title, reading.url, reading.outlet])?;
    Ok((sql.last_insert_rowid(), true))
}

/// What makes a version: the words, and not what a site changes around them at every visit (`modified`, the byline's form).
pub(super) fn digest(article: &Article) -> String {
    let published = article.published.map(|dated| iso(dated.at));
    version_digest([
        article.title.as_deref(),
        Some(&article.text),
        published.as_deref(),
        article.agency.as_deref(),
        article.correction.as_deref(),
    ])
}

/// Of title, text, time of publication, agency and correction, in that order.
pub(super) fn version_digest(parts: [Option<&str>; 5]) -> String {
    Digest::of(parts.map(Option::unwrap_or_default).join("\u{1f}").as_bytes()).to_string()
}

/// A version that the store has already.
struct Known {
    id: i64,
    /// Whether this reader read these words in it.
    is_read: bool,
}

/// The version that says the same words; else the one that was read out of the same bytes. The page did not change because its
/// reader did, or what is known of its outlet, so that one is read anew and no version is added.
fn known(
    sql: &Connection,
    reading: &Reading<'_>,
    article: i64,
    digest: &str,
) -> rusqlite::Result<Option<Known>> {
    sql.prepare_cached(
        "select revision.id,
             revision.digest = ?3 and revision.extractor = ?4 and revision.pruned_at is null
         from revision
         join fetch on fetch.id = ?2
         where revision.article = ?1
             and (revision.digest = ?3 or revision.snapshot = fetch.snapshot)
         order by revision.digest = ?3 desc, revision.id desc limit 1",
    )?
    .query_row(params![article, reading.fetch, digest, reading.extractor], |row| {
        Ok(Known { id: row.get(0)?, is_read: row.get(1)? })
    })
    .optional()
}

fn begin_revision(
    sql: &Connection,
    reading: &Reading<'_>,
    article: i64,
    digest: &str,
) -> rusqlite::Result<i64> {
    sql.prepare_cached(
        "insert into revision (article, number, snapshot, digest, extractor, text, sketch)
         select ?1, 1 + (select count(*) from revision where article = ?1), snapshot, ?3, ?4, '', x''
         from fetch where id = ?2",
    )?
    .execute(params![article, reading.fetch, digest, reading.extractor])?;
    Ok(sql.last_insert_rowid())
}

/// Writes down what a version says, and who read it.
pub(super) fn describe(
    sql: &Connection,
    reading: &Reading<'_>,
    revision: i64,
    digest: &str,
) -> rusqlite::Result<()> {
    let read = reading.article;
    let sketch: Vec<u8> = reading.sketch.iter().flat_map(|shingle| shingle.to_le_bytes()).collect();
    let from = |dated: Option<Dated>| dated.map(|dated| dated.from.code());
    sql.prepare_cached(
        "update revision set digest = ?2, extractor = ?3, title = ?4, text = ?5, authors = ?6, agency = ?7,
             published_at = ?8, published_from = ?9, modified_at = ?10, modified_from = ?11,
             language = ?12, site_name = ?13, correction = ?14, sketch = ?15,
             pruned_at = null, pruned_length = null
         where id = ?1",
    )?
    .execute(params![
        revision,
        digest,
        reading.extractor,
        read.title,
        read.text,
        json(&read.authors),
        read.agency,
        read.published.map(|dated| iso(dated.at)),
        from(read.published),
        read.modified.map(|dated| iso(dated.at)),
        from(read.modified),
        read.language,
        read.site_name,
        read.correction,
        sketch,
    ])?;
    Ok(())
}

/// Writes the version's claims; returns how many the store did not know. A version that another reader had read before is
/// read anew: what that reader saw and this one does not stays for the pictures of earlier runs, and for them alone.
pub(super) fn claims(
    sql: &Connection,
    reading: &Reading<'_>,
    article: i64,
    revision: i64,
    again: bool,
) -> rusqlite::Result<u32> {
    drop_claims(sql, revision, reading.run)?;
    let mut add = sql.prepare_cached(
        "insert into claim (id, name, article, kind, measure, value_text, value, value_low, value_high,
             qualifier, grain, unit, noun, quote)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
         on conflict (id) do nothing",
    )?;
    let mut see = sql.prepare_cached(
        "insert into claim_seen (revision, claim, \"group\", relation, parent, basis, status, hedge,
             attributed_to, attribution_kind, in_headline, as_of, as_of_precision, trend, concept, place,
             \"window\", cause, corrects, quote_start, quote_end, sentence_start, sentence_end, clause,
             confidence, rule, position, read_in)
         values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20,
             ?21, ?22, ?23, ?24, ?25, ?26, ?27, ?28)
         on conflict (revision, claim) do update set \"group\" = ?3, relation = ?4, parent = ?5, basis = ?6,
             status = ?7, hedge = ?8, attributed_to = ?9, attribution_kind = ?10, in_headline = ?11,
             as_of = ?12, as_of_precision = ?13, trend = ?14, concept = ?15, place = ?16,
             \"window\" = ?17, cause = ?18, corrects = ?19, quote_start = ?20, quote_end = ?21,
             sentence_start = ?22, sentence_end = ?23, clause = ?24, confidence = ?25, rule = ?26,
             position = ?27, dropped_in = null
         where dropped_in is not null",
    )?;
    let mut added = 0;
    for (position, claim) in reading.claims.iter().enumerate() {
        let quantity = &claim.quantity;
        added += add.execute(params![
            claim.id.as_str(),
            label(claim),
            article,
            name(&claim.kind),
            claim.measure,
            claim.text,
            column(quantity.value()),
            column(quantity.low()),
            column(quantity.high()),
            name(&quantity.qualifier()),
            column(Some(quantity.grain())),
            claim.unit,
            claim.noun,
            claim.quote,
        ])?;
        see.execute(params![
            revision,
            claim.id.as_str(),
            claim.group,
            claim.relation.as_ref().and_then(name),
            claim.parent.as_ref().map(ClaimId::as_str),
            name(&claim.basis),
            name(&claim.status),
            claim.hedge,
            claim.attribution.as_ref().map(|by| by.to.as_str()),
            claim.attribution.as_ref().and_then(|by| name(&by.kind)),
            claim.in_headline,
            claim.as_of.map(|as_of| iso(as_of.at)),
            claim.as_of.and_then(|as_of| name(&as_of.precision)),
            claim.trend.as_ref().and_then(name),
            json(&claim.concept),
            claim.place,
            claim.window,
            claim.cause,
            claim.corrects,
            claim.span.start,
            claim.span.end,
            claim.sentence.start,
            claim.sentence.end,
            claim.clause,
            claim.confidence,
            claim.rule,
            i64::try_from(position).unwrap_or(i64::MAX),
            again.then_some(reading.run),
        ])?;
    }
    Ok(u32::try_from(added).unwrap_or(u32::MAX))
}

/// No claim of the version is read any more, as of this run.
pub(super) fn drop_claims(sql: &Connection, revision: i64, run: i64) -> rusqlite::Result<usize> {
    sql.prepare_cached(
        "update claim_seen set dropped_in = ?2 where revision = ?1 and dropped_in is null",
    )?
    .execute(params![revision, run])
}

/// What a reader of the file sees where a row refers to the claim: "killed · us troops: thirteen".
fn label(claim: &Claim) -> String {
    match &claim.measure {
        Some(measure) => format!("{measure} · {}: {}", claim.group, claim.text),
        None => claim.quote.clone(),
    }
}
