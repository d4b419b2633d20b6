//! Times that a page prints without a zone: whose clock they are read by.

use crate::model::{Article, Dated, Timestamp};
use crate::schedule::Zone;

/// No place on earth is further from UTC than this, in minutes.
const OFFSET_MAX: i64 = 14 * 60;

/// Reads the times that were stated without a zone by the outlet's clock. Where nobody said which that is, and a feed tells the
/// same minute of the hour with its zone, the feed knows.
pub(super) fn settle(article: &mut Article, zone: Option<&str>, told: Option<Timestamp>) {
    let zone = zone.and_then(|name| Zone::named(name).ok());
    let by_clock = |dated: &Dated| zone.as_ref()?.moment(dated.at.naive_utc());
    let by_feed = |dated: &Dated| told.filter(|told| is_same_minute(dated.at, *told));
    let unzoned = |dated: &&mut Dated| dated.offset.is_none();
    if let Some(dated) = article.published.as_mut().filter(unzoned) {
        dated.at = by_clock(dated).or_else(|| by_feed(dated)).unwrap_or(dated.at);
    }
    for posting in &mut article.postings {
        let dated = &mut posting.published;
        if dated.offset.is_none() {
            dated.at = by_clock(dated).unwrap_or(dated.at);
        }
    }
    if let Some(dated) = article.modified.as_mut().filter(unzoned) {
        dated.at = by_clock(dated).unwrap_or(dated.at);
    }
}

/// Whether two times may be one moment by two clocks: apart by whole quarters of an hour, and by no more than a zone is.
fn is_same_minute(a: Timestamp, b: Timestamp) -> bool {
    let minutes = (b - a).num_minutes();
    minutes.abs() <= OFFSET_MAX && minutes % 15 == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::DatedFrom;

    #[track_caller]
    fn check(
        at: &str,
        offset: Option<i32>,
        zone: Option<&str>,
        told: Option<&str>,
        expected: &str,
    ) {
        let time = |text: &str| text.parse::<Timestamp>().expect("a time");
        let published = Some(Dated { at: time(at), from: DatedFrom::Meta, offset });
        let mut article = Article { published, ..Article::default() };
        settle(&mut article, zone, told.map(time));
        assert_eq!(article.published.map(|dated| dated.at), Some(time(expected)));
    }

    #[test]
    fn a_time_without_a_zone_is_its_outlets_clock() {
        let kabul = Some("Asia/Kabul");
        check("2021-08-27T17:40:00Z", None, kabul, None, "2021-08-27T13:10:00Z");
        check("2021-08-27T17:40:00Z", Some(0), kabul, None, "2021-08-27T17:40:00Z");
        check("2021-08-27T17:40:00Z", None, Some("Europe/Nowhere"), None, "2021-08-27T17:40:00Z");
        let london = Some("Europe/London");
        check("2021-03-28T01:30:00Z", None, london, None, "2021-03-28T01:30:00Z");
        check("2021-10-31T01:30:00Z", None, london, None, "2021-10-31T00:30:00Z");
    }

    #[test]
    fn a_feed_tells_the_zone_where_nobody_else_does() {
        let feed = Some("2021-08-27T13:10:00Z");
        check("2021-08-27T17:40:00Z", None, None, feed, "2021-08-27T13:10:00Z");
        check("2021-08-27T17:40:00Z", Some(0), None, feed, "2021-08-27T17:40:00Z");
        check("2021-08-27T17:52:00Z", None, None, feed, "2021-08-27T17:52:00Z");
        check("2021-08-29T17:40:00Z", None, None, feed, "2021-08-29T17:40:00Z");
    }
}
