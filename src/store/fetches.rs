use rusqlite::{Connection, OptionalExtension, params};

use super::number::{iso, moment, time};
use super::visits::visited;
use super::{SourceId, SourceKind, Store, StoreError};
use crate::model::{Digest, Timestamp, Validators};

/// A fetch attempt's row.
pub type FetchId = i64;

/// zstd's own default: most of what it can win on pages, at 200 MB a second.
const LEVEL: i32 = 3;

/// What an address was asked as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum AskedAs {
    /// A source's own address.
    #[default]
    Source,
    /// A list that another one named.
    List,
    /// A report that a list or a collection led to: whether it belongs to the event is its own text's to say.
    Entry,
}

impl AskedAs {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::List => "list",
            Self::Entry => "entry",
        }
    }

    fn of(name: &str) -> Self {
        match name {
            "list" => Self::List,
            "entry" => Self::Entry,
            _ => Self::Source,
        }
    }
}

/// One attempt at one source, as it is written down before anything is parsed.
#[derive(Debug, Clone, Copy)]
pub struct Attempted<'a> {
    pub run: i64,
    pub source: SourceId,
    pub asked_as: AskedAs,
    /// Whose report it is, where the collection that held it says so.
    pub outlet: Option<&'a str>,
    /// The address asked.
    pub url: &'a str,
    /// The address that answered, after redirects.
    pub final_url: Option<&'a str>,
    /// When it was tried.
    pub at: Timestamp,
    /// The moment the bytes stand for: `at`, or the time a file says it was saved at.
    pub seen_at: Timestamp,
    /// The typed outcome ("ok", "not_modified", "timeout_body").
    pub outcome: &'a str,
    /// What a person should know about it.
    pub message: Option<&'a str>,
    pub status: Option<u16>,
    pub content_type: Option<&'a str>,
    pub validators: Option<&'a Validators>,
    /// The answer's headers, a line each.
    pub headers: Option<&'a str>,
    /// What the feed said of the page, where a feed led to it.
    pub entry_title: Option<&'a str>,
    pub entry_published: Option<Timestamp>,
    pub body: Option<&'a [u8]>,
    /// Whether the body is whole and may be read. One that was cut off is kept as evidence and never read.
    pub whole: bool,
    /// The program and the words that would read it: bytes that this reader has read before are not read again.
    pub extractor: &'a str,
}

/// A stored snapshot that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    pub fetch: FetchId,
    pub source: SourceId,
    pub kind: SourceKind,
    pub asked_as: AskedAs,
    pub event: String,
    /// Whose report it is said to be: by the collection that held it, else by its source.
    pub outlet: Option<String>,
    /// The address asked.
    pub asked: String,
    /// The address that answered.
    pub url: String,
    pub seen_at: Timestamp,
    pub content_type: Option<String>,
    pub entry_title: Option<String>,
    pub entry_published: Option<Timestamp>,
    pub sha256: Digest,
    pub body: Vec<u8>,
}

impl Unread {
    /// Whether it leads to reports and is none itself.
    pub fn is_list(&self) -> bool {
        match self.asked_as {
            AskedAs::Source => self.kind.is_list(),
            AskedAs::List => true,
            AskedAs::Entry => false,
        }
    }

    /// Whether it is one of the pages that an archive holds.
    pub fn is_of_archive(&self) -> bool {
        self.kind == SourceKind::File && self.asked_as == AskedAs::Entry
    }
}

/// What a page's own past attempts say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    pub url: String,
    pub title: Option<String>,
    pub published: Option<Timestamp>,
}

/// A source that gave nothing in a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    pub outlet: String,
    pub url: String,
    pub outcome: String,
    pub message: String,
}

