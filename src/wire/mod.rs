//! The JSON lines that the filters read and write. Their names are a promise to scripts, so these structs are separate
//! from the model: a field here is added, never renamed or taken away.

mod article;
mod claim;
mod decimal;
mod document;
mod finding;

pub use article::{ArticleLine, DiagnosticLine, EntryLine, PageLine};
pub use claim::{ClaimLine, NotAClaim, SetAsideLine};
pub use decimal::Number;
pub use document::{DocumentLine, NotADocument};
pub use finding::{FindingLine, PairLine};

/// The version of the line format, on every claim line.
pub const SCHEMA: u32 = 1;
