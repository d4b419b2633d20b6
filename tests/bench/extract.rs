//! How fast `claims extract` is. `cargo bench` runs it; docs/PERFORMANCE.md says how to read it.

#![expect(clippy::unwrap_used, reason = "a bench stops where something is wrong")]

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::OnceLock;

use claims::extract::extract;
use claims::lexicon::Lexicon;
use claims::model::{Document, Provenance};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

fn document(text: String) -> Document {
    Document {
        provenance: Provenance { doc: "d".to_owned(), ..Provenance::default() },
        text,
        ..Document::default()
    }
}

/// So many bytes of news: own sentences, of which about every second holds a figure.
fn news(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 600);
    let mut count = 7_u32;
    while text.len() < bytes {
        count = count.wrapping_mul(1_103_515_245).wrapping_add(12_345) % 9_973;
        write!(
            text,
            "Rescue workers searched the old harbour through the night, and ships were turned away. At least {count} people were killed \
             and {} others, three of them children, were wounded when the blast tore through the market, officials said on Friday. The \
             mayor, who had left the town on Tuesday, said that he would return at once. “We have never seen the like of it,” said a \
             fisherman who would not give his name. Damage was put at ${}.{} million, {}% more than in the storm of 2019.\n\n",
            count % 90,
            count % 50,
            count % 10,
            count % 40,
        )
        .unwrap();
    }
    text
}

fn of(bencher: Bencher<'_, '_>, text: String) {
    let lexicon = LEXICON.get_or_init(Lexicon::embedded);
    let document = document(text);
    bencher
        .counter(BytesCount::of_str(&document.text))
        .bench(|| extract(lexicon, divan::black_box(&document)));
}

#[divan::bench]
fn data_files(bencher: Bencher<'_, '_>) {
    bencher.bench(Lexicon::embedded);
}

#[divan::bench]
fn start_up(bencher: Bencher<'_, '_>) {
    bencher.bench(|| run(&["extract", "-"], b""));
}

#[divan::bench(args = [500, 5_000, 500_000])]
fn article(bencher: Bencher<'_, '_>, bytes: usize) {
    of(bencher, news(bytes));
}

/// Lines through the program itself, as in a pipe.
#[divan::bench(args = [1, 2], sample_count = 10)]
fn stream(bencher: Bencher<'_, '_>, jobs: usize) {
    let mut lines = Vec::new();
    for id in 0..1_000 {
        serde_json::to_writer(
            &mut lines,
            &serde_json::json!({ "id": id.to_string(), "text": news(3_000) }),
        )
        .unwrap();
        lines.push(b'\n');
    }
    let jobs = jobs.to_string();
    bencher
        .counter(BytesCount::new(lines.len()))
        .bench(|| run(&["extract", "--jobs", &jobs, "-"], &lines));
}

fn run(args: &[&str], input: &[u8]) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_claims"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    assert!(child.wait().unwrap().success());
}

/// What is repeated to make a text that nobody should send. Twice as much must take twice as long and no more.
const HOSTILE: &[&str] = &[
    "1",
    "12 ",
    "(",
    "[]",
    "million ",
    "million million ",
    "a",
    "two and two ",
    "5 killed, ",
    "five and ",
    "and ",
    "\"",
    "'",
    "\n",
    "-",
    "- ",
    "\u{a0}",
    "1\u{a0}",
    "\u{301}",
    "a\u{301}",
    "%",
    "5% ",
    "$5 ",
    "5-",
    "5-5 ",
    "1/2 ",
    "1,",
    "1.",
    "a.",
    ", ",
    "said ",
    "who said ",
    "half a ",
    "000 ",
    "5 m ",
    "A 5 ",
    "(AP) ",
    "5 men and ",
    "killed ",
    "from 5 to 6 ",
];

#[divan::bench(args = HOSTILE, sample_count = 5)]
fn hostile_100_kb(bencher: Bencher<'_, '_>, unit: &str) {
    of(bencher, unit.repeat(100_000 / unit.len()));
}

#[divan::bench(args = HOSTILE, sample_count = 5)]
fn hostile_200_kb(bencher: Bencher<'_, '_>, unit: &str) {
    of(bencher, unit.repeat(200_000 / unit.len()));
}
