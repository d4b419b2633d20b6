//! A report that takes a figure back, in whatever words: its outlet's figure was corrected, whoever else still prints the old one.

use serde_json::Value;

use crate::origins::told_by;

const EARLIER: &str =
    "Fourteen people were killed in the ferry fire at Brenna quay, the mayor said.";

/// The findings that differ, of an outlet that says fourteen and a minute later writes anew.
fn differing(later: &str) -> Vec<Value> {
    let mut found = told_by(&[("mail", EARLIER), ("mail", later)]);
    found.retain(|finding| {
        ["conflict", "changed", "stale"].contains(&finding["verdict"].as_str().unwrap())
    });
    found
}

#[test]
fn each_way_of_taking_a_figure_back_is_a_correction() {
    for later in [
        "Eleven people were killed in the ferry fire at Brenna quay, the mayor said, correcting an earlier figure of 14.",
        "Eleven people were killed in the ferry fire at Brenna quay. An earlier version of this story said 14 people were killed.",
        "Eleven people were killed in the ferry fire at Brenna quay. This article was amended: an earlier version gave the death toll as 14.",
        "Eleven people were killed in the ferry fire at Brenna quay. We earlier reported 14 dead.",
        "The death toll in the ferry fire at Brenna quay was revised from 14 to 11.",
        "The death toll in the ferry fire at Brenna quay was lowered to 11 from 14.",
        "Correction: eleven people were killed in the ferry fire at Brenna quay, not 14 as previously reported.",
        "Eleven people were killed in the ferry fire at Brenna quay, not 14 as we reported earlier.",
        "Eleven people were killed in the ferry fire at Brenna quay. The Mail had wrongly reported 14 deaths.",
        "Eleven people were killed in the ferry fire at Brenna quay. The earlier toll of 14 dead was a mistake.",
    ] {
        let found = differing(later);
        assert_eq!(found.len(), 1, "{later}: {found:#?}");
        assert_eq!(
            (&found[0]["verdict"], &found[0]["reason"]),
            (&"changed".into(), &"CORRECTED".into()),
            "{later}: {found:#?}"
        );
        assert_eq!(found[0]["best"], 11, "{later}");
    }
}

#[test]
fn a_toll_that_grew_or_another_event_is_no_correction() {
    for later in [
        "Seventeen people were killed in the ferry fire at Brenna quay, up from 14 in the morning.",
        "Seventeen people were killed in the ferry fire at Brenna quay, compared with an earlier count of 14.",
        "Seventeen people were killed in the ferry fire at Brenna quay. The surgery corrects bad sight.",
    ] {
        let found = differing(later);
        assert!(
            found.iter().all(|finding| finding["reason"] != "CORRECTED"),
            "{later}: {found:#?}"
        );
    }
}
