//! What no desk should send to `claims reconcile`: it is told, the rest is judged as if it were not there, and nothing is
//! lost in silence.

use assert_cmd::Command;
use serde_json::{Value, json};

use super::reconcile::{claim, with};

struct Ran {
    findings: Vec<Value>,
    told: String,
    code: Option<i32>,
}

fn reconcile(claims: &[Value]) -> Ran {
    let input = claims.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    let mut command = Command::cargo_bin("claims").unwrap();
    let output = command.arg("reconcile").write_stdin(input).output().unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    Ran {
        findings: lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        told: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code(),
    }
}

/// Two outlets that agree on 41.
fn agreed() -> Vec<Value> {
    vec![
        claim("harbour-post", 1, 41, "killed", "all"),
        claim("coast-daily", 2, 41, "killed", "all"),
    ]
}

#[test]
fn an_impossible_interval_is_told_and_no_verdict_rests_on_it() {
    let good = reconcile(&agreed());
    let third = |fields: Value| with(claim("delta-news", 3, 50, "killed", "all"), fields);
    let nothing = json!({"value": null, "low": null, "high": null});
    for (fields, said) in [
        (json!({"low": 60, "high": 40}), "contradict each other"),
        (json!({"low": 51, "high": 60}), "contradict each other"),
        (json!({"low": 10, "high": 20}), "contradict each other"),
        (nothing, "contradict each other"),
        (json!({"value": "NaN"}), "is no number"),
        (json!({"value": "1e999", "low": "1e999", "high": "1e999"}), "is no number"),
    ] {
        let mut claims = agreed();
        claims.push(third(fields.clone()));
        let ran = reconcile(&claims);
        assert_eq!((ran.code, &ran.findings), (Some(2), &good.findings), "{fields}: {}", ran.told);
        assert!(ran.told.contains("line 3 ") && ran.told.contains(said), "{fields}: {}", ran.told);
    }
}

#[test]
fn a_claim_without_a_date_counts_and_one_with_a_bad_date_is_told() {
    let mut claims = agreed();
    claims.push(with(claim("delta-news", 3, 41, "killed", "all"), json!({"published": null})));
    let ran = reconcile(&claims);
    assert_eq!((ran.code, ran.told.as_str()), (Some(0), ""));
    assert_eq!(
        (&ran.findings[0]["verdict"], &ran.findings[0]["outlets"]),
        (&"agree".into(), &3.into())
    );

    claims[2]["published"] = "31/12/2021".into();
    let told = reconcile(&claims);
    assert_eq!((told.code, &told.findings), (Some(0), &ran.findings));
    assert!(told.told.contains("line 3: `published` is no time"), "{}", told.told);
}

#[test]
fn a_count_below_nothing_is_told_and_a_loss_is_not() {
    let good = reconcile(&agreed());
    for fields in [
        json!({"value": -5, "low": -5, "high": -5}),
        json!({"value": null, "low": -3, "high": 8, "qualifier": "range"}),
    ] {
        let mut claims = agreed();
        claims.push(with(claim("delta-news", 3, 50, "killed", "all"), fields));
        let ran = reconcile(&claims);
        assert_eq!((ran.code, &ran.findings), (Some(2), &good.findings), "{}", ran.told);
        assert!(
            ran.told.contains("line 3 ") && ran.told.contains("less than nothing"),
            "{}",
            ran.told
        );
    }
    let cold = json!({"kind": "measurement", "unit": "degree", "value": -5, "low": -5, "high": -5});
    let ran = reconcile(&[with(claim("delta-news", 3, 50, "temperature", "all"), cold)]);
    assert_eq!((ran.code, ran.told.as_str(), ran.findings.len()), (Some(0), "", 1));
}

