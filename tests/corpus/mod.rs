//! The labelled sentences of `tests/corpus/<language>/*.toml`: what the extractor promises, a fact a line.
//!
//! A fact is a pair `"text" = "what is found"`. A text that is written with `|` holds a paragraph break there. What is found is a list
//! of figures divided by `;` in text order, each one `measure number` with marks behind it; a number that is no figure for reconciling
//! (a year, an age, a score) is not told, and a text without any has an empty label.
//!
//! * measure: one of data/measures.toml, else `count`, `money`, `percent`, `measurement` or `ratio`.
//! * number: `12`, `12..` (at least or more than), `..12`, `~12` (about, nearly), `10-20` (a range or a vague word), `0`.
//! * marks: `@group`, a relation (`part_of`, `plus`, `increment`, `previous`, `total`), `parent=number` of the figure it leans on,
//!   `by=speaker`, `of=kind of speaker`, `status=`, `hedge=`, `asof=` the beginning of an ISO time, `headline`, `basis=`, `trend=`,
//!   `unit=`, `kind=`, `concept=`. A value with a `?` behind it may be left out as well.
//! * `not=measure`: a part of its own. The text looks like that measure and is not it.
//!
//! A label is what a careful editor would say, and never what the program gives. Lines in a file's `[must]` table hold always, and a mark
//! that is not told is not judged. Lines in `[fact]` are counted: there a mark that is not told means that there is nothing of the kind (the group is
//! all, nobody is named, the figure is asserted). The floors under the counts are in `floors.toml` and only rise. Every fifth line
//! of `[fact]`, by a digest of its text, is held out: nothing is tuned on it, so its misses are counted and not shown.
//!
//! `cargo test corpus -- --nocapture` prints the tables and what is missed, `CORPUS_HELD_OUT=show` the held-out misses too.

mod calibration;
mod document;
mod gate;
mod label;
mod score;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use claims::lexicon::{EvidenceSet, Lexicon};
use claims::model::{Digest, Status, Timestamp};

use gate::{Floor, Floors, Held};
use label::{Label, Mark, PLAIN};
use score::{Manner, Outcome, Tally, found, judge, share};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// When every text of the file was published.
    published: Option<Timestamp>,
    #[serde(default)]
    must: BTreeMap<String, String>,
    #[serde(default)]
    fact: BTreeMap<String, String>,
}

/// One line of the corpus, and what the extractor makes of it.
struct Line {
    /// Its file, as `language/name`.
    file: String,
    /// Where it stands, for people.
    at: String,
    text: String,
    must: bool,
    held_out: bool,
    label: Label,
    /// Of each claim found, the measure and what its confidence is built from.
    evidence: Vec<(String, EvidenceSet)>,
    outcome: Outcome,
}

/// Every fifth line, by a digest of its own words: no line moves when others come.
fn is_held_out(text: &str) -> bool {
    let digest = Digest::of(text.as_bytes()).to_string();
    u8::from_str_radix(&digest[..2], 16).expect("a digest is hexadecimal").is_multiple_of(5)
}

fn lines(lexicon: &Lexicon) -> (Vec<Line>, BTreeMap<String, Held>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut all = Vec::new();
    let mut held = BTreeMap::new();
    for folder in sorted(&root).iter().filter(|path| path.is_dir()) {
        let language = folder.file_name().unwrap().to_string_lossy().into_owned();
        for path in sorted(folder) {
            let content = fs::read_to_string(&path).unwrap();
            let file: File = toml::from_str(&content)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            let name = format!("{language}/{}", path.file_stem().unwrap().to_string_lossy());
            let mut said = String::new();
            let mut count = 0;
            for (must, facts) in [(true, &file.must), (false, &file.fact)] {
                for (text, told) in facts {
                    count += 1;
                    let _ = writeln!(said, "{must}\u{1f}{text}\u{1f}{told}");
                    let number = content
                        .lines()
                        .position(|line| line.starts_with(&format!("{text:?}")))
                        .map_or(0, |line| line + 1);
                    let at = format!("tests/corpus/{name}.toml:{number}");
                    let label =
                        Label::parse(told).unwrap_or_else(|error| panic!("{at}: {text}: {error}"));
                    let manner = Manner {
                        language: &language,
                        published: file.published,
                        silence_tells: !must,
                    };
                    let (mut claims, evidence) = found(lexicon, text, manner);
                    let status = |figure: &label::Figure| figure.marks.contains_key(&Mark::Status);
                    if must && !label.figures.iter().any(status) {
                        claims.retain(|claim| claim.status == Status::Asserted);
                    }
                    let evidence = (claims.iter().zip(evidence))
                        .map(|(claim, set)| (claim.measure.clone().unwrap_or_default(), set))
                        .collect();
                    let outcome = judge(lexicon, &label, &claims, text, manner);
                    all.push(Line {
                        file: name.clone(),
                        at,
                        text: text.clone(),
                        must,
                        held_out: !must && is_held_out(text),
                        label,
                        evidence,
                        outcome,
                    });
                }
            }
            let digest = Digest::of(said.as_bytes()).to_string();
            let digest = digest[..12].to_owned();
            held.insert(name, Held { count, digest });
        }
    }
    (all, held)
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn sum<'a>(lines: impl Iterator<Item = &'a Line>) -> Tally {
    let mut tally = Tally::default();
    lines.for_each(|line| tally.add(&line.outcome.tally));
    tally
}

