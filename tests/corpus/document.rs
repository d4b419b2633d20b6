//! docs/ACCURACY.md: the tables that are measured, and how old they may grow.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use super::calibration::{Sample, kept, reliability, threshold};
use super::label::Mark;
use super::score::{Counts, Tally, share};
use super::{Line, sum};
use claims::lexicon::Confidence;

/// How far a percentage of the document may lie from what is measured: so many points, or what so many figures make of its row.
const POINTS: f64 = 2.0;
const FIGURES: f64 = 4.0;

/// How far a number of lines or figures may, as a share of itself.
const SHARE: f64 = 0.3;

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/ACCURACY.md")
}

fn row(counts: Counts) -> String {
    format!(
        "{:.1} | {:.1} | {:.1} | {}",
        100.0 * counts.precision(),
        100.0 * counts.recall(),
        100.0 * counts.f1(),
        counts.right + counts.absent
    )
}

/// Precision, recall and F1 by quality and by phenomenon.
pub(super) fn corpus(lines: &[Line]) -> String {
    let seen = sum(lines.iter().filter(|line| !line.held_out));
    let held = sum(lines.iter().filter(|line| line.held_out));
    let mut text = format!(
        "{} lines are seen and {} held out; of the lines seen {:.1} % are right in everything, of those held out {:.1} %.\n\n",
        seen.lines,
        held.lines,
        100.0 * share(seen.lines_right, seen.lines),
        100.0 * share(held.lines_right, held.lines)
    );
    text.push_str(
        "| quality | P | R | F1 | figures | held out: P | R | F1 | figures |\n|---|---|---|---|---|---|---|---|---|\n",
    );
    let of = |tally: &Tally, mark: Mark| tally.mark(mark);
    let _ = writeln!(text, "| figure | {} | {} |", row(seen.figure), row(held.figure));
    for (mark, name) in QUALITIES {
        let _ = writeln!(text, "| {name} | {} | {} |", row(of(&seen, mark)), row(of(&held, mark)));
    }
    let _ = writeln!(text, "| all that is told | {} | {} |", row(seen.claim), row(held.claim));
    text.push_str("\n| phenomenon | lines | all right, % | P | R | F1 | figures |\n|---|---|---|---|---|---|---|\n");
    let files: std::collections::BTreeSet<&str> =
        lines.iter().map(|line| line.file.as_str()).collect();
    for file in files {
        let tally = sum(lines.iter().filter(|line| !line.held_out && line.file == file));
        let right = 100.0 * share(tally.lines_right, tally.lines);
        let _ = writeln!(text, "| {file} | {} | {right:.1} | {} |", tally.lines, row(tally.claim));
    }
    text
}

const QUALITIES: [(Mark, &str); 9] = [
    (Mark::Measure, "measure"),
    (Mark::Group, "group"),
    (Mark::Relation, "relation"),
    (Mark::Attribution, "attribution"),
    (Mark::AttributionKind, "kind of speaker"),
    (Mark::Status, "status"),
    (Mark::Hedge, "hedge"),
    (Mark::AsOf, "as of"),
    (Mark::Trend, "trend"),
];

