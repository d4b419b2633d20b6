//! Newer rules are tried on the stored pages before they count, and then count at once.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder);
    command
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

const DEAD: &str = "ffffffffffffffffffff";

/// A desk whose pages an older program has read: it missed the 100, took the 101 for a running total, and read a figure where
/// the third report has none.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let mut config = "[[outlet]]\nid = \"post\"\n[[event]]\nid = \"blast\"\n".to_owned();
        for report in 0..24 {
            let name = format!("{report:02}.txt");
            let words = format!("The blast left {} people dead in the port.", 100 + report);
            let more = " The harbour master spoke at length of the wind and the cranes.".repeat(12);
            fs::write(desk.0.path().join(&name), words + &more).unwrap();
            config.push_str("[[event.source]]\noutlet = \"post\"\n");
            config.push_str(&["file = \"", &name, "\"\nsaved = 2026-01-01T09:00:00Z\n"].concat());
        }
        fs::write(desk.0.path().join("config.toml"), config).unwrap();
        assert_eq!(desk.run(&["fetch"]).status.code(), Some(0));
        desk.sql(
            "update run set extractor = '0.0.1+old'; update revision set extractor = '0.0.1+old';
             delete from finding_claim where claim = (select id from claim where value = 100);
             delete from claim_seen where claim = (select id from claim where value = 100);
             delete from set_aside where claim = (select id from claim where value = 100);
             delete from change where to_claim = (select id from claim where value = 100)
                 or from_claim = (select id from claim where value = 100);
             delete from claim where value = 100;
             update claim_seen set basis = 'cumulative' where claim = (select id from claim where value = 101);
             create temp table old as select * from claim where value = 102;
             update old set id = 'ffffffffffffffffffff', value_text = '7', value = 7, quote = '2 people';
             insert into claim select * from old;
             create temp table seen as select * from claim_seen where claim = (select id from claim where value = 102);
             update seen set claim = 'ffffffffffffffffffff', quote_start = quote_start + 2, position = 9;
             insert into claim_seen select * from seen;",
        );
        desk
    }

    fn run(&self, args: &[&str]) -> Output {
        command(self.0.path(), args).output().unwrap()
    }

    fn sql(&self, words: &str) {
        let writer = rusqlite::Connection::open(self.0.path().join("claims.sqlite")).unwrap();
        writer.execute_batch(words).unwrap();
    }

    fn asked(&self, words: &str) -> String {
        let reader = rusqlite::Connection::open(self.0.path().join("claims.sqlite")).unwrap();
        reader.query_row(words, [], |row| row.get(0)).unwrap()
    }

    fn all(&self) -> Vec<String> {
        let reader = rusqlite::Connection::open(self.0.path().join("claims.sqlite")).unwrap();
        ["claim", "claim_seen", "revision", "finding", "run", "change", "state"]
            .map(|table| {
                let mut rows = reader.prepare(&format!("select * from {table}")).unwrap();
                let width = rows.column_count();
                let rows = rows.query_map([], |row| {
                    (0..width).map(|at| row.get_ref(at).map(|it| format!("{it:?}"))).collect()
                });
                let rows: Vec<Vec<String>> = rows.unwrap().map(Result::unwrap).collect();
                format!("{rows:?}")
            })
            .to_vec()
    }
}

#[test]
fn what_newer_rules_change_is_shown_before_and_kept_on_request() {
    let desk = Desk::new();
    let before = desk.all();
    let diff = desk.run(&["reprocess", "--diff"]);
    assert_eq!(diff.status.code(), Some(1), "{}", said(&diff));
    let shown = text(&diff);
    assert!(
        shown.contains("+ killed · all: 100  \"100 people dead\"")
            || shown.contains("+ killed · all: 100"),
        "{shown}"
    );
    assert!(
        shown.contains("~ killed · all: 101") && shown.contains("basis: cumulative -> "),
        "{shown}"
    );
    assert!(shown.contains("- killed · all: 7  \"2 people\""), "{shown}");
    assert_eq!(shown.matches("  version 1").count(), 3, "what is read alike is left out: {shown}");
    let note = said(&diff);
    assert!(
        note.contains("24 versions read anew: 1 figure would appear, 1 figure would vanish"),
        "{note}"
    );
    assert!(note.contains("1 figure would be read otherwise"), "{note}");
    assert!(desk.all() == before, "nothing was changed");
    let lines = text(&desk.run(&["reprocess", "--diff", "--json"]));
    assert!(lines.contains("\"kind\":\"appears\"") && lines.contains("\"versions\":24"), "{lines}");

    let lock = fs::File::open(desk.0.path().join("claims.sqlite.lock")).unwrap();
    lock.lock().unwrap();
    let busy = desk.run(&["reprocess", "--apply"]);
    assert!(
        busy.status.code() == Some(2) && said(&busy).contains("another run"),
        "{}",
        said(&busy)
    );
    drop(lock);

    let done = desk.run(&["reprocess", "--apply"]);
    assert_eq!(done.status.code(), Some(0), "{}", said(&done));
    assert_eq!(text(&done), shown, "what was shown is what is kept");
    let again = desk.run(&["reprocess", "--diff"]);
    assert_eq!(again.status.code(), Some(0), "{}{}", text(&again), said(&again));
    assert!(said(&again).contains("nothing differs"));
    let runs = desk.asked("select count(*) || '' from run");
    assert_eq!(runs, "2");
    assert_eq!(desk.run(&["reprocess", "--apply"]).status.code(), Some(0));
    assert_eq!(desk.asked("select count(*) || '' from run"), runs, "nothing differs: no run");
    assert_eq!(desk.asked("select count(*) || '' from revision"), "24", "the pages did not change");

    // The figure that is read no more: gone from now, and not from then.
    let why = text(&desk.run(&["why", DEAD, "--width", "160"]));
    assert!(why.contains("takes this figure no more") && why.contains("run 2"), "{why}");
    let now = text(&desk.run(&["diff", "--json"]));
    assert!(!now.contains(DEAD), "{now}");
    assert_eq!(desk.run(&["fetch"]).status.code(), Some(0));
    assert_eq!(desk.asked("select count(*) || '' from claim"), "25");
}

