//! `data/speakers.toml`: who is who among the speakers that figures are attributed to.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::Error as _;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    noise: Vec<String>,
    countries: Vec<Vec<String>>,
    nobody: Vec<String>,
    another: Vec<String>,
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
    each_named: bool,
    #[serde(default)]
    within: Option<String>,
    #[serde(default)]
    organ_of: Option<String>,
    #[serde(default)]
    is: Option<String>,
    #[serde(default)]
    country: Option<String>,
}

/// A speaker that the data knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Speaker {
    pub id: String,
    pub label: String,
    /// Whether every country has one, so that a country in the words tells two apart.
    pub per_country: bool,
    /// Whether there are many, each independent of the others and told apart by a name of its own.
    pub each_named: bool,
    /// The body it belongs to, whose name is often used for it.
    pub within: Option<String>,
    /// The body whose word it speaks: the two are one origin wherever both are named.
    pub organ_of: Option<String>,
    /// The office that it is in its country, which also goes by the office's plain name.
    pub is: Option<String>,
    /// The id of the one country that it is of, which its name need not say.
    pub country: Option<String>,
    /// Whether it passes on what others say.
    pub is_agency: bool,
}

/// The speakers, agencies and countries of the data, found by their names.
#[derive(Debug, Clone)]
pub struct Speakers {
    noise: Vec<String>,
    nobody: Vec<Vec<String>>,
    /// Words that make an office named behind them somebody else's: a rebel army is no country's.
    another: Vec<String>,
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
        self.longest_where(words, |_, _| true)
    }

    /// The longest of the names that are taken where they begin.
    fn longest_where(
        &self,
        words: &[String],
        takes: impl Fn(&T, usize) -> bool,
    ) -> Option<(&T, usize, usize)> {
        let mut best: Option<(&T, usize, usize)> = None;
        for at in 0..words.len() {
            if let Some((item, length)) = self.at_head(&words[at..])
                && best.is_none_or(|(_, _, longest)| length > longest)
                && takes(item, at)
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
                let speaker = Speaker {
                    id: entry.id,
                    label: entry.label,
                    per_country: entry.per_country,
                    each_named: entry.each_named,
                    within: entry.within,
                    organ_of: entry.organ_of,
                    is: entry.is,
                    country: entry.country.map(|country| country.replace(' ', "-")),
                    is_agency,
                };
                speakers.add(speaker, &entry.names);
            }
        }
        let read = Self {
            noise: file.noise,
            nobody: file.nobody.iter().map(|name| words(name)).collect(),
            another: file.another,
            countries,
            known: speakers,
        };
        match read.dangling() {
            Some(message) => Err(toml::de::Error::custom(message)),
            None => Ok(read),
        }
    }

    /// What is wrong where a speaker leans on a body or a country that the file does not have.
    fn dangling(&self) -> Option<String> {
        self.known.items.iter().find_map(|speaker| {
            let id = &speaker.id;
            let bodies = [&speaker.within, &speaker.organ_of, &speaker.is];
            let body = bodies.into_iter().flatten().find(|body| self.named(body).is_none());
            let country = speaker.country.iter().find(|it| !self.countries.items.contains(it));
            body.map(|body| format!("speaker `{id}` leans on `{body}`, which is no speaker's id"))
                .or_else(|| {
                    Some(format!("speaker `{id}` is of `{}`, which is no country", country?))
                })
        })
    }

    /// The known speaker whose longest name stands anywhere in the words. "The Free Army" is no country's army.
    pub fn find(&self, words: &[String]) -> Option<&Speaker> {
        self.placed(words).map(|(speaker, _, _)| speaker)
    }

    fn placed(&self, words: &[String]) -> Option<(&Speaker, usize, usize)> {
        self.known.longest_where(words, |speaker, at| {
            !speaker.per_country || !words[..at].iter().any(|word| self.another.contains(word))
        })
    }

    /// The id of one of many bodies of a kind: the kind's with the country or the name that tells it apart, or that of whoever is this
    /// office in its country.
    pub fn body(&self, speaker: &Speaker, country: Option<&str>) -> String {
        let is_many = speaker.per_country || speaker.each_named;
        let Some(country) = country.filter(|_| is_many) else {
            return speaker.id.clone();
        };
        let is_it = |it: &&Speaker| {
            it.is.as_deref() == Some(speaker.id.as_str()) && it.country.as_deref() == Some(country)
        };
        let own = self.known.items.iter().find(is_it).map(|it| it.id.clone());
        own.unwrap_or_else(|| format!("{}:{country}", speaker.id))
    }

    /// The id of the body whose word the body of this id speaks.
    pub fn master(&self, id: &str) -> Option<String> {
        let (office, country) = match id.split_once(':') {
            Some((office, country)) => (office, Some(country)),
            None => (id, None),
        };
        let speaker = self.named(office)?;
        let office = speaker.is.as_deref().and_then(|office| self.named(office));
        let organ_of = speaker.organ_of.as_deref().or(office.and_then(|it| it.organ_of.as_deref()));
        let master = self.named(organ_of?)?;
        Some(self.body(master, country.or(speaker.country.as_deref())))
    }

    /// The office at the head of those that speak one word, of whichever country: what "the military" and "the Pentagon" share.
    pub fn head_office<'s>(&'s self, speaker: &'s Speaker) -> &'s str {
        let mut head = speaker;
        // As many steps as there are speakers: data that goes round in a circle ends somewhere.
        for _ in &self.known.items {
            let above = head.is.as_deref().or(head.organ_of.as_deref());
            let Some(above) = above.and_then(|id| self.named(id)) else { break };
            head = above;
        }
        &head.id
    }

    /// The known speaker of this id.
    pub fn named(&self, id: &str) -> Option<&Speaker> {
        self.known.items.iter().find(|speaker| speaker.id == id)
    }

    /// Whether a name's words make its office another's: the Free Army is not the army.
    pub fn is_anothers(&self, name: &[String]) -> bool {
        name.iter().any(|word| self.another.contains(word))
    }

    /// Whether the words are the whole name of a known speaker.
    pub fn is_name(&self, words: &[String]) -> bool {
        self.known.at_head(words).is_some_and(|(_, length)| length == words.len())
    }

    /// The words beside the known speaker's name.
    pub fn beside<'w>(&self, words: &'w [String]) -> Vec<&'w str> {
        let (at, length) = self.placed(words).map_or((0, 0), |(_, at, n)| (at, n));
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
