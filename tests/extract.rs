//! `claims extract` as its users meet it, and what holds for any text whatever.

use std::fs;

use assert_cmd::Command;
use claims::extract::extract;
use claims::lexicon::Lexicon;
use claims::model::{Document, Provenance};

use crate::aloud::evaluation;
use crate::fuzzing::checks::holds;

fn claims(args: &[&str], input: &str) -> (String, String, i32) {
    filter("extract", args, input)
}

fn filter(name: &str, args: &[&str], input: &str) -> (String, String, i32) {
    let output = Command::cargo_bin("claims")
        .unwrap()
        .arg(name)
        .args(args)
        .write_stdin(input)
        .output()
        .unwrap();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

fn document(text: &str) -> Document {
    Document {
        provenance: Provenance { doc: "d".to_owned(), ..Provenance::default() },
        text: text.to_owned(),
        ..Document::default()
    }
}

#[test]
fn jsonl_in_claims_out_and_a_bad_line_is_told() {
    let input = "{\"id\":\"a\",\"text\":\"Five people were killed.\",\"event\":\"e\",\"more\":1}\n[1]\n\n{\"id\":\"b\"}\n{\"id\":\"c\",\"text\":\"Two died.\"}\n";
    let (out, err, code) = claims(&["-"], input);
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0]["measure"], "killed");
    assert_eq!(lines[0]["event"], "e");
    assert_eq!(lines[0]["quote"], "Five people");
    assert!(err.contains("line 2:") && err.contains("line 4:"), "{err}");
    assert_eq!(code, 2);
}

#[test]
fn a_page_is_read_in_its_own_charset_and_a_picture_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    let html = b"<html><head><meta charset=windows-1252><title>Quay fire</title></head><body><article><p>The fire on \
        the old quay caused damage of \x8014 million and injured nine people, the harbour office said on Monday. The \
        office\x92s head said that work on the roof would start within days and that the market would stay open.</p>\
        </article></body></html>";
    fs::write(&page, html).unwrap();
    let (out, err, code) = claims(&[page.to_str().unwrap()], "");
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("\"unit\":\"EUR\"") && out.contains("\u{20ac}14 million"), "{out}");
    let picture = folder.path().join("gate.jpg");
    fs::write(&picture, b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01 41 dead").unwrap();
    for name in ["extract", "article"] {
        let (out, err, code) = filter(name, &[picture.to_str().unwrap()], "");
        assert_eq!((out.as_str(), code), ("", 2), "{name}");
        assert!(err.contains("is no text") && err.contains("hint:"), "{err}");
    }
}

#[test]
fn no_input_gives_no_output() {
    assert_eq!(claims(&["-"], ""), (String::new(), String::new(), 0));
}

#[test]
fn threads_do_not_change_the_order() {
    let lines: Vec<String> = (2..400)
        .map(|n| format!("{{\"id\":\"{n}\",\"text\":\"{n} people were killed.\"}}"))
        .collect();
    let input = lines.join("\n");
    assert_eq!(claims(&["--jobs", "1", "-"], &input), claims(&["--jobs", "3", "-"], &input));
}

#[test]
fn strict_stops_at_the_first_bad_line() {
    let (out, err, code) =
        claims(&["--strict", "-"], "{\"id\":1}\n{\"id\":\"c\",\"text\":\"Two died.\"}\n");
    assert_eq!((out.as_str(), code), ("", 2));
    assert!(err.contains("line 1:"), "{err}");
}

#[test]
fn the_first_real_article_reads_right() {
    let Some(eval) = evaluation("the first real article") else { return };
    let seed = eval.join("../seeds/urdupoint-2021-08-28.txt");
    let text = fs::read_to_string(seed).unwrap();
    let found = extract(&Lexicon::embedded(), &document(&text));
    let figures: Vec<_> = found.claims.iter().filter(|claim| claim.kind.reconciles()).collect();
    assert_eq!(figures.len(), 2);
    assert_eq!(figures[0].quote, "170 dead");
    assert_eq!(figures[0].hedge.as_deref(), Some("reportedly"));
    assert_eq!(figures[1].group, "us troops");
    assert_eq!(figures[1].parent.as_ref(), Some(&figures[0].id));
}

