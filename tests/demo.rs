//! `claims demo` as a stranger runs it: twice the same, and what the bundle holds is found.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

use rusqlite::Connection;
use tempfile::TempDir;

/// One demo that every test may look at.
pub(super) static DEMO: LazyLock<Demo> = LazyLock::new(Demo::run);

pub(super) struct Demo {
    home: TempDir,
    pub(super) stdout: String,
    stderr: String,
}

impl Demo {
    fn run() -> Self {
        let home = tempfile::tempdir().unwrap();
        let output = claims(&["demo", "--out", home.path().join("demo").to_str().unwrap()]);
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{stderr}");
        Self { home, stdout, stderr }
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("demo")
    }

    fn config(&self) -> String {
        self.folder().join("config.toml").to_str().unwrap().to_owned()
    }

    fn store(&self) -> Connection {
        Connection::open(self.folder().join("claims.sqlite")).unwrap()
    }

    /// The reports by name.
    fn reports(&self) -> BTreeMap<String, Vec<u8>> {
        let entries = fs::read_dir(self.folder().join("reports")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.map(|path| (name(&path), fs::read(&path).unwrap())).collect()
    }

    fn csv(&self, name: &str) -> Vec<BTreeMap<String, String>> {
        let path = self.folder().join("reports").join(name);
        let mut reader = csv::Reader::from_path(path).unwrap();
        reader.deserialize().map(|row| row.unwrap()).collect()
    }
}

fn name(path: &Path) -> String {
    path.file_name().unwrap().to_str().unwrap().to_owned()
}

fn claims(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_claims"))
        .args(args)
        .env("CLAIMS_STORE", "/nowhere/at/all.sqlite")
        .env_remove("CLAIMS_CONFIG")
        .output()
        .unwrap()
}

fn strings(store: &Connection, sql: &str) -> Vec<String> {
    let mut statement = store.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    rows.map(Result::unwrap).collect()
}

#[test]
fn every_id_that_the_diff_prints_is_taken_as_it_stands() {
    let ids: Vec<&str> =
        DEMO.stdout.split_whitespace().filter(|word| word.starts_with("C-")).collect();
    assert!(ids.iter().any(|id| id.contains('+')), "the bundled event has a sum");
    for id in ids {
        let store = DEMO.folder().join("claims.sqlite");
        let said = claims(&["--store", store.to_str().unwrap(), "why", id]);
        assert_eq!(said.status.code(), Some(0), "{id}: {}", String::from_utf8_lossy(&said.stderr));
    }
}

#[test]
fn two_demos_are_the_same_to_the_last_byte() {
    let again = Demo::run();
    assert_eq!(DEMO.stdout, again.stdout);
    assert_eq!(DEMO.reports(), again.reports());
    for sql in [
        "select id from claim order by id",
        "select run || ' ' || id from finding order by run, id",
        "select id from change order by id",
        "select sha256 from snapshot order by sha256",
        "select at || ' ' || url || ' ' || outcome from fetch order by at, url",
    ] {
        assert_eq!(strings(&DEMO.store(), sql), strings(&again.store(), sql), "{sql}");
    }
}

#[test]
fn nobody_learns_the_port() {
    let urls = strings(
        &DEMO.store(),
        "select url from fetch union select final_url from fetch where final_url is not null
         union select url from article union select address from source",
    );
    assert!(urls.len() > 9, "{urls:?}");
    for url in urls {
        let host = url.strip_prefix("http://").and_then(|rest| rest.split('/').next());
        assert!(host.is_some_and(|host| host.ends_with(".example")), "{url}");
    }
    let told = String::from_utf8(DEMO.reports().into_values().flatten().collect()).unwrap();
    assert!(!told.contains("127.0.0.1") && !told.contains("localhost"));
}

#[test]
fn every_source_answers_at_every_visit() {
    let store = DEMO.store();
    let wrong =
        "select url || ' ' || outcome from fetch where outcome not in ('ok', 'not_modified')";
    assert_eq!(strings(&store, wrong), [""; 0]);
    let runs = strings(&store, "select started_at from run order by id");
    assert_eq!(runs, ["2021-08-26T18:30:00Z", "2021-08-27T06:10:00Z", "2021-08-27T17:40:00Z"]);
    let unchanged = "select distinct url from fetch where outcome = 'not_modified'";
    assert!(strings(&store, unchanged).iter().any(|url| url.contains("island-gazette")));
}

#[test]
fn figures_that_stand_around_a_report_are_not_its_figures() {
    // Tickers, related stories, comments, menus and notices of the bundled pages.
    let around = [
        "2207", "34", "300", "457", "2500", "61", "240000", "742", "5800", "16", "43000", "212",
        "250", "31", "1204", "158", "320", "781", "1029", "2461",
    ];
    for row in DEMO.csv("claims.csv") {
        assert!(!around.contains(&row["value"].as_str()), "{}: {}", row["outlet_id"], row["quote"]);
    }
}

#[test]
fn every_row_has_its_quote_in_the_stored_text() {
    let store = DEMO.store();
    let rows = "select count(*) from claim_seen join claim on claim.id = claim_seen.claim
                join revision on revision.id = claim_seen.revision
                where substr(revision.text, quote_start + 1, quote_end - quote_start) <> quote";
    let wrong: i64 = store.query_row(rows, [], |row| row.get(0)).unwrap();
    assert_eq!(wrong, 0);
}

#[test]
fn it_says_where_everything_is_and_what_to_type_next() {
    for file in ["claims.sqlite", "claims.csv", "matrix.csv", "changes.csv"] {
        assert!(DEMO.stderr.contains(file), "{}", DEMO.stderr);
    }
    let next = DEMO.stderr.lines().find_map(|line| line.strip_prefix("next:")).unwrap();
    let words: Vec<&str> = next.split_whitespace().skip(1).collect();
    assert_eq!(words[..1], ["why"]);
    let why = claims(&[words[0], words[1], "--config", &DEMO.config(), "--store", &store_path()]);
    assert!(why.status.success(), "{}", String::from_utf8_lossy(&why.stderr));
    let diff = claims(&["diff", "--config", &DEMO.config(), "--store", &store_path()]);
    assert_eq!(diff.status.code(), Some(1));
    assert_eq!(String::from_utf8_lossy(&diff.stdout), DEMO.stdout);
}

fn store_path() -> String {
    DEMO.folder().join("claims.sqlite").to_str().unwrap().to_owned()
}

#[test]
fn a_folder_that_is_in_use_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mine = folder.path().join("config.toml");
    fs::write(&mine, "# mine\n").unwrap();
    let output = claims(&["demo", "--out", folder.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("is not empty") && told.contains("hint: "), "{told}");
    assert_eq!(fs::read_to_string(&mine).unwrap(), "# mine\n");
}

/// A fresh clone, offline: the saved pages of config.toml give the same picture as the demo's visits.
#[test]
fn the_shipped_config_works_as_it_lies_there() {
    let desk = tempfile::tempdir().unwrap();
    let store = desk.path().join("claims.sqlite").to_str().unwrap().to_owned();
    let out = desk.path().join("reports").to_str().unwrap().to_owned();
    let config = concat!(env!("CARGO_MANIFEST_DIR"), "/config.toml");
    let run = |args: &[&str]| claims(&[args, &["--config", config, "--store", &store]].concat());
    let fetched = run(&["fetch"]);
    assert!(fetched.status.success(), "{}", String::from_utf8_lossy(&fetched.stderr));
    let diff = run(&["diff"]);
    let shown = String::from_utf8(diff.stdout).unwrap();
    assert_eq!(diff.status.code(), Some(1), "{shown}");
    for line in ["170 … 182", "182 = Σ meridian-wire", "180 killed in Kabul airport bombing"] {
        assert!(shown.contains(line), "{shown}");
    }
    let report = run(&["report", "--out", &out]);
    assert!(report.status.success(), "{}", String::from_utf8_lossy(&report.stderr));
    assert!(desk.path().join("reports/claims.csv").is_file());
    let again = String::from_utf8(run(&["fetch", "--quiet"]).stdout).unwrap();
    assert!(!again.contains("new claim"), "{again}");
}

/// The lines of the diff that begin with this word.
fn lines(word: &str) -> Vec<&'static str> {
    DEMO.stdout.lines().filter(|line| line.starts_with(word)).collect()
}

