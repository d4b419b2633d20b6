use super::printer::Hint;
use super::{Outcome, Printer};

/// Filter.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// A file, or `-` for stdin.
    #[arg(default_value = "-")]
    input: String,
}

pub(super) fn run(args: &Args, _printer: &Printer) -> anyhow::Result<Outcome> {
    Err(anyhow::anyhow!("`{}` is not read: this build has no stages", args.input))
        .hint("use a later version")
}
