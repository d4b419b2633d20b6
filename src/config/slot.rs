//! The values of keys: how each type is read out of the file and the environment, and written down again.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use toml::de::DeValue;

use super::keys::policy_name;
use super::nearest;
use crate::reconcile::Policy;
use crate::schedule::{Cron, Hours, Ladder, Zone};

/// The formats that a report can be written in.
pub(super) const FORMATS: &[&str] = &["csv", "json", "ndjson", "md", "html"];

/// The house policies by name.
const POLICIES: &[&str] =
    &["independent-support", "bbc-range", "conservative", "low-best-high", "named-authority"];

/// The place of a value, by its type.
pub(super) enum Slot<'a> {
    Text(&'a mut String),
    Path(&'a mut PathBuf),
    Number(&'a mut u64),
    Count(&'a mut u32),
    Flag(&'a mut bool),
    /// A value that is one text in quotes and knows itself how it is written.
    Written(&'a mut dyn Written),
    Ladder(&'a mut Ladder),
    Policy(&'a mut Policy),
    Formats(&'a mut Vec<String>),
}

/// A value with a written form of its own.
pub(super) trait Written {
    /// Takes the text; an error says what is wrong with it and leaves the value as it was.
    fn read(&mut self, text: &str) -> Result<(), String>;
    fn write(&self) -> String;
}

impl Written for Cron {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Self::parse(text)?;
        Ok(())
    }

    fn write(&self) -> String {
        self.as_str().to_owned()
    }
}

impl Written for Zone {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Self::named(text)?;
        Ok(())
    }

    fn write(&self) -> String {
        self.name().to_owned()
    }
}

/// Empty text: nowhere.
impl Written for Option<PathBuf> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = Some(PathBuf::from(text)).filter(|path| !path.as_os_str().is_empty());
        Ok(())
    }

    fn write(&self) -> String {
        self.as_ref().map(|path| path.to_string_lossy().into_owned()).unwrap_or_default()
    }
}

/// Empty text: at any hour.
impl Written for Option<Hours> {
    fn read(&mut self, text: &str) -> Result<(), String> {
        *self = if text.trim().is_empty() { None } else { Some(Hours::parse(text)?) };
        Ok(())
    }

    fn write(&self) -> String {
        self.map(|hours| hours.to_string()).unwrap_or_default()
    }
}

/// An address without the name and the password before its host; what is shown is pasted elsewhere.
fn without_password(text: &str) -> String {
    let parts =
        text.split_once("://").and_then(|(scheme, rest)| Some((scheme, rest.rsplit_once('@')?.1)));
    parts.map_or_else(|| text.to_owned(), |(scheme, host)| format!("{scheme}://***@{host}"))
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

impl Slot<'_> {
    /// The value as the file would write it.
    pub(super) fn show(&self) -> String {
        match self {
            Self::Text(text) => quoted(&without_password(text)),
            Self::Path(path) => quoted(&path.to_string_lossy()),
            Self::Number(number) => number.to_string(),
            Self::Count(number) => number.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::Policy(policy) => quoted(&policy_name(**policy)),
            Self::Written(value) => quoted(&value.write()),
            Self::Ladder(ladder) => {
                let rungs: Vec<String> = ladder.rungs().map(quoted).collect();
                format!("[{}]", rungs.join(", "))
            }
            Self::Formats(formats) => {
                let formats: Vec<String> = formats.iter().map(|format| quoted(format)).collect();
                format!("[{}]", formats.join(", "))
            }
        }
    }

    /// Takes a value of the file; an error says what is wrong with it.
    pub(super) fn set(&mut self, value: &DeValue<'_>) -> Result<(), String> {
        let wrong = |wanted: &str| Err(format!("expected {wanted}, found {}", of_type(value)));
        match self {
            Self::Text(text) => match value.as_str() {
                Some(given) => given.clone_into(text),
                None => return wrong("text in quotes"),
            },
            Self::Path(path) => match value.as_str() {
                Some("") => return Err("a path cannot be empty".to_owned()),
                Some(given) => **path = PathBuf::from(given),
                None => return wrong("a path in quotes"),
            },
            Self::Number(number) => match whole(value) {
                Some(given) => **number = given,
                None => return wrong("a whole number"),
            },
            Self::Count(number) => match whole(value).and_then(|given| u32::try_from(given).ok()) {
                Some(given) => **number = given,
                None => return wrong("a whole number"),
            },
            Self::Flag(flag) => match value.as_bool() {
                Some(given) => **flag = given,
                None => return wrong("`true` or `false`"),
            },
            Self::Policy(policy) => match value.as_str() {
                Some(name) => **policy = by_name(name, "policy", POLICIES)?,
                None => return wrong("a policy's name in quotes"),
            },
            Self::Written(place) => match value.as_str() {
                Some(given) => place.read(given)?,
                None => return wrong("text in quotes"),
            },
            Self::Ladder(ladder) => {
                let list = value.as_array().map(|list| {
                    list.iter().map(|item| item.get_ref().as_str()).collect::<Option<Vec<_>>>()
                });
                let Some(Some(rungs)) = list else {
                    return wrong("a list of steps in quotes");
                };
                **ladder = Ladder::parse(&rungs)?;
            }
            Self::Formats(formats) => {
                let Some(list) = value.as_array() else {
                    return wrong("a list of formats");
                };
                let mut given = Vec::new();
                for item in list {
                    let Some(name) = item.get_ref().as_str() else {
                        return wrong("a list of formats in quotes");
                    };
                    given.push(format_name(name)?);
                }
                **formats = given;
            }
        }
        Ok(())
    }

    /// Takes a value of the environment: bare text, lists divided by commas.
    pub(super) fn set_text(&mut self, text: &str) -> Result<(), String> {
        let text = text.trim();
        match self {
            Self::Text(_) | Self::Path(_) | Self::Policy(_) | Self::Written(_) => {
                self.set(&DeValue::String(text.into()))
            }
            Self::Number(number) => {
                **number = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
                Ok(())
            }
            Self::Count(number) => {
                **number = text.parse().map_err(|_| format!("`{text}` is no whole number"))?;
                Ok(())
            }
            Self::Flag(flag) => {
                **flag = match text {
                    "true" | "1" | "yes" => true,
                    "false" | "0" | "no" => false,
                    _ => return Err(format!("`{text}` is neither `true` nor `false`")),
                };
                Ok(())
            }
            Self::Ladder(ladder) => {
                let rungs = text.split(',').map(str::trim).filter(|rung| !rung.is_empty());
                **ladder = Ladder::parse(&rungs.collect::<Vec<_>>())?;
                Ok(())
            }
            Self::Formats(formats) => {
                let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
                **formats = names.map(format_name).collect::<Result<_, _>>()?;
                Ok(())
            }
        }
    }
}

fn format_name(name: &str) -> Result<String, String> {
    if FORMATS.contains(&name) {
        Ok(name.to_owned())
    } else {
        Err(unknown(name, "format", FORMATS))
    }
}

fn by_name<T: DeserializeOwned>(name: &str, what: &str, known: &[&str]) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(name.to_owned()))
        .map_err(|_| unknown(name, what, known))
}

/// "unknown policy `x`: did you mean `y`?", or the whole list where nothing is near.
pub(super) fn unknown(name: &str, what: &str, known: &[&str]) -> String {
    match nearest(name, known.iter().copied()) {
        Some(near) => format!("unknown {what} `{name}`: did you mean `{near}`?"),
        None => format!("unknown {what} `{name}`: one of `{}`", known.join("`, `")),
    }
}

fn whole(value: &DeValue<'_>) -> Option<u64> {
    let integer = value.as_integer()?;
    u64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// What a value is, for people.
pub(super) fn of_type(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text in quotes",
        DeValue::Integer(number) if number.as_str().starts_with('-') => "a negative number",
        DeValue::Integer(_) if whole(value).is_some() => "a number",
        DeValue::Integer(_) => "a number that is too large",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
