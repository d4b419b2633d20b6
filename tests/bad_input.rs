//! `claims extract` on what no newsroom should send: the run goes on, the bad line is named by its number, and nothing panics.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command as Process, Stdio};

use assert_cmd::Command;
use serde_json::Value;

struct Ran {
    out: Vec<Value>,
    err: String,
    code: i32,
}

fn extract(args: &[&str], input: &[u8]) -> Ran {
    let mut command = Command::cargo_bin("claims").unwrap();
    let output = command.arg("extract").args(args).write_stdin(input).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    Ran {
        out: out.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        err: String::from_utf8(output.stderr).unwrap(),
        code: output.status.code().unwrap(),
    }
}

/// Three lines, of which the second is the one to try.
fn between(line: &[u8]) -> Vec<u8> {
    let mut input = b"{\"id\":\"before\",\"text\":\"Two people were killed.\"}\n".to_vec();
    input.extend_from_slice(line);
    input.extend_from_slice(b"\n{\"id\":\"after\",\"text\":\"Nine people were injured.\"}\n");
    input
}

fn docs(ran: &Ran) -> Vec<&str> {
    ran.out.iter().map(|line| line["doc"].as_str().unwrap()).collect()
}

#[test]
fn a_line_that_is_no_document_is_named_and_the_others_are_read() {
    let deep = "[".repeat(100_000);
    let cases: Vec<(&[u8], &str)> = vec![
        (b"{\"id\":\"x\",\"text\":\"5 dead in \xc9vora\"}", "not UTF-8 (byte 29)"),
        (b"\xff\xfe{\0\"\0i\0d\0\"\0:\0\"\0x\0\"\0}\0", "not UTF-8 (byte 1)"),
        (b"{\"id\":\"x\",\"text\":\"caf\xc3\xa9 and caf\xe9\"}", "not UTF-8"),
        (b"[\"x\",\"5 dead\"]", "not a JSON object"),
        (b"\"5 dead\"", "not a JSON object"),
        (b"170", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"5 people were killed.", "not a JSON object"),
        (b"{\"id\":\"x\",\"text\":\"5 dead\"", "EOF"),
        (b"{\"id\":\"x\",\"text\":\"5 dead\"} {}", "trailing characters"),
        (b"{\"text\":\"5 dead\"}", "missing field `id`"),
        (b"{\"id\":null,\"text\":\"5 dead\"}", "expected a"),
        (b"{\"id\":7,\"text\":\"5 dead\"}", "expected a"),
        (b"{\"id\":\"x\",\"text\":null}", "document `x` has neither `text` nor `html`"),
        (b"{\"id\":\"x\"}", "document `x` has neither `text` nor `html`"),
        (b"{\"id\":\"x\",\"text\":5}", "expected a"),
        (b"{\"id\":\"x\",\"text\":[\"5 dead\"]}", "expected a"),
        (b"{\"id\":\"x\",\"text\":\"a\",\"text\":\"b\"}", "duplicate field `text`"),
        (b"{\"id\":\"x\",\"text\":\"5 \x01 dead\"}", "control character"),
        (b"{\"id\":\"x\",\"text\":\"5 \0 dead\"}", "control character"),
        (b"\0\0\0\0", "not a JSON object"),
        (b"{\"id\":\"x\",\"text\":\"5 \\ud83d dead\"}", "hex escape"),
        (b"{\"id\":\"x\",\"text\":\"\\x41\"}", "invalid escape"),
        (deep.as_bytes(), "not a JSON object"),
    ];
    for (line, message) in cases {
        let shown = String::from_utf8_lossy(&line[..line.len().min(60)]).into_owned();
        let ran = extract(&["-"], &between(line));
        assert_eq!(docs(&ran), ["before", "after"], "{shown}");
        assert!(ran.err.contains("line 2: ") && ran.err.contains(message), "{shown}: {}", ran.err);
        assert_eq!(ran.err.lines().count(), 1, "{shown}: {}", ran.err);
        assert_eq!(ran.code, 2, "{shown}");
    }
}

