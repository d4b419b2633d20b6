//! What the project says about itself, held to the program.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::tidy::FLOORS;

fn read(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn help() -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_claims")).arg("--help").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// The commands that `claims --help` lists.
fn commands() -> BTreeSet<String> {
    let help = help();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    listed
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.strip_prefix("  ").filter(|rest| !rest.starts_with(' ')))
        .filter_map(|line| line.split(' ').next())
        .map(ToOwned::to_owned)
        .collect()
}

/// The words that follow `claims ` in a document's code, be it a block or between backticks.
fn commands_named(text: &str) -> BTreeSet<String> {
    text.match_indices("claims ")
        .filter(|(at, _)| {
            let before = &text[..*at];
            before.ends_with(['`', '\n', ' ', '|', '&']) && in_code(before)
        })
        .map(|(at, word)| text[at + word.len()..].split(|c: char| !c.is_ascii_lowercase()).next())
        .filter_map(|word| word.filter(|word| !word.is_empty()))
        .map(ToOwned::to_owned)
        .collect()
}

/// Whether the end of `before` stands between backticks or in an indented line.
fn in_code(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or_default();
    line.starts_with("    ") || line.matches('`').count() % 2 == 1
}

#[cfg(feature = "web")]
#[test]
fn the_readme_names_commands_that_exist() {
    let known = commands();
    let named = commands_named(&read("README.md"));
    assert!(named.contains("diff") && known.contains("demo"), "{named:?} {known:?}");
    let unknown: Vec<_> = named.difference(&known).collect();
    assert!(unknown.is_empty(), "README.md names {unknown:?}, `claims --help` lists {known:?}");
}

#[test]
fn the_readme_leaves_no_command_out() {
    let named = commands_named(&read("README.md"));
    let untold: Vec<_> = commands().difference(&named).cloned().collect();
    assert!(untold.is_empty(), "README.md does not say what {untold:?} is for");
}

#[test]
fn the_two_commands_are_there_and_the_gate_runs_the_second() {
    let readme = read("README.md");
    assert!(readme.contains("\n    cargo run --release -- demo\n    cargo test\n"));
    assert!(read(".ci/run").contains("\ncargo test\n"));
}

#[test]
fn every_reason_code_is_explained() {
    let model = read("src/model/finding.rs");
    let readme = read("README.md");
    let codes = model
        .split('"')
        .skip(1)
        .step_by(2)
        .filter(|word| word.len() > 3 && word.chars().all(|c| c.is_ascii_uppercase()));
    let untold: Vec<_> = codes.filter(|code| !readme.contains(&format!("`{code}`"))).collect();
    assert!(untold.is_empty(), "README.md does not explain {untold:?}");
}

#[test]
fn every_link_leads_to_a_file() {
    for document in [
        "README.md",
        "docs/ARCHITECTURE.md",
        "docs/CONTRIBUTING.md",
        "docs/WIRE.md",
        "data/README.md",
    ] {
        let text = read(document);
        let folder = Path::new(document).parent().unwrap();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder).join(link);
            assert!(path.exists(), "{document} links to `{link}`");
        }
    }
}

#[test]
fn the_architecture_draws_the_floors_that_tidy_holds() {
    let text = read("docs/ARCHITECTURE.md");
    for (module, floor) in FLOORS.iter().filter(|(module, _)| !["main", "lib"].contains(module)) {
        let row = text.lines().find(|line| line.starts_with(&format!("| {floor} |")));
        let row = row.unwrap_or_else(|| panic!("docs/ARCHITECTURE.md has no floor {floor}"));
        assert!(row.contains(&format!("`{module}`")), "floor {floor} does not name `{module}`");
    }
}

/// A reader who copies the tour's `claims why` gets an answer.
#[cfg(all(feature = "fetch", feature = "web"))]
#[test]
fn the_claim_that_the_tour_asks_about_stands_in_the_diff() {
    let readme = read("README.md");
    let (_, asked) = readme.split_once("    claims why ").unwrap();
    let id = asked.split_whitespace().next().unwrap();
    assert!(
        crate::demo::DEMO.stdout.lines().any(|line| line.split_whitespace().last() == Some(id)),
        "`claims why {id}` in README.md: the demo's diff prints no such name"
    );
}

/// The diff in the README is the demo's, line by line. `UPDATE_README=1 cargo test docs` writes it anew.
#[cfg(all(feature = "fetch", feature = "web"))]
#[test]
fn the_diff_in_the_readme_is_what_the_demo_prints() {
    let readme = read("README.md");
    let (before, rest) = readme.split_once("<!-- demo -->\n```text\n").unwrap();
    let (block, after) = rest.split_once("```\n<!-- /demo -->").unwrap();
    let printed: String =
        crate::demo::DEMO.stdout.lines().flat_map(|line| [line.trim_end(), "\n"]).collect();
    if std::env::var_os("UPDATE_README").is_some() {
        let text = format!("{before}<!-- demo -->\n```text\n{printed}```\n<!-- /demo -->{after}");
        fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"), text).unwrap();
    } else {
        assert_eq!(block, printed, "`UPDATE_README=1 cargo test docs` writes README.md anew");
    }
}
