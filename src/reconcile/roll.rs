//! Who the speakers of an event are: names that say less than others, brought together with those that say more.

use std::collections::BTreeMap;

use super::origin::{Origin, agency_origin};
use super::reading::Reading;
use crate::lexicon::{Lexicon, Speaker, words};
use crate::model::AttributionKind;

/// The speakers of an event. A country or an office said once is not said again: "the health ministry" is "Afghanistan's
/// public health ministry" where the event knows no other; a surname stands for the person named in full.
pub(super) struct Roll {
    /// Per office that every country has: the countries named with it, or with what speaks its word; per kind of body that bears
    /// names, the names. In the whole event (`None`) and in each document.
    countries: BTreeMap<(Option<usize>, String), Vec<String>>,
    /// Per umbrella body: the members of it that are named.
    members: BTreeMap<String, Vec<String>>,
    /// Surnames, and the known body that the person was named with.
    bodies: BTreeMap<String, Vec<String>>,
}

impl Roll {
    pub(super) fn call(lexicon: &Lexicon, readings: &[Reading<'_>]) -> Self {
        let mut countries: BTreeMap<(Option<usize>, String), Vec<String>> = BTreeMap::new();
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
            if let Some(country) = told_apart_by(lexicon, speaker, &attribution.to) {
                let office = lexicon.speakers().head_office(speaker);
                for place in [None, Some(reading.document)] {
                    let known = countries.entry((place, office.to_owned())).or_default();
                    known.push(country.clone());
                }
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

    pub(super) fn speaker(
        &self,
        lexicon: &Lexicon,
        document: usize,
        text: &str,
        kind: AttributionKind,
    ) -> Option<Origin> {
        let said = words(text);
        let known = lexicon.speakers().find(&said);
        let Some(known) = known else {
            // "Local official Sam Reed": an official, and one with a name.
            let is_named = kind != AttributionKind::Unnamed || full_name(lexicon, text).is_some();
            return if is_named { self.unlisted(lexicon, document, text, kind) } else { None };
        };
        let known = match self.members.get(&known.id).map(Vec::as_slice) {
            Some([only]) => lexicon.speakers().named(only).unwrap_or(known),
            _ => known,
        };
        if known.is_agency {
            return Some(agency_origin(&known.id, known.label.clone()));
        }
        // "The army", in a report that speaks of one country's, or in an event that does.
        let office = lexicon.speakers().head_office(known);
        let only = |place: Option<usize>| match self
            .countries
            .get(&(place, office.to_owned()))
            .map(Vec::as_slice)
        {
            Some([only]) => Some(only.clone()),
            _ => None,
        };
        let country = told_apart_by(lexicon, known, text)
            .or_else(|| only(Some(document)))
            .or_else(|| only(None));
        let id = lexicon.speakers().body(known, country.as_deref());
        let label = match lexicon.speakers().named(&id) {
            Some(own) => own.label.clone(),
            None if known.each_named && id != known.id => text.trim().to_owned(),
            None => known.label.clone(),
        };
        Some(Origin {
            id,
            label,
            because: "attributed",
            is_named: true,
            is_official: !matches!(kind, AttributionKind::Media | AttributionKind::Other),
            house: 0,
        })
    }

    /// A speaker the data does not know: a person by surname, else a body by its own words.
    fn unlisted(
        &self,
        lexicon: &Lexicon,
        document: usize,
        text: &str,
        kind: AttributionKind,
    ) -> Option<Origin> {
        let said = words(text);
        if lexicon.speakers().is_nobody(&said) {
            return None;
        }
        let person = surname(lexicon, text);
        if let Some(person) = &person
            && let Some([body]) = self.bodies.get(person).map(Vec::as_slice)
        {
            return self.speaker(lexicon, document, body, kind);
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
            house: 0,
        })
    }
}

/// What tells a known speaker from others of his kind: his country, own or named in the words; the name of a hospital.
fn told_apart_by(lexicon: &Lexicon, speaker: &Speaker, text: &str) -> Option<String> {
    let said = words(text);
    if speaker.each_named {
        let is_capital = |word: &&str| {
            let mut tokens = text.split(|c: char| !c.is_alphanumeric());
            tokens.any(|token| token.starts_with(char::is_uppercase) && words(token) == [*word])
        };
        let is_country = |word: &&str| lexicon.speakers().country(&[(*word).to_owned()]).is_some();
        let beside = lexicon.speakers().beside(&said);
        let own: Vec<&str> =
            beside.into_iter().filter(|word| is_capital(word) && !is_country(word)).collect();
        return Some(own.join("-")).filter(|own| !own.is_empty());
    }
    let named = || lexicon.speakers().country(&said).filter(|_| speaker.per_country);
    speaker.country.as_deref().or_else(named).map(ToOwned::to_owned)
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
