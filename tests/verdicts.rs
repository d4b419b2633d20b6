//! What reconciling decides: each reason code, origins, echoes, and the properties that hold for any claims.

use std::sync::LazyLock;

use claims::lexicon::Lexicon;
use claims::model::{Appearance, Finding, Reason, Verdict};
use claims::reconcile::{Policy, Reconciled, Settings, reconcile};
use claims::wire::ClaimLine;
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::reconcile::{claim, with};

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::embedded);

fn appearance(line: &Value) -> Appearance {
    let text = line.to_string();
    let line: ClaimLine<'_> = serde_json::from_str(&text).unwrap();
    Appearance::from(line.claim().unwrap())
}

fn judge(settings: &Settings, lines: &[Value]) -> Reconciled {
    let appearances: Vec<Appearance> = lines.iter().map(appearance).collect();
    reconcile(&LEXICON, settings, &appearances)
}

fn findings(lines: &[Value]) -> Vec<Finding> {
    judge(&Settings::default(), lines).findings
}

/// The verdict and reason of the findings that differ.
fn differences(lines: &[Value]) -> Vec<(Verdict, Option<Reason>)> {
    let differing = |finding: &Finding| finding.verdict.differs();
    findings(lines).iter().filter(|f| differing(f)).map(|f| (f.verdict, f.reason)).collect()
}

fn killed(outlet: &str, hour: u32, value: i64) -> Value {
    claim(outlet, hour, value, "killed", "all")
}

fn said(line: Value, by: &str) -> Value {
    with(line, json!({"attributed_to": by, "attribution_kind": "official"}))
}

#[test]
fn a_jump_within_hours_is_a_change_and_no_conflict() {
    let story = [
        killed("harbour-post", 1, 60),
        killed("harbour-post", 4, 90),
        killed("harbour-post", 9, 170),
    ];
    assert_eq!(differences(&story), [(Verdict::Changed, None)]);
    let others = [killed("coast-daily", 1, 60), killed("river-mail", 9, 170)];
    assert_eq!(differences(&others), [(Verdict::Changed, None)]);
}

#[test]
fn a_number_of_nothing_in_particular_is_compared_with_nothing() {
    let bare = |outlet, value| {
        with(claim(outlet, 1, value, "count", "all"), json!({"unit": "", "noun": null}))
    };
    let judged = judge(&Settings::default(), &[bare("a", 11), bare("b", 100_000)]);
    assert!(judged.findings.is_empty(), "{:?}", judged.findings);
    assert_eq!(judged.set_aside.len(), 2);
    assert!(judged.set_aside[0].2.contains("what it counts"));
}

#[test]
fn lines_of_one_name_that_differ_are_judged_alike_in_any_order() {
    let line = killed("a", 1, 41);
    let twin = with(line.clone(), json!({"group": "children", "quote": "41 children"}));
    let other = killed("b", 2, 52);
    let one = judge(&Settings::default(), &[line.clone(), twin.clone(), other.clone()]);
    assert_eq!(one, judge(&Settings::default(), &[other, twin, line]));
}

#[test]
fn a_repeated_old_toll_is_stale_and_a_late_first_report_is_not() {
    let story = [killed("a", 1, 60), killed("b", 2, 170), killed("c", 12, 60)];
    assert!(differences(&story).contains(&(Verdict::Stale, Some(Reason::Stale))));
    let soon = [killed("a", 1, 60), killed("b", 2, 170), killed("c", 3, 60)];
    assert!(differences(&soon).iter().all(|(verdict, _)| *verdict != Verdict::Stale));
}

#[test]
fn officials_with_two_numbers_disagree_by_authority() {
    let story = [
        said(claim("a", 1, 30_000, "attended", "all"), "police"),
        said(claim("a", 1, 50_000, "attended", "all"), "organisers"),
    ];
    assert_eq!(differences(&story), [(Verdict::Conflict, Some(Reason::Authority))]);
}

#[test]
fn a_slipped_digit_is_a_hint_and_both_figures_stay() {
    let story = [killed("a", 1, 5_791), killed("b", 1, 4_791)];
    let found = findings(&story);
    assert_eq!((found[0].verdict, found[0].reason), (Verdict::Conflict, Some(Reason::Digit)));
    assert_eq!(found[0].positions.len(), 2);
    let chance = [killed("a", 1, 41), killed("b", 1, 48)];
    assert_eq!(differences(&chance), [(Verdict::Conflict, Some(Reason::Unexplained))]);
}

