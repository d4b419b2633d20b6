use std::fmt;

use jiff::ToSpan as _;
use jiff::civil::Time;

use super::Zone;
use super::cron::moment;
use crate::model::Timestamp;

/// A part of every day by a zone's clock: "06:00-23:30". One that ends before it begins goes through midnight.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hours {
    from: Time,
    /// Exclusive.
    to: Time,
}

impl Hours {
    /// The error says how hours are written.
    pub fn parse(text: &str) -> Result<Self, String> {
        let read = || {
            let (from, to) = text.split_once('-')?;
            let hours = Self { from: time(from)?, to: time(to)? };
            (hours.from != hours.to).then_some(hours)
        };
        read().ok_or_else(|| format!("`{text}` are no hours: write them as `06:00-23:30`"))
    }

    /// Whether the moment lies within them.
    pub fn contains(self, zone: &Zone, at: Timestamp) -> bool {
        let clock = zone.local(at).time();
        if self.from < self.to {
            self.from <= clock && clock < self.to
        } else {
            self.from <= clock || clock < self.to
        }
    }

    /// The moment itself where it lies within them, else the next one at which they begin. Hours that a day leaves out whole,
    /// since its clock leaps over them, begin on the day after.
    pub fn from(self, zone: &Zone, at: Timestamp) -> Timestamp {
        if self.contains(zone, at) {
            return at;
        }
        let begins = next(zone, at, self.from);
        if self.contains(zone, begins) { begins } else { next(zone, begins, self.from) }
    }

    /// The moment itself where it lies outside of them, else the next one at which they end.
    pub fn end(self, zone: &Zone, at: Timestamp) -> Timestamp {
        if self.contains(zone, at) { next(zone, at, self.to) } else { at }
    }
}

impl fmt::Display for Hours {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.from.strftime("%H:%M"), self.to.strftime("%H:%M"))
    }
}

/// The next moment at which clocks show this time; where the clock leaps over it, the moment after the leap.
fn next(zone: &Zone, at: Timestamp, clock: Time) -> Timestamp {
    let local = zone.local(at);
    let mut day = local.date();
    for _ in 0..3 {
        let found = day.to_datetime(clock).to_zoned(local.time_zone().clone()).ok();
        if let Some(found) = found.as_ref().and_then(moment).filter(|found| *found > at) {
            return found;
        }
        let Ok(tomorrow) = day.checked_add(1.day()) else { break };
        day = tomorrow;
    }
    at
}

/// "06:00"; "24:00" is midnight.
fn time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    if minute.len() != 2 {
        return None;
    }
    let (hour, minute) = (hour.parse().ok()?, minute.parse().ok()?);
    if (hour, minute) == (24, 0) {
        return Some(Time::midnight());
    }
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().expect("a time")
    }

    #[test]
    fn a_night_goes_through_midnight() {
        let zone = Zone::named("Europe/Berlin").expect("a zone");
        let night = Hours::parse("22:00-06:00").expect("hours");
        assert!(night.contains(&zone, at("2026-01-01T21:00:00Z")));
        assert!(night.contains(&zone, at("2026-01-02T04:59:59Z")));
        assert!(!night.contains(&zone, at("2026-01-02T05:00:00Z")));
        assert_eq!(night.end(&zone, at("2026-01-01T23:00:00Z")), at("2026-01-02T05:00:00Z"));
        assert_eq!(night.from(&zone, at("2026-01-02T05:00:00Z")), at("2026-01-02T21:00:00Z"));
        assert_eq!(night.to_string(), "22:00-06:00");
    }

    #[test]
    fn hours_that_begin_in_the_lost_hour_begin_behind_it() {
        let zone = Zone::named("Europe/London").expect("a zone");
        let hours = Hours::parse("01:30-05:00").expect("hours");
        assert_eq!(hours.from(&zone, at("2026-03-29T00:10:00Z")), at("2026-03-29T01:30:00Z"));
        assert!(hours.contains(&zone, at("2026-03-29T01:30:00Z")), "02:30 by its clock");
    }

    #[test]
    fn hours_that_lie_in_the_lost_hour_whole_come_on_the_day_after() {
        let zone = Zone::named("Europe/London").expect("a zone");
        let hours = Hours::parse("01:15-01:45").expect("hours");
        assert_eq!(hours.from(&zone, at("2027-03-28T00:45:00Z")), at("2027-03-29T00:15:00Z"));
    }

    #[test]
    fn what_are_no_hours_is_told() {
        for text in ["", "6-7", "06:00", "06:00-06:00", "25:00-26:00", "06:0-07:00"] {
            assert!(Hours::parse(text).is_err(), "{text}");
        }
        assert!(Hours::parse("06:00-24:00").is_ok());
    }
}
