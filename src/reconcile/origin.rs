//! Origins: whom a figure goes back to, resolved to one id across wordings. Agreement is counted by origin, not by outlet.

use std::collections::BTreeMap;

use super::Settings;
use super::copies::{clusters, containment};
use super::reading::Reading;
use crate::lexicon::{Lexicon, words};
use crate::model::{AttributionKind, Outlet, OutletKind};

/// The independent source of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) because: &'static str,
    /// Whether the text names who said it: a speaker or an agency, and not only the outlet itself.
    pub(super) is_named: bool,
    pub(super) is_official: bool,
}

/// The origins of an event, and what is known of its documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins {
    pub(super) list: Vec<Origin>,
    /// The sketch of each document, to tell near copies.
    sketches: Vec<Vec<u32>>,
    cluster: Vec<usize>,
}

impl Origins {
    /// Resolves every reading's origin and writes its index, and its document's, into the reading.
    pub(super) fn resolve(
        lexicon: &Lexicon,
        settings: &Settings,
        readings: &mut [Reading<'_>],
    ) -> Self {
        let mut origins = Self::default();
        origins.read_documents(lexicon, readings);
        let roll = Roll::call(lexicon, readings);
        let press = Press::new(&settings.outlets);
        let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
        // The first document of each cluster stands for its copies; its outlet is known before the others ask.
        let mut first_outlet: BTreeMap<usize, String> = BTreeMap::new();
        for reading in readings.iter() {
            let cluster = origins.cluster[reading.document];
            if cluster == reading.document {
                first_outlet.entry(cluster).or_insert_with(|| reading.outlet.clone());
            }
        }
        for reading in readings.iter_mut() {
            let first = first_outlet.get(&origins.cluster[reading.document]);
            let origin = origin_of(lexicon, &roll, &press, reading, first);
            let next = origins.list.len();
            reading.origin = *by_id.entry(origin.id.clone()).or_insert(next);
            if reading.origin == next {
                origins.list.push(origin);
            }
        }
        origins
    }

    /// Whether two origins are one, or one of them speaks for a body of the other.
    pub(super) fn are_one_house(&self, lexicon: &Lexicon, a: usize, b: usize) -> bool {
        let (x, y) = (&self.list[a], &self.list[b]);
        let within = |inner: &Origin, outer: &Origin| {
            let speaker = lexicon.speakers().named(&inner.id);
            speaker.is_some_and(|speaker| speaker.within.as_deref() == Some(outer.id.as_str()))
        };
        a == b || within(x, y) || within(y, x)
    }

    fn read_documents(&mut self, lexicon: &Lexicon, readings: &mut [Reading<'_>]) {
        let mut first_public = BTreeMap::new();
        for reading in readings.iter() {
            let published = reading.claim.provenance.published.or(reading.public);
            let known = first_public.entry(reading.doc).or_insert((published.is_none(), published));
            *known = (*known).min((published.is_none(), published));
        }
        // The earliest text of a cluster is its original.
        let mut docs: Vec<(&str, (bool, Option<crate::model::Timestamp>))> =
            first_public.into_iter().collect();
        docs.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(b.0)));
        let index: BTreeMap<&str, usize> =
            docs.iter().enumerate().map(|(at, (doc, _))| (*doc, at)).collect();
        self.sketches = vec![Vec::new(); docs.len()];
        for reading in readings.iter_mut() {
            reading.document = index[reading.doc];
            let sketch = &mut self.sketches[reading.document];
            if sketch.is_empty() {
                sketch.clone_from(&reading.claim.provenance.sketch);
            }
        }
        let sketches: Vec<&[u32]> = self.sketches.iter().map(Vec::as_slice).collect();
        self.cluster = clusters(lexicon.judging(), &sketches);
    }

    pub(super) fn of(&self, reading: &Reading<'_>) -> &Origin {
        &self.list[reading.origin]
    }

    /// Whether two documents share so much text that one is derived from the other.
    pub(super) fn are_copies(&self, lexicon: &Lexicon, a: &Reading<'_>, b: &Reading<'_>) -> bool {
        a.document != b.document
            && (self.cluster[a.document] == self.cluster[b.document]
                || containment(&self.sketches[a.document], &self.sketches[b.document])
                    >= lexicon.judging().copies.derived)
    }
}

/// The origin of one reading: a speaker who can be named, else the agency credited, else the text's own outlet, its owner
/// or the outlet it was copied from.
fn origin_of(
    lexicon: &Lexicon,
    roll: &Roll,
    press: &Press<'_>,
    reading: &Reading<'_>,
    first_outlet: Option<&String>,
) -> Origin {
    if let Some(attribution) = &reading.claim.attribution {
        if let Some(agency) = press.agency(&attribution.to) {
            return agency;
        }
        if let Some(speaker) = roll.speaker(lexicon, &attribution.to, attribution.kind) {
            return speaker;
        }
    }
    if let Some(credit) = &reading.claim.provenance.agency {
        return press.agency(credit).unwrap_or_else(|| credited(lexicon, credit));
    }
    let own = press.own(&reading.outlet);
    match first_outlet {
        Some(first) if *first != reading.outlet && !own.id.starts_with("agency:") => {
            Origin { because: "near copy", ..press.own(first) }
        }
        _ => own,
    }
}

