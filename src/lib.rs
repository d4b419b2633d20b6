//! `claims` cross-checks the figures that outlets print about the same event: every number locked to its quote,
//! agreement counted by independent origin, a reason for every difference.
//!
//! The library is the pure half: texts to claims, claims to findings. Without its features it holds no HTTP, no SQL and
//! no clock. `docs/ARCHITECTURE.md` draws the floors.

pub mod article;
pub mod cli;
pub mod engine;
pub mod extract;
pub mod feed;
pub mod lexicon;
pub mod model;
pub mod reconcile;
pub mod report;
pub mod text;
pub mod wire;

#[cfg(all(feature = "fetch", feature = "store"))]
pub mod config;
#[cfg(feature = "fetch")]
pub mod fetch;
#[cfg(all(feature = "fetch", feature = "store"))]
pub mod pipeline;
#[cfg(all(feature = "fetch", feature = "store"))]
pub mod schedule;
#[cfg(feature = "store")]
pub mod store;
#[cfg(feature = "web")]
pub mod web;
