use serde::{Deserialize, Serialize};

/// Why figures differ; the closed list of the product.
///
/// A next one takes a line in the enum, one in [`Reason::ALL`] and one in each `match` below, which will not compile without it; its rule
/// goes into `src/reconcile/reason.rs`, its test into `tests/rules.rs`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reason {
    Stale,
    Inclusion,
    Group,
    Scope,
    Basis,
    Definition,
    Rounding,
    Bound,
    Authority,
    Digit,
    Cross,
    Reset,
    Corrected,
    Headline,
    Unexplained,
}

impl Reason {
    /// Every reason there is, in the order of the product's list.
    pub const ALL: [Self; 15] = [
        Self::Stale,
        Self::Inclusion,
        Self::Group,
        Self::Scope,
        Self::Basis,
        Self::Definition,
        Self::Rounding,
        Self::Bound,
        Self::Authority,
        Self::Digit,
        Self::Cross,
        Self::Reset,
        Self::Corrected,
        Self::Headline,
        Self::Unexplained,
    ];

    /// The code that is printed.
    pub fn code(self) -> &'static str {
        match self {
            Self::Stale => "STALE",
            Self::Inclusion => "INCLUSION",
            Self::Group => "GROUP",
            Self::Scope => "SCOPE",
            Self::Basis => "BASIS",
            Self::Definition => "DEFINITION",
            Self::Rounding => "ROUNDING",
            Self::Bound => "BOUND",
            Self::Authority => "AUTHORITY",
            Self::Digit => "DIGIT",
            Self::Cross => "CROSS",
            Self::Reset => "RESET",
            Self::Corrected => "CORRECTED",
            Self::Headline => "HEADLINE",
            Self::Unexplained => "UNEXPLAINED",
        }
    }

    /// What the reason says, for people.
    pub fn says(self) -> &'static str {
        match self {
            Self::Stale => "an old figure is repeated",
            Self::Inclusion => "one may hold people whom the other leaves out",
            Self::Group => "they count different people",
            Self::Scope => "they cover different places or periods, or another event",
            Self::Basis => "one counts more days than the other",
            Self::Definition => "one counts the feared or probable, the other the plain figure",
            Self::Rounding => "one is the other in round numbers",
            Self::Bound => "one gives only a bound",
            Self::Authority => "two named speakers differ",
            Self::Digit => "the numbers look like one mistyped",
            Self::Cross => "the same number is printed elsewhere for something else",
            Self::Reset => "a count that grows fell to less than half",
            Self::Corrected => "an outlet or a speaker corrects itself",
            Self::Headline => "headline and text of one report differ",
            Self::Unexplained => "nothing that was read explains it",
        }
    }

    /// What would change a verdict that was given for this reason, in one sentence for people.
    pub fn would_change(self) -> &'static str {
        match self {
            Self::Stale => {
                "The outlet printing the newer figure, or the newer figure being taken back."
            }
            Self::Inclusion => {
                "A report that says whether the smaller group is inside the figure or comes on top of it."
            }
            Self::Group => "A report that says that both figures count the same people.",
            Self::Scope => "A report that ties both figures to one place and one period.",
            Self::Basis => {
                "A report that says which days each figure covers, so that both are of one period."
            }
            Self::Definition => {
                "Both figures by one definition: the confirmed alone, or the feared and missing with them."
            }
            Self::Rounding => "An exact figure that the rounding does not allow.",
            Self::Bound => "An exact figure from whoever gives only a bound.",
            Self::Authority => {
                "One authority taking up the other's figure, or another origin that supports one of them."
            }
            Self::Digit => {
                "One of the outlets correcting its number, or another origin that supports one of them."
            }
            Self::Cross => "A report that says which of the two things the number counts.",
            Self::Reset => {
                "A report that says that the count began anew, or one that takes the fall back."
            }
            Self::Corrected => {
                "The correction being withdrawn, or the old figure again from whoever corrected it."
            }
            Self::Headline => "Headline and text of the report giving one figure.",
            Self::Unexplained => {
                "A later report, a named origin or a correction from one of the sides."
            }
        }
    }
}
