//! What servers ask for is kept over runs: silence, rest, another address, an end.

use chrono::{DurationRound as _, TimeDelta, Timelike as _};

use super::{Place, Run, Step};
use crate::config::Address;
use crate::feed::Feed;
use crate::fetch::{Attempt, Fetcher, Outcome};
use crate::model::Timestamp;
use crate::store::{AskedAs, Standing, StoreError};

/// An address that is gone for good is asked once more after so many days: servers err.
const GONE_DAYS: i64 = 7;

/// A feed that asks for more rest than this is given this much, in minutes.
const REST_MAX: i64 = 24 * 60;

/// Freshness that a server claims for a list counts up to this, in seconds: caches claim more than news can wait for.
const FRESH_MAX: u64 = 3_600;

impl Run<'_, '_> {
    /// Where a source is to be asked now; `None` where it is left alone in this run, which is told.
    pub(super) fn due(&mut self, at: usize, url: &str) -> Result<Option<String>, StoreError> {
        let standing = self.store.standing(self.targets[at].id)?;
        let now = self.work.now;
        let again_at = standing.gone_at.map(|since| since + TimeDelta::days(GONE_DAYS));
        let summary = &mut self.summary.sources[at];
        if let Some(again) = again_at.filter(|again| *again > now) {
            Outcome::Gone.code().clone_into(&mut summary.outcome);
            summary.message = Some(format!("410 for good; asked again after {}", minute(again)));
            summary.hint = Outcome::Gone.hint().map(ToOwned::to_owned);
            summary.good = false;
        } else if let Some(until) = standing.ask_after.filter(|until| *until > now) {
            "not_due".clone_into(&mut summary.outcome);
            summary.message = Some(format!("its publisher asks for rest until {}", minute(until)));
        } else {
            summary.moved_to.clone_from(&standing.moved_to);
            return Ok(Some(standing.moved_to.unwrap_or_else(|| url.to_owned())));
        }
        self.steps.insert((at, 0), Step::LeftAlone);
        Ok(None)
    }

    /// Keeps what a source's server said of it, and the silence that a host asked for.
    pub(super) fn heed(
        &mut self,
        place: Place,
        asked_as: AskedAs,
        attempt: &Attempt,
    ) -> Result<(), StoreError> {
        let target = &self.targets[place.0];
        let is_web =
            !matches!(target.source.address, Address::File { .. } | Address::Folder { .. });
        if let Outcome::RateLimited { until: Some(until) } = attempt.outcome
            && attempt.status.is_some()
            && let Some(host) = Fetcher::lane(&attempt.final_url)
        {
            self.store.hush(&host, until)?;
        }
        if !is_web || place.1 != 0 || asked_as != AskedAs::Source {
            return Ok(());
        }
        let before = self.store.standing(target.id)?;
        let mut now = before.clone();
        match attempt.outcome {
            outcome if outcome.is_good() => {
                now.gone_at = None;
                if attempt.moved_to.is_some() {
                    now.moved_to.clone_from(&attempt.moved_to);
                }
            }
            Outcome::Gone => (now.gone_at, now.moved_to) = (Some(self.work.now), None),
            // Where it moved to is no more: its own address is asked again.
            Outcome::NotFound | Outcome::Dns => now.moved_to = None,
            _ => {}
        }
        if let Some(seconds) = attempt.max_age {
            self.trails[place.0].fresh = seconds.min(FRESH_MAX);
        }
        self.summary.sources[place.0].moved_to.clone_from(&now.moved_to);
        if now == before { Ok(()) } else { self.store.stand(target.id, &now) }
    }

    /// Keeps before when a list wants not to be asked again.
    pub(super) fn rest(&mut self, place: Place, feed: &Feed) -> Result<(), StoreError> {
        if place.1 != 0 {
            return Ok(());
        }
        let id = self.targets[place.0].id;
        let before = self.store.standing(id)?;
        let ask_after = rested(self.work.now, feed, self.trails[place.0].fresh);
        if ask_after == before.ask_after {
            return Ok(());
        }
        self.store.stand(id, &Standing { ask_after, ..before })
    }
}

/// When a list may be asked again; `None` at once.
fn rested(now: Timestamp, feed: &Feed, fresh: u64) -> Option<Timestamp> {
    let minutes = feed.ttl_minutes.map_or(0, i64::from).min(REST_MAX);
    let fresh = TimeDelta::seconds(i64::try_from(fresh).unwrap_or_default());
    let mut at = now + TimeDelta::minutes(minutes).max(fresh);
    let hour = TimeDelta::hours(1);
    // All twenty-four would be never.
    for _ in 0..23 {
        if !feed.skip_hours.contains(&at.hour()) {
            break;
        }
        at = at.duration_trunc(hour).unwrap_or(at) + hour;
    }
    (at > now).then_some(at)
}

fn minute(at: Timestamp) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_given_the_rest_that_it_asks_for() {
        let at = |text: &str| text.parse::<Timestamp>().expect("a time");
        let now = at("2026-01-02T10:30:00Z");
        let feed = |ttl_minutes, skip_hours: &[u32]| Feed {
            ttl_minutes,
            skip_hours: skip_hours.to_vec(),
            ..Feed::default()
        };
        assert_eq!(rested(now, &feed(None, &[]), 0), None);
        assert_eq!(rested(now, &feed(Some(60), &[]), 0), Some(at("2026-01-02T11:30:00Z")));
        assert_eq!(rested(now, &feed(Some(1), &[]), 300), Some(at("2026-01-02T10:35:00Z")));
        assert_eq!(rested(now, &feed(None, &[10, 11]), 0), Some(at("2026-01-02T12:00:00Z")));
        let never: Vec<u32> = (0..24).collect();
        assert!(
            rested(now, &feed(None, &never), 0).is_some_and(|at| at < now + TimeDelta::days(1))
        );
        assert_eq!(rested(now, &feed(Some(1_000_000), &[]), 0), Some(at("2026-01-03T10:30:00Z")));
    }
}