#[test]
fn lines_in_several_encodings_are_told_apart_one_by_one() {
    let mut input = b"\xef\xbb\xbf{\"id\":\"a\",\"text\":\"5 dead\"}\n".to_vec();
    input.extend_from_slice(b"{\"id\":\"b\",\"text\":\"7 dead in \xc9vora\"}\n");
    input.extend_from_slice("{\"id\":\"c\",\"text\":\"9 dead in Évora\"}\n".as_bytes());
    let ran = extract(&["-"], &input);
    assert_eq!((docs(&ran), ran.code), (vec!["a", "c"], 2));
    assert!(ran.err.contains("line 2: not UTF-8"), "{}", ran.err);
}

#[test]
fn a_line_without_end_is_passed_over_by_its_number() {
    let mut line = b"{\"id\":\"x\",\"text\":\"".to_vec();
    line.resize(17 << 20, b'5');
    let ran = extract(&["-"], &between(&line));
    assert_eq!((docs(&ran), ran.code), (vec!["before", "after"], 2));
    assert!(ran.err.contains("line 2: longer than 16 MiB"), "{}", ran.err);
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("long.txt");
    fs::write(&text, &line).unwrap();
    let ran = extract(&[text.to_str().unwrap()], b"");
    assert_eq!((ran.out.len(), ran.code), (0, 2));
    assert!(ran.err.contains("longer than 16 MiB") && ran.err.contains("hint:"), "{}", ran.err);
}

#[test]
fn a_page_that_no_tree_may_be_built_of_is_refused_by_its_line() {
    let html = format!("<html><body>{}5 dead", "<div>".repeat(200_000));
    let line = serde_json::json!({ "id": "deep", "html": html }).to_string();
    let ran = extract(&["-"], &between(line.as_bytes()));
    assert_eq!((docs(&ran), ran.code), (vec!["before", "after"], 2));
    assert!(ran.err.contains("line 2: document `deep`: the page nests"), "{}", ran.err);
}

#[test]
fn a_page_without_text_is_told_and_no_trouble() {
    let line =
        serde_json::json!({ "id": "empty", "html": "<html><body></body></html>" }).to_string();
    let ran = extract(&["-"], &between(line.as_bytes()));
    assert_eq!((docs(&ran), ran.code), (vec!["before", "after"], 0));
    assert!(
        ran.err.contains("line 2: document `empty`: the page holds no main text"),
        "{}",
        ran.err
    );
}

#[test]
fn what_is_odd_but_good_is_read_and_quoted_to_the_letter() {
    for text in [
        "\u{feff}Five people\u{a0}were killed.",
        "Five people were killed.\r\nNine people were injured.\r\n",
        "\u{202e}Five people\u{202c} were killed; \u{200f}12 people were injured.",
        "Five pe\u{301}ople were killed and 1\u{301}2 people were injured.",
        "“Five people” — he said — were ‘killed’… and 1\u{202f}200 people were injured.",
        "Five people were\0 killed\u{7}. 9 \u{1b}[31mpeople\u{1b}[0m were injured.",
        "\u{1f469}\u{200d}\u{1f692} Five people were killed \u{1f525}\u{1f525} and 9 people were injured.",
        "Five people were killed. ٣ أشخاص, १२ लोग, ５ people and ¾ people were injured.",
        "Five people were killed. They lost 1000000000000000000000000000000000000 dollars.",
        "Five people were killed\u{2028}\u{2029}\u{85}\u{b}\u{c}and 9 people were injured.",
    ] {
        let line = serde_json::json!({ "id": "odd", "text": text }).to_string();
        let ran = extract(&["--all", "-"], line.as_bytes());
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{text}");
        assert!(!ran.out.is_empty(), "{text}");
        let points: Vec<char> = text.chars().collect();
        for claim in &ran.out {
            let at = |name: &str| usize::try_from(claim[name].as_u64().unwrap()).unwrap();
            let quote: String = points[at("start")..at("end")].iter().collect();
            assert_eq!(claim["quote"], quote, "{text}");
            assert!(
                at("sentence_start") <= at("start") && at("end") <= at("sentence_end"),
                "{text}"
            );
        }
    }
}

