//! The word lists of `data/lang`: each is asked for by the code, and told to who writes another language.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn code_below(folder: &Path) -> String {
    let mut code = String::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            code += &code_below(&path);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.ends_with("class.rs") {
            code += &fs::read_to_string(&path).unwrap();
        }
    }
    code
}

/// The variants of an enum, each with the comment before it.
fn variants(source: &str, name: &str) -> Vec<(String, String)> {
    let body = source.split_once(&format!("pub enum {name} {{\n")).unwrap().1;
    let body = body.split_once("\n}").unwrap().0;
    let mut found = Vec::new();
    let mut told = Vec::new();
    for line in body.lines().map(str::trim) {
        if let Some(comment) = line.strip_prefix("/// ") {
            told.push(comment);
        } else {
            found.push((line.trim_end_matches(',').to_owned(), told.join(" ")));
            told.clear();
        }
    }
    found
}

/// "PartOf" as a key of the data: "part_of".
fn key(variant: &str) -> String {
    let mut key = String::new();
    for (at, c) in variant.char_indices() {
        if c.is_uppercase() && at > 0 {
            key.push('_');
        }
        key.push(c.to_ascii_lowercase());
    }
    key
}

fn lists() -> [(&'static str, Vec<(String, String)>); 2] {
    let source = fs::read_to_string(root().join("src/lexicon/class.rs")).unwrap();
    let lists = [("Marker", "markers"), ("WordClass", "classes")]
        .map(|(name, table)| (table, variants(&source, name)));
    assert!(lists.iter().all(|(_, variants)| variants.len() > 30), "the source is read");
    lists
}

#[test]
fn every_class_and_marker_is_asked_for() {
    let code = code_below(&root().join("src"));
    let mut idle = Vec::new();
    for ((_, variants), name) in lists().iter().zip(["Marker", "WordClass"]) {
        for (variant, _) in variants {
            let used = code.match_indices(&format!("{name}::{variant}")).any(|(at, found)| {
                !code[at + found.len()..].starts_with(|c: char| c.is_alphanumeric())
            });
            if !used {
                idle.push(format!("{name}::{variant}"));
            }
        }
    }
    assert!(idle.is_empty(), "no code asks for {idle:?}: the words listed there do nothing");
}

/// English is what a translator copies: each of its lists is told in the words that the code has for it.
#[test]
fn the_english_lists_say_what_they_are_for() {
    let text = fs::read_to_string(root().join("data/lang/en.toml")).unwrap();
    for (table, variants) in lists() {
        let section = text.split_once(&format!("\n[{table}]\n")).unwrap().1;
        let section = section.split_once("\n[").map_or(section, |(section, _)| section);
        let lines: Vec<&str> = section.lines().collect();
        for (variant, told) in variants {
            assert!(!told.is_empty(), "`{variant}` has no comment in src/lexicon/class.rs");
            let key = format!("{} = [", key(&variant));
            let Some(at) = lines.iter().position(|line| line.starts_with(&key)) else { continue };
            let comment = at.checked_sub(1).map_or("", |before| lines[before]);
            assert_eq!(comment, format!("# {told}"), "above `{key}` in data/lang/en.toml");
        }
    }
}

#[test]
fn no_list_holds_a_word_twice() {
    fn gather(path: &str, value: &toml::Value, twice: &mut Vec<String>) {
        match value {
            toml::Value::Array(list) => {
                let mut seen = BTreeSet::new();
                for word in list {
                    match word.as_str() {
                        Some(word) if !seen.insert(word) => twice.push(format!("{path}: `{word}`")),
                        Some(_) => {}
                        None => gather(path, word, twice),
                    }
                }
            }
            toml::Value::Table(table) => {
                table
                    .iter()
                    .for_each(|(key, value)| gather(&format!("{path}.{key}"), value, twice));
            }
            _ => {}
        }
    }
    let mut twice = Vec::new();
    let mut read = 0;
    for folder in ["data/lang", "data/cues"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            let file: toml::Value = toml::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
            gather(&path.file_name().unwrap().to_string_lossy(), &file, &mut twice);
            read += 1;
        }
    }
    assert!(read >= 5, "{read} files were read");
    assert!(twice.is_empty(), "{twice:#?}");
}
