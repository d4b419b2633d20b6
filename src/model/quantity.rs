use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// How a figure was qualified in the text. The interval a qualifier stands for when figures are judged is data
/// (`data/intervals.toml`), not part of the quantity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Qualifier {
    Exact,
    About,
    Nearly,
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    Range,
    Vague,
    /// A stated zero: "no injuries", "none of the 62".
    None,
}

/// A number as it was stated: exact decimals, the bounds as printed, and how finely it was printed.
///
/// `low` and `high` are the stated bounds: "about 50" has both at 50, "at least 41" has no `high`. "Nearly 100" says that it is less, and by
/// convention not by more than a tenth (the published practice of casualty recorders): 90 to 100. A range has bounds and no `value`. Where both bounds are there, `low <= high`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Quantity {
    value: Option<Decimal>,
    low: Option<Decimal>,
    high: Option<Decimal>,
    qualifier: Qualifier,
    grain: Decimal,
}

impl Quantity {
    /// A single stated value; the qualifier decides which bounds are open. `grain` is one unit of the last printed
    /// digit ("1.2 million": 100,000). A range, a vague word or a zero has its own constructor.
    pub fn stated(value: Decimal, qualifier: Qualifier, grain: Decimal) -> Self {
        let (low, high) = match qualifier {
            Qualifier::Nearly => {
                let tenth = value.checked_div(Decimal::TEN).unwrap_or_default();
                let least = (value - tenth).normalize();
                (Some(least.min(value)), Some(least.max(value)))
            }
            Qualifier::AtLeast | Qualifier::MoreThan => (Some(value), None),
            Qualifier::AtMost | Qualifier::LessThan => (None, Some(value)),
            _ => (Some(value), Some(value)),
        };
        Self { value: Some(value), low, high, qualifier, grain }
    }

    pub fn exact(value: Decimal, grain: Decimal) -> Self {
        Self::stated(value, Qualifier::Exact, grain)
    }

    /// "between 30 and 40", "4–6bn". The bounds are put in order.
    pub fn range(a: Decimal, b: Decimal, grain: Decimal) -> Self {
        let (low, high) = if a <= b { (a, b) } else { (b, a) };
        Self { value: None, low: Some(low), high: Some(high), qualifier: Qualifier::Range, grain }
    }

    /// A vague word with the interval its language's data gives it ("dozens": 24 to 99); a bound may be open.
    pub fn vague(low: Option<Decimal>, high: Option<Decimal>, grain: Decimal) -> Self {
        let ordered = match (low, high) {
            (Some(low), Some(high)) if low > high => (Some(high), Some(low)),
            bounds => bounds,
        };
        Self { value: None, low: ordered.0, high: ordered.1, qualifier: Qualifier::Vague, grain }
    }

    /// A stated zero.
    pub fn none() -> Self {
        Self::stated(Decimal::ZERO, Qualifier::None, Decimal::ONE)
    }

    /// As read back from the wire or the store; `None` where the parts contradict each other.
    pub fn from_parts(
        value: Option<Decimal>,
        low: Option<Decimal>,
        high: Option<Decimal>,
        qualifier: Qualifier,
        grain: Decimal,
    ) -> Option<Self> {
        if let (Some(low), Some(high)) = (low, high)
            && low > high
        {
            return None;
        }
        if value.is_none() && low.is_none() && high.is_none() && qualifier != Qualifier::Vague {
            return None;
        }
        Some(Self { value, low, high, qualifier, grain })
    }

    /// Whether the value lies between the bounds. A row that somebody changed need not be so, and is still shown.
    pub fn is_sound(&self) -> bool {
        self.value.is_none_or(|value| {
            self.low.is_none_or(|low| low <= value) && self.high.is_none_or(|high| value <= high)
        })
    }

    pub fn value(&self) -> Option<Decimal> {
        self.value
    }

    pub fn low(&self) -> Option<Decimal> {
        self.low
    }

    pub fn high(&self) -> Option<Decimal> {
        self.high
    }

    pub fn qualifier(&self) -> Qualifier {
        self.qualifier
    }

    /// One unit of the last printed digit.
    pub fn grain(&self) -> Decimal {
        self.grain
    }

    /// The number to sort and label by: the value, else the low bound, else the high one.
    pub fn headline(&self) -> Option<Decimal> {
        self.value.or(self.low).or(self.high)
    }
}
