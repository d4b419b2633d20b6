//! What a number counts: the noun phrase behind it, found by its first plural and the words that end one.

use std::ops::Range;

use rust_decimal::Decimal;

use super::mention::Mention;
use super::numeral::{Form, numeral};
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::Relation;
use crate::text::{Case, Class};

/// A noun phrase is looked for within so many words.
const REACH: usize = 6;

/// Whether a plural noun comes within a noun phrase's reach, so that a number before it counts something.
pub(super) fn plural_follows(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    let noun = phrase(reading, at, limit, Decimal::TWO);
    noun.clone().any(|at| reading.is_plural(at)) || is_people(reading, at, limit)
}

fn is_people(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading.is(at, WordClass::Person) && at < limit
}

/// Finds the counted thing and its place in the mention.
pub(super) fn attach(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    if mention.form == Form::Ordinal {
        return;
    }
    let value = mention.value.unwrap_or(Decimal::TWO);
    let mut at = mention.end;
    // "one of the 12 killed", "two of the bombs", "dozens of the men"
    let of = reading.is(at, WordClass::Of);
    if of {
        let mut next = at + 1;
        while next < limit
            && (reading.is(next, WordClass::Article) || reading.is(next, WordClass::Determiner))
        {
            next += 1;
        }
        let partitive = next > at + 1;
        if !partitive
            && mention.form != Form::Fraction
            && mention.qualifier != crate::model::Qualifier::Vague
        {
            if reading.is_one(next, &[WordClass::Anaphor, WordClass::NationHomonym]) {
                mention.noun = next..next + 1;
                mention.partitive = true;
                mention.end = mention.noun.end;
            }
            return;
        }
        if numeral(reading, next, limit).is_some() {
            mention.partitive = true;
            return;
        }
        mention.partitive = partitive;
        at = next;
        let noun = phrase(reading, at, limit, Decimal::TWO);
        if !noun.is_empty() {
            mention.end = noun.end;
            mention.noun = noun;
        }
        return;
    }
    if reading.is_one(at, &[WordClass::More, WordClass::Other]) && at + 1 < limit {
        let noun = phrase(reading, at + 1, limit, value);
        if !noun.is_empty() {
            mention.end = noun.end;
            mention.noun = noun;
        }
        return;
    }
    let dashed = reading.is_sign(at, '-') && reading.glued(at) && reading.is_word(at + 1);
    if dashed {
        at += 1;
        mention.compound = true;
        // A range or a bound behind ("80-odd people") is no compound.
        if reading
            .sense(at - 1, limit, |sense| matches!(sense, Sense::BoundAfter(_)).then_some(()))
            .is_some()
        {
            mention.compound = false;
            return;
        }
    }
    let noun = phrase(reading, at, limit, value);
    if noun.is_empty() {
        mention.compound = false;
        return;
    }
    // "517 rushing yards", "the 50 previous years": the head is a unit.
    if noun.len() == 2
        && reading.is_plural(noun.end - 1)
        && unit::behind_adjective(reading, mention, noun.end - 1, limit)
    {
        return;
    }
    mention.end = noun.end;
    mention.noun = without_participle(reading, noun);
}

/// "300 recorded songs" counts songs: participles in front say something about the thing and do not name it.
fn without_participle(reading: &Reading<'_>, mut noun: Range<usize>) -> Range<usize> {
    while noun.len() > 1
        && reading.is_word(noun.start)
        && !reading.is_capital(noun.start)
        && !reading.is_sign(noun.start + 1, '-')
    {
        if !reading.language.ends_as_participle(reading.word(noun.start)) {
            break;
        }
        noun.start += 1;
    }
    noun
}

/// Lends the noun of the mention before to one that has none: "up from 2.4 million", "and 95,800 who".
pub(super) fn lend(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        if !b.counts()
            || !b.noun.is_empty()
            || b.kind != crate::model::Kind::Count
            || b.form == Form::Fraction
        {
            continue;
        }
        let relative = reading.is(b.end, WordClass::Relative);
        let previous = b.start >= 2
            && reading.is_one(b.start - 1, &[WordClass::From, WordClass::To])
            && b.start - a.end.min(b.start) <= 6;
        let and = b.start >= 1
            && reading.is_one(b.start - 1, &[WordClass::And, WordClass::Or])
            && relative;
        if (and || previous) && a.set_aside.is_none() {
            if a.counts() && !a.noun().is_empty() {
                b.lent = Some(a.noun().clone());
            } else if previous
                && a.unit != super::mention::CountedIn::Bare
                && reading.is(b.start - 1, WordClass::From)
                && reading.is(b.start - 2, WordClass::UpDown)
            {
                b.unit = a.unit.clone();
                b.kind = a.kind;
            }
        }
    }
}

/// Lends the persons of one predicate to a bare number with another: "13 troops were killed and 18 were wounded".
pub(super) fn carry(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        let (Some(first), Some(second)) = (&a.cue, &b.cue) else { continue };
        let bare = b.counts()
            && b.noun().is_empty()
            && !reading.is_one(b.end, &[WordClass::Others, WordClass::More]);
        let own = second.at.start >= b.end && second.at.start - b.end <= 2;
        let follows = first.cue != second.cue && first.at.start >= a.end && first.at.end <= b.start;
        let joined = (first.at.end.min(b.start)..b.start).all(|near| {
            reading.is(near, WordClass::Conjunction)
                || reading.is(near, WordClass::Adverb)
                || reading.is_sign(near, ',')
        });
        let persons = a.counts() && !a.noun().is_empty() && !a.partitive;
        if bare && own && follows && joined && persons && first.at.end < b.start {
            b.lent = Some(a.noun().clone());
        }
    }
}