fn qualities(tally: &Tally) -> BTreeMap<String, Floor> {
    let counts = [("figure", tally.figure), ("claim", tally.claim)].into_iter().chain(
        Mark::ALL
            .iter()
            .filter(|(mark, _)| *mark != Mark::Kind)
            .map(|(mark, name)| (*name, tally.mark(*mark))),
    );
    counts.map(|(name, counts)| (name.to_owned(), Floor::of(counts, tally))).collect()
}

fn reached(lines: &[Line], held: BTreeMap<String, Held>) -> Floors {
    let phenomenon = held
        .keys()
        .map(|file| {
            let tally = sum(lines.iter().filter(|line| !line.held_out && line.file == *file));
            (file.clone(), Floor::of(tally.claim, &tally))
        })
        .collect();
    Floors {
        lines: held,
        phenomenon,
        quality: qualities(&sum(lines.iter().filter(|line| !line.held_out))),
        held_out: qualities(&sum(lines.iter().filter(|line| line.held_out))),
    }
}

/// The tables, for people: qualities, phenomena and measures, and what is missed.
fn told(lines: &[Line]) -> String {
    let mut text = String::new();
    let seen = sum(lines.iter().filter(|line| !line.held_out));
    let held = sum(lines.iter().filter(|line| line.held_out));
    let _ = writeln!(
        text,
        "{} lines seen, {:.1}% all right; {} held out, {:.1}% all right",
        seen.lines,
        100.0 * share(seen.lines_right, seen.lines),
        held.lines,
        100.0 * share(held.lines_right, held.lines)
    );
    let _ = writeln!(
        text,
        "\n{:24} {:>23}   {:>23}",
        "quality", "seen: P R F1 (n)", "held out: P R F1 (n)"
    );
    let row = |counts: score::Counts| {
        format!(
            "{:5.1} {:5.1} {:5.1} {:>5}",
            100.0 * counts.precision(),
            100.0 * counts.recall(),
            100.0 * counts.f1(),
            counts.right + counts.absent
        )
    };
    let _ = writeln!(text, "{:24} {}   {}", "figure", row(seen.figure), row(held.figure));
    for (mark, name) in Mark::ALL {
        let _ = writeln!(text, "{name:24} {}   {}", row(seen.mark(mark)), row(held.mark(mark)));
    }
    let _ = writeln!(text, "{:24} {}   {}", "claim, all of it", row(seen.claim), row(held.claim));
    let _ = writeln!(
        text,
        "\n{:36} {:>6} {:>6}  claims of the lines seen: P R F1 (n)",
        "phenomenon", "lines", "right"
    );
    let files: std::collections::BTreeSet<&str> =
        lines.iter().map(|line| line.file.as_str()).collect();
    for file in files {
        let tally = sum(lines.iter().filter(|line| !line.held_out && line.file == file));
        let right = 100.0 * share(tally.lines_right, tally.lines);
        let _ = writeln!(text, "{file:36} {:6} {right:6.1}  {}", tally.lines, row(tally.claim));
    }
    let _ = writeln!(text, "\n{:24} P R F1 (n) of the lines seen", "measure");
    for (measure, counts) in &seen.measures {
        let _ = writeln!(text, "{measure:24} {}", row(*counts));
    }
    let show = std::env::var_os("CORPUS_HELD_OUT").is_some();
    let missed: Vec<&Line> = lines
        .iter()
        .filter(|line| !line.outcome.complaints.is_empty() && (show || !line.held_out))
        .collect();
    let _ = writeln!(text, "\n{} lines missed", missed.len());
    for line in missed {
        let _ = writeln!(text, "{}: {}", line.at, line.text);
        for complaint in &line.outcome.complaints {
            let _ = writeln!(text, "    {complaint}");
        }
    }
    text
}

