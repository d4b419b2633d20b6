//! When to look: cron expressions in a zone's own time, hours of rest, and articles that are visited more rarely as they age.
//!
//! Pure: what was looked at when, and the present, are parameters. Zones come from the tables that are built in, never from
//! those of the machine, so that two machines wake at the same moment.

mod cron;
mod due;
mod hours;
mod ladder;

pub use cron::{Cron, Zone};
pub use due::{History, Next, Rhythm, Target, next, offset};
pub use hours::Hours;
pub use ladder::{Ladder, length};