impl Store {
    /// Writes one attempt down, with its bytes. One transaction.
    ///
    /// Bytes that came before from the same source, and were read by the same reader, are marked as read: an unchanged
    /// page costs one row. A `not_modified` stands for the bytes of the attempt before.
    pub fn record(&mut self, attempt: &Attempted<'_>) -> Result<FetchId, StoreError> {
        let sha256 = attempt.body.map(|body| Digest::of(body).to_string());
        let packed = match attempt.body {
            Some(body) => Some(
                zstd::bulk::compress(body, LEVEL)
                    .map_err(|source| StoreError::Io { path: self.path.clone(), source })?,
            ),
            None => None,
        };
        self.change(|sql| {
            if let (Some(sha256), Some(body), Some(packed)) = (&sha256, attempt.body, &packed) {
                // The body comes back to life where retention had let it go.
                sql.prepare_cached(
                    "insert into snapshot (sha256, size, codec, body) values (?1, ?2, 'zstd', ?3)
                     on conflict (sha256) do update set body = ?3, codec = 'zstd', pruned_at = null
                     where body is null",
                )?
                .execute(params![sha256, size(body), packed])?;
            }
            let before = before(sql, attempt, sha256.as_deref())?;
            let before = before.as_ref();
            let revision = before.and_then(|before| before.revision).filter(|_| attempt.whole);
            let reading = match revision {
                Some(_) => Some("article"),
                None if !attempt.whole => Some("nothing"),
                None => None,
            };
            let empty = Validators::default();
            let validators = attempt.validators.unwrap_or(&empty);
            sql.prepare_cached(
                "insert into fetch (run, source, url, final_url, at, seen_at, outcome, message, status,
                     content_type, etag, last_modified, size, entry_title, entry_published, snapshot,
                     reading, revision, asked_as, outlet, headers)
                 values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19,
                     ?20, ?21)",
            )?
            .execute(params![
                attempt.run,
                attempt.source,
                attempt.url,
                attempt.final_url.or_else(|| before.and_then(|before| before.final_url.as_deref())),
                iso(attempt.at),
                iso(attempt.seen_at),
                attempt.outcome,
                attempt.message,
                attempt.status,
                attempt
                    .content_type
                    .or_else(|| before.and_then(|before| before.content_type.as_deref())),
                validators.etag.as_deref().or_else(|| before.and_then(|before| before.etag.as_deref())),
                validators
                    .last_modified
                    .as_deref()
                    .or_else(|| before.and_then(|before| before.last_modified.as_deref())),
                attempt.body.map(size),
                attempt.entry_title,
                attempt.entry_published.map(iso),
                sha256.as_deref().or_else(|| before.map(|before| before.snapshot.as_str())),
                reading,
                revision,
                attempt.asked_as.as_str(),
                attempt.outlet,
                attempt.headers,
            ])?;
            let fetch = sql.last_insert_rowid();
            visited(sql, attempt, reading)?;
            Ok(fetch)
        })
    }

    /// What to hand back to a server about bytes that are kept here.
    pub fn validators(&self, url: &str) -> Result<Validators, StoreError> {
        let found = self.ask(|sql| {
            sql.prepare_cached(
                "select fetch.etag, fetch.last_modified from fetch
                 join snapshot on snapshot.sha256 = fetch.snapshot
                 where fetch.url = ?1 and fetch.outcome in ('ok', 'not_modified')
                     and snapshot.body is not null
                 order by fetch.id desc limit 1",
            )?
            .query_row([url], |row| {
                Ok(Validators { etag: row.get(0)?, last_modified: row.get(1)? })
            })
            .optional()
        })?;
        Ok(found.unwrap_or_default())
    }

    /// The tag under which a source's file was last taken well.
    pub fn tag(&self, source: SourceId, url: &str) -> Result<Option<String>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select etag from fetch
                 where url = ?1 and source = ?2 and outcome in ('ok', 'not_modified')
                 order by id desc limit 1",
            )?
            .query_row(params![url, source], |row| row.get(0))
            .optional()
            .map(Option::flatten)
        })
    }

    /// The attempt's snapshot, where it is still to be read.
    pub fn unread(&self, fetch: FetchId) -> Result<Option<Unread>, StoreError> {
        self.to_read(fetch, false)
    }

    /// The attempt's snapshot, whether it has been read or not, where its bytes are here.
    pub fn once_read(&self, fetch: FetchId) -> Result<Option<Unread>, StoreError> {
        self.to_read(fetch, true)
    }

    fn to_read(&self, fetch: FetchId, again: bool) -> Result<Option<Unread>, StoreError> {
        let found = self.ask(|sql| {
            sql.prepare_cached(
                "select fetch.id, fetch.source, source.kind, source.event,
                     coalesce(fetch.outlet, source.outlet), coalesce(fetch.final_url, fetch.url),
                     fetch.seen_at, fetch.content_type, fetch.entry_title, fetch.entry_published,
                     snapshot.sha256, fetch.asked_as, fetch.url
                 from fetch
                 join source on source.id = fetch.source
                 join snapshot on snapshot.sha256 = fetch.snapshot
                 where fetch.id = ?1 and (?2 or fetch.reading is null) and snapshot.body is not null",
            )?
            .query_row(params![fetch, again], |row| {
                let unread = Unread {
                    fetch: row.get(0)?,
                    source: row.get(1)?,
                    kind: SourceKind::of(&row.get::<_, String>(2)?),
                    asked_as: AskedAs::of(&row.get::<_, String>(11)?),
                    event: row.get(3)?,
                    outlet: row.get(4)?,
                    asked: row.get(12)?,
                    url: row.get(5)?,
                    seen_at: moment(row, 6)?,
                    content_type: row.get(7)?,
                    entry_title: row.get(8)?,
                    entry_published: time(row, 9)?,
                    sha256: Digest::of(&[]),
                    body: Vec::new(),
                };
                Ok((unread, row.get::<_, String>(10)?))
            })
            .optional()
        })?;
        let Some((mut unread, sha256)) = found else { return Ok(None) };
        unread.sha256 = self.digest(&sha256)?;
        unread.body = self.snapshot(unread.sha256)?.unwrap_or_default();
        Ok(Some(unread))
    }

    /// Every snapshot that was stored and not read: the run that stored it was stopped.
    pub fn left_unread(&self) -> Result<Vec<FetchId>, StoreError> {
        self.ask(|sql| {
            sql.prepare(
                "select id from fetch where snapshot is not null and reading is null order by id",
            )?
            .query_map([], |row| row.get(0))?
            .collect()
        })
    }

    /// The stored bytes, held to their digest; `None` where they are not, or no longer, here.
    pub fn snapshot(&self, sha256: Digest) -> Result<Option<Vec<u8>>, StoreError> {
        let stored: Option<(i64, String, Option<Vec<u8>>)> = self.ask(|sql| {
            sql.prepare_cached("select size, codec, body from snapshot where sha256 = ?1")?
                .query_row([sha256.to_string()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
                .optional()
        })?;
        let Some((size, codec, Some(packed))) = stored else { return Ok(None) };
        let damaged = |what: String| StoreError::Damaged { path: self.path.clone(), what };
        let body = match codec.as_str() {
            "zstd" => zstd::bulk::decompress(&packed, usize::try_from(size).unwrap_or(0))
                .map_err(|error| damaged(format!("snapshot {sha256}: {error}")))?,
            _ => packed,
        };
        if Digest::of(&body) != sha256 {
            return Err(damaged(format!("snapshot {sha256} has other bytes than its digest says")));
        }
        Ok(Some(body))
    }

    /// The pages that a feed led to and that were first tried since `since`, whether the feed still lists them or not. What
    /// runs before that did is stepped over, not read: a feed that is followed for a year costs what a week of it does.
    pub fn known_entries(
        &self,
        source: SourceId,
        since: Timestamp,
    ) -> Result<Vec<Followed>, StoreError> {
        // The plus keeps the planner from the index by source, which would walk all of the history for each page.
        self.ask(|sql| {
            sql.prepare_cached(
                "with old (id) as (
                     select coalesce(max(id), 0) from (
                         select fetch.id from fetch
                         where fetch.run < (select min(id) from run where started_at >= ?2)
                         order by fetch.run desc, fetch.id desc limit 1
                     )
                 )
                 select fetch.url, max(fetch.entry_title), max(fetch.entry_published)
                 from fetch
                 where fetch.source = ?1 and fetch.reading = 'article'
                     and fetch.id > (select id from old)
                     and not exists (
                         select 1 from fetch as earlier
                         where earlier.url = fetch.url and earlier.id <= (select id from old)
                             and +earlier.source = ?1 and earlier.reading = 'article'
                     )
                 group by fetch.url order by min(fetch.id)",
            )?
            .query_map(params![source, iso(since)], |row| {
                Ok(Followed { url: row.get(0)?, title: row.get(1)?, published: time(row, 2)? })
            })?
            .collect()
        })
    }

    /// The sources of the event that gave nothing in the run, in order of outlet.
    pub fn failed(&self, run: i64, event: &str) -> Result<Vec<Failed>, StoreError> {
        self.ask(|sql| {
            sql.prepare_cached(
                "select coalesce(fetch.outlet, source.outlet, source.address), fetch.url, fetch.outcome,
                     coalesce(fetch.message, '')
                 from fetch join source on source.id = fetch.source
                 where fetch.run = ?1 and source.event = ?2
                     and fetch.outcome not in ('ok', 'not_modified')
                 order by 1, fetch.url, fetch.id",
            )?
            .query_map(params![run, event], |row| {
                Ok(Failed {
                    outlet: row.get(0)?,
                    url: row.get(1)?,
                    outcome: row.get(2)?,
                    message: row.get(3)?,
                })
            })?
            .collect()
        })
    }

    pub(super) fn digest(&self, hex: &str) -> Result<Digest, StoreError> {
        Digest::from_hex(hex).ok_or_else(|| StoreError::Damaged {
            path: self.path.clone(),
            what: format!("`{hex}` is no SHA-256"),
        })
    }
}

