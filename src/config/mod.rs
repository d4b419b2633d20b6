//! `config.toml`, `CLAIMS_*` and flags to settings, each value with its origin.