#[test]
fn a_measure_is_added_without_code() {
    let measures =
        "[[measure]]\nid = \"sheep_lost\"\nlabel = \"sheep lost\"\ndimension = \"thing\"\n";
    let cues = "[[cue]]\nid = \"sheep_lost.transitive\"\nmeasure = \"sheep_lost\"\nrole = \"transitive\"\nwords = [\"mislaid\"]\n";
    let files = [
        ("measures.more.toml".to_owned(), measures.to_owned()),
        ("cues/en.more.toml".to_owned(), cues.to_owned()),
    ];
    let lexicon = Lexicon::overlaid(&files).unwrap();
    let found = extract(&lexicon, &document("The shepherd mislaid 14 sheep."));
    assert_eq!(found.claims[0].measure.as_deref(), Some("sheep_lost"));
    let wrong =
        Lexicon::overlaid(&[("measures.toml".to_owned(), "[[measure]]\nid = 3\n".to_owned())]);
    let error = wrong.unwrap_err();
    assert_eq!((error.file.as_str(), error.line), ("measures.toml", 2));
}

#[test]
fn numbers_as_large_as_they_are_held_in_do_not_overflow() {
    let most = "79228162514264337593543950335";
    for text in [
        format!("It was -{most} or {most} dollars."),
        format!("It lost minus {most} or {most}."),
        format!("Between {most} and {most} million people were killed."),
    ] {
        extract(&Lexicon::embedded(), &document(&text));
    }
}

#[test]
fn a_language_without_words_is_read_in_digits_and_says_so() {
    let input = "{\"id\":\"a\",\"language\":\"de\",\"text\":\"Der Damm brach auf 1.200 m, 3,5 % der Felder, Schaden 40 EUR. 12 Menschen \
                 starben, €4 Mio. fehlen.\"}\n";
    let (out, err, code) = claims(&["--diagnostics", "-"], input);
    assert_eq!((code, err.as_str()), (0, ""));
    let lines: Vec<serde_json::Value> =
        out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let read: Vec<(f64, &str)> = lines
        .iter()
        .filter(|line| line.get("value").is_some())
        .map(|line| (line["value"].as_f64().unwrap(), line["unit"].as_str().unwrap()))
        .collect();
    assert_eq!(read, [(1200.0, "metre"), (3.5, "percent"), (40.0, "EUR")], "{out}");
    let reasons: Vec<&str> = lines.iter().filter_map(|line| line["reason"].as_str()).collect();
    assert!(reasons.iter().any(|reason| reason.contains("no words of `de`")), "{reasons:?}");
    assert_eq!(reasons.iter().filter(|reason| reason.contains("may be part of")).count(), 2);
}

#[test]
fn digits_of_any_script_are_digits() {
    let input = "{\"id\":\"a\",\"text\":\"At least ٣٤ people died and १२ were missing; ５００ tonnes of rice were lost.\"}\n";
    let (out, _, _) = claims(&["-"], input);
    let values: Vec<(String, f64)> = out
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| {
            let bound = line["value"].as_f64().or(line["low"].as_f64());
            (line["measure"].as_str().unwrap().to_owned(), bound.unwrap())
        })
        .collect();
    let wanted = [("killed", 34.0), ("missing", 12.0), ("measurement", 500.0)];
    assert_eq!(values, wanted.map(|(measure, value)| (measure.to_owned(), value)), "{out}");
}

#[test]
fn claims_below_a_confidence_are_left_out() {
    let input = "{\"id\":\"a\",\"text\":\"Five people were killed. Of 9 or 10 in court, said the 3, some 40 were held.\"}\n";
    let chances = |args: &[&str]| -> Vec<f64> {
        let (out, _, _) = claims(args, input);
        let line = |line| serde_json::from_str::<serde_json::Value>(line).unwrap();
        out.lines().map(|text| line(text)["confidence"].as_f64().unwrap()).collect()
    };
    let all = chances(&["-"]);
    let most = all.iter().copied().fold(0.0, f64::max);
    let mut sure = all.clone();
    sure.retain(|chance| *chance >= most);
    assert!(!sure.is_empty() && sure.len() < all.len(), "{all:?}");
    assert_eq!(chances(&["-", "--min-confidence", &most.to_string()]), sure);
    assert_eq!(chances(&["-", "--min-confidence", "0"]), all);
    assert!(chances(&["-", "--min-confidence", "1"]).is_empty(), "nothing is certain");
    for wrong in ["-1", "2", "1.01", "high"] {
        let (out, err, code) = claims(&["-", "--min-confidence", wrong], input);
        assert_eq!((out.as_str(), code), ("", 2), "{wrong}");
        for part in [wrong, "--min-confidence", "from 0 to 1", "0.9 those"] {
            assert!(err.contains(part), "{wrong}: {err}");
        }
    }
}

