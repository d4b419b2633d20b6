//! What the commands that keep something share: the settings in effect.
#![expect(clippy::disallowed_methods, reason = "the environment is read here, once a command")]

use super::Global;
use crate::config::{Config, ConfigError, Given};

/// The config file, `CLAIMS_*` and the flags, laid over each other.
pub(super) fn config(global: &Global) -> Result<Config, ConfigError> {
    let given = Given { config: global.config.clone(), store: global.store.clone() };
    Config::load(&given, &|name| std::env::var(name).ok())
}