#[test]
fn two_figures_under_one_id_are_told_with_both_lines_and_neither_is_judged() {
    let good = reconcile(&agreed());
    let twin = |value| {
        with(claim("delta-news", 3, value, "killed", "all"), json!({"claim": "x", "doc": "d"}))
    };
    let mut claims = agreed();
    claims.extend([twin(50), twin(60)]);
    let ran = reconcile(&claims);
    assert_eq!((ran.code, &ran.findings), (Some(2), &good.findings), "{}", ran.told);
    for said in [
        "line 3 is no claim",
        "id `x` is that of line 4",
        "line 4 is no claim",
        "id `x` is that of line 3",
    ] {
        assert!(ran.told.contains(said), "{}", ran.told);
    }
    // The same line twice is one claim, and ids that only count within their documents keep both figures.
    claims[3] = twin(50);
    assert_eq!(reconcile(&claims).code, Some(0));
    claims[3] = with(twin(60), json!({"doc": "e", "outlet": "echo-times"}));
    let ran = reconcile(&claims);
    assert_eq!(ran.code, Some(0), "{}", ran.told);
    assert!(ran.told.contains("line 4: claim `x` has the id of line 3"), "{}", ran.told);
    assert_eq!(ran.findings[0]["high"], 60);
}

#[test]
fn a_date_far_from_all_others_is_told_and_overtakes_nothing() {
    let dated =
        |at: &str| with(claim("delta-news", 3, 50, "killed", "all"), json!({"published": at}));
    let mut claims = agreed();
    claims.push(dated("2999-01-01T00:00:00Z"));
    let ran = reconcile(&claims);
    assert!(ran.told.contains("line 3: `published` lies 10 years or more"), "{}", ran.told);
    claims[2] = with(dated(""), json!({"published": null}));
    assert_eq!((ran.code, ran.findings), (Some(0), reconcile(&claims).findings));
}

#[test]
fn ten_thousand_claims_of_one_value_are_one_value() {
    let many = (0..10_000).map(|at| {
        with(claim("harbour-post", at % 24, 41, "killed", "all"), json!({
            "outlet": format!("outlet-{at}"), "doc": format!("doc-{at}"), "claim": format!("claim-{at}"),
        }))
    });
    let ran = reconcile(&many.collect::<Vec<_>>());
    assert_eq!((ran.code, ran.told.as_str(), ran.findings.len()), (Some(0), "", 1));
    let finding = &ran.findings[0];
    assert_eq!((&finding["verdict"], &finding["best"]), (&"agree".into(), &41.into()));
    assert_eq!(
        (&finding["outlets"], &finding["claims"].as_array().unwrap().len()),
        (&10_000.into(), &10_000)
    );
}

#[test]
fn a_file_is_judged_as_a_pipe_is_also_where_somebody_read_its_head() {
    let claims: Vec<Value> = agreed()
        .into_iter()
        .chain((0..40).map(|at| claim("delta-news", at, 50 + i64::from(at), "injured", "all")))
        .enumerate()
        .map(|(at, claim)| with(claim, json!({"event": format!("event-{}", at % 3)})))
        .collect();
    let piped = reconcile(&claims);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.jsonl");
    let lines = claims.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n");
    std::fs::write(&path, format!("# {}\n{lines}", "ü".repeat(9000))).unwrap();
    let findings = |bytes: Vec<u8>| -> Vec<Value> {
        let text = String::from_utf8(bytes).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let whole = Command::cargo_bin("claims").unwrap().arg("reconcile").arg(&path).output().unwrap();
    assert_eq!(whole.status.code(), Some(2), "the first line is none");
    assert_eq!(findings(whole.stdout), piped.findings);

    let mut file = std::fs::File::open(&path).unwrap();
    std::io::Seek::seek(&mut file, std::io::SeekFrom::Start(18_003)).unwrap();
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_claims"));
    let rest = command.arg("reconcile").stdin(file).output().unwrap();
    assert_eq!((rest.status.code(), findings(rest.stdout)), (Some(0), piped.findings));
}

#[test]
fn a_time_at_the_end_of_the_calendar_ends_no_run() {
    let last = json!({"as_of": "+262142-12-31T12:00:00Z", "window": "on Monday"});
    let shots = |outlet, at| claim(outlet, at, 11, "shots_fired", "all");
    let ran = reconcile(&[
        with(shots("harbour-post", 1), last.clone()),
        with(shots("coast-daily", 2), last),
    ]);
    assert_eq!(ran.findings.len(), 1, "{}", ran.told);
}
