use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// Why there are no settings. [`ConfigError::remedy`] says what to do.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigError {
    #[error("there is no config at `{}`", .0.display())]
    Missing(PathBuf),
    #[error("`{}` cannot be read", .path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The first problems in order of the file, and how many more there are.
    #[error("{}{}", .problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), and_more(*.more))]
    Invalid { problems: Vec<Problem>, more: usize },
    #[error("environment variable `{name}`: {message}")]
    Variable { name: &'static str, message: String },
    #[error("`{id}` is no event{}", .path.as_deref().map(|path| format!(" of `{}`", path.display())).unwrap_or_default())]
    UnknownEvent { id: String, path: Option<PathBuf>, nearest: Option<String>, known: Vec<String> },
}

impl ConfigError {
    /// What the user can do about it; a problem of the file says it beside the line.
    pub fn remedy(&self) -> Option<String> {
        match self {
            Self::Missing(_) => Some("`claims init` writes one".to_owned()),
            Self::Unreadable { .. } => {
                Some("make the file readable, or name another with `--config FILE`".to_owned())
            }
            Self::Invalid { .. } => None,
            Self::Variable { name, .. } => Some(format!("correct it, or `unset {name}`")),
            Self::UnknownEvent { nearest: Some(near), .. } => {
                Some(format!("did you mean `{near}`?"))
            }
            Self::UnknownEvent { known, .. } if known.is_empty() => {
                Some("`claims add EVENT --title TITLE SOURCE...` declares one".to_owned())
            }
            Self::UnknownEvent { known, .. } => {
                Some(format!("the events are `{}`", known.join("`, `")))
            }
        }
    }
}

/// One thing that is wrong in the file, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    pub path: PathBuf,
    /// Both from 1; the column counts characters.
    pub line: usize,
    pub column: usize,
    pub message: String,
    rendered: String,
}

impl Problem {
    /// `help` is the remedy: "did you mean `title`?".
    pub(super) fn new(
        path: &Path,
        text: &str,
        span: Range<usize>,
        message: &str,
        help: Option<&str>,
    ) -> Self {
        let start = floor(text, span.start);
        let end = floor(text, span.end.max(start)).max(start);
        let (line, column) = line_and_column(text, start);
        let mut caret = AnnotationKind::Primary.span(start..end);
        if let Some(help) = help {
            caret = caret.label(help.to_owned());
        }
        let shown = path.to_string_lossy().into_owned();
        let snippet = Snippet::source(text).path(shown).annotation(caret);
        let group: Group<'_> =
            Level::ERROR.no_name().primary_title(message.to_owned()).element(snippet);
        Self {
            path: path.to_owned(),
            line,
            column,
            message: message.to_owned(),
            rendered: Renderer::plain().render(&[group]),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rendered)
    }
}

fn and_more(more: usize) -> String {
    match more {
        0 => String::new(),
        1 => "\nand one more".to_owned(),
        more => format!("\nand {more} more"),
    }
}

/// Both from 1.
pub(super) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..floor(text, at)];
    let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}

fn floor(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// The known word that was most likely meant; `None` where none is near.
pub fn nearest<'k>(word: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known
        .map(|candidate| (strsim::jaro_winkler(word, candidate), candidate))
        .filter(|(likeness, candidate)| {
            *likeness > 0.84
                || strsim::damerau_levenshtein(word, candidate) <= 2.min(word.len() / 3)
        })
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}
