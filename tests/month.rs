//! A simulated month: many feeds, planted changes, and what an editor was told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::time::Instant;

use chrono::Duration;
use claims::model::Timestamp;
use claims::pipeline::Wake;
use claims::report::AlertKind;

use crate::aloud::{counted, skipped};
use crate::watch::{Desk, Fake, at};

/// One event in so many feeds' news.
const FEEDS_PER_EVENT: usize = 5;

/// Between two looks.
const CYCLE: Duration = Duration::hours(1);

/// Numbers that are the same in every run (Knuth's multiplier, MMIX).
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// A change of one outlet's figure that somebody must be told of.
struct Planted {
    at: Timestamp,
    outlet: usize,
    from: u64,
    /// `None`: the figure is taken out.
    to: Option<u64>,
}

/// What was told, held against what was planted.
#[derive(Debug, Default)]
struct Month {
    planted: usize,
    in_time: usize,
    blank: usize,
    double: usize,
    /// Steps that were told and never made.
    invented: Vec<String>,
    missed: Vec<String>,
    runs: usize,
    messages: usize,
}

fn event_of(outlet: usize) -> usize {
    outlet / FEEDS_PER_EVENT
}

fn config(feeds: usize) -> String {
    let mut text =
        "[watch]\njitter_ms = 0\nschedule = \"0 * * * *\"\n[[channel]]\nid = \"desk\"\nwebhook = \"https://chat.example/x\"\n"
            .to_owned();
    for outlet in 0..feeds {
        write!(
            text,
            "[[outlet]]\nid = \"o{outlet}\"\nname = \"Outlet {outlet}\"\ndomains = [\"o{outlet}.example\"]\n"
        )
        .unwrap();
    }
    for outlet in 0..feeds {
        if outlet % FEEDS_PER_EVENT == 0 {
            let event = event_of(outlet);
            write!(text, "[[event]]\nid = \"flood{event}\"\ntitle = \"Flood in Weir {event}\"\nterms = [\"flood\"]\n")
                .unwrap();
        }
        write!(
            text,
            "[[event.source]]\noutlet = \"o{outlet}\"\nfeed = \"http://o{outlet}.example/feed\"\n"
        )
        .unwrap();
    }
    text
}

/// What the outlet prints: a figure, or none any more.
fn prints(desk: &Desk, outlet: usize, dead: Option<u64>, when: Timestamp) {
    let (feed, page) =
        (format!("http://o{outlet}.example/feed"), format!("http://o{outlet}.example/flood"));
    let text = match dead {
        Some(dead) => format!(
            "The flood killed {dead} people in the valley, the head of station {outlet} said. Boats are out."
        ),
        None => "The flood is going back in the valley, and the boats are still out this evening."
            .to_owned(),
    };
    desk.press().page(&page, "Flood in the valley", &text);
    let when = when.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
    desk.press().feed(&feed, &[(&page, "Flood in the valley", &when)]);
}

/// Each outlet's figure rises, sometimes falls, and goes at times, at least three hours apart.
fn plant(feeds: usize, from: Timestamp, days: i64, chance: &mut Chance) -> Vec<Planted> {
    let mut planted = Vec::new();
    for outlet in 0..feeds {
        let mut figure = 100 + 7 * u64::try_from(outlet).unwrap();
        let mut seen = BTreeSet::from([figure]);
        let mut now = from + Duration::minutes(90);
        loop {
            now += Duration::minutes(181 + i64::try_from(chance.below(2_000)).unwrap());
            if now >= from + Duration::days(days) - Duration::hours(3) {
                break;
            }
            let is_fall = chance.below(6) == 0 && figure > 60;
            let mut next = if is_fall {
                figure - 1 - chance.below(figure / 5)
            } else {
                figure + figure / 15 + 3 + chance.below(20)
            };
            // A figure that was printed before would take an alert back.
            while !seen.insert(next) {
                next += 1;
            }
            if next == figure {
                continue;
            }
            planted.push(Planted { at: now, outlet, from: figure, to: Some(next) });
            figure = next;
        }
        // The last word of every seventh outlet is taken back.
        if outlet % 7 == 0 {
            let last = from + Duration::days(days) - Duration::hours(2) - Duration::minutes(7);
            planted.push(Planted { at: last, outlet, from: figure, to: None });
        }
    }
    planted.sort_by_key(|it| (it.at, it.outlet));
    planted
}

