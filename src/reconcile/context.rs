//! The content words of a clause in a rough common form, to hold two clauses against each other.

use crate::lexicon::{Language, WordClass};

/// The stems of the words that say something, in order, each as often as it stands there.
pub(super) fn stems(language: &Language, text: &str) -> Vec<String> {
    let content = |word: &str| {
        if word.chars().count() < 3 {
            return None;
        }
        let word = word.to_lowercase();
        let says_something = !language.word_has(&word, WordClass::Common);
        says_something.then(|| language.stem(&word).to_owned())
    };
    text.split(|c: char| !c.is_alphabetic()).filter_map(content).collect()
}
