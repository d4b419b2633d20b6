//! `--data DIR`: words that somebody adds without a compiler, through the program as it is run.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

fn extract(data: &Path, text: &str) -> (Vec<serde_json::Value>, String, i32) {
    let input = serde_json::json!({ "id": "d", "text": text }).to_string();
    let output = Command::cargo_bin("claims")
        .unwrap()
        .args(["extract", "--data", data.to_str().unwrap(), "-"])
        .write_stdin(input)
        .output()
        .unwrap();
    let lines = String::from_utf8(output.stdout).unwrap();
    (
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect(),
        String::from_utf8(output.stderr).unwrap(),
        output.status.code().unwrap(),
    )
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[test]
fn a_measure_a_unit_and_a_group_come_without_code() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    write(
        data,
        "measures.more.toml",
        "[[measure]]\nid = \"beehives_lost\"\nlabel = \"beehives lost\"\ndimension = \"thing\"\ngrows = true\n\n\
         [[measure]]\nid = \"honey_spilt\"\nlabel = \"honey spilt\"\ndimension = \"volume\"\n",
    );
    write(
        data,
        "cues/en.more.toml",
        "[[cue]]\nid = \"beehives_lost.transitive\"\nmeasure = \"beehives_lost\"\nrole = \"transitive\"\nwords = [\"unhived\"]\n\n\
         [[cue]]\nid = \"honey_spilt.attribute\"\nmeasure = \"honey_spilt\"\nrole = \"attribute\"\nwords = [\"spilt honey\"]\n",
    );
    write(
        data,
        "units.more.toml",
        "[[unit]]\nid = \"skep\"\ndimension = \"volume\"\nfactor = \"0.03\"\nwords = [\"skep\", \"skeps\"]\n",
    );
    write(
        data,
        "groups.more.toml",
        "[[group]]\nid = \"beekeepers\"\nwords = [\"beekeepers\", \"apiarists\"]\n",
    );
    let text =
        "The flood unhived 340 colonies and killed two apiarists. Spilt honey came to 12 skeps.";
    let (claims, err, code) = extract(data, text);
    assert_eq!((code, err.as_str()), (0, ""));
    let told: Vec<String> = claims
        .iter()
        .map(|claim| {
            let text = |key: &str| claim[key].as_str().unwrap_or_default().to_owned();
            format!("{} {} @{} {}", text("measure"), claim["value"], text("group"), text("unit"))
        })
        .collect();
    assert_eq!(
        told,
        [
            "beehives_lost 340 @all colony",
            "killed 2 @beekeepers person",
            "honey_spilt 12 @all skep"
        ]
    );
}

#[test]
fn a_bad_data_file_is_told_with_its_place_and_a_remedy() {
    let cases = [
        ("measures.toml", "[[measure]]\nid = 3\n", "measures.toml:2:6:"),
        ("units.more.toml", "[[unit]]\nid = \"skep\"\ncolour = \"red\"\n", "units.more.toml:3:1:"),
        (
            "cues/en.more.toml",
            "[[cue]]\nid = \"x\"\nmeasure = \"hives\"\nrole = \"state\"\nwords = [\"gone\"]\n",
            "cues/en.more.toml:3:12: cue `x`: `hives` is no measure",
        ),
        ("lang/xx.toml", "code = \"xx\"\nname = \"X\"\nmarks = \"slash\"\n", "lang/xx.toml:3:9:"),
        (
            "lang/xx.toml",
            "code = \"xx\"\nname = \"X\"\nmarks = \"point\"\n\n[units]\nskep = [\"skeppu\"]\n",
            "lang/xx.toml:6:1: `skep` is no id of units.toml",
        ),
    ];
    for (path, text, wanted) in cases {
        refused(&[(path, text)], wanted);
    }
}

/// Each folder is refused with the message, which begins with the place, and with a remedy.
fn refused(files: &[(&str, &str)], wanted: &str) {
    let folder = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(folder.path(), path, text);
    }
    let (claims, err, code) = extract(folder.path(), "Two died.");
    assert_eq!((claims.len(), code), (0, 2), "{files:?}: {err}");
    assert!(err.contains(wanted), "wanted `{wanted}`: {err}");
    assert!(err.contains("hint:"), "{err}");
}

