//! What a line of the corpus says, and what a claim says, in one form.

use std::collections::BTreeMap;

use claims::model::{Claim, Qualifier};

/// What a figure is judged by, beside its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    Measure,
    Group,
    Relation,
    Parent,
    Attribution,
    AttributionKind,
    Status,
    Hedge,
    Headline,
    AsOf,
    Basis,
    Trend,
    Unit,
    Kind,
    Concept,
}

impl Mark {
    pub(super) const ALL: [(Self, &'static str); 15] = [
        (Self::Measure, "measure"),
        (Self::Group, "group"),
        (Self::Relation, "relation"),
        (Self::Parent, "parent"),
        (Self::Attribution, "attribution"),
        (Self::AttributionKind, "attribution_kind"),
        (Self::Status, "status"),
        (Self::Hedge, "hedge"),
        (Self::Headline, "headline"),
        (Self::AsOf, "as_of"),
        (Self::Basis, "basis"),
        (Self::Trend, "trend"),
        (Self::Unit, "unit"),
        (Self::Kind, "kind"),
        (Self::Concept, "concept"),
    ];

    fn of_key(key: &str) -> Option<Self> {
        Some(match key {
            "relation" => Self::Relation,
            "parent" => Self::Parent,
            "by" => Self::Attribution,
            "of" => Self::AttributionKind,
            "status" => Self::Status,
            "hedge" => Self::Hedge,
            "asof" => Self::AsOf,
            "basis" => Self::Basis,
            "trend" => Self::Trend,
            "unit" => Self::Unit,
            "kind" => Self::Kind,
            "concept" => Self::Concept,
            _ => return None,
        })
    }

    /// What a claim has that says nothing of the kind; `None` where there is no such thing and every value counts.
    pub(super) fn nothing(self) -> Option<&'static str> {
        match self {
            Self::Group => Some("all"),
            Self::Status => Some("asserted"),
            Self::Basis | Self::Unit | Self::Kind | Self::Concept => None,
            _ => Some(""),
        }
    }
}

/// Measures that only name the kind of number.
pub(super) const PLAIN: [&str; 5] = ["count", "money", "percent", "measurement", "ratio"];

const RELATIONS: [&str; 5] = ["part_of", "plus", "increment", "previous", "total"];

/// What a line says of one mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) value: String,
    /// Said with a `?`: a careful editor may also leave it out.
    pub(super) optional: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) number: String,
    pub(super) measure: String,
    pub(super) marks: BTreeMap<Mark, Wanted>,
}

/// A line's label: its figures in text order, and the measures that a reader might take one for by mistake.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) figures: Vec<Figure>,
    pub(super) not: Vec<String>,
}

impl Label {
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let mut label = Self::default();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            if let Some(measure) = part.strip_prefix("not=") {
                label.not.push(measure.to_owned());
            } else {
                label.figures.push(figure(part)?);
            }
        }
        let torn = label.not.iter().find(|not| {
            label
                .figures
                .iter()
                .any(|figure| figure.measure == **not && !figure.marks.contains_key(&Mark::Status))
        });
        match torn {
            Some(measure) => Err(format!("`{measure}` is wanted and unwanted")),
            None => Ok(label),
        }
    }
}

fn figure(part: &str) -> Result<Figure, String> {
    let words: Vec<&str> = part.split_whitespace().collect();
    let [measure, number, rest @ ..] = words.as_slice() else {
        return Err(format!("`{part}` is no `measure number`"));
    };
    let mut marks = BTreeMap::new();
    let mut at = 0;
    while at < rest.len() {
        // A value of several words goes on until the next mark.
        let mut end = at + 1;
        while end < rest.len() && !opens_mark(rest[end]) {
            end += 1;
        }
        let told = rest[at..end].join(" ");
        let (told, optional) =
            told.strip_suffix('?').map_or((told.as_str(), false), |it| (it, true));
        let (mark, value) = if let Some(group) = told.strip_prefix('@') {
            (Mark::Group, group)
        } else if let Some((key, value)) = told.split_once('=') {
            (Mark::of_key(key).ok_or_else(|| format!("`{key}` is no mark"))?, value)
        } else if told == "headline" {
            (Mark::Headline, "headline")
        } else if RELATIONS.contains(&told) {
            (Mark::Relation, told)
        } else {
            return Err(format!("`{told}` is no mark"));
        };
        marks.insert(mark, Wanted { value: value.to_owned(), optional });
        at = end;
    }
    Ok(Figure { number: (*number).to_owned(), measure: (*measure).to_owned(), marks })
}

