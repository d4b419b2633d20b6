use std::process::ExitCode;

fn main() -> ExitCode {
    claims::cli::main()
}
