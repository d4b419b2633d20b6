//! What no single file can be asked: whether the files agree with each other, and whether each of them is read at all.

use std::collections::{BTreeMap, BTreeSet};

use super::error::{Data, LexiconError, number};
use super::measure::{Cue, Currency, Measure, Role, Unit};

/// The items of a file and of the one that adds to it, and the path that each stands in.
#[derive(Debug)]
pub(super) struct Listed<T> {
    pub(super) items: Vec<T>,
    places: Vec<String>,
}

impl<T> Default for Listed<T> {
    fn default() -> Self {
        Self { items: Vec::new(), places: Vec::new() }
    }
}

impl<T> Listed<T> {
    pub(super) fn add(&mut self, path: &str, items: Vec<T>) {
        self.places.extend(items.iter().map(|_| path.to_owned()));
        self.items.extend(items);
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&T, &str)> {
        self.items.iter().zip(self.places.iter().map(String::as_str))
    }

    /// The items of one file.
    pub(super) fn of<'a>(&'a self, file: &'a str) -> impl Iterator<Item = &'a T> {
        self.iter().filter(move |(_, path)| *path == file).map(|(item, _)| item)
    }

    /// Refuses an item whose id is taken, or that lists no word, an empty one or one of another item.
    pub(super) fn apart<'t>(
        &'t self,
        files: &Data<'_>,
        what: &str,
        (key, id): (&str, fn(&T) -> &str),
        words: impl Fn(&'t T) -> Vec<&'t str>,
    ) -> Result<(), LexiconError> {
        let mut ids = BTreeMap::new();
        let mut owners: BTreeMap<String, &str> = BTreeMap::new();
        for (item, path) in self.iter() {
            let own = id(item);
            if let Some(first) = ids.insert(own, path) {
                let message = format!("there is a {what} `{own}` already, in {first}");
                return Err(LexiconError::of_key(files, path, (key, own), message));
            }
            for word in words(item) {
                let message = if word.trim().is_empty() {
                    format!("{what} `{own}` lists an empty word")
                } else if let Some(other) = owners.insert(word.to_lowercase(), own)
                    && other != own
                {
                    format!("`{word}` is a word of the {what} `{other}` already")
                } else {
                    continue;
                };
                return Err(LexiconError::about(files, path, word, message));
            }
        }
        Ok(())
    }
}

/// Refuses an item that no text could name.
pub(super) fn named<T>(
    files: &Data<'_>,
    items: &Listed<T>,
    what: &str,
    (key, id): (&str, fn(&T) -> &str),
    is_named: impl Fn(&T) -> bool,
) -> Result<(), LexiconError> {
    match items.iter().find(|(item, _)| !is_named(item)) {
        None => Ok(()),
        Some((item, path)) => {
            let message = format!("{what} `{}` lists no word", id(item));
            Err(LexiconError::of_key(files, path, (key, id(item)), message))
        }
    }
}

/// Refuses a measure whose dimension, `within` or `excludes` name nothing.
pub(super) fn measures(
    files: &Data<'_>,
    measures: &Listed<Measure>,
    units: &[Unit],
) -> Result<(), LexiconError> {
    const OWN: [&str; 5] = ["person", "thing", "money", "percent", "number"];
    let physical: BTreeSet<&str> = units.iter().map(|unit| unit.dimension.as_str()).collect();
    for (measure, path) in measures.iter() {
        let dimension = measure.dimension.as_str();
        if !OWN.contains(&dimension) && !physical.contains(dimension) {
            let message = format!(
                "measure `{}`: `{dimension}` is no dimension; it is `{}` or one that a unit of units.toml has{}",
                measure.id,
                OWN.join("`, `"),
                meant(dimension, OWN.into_iter().chain(physical.iter().copied())),
            );
            return Err(LexiconError::of_key(files, path, ("dimension", dimension), message));
        }
        let known = |id: &String| measures.items.iter().any(|other| other.id == *id);
        if let Some(unknown) = measure.within.as_ref().filter(|id| !known(id)) {
            let message =
                format!("measure `{}` lies within `{unknown}`, which is no measure", measure.id);
            return Err(LexiconError::about(files, path, unknown, message));
        }
        if let Some(unknown) = measure.excludes.iter().find(|id| !known(id)) {
            let message =
                format!("measure `{}` excludes `{unknown}`, which is no measure", measure.id);
            return Err(LexiconError::about(files, path, unknown, message));
        }
    }
    Ok(())
}

