//! `[[channel]]` of the file.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use lettre::message::Mailbox;
use toml::Spanned;
use toml::de::DeValue;
use url::{Host, Url};

use super::alerting::{Channel, Input, Kinds, Mail, Privacy, Secret, Way};
use super::file::{Fields, Reader, is_web};

const CHANNEL: &[&str] = &[
    "id",
    "webhook",
    "smtp",
    "command",
    "feed",
    "secret_env",
    "secret_file",
    "allow_private",
    "from",
    "to",
    "user",
    "allow_plain",
    "input",
    "kinds",
    "events",
    "urgent",
];

/// The keys that say how a message leaves, with those that say more about it; a channel has one of them.
const WAY: &[(&str, &[&str])] = &[
    ("webhook", &["secret_env", "secret_file", "allow_private"]),
    ("smtp", &["from", "to", "user", "secret_env", "secret_file", "allow_plain"]),
    ("command", &["input"]),
    ("feed", &[]),
];

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
        let given: Vec<_> = WAY.iter().filter(|(key, _)| fields.has(key)).collect();
        let &[(kind, own)] = given.as_slice() else {
            let message = format!("the channel has {} ways out", given.len());
            let help = "give exactly one of `webhook`, `smtp`, `command` and `feed`";
            let span = given.last().map_or(fields.span.clone(), |(key, _)| fields.place(key));
            self.problem(span, &message, Some(help));
            return None;
        };
        let mut others = WAY.iter().flat_map(|(_, keys)| *keys);
        if let Some(key) = others.find(|key| fields.has(key) && !own.contains(key)) {
            let message = format!("`{key}` says nothing about a `{kind}`");
            self.problem(fields.place(key), &message, Some("drop it"));
            return None;
        }
        match *kind {
            "webhook" => self.webhook(fields),
            "smtp" => self.mail(fields).map(Way::Mail),
            "command" => self.command(fields),
            _ => {
                let written = self.text(fields, "feed")?;
                Some(Way::Feed { folder: self.beside(&written) })
            }
        }
    }

    fn webhook(&mut self, fields: &Fields<'_, '_>) -> Option<Way> {
        let url = self.text(fields, "webhook")?;
        if !is_web(&url) {
            let help = "write the whole address, with https://";
            let message = format!("`{url}` is no web address");
            self.problem(fields.place("webhook"), &message, Some(help));
            return None;
        }
        let secret = self.secret(fields);
        Some(Way::Webhook { url, secret, allow_private: self.flag(fields, "allow_private") })
    }

    fn command(&mut self, fields: &Fields<'_, '_>) -> Option<Way> {
        let words = self.list(fields, "command");
        if words.is_empty() {
            let help =
                "write the program and its arguments: `[\"notify\", \"--title\", \"{subject}\"]`";
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

    fn mail(&mut self, fields: &Fields<'_, '_>) -> Option<Mail> {
        let (host, port, mut privacy) = self.written(fields, "smtp", server)?;
        if self.flag(fields, "allow_plain") && privacy == Privacy::StartTls {
            privacy = Privacy::Open;
        }
        if let Some(key) = ["from", "to"].into_iter().find(|key| !fields.has(key)) {
            let help = format!(
                "add `{key}`: `from = \"claims@post.example\"`, `to = [\"desk@post.example\"]`"
            );
            self.problem(fields.span.clone(), &format!("the letter has no `{key}`"), Some(&help));
            return None;
        }
        let from = self.written(fields, "from", mailbox)?;
        let mut to = Vec::new();
        for address in self.list(fields, "to") {
            match mailbox(&address) {
                Ok(address) => to.push(address),
                Err(message) => self.problem(fields.place("to"), &message, None),
            }
        }
        if to.is_empty() {
            self.problem(fields.place("to"), "the letter goes to nobody", Some("name somebody"));
            return None;
        }
        let secret = self.secret(fields);
        let login = match (self.text(fields, "user"), secret) {
            (Some(user), Some(secret)) => Some((user, secret)),
            (None, None) => None,
            (user, _) => {
                let (has, lacks) = match user {
                    Some(_) => ("user", "secret_env` or `secret_file"),
                    None => ("secret_env", "user"),
                };
                let help = format!("a log-in needs both: add `{lacks}`");
                self.problem(fields.place(has), "half a log-in", Some(&help));
                return None;
            }
        };
        if login.is_some() && privacy == Privacy::Open && !is_here(&host) {
            let help = "drop `allow_plain`, or `user`: a password is sent through TLS only";
            self.problem(fields.place("allow_plain"), "the password could be read", Some(help));
            return None;
        }
        Some(Mail { host, port, privacy, from, to, login })
    }

    fn secret(&mut self, fields: &Fields<'_, '_>) -> Option<Secret> {
        if fields.has("secret_env") && fields.has("secret_file") {
            let help = "keep one of `secret_env` and `secret_file`";
            self.problem(fields.place("secret_file"), "the secret lies in two places", Some(help));
            return None;
        }
        if fields.has("secret_file") {
            let written = self.text(fields, "secret_file")?;
            return Some(Secret::File(self.beside(&written)));
        }
        self.text(fields, "secret_env").map(Secret::Variable)
    }

    /// A path of the file is relative to the file.
    fn beside(&self, written: &str) -> PathBuf {
        self.path.parent().map_or_else(PathBuf::new, Path::to_owned).join(written)
    }
}

/// "smtps://mail.post.example" (TLS, port 465) or "smtp://mail.post.example" (STARTTLS, port 587; on this machine none, port 25).
fn server(written: &str) -> Result<(String, u16, Privacy), String> {
    let wrong = || {
        format!(
            "`{written}` is no mail server: write `smtps://mail.post.example` or `smtp://mail.post.example:587`"
        )
    };
    let url = Url::parse(written).map_err(|_| wrong())?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(
            "leave out what stands before the `@`: `user` says who logs in, and `secret_env` or \
                    `secret_file` where the password lies"
                .to_owned(),
        );
    }
    let host = match url.host() {
        Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        _ => return Err(wrong()),
    };
    if !matches!(url.path(), "" | "/") || url.query().is_some() {
        return Err(wrong());
    }
    let (privacy, port) = match url.scheme() {
        "smtps" => (Privacy::Tls, 465),
        "smtp" if is_here(&host) => (Privacy::Open, 25),
        "smtp" => (Privacy::StartTls, 587),
        _ => return Err(wrong()),
    };
    Ok((host, url.port().unwrap_or(port), privacy))
}

/// Whether the host is this machine.
fn is_here(host: &str) -> bool {
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|it| it.is_loopback())
}

fn mailbox(written: &str) -> Result<String, String> {
    let read: Result<Mailbox, _> = written.parse();
    read.map(|it| it.to_string()).map_err(|_| {
        format!("`{written}` is no mail address: write `desk@post.example` or `The desk <desk@post.example>`")
    })
}
