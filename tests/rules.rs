//! Each rule by which figures are judged, with the smallest story that it decides. A rule without a story fails here.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use claims::lexicon::Lexicon;
use claims::model::{Appearance, RULES, Reason};
use claims::reconcile::{Settings, reconcile};
use claims::wire::ClaimLine;
use serde_json::{Value, json};

use crate::reconcile::{claim, with};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

/// The rules that decided the pairs and the findings of a story.
fn rules(story: &[Value]) -> BTreeSet<String> {
    let read = |line: &Value| {
        let text = line.to_string();
        let line: ClaimLine<'_> = serde_json::from_str(&text).unwrap();
        Appearance::from(line.claim().unwrap())
    };
    let claims: Vec<Appearance> = story.iter().map(read).collect();
    let settings = Settings { pairs: true, ..Settings::default() };
    let judged = reconcile(&LEXICON, &settings, &claims);
    let pairs = judged.pairs.iter().map(|pair| pair.rule.clone());
    pairs.chain(judged.findings.iter().map(|finding| finding.rule.clone())).collect()
}

fn killed(outlet: &str, hour: u32, value: i64) -> Value {
    claim(outlet, hour, value, "killed", "all")
}

/// A figure of a report that no time is known of.
fn undated(line: Value) -> Value {
    with(line, json!({"published": null}))
}

fn at_least(line: Value) -> Value {
    with(line, json!({"qualifier": "at_least", "high": null}))
}

fn said(line: Value, by: &str) -> Value {
    with(line, json!({"attributed_to": by, "attribution_kind": "official"}))
}

/// Figures of one report, each with an id of its own.
fn in_one_report(lines: impl IntoIterator<Item = Value>) -> Vec<Value> {
    let placed = |(at, line): (usize, Value)| {
        let start = at * 100;
        with(
            line,
            json!({"doc": "one", "start": start, "end": start + 10, "sentence_start": start, "sentence_end": start + 90}),
        )
    };
    lines.into_iter().enumerate().map(placed).collect()
}

macro_rules! stories {
    ($($name:ident: $rule:literal => $story:expr;)*) => {
        /// The rules that a story is told of.
        const TOLD: &[&str] = &[$($rule),*];
        $(
            #[test]
            fn $name() {
                let story: Vec<Value> = $story.into();
                let found = rules(&story);
                assert!(found.contains($rule), "{}: {found:?}", $rule);
            }
        )*
    };
}