#[test]
#[expect(clippy::print_stdout, reason = "`--nocapture` shows the tables")]
fn the_corpus_holds_what_is_pinned() {
    let lexicon = Lexicon::embedded();
    let (lines, held) = lines(&lexicon);
    println!("{}", told(&lines));
    let broken: Vec<String> = lines
        .iter()
        .filter(|line| line.must && !line.outcome.complaints.is_empty())
        .map(|line| {
            format!("{}: {}\n    {}", line.at, line.text, line.outcome.complaints.join("; "))
        })
        .collect();
    assert!(
        broken.is_empty(),
        "{} lines must hold and do not:\n{}",
        broken.len(),
        broken.join("\n")
    );
    let reached = reached(&lines, held);
    let floors = gate::read();
    if asked("GATE", "update") {
        let raised = gate::raised(&floors, &reached);
        gate::write(&raised);
        document::write("corpus", &document::corpus(&lines));
        let complaints = gate::complaints(&raised, &reached);
        assert!(
            complaints.is_empty(),
            "floors that are not reached stay:\n{}",
            complaints.join("\n")
        );
        return;
    }
    let mut complaints = gate::complaints(&floors, &reached);
    complaints.extend(document::stale("corpus", &document::corpus(&lines)));
    assert!(
        complaints.is_empty(),
        "the corpus is not as tests/corpus/floors.toml pins it (`GATE=update` pins lines and raises floors):\n{}",
        complaints.join("\n")
    );
}

/// A measure is known by lines that are it and by lines that only look like it.
#[test]
fn every_measure_has_lines_that_are_it_and_lines_that_are_not() {
    let lexicon = Lexicon::embedded();
    let (lines, _) = lines(&lexicon);
    let mut thin = Vec::new();
    for measure in lexicon.measures() {
        let is = lines
            .iter()
            .filter(|line| line.label.figures.iter().any(|figure| figure.measure == measure.id))
            .count();
        let is_not = lines.iter().filter(|line| line.label.not.contains(&measure.id)).count();
        if is < 4 || is_not < 3 {
            thin.push(format!("{}: {is} lines with it, {is_not} with `not={0}`", measure.id));
        }
    }
    assert!(thin.is_empty(), "four and three are wanted:\n{}", thin.join("\n"));
}

#[test]
fn every_label_names_measures_that_exist() {
    let lexicon = Lexicon::embedded();
    for line in lines(&lexicon).0 {
        let named = line.label.figures.iter().map(|figure| &figure.measure).chain(&line.label.not);
        for measure in named {
            let known = PLAIN.contains(&measure.as_str()) || lexicon.measure(measure).is_some();
            assert!(known, "{}: `{measure}` is no measure", line.at);
        }
    }
}

/// A confidence is a chance: of the figures that are given 0.9, nine in ten are right. `CONFIDENCE=fit` writes the points anew; a second run
/// measures what they come to, and `GATE=update` writes that into docs/ACCURACY.md.
#[test]
#[expect(clippy::print_stdout, reason = "`--nocapture` shows the table")]
fn calibration_of_confidence() {
    let lexicon = Lexicon::embedded();
    let (lines, _) = lines(&lexicon);
    let seen = calibration::samples(&lines, false);
    let held = calibration::samples(&lines, true);
    let confidence = lexicon.confidence();
    if asked("CONFIDENCE", "fit") {
        let Some(folder) = crate::aloud::evaluation("the fit of confidence") else { return };
        let news = calibration::news(&lexicon, &folder);
        let all: Vec<_> = seen.iter().chain(&news).cloned().collect();
        let (fitted, ridge) = calibration::fit(&all);
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/confidence.toml");
        let text = calibration::written(&fitted, ridge, seen.len(), news.len());
        fs::write(path, text).unwrap();
        println!("{}", document::calibrated(&fitted, &seen, &held));
        return;
    }
    let table = document::calibrated(confidence, &seen, &held);
    println!("{table}");
    if asked("GATE", "update") {
        document::write("confidence", &table);
        return;
    }
    let error = calibration::reliability(confidence, &held).error;
    assert!(error < CALIBRATION, "the expected calibration error is {error:.3} on lines held out");
    let stale = document::stale("confidence", &table);
    assert!(
        stale.is_empty(),
        "`GATE=update cargo test corpus` measures anew:\n{}",
        stale.join("\n")
    );
}

/// The expected calibration error that lines held out may have: a few hundred figures in ten bins alone make about 0.04 of it.
const CALIBRATION: f64 = 0.1;

fn asked(variable: &str, word: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| value == word)
}
