//! The floors of docs/ARCHITECTURE.md, held: a module imports only from lower floors, and the pure floors reach for
//! nothing that differs between two runs.

use std::collections::BTreeMap;
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