fn credited(lexicon: &Lexicon, credit: &str) -> Origin {
    let known = lexicon.speakers().find(&words(credit)).filter(|speaker| speaker.is_agency);
    let (id, label) = match known {
        Some(speaker) => (speaker.id.clone(), speaker.label.clone()),
        None => (words(credit).join("-"), credit.trim().to_owned()),
    };
    agency_origin(&id, label)
}

fn agency_origin(id: &str, label: String) -> Origin {
    Origin {
        id: format!("agency:{id}"),
        label,
        because: "agency credit",
        is_named: true,
        is_official: false,
    }
}

/// The outlets that the desk knows, by id, name and domain.
struct Press<'a> {
    by_id: BTreeMap<&'a str, &'a Outlet>,
    agencies: Vec<(Vec<String>, &'a Outlet)>,
}

impl<'a> Press<'a> {
    fn new(outlets: &'a [Outlet]) -> Self {
        let mut agencies: Vec<(Vec<String>, &Outlet)> = outlets
            .iter()
            .filter(|outlet| outlet.kind == OutletKind::Agency)
            .flat_map(|outlet| [(words(&outlet.name), outlet), (words(&outlet.id), outlet)])
            .filter(|(name, _)| !name.is_empty())
            .collect();
        agencies.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.0.cmp(&b.0)));
        Self {
            by_id: outlets.iter().map(|outlet| (outlet.id.as_str(), outlet)).collect(),
            agencies,
        }
    }

    /// The agency among the outlets whose name stands in the words.
    fn agency(&self, text: &str) -> Option<Origin> {
        let text = words(text);
        let holds = |name: &[String]| text.windows(name.len()).any(|window| window == name);
        let (_, outlet) = self.agencies.iter().find(|(name, _)| holds(name))?;
        Some(agency_origin(&outlet.id, outlet.label().to_owned()))
    }

    /// The outlet's own reporting: one origin per owner; an agency's own word is the agency's.
    fn own(&self, id: &str) -> Origin {
        let outlet = self.by_id.get(id);
        let label = outlet.map_or(id, |outlet| outlet.label()).to_owned();
        if outlet.is_some_and(|outlet| outlet.kind == OutletKind::Agency) {
            return agency_origin(id, label);
        }
        let own = |id: String, label: String, because: &'static str| Origin {
            id,
            label,
            because,
            is_named: false,
            is_official: outlet.is_some_and(|outlet| outlet.kind == OutletKind::Official),
        };
        match outlet.and_then(|outlet| outlet.owner.as_deref()).filter(|owner| !owner.is_empty()) {
            Some(owner) => own(format!("owner:{owner}"), format!("{owner} titles"), "one owner"),
            None => own(format!("outlet:{id}"), label, "own reporting"),
        }
    }
}

/// The speakers of an event. A country or an office said once is not said again: "the health ministry" is "Afghanistan's
/// public health ministry" where the event knows no other; a surname stands for the person named in full.
struct Roll {
    /// Per office that every country has: the countries named with it.
    countries: BTreeMap<String, Vec<String>>,
    /// Per umbrella body: the members of it that are named.
    members: BTreeMap<String, Vec<String>>,
    /// Surnames, and the known body that the person was named with.
    bodies: BTreeMap<String, Vec<String>>,
}

