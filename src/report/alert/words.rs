use std::fmt::Write as _;

use super::super::figure::counted;
use super::Alert;

/// One line for all alerts of a message: the first one's headline, and how many more there are.
pub fn subject(alerts: &[Alert]) -> String {
    let Some(first) = alerts.first() else { return String::new() };
    let more = match alerts.len() {
        1 => String::new(),
        count => format!(" (+{} more)", count - 1),
    };
    let titles: std::collections::BTreeSet<&str> =
        alerts.iter().map(|alert| alert.title.as_str()).collect();
    let title = match titles.len() {
        1 => first.title.clone(),
        count => format!("{count} events"),
    };
    format!("[{title}] {}{more}", first.headline)
}

/// The message for people: what moved, by whom, on whose word, the quotes and their links, how the others stand, the question.
pub fn body(alerts: &[Alert]) -> String {
    let mut text = String::new();
    for alert in alerts {
        if !text.is_empty() {
            text.push_str("\n----\n\n");
        }
        let _ = writeln!(text, "{}: {}", alert.kind.as_str().to_uppercase(), alert.headline);
        let at = alert.at.format("%Y-%m-%d %H:%MZ");
        let _ = writeln!(text, "{} · run {} · {at}", alert.title, alert.run);
        for side in &alert.sides {
            let _ = writeln!(
                text,
                "\n  {}  {}, on the word of: {}",
                side.figure, side.outlet, side.authority
            );
            let _ = writeln!(text, "    \"{}\"", side.quote);
            let _ = writeln!(text, "    {}  {}", side.url, side.claim.short());
        }
        if alert.sides.is_empty() {
            text.push('\n');
            for line in &alert.others {
                let _ = writeln!(text, "  {line}");
            }
        } else if !alert.others.is_empty() {
            let _ = writeln!(
                text,
                "\n  Now: {}, {}",
                counted(alert.outlets, "outlet"),
                counted(alert.origins, "origin")
            );
            for line in &alert.others {
                let _ = writeln!(text, "    {line}");
            }
        }
        if let Some(ask) = &alert.ask {
            let _ = writeln!(text, "\n  Ask: {ask}");
        }
    }
    text
}
