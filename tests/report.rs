//! What an editor is handed: the diff in the terminal, the tables, the formats for scripts. Built by hand from invented
//! outlets, so that each line's shape is held whatever the stages below it find.

use std::sync::Arc;

use claims::model::{
    Appearance, Attribution, AttributionKind, Basis, Change, ChangeKind, Claim, ClaimId, Digest,
    Event, Finding, FindingId, Kind, OriginGroup, Outlet, PairRelation, Position, Provenance,
    Qualifier, Quantity, Reason, Relation, Span, Status, Timestamp, Verdict,
};
use claims::reconcile::Policy;
use claims::report::{
    Dialect, Layout, Novelty, Part, Picture, Report, Reported, Selection, Trouble,
};

const EVENT: &str = "kabul-airport-2021";

fn at(text: &str) -> Timestamp {
    format!("2021-08-{text}:00Z").parse().unwrap()
}

fn exact(value: i64) -> Quantity {
    Quantity::exact(value.into(), 1.into())
}

/// A claim on the killed; the rest is laid over it.
fn claim(outlet: &str, time: &str, value: i64, text: &str, quote: &str, clause: &str) -> Claim {
    let doc = format!("https://{outlet}.example/kabul");
    Claim {
        id: ClaimId::of(&[&doc, quote]),
        kind: Kind::Count,
        measure: Some("killed".into()),
        group: "all".into(),
        quantity: exact(value),
        text: text.into(),
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
        span: Span::new(40, 40 + u32::try_from(quote.chars().count()).unwrap()),
        quote: quote.into(),
        sentence: Span::new(0, 120),
        clause: clause.into(),
        confidence: 97,
        rule: "number.digits+killed.dead".into(),
        provenance: Arc::new(Provenance {
            doc: doc.clone(),
            event: Some(EVENT.into()),
            outlet: Some(outlet.into()),
            url: Some(doc),
            title: Some("Blasts outside the airport".into()),
            published: Some(at(time)),
            language: Some("en".into()),
            ..Provenance::default()
        }),
    }
}

fn said_by(mut claim: Claim, to: &str, kind: AttributionKind) -> Claim {
    claim.attribution = Some(Attribution { to: to.into(), kind });
    claim
}

fn of(mut claim: Claim, group: &str, noun: &str, relation: Relation) -> Claim {
    (claim.group, claim.noun, claim.relation) = (group.into(), Some(noun.into()), Some(relation));
    claim
}

fn origin(id: &str, label: &str, outlets: &[&str], claims: &[&Claim]) -> OriginGroup {
    OriginGroup {
        id: id.into(),
        label: label.into(),
        outlets: outlets.iter().map(ToString::to_string).collect(),
        because: "attributed".into(),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
    }
}

fn position(value: i64, time: &str, claims: &[&Claim], origins: Vec<OriginGroup>) -> Position {
    let mut outlets: Vec<String> =
        claims.iter().filter_map(|claim| claim.provenance.outlet.clone()).collect();
    outlets.sort();
    outlets.dedup();
    Position {
        quantity: exact(value),
        claims: claims.iter().map(|claim| claim.id.clone()).collect(),
        is_sum: false,
        outlets,
        origins,
        at: Some(at(time)),
    }
}

fn finding(group: &str, verdict: Verdict, positions: Vec<Position>) -> Finding {
    let mut outlets: Vec<String> =
        positions.iter().flat_map(|position| position.outlets.clone()).collect();
    outlets.sort();
    outlets.dedup();
    let mut origins: Vec<OriginGroup> =
        positions.iter().flat_map(|position| position.origins.clone()).collect();
    origins.sort();
    origins.dedup();
    let figures = || positions.iter().filter_map(|position| position.quantity.headline());
    Finding {
        id: FindingId::of(&[EVENT, group, &format!("{verdict:?}")]),
        event: EVENT.into(),
        measure: "killed".into(),
        group: group.into(),
        scope: None,
        basis: Basis::Incident,
        unit: "person".into(),
        verdict,
        relation: None,
        reason: None,
        rule: String::new(),
        low: figures().min(),
        best: positions.first().and_then(|position| position.quantity.value()),
        high: figures().max(),
        policy_note: "170 has the support of two origins, 182 of one".into(),
        outlets,
        origins,
        claims: positions.iter().flat_map(|position| position.claims.clone()).collect(),
        positions,
        ask: None,
        note: None,
    }
}