#[test]
fn a_character_written_as_two_escapes_is_one_place() {
    let line = br#"{"id":"x","text":"\ud83d\ude92\ud83d\ude92 Five people were killed."}"#;
    let ran = extract(&["-"], line);
    assert_eq!((&ran.out[0]["quote"], &ran.out[0]["start"]), (&"Five people".into(), &3.into()));
}

#[test]
fn a_number_too_large_to_hold_is_set_aside_with_the_reason() {
    let line = br#"{"id":"x","text":"It counted 1000000000000000000000000000001 stars and 3 people died."}"#;
    let ran = extract(&["--all", "--diagnostics", "-"], line);
    assert_eq!(ran.code, 0);
    assert_eq!(ran.out[0]["value"], 3);
    assert_eq!(ran.out[1]["set_aside"], "1000000000000000000000000000001");
    assert!(ran.out[1]["reason"].as_str().unwrap().contains("28 digits"));
}

#[test]
fn two_documents_of_one_name_are_read_each_for_itself() {
    let one = "{\"id\":\"x\",\"text\":\"5 people were killed.\"}\n";
    let ran = extract(&["-"], one.repeat(2).as_bytes());
    assert_eq!((ran.out.len(), ran.code), (2, 0));
    assert_eq!(ran.out[0], ran.out[1]);
}

#[test]
fn empty_lines_and_line_ends_of_any_kind_count_as_lines() {
    let input = "\r\n\n{\"id\":\"a\",\"text\":\"5 dead\"}\r\n  \t\r\n[]\r\n{\"id\":\"b\",\"text\":\"6 dead\"}";
    let ran = extract(&["-"], input.as_bytes());
    assert_eq!((docs(&ran), ran.code), (vec!["a", "b"], 2));
    assert!(ran.err.contains("line 5: "), "{}", ran.err);
}

#[test]
fn a_time_that_is_none_is_left_out_and_told() {
    let line = br#"{"id":"x","text":"5 people were killed.","published":"last Tuesday"}"#;
    let ran = extract(&["-"], &between(line));
    assert_eq!((ran.out.len(), ran.code), (3, 0));
    assert!(ran.err.contains("line 2: document `x`: `last Tuesday`"), "{}", ran.err);
}

const PAGE: &str = "<html><head><title>Quay fire</title></head><body><nav>12 jobs</nav><article><p>The fire on the old quay \
    killed five people and injured nine, the harbour office said on Monday. The office said that work on the roof would start within \
    days and that the market would stay open.</p></article></body></html>";

#[test]
fn a_page_gives_its_text_with_the_claims_where_it_is_asked_to() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    fs::write(&page, PAGE).unwrap();
    let ran = extract(&["--with-text", page.to_str().unwrap()], b"");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    let text: Vec<char> = ran.out[0]["text"].as_str().unwrap().chars().collect();
    assert_eq!(text[..9].iter().collect::<String>(), "Quay fire");
    let quotes: Vec<&Value> = ran.out[1..].iter().map(|claim| &claim["quote"]).collect();
    assert_eq!(quotes[0], "five people");
    for claim in &ran.out[1..] {
        let at = |name: &str| usize::try_from(claim[name].as_u64().unwrap()).unwrap();
        assert_eq!(claim["quote"], text[at("start")..at("end")].iter().collect::<String>());
    }
}

