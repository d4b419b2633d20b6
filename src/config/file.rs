//! The file's text to settings, outlets and events. Every problem is found and told with its place.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, NaiveTime};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::declared::{Address, DeclaredEvent, Source};
use super::error::line_and_column;
use super::keys::KEYS;
use super::slot::of_type;
use super::{Config, ConfigError, Origin, Problem, nearest};
use crate::model::{Event, Outlet, OutletKind, Timestamp};
use crate::schedule::{Cron, Hours, Zone};

const TABLES: &[&str] =
    &["store", "fetch", "watch", "alerts", "reconcile", "report", "outlet", "channel", "event"];
const OUTLET: &[&str] =
    &["id", "name", "domains", "country", "language", "time_zone", "owner", "kind", "layout"];
const EVENT: &[&str] = &[
    "id",
    "title",
    "terms",
    "exclude",
    "place",
    "from",
    "until",
    "schedule",
    "time_zone",
    "active",
    "source",
];
const SOURCE: &[&str] = &[
    "outlet",
    "page",
    "feed",
    "sitemap",
    "section",
    "file",
    "folder",
    "url",
    "saved",
    "allow_private",
    "schedule",
];
/// The keys that say where to look; a source has one of them.
const ADDRESS: &[&str] = &["page", "feed", "sitemap", "section", "file", "folder"];

/// So many problems are told at once, and the rest counted: more would scroll the first away.
const PROBLEMS_MAX: usize = 20;

pub(super) fn parse(text: &str, path: &Path) -> Result<Config, ConfigError> {
    let mut reader = Reader { text, path, problems: Vec::new() };
    let root = match DeTable::parse(text) {
        Ok(root) => root,
        Err(error) => {
            let span = error.span().unwrap_or(0..0);
            let problem = Problem::new(path, text, span, error.message().trim(), None);
            return Err(ConfigError::Invalid { problems: vec![problem], more: 0 });
        }
    };
    let config = reader.config(root.get_ref());
    let mut found = reader.problems;
    if found.is_empty() {
        return Ok(config);
    }
    found.sort_by_key(|found| found.span.start);
    let more = found.len().saturating_sub(PROBLEMS_MAX);
    // Drawing a place takes time that grows with the file: only what is shown is drawn.
    let shown = found.iter().take(PROBLEMS_MAX);
    let problems = shown
        .map(|it| Problem::new(path, text, it.span.clone(), &it.message, it.help.as_deref()))
        .collect();
    Err(ConfigError::Invalid { problems, more })
}

pub(super) struct Reader<'t> {
    text: &'t str,
    pub(super) path: &'t Path,
    problems: Vec<Found>,
}

/// One table with the keys that it may have.
pub(super) struct Fields<'a, 'i> {
    pub(super) table: &'a DeTable<'i>,
    pub(super) span: Range<usize>,
    name: &'static str,
}

/// Something wrong, before its place is drawn.
struct Found {
    span: Range<usize>,
    message: String,
    help: Option<String>,
}

