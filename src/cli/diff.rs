use std::io::Write;

use anyhow::anyhow;
use clap::ValueEnum;

use super::printer::Hint;
use super::reading::{self, Reading};
use super::{Global, Outcome, Printer};
use crate::model::Timestamp;
use crate::pipeline::Asked;
use crate::report::{
    Dialect, Part, Picture, Report, Selection, differences, json, markdown, ndjson, text,
};

/// Show what differs between the outlets, as the last run left it.
///
/// Ends with 0 where nothing differs, 1 where figures conflict, changed or are stale, and 2 on trouble.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The event; all of them where none is named.
    event: Option<String>,
    /// How to print it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    /// The same as `--format json`.
    #[arg(long, conflicts_with = "format")]
    json: bool,
    #[command(flatten)]
    choice: Choice,
    /// Unfold what stands behind each line: every claim, the origins, the figure to print.
    #[arg(long)]
    explain: bool,
    #[command(flatten)]
    moment: Moment,
    /// The character between the fields of `--format csv`: one character, or `tab`.
    #[arg(long, default_value = ",", value_parser = delimiter)]
    delimiter: u8,
    /// Lines of so many columns, in place of the terminal's.
    #[arg(long, value_name = "COLUMNS")]
    width: Option<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Table,
    Json,
    Ndjson,
    Csv,
    Md,
}

/// Which findings.
#[derive(Debug, clap::Args)]
pub(super) struct Choice {
    /// These parts only.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "PART")]
    only: Vec<Only>,
    /// These measures only (`killed`, `injured`, ...).
    #[arg(long, value_delimiter = ',', value_name = "MEASURE")]
    measure: Vec<String>,
    /// Findings that rest on at least so many independent origins.
    #[arg(long, default_value_t = 0, value_name = "N", hide_default_value = true)]
    min_origins: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Only {
    #[value(alias = "conflict")]
    Conflicts,
    #[value(alias = "changed", alias = "change")]
    Changes,
    Resolved,
    #[value(alias = "agree", alias = "agreement")]
    Agreements,
    Stale,
    #[value(alias = "source")]
    Sources,
    /// Figures without a second origin, and those that cannot be compared; not printed otherwise.
    Single,
}

impl Choice {
    pub(super) fn selection(&self) -> Selection {
        let part = |only: &Only| match only {
            Only::Conflicts => Part::Conflicts,
            Only::Changes => Part::Changes,
            Only::Resolved => Part::Resolved,
            Only::Agreements => Part::Agreements,
            Only::Stale => Part::Stale,
            Only::Sources => Part::Sources,
            Only::Single => Part::Single,
        };
        Selection {
            parts: self.only.iter().map(part).collect(),
            measures: self.measure.clone(),
            min_origins: self.min_origins,
        }
    }

