//! The reading commands as the desk meets them: a store of two runs over two invented outlets, and the program on it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use assert_cmd::Command;
use claims::model::{
    Appearance, Article, Basis, Change, ChangeKind, Claim, ClaimId, Event, Finding, FindingId,
    Kind, OriginGroup, Outlet, Position, Provenance, Quantity, Reason, Relation, Span, Status,
    Timestamp, Verdict,
};
use claims::store::{
    AskedAs, Attempted, Lock, Picture, Reading, RunEnd, SourceId, SourceKind, SourceRow, Store,
};
use predicates::prelude::*;

const MORNING: &str = "2026-03-01T09:00:00Z";
const EVENING: &str = "2026-03-01T18:00:00Z";

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn address(outlet: &str) -> String {
    format!("https://{outlet}.example/blast")
}

fn claim(outlet: &str, value: i64, quote: &str, text: &str) -> Claim {
    let start = u32::try_from(text.find(quote).unwrap()).unwrap();
    let end = start + u32::try_from(quote.len()).unwrap();
    Claim {
        id: ClaimId::of(&[outlet, quote]),
        kind: Kind::Count,
        measure: Some("killed".into()),
        group: "all".into(),
        quantity: Quantity::exact(value.into(), 1.into()),
        text: quote.split(' ').next().unwrap().into(),
        unit: "person".into(),
        noun: None,
        relation: None,
        parent: None,
        basis: Basis::Incident,
        status: Status::Asserted,
        hedge: None,
        attribution: None,
        in_headline: false,
        as_of: None,
        trend: None,
        concept: Vec::new(),
        place: None,
        window: None,
        cause: None,
        corrects: false,
        span: Span::new(start, end),
        quote: quote.into(),
        sentence: Span::new(0, u32::try_from(text.len()).unwrap()),
        clause: text.trim_end_matches('.').into(),
        confidence: 95,
        rule: "number.digits+killed.dead".into(),
        provenance: Arc::new(Provenance {
            doc: address(outlet),
            event: Some("blast".into()),
            outlet: Some(outlet.into()),
            url: Some(address(outlet)),
            title: Some("Blast at the port".into()),
            published: Some(at("2026-03-01T08:00:00Z")),
            language: Some("en".into()),
            ..Provenance::default()
        }),
    }
}

fn position(time: &str, value: i64, claims: &[&Claim]) -> Position {
    let outlet = claims[0].provenance.outlet.clone().unwrap();
    Position {
        quantity: Quantity::exact(value.into(), 1.into()),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        is_sum: claims.len() > 1,
        outlets: vec![outlet.clone()],
        origins: vec![OriginGroup {
            id: format!("outlet:{outlet}"),
            label: outlet.clone(),
            outlets: vec![outlet],
            because: "own reporting".into(),
            claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        }],
        at: Some(at(time)),
    }
}

fn finding(verdict: Verdict, reason: Option<Reason>, positions: Vec<Position>) -> Finding {
    let values = || positions.iter().filter_map(|it| it.quantity.value());
    Finding {
        id: FindingId::of(&["blast", "killed", &format!("{verdict:?}")]),
        event: "blast".into(),
        measure: "killed".into(),
        group: "all".into(),
        scope: None,
        basis: Basis::Incident,
        unit: "person".into(),
        verdict,
        relation: None,
        reason,
        rule: reason.map_or_else(String::new, |reason| {
            format!("contradiction.disjoint+{}", reason.code().to_lowercase())
        }),
        low: values().min(),
        best: values().max(),
        high: values().max(),
        policy_note: "no figure has two origins".into(),
        outlets: positions.iter().flat_map(|it| it.outlets.clone()).collect(),
        origins: positions.iter().flat_map(|it| it.origins.clone()).collect(),
        claims: positions.iter().flat_map(|it| it.claims.clone()).collect(),
        positions,
        ask: reason.map(|_| "are the guards inside the 170?".into()),
        note: None,
    }
}

struct Round<'a> {
    store: &'a mut Store,
    run: i64,
    now: &'a str,
}

impl Round<'_> {
    fn page(&mut self, source: SourceId, outlet: &str, text: &str, claims: &[Claim]) {
        let attempt = Attempted {
            run: self.run,
            source,
            url: &address(outlet),
            final_url: None,
            at: at(self.now),
            seen_at: at(self.now),
            outcome: "ok",
            message: None,
            status: Some(200),
            content_type: Some("text/plain"),
            validators: None,
            headers: None,
            asked_as: AskedAs::Source,
            outlet: None,
            entry_title: None,
            entry_published: None,
            body: Some(text.as_bytes()),
            whole: true,
            extractor: "claims 0",
        };
        let fetch = self.store.record(&attempt).unwrap();
        let article = Article {
            title: Some("Blast at the port".into()),
            text: text.into(),
            language: Some("en".into()),
            published: Some(claims::model::Dated {
                at: at("2026-03-01T08:00:00Z"),
                from: claims::model::DatedFrom::Meta,
                offset: Some(0),
            }),
            ..Article::default()
        };
        let reading = Reading {
            run: self.run,
            lines: &[],
            repeated: &std::collections::BTreeSet::new(),
            fetch,
            event: "blast",
            outlet,
            url: &address(outlet),
            article: &article,
            claims,
            sketch: &[],
            extractor: "claims 0",
        };
        self.store.keep(&reading).unwrap();
    }
}

