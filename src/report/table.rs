//! A table, its columns defined once: the CSV, its Table Schema and its CSVW metadata are all read off the same list.

use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::{Value, json};

use crate::model::{Digest, Timestamp};

/// What a column holds, and so how it is written and described.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Is {
    /// An id, a hash, a version: never begins with a sign that a spreadsheet would take for a formula.
    Word,
    /// One of a closed list.
    Code(Vec<String>),
    /// Words that may come from a page; guarded against formulas.
    Prose,
    Url,
    Number,
    Integer,
    Flag,
    Time,
    /// A bare number, or `low..high` where the outlet gave a range.
    Figure,
}

/// One value of a row. Empty means not stated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    Text(String),
    Number(Decimal),
    Integer(u64),
    Flag(bool),
    Time(Timestamp),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }
}

impl From<Decimal> for Cell {
    fn from(number: Decimal) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Integer(count as u64)
    }
}

impl From<u32> for Cell {
    fn from(count: u32) -> Self {
        Self::Integer(u64::from(count))
    }
}

impl From<bool> for Cell {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<Timestamp> for Cell {
    fn from(at: Timestamp) -> Self {
        Self::Time(at)
    }
}

impl From<Digest> for Cell {
    fn from(digest: Digest) -> Self {
        Self::Text(digest.to_string())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A value of a closed list under the name that the wire gives it.
pub(super) fn code<T: Serialize>(value: T) -> String {
    match serde_json::to_value(value) {
        Ok(Value::String(name)) => name,
        _ => String::new(),
    }
}

/// A column of rows of type `R`: its description and how its value is read off a row.
pub(super) struct Column<R> {
    pub(super) field: Field,
    value: Box<dyn Fn(&R) -> Cell>,
}

/// A column without its rows: what a reader of the file must know of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    pub(super) name: String,
    pub(super) is: Is,
    /// Whether every row has a value.
    pub(super) required: bool,
    /// One sentence.
    pub(super) about: String,
}

/// A column that may be empty.
pub(super) fn column<R, C: Into<Cell>>(
    name: &str,
    is: Is,
    about: &str,
    value: impl Fn(&R) -> C + 'static,
) -> Column<R> {
    let field = Field { name: name.to_owned(), is, required: false, about: about.to_owned() };
    Column { field, value: Box::new(move |row| value(row).into()) }
}

impl<R> Column<R> {
    /// The column has a value in every row.
    pub(super) fn always(mut self) -> Self {
        self.field.required = true;
        self
    }
}

/// Rows under columns, ready to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The file's name without its ending.
    pub(super) name: &'static str,
    pub(super) about: &'static str,
    /// The columns that name a row, where some do.
    pub(super) key: &'static [&'static str],
    pub(super) fields: Vec<Field>,
    pub(super) rows: Vec<Vec<Cell>>,
}

/// How a CSV file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dialect {
    pub delimiter: u8,
    /// Begins the file with the mark by which Excel knows UTF-8.
    pub excel: bool,
}

impl Default for Dialect {
    fn default() -> Self {
        Self { delimiter: b',', excel: false }
    }
}

impl Table {
    pub(super) fn of<R>(
        name: &'static str,
        about: &'static str,
        key: &'static [&'static str],
        columns: &[Column<R>],
        rows: impl IntoIterator<Item = R>,
    ) -> Self {
        let fields = columns.iter().map(|column| column.field.clone()).collect();
        let rows = rows
            .into_iter()
            .map(|row| columns.iter().map(|column| (column.value)(&row)).collect())
            .collect();
        Self { name, about, key, fields, rows }
    }

    /// "claims.csv".
    pub fn file(&self) -> String {
        format!("{}.csv", self.name)
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// RFC 4180: CRLF, the header always there.
    pub fn csv(&self, dialect: Dialect) -> Vec<u8> {
        let begun = if dialect.excel { "\u{feff}".as_bytes().to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(dialect.delimiter)
            .terminator(csv::Terminator::CRLF)
            .from_writer(begun);
        let memory = "writing to memory does not fail, and every row has the header's length";
        writer.write_record(self.fields.iter().map(|field| &field.name)).expect(memory);
        for row in &self.rows {
            let cells = self.fields.iter().zip(row).map(|(field, cell)| written(&field.is, cell));
            writer.write_record(cells).expect(memory);
        }
        writer.into_inner().expect(memory)
    }

    /// The Table Schema of the columns (specs.frictionlessdata.io/table-schema).
    pub(super) fn schema(&self) -> Value {
        let fields: Vec<Value> = self.fields.iter().map(schema_field).collect();
        let mut schema = json!({ "fields": fields, "missingValues": [""] });
        if !self.key.is_empty() {
            schema["primaryKey"] = json!(self.key);
        }
        schema
    }

    /// The CSV on the Web description (w3.org/TR/tabular-metadata) of the file.
    pub fn csvw(&self, dialect: Dialect) -> Vec<u8> {
        let columns: Vec<Value> = self.fields.iter().map(csvw_column).collect();
        let described = json!({
            "@context": ["http://www.w3.org/ns/csvw", { "@language": "en" }],
            "url": self.file(),
            "dc:description": self.about,
            "dialect": {
                "encoding": "utf-8",
                "delimiter": char::from(dialect.delimiter).to_string(),
                "lineTerminators": ["\r\n"],
                "quoteChar": "\"",
                "doubleQuote": true,
                "header": true,
            },
            "null": "",
            "tableSchema": { "columns": columns, "primaryKey": self.key },
        });
        pretty(&described)
    }
}

/// Indented JSON with a line end behind.
pub(super) fn pretty(value: &Value) -> Vec<u8> {
    let mut text = serde_json::to_vec_pretty(value).expect("a JSON value is always writable");
    text.push(b'\n');
    text
}

/// The moment as every format writes it: ISO 8601, to the second, in UTC.
pub(super) fn iso(at: Timestamp) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}