#[test]
fn a_word_that_cannot_be_used_is_told_in_its_own_file() {
    refused(
        &[("groups.more.toml", "[[group]]\nid = \"apiarists\"\nwords = [\"apiarists\", \"\"]\n")],
        "groups.more.toml:3:24: group `apiarists` lists an empty word",
    );
    refused(
        &[(
            "units.more.toml",
            "[[unit]]\nid = \"skep\"\ndimension = \"volume\"\nfactor = \"0,03\"\n",
        )],
        "units.more.toml:4:11: unit `skep`: `0,03` is no number",
    );
    refused(
        &[(
            "measures.more.toml",
            "[[measure]]\nid = \"hives\"\nlabel = \"hives\"\ndimension = \"lenght\"\n",
        )],
        "measures.more.toml:4:14: measure `hives`: `lenght` is no dimension",
    );
    refused(
        &[(
            "measures.more.toml",
            "[[measure]]\nid = \"hives\"\nlabel = \"hives\"\ndimension = \"thing\"\nexcludes = [\"kiled\"]\n",
        )],
        "measures.more.toml:5:14: measure `hives` excludes `kiled`, which is no measure",
    );
}

#[test]
fn what_is_there_twice_is_refused() {
    refused(
        &[(
            "measures.more.toml",
            "[[measure]]\nid = \"killed\"\nlabel = \"killed\"\ndimension = \"person\"\n",
        )],
        "measures.more.toml:2:7: there is a measure `killed` already, in measures.toml",
    );
    refused(
        &[("groups.more.toml", "[[group]]\nid = \"children\"\nwords = [\"pupils\"]\n")],
        "groups.more.toml:2:7: there is a group `children` already, in groups.toml",
    );
    refused(
        &[("groups.more.toml", "[[group]]\nid = \"young\"\nwords = [\"children\"]\n")],
        "groups.more.toml:3:11: `children` is a word of the group `children` already",
    );
    refused(
        &[(
            "units.more.toml",
            "[[unit]]\nid = \"mile2\"\ndimension = \"length\"\nsymbols = [\"km\"]\n",
        )],
        "units.more.toml:4:13: `mile2`: `km` is a sign of `kilometre` already",
    );
    let measure = "[[measure]]\nid = \"felled\"\nlabel = \"felled\"\ndimension = \"person\"\n";
    let cue = |id: &str| {
        format!(
            "[[cue]]\nid = \"{id}\"\nmeasure = \"felled\"\nrole = \"transitive\"\nwords = [\"killed\"]\n"
        )
    };
    refused(
        &[("measures.more.toml", measure), ("cues/en.more.toml", &cue("felled.transitive"))],
        "cues/en.more.toml:5:11: cue `felled.transitive`: `killed` says `killed` already; give the cue a `with`",
    );
    refused(
        &[("measures.more.toml", measure), ("cues/en.more.toml", &cue("killed.transitive"))],
        "cues/en.more.toml:2:7: there is a cue `killed.transitive` already, in cues/en.toml",
    );
}

#[test]
fn a_file_that_nothing_reads_is_told() {
    for (path, wanted) in [
        (
            "measure.more.toml",
            "measure.more.toml:1:1: no file of this name is read; did you mean `measures.more.toml`?",
        ),
        (
            "cue/en.more.toml",
            "cue/en.more.toml:1:1: no file of this name is read; did you mean `cues/en.more.toml`?",
        ),
        ("lang/en.more.toml", "lang/en.more.toml:1:1: no file of this name is read"),
        ("cues/fr.toml", "cues/fr.toml:1:1: there is no lang/fr.toml"),
    ] {
        refused(&[(path, "")], wanted);
    }
}

