//! What the commands that keep something share: the settings in effect.
#![expect(clippy::disallowed_methods, reason = "the environment is read here, once a command")]

use super::Global;
use crate::config::{Config, ConfigError, Given, KEYS, nearest};

/// The config file, `CLAIMS_*` and the flags, laid over each other.
pub(super) fn config(global: &Global) -> Result<Config, ConfigError> {
    let given = Given { config: global.config.clone(), store: global.store.clone() };
    Config::load(&given, &|name| std::env::var(name).ok())
}

/// A variable of the environment, for the secrets of channels.
pub(super) fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Who runs the program, as far as the environment says.
pub(super) fn user() -> Option<String> {
    let named = |name| std::env::var(name).ok().filter(|user| !user.is_empty());
    named("USER").or_else(|| named("LOGNAME"))
}

/// The `CLAIMS_*` variables that are set and mean nothing, each with the one that may have been meant.
pub(super) fn unknown_variables() -> Vec<(String, Option<&'static str>)> {
    let known = || KEYS.iter().map(|key| key.variable).chain(["CLAIMS_CONFIG"]);
    let set = std::env::vars_os().filter_map(|(name, _)| name.into_string().ok());
    let mut unknown: Vec<_> = set
        .filter(|name| name.starts_with("CLAIMS_") && !known().any(|known| known == name))
        .map(|name| {
            let near = nearest(&name, known());
            (name, near)
        })
        .collect();
    unknown.sort();
    unknown
}
