use chrono::Duration;

use super::{Cron, Hours, Ladder, Zone};
use crate::model::{Digest, Timestamp};

/// How an event is followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rhythm {
    pub cron: Cron,
    pub zone: Zone,
    /// Nothing is looked at outside of these; `None`: at any hour.
    pub hours: Option<Hours>,
    pub ladder: Ladder,
    /// How far its moments are moved from those that the expression names: see [`offset`].
    pub offset: Duration,
    /// When the event's window closes. Its articles are visited on until they are old; then it rests.
    pub until: Option<Timestamp>,
}

/// What is looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// A feed or a file: at every moment of the event's expression.
    Source,
    /// A source with an expression of its own, be it a feed, a page or a file.
    Own(Cron),
    /// An article: often while its words are fresh, rarely later, at moments of the event's expression.
    Article,
}

/// What is known of a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct History {
    /// When it was first looked at.
    pub first: Option<Timestamp>,
    /// When its words were last seen to be others than before.
    pub changed: Option<Timestamp>,
    /// When it was last looked at, with whatever outcome.
    pub last: Option<Timestamp>,
}

/// When to look next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Next {
    /// A moment that is not after the present means: now.
    At(Timestamp),
    /// The article's words have not changed for longer than anybody visits an article.
    Aged,
    /// The event's window closed, and its articles are old.
    Over,
}

impl Next {
    /// The moment, where there is one.
    pub fn at(self) -> Option<Timestamp> {
        match self {
            Self::At(at) => Some(at),
            Self::Aged | Self::Over => None,
        }
    }

    pub fn is_due(self, now: Timestamp) -> bool {
        self.at().is_some_and(|at| at <= now)
    }
}

/// When a target is to be looked at next. However many moments were missed, they are one: looking once makes up for all.
///
/// What was never looked at is due at once. So is what was looked at after the present, for then the clock was set back, and
/// nobody knows what was missed.
pub fn next(rhythm: &Rhythm, target: &Target, history: &History, now: Timestamp) -> Next {
    let wanted = match history.last.filter(|last| *last <= now) {
        None => now,
        Some(last) => match after(rhythm, target, history, last) {
            Ok(at) => at,
            Err(never) => return never,
        },
    };
    let over = rhythm.until.map(|until| until + rhythm.ladder.end());
    if over.is_some_and(|over| wanted.max(now) > over) {
        return Next::Over;
    }
    // What was due in hours that are over is made up for in the next ones.
    let open = |at| rhythm.hours.map_or(at, |hours| hours.from(&rhythm.zone, at));
    Next::At(if wanted <= now { open(now) } else { open(wanted) })
}

fn after(
    rhythm: &Rhythm,
    target: &Target,
    history: &History,
    last: Timestamp,
) -> Result<Timestamp, Next> {
    let (cron, not_before) = match target {
        Target::Source => (&rhythm.cron, last),
        Target::Own(cron) => (cron, last),
        Target::Article => {
            let fresh = history.changed.max(history.first).unwrap_or(last);
            let age = (last - fresh).max(Duration::zero());
            let every = rhythm.ladder.every(age).ok_or(Next::Aged)?;
            // A visit that comes a little early is not put off to the next moment of the expression: the last one may have
            // begun a little late.
            (&rhythm.cron, (last + every - every / 10 - Duration::seconds(1)).max(last))
        }
    };
    let moment = cron.after(&rhythm.zone, not_before - rhythm.offset);
    moment.map(|moment| moment + rhythm.offset).ok_or(Next::Over)
}

/// How far one event's moments are moved, from 0 up to `spread`: always the same for the same seed and event, so that a
/// thousand desks with one expression do not ask one site in the same second.
pub fn offset(seed: u64, event: &str, spread: Duration) -> Duration {
    let spread = u64::try_from(spread.num_seconds()).unwrap_or(0);
    let digest = Digest::of(format!("{seed:016x} {event}").as_bytes()).to_string();
    let drawn = u64::from_str_radix(&digest[..15], 16).unwrap_or(0);
    let seconds = drawn.checked_rem(spread).unwrap_or(0);
    Duration::seconds(i64::try_from(seconds).unwrap_or(0))
}
