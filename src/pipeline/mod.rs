//! The stages over a store.
//!
//! `now` is always a parameter, and nothing here prints: progress is told as events.

mod picture;

pub use picture::{Asked, report};
