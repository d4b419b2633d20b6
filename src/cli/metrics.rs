//! `--metrics-file`: numbers for a monitor's collector of text files, whole at any moment.
#![expect(
    clippy::disallowed_methods,
    reason = "a file is written where the user says, and a run is timed"
)]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context as _, anyhow};

use super::printer::Hint as _;
use crate::config::Config;
use crate::pipeline::metrics;
use crate::store::Store;

/// The flag, for the commands that make runs.
#[derive(Debug, Clone, clap::Args)]
pub(super) struct MetricsArgs {
    /// After each run, write numbers for a monitor into FILE, not the config's `watch.metrics_file` (OpenMetrics; node_exporter's textfile collector wants `.prom`).
    #[arg(long, value_name = "FILE")]
    metrics_file: Option<PathBuf>,
}

/// Where the numbers go, and when the run began that they are of.
pub(super) struct Metrics {
    file: Option<PathBuf>,
    begun: Instant,
}

impl MetricsArgs {
    /// Finds out before any work whether the file has a folder.
    pub(super) fn ready(&self, config: &Config) -> anyhow::Result<Metrics> {
        let kept = config.settings.watch.metrics_file.as_ref();
        let file = self.metrics_file.as_ref().or(kept);
        let folder = file.map(PathBuf::as_path).and_then(Path::parent);
        if let Some(folder) = folder.filter(|it| !it.as_os_str().is_empty() && !it.is_dir()) {
            let folder = folder.display();
            return Err(anyhow!("there is no folder `{folder}` for the metrics"))
                .hint(format!("make it (`mkdir -p {folder}`), or name another file"));
        }
        Ok(Metrics { file: file.cloned(), begun: Instant::now() })
    }
}

impl Metrics {
    /// A run begins.
    pub(super) fn begin(&mut self) {
        self.begun = Instant::now();
    }

    /// A run has ended: its numbers replace those of the one before in one step, so that no collector reads half a file.
    pub(super) fn write(&self, store: &Path) -> anyhow::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let took = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        let text = metrics(&Store::read(store)?, took)?;
        let mut beside = file.as_os_str().to_owned();
        beside.push(format!(".{}.new", std::process::id()));
        let beside = PathBuf::from(beside);
        let written = File::create(&beside).and_then(|mut out| {
            out.write_all(text.as_bytes())?;
            out.sync_all()
        });
        let done = written.and_then(|()| fs::rename(&beside, file));
        if done.is_err() {
            let _ = fs::remove_file(&beside);
        }
        done.with_context(|| format!("the metrics cannot be written to `{}`", file.display()))
    }
}
