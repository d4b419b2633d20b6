//! The figure to print under each house policy: one that somebody reported, the same wherever it is printed.

use std::collections::BTreeMap;

use claims::reconcile::Policy;
use serde_json::Value;

use crate::times::{desk, print};

const EIGHT: &str = "2026-01-20T08:00:00Z";
const TITLE: &str = "Warehouse fire in Port Alder";

/// What a matrix row and a finding say of one figure.
#[derive(Debug, PartialEq)]
struct Told {
    low: String,
    best: String,
    high: String,
    policy: String,
}

/// The rows of matrix.csv and the findings of `diff --json` by measure and group, and what `diff --explain` prints.
fn told(policy: Policy) -> (BTreeMap<String, Told>, BTreeMap<String, Vec<Value>>, String) {
    let desk = desk(&["echo", "mail", "post", "wire"]);
    let config = std::fs::read_to_string(desk.path("config.toml")).unwrap();
    desk.write("config.toml", &format!("[reconcile]\npolicy = \"{}\"\n\n{config}", policy.name()));
    let said = |outlet, text: &str| print(&desk, outlet, TITLE, text, EIGHT);
    said(
        "echo",
        "The fire left 170 people dead, including 13 sailors, police said. It injured 40 people.",
    );
    said(
        "mail",
        "The fire killed 169 dockers and 13 sailors, the fire service said. It injured about 45 people.",
    );
    said("post", "The fire killed 170 people, the mayor said. It injured 60 people, doctors said.");
    said("wire", "The fire killed at least 150 people. It injured dozens of people.");
    desk.run(&["fetch"]).ends(0);
    desk.run(&["report", "fire", "--out", "out"]).ends(0);
    let mut reader = csv::Reader::from_path(desk.path("out/matrix.csv")).unwrap();
    let rows = reader.deserialize().map(|row: Result<BTreeMap<String, String>, _>| row.unwrap());
    let key = |measure: &str, group: &str| format!("{measure} · {group}");
    let matrix = rows.map(|row| {
        let of = |name: &str| row[name].clone();
        let told = Told {
            low: of("range_low"),
            best: of("house_value"),
            high: of("range_high"),
            policy: of("house_policy"),
        };
        (key(&row["measure"], &row["group"]), told)
    });
    let matrix = matrix.collect();
    let json: Value = serde_json::from_str(&desk.run(&["diff", "fire", "--json"]).out).unwrap();
    let mut findings: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    let event = if json.is_array() { &json[0] } else { &json["events"][0] };
    for part in event.as_object().unwrap().values().filter_map(Value::as_array).flatten() {
        let Some(measure) = part["measure"].as_str().filter(|_| part["verdict"].is_string()) else {
            continue;
        };
        let group = part["group"].as_str().unwrap();
        findings.entry(key(measure, group)).or_default().push(part.clone());
    }
    assert!(!findings.is_empty(), "{json:#}");
    let explained = desk.run(&["diff", "fire", "--explain", "--width", "200"]).out;
    (matrix, findings, explained)
}

fn number(value: &Value) -> String {
    if value.is_null() { String::new() } else { value.to_string() }
}

#[test]
fn the_matrix_the_diff_and_its_explanation_print_one_figure_under_each_policy() {
    for policy in Policy::ALL {
        let (matrix, findings, explained) = told(policy);
        for measure in ["killed · all", "injured · all"] {
            let row = &matrix[measure];
            assert_eq!(row.policy, policy.name());
            let of_key = &findings[measure];
            for finding in of_key {
                assert_eq!(number(&finding["best"]), row.best, "{policy:?} {finding:#}");
            }
            let same =
                |it: &&Value| number(&it["low"]) == row.low && number(&it["high"]) == row.high;
            assert!(of_key.iter().any(|it| same(&it)), "{policy:?} {row:?} {of_key:#?}");
            let printed = if row.best.is_empty() { "none" } else { &row.best };
            assert!(
                explained.contains(&format!("figure to print: {printed}. ")),
                "{policy:?} {measure} {row:?}\n{explained}"
            );
            if let (Ok(low), Ok(best), Ok(high)) =
                (row.low.parse::<i64>(), row.best.parse::<i64>(), row.high.parse::<i64>())
            {
                assert!(low <= best && best <= high, "{policy:?} {row:?}");
            }
        }
        // 169 and 13 make 182: beside 170 they are not to be printed, under whichever policy chose the 170.
        let excludes = explained.contains("is not to be printed beside");
        assert_eq!(excludes, matrix["killed · all"].best == "170", "{policy:?}\n{explained}");
    }
}
