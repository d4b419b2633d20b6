//! `[[channel]]` of the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::DeValue;

use super::alerting::{Channel, Input, Kinds, Way};
use super::file::{Fields, Reader, is_web};

const CHANNEL: &[&str] = &[
    "id",
    "webhook",
    "command",
    "feed",
    "secret_env",
    "allow_private",
    "input",
    "kinds",
    "events",
    "urgent",
];

/// The keys that say how a message leaves; a channel has one of them.
const WAY: &[&str] = &["webhook", "command", "feed"];

impl Reader<'_> {
    pub(super) fn channels(&mut self, value: &Spanned<DeValue<'_>>) -> Vec<Channel> {
        let mut ids = BTreeMap::new();
        let mut channels = Vec::new();
        for fields in self.tables(value, "channel", CHANNEL) {
            let Some(id) = self.id(&fields, &mut ids) else { continue };
            let Some(way) = self.way(&fields) else { continue };
            channels.push(Channel {
                id,
                way,
                kinds: self.written(&fields, "kinds", Kinds::parse),
                events: self.list(&fields, "events"),
                urgent: self.flag(&fields, "urgent"),
            });
        }
        channels
    }

    fn way(&mut self, fields: &Fields<'_, '_>) -> Option<Way> {
        let given: Vec<&str> = WAY.iter().copied().filter(|key| fields.has(key)).collect();
        let &[kind] = given.as_slice() else {
            let message = format!("the channel has {} ways out", given.len());
            let help = "give exactly one of `webhook`, `command` and `feed`";
            let span = given.last().map_or(fields.span.clone(), |key| fields.place(key));
            self.problem(span, &message, Some(help));
            return None;
        };
        match kind {
            "webhook" => {
                let url = self.text(fields, "webhook")?;
                if !is_web(&url) {
                    let help = "write the whole address, with https://";
                    let message = format!("`{url}` is no web address");
                    self.problem(fields.place("webhook"), &message, Some(help));
                    return None;
                }
                let secret_env = self.text(fields, "secret_env");
                Some(Way::Webhook {
                    url,
                    secret_env,
                    allow_private: self.flag(fields, "allow_private"),
                })
            }
            "command" => {
                let words = self.list(fields, "command");
                if words.is_empty() {
                    let help = "write the program and its arguments: `[\"notify\", \"--title\", \"{subject}\"]`";
                    self.problem(fields.place("command"), "the command is empty", Some(help));
                    return None;
                }
                let input = self.written(fields, "input", |text| match text {
                    "json" => Ok(Input::Json),
                    "text" => Ok(Input::Text),
                    other => Err(super::slot::unknown(other, "input", &["json", "text"])),
                });
                Some(Way::Command { words, input: input.unwrap_or_default() })
            }
            _ => {
                let written = self.text(fields, "feed")?;
                let folder = self.path.parent().map_or_else(PathBuf::new, Path::to_owned);
                Some(Way::Feed { folder: folder.join(written) })
            }
        }
    }
}