stories! {
    afghans_are_not_us_troops: "scope.group" =>
        [claim("a", 1, 169, "killed", "afghans"), claim("b", 1, 13, "killed", "us troops")];
    the_dead_of_a_night_are_not_all_the_dead: "scope.basis" =>
        [killed("a", 1, 62), with(killed("b", 1, 11), json!({"basis": "period"}))];
    another_two_are_no_total: "scope.increment" =>
        [killed("a", 1, 12), with(killed("b", 1, 2), json!({"relation": "increment"}))];
    the_dead_of_another_town_are_not_the_events: "scope.elsewhere" => {
        let at = |outlet, value, place: &str| with(killed(outlet, 1, value), json!({"place": place}));
        let told = |line, clause: &str| with(line, json!({"clause": clause, "start": 40, "end": 50}));
        let norvik = told(at("a", 12, "in Norvik"), "12 were killed in Norvik when the ferry pier gave way");
        let orrin = with(at("b", 7, "in Orrin"), json!({"clause": "7 were killed in Orrin", "start": 900, "end": 910}));
        [norvik, orrin]
    };
    fourteen_miles_from_one_town_are_not_twenty_from_another: "scope.far-end" => {
        let from = |outlet, value, place: &str| with(depth(outlet, value, "mile"), json!({"measure": "measurement", "place": place}));
        [from("a", 14, "north-northeast of Orrin"), from("b", 20, "north of Norvik")]
    };
    each_day_has_its_own_closing_price: "scope.trading-day" => {
        let closed = |outlet, value, clause: &str| {
            let line = with(cost(outlet, value, "USD"), json!({"measure": "money", "clause": clause}));
            undated(line)
        };
        [closed("a", 46, "Brenna shares dropped to close at 46"), closed("b", 44, "Brenna shares sagged Tuesday to close at 44")]
    };
    monday_s_paper_knows_nothing_of_wednesday: "scope.another-day" => {
        let marched = |outlet, value, day: &str| {
            let line = claim(outlet, 1, value, "attended", "protesters");
            with(line, json!({"published": format!("{day}T20:00:00Z"), "clause": format!("{value} marched from the pier to the court")}))
        };
        // A Wednesday.
        let later = with(marched("b", 200, "2031-05-07"), json!({"window": "on Wednesday night"}));
        [marched("a", 90, "2031-05-05"), later]
    };
    damaged_villages_are_not_flattened_ones: "scope.harm" => {
        let village = |outlet, value, clause: &str| {
            with(claim(outlet, 1, value, "count", "all"), json!({"unit": "village", "noun": "villages", "clause": clause}))
        };
        [village("a", 5, "homes in 5 villages were damaged by the quake"), village("b", 7, "the quake flattened 7 villages")]
    };
    one_school_is_one_of_the_schools: "subset.one-of-several" => {
        let of = |line, clause: &str| undated(with(line, json!({"clause": clause})));
        [of(killed("a", 1, 40), "an attack on a school in Orrin killed 40"), of(killed("b", 1, 52), "attacks on schools in Orrin killed 52")]
    };
    the_valley_is_not_the_port: "scope.disjoint" => {
        let at = |outlet, value, place: &str| with(killed(outlet, 1, value), json!({"place": place}));
        [at("a", 12, "the valley"), at("a", 5, "the port"), at("b", 5, "the port"), at("b", 12, "the valley")]
    };
    six_miles_are_ten_kilometres: "unit.converted" => [depth("a", 6, "mile"), depth("b", 10, "kilometre")];
    six_miles_are_not_twelve_kilometres: "contradiction.units+unexplained" => [depth("a", 6, "mile"), depth("b", 12, "kilometre")];
    an_amount_in_a_coin_that_nobody_converts: "unit.no-conversion" => [cost("a", 90, "USD"), cost("b", 40, "EUR")];
    ninety_and_thirteen_are_a_hundred_and_three: "sum.parts" => {
        let afghans = with(claim("a", 1, 90, "killed", "afghans"), json!({"doc": "a", "claim": "parent"}));
        let troops = with(claim("a", 1, 13, "killed", "us troops"), json!({"doc": "a", "relation": "plus", "parent": "parent"}));
        [afghans, troops, killed("b", 1, 103)]
    };
    two_outlets_with_one_ministry_are_one_origin: "echo.one-origin" =>
        [said(killed("a", 1, 90), "the health ministry"), said(killed("b", 1, 90), "the health ministry")];
    ten_and_ten_are_equal: "equal.exact" => [killed("a", 1, 10), killed("b", 1, 10)];
    about_sixteen_hundred_is_a_rounding: "rounding.printed-digits" =>
        [killed("a", 1, 1_612), with(killed("b", 1, 1_600), json!({"qualifier": "about"}))];
    at_least_forty_has_room_for_forty_three: "bound.tight-meet" => [at_least(killed("a", 1, 40)), killed("b", 1, 43)];
    what_was_expected_gives_way_to_what_came: "updated.forecast" => {
        let of = |line, clause: &str| with(line, json!({"clause": clause}));
        let expected = of(killed("a", 1, 15), "up to 15 may be killed in the harbour ferry wreck off Brenna");
        let came = of(killed("b", 1, 12), "12 killed in the harbour ferry wreck off Brenna");
        [with(expected, json!({"status": "forecast"})), came]
    };
    the_quake_of_another_year_is_another: "scope.background" =>
        [with(killed("a", 1, 50), json!({"status": "background"})), killed("b", 1, 12)];
    thirty_of_them_are_of_no_twelve: "scope.part-of-another" =>
        [undated(part("a", 30)), undated(killed("b", 1, 12))];
    five_of_the_dead_are_some_of_twelve: "subset.part" => [part("a", 5), killed("b", 1, 12)];
    one_night_is_part_of_all_since_the_shooting: "subset.running-count" => {
        let since = json!({"relation": "total", "clause": "50 people arrested since the shooting"});
        [claim("a", 1, 46, "arrested", "all"), with(claim("b", 1, 50, "arrested", "all"), since)]
    };
    children_lie_within_all: "subset.fits" => [claim("a", 1, 4, "killed", "children"), killed("b", 1, 12)];
    no_more_children_than_people: "subset.exceeds" => [claim("a", 1, 14, "killed", "children"), killed("b", 1, 12)];
    a_correction_comes_before_time: "updated.correction" =>
        [killed("a", 1, 8), with(killed("a", 2, 6), json!({"corrects": true}))];
    what_police_initially_said_was_not_the_last: "updated.says-earlier" =>
        [undated(killed("a", 1, 12)), with(undated(killed("b", 1, 5)), json!({"clause": "police initially said 5 were killed"}))];
    a_third_report_knows_what_replaced_it: "updated.revised-elsewhere" => {
        let [old, new] = [with(killed("c", 1, 30), json!({"relation": "previous"})), killed("c", 1, 42)];
        let mut story = in_one_report([undated(old), undated(new)]);
        story.extend([undated(killed("a", 1, 30)), undated(killed("b", 1, 42))]);
        story
    };
    at_least_three_was_an_early_toll: "updated.running-toll" =>
        [undated(at_least(killed("a", 1, 3))), undated(killed("b", 1, 10))];
    villages_go_with_the_toll: "updated.with-the-toll" => {
        let village = |outlet, value| {
            let line = with(claim(outlet, 1, value, "destroyed", "all"), json!({"unit": "village", "noun": "villages"}));
            undated(line)
        };
        [undated(at_least(killed("a", 1, 3))), village("a", 4), undated(killed("b", 1, 10)), village("b", 7)]
    };
    ninety_after_sixty_is_an_update: "updated.later" => [killed("a", 1, 60), killed("b", 9, 90)];
    a_headline_ahead_of_its_text: "self.one-report+headline" =>
        in_one_report([with(killed("a", 1, 250), json!({"in_headline": true})), killed("a", 1, 240)]);
    forty_one_and_forty_eight_exclude_each_other: "contradiction.disjoint+unexplained" => [killed("a", 1, 41), killed("b", 1, 48)];
    a_dozen_eggs_are_no_hundred_chairs: "subject.unlike" => {
        let thing = |outlet, value, noun: &str| {
            with(claim(outlet, 1, value, "count", "all"), json!({"unit": noun, "noun": format!("{noun}s"), "quote": format!("{value} {noun}s")}))
        };
        [thing("a", 8, "room"), thing("b", 9, "room"), with(thing("b", 12, "room"), json!({"doc": "b-1", "clause": "12 rooms"}))]
    };
    two_women_and_three_men_are_five: "sum.list" => {
        let [women, men] = [claim("a", 1, 2, "killed", "women"), claim("a", 1, 3, "killed", "men")];
        let listed = |line, start: u32| with(line, json!({"doc": "a", "start": start, "end": start + 9, "sentence_start": 0, "sentence_end": 60}));
        [listed(women, 0), listed(men, 14), killed("b", 1, 5)]
    };
    a_thousand_and_two_thousand_more_are_more_than_two_thousand: "sum.exceeds" => {
        let told = |outlet: &str, value| with(claim(outlet, 1, value, "count", "all"), json!({"noun": "people", "clause": "people need a roof after the flood"}));
        let first = with(told("a", 1_000), json!({"doc": "a", "claim": "first", "measure": "sheltered"}));
        let more = with(told("a", 2_000), json!({"doc": "a", "relation": "increment", "parent": "first"}));
        [first, more, told("b", 2_000)]
    };
    twelve_and_thirteen_are_more_than_twenty: "sum.exceeds" => {
        let [women, men] = [claim("a", 1, 12, "killed", "women"), claim("a", 1, 13, "killed", "men")];
        let listed = |line, start: u32| with(line, json!({"doc": "a", "start": start, "end": start + 9, "sentence_start": 0, "sentence_end": 60}));
        [listed(women, 0), listed(men, 14), killed("b", 1, 20)]
    };
    bodies_are_a_lower_bound_of_the_killed: "bound.tight-meet" => [claim("a", 1, 41, "bodies_found", "all"), killed("b", 1, 42)];
    none_is_no_later_state_of_twelve: "contradiction.disjoint+authority" => {
        let earlier = said(with(undated(killed("a", 1, 12)), json!({"clause": "the mayor said earlier 12 were killed"})), "mayor");
        let none = said(with(undated(claim("a", 1, 0, "casualties", "all")), json!({"clause": "the hospital said there were no casualties"})), "hospital");
        in_one_report([earlier, none])
    };
    an_outlets_own_figure_moves: "changed.own-figure" => [killed("a", 1, 60), killed("a", 9, 90)];
    a_silent_outlet_is_overtaken: "changed.overtaken" => [killed("a", 1, 60), killed("b", 9, 90)];
    an_old_toll_is_repeated: "stale.repeated" => [killed("a", 1, 60), killed("b", 2, 170), killed("c", 12, 60)];
    one_outlet_alone: "single.one-outlet" => [killed("a", 1, 60)];

    // The reasons of a contradiction.
    troops_may_be_inside_the_hundred_and_seventy: "contradiction.disjoint+inclusion" => {
        let part = with(claim("a", 1, 13, "killed", "us troops"), json!({"doc": "a-1", "relation": "part_of"}));
        [killed("a", 1, 170), part, killed("b", 1, 183)]
    };
    feared_is_not_confirmed: "contradiction.disjoint+definition" =>
        [with(killed("a", 1, 150), json!({"hedge": "feared"})), killed("b", 1, 62)];
    two_offices_differ: "contradiction.disjoint+authority" =>
        [said(killed("a", 1, 90), "the health ministry"), said(killed("b", 1, 60), "the Red Cross")];
    a_digit_slipped: "contradiction.disjoint+digit" => [killed("a", 1, 5_791), killed("b", 1, 4_791)];
    the_dead_of_one_are_the_shelters_of_another: "contradiction.disjoint+cross" =>
        [killed("a", 1, 4_460), killed("b", 1, 2_912), with(claim("c", 1, 4_460, "count", "all"), json!({"unit": "shelter", "noun": "shelters"}))];
    several_days_counted_as_one: "contradiction.disjoint+basis" =>
        [killed("a", 1, 41), with(killed("b", 1, 30), json!({"basis": "cumulative"}))];
    a_bound_leaves_room_beyond_what_a_reader_takes_it_for: "contradiction.disjoint+bound" =>
        [at_least(killed("a", 1, 40)), killed("b", 1, 90)];
    an_outlet_corrects_itself: "changed.own-figure+corrected" =>
        [killed("a", 1, 8), with(killed("a", 5, 6), json!({"corrects": true}))];
    a_count_begins_anew: "changed.own-figure+reset" => [killed("a", 1, 4_047), killed("a", 30, 123)];
}

