//! What an address is: asked once, as a run would ask it.

use anyhow::{Context as _, anyhow};

use super::super::Printer;
use super::super::printer::Hint;
use crate::config::Config;
use crate::fetch::{Fetcher, Outcome, Request};
use crate::model::Timestamp;
use crate::pipeline::{Kind, fetch_settings, kind, kind_by_name};

/// What an address turned out to be, and where it is.
#[derive(Debug)]
pub(super) struct Asked {
    /// Where it has moved for good, else as it was given.
    pub(super) address: String,
    pub(super) kind: Kind,
}

/// Asks addresses what they are.
#[derive(Debug)]
pub(super) struct Asking {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
    allow_private: bool,
    now: Timestamp,
}

impl Asking {
    pub(super) fn new(
        config: &Config,
        allow_private: bool,
        now: Timestamp,
    ) -> anyhow::Result<Self> {
        let fetcher = Fetcher::new(fetch_settings(&config.settings.fetch))
            .hint("check the `[fetch]` section of config.toml")?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .context("no thread can be started for the network")?;
        Ok(Self { fetcher, runtime, allow_private, now })
    }

    /// What the address holds. One that gives nothing now is taken for what it is called like, and that is said. One in a private
    /// network would never give anything, so it is an error.
    pub(super) fn ask(&self, address: &str, printer: &Printer) -> anyhow::Result<Asked> {
        let request = Request {
            url: address.to_owned(),
            allow_private: self.allow_private,
            ..Request::default()
        };
        let attempt = self.runtime.block_on(self.fetcher.fetch(&request, self.now));
        if let Some(body) = attempt.snapshot.filter(|_| attempt.outcome == Outcome::Ok) {
            let kind = kind(&body.body, body.content_type.as_deref(), &body.url);
            let address = attempt.moved_to.unwrap_or_else(|| address.to_owned());
            return Ok(Asked { address, kind });
        }
        if attempt.outcome == Outcome::PrivateAddress {
            return Err(anyhow!("`{address}` is on this machine or in a private network"))
                .hint("`--allow-private` lets it in, if it really is yours; nothing was changed");
        }
        let kind = kind_by_name(address);
        let hint = attempt.outcome.hint().map(|hint| format!("\n  {hint}"));
        printer.warning(format!(
            "`{address}` gives nothing now ({}): taken for a {} by its name{}",
            attempt.outcome,
            kind.key(),
            hint.unwrap_or_default()
        ));
        Ok(Asked { address: address.to_owned(), kind })
    }
}