/// A desk with a store of two runs: 90 in the morning; 170, and 160 with 12 guards, in the evening. The event `flood` is
/// declared and was never looked at.
struct Desk {
    folder: tempfile::TempDir,
    whole: Claim,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("claims.sqlite");
        let lock = Lock::take(&path, false, at(MORNING)).unwrap();
        let mut store = Store::write(&path, lock).unwrap();
        let outlet =
            |id: &str, name: &str| Outlet { id: id.into(), name: name.into(), ..Outlet::default() };
        let outlets =
            [outlet("harbour-post", "Harbour Post"), outlet("meridian-wire", "Meridian Wire")];
        let event =
            |id: &str| Event { id: id.into(), title: format!("The {id}"), ..Event::default() };
        let source = |outlet: &str| SourceRow {
            event: "blast".into(),
            outlet: Some(outlet.into()),
            kind: SourceKind::Page,
            address: address(outlet),
        };
        let sources = store
            .declare(
                &outlets,
                &[event("blast"), event("flood")],
                &[source("harbour-post"), source("meridian-wire")],
            )
            .unwrap();

        let early_text = "The blast killed 90 people.";
        let early = claim("harbour-post", 90, "90 people", early_text);
        let run = store.begin_run(at(MORNING), "claims 0").unwrap();
        Round { store: &mut store, run, now: MORNING }.page(
            sources[0].id,
            "harbour-post",
            early_text,
            std::slice::from_ref(&early),
        );
        let single = finding(Verdict::Single, None, vec![position(MORNING, 90, &[&early])]);
        let picture = Picture { findings: vec![single], set_aside: Vec::new() };
        store.tell(run, "blast", "independent-support", &picture, &[]).unwrap();
        store.end_run(run, at(MORNING), RunEnd::Done).unwrap();

        let whole_text = "The blast left 170 dead, including twelve guards.";
        let whole = claim("harbour-post", 170, "170 dead", whole_text);
        let sum_text = "It killed 160 dockers and 12 guards.";
        let dockers = claim("meridian-wire", 160, "160 dockers", sum_text);
        let guards = Claim {
            group: "guards".into(),
            relation: Some(Relation::Plus),
            ..claim("meridian-wire", 12, "12 guards", sum_text)
        };
        let run = store.begin_run(at(EVENING), "claims 0").unwrap();
        let mut round = Round { store: &mut store, run, now: EVENING };
        round.page(sources[0].id, "harbour-post", whole_text, std::slice::from_ref(&whole));
        round.page(sources[1].id, "meridian-wire", sum_text, &[dockers.clone(), guards.clone()]);
        let conflict = finding(
            Verdict::Conflict,
            Some(Reason::Inclusion),
            vec![position(EVENING, 170, &[&whole]), position(EVENING, 172, &[&dockers, &guards])],
        );
        let up = Change {
            id: "c1".into(),
            detected_at: at(EVENING),
            event: "blast".into(),
            measure: "killed".into(),
            group: "all".into(),
            outlet: "harbour-post".into(),
            kind: ChangeKind::Up,
            from: Some(early.id.clone()),
            to: Some(whole.id.clone()),
        };
        let picture = Picture { findings: vec![conflict], set_aside: Vec::new() };
        store.tell(run, "blast", "independent-support", &picture, &[up]).unwrap();
        store.end_run(run, at(EVENING), RunEnd::Done).unwrap();
        Self { folder, whole }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("claims.sqlite")
    }

    fn claims(&self, args: &[&str]) -> assert_cmd::assert::Assert {
        claims_in(self.folder.path()).arg("--store").arg(self.path()).args(args).assert()
    }
}

fn claims_in(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("claims").unwrap();
    command
        .current_dir(folder)
        .env("HOME", folder)
        .env_remove("XDG_CONFIG_HOME")
        .env_remove("XDG_DATA_HOME");
    command
}

fn out(assert: &assert_cmd::assert::Assert) -> String {
    String::from_utf8(assert.get_output().stdout.clone()).unwrap()
}

#[test]
fn the_diff_ends_with_one_where_outlets_differ() {
    let desk = Desk::new();
    let diff = desk.claims(&["diff", "blast"]).code(1).stderr("");
    insta::assert_snapshot!(out(&diff));
}

