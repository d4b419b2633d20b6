use std::process::{ExitCode, Termination};

/// How a command ended, as diff(1) says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// 0: done, and nothing differs.
    Same,
    /// 1: done, and something differs.
    Differs,
    /// 2: trouble that was told on stderr while the work went on.
    Trouble,
}

impl Termination for Outcome {
    fn report(self) -> ExitCode {
        ExitCode::from(self as u8)
    }
}
