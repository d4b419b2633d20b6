use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::EntryLine;

/// What `claims extract` reads: one document a line. Either `text` or `html` is given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DocumentLine<'a> {
    #[serde(borrow)]
    pub id: Cow<'a, str>,
    #[serde(borrow, default)]
    pub text: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub html: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub title: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub url: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub outlet: Option<Cow<'a, str>>,
    /// ISO 8601; a time that cannot be read is reported and left out.
    #[serde(borrow, default)]
    pub published: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub language: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub event: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pub agency: Option<Cow<'a, str>>,
    /// The parts of `text` that were published at a time of their own, as `claims article` writes them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<EntryLine>,
}

/// Why a line is no document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotADocument {
    #[error("not UTF-8 (byte {0}); convert it first, or give its text as a file of its own")]
    Encoding(usize),
    #[error(
        "no document: {what} (column {column}); a document is `{{\"id\": \"...\", \"text\": \"...\"}}`"
    )]
    Json { what: String, column: usize },
    #[error("document `{0}` has neither `text` nor `html`; give it one of them")]
    Empty(String),
}

/// The name of the field whose value ends at a column of the line: the last name before it that a colon follows.
fn field_before(line: &str, column: usize) -> Option<&str> {
    let head = line.get(..column)?;
    let (names, _) = head.rsplit_once("\":")?;
    names.rsplit_once('"').map(|(_, name)| name)
}

impl<'a> DocumentLine<'a> {
    /// The document of a line, in whatever way the line ends; `None` where it is blank. A byte order mark before it is passed over.
    pub fn read(line: &'a [u8]) -> Result<Option<Self>, NotADocument> {
        let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(line).trim_ascii();
        if line.is_empty() {
            return Ok(None);
        }
        let text = std::str::from_utf8(line)
            .map_err(|error| NotADocument::Encoding(error.valid_up_to() + 1))?;
        // serde would take a list of values for the fields in their order.
        if !text.starts_with('{') {
            return Err(NotADocument::Json { what: "not a JSON object".to_owned(), column: 1 });
        }
        let document: Self = serde_json::from_str(text).map_err(|error| {
            let what = error.to_string();
            let what = what.split(" at line ").next().unwrap_or_default();
            let field = error.is_data().then(|| field_before(text, error.column())).flatten();
            let what = match field.filter(|_| what.starts_with("invalid type")) {
                Some(field) => format!("`{field}`: {what}"),
                None => what.to_owned(),
            };
            NotADocument::Json { what, column: error.column() }
        })?;
        if document.text.is_none() && document.html.is_none() {
            return Err(NotADocument::Empty(document.id.into_owned()));
        }
        Ok(Some(document))
    }
}
