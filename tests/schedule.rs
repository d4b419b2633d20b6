//! When things are looked at: cron by a zone's own clock, articles that age, hours of rest, and what was missed.

use chrono::Duration;
use claims::model::Timestamp;
use claims::schedule::{Cron, History, Hours, Ladder, Next, Rhythm, Target, Zone, next, offset};
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn rhythm(cron: &str, zone: &str) -> Rhythm {
    Rhythm {
        cron: Cron::parse(cron).unwrap(),
        zone: Zone::named(zone).unwrap(),
        hours: None,
        ladder: Ladder::default(),
        offset: Duration::zero(),
        until: None,
    }
}

fn seen(last: Timestamp) -> History {
    History { first: Some(last), changed: None, last: Some(last) }
}

/// The moments at which a source is looked at between two times, each as soon as it is due.
fn visits(rhythm: &Rhythm, target: &Target, from: &str, to: &str) -> Vec<Timestamp> {
    let (from, to) = (at(from), at(to));
    let mut history = seen(from);
    let mut visits = Vec::new();
    let mut now = from;
    while let Next::At(moment) = next(rhythm, target, &history, now) {
        if moment >= to {
            break;
        }
        now = moment;
        visits.push(moment);
        history.last = Some(moment);
    }
    visits
}

#[track_caller]
fn check(cron: &str, zone: &str, from: &str, to: &str, expected: &[&str]) {
    let found = visits(&rhythm(cron, zone), &Target::Source, from, to);
    let expected: Vec<Timestamp> = expected.iter().map(|text| at(text)).collect();
    assert_eq!(found, expected, "{cron} in {zone}");
}

#[test]
fn a_fixed_time_that_the_spring_night_leaves_out_comes_once_behind_the_gap() {
    // London leaps from 01:00 to 02:00 on 29 March 2026, New York from 02:00 to 03:00 on 8 March.
    let day = ("2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z");
    check("30 1 * * *", "Europe/London", day.0, day.1, &["2026-03-29T01:00:00Z"]);
    check("30 0 * * *", "Europe/London", day.0, day.1, &["2026-03-29T00:30:00Z"]);
    check("0 7 * * *", "Europe/London", day.0, day.1, &["2026-03-29T06:00:00Z"]);
    let day = ("2026-03-07T12:00:00Z", "2026-03-08T12:00:00Z");
    check("15 2 * * *", "America/New_York", day.0, day.1, &["2026-03-08T07:00:00Z"]);
}

#[test]
fn a_fixed_time_that_the_autumn_night_has_twice_comes_once() {
    // London goes from 02:00 back to 01:00 on 25 October 2026.
    let night = ("2026-10-24T23:00:00Z", "2026-10-25T04:00:00Z");
    check("30 1 * * *", "Europe/London", night.0, night.1, &["2026-10-25T00:30:00Z"]);
    check("30 2 * * *", "Europe/London", night.0, night.1, &["2026-10-25T02:30:00Z"]);
}

#[test]
fn a_repeating_schedule_keeps_its_step_through_both_nights() {
    for (from, to, zone) in [
        ("2026-03-28T22:00:00Z", "2026-03-29T04:00:00Z", "Europe/London"),
        ("2026-10-24T22:00:00Z", "2026-10-25T04:00:00Z", "Europe/London"),
        ("2026-11-01T03:00:00Z", "2026-11-01T09:00:00Z", "America/New_York"),
        ("2026-04-04T12:00:00Z", "2026-04-04T18:00:00Z", "Australia/Lord_Howe"),
        ("2026-10-03T12:00:00Z", "2026-10-03T18:00:00Z", "Australia/Lord_Howe"),
    ] {
        for (cron, step) in [("*/15 * * * *", 15), ("*/30 * * * *", 30)] {
            let found = visits(&rhythm(cron, zone), &Target::Source, from, to);
            let steps: Vec<i64> =
                found.windows(2).map(|pair| (pair[1] - pair[0]).num_minutes()).collect();
            assert!(steps.iter().all(|it| *it == step), "{zone} {cron}: {steps:?}");
        }
    }
    let hourly = visits(
        &rhythm("0 * * * *", "Europe/London"),
        &Target::Source,
        "2026-10-24T23:00:00Z",
        "2026-10-26T00:00:00Z",
    );
    assert_eq!(hourly.len(), 24, "25 hours of a day, less the one it starts with");
}