#[test]
fn pages_that_were_pruned_are_counted_and_stay_as_they_were_read() {
    let desk = Desk::new();
    desk.sql(
        "update fetch set at = '2020-01-01T00:00:00Z' where revision in (
             select revision from claim_seen join claim on claim.id = claim where value <> 101);
         update fetch set at = '2020-01-01T00:00:00Z' where url like '%00.txt'",
    );
    assert_eq!(desk.run(&["prune", "--older-than", "90d"]).status.code(), Some(0));
    let diff = desk.run(&["reprocess", "--diff"]);
    assert_eq!(diff.status.code(), Some(1), "{}", said(&diff));
    assert!(said(&diff).contains("the pages of 23 versions were pruned"), "{}", said(&diff));
    assert!(
        text(&diff).contains("~ killed") && !text(&diff).contains("- killed"),
        "{}",
        text(&diff)
    );
    assert_eq!(desk.run(&["reprocess", "--apply"]).status.code(), Some(0));
    assert_eq!(
        desk.asked("select count(*) || '' from claim_seen where dropped_in is not null"),
        "0"
    );
}

#[test]
fn words_of_the_desks_own_are_tried_on_what_it_holds() {
    let desk = Desk::new();
    fs::create_dir(desk.0.path().join("words")).unwrap();
    let none = desk.run(&["reprocess", "--diff", "--data", "nowhere"]);
    assert!(none.status.code() == Some(2) && said(&none).contains("nowhere"), "{}", said(&none));
    let tried = desk.run(&["reprocess", "--diff", "--data", "words"]);
    assert_eq!(tried.status.code(), Some(1), "{}", said(&tried));
    let both = desk.run(&["reprocess", "--apply", "--data", "words"]);
    assert_eq!(both.status.code(), Some(2), "what `fetch` does not read by is not kept");
    let unknown = desk.run(&["reprocess", "--diff", "flood"]);
    assert!(unknown.status.code() == Some(2) && said(&unknown).contains("`flood` is no event"));
}

#[test]
fn a_full_disk_leaves_the_store_as_it_was_read() {
    let desk = Desk::new();
    // An older program that read nothing at all: there is much to add.
    desk.sql(
        "delete from finding_claim; delete from set_aside; delete from change;
         delete from claim_seen; delete from claim; update revision set text = ''; vacuum; pragma wal_checkpoint(truncate);",
    );
    let before = desk.all();
    let size = fs::metadata(desk.0.path().join("claims.sqlite")).unwrap().len();
    let mut full = command(desk.0.path(), &["reprocess", "--apply"]);
    let full = full.env("CLAIMS_STORE_BYTES_MAX", size.to_string()).output().unwrap();
    assert!(full.status.code() == Some(2) && said(&full).contains("is full"), "{}", said(&full));
    assert!(desk.all() == before, "half of it was kept");
}

#[cfg(unix)]
#[test]
fn readers_see_all_of_it_or_nothing_wherever_it_is_killed() {
    let desk = Desk::new();
    let before = desk.all();
    for turn in 0..10_u64 {
        let mut apply = command(desk.0.path(), &["reprocess", "--apply"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Some work of our own, so that each turn ends it at another point.
        let mut until = 0_u64;
        while until < turn * 1_500_000 {
            until = std::hint::black_box(until + 1);
        }
        apply.kill().unwrap();
        apply.wait().unwrap();
        assert_eq!(desk.asked("pragma integrity_check"), "ok");
        if desk.asked("select count(*) || '' from run") == "1" {
            assert!(desk.all() == before, "half of it was kept at turn {turn}");
        } else {
            assert_eq!(desk.asked("select outcome from run where id = 2"), "done");
        }
    }
    assert_eq!(desk.run(&["reprocess", "--apply"]).status.code(), Some(0));
    assert_eq!(desk.run(&["reprocess", "--diff"]).status.code(), Some(0));
}
