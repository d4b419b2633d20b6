//! The floors of docs/ARCHITECTURE.md, held: a module imports only from lower floors, and the pure floors reach for
//! nothing that differs between two runs.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Every module and its floor. A module that is not listed fails the test.
pub(super) const FLOORS: &[(&str, u8)] = &[
    ("model", 0),
    ("text", 0),
    ("lexicon", 1),
    ("wire", 1),
    ("feed", 2),
    ("article", 2),
    ("extract", 2),
    ("reconcile", 2),
    ("report", 3),
    ("schedule", 3),
    ("engine", 4),
    ("config", 5),
    ("fetch", 5),
    ("store", 5),
    ("pipeline", 6),
    ("web", 6),
    ("cli", 7),
    ("main", 8),
    ("lib", 9),
];

/// The highest floor that is pure.
const PURE: u8 = 4;

/// What no pure module may name: two runs on the same input must give the same bytes.
const IMPURE: &[&str] = &[
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io::stdin",
    "std::io::stdout",
    "SystemTime",
    "Instant::now",
    "Utc::now",
    "Local::now",
    "HashMap",
    "HashSet",
    "reqwest",
    "tokio",
    "rusqlite",
    "println!",
];

fn sources() -> Vec<(String, PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let below = path.strip_prefix(&root).unwrap();
                let first = below.components().next().unwrap().as_os_str().to_str().unwrap();
                let module = first.trim_end_matches(".rs").to_owned();
                let text = fs::read_to_string(&path).unwrap();
                found.push((module, path, text));
            }
        }
    }
    found.sort();
    found
}

/// The lines of code, without comments and without the test modules at the end of a file.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .take_while(|(_, line)| line.trim() != "#[cfg(test)]")
        .filter(|(_, line)| !line.trim_start().starts_with("//"))
        .map(|(at, line)| (at + 1, line))
}

fn imports(line: &str) -> impl Iterator<Item = &str> {
    line.match_indices("crate::").map(|(at, word)| {
        let rest = &line[at + word.len()..];
        &rest[..rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())]
    })
}

