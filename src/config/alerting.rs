//! `[alerts]` and the channels: what an editor is told, when, and how it reaches him.

use std::path::PathBuf;

use rust_decimal::Decimal;

use super::slot::Written;
use crate::report::AlertKind;
use crate::schedule::Hours;

/// `[alerts]`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alerting {
    pub kinds: Kinds,
    /// A rise that is smaller in both is `creep`.
    pub percent_min: u32,
    pub count_min: u32,
    pub thresholds: Thresholds,
    /// Nothing is delivered in these hours; `None`: there are none.
    pub quiet: Option<Hours>,
    pub flip_ms: u64,
}

impl Default for Alerting {
    fn default() -> Self {
        Self {
            kinds: Kinds::default(),
            percent_min: 5,
            count_min: 3,
            thresholds: Thresholds::default(),
            quiet: None,
            flip_ms: 1_800_000,
        }
    }
}

/// Kinds of alert, each once, in the order of [`AlertKind::ALL`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kinds(pub Vec<AlertKind>);

/// All but creep.
impl Default for Kinds {
    fn default() -> Self {
        Self(AlertKind::ALL.iter().copied().filter(|kind| *kind != AlertKind::Creep).collect())
    }
}

impl Kinds {
    /// "conflict, down". The error names the kinds that there are.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut given = Vec::new();
        for name in text.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let known: Vec<&str> = AlertKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let kind = AlertKind::ALL.iter().find(|kind| kind.as_str() == name);
            given.push(*kind.ok_or_else(|| super::slot::unknown(name, "kind of alert", &known))?);
        }
        Ok(Self(AlertKind::ALL.iter().copied().filter(|kind| given.contains(kind)).collect()))
    }
}

impl Written for Kinds {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Self::parse(text)?;
        Ok(())
    }

    fn write(&self) -> String {
        self.0.iter().map(|kind| kind.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// Marks: a measure, and the figure that is told once it is reached.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Thresholds(pub Vec<(String, Decimal)>);

impl Written for Thresholds {
    fn read(&mut self, text: &str) -> Result<(), String> {
        let mut marks = Vec::new();
        for mark in text.split(',').map(str::trim).filter(|mark| !mark.is_empty()) {
            let wrong = || format!("`{mark}` is no mark: write it as `killed 100`");
            let (measure, figure) = mark.rsplit_once(' ').ok_or_else(wrong)?;
            marks.push((measure.trim().to_owned(), figure.parse().map_err(|_| wrong())?));
        }
        self.0 = marks;
        Ok(())
    }

    fn write(&self) -> String {
        let marks = self.0.iter().map(|(measure, figure)| format!("{measure} {figure}"));
        marks.collect::<Vec<_>>().join(", ")
    }
}

/// Where alerts go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Channel {
    pub id: String,
    pub way: Way,
    /// These kinds only; `None`: all that `[alerts]` takes.
    pub kinds: Option<Kinds>,
    /// These events only; none named: all.
    pub events: Vec<String>,
    /// Whether quiet hours mean nothing to it.
    pub urgent: bool,
}

/// How a message leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// JSON, posted.
    Webhook {
        url: String,
        /// What the message is signed with.
        secret: Option<Secret>,
        allow_private: bool,
    },
    /// A letter.
    Mail(Mail),
    /// A program that takes the message on its standard input.
    Command { words: Vec<String>, input: Input },
    /// An Atom and a JSON feed for each event, in this folder.
    Feed { folder: PathBuf },
}

/// Where a secret lies; the config itself holds none, so that it can be shown and shared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Secret {
    /// An environment variable holds it.
    Variable(String),
    /// A file holds it, on its first line.
    File(PathBuf),
}

/// Which server takes letters, from whom and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub host: String,
    pub port: u16,
    pub privacy: Privacy,
    /// Both as a letter's head has them: "The desk <desk@post.example>".
    pub from: String,
    pub to: Vec<String>,
    /// Who logs in, with the secret as the password; `None`: the server asks nobody.
    pub login: Option<(String, Secret)>,
}

/// How a letter is kept from other eyes on its way to the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Privacy {
    /// TLS from the first byte (`smtps://`).
    Tls,
    /// TLS before anything is said, or nothing is sent (`smtp://`).
    StartTls,
    /// None where the server offers none: for one on this machine, or in a network that the desk trusts.
    Open,
}

/// What a command is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Input {
    #[default]
    Json,
    Text,
}