impl Reader<'_> {
    pub(super) fn problem(&mut self, span: Range<usize>, message: &str, help: Option<&str>) {
        let (message, help) = (message.to_owned(), help.map(ToOwned::to_owned));
        self.problems.push(Found { span, message, help });
    }

    fn config(&mut self, root: &DeTable<'_>) -> Config {
        let mut config = Config { path: Some(self.path.to_owned()), ..Config::default() };
        for (key, value) in root {
            let name = key.get_ref().as_ref();
            match name {
                "outlet" => config.outlets = self.outlets(value),
                "channel" => config.channels = self.channels(value),
                "event" => {}
                _ if TABLES.contains(&name) => self.keys(name, value, &mut config),
                _ => self.unknown(key, "the file", TABLES),
            }
        }
        // Sources name outlets, wherever in the file those stand.
        if let Some(events) = root.get("event") {
            config.events = self.events(events, &config.outlets);
        }
        config
    }

    fn keys(&mut self, table: &str, value: &Spanned<DeValue<'_>>, config: &mut Config) {
        let Some(fields) = value.get_ref().as_table() else {
            let help = format!("write `[{table}]` on a line of its own, its keys below it");
            return self.problem(value.span(), &format!("`{table}` is a table"), Some(&help));
        };
        let known: Vec<&str> =
            KEYS.iter().filter_map(|key| key.name.strip_prefix(table)?.strip_prefix('.')).collect();
        for (key, value) in fields {
            let name = key.get_ref().as_ref();
            let Some(entry) = KEYS.iter().find(|entry| {
                entry.name.strip_prefix(table).and_then(|rest| rest.strip_prefix('.')) == Some(name)
            }) else {
                self.unknown(key, &format!("`[{table}]`"), &known);
                continue;
            };
            match (entry.slot)(&mut config.settings).set(value.get_ref()) {
                Ok(()) => {
                    let (line, _) = line_and_column(self.text, key.span().start);
                    let origin = Origin::File { path: self.path.to_owned(), line };
                    config.origins.insert(entry.name, origin);
                }
                Err(message) => self.problem(value.span(), &format!("`{name}`: {message}"), None),
            }
        }
    }

    fn unknown(&mut self, key: &Spanned<std::borrow::Cow<'_, str>>, place: &str, known: &[&str]) {
        let name = key.get_ref().as_ref();
        let help = match nearest(name, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("known here: {}", known.join(", ")),
        };
        self.problem(key.span(), &format!("unknown key `{name}` in {place}"), Some(&help));
    }

    /// The tables of an array of tables, with unknown keys told.
    pub(super) fn tables<'a, 'i>(
        &mut self,
        value: &'a Spanned<DeValue<'i>>,
        name: &'static str,
        known: &[&str],
    ) -> Vec<Fields<'a, 'i>> {
        let Some(list) = value.get_ref().as_array() else {
            let last = name.rsplit('.').next().unwrap_or(name);
            let help = format!("write `[[{name}]]`, with two brackets");
            self.problem(value.span(), &format!("`{last}` is a list of tables"), Some(&help));
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in list {
            let Some(table) = item.get_ref().as_table() else {
                self.problem(item.span(), &format!("expected a table of `[[{name}]]`"), None);
                continue;
            };
            for (key, _) in table {
                if !known.contains(&key.get_ref().as_ref()) {
                    self.unknown(key, &format!("`[[{name}]]`"), known);
                }
            }
            found.push(Fields { table, span: item.span(), name });
        }
        found
    }

    fn outlets(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Outlet> {
        let mut ids = BTreeMap::new();
        let mut outlets = Vec::new();
        for fields in self.tables(value, "outlet", OUTLET) {
            let Some(id) = self.id(&fields, &mut ids) else { continue };
            outlets.push(Outlet {
                id,
                name: self.text(&fields, "name").unwrap_or_default(),
                domains: self.list(&fields, "domains"),
                country: self.text(&fields, "country"),
                language: self.text(&fields, "language"),
                time_zone: self.written(&fields, "time_zone", zone_name),
                owner: self.text(&fields, "owner"),
                kind: self.outlet_kind(&fields),
                layouts: self.layouts(&fields),
            });
        }
        outlets
    }

    fn outlet_kind(&mut self, fields: &Fields<'_, '_>) -> OutletKind {
        match self.text(fields, "kind").as_deref() {
            None | Some("outlet") => OutletKind::Outlet,
            Some("agency") => OutletKind::Agency,
            Some("official") => OutletKind::Official,
            Some(other) => {
                let message =
                    super::slot::unknown(other, "kind", &["outlet", "agency", "official"]);
                self.problem(fields.place("kind"), &message, None);
                OutletKind::Outlet
            }
        }
    }

    fn events(&mut self, value: &Spanned<DeValue<'_>>, outlets: &[Outlet]) -> Vec<DeclaredEvent> {
        let mut ids = BTreeMap::new();
        let mut events = Vec::new();
        for fields in self.tables(value, "event", EVENT) {
            let Some(id) = self.id(&fields, &mut ids) else { continue };
            let event = Event {
                id,
                title: self.text(&fields, "title").unwrap_or_default(),
                terms: self.list(&fields, "terms"),
                exclude: self.list(&fields, "exclude"),
                place: self.text(&fields, "place"),
                from: self.time(&fields, "from", false),
                until: self.time(&fields, "until", true),
            };
            if let (Some(from), Some(until)) = (event.from, event.until)
                && from > until
            {
                self.problem(fields.place("until"), "the event ends before it begins", None);
            }
            let sources = match fields.table.get("source") {
                Some(value) => self.sources(value, outlets),
                None => Vec::new(),
            };
            events.push(DeclaredEvent {
                event,
                sources,
                schedule: self.written(&fields, "schedule", Cron::parse),
                time_zone: self.written(&fields, "time_zone", Zone::named),
                active: self.written(&fields, "active", Hours::parse),
            });
        }
        events
    }

    fn sources(&mut self, value: &Spanned<DeValue<'_>>, outlets: &[Outlet]) -> Vec<Source> {
        let mut sources = Vec::new();
        for fields in self.tables(value, "event.source", SOURCE) {
            let outlet = self.text(&fields, "outlet");
            let is_local = fields.has("file") || fields.has("folder");
            match &outlet {
                None if !fields.has("outlet") && !is_local => {
                    let help = "add `outlet = \"...\"`: whose report it is";
                    self.problem(fields.span.clone(), "the source has no `outlet`", Some(help));
                    continue;
                }
                Some(outlet) if !outlets.iter().any(|known| known.id == *outlet) => {
                    self.unknown_outlet(&fields, outlet, outlets);
                }
                _ => {}
            }
            if let Some(address) = self.address(&fields) {
                let allow_private = self.flag(&fields, "allow_private");
                let schedule = self.written(&fields, "schedule", Cron::parse);
                sources.push(Source { outlet, address, allow_private, schedule });
            }
        }
        sources
    }

    fn unknown_outlet(&mut self, fields: &Fields<'_, '_>, outlet: &str, outlets: &[Outlet]) {
        let help = match nearest(outlet, outlets.iter().map(|known| known.id.as_str())) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "declare it with `[[outlet]]`".to_owned(),
        };
        let message = format!("unknown outlet `{outlet}`");
        self.problem(fields.place("outlet"), &message, Some(&help));
    }

    fn address(&mut self, fields: &Fields<'_, '_>) -> Option<Address> {
        let given: Vec<&'static str> =
            ADDRESS.iter().copied().filter(|key| fields.has(key)).collect();
        let &[kind] = given.as_slice() else {
            let message = if given.is_empty() {
                "the source has no address".to_owned()
            } else {
                format!("the source has {} addresses", given.len())
            };
            let help =
                "give exactly one of `page`, `feed`, `sitemap`, `section`, `file` and `folder`";
            let span = given.last().map_or(fields.span.clone(), |key| fields.place(key));
            self.problem(span, &message, Some(help));
            return None;
        };
        let written = self.text(fields, kind)?;
        let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_owned);
        let below = |written: &str| folder.join(written);
        if kind == "file" {
            return Some(Address::File {
                path: below(&written),
                written,
                url: self.text(fields, "url"),
                saved: self.time(fields, "saved", false),
            });
        }
        for only in ["url", "saved"].into_iter().filter(|key| fields.has(key)) {
            self.problem(fields.place(only), &format!("`{only}` belongs to a `file`"), None);
        }
        if kind == "folder" {
            return Some(Address::Folder { path: below(&written), written });
        }
        if !is_web(&written) {
            let help = "write the whole address, with https://; a local file is `file = \"...\"`";
            self.problem(fields.place(kind), &format!("`{written}` is no web address"), Some(help));
            return None;
        }
        if has_user(&written) {
            let help = "leave out what stands before the `@`: addresses are stored and printed; a page behind a \
                        log-in can be saved and added as a file";
            self.problem(
                fields.place(kind),
                "the address carries a name or a password",
                Some(help),
            );
            return None;
        }
        Some(match kind {
            "feed" => Address::Feed(written),
            "sitemap" => Address::Sitemap(written),
            "section" => Address::Section(written),
            _ => Address::Page(written),
        })
    }

    /// A name that may stand in a file name, a CSV heading and a command line; no two alike.
    pub(super) fn id(
        &mut self,
        fields: &Fields<'_, '_>,
        known: &mut BTreeMap<String, usize>,
    ) -> Option<String> {
        let name = fields.name;
        let Some(id) = self.text(fields, "id") else {
            if !fields.has("id") {
                let help = "add `id = \"...\"`";
                self.problem(fields.span.clone(), &format!("the {name} has no `id`"), Some(help));
            }
            return None;
        };
        let span = fields.place("id");
        if !is_id(&id) {
            let help = "use letters, digits, `-`, `_` and `.`";
            self.problem(span, &format!("`{id}` cannot be an id"), Some(help));
            return None;
        }
        // Counting lines walks through the file: only where there is something to tell.
        if let Some(first) = known.insert(id.clone(), span.start) {
            let (line, _) = line_and_column(self.text, first);
            let message = format!("two {name}s are called `{id}`");
            self.problem(span, &message, Some(&format!("the first is on line {line}")));
            return None;
        }
        Some(id)
    }

    pub(super) fn text(&mut self, fields: &Fields<'_, '_>, key: &str) -> Option<String> {
        let value = fields.table.get(key)?;
        match value.get_ref().as_str() {
            Some(text) if !text.trim().is_empty() => Some(text.to_owned()),
            Some(_) => {
                self.problem(
                    value.span(),
                    &format!("`{key}` is empty"),
                    Some("fill it in or drop it"),
                );
                None
            }
            None => {
                self.wrong(value, key, "text in quotes");
                None
            }
        }
    }

    /// A value with a written form of its own, which `read` knows.
    pub(super) fn written<T>(
        &mut self,
        fields: &Fields<'_, '_>,
        key: &str,
        read: fn(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(fields, key)?;
        read(&text).map_err(|error| self.problem(fields.place(key), &error, None)).ok()
    }

    pub(super) fn list(&mut self, fields: &Fields<'_, '_>, key: &str) -> Vec<String> {
        let Some(value) = fields.table.get(key) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            self.wrong(value, key, "a list of words, as in `[\"one\", \"two\"]`");
            return Vec::new();
        };
        let mut words = Vec::new();
        for item in list {
            match item.get_ref().as_str() {
                Some(word) => words.push(word.to_owned()),
                None => self.wrong(item, key, "text in quotes"),
            }
        }
        words
    }

    pub(super) fn flag(&mut self, fields: &Fields<'_, '_>, key: &str) -> bool {
        let Some(value) = fields.table.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            self.wrong(value, key, "`true` or `false`");
            false
        })
    }

    /// A time with its zone, or a day in UTC: its beginning, or its end where it closes a window.
    fn time(&mut self, fields: &Fields<'_, '_>, key: &str, is_end: bool) -> Option<Timestamp> {
        let value = fields.table.get(key)?;
        let written = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Datetime(moment) => moment.to_string(),
            _ => {
                self.wrong(value, key, "a time");
                return None;
            }
        };
        let time = moment(&written, is_end);
        if time.is_none() {
            let help = "write it as 2021-08-26T17:40:00Z or 2021-08-26";
            let message = format!("`{key}`: `{written}` is no time with a zone");
            self.problem(value.span(), &message, Some(help));
        }
        time
    }

    fn wrong(&mut self, value: &Spanned<DeValue<'_>>, key: &str, wanted: &str) {
        let found = of_type(value.get_ref());
        self.problem(value.span(), &format!("`{key}`: expected {wanted}, found {found}"), None);
    }
}

