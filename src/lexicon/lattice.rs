//! `data/lattice.toml`: how the groups that figures count stand to each other.

use serde::Deserialize;

use super::speakers::words;

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    kind: Vec<Entry>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    axis: String,
    #[serde(default)]
    within: Option<String>,
    words: Vec<String>,
}

/// The kinds of people that groups are made of.
#[derive(Debug, Clone)]
pub struct Lattice {
    kinds: Vec<Kind>,
    /// `(words, index of the kind)`, the longest first.
    names: Vec<(Vec<String>, usize)>,
}

#[derive(Debug, Clone)]
struct Kind {
    id: String,
    axis: String,
    within: Option<usize>,
}

/// Who is counted, taken apart: a country, a kind, or neither for everybody.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct People {
    pub country: Option<String>,
    kind: KindRef,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum KindRef {
    Anybody,
    Known(usize),
    /// Words that the data does not know: inside everybody, and possibly overlapping any kind.
    Other(String),
}

impl People {
    /// Whether neither a kind nor a country is named.
    pub fn is_everybody(&self) -> bool {
        self.country.is_none() && self.is_anybody()
    }

    /// Whether no kind of people is named: everybody, or everybody of a country.
    pub fn is_anybody(&self) -> bool {
        self.kind == KindRef::Anybody
    }
}

/// How one group stands to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Same,
    Inside,
    Around,
    Disjoint,
    MayOverlap,
}

impl Lattice {
    pub(super) fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: File = toml::from_str(text)?;
        let ids: Vec<String> = file.kind.iter().map(|kind| kind.id.clone()).collect();
        let mut names: Vec<(Vec<String>, usize)> = Vec::new();
        let mut kinds = Vec::new();
        for (index, entry) in file.kind.into_iter().enumerate() {
            names.extend(entry.words.iter().map(|name| (words(name), index)));
            // Only a kind above it in the file can hold a kind, so that no circle can be written.
            let within =
                entry.within.and_then(|id| ids[..index].iter().position(|other| *other == id));
            kinds.push(Kind { id: entry.id, axis: entry.axis, within });
        }
        names.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        Ok(Self { kinds, names })
    }

    /// The people a group's name stands for; `country` is the one named in it.
    pub fn people(&self, group: &str, country: Option<&str>, beside: &[String]) -> People {
        let kind = if group == "all" || beside.is_empty() {
            KindRef::Anybody
        } else {
            self.kind(beside).map_or_else(|| KindRef::Other(beside.join(" ")), KindRef::Known)
        };
        People { country: country.map(ToOwned::to_owned), kind }
    }

    fn kind(&self, of: &[String]) -> Option<usize> {
        let named = |name: &[String]| of.windows(name.len()).any(|window| window == name);
        self.names.iter().find(|(name, _)| !name.is_empty() && named(name)).map(|(_, kind)| *kind)
    }

    /// How `a` stands to `b`.
    pub fn standing(&self, a: &People, b: &People) -> Standing {
        let country = match (&a.country, &b.country) {
            (None, None) => Standing::Same,
            (Some(_), None) => Standing::Inside,
            (None, Some(_)) => Standing::Around,
            (Some(a), Some(b)) if a == b => Standing::Same,
            (Some(_), Some(_)) => Standing::Disjoint,
        };
        both(country, self.kinds_standing(&a.kind, &b.kind))
    }

    fn kinds_standing(&self, a: &KindRef, b: &KindRef) -> Standing {
        match (a, b) {
            (KindRef::Anybody, KindRef::Anybody) => Standing::Same,
            (_, KindRef::Anybody) => Standing::Inside,
            (KindRef::Anybody, _) => Standing::Around,
            (KindRef::Known(a), KindRef::Known(b)) => self.known_standing(*a, *b),
            (KindRef::Other(a), KindRef::Other(b)) if a == b => Standing::Same,
            _ => Standing::MayOverlap,
        }
    }

    fn known_standing(&self, a: usize, b: usize) -> Standing {
        if a == b {
            Standing::Same
        } else if self.holds(b, a) {
            Standing::Inside
        } else if self.holds(a, b) {
            Standing::Around
        } else if self.kinds[a].axis == self.kinds[b].axis {
            Standing::Disjoint
        } else {
            Standing::MayOverlap
        }
    }

    /// Whether `outer` holds `inner`, over any number of steps.
    fn holds(&self, outer: usize, inner: usize) -> bool {
        let mut at = self.kinds[inner].within;
        while let Some(kind) = at {
            if kind == outer {
                return true;
            }
            at = self.kinds[kind].within;
        }
        false
    }

    /// The kind's id, for keys: two names of one kind are one group.
    pub fn name(&self, people: &People) -> String {
        let kind = match &people.kind {
            KindRef::Anybody => None,
            KindRef::Known(kind) => Some(self.kinds[*kind].id.as_str()),
            KindRef::Other(words) => Some(words.as_str()),
        };
        match (&people.country, kind) {
            (None, None) => "all".to_owned(),
            (Some(country), None) => country.clone(),
            (None, Some(kind)) => kind.to_owned(),
            (Some(country), Some(kind)) => format!("{country} {kind}"),
        }
    }
}

/// Two axes together: disjoint on one is disjoint; inside on one and around on the other may overlap.
fn both(a: Standing, b: Standing) -> Standing {
    match (a, b) {
        (Standing::Disjoint, _) | (_, Standing::Disjoint) => Standing::Disjoint,
        (Standing::Same, other) | (other, Standing::Same) => other,
        (a, b) if a == b => a,
        _ => Standing::MayOverlap,
    }
}
