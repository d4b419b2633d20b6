//! The files of a report in the programs that people open them with: a validator of data packages, pandas, LibreOffice
//! and Chromium. What is not installed is left untested, aloud.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Arc, LazyLock};

use claims::report::{Dialect, Picture, Report, Selection, Table};
use serde_json::Value;
use tempfile::TempDir;

use super::aloud::skipped;
use super::report::kabul;

/// Words that a reader of files may take for something else.
const QUOTE: &str = "170 dead, \"13 of them\nsoldiers\": قتيلا, 死者";
const FORMULA: &str = "=cmd|' /C calc'!A0";

/// The bundled event, with the words that readers stumble over in its first claim.
fn hard() -> Report {
    let mut report = kabul();
    let claim = &mut report.appearances[0].claim;
    claim.quote = QUOTE.into();
    claim.text = "+170".into();
    let mut from = (*claim.provenance).clone();
    from.title = Some(FORMULA.into());
    claim.provenance = Arc::new(from);
    report.outlets[2].name = "港日報; 夕刊".into();
    report
}

/// The files of `--format csv`.
fn written(report: &Report, dialect: Dialect) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let reports = std::slice::from_ref(report);
    let tables: Vec<(Table, Vec<u8>)> = [
        claims::report::claims(reports),
        claims::report::matrix(reports),
        claims::report::changes(reports),
    ]
    .into_iter()
    .map(|table| {
        let bytes = table.csv(dialect);
        fs::write(folder.path().join(table.file()), &bytes).unwrap();
        (table, bytes)
    })
    .collect();
    let package = claims::report::datapackage(reports, &tables, dialect);
    fs::write(folder.path().join("datapackage.json"), package).unwrap();
    folder
}

/// The rows of a CSV file by the names of their columns.
fn rows(path: &Path, delimiter: u8) -> Vec<BTreeMap<String, String>> {
    let bytes = fs::read(path).unwrap();
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text);
    reader.deserialize().map(Result::unwrap).collect()
}

/// Runs a program that may not be here; `None` where it is not.
fn ran(command: &mut Command) -> Option<Output> {
    let output = command.output().ok()?;
    Some(output).filter(|output| output.status.code() != Some(127))
}

fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// A Python that has what the readers need; .ci/run makes one.
static PYTHON: LazyLock<Option<PathBuf>> = LazyLock::new(|| {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/readers/bin/python");
    [own, "python3".into()].into_iter().find(|python| {
        let output = ran(Command::new(python).args(["-c", "import frictionless, pandas"]));
        output.is_some_and(|output| output.status.success())
    })
});