impl Fields<'_, '_> {
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Where the key's value stands; the table's own place where it has none.
    pub(super) fn place(&self, key: &str) -> Range<usize> {
        self.table.get(key).map_or_else(|| self.span.clone(), Spanned::span)
    }
}

/// A time with its zone, or a day in UTC.
pub(super) fn moment(written: &str, is_end: bool) -> Option<Timestamp> {
    if let Ok(moment) = written.trim().replacen(' ', "T", 1).parse() {
        return Some(moment);
    }
    let day: NaiveDate = written.trim().parse().ok()?;
    let day = if is_end { day.checked_add_days(Days::new(1))? } else { day };
    Some(day.and_time(NaiveTime::MIN).and_utc())
}

/// A zone's name as the built-in tables write it.
fn zone_name(written: &str) -> Result<String, String> {
    Zone::named(written).map(|zone| zone.name().to_owned())
}

pub(super) fn is_web(address: &str) -> bool {
    let lower = address.get(..8).unwrap_or(address).to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://")) && !address.contains(' ')
}

/// Whether a name or a password stands before the host (RFC 3986, 3.2.1).
fn has_user(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#', '\\']).next().is_some_and(|authority| authority.contains('@'))
}

pub(super) fn is_id(id: &str) -> bool {
    !id.is_empty()
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
        && !id.starts_with(['.', '-'])
}
