#![expect(clippy::disallowed_methods, reason = "this command writes files")]

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use clap::ValueEnum;

use super::diff::{Moment, delimiter};
use super::printer::Hint;
use super::{Global, Outcome, Printer, reading};
use crate::report::{
    Dialect, Picture, Report, Selection, Table, changes, claims, datapackage, html, json, markdown,
    matrix, ndjson,
};

/// Write an event's tables and pages into a folder.
///
/// csv: claims.csv, matrix.csv and changes.csv with their data dictionary. json, ndjson and md: the diff as report.json,
/// report.ndjson and report.md. html: brief.html, a page of A4 to print. The paths of the files written are printed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The event; all of them, in the same files, where none is named.
    event: Option<String>,
    /// The folder, made where it is not there (else `report.out` of the config).
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Which files (else `report.formats` of the config).
    #[arg(long, value_enum, value_delimiter = ',')]
    format: Vec<Format>,
    /// Begin the CSV files with the mark by which Excel knows UTF-8.
    #[arg(long)]
    excel: bool,
    /// The character between the fields: one character, or `tab`.
    #[arg(long, default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    #[command(flatten)]
    moment: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Csv,
    Json,
    Ndjson,
    Md,
    Html,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let reading = reading::open(global)?;
    let asked = args.moment.asked(&reading)?;
    let reports = reading.reports(args.event.as_deref(), asked, printer)?;
    let wanted = &reading.config.settings.report;
    let out = args.out.as_ref().unwrap_or(&wanted.out);
    let formats =
        if args.format.is_empty() { configured(&wanted.formats) } else { args.format.clone() };
    let dialect = Dialect { delimiter: args.delimiter, excel: args.excel };
    let written = write_all(out, &files(&reports, &formats, dialect))
        .hint("choose a folder that can be written with `--out DIR`")?;
    let mut stdout = printer.stdout();
    for path in written {
        writeln!(stdout, "{}", path.display())?;
    }
    stdout.flush()?;
    Ok(Outcome::Same)
}

/// `report.formats`, whose names the config has checked.
fn configured(names: &[String]) -> Vec<Format> {
    names.iter().filter_map(|name| Format::from_str(name, true).ok()).collect()
}

/// The files of the given formats, by name.
fn files(reports: &[Report], formats: &[Format], dialect: Dialect) -> Vec<(String, Vec<u8>)> {
    let selection = Selection::default();
    let pictures: Vec<Picture<'_>> =
        reports.iter().map(|report| Picture::new(report, &selection)).collect();
    let mut files = Vec::new();
    if formats.contains(&Format::Csv) {
        files.extend(csv_files(reports, dialect));
    }
    if formats.contains(&Format::Json) {
        files.push(("report.json".to_owned(), json(&pictures)));
    }
    if formats.contains(&Format::Ndjson) {
        files.push(("report.ndjson".to_owned(), ndjson(&pictures)));
    }
    if formats.contains(&Format::Md) {
        let pages: Vec<String> = pictures.iter().map(markdown).collect();
        files.push(("report.md".to_owned(), pages.join("\n").into_bytes()));
    }
    if formats.contains(&Format::Html) {
        files.push(("brief.html".to_owned(), html(&pictures).into_bytes()));
    }
    files
}

pub(super) fn csv_files(reports: &[Report], dialect: Dialect) -> Vec<(String, Vec<u8>)> {
    let tables: Vec<(Table, Vec<u8>)> = [claims(reports), matrix(reports), changes(reports)]
        .into_iter()
        .map(|table| {
            let bytes = table.csv(dialect);
            (table, bytes)
        })
        .collect();
    let package = datapackage(reports, &tables, dialect);
    let csvw = tables[0].0.csvw(dialect);
    let mut files: Vec<(String, Vec<u8>)> =
        tables.into_iter().map(|(table, bytes)| (table.file(), bytes)).collect();
    files.push(("datapackage.json".to_owned(), package));
    files.push(("claims.csv-metadata.json".to_owned(), csvw));
    files
}

/// All files or none: each is written beside its place and synced; only when all are there do they take their names, so
/// that a reader sees an old file or a new one, and a full disk leaves the old set.
pub(super) fn write_all(
    folder: &Path,
    files: &[(String, Vec<u8>)],
) -> anyhow::Result<Vec<PathBuf>> {
    fs::create_dir_all(folder)
        .with_context(|| format!("the folder `{}` cannot be made", folder.display()))?;
    let part = |name: &str| folder.join(format!(".{name}.part"));
    let mut begun = Vec::new();
    for (name, bytes) in files {
        begun.push(part(name));
        if let Err(error) = write(&part(name), bytes) {
            for path in &begun {
                // What cannot be removed is hidden, and the next report writes over it.
                let _ = fs::remove_file(path);
            }
            return Err(error)
                .with_context(|| format!("`{}` cannot be written", folder.join(name).display()));
        }
    }
    let mut written = Vec::new();
    for (name, _) in files {
        let path = folder.join(name);
        fs::rename(part(name), &path)
            .with_context(|| format!("`{}` cannot be put in place", path.display()))?;
        written.push(path);
    }
    Ok(written)
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
