//! Stories: what several outlets wrote about one event, in time order, and what reconciling makes of it.
//!
//! `reports.txt` holds the reports, each under a line `# OUTLET TIME [agency=NAME] [| TITLE]`. `verdicts.txt` holds a line for each
//! finding: verdict, measure and group, range, reason, outlets and origins, and the question to ask. `STORIES=update cargo test
//! stories` writes it anew; read what changed before it is kept.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use serde_json::{Value, json};

fn documents(reports: &str, event: &str) -> Vec<Value> {
    let mut documents = Vec::new();
    for (at, report) in reports.split("\n# ").enumerate() {
        let report = if at == 0 { report.trim_start_matches("# ") } else { report };
        let (head, text) = report.split_once('\n').unwrap();
        let (head, title) =
            head.split_once(" | ").map_or((head, None), |(head, title)| (head, Some(title)));
        let (head, agency) =
            head.split_once(" agency=").map_or((head, None), |(head, agency)| (head, Some(agency)));
        let (outlet, published) = head.split_once(' ').unwrap();
        documents.push(json!({
            "id": format!("{outlet}-{at}"), "outlet": outlet, "published": published, "event": event, "title": title, "agency": agency,
            "text": text.trim(),
        }));
    }
    documents
}

fn filter(command: &str, input: &str) -> String {
    let output = Command::cargo_bin("claims").unwrap().arg(command).write_stdin(input).unwrap();
    String::from_utf8(output.stdout).unwrap()
}

fn verdicts(folder: &Path) -> String {
    let event = folder.file_name().unwrap().to_str().unwrap();
    let reports = fs::read_to_string(folder.join("reports.txt")).unwrap();
    let lines: Vec<String> = documents(&reports, event).iter().map(Value::to_string).collect();
    let found = filter("reconcile", &filter("extract", &lines.join("\n")));
    let mut told = String::new();
    for line in found.lines() {
        let finding: Value = serde_json::from_str(line).unwrap();
        let text = |name: &str| finding[name].as_str().unwrap_or("-").to_owned();
        let thing = match text("measure").as_str() {
            "count" => text("unit"),
            measure => measure.to_owned(),
        };
        writeln!(
            told,
            "{} {thing} · {}  {} … {} … {}  {}  {} outlets, {} origins",
            text("verdict").to_uppercase(),
            text("group"),
            finding["low"],
            finding["best"],
            finding["high"],
            text("reason"),
            finding["outlets"],
            finding["origins"],
        )
        .unwrap();
        for name in ["note", "ask"].into_iter().filter(|name| finding[name].is_string()) {
            writeln!(told, "    {name}: {}", text(name)).unwrap();
        }
    }
    told
}

#[test]
fn every_story_ends_as_told() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stories");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let update = std::env::var("STORIES").is_ok_and(|value| value == "update");
    let mut wrong = Vec::new();
    for folder in folders {
        let (told, kept) = (verdicts(&folder), folder.join("verdicts.txt"));
        if update {
            fs::write(&kept, &told).unwrap();
        }
        let expected = fs::read_to_string(&kept).unwrap_or_default();
        if told != expected {
            wrong.push(format!("{}\nexpected:\n{expected}told:\n{told}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
