use std::fmt::Display;
use std::io::{self, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};

use super::Global;

/// Where a command writes: data to stdout, talk to stderr.
#[derive(Debug)]
pub struct Printer {
    quiet: bool,
    color: clap::ColorChoice,
}

/// An error with what to do about it.
#[derive(Debug, thiserror::Error)]
#[error("{error}")]
pub(super) struct Hinted {
    error: anyhow::Error,
    hint: String,
}

/// Adds the remedy to an error.
pub(super) trait Hint<T> {
    fn hint(self, hint: impl Display) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Hint<T> for Result<T, E> {
    fn hint(self, hint: impl Display) -> anyhow::Result<T> {
        self.map_err(|error| Hinted { error: error.into(), hint: hint.to_string() }.into())
    }
}

impl Printer {
    pub fn new(global: &Global) -> Self {
        Self { quiet: global.quiet, color: global.color }
    }

    /// Stdout, buffered, colours stripped where they are not wanted (NO_COLOR, a pipe, `--color never`).
    pub fn stdout(&self) -> io::BufWriter<AutoStream<io::StdoutLock<'static>>> {
        io::BufWriter::new(AutoStream::new(io::stdout().lock(), choice(self.color)))
    }

    /// Data as it is, without colours.
    pub fn data(&self, bytes: &[u8]) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        stdout.write_all(bytes).and_then(|()| stdout.flush()).map_err(|error| {
            io::Error::new(error.kind(), format!("stdout cannot be written: {error}"))
        })
    }

    /// Something worth knowing; silent under `--quiet`.
    pub fn note(&self, message: impl Display) {
        if !self.quiet {
            self.say(&message.to_string());
        }
    }

    /// Something that went wrong while the work goes on.
    pub fn warning(&self, message: impl Display) {
        let style = AnsiColor::Yellow.on_default().bold();
        self.say(&format!("{style}warning{style:#}: {message}"));
    }

    /// What ended the command: the error with its causes, then the remedy.
    pub fn error(&self, error: &anyhow::Error) {
        let style = AnsiColor::Red.on_default().bold();
        let (shown, hint) = match error.downcast_ref::<Hinted>() {
            Some(hinted) => (format!("{:#}", hinted.error), Some(&hinted.hint)),
            None => (format!("{error:#}"), None),
        };
        self.say(&format!("{style}error{style:#}: {shown}"));
        if let Some(hint) = hint.cloned().or_else(|| remedy(error)).or_else(|| full(error)) {
            let style = Style::new().bold();
            self.say(&format!("{style}hint{style:#}: {hint}"));
        }
    }

    fn say(&self, line: &str) {
        let mut stderr = AutoStream::new(io::stderr().lock(), choice(self.color));
        // A stderr that is gone leaves nobody to tell.
        let _ = writeln!(stderr, "{line}");
    }
}

/// What to do where the place that is written to is full.
fn full(error: &anyhow::Error) -> Option<String> {
    let full = error.chain().any(|cause| {
        cause.downcast_ref::<io::Error>().map(io::Error::kind) == Some(io::ErrorKind::StorageFull)
    });
    full.then(|| "make room where the output goes, or write it elsewhere".to_owned())
}

/// What an error of the rim says is to be done.
#[cfg(all(feature = "fetch", feature = "store"))]
fn remedy(error: &anyhow::Error) -> Option<String> {
    use crate::config::{ConfigError, EditError};
    use crate::store::StoreError;
    error.chain().find_map(|cause| {
        if let Some(error) = cause.downcast_ref::<StoreError>() {
            return Some(error.remedy());
        }
        if let Some(error) = cause.downcast_ref::<EditError>() {
            return error.remedy();
        }
        cause.downcast_ref::<ConfigError>().and_then(ConfigError::remedy)
    })
}

/// The core alone meets no such error.
#[cfg(not(all(feature = "fetch", feature = "store")))]
fn remedy(_error: &anyhow::Error) -> Option<String> {
    None
}

fn choice(color: clap::ColorChoice) -> anstream::ColorChoice {
    match color {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    }
}

/// Whether the reader of stdout went away (`| head`): the end of the work, not an error.
pub(super) fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        let io = cause.downcast_ref::<io::Error>().map(io::Error::kind);
        let json =
            cause.downcast_ref::<serde_json::Error>().and_then(serde_json::Error::io_error_kind);
        io.or(json) == Some(io::ErrorKind::BrokenPipe)
    })
}
