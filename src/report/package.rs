//! datapackage.json: what the CSV files of a report are, for machines (specs.frictionlessdata.io/data-package).

use serde_json::{Value, json};

use super::Report;
use super::table::{Dialect, Table, iso, pretty};
use crate::model::Digest;

/// The description of the tables, with the digest of each file as written.
pub fn datapackage(reports: &[Report], tables: &[(Table, Vec<u8>)], dialect: Dialect) -> Vec<u8> {
    let resources: Vec<Value> = tables
        .iter()
        .map(|(table, bytes)| {
            json!({
                "name": table.name,
                "description": table.about,
                "profile": "tabular-data-resource",
                "path": table.file(),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes.len(),
                "hash": format!("sha256:{}", Digest::of(bytes)),
                "dialect": {
                    "delimiter": char::from(dialect.delimiter).to_string(),
                    "lineTerminator": "\r\n",
                    "quoteChar": "\"",
                    "doubleQuote": true,
                    "header": true,
                },
                "schema": table.schema(),
            })
        })
        .collect();
    let events: Vec<&str> = reports.iter().map(|report| report.event.id.as_str()).collect();
    let mut package = json!({
        "name": name(&events),
        "title": format!("What outlets report on {}", events.join(", ")),
        "description": "Numbers are as stated; empty means not stated. Text that a spreadsheet would take for a \
            formula has an apostrophe in front.",
        "profile": "tabular-data-package",
        "resources": resources,
    });
    if let Some(newest) = reports.iter().map(|report| report.as_of).max() {
        package["created"] = json!(iso(newest));
    }
    pretty(&package)
}

/// Lower-case letters, digits, `.`, `_` and `-` only, as the specification asks.
fn name(events: &[&str]) -> String {
    let [event] = events else { return "claims".to_owned() };
    let slug: String = event
        .to_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-') { c } else { '-' })
        .collect();
    format!("claims-{slug}")
}