#[test]
fn modules_import_only_from_lower_floors() {
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        let Some(&own) = floors.get(module.as_str()) else {
            wrong.push(format!("{}: `{module}` has no floor", path.display()));
            continue;
        };
        for (line, code) in code(&text) {
            for import in imports(code).filter(|import| *import != module) {
                match floors.get(import) {
                    Some(&other) if other < own => {}
                    Some(_) => wrong.push(format!(
                        "{}:{line}: `{module}` looks across or up at `{import}`",
                        path.display()
                    )),
                    None => wrong.push(format!(
                        "{}:{line}: `crate::{import}` is no module with a floor",
                        path.display()
                    )),
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn pure_floors_name_nothing_that_differs_between_runs() {
    let floors: BTreeMap<&str, u8> = FLOORS.iter().copied().collect();
    let mut wrong = Vec::new();
    for (module, path, text) in sources() {
        if floors.get(module.as_str()).is_none_or(|floor| *floor > PURE) {
            continue;
        }
        for (line, code) in code(&text) {
            for name in IMPURE.iter().filter(|name| code.contains(**name)) {
                wrong.push(format!("{}:{line}: `{name}`", path.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_module_that_looks_up_would_be_caught() {
    let line = "use crate::store::Store; // and crate::model::Claim";
    assert_eq!(imports(line).collect::<Vec<_>>(), ["store", "model"]);
}

#[test]
fn nothing_is_left_unfinished() {
    let marks = ["todo!", "unimplemented!", "dbg!(", "#[ignore"];
    let mut wrong = Vec::new();
    for (_, path, text) in sources() {
        for (line, code) in code(&text) {
            if marks.iter().any(|mark| code.contains(mark)) {
                wrong.push(format!("{}:{line}: {}", path.display(), code.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Ids of groups, dimensions, units, measures, rules and frames that are spelled like words of a language, and notations.
const IDS: &[&str] = &[
    "aged", "all", "en", "es", "decade", "degree", "e", "few", "injured", "inside", "killed",
    "listed", "number", "old", "person", "ratio", "score", "slashed", "state", "thing", "time",
    "total", "unit", "x", "year", "zero",
];

/// Where a rule gets its id, which may be spelled like a word.
const NAMES_RULES: &[&str] = &["push(", "of_kind(", "aside(", "frame", "rule"];

/// What compares the letters of a text; with a literal of letters behind it, words stand in code.
const COMPARES: &[&str] = &[
    "is_any(",
    "eq_ignore_ascii_case(",
    "ends_with(",
    "starts_with(",
    "strip_suffix(",
    "strip_prefix(",
    ".contains(",
];

/// The code that reads text or compares what was read, where every word is data. The numeral grammars are their language's own, and
/// `question.rs` writes what an editor reads.
fn reads_text(path: &Path) -> bool {
    let path = path.to_string_lossy().replace('\\', "/");
    let of_language = |name: &str| name.len() == "en.rs".len();
    let numeral = path.rsplit_once("/numeral/").is_some_and(|(_, name)| of_language(name));
    (path.contains("/src/extract/") || path.contains("/src/reconcile/"))
        && !numeral
        && !path.ends_with("/reconcile/question.rs")
}

/// Every word and phrase of every language's file, lower case.
fn words_of_languages() -> BTreeSet<String> {
    fn gather(value: &toml::Value, into: &mut BTreeSet<String>) {
        match value {
            toml::Value::String(word) => {
                into.insert(word.to_lowercase());
            }
            toml::Value::Array(list) => list.iter().for_each(|value| gather(value, into)),
            toml::Value::Table(table) => {
                let words = table.iter().filter(|(key, _)| *key != "means");
                words.for_each(|(_, value)| gather(value, into));
            }
            _ => {}
        }
    }
    let mut words = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/lang");
    for entry in fs::read_dir(folder).unwrap() {
        let file: toml::Table =
            toml::from_str(&fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        for (key, value) in &file {
            if let ("numerals" | "calendar" | "plurals", toml::Value::Table(table)) =
                (key.as_str(), value)
            {
                let inner = table.values().filter_map(toml::Value::as_table);
                words.extend(inner.flat_map(|table| table.keys().cloned()));
            }
            if value.as_str().is_none() {
                gather(value, &mut words);
            }
        }
    }
    words.retain(|word| word.chars().any(char::is_alphabetic));
    words
}

/// The string literals of a line, as they are written.
fn literals(line: &str) -> impl Iterator<Item = &str> {
    line.split('"').skip(1).step_by(2)
}

/// What is wrong with a line of code that reads text; `None` where it holds no words.
fn words_in(line: &str, words: &BTreeSet<String>) -> Option<String> {
    let letters = |text: &str| text.chars().any(char::is_alphabetic);
    let is_rule = NAMES_RULES.iter().any(|name| line.contains(name));
    let listed = literals(line)
        .filter(|_| !is_rule)
        .find(|text| words.contains(&text.trim().to_lowercase()) && !IDS.contains(text));
    if let Some(word) = listed {
        return Some(format!("`{word}` is a word of data/lang"));
    }
    COMPARES.iter().find_map(|call| {
        let at = line.find(call)? + call.len();
        let inside = line[at..].split(')').next().unwrap_or_default();
        let literal = literals(inside).next()?;
        (letters(literal) && !IDS.contains(&literal) && !literal.contains([':', '.']))
            .then(|| format!("`{call}\"{literal}\"` compares a text with a word"))
    })
}

#[test]
fn words_are_data() {
    let words = words_of_languages();
    assert!(words.len() > 1_000 && words.contains("of") && words.contains("twelve"));
    let mut wrong = Vec::new();
    for (_, path, text) in sources() {
        if reads_text(&path) {
            for (line, code) in code(&text) {
                if let Some(what) = words_in(code, &words) {
                    wrong.push(format!("{}:{line}: {what}", path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "words belong into data/lang/<code>.toml, where another language can bring its own:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn a_word_in_code_would_be_caught() {
    let words = words_of_languages();
    for line in [
        r#"if reading.is_any(at, &["upwards"]) {"#,
        r#"const LINKS: &[&str] = &["frobs", "the"];"#,
        r#"word.ends_with("ish")"#,
        r#"    "during","#,
    ] {
        assert!(words_in(line, &words).is_some(), "{line}");
    }
    for line in [r#"mention.of_kind(Kind::Date, "iso_date")"#, r#"measure.dimension == "person""#] {
        assert_eq!(words_in(line, &words), None, "{line}");
    }
}
