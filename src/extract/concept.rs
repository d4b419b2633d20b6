//! What a figure is about: the words of its noun and of the subject or object that the clause hangs it on.

use super::context::clause;
use super::mention::Mention;
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::Kind;
use crate::text::Class;

/// The most words a concept has.
const MOST: usize = 14;

/// Which tokens of a sentence belong to its numbers: made once, since each number asks for those around it.
#[derive(Debug)]
pub(super) struct Taken {
    first: usize,
    tokens: Vec<Owner>,
}

/// Whose a token is.
#[derive(Debug, Clone, Copy, Default)]
struct Owner {
    /// It is one of a name's own ("Boeing 737").
    named: bool,
    /// It belongs to a figure, with the bounds before it and the noun behind it.
    counted: bool,
    /// Either, or a name's other words.
    inside: bool,
}

impl Taken {
    pub(super) fn by(mentions: &[Mention], first: usize, limit: usize) -> Self {
        let mut tokens = vec![Owner::default(); limit - first];
        let at = |token: usize| token.clamp(first, limit) - first;
        for mention in mentions {
            let is_name = mention.kind == Kind::Identifier;
            for token in &mut tokens[at(mention.start)..at(mention.end.max(mention.start))] {
                token.inside = true;
                token.counted |= !is_name;
            }
            if is_name {
                let number = at(mention.number.start)..at(mention.number.end);
                tokens[number].iter_mut().for_each(|token| token.named = true);
            }
        }
        Self { first, tokens }
    }

    fn of(&self, at: usize) -> Owner {
        at.checked_sub(self.first).and_then(|at| self.tokens.get(at)).copied().unwrap_or_default()
    }
}

/// The content words, in text order, each once.
pub(super) fn concept(
    reading: &Reading<'_>,
    mention: &Mention,
    taken: &Taken,
    first: usize,
    limit: usize,
) -> Vec<String> {
    let mut words: Vec<&str> = super::noun::content(reading, &mention.noun).collect();
    let clause = clause(reading, mention, first, limit);
    let mut about = Vec::new();
    head(reading, mention, clause.start, taken, &mut about);
    subject(reading, mention, clause.start, taken, &mut about);
    object(reading, mention, clause.end, taken, &mut about);
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
    taken: &Taken,
    about: &mut Vec<&'a str>,
) {
    let mut found = 0;
    for at in from..mention.start {
        if found > 0 && (reading.is(at, WordClass::Auxiliary) || reading.is_sign(at, ','))
            || found >= 4
        {
            break;
        }
        let owner = taken.of(at);
        if owner.named
            || !owner.counted && is_content(reading, at)
            || reading.is_capital(at) && found > 0 && reading.is_word(at)
        {
            about.push(reading.word(at));
            found += 1;
        }
    }
}

/// The noun phrase nearest before the number, and the clause's first one where it is another.
fn subject<'a>(
    reading: &Reading<'a>,
    mention: &Mention,
    from: usize,
    taken: &Taken,
    about: &mut Vec<&'a str>,
) {
    let from = from.max(mention.start.saturating_sub(24));
    let mut found = 0;
    let mut at = mention.start;
    while at > from && found < 5 {
        at -= 1;
        if reading.is_sign(at, ',') && found > 0 && mention.kind != Kind::Count {
            break;
        }
        if !taken.of(at).inside && is_content(reading, at) {
            about.push(reading.word(at));
            found += 1;
        }
    }
    about.reverse();
}

/// What a preposition hangs on the number: "60% of its revenue", "a 25% tax on vehicles", "200 hp engine".
fn object<'a>(
    reading: &Reading<'a>,
    mention: &Mention,
    to: usize,
    taken: &Taken,
    about: &mut Vec<&'a str>,
) {
    let mut found = 0;
    let to = to.min(mention.end + 9);
    for at in mention.end..to {
        if reading.is_sign(at, ',')
            || taken.of(at).inside
            || reading.is(at, WordClass::Subordinator) && found > 0
        {
            break;
        }
        if is_content(reading, at) {
            about.push(reading.word(at));
            found += 1;
            if found >= 4 {
                break;
            }
        } else if found > 0 && reading.is(at, WordClass::Verb) {
            break;
        }
    }
}