#[test]
fn what_could_never_be_found_or_compared_is_refused() {
    let cue = |id: &str, words: &str| {
        format!(
            "[[cue]]\nid = \"{id}\"\nmeasure = \"killed\"\nrole = \"transitive\"\nwords = [{words}]\n"
        )
    };
    refused(
        &[("cues/en.more.toml", &cue("killed.again", "\"killed\""))],
        "cues/en.more.toml:5:11: cue `killed.again`: `killed` is a word of `killed.transitive` already",
    );
    refused(
        &[("cues/en.more.toml", &cue("killed.none", ""))],
        "cues/en.more.toml:2:7: cue `killed.none` lists no word",
    );
    refused(
        &[("groups.more.toml", "[[group]]\nid = \"apiarists\"\nwords = []\n")],
        "groups.more.toml:2:7: group `apiarists` lists no word",
    );
    let unit = |dimension: &str, rest: &str| {
        format!("[[unit]]\nid = \"skep\"\ndimension = \"{dimension}\"\n{rest}")
    };
    refused(
        &[("units.more.toml", &unit("volume", "factor = \"0.03\"\n"))],
        "units.more.toml:2:7: unit `skep` lists no word",
    );
    refused(
        &[("units.more.toml", &unit("volume", "words = [\"skep\"]\n"))],
        "units.more.toml:2:7: unit `skep` has no `factor`, and other units of `volume` have one",
    );
    refused(
        &[("units.more.toml", &unit("volum", "factor = \"0.03\"\nwords = [\"skep\"]\n"))],
        "units.more.toml:3:14: unit `skep`: no unit of units.toml has `volum`; did you mean `volume`?",
    );
}

/// A desk may keep a file in which it has no words yet.
#[test]
fn a_file_that_adds_nothing_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["measures", "units", "currencies", "groups", "cues/en"] {
        write(folder.path(), &format!("{name}.more.toml"), "# nothing yet\n");
    }
    let (claims, err, code) = extract(folder.path(), "Two people died.");
    assert_eq!((claims.len(), err.as_str(), code), (1, "", 0));
}

/// Whoever has the program has no checkout: the message names the folder, and the hint tells the rule itself.
#[test]
fn a_message_names_the_folder_and_tells_the_rule() {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "measures.more.toml", "[[measure]]\nid = 3\n");
    let (_, err, _) = extract(folder.path(), "Two died.");
    assert!(err.contains(&format!("`{}`", folder.path().display())), "{err}");
    assert!(err.contains("holds [[measure]] tables: an `id`") && !err.contains("README"), "{err}");
}

/// Whoever begins with a copy of data/ changes nothing by it.
#[test]
fn the_projects_own_data_can_be_laid_over_itself() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    let (claims, err, code) = extract(&data, "Two people died.");
    assert_eq!((claims.len(), err.as_str(), code), (1, "", 0));
}

/// The recipes of data/README.md, pasted into a shell one after the other: each prints what stands below it.
/// `UPDATE_README=1 cargo test recipes` writes that anew.
#[cfg(unix)]
#[test]
fn the_recipes_do_what_they_say() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("data/README.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(root.join("data"), folder.path().join("data")).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_claims")).parent().unwrap().to_owned();
    let others = std::env::var_os("PATH").unwrap_or_default();
    let path = std::env::join_paths(std::iter::once(program).chain(std::env::split_paths(&others)));
    let mut parts = readme.split("```sh\n");
    let mut written = parts.next().unwrap().to_owned();
    let mut recipes = 0;
    for part in parts {
        let (script, rest) = part.split_once("```\n").unwrap();
        let (between, rest) = rest.split_once("```text\n").unwrap();
        let (told, rest) = rest.split_once("```\n").unwrap();
        let output = Command::new("sh")
            .args(["-c", script])
            .current_dir(folder.path())
            .env("PATH", path.as_ref().unwrap())
            .output()
            .unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert_eq!(err, "", "{script}");
        assert!(!printed.is_empty(), "{script}");
        if std::env::var_os("UPDATE_README").is_none() {
            assert_eq!(
                told, printed,
                "`UPDATE_README=1 cargo test recipes` writes it anew\n{script}"
            );
        }
        written.extend(["```sh\n", script, "```\n", between, "```text\n", &printed, "```\n", rest]);
        recipes += 1;
    }
    assert!(recipes >= 6, "{recipes} recipes were tried");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(root.join("data/README.md"), written).unwrap();
    }
}