/// What a few lines of Python say of a file, as JSON.
fn python(what: &str, script: &str, path: &Path) -> Option<Value> {
    let Some(python) = &*PYTHON else {
        skipped(what, "no python3 with `frictionless` and `pandas` (target/readers/bin/python)");
        return None;
    };
    let output = ran(Command::new(python).args(["-c", script]).arg(path)).unwrap();
    assert!(output.status.success(), "{}", said(&output));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

const VALIDATE: &str = r"
import json, sys
from frictionless import validate
found = validate(sys.argv[1])
tasks = {task.name: task.stats['rows'] for task in found.tasks}
print(json.dumps({'rows': tasks, 'errors': [str(e) for e in found.flatten(['rowNumber', 'fieldName', 'message'])]}))
";

#[test]
fn a_validator_finds_nothing_to_say_against_the_data_package() {
    let report = hard();
    let (comma, semicolon) = (Dialect::default(), Dialect { delimiter: b';', excel: true });
    for dialect in [comma, semicolon, Dialect { delimiter: b'\t', excel: false }] {
        let folder = written(&report, dialect);
        let package = folder.path().join("datapackage.json");
        let Some(found) = python("the data package", VALIDATE, &package) else { return };
        assert_eq!(found["errors"], serde_json::json!([]));
        assert_eq!(found["rows"]["claims"], report.appearances.len());
        assert_eq!(found["rows"]["changes"], report.changes.len());
    }
}

#[test]
fn a_validator_finds_a_figure_that_was_changed_behind_our_back() {
    let folder = written(&hard(), Dialect::default());
    let path = folder.path().join("claims.csv");
    let changed = fs::read_to_string(&path).unwrap().replacen(",170,170,170,", ",170,170,171,", 1);
    fs::write(&path, changed).unwrap();
    let package = folder.path().join("datapackage.json");
    let Some(found) = python("a changed table", VALIDATE, &package) else { return };
    assert!(found["errors"].to_string().contains("hash"), "{found}");
}

const FRAME: &str = r"
import json, sys, pandas
frame = pandas.read_csv(sys.argv[1])
moments = pandas.to_datetime(frame['published_at'], errors='raise')
print(json.dumps({
    'rows': len(frame), 'columns': list(frame.columns), 'numbers': list(frame.select_dtypes('number').columns),
    'flags': list(frame.select_dtypes('bool').columns), 'quotes': list(frame['quote']), 'zone': str(moments.dt.tz),
    'sum': float(frame['value'].sum()),
}))
";

#[test]
fn pandas_reads_the_claims_as_they_were_meant_without_being_told_anything() {
    let report = hard();
    let folder = written(&report, Dialect::default());
    let Some(frame) = python("pandas", FRAME, &folder.path().join("claims.csv")) else { return };
    assert_eq!(frame["rows"], report.appearances.len());
    assert_eq!(frame["columns"].as_array().unwrap().len(), 44);
    let quotes = frame["quotes"].as_array().unwrap();
    assert!(quotes.contains(&QUOTE.into()), "{quotes:?}");
    let holds = |list: &str, name: &str| frame[list].as_array().unwrap().contains(&name.into());
    for number in ["value", "value_low", "value_high", "quote_start", "quote_end", "confidence"] {
        assert!(holds("numbers", number), "`{number}` is no number: {frame}");
    }
    assert!(holds("flags", "in_headline"), "{frame}");
    assert_eq!(frame["zone"], "UTC");
    let sum: i64 = rows(&folder.path().join("claims.csv"), b',')
        .iter()
        .filter_map(|row| row["value"].parse::<i64>().ok())
        .sum();
    assert_eq!(frame["sum"].as_f64(), Some(f64::from(i32::try_from(sum).unwrap())));
}

/// What LibreOffice makes of a file, as UTF-8: text, comma, quotes round text and none round numbers.
fn calc(file: &Path, delimiter: u8, what: &str) -> Option<String> {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("out");
    let output = ran(Command::new("soffice")
        .arg(format!("-env:UserInstallation=file://{}", home.path().join("profile").display()))
        // Field separator, text delimiter, UTF-8, from the first line, no column formats, English (US), numbers are
        // recognised and quoted text stays text: what its import dialog proposes.
        .args(["--headless", &format!("--infilter=CSV:{delimiter},34,76,1,,1033,false,true")])
        .args(["--convert-to", "fods", "--outdir"])
        .arg(&out)
        .arg(file));
    let Some(output) = output else {
        skipped(what, "no soffice (LibreOffice)");
        return None;
    };
    let flat = out.join(file.with_extension("fods").file_name().unwrap());
    assert!(flat.exists(), "{}", said(&output));
    Some(fs::read_to_string(flat).unwrap())
}

/// The cells of a flat OpenDocument sheet: the type of each and its words, row by row.
fn cells(flat: &str) -> Vec<Vec<(String, String)>> {
    let attribute = |tag: &str, name: &str| {
        let from = tag.find(&format!("{name}=\""))? + name.len() + 2;
        Some(tag[from..].split('"').next().unwrap_or_default().to_owned())
    };
    let row = |row: &str| {
        let mut found = Vec::new();
        for cell in row.split("<table:table-cell").skip(1) {
            let (tag, inside) = cell.split_once('>').unwrap();
            assert!(!tag.contains("table:formula"), "a formula: {tag}");
            let times = attribute(tag, "number-columns-repeated").map_or(1, |n| n.parse().unwrap());
            let kind = attribute(tag, "office:value-type").unwrap_or_default();
            let lines: Vec<String> = inside
                .split("<text:p>")
                .skip(1)
                .map(|line| plain(line.split("</text:p>").next().unwrap()))
                .collect();
            let words = attribute(tag, "office:value").unwrap_or_else(|| lines.join("\n"));
            found.extend(vec![(kind, words); times]);
        }
        found
    };
    let table = flat.split("</table:table>").next().unwrap();
    table.split("<table:table-row").skip(1).map(row).collect()
}

fn plain(text: &str) -> String {
    let unspaced = text.replace("<text:s/>", " ");
    let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    named.iter().fold(unspaced, |text, (name, sign)| text.replace(name, sign))
}

#[test]
fn libreoffice_opens_the_tables_for_excel_cell_by_cell() {
    let report = hard();
    for delimiter in [b',', b';'] {
        let folder = written(&report, Dialect { delimiter, excel: true });
        for table in ["claims.csv", "matrix.csv", "changes.csv"] {
            let path = folder.path().join(table);
            let Some(flat) = calc(&path, delimiter, "the tables in LibreOffice") else { return };
            let sheet = cells(&flat);
            let names: Vec<&String> = sheet[0].iter().map(|(_, words)| words).collect();
            let ours = rows(&path, delimiter);
            assert!(sheet.len() > ours.len(), "{table}: {} rows", sheet.len());
            for (theirs, ours) in sheet[1..].iter().zip(&ours) {
                for (name, (kind, words)) in names.iter().zip(theirs) {
                    let Some(expected) = ours.get(*name) else { continue };
                    let is_number = expected.parse::<f64>().is_ok();
                    if is_number || name.starts_with("value_text") {
                        let theirs: f64 = words.parse().unwrap_or(f64::NAN);
                        let close =
                            expected.parse::<f64>().is_ok_and(|it| (it - theirs).abs() < 1e-9);
                        assert!(
                            close || words == expected,
                            "{table}, {name}: {words}, not {expected}"
                        );
                    } else if kind != "boolean" {
                        assert_eq!(words, expected, "{table}, {name}");
                    }
                    if is_number && !expected.is_empty() {
                        assert_eq!(kind, "float", "{table}, {name}: {words}");
                    }
                }
            }
        }
        // What a formula began with is text, an apostrophe before it.
        let claims = rows(&folder.path().join("claims.csv"), delimiter);
        assert!(claims.iter().any(|row| row["article_title"] == format!("'{FORMULA}")));
    }
}

/// An event that has more of everything than a page has room for.
fn crowded() -> Report {
    let mut report = hard();
    let long = "the provincial directorate of emergency services and civil protection";
    for seen in &mut report.appearances {
        seen.claim.clause = format!(
            "{} {}",
            seen.claim.clause,
            "and the rescue went on through the night ".repeat(4)
        );
        if let Some(attribution) = &mut seen.claim.attribution {
            attribution.to = long.into();
        }
    }
    report.outlets.clear();
    let names: Vec<String> = (0..16).map(|at| format!("coast-and-valley-tribune-{at}")).collect();
    for name in &names {
        let outlet =
            claims::model::Outlet { id: name.clone(), name: name.clone(), ..Default::default() };
        report.outlets.push(outlet);
    }
    let templates = report.findings.clone();
    report.findings.clear();
    for turn in 0..14 {
        for template in &templates {
            let mut reported = template.clone();
            let finding = &mut reported.finding;
            finding.id = claims::model::FindingId::of(&[finding.id.as_str(), &turn.to_string()]);
            finding.scope = (turn > 0).then(|| format!("northern districts {turn}, sunday"));
            finding.outlets.clone_from(&names);
            finding.note = Some(format!("{} and {long}", finding.note.clone().unwrap_or_default()));
            for position in &mut finding.positions {
                position.outlets.clone_from(&names);
            }
            report.findings.push(reported);
        }
    }
    report.trouble = vec![report.trouble[0].clone(); 9];
    report
}

fn brief(report: &Report) -> String {
    let selection = Selection::default();
    claims::report::html(&[Picture::new(report, &selection)])
}

/// Runs Chromium on a page; `None` where there is none.
fn chromium(folder: &Path, page: &str, arguments: &[&str]) -> Option<Output> {
    let path = folder.join("brief.html");
    fs::write(&path, page).unwrap();
    let output = ran(Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()))
        .args(arguments)
        .arg(format!("file://{}", path.display())));
    if output.is_none() {
        skipped("the brief in a browser", "no chromium");
    }
    output
}

