//! Who is counted: the group of a noun phrase, with its nation ("us troops"), or the noun itself.

use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};

/// The group of a figure that counts persons; "all" where the words mean anybody.
pub(super) fn group(reading: &Reading<'_>, mention: &Mention, limit: usize) -> String {
    let mut range = mention.noun().clone();
    // "three of them children", "seven of them women": the words behind "them" tell who.
    if !range.is_empty() && reading.is(range.start, WordClass::Anaphor) {
        let mut next = range.end;
        while next < limit
            && (reading.is(next, WordClass::Auxiliary) || reading.is(next, WordClass::Article))
        {
            next += 1;
        }
        if let Some((length, _)) = known(reading, next, limit) {
            range = next..next + length;
        }
    }
    if range.is_empty() {
        return "all".to_owned();
    }
    let mut nation = None;
    let mut is_of_several = false;
    let mut people = None;
    let mut rest: Option<usize> = None;
    let mut at = range.start;
    while at < range.end {
        if let Some((length, index)) = nation_at(reading, at, range.end) {
            is_of_several |= nation.is_some_and(|known| known != index);
            nation = nation.or(Some(index));
            at += length;
        } else if let Some((length, index)) = known(reading, at, range.end) {
            people = Some(index);
            at += length;
        } else {
            let skipped = reading.is(at, WordClass::Adjective)
                || reading.is(at, WordClass::Adverb)
                || reading.is_function_word(at)
                || reading
                    .sense(at, range.end, |sense| matches!(sense, Sense::Cue(_)).then_some(()))
                    .is_some()
                || !reading.is_word(at);
            if !skipped {
                rest = rest.or(Some(at));
            }
            at += 1;
        }
    }
    let groups = reading.lexicon.groups();
    let nations = reading.lexicon.nations();
    let is_object = mention.cue.as_ref().is_some_and(|found| found.at.end <= mention.start);
    let joined = people.and_then(|first| joined(reading, first, range.end, limit, is_object));
    let people = people.map(|at| joined.as_deref().unwrap_or(&groups[at].id));
    // "US and Afghan troops" are of neither.
    match (nation.filter(|_| !is_of_several || people.is_none()), people) {
        (Some(nation), None | Some("all")) => {
            let group = nations[nation].people.clone();
            if rest.is_some() && people.is_none() { plain(reading, mention) } else { group }
        }
        (Some(nation), Some(group)) => format!("{} {group}", nations[nation].id),
        (None, Some(group)) => group.to_owned(),
        (None, None) => plain(reading, mention),
    }
}

/// "12 women and children", "men, women and children": the group that they make together, where the words behind the noun
/// name more people without a number of their own and begin no clause of their own ("12 soldiers, and rebels attacked").
fn joined(
    reading: &Reading<'_>,
    first: usize,
    end: usize,
    limit: usize,
    is_object: bool,
) -> Option<String> {
    let groups = reading.lexicon.groups();
    let mut names = vec![groups[first].id.as_str()];
    let mut at = end;
    let mut is_closed = false;
    while at < limit && !is_closed {
        is_closed = reading.is(at, WordClass::And);
        if !is_closed && !reading.is_sign(at, ',') {
            return None;
        }
        let (length, next) = known(reading, at + 1, limit)?;
        names.push(&groups[next].id);
        at += 1 + length;
    }
    let is_verb = reading.is(at, WordClass::Auxiliary)
        || reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(())).is_some();
    // "killed 12 soldiers and civilians were evacuated": a verb that the first of them is not the subject of.
    let ends = at >= limit
        || !reading.is_word(at)
        || if is_verb { !is_object } else { reading.is_function_word(at) };
    (is_closed && ends).then(|| reading.lexicon.lattice().joined(&names))
}

fn known(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, usize)> {
    reading.sense(at, limit, |sense| match sense {
        Sense::Group(group) => Some(*group),
        _ => None,
    })
}

fn nation_at(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, usize)> {
    // Nations are written with a capital; "us" without one is a pronoun.
    let shouted = reading.shouts && !reading.is(at, WordClass::NationHomonym);
    let capital = reading.language.grammar.nations_capital;
    if capital && !reading.is_capital(at) && !shouted && !reading.word(at).contains('.') {
        return None;
    }
    reading.sense(at, limit, |sense| match sense {
        Sense::Nation(nation) => Some(*nation),
        _ => None,
    })
}

/// The noun itself, lower case, with a plural head as printed.
fn plain(reading: &Reading<'_>, mention: &Mention) -> String {
    let words: Vec<String> =
        super::noun::content(reading, mention.noun()).map(str::to_lowercase).collect();
    if words.is_empty() { "all".to_owned() } else { words.join(" ") }
}

/// Whether the noun names persons that the data knows. Persons or a nation before a thing say what thing it is ("two Israeli shells",
/// "three police stations", "four life sentences").
pub(super) fn names_people(reading: &Reading<'_>, mention: &Mention) -> bool {
    let noun = mention.noun();
    let head = if reading.language.grammar.noun_first { noun.start } else { noun.end.max(1) - 1 };
    let is_thing = !noun.is_empty() && reading.is(head, WordClass::Thing);
    let names_somebody = |at: usize| {
        known(reading, at, noun.end).is_some() || nation_at(reading, at, noun.end).is_some()
    };
    !is_thing && noun.clone().any(names_somebody)
}
