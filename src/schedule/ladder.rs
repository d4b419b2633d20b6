use std::fmt;

use chrono::Duration;
use jiff::{Span, SpanRelativeTo};

/// How often an article is visited as it ages: "15m until 6h" is every quarter of an hour until its words are six hours old.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder(Vec<Rung>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Rung {
    text: String,
    every: Duration,
    until: Duration,
}

impl Ladder {
    /// Rungs in order of age, each rarer than the one before. The error says what is wrong. No rung: no article is visited twice.
    pub fn parse<T: AsRef<str>>(rungs: &[T]) -> Result<Self, String> {
        let rungs: Vec<Rung> =
            rungs.iter().map(|text| rung(text.as_ref())).collect::<Result<_, _>>()?;
        for pair in rungs.windows(2) {
            if pair[1].until <= pair[0].until || pair[1].every < pair[0].every {
                let (first, second) = (&pair[0].text, &pair[1].text);
                return Err(format!(
                    "`{second}` cannot follow `{first}`: later steps are for older articles, and rarer"
                ));
            }
        }
        Ok(Self(rungs))
    }

    /// How long to leave an article alone whose words are that old; `None`: for good.
    pub fn every(&self, age: Duration) -> Option<Duration> {
        self.0.iter().find(|rung| age < rung.until).map(|rung| rung.every)
    }

    /// The age at which an article is visited no more.
    pub fn end(&self) -> Duration {
        self.0.last().map_or(Duration::zero(), |rung| rung.until)
    }

    /// The rungs as they are written.
    pub fn rungs(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|rung| rung.text.as_str())
    }
}

impl Default for Ladder {
    fn default() -> Self {
        Self::parse(&["15m until 6h", "1h until 1d", "6h until 7d", "1d until 30d"])
            .expect("the steps rise")
    }
}

impl fmt::Display for Ladder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rungs().collect::<Vec<_>>().join(", "))
    }
}

fn rung(text: &str) -> Result<Rung, String> {
    let wrong = || format!("`{text}` is no step: write it as `15m until 6h`");
    let (every, until) = text.split_once(" until ").ok_or_else(wrong)?;
    let (every, until) = (length(every)?, length(until)?);
    if until < every {
        return Err(format!("`{text}` visits nothing: it ends before its first visit"));
    }
    Ok(Rung { text: text.trim().to_owned(), every, until })
}

/// A length of time as people write it: "90s", "15m", "6h", "7d", "1h 30m". A day has 24 hours. The error says how it is written.
pub fn length(text: &str) -> Result<Duration, String> {
    let read = || {
        let span: Span = text.trim().parse().ok()?;
        let length = span.to_duration(SpanRelativeTo::days_are_24_hours()).ok()?;
        (length.as_secs() > 0).then(|| Duration::seconds(length.as_secs()))
    };
    read().ok_or_else(|| format!("`{text}` is no length of time: write it as `15m`, `6h` or `7d`"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_read_and_have_to_rise() {
        let ladder = Ladder::default();
        assert_eq!(ladder.every(Duration::minutes(5)), Some(Duration::minutes(15)));
        assert_eq!(ladder.every(Duration::hours(6)), Some(Duration::hours(1)));
        assert_eq!(ladder.every(Duration::days(30)), None);
        assert_eq!(ladder.end(), Duration::days(30));
        for wrong in [
            ["1h until 1d", "15m until 7d"],
            ["15m until 6h", "1h until 6h"],
            ["15m", "1h until 1d"],
            ["0s until 1h", "1h until 1d"],
            ["2h until 1h", "1h until 1d"],
            ["soon until 1h", "1h until 1d"],
        ] {
            assert!(Ladder::parse(&wrong).is_err(), "{wrong:?}");
        }
        assert_eq!(length("1h 30m"), Ok(Duration::minutes(90)));
        assert_eq!(Ladder::parse::<&str>(&[]).map(|none| none.end()), Ok(Duration::zero()));
    }
}
