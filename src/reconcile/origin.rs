//! Origins: whom a figure goes back to, resolved to one id across wordings. Agreement is counted by origin, not by outlet.

use std::collections::{BTreeMap, BTreeSet};

use super::Settings;
use super::copies::{clusters, containment};
use super::reading::Reading;
use super::roll::Roll;
use crate::lexicon::{Lexicon, Speakers, words};
use crate::model::{Outlet, OutletKind};

/// The independent source of a figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) because: &'static str,
    /// Whether the text names who said it: a speaker or an agency, and not only the outlet itself.
    pub(super) is_named: bool,
    pub(super) is_official: bool,
    /// Which of the event's houses it belongs to: bodies that speak one word count once.
    pub(super) house: usize,
}

/// Origins that are one: a body and the organs that speak for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct House {
    /// The id of the member that the others speak for or through.
    pub(super) id: String,
    pub(super) members: Vec<usize>,
}

/// The origins of an event, and what is known of its documents.
#[derive(Debug, Clone, Default)]
pub(super) struct Origins {
    pub(super) list: Vec<Origin>,
    pub(super) houses: Vec<House>,
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
        origins.tell_repeats(readings);
        origins.house(lexicon.speakers());
        origins
    }

    /// What a report gives in its own voice (in its headline, its first line, a note on a correction) and credits to one speaker
    /// somewhere else is that speaker's, and no second witness.
    fn tell_repeats(&self, readings: &mut [Reading<'_>]) {
        let figure = |it: &Reading<'_>| {
            let what =
                (it.measure.to_owned(), it.thing.clone(), it.people.clone(), it.unit.clone());
            Some((it.document, what, it.value()?))
        };
        let mut credited: BTreeMap<_, BTreeSet<usize>> = BTreeMap::new();
        for reading in readings.iter().filter(|reading| self.of(reading).is_named) {
            if let Some(figure) = figure(reading) {
                credited.entry(figure).or_default().insert(reading.origin);
            }
        }
        for reading in readings.iter_mut().filter(|reading| !self.of(reading).is_named) {
            let to = figure(reading).and_then(|figure| credited.get(&figure));
            if let Some(origin) = to.filter(|to| to.len() == 1).and_then(|to| to.first()) {
                reading.origin = *origin;
            }
        }
    }

    /// Brings together the origins that speak one body's word. The house has the name of the narrowest member that all others stand
    /// above or below: of the ministry, its army and one command it is the command that counts its losses.
    fn house(&mut self, speakers: &Speakers) {
        let lines: Vec<Vec<String>> =
            self.list.iter().map(|origin| chain(speakers, &origin.id)).collect();
        let mut by_head: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, line) in lines.iter().enumerate() {
            by_head.entry(line[0].as_str()).or_default().push(index);
        }
        for (head, mut members) in by_head {
            members.sort_by(|a, b| lines[*a].cmp(&lines[*b]));
            // What all their lines of command have in common, and then the one line that goes on from there.
            let ways: BTreeSet<&[String]> =
                members.iter().map(|it| lines[*it].as_slice()).collect();
            let is_last = |line: &&&[String]| {
                !ways.iter().any(|way| way.len() > line.len() && way.starts_with(line))
            };
            let ends: Vec<&[String]> = ways.iter().filter(is_last).copied().collect();
            let shared = |at: usize| ends.iter().all(|end| end.get(at) == ends[0].get(at));
            let depth = (0..ends[0].len()).take_while(|at| shared(*at)).count();
            let id = depth.checked_sub(1).map_or(head, |last| ends[0][last].as_str());
            for member in &members {
                self.list[*member].house = self.houses.len();
            }
            self.houses.push(House { id: id.to_owned(), members });
        }
    }

    /// The house of a reading's origin.
    pub(super) fn house_of(&self, reading: &Reading<'_>) -> usize {
        self.of(reading).house
    }

    /// Whether two readings go back to one origin, or to bodies that speak one word.
    pub(super) fn are_one(&self, a: &Reading<'_>, b: &Reading<'_>) -> bool {
        self.house_of(a) == self.house_of(b)
    }

    /// Whether two origins are one, or one of them speaks for a body of the other.
    pub(super) fn are_one_house(&self, lexicon: &Lexicon, a: usize, b: usize) -> bool {
        let (x, y) = (&self.list[a], &self.list[b]);
        let within = |inner: &Origin, outer: &Origin| {
            let speaker = lexicon.speakers().named(&inner.id);
            speaker.is_some_and(|speaker| speaker.within.as_deref() == Some(outer.id.as_str()))
        };
        x.house == y.house || within(x, y) || within(y, x)
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

/// A body's line of command, from the head to itself.
fn chain(speakers: &Speakers, id: &str) -> Vec<String> {
    let mut line = vec![id.to_owned()];
    while let Some(master) = speakers.master(&line[line.len() - 1])
        && !line.contains(&master)
    {
        line.push(master);
    }
    line.reverse();
    line
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
        if let Some(speaker) =
            roll.speaker(lexicon, reading.document, &attribution.to, attribution.kind)
        {
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

pub(super) fn agency_origin(id: &str, label: String) -> Origin {
    Origin {
        id: format!("agency:{id}"),
        label,
        because: "agency credit",
        is_named: true,
        is_official: false,
        house: 0,
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
            house: 0,
        };
        match outlet.and_then(|outlet| outlet.owner.as_deref()).filter(|owner| !owner.is_empty()) {
            Some(owner) => own(format!("owner:{owner}"), format!("{owner} titles"), "one owner"),
            None => own(format!("outlet:{id}"), label, "own reporting"),
        }
    }
}
