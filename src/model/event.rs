use super::Timestamp;

/// What happened, as the desk declares it. Where to look for reports of it is the config's business.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Event {
    pub id: String,
    pub title: String,
    /// Words of which a report must hold at least one to belong to the event; empty accepts every report.
    pub terms: Vec<String>,
    /// Words that keep a report out.
    pub exclude: Vec<String>,
    pub place: Option<String>,
    pub from: Option<Timestamp>,
    pub until: Option<Timestamp>,
}
