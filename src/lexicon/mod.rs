//! Everything in `data/`, parsed once.

mod judging;
mod lattice;
mod speakers;

pub use judging::{Bounds, Judging};
pub use lattice::{Lattice, People, Standing};
pub use speakers::{Speaker, Speakers, words};

/// The words: languages, measures, units, groups.
#[derive(Debug, Clone)]
pub struct Lexicon {
    judging: Judging,
    lattice: Lattice,
    speakers: Speakers,
}

/// A data file that cannot be used: which one, where in it, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct LexiconError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

const INTERVALS: &str = include_str!("../../data/intervals.toml");
const LATTICE: &str = include_str!("../../data/lattice.toml");
const SPEAKERS: &str = include_str!("../../data/speakers.toml");

impl Lexicon {
    /// The data that the program carries. The tests load every file, so this cannot fail.
    pub fn embedded() -> Self {
        Self::overlaid(&[]).expect("a test loads every embedded file")
    }

    /// The embedded data with files laid over it: `(path below data/, content)`.
    pub fn overlaid(files: &[(String, String)]) -> Result<Self, LexiconError> {
        let text = |name: &str, embedded: &'static str| -> String {
            files
                .iter()
                .find(|(path, _)| path == name)
                .map_or_else(|| embedded.to_owned(), |(_, content)| content.clone())
        };
        let intervals = text("intervals.toml", INTERVALS);
        let lattice = text("lattice.toml", LATTICE);
        let speakers = text("speakers.toml", SPEAKERS);
        Ok(Self {
            judging: toml::from_str(&intervals)
                .map_err(|error| LexiconError::of("intervals.toml", &intervals, &error))?,
            lattice: Lattice::parse(&lattice)
                .map_err(|error| LexiconError::of("lattice.toml", &lattice, &error))?,
            speakers: Speakers::parse(&speakers)
                .map_err(|error| LexiconError::of("speakers.toml", &speakers, &error))?,
        })
    }

    /// How figures are read when they are judged.
    pub fn judging(&self) -> &Judging {
        &self.judging
    }

    /// How groups stand to each other.
    pub fn lattice(&self) -> &Lattice {
        &self.lattice
    }

    /// The people that a group's name stands for.
    pub fn people(&self, group: &str) -> People {
        let (country, rest) = self.speakers.country_and_rest(&words(group));
        self.lattice.people(group, country, &rest)
    }

    /// Who is who among speakers.
    pub fn speakers(&self) -> &Speakers {
        &self.speakers
    }
}

impl LexiconError {
    fn of(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let before = &text[..error.span().map_or(0, |span| span.start).min(text.len())];
        Self {
            file: file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.rsplit('\n').next().map_or(1, |line| line.chars().count() + 1),
            message: error.message().to_owned(),
        }
    }
}
