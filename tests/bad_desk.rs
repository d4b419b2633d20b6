//! What a desk's config and its pages can get wrong: it is told, no verdict becomes wrong by it, and nothing is lost.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

const SAVED: &str = "2026-03-01T10:00:00Z";

/// A desk of one event, a saved report an outlet: the outlet's id, its domain, its file, when that was saved.
fn desk(sources: &[(&str, &str, &str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    configure(folder.path(), sources);
    folder
}

fn configure(folder: &Path, sources: &[(&str, &str, &str, &str)]) {
    let outlets = sources.iter().map(|(outlet, domain, ..)| {
        format!("[[outlet]]\nid = \"{outlet}\"\ndomains = [\"{domain}\"]\n")
    });
    let files = sources.iter().map(|(outlet, domain, file, saved)| {
        format!(
            "[[event.source]]\noutlet = \"{outlet}\"\nfile = \"{file}\"\n\
             url = \"https://{domain}/{file}\"\nsaved = \"{saved}\"\n"
        )
    });
    let store = "[store]\npath = \"claims.sqlite\"\n".to_owned();
    let event = "[[event]]\nid = \"quay\"\ntitle = \"Blast at the quay\"\nterms = []\n".to_owned();
    let config: Vec<String> =
        [store].into_iter().chain(outlets).chain([event]).chain(files).collect();
    fs::write(folder.join("config.toml"), config.concat()).unwrap();
}

fn claims(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The findings of the event: verdict, outlets, origins.
fn findings(folder: &Path) -> Vec<(String, u64, u64)> {
    let parts = ["--only", "conflicts,changes,agreements,stale,single"];
    let output = claims(folder, &[&["diff", "quay", "--json"][..], &parts].concat());
    let found: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = found["events"][0]["findings"].as_array().unwrap().iter();
    findings
        .map(|it| {
            let verdict = it["verdict"].as_str().unwrap().to_owned();
            (verdict, it["outlets"].as_u64().unwrap(), it["origins"].as_u64().unwrap())
        })
        .collect()
}

#[test]
fn two_outlets_with_one_domain_are_told_and_are_one_origin() {
    let folder = desk(&[
        ("harbour-post", "post.example", "a.txt", SAVED),
        ("harbour-world", "post.example", "b.txt", SAVED),
    ]);
    fs::write(folder.path().join("a.txt"), "The blast killed 41 people at the quay.").unwrap();
    fs::write(folder.path().join("b.txt"), "At the quay 41 people died.").unwrap();
    assert_eq!(claims(folder.path(), &["fetch", "-q"]).status.code(), Some(0));
    assert_eq!(findings(folder.path()), [("agree".to_owned(), 2, 1)]);
    let doctor = claims(folder.path(), &["doctor"]);
    let said = out(&doctor) + &told(&doctor);
    assert!(
        said.contains("`harbour-post`, `harbour-world` have one domain, `post.example`"),
        "{said}"
    );
}

#[test]
fn an_outlet_that_got_another_id_is_no_second_witness() {
    let folder = desk(&[("harbour-post", "post.example", "a.txt", SAVED)]);
    fs::write(folder.path().join("a.txt"), "The blast killed 41 people at the quay.").unwrap();
    claims(folder.path(), &["fetch", "-q"]);
    fs::write(folder.path().join("b.txt"), "At the quay 41 people died.").unwrap();
    let later = "2026-03-01T12:00:00Z";
    configure(
        folder.path(),
        &[("post", "post.example", "a.txt", SAVED), ("post", "post.example", "b.txt", later)][1..],
    );
    assert_eq!(claims(folder.path(), &["fetch", "-q"]).status.code(), Some(0));
    assert_eq!(findings(folder.path()), [("agree".to_owned(), 2, 1)], "nothing of before is lost");
    assert_eq!(claims(folder.path(), &["verify"]).status.code(), Some(0));
}

#[test]
fn a_source_that_changed_its_outlets_id_is_told_once_and_keeps_its_history() {
    let folder = desk(&[("harbour-post", "post.example", "a.txt", SAVED)]);
    fs::write(folder.path().join("a.txt"), "The blast killed 41 people at the quay.").unwrap();
    claims(folder.path(), &["fetch", "-q"]);
    configure(folder.path(), &[("post", "post.example", "a.txt", SAVED)]);
    let ran = claims(folder.path(), &["fetch"]);
    let told_of = "`a.txt` was read as `harbour-post` before";
    assert!(ran.status.success() && told(&ran).contains(told_of), "{}", told(&ran));
    assert_eq!(findings(folder.path()), [("single".to_owned(), 1, 1)], "one report, one outlet");
    assert!(!told(&claims(folder.path(), &["fetch"])).contains(told_of), "told once");
}

#[test]
fn a_page_that_says_nothing_of_its_day_is_not_called_stale() {
    let (later, found) = ("2026-03-01T12:00:00Z", "2026-03-01T22:00:00Z");
    let folder = desk(&[
        ("harbour-post", "post.example", "a.txt", SAVED),
        ("river-mail", "mail.example", "b.txt", later),
        ("coast-daily", "coast.example", "c.txt", found),
    ]);
    for (file, dead) in [("a.txt", 12), ("b.txt", 15), ("c.txt", 12)] {
        let text = format!("The blast at the quay killed {dead} people, police said.");
        fs::write(folder.path().join(file), text).unwrap();
    }
    claims(folder.path(), &["fetch", "-q"]);
    let verdicts: Vec<String> = findings(folder.path()).into_iter().map(|it| it.0).collect();
    assert!(!verdicts.contains(&"stale".to_owned()), "it may be of any day: {verdicts:?}");
}

#[test]
fn a_page_from_the_future_outdates_nobody_and_is_told() {
    let folder = desk(&[
        ("harbour-post", "post.example", "a.html", "2026-03-01T10:00:00Z"),
        ("coast-daily", "coast.example", "b.html", "2026-03-01T10:30:00Z"),
    ]);
    let page = |published: &str, killed: u32| {
        format!(
            "<html><head><title>Blast at the quay</title><meta property=\"article:published_time\" \
             content=\"{published}\"></head><body><article><p>The blast at the old quay killed {killed} people on \
             Sunday morning.</p><p>The market stayed closed all day, and the harbour office asked people to keep \
             away from the water.</p></article></body></html>"
        )
    };
    let put = |published: &str| {
        fs::write(folder.path().join("a.html"), page("2026-03-01T09:00:00Z", 52)).unwrap();
        fs::write(folder.path().join("b.html"), page(published, 41)).unwrap();
        let _ = fs::remove_file(folder.path().join("claims.sqlite"));
        told(&claims(folder.path(), &["fetch"]))
    };
    let said = put("2026-03-01T09:30:00Z");
    assert!(!said.contains("after they were read"), "{said}");
    let right = findings(folder.path());
    let said = put("2031-03-01T09:30:00Z");
    assert!(said.contains("`coast-daily` dates reports after they were read"), "{said}");
    assert_eq!(findings(folder.path()), right);
    let page = out(&claims(folder.path(), &["diff", "quay"]));
    assert!(!page.contains("behind") && !page.contains("2031"), "{page}");
}

#[test]
fn an_event_without_claims_says_what_to_do_next_in_every_format() {
    let folder = desk(&[("harbour-post", "post.example", "a.txt", SAVED)]);
    fs::write(folder.path().join("a.txt"), "Nobody knows anything yet.").unwrap();
    claims(folder.path(), &["fetch", "-q"]);
    for format in ["table", "json", "ndjson", "csv", "md"] {
        let diff = claims(folder.path(), &["diff", "quay", "--format", format]);
        assert_eq!(diff.status.code(), Some(0), "{format}: {}", told(&diff));
        assert!(told(&diff).contains("`quay` has no claims yet"), "{format}: {}", told(&diff));
        assert!(!out(&diff).is_empty(), "{format}");
    }
    let formats = ["report", "quay", "--out", "out", "--format", "csv,json,ndjson,md,html"];
    let report = claims(folder.path(), &formats);
    assert_eq!(report.status.code(), Some(0), "{}", told(&report));
    for table in ["claims.csv", "matrix.csv", "changes.csv"] {
        let text = fs::read_to_string(folder.path().join("out").join(table)).unwrap();
        assert_eq!(text.matches("\r\n").count(), 1, "{table} has its header: {text}");
    }
}

#[test]
fn a_picture_is_compared_with_an_earlier_one_only() {
    let folder = desk(&[("harbour-post", "post.example", "a.txt", SAVED)]);
    fs::write(folder.path().join("a.txt"), "The blast killed 41 people at the quay.").unwrap();
    claims(folder.path(), &["fetch", "-q"]);
    claims(folder.path(), &["fetch", "-q"]);
    let diff = |args: &[&str]| claims(folder.path(), &[&["diff", "quay"], args].concat());
    let database = rusqlite::Connection::open(folder.path().join("claims.sqlite")).unwrap();
    database
        .execute("update run set started_at = '2026-03-01T10:00:00Z' where id = 1", [])
        .unwrap();
    drop(database);
    let output = diff(&["--as-of", "2026-03-01T11:00Z", "--since", "2"]);
    assert_eq!(output.status.code(), Some(2));
    let said = told(&output);
    assert!(said.contains("`--since 2` lies after the moment of `--as-of`"), "{said}");
    assert_eq!(diff(&["--as-of", "2026-03-01T11:00Z", "--since", "1"]).status.code(), Some(0));
}
