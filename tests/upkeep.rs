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

    let nowhere = claims(folder.path(), &["backup", "copies/one.sqlite"]);
    assert_eq!(nowhere.status.code(), Some(2));
    assert!(said(&nowhere).contains("there is no folder `copies`"), "{}", said(&nowhere));
    assert!(!path("copies").exists(), "a disk that is not mounted is not copied to");
    fs::create_dir(path("copies")).unwrap();
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

/// Makes all that was ever fetched so old.
fn aged(folder: &Path) {
    let writer = rusqlite::Connection::open(folder.join("claims.sqlite")).unwrap();
    writer.execute("update fetch set at = '2020-01-01T00:00:00Z'", []).unwrap();
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[test]
fn what_is_old_is_let_go_and_every_figure_keeps_its_quote() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| claims(folder.path(), args);
    reports(folder.path(), 40);
    assert_eq!(run(&["fetch"]).status.code(), Some(0));
    let young = run(&["prune", "--older-than", "90d"]);
    assert!(young.status.code() == Some(0) && said(&young).contains("nothing so old"));

    aged(folder.path());
    let figures = "select group_concat(claim.id || quote || sha256 || quote_start) from claim
        join claim_seen on claim = claim.id join revision on revision.id = revision
        join snapshot on sha256 = snapshot order by claim.id";
    let kept = asked(folder.path(), figures);
    let before = [run(&["diff", "--json"]).stdout, run(&["matrix"]).stdout];
    let dry = run(&["prune", "--older-than", "90d", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", said(&dry));
    let (shown, note) = (text(&dry), said(&dry));
    assert!(shown.contains("40 pages") && shown.contains("40 texts"), "{shown}");
    assert!(
        shown.contains(" bytes)") && note.contains("nothing was changed; 40 figures"),
        "{note}"
    );
    let held = "select count(body) || ' ' || (select count(*) from revision where text <> '') from snapshot";
    assert_eq!(asked(folder.path(), held), "40 40");

    let size = || fs::metadata(folder.path().join("claims.sqlite")).unwrap().len();
    let whole = size();
    let done = run(&["prune", "--older-than", "90d"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert!(size() < whole, "small pages give their space back, too: {}", text(&done));
    assert_eq!(asked(folder.path(), held), "0 0");
    assert_eq!(asked(folder.path(), figures), kept);
    assert_eq!(asked(folder.path(), "pragma integrity_check"), "ok");
    assert_eq!([run(&["diff", "--json"]).stdout, run(&["matrix"]).stdout], before);
    assert!(said(&run(&["diff"])).contains("the pages of 40 of 40 versions were pruned"));

    let claim = asked(folder.path(), "select id from claim order by id limit 1");
    let why = text(&run(&["why", &claim, "--width", "200"]));
    assert!(why.contains("the text was pruned") && why.contains("bytes pruned"), "{why}");
    assert!(why.contains("100 people dead") || why.contains("people dead"), "{why}");
    let why = text(&run(&["why", &claim, "--json"]));
    assert!(why.contains("\"quote_holds\": null") && why.contains("\"text_pruned_at\""), "{why}");
    let page = asked(folder.path(), "select url from article order by id limit 1");
    let known = run(&["why", &page, "--versions"]);
    assert!(text(&known).contains("its text pruned"), "{} {}", text(&known), said(&known));
    assert_eq!(run(&["report", "--out", "out"]).status.code(), Some(0));
    let rows = fs::read_to_string(folder.path().join("out/claims.csv")).unwrap();
    assert_eq!(rows.lines().count(), 41);

    // A page that says what it said is no news, and no sign of a source that has gone dumb.
    let again = run(&["fetch"]);
    assert_eq!(again.status.code(), Some(0), "{}", said(&again));
    assert!(said(&again).contains("nothing new") && !said(&again).contains("degraded"));
    let nothing = run(&["prune", "--older-than", "90d", "--json"]);
    assert!(text(&nothing).contains("\"snapshots\": 0"), "{}", text(&nothing));
}

#[test]
fn what_was_let_go_is_read_again_when_a_page_comes_back() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| claims(folder.path(), args);
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    run(&["fetch"]);
    aged(folder.path());
    run(&["prune", "--older-than", "1d"]);
    assert_eq!(asked(folder.path(), "select text from revision"), "");
    // Another page, and the first one again.
    fs::write(folder.path().join("1.txt"), "The blast left 182 people dead.").unwrap();
    run(&["fetch"]);
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    let back = run(&["fetch"]);
    assert_eq!(back.status.code(), Some(0), "{}", said(&back));
    assert_eq!(
        asked(folder.path(), "select text from revision where number = 1"),
        "The blast left 170 people dead."
    );
    assert_eq!(asked(folder.path(), "select count(pruned_at) || '' from revision"), "0");
    assert_eq!(asked(folder.path(), "select count(pruned_at) || '' from snapshot"), "0");
}

#[test]
fn the_bytes_go_and_the_text_may_stay_and_the_file_shrinks() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| claims(folder.path(), args);
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    // Words that do not pack well.
    let noise = (0..60_000_u64).map(|at| format!("{:x} ", at.wrapping_mul(0x9e37_79b9_7f4a_7c15)));
    let text = format!("The blast left 170 people dead.\n\n{}", noise.collect::<String>());
    fs::write(folder.path().join("1.txt"), text).unwrap();
    assert_eq!(run(&["fetch"]).status.code(), Some(0));
    aged(folder.path());
    let size = || fs::metadata(folder.path().join("claims.sqlite")).unwrap().len();
    let whole = size();
    let done = run(&["prune", "--older-than", "2026-01-01", "--keep-text"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    let without_bytes = size();
    assert!(without_bytes + 400_000 < whole, "{whole} -> {without_bytes}");
    assert!(asked(folder.path(), "select text from revision").contains("170 people"));
    run(&["prune", "--older-than", "2026-01-01"]);
    assert!(size() + 400_000 < without_bytes, "{without_bytes} -> {}", size());
}

#[test]
fn nothing_is_let_go_beside_a_run_and_nothing_where_there_is_no_store() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| claims(folder.path(), args);
    reports(folder.path(), 1);
    let none = run(&["prune", "--older-than", "90d"]);
    assert!(none.status.code() == Some(2) && said(&none).contains("there is no store"));
    assert!(!folder.path().join("claims.sqlite").exists());
    run(&["fetch"]);
    aged(folder.path());
    let lock = fs::File::open(folder.path().join("claims.sqlite.lock")).unwrap();
    lock.lock().unwrap();
    let busy = run(&["prune", "--older-than", "90d"]);
    assert!(
        busy.status.code() == Some(2) && said(&busy).contains("another run"),
        "{}",
        said(&busy)
    );
    let dry = run(&["prune", "--older-than", "90d", "--dry-run"]);
    assert_eq!(dry.status.code(), Some(0), "{}", said(&dry));
    assert_eq!(asked(folder.path(), "select count(body) || '' from snapshot"), "1");
}

/// Kills a prune at points of its work: all of it has happened then, or nothing.
#[cfg(unix)]
#[test]
fn a_prune_that_is_killed_is_whole_or_did_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    reports(folder.path(), 30);
    assert_eq!(claims(folder.path(), &["fetch"]).status.code(), Some(0));
    aged(folder.path());
    let held = "select count(body) || ' ' || (select count(*) from revision where text <> '') from snapshot";
    for turn in 0..12 {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.args(["prune", "--older-than", "90d"]).current_dir(folder.path()).env_clear();
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null());
        let mut prune = command.env("HOME", folder.path()).spawn().unwrap();
        // Some work of our own, so that each turn ends it at another point.
        let mut until = 0_u64;
        while until < turn * 400_000 {
            until = std::hint::black_box(until + 1);
        }
        prune.kill().unwrap();
        prune.wait().unwrap();
        assert_eq!(asked(folder.path(), "pragma integrity_check"), "ok");
        let left = asked(folder.path(), held);
        assert!(left == "30 30" || left == "0 0", "half of it: {left}");
    }
    let last = claims(folder.path(), &["prune", "--older-than", "90d"]);
    assert_eq!(last.status.code(), Some(0), "{}", said(&last));
    assert_eq!(asked(folder.path(), held), "0 0");
    assert_eq!(asked(folder.path(), "select count(*) || '' from claim"), "30");
}

/// Reads a file of numbers as both kinds of collector do: each sample's name and labels with its value.
const READER: &str = r#"
import sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as strict
from prometheus_client.parser import text_string_to_metric_families as lenient
text = open(sys.argv[1]).read()
read = lambda parse: [(s.name, tuple(sorted(s.labels.items())), s.value) for f in parse(text) for s in f.samples]
assert read(strict) == read(lenient)
for name, labels, value in read(strict):
    print(name, *[f"{key}={value}" for key, value in labels], value, sep="|")
"#;

#[test]
fn a_monitor_reads_how_the_run_went() {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&str]| claims(folder.path(), args);
    let config = CONFIG.to_owned()
        + "[[event.source]]\noutlet = \"post\"\nfile = \"a \\\"b\\\" gone.txt\"\n";
    fs::write(folder.path().join("config.toml"), config).unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    let nowhere = run(&["fetch", "--metrics-file", "nowhere/claims.prom"]);
    assert!(nowhere.status.code() == Some(2) && said(&nowhere).contains("no folder `nowhere`"));
    assert!(!folder.path().join("claims.sqlite").exists(), "that is found out before any work");
    for command in ["watch", "fetch"] {
        let _ = fs::remove_file(folder.path().join("claims.prom"));
        let once: &[&str] = if command == "watch" { &["--once"] } else { &[] };
        run(&[&[command, "--metrics-file", "claims.prom"], once].concat());
        let file = fs::read_to_string(folder.path().join("claims.prom")).unwrap();
        assert!(file.ends_with("# EOF\n"), "{file}");
        assert!(file.contains("claims_figures{event=\"blast\"} 1\n"), "{file}");
        let beside = fs::read_dir(folder.path()).unwrap();
        let beside = beside
            .filter(|it| it.as_ref().unwrap().file_name().to_string_lossy().ends_with(".new"));
        assert_eq!(beside.count(), 0, "nothing is left beside it");
    }
    // The config may say where, so that a service needs no flag.
    let config = fs::read_to_string(folder.path().join("config.toml")).unwrap();
    let kept = config.clone() + "[watch]\nmetrics_file = \"kept.prom\"\n";
    fs::write(folder.path().join("config.toml"), kept).unwrap();
    run(&["fetch"]);
    let file = fs::read_to_string(folder.path().join("kept.prom")).unwrap();
    assert!(file.contains("claims_figures{event=\"blast\"} 1\n"), "{file}");
    fs::write(folder.path().join("config.toml"), config).unwrap();
    let reader = tempfile::tempdir().unwrap();
    let quiet = |command: &mut Command| command.output().is_ok_and(|it| it.status.success());
    let python = reader.path().join("bin/python");
    let is_there = quiet(Command::new("python3").args(["-m", "venv"]).arg(reader.path()))
        && quiet(Command::new(&python).args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "prometheus_client",
        ]));
    if !is_there {
        crate::aloud::skipped(
            "reading metrics as a monitor does",
            "prometheus_client cannot be installed here",
        );
        return;
    }
    let mut read = Command::new(&python);
    let read =
        read.args(["-c", READER, "claims.prom"]).current_dir(folder.path()).output().unwrap();
    assert!(read.status.success(), "it is good text of both kinds: {}", said(&read));
    let read = text(&read);
    for sample in [
        "claims_run_complete|1",
        "claims_source_up|address=1.txt|event=blast|kind=file|outlet=post|1",
        "claims_source_up|address=a \"b\" gone.txt|event=blast|kind=file|outlet=post|0",
        "claims_figures|event=blast|1",
        "claims_alerts_waiting|0",
    ] {
        assert!(read.lines().any(|line| line == sample), "{sample} in {read}");
    }
    // A file that cannot be written is told, and the run stands.
    fs::create_dir(folder.path().join("taken")).unwrap();
    let taken = run(&["fetch", "--metrics-file", "taken"]);
    assert!(taken.status.code() == Some(2), "{}", said(&taken));
    assert!(
        said(&taken).contains("cannot be written to `taken`") && said(&taken).contains("is stored")
    );
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
