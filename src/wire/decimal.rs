//! Decimals as JSON numbers, digit for digit, in both directions: no float ever stands between.

use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};
use serde_json::value::RawValue;

/// A number of its own on the wire; `null` where there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Number(#[serde(serialize_with = "serialize")] pub Option<Decimal>);

#[expect(clippy::ref_option, reason = "serde's `with` hands over a reference to the field")]
pub(super) fn serialize<S: Serializer>(
    number: &Option<Decimal>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    match number {
        None => serializer.serialize_none(),
        Some(number) => RawValue::from_string(number.normalize().to_string())
            .map_err(ser::Error::custom)?
            .serialize(serializer),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Decimal>, D::Error> {
    let Some(raw) = Option::<Box<RawValue>>::deserialize(deserializer)? else {
        return Ok(None);
    };
    let digits = raw.get();
    Decimal::from_str(digits)
        .or_else(|_| Decimal::from_scientific(digits))
        .map(Some)
        .map_err(|_| de::Error::custom(format!("`{digits}` is no number of up to 28 digits")))
}