fn opens_mark(word: &str) -> bool {
    let plain = word.trim_end_matches('?');
    word.starts_with('@') || word.contains('=') || plain == "headline" || RELATIONS.contains(&plain)
}

/// A claim's number as the corpus writes it.
pub(super) fn number(claim: &Claim) -> String {
    let quantity = &claim.quantity;
    let shown = |bound: Option<_>| {
        bound.map_or_else(String::new, |bound: rust_decimal::Decimal| bound.normalize().to_string())
    };
    match quantity.qualifier() {
        Qualifier::AtLeast | Qualifier::MoreThan => format!("{}..", shown(quantity.low())),
        Qualifier::AtMost | Qualifier::LessThan => format!("..{}", shown(quantity.high())),
        Qualifier::About | Qualifier::Nearly => format!("~{}", shown(quantity.value())),
        Qualifier::Vague if quantity.high().is_none() => format!("{}..", shown(quantity.low())),
        Qualifier::Vague if quantity.low().is_none() => format!("..{}", shown(quantity.high())),
        // "a couple": a vague word whose bounds are one.
        Qualifier::Vague if quantity.low() == quantity.high() => shown(quantity.low()),
        Qualifier::Range | Qualifier::Vague => {
            format!("{}-{}", shown(quantity.low()), shown(quantity.high()))
        }
        Qualifier::Exact | Qualifier::None => shown(quantity.value()),
    }
}

fn name(of: impl serde::Serialize) -> String {
    serde_json::to_value(of).unwrap().as_str().unwrap_or_default().to_owned()
}

/// What a claim says of a mark; `all` holds the claims of the same text, for the parent's number.
pub(super) fn has(claim: &Claim, mark: Mark, all: &[Claim]) -> String {
    match mark {
        Mark::Measure => claim.measure.clone().unwrap_or_else(|| name(claim.kind)),
        Mark::Group => claim.group.clone(),
        Mark::Relation => claim.relation.map(name).unwrap_or_default(),
        Mark::Parent => claim
            .parent
            .as_ref()
            .and_then(|parent| all.iter().find(|claim| claim.id == *parent))
            .map(number)
            .unwrap_or_default(),
        Mark::Attribution => claim.attribution.as_ref().map(|by| by.to.clone()).unwrap_or_default(),
        Mark::AttributionKind => {
            claim.attribution.as_ref().map(|by| name(by.kind)).unwrap_or_default()
        }
        Mark::Status => name(claim.status),
        Mark::Hedge => claim.hedge.clone().unwrap_or_default(),
        Mark::Headline => {
            if claim.in_headline {
                "headline".to_owned()
            } else {
                String::new()
            }
        }
        Mark::AsOf => claim.as_of.map(|as_of| as_of.to_string()).unwrap_or_default(),
        Mark::Basis => name(claim.basis),
        Mark::Trend => claim.trend.map(name).unwrap_or_default(),
        Mark::Unit => claim.unit.clone(),
        Mark::Kind => name(claim.kind),
        Mark::Concept => claim.concept.join(" "),
    }
}

/// Whether a mark's wanted value is what a claim has.
pub(super) fn equal(mark: Mark, wanted: &str, has: &str) -> bool {
    match mark {
        Mark::Attribution => speaker(wanted) == speaker(has),
        // A label gives as much of the moment as the text does.
        Mark::AsOf => !wanted.is_empty() && has.starts_with(wanted) || wanted == has,
        // A concept holds what a figure is about, too: the words told must be among its own.
        Mark::Concept => wanted
            .split_whitespace()
            .all(|word| has.split_whitespace().any(|other| other.eq_ignore_ascii_case(word))),
        _ => wanted == has,
    }
}

/// A speaker's name without its article: "the ministry" and "ministry" are one.
fn speaker(name: &str) -> String {
    let lower = name.to_lowercase();
    let bare = ["the ", "a ", "an "].iter().find_map(|article| lower.strip_prefix(article));
    bare.unwrap_or(&lower).to_owned()
}