/// The bundled event's shape, as PRODUCT draws it.
pub(crate) fn kabul() -> Report {
    use AttributionKind::{Official, Unnamed};
    let harbour = said_by(
        claim(
            "harbour-post",
            "27T17:05",
            170,
            "170",
            "170 dead",
            "left 170 dead, including thirteen US troops",
        ),
        "health officials",
        Official,
    );
    let before =
        claim("harbour-post", "27T09:00", 90, "90", "90 people", "killed at least 90 people");
    let afghans = said_by(
        of(
            claim(
                "meridian-wire",
                "27T16:48",
                169,
                "169",
                "169 Afghans",
                "169 Afghans and 13 US service members died",
            ),
            "afghans",
            "Afghans",
            Relation::Plus,
        ),
        "two officials",
        Unnamed,
    );
    let members = said_by(
        of(
            claim(
                "meridian-wire",
                "27T16:48",
                13,
                "13",
                "13 US service members",
                "169 Afghans and 13 US service members died",
            ),
            "us troops",
            "US troops",
            Relation::Plus,
        ),
        "two officials",
        Unnamed,
    );
    let stale =
        claim("coast-daily", "27T15:00", 60, "60", "60 people", "at least 60 people were killed");
    let troops: Vec<Claim> = ["coast-daily", "delta-news", "harbour-post", "meridian-wire"]
        .iter()
        .map(|outlet| {
            said_by(
                of(
                    claim(outlet, "27T14:00", 13, "13", "13 US troops", "13 US troops were killed"),
                    "us troops",
                    "US troops",
                    Relation::PartOf,
                ),
                "US Central Command",
                Official,
            )
        })
        .collect();
    let command = || {
        let outlets = ["coast-daily", "delta-news", "harbour-post", "meridian-wire"];
        origin(
            "us-central-command",
            "US Central Command",
            &outlets,
            &troops.iter().collect::<Vec<_>>(),
        )
    };

    let whole = position(
        170,
        "27T17:05",
        &[&harbour],
        vec![origin("health-officials", "health officials", &["harbour-post"], &[&harbour])],
    );
    let sum = Position {
        is_sum: true,
        ..position(
            182,
            "27T16:48",
            &[&afghans, &members],
            vec![origin("officials", "two officials", &["meridian-wire"], &[&afghans, &members])],
        )
    };
    let conflict = Finding {
        relation: Some(PairRelation::Contradiction),
        reason: Some(Reason::Inclusion),
        ask: Some("are US troops inside the 170?".into()),
        note: Some("reconciles if 170 leaves out the US troops".into()),
        ..finding("all", Verdict::Conflict, vec![whole, sum])
    };
    let agreement = finding(
        "us troops",
        Verdict::Agree,
        vec![position(13, "27T14:00", &troops.iter().collect::<Vec<_>>(), vec![command()])],
    );
    let lagging = Finding {
        note: Some("9 h behind".into()),
        ..finding(
            "all",
            Verdict::Stale,
            vec![position(
                60,
                "27T15:00",
                &[&stale],
                vec![origin("outlet:coast-daily", "coast-daily", &["coast-daily"], &[&stale])],
            )],
        )
    };
    let step = |id: &str, kind, from: Option<&Claim>, to: Option<&Claim>, time: &str| Change {
        id: id.into(),
        detected_at: at(time),
        event: EVENT.into(),
        measure: "killed".into(),
        group: "all".into(),
        outlet: "harbour-post".into(),
        kind,
        from: from.map(|claim| claim.id.clone()),
        to: to.map(|claim| claim.id.clone()),
    };
    let changes = vec![
        step("a1", ChangeKind::First, None, Some(&before), "27T09:40"),
        step("a2", ChangeKind::Up, Some(&before), Some(&harbour), "27T17:40"),
    ];
    let seen = |claim: Claim, live: bool| Appearance {
        snapshot: Some(Digest::of(claim.quote.as_bytes())),
        first_seen: Some(at("27T09:40")),
        last_seen: Some(at(if live { "27T17:40" } else { "27T12:00" })),
        live,
        extractor: Some("0.1.0+words".into()),
        claim,
    };
    let mut appearances = vec![
        seen(harbour, true),
        seen(before, false),
        seen(afghans, true),
        seen(members, true),
        seen(stale, true),
    ];
    appearances.extend(troops.into_iter().map(|claim| seen(claim, true)));
    Report {
        event: Event {
            id: EVENT.into(),
            title: "Attack at Kabul airport".into(),
            ..Event::default()
        },
        outlets: ["coast-daily", "delta-news", "harbour-post", "meridian-wire", "valley-times"]
            .iter()
            .map(|id| Outlet { id: (*id).into(), name: id.replace('-', " "), ..Outlet::default() })
            .collect(),
        as_of: at("27T17:40"),
        run: Some(42),
        since: Some(41),
        since_at: Some(at("27T12:00")),
        policy: Policy::IndependentSupport,
        findings: vec![
            Reported { finding: lagging, novelty: Novelty::Standing },
            Reported { finding: agreement, novelty: Novelty::Standing },
            Reported { finding: conflict, novelty: Novelty::New },
        ],
        resolved: Vec::new(),
        appearances,
        changes,
        set_aside: Vec::new(),
        trouble: vec![Trouble {
            outlet: "valley-times".into(),
            source: "https://valley-times.example/feed".into(),
            outcome: "gone".into(),
            message: "the server answered 410 Gone".into(),
        }],
    }
}

