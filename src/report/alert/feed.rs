//! The alerts of an event as a feed that any reader follows: Atom (RFC 4287) and JSON Feed 1.1.

use std::fmt::Write as _;

use chrono::SecondsFormat;
use serde_json::json;

use super::{Alert, body};
use crate::model::Timestamp;

/// An Atom feed of an event's alerts, in the order given, the newest first.
pub fn atom(event: &str, title: &str, alerts: &[Alert]) -> String {
    let updated = alerts.first().map_or(Timestamp::UNIX_EPOCH, |alert| alert.at);
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>urn:claims:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <author><name>claims</name></author>\n",
        escaped(event),
        escaped(title),
        time(updated)
    );
    for alert in alerts {
        let link =
            alert.sides.last().map(|side| format!("<link href=\"{}\"/>\n", escaped(&side.url)));
        let _ = write!(
            text,
            "<entry>\n<id>urn:claims:alert:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
             <category term=\"{}\"/>\n{}<content type=\"text\">{}</content>\n</entry>\n",
            alert.id,
            escaped(&alert.headline),
            time(alert.at),
            alert.kind.as_str(),
            link.unwrap_or_default(),
            escaped(&body(std::slice::from_ref(alert)))
        );
    }
    text.push_str("</feed>\n");
    text
}

/// A JSON Feed of an event's alerts, in the order given; the whole alert stands under `_claims`.
pub fn json_feed(title: &str, alerts: &[Alert]) -> String {
    let items: Vec<_> = alerts
        .iter()
        .map(|alert| {
            json!({
                "id": format!("urn:claims:alert:{}", alert.id),
                "title": alert.headline,
                "content_text": body(std::slice::from_ref(alert)),
                "date_published": time(alert.at),
                "external_url": alert.sides.last().map(|side| &side.url),
                "tags": [alert.kind.as_str()],
                "_claims": alert,
            })
        })
        .collect();
    let feed =
        json!({ "version": "https://jsonfeed.org/version/1.1", "title": title, "items": items });
    format!("{feed:#}\n")
}

fn time(at: Timestamp) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text as XML 1.0 holds it: the five signs escaped, what it has no place for left out.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(character),
            control if control.is_control() => {}
            '\u{fffe}' | '\u{ffff}' => {}
            other => safe.push(other),
        }
    }
    safe
}
