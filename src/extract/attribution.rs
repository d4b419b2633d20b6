//! Who said it: named in the sentence, or carried over from the one before.

use std::ops::Range;

use super::reading::Reading;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::{Attribution, AttributionKind};
use crate::text::Case;

/// A speaker's name takes no more words than this.
const REACH: usize = 10;

/// How many words an apposition has at most: "a former aid worker who lives there and now leads a team of journalists".
const APPOSITION: usize = 24;

/// One act of speech in a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Act {
    /// The token that its words begin at: the speaker's first, or the verb's where that stands before the speaker.
    from: usize,
    verb: usize,
    /// Nobody by name for "he" or "she": whoever spoke before.
    who: Option<Attribution>,
    /// It stands behind what is said: ", police said".
    trails: bool,
}

impl Act {
    /// "(the hospital says 15)": what is said in brackets ends with them.
    fn is_aside(&self, reading: &Reading<'_>) -> bool {
        let article =
            usize::from(self.from > 1 && reading.is_one(self.from - 1, &[WordClass::Article]));
        let open = self.from.checked_sub(1 + article);
        open.is_some_and(|open| reading.is_sign(open, '('))
    }
}

/// Who says what in a sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Speech(Vec<Act>);

impl Speech {
    /// Whether nobody speaks.
    pub(super) fn is_silent(&self) -> bool {
        self.0.is_empty()
    }

    /// The last speaker who is named.
    pub(super) fn last(&self) -> Option<&Attribution> {
        self.0.iter().rev().find_map(|act| act.who.as_ref())
    }

    /// Every speaker who is named, with the tokens from his first, or from a verb before him, to the verb.
    pub(super) fn speakers(&mut self) -> impl Iterator<Item = (Range<usize>, &mut Attribution)> {
        let acts = self.0.iter_mut();
        acts.filter_map(|act| Some((act.from.min(act.verb)..act.verb, act.who.as_mut()?)))
    }

    /// Who tells what stands at a token; `before` for "he".
    pub(super) fn at(
        &self,
        reading: &Reading<'_>,
        at: usize,
        before: Option<&Attribution>,
    ) -> Option<Attribution> {
        let act = self.act(reading, at).filter(|act| !takes_for_granted(reading, act, at))?;
        act.who.as_ref().or(before).cloned()
    }

    fn act(&self, reading: &Reading<'_>, at: usize) -> Option<&Act> {
        let parted = |mut range: Range<usize>| range.any(|at| turns(reading, at));
        if self.0.len() < 2 {
            // "12 died; the army said that 30 were hurt": the first is nobody's.
            let reaches =
                |act: &&Act| act.trails || !(at..act.from).any(|at| reading.is_sign(at, ';'));
            return self.0.first().filter(reaches);
        }
        let reaches = |act: &&Act| {
            !act.is_aside(reading) || !(act.verb..at).any(|at| reading.is_sign(at, ')'))
        };
        let opened = self.0.iter().rev().filter(reaches).find(|act| !act.trails && act.verb < at);
        let closed = self.0.iter().find(|act| act.trails && act.verb > at);
        match (opened, closed) {
            (Some(opened), Some(closed)) => {
                let own = parted(opened.verb..at) && !parted(at..closed.from);
                Some(if own { closed } else { opened })
            }
            (found, None) | (None, found) => found.or_else(|| self.0.first()),
        }
    }
}

/// "denied a part in the blast that killed 12", "did not say when the 12 died": what the speaker speaks of, and the outlet tells.
fn takes_for_granted(reading: &Reading<'_>, act: &Act, at: usize) -> bool {
    let clause = [WordClass::ReportClause, WordClass::Citing];
    if act.trails || act.verb >= at || reading.is_one(act.verb, &clause) {
        return false;
    }
    let opens = [WordClass::Defining, WordClass::Relative, WordClass::Closing];
    let mut behind = act.verb + 1..at;
    !reading.is(act.verb + 1, WordClass::Complementiser)
        && reading.is_word(act.verb)
        && !behind.clone().any(|near| reading.is_sign(near, ';'))
        && behind.any(|near| reading.is_one(near, &opens) && !completes(reading, near))
}

/// "reports that", "claims that": what was reported.
fn completes(reading: &Reading<'_>, at: usize) -> bool {
    let report = |sense: &Sense| (*sense == Sense::ReportVerb).then_some(());
    reading.is(at, WordClass::Complementiser) && reading.sense(at - 1, at, report).is_some()
}