impl Roll {
    fn call(lexicon: &Lexicon, readings: &[Reading<'_>]) -> Self {
        let mut countries: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut bodies: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (reading, attribution) in readings.iter().filter_map(|reading| {
            reading.claim.attribution.as_ref().map(|attribution| (reading, attribution))
        }) {
            let said = words(&attribution.to);
            let Some(speaker) = lexicon.speakers().find(&said) else {
                // "John Ging, director of the relief agency, said": the body stands beside the name. A name of one word may be
                // anything ("the Post").
                if is_full_name(&attribution.to)
                    && attribution.kind != AttributionKind::Media
                    && let Some(surname) = surname(lexicon, &attribution.to)
                    && let Some(body) = body_beside(lexicon, &reading.claim.clause, &surname)
                {
                    bodies.entry(surname).or_default().push(body);
                }
                continue;
            };
            if speaker.per_country
                && let Some(country) = lexicon.speakers().country(&said)
            {
                countries.entry(speaker.id.clone()).or_default().push(country.to_owned());
            }
            if let Some(umbrella) = &speaker.within {
                members.entry(umbrella.clone()).or_default().push(speaker.id.clone());
            }
            if let Some(surname) = surname(lexicon, &attribution.to) {
                bodies.entry(surname).or_default().push(attribution.to.clone());
            }
        }
        for list in bodies.values_mut() {
            // Somebody of the relief agency is somebody of the United Nations; the narrower body is who speaks.
            let wider: Vec<String> = list
                .iter()
                .filter_map(|body| lexicon.speakers().find(&words(body))?.within.clone())
                .collect();
            list.retain(|body| {
                let known = lexicon.speakers().find(&words(body));
                known.is_none_or(|known| !wider.contains(&known.id))
            });
        }
        for list in countries.values_mut().chain(bodies.values_mut()).chain(members.values_mut()) {
            list.sort();
            list.dedup();
        }
        Self { countries, members, bodies }
    }

    fn speaker(&self, lexicon: &Lexicon, text: &str, kind: AttributionKind) -> Option<Origin> {
        let said = words(text);
        let known = lexicon.speakers().find(&said);
        let Some(known) = known else {
            // "Local official Sam Reed": an official, and one with a name.
            let is_named = kind != AttributionKind::Unnamed || full_name(lexicon, text).is_some();
            return if is_named { self.unlisted(lexicon, text, kind) } else { None };
        };
        let known = match self.members.get(&known.id).map(Vec::as_slice) {
            Some([only]) => lexicon.speakers().named(only).unwrap_or(known),
            _ => known,
        };
        if known.is_agency {
            return Some(agency_origin(&known.id, known.label.clone()));
        }
        let country =
            lexicon.speakers().country(&said).map(ToOwned::to_owned).or_else(|| {
                match self.countries.get(&known.id).map(Vec::as_slice) {
                    Some([only]) => Some(only.clone()),
                    _ => None,
                }
            });
        let (id, label) = match country.filter(|_| known.per_country) {
            Some(country) => (format!("{}:{country}", known.id), known.label.clone()),
            None => (known.id.clone(), known.label.clone()),
        };
        Some(Origin {
            id,
            label,
            because: "attributed",
            is_named: true,
            is_official: !matches!(kind, AttributionKind::Media | AttributionKind::Other),
        })
    }

    /// A speaker the data does not know: a person by surname, else a body by its own words.
    fn unlisted(&self, lexicon: &Lexicon, text: &str, kind: AttributionKind) -> Option<Origin> {
        let said = words(text);
        if lexicon.speakers().is_nobody(&said) {
            return None;
        }
        let person = surname(lexicon, text);
        if let Some(person) = &person
            && let Some([body]) = self.bodies.get(person).map(Vec::as_slice)
        {
            return self.speaker(lexicon, body, kind);
        }
        let id = person.unwrap_or_else(|| {
            let content: Vec<&str> = lexicon.speakers().beside(&said);
            content.join("-")
        });
        if id.is_empty() {
            return None;
        }
        Some(Origin {
            id: format!("speaker:{id}"),
            label: text.trim().to_owned(),
            because: "attributed",
            is_named: true,
            is_official: kind == AttributionKind::Official,
        })
    }
}

/// The known body that a clause names within a few words of a person.
fn body_beside(lexicon: &Lexicon, clause: &str, surname: &str) -> Option<String> {
    const REACH: usize = 8;
    let said = words(clause);
    let at = said.iter().position(|word| word == surname)?;
    let window = &said[at.saturating_sub(REACH)..(at + REACH + 1).min(said.len())];
    let speaker = lexicon.speakers().find(window).filter(|speaker| !speaker.is_agency)?;
    Some(speaker.label.clone())
}

/// Whether more than one word names the speaker.
fn is_full_name(text: &str) -> bool {
    text.split_whitespace().nth(1).is_some()
}

/// The surname, where another name stands before it.
fn full_name(lexicon: &Lexicon, text: &str) -> Option<String> {
    surname(lexicon, text).filter(|_| is_full_name(text))
}

/// The last word of a name written with capitals, where two stand together ("Qeshm Gov. Heidar Alishvandi": alishvandi), or
/// after a title ("Mr. Ging": ging), or as the whole text ("Gunness").
fn surname(lexicon: &Lexicon, text: &str) -> Option<String> {
    let tokens: Vec<&str> = text
        .split_whitespace()
        .map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()))
        .collect();
    let is_name = |word: &str| {
        let lower = words(word);
        word.chars().next().is_some_and(char::is_uppercase)
            && word.chars().skip(1).any(char::is_lowercase)
            && lower.iter().all(|lower| !lexicon.speakers().is_noise(lower))
            && lexicon.speakers().find(&lower).is_none()
            && lexicon.speakers().country(&lower).is_none()
    };
    let at = tokens.iter().rposition(|word| is_name(word))?;
    let before = at.checked_sub(1).map(|before| tokens[before]);
    let is_titled = before.is_some_and(|word| {
        word.chars().next().is_some_and(char::is_uppercase)
            && (is_name(word) || words(word).iter().all(|word| lexicon.speakers().is_noise(word)))
    });
    (is_titled || tokens.len() == 1).then(|| words(tokens[at]).join("-"))
}
