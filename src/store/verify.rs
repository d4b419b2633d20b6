use rusqlite::OptionalExtension;

use super::articles::version_digest;
use super::{FetchId, Store, StoreError, Unread};
use crate::model::{Claim, Digest};

/// A version of an article with all that was made of it, to be held against its bytes.
#[derive(Debug, Clone)]
pub struct Held {
    /// The article's address.
    pub url: String,
    pub number: i64,
    /// The program and the words that read it.
    pub extractor: String,
    /// Its main text; `None` once retention has let it go.
    pub text: Option<String>,
    /// Whether title, text, time, agency and correction notice are those of its digest.
    pub is_as_read: bool,
    /// The bytes that it was read out of, with what is known of the visit; `None` once retention has let them go.
    pub page: Option<Unread>,
    /// Its claims that stand, in text order.
    pub claims: Vec<Claim>,
}

impl Store {
    /// The digests of all stored bytes in order, and whether the bytes are still here.
    pub fn snapshots(&self) -> Result<Vec<(String, bool)>, StoreError> {
        self.ask(|sql| {
            sql.prepare("select sha256, body is not null from snapshot order by sha256")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })
    }

    /// Every version of every article, in order of address and number.
    pub fn versions_held(&self) -> Result<Vec<i64>, StoreError> {
        self.ask(|sql| {
            sql.prepare(
                "select revision.id from revision join article on article.id = revision.article
                 order by article.url, revision.number",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
        })
    }

    /// One version with its bytes and its claims. Bytes that are not those of their digest are none.
    pub fn version_held(&self, revision: i64) -> Result<Option<Held>, StoreError> {
        let found: Option<(Held, Option<FetchId>)> = self.ask(|sql| {
            sql.prepare_cached(
                "select article.url, revision.number, revision.extractor, revision.text,
                     revision.pruned_at is not null, revision.digest, revision.title,
                     revision.published_at, revision.agency, revision.correction,
                     (select min(id) from fetch
                      where fetch.revision = revision.id and fetch.snapshot = revision.snapshot)
                 from revision join article on article.id = revision.article
                 where revision.id = ?1",
            )?
            .query_row([revision], |row| {
                let (text, is_pruned): (String, bool) = (row.get(3)?, row.get(4)?);
                let part = |at: usize| row.get::<_, Option<String>>(at);
                let (title, published) = (part(6)?, part(7)?);
                let (agency, correction) = (part(8)?, part(9)?);
                let digest = version_digest([
                    title.as_deref(),
                    Some(&text),
                    published.as_deref(),
                    agency.as_deref(),
                    correction.as_deref(),
                ]);
                let held = Held {
                    url: row.get(0)?,
                    number: row.get(1)?,
                    extractor: row.get(2)?,
                    is_as_read: is_pruned || digest == row.get::<_, String>(5)?,
                    text: (!is_pruned).then_some(text),
                    page: None,
                    claims: Vec::new(),
                };
                Ok((held, row.get(10)?))
            })
            .optional()
        })?;
        let Some((mut held, fetch)) = found else { return Ok(None) };
        if let Some(fetch) = fetch {
            held.page = match self.once_read(fetch) {
                Err(StoreError::Damaged { .. }) => None,
                other => other?,
            };
        }
        held.claims = self.claims_of(revision)?;
        Ok(Some(held))
    }

    /// What is wrong with the bytes stored under a digest, if anything is.
    pub fn damage_of(&self, sha256: &str) -> Result<Option<String>, StoreError> {
        let Some(digest) = Digest::from_hex(sha256) else {
            return Ok(Some(format!("`{sha256}` is no digest")));
        };
        match self.snapshot(digest) {
            Ok(_) => Ok(None),
            Err(StoreError::Damaged { what, .. }) => Ok(Some(what)),
            Err(error) => Err(error),
        }
    }
}
