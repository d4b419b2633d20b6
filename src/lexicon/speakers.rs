//! `data/speakers.toml`: who is who among the speakers that figures are attributed to.

use std::collections::BTreeMap;

use serde::Deserialize;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    noise: Vec<String>,
    countries: Vec<Vec<String>>,
    nobody: Vec<String>,
    speaker: Vec<Entry>,
    agency: Vec<Entry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    label: String,
    names: Vec<String>,
    #[serde(default)]
    per_country: bool,
    #[serde(default)]
    within: Option<String>,
}

/// A speaker that the data knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    pub id: String,
    pub label: String,
    /// Whether every country has one, so that a country in the words tells two apart.
    pub per_country: bool,
    /// The body it belongs to, whose name is often used for it.
    pub within: Option<String>,
    /// Whether it passes on what others say.
    pub is_agency: bool,
}

/// The speakers, agencies and countries of the data, found by their names.
#[derive(Debug, Clone)]
pub struct Speakers {
    noise: Vec<String>,
    nobody: Vec<Vec<String>>,
    countries: Names<String>,
    known: Names<Speaker>,
}

/// Names as sequences of words, found by their first one, the longest first.
#[derive(Debug, Clone)]
struct Names<T> {
    items: Vec<T>,
    by_first: BTreeMap<String, Vec<(Vec<String>, usize)>>,
}

impl<T> Names<T> {
    fn new() -> Self {
        Self { items: Vec::new(), by_first: BTreeMap::new() }
    }

    fn add(&mut self, item: T, names: &[String]) {
        let index = self.items.len();
        self.items.push(item);
        for name in names {
            let words = words(name);
            let Some(first) = words.first() else { continue };
            let bucket = self.by_first.entry(first.clone()).or_default();
            bucket.push((words, index));
            bucket.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        }
    }

    /// The item whose name begins at the head of `words`, and the name's length.
    fn at_head(&self, words: &[String]) -> Option<(&T, usize)> {
        let bucket = self.by_first.get(words.first()?)?;
        let (name, index) = bucket.iter().find(|(name, _)| words.starts_with(name))?;
        Some((&self.items[*index], name.len()))
    }

    /// The longest name anywhere in `words`, the earlier of equals, with its place and length.
    fn longest(&self, words: &[String]) -> Option<(&T, usize, usize)> {
        let mut best: Option<(&T, usize, usize)> = None;
        for at in 0..words.len() {
            if let Some((item, length)) = self.at_head(&words[at..])
                && best.is_none_or(|(_, _, longest)| length > longest)
            {
                best = Some((item, at, length));
            }
        }
        best
    }
}

/// The words of a name: lower case, without dots inside abbreviations, "'s" as a word of its own left out.
pub fn words(name: &str) -> Vec<String> {
    let lower = name.to_lowercase().replace('’', "'");
    lower
        .split(|c: char| !(c.is_alphanumeric() || c == '\'' || c == '.'))
        .map(|word| {
            let word = word.trim_matches(|c| c == '\'' || c == '.');
            word.strip_suffix("'s").unwrap_or(word).replace('.', "")
        })
        .filter(|word| !word.is_empty())
        .collect()
}

impl Speakers {
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let mut countries = Names::new();
        for names in &file.countries {
            if let Some(id) = names.first() {
                countries.add(id.replace(' ', "-"), names);
            }
        }
        let mut speakers = Names::new();
        for (entries, is_agency) in [(file.speaker, false), (file.agency, true)] {
            for entry in entries {
                let Entry { id, label, names, per_country, within } = entry;
                speakers.add(Speaker { id, label, per_country, within, is_agency }, &names);
            }
        }
        Ok(Self {
            noise: file.noise,
            nobody: file.nobody.iter().map(|name| words(name)).collect(),
            countries,
            known: speakers,
        })
    }

    /// The known speaker whose longest name stands anywhere in the words.
    pub fn find(&self, words: &[String]) -> Option<&Speaker> {
        self.known.longest(words).map(|(speaker, _, _)| speaker)
    }

    /// The known speaker of this id.
    pub fn named(&self, id: &str) -> Option<&Speaker> {
        self.known.items.iter().find(|speaker| speaker.id == id)
    }

    /// The words beside the known speaker's name.
    pub fn beside<'w>(&self, words: &'w [String]) -> Vec<&'w str> {
        let (at, length) = self.known.longest(words).map_or((0, 0), |(_, at, n)| (at, n));
        let rest = words[..at].iter().chain(&words[at + length..]);
        rest.map(String::as_str).filter(|word| !self.is_noise(word)).collect()
    }

    /// The country named in the words, by its own name, its people's or its capital's.
    pub fn country(&self, words: &[String]) -> Option<&str> {
        self.countries.longest(words).map(|(id, _, _)| id.as_str())
    }

    /// The country named in the words, and the words beside its name.
    pub fn country_and_rest(&self, words: &[String]) -> (Option<&str>, Vec<String>) {
        let Some((id, at, length)) = self.countries.longest(words) else {
            return (None, words.to_vec());
        };
        (Some(id), words[..at].iter().chain(&words[at + length..]).cloned().collect())
    }

    /// Whether the words name nobody who could be asked ("officials", "a US source").
    pub fn is_nobody(&self, words: &[String]) -> bool {
        let mut at = 0;
        while at < words.len() {
            let rest = &words[at..];
            let length = match self.nobody.iter().find(|name| rest.starts_with(name)) {
                Some(name) if name.len() > 1 => return true,
                Some(_) => 1,
                None if self.is_noise(&rest[0]) => 1,
                None => match self.countries.at_head(rest) {
                    Some((_, length)) => length,
                    None => return false,
                },
            };
            at += length;
        }
        true
    }

    /// Whether a word says nothing about who speaks.
    pub fn is_noise(&self, word: &str) -> bool {
        self.noise.iter().any(|noise| noise == word)
    }
}
