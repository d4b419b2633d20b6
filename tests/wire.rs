//! The tables of docs/WIRE.md, held to the lines that the filters read and print.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use claims::wire::{DocumentLine, EntryLine};
use serde_json::{Value, json};

/// The fields that a table of the document tells.
fn told(table: &str) -> BTreeSet<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/WIRE.md");
    let text = fs::read_to_string(path).unwrap();
    let (_, rest) = text.split_once(&format!("<!-- {table} -->\n")).unwrap();
    let (rows, _) = rest.split_once(&format!("<!-- /{table} -->")).unwrap();
    let field =
        |row: &str| row.strip_prefix("| `")?.split_once('`').map(|(field, _)| field.to_owned());
    rows.lines().filter_map(field).collect()
}

fn fields(line: &Value) -> BTreeSet<String> {
    line.as_object().unwrap().keys().cloned().collect()
}

fn filter(args: &[&str], input: &str) -> Vec<Value> {
    let run = Command::cargo_bin("claims").unwrap().args(args).write_stdin(input).output().unwrap();
    let lines = String::from_utf8(run.stdout).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn document(id: &str, text: &str) -> String {
    json!({ "id": id, "outlet": id, "event": "quay", "text": text }).to_string() + "\n"
}

#[test]
fn the_fields_of_a_document_are_told() {
    let entry = EntryLine { start: 0, end: 1, published: "2031-05-04T06:00:00Z".to_owned() };
    let document = DocumentLine { entries: vec![entry], ..DocumentLine::default() };
    assert_eq!(told("document"), fields(&serde_json::to_value(document).unwrap()));
}

#[test]
fn the_fields_of_each_line_that_extract_prints_are_told() {
    let input = document("a", "Two people died on 4 May.");
    let lines = filter(&["extract", "--with-text", "--diagnostics", "-"], &input);
    let tables = ["text", "claim", "set_aside"];
    assert_eq!(lines.len(), tables.len(), "{lines:?}");
    for (table, line) in tables.iter().zip(&lines) {
        assert_eq!(told(table), fields(line), "{table}");
    }
}

#[test]
fn the_fields_of_what_reconcile_prints_are_told() {
    let input = document("a", "Two people were killed in the quay fire.")
        + &document("b", "Five people were killed in the quay fire.");
    let run = Command::cargo_bin("claims")
        .unwrap()
        .args(["extract", "-"])
        .write_stdin(input)
        .output()
        .unwrap();
    let claims = String::from_utf8(run.stdout).unwrap();
    let lines = filter(&["reconcile", "-"], &claims);
    assert_eq!(told("finding"), fields(lines.first().expect("a finding")));
    let pairs = filter(&["reconcile", "--pairs", "-"], &claims);
    let pair = pairs.iter().find(|line| line.get("provenance").is_some()).expect("a pair");
    assert_eq!(told("pair"), fields(pair));
}
