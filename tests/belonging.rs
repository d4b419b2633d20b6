//! What belongs to an event: the reason of each yes and no, an editor's word, and the versions of a report.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::collecting::{Desk, Said, site};

/// A feed of four reports, the second of which is edited at the second visit.
fn newsroom(visit: &Arc<AtomicUsize>) -> String {
    let now = Arc::clone(visit);
    site(move |path| {
        let item = |path: &str, title: &str, day: u32| {
            format!(
                "<item><title>{title}</title><link>{path}</link>\
                 <pubDate>{day:02} Jan 2026 10:00:00 GMT</pubDate></item>"
            )
        };
        let page =
            |text: &str| Some(("text/html", format!("<h1>Report</h1><p>{text}</p>").into_bytes()));
        let toll = ["170", "at least 182"][now.load(Ordering::SeqCst)];
        match path {
            "/news.rss" => {
                let items = item("/blast", "Blast in the port", 2)
                    + &item("/match", "A blast of a football match", 2)
                    + &item("/old", "Blast of years ago", 1)
                    + &item("/mayor", "Mayor speaks of grief", 2);
                let feed =
                    format!("<rss version='2.0'><channel><title>P</title>{items}</channel></rss>");
                Some(("application/rss+xml", feed.into_bytes()))
            }
            "/blast" => page(&format!(
                "The blast left {toll} people dead, officials said on Friday morning."
            )),
            "/match" => page("The blast of a match left 12 people injured, the club said."),
            "/mayor" => page("The port mourns 171 people dead, the mayor said."),
            _ => None,
        }
    })
}

fn desk(site: &str) -> Desk {
    let desk = Desk::bare();
    desk.write(
        "config.toml",
        &format!(
            "[fetch]\nrobots = false\ntries_max = 1\ngap_ms = 0\n[[outlet]]\nid = \"post\"\n\
             [[event]]\nid = \"blast\"\nterms = [\"blast\"]\nexclude = [\"football\"]\nfrom = 2026-01-02\n\
             [[event.source]]\noutlet = \"post\"\nfeed = \"{site}/news.rss\"\nallow_private = true\n"
        ),
    );
    desk
}

fn ran(said: &Said) -> &str {
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    &said.out
}

fn claims(desk: &Desk) -> i64 {
    desk.count(
        "(select distinct claim from finding_claim join v_findings \
         on v_findings.run = finding_claim.run and v_findings.id = finding_claim.finding)",
    )
}

#[test]
fn each_yes_and_no_has_its_reason() {
    let visit = Arc::new(AtomicUsize::new(0));
    let site = newsroom(&visit);
    let desk = desk(&site);
    ran(&desk.run(&["fetch"]));
    let why = |path: &str| {
        ran(&desk.run(&["why", &format!("{site}{path}"), "--width", "200"])).to_owned()
    };
    let blast = why("/blast");
    assert!(blast.contains("event      blast: its claims are compared"), "{blast}");
    assert!(blast.contains("taken as announced: holds the term `blast` (run 1, "), "{blast}");
    assert!(blast.contains(&format!("named by feed {site}/news.rss (post)")), "{blast}");
    assert!(blast.contains("taken as read: holds the term `blast`"), "{blast}");
    assert!(why("/match").contains("left as announced: holds the excluded word `football`"));
    assert!(
        why("/old")
            .contains("left as announced: is of 2026-01-01 10:00Z, before the event's window")
    );
    assert!(why("/mayor").contains("left as announced: holds none of the event's terms"));
    desk.run(&["why", "https://nobody.example/x"])
        .trouble(&["was never asked for", "claims add EVENT"]);
}

#[test]
fn an_editors_word_stays_over_runs_until_it_is_taken_back() {
    let visit = Arc::new(AtomicUsize::new(0));
    let site = newsroom(&visit);
    let desk = desk(&site);
    ran(&desk.run(&["fetch"]));
    assert_eq!((desk.count("article"), claims(&desk)), (1, 1));

    let mayor = format!("{site}/mayor");
    ran(&desk.run(&[
        "review",
        "include",
        "blast",
        &mayor,
        "--by",
        "Ann",
        "--note",
        "the toll is in it",
    ]));
    ran(&desk.run(&["fetch"]));
    assert_eq!((desk.count("article"), claims(&desk)), (2, 2), "the report is taken in");
    let why = desk.run(&["why", &mayor, "--width", "200"]).out;
    assert!(
        why.contains("editor     taken in by Ann, ") && why.contains("the toll is in it"),
        "{why}"
    );
    assert!(why.contains("taken as announced: an editor ruled so"), "{why}");

    let blast = format!("{site}/blast");
    ran(&desk.run(&["review", "exclude", "blast", &blast]));
    ran(&desk.run(&["fetch"]));
    assert_eq!(claims(&desk), 1, "its claims are compared no more");
    assert!(desk.run(&["why", &blast]).out.contains("blast: its claims are not compared"));
    visit.store(1, Ordering::SeqCst);
    ran(&desk.run(&["fetch"]));
    assert_eq!(claims(&desk), 1, "an edit does not bring it back");

    ran(&desk.run(&["review", "undo", "blast", &blast]));
    ran(&desk.run(&["fetch"]));
    assert!(claims(&desk) >= 2, "the terms decide again");
    assert_eq!(desk.count("ruling"), 3, "no ruling is ever overwritten");
    let nobody = desk.run(&["review", "include", "blast", "https://nobody.example/x"]);
    nobody.trouble(&["no source has named", "claims add blast https://nobody.example/x"]);
    desk.run(&["review", "exclude", "other", &blast]).trouble(&["no run has looked at `other`"]);
}

#[test]
fn the_words_that_changed_between_two_versions_are_shown() {
    let visit = Arc::new(AtomicUsize::new(0));
    let site = newsroom(&visit);
    let desk = desk(&site);
    ran(&desk.run(&["fetch"]));
    visit.store(1, Ordering::SeqCst);
    ran(&desk.run(&["fetch"]));
    ran(&desk.run(&["fetch"]));
    let url = format!("{site}/blast");
    let said = desk.run(&["why", &url, "--versions", "--width", "200"]).out;
    assert!(
        said.contains(
            "Report The blast left [-170-] {+at least 182+} people dead, officials said on Friday…"
        ),
        "{said}"
    );
    assert_eq!(
        said.matches("sha256 ").count(),
        2,
        "a run over unchanged pages adds no version: {said}"
    );
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["why", &url, "--versions", "--json"]).out).unwrap();
    assert_eq!(json["versions"][1]["changes"][1]["kind"], "removed", "{json:#}");
}
