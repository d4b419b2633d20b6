//! `claims watch`: with a clock of the test's own as a library, and with real signals on the command line.

#[cfg(unix)]
mod command_line;
mod simulated;

use std::cell::RefCell;
use std::fs;

use claims::config::Config;
use claims::engine::Engine;
use claims::lexicon::Lexicon;
use claims::pipeline::{Wake, Watch, watch};
use claims::store::{Lock, Store};

pub(crate) use simulated::{Desk, Fake, at, clock};
use simulated::{HEAD, fed, files, word};

#[test]
fn an_event_is_looked_at_when_its_schedule_says() {
    let desk = Desk::new(&files("schedule = \"0 */6 * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let said = desk.watch(&mut clock("2026-01-01T03:10:00Z", "2026-01-02T07:00:00Z"));
    assert_eq!(said, ["run 1", "run 2", "run 3", "run 4", "run 5", "run 6", "stopped"]);
    assert_eq!(
        desk.runs(),
        [
            "2026-01-01T03:10:00Z",
            "2026-01-01T06:00:00Z",
            "2026-01-01T12:00:00Z",
            "2026-01-01T18:00:00Z",
            "2026-01-02T00:00:00Z",
            "2026-01-02T06:00:00Z",
        ]
    );
}

#[test]
fn a_watch_that_was_away_makes_up_for_all_it_missed_with_one_run() {
    let desk = Desk::new(&files("schedule = \"*/10 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z"));
    desk.watch(&mut clock("2026-01-01T09:03:00Z", "2026-01-01T09:15:00Z"));
    assert_eq!(
        desk.runs(),
        ["2026-01-01T00:00:00Z", "2026-01-01T09:03:00Z", "2026-01-01T09:10:00Z"]
    );
}

#[test]
fn a_clock_that_is_set_back_stops_nothing() {
    let desk = Desk::new(&files("schedule = \"0 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    desk.watch(&mut clock("2026-06-01T00:00:00Z", "2026-06-01T00:30:00Z"));
    let said = desk.watch(&mut clock("2026-01-01T00:10:00Z", "2026-01-01T02:30:00Z"));
    assert_eq!(said, ["run 2", "run 3", "run 4", "stopped"]);
    assert_eq!(
        desk.runs()[1..],
        ["2026-01-01T00:10:00Z", "2026-01-01T01:00:00Z", "2026-01-01T02:00:00Z"]
    );
}

#[test]
fn once_does_what_is_due_and_ends() {
    let desk = Desk::new(&files("schedule = \"0 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    for (now, runs) in [
        ("2026-01-01T00:10:00Z", 1),
        ("2026-01-01T00:50:00Z", 1),
        ("2026-01-01T01:00:05Z", 2),
        ("2026-01-01T01:59:59Z", 2),
        ("2026-01-02T08:30:00Z", 3),
    ] {
        let (done, _) = desk.watching(&mut clock(now, "2027-01-01T00:00:00Z"), true);
        done.unwrap();
        assert_eq!(desk.runs().len(), runs, "at {now}");
    }
}

#[test]
fn each_source_and_event_may_have_its_own_schedule_and_zone() {
    let config = format!(
        "{HEAD}[[event]]\nid = \"blast\"\nschedule = \"0 9 * * *\"\ntime_zone = \"Asia/Kolkata\"\n\
         [[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n\
         [[event.source]]\noutlet = \"post\"\nfile = \"2.txt\"\nschedule = \"0 12 * * *\"\n\
         [[event]]\nid = \"flood\"\nschedule = \"0 6 * * *\"\n\
         [[event.source]]\noutlet = \"post\"\nfile = \"3.txt\"\n"
    );
    let desk = Desk::new(&config);
    for name in ["1.txt", "2.txt", "3.txt"] {
        desk.write(name, "The blast left 170 people dead in the port.");
    }
    desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-01T23:00:00Z"));
    let looked =
        desk.rows("select substr(at, 12, 5) || ' ' || url from fetch where run > 1 order by id");
    assert_eq!(looked, ["03:30 1.txt", "06:00 3.txt", "06:30 2.txt"]);
}

#[test]
fn an_event_that_is_over_is_left_alone() {
    let config =
        files("", &["1.txt"]).replace("id = \"blast\"\n", "id = \"blast\"\nuntil = 2021-01-01\n");
    let desk = Desk::new(&config);
    let said = desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"));
    assert_eq!(said, ["stopped"]);
    assert!(desk.runs().is_empty());
}

#[test]
fn articles_are_visited_again_less_and_less_and_an_edit_makes_them_fresh() {
    let config = fed("schedule = \"0 * * * *\"\nrevisit = [\"1h until 6h\", \"6h until 2d\"]\n");
    let desk = Desk::with_press(&config);
    let (feed, page) = ("http://post.example/feed", "http://post.example/a");
    let press = desk.press();
    let told = |dead: u32| {
        format!("A blast in the port left {dead} people dead on Thursday, officials said there.")
    };
    press.feed(feed, &[(page, "Blast in the port", "2026-01-01T00:00:00Z")]);
    press.page(page, "Blast in the port", &told(60));
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-03T12:00:00Z");
    // It leaves the feed after an hour, and is edited in silence on the second day.
    clock.plan = vec![
        (
            at("2026-01-01T01:05:00Z"),
            Box::new(|| {
                press.feed(feed, &[]);
                Wake::Time
            }),
        ),
        (
            at("2026-01-02T10:00:00Z"),
            Box::new(|| {
                press.page(page, "Blast in the port", &told(90));
                Wake::Time
            }),
        ),
    ];
    desk.watch(&mut clock);
    drop(clock);
    let visits = |day: &str| {
        desk.rows(&format!("select at from fetch where url = '{page}' and at like '{day}%'")).len()
    };
    assert_eq!(desk.rows(&format!("select at from fetch where url = '{feed}'")).len(), 60);
    let days = ["2026-01-01", "2026-01-02", "2026-01-03"].map(visits);
    assert_eq!(days[0], 6 + 3, "hourly for six hours, then every six");
    assert_eq!(days[1], 2 + 1 + 6, "two more, the edit, and it is fresh again: {days:?}");
    let edited = desk.rows("select min(at) from fetch where revision = 2");
    assert_eq!(edited, ["2026-01-02T12:00:00Z"]);
}

#[test]
fn a_feed_entry_is_asked_for_once_until_its_time_comes_or_the_feed_says_it_was_edited() {
    let config = fed("schedule = \"* * * * *\"\nrevisit = [\"2h until 1d\"]\n");
    let desk = Desk::with_press(&config);
    let (feed, page) = ("http://post.example/feed", "http://post.example/a");
    let press = desk.press();
    press.page(page, "Blast in the port", "A blast in the port left 60 people dead on Thursday.");
    press.feed(feed, &[(page, "Blast in the port", "2026-01-01T00:00:00Z")]);
    let mut clock = clock("2026-01-01T00:00:30Z", "2026-01-01T01:00:00Z");
    clock.plan = vec![(
        at("2026-01-01T00:30:20Z"),
        Box::new(|| {
            press.feed(feed, &[(page, "Blast in the port", "2026-01-01T00:30:10Z")]);
            Wake::Time
        }),
    )];
    desk.watch(&mut clock);
    drop(clock);
    let looked = desk.rows(&format!("select at from fetch where url = '{page}' order by id"));
    assert_eq!(looked, ["2026-01-01T00:00:30Z", "2026-01-01T00:31:00Z"]);
}

#[test]
fn a_config_is_read_anew_and_a_bad_one_is_refused() {
    let good = files("schedule = \"0 * * * *\"\n", &["1.txt"]);
    let desk = Desk::new(&good);
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    desk.write("2.txt", "The blast left 180 people dead in the port.");
    let path = desk.path("config.toml");
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T03:30:00Z");
    let broken = good.replace("0 * * * *", "0 * * *");
    let fresh = files("schedule = \"30 * * * *\"\n", &["2.txt", "1.txt"]);
    clock.plan = vec![
        (
            at("2026-01-01T00:10:00Z"),
            Box::new({
                let path = path.clone();
                move || {
                    fs::write(&path, &broken).unwrap();
                    Wake::Reload
                }
            }),
        ),
        (
            at("2026-01-01T01:10:00Z"),
            Box::new(move || {
                fs::write(&path, &fresh).unwrap();
                Wake::Reload
            }),
        ),
    ];
    let said = desk.watch(&mut clock);
    assert_eq!(said[0], "run 1");
    assert!(said[1].starts_with("refused: ") && said[1].contains("config.toml:2:"), "{}", said[1]);
    assert_eq!(said[2], "run 2", "at one o'clock, by the old config");
    assert_eq!(
        said[3],
        "reloaded: watch.schedule = \"30 * * * *\" (was \"0 * * * *\"); \
         source `blast file 2.txt` is new"
    );
    assert_eq!(
        desk.runs()[2..],
        ["2026-01-01T01:10:00Z", "2026-01-01T01:30:00Z", "2026-01-01T02:30:00Z"]
    );
}

#[test]
fn a_store_that_moves_under_a_watch_is_refused() {
    let desk = Desk::new(&files("", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let mut config = desk.load().unwrap();
    let engine = Engine::new(Lexicon::embedded());
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z");
    clock.plan = vec![(at("2026-01-01T00:05:00Z"), Box::new(|| Wake::Reload))];
    let mut said = Vec::new();
    let first = config.clone();
    config.settings.store.path = desk.path("other.sqlite");
    let work = Watch {
        config: first,
        engine: &engine,
        load: &mut || Ok(config.clone()),
        fetcher: &|config| desk.fetcher(config),
        courier: &desk.mail,
        seed: 7,
        once: false,
        interruptible: false,
    };
    watch(work, &mut clock, &mut |told| said.extend(word(&told))).unwrap();
    assert!(said[1].starts_with("refused: the store moved to "), "{said:?}");
    assert!(!desk.path("other.sqlite").exists());
}

#[test]
fn a_config_that_an_editor_has_just_taken_away_is_waited_for() {
    let desk = Desk::new(&files("", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let first = desk.load().unwrap();
    let engine = Engine::new(Lexicon::embedded());
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z");
    clock.plan = vec![(at("2026-01-01T00:05:00Z"), Box::new(|| Wake::Reload))];
    let mut said = Vec::new();
    let work = Watch {
        config: first,
        engine: &engine,
        load: &mut || Ok(Config::default()),
        fetcher: &|config| desk.fetcher(config),
        courier: &desk.mail,
        seed: 7,
        once: false,
        interruptible: false,
    };
    watch(work, &mut clock, &mut |told| said.extend(word(&told))).unwrap();
    assert!(said[1].contains("config.toml` is gone: once it is there, send SIGHUP"), "{said:?}");
}

#[test]
fn a_watch_waits_for_another_run_and_goes_on() {
    let desk = Desk::new(&files("schedule = \"0 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let mut other = None;
    let path = desk.path("claims.sqlite");
    let held = RefCell::new(&mut other);
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T01:30:00Z");
    clock.plan = vec![
        (
            at("2026-01-01T00:50:00Z"),
            Box::new(|| {
                held.borrow_mut().get_or_insert_with(|| {
                    Lock::take(&path, false, at("2026-01-01T00:50:00Z")).unwrap()
                });
                Wake::Time
            }),
        ),
        (
            at("2026-01-01T01:00:12Z"),
            Box::new(|| {
                held.borrow_mut().take();
                Wake::Time
            }),
        ),
    ];
    let said = desk.watch(&mut clock);
    assert_eq!(said, ["run 1", "busy", "busy", "busy", "run 2", "stopped"]);
    assert_eq!(desk.runs()[1], "2026-01-01T01:00:15Z");
}

#[test]
fn a_store_that_cannot_be_written_is_told_and_tried_again_until_it_can() {
    let desk = Desk::new(&files("schedule = \"*/10 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let (path, aside) = (desk.path("claims.sqlite"), desk.path("aside"));
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T00:25:00Z");
    clock.plan = vec![
        (
            at("2026-01-01T00:05:00Z"),
            Box::new(|| {
                fs::rename(&path, &aside).unwrap();
                fs::create_dir(&path).unwrap();
                Wake::Time
            }),
        ),
        (
            at("2026-01-01T00:12:00Z"),
            Box::new(|| {
                fs::remove_dir(&path).unwrap();
                fs::rename(&aside, &path).unwrap();
                Wake::Time
            }),
        ),
    ];
    let said = desk.watch(&mut clock);
    let failed = said.iter().filter(|it| it.starts_with("failed: ")).count();
    assert!((2..=4).contains(&failed), "{said:?}");
    assert!(said.iter().any(|it| it == "recovered"), "{said:?}");
    assert_eq!(said.last().map(String::as_str), Some("stopped"));
    assert_eq!(desk.runs().len(), 3, "{said:?}");
}

#[test]
fn an_older_store_learns_when_its_pages_were_looked_at() {
    let desk = Desk::new(&files("schedule = \"0 * * * *\"\n", &["1.txt"]));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-01T00:10:00Z"));
    // As the version before left it.
    let editor = rusqlite::Connection::open(desk.path("claims.sqlite")).unwrap();
    editor
        .execute_batch(
            "drop view v_matrix; drop view v_claims;
             alter table claim_seen rename column read_in to past_read_in;
             alter table claim_seen rename column dropped_in to past_dropped_in;
             alter table snapshot drop column pruned_at;
             alter table revision drop column pruned_at; alter table revision drop column pruned_length;
             drop table visit; drop table state; drop table silence;
             alter table source drop column moved_to; alter table source drop column gone_at;
             alter table source drop column ask_after;
             drop table trouble; drop table delivery; drop table alert; drop table paragraph; pragma user_version = 2;",
        )
        .unwrap();
    drop(editor);
    desk.watch(&mut clock("2026-01-01T00:20:00Z", "2026-01-01T01:10:00Z"));
    assert_eq!(desk.runs(), ["2026-01-01T00:00:00Z", "2026-01-01T01:00:00Z"]);
    Store::read(&desk.path("claims.sqlite")).unwrap();
}
