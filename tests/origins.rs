//! Whose word a figure is: bodies that speak one word count once, however they are named, and independent ones are never taken for one.

use assert_cmd::Command;
use serde_json::{Value, json};

/// What some outlets' reports come to, an outlet a text, a minute apart.
fn told(texts: &[&str]) -> Vec<Value> {
    let outlets: Vec<String> = (0..texts.len()).map(|at| format!("outlet-{at}")).collect();
    let reports: Vec<(&str, &str)> =
        outlets.iter().map(String::as_str).zip(texts.iter().copied()).collect();
    told_by(&reports)
}

/// What reports come to, each with its outlet, a minute apart.
pub(crate) fn told_by(reports: &[(&str, &str)]) -> Vec<Value> {
    let document = |(at, (outlet, text)): (usize, &(&str, &str))| {
        let published = format!("2026-05-02T10:{at:02}:00Z");
        let id = format!("report-{at}");
        json!({"id": id, "outlet": outlet, "published": published, "event": "quay", "text": text})
            .to_string()
    };
    let documents: Vec<String> = reports.iter().enumerate().map(document).collect();
    let filter = |command: &str, input: String| {
        let output = Command::cargo_bin("claims").unwrap().arg(command).write_stdin(input).unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    let found = filter("reconcile", filter("extract", documents.join("\n")));
    found.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// How many outlets and origins stand behind the first finding.
fn outlets_and_origins(texts: &[&str]) -> (u64, u64) {
    let found = told(texts);
    (found[0]["outlets"].as_u64().unwrap(), found[0]["origins"].as_u64().unwrap())
}

/// The origins of twelve dead, told by each of these.
fn origins(speakers: &[&str]) -> u64 {
    let texts: Vec<String> = speakers
        .iter()
        .map(|by| format!("Twelve soldiers were killed in the blast at the quay, {by} said."))
        .collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let (outlets, origins) = outlets_and_origins(&texts);
    assert_eq!(outlets, speakers.len() as u64, "{speakers:?}");
    origins
}

#[test]
fn a_command_its_military_and_its_ministry_speak_one_word() {
    let house = [
        "the Pentagon",
        "the US military",
        "US Central Command",
        "a US defence official",
        "the military",
    ];
    assert_eq!(origins(&house), 1);
    assert_eq!(origins(&["the Israeli army", "the IDF", "Israel's defence ministry"]), 1);
    assert_eq!(origins(&["Pakistan's army", "the ISPR", "the Pakistani military"]), 1);
    let found = &told(&[
        "Twelve soldiers were killed in the blast at the quay, the Pentagon said.",
        "Twelve soldiers died in the blast at the quay, US Central Command said.",
    ])[0];
    assert_eq!(found["note"], "not independent");
}

#[test]
fn independent_bodies_stay_apart() {
    for (speakers, apart) in [
        (&["the US military", "the Israeli army", "the Lebanese army"][..], 3),
        (&["the army", "the rebel Free Army"], 2),
        (&["the US military", "a former US military officer, Sam Reed,"], 2),
        (&["the Pentagon", "Human Rights Watch", "the Red Cross"], 3),
        (&["the army", "the military hospital"], 2),
        (&["Emergency Hospital", "Wazir Hospital"], 2),
        (&["the Interior Ministry", "the Health Ministry"], 2),
        (&["the interior ministry", "police"], 2),
        (&["the US State Department", "the Pentagon"], 2),
    ] {
        assert_eq!(origins(speakers), apart, "{speakers:?}");
    }
}

#[test]
fn the_ministry_is_the_one_that_the_report_has_named() {
    let full = "Twelve people were killed in the blast at the quay, the Interior Ministry said.";
    for again in [
        "The Interior Ministry confirmed the attack. Twelve people were killed in the blast at the quay, the ministry said.",
        "A bomb went off near the interior ministry. The ministry said twelve people were killed in the blast at the quay.",
        "The Health Ministry sent blood. The Interior Ministry said many were hurt. According to the ministry, twelve people were killed in the blast at the quay.",
    ] {
        assert_eq!(outlets_and_origins(&[full, again]), (2, 1), "{again}");
    }
    let other = "The Health Ministry sent blood. Twelve people were killed in the blast at the quay, the ministry said.";
    assert_eq!(outlets_and_origins(&[full, other]), (2, 2));
    let two_armies = [
        "Twelve people were killed in the blast at the quay, the Israeli army said.",
        "The Lebanese army sent engineers. The Israeli army shelled the port. Twelve people were killed in the blast at the quay, the army said.",
    ];
    assert!(outlets_and_origins(&two_armies).1 <= 2);
    // "A hospital" is not the one named before.
    let hospitals = [
        "Twelve people were killed in the blast at the quay, Emergency Hospital said.",
        "Wazir Hospital was full. The hospital said twelve people were killed in the blast at the quay.",
    ];
    assert_eq!(outlets_and_origins(&hospitals), (2, 2));
}

#[test]
fn a_free_army_is_not_the_army() {
    let found = told(&[
        "The Free Norvik Army said 30 soldiers were killed. The army said 14 soldiers were killed.",
    ]);
    let high = found[0]["high"].as_u64();
    assert_eq!((found[0]["verdict"].as_str(), high), (Some("conflict"), Some(30)), "{found:?}");
}
