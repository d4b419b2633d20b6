//! What agrees is named: the figure, and the bounds of those that leave room for it. Figures of other things are no part of an agreement.

use crate::origins::told_by;
use crate::times::{desk, look, print};

const TITLE: &str = "Warehouse fire in Port Alder";
const EIGHT: &str = "2026-01-20T08:00:00Z";

#[test]
fn an_agreement_within_bounds_names_the_figure_and_the_bounds() {
    let desk = desk(&["echo", "mail", "post"]);
    let said = |outlet, words| {
        print(
            &desk,
            outlet,
            TITLE,
            &format!("The fire killed {words} people, police said."),
            EIGHT,
        );
    };
    said("echo", "more than 3,700");
    said("mail", "3,750");
    said("post", "at least 3,700");
    look(&desk);
    let told = desk.run(&["diff", "fire", "--width", "160"]).out;
    let told: Vec<String> =
        told.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    let agreed = "AGREE killed · all 3,750 fits at least 3,700, over 3,700 3 outlets, 1 origin (police): not independent BOUND";
    assert!(told.contains(&agreed.to_owned()), "{told:#?}");
    desk.run(&["report", "fire", "--out", "out", "--format", "md,html"]).ends(0);
    for name in ["report.md", "brief.html"] {
        let page = std::fs::read_to_string(desk.path("out").join(name)).unwrap();
        assert!(page.contains("3,750 fits at least 3,700"), "{page}");
    }
}

#[test]
fn what_nothing_shows_to_be_of_one_thing_stays_outside_the_agreement() {
    let found = told_by(&[
        ("echo", "Forty rooms of the Brenna hotel stood empty."),
        ("mail", "About 40 rooms of the Brenna hotel stood empty."),
        ("post", "The new tower of the Alder bank has 640 rooms."),
    ]);
    let agreed = found.iter().find(|it| it["verdict"] == "agree" || it["verdict"] == "compatible");
    let agreed = agreed.unwrap_or_else(|| panic!("{found:#?}"));
    assert_eq!(agreed["outlets"], 2, "{found:#?}");
    assert_eq!((&agreed["low"], &agreed["high"]), (&40.into(), &40.into()), "{found:#?}");
    let apart = found.iter().find(|it| it["verdict"] == "incomparable");
    assert!(apart.is_some(), "{found:#?}");
}
