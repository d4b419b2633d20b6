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
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), path, text);
        let (claims, err, code) = extract(folder.path(), "Two died.");
        assert_eq!((claims.len(), code), (0, 2), "{path}: {err}");
        assert!(err.contains(wanted), "{path}: {err}");
        assert!(err.contains("hint:"), "{path}: {err}");
    }
}