#[test]
fn what_is_not_asked_for_does_not_count_as_a_difference() {
    let desk = Desk::new();
    desk.claims(&["diff", "blast", "--only", "agreements"])
        .code(0)
        .stderr(predicate::str::contains("nothing of what was asked for differs"));
    desk.claims(&["diff", "blast", "--min-origins", "3"]).code(0);
    desk.claims(&["diff", "blast", "--measure", "kiled"])
        .code(0)
        .stderr(predicate::str::contains("nothing is reported on `kiled`; there is `killed`"));
    desk.claims(&["-q", "diff", "blast", "--only", "agreements"]).code(0).stderr("");
}

#[test]
fn all_events_are_printed_where_none_is_named() {
    let desk = Desk::new();
    desk.claims(&["diff"])
        .code(1)
        .stdout(predicate::str::contains("CONFLICT  killed · all"))
        .stderr(predicate::str::contains("no run has looked at `flood` yet: `claims fetch flood`"));
}

#[test]
fn an_earlier_picture_can_be_asked_for() {
    let desk = Desk::new();
    desk.claims(&["diff", "blast", "--as-of", "2026-03-01T12:00Z"])
        .code(0)
        .stdout(predicate::str::contains("0 conflicts (0 new), 0 changes"));
    desk.claims(&["diff", "blast", "--as-of", "2026-02-01"])
        .code(2)
        .stderr(predicate::str::contains("no run had looked at `blast` by 2026-02-01"));
    desk.claims(&["diff", "blast", "--since", "77"])
        .code(2)
        .stderr(predicate::str::contains("there is no run 77"));
    desk.claims(&["diff", "blast", "--since", "last week"])
        .code(2)
        .stderr(predicate::str::contains("takes a run's number or a time"));
}

#[test]
fn scripts_read_the_diff_in_four_formats() {
    let desk = Desk::new();
    let json: serde_json::Value =
        serde_json::from_str(&out(&desk.claims(&["diff", "blast", "--json"]).code(1))).unwrap();
    assert_eq!(json["events"][0]["findings"][0]["positions"][1]["value"], 172);
    let lines = out(&desk.claims(&["diff", "blast", "--format", "ndjson"]).code(1));
    assert!(
        lines.lines().all(|line| serde_json::from_str::<serde_json::Value>(line).is_ok()),
        "{lines}"
    );
    let csv = out(&desk.claims(&["diff", "blast", "--format", "csv"]).code(1));
    insta::assert_snapshot!("diff.csv", csv);
    let md = out(&desk.claims(&["diff", "blast", "--format", "md"]).code(1));
    assert!(
        md.starts_with("# The blast\n") && md.contains("### killed · all: 170 … 172 (INCLUSION)"),
        "{md}"
    );
}

#[test]
fn every_trouble_says_what_to_do() {
    let folder = tempfile::tempdir().unwrap();
    claims_in(folder.path())
        .args(["--store", "none.sqlite", "diff"])
        .assert()
        .code(2)
        .stdout("")
        .stderr(
            predicate::str::contains("no store at `none.sqlite`")
                .and(predicate::str::contains("`claims fetch` makes it")),
        );
    let desk = Desk::new();
    desk.claims(&["diff", "blats"]).code(2).stderr(
        predicate::str::contains("`blats` is no event")
            .and(predicate::str::contains("did you mean `blast`?")),
    );
    desk.claims(&["diff", "earthquake"])
        .code(2)
        .stderr(predicate::str::contains("the store knows `blast`, `flood`"));
    desk.claims(&["matrix", "flood"]).code(2).stderr(
        predicate::str::contains("no run has looked at `flood` yet")
            .and(predicate::str::contains("`claims fetch flood` does")),
    );
}

#[test]
fn a_report_is_a_folder_of_tables_with_their_dictionary() {
    let desk = Desk::new();
    let written =
        desk.claims(&["report", "blast", "--out", "out/today", "--format", "csv,json,md"]).code(0);
    let names: Vec<String> = out(&written)
        .lines()
        .map(|line| Path::new(line).file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        names,
        [
            "claims.csv",
            "matrix.csv",
            "changes.csv",
            "datapackage.json",
            "claims.csv-metadata.json",
            "report.json",
            "report.md"
        ]
    );
    let folder = desk.folder.path().join("out/today");
    let claims = std::fs::read_to_string(folder.join("claims.csv")).unwrap();
    assert_eq!(claims.matches("\r\n").count(), 5, "{claims}");
    let left: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), names.len(), "{left:?}");

    let first = std::fs::read(folder.join("claims.csv")).unwrap();
    desk.claims(&["report", "blast", "--out", "out/today"]).code(0);
    assert_eq!(std::fs::read(folder.join("claims.csv")).unwrap(), first);
    desk.claims(&["report", "blast", "--out", "out/excel", "--excel", "--delimiter", ";"]).code(0);
    let excel = std::fs::read_to_string(desk.folder.path().join("out/excel/matrix.csv")).unwrap();
    assert!(excel.starts_with("\u{feff}event_id;measure;group;"), "{excel}");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_leaves_nothing() {
    let desk = Desk::new();
    std::fs::write(desk.folder.path().join("taken"), "a file").unwrap();
    desk.claims(&["report", "blast", "--out", "taken"])
        .code(2)
        .stdout("")
        .stderr(predicate::str::contains("`taken`").and(predicate::str::contains("--out DIR")));
    let blocked = desk.folder.path().join("blocked");
    std::fs::create_dir_all(blocked.join(".changes.csv.part")).unwrap();
    desk.claims(&["report", "blast", "--out", "blocked"])
        .code(2)
        .stderr(predicate::str::contains("changes.csv` cannot be written"));
    let left: Vec<_> =
        std::fs::read_dir(&blocked).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, [".changes.csv.part"]);
}