/// Where another clause begins that somebody else may speak: "; ", "while", "but".
fn turns(reading: &Reading<'_>, at: usize) -> bool {
    reading.is_sign(at, ';') || reading.is(at, WordClass::Turn)
}

/// A sentence's acts of speech. A second one counts where it has a clause of its own: in "police said that the hospital had reported" it
/// is police who tell it.
pub(super) fn speech(reading: &Reading<'_>, sentence: &Range<usize>) -> Speech {
    let mut acts = acts(reading, sentence);
    // "the mayor, citing the police, said": they are who knows it.
    if let Some(cited) = acts.iter().find(|act| reading.is(act.verb, WordClass::Citing)) {
        let cited = cited.clone();
        let other = |act: &Act| {
            let (from, to) = (act.verb.min(cited.verb), act.verb.max(cited.verb));
            *act == cited || (from..to).any(|at| turns(reading, at))
        };
        acts.retain(other);
    }
    let named = acts.iter().position(|act| act.who.is_some()).unwrap_or(0);
    let own = |act: &Act| {
        act.trails
            || act.from == sentence.start
            || reading.is_sign(act.from - 1, ',')
            || turns(reading, act.from - 1)
            || act.is_aside(reading)
            || reading.is_one(act.from - 1, &[WordClass::And, WordClass::AbsoluteOpener])
    };
    if acts.iter().filter(|act| own(act)).count() > 1 {
        return Speech(acts.into_iter().filter(own).collect());
    }
    Speech(acts.into_iter().skip(named).take(1).collect())
}

fn acts(reading: &Reading<'_>, sentence: &Range<usize>) -> Vec<Act> {
    let (first, limit) = (sentence.start, sentence.end);
    let mut acts: Vec<Act> = Vec::new();
    for at in first..limit {
        let prefix =
            reading.sense(at, limit, |sense| (*sense == Sense::ReportPrefix).then_some(()));
        if let Some((length, ())) = prefix {
            // "per" is a rate more often than a source.
            if reading.is(at, WordClass::Per) && !reading.is_capital(at + 1) {
                continue;
            }
            if let Some((_, who)) = right(reading, at + length, limit) {
                let trails = at > first && !turns(reading, at - 1);
                acts.push(Act { from: at, verb: at, who: Some(who), trails });
                continue;
            }
        }
        if reading.sense(at, limit, |sense| (*sense == Sense::ReportVerb).then_some(())).is_none() {
            continue;
        }
        // "reported dead", "claimed 60 lives", "the reported toll" are no speech.
        if at > first
            && (reading.is(at - 1, WordClass::Auxiliary) && !reading.is(at - 1, WordClass::Have)
                || reading.is(at - 1, WordClass::Article))
        {
            continue;
        }
        // "denied reports that": a noun.
        let verb = |sense: &Sense| (*sense == Sense::ReportVerb).then_some(());
        let noun = at > first && reading.sense(at - 1, at, verb).is_some();
        if noun && !reading.is(at, WordClass::Reckons) || says_nothing(reading, at, limit) {
            continue;
        }
        acts.extend(act(reading, sentence, at));
    }
    if !acts.is_empty() {
        let gapped = (first..limit).filter_map(|at| {
            let (from, who) = gapped(reading, first, at)?;
            Some(Act { from, verb: at - 1, who: Some(who), trails: false })
        });
        acts.extend(gapped);
        acts.sort_by_key(|act| act.verb);
    } else if let Some((from, who)) = signed(reading, sentence) {
        acts.push(Act { from, verb: limit - 1, who: Some(who), trails: true });
    } else if let Some((verb, who)) = headed(reading, sentence) {
        acts.push(Act { from: first, verb, who: Some(who), trails: false });
    }
    acts
}

/// "the government says 12 died, rights groups 87", "organisers at 320,000": a speaker beside a number, where the verb is left out.
pub(super) fn gapped(
    reading: &Reading<'_>,
    first: usize,
    number: usize,
) -> Option<(usize, Attribution)> {
    if !reading.is_number(number) || number <= first + 1 {
        return None;
    }
    let end = number - usize::from(reading.is(number - 1, WordClass::At));
    let start = (first..end)
        .rev()
        .take(REACH)
        .find(|at| !reading.is_word(*at) || reading.is_function_word(*at))
        .map(|at| at + usize::from(!reading.is(at, WordClass::Article)))?;
    let opens = start > first
        && (matches!(reading.sign(start - 1), Some(',' | ';'))
            || reading.is_one(start - 1, &[WordClass::And, WordClass::Turn]));
    (opens && is_speaker(reading, end.checked_sub(1)?, end) && start < end)
        .then(|| Some((start, name(reading, start..end)?)))?
}