/// Refuses a unit that has no factor though others of its dimension have, and a dimension that is another one misspelt: figures in it
/// could be held against nothing.
pub(super) fn conversions(files: &Data<'_>, units: &Listed<Unit>) -> Result<(), LexiconError> {
    const OWN: &str = "units.toml";
    let known: BTreeSet<&str> = units.of(OWN).map(|unit| unit.dimension.as_str()).collect();
    let of_factor = units.items.iter().filter(|unit| unit.factor.is_some());
    let convertible: BTreeSet<&str> = of_factor.map(|unit| unit.dimension.as_str()).collect();
    for (unit, path) in units.iter() {
        let dimension = unit.dimension.as_str();
        let added = path != OWN && !known.contains(dimension);
        let near = meant(dimension, known.iter().copied().filter(|_| added));
        if !near.is_empty() {
            let message = format!("unit `{}`: no unit of {OWN} has `{dimension}`{near}", unit.id);
            return Err(LexiconError::of_key(files, path, ("dimension", dimension), message));
        }
        if unit.factor.is_none() && unit.converts && convertible.contains(dimension) {
            let message = format!(
                "unit `{}` has no `factor`, and other units of `{dimension}` have one; write it, or `converts = false`",
                unit.id
            );
            return Err(LexiconError::of_key(files, path, ("id", &unit.id), message));
        }
    }
    Ok(())
}

/// Refuses a unit whose factor or offset is no number.
pub(super) fn factors(files: &Data<'_>, units: &Listed<Unit>) -> Result<(), LexiconError> {
    for (unit, path) in units.iter() {
        for (key, digits) in [("factor", &unit.factor), ("offset", &unit.offset)] {
            if let Some(digits) = digits
                && number(digits).is_none()
            {
                let message = format!(
                    "unit `{}`: `{digits}` is no number; write \"0.25\" or \"1/3\"",
                    unit.id
                );
                return Err(LexiconError::of_key(files, path, (key, digits), message));
            }
        }
    }
    Ok(())
}

/// Refuses a sign that stands for two units or currencies. Signs are told apart by case ("mW", "MW").
pub(super) fn signs(
    files: &Data<'_>,
    units: &Listed<Unit>,
    currencies: &Listed<Currency>,
) -> Result<(), LexiconError> {
    let of_units = units.iter().map(|(unit, path)| (&unit.id, &unit.symbols, path));
    let of_money = currencies.iter().map(|(money, path)| (&money.code, &money.symbols, path));
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (id, symbols, path) in of_units.chain(of_money) {
        for sign in symbols {
            if let Some(other) = owners.insert(sign, id).filter(|other| other != id) {
                let message = format!("`{id}`: `{sign}` is a sign of `{other}` already");
                return Err(LexiconError::about(files, path, sign, message));
            }
        }
    }
    Ok(())
}