#[test]
fn the_same_number_under_another_measure_is_named() {
    let story = [
        killed("a", 1, 4_460),
        killed("b", 1, 2_912),
        with(claim("c", 1, 4_460, "count", "all"), json!({"unit": "shelter"})),
    ];
    assert!(differences(&story).contains(&(Verdict::Conflict, Some(Reason::Cross))));
}

#[test]
fn a_headline_ahead_of_its_text_is_the_outlets_own_conflict() {
    let headline = with(killed("a", 1, 250), json!({"in_headline": true}));
    let story = [headline, killed("a", 1, 240)];
    assert_eq!(differences(&story), [(Verdict::Conflict, Some(Reason::Headline))]);
}

#[test]
fn feared_and_confirmed_are_two_definitions() {
    let story = [with(killed("a", 1, 150), json!({"hedge": "feared"})), killed("b", 1, 62)];
    assert_eq!(differences(&story), [(Verdict::Conflict, Some(Reason::Definition))]);
}

#[test]
fn a_rounded_relay_and_bounds_are_compatible() {
    let about = with(killed("b", 1, 1_600), json!({"qualifier": "about"}));
    let found = findings(&[killed("a", 1, 1_612), about]);
    assert_eq!((found[0].verdict, found[0].reason), (Verdict::Compatible, Some(Reason::Rounding)));
    let at_least = with(killed("b", 1, 40), json!({"qualifier": "at_least", "high": null}));
    let found = findings(&[killed("a", 1, 43), at_least]);
    assert_eq!((found[0].verdict, found[0].reason), (Verdict::Compatible, Some(Reason::Bound)));
}

#[test]
fn an_explicit_correction_outranks_time() {
    let story = [
        killed("a", 1, 8),
        killed("b", 2, 8),
        with(killed("a", 5, 6), json!({"corrects": true})),
        killed("c", 20, 8),
    ];
    let found = differences(&story);
    assert!(found.contains(&(Verdict::Changed, Some(Reason::Corrected))), "{found:?}");
    assert!(found.contains(&(Verdict::Stale, Some(Reason::Stale))), "{found:?}");
    assert!(found.iter().all(|(verdict, _)| *verdict != Verdict::Conflict), "{found:?}");
}

#[test]
fn a_figure_that_falls_back_is_a_reset() {
    let story = [killed("a", 1, 4_047), killed("a", 30, 123)];
    assert_eq!(differences(&story), [(Verdict::Changed, Some(Reason::Reset))]);
}

#[test]
fn a_figure_denied_by_the_body_it_was_credited_to_is_no_position() {
    let story = [
        said(killed("a", 1, 300), "the health ministry"),
        killed("b", 1, 90),
        said(with(killed("c", 3, 300), json!({"status": "negated"})), "the health ministry"),
    ];
    assert!(differences(&story).is_empty(), "{:?}", differences(&story));
    assert!(findings(&story).iter().all(|finding| finding.best != Some(300.into())));
}

#[test]
fn other_people_other_days_and_other_places_are_no_conflict() {
    let pairs = [
        [claim("a", 1, 13, "killed", "us troops"), claim("b", 1, 169, "killed", "afghans")],
        [killed("a", 1, 12), with(killed("b", 1, 24), json!({"event": "bridge"}))],
        [killed("a", 1, 62), with(killed("b", 1, 11), json!({"basis": "period"}))],
    ];
    for pair in pairs {
        assert_eq!(differences(&pair), [], "{pair:?}");
    }
    // Reports that tell two places apart.
    let at = |outlet, value, place: &str| with(killed(outlet, 1, value), json!({"place": place}));
    let places = [
        at("a", 12, "the valley"),
        at("a", 5, "the port"),
        at("b", 5, "the port"),
        at("b", 12, "the valley"),
    ];
    assert_eq!(differences(&places), []);
    // One report's "valley" may be the other's "hillside".
    let names = [at("a", 12, "the valley"), at("b", 5, "the hillside")];
    assert_eq!(differences(&names).len(), 1);
}