/// "Blast leaves 57 dead - minister": who says it, behind a headline's dash.
fn signed(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<(usize, Attribution)> {
    let limit = sentence.end;
    let dash = (sentence.start..limit).rev().take(REACH).find(|at| reading.is_dash(*at))?;
    let spaced = !reading.glued(dash) && dash + 1 < limit && !reading.glued(dash + 1);
    let words = (dash + 1..limit).all(|at| reading.is_word(at));
    (spaced && words && is_speaker(reading, limit - 1, limit))
        .then(|| Some((dash + 1, name(reading, dash + 1..limit)?)))?
}

/// "Police: 57 dead": who says it, before a headline's colon.
fn headed(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<(usize, Attribution)> {
    let first = sentence.start;
    let colon = sentence.clone().take(REACH).find(|at| !reading.is_word(*at))?;
    let opens =
        colon > first && reading.is_sign(colon, ':') && is_speaker(reading, colon - 1, colon);
    opens.then(|| Some((colon, name(reading, first..colon)?)))?
}

fn is_speaker(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading.sense(at, limit, |sense| matches!(sense, Sense::Speaker(_)).then_some(())).is_some()
}

/// "damage estimated at $5m", "jobless claims fall", "claimed the lives of": what only spells like a verb of saying.
fn says_nothing(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let moves = [Marker::Up, Marker::Down];
    let moved = moves.iter().any(|way| reading.marker(at + 1, limit, *way).is_some());
    let cue = reading.sense(at, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()));
    cue.is_some_and(|(length, ())| length > 1)
        || reading.is(at, WordClass::Reckons) && reading.is(at + 1, WordClass::At)
        || reading.is_plural(at) && moved
}

/// The act of speech that a verb of saying tells of.
fn act(reading: &Reading<'_>, sentence: &Range<usize>, verb: usize) -> Option<Act> {
    let (first, limit) = (sentence.start, sentence.end);
    let ends = |at: usize| at >= limit || reading.sign(at).is_some_and(|sign| sign != '"');
    let after = |from: usize| from > first && reading.is_sign(from - 1, ',');
    if verb > first && reading.is(verb - 1, WordClass::SpeakerPronoun) {
        let trails = after(verb - 1) && ends(verb + 1);
        return Some(Act { from: verb - 1, verb, who: None, trails });
    }
    let verb_first = reading.language.grammar.verb_first;
    if verb_first && let Some((end, who)) = behind(reading, verb + 1, limit) {
        let trails = after(verb) && ends(end);
        return Some(Act { from: verb, verb, who: Some(who), trails });
    }
    if let Some((from, who)) = left(reading, first, verb) {
        let trails = after(from) && ends(verb + 1);
        return Some(Act { from, verb, who: Some(who), trails });
    }
    // ", said the minister"
    let inverted =
        verb > first && (reading.is_sign(verb - 1, ',') || reading.is_sign(verb - 1, '"'));
    if inverted {
        if reading.is(verb + 1, WordClass::SpeakerPronoun) {
            return Some(Act { from: verb, verb, who: None, trails: true });
        }
        if let Some((_, who)) = right(reading, verb + 1, limit) {
            return Some(Act { from: verb, verb, who: Some(who), trails: true });
        }
    }
    // "dijo que": who spoke before goes on, where a verb needs no subject.
    let again = verb_first && reading.is(verb + 1, WordClass::Subordinator);
    again.then_some(Act { from: verb, verb, who: None, trails: false })
}

/// "dijo este lunes la policía": the speaker behind a verb, known by the data's nouns or by a capital.
fn behind(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, Attribution)> {
    let mut start = at;
    while start < limit
        && (super::calendar::is_calendar_word(reading, start, limit)
            || reading.is_one(start, &[WordClass::Article, WordClass::Determiner])
                && super::calendar::is_calendar_word(reading, start + 1, limit))
    {
        start += 1;
    }
    right(reading, start, limit)
}

/// A medium credited in brackets: "(AP)", "(Reuters)".
pub(super) fn credit(reading: &Reading<'_>, sentence: &Range<usize>) -> Option<Attribution> {
    (sentence.start..sentence.end).find_map(|at| {
        if !reading.is_sign(at, '(') {
            return None;
        }
        let (length, ()) = medium(reading, at + 1, sentence.end)?;
        reading.is_sign(at + 1 + length, ')').then(|| Attribution {
            to: reading.slice(&(at + 1..at + 1 + length)).to_owned(),
            kind: AttributionKind::Media,
        })
    })
}

fn medium(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, ())> {
    reading.sense(at, limit, |sense| (*sense == Sense::Medium).then_some(()))
}

/// The speaker behind a word, and the token behind the name: up to a comma, a verb or a preposition that is no part of it.
fn right(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, Attribution)> {
    let mut end = at;
    while end < limit && end - at < REACH {
        let of = reading.is_one(end, &[WordClass::NameLink, WordClass::And, WordClass::Article])
            && end > at;
        let article = end == at
            && (reading.is(end, WordClass::Article) || reading.is(end, WordClass::Determiner));
        let verb = reading.is(end, WordClass::Verb)
            || reading
                .sense(end, limit, |sense| (*sense == Sense::ReportVerb).then_some(()))
                .is_some();
        let number = end == at
            && reading
                .sense(end, limit, |sense| matches!(sense, Sense::Cardinal(_)).then_some(()))
                .is_some();
        let bound = binds(reading, end);
        let own = of || article || upper(reading, end) || (end > at && is_inside(reading, end));
        if !(reading.is_word(end) || bound)
            || (reading.is_function_word(end) && !own)
            || (verb && !number)
        {
            break;
        }
        end += 1;
    }
    while end > at
        && (reading.is_function_word(end - 1) && !upper(reading, end - 1)
            || reading.is_sign(end - 1, '.'))
    {
        end -= 1;
    }
    Some((end, name(reading, at..end)?))
}

/// The dot of an initial: "John F. Hale", "U. S. Geological Survey".
fn is_initial(reading: &Reading<'_>, dot: usize) -> bool {
    reading.is_sign(dot, '.')
        && reading.glued(dot)
        && reading.is_capital(dot - 1)
        && reading.word(dot - 1).len() == 1
}

/// A sign inside a name: the hyphen of "Al-Amin", the full stop of "Lt. Gov. Dan F. Patrick".
fn binds(reading: &Reading<'_>, at: usize) -> bool {
    let short = at > 0 && reading.is(at - 1, WordClass::Abbreviation);
    reading.is_sign(at, '-') && reading.glued(at)
        || reading.is_sign(at, '.') && (short || at > 0 && is_initial(reading, at))
}

/// A preposition written as a part of a name: "Doctors Without Borders".
fn is_inside(reading: &Reading<'_>, at: usize) -> bool {
    reading.is(at, WordClass::Preposition)
        && !reading.shouts
        && (at.saturating_sub(1)..=at + 1).all(|at| reading.is_capital(at))
}

/// A name in capitals that spells like a word: "US", "WHO", the first half of "IS-K".
fn upper(reading: &Reading<'_>, at: usize) -> bool {
    !reading.shouts && reading.tokens[at].case == Case::Upper && reading.word(at).len() > 1
}

/// The speaker before a verb, and the token its name begins at: back to a comma, a conjunction or the sentence's head.
fn left(reading: &Reading<'_>, first: usize, verb: usize) -> Option<(usize, Attribution)> {
    let mut start = verb;
    // "officials have said", "the ministry also said"
    while start > first
        && reading.is_one(start - 1, &[WordClass::Auxiliary, WordClass::Adverb])
        && !reading.is(start - 1, WordClass::To)
    {
        start -= 1;
    }
    let end = start;
    // An apposition: "Peter Ford, a former ambassador, said" is Peter Ford.
    if start > first && reading.is_sign(start - 1, ',') {
        let open =
            (first..start - 1).rev().take(APPOSITION).find(|at| reading.is_sign(*at, ','))?;
        return left(reading, first, open).filter(|_| open > first);
    }
    while start > first && end - start < REACH {
        let at = start - 1;
        let of = reading.is_one(at, &[WordClass::NameLink, WordClass::At, WordClass::Article]);
        let own = of || upper(reading, at) || (at > first && is_inside(reading, at));
        let stop = !(reading.is_word(at) || binds(reading, at))
            || (reading.is_function_word(at) && !own)
            || reading.is_one(at, &[WordClass::And, WordClass::But, WordClass::ReportClause]);
        if stop {
            break;
        }
        start = at;
    }
    // "volunteers who counted the bodies said", "an official who asked not to be named said": they said it.
    let defining = (first..start).rev().take(REACH).take_while(|at| reading.is_word(*at));
    let defining = defining.filter(|at| reading.is(*at, WordClass::Defining));
    if let Some(who) = defining.last().filter(|who| *who > first) {
        return left(reading, first, who);
    }
    // "initial reports put", "unconfirmed reports spoke": nobody.
    if reading
        .sense(start, verb + 1, |sense| matches!(sense, Sense::Hedge(_)).then_some(()))
        .is_some()
    {
        return None;
    }
    while start < end && reading.is(start, WordClass::Preposition) {
        start += 1;
    }
    let found = name(reading, start..end);
    // "a shopkeeper said": whoever says something is a speaker; "the blast claimed 60 lives" says nothing.
    let says = (reading.is(verb, WordClass::ReportClause) || reckons(reading, verb)) && end > start;
    // "sources close to the talks said": the talks are not who said it.
    let inside =
        start > first && reading.is_one(start - 1, &[WordClass::Preposition, WordClass::To]);
    if inside && found.is_none() {
        let phrase = (first..start - 1).rev().take(REACH).take_while(|at| reading.is_word(*at));
        let speaker = phrase.filter_map(|at| {
            let kind = |sense: &Sense| matches!(sense, Sense::Speaker(_)).then_some(());
            reading.sense(at, start, kind).map(|(length, ())| at + length)
        });
        return speaker.take(1).find_map(|behind| left(reading, first, behind));
    }
    let person = says && !inside && reading.is(start, WordClass::Article) && end - start <= 4;
    let plain = || Attribution {
        to: reading.slice(&(start + 1..end)).to_owned(),
        kind: AttributionKind::Other,
    };
    Some((start, found.or_else(|| (person && end > start + 1).then(plain))?))
}

/// "put the cost at $3 million", but not "put 14 people in hospital".
fn reckons(reading: &Reading<'_>, verb: usize) -> bool {
    let number = |at: usize| {
        let vague = reading.sense(at, at + 1, |sense| {
            matches!(sense, Sense::Cardinal(_) | Sense::BoundBefore(_)).then_some(())
        });
        reading.is_number(at) || reading.sign(at).is_some() || vague.is_some()
    };
    let reach = verb + 1..(verb + REACH).min(reading.tokens.len());
    reading.is(verb, WordClass::Reckons)
        && reach.into_iter().any(|at| reading.is(at, WordClass::At) && number(at + 1))
}

/// A speaker from its words: its kind by the data's nouns, by a title, or by being a name.
fn name(reading: &Reading<'_>, range: Range<usize>) -> Option<Attribution> {
    if range.is_empty() {
        return None;
    }
    let mut kind: Option<AttributionKind> = None;
    let mut named = false;
    let mut at = range.start;
    while at < range.end {
        named |= reading.is_capital(at) && (at > range.start || !reading.is_function_word(at));
        let found = reading.sense(at, range.end, |sense| match sense {
            Sense::Medium => Some(AttributionKind::Media),
            Sense::Speaker(kind) => Some(*kind),
            Sense::Title => Some(AttributionKind::Official),
            _ => None,
        });
        let Some((length, found)) = found else {
            at += 1;
            continue;
        };
        // The most telling word counts: "a police spokesman" is official, "a spokesman" nobody by name; a medium stays one.
        kind = Some(match kind {
            None => found,
            Some(AttributionKind::Media) => AttributionKind::Media,
            Some(known) if found == AttributionKind::Media => found.min(known),
            Some(known) => known.min(found),
        });
        at += length;
    }
    let kind = match kind {
        Some(kind) => kind,
        None if named || reading.shouts => AttributionKind::Other,
        None => return None,
    };
    let mut start = range.start;
    while start < range.end - 1 && (reading.is(start, WordClass::Article)) {
        start += 1;
    }
    Some(Attribution { to: reading.slice(&(start..range.end)).to_owned(), kind })
}
