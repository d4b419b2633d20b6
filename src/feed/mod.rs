//! Feeds to entries.