fn depth(outlet: &str, value: i64, unit: &str) -> Value {
    with(
        claim(outlet, 1, value, "depth", "all"),
        json!({"kind": "measurement", "unit": unit, "clause": format!("the Brenna fault slipped at a depth of {value} {unit}s")}),
    )
}

fn cost(outlet: &str, value: i64, unit: &str) -> Value {
    with(
        claim(outlet, 1, value * 1_000_000, "cost", "all"),
        json!({"kind": "money", "unit": unit, "text": format!("{value} million")}),
    )
}

/// "Five of the dead".
fn part(outlet: &str, value: i64) -> Value {
    let quote = format!("{value} of the dead");
    with(killed(outlet, 1, value), json!({"relation": "part_of", "quote": quote}))
}

#[test]
fn a_depth_off_one_port_is_that_off_another() {
    let off =
        |outlet, value, place: &str| with(depth(outlet, value, "mile"), json!({"place": place}));
    let found = rules(&[off("a", 6, "off Orrin"), off("b", 12, "off Norvik")]);
    assert!(found.contains("contradiction.disjoint+unexplained"), "{found:?}");
}

#[test]
fn all_the_dead_since_a_war_began_hold_those_of_any_town() {
    let story = |since: &str| {
        let at = |line, place: &str, clause: &str, start: u32| {
            with(line, json!({"place": place, "clause": clause, "start": start, "end": start + 9}))
        };
        let war =
            at(killed("a", 1, 680), "in Norvik", &format!("680 killed in Norvik {since}"), 40);
        let war = with(war, json!({"basis": "cumulative"}));
        rules(&[war, at(killed("b", 1, 5), "in Orrin", "shells killed 5 in Orrin", 900)])
    };
    let (running, plain) = (story("since the war began"), story("by shells"));
    assert!(running.contains("subset.running-count"), "{running:?}");
    assert!(plain.contains("scope.elsewhere"), "{plain:?}");
}

