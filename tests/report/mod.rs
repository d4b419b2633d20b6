//! What an editor is handed: the diff in the terminal, the tables, the formats for scripts. Built by hand from invented
//! outlets, so that each line's shape is held whatever the stages below it find.

mod any_words;
mod sample;

use claims::model::{Qualifier, Quantity, Verdict};
use claims::report::{Dialect, Layout, Part, Picture, Report, Reported, Selection};
pub(crate) use sample::kabul;

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