#[test]
fn the_matrix_names_each_outlet() {
    let desk = Desk::new();
    insta::assert_snapshot!(out(&desk.claims(&["matrix", "blast"]).code(0)));
}

#[test]
fn why_shows_the_chain_from_the_bytes_to_the_verdict() {
    let desk = Desk::new();
    let short = format!("C-{}", &desk.whole.id.as_str()[..6]);
    insta::assert_snapshot!(out(&desk.claims(&["why", &short]).code(0)));
    let json: serde_json::Value =
        serde_json::from_str(&out(&desk.claims(&["why", &short[2..], "--json"]).code(0))).unwrap();
    assert_eq!(json["quote_holds"], true);
    assert_eq!(json["findings"][0]["verdict"], "conflict");
    assert_eq!(json["versions"].as_array().unwrap().len(), 2);
}

#[test]
fn why_takes_a_finding_too() {
    let desk = Desk::new();
    let id = FindingId::of(&["blast", "killed", "Conflict"]);
    insta::assert_snapshot!(out(&desk.claims(&["why", &id.short()]).code(0)));
}

#[test]
fn why_takes_a_sum_as_the_diff_prints_it() {
    let desk = Desk::new();
    let diff = out(&desk.claims(&["diff", "blast"]).code(1));
    let sum = diff.split_whitespace().find(|word| word.contains("+C-")).unwrap();
    let said = out(&desk.claims(&["why", sum]).code(0));
    assert!(said.contains("172 = Σ 160 dockers + 12 guards"), "{said}");
    assert_eq!(said.matches("checked against the stored text").count(), 2, "{said}");
    let json: serde_json::Value =
        serde_json::from_str(&out(&desk.claims(&["why", sum, "--json"]).code(0))).unwrap();
    assert_eq!((&json[0]["value"], &json[1]["value"]), (&160.into(), &12.into()));
    let (dockers, whole) = (sum.split_once('+').unwrap().0, desk.whole.id.short());
    let said = out(&desk.claims(&["why", &format!("{dockers}+{whole}")]).code(0));
    assert!(said.contains("no finding of the last run adds these up"), "{said}");
    for (wrong, told) in [
        (format!("{dockers}+C-zzzz"), "`C-zzzz` names no claim and no finding"),
        (format!("{dockers}+"), "`` has no digit of an id"),
    ] {
        desk.claims(&["why", &wrong]).code(2).stderr(predicate::str::contains(told));
    }
}

#[test]
fn why_lists_what_a_prefix_may_mean() {
    let desk = Desk::new();
    desk.claims(&["why", "C-zzzz"])
        .code(2)
        .stderr(predicate::str::contains("names no claim and no finding"));
    let reading = Store::read(&desk.path()).unwrap();
    let ids: Vec<String> = reading
        .appearances("blast", None)
        .unwrap()
        .into_iter()
        .map(|Appearance { claim, .. }| claim.id.as_str().to_owned())
        .collect();
    // Four ids and sixteen first digits: were no two alike, a prefix of no digits would still name them all.
    let shared = ids.iter().find(|id| ids.iter().filter(|other| other[..1] == id[..1]).count() > 1);
    if let Some(shared) = shared {
        desk.claims(&["why", &format!("C-{}", &shared[..1])]).code(2).stderr(
            predicate::str::contains("names more than one")
                .and(predicate::str::contains(format!("C-{shared}"))),
        );
    }
}

#[test]
fn completions_and_the_manual_are_printed() {
    let folder = tempfile::tempdir().unwrap();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        claims_in(folder.path())
            .args(["completions", shell])
            .assert()
            .code(0)
            .stdout(predicate::str::contains("claims"));
    }
    claims_in(folder.path())
        .arg("man")
        .assert()
        .code(0)
        .stdout(predicate::str::contains(".TH claims-diff"));
}
