//! Reading a data file: strictly, and with the place of what cannot be used.

use std::collections::BTreeMap;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;

/// The data files: path below `data/` to content.
pub(super) type Data<'a> = BTreeMap<&'a str, &'a str>;

/// A data file that cannot be used: which one, where in it, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct LexiconError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

impl LexiconError {
    fn of(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let offset = error.span().map_or(0, |span| span.start);
        Self::at(file, text, offset, error.message().to_owned())
    }

    fn at(file: &str, text: &str, offset: usize, message: String) -> Self {
        let before = &text[..text.floor_char_boundary(offset)];
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().map_or(1, |line| line.chars().count() + 1),
            message,
        }
    }

    /// A word of a file that is written as TOML should be and still cannot be used; where it last stands in quotes, or as a key. Of a
    /// word that is there twice the second one is at fault.
    pub(super) fn about(files: &Data<'_>, file: &str, word: &str, message: String) -> Self {
        let text = files.get(file).copied().unwrap_or_default();
        let quoted = text.rfind(&format!("\"{word}\"")).map(|at| at + 1);
        let key = || text.find(&format!("\n{word} =")).map(|at| at + 1);
        Self::at(file, text, quoted.or_else(key).unwrap_or(0), message)
    }

    /// A value of a file, found behind its key.
    pub(super) fn of_key(
        files: &Data<'_>,
        file: &str,
        (key, value): (&str, &str),
        message: String,
    ) -> Self {
        let text = files.get(file).copied().unwrap_or_default();
        let line = text.rfind(&format!("\n{key} = \"{value}\""));
        match line {
            Some(at) => Self::at(file, text, at + key.len() + 5, message),
            None => Self::about(files, file, value, message),
        }
    }

    /// What to do about it: what the file holds.
    pub fn remedy(&self) -> String {
        let name = self.file.replace(".more.toml", ".toml");
        let rule =
            RULES.iter().find(|(of, _)| name.starts_with(of)).map_or(OTHERS, |(_, rule)| *rule);
        format!("{name} {rule}")
    }
}

/// What each file holds, for whoever has the program and no checkout; data/README.md tells it at length.
const RULES: &[(&str, &str)] = &[
    (
        "measures.",
        "holds [[measure]] tables: an `id` and a `label` of its own, a `dimension` (`person`, `thing`, `money`, `percent`, `number` or \
         one of units.toml), and if need be `grows`, `tolerance_percent`, `excludes`, `within`, `only_things`, `by_unit`, `counts_times`",
    ),
    (
        "cues/",
        "holds [[cue]] tables: an `id` of its own, the `measure` it says, a `role` (`transitive`, `intransitive`, `state`, `noun`, \
         `people`, `nominal`, `attribute`, `ditransitive`), `words`, and if need be `with`, `only_people`, `only_of`",
    ),
    (
        "groups.",
        "holds [[group]] tables with `id` and `words`, and [[nation]] tables with `id`, `people` and `words`",
    ),
    (
        "units.",
        "holds [[unit]] tables: an `id` of its own, a `dimension`, `words` or `symbols`, a `factor` in digits, and if need be `offset`, \
         `converts`, `plural_only`",
    ),
    (
        "currencies.",
        "holds [[currency]] tables: a `code` of its own, `words` or `symbols`, and if need be `spells_a_word`, `lost_symbols`, `cent`, `cents`",
    ),
    (
        "lang/",
        "holds a language: `code`, `name`, `marks` (`point` or `either`), and lists as in the project's data/lang/en.toml",
    ),
];

/// Of a file that is replaced as a whole.
const OTHERS: &str = "is read as the project's data/ has it; measures, units, currencies, groups and cues/<code> are added to by a .more.toml";

/// "1/3" or "0.5" or "12".
pub(super) fn number(digits: &str) -> Option<Decimal> {
    let parse = |digits: &str| Decimal::from_str(digits.trim()).ok();
    match digits.split_once('/') {
        None => parse(digits),
        Some((over, under)) => {
            parse(over).zip(parse(under)).and_then(|(over, under)| over.checked_div(under))
        }
    }
}

pub(super) fn file<T: DeserializeOwned>(files: &Data<'_>, path: &str) -> Result<T, LexiconError> {
    parsed(files, path, |text| toml::from_str(text))
}

/// What a file and the one that adds to it hold, each part with its path.
pub(super) fn parts<T: DeserializeOwned>(
    files: &Data<'_>,
    name: &str,
) -> Result<Vec<(String, T)>, LexiconError> {
    let path = format!("{name}.toml");
    let mut parts = vec![(path.clone(), file(files, &path)?)];
    let more = format!("{name}.more.toml");
    if files.contains_key(more.as_str()) {
        parts.push((more.clone(), file(files, &more)?));
    }
    Ok(parts)
}

pub(super) fn parsed<T>(
    files: &Data<'_>,
    path: &str,
    parse: impl Fn(&str) -> Result<T, toml::de::Error>,
) -> Result<T, LexiconError> {
    let text = files
        .get(path)
        .copied()
        .ok_or_else(|| LexiconError::at(path, "", 0, "the file is missing".to_owned()))?;
    parse(text).map_err(|error| LexiconError::of(path, text, &error))
}