#[test]
fn the_diff_shows_what_the_bundle_was_made_to_show() {
    let shown = &DEMO.stdout;
    let conflict = |words: [&str; 3]| {
        lines("CONFLICT").iter().any(|line| words.iter().all(|word| line.contains(word)))
    };
    assert!(conflict(["killed · all", "170 … 182", "INCLUSION"]), "{shown}");
    assert!(conflict(["killed · all", "170 … 180", "HEADLINE"]), "{shown}");
    assert!(shown.contains("182 = Σ"), "{shown}");
    assert!(lines("CHANGED").iter().any(|line| line.contains("90 → 170")), "{shown}");
    assert!(
        lines("AGREE")
            .iter()
            .any(|line| line.contains("killed · US troops") && line.contains("13")),
        "{shown}"
    );
    assert!(
        lines("STALE").iter().any(|line| line.contains("60") && line.contains("coast-daily")),
        "{shown}"
    );
}

#[test]
fn a_silent_edit_and_a_correction_are_rows_of_changes_csv() {
    let changes = DEMO.csv("changes.csv");
    let row = |outlet: &str, from: &str, to: &str| {
        let found = changes.iter().find(|row| {
            row["outlet_id"] == outlet && row["from_value"] == from && row["to_value"] == to
        });
        found.unwrap_or_else(|| panic!("{outlet} {from} → {to} is not in {changes:#?}"))
    };
    assert_eq!(row("lantern-news", "200", "150")["kind"], "down");
    assert_eq!(row("khyber-observer", "185", "170")["kind"], "corrected");
    assert_eq!(row("harbour-post", "90", "170")["kind"], "up");
}

#[test]
fn a_move_since_the_last_visit_is_that_of_who_moved_since_from_what_stood_before() {
    let shown = &DEMO.stdout;
    assert!(
        shown.contains("khyber-observer at least 185 → at least 170 (-15), corrected"),
        "{shown}"
    );
    // Two of those who print 13 now printed it at the second visit.
    assert!(shown.contains("harbour-post +3 12 → 13 (+1)"), "{shown}");
}

#[test]
fn figures_to_print_that_exclude_each_other_are_told() {
    let told = "170 is not to be printed beside 169 Afghans and 13 US troops: they make 182";
    for args in [&["diff", "--explain"][..], &["matrix"]] {
        let output =
            claims(&[args, &["--config", &DEMO.config(), "--store", &store_path()]].concat());
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(shown.contains(told), "{shown}");
    }
}
