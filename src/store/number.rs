//! Exact numbers, times and names to columns and back.

use std::str::FromStr;

use chrono::SecondsFormat;
use rusqlite::types::{FromSqlError, Type, Value, ValueRef};
use rusqlite::{Row, RowIndex};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::model::Timestamp;

/// A decimal as a column that sorts and sums: an integer; else a real, where its 15 digits give the same decimal back;
/// else its exact digits as text.
pub(super) fn column(number: Option<Decimal>) -> Value {
    let Some(number) = number.map(|number| number.normalize()) else {
        return Value::Null;
    };
    if let (true, Some(whole)) = (number.is_integer(), number.to_i64()) {
        return Value::Integer(whole);
    }
    match number.to_string().parse::<f64>() {
        Ok(real) if Decimal::from_str(&real.to_string()) == Ok(number) => Value::Real(real),
        _ => Value::Text(number.to_string()),
    }
}

/// The decimal of such a column.
pub(super) fn decimal<I: RowIndex>(row: &Row<'_>, at: I) -> rusqlite::Result<Option<Decimal>> {
    let read = |text: &str| {
        Decimal::from_str(text).map(Some).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error))
        })
    };
    match row.get_ref(at)? {
        ValueRef::Null => Ok(None),
        ValueRef::Integer(whole) => Ok(Some(Decimal::from(whole))),
        ValueRef::Real(real) => read(&real.to_string()),
        ValueRef::Text(text) => read(&String::from_utf8_lossy(text)),
        ValueRef::Blob(_) => Err(FromSqlError::InvalidType.into()),
    }
}

/// A time as ISO 8601 with Z, to the second: sorts as text.
pub(super) fn iso(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The time of such a column; what is no time reads as none.
pub(super) fn time<I: RowIndex>(row: &Row<'_>, at: I) -> rusqlite::Result<Option<Timestamp>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| text.parse().ok()))
}

/// A time that every row has.
pub(super) fn moment<I: RowIndex + Copy>(row: &Row<'_>, at: I) -> rusqlite::Result<Timestamp> {
    let text: String = row.get(at)?;
    text.parse().map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            0,
            Type::Text,
            Box::<chrono::ParseError>::new(error),
        )
    })
}

/// The wire's name of a fieldless enum value ("part_of").
pub(super) fn name(value: &impl Serialize) -> Option<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Some(name),
        _ => None,
    }
}

/// The enum value of a wire name.
pub(super) fn named<T: DeserializeOwned>(name: String) -> rusqlite::Result<T> {
    serde_json::from_value(serde_json::Value::String(name))
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

/// A list or a struct as JSON.
pub(super) fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("plain data has no reason to fail")
}

/// Back from JSON.
pub(super) fn parsed<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(error)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_comes_back_digit_for_digit() {
        let connection = rusqlite::Connection::open_in_memory().expect("memory");
        for (text, kind) in [
            ("170", "integer"),
            ("-3", "integer"),
            ("6.3", "real"),
            ("0.1", "real"),
            ("1200000000000", "integer"),
            ("99999999999999999999", "text"),
            ("1.234567890123456789", "text"),
        ] {
            let number = Decimal::from_str(text).expect("a number");
            let (back, stored): (Option<Decimal>, String) = connection
                .query_row("select ?1, typeof(?1)", [column(Some(number))], |row| {
                    Ok((decimal(row, 0)?, row.get(1)?))
                })
                .expect("a row");
            assert_eq!((back, stored.as_str()), (Some(number), kind), "{text}");
        }
        assert_eq!(column(None), Value::Null);
    }
}
