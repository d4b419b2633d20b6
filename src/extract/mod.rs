//! Prose to claims. Any text gives a list; nothing here can fail.
//!
//! A text is cut into tokens and sentences once. Sentences without a number word are passed over. In the others each step fills in
//! what it knows of each number: `scan` reads numbers and gives each one kind, `range` joins two ends, `frame` finds the measure by
//! how cues and numbers stand to each other, `relation` the parts and wholes, `context` what the clause does to a figure,
//! `attribution` who says so. `assemble` makes the claims.
//!
//! Figures are taken from `Document::text` alone. A caller that has an article's title beside its text puts the title before the text, as a
//! paragraph of its own: what stands there is `in_headline`.

mod again;
mod age;
mod assemble;
mod attribution;
mod bound;
mod calendar;
mod clock;
mod concept;
mod confidence;
mod context;
mod correct;
mod duration;
mod elsewhen;
mod frame;
mod group;
mod idle;
mod lend;
mod mend;
mod mention;
mod money;
mod name;
mod noun;
mod numeral;
mod phrase;
mod place;
mod range;
mod rate;
mod ratio;
mod reading;
mod relation;
mod scan;
mod scope;
mod stamp;
mod status;
mod tally;
mod unit;
mod vague;

use std::ops::ControlFlow;

use crate::lexicon::{EvidenceSet, Lexicon};
use crate::model::{Claim, Diagnostic, Document};

/// What a text holds: its claims in text order, and the numbers that were set aside.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extraction {
    pub claims: Vec<Claim>,
    /// For each claim, what its confidence is built from.
    pub evidence: Vec<EvidenceSet>,
    pub set_aside: Vec<Diagnostic>,
}

/// Every figure of the text, of every kind, in text order.
pub fn extract(lexicon: &Lexicon, document: &Document) -> Extraction {
    let mut all = Extraction::default();
    sentences(lexicon, document, &mut |found| {
        all.claims.append(&mut found.claims);
        all.evidence.append(&mut found.evidence);
        all.set_aside.append(&mut found.set_aside);
        ControlFlow::Continue(())
    });
    all
}

/// The same a sentence at a time, so that what is found need not all be held. What `take` leaves of a sentence is dropped.
pub fn sentences(
    lexicon: &Lexicon,
    document: &Document,
    take: &mut dyn FnMut(&mut Extraction) -> ControlFlow<()>,
) {
    assemble::assemble(lexicon, document, take);
}