#[test]
fn one_ministry_in_three_wordings_is_one_origin() {
    let story = [
        said(killed("a", 1, 90), "the health ministry"),
        said(killed("b", 1, 90), "health officials in Kabul"),
        said(killed("c", 1, 90), "Afghanistan's public health ministry"),
    ];
    let found = findings(&story);
    assert_eq!((found[0].outlets.len(), found[0].origins.len()), (3, 1), "{:?}", found[0].origins);
    assert_eq!(found[0].origins[0].because, "attributed");
    let two = [
        said(killed("a", 1, 90), "the Palestinian health ministry"),
        said(killed("b", 1, 90), "Israel's health ministry"),
    ];
    assert_eq!(findings(&two)[0].origins.len(), 2);
}

#[test]
fn agencies_owners_and_copies_are_one_origin_each() {
    let outlet =
        |id: &str, kind: &str| json!({"id": id, "name": "", "kind": kind, "owner": "Tidewater"});
    let outlets = [outlet("a", "outlet"), outlet("b", "outlet")];
    let settings = Settings {
        outlets: outlets
            .iter()
            .map(|outlet| serde_json::from_value(outlet.clone()).unwrap())
            .collect(),
        ..Settings::default()
    };
    let owned = judge(&settings, &[killed("a", 1, 90), killed("b", 1, 90)]).findings;
    assert_eq!(owned[0].origins.len(), 1);
    assert_eq!(owned[0].origins[0].because, "one owner");
    let wire = |outlet: &str| with(killed(outlet, 1, 90), json!({"agency": "Meridian Wire"}));
    let credited = findings(&[wire("a"), wire("b"), wire("c")]);
    assert_eq!((credited[0].outlets.len(), credited[0].origins.len()), (3, 1));
    assert_eq!(credited[0].origins[0].id, "agency:meridian-wire");
}

fn with_sketch(line: Value, from: u32) -> Value {
    with(line, json!({"sketch": (from..from + 60).collect::<Vec<u32>>()}))
}

#[test]
fn one_to_a_hundred_reprints_of_one_wrong_story_move_nothing() {
    // Near copies of a text, texts credited to one agency, and one speaker in a hundred papers.
    let reprints: [fn(Value) -> Value; 3] = [
        |line| with_sketch(line, 1_000),
        |line| with(line, json!({"agency": "Meridian Wire"})),
        |line| said(line, "Governor Tomas Bel"),
    ];
    for reprint in reprints {
        for copies in 1..=100 {
            let mut story = vec![
                said(killed("a", 1, 90), "the health ministry"),
                said(killed("b", 1, 90), "the Red Cross"),
            ];
            story.extend((0..copies).map(|n| reprint(killed(&format!("echo-{n}"), 1, 120))));
            let found = findings(&story);
            assert_eq!(found[0].best, Some(90.into()), "{copies} copies");
            let echo = found[0].positions.iter().find(|it| it.quantity.value() == Some(120.into()));
            let echo = echo.expect("the wrong figure stays visible");
            assert_eq!((echo.outlets.len(), echo.origins.len()), (copies, 1), "{copies} copies");
        }
    }
}

#[test]
fn each_policy_explains_its_choice() {
    let story =
        [said(killed("a", 1, 90), "the health ministry"), killed("b", 1, 95), killed("c", 1, 95)];
    let mut chosen = Vec::new();
    for policy in Policy::ALL {
        let found = judge(&Settings { policy, ..Settings::default() }, &story).findings;
        assert!(!found[0].policy_note.is_empty());
        chosen.push(found[0].best.map(|best| best.to_string()));
    }
    let printed: Vec<&str> = chosen.iter().map(|best| best.as_deref().unwrap_or("-")).collect();
    assert_eq!(printed, ["95", "90", "95", "95", "90"]);
    assert_eq!(findings(&story[..1])[0].policy_note, "single source");
}

