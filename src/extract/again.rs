//! "The ministry said": a body that is named by one word once the text has named it in full.

use std::ops::Range;

use super::attribution::Speech;
use super::reading::Reading;
use crate::lexicon::{Speakers, WordClass, words};
use crate::model::Attribution;

/// How far back a text is looked through for a body that nobody spoke for yet, in tokens: a few paragraphs.
const BACK: usize = 600;

/// A known body's name takes no more words than this.
const NAME: usize = 5;

/// The speakers that the text has named so far, the last one behind.
#[derive(Debug, Default)]
pub(super) struct Named(Vec<Attribution>);

impl Named {
    /// Gives each speaker of a sentence that is named by one word, with "the", the name he had before; keeps those named in full.
    pub(super) fn tell(&mut self, reading: &Reading<'_>, speech: &mut Speech) {
        for (act, who) in speech.speakers() {
            if let Some(at) = by_one_word(reading, &act, who) {
                let before = self.before(reading.lexicon.speakers(), &who.to).cloned();
                if let Some(full) = before.or_else(|| earlier(reading, at, who)) {
                    *who = full;
                }
            } else if self.0.last() != Some(&*who) {
                self.0.push(who.clone());
            }
        }
    }

    /// The last speaker among whose words the word is.
    fn before(&self, speakers: &Speakers, word: &str) -> Option<&Attribution> {
        let said = words(word);
        self.0.iter().rev().find(|named| {
            let full = words(&named.to);
            full.len() > 1
                && said.iter().all(|word| full.contains(word))
                && !speakers.is_anothers(&full)
        })
    }
}

/// The token of the one word that names a speaker, behind "the": in reach of what tells of his speaking.
fn by_one_word(reading: &Reading<'_>, act: &Range<usize>, who: &Attribution) -> Option<usize> {
    const REACH: usize = 6;
    if who.to.split_whitespace().nth(1).is_some() {
        return None;
    }
    let is_the =
        |at: usize| reading.is(at, WordClass::Article) && reading.is(at, WordClass::Definite);
    let near = act.start.saturating_sub(1)..(act.end + REACH).min(reading.tokens.len());
    near.skip(1).find(|at| is_the(at - 1) && reading.word(*at) == who.to)
}

/// A body named in full earlier in the text with the word in its name: one that the data knows, or a name in capitals.
fn earlier(reading: &Reading<'_>, at: usize, who: &Attribution) -> Option<Attribution> {
    let word = words(&who.to);
    let same = |near: usize| reading.is_word(near) && words(reading.word(near)) == word;
    let full = |near: usize| {
        let starts = near.saturating_sub(NAME - 1)..=near;
        let names = starts.flat_map(|from| (near + 1..=from + NAME).map(move |to| from..to));
        names
            .filter(|name| name.len() > 1 && name.end <= at)
            .filter(|name| {
                let said = words(reading.slice(name));
                let is_proper = || {
                    name.clone().all(|at| reading.is_capital(at) && !reading.is_function_word(at))
                };
                let speakers = reading.lexicon.speakers();
                let before = words(reading.slice(&(name.start.saturating_sub(1)..name.end)));
                !speakers.is_anothers(&before) && (speakers.is_name(&said) || is_proper())
            })
            .max_by_key(|name| (name.len(), name.start))
    };
    let found = (at.saturating_sub(BACK)..at).rev().filter(|near| same(*near)).find_map(full)?;
    Some(Attribution { to: reading.slice(&found).to_owned(), kind: who.kind })
}
