//! `claims reconcile`: claim lines in, findings out.

use assert_cmd::Command;
use serde_json::{Value, json};

/// A claim line: the outlet, the hour it was published at, the number and what it counts.
pub(crate) fn claim(outlet: &str, hour: u32, value: i64, measure: &str, group: &str) -> Value {
    let day = 26 + hour / 24;
    let published = format!("2021-08-{day:02}T{:02}:00:00Z", hour % 24);
    json!({
        "doc": format!("{outlet}-{hour}"), "claim": format!("{outlet}-{hour}-{measure}-{group}-{value}"), "kind": "count",
        "measure": measure, "group": group, "text": value.to_string(), "value": value, "low": value, "high": value,
        "qualifier": "exact", "unit": "person", "quote": format!("{value} {group}"), "event": "quay", "outlet": outlet,
        "published": published, "confidence": 0.9, "schema": 1,
    })
}

/// The claim with some fields set otherwise.
pub(crate) fn with(mut claim: Value, fields: Value) -> Value {
    let Value::Object(fields) = fields else { return claim };
    for (name, value) in fields {
        claim[name] = value;
    }
    claim
}

pub(crate) fn run(args: &[&str], claims: &[Value]) -> Vec<Value> {
    let input = claims.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let output = Command::cargo_bin("claims")
        .unwrap()
        .arg("reconcile")
        .args(args)
        .write_stdin(input)
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The findings in short: verdict, measure, group, low-best-high, reason, outlets/origins.
fn short(findings: &[Value]) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    findings
        .iter()
        .map(|f| {
            format!(
                "{} {} {} {}-{}-{} {} {}/{}",
                text(&f["verdict"]),
                text(&f["measure"]),
                text(&f["group"]),
                f["low"],
                f["best"],
                f["high"],
                text(&f["reason"]),
                f["outlets"],
                f["origins"]
            )
        })
        .collect()
}

fn attributed(claim: Value, to: &str) -> Value {
    with(claim, json!({"attributed_to": to, "attribution_kind": "official"}))
}

fn the_bundled_event() -> Vec<Value> {
    let afghans = claim("meridian-wire", 41, 169, "killed", "afghans");
    let parent = afghans["claim"].clone();
    let troops = |outlet: &str| {
        attributed(claim(outlet, 41, 13, "killed", "us troops"), "US Central Command")
    };
    vec![
        claim("coast-daily", 10, 60, "killed", "all"),
        claim("harbour-post", 12, 90, "killed", "all"),
        attributed(claim("harbour-post", 41, 170, "killed", "all"), "health officials"),
        afghans,
        with(troops("meridian-wire"), json!({"relation": "plus", "parent": parent})),
        troops("north-gazette"),
        troops("river-mail"),
        claim("coast-daily", 26, 60, "killed", "all"),
    ]
}

#[test]
fn a_conflict_that_a_part_explains_comes_with_the_question_to_ask() {
    let findings = run(&[], &the_bundled_event());
    assert_eq!(
        short(&findings),
        [
            "conflict killed all 170-170-182 INCLUSION 2/2",
            "changed killed all 170-170-182 - 1/2",
            "stale killed all 170-170-182 STALE 1/1",
            "single killed afghans 169-169-169 - 1/1",
            "agree killed us troops 13-13-13 - 3/1",
        ]
    );
    assert_eq!(findings[0]["ask"], "health officials: are the us troops inside the 170?");
    assert_eq!(findings[0]["note"], "reconciles if 170 leaves out the us troops");
    assert_eq!(findings[2]["note"], "14 h behind");
    assert_eq!(findings[4]["note"], "not independent");
}

#[test]
fn a_byte_order_mark_loses_no_line() {
    let line = claim("harbour-post", 1, 41, "killed", "all");
    let output = Command::cargo_bin("claims")
        .unwrap()
        .arg("reconcile")
        .write_stdin(format!("\u{feff}{line}\n"))
        .unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(String::from_utf8(output.stdout).unwrap().contains("\"best\":41"));
}

#[test]
fn the_order_of_the_lines_never_matters_and_events_are_apart() {
    let claims = the_bundled_event();
    let mut reversed = claims.clone();
    reversed.reverse();
    assert_eq!(run(&[], &claims), run(&[], &reversed));
    let other: Vec<Value> =
        claims.iter().map(|claim| with(claim.clone(), json!({"event": "bridge"}))).collect();
    let both: Vec<Value> = claims.iter().chain(&other).cloned().collect();
    let apart: Vec<Value> = run(&[], &other).into_iter().chain(run(&[], &claims)).collect();
    assert_eq!(run(&[], &both), apart);
}

#[test]
fn a_bad_line_is_told_by_number_and_the_run_goes_on() {
    let good = claim("harbour-post", 12, 90, "killed", "all");
    let input = format!("{good}\nnonsense\n\n{}\n", with(good.clone(), json!({"low": 95})));
    let assert = Command::cargo_bin("claims").unwrap().arg("reconcile").write_stdin(input).assert();
    let output = assert.code(2).get_output().clone();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("line 2 ") && stderr.contains("line 4 "), "{stderr}");
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 1);
}

#[test]
fn no_input_gives_no_output() {
    let assert = Command::cargo_bin("claims").unwrap().arg("reconcile").write_stdin("").assert();
    assert.code(0).stdout("").stderr("");
}
