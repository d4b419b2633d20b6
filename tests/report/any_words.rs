//! Whatever words a page holds, what is drawn of it stays in its lines.

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
