use std::borrow::Cow;

use serde::{Deserialize, Serialize};

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
}
