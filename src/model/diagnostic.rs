use super::Span;

/// Why something was seen and set aside. Codes are printed, so their names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DiagnosticKind {
    /// A number that is no figure of the text: a part of a name, a list marker, an overflow.
    NumberSetAside,
    /// The text is in a language that the data has no words of: figures in digits, units and money are all that is read.
    LanguageNotRead,
    /// A date, title or author that could not be read.
    Metadata,
    /// What the outlet's layout names is not on the page.
    Layout,
    /// The page gave no usable text.
    Text,
    /// The page says that it is cut off: a paywall, a stub, a consent page.
    Incomplete,
    /// The input was larger or deeper than the budget.
    TooLarge,
}

/// What was seen and set aside, and why. Prose cannot be invalid; it can only hold things that are not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub kind: DiagnosticKind,
    pub at: Option<Span>,
    /// The words concerned, where there are any.
    pub text: String,
    pub message: String,
}
