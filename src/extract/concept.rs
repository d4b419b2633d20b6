//! What a figure is about: the words of its noun and of the subject or object that the clause hangs it on.

use super::context::clause;
use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;
use crate::text::Class;

/// The most words a concept has.
const MOST: usize = 14;

/// The content words, in text order, each once.
pub(super) fn concept(
    reading: &Reading<'_>,
    mention: &Mention,
    mentions: &[Mention],
    first: usize,
    limit: usize,
) -> Vec<String> {
    let mut words: Vec<&str> = super::noun::content(reading, &mention.noun).collect();
    let clause = clause(reading, mention, first, limit);
    let mut about = Vec::new();
    head(reading, mention, clause.start, mentions, &mut about);
    subject(reading, mention, clause.start, mentions, &mut about);
    object(reading, mention, clause.end, mentions, &mut about);
    for word in about {
        if !words.iter().any(|known| known.eq_ignore_ascii_case(word)) {
            words.push(word);
        }
    }
    words.truncate(MOST);
    words.into_iter().map(str::to_owned).collect()
}

fn is_content(reading: &Reading<'_>, at: usize) -> bool {
    reading.tokens[at].class == Class::Word
        && !reading.is_function_word(at)
        && !reading.is(at, WordClass::Adverb)
        && !reading.is(at, WordClass::Verb)
        && reading.tokens[at].end - reading.tokens[at].start > 1
        && reading
            .sense(at, at + 1, |sense| {
                matches!(
                    sense,
                    Sense::Cardinal(_)
                        | Sense::Scale(_)
                        | Sense::Marker(_)
                        | Sense::ReportVerb
                        | Sense::Month(_)
                        | Sense::Weekday(_)
                        | Sense::Day(_)
                        | Sense::BoundBefore(_)
                        | Sense::Unit(_)
                        | Sense::Currency(_)
                )
                .then_some(())
            })
            .is_none()
}

/// The clause's first noun phrase, which is mostly its subject.
fn head<'a>(
    reading: &Reading<'a>,
    mention: &Mention,
    from: usize,
    mentions: &[Mention],
    about: &mut Vec<&'a str>,
) {
    let named = |at: usize| {
        mentions.iter().any(|other| other.kind == Kind::Identifier && other.number.contains(&at))
    };
    let counted = |at: usize| {
        mentions
            .iter()
            .any(|other| other.kind != Kind::Identifier && other.start <= at && at < other.end)
    };
    let mut taken = 0;
    for at in from..mention.start {
        if taken > 0 && (reading.is(at, WordClass::Auxiliary) || reading.is_sign(at, ','))
            || taken >= 4
        {
            break;
        }
        if named(at)
            || is_content(reading, at) && !counted(at)
            || reading.is_capital(at) && taken > 0 && reading.is_word(at)
        {
            about.push(reading.word(at));
            taken += 1;
        }
    }
}

/// The noun phrase nearest before the number, and the clause's first one where it is another.
fn subject<'a>(
    reading: &Reading<'a>,
    mention: &Mention,
    from: usize,
    mentions: &[Mention],
    about: &mut Vec<&'a str>,
) {
    let inside = |at: usize| mentions.iter().any(|other| other.start <= at && at < other.end);
    let from = from.max(mention.start.saturating_sub(24));
    let mut taken = 0;
    let mut at = mention.start;
    while at > from && taken < 5 {
        at -= 1;
        if reading.is_sign(at, ',') && taken > 0 && mention.kind != Kind::Count {
            break;
        }
        if !inside(at) && is_content(reading, at) {
            about.push(reading.word(at));
            taken += 1;
        }
    }
    about.reverse();
}

/// What a preposition hangs on the number: "60% of its revenue", "a 25% tax on vehicles", "200 hp engine".
fn object<'a>(
    reading: &Reading<'a>,
    mention: &Mention,
    to: usize,
    mentions: &[Mention],
    about: &mut Vec<&'a str>,
) {
    let inside = |at: usize| mentions.iter().any(|other| other.start <= at && at < other.end);
    let mut taken = 0;
    let to = to.min(mention.end + 9);
    for at in mention.end..to {
        if reading.is_sign(at, ',')
            || inside(at)
            || reading.is(at, WordClass::Subordinator) && taken > 0
        {
            break;
        }
        if is_content(reading, at) {
            about.push(reading.word(at));
            taken += 1;
            if taken >= 4 {
                break;
            }
        } else if taken > 0 && reading.is(at, WordClass::Verb) {
            break;
        }
    }
}
