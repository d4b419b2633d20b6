//! Bounds before and behind a number: "at least 40", "40 or more", "40+", ">40".

use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::Qualifier;

/// The bound that ends just before a token: where it starts, and what it says.
pub(super) fn before(reading: &Reading<'_>, at: usize, first: usize) -> Option<(usize, Qualifier)> {
    reading.sense_before(at, first, |sense| match sense {
        Sense::BoundBefore(qualifier) => Some(*qualifier),
        _ => None,
    })
}

/// Bounds before and behind the number and its unit.
pub(super) fn bounds(reading: &Reading<'_>, mention: &mut Mention, first: usize, limit: usize) {
    let before = |at: usize| before(reading, at, first);
    let mut at = mention.start;
    // "at least another 12", "up to a further 30"
    let skipped = (at > first
        && reading.is_one(
            at - 1,
            &[WordClass::Article, WordClass::Another, WordClass::BoundFiller, WordClass::Only],
        ))
    .then(|| at - 1);
    // "a strike over a 19% rise": what it is about, and no bound.
    let topic = |(start, qualifier): &(usize, Qualifier)| {
        !(matches!(qualifier, Qualifier::MoreThan | Qualifier::LessThan)
            && reading.is(at - 1, WordClass::Indefinite)
            && *start + 1 == at - 1
            && reading.is(*start, WordClass::Preposition))
    };
    let found = before(at).or_else(|| skipped.and_then(before).filter(topic));
    let found = found.filter(|(start, _)| !is_destination(reading, *start, mention.start, first));
    if let Some((start, qualifier)) = found {
        mention.qualifier = qualifier;
        at = start;
        // "over about 50", "at least some 40": the outer word rules.
        if let Some((outer, stronger)) = before(at) {
            at = outer;
            if qualifier == Qualifier::About {
                mention.qualifier = stronger;
            }
        }
        mention.start = at;
        mention.rules.push("bound");
    }
    let after = |at: usize| {
        reading.sense(at, limit, |sense| match sense {
            Sense::BoundAfter(qualifier) => Some(*qualifier),
            _ => None,
        })
    };
    if mention.qualifier == Qualifier::Exact {
        if let Some((length, qualifier)) = after(mention.end) {
            let end = mention.end;
            let joined = !reading.is_sign(end, '-') || reading.glued(end);
            let plus = reading.is(end, WordClass::Plus)
                && !reading.is_sign(end, '-')
                && !reading.glued(end);
            if joined && !plus {
                mention.qualifier = qualifier;
                mention.end = end + length;
                mention.rules.push("bound_behind");
            }
        } else if reading.is_sign(mention.end, '+') && reading.glued(mention.end) {
            mention.qualifier = Qualifier::AtLeast;
            mention.end += 1;
            mention.rules.push("bound_behind");
        }
    }
    if mention.qualifier == Qualifier::Exact && mention.start > first {
        let sign = reading.sign(mention.start - 1);
        let qualifier = match sign {
            Some('>') => Some(Qualifier::MoreThan),
            Some('<') => Some(Qualifier::LessThan),
            Some('≥') => Some(Qualifier::AtLeast),
            Some('≤') => Some(Qualifier::AtMost),
            Some('~' | '∼' | '≈') => Some(Qualifier::About),
            _ => None,
        };
        if let Some(qualifier) = qualifier {
            mention.qualifier = qualifier;
            mention.start -= 1;
        }
    }
}

/// "subió hasta los 58", "cayó hasta 12": a word that bounds elsewhere, and here leads to where a change ended.
fn is_destination(reading: &Reading<'_>, at: usize, number: usize, first: usize) -> bool {
    let turned =
        |sense: &Sense| matches!(sense, Sense::Marker(Marker::Up | Marker::Down)).then_some(());
    reading.is(at, WordClass::To)
        && (reading.is_one(number - 1, &[WordClass::Article, WordClass::Definite])
            || at + 1 == number && reading.sense_before(at, first, turned).is_some())
}
