//! The labelled sentences of `tests/corpus/<language>/*.toml`: what the extractor promises, a fact a line.
//!
//! A fact is a pair `["text", "what is found"]`. What is found is a list of claims divided by `;`, each one `measure number` with
//! as many of these behind it as matter: `@group`, `part_of`, `plus`, `increment`, `previous`, `total`, `by=speaker`, `hedge=word`,
//! `status=word`, `kind=word`, `unit=name`, `basis=word`, `trend=word`. A number is `12`, `12..` (at least or more than), `..12`,
//! `~12` (about, nearly), `10-20` (a range or a vague word), `0`. Nothing found in reconciliation is written as an empty string.
//! A text that is written with `|` holds a paragraph break there.

use std::fs;
use std::path::Path;

use claims::extract::extract;
use claims::lexicon::Lexicon;
use claims::model::{Claim, Document, Provenance, Qualifier, Status};

fn number(claim: &Claim) -> String {
    let quantity = &claim.quantity;
    let shown = |bound: Option<_>| {
        bound.map_or_else(String::new, |bound: rust_decimal::Decimal| bound.normalize().to_string())
    };
    match quantity.qualifier() {
        Qualifier::AtLeast | Qualifier::MoreThan => format!("{}..", shown(quantity.low())),
        Qualifier::AtMost | Qualifier::LessThan => format!("..{}", shown(quantity.high())),
        Qualifier::About | Qualifier::Nearly => format!("~{}", shown(quantity.value())),
        Qualifier::Range | Qualifier::Vague => {
            format!("{}-{}", shown(quantity.low()), shown(quantity.high()))
        }
        Qualifier::Exact | Qualifier::None => shown(quantity.value()),
    }
}

fn name(of: impl serde::Serialize) -> String {
    serde_json::to_value(of).unwrap().as_str().unwrap_or_default().to_owned()
}

/// Whether a claim is what one line says; the first thing that is not, else.
fn differs(claim: &Claim, wanted: &str) -> Option<String> {
    let mut words = wanted.split_whitespace();
    let measure = words.next().unwrap_or_default();
    let has = claim.measure.as_deref().unwrap_or("-");
    if has != measure {
        return Some(format!("measure {has}"));
    }
    let figure = words.next().unwrap_or_default();
    if number(claim) != figure {
        return Some(format!("number {}", number(claim)));
    }
    let rest: Vec<&str> = words.collect();
    let mut at = 0;
    let relation = claim.relation.map(name).unwrap_or_default();
    let mut relation_told = false;
    while at < rest.len() {
        // A value of several words goes on until the next mark.
        let mut end = at + 1;
        while end < rest.len() && !is_mark(rest[end]) {
            end += 1;
        }
        let mark = rest[at..end].join(" ");
        let (key, value, has) = if let Some(group) = mark.strip_prefix('@') {
            ("group", group.to_owned(), claim.group.clone())
        } else if let Some((key, value)) = mark.split_once('=') {
            let has = match key {
                "by" => claim.attribution.as_ref().map(|by| by.to.clone()).unwrap_or_default(),
                "of" => claim.attribution.as_ref().map(|by| name(by.kind)).unwrap_or_default(),
                "hedge" => claim.hedge.clone().unwrap_or_default(),
                "status" => name(claim.status),
                "kind" => name(claim.kind),
                "unit" => claim.unit.clone(),
                "basis" => name(claim.basis),
                "trend" => claim.trend.map(name).unwrap_or_default(),
                other => panic!("`{other}` is no mark of the corpus"),
            };
            (key, value.to_owned(), has)
        } else {
            relation_told = true;
            ("relation", mark, relation.clone())
        };
        if has != value {
            return Some(format!("{key} `{has}`"));
        }
        at = end;
    }
    (!relation_told && !relation.is_empty() && rest.contains(&"alone"))
        .then(|| format!("relation {relation}"))
}

fn is_mark(word: &str) -> bool {
    word.starts_with('@')
        || word.contains('=')
        || ["part_of", "plus", "increment", "previous", "total"].contains(&word)
}

/// What a line of the corpus says, checked; the complaint where it does not hold.
fn check(lexicon: &Lexicon, language: &str, text: &str, wanted: &str) -> Option<String> {
    let text = text.replace('|', "\n\n");
    let provenance = Provenance { language: Some(language.to_owned()), ..Provenance::default() };
    let found = extract(lexicon, &Document { provenance, text: text.clone() });
    for claim in &found.claims {
        if claim.span.slice(&text) != Some(claim.quote.as_str()) {
            return Some(format!("`{}` is not what its span holds", claim.quote));
        }
    }
    let all = wanted.contains("kind=");
    let told: Vec<&str> =
        wanted.split(';').map(str::trim).filter(|part| !part.is_empty()).collect();
    let status_told = wanted.contains("status=");
    let claims: Vec<&Claim> = found
        .claims
        .iter()
        .filter(|claim| all || claim.kind.reconciles())
        .filter(|claim| status_told || claim.status == Status::Asserted)
        .collect();
    let shown = || {
        let list: Vec<String> = claims
            .iter()
            .map(|claim| {
                let relation = claim.relation.map(name).unwrap_or_default();
                format!(
                    "{} {} @{} {relation} [{}]",
                    claim.measure.as_deref().unwrap_or("-"),
                    number(claim),
                    claim.group,
                    claim.rule
                )
            })
            .collect();
        list.join("; ")
    };
    if claims.len() != told.len() {
        return Some(format!("{} claims instead of {}: {}", claims.len(), told.len(), shown()));
    }
    claims.iter().zip(told).find_map(|(claim, wanted)| {
        differs(claim, wanted).map(|what| format!("{what} where `{wanted}` is wanted; {}", shown()))
    })
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    fact: toml::Table,
}

#[test]
fn every_line_of_the_corpus_holds() {
    let lexicon = Lexicon::embedded();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut lines = 0;
    let mut wrong = Vec::new();
    let mut folders: Vec<_> =
        fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    for folder in folders {
        let language = folder.file_name().unwrap().to_string_lossy().into_owned();
        let mut files: Vec<_> =
            fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.sort();
        for path in files {
            let content = fs::read_to_string(&path).unwrap();
            let file: File = toml::from_str(&content)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            for (text, wanted) in &file.fact {
                lines += 1;
                let wanted = wanted
                    .as_str()
                    .unwrap_or_else(|| panic!("{}: a fact is told in a string", path.display()));
                if let Some(complaint) = check(&lexicon, &language, text, wanted) {
                    let line = content
                        .lines()
                        .position(|line| line.starts_with(&format!("{text:?}")))
                        .map_or(0, |line| line + 1);
                    wrong.push(format!("{}:{line}: {text}\n    {complaint}", path.display()));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {lines} lines do not hold:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