#[test]
fn what_was_missed_is_made_up_for_once() {
    let rhythm = rhythm("*/10 * * * *", "UTC");
    let last = at("2026-01-01T00:00:00Z");
    let now = at("2026-01-01T09:43:12Z");
    assert!(next(&rhythm, &Target::Source, &seen(last), now).is_due(now));
    assert_eq!(
        next(&rhythm, &Target::Source, &seen(now), now),
        Next::At(at("2026-01-01T09:50:00Z"))
    );
}

#[test]
fn a_clock_that_was_set_back_does_not_silence_a_source() {
    let rhythm = rhythm("0 * * * *", "UTC");
    let now = at("2026-01-01T10:20:00Z");
    let ahead = seen(at("2026-03-01T00:00:00Z"));
    assert_eq!(next(&rhythm, &Target::Source, &ahead, now), Next::At(now));
    assert_eq!(
        next(&rhythm, &Target::Source, &seen(now), now),
        Next::At(at("2026-01-01T11:00:00Z"))
    );
}

#[test]
fn an_article_is_visited_often_while_fresh_and_rarely_later() {
    let rhythm = rhythm("*/5 * * * *", "UTC");
    let found = visits(&rhythm, &Target::Article, "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z");
    let on = |day: i64| {
        let from = at("2026-01-01T00:00:00Z") + Duration::days(day);
        found.iter().filter(|it| **it >= from && **it < from + Duration::days(1)).count()
    };
    assert!(on(0) > 35, "every quarter of an hour, then every hour: {}", on(0));
    assert!((3..=5).contains(&on(2)), "{}", on(2));
    assert_eq!(on(20), 1);
    assert_eq!(on(31), 0, "then never");
}

#[test]
fn an_edit_makes_an_article_fresh_again() {
    let rhythm = rhythm("*/5 * * * *", "UTC");
    let now = at("2026-01-06T12:00:00Z");
    let mut history =
        History { first: Some(at("2026-01-01T00:00:00Z")), changed: None, last: Some(now) };
    let old = next(&rhythm, &Target::Article, &history, now).at().unwrap();
    history.changed = Some(now);
    let fresh = next(&rhythm, &Target::Article, &history, now).at().unwrap();
    assert!(old - now > Duration::hours(5) && fresh - now <= Duration::minutes(15));
}

#[test]
fn nothing_is_asked_outside_of_active_hours_and_the_morning_makes_up_for_the_night() {
    let mut rhythm = rhythm("0 * * * *", "Europe/London");
    rhythm.hours = Some(Hours::parse("06:00-22:30").unwrap());
    let found = visits(&rhythm, &Target::Source, "2026-07-01T20:30:00Z", "2026-07-02T07:30:00Z");
    let expected = ["2026-07-01T21:00:00Z", "2026-07-02T05:00:00Z", "2026-07-02T06:00:00Z"];
    assert_eq!(found[..3], expected.map(at), "{found:?}");
}

#[test]
fn an_event_whose_window_closed_rests_once_its_articles_are_old() {
    let mut rhythm = rhythm("0 * * * *", "UTC");
    rhythm.until = Some(at("2026-01-01T00:00:00Z"));
    let new = History::default();
    let later = at("2026-01-20T00:00:00Z");
    assert!(next(&rhythm, &Target::Source, &new, later).is_due(later));
    assert_eq!(next(&rhythm, &Target::Source, &new, at("2026-02-01T00:00:00Z")), Next::Over);
}

#[test]
fn a_source_with_its_own_schedule_keeps_it() {
    let rhythm = rhythm("*/5 * * * *", "Asia/Kolkata");
    let own = Target::Own(Cron::parse("0 6 * * *").unwrap());
    let found = visits(&rhythm, &own, "2026-01-01T00:00:00Z", "2026-01-03T00:00:00Z");
    assert_eq!(found, [at("2026-01-01T00:30:00Z"), at("2026-01-02T00:30:00Z")][..found.len()]);
    assert!(!found.is_empty());
}