fn shown(report: &Report, selection: &Selection, layout: Layout, explain: bool) -> String {
    claims::report::text(&Picture::new(report, selection), layout, explain)
}

fn wide(width: usize) -> Layout {
    Layout { width, color: false }
}

#[test]
fn the_diff_is_as_the_product_draws_it() {
    insta::assert_snapshot!(shown(&kabul(), &Selection::default(), Layout::default(), false));
}

#[test]
fn a_terminal_of_eighty_columns_gets_every_word() {
    let page = shown(&kabul(), &Selection::default(), wide(80), false);
    insta::assert_snapshot!(page);
    for width in [80, 60, 40] {
        let page = shown(&kabul(), &Selection::default(), wide(width), false);
        let longest = page.lines().map(unicode_width::UnicodeWidthStr::width).max().unwrap();
        assert!(longest <= width, "{longest} columns at {width}:\n{page}");
        let words = page.split_whitespace().collect::<Vec<_>>().join(" ");
        for word in
            ["170", "182", "INCLUSION", "thirteen", "health officials", "US Central", "410 Gone"]
        {
            assert!(words.contains(word), "`{word}` is lost at {width}:\n{page}");
        }
    }
}

#[test]
fn explaining_unfolds_what_stands_behind_each_line() {
    insta::assert_snapshot!(shown(&kabul(), &Selection::default(), Layout::default(), true));
}

#[test]
fn colour_decorates_and_says_nothing_of_its_own() {
    let plain = shown(&kabul(), &Selection::default(), wide(100), false);
    let coloured =
        shown(&kabul(), &Selection::default(), Layout { width: 100, color: true }, false);
    assert!(coloured.contains("\u{1b}["));
    assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
}

#[test]
fn a_selection_is_all_that_is_printed_and_counted() {
    let agreements = Selection { parts: vec![Part::Agreements], ..Selection::default() };
    let report = kabul();
    let picture = Picture::new(&report, &agreements);
    assert!(!picture.differs());
    let page = claims::report::text(&picture, wide(100), false);
    assert!(page.contains("AGREE") && !page.contains("CONFLICT"), "{page}");
    assert!(page.ends_with("\n1 agreement\n"), "{page}");

    let two_origins = Selection { min_origins: 2, ..Selection::default() };
    let counts = Picture::new(&report, &two_origins).counts();
    assert_eq!((counts.conflicts, counts.agreements, counts.stale, counts.changes), (1, 0, 0, 0));

    let injured = Selection { measures: vec!["injured".into()], ..Selection::default() };
    assert!(!Picture::new(&report, &injured).differs());
}

#[test]
fn agreements_on_things_that_are_no_measure_are_counted_until_asked_for() {
    let mut report = kabul();
    let is_agreement = |it: &&mut Reported| it.finding.verdict == Verdict::Agree;
    let agreement = report.findings.iter_mut().find(is_agreement).unwrap();
    agreement.finding.measure = "count".into();
    agreement.finding.unit = "fighter".into();
    let usual = shown(&report, &Selection::default(), wide(100), false);
    let agreements: Vec<&str> = usual.lines().filter(|line| line.starts_with("AGREE")).collect();
    assert_eq!(agreements.len(), 1, "{usual}");
    assert!(agreements[0].contains("1 on things counted"), "{usual}");
    assert!(usual.contains("1 agreement"), "it still counts as one: {usual}");
    let only = Selection { parts: vec![Part::Agreements], ..Selection::default() };
    let asked = shown(&report, &only, wide(100), false);
    assert!(asked.contains("AGREE     fighter"), "{asked}");
}

