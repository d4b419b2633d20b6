//! The one test binary: the program as its users meet it.

#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests read files and stop where something is not as they say"
)]

#[cfg(all(feature = "fetch", feature = "store"))]
mod agreements;
#[cfg(feature = "web")]
mod alerts;
mod aloud;
mod article;
mod bad_claims;
#[cfg(all(feature = "fetch", feature = "store"))]
mod bad_desk;
mod bad_input;
#[cfg(all(feature = "fetch", feature = "store"))]
mod belonging;
#[cfg(all(feature = "fetch", feature = "store"))]
mod collecting;
#[cfg(all(feature = "fetch", feature = "store"))]
mod config;
mod corpus;
mod corrections;
#[cfg(all(feature = "fetch", feature = "store"))]
mod courtesy;
#[cfg(all(feature = "fetch", feature = "store"))]
mod crowd;
#[cfg(all(feature = "fetch", feature = "web"))]
mod demo;
#[cfg(all(feature = "fetch", feature = "store"))]
mod desk;
mod docs;
#[cfg(feature = "web")]
mod doctor;
#[cfg(all(feature = "fetch", feature = "store"))]
mod exchange;
mod extract;
mod feeds;
mod fuzzing;
#[cfg(feature = "fetch")]
mod hostile;
#[cfg(all(feature = "fetch", feature = "store", unix))]
mod install;
mod lists;
#[cfg(all(feature = "fetch", feature = "store"))]
mod mail;
#[cfg(feature = "web")]
mod month;
#[cfg(feature = "web")]
mod newsroom;
mod one_text;
mod origins;
#[cfg(all(feature = "fetch", feature = "store"))]
mod outlets;
mod overlay;
mod places;
#[cfg(all(feature = "fetch", feature = "store"))]
mod policies;
#[cfg(feature = "web")]
mod press;
mod property;
mod readers;

mod reconcile;
#[cfg(feature = "web")]
mod refresh;
mod report;
#[cfg(all(feature = "fetch", feature = "store"))]
mod reprocess;
mod rules;
#[cfg(all(feature = "fetch", feature = "store"))]
mod schedule;
#[cfg(all(feature = "fetch", feature = "store"))]
mod sources;
#[cfg(feature = "store")]
mod store;
mod stories;
mod tidy;
#[cfg(all(feature = "fetch", feature = "store"))]
mod times;
#[cfg(all(feature = "fetch", feature = "store"))]
mod upkeep;
mod verdicts;
#[cfg(all(feature = "fetch", feature = "web"))]
mod verify;
#[cfg(feature = "web")]
mod watch;
mod wire;