fn month(feeds: usize, days: i64, told: &dyn Fn(&str)) -> Month {
    let from = at("2026-03-01T00:00:00Z");
    let desk = Desk::with_press(&config(feeds));
    let planted = plant(feeds, from, days, &mut Chance(42));
    for outlet in 0..feeds {
        prints(&desk, outlet, Some(100 + 7 * u64::try_from(outlet).unwrap()), from);
    }
    let mut clock = Fake { now: from, end: from + Duration::days(days), plan: Vec::new() };
    for it in &planted {
        let (desk, outlet, to, when) = (&desk, it.outlet, it.to, it.at);
        clock.plan.push((
            when,
            Box::new(move || {
                prints(desk, outlet, to, when);
                Wake::Time
            }),
        ));
    }
    let day = from + Duration::days(1) - Duration::minutes(1);
    clock.plan.push((
        day,
        Box::new(|| {
            told(&format!("after 24 simulated hours: {}", memory()));
            Wake::Time
        }),
    ));
    clock.plan.sort_by_key(|(when, _)| *when);
    desk.watch(&mut clock);
    drop(clock);
    weigh(&desk, &planted)
}

fn weigh(desk: &Desk, planted: &[Planted]) -> Month {
    let messages = desk.mail.messages.borrow();
    let mut month = Month {
        planted: planted.len(),
        messages: messages.len(),
        runs: desk.runs().len(),
        ..Month::default()
    };
    let mut ids = BTreeSet::new();
    let mut steps: BTreeMap<String, Timestamp> = BTreeMap::new();
    for (_, message) in messages.iter() {
        month.blank += usize::from(message.text.trim().is_empty() || message.alerts.is_empty());
        for alert in &message.alerts {
            let quoted = alert.sides.iter().all(|side| !side.quote.is_empty());
            month.blank +=
                usize::from(alert.headline.is_empty() || alert.sides.is_empty() || !quoted);
            month.double += usize::from(!ids.insert(alert.id.clone()));
            if matches!(alert.kind, AlertKind::Rise | AlertKind::Down | AlertKind::Withdrawn) {
                let figure =
                    |at: usize| alert.sides.get(at).map(|side| side.figure.replace(',', ""));
                let step = format!(
                    "{} {} {}",
                    alert.sides[0].outlet,
                    figure(0).unwrap_or_default(),
                    figure(1).unwrap_or_default()
                );
                month.double += usize::from(steps.insert(step, alert.at).is_some());
            }
        }
    }
    for it in planted {
        let to = it.to.map(|to| to.to_string()).unwrap_or_default();
        let step = format!("o{} {} {to}", it.outlet, it.from);
        match steps.remove(&step) {
            Some(told) if told >= it.at && told - it.at <= CYCLE => month.in_time += 1,
            Some(told) => month.missed.push(format!("{step} at {}, told at {told}", it.at)),
            None => month.missed.push(format!("{step} at {}, never told", it.at)),
        }
    }
    month.invented = steps.into_iter().map(|(step, at)| format!("{step} at {at}")).collect();
    month
}

/// The program's and the newsroom's together: resident now, and at most.
fn memory() -> String {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = |name: &str| {
        let found = status.lines().find(|line| line.starts_with(name));
        found.map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    };
    format!("{}, {}", line("VmRSS:"), line("VmHWM:"))
}

fn hold(month: &Month) {
    assert_eq!((month.blank, month.double), (0, 0), "{month:#?}");
    assert!(month.invented.is_empty(), "{month:#?}");
    assert!(month.in_time * 100 >= month.planted * 98, "{month:#?}");
}

#[test]
fn what_changes_within_two_days_is_told_once_and_in_time() {
    let month = month(5, 2, &|_| ());
    assert!(month.planted >= 5, "{month:#?}");
    hold(&month);
}

/// The same in full: a month of forty feeds, by hand.
#[test]
fn what_changes_within_a_month_is_told_once_and_in_time() {
    let Some(given) = std::env::var_os("CLAIMS_ENDURANCE") else {
        return skipped("a month of forty feeds", "CLAIMS_ENDURANCE is not set");
    };
    // "days=7" for a week.
    let given = given.to_string_lossy().into_owned();
    let days = given.strip_prefix("days=").and_then(|days| days.parse().ok()).unwrap_or(30);
    let begun = Instant::now();
    let month = month(40, days, &|said| counted(said));
    counted(&format!(
        "40 feeds, {days} days, {} runs, {} of {} planted changes told within one cycle, {} messages, \
         {} blank, {} double, {} invented; {} s; at the end: {}",
        month.runs,
        month.in_time,
        month.planted,
        month.messages,
        month.blank,
        month.double,
        month.invented.len(),
        begun.elapsed().as_secs(),
        memory()
    ));
    hold(&month);
}