/// How many pages the brief takes, and whether they are A4.
fn printed(page: &str) -> Option<(usize, bool)> {
    let folder = tempfile::tempdir().unwrap();
    let pdf = folder.path().join("brief.pdf");
    let output = chromium(folder.path(), page, &[&format!("--print-to-pdf={}", pdf.display())])?;
    let bytes = fs::read(&pdf).unwrap_or_else(|_| panic!("{}", said(&output)));
    let text = String::from_utf8_lossy(&bytes);
    let pages = text.matches("/Type /Page\n").count();
    Some((pages, text.contains("/MediaBox [0 0 594.9") && text.contains(" 841.")))
}

/// What of the page is wider than its place, at the width of A4 less the margins.
const OVERFLOW: &str = "<script>
const wide = [...document.querySelectorAll('body *')].filter(it => {
    const box = it.getBoundingClientRect();
    return box.right > document.body.getBoundingClientRect().right + 1 || it.scrollWidth > it.clientWidth + 1 && it.clientWidth > 0;
});
document.body.textContent = 'measured: ' + wide.map(it => it.tagName + ' ' + it.className).join(', ') + ' :end';
</script></body>";

#[test]
fn the_brief_prints_on_one_page_of_a4_and_nothing_runs_over_its_edge() {
    let mut empty = kabul();
    empty.findings.clear();
    empty.changes.clear();
    empty.appearances.clear();
    for (what, report) in [("usual", hard()), ("crowded", crowded()), ("empty", empty)] {
        let page = brief(&report);
        if let Some(folder) = std::env::var_os("CLAIMS_BRIEFS") {
            fs::write(Path::new(&folder).join(format!("{what}.html")), &page).unwrap();
        }
        let Some((pages, is_a4)) = printed(&page) else { return };
        assert!(is_a4, "{what}: no A4");
        assert_eq!(pages, 1, "{what}: {pages} pages");
        // The page itself lets no script run.
        let policy = page.find("<meta http-equiv").unwrap();
        let end = policy + page[policy..].find('>').unwrap();
        let open = format!("{}{}", &page[..policy], &page[end + 1..]);
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["--dump-dom", "--window-size=725,1100"];
        let open = open.replace("</body>", OVERFLOW);
        let Some(output) = chromium(folder.path(), &open, &arguments) else { return };
        let dom = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(dom.contains("measured:  :end"), "{what}: {}", dom.split("<body>").last().unwrap());
    }
}

#[test]
fn each_event_of_a_report_has_a_page_of_its_own() {
    let (first, second) = (hard(), kabul());
    let selection = Selection::default();
    let pictures = [Picture::new(&first, &selection), Picture::new(&second, &selection)];
    let Some((pages, _)) = printed(&claims::report::html(&pictures)) else { return };
    assert_eq!(pages, 2);
}
