//! What is known of one report by its address: who named it, why it was taken or left, what an editor ruled, its versions.

use serde::Serialize;

use super::layout::{Layout, clean, pad, wrap};
use super::wording::{Piece, changed_lines};
use crate::model::{Digest, Timestamp};

/// The first column.
const LABEL: usize = 11;

/// How many words stand around a change.
const AROUND: usize = 6;

/// All that is known of an address.
#[derive(Debug, Clone, Default, Serialize)]
pub struct KnownReport {
    pub url: String,
    pub outlet: Option<String>,
    pub title: Option<String>,
    /// In order of event.
    pub events: Vec<Belonging>,
    /// Oldest first.
    pub versions: Vec<KnownVersion>,
    pub tries: Option<Tries>,
}

/// Why the report belongs to an event, or does not.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Belonging {
    pub event: String,
    /// In order of source and stage.
    pub reasons: Vec<Because>,
    /// Oldest first.
    pub rulings: Vec<EditorsWord>,
    /// Whether its claims are compared with others of the event.
    pub is_compared: bool,
}

/// One judgement.
#[derive(Debug, Clone, Serialize)]
pub struct Because {
    pub belongs: bool,
    /// "listed" or "read".
    pub stage: String,
    pub reason: String,
    pub detail: Option<String>,
    /// The list that named the report: `feed https://post.example/news.rss`.
    pub source: String,
    pub run: i64,
    pub at: Timestamp,
}

/// One ruling.
#[derive(Debug, Clone, Serialize)]
pub struct EditorsWord {
    pub ruling: String,
    pub by: Option<String>,
    pub note: Option<String>,
    pub at: Timestamp,
}

/// One version.
#[derive(Debug, Clone, Serialize)]
pub struct KnownVersion {
    pub version: i64,
    pub first_seen: Timestamp,
    pub last_seen: Timestamp,
    #[serde(serialize_with = "hex")]
    pub snapshot: Digest,
    pub title: Option<String>,
    /// `None` once retention has let the text go.
    pub words: Option<usize>,
    /// When that was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pruned_at: Option<Timestamp>,
    pub figures: u32,
    /// What changed since the version before; asked for with `--versions`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Piece>>,
}

/// How asking for it went.
#[derive(Debug, Clone, Serialize)]
pub struct Tries {
    pub count: u32,
    pub last: Timestamp,
    pub outcome: String,
}

fn hex<S: serde::Serializer>(digest: &Digest, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(digest)
}

/// A judgement as a sentence's end: "holds the term `blast`".
fn because(reason: &str, detail: Option<&str>) -> String {
    let detail = detail.unwrap_or_default();
    match reason {
        "term" => format!("holds the term `{detail}`"),
        "no_term" if detail.is_empty() => "holds none of the event's terms".to_owned(),
        "no_term" => {
            format!("holds none of the event's terms, and its title is {detail} like the event's")
        }
        "similar" => format!("its title is {detail} like the event's"),
        "excluded" => format!("holds the excluded word `{detail}`"),
        "before" => format!("is of {detail}, before the event's window"),
        "after" => format!("is of {detail}, after the event's window"),
        "all" => "the event has no terms, so it takes all".to_owned(),
        "editor" => "an editor ruled so".to_owned(),
        "over_limit" => "the list had more than `entries_max` of `[fetch]`".to_owned(),
        other => other.replace('_', " "),
    }
}

impl KnownReport {
    /// As JSON, with a line break at its end.
    pub fn json(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }

    /// As lines for people.
    pub fn text(&self, layout: Layout) -> String {
        let mut sheet = Sheet { layout, out: String::new() };
        sheet.out.push_str(&clean(&self.url));
        sheet.out.push('\n');
        if let Some(title) = &self.title {
            sheet.field("title", &clean(title));
        }
        if let Some(outlet) = &self.outlet {
            sheet.field("outlet", outlet);
        }
        if let Some(tries) = &self.tries {
            let times = if tries.count == 1 { "once" } else { "times" };
            let count = if tries.count == 1 { String::new() } else { format!("{} ", tries.count) };
            sheet.field(
                "asked",
                &format!("{count}{times}, last {}: {}", minute(tries.last), tries.outcome),
            );
        }
        for belonging in &self.events {
            sheet.out.push('\n');
            sheet.belonging(belonging);
        }
        if !self.versions.is_empty() {
            sheet.out.push('\n');
        }
        for version in &self.versions {
            sheet.version(version);
        }
        sheet.out
    }
}

struct Sheet {
    layout: Layout,
    out: String,
}

impl Sheet {
    fn field(&mut self, label: &str, value: &str) {
        let room = self.layout.width.saturating_sub(LABEL).max(16);
        for (at, line) in wrap(value, room).iter().enumerate() {
            let label = pad(if at == 0 { label } else { "" }, LABEL);
            self.out.push_str(format!("{label}{line}").trim_end());
            self.out.push('\n');
        }
    }

    fn belonging(&mut self, belonging: &Belonging) {
        let verdict = if belonging.is_compared {
            "its claims are compared"
        } else {
            "its claims are not compared"
        };
        self.field("event", &format!("{}: {verdict}", belonging.event));
        for said in &belonging.reasons {
            let stage = if said.stage == "listed" { "as announced" } else { "as read" };
            let verdict = if said.belongs { "taken" } else { "left" };
            let why = because(&said.reason, said.detail.as_deref());
            self.field(
                "",
                &format!("{verdict} {stage}: {why} (run {}, {})", said.run, minute(said.at)),
            );
            if said.stage == "listed" {
                self.field("", &format!("  named by {}", clean(&said.source)));
            }
        }
        for word in &belonging.rulings {
            let by = word.by.as_ref().map(|by| format!(" by {}", clean(by))).unwrap_or_default();
            let note =
                word.note.as_ref().map(|note| format!(": {}", clean(note))).unwrap_or_default();
            let ruled = match word.ruling.as_str() {
                "include" => "taken in",
                "exclude" => "pushed out",
                _ => "ruling undone",
            };
            self.field("editor", &format!("{ruled}{by}, {}{note}", minute(word.at)));
        }
    }

    fn version(&mut self, version: &KnownVersion) {
        let words = match (version.words, version.pruned_at) {
            (Some(words), _) => format!("{words} words"),
            (None, Some(at)) => format!("its text pruned {}", minute(at)),
            (None, None) => "no text".to_owned(),
        };
        let said = format!(
            "{}: seen {} to {}, {words}, {} figures",
            version.version,
            minute(version.first_seen),
            minute(version.last_seen),
            version.figures,
        );
        self.field("version", &said);
        self.field("", &format!("sha256 {}", version.snapshot));
        for line in version.changes.iter().flat_map(|pieces| changed_lines(pieces, AROUND)) {
            self.field("", &clean(&line));
        }
    }
}

fn minute(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}