#[test]
fn figures_whose_sisters_agree_are_of_one_hour() {
    let bulletin = |outlet: &str, critical, clause: &str| {
        let lines = [
            killed(outlet, 1, 30),
            claim(outlet, 1, 55, "injured", "all"),
            claim(outlet, 1, critical, "injured_critical", "all"),
        ];
        lines.map(|line| undated(with(line, json!({"clause": clause, "sentence_end": 60}))))
    };
    let clause = "30 killed and 55 hurt at the Brenna pier";
    let of = |toll: i64| {
        let mut told = bulletin("b", 15, "the mayor said earlier that 30 were killed and 55 hurt");
        told[0] = with(told[0].clone(), json!({"value": toll, "low": toll, "high": toll}));
        let story = [bulletin("a", 5, clause), told].concat();
        rules(&story)
    };
    assert!(!of(30).contains("updated.says-earlier"), "{:?}", of(30));
    assert!(of(20).contains("updated.says-earlier"), "{:?}", of(20));
}

#[test]
fn every_rule_has_a_story_and_every_reason_a_sentence() {
    let told: BTreeSet<&str> = TOLD.iter().flat_map(|rules| rules.split('+')).collect();
    let untold: Vec<&str> =
        RULES.iter().map(|(id, _)| *id).filter(|id| !told.contains(id)).collect();
    assert!(untold.is_empty(), "no story tells of {untold:?}");
    for told in told {
        assert!(claims::model::rule_says(told).is_some(), "{told} says nothing");
    }
    for reason in Reason::ALL {
        assert!(reason.would_change().ends_with('.'), "{reason:?}");
    }
}
