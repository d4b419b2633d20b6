use std::env;
use std::path::{Path, PathBuf};

use super::{ConfigError, Given};

/// Which config file is read, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) path: PathBuf,
    /// Whether it is the one of the home folder (XDG Base Directory Specification 0.8).
    pub(super) is_home: bool,
}

impl Place {
    /// The folder that the file's relative paths start from.
    pub(super) fn folder(&self) -> PathBuf {
        self.path.parent().map(Path::to_owned).unwrap_or_default()
    }
}

/// `--config`, else `CLAIMS_CONFIG`, else `config.toml` here, else the one of the home folder, else none. One that was named
/// has to be there.
pub(super) fn of_config(
    given: &Given,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Result<Option<Place>, ConfigError> {
    let named = given.config.clone().or_else(|| set(variable, "CLAIMS_CONFIG").map(PathBuf::from));
    if let Some(path) = named {
        return match path.try_exists() {
            Ok(false) => Err(ConfigError::Missing(path)),
            _ => Ok(Some(Place { path, is_home: false })),
        };
    }
    let here = PathBuf::from("config.toml");
    if here.is_file() {
        return Ok(Some(Place { path: here, is_home: false }));
    }
    let home = folder(variable, "XDG_CONFIG_HOME", ".config").map(|it| it.join("config.toml"));
    Ok(home.filter(|path| path.is_file()).map(|path| Place { path, is_home: true }))
}

/// Where the store is kept when no config.toml stands beside it.
pub(super) fn data_folder(variable: &dyn Fn(&str) -> Option<String>) -> Option<PathBuf> {
    folder(variable, "XDG_DATA_HOME", ".local/share")
}

/// A relative path in an XDG variable is to be ignored, as the specification says.
fn folder(
    variable: &dyn Fn(&str) -> Option<String>,
    name: &str,
    fallback: &str,
) -> Option<PathBuf> {
    let base = set(variable, name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = base.or_else(|| Some(env::home_dir()?.join(fallback)));
    base.map(|base| base.join("claims"))
}

fn set(variable: &dyn Fn(&str) -> Option<String>, name: &str) -> Option<String> {
    variable(name).filter(|value| !value.is_empty())
}