#[test]
fn what_is_no_file_to_read_ends_with_its_name_and_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("none.jsonl");
    for path in [folder.path(), missing.as_path()] {
        let name = path.to_str().unwrap();
        let ran = extract(&[name], b"");
        assert_eq!((ran.out.len(), ran.code), (0, 2), "{name}");
        assert!(ran.err.contains(&format!("`{name}`")) && ran.err.contains("hint:"), "{}", ran.err);
    }
}

#[cfg(unix)]
#[test]
fn a_named_pipe_is_read_as_it_comes() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("news.jsonl");
    assert!(Process::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (mut reader, mut answers) = spawn(&[pipe.to_str().unwrap()]);
    drop(reader.stdin.take());
    let mut writer = fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    // The second line is written when the first was answered.
    for (doc, count) in [("a", 5), ("b", 6)] {
        writeln!(writer, "{{\"id\":\"{doc}\",\"text\":\"{count} people were killed.\"}}").unwrap();
        let mut line = String::new();
        std::io::BufRead::read_line(&mut answers, &mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        assert_eq!((&line["doc"], &line["value"]), (&doc.into(), &count.into()));
    }
    drop(writer);
    assert!(reader.wait().unwrap().success());
}

fn spawn(args: &[&str]) -> (std::process::Child, std::io::BufReader<std::process::ChildStdout>) {
    let mut child = Process::new(env!("CARGO_BIN_EXE_claims"))
        .arg("extract")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let out = std::io::BufReader::new(child.stdout.take().unwrap());
    (child, out)
}

#[test]
fn a_reader_that_goes_away_ends_the_run_in_silence() {
    for jobs in ["1", "3"] {
        let child = Process::new(env!("CARGO_BIN_EXE_claims"))
            .args(["extract", "--jobs", jobs, "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let mut child = child.unwrap();
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().unwrap();
        // More than any pipe holds, unless the program stops reading first.
        for _ in 0..20_000 {
            if stdin.write_all(b"{\"id\":\"a\",\"text\":\"5 people were killed.\"}\n").is_err() {
                break;
            }
        }
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (output.status.code(), output.stderr.as_slice()),
            (Some(0), b"".as_slice()),
            "{jobs}"
        );
    }
}

#[test]
fn threads_change_nothing_whatever_the_lines_are() {
    let mut input = Vec::new();
    for number in 0..600 {
        match number % 7 {
            3 => input.extend_from_slice(b"[]\n"),
            5 => input.extend_from_slice(
                format!(
                    "{{\"id\":\"{number}\",\"text\":\"{}\"}}\n",
                    "5 men and ".repeat(number % 90)
                )
                .as_bytes(),
            ),
            _ => input.extend_from_slice(
                format!("{{\"id\":\"{number}\",\"text\":\"{number} people were killed.\"}}\n")
                    .as_bytes(),
            ),
        }
    }
    let one = extract(&["--jobs", "1", "-"], &input);
    let four = extract(&["--jobs", "4", "-"], &input);
    assert_eq!((one.out, one.err, one.code), (four.out, four.err, four.code));
}

#[test]
fn the_other_filters_name_a_line_without_end_as_well() {
    let mut line = b"{\"id\":\"x\",\"html\":\"".to_vec();
    line.resize(17 << 20, b'5');
    line.push(b'\n');
    for (filter, what) in [("article", "no page"), ("reconcile", "no claim")] {
        let mut command = Command::cargo_bin("claims").unwrap();
        let output = command.args([filter, "-"]).write_stdin(line.clone()).output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains(&format!("line 1 is {what}")) && err.contains("16 MiB"), "{err}");
        assert_eq!(output.status.code(), Some(2));
    }
}

/// A page is written to a file whose name says nothing: what it is shows in how it begins.
#[test]
fn a_page_is_known_by_its_first_sign() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("saved");
    fs::write(&page, PAGE).unwrap();
    let ran = extract(&[Path::new(&page).to_str().unwrap()], b"");
    assert_eq!(ran.out[0]["quote"], "five people");
}