#[test]
fn wide_and_right_to_left_words_keep_the_columns() {
    let mut report = kabul();
    let clauses = ["爆発により170人が死亡し、そのうち13人が米兵だった", "قُتل 170 شخصا في الانفجار"];
    for (seen, clause) in
        report.appearances.iter_mut().filter(|seen| seen.claim.group == "all").zip(clauses)
    {
        seen.claim.clause = clause.into();
        seen.claim.quote = "170".into();
    }
    let mut lines = Vec::new();
    for turn in 0..2 {
        report.findings[2].finding.positions[0].claims[0] =
            report.appearances[turn].claim.id.clone();
        let page = shown(&report, &Selection::default(), wide(110), false);
        lines.extend(page.lines().filter(|line| line.starts_with("  1")).map(str::to_owned));
    }
    let column = |line: &String| {
        let at = line.find("16:48Z").or_else(|| line.find("17:05Z")).unwrap();
        unicode_width::UnicodeWidthStr::width(&line[..at])
    };
    assert_eq!(column(&lines[0]), column(&lines[1]), "{lines:#?}");
    assert_eq!(column(&lines[2]), column(&lines[3]), "{lines:#?}");
    assert!(lines[2].contains('\u{2068}'), "{lines:#?}");
}

#[test]
fn nothing_to_say_is_said_in_two_lines() {
    let report = Report {
        findings: Vec::new(),
        appearances: Vec::new(),
        changes: Vec::new(),
        trouble: Vec::new(),
        ..kabul()
    };
    assert_eq!(
        shown(&report, &Selection::default(), wide(100), false),
        "kabul-airport-2021   5 outlets · 0 origins   as of 2021-08-27 17:40Z   since run 41\n\n\
         0 conflicts (0 new), 0 changes, 0 agreements, 0 stale, 0 source errors\n"
    );
}

#[test]
fn the_tables_hold_bare_numbers_under_the_promised_names() {
    let reports = [kabul()];
    let csv =
        |table: claims::report::Table| String::from_utf8(table.csv(Dialect::default())).unwrap();
    insta::assert_snapshot!("matrix.csv", csv(claims::report::matrix(&reports)));
    insta::assert_snapshot!("changes.csv", csv(claims::report::changes(&reports)));
    insta::assert_snapshot!("claims.csv", csv(claims::report::claims(&reports)));
}

#[test]
fn the_dictionary_names_every_column_once() {
    let reports = [kabul()];
    let dialect = Dialect::default();
    let tables: Vec<_> = [
        claims::report::claims(&reports),
        claims::report::matrix(&reports),
        claims::report::changes(&reports),
    ]
    .into_iter()
    .map(|table| {
        let bytes = table.csv(dialect);
        (table, bytes)
    })
    .collect();
    let package: serde_json::Value =
        serde_json::from_slice(&claims::report::datapackage(&reports, &tables, dialect)).unwrap();
    let csvw: serde_json::Value = serde_json::from_slice(&tables[0].0.csvw(dialect)).unwrap();
    for (at, (_, bytes)) in tables.iter().enumerate() {
        let header = String::from_utf8(bytes.clone()).unwrap();
        let header = header.split("\r\n").next().unwrap().to_owned();
        let fields = package["resources"][at]["schema"]["fields"].as_array().unwrap();
        let names: Vec<&str> = fields.iter().map(|field| field["name"].as_str().unwrap()).collect();
        assert_eq!(names.join(","), header);
        assert_eq!(package["resources"][at]["bytes"], bytes.len());
    }
    let titles: Vec<&str> = csvw["tableSchema"]["columns"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["titles"].as_str().unwrap())
        .collect();
    assert_eq!(titles.len(), 44);
    assert_eq!(titles[33], "quote");
}

#[test]
fn scripts_get_the_same_as_readers() {
    let report = kabul();
    let selection = Selection::default();
    let pictures = [Picture::new(&report, &selection)];
    let json: serde_json::Value = serde_json::from_slice(&claims::report::json(&pictures)).unwrap();
    let event = &json["events"][0];
    assert_eq!(event["counts"]["conflicts"], 1);
    assert_eq!(event["findings"][0]["verdict"], "conflict");
    assert_eq!(event["findings"][0]["positions"][1]["value"], 182);
    assert_eq!(event["findings"][0]["positions"][1]["claims"][0]["quote"], "169 Afghans");
    assert_eq!(event["changes"][0]["to"]["value"], 170);
    assert_eq!(event["as_of"], "2021-08-27T17:40:00Z");

    let lines = String::from_utf8(claims::report::ndjson(&pictures)).unwrap();
    let kinds: Vec<String> = lines
        .lines()
        .map(|line| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["type"]
                .as_str()
                .unwrap()
                .to_owned()
        })
        .collect();
    assert_eq!(kinds, ["finding", "finding", "finding", "change", "trouble", "summary"]);
}

