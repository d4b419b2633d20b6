//! Servers on loopback: the demo's newsroom.

mod bundle;
mod newsroom;

pub use bundle::{Bundle, Round};
pub use newsroom::Newsroom;
