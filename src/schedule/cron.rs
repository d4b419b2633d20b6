use std::fmt;

use chrono::Duration;
use croner::parser::{CronParser, Seconds, Year};
use jiff::Zoned;
use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::model::Timestamp;

/// A time zone by its IANA name, as the built-in tables know it.
#[derive(Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    rules: TimeZone,
}

impl Zone {
    /// "Europe/London", "UTC". The error says what is wrong with the name.
    pub fn named(name: &str) -> Result<Self, String> {
        let rules = TimeZoneDatabase::bundled().get(name).map_err(|_| {
            format!("`{name}` is no time zone: write it as `Europe/London` or `UTC`")
        })?;
        let name = rules.iana_name().unwrap_or(name).to_owned();
        Ok(Self { name, rules })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// The moment as clocks show it there.
    pub(super) fn local(&self, at: Timestamp) -> Zoned {
        let at = jiff::Timestamp::new(at.timestamp(), 0).unwrap_or_default();
        at.to_zoned(self.rules.clone())
    }

    /// The moment at which clocks there show the given time. One that a leap forward left out is the hour after; of two, the first.
    pub fn moment(&self, clock: chrono::NaiveDateTime) -> Option<Timestamp> {
        let as_utc = jiff::Timestamp::new(clock.and_utc().timestamp(), 0).ok()?;
        let civil = as_utc.to_zoned(TimeZone::UTC).datetime();
        let at = self.rules.to_ambiguous_zoned(civil).compatible().ok()?;
        moment(&at)
    }

    /// The offset and the wall clock of a moment, for people: "07:30" with the zone's name beside it elsewhere.
    pub fn clock(&self, at: Timestamp) -> String {
        self.local(at).strftime("%a %d %b %H:%M").to_string()
    }
}

/// The second of a wall clock's time.
pub(super) fn moment(at: &Zoned) -> Option<Timestamp> {
    Timestamp::from_timestamp(at.timestamp().as_second(), 0)
}

impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC".to_owned(), rules: TimeZone::UTC }
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A cron expression of five fields, or a name such as `@hourly`.
///
/// Where the clock goes forward, a fixed time that the day leaves out ("30 2 * * *") comes at the first moment after the gap;
/// where it goes back, a fixed time that comes twice counts once, and a repeating one (`*/15`, `0 * * * *`) goes on through both.
#[derive(Clone)]
pub struct Cron {
    text: String,
    pattern: Box<croner::Cron>,
}

impl Cron {
    /// The error says what is wrong with the expression.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: String| format!("`{text}` is no cron expression: {what}");
        let parser =
            CronParser::builder().seconds(Seconds::Disallowed).year(Year::Disallowed).build();
        let pattern = parser.parse(text).map_err(|error| {
            let told = error.to_string();
            let told = told.rsplit(": ").next().unwrap_or(&told).trim_end_matches('.');
            let mut letters = told.chars();
            let first = letters.next().map(|first| first.to_ascii_lowercase());
            wrong(first.into_iter().chain(letters).collect())
        })?;
        let cron = Self { text: text.trim().to_owned(), pattern: Box::new(pattern) };
        if cron.after(&Zone::default(), Timestamp::UNIX_EPOCH).is_none() {
            return Err(wrong("such a day never comes".to_owned()));
        }
        Ok(cron)
    }

    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The expression in English: "Every 15 minutes."
    pub fn describe(&self) -> String {
        self.pattern.describe()
    }

    /// The first moment behind `at` that the expression names in the zone; `None` where none comes any more.
    pub fn after(&self, zone: &Zone, at: Timestamp) -> Option<Timestamp> {
        let found = self.pattern.find_next_occurrence(&zone.local(at), false).ok()?;
        // A step never stands still, whatever the calendar of the zone does.
        moment(&found).map(|found| found.max(at + Duration::seconds(1)))
    }
}

impl PartialEq for Cron {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Cron {}

impl fmt::Debug for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Display for Cron {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_schedule_is_told() {
        for text in ["", "* * * *", "61 * * * *", "0 0 31 2 *", "* * * * * *", "soon"] {
            let error = Cron::parse(text).expect_err(text);
            assert!(error.contains("is no cron expression: "), "{error}");
        }
        assert_eq!(
            Cron::parse("0 0 31 2 *").expect_err("no such day"),
            "`0 0 31 2 *` is no cron expression: such a day never comes"
        );
        assert!(Zone::named("Europe/Lundon").is_err());
        assert_eq!(Zone::named("europe/london").expect("a zone").name(), "Europe/London");
    }
}
