//! The one door to the pure half: load the words once, then texts to claims and claims to findings.

use crate::extract::{Extraction, extract};
use crate::lexicon::Lexicon;
use crate::model::{Appearance, Document};
use crate::reconcile::{Reconciled, Settings, reconcile};

/// The words and the stages over them.
#[derive(Debug, Clone)]
pub struct Engine {
    lexicon: Lexicon,
}

impl Engine {
    pub fn new(lexicon: Lexicon) -> Self {
        Self { lexicon }
    }

    /// The program and the words, as it is kept with every claim: "0.1.0+3f9a11c2".
    pub fn version(&self) -> String {
        format!("{}+{}", env!("CARGO_PKG_VERSION"), self.lexicon.digest())
    }

    pub fn extract(&self, document: &Document) -> Extraction {
        extract(&self.lexicon, document)
    }

    pub fn reconcile(&self, settings: &Settings, appearances: &[Appearance]) -> Reconciled {
        reconcile(&self.lexicon, settings, appearances)
    }
}