#[test]
fn markdown_has_a_section_for_each_part() {
    let report = kabul();
    insta::assert_snapshot!(claims::report::markdown(&Picture::new(
        &report,
        &Selection::default()
    )));
}

#[test]
fn the_matrix_folds_into_bands_on_a_narrow_terminal() {
    let report = kabul();
    insta::assert_snapshot!(
        "matrix_wide",
        claims::report::grid(&report, &Selection::default(), wide(110))
    );
    let narrow = claims::report::grid(&report, &Selection::default(), wide(48));
    insta::assert_snapshot!("matrix_narrow", narrow);
}

#[test]
fn a_vague_word_and_a_bound_keep_their_words() {
    let mut report = kabul();
    let quantities = [
        Quantity::stated(90.into(), Qualifier::AtLeast, 10.into()),
        Quantity::vague(Some(24.into()), Some(99.into()), 1.into()),
    ];
    for (position, quantity) in report.findings[2].finding.positions.iter_mut().zip(quantities) {
        position.quantity = quantity;
        position.is_sum = false;
    }
    report.appearances[2].claim.text = "dozens".into();
    let page = shown(&report, &Selection::default(), wide(110), false);
    assert!(page.contains("  at least 90 ") && page.contains("  dozens "), "{page}");
    let csv = String::from_utf8(claims::report::matrix(&[report]).csv(Dialect::default())).unwrap();
    assert!(csv.contains(",90,24..99,"), "{csv}");
}

#[test]
fn the_brief_quotes_every_figure_and_lets_no_page_write_markup() {
    let mut report = kabul();
    report.appearances[0].claim.clause = "left 170 dead</q><script>alert(1)</script>".into();
    report.event.title = "Attack & \"aftermath\"".into();
    let selection = Selection::default();
    let page = claims::report::html(&[Picture::new(&report, &selection)]);
    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("<title>Attack &amp; &quot;aftermath&quot;</title>"), "{page}");
    for words in [
        "<mark>170</mark> dead&lt;/q&gt;",
        "<mark>169</mark> Afghans",
        "href=\"https://harbour-post.example/kabul#:~:text=170%20dead\"",
        "Ask: are US troops inside the 170?",
        "4 outlets, 1 origin (US Central Command): not independent",
    ] {
        assert!(page.contains(words), "`{words}` is not in\n{page}");
    }
    assert_eq!(page.matches("<svg").count(), page.matches("</svg>").count());
}

mod any_words {
    use super::*;
    use proptest::prelude::*;

    /// Words as pages hold them: scripts of all widths and directions, long words, markup, control characters.
    fn words() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            "[a-z]{1,12}",
            "[0-9]{1,6}",
            Just("死者41人".to_owned()),
            Just("قُتل".to_owned()),
            Just("👩‍🚒".to_owned()),
            Just("e\u{301}\u{200b}".to_owned()),
            Just("\u{1b}[31m\u{202e}\r\n".to_owned()),
            Just("a".repeat(90)),
            Just("| <b>*_`".to_owned()),
        ];
        proptest::collection::vec(word, 0..14).prop_map(|words| words.join(" "))
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn no_page_breaks_the_page(clause in words(), quote in words(), outlet in words(), group in words(), width in 30_usize..150) {
            let mut report = kabul();
            for reported in &mut report.findings {
                reported.finding.group.clone_from(&group);
                reported.finding.note = Some(clause.clone());
                reported.finding.scope = Some(outlet.clone());
                for position in &mut reported.finding.positions {
                    position.outlets.push(outlet.clone());
                }
            }
            for seen in &mut report.appearances {
                seen.claim.clause.clone_from(&clause);
                seen.claim.quote.clone_from(&quote);
                seen.claim.text = quote.chars().take(12).collect();
            }
            let selection = Selection::everything();
            let picture = Picture::new(&report, &selection);
            for explain in [false, true] {
                let page = claims::report::text(&picture, wide(width), explain);
                prop_assert!(!page.contains(['\x1b', '\r']), "it steers the terminal");
                for line in page.lines() {
                    prop_assert!(unicode_width::UnicodeWidthStr::width(line) <= width, "{width}: {line}");
                }
            }
            claims::report::markdown(&picture);
            claims::report::html(std::slice::from_ref(&picture));
            claims::report::grid(&report, &selection, wide(width));
            let csv = claims::report::claims(std::slice::from_ref(&report)).csv(Dialect::default());
            let rows = csv::ReaderBuilder::new().from_reader(csv.as_slice()).into_records().collect::<Result<Vec<_>, _>>();
            prop_assert_eq!(rows.unwrap().len(), report.appearances.len());
        }
    }
}
