//! Two figures of one text: a contradiction where the text says the same of both, and none where it tells them apart.

use serde_json::Value;

use crate::origins::told_by;

fn contradictions(text: &str) -> Vec<Value> {
    let mut found = told_by(&[("mail", text)]);
    found.retain(|finding| finding["relation"] == "self_inconsistent");
    found
}

#[test]
fn a_text_that_says_the_same_of_two_numbers_contradicts_itself() {
    for text in [
        "Twelve people were killed in the fire. Crews came. Fifteen people were killed in the fire.",
        "Police said 12 people were killed in the warehouse fire at Port Alder. Crews came. The warehouse fire killed 15 people, police said.",
    ] {
        let found = contradictions(text);
        assert_eq!(found.len(), 1, "{text}: {found:#?}");
        assert_eq!((&found[0]["low"], &found[0]["high"]), (&12.into(), &15.into()));
        assert_eq!(found[0]["ask"], "mail: the text says 12 and 15: which is right?");
    }
}

#[test]
fn numbers_that_a_text_tells_apart_are_two_things() {
    for text in [
        "Twelve people were killed in the fire. By evening 15 people had been killed in the fire.",
        "Police said 12 people were killed in the fire. Later, police said 15 people were killed in the fire.",
        "Twelve people were killed in the fire on Monday. Fifteen people were killed in the fire on Tuesday.",
        "Twelve people were killed on the ferry. Fifteen people were killed in the port.",
        "Twelve people were killed in the fire. Eight people were killed when a wall fell.",
        "The storm killed 12 people in the north. It killed 15 people in the south.",
        "The fire killed 12 people in the town. The fire also killed eight people in a neighbouring house.",
        "Twelve people were killed in the fire, the mayor said. Fifteen people were killed in the fire, police said.",
        "Initially 12 people were reported killed in the fire. Fifteen people were killed in the fire.",
        "Twelve people were killed in the fire. Twelve people were killed in the fire, three of them children.",
    ] {
        let found = contradictions(text);
        assert!(found.is_empty(), "{text}: {found:#?}");
    }
}
