//! The store is looked after, and lives through what happens to machines.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const CONFIG: &str = "[[outlet]]\nid = \"post\"\n[[event]]\nid = \"blast\"\n\
    [[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n";

fn claims(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_backup_is_taken_beside_a_writer_and_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::write(path("config.toml"), CONFIG).unwrap();
    fs::write(path("1.txt"), "The blast left 170 people dead.").unwrap();
    assert_eq!(claims(folder.path(), &["fetch"]).status.code(), Some(0));
    // A writer in the middle of its work, with rows that nobody is to see yet.
    let mut writer = rusqlite::Connection::open(path("claims.sqlite")).unwrap();
    let open = writer.transaction().unwrap();
    open.execute("insert into state (key, value) values ('half', 'done')", []).unwrap();

    let done = claims(folder.path(), &["backup", "copies/one.sqlite"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(said(&done).contains("1 claim ") && said(&done).contains("the copy is whole"));
    drop(open);
    let copy = rusqlite::Connection::open(path("copies/one.sqlite")).unwrap();
    let half: i64 = copy
        .query_row("select count(*) from state where key = 'half'", [], |row| row.get(0))
        .unwrap();
    assert_eq!(half, 0);
    drop(copy);
    // It is a store like the first one.
    let diff = |store: &str| claims(folder.path(), &["--store", store, "diff", "--json"]).stdout;
    assert_eq!(diff("copies/one.sqlite"), diff("claims.sqlite"));
    assert!(!path("copies/one.sqlite.new").exists());

    let again = claims(folder.path(), &["backup", "copies/one.sqlite"]);
    assert!(again.status.code() == Some(2) && said(&again).contains("there already"));
    assert_eq!(
        claims(folder.path(), &["backup", "--force", "copies/one.sqlite"]).status.code(),
        Some(0)
    );
    let itself = claims(folder.path(), &["backup", "--force", "claims.sqlite"]);
    assert!(itself.status.code() == Some(2) && said(&itself).contains("the store itself"));
}

/// What the store says of itself, and how many of a thing it holds.
fn asked(folder: &Path, sql: &str) -> String {
    let reader = rusqlite::Connection::open(folder.join("claims.sqlite")).unwrap();
    reader.query_row(sql, [], |row| row.get(0)).unwrap()
}

/// A desk of so many reports, each with a figure of its own.
fn reports(folder: &Path, count: usize) {
    let mut config =
        "[[outlet]]\nid = \"post\"\ndomains = [\"post.example\"]\n[[event]]\nid = \"blast\"\n"
            .to_owned();
    for report in 0..count {
        let (name, dead) = (format!("{report}.txt"), 100 + report);
        fs::write(folder.join(&name), format!("The blast left {dead} people dead in the port."))
            .unwrap();
        config.push_str("[[event.source]]\noutlet = \"post\"\n");
        config.push_str(&["file = \"", &name, "\"\nsaved = 2026-01-01T09:00:00Z\n"].concat());
    }
    fs::write(folder.join("config.toml"), config).unwrap();
}

/// Kills a run at 25 places: after each line in which it tells of a source.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_loses_nothing_that_it_told_of_and_doubles_nothing() {
    use std::io::{BufRead as _, BufReader};
    use std::process::Stdio;

    const KILLS: usize = 25;
    let (killed, whole) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    reports(killed.path(), KILLS + 1);
    reports(whole.path(), KILLS + 1);
    let mut told = std::collections::BTreeSet::new();
    for lines in 0..KILLS {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.arg("fetch").current_dir(killed.path()).env_clear().env("HOME", killed.path());
        let mut run = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let out = BufReader::new(run.stdout.take().unwrap());
        told.extend(
            out.lines()
                .take(lines)
                .map(|line| line.unwrap().split_whitespace().last().unwrap().to_owned()),
        );
        run.kill().unwrap();
        run.wait().unwrap();
        // A run that was killed before its first line may not have made the store yet.
        if lines == 0 {
            continue;
        }
        assert_eq!(asked(killed.path(), "pragma integrity_check"), "ok", "after {lines} lines");
        let kept: usize =
            asked(killed.path(), "select count(*) || '' from article").parse().unwrap();
        assert!(kept >= told.len(), "{} reports were told of, {kept} are kept", told.len());
    }
    let last = claims(killed.path(), &["fetch"]);
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    assert_eq!(claims(whole.path(), &["fetch"]).status.code(), Some(0));
    for sql in [
        "select count(*) || '' from article",
        "select count(*) || '' from revision",
        "select group_concat(id) from (select id from claim order by id)",
        "select count(*) || '' from snapshot",
        "select group_concat(id) from (select id from v_findings order by id)",
    ] {
        assert_eq!(asked(killed.path(), sql), asked(whole.path(), sql), "{sql}");
    }
}
