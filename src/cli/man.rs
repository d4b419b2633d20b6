use clap::CommandFactory;

use super::{Cli, Outcome, Printer};

/// Prints the manual page, one command after the other (`claims man | man -l -`).
#[derive(Debug, clap::Args)]
pub(super) struct Args {}

/// What the pages name as their program.
const SOURCE: &str = concat!("claims ", env!("CARGO_PKG_VERSION"));

pub(super) fn run(_args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    let mut page = Vec::new();
    let mut root = Cli::command();
    root.build();
    clap_mangen::Man::new(root.clone()).render(&mut page)?;
    for command in root.get_subcommands().filter(|command| !command.is_hide_set()) {
        clap_mangen::Man::new(command.clone()).source(SOURCE).render(&mut page)?;
    }
    printer.data(&page)?;
    Ok(Outcome::Same)
}