/// The measure of each cue. Refuses a cue of no measure, one whose word says another measure of the same dimension already (nothing
/// would decide between them), and one whose word another cue of its measure and role lists, unless a `with` or an `only_of` tells the two
/// apart.
pub(super) fn cues(
    files: &Data<'_>,
    cues: &Listed<Cue>,
    measures: &[Measure],
) -> Result<Vec<usize>, LexiconError> {
    let mut of = Vec::new();
    let mut said: BTreeMap<(String, &str), &str> = BTreeMap::new();
    let mut listed: BTreeMap<(String, usize, Role), (&String, bool)> = BTreeMap::new();
    for (cue, path) in cues.iter() {
        let Some(at) = measures.iter().position(|measure| measure.id == cue.measure) else {
            let near = meant(&cue.measure, measures.iter().map(|measure| measure.id.as_str()));
            let message =
                format!("cue `{}`: `{}` is no measure of measures.toml{near}", cue.id, cue.measure);
            return Err(LexiconError::of_key(files, path, ("measure", &cue.measure), message));
        };
        of.push(at);
        for word in &cue.words {
            let place = (word.to_lowercase(), at, cue.role);
            let other = listed.entry(place).or_insert((&cue.id, !cue.is_tied()));
            let decided = !other.1 && cue.is_tied();
            if other.0 != &cue.id && !decided {
                let message =
                    format!("cue `{}`: `{word}` is a word of `{}` already", cue.id, other.0);
                return Err(LexiconError::about(files, path, word, message));
            }
        }
        if cue.is_tied() {
            continue;
        }
        let dimension = measures[at].dimension.as_str();
        for word in &cue.words {
            let other = said.insert((word.to_lowercase(), dimension), &cue.measure);
            if let Some(other) = other.filter(|other| *other != cue.measure) {
                let message = format!(
                    "cue `{}`: `{word}` says `{other}` already; give the cue a `with`, so that other words decide",
                    cue.id
                );
                return Err(LexiconError::about(files, path, word, message));
            }
        }
    }
    Ok(of)
}

/// The files that others may add to.
const ADDED_TO: [&str; 4] = ["currencies", "groups", "measures", "units"];

/// Files of data/ that are no words.
const ELSEWHERE: [&str; 2] = ["article.toml", "event/"];

/// Refuses a file that nothing reads: its name is mistyped, or it adds to a file that can only be replaced.
pub(super) fn names(files: &Data<'_>, embedded: &[&str]) -> Result<(), LexiconError> {
    let code = |path: &'_ str, folder: &str| {
        path.strip_prefix(folder).and_then(|rest| rest.strip_suffix(".toml")).map(str::to_owned)
    };
    let languages: BTreeSet<String> = files.keys().filter_map(|path| code(path, "lang/")).collect();
    let mut known: BTreeSet<String> = embedded.iter().map(|&path| path.to_owned()).collect();
    known.extend(ADDED_TO.map(|name| format!("{name}.more.toml")));
    known.extend(languages.iter().filter(|code| !code.contains('.')).flat_map(|code| {
        [format!("lang/{code}.toml"), format!("cues/{code}.toml"), format!("cues/{code}.more.toml")]
    }));
    for path in files.keys() {
        if known.contains(*path) || ELSEWHERE.iter().any(|other| path.starts_with(other)) {
            continue;
        }
        let message = match code(path, "cues/") {
            Some(cues) if !cues.contains('.') => {
                format!("there is no lang/{cues}.toml that these cues belong to")
            }
            _ => {
                let near = meant(path, known.iter().map(String::as_str));
                format!("no file of this name is read{near}")
            }
        };
        return Err(LexiconError::about(files, path, "", message));
    }
    Ok(())
}

/// "; did you mean ..." where something is written nearly so.
fn meant<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> String {
    let far = typed.chars().count() / 3;
    let nearest = known.map(|name| (distance(typed, name), name)).min();
    let near = nearest.filter(|(steps, _)| *steps <= far.max(1));
    near.map_or_else(String::new, |(_, name)| format!("; did you mean `{name}`?"))
}

/// How many letters are to be added, dropped or changed (Levenshtein 1966).
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let change = corner + usize::from(from != *to);
            corner = row[j + 1];
            row[j + 1] = change.min(row[j] + 1).min(corner + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_meant_is_the_nearest_name() {
        let known = ["measures.more.toml", "cues/en.more.toml", "units.toml"];
        let told = |typed| meant(typed, known.into_iter());
        assert_eq!(told("measure.more.toml"), "; did you mean `measures.more.toml`?");
        assert_eq!(told("cue/en.more.toml"), "; did you mean `cues/en.more.toml`?");
        assert_eq!(told("x"), "");
    }
}