/// The reliability tables, and what a threshold leaves.
pub(super) fn calibrated(confidence: &Confidence, seen: &[Sample], held: &[Sample]) -> String {
    let (a, b) = (reliability(confidence, seen), reliability(confidence, held));
    let mut text = format!(
        "Expected calibration error: {:.1} points over {} figures of the lines seen, {:.1} over {} of the lines held out.\n\n",
        100.0 * a.error,
        seen.len(),
        100.0 * b.error,
        held.len()
    );
    text.push_str("| confidence | seen: mean | right, % | figures | held out: mean | right, % | figures |\n|---|---|---|---|---|---|---|\n");
    for (at, (one, other)) in a.bins.iter().zip(&b.bins).enumerate() {
        let to = a.bins.get(at + 1).map_or("1".to_owned(), |next| format!("0.{:02}", next.0));
        let cells = |(_, predicted, observed, count): &(u8, f64, f64, u32)| {
            if *count == 0 {
                return "| - | - | 0 ".to_owned();
            }
            format!("| {:.1} | {:.1} | {count} ", 100.0 * predicted, 100.0 * observed)
        };
        let _ = writeln!(text, "| 0.{:02} to {to} {}{}|", one.0, cells(one), cells(other));
    }
    text.push_str("\n| threshold | seen: right, % | kept of what is right, % | held out: right, % | kept, % |\n|---|---|---|---|---|\n");
    for precision in [0.95, 0.98, 0.99] {
        let from = threshold(confidence, seen, precision);
        let (one, other) = (kept(confidence, seen, from), kept(confidence, held, from));
        let _ = writeln!(
            text,
            "| {} | {:.1} | {:.1} | {:.1} | {:.1} |",
            f64::from(from) / 100.0,
            100.0 * one.0,
            100.0 * one.1,
            100.0 * other.0,
            100.0 * other.1
        );
    }
    text
}

/// Tests run side by side, and two of them write here.
static WRITING: Mutex<()> = Mutex::new(());

/// Writes a block anew.
pub(super) fn write(name: &str, block: &str) {
    let _turn = WRITING.lock().unwrap();
    let text = fs::read_to_string(path()).unwrap();
    let (before, _, after) = parts(&text, name);
    fs::write(path(), format!("{before}\n{block}{after}")).unwrap();
}

/// Where a block of the document is too far from what is measured now.
pub(super) fn stale(name: &str, block: &str) -> Vec<String> {
    let text = fs::read_to_string(path()).unwrap();
    let (_, stated, _) = parts(&text, name);
    let (stated, measured): (Vec<&str>, Vec<&str>) =
        (stated.trim().lines().collect(), block.trim().lines().collect());
    if stated.len() != measured.len() {
        return vec![format!("docs/ACCURACY.md, {name}: rows are missing or too many")];
    }
    let apart = |(stated, measured): (&&str, &&str)| {
        let (a, b) = (words(stated), words(measured));
        let fewest =
            a.iter().filter_map(|word| word.parse::<u32>().ok()).filter(|it| *it > 0).min();
        let points = POINTS.max(fewest.map_or(0.0, |fewest| 100.0 * FIGURES / f64::from(fewest)));
        let differs = a.len() != b.len() || a.iter().zip(&b).any(|(a, b)| far(a, b, points));
        differs
            .then(|| format!("docs/ACCURACY.md, {name}: `{stated}` where `{measured}` is measured"))
    };
    stated.iter().zip(&measured).filter_map(apart).collect()
}

fn parts<'a>(text: &'a str, name: &str) -> (&'a str, &'a str, &'a str) {
    let open = format!("<!-- {name} -->");
    let from = text.find(&open).unwrap_or_else(|| panic!("docs/ACCURACY.md has no {open}"));
    let from = from + open.len();
    let to = from + text[from..].find("<!-- /").expect("a block that is opened is closed");
    (&text[..from], &text[from..to], &text[to..])
}

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

/// Whether two words are no numbers near each other. An empty bin and a filled one are near where little is in it.
fn far(a: &str, b: &str, points: f64) -> bool {
    let plain = |word: &str| word.trim_end_matches([';', ',', '.']).replace('-', "0");
    let number = |word: &str| plain(word).parse::<f64>().ok();
    let counts = |word: &str| plain(word).parse::<u32>().is_ok();
    match (number(a), number(b)) {
        (Some(a_is), Some(b_is)) if counts(a) && counts(b) => {
            (a_is - b_is).abs() > (SHARE * a_is.max(b_is)).max(FIGURES)
        }
        (Some(a), Some(b)) => (a - b).abs() > points,
        _ => a != b,
    }
}
