//! What the diff tells of time: a figure that stands in a page is never lost, whatever was edited around it, and no move is made up.

use claims::lexicon::Lexicon;
use claims::model::{Appearance, ChangeKind, Position, Reason, Verdict};
use claims::reconcile::{Settings, reconcile};
use claims::wire::ClaimLine;
use serde_json::{Value, json};

use crate::collecting::Desk;
use crate::reconcile::{claim, with};

const EIGHT: &str = "2026-01-20T08:00:00Z";
const NOON: &str = "2026-01-20T12:00:00Z";
const PLAIN: &str = "Warehouse fire in Port Alder";

/// A desk that reads a page of each of these outlets.
pub(crate) fn desk(outlets: &[&str]) -> Desk {
    let desk = Desk::bare();
    let head = "[fetch]\nrobots = false\n\n";
    let event = "[[event]]\nid = \"fire\"\nterms = [\"fire\"]\n\n";
    let known = outlets.iter().map(|outlet| format!("[[outlet]]\nid = \"{outlet}\"\n\n"));
    let read = outlets.iter().map(|outlet| {
        format!("[[event.source]]\noutlet = \"{outlet}\"\nfile = \"{outlet}.html\"\n\n")
    });
    let config: Vec<String> =
        [head.to_owned()].into_iter().chain(known).chain([event.to_owned()]).chain(read).collect();
    desk.write("config.toml", &config.concat());
    desk
}

/// What an outlet prints from now on: its headline, its sentence on the dead and when it was brought up to date.
pub(crate) fn print(desk: &Desk, outlet: &str, title: &str, dead: &str, modified: &str) {
    let page = format!(
        "<!doctype html><html lang=\"en\"><head><title>{title}</title>\
         <meta property=\"article:published_time\" content=\"{EIGHT}\">\
         <meta property=\"article:modified_time\" content=\"{modified}\"></head><body><article><h1>{title}</h1>\
         <p>A fire at a warehouse in Port Alder closed the quay for hours and drew crews from three towns.</p>\
         <p>{dead}</p>\
         <p>The harbour master said that the berth would stay shut while investigators work.</p></article></body></html>"
    );
    desk.write(&format!("{outlet}.html"), &page);
}

/// Reads all pages; the lines of the diff on the dead, spaces made one, without the claims' names.
pub(crate) fn look(desk: &Desk) -> Vec<String> {
    desk.run(&["fetch"]).ends(0);
    let told = desk.run(&["diff", "fire"]).out;
    let short = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let end = words.iter().position(|word| *word == "was" && !line.starts_with("RESOLVED"));
        words[..end.unwrap_or(words.len())].join(" ")
    };
    let labels = ["CONFLICT", "CHANGED", "RESOLVED", "AGREE", "STALE", "    still"];
    let lines = told.lines().filter(|line| labels.iter().any(|label| line.starts_with(label)));
    lines.map(short).filter(|line| !line.contains("things counted")).collect()
}

/// What the diff says besides what was there before.
fn but_for_moves(lines: Vec<String>) -> Vec<String> {
    let is_move =
        |line: &String| line.starts_with("CHANGED post") || line.contains("killed · all post");
    let mut lines: Vec<String> = lines.into_iter().filter(|line| !is_move(line)).collect();
    for line in &mut lines {
        *line = line.replace(" new ", " ").replace(" changed ", " ");
    }
    lines.retain(|line| !line.contains("earlier one"));
    lines
}

fn killed(count: u32, by: &str) -> String {
    format!("The fire killed {count} people, {by} said.")
}

#[test]
fn a_headline_left_behind_by_an_edit_is_a_conflict_as_in_a_fresh_store() {
    const TITLE: &str = "12 killed in Port Alder fire";
    let edited = desk(&["post"]);
    print(&edited, "post", TITLE, &killed(12, "the fire service"), EIGHT);
    assert!(look(&edited).is_empty());
    print(&edited, "post", TITLE, &killed(15, "the fire service"), NOON);
    let told = look(&edited);
    assert_eq!(
        told,
        ["CONFLICT killed · all 12 … 15 new HEADLINE", "CHANGED killed · all post 12 → 15 (+3)"]
    );
    let fresh = desk(&["post"]);
    print(&fresh, "post", TITLE, &killed(15, "the fire service"), NOON);
    assert_eq!(but_for_moves(look(&edited)), but_for_moves(look(&fresh)));
}