/// "eleven of the dead were marines": what the predicate calls them is who is counted.
pub(super) fn predicated(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
    for mention in mentions.iter_mut().filter(|mention| mention.counts()) {
        let Some(found) = &mention.cue else { continue };
        if found.frame != "number_then_attribute" || !reading.is(mention.end, WordClass::Of) {
            continue;
        }
        let mut at = found.at.end;
        if at >= limit || !reading.is(at, WordClass::Auxiliary) {
            continue;
        }
        while at < limit
            && (reading.is(at, WordClass::Auxiliary) || reading.is(at, WordClass::Adverb))
        {
            at += 1;
        }
        let noun = phrase(reading, at, limit, Decimal::TWO);
        if noun.clone().any(|near| reading.is_plural(near)) {
            mention.lent = Some(noun);
            mention.relation = Some(Relation::PartOf);
        }
    }
}

/// The tokens of the noun phrase that begins at `at`.
fn phrase(reading: &Reading<'_>, at: usize, limit: usize, value: Decimal) -> Range<usize> {
    let start = at;
    let mut end = at;
    let mut words = 0;
    let mut head = None;
    while end < limit && words < REACH {
        let token = &reading.tokens[end];
        match token.class {
            Class::Word => {
                if ends(reading, end, start, limit) {
                    break;
                }
                if unit::is_unit_at(reading, end, limit)
                    && end > start
                    && !reading.is_plural(end)
                    && !reading.is_capital(end)
                {
                    // "12 square kilometre" is no counted thing; a unit inside a name is.
                    break;
                }
                words += 1;
                end += 1;
                if value != Decimal::ONE && reading.is_plural(end - 1) {
                    head = Some(end);
                    // "63,000 Model 3 sedans", "sports fans": one more plural right behind is the head.
                    let more = end < limit
                        && reading.is_plural(end)
                        && !ends(reading, end, start, limit)
                        && !reading.is(end, WordClass::Verb);
                    if !more {
                        break;
                    }
                } else if reading.is_sign(end, '-')
                    && reading.glued(end)
                    && reading.glued(end + 1)
                    && reading.is_word(end + 1)
                {
                    end += 1;
                }
            }
            Class::Number => {
                let inside = end > start
                    && reading.is_capital(end - 1)
                    && reading.is_word(end + 1)
                    && (reading.is_plural(end + 1) || reading.is_capital(end + 1));
                if !inside {
                    break;
                }
                end += 1;
            }
            Class::Sign('"' | '\'') if end == start && reading.is_word(end + 1) => {
                end += 1;
            }
            Class::Sign('&') if end > start && reading.is_word(end + 1) => end += 1,
            Class::Sign(_) => break,
        }
    }
    if words == 0 {
        return start..start;
    }
    match head {
        Some(head) => start..head,
        // Without a plural a long run of words is a clause and no name of a thing.
        None if words > 4 => start..(start + 1),
        None => start..end,
    }
}

/// Whether a word ends a noun phrase.
fn ends(reading: &Reading<'_>, at: usize, start: usize, limit: usize) -> bool {
    if reading.is_function_word(at) {
        // "US" the country is no pronoun.
        return !(reading.tokens[at].case == Case::Upper
            && reading.is(at, WordClass::NationHomonym)
            && !reading.shouts);
    }
    let participle = reading
        .sense(at, limit, |sense| match sense {
            Sense::Cue(cue) => {
                let role = reading.language.cues[*cue].role;
                matches!(role, Role::Transitive | Role::State | Role::Intransitive).then_some(())
            }
            _ => None,
        })
        .is_some();
    let changes = reading
        .sense(at, at + 1, |sense| {
            matches!(sense, Sense::Marker(Marker::Up | Marker::Down) | Sense::ReportVerb)
                .then_some(())
        })
        .is_some();
    let before_noun = at == start
        && at + 1 < limit
        && reading.is_plural(at + 1)
        && !reading.is_function_word(at + 1);
    if changes && !reading.is_plural(at) && !before_noun {
        return true;
    }
    if participle {
        // "12 injured people", "five missing crew members": inside; "12 killed in": the end.
        let inside = at == start
            && reading.is_word(at + 1)
            && at + 1 < limit
            && !reading.is_function_word(at + 1)
            && (reading.is_plural(at + 1)
                || reading.is_plural(at + 2) && !reading.is_function_word(at + 2))
            && !reading.is(at + 1, WordClass::Adverb);
        return !inside;
    }
    if reading.is(at, WordClass::Verb) || reading.is(at, WordClass::Adverb) {
        return true;
    }
    numeral(reading, at, limit)
        .is_some_and(|numeral| numeral.form != Form::Fraction && numeral.form != Form::Ordinal)
}

/// The words of a noun that carry meaning, in order.
pub(super) fn content<'a>(
    reading: &'a Reading<'_>,
    range: &Range<usize>,
) -> impl Iterator<Item = &'a str> {
    range
        .clone()
        .filter(|at| reading.is_word(*at) || reading.is_number(*at))
        .filter(|at| !reading.is_function_word(*at) && !reading.is(*at, WordClass::Adverb))
        .map(|at| reading.word(at))
}
