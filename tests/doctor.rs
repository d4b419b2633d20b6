//! `claims doctor`: what is well, what wants a look, what is trouble.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::watch::{Desk, at, clock};

fn doctor(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.arg("doctor").args(args).current_dir(folder).env_clear().env("HOME", folder);
    command.output().unwrap()
}

fn json(folder: &Path) -> (Option<i32>, serde_json::Value) {
    let output = doctor(folder, &["--json"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let value = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{said}", String::from_utf8_lossy(&output.stdout))
    });
    (output.status.code(), value)
}

fn remarks(found: &serde_json::Value) -> Vec<String> {
    let remarks = found["remarks"].as_array().unwrap().iter();
    remarks
        .map(|it| format!("{}: {}", it["about"].as_str().unwrap(), it["text"].as_str().unwrap()))
        .collect()
}

const HEAD: &str = "[watch]\njitter_ms = 0\nschedule = \"*/10 * * * *\"\n\
    [[outlet]]\nid = \"post\"\ndomains = [\"post.example\"]\n";

#[test]
fn a_desk_whose_sources_answer_is_well() {
    let desk = Desk::new(&format!(
        "{HEAD}[[event]]\nid = \"blast\"\n[[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n"
    ));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    let (code, found) = json(desk.folder.path());
    assert_eq!(code, Some(1));
    assert!(remarks(&found)[0].contains("there is no store at"), "{found:#}");
    assert_eq!(found["sources"][0]["state"], "new");

    desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-01T00:30:00Z"));
    let (code, found) = json(desk.folder.path());
    assert_eq!((code, &found["grade"]), (Some(0), &"well".into()), "{found:#}");
    let source = &found["sources"][0];
    assert_eq!(source["state"], "ok");
    assert_eq!((&source["figures"], &source["reports"]), (&1.into(), &1.into()));
    assert_eq!(source["robots"], "not asked");
    assert_eq!(source["last_success"], "2026-01-01T00:20:00Z");
    assert_eq!(source["last_change"], "2026-01-01T00:00:00Z");
    assert!(source["next"].is_string());
    let store = &found["store"];
    assert_eq!((&store["runs"], &store["claims"]), (&3.into(), &1.into()));
    assert!(store["damage"].is_null() && store["bytes"].as_u64() > Some(10_000));
    let text = String::from_utf8(doctor(desk.folder.path(), &[]).stdout).unwrap();
    for part in ["source", "post file", "2026-01-01T00:20Z", "whole", "all is well"] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
}

#[test]
fn a_source_that_is_dark_and_one_that_fails_want_a_look() {
    let page = |name: &str| {
        format!(
            "[[event.source]]\noutlet = \"post\"\npage = \"http://post.example/{name}\"\nschedule = \"*/10 * * * *\"\n"
        )
    };
    let desk = Desk::with_press(&format!(
        "{HEAD}[[event]]\nid = \"blast\"\n{}{}{}",
        page("good"),
        page("gone"),
        page("late")
    ));
    for name in ["good", "late"] {
        let url = format!("http://post.example/{name}");
        desk.press().page(&url, "Blast", "The blast left 170 people dead in the port.");
    }
    let mut clock = clock("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z");
    clock.plan = vec![(
        at("2026-01-01T01:45:00Z"),
        Box::new(|| {
            desk.press().drop_page("http://post.example/late");
            claims::pipeline::Wake::Time
        }),
    )];
    desk.watch(&mut clock);
    drop(clock);
    let (code, found) = json(desk.folder.path());
    assert_eq!(code, Some(1), "{found:#}");
    let states: Vec<_> = found["sources"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["state"].clone(), it["failures"].clone()))
        .collect();
    assert_eq!(
        states,
        [("ok".into(), 0.into()), ("dark".into(), 12.into()), ("failing".into(), 1.into())]
    );
    let said = remarks(&found);
    assert!(
        said[0].contains("`http://post.example/gone` is dark: not_found, 12 times"),
        "{said:?}"
    );
    assert!(
        said[1].contains("`http://post.example/late` gave nothing: not_found, once"),
        "{said:?}"
    );
}

#[test]
fn what_of_a_config_will_hardly_do_what_was_meant_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let config = "[fetch]\nrobots = false\n[alerts]\nkinds = \"down\"\nthresholds = \"kiled 100\"\n\
        [[outlet]]\nid = \"post\"\n[[outlet.layout]]\nvalid_until = 2020-01-01\nbody = \"div\"\n\
        [[channel]]\nid = \"desk\"\nwebhook = \"http://chat.example/x\"\nsecret_env = \"NOT_SET\"\n\
        events = [\"blasst\"]\nkinds = \"rise\"\n\
        [[event]]\nid = \"empty\"\nuntil = 2020-01-01\n\
        [[event]]\nid = \"blast\"\n\
        [[event.source]]\noutlet = \"post\"\nfeed = \"https://post.example/feed\"\n\
        [[event.source]]\noutlet = \"post\"\nfeed = \"https://post.example/feed\"\n\
        [[event.source]]\noutlet = \"post\"\nfile = \"gone.html\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let (code, found) = json(folder.path());
    assert_eq!(code, Some(1));
    let said = remarks(&found).join("\n");
    for part in [
        "`fetch.robots` is off",
        "`kiled` is no measure",
        "no layout of `post` holds today",
        "the webhook is not encrypted",
        "`NOT_SET` is not set here",
        "`blasst` is no event",
        "wants `rise`, which `alerts.kinds` leaves out",
        "`empty` has no source",
        "`empty` is over",
        "neither `terms` nor a `title`",
        "has `https://post.example/feed` twice",
        "there is nothing at",
    ] {
        assert!(said.contains(part), "`{part}` is not in\n{said}");
    }
}

#[test]
fn a_store_that_is_damaged_and_a_config_that_does_not_hold_are_trouble() {
    let desk = Desk::new(&format!(
        "{HEAD}[[event]]\nid = \"blast\"\n[[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n"
    ));
    desk.write("1.txt", "The blast left 170 people dead in the port.");
    desk.watch(&mut clock("2026-01-01T00:00:00Z", "2026-01-01T00:05:00Z"));
    let editor = rusqlite::Connection::open(desk.path("claims.sqlite")).unwrap();
    editor.execute_batch("pragma foreign_keys = off; delete from article;").unwrap();
    drop(editor);
    let (code, found) = json(desk.folder.path());
    assert_eq!((code, &found["grade"]), (Some(2), &"trouble".into()), "{found:#}");
    assert!(remarks(&found)[0].contains("the file is damaged: "), "{found:#}");

    desk.write(
        "claims.sqlite",
        "no database, and long enough that nobody could take it for an empty one",
    );
    let output = doctor(desk.folder.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not a store of claims"));
    desk.write("config.toml", "[watch]\nschedule = \"* *\"\n");
    assert_eq!(doctor(desk.folder.path(), &[]).status.code(), Some(2));
}