/// Dates, names, telephone numbers and scores are told apart, and none is passed over in silence.
#[test]
fn each_number_is_printed_or_set_aside_with_its_reason() {
    let text = "On 28 August 2031 at 3:15 p.m., flight 182 left gate 14 with 41 people. Call +1 (555) 010-2233, 020 7946 0123 or the \
                hotline: 555-0123. Brack beat Elm 3-1 and came 10th. Release 2.4.1 runs on 192.168.0.1. Several came.";
    let input = serde_json::json!({ "id": "a", "text": text }).to_string();
    let lines = |args: &[&str]| -> Vec<(String, String)> {
        let (out, err, code) = claims(args, &input);
        assert_eq!((code, err.as_str()), (0, ""));
        out.lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
            .map(|line| {
                let told = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
                if line.get("kind").is_some() {
                    (told("text"), told("kind"))
                } else {
                    (told("set_aside"), told("reason"))
                }
            })
            .collect()
    };
    let read = [
        ("28 August 2031", "date"),
        ("3:15 p.m.", "time"),
        ("182", "identifier"),
        ("14", "identifier"),
        ("41", "count"),
        ("1 (555) 010-2233", "identifier"),
        ("020 7946 0123", "identifier"),
        ("555-0123", "identifier"),
        ("3-1", "score"),
        ("10th", "rank"),
        ("2.4.1", "identifier"),
        ("192.168.0.1", "identifier"),
    ]
    .map(|(number, kind)| (number.to_owned(), kind.to_owned()));
    assert_eq!(lines(&["--all", "-"]), read);
    let told = lines(&["--diagnostics", "-"]);
    assert_eq!(told[0], ("41".to_owned(), "count".to_owned()));
    let numbers: Vec<&str> = told[1..].iter().map(|(number, _)| number.as_str()).collect();
    let wanted: Vec<&str> =
        read.iter().map(|(number, _)| number.as_str()).filter(|number| *number != "41").collect();
    assert_eq!(numbers, [wanted.as_slice(), &["Several"]].concat());
    assert!(told[1..].iter().all(|(_, reason)| reason.len() > 5), "{told:?}");
    assert!(told[1].1.contains("a date") && told[1].1.contains("--all"), "{told:?}");
    let unsure = lines(&["--diagnostics", "--min-confidence", "1", "-"]);
    assert!(unsure.iter().any(|(number, why)| number == "41" && why.contains("--min-confidence")));
}

#[test]
fn each_number_of_real_news_is_in_one_figure_or_set_aside() {
    let Some(folder) = evaluation("one reading for each number of real news") else { return };
    let news = fs::read_to_string(folder.join("extract/numhg_dev.jsonl")).unwrap();
    for line in news.lines().take(400) {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        holds(line["text"].as_str().unwrap());
    }
}

#[test]
fn the_line_that_dates_a_report_tells_when_its_figures_held() {
    let day = |text: &str| {
        let found = extract(&Lexicon::embedded(), &document(text)).claims;
        let figure = found.iter().find(|claim| claim.kind.reconciles()).unwrap();
        figure.as_of.map(|as_of| as_of.at.date_naive().to_string())
    };
    let stamped = "Ferry sinks off Port Elm\nPublished: Monday, 3 March 2031, 02:24 GMT\nTwelve people drowned off Port Elm.";
    assert_eq!(day(stamped).as_deref(), Some("2031-03-03"));
    let updated =
        "March 3, 2031 8:20 AM ET Last Updated: Mar 4, 2031\nTwelve people drowned off Port Elm.";
    assert_eq!(day(updated).as_deref(), Some("2031-03-04"));
    assert_eq!(day("On March 3, 2031, a ferry sank off Port Elm and twelve people drowned."), None);
    assert_eq!(day("Twelve people drowned off Port Elm."), None);
}

#[test]
fn a_text_that_ends_in_the_middle_of_a_reckoning_is_read() {
    for cut in ["The mayor put the toll at", "Police put it at", "He estimated the crowd at"] {
        let _ = claims(&[], cut);
    }
}