/// What the same address gave before: for a `not_modified` the bytes it stands for, else the same bytes again.
struct Before {
    snapshot: String,
    final_url: Option<String>,
    content_type: Option<String>,
    etag: Option<String>,
    last_modified: Option<String>,
    /// The version that this source's reader has read out of those bytes.
    revision: Option<i64>,
}

fn before(
    sql: &Connection,
    attempt: &Attempted<'_>,
    sha256: Option<&str>,
) -> rusqlite::Result<Option<Before>> {
    if sha256.is_none() && attempt.outcome != "not_modified" {
        return Ok(None);
    }
    let found = sql
        .prepare_cached(
            "select snapshot, final_url, content_type, etag, last_modified from fetch
             where url = ?1 and snapshot is not null and outcome in ('ok', 'not_modified')
                 and (?2 is null or snapshot = ?2)
             order by id desc limit 1",
        )?
        .query_row(params![attempt.url, sha256], |row| {
            Ok(Before {
                snapshot: row.get(0)?,
                final_url: row.get(1)?,
                content_type: row.get(2)?,
                etag: row.get(3)?,
                last_modified: row.get(4)?,
                revision: None,
            })
        })
        .optional()?;
    let Some(mut before) = found else { return Ok(None) };
    before.revision = sql
        .prepare_cached(
            "select fetch.revision from fetch join revision on revision.id = fetch.revision
             where fetch.url = ?1 and fetch.source = ?2 and fetch.snapshot = ?3
                 and fetch.reading = 'article' and revision.extractor = ?4
                 and revision.pruned_at is null
             order by fetch.id desc limit 1",
        )?
        .query_row(
            params![attempt.url, attempt.source, before.snapshot, attempt.extractor],
            |row| row.get(0),
        )
        .optional()?;
    Ok(Some(before))
}

fn size(body: &[u8]) -> i64 {
    i64::try_from(body.len()).unwrap_or(i64::MAX)
}