fn written(is: &Is, cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) if *is == Is::Prose => guarded(text),
        Cell::Text(text) => text.clone(),
        Cell::Number(number) => number.normalize().to_string(),
        Cell::Integer(count) => count.to_string(),
        Cell::Flag(flag) => flag.to_string(),
        Cell::Time(at) => iso(*at),
    }
}

/// An apostrophe before text that a spreadsheet would run (OWASP, CSV Injection).
fn guarded(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

fn schema_field(field: &Field) -> Value {
    let kind = match field.is {
        Is::Word | Is::Code(_) | Is::Prose | Is::Url | Is::Figure => "string",
        Is::Number => "number",
        Is::Integer => "integer",
        Is::Flag => "boolean",
        Is::Time => "datetime",
    };
    let mut described = json!({ "name": field.name, "type": kind, "description": field.about });
    match &field.is {
        Is::Time => described["format"] = json!("%Y-%m-%dT%H:%M:%SZ"),
        Is::Number => described["bareNumber"] = json!(true),
        _ => {}
    }
    let mut constraints = serde_json::Map::new();
    if field.required {
        constraints.insert("required".into(), json!(true));
    }
    match &field.is {
        Is::Code(codes) => {
            constraints.insert("enum".into(), json!(codes));
        }
        Is::Figure => {
            constraints.insert("pattern".into(), json!(FIGURE));
        }
        _ => {}
    }
    if !constraints.is_empty() {
        described["constraints"] = Value::Object(constraints);
    }
    described
}

/// What a cell of [`Is::Figure`] looks like.
const FIGURE: &str = r"-?[0-9]+(\.[0-9]+)?(\.\.-?[0-9]+(\.[0-9]+)?)?";

fn csvw_column(field: &Field) -> Value {
    let datatype = match &field.is {
        Is::Word | Is::Prose => json!("string"),
        Is::Code(codes) => json!({ "base": "string", "format": codes.join("|") }),
        Is::Figure => json!({ "base": "string", "format": FIGURE }),
        Is::Url => json!("anyURI"),
        Is::Number => json!("decimal"),
        Is::Integer => json!("nonNegativeInteger"),
        Is::Flag => json!({ "base": "boolean", "format": "true|false" }),
        Is::Time => json!({ "base": "dateTime", "format": "yyyy-MM-ddTHH:mm:ssX" }),
    };
    json!({
        "name": field.name.replace('-', "_"),
        "titles": field.name,
        "dc:description": field.about,
        "datatype": datatype,
        "required": field.required,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(texts: &[&str]) -> Table {
        let columns = [
            column("words", Is::Prose, "Words.", |text: &String| text.clone()),
            column("number", Is::Number, "A number.", |_: &String| Decimal::new(-50, 1)),
        ];
        Table::of("t", "A test's own.", &["words"], &columns, texts.iter().map(ToString::to_string))
    }

    #[test]
    fn free_text_is_no_formula_and_a_number_stays_bare() {
        let written =
            table(&["=cmd|' /C calc'!A0", "-5 % on the week", "say \"41\", no more\nor less"])
                .csv(Dialect::default());
        let expected = "words,number\r\n'=cmd|' /C calc'!A0,-5\r\n'-5 % on the week,-5\r\n\
            \"say \"\"41\"\", no more\nor less\",-5\r\n";
        assert_eq!(String::from_utf8_lossy(&written), expected);
    }

    #[test]
    fn the_header_is_there_without_rows_and_the_mark_only_for_excel() {
        assert_eq!(table(&[]).csv(Dialect::default()), b"words,number\r\n");
        let excel = table(&[]).csv(Dialect { delimiter: b';', excel: true });
        assert_eq!(excel, "\u{feff}words;number\r\n".as_bytes());
    }
}