#[test]
fn what_the_headline_still_says_is_not_what_the_text_was() {
    const TITLE: &str = "12 killed in Port Alder fire";
    let desk = desk(&["post"]);
    print(&desk, "post", TITLE, &killed(12, "the fire service"), EIGHT);
    look(&desk);
    print(&desk, "post", TITLE, &killed(15, "the fire service"), NOON);
    look(&desk);
    desk.run(&["report", "--out", "out"]);
    let changes = std::fs::read_to_string(desk.path("out/changes.csv")).unwrap();
    let up = changes.lines().find(|line| line.contains(",up,")).unwrap();
    assert!(up.contains("12 people,15 people"), "{up}");
}

#[test]
fn three_pages_with_three_figures_are_three_figures_for_as_long_as_they_stand() {
    let edited = desk(&["echo", "mail", "post"]);
    print(&edited, "echo", PLAIN, &killed(12, "the fire service"), EIGHT);
    print(&edited, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&edited, "post", PLAIN, &killed(12, "the fire service"), EIGHT);
    assert_eq!(look(&edited), ["CONFLICT killed · all 9 … 12 AUTHORITY"]);
    print(&edited, "post", PLAIN, &killed(15, "the fire service"), NOON);
    let stands = [
        "CHANGED killed · all 9 mail → 15 post (+6)",
        "still in print at mail.",
        "CHANGED killed · all 12 echo → 15 post (+3)",
        "still in print at echo.",
    ];
    let told = look(&edited);
    assert!(told.iter().all(|line| !line.starts_with("RESOLVED")), "{told:#?}");
    assert_eq!(but_for_moves(told), stands);
    assert_eq!(but_for_moves(look(&edited)), stands, "and so after one more run");
    let fresh = desk(&["echo", "mail", "post"]);
    print(&fresh, "echo", PLAIN, &killed(12, "the fire service"), EIGHT);
    print(&fresh, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&fresh, "post", PLAIN, &killed(15, "the fire service"), NOON);
    assert_eq!(but_for_moves(look(&fresh)), stands);
}

#[test]
fn a_conflict_that_time_put_in_order_is_resolved_once_when_the_last_page_follows() {
    let desk = desk(&["mail", "post"]);
    let resolved = |told: Vec<String>| -> Vec<String> {
        told.into_iter().filter(|line| line.starts_with("RESOLVED")).collect()
    };
    print(&desk, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&desk, "post", PLAIN, &killed(12, "the fire service"), EIGHT);
    assert_eq!(look(&desk), ["CONFLICT killed · all 9 … 12 AUTHORITY"]);
    print(&desk, "post", PLAIN, &killed(15, "the fire service"), NOON);
    let told = look(&desk);
    assert!(told.contains(&"still in print at mail.".to_owned()), "{told:#?}");
    assert!(resolved(told).is_empty());
    assert!(resolved(look(&desk)).is_empty(), "nothing was said anew");
    print(&desk, "mail", PLAIN, &killed(15, "police"), NOON);
    assert_eq!(resolved(look(&desk)), ["RESOLVED killed · all was 9 … 12"]);
    let again = look(&desk);
    assert!(resolved(again.clone()).is_empty(), "it is said once: {again:#?}");
    // What one page said first and the other later was never a conflict.
    let ordered = self::desk(&["mail", "post"]);
    print(&ordered, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&ordered, "post", PLAIN, &killed(12, "the fire service"), NOON);
    assert!(look(&ordered).contains(&"still in print at mail.".to_owned()));
    print(&ordered, "mail", PLAIN, &killed(12, "police"), "2026-01-20T17:00:00Z");
    assert!(resolved(look(&ordered)).is_empty());
}

#[test]
fn a_conflict_is_resolved_when_the_outlets_agree() {
    let desk = desk(&["mail", "post"]);
    print(&desk, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&desk, "post", PLAIN, &killed(12, "the fire service"), EIGHT);
    look(&desk);
    print(&desk, "mail", PLAIN, &killed(12, "police"), NOON);
    assert!(look(&desk).contains(&"RESOLVED killed · all was 9 … 12".to_owned()));
}

