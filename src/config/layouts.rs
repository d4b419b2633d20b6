//! `[[outlet.layout]]` of the file: how an outlet's pages are built, and until when that holds.

use chrono::NaiveDate;
use toml::de::DeValue;

use super::file::{Fields, Reader};
use crate::article::check_selector;
use crate::model::Layout;

const LAYOUT: &[&str] =
    &["valid_from", "valid_until", "body", "drop", "title", "authors", "published", "modified"];

impl Reader<'_> {
    pub(super) fn layouts(&mut self, outlet: &Fields<'_, '_>) -> Vec<Layout> {
        let Some(value) = outlet.table.get("layout") else { return Vec::new() };
        let mut layouts = Vec::new();
        for fields in self.tables(value, "outlet.layout", LAYOUT) {
            if !fields.has("valid_until") {
                let help =
                    "add `valid_until = 2027-06-30`: the day by which somebody looks at it again";
                let message = "the layout does not say until when it holds";
                self.problem(fields.span.clone(), message, Some(help));
                continue;
            }
            let Some(valid_until) = self.day(&fields, "valid_until") else { continue };
            layouts.push(Layout {
                valid_from: self.day(&fields, "valid_from"),
                valid_until,
                body: self.selector(&fields, "body"),
                drop: self.selectors(&fields, "drop"),
                title: self.selector(&fields, "title"),
                authors: self.selector(&fields, "authors"),
                published: self.selector(&fields, "published"),
                modified: self.selector(&fields, "modified"),
            });
        }
        layouts
    }

    fn selector(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<String> {
        self.written(fields, key, |text| check_selector(text).map(|()| text.to_owned()))
    }

    fn selectors(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<String> {
        let written = self.list(fields, key);
        for error in written.iter().filter_map(|text| check_selector(text).err()) {
            self.problem(fields.place(key), &error, None);
        }
        written
    }

    fn day(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<NaiveDate> {
        let value = fields.table.get(key)?;
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(day) => day.to_string(),
            _ => String::new(),
        };
        let day = written.parse().ok();
        if day.is_none() {
            let help = "write it as 2027-06-30";
            self.problem(value.span(), &format!("`{key}` is no day"), Some(help));
        }
        day
    }
}