    /// A measure that none of the reports has is told: it is more often a slip than a silence.
    pub(super) fn check(&self, reports: &[Report], printer: &Printer) {
        let known: std::collections::BTreeSet<&str> = reports
            .iter()
            .flat_map(|report| report.findings.iter().map(|it| it.finding.measure.as_str()))
            .collect();
        for wanted in self.measure.iter().filter(|wanted| !known.contains(wanted.as_str())) {
            let known = known.iter().copied().collect::<Vec<_>>().join("`, `");
            printer.note(format!("nothing is reported on `{wanted}`; there is `{known}`"));
        }
    }
}

/// Which moment.
#[derive(Debug, clap::Args)]
pub(super) struct Moment {
    /// What is news since then: a run's number, or a time (2021-08-27T12:00Z).
    #[arg(long, value_name = "RUN|TIME")]
    since: Option<String>,
    /// The picture as the last run before that time left it (2021-08-27T12:00Z).
    #[arg(long, value_name = "TIME", value_parser = moment)]
    as_of: Option<Timestamp>,
}

impl Moment {
    pub(super) fn asked(&self, reading: &Reading) -> anyhow::Result<Asked> {
        let since = match &self.since {
            Some(given) => Some(run_of(given, reading)?),
            None => None,
        };
        if let (Some(since), Some(moment)) = (since, self.as_of)
            && reading.store.run_at(moment)?.is_some_and(|last| since > last)
        {
            let given = self.since.as_deref().unwrap_or_default();
            return Err(anyhow!("`--since {given}` lies after the moment of `--as-of`"))
                .hint("the picture as of a moment is compared with an earlier one");
        }
        Ok(Asked { as_of: self.as_of, since })
    }
}

/// The run that a number names, or the last one before a time; 0 where a time is before all of them, and so all is news.
fn run_of(given: &str, reading: &Reading) -> anyhow::Result<i64> {
    if let Ok(number) = given.parse::<i64>() {
        let run = reading.store.run(number)?;
        return run
            .map(|run| run.id)
            .ok_or_else(|| anyhow!("there is no run {number}"))
            .hint("the first line of `claims diff` names the run before");
    }
    let at = moment(given)
        .map_err(anyhow::Error::msg)
        .hint("`--since` takes a run's number or a time such as 2021-08-27T12:00Z")?;
    Ok(reading.store.run_at(at)?.unwrap_or(0))
}

/// A time as people type it: to the second, the minute or the day; UTC where no zone is given.
pub(super) fn moment(given: &str) -> Result<Timestamp, String> {
    let text = given.trim().replace(' ', "T");
    let tries = [
        text.clone(),
        format!("{text}Z"),
        text.strip_suffix('Z').map_or_else(|| format!("{text}:00Z"), |bare| format!("{bare}:00Z")),
        format!("{}T23:59:59Z", text.trim_end_matches('Z')),
    ];
    tries
        .iter()
        .find_map(|text| text.parse().ok())
        .ok_or_else(|| format!("`{given}` is no time such as 2021-08-27T12:00Z or 2021-08-27"))
}

/// One ASCII character, or its name where a shell makes it hard to type.
pub(super) fn delimiter(given: &str) -> Result<u8, String> {
    match given {
        "tab" | "\\t" => Ok(b'\t'),
        one if one.len() == 1 && !matches!(one.as_bytes()[0], b'"' | b'\r' | b'\n') => {
            Ok(one.as_bytes()[0])
        }
        _ => Err("it is one ASCII character such as `;`, or `tab`".to_owned()),
    }
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let reading = reading::open(global)?;
    let asked = args.moment.asked(&reading)?;
    let reports = reading.reports(args.event.as_deref(), asked, printer)?;
    let selection = args.choice.selection();
    args.choice.check(&reports, printer);
    let pictures: Vec<Picture<'_>> =
        reports.iter().map(|report| Picture::new(report, &selection)).collect();
    let mut out = printer.stdout();
    match if args.json { Format::Json } else { args.format } {
        Format::Table => {
            let layout = reading::layout(args.width);
            let pages: Vec<String> =
                pictures.iter().map(|picture| text(picture, layout, args.explain)).collect();
            out.write_all(pages.join("\n\n").as_bytes())?;
        }
        Format::Json => out.write_all(&json(&pictures))?,
        Format::Ndjson => out.write_all(&ndjson(&pictures))?,
        Format::Csv => {
            let dialect = Dialect { delimiter: args.delimiter, excel: false };
            out.write_all(&differences(&pictures).csv(dialect))?;
        }
        Format::Md => {
            let pages: Vec<String> = pictures.iter().map(markdown).collect();
            out.write_all(pages.join("\n").as_bytes())?;
        }
    }
    out.flush()?;
    if pictures.iter().any(Picture::differs) {
        return Ok(Outcome::Differs);
    }
    let troubled: usize = reports.iter().map(|report| report.trouble.len()).sum();
    if !selection.is_usual() {
        printer.note("nothing of what was asked for differs: `claims diff` alone shows the rest");
    } else if troubled > 0 {
        printer.note(format!(
            "nothing differs among what was read, but {troubled} of the sources gave nothing: \
             `claims fetch` asks them again"
        ));
    } else if reports.iter().any(|report| !report.appearances.is_empty()) {
        printer.note("nothing differs: `claims matrix` shows each outlet's figures");
    }
    Ok(Outcome::Same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_taken_as_people_type_them() {
        let full: Timestamp = "2021-08-27T12:00:00Z".parse().expect("a time");
        for given in [
            "2021-08-27T12:00:00Z",
            "2021-08-27T12:00Z",
            "2021-08-27 12:00",
            "2021-08-27T14:00:00+02:00",
        ] {
            assert_eq!(moment(given), Ok(full), "{given}");
        }
        // A day means its end: the picture as that day left it.
        assert_eq!(
            moment("2021-08-27").map(|at| at.to_rfc3339()),
            Ok("2021-08-27T23:59:59+00:00".into())
        );
        assert!(moment("yesterday").is_err());
    }

    #[test]
    fn a_delimiter_is_one_character() {
        assert_eq!(delimiter(";"), Ok(b';'));
        assert_eq!(delimiter("tab"), Ok(b'\t'));
        assert!(delimiter(";;").is_err() && delimiter("\"").is_err() && delimiter("").is_err());
    }
}
