use super::{Claim, Digest, Timestamp};

/// A claim, and when and where the desk saw it stand. In a pipe nobody has seen anything: the times are `None` and every
/// claim is `live`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appearance {
    pub claim: Claim,
    pub first_seen: Option<Timestamp>,
    pub last_seen: Option<Timestamp>,
    /// When a version of the article was first seen after that, without it.
    pub gone_at: Option<Timestamp>,
    /// Whether the newest version of the article still holds it.
    pub live: bool,
    /// The snapshot it was last read from.
    pub snapshot: Option<Digest>,
    /// The version of the program and its words that took the claim out of the text.
    pub extractor: Option<String>,
}

impl From<Claim> for Appearance {
    fn from(claim: Claim) -> Self {
        Self {
            claim,
            first_seen: None,
            last_seen: None,
            gone_at: None,
            live: true,
            snapshot: None,
            extractor: None,
        }
    }
}