#[test]
fn pages_of_one_age_make_no_move_and_a_lower_figure_is_none_without_a_correction() {
    let desk = desk(&["echo", "mail", "post"]);
    print(&desk, "echo", PLAIN, &killed(12, "the mayor"), EIGHT);
    print(&desk, "mail", PLAIN, &killed(9, "police"), EIGHT);
    print(&desk, "post", PLAIN, &killed(12, "the fire service"), EIGHT);
    look(&desk);
    print(&desk, "post", PLAIN, &killed(11, "the fire service"), NOON);
    assert_eq!(
        look(&desk),
        [
            "CONFLICT killed · all 11 … 12 changed AUTHORITY",
            "CHANGED killed · all 9 mail → 11 post (+2)",
            "still in print at mail.",
            "CHANGED killed · all post 12 → 11 (-1)",
        ]
    );
}

#[test]
fn one_speakers_lower_figure_in_another_paper_is_asked_about() {
    let desk = desk(&["echo", "post"]);
    print(&desk, "echo", PLAIN, &killed(12, "the fire service"), EIGHT);
    print(&desk, "post", PLAIN, &killed(11, "the fire service"), NOON);
    let told = look(&desk);
    assert_eq!(told.len(), 1, "{told:#?}");
    assert!(told[0].starts_with("CONFLICT killed · all 11 … 12"), "{told:#?}");
}

/// A figure of `post`'s one page, as it was seen from one hour to another.
fn seen(value: i64, from: u32, until: u32, live: bool, more: Value) -> Appearance {
    let line = with(claim("post", 1, value, "killed", "all"), json!({"doc": "post"}));
    let text = with(line, more).to_string();
    let line: ClaimLine<'_> = serde_json::from_str(&text).unwrap();
    let at = |hour: u32| format!("2021-08-26T{hour:02}:30:00Z").parse().ok();
    Appearance {
        first_seen: at(from),
        last_seen: at(until),
        live,
        ..Appearance::from(line.claim().unwrap())
    }
}

/// The value before and after each move that is told, and its reason.
fn moves(seen: &[Appearance]) -> Vec<(i64, i64, Option<Reason>)> {
    let told = reconcile(&Lexicon::embedded(), &Settings::default(), seen);
    let value = |position: &Position| position.quantity.value().unwrap().try_into().unwrap();
    let changed = told.findings.iter().filter(|finding| finding.verdict == Verdict::Changed);
    let ends = changed.map(|it| (value(&it.positions[0]), value(&it.positions[1]), it.reason));
    ends.collect()
}

#[test]
fn a_move_is_told_from_what_stood_right_before_it() {
    let at_least = json!({"qualifier": "at_least", "high": null});
    let corrected = json!({"qualifier": "at_least", "high": null, "corrects": true});
    let story = [
        seen(60, 1, 2, false, at_least.clone()),
        seen(185, 4, 5, false, at_least),
        seen(170, 9, 10, true, corrected),
    ];
    assert_eq!(moves(&story), [(185, 170, Some(Reason::Corrected))]);
    let rounded = [
        seen(60, 1, 2, false, json!({})),
        seen(185, 4, 5, false, json!({})),
        seen(180, 9, 10, true, json!({"qualifier": "about"})),
    ];
    assert_eq!(moves(&rounded), [(185, 180, None)], "near as they are");
    let reworded = [
        seen(60, 1, 2, false, json!({})),
        seen(185, 4, 5, false, json!({})),
        seen(185, 9, 10, true, json!({"qualifier": "about", "quote": "about 185 people"})),
    ];
    assert_eq!(moves(&reworded), [(60, 185, None)], "one number in other words is no move");
}

#[test]
fn a_figure_that_a_page_gives_up_is_told_when_it_is_seen_to_be_gone() {
    let mut gone = seen(38, 8, 9, false, json!({}));
    gone.gone_at = "2021-08-26T12:30:00Z".parse().ok();
    let withdrawn = |seen: &[Appearance]| {
        let told = reconcile(&Lexicon::embedded(), &Settings::default(), seen);
        let steps = told.changes.into_iter().filter(|step| step.kind == ChangeKind::Withdrawn);
        steps.map(|step| Some(step.detected_at)).collect::<Vec<_>>()
    };
    assert_eq!(withdrawn(&[gone.clone()]), [gone.gone_at], "not when it was last there");
    // The number still stands there, of some of those who were counted.
    let of_troops = seen(38, 12, 14, true, json!({"claim": "b", "group": "troops"}));
    assert!(withdrawn(&[gone, of_troops]).is_empty());
}
