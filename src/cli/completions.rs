use clap::CommandFactory;
use clap_complete::Shell;

use super::{Cli, Outcome, Printer};

/// Prints the completion script of a shell.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    shell: Shell,
}

pub(super) fn run(args: &Args, printer: &Printer) -> anyhow::Result<Outcome> {
    // clap_complete stops the program where its writer fails, so it writes to memory first.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "claims", &mut script);
    printer.data(&script)?;
    Ok(Outcome::Same)
}
