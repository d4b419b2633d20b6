//! A number on its way to a claim: each step fills in what it knows.

use std::ops::Range;

use rust_decimal::Decimal;

use super::numeral::Form;
use crate::model::{Kind, Qualifier, Relation, Trend};

/// What a number is counted in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum CountedIn {
    /// Nothing known: a count.
    Bare,
    /// An index into the lexicon's units.
    Measure(usize),
    /// An ISO code, or the name of its hundredth.
    Money(String),
}

#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The number's own tokens, a currency sign included.
    pub(super) number: Range<usize>,
    /// With the bounds before it.
    pub(super) start: usize,
    /// Behind its unit or noun, and what bounds it from behind.
    pub(super) end: usize,
    pub(super) value: Option<Decimal>,
    pub(super) low: Option<Decimal>,
    pub(super) high: Option<Decimal>,
    pub(super) grain: Decimal,
    pub(super) qualifier: Qualifier,
    pub(super) form: Form,
    pub(super) kind: Kind,
    pub(super) unit: CountedIn,
    /// What a rate is per: "gallon".
    pub(super) per: Option<String>,
    /// The counted thing's tokens.
    pub(super) noun: Range<usize>,
    /// The noun of a neighbour, where the number has none of its own ("up from 2.4 million", "95,800 who").
    pub(super) lent: Option<Range<usize>>,
    /// "two of the bombs": the noun is the whole.
    pub(super) partitive: bool,
    /// "6-foot": the number describes a thing and does not count it.
    pub(super) compound: bool,
    pub(super) trend: Option<Trend>,
    pub(super) cue: Option<Found>,
    pub(super) relation: Option<Relation>,
    /// Index of the parent among the sentence's mentions.
    pub(super) parent: Option<usize>,
    pub(super) rules: Vec<&'static str>,
    /// Why it is no figure, where it is none.
    pub(super) set_aside: Option<&'static str>,
}

/// The cue that gave a measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) cue: usize,
    pub(super) at: Range<usize>,
    /// How the cue and the number stood, for the rule id.
    pub(super) frame: &'static str,
    /// Hundredths of trust in that frame.
    pub(super) trust: u8,
}

impl Mention {
    pub(super) fn new(number: Range<usize>, value: Decimal, grain: Decimal, form: Form) -> Self {
        Self {
            start: number.start,
            end: number.end,
            noun: number.end..number.end,
            number,
            value: Some(value),
            low: None,
            high: None,
            grain,
            qualifier: Qualifier::Exact,
            form,
            kind: Kind::Count,
            unit: CountedIn::Bare,
            per: None,
            lent: None,
            partitive: false,
            compound: false,
            trend: None,
            cue: None,
            relation: None,
            parent: None,
            rules: Vec::new(),
            set_aside: None,
        }
    }

    /// Cuts what a look-ahead took from beyond the sentence.
    pub(super) fn clamp(&mut self, limit: usize) {
        self.end = self.end.min(limit);
        self.number.end = self.number.end.min(limit);
        self.noun = self.noun.start.min(limit)..self.noun.end.min(limit);
    }

    pub(super) fn of_kind(mut self, kind: Kind, rule: &'static str) -> Self {
        self.kind = kind;
        self.rules.push(rule);
        self
    }

    pub(super) fn with_end(mut self, end: usize) -> Self {
        self.number.end = self.number.end.max(end);
        self.end = self.end.max(end);
        self.noun = self.end..self.end;
        self
    }

    /// The phrase ends elsewhere, and the number itself does not.
    pub(super) fn with_end_of_phrase(mut self, end: usize) -> Self {
        self.end = end;
        self.noun = end..end;
        self
    }

    pub(super) fn aside(mut self, reason: &'static str) -> Self {
        self.set_aside = Some(reason);
        self
    }

    /// The noun, its own or a neighbour's.
    pub(super) fn noun(&self) -> &Range<usize> {
        self.lent.as_ref().filter(|_| self.noun.is_empty()).unwrap_or(&self.noun)
    }

    /// Whether it may count people or things.
    pub(super) fn counts(&self) -> bool {
        self.set_aside.is_none()
            && self.kind == Kind::Count
            && self.unit == CountedIn::Bare
            && !self.compound
    }
}