/// Any moment of ten years, in whole seconds.
fn moments() -> impl Strategy<Value = Timestamp> {
    (1_767_225_600_i64..2_082_844_800).prop_map(|at| Timestamp::from_timestamp(at, 0).unwrap())
}

fn rhythms() -> impl Strategy<Value = Rhythm> {
    let crons =
        ["*/5 * * * *", "0 * * * *", "30 1 * * *", "15 2 * * 0", "@hourly", "0 6,18 * * 1-5"];
    let zones = ["UTC", "Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"];
    let hours = [None, Some("06:00-23:00"), Some("22:00-05:00"), Some("01:15-01:45")];
    (
        prop::sample::select(crons.to_vec()),
        prop::sample::select(zones.to_vec()),
        prop::sample::select(hours.to_vec()),
        0..600_i64,
    )
        .prop_map(|(cron, zone, hours, moved)| Rhythm {
            hours: hours.map(|hours| Hours::parse(hours).unwrap()),
            offset: Duration::seconds(moved),
            ..rhythm(cron, zone)
        })
}

fn targets() -> impl Strategy<Value = Target> {
    prop_oneof![
        Just(Target::Source),
        Just(Target::Article),
        Just(Target::Own(Cron::parse("*/20 * * * *").unwrap())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn looking_once_makes_up_for_all(
        rhythm in rhythms(), target in targets(), now in moments(), away in 0..4_000_000_i64,
    ) {
        let history = History { last: Some(now), ..seen(now - Duration::seconds(away)) };
        if let Next::At(moment) = next(&rhythm, &target, &history, now) {
            prop_assert!(moment > now, "due again at once");
        }
    }

    #[test]
    fn nothing_comes_outside_of_its_hours_or_before_the_present_asks(
        rhythm in rhythms(), target in targets(), now in moments(), away in 1..4_000_000_i64,
    ) {
        let history = seen(now - Duration::seconds(away));
        if let Next::At(moment) = next(&rhythm, &target, &history, now) {
            prop_assert!(rhythm.hours.is_none_or(|hours| hours.contains(&rhythm.zone, moment)));
            prop_assert!(moment > history.last.unwrap());
        }
    }

    #[test]
    fn the_answer_does_not_hang_on_when_it_is_asked(
        rhythm in rhythms(), target in targets(), last in moments(), wait in 0..10_000_i64,
    ) {
        let early = next(&rhythm, &target, &seen(last), last);
        let Next::At(moment) = early else { return Ok(()) };
        let between = last + Duration::seconds(wait).min(moment - last);
        prop_assert_eq!(next(&rhythm, &target, &seen(last), between), early);
    }

    #[test]
    fn an_article_is_never_visited_more_often_as_it_ages(rhythm in rhythms(), start in moments()) {
        let rhythm = Rhythm { hours: None, cron: Cron::parse("* * * * *").unwrap(), ..rhythm };
        let (mut history, mut rests) = (seen(start), Vec::new());
        let mut now = start;
        while let Next::At(moment) = next(&rhythm, &Target::Article, &history, now) {
            rests.push(moment - now);
            now = moment;
            history.last = Some(now);
        }
        // A minute is what the expression rounds to.
        prop_assert!(rests.windows(2).all(|it| it[1] + Duration::minutes(1) >= it[0]));
        prop_assert!((40..400).contains(&rests.len()), "{}", rests.len());
    }

    #[test]
    fn an_offset_is_the_same_for_the_same_seed_and_within_its_spread(
        seed in any::<u64>(), spread in 1..3_600_i64,
    ) {
        let drawn = offset(seed, "harbour-fire", Duration::seconds(spread));
        prop_assert_eq!(drawn, offset(seed, "harbour-fire", Duration::seconds(spread)));
        prop_assert!(drawn >= Duration::zero() && drawn < Duration::seconds(spread));
        prop_assert_eq!(offset(seed, "x", Duration::zero()), Duration::zero());
    }
}
