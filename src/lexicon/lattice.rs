//! `data/lattice.toml`: how the groups that figures count stand to each other.

use serde::Deserialize;

use super::speakers::words;

/// What stands between the kinds in the name of a group of several.
const JOINT: &str = "and";

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
    /// One kind, or several together ("women and children"): none holds another, in the order of the file.
    Known(Vec<usize>),
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
            let kinds = beside.split(|word| word == JOINT).map(|part| self.kind(part)).collect();
            let joined = |kinds: Option<Vec<usize>>| kinds.map(|kinds| self.together(kinds));
            joined(kinds).unwrap_or_else(|| KindRef::Other(beside.join(" ")))
        };
        People { country: country.map(ToOwned::to_owned), kind }
    }

    /// The group's name where several are counted as one: what they all are of where they make up all of it ("passengers and crew" are
    /// everybody aboard), else one after the other ("women and children").
    pub fn joined(&self, groups: &[&str]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for group in groups {
            if !names.contains(group) {
                names.push(group);
            }
        }
        let kinds: Option<Vec<usize>> =
            names.iter().map(|group| self.kind(&words(group))).collect();
        let is_new = |whole: &KindRef| match (whole, &kinds) {
            (KindRef::Known(whole), Some(kinds)) => !whole.iter().any(|kind| kinds.contains(kind)),
            _ => true,
        };
        let whole = kinds.clone().map(|kinds| self.together(kinds)).filter(is_new);
        match whole {
            _ if names.contains(&"all") => "all".to_owned(),
            Some(kind) => self.name(&People { country: None, kind }),
            None => names.join(&format!(" {JOINT} ")),
        }
    }

    fn together(&self, mut kinds: Vec<usize>) -> KindRef {
        // Who makes up all of a kind is that kind, and all of an axis is everybody. Parts stand below their whole in the file.
        let part_of = |whole: Option<usize>, axis: &str| {
            let part = move |kind: &Kind| kind.within == whole && kind.axis == axis;
            (0..self.kinds.len()).filter(|at| part(&self.kinds[*at])).collect::<Vec<_>>()
        };
        for whole in (0..self.kinds.len()).rev() {
            let parts = part_of(Some(whole), &self.kinds[whole].axis);
            if parts.len() > 1 && parts.iter().all(|part| kinds.contains(part)) {
                kinds.push(whole);
            }
        }
        for kind in kinds.clone() {
            let roots = part_of(None, &self.kinds[kind].axis);
            if roots.len() > 1 && roots.iter().all(|root| kinds.contains(root)) {
                return KindRef::Anybody;
            }
        }
        let all = kinds.clone();
        kinds.retain(|kind| !all.iter().any(|other| self.holds(*other, *kind)));
        kinds.sort_unstable();
        kinds.dedup();
        KindRef::Known(kinds)
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
            (KindRef::Known(a), KindRef::Known(b)) => self.known_standing(a, b),
            (KindRef::Other(a), KindRef::Other(b)) if a == b => Standing::Same,
            _ => Standing::MayOverlap,
        }
    }

    fn known_standing(&self, a: &[usize], b: &[usize]) -> Standing {
        let holds = |outer: &[usize], inner: &[usize]| {
            let held =
                |kind: &usize| outer.iter().any(|outer| outer == kind || self.holds(*outer, *kind));
            inner.iter().all(held)
        };
        let apart = |a: usize, b: usize| {
            a != b
                && !self.holds(a, b)
                && !self.holds(b, a)
                && self.kinds[a].axis == self.kinds[b].axis
        };
        match (holds(b, a), holds(a, b)) {
            (true, true) => Standing::Same,
            (true, false) => Standing::Inside,
            (false, true) => Standing::Around,
            _ if a.iter().all(|a| b.iter().all(|b| apart(*a, *b))) => Standing::Disjoint,
            _ => Standing::MayOverlap,
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
            KindRef::Known(kinds) => {
                let ids: Vec<&str> =
                    kinds.iter().map(|kind| self.kinds[*kind].id.as_str()).collect();
                Some(ids.join(&format!(" {JOINT} ")))
            }
            KindRef::Other(words) => Some(words.clone()),
        };
        match (&people.country, kind) {
            (None, None) => "all".to_owned(),
            (Some(country), None) => country.clone(),
            (None, Some(kind)) => kind,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn several_kinds_are_one_group() {
        let lexicon = Lexicon::embedded();
        let lattice = lexicon.lattice();
        assert_eq!(lattice.joined(&["passengers", "crew"]), "all");
        assert_eq!(lattice.joined(&["men", "women"]), "adults");
        assert_eq!(lattice.joined(&["men", "women", "children"]), "all");
        assert_eq!(lattice.joined(&["women", "children"]), "women and children");
        assert_eq!(lattice.joined(&["medics", "medics"]), "medics");
        assert_eq!(lattice.joined(&["students", "workers"]), "students and workers");
        assert_eq!(lattice.joined(&["migrants", "children"]), "migrants and children");
        let standing = |a, b| lattice.standing(&lexicon.people(a), &lexicon.people(b));
        assert_eq!(standing("women and children", "children and women"), Standing::Same);
        assert_eq!(standing("children", "women and children"), Standing::Inside);
        assert_eq!(standing("us troops and civilians", "us troops"), Standing::Around);
        assert_eq!(standing("police and troops", "civilians"), Standing::Disjoint);
        assert_eq!(standing("men and children", "women and children"), Standing::MayOverlap);
        assert_eq!(standing("women and children", "all"), Standing::Inside);
    }
}
