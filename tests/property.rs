//! What holds of `claims extract` for any text whatever, tried on texts that nobody would write.

use std::fs;
use std::sync::OnceLock;

use assert_cmd::Command;
use claims::text::{Marks, sentences, tokenize};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use crate::fuzzing::checks::holds;

/// Every word and phrase that a data file holds: what texts are most likely to be misread by.
fn words() -> &'static [String] {
    static WORDS: OnceLock<Vec<String>> = OnceLock::new();
    WORDS.get_or_init(|| {
        let data = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
        let mut words = Vec::new();
        for file in ["lang/en.toml", "cues/en.toml", "units.toml", "currencies.toml", "groups.toml"]
        {
            let text = fs::read_to_string(data.join(file)).unwrap();
            collect(&toml::from_str(&text).unwrap(), &mut words);
        }
        words.sort();
        words.dedup();
        words
    })
}

fn collect(value: &toml::Value, words: &mut Vec<String>) {
    match value {
        toml::Value::String(word) => words.push(word.clone()),
        toml::Value::Array(list) => list.iter().for_each(|value| collect(value, words)),
        toml::Value::Table(table) => {
            for (key, value) in table {
                words.push(key.clone());
                collect(value, words);
            }
        }
        _ => {}
    }
}

/// Signs, spaces and marks that move a place, join a word or end a sentence.
const SIGNS: &[&str] = &[
    "-",
    "–",
    "—",
    "“",
    "”",
    "‘",
    "’",
    "\"",
    "'",
    "(",
    ")",
    "[",
    "]",
    ",",
    ".",
    ";",
    ":",
    "!",
    "?",
    "…",
    "/",
    "%",
    "$",
    "€",
    "£",
    "#",
    "+",
    "~",
    "°",
    "&",
    "|",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{a0}",
    "\u{202f}",
    "\u{2009}",
    "\u{2028}",
    "\u{ad}",
    "\u{200b}",
    "\u{200f}",
    "\u{202e}",
    "\u{feff}",
    "\u{301}",
    "\u{20dd}",
    "½",
    "²",
    "٣",
    "१",
    "５",
    "Ⅻ",
    "\u{1f525}",
    "\u{1f1fa}\u{1f1f8}",
    "ß",
    "İ",
    "ﬁ",
    "\0",
];

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        (0_u32..200).prop_map(|number| number.to_string()),
        (1900_u32..2030).prop_map(|number| number.to_string()),
        any::<u128>().prop_map(|number| number.to_string()),
        "[0-9]{1,3}(,[0-9]{3}){0,4}(\\.[0-9]{1,3})?",
        "[0-9]{1,2}(,[0-9]{2}){1,3},[0-9]{3}",
        "[0-9.,:/-]{1,12}",
    ]
}

/// Words of the data, numbers and signs in any order, some of them without a blank between.
fn soup() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => select(words()),
        4 => number(),
        3 => select(SIGNS).prop_map(str::to_owned),
        1 => "\\PC{0,6}",
    ];
    let case = select(vec![str::to_owned as fn(&str) -> String, str::to_uppercase, |word| {
        let mut letters = word.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }]);
    prop::collection::vec((piece, select(vec!["", " ", " ", " "]), case), 0..60).prop_map(
        |pieces| pieces.into_iter().map(|(piece, blank, case)| case(&piece) + blank).collect(),
    )
}

/// News cut and joined anywhere: a sentence that ends in the middle of a number, of a word, of a quotation.
fn torn() -> impl Strategy<Value = String> {
    const NEWS: &str = "At least 1,200 people were killed and 18 others, three of them children, were wounded on 28 August 2021, the \
        harbour office told Meridian Wire (MW). “The toll rose from 51 to 58,” a U.S. spokesman said — up from 40 a day earlier. Damage \
        was put at between $4.2bn and €5 billion; 12.5% of the town’s 60-80 quays were lost, half a million litres of fuel spilled, and \
        one in five of the 27-year-old ships sank. None of the 62 sailors was hurt. If 200 had died, dozens more could have.";
    let points: Vec<char> = NEWS.chars().collect();
    prop::collection::vec((any::<Index>(), any::<Index>()), 1..8).prop_map(move |cuts| {
        let piece = |(from, to): (Index, Index)| -> String {
            let (from, to) = (from.index(points.len()), to.index(points.len()));
            points[from.min(to)..from.max(to)].iter().collect()
        };
        cuts.into_iter().map(piece).collect()
    })
}

fn extract(args: &[&str], documents: &[String]) -> String {
    let mut command = Command::cargo_bin("claims").unwrap();
    let output =
        command.arg("extract").args(args).write_stdin(documents.concat()).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn line((at, text): (usize, &String)) -> String {
    serde_json::json!({ "id": at.to_string(), "text": text }).to_string() + "\n"
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn words_and_numbers_in_any_order_hold(text in soup()) {
        holds(&text);
    }

    #[test]
    fn news_torn_anywhere_holds(text in torn()) {
        holds(&text);
    }

    #[test]
    fn any_characters_hold(text in "\\PC{0,80}|[\\x00-\\u{ffff}]{0,80}") {
        holds(&text);
    }

    #[test]
    fn tokens_and_sentences_cover_a_text_in_order(text in soup()) {
        let tokens = tokenize(&text, Marks::Point);
        let mut end = 0;
        for token in &tokens {
            prop_assert!(end <= token.start && token.start < token.end);
            prop_assert!(!token.text(&text).is_empty());
            end = token.end;
        }
        let mut next = 0;
        for sentence in sentences(&text, &tokens, |_| false, |_| false) {
            prop_assert_eq!(sentence.tokens.start, next);
            prop_assert!(!sentence.tokens.is_empty());
            next = sentence.tokens.end;
        }
        prop_assert_eq!(next, tokens.len());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_stand_alone_in_any_order_and_on_any_threads(
        texts in prop::collection::vec(prop_oneof![soup(), torn()], 2..40), cut in any::<Index>(),
    ) {
        let mut documents: Vec<String> = texts.iter().enumerate().map(line).collect();
        let (head, tail) = documents.split_at(cut.index(documents.len()));
        let all = extract(&["--all", "-"], &documents);
        prop_assert_eq!(&all, &(extract(&["--all", "-"], head) + &extract(&["--all", "-"], tail)));
        prop_assert_eq!(&all, &extract(&["--all", "--jobs", "4", "-"], &documents));
        documents.reverse();
        let sorted = |out: &str| {
            let mut lines: Vec<String> = out.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        prop_assert_eq!(sorted(&all), sorted(&extract(&["--all", "-"], &documents)));
    }
}
