use std::io::Write;

use clap::ValueEnum;

use super::diff::{Choice, Moment, delimiter};
use super::{Global, Outcome, Printer, reading};
use crate::report::{Dialect, grid, matrix};

/// Show each outlet's latest figure: a row for each measure and group, a column for each outlet.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The event; all of them where none is named.
    event: Option<String>,
    /// How to print it; `csv` is matrix.csv.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
    #[command(flatten)]
    choice: Choice,
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
    Csv,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let reading = reading::open(global)?;
    let asked = args.moment.asked(&reading)?;
    let reports = reading.reports(args.event.as_deref(), asked, printer)?;
    args.choice.check(&reports, printer);
    let mut out = printer.stdout();
    match args.format {
        Format::Table => {
            let layout = reading::layout(args.width);
            let selection = args.choice.selection();
            let pages: Vec<String> =
                reports.iter().map(|report| grid(report, &selection, layout)).collect();
            out.write_all(pages.join("\n\n").as_bytes())?;
        }
        Format::Csv => {
            let dialect = Dialect { delimiter: args.delimiter, excel: false };
            out.write_all(&matrix(&reports).csv(dialect))?;
        }
    }
    out.flush()?;
    Ok(Outcome::Same)
}