/// Any claim: few outlets, values and hours, so that they meet.
fn any_claim() -> impl Strategy<Value = Value> {
    let measure = prop::sample::select(vec!["killed", "injured", "count"]);
    let group = prop::sample::select(vec!["all", "us troops", "children"]);
    let speaker = prop::sample::select(vec![
        None,
        Some("police"),
        Some("the health ministry"),
        Some("officials"),
    ]);
    let qualifier = prop::sample::select(vec!["exact", "about", "nearly"]);
    let event = prop::sample::select(vec!["quay", "bridge"]);
    (0..4_u32, 0..40_u32, 0..60_i64, measure, group, speaker, qualifier, event, any::<[bool; 2]>(), 0..3_u32).prop_map(
        |(outlet, hour, value, measure, group, speaker, qualifier, event, [headline, corrects], text)| {
            let line = claim(&format!("outlet-{outlet}"), hour, value, measure, group);
            let line = with_sketch(line, text * 30);
            with(
                line,
                json!({
                    "attributed_to": speaker, "attribution_kind": "official", "qualifier": qualifier, "event": event,
                    "in_headline": headline, "corrects": corrects, "start": hour, "end": hour + 1,
                }),
            )
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_of_input_never_matters(
        (lines, shuffled) in prop::collection::vec(any_claim(), 0..25)
            .prop_flat_map(|lines| (Just(lines.clone()), Just(lines).prop_shuffle()))
    ) {
        let settings = Settings { pairs: true, ..Settings::default() };
        let (mut a, mut b) = (judge(&settings, &lines), judge(&settings, &shuffled));
        a.set_aside.sort();
        b.set_aside.sort();
        prop_assert_eq!(a, b);
    }

    #[test]
    fn halves_of_the_events_give_halves_of_the_findings(lines in prop::collection::vec(any_claim(), 0..25)) {
        let (quay, bridge): (Vec<Value>, Vec<Value>) =
            lines.iter().cloned().partition(|line| line["event"] == "quay");
        let mut halves = findings(&bridge);
        halves.extend(findings(&quay));
        prop_assert_eq!(findings(&lines), halves);
    }

    #[test]
    fn ids_are_unique_and_the_printed_figure_was_reported(lines in prop::collection::vec(any_claim(), 0..25)) {
        let found = findings(&lines);
        let mut ids: Vec<&str> = found.iter().map(|finding| finding.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        prop_assert_eq!(ids.len(), found.len());
        for finding in &found {
            let reported = |best: &rust_decimal::Decimal| {
                lines.iter().any(|line| line["value"].as_i64().map(Into::into) == Some(*best))
            };
            prop_assert!(finding.best.iter().all(reported));
        }
    }
}

#[test]
fn a_time_at_the_end_of_the_calendar_is_one_like_another() {
    let last = |outlet: &str, value| {
        with(killed(outlet, 1, value), json!({"published": "+262142-12-31T23:59:59Z"}))
    };
    assert_eq!(findings(&[last("a", 60), last("b", 60)]).len(), 1);
}

#[test]
fn a_day_is_later_than_the_day_before_and_not_than_an_hour_of_its_own() {
    let dated = |outlet, value, at: &str, precision: &str| {
        let line = claim(outlet, 1, value, "killed", "all");
        with(line, json!({"published": null, "as_of": at, "as_of_precision": precision}))
    };
    let day = |outlet, value, day: &str| dated(outlet, value, &format!("{day}T00:00:00Z"), "day");
    let next = [day("harbour-post", 3, "2031-05-03"), day("coast-daily", 10, "2031-05-04")];
    assert_eq!(differences(&next), [(Verdict::Changed, None)]);
    let same = [
        dated("harbour-post", 10, "2031-05-03T18:00:00Z", "minute"),
        day("coast-daily", 3, "2031-05-03"),
    ];
    assert_eq!(differences(&same), [(Verdict::Conflict, Some(Reason::Unexplained))]);
}

#[test]
fn a_part_with_a_measure_of_its_own_is_all_of_that_measure() {
    let critical = |outlet, value| claim(outlet, 1, value, "injured_critical", "all");
    let hurt = claim("harbour-post", 1, 55, "injured", "all");
    let five = json!({"relation": "part_of", "parent": hurt["claim"], "quote": "5 of them"});
    let lines =
        [hurt.clone(), with(critical("harbour-post", 5), five), critical("coast-daily", 15)];
    assert_eq!(differences(&lines), [(Verdict::Conflict, Some(Reason::Unexplained))]);
}

#[test]
fn a_part_explains_a_difference_only_where_words_tie_it_to_one_of_the_figures() {
    let two = [killed("harbour-post", 1, 30), killed("coast-daily", 1, 40)];
    let of_others = with(
        claim("river-mail", 1, 10, "killed", "children"),
        json!({"relation": "part_of", "parent": "another-report"}),
    );
    let own = with(of_others.clone(), json!({"parent": two[1]["claim"]}));
    let reason = |part: Value| {
        let all = findings(&[two[0].clone(), two[1].clone(), part]);
        all.iter().find(|finding| finding.verdict == Verdict::Conflict).unwrap().reason
    };
    assert_eq!(reason(of_others), Some(Reason::Unexplained));
    assert_eq!(reason(own), Some(Reason::Inclusion));
}
