//! The diff as Markdown (CommonMark with tables), for a wiki, a ticket or a mail.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use super::Reported;
use super::layout::clean;
use super::picture::{Part, Picture, independence};
use super::words::{heading, moved, on_whose_word, quotation, step, summary};
use crate::model::{Finding, Position};

/// A section for each part that has anything to say.
pub fn markdown(picture: &Picture<'_>) -> String {
    let report = picture.report;
    let title = if report.event.title.is_empty() { &report.event.id } else { &report.event.title };
    let mut out = format!("# {}\n\n{}\n", escaped(title), escaped(&heading(picture).join(" · ")));
    out.push_str(&format!("\n**{}**\n", escaped(&summary(picture))));
    section(&mut out, "Conflicts", picture.part(Part::Conflicts), |out, it| {
        conflict(out, picture, it);
    });
    changes(&mut out, picture);
    section(&mut out, "Resolved", picture.resolved(), |out, finding| {
        out.push_str(&format!(
            "- {}: was {}\n",
            subject(picture, finding),
            escaped(&picture.range(finding))
        ));
    });
    section(&mut out, "Agreements", picture.part(Part::Agreements), |out, it| {
        item(out, picture, &it.finding);
    });
    section(&mut out, "Stale", picture.part(Part::Stale), |out, it| {
        stale(out, picture, &it.finding);
    });
    section(&mut out, "Without a second origin", picture.part(Part::Single), |out, it| {
        item(out, picture, &it.finding);
    });
    section(&mut out, "Sources that gave nothing", picture.trouble(), |out, it| {
        let said = format!("{}, {}: {} ({})", it.outlet, it.source, it.message, it.outcome);
        out.push_str(&format!("- {}\n", escaped(&said)));
    });
    out
}

fn section<T>(out: &mut String, title: &str, items: &[T], mut write: impl FnMut(&mut String, &T)) {
    if items.is_empty() {
        return;
    }
    out.push_str(&format!("\n## {title}\n\n"));
    for item in items {
        write(out, item);
    }
}

fn conflict(out: &mut String, picture: &Picture<'_>, reported: &Reported) {
    let finding = &reported.finding;
    let reason = finding.reason.map_or("UNEXPLAINED", crate::model::Reason::code);
    out.push_str(&format!(
        "{}### {}: {} ({reason})\n\n| figure | outlets | words | on whose word | at | claims |\n|---|---|---|---|---|---|\n",
        if out.ends_with("\n\n") { "" } else { "\n" },
        subject(picture, finding),
        escaped(&picture.range(finding)),
    ));
    for position in &finding.positions {
        out.push_str(&row(picture, position));
    }
    if let Some(note) = &finding.note {
        out.push_str(&format!("\n{}\n", escaped(&clean(note))));
    }
    if let Some(ask) = &finding.ask {
        out.push_str(&format!("\n**Ask:** {}\n", escaped(clean(ask).trim_start_matches("Ask: "))));
    }
}

fn row(picture: &Picture<'_>, position: &Position) -> String {
    let sum = if position.is_sum { " = Σ" } else { "" };
    let words =
        quotation(picture, position).map_or(String::new(), |quote| quote.marked(usize::MAX));
    let at = position.at.map_or(String::new(), |at| at.format("%Y-%m-%d %H:%MZ").to_string());
    let ids: Vec<String> = position.claims.iter().map(|id| picture.short(id)).collect();
    let cells = [
        format!("{}{sum}", picture.figure(position)),
        position.outlets.join(", "),
        words,
        on_whose_word(picture, position),
        at,
        ids.join(if position.is_sum { "+" } else { ", " }),
    ];
    let cells: Vec<String> = cells.iter().map(|cell| escaped(&clean(cell))).collect();
    format!("| {} |\n", cells.join(" | "))
}

fn changes(out: &mut String, picture: &Picture<'_>) {
    let (found, steps) = (picture.part(Part::Changes), picture.steps());
    if found.is_empty() && steps.is_empty() {
        return;
    }
    out.push_str("\n## Changes\n\n");
    for finding in found.iter().map(|it| &it.finding) {
        let said = moved(picture, finding);
        out.push_str(&format!("- {}: {}\n", subject(picture, finding), escaped(&said)));
    }
    for change in steps {
        let said = format!(
            "{}: {} {}",
            picture.subject_of_step(change),
            change.outlet,
            step(picture, change)
        );
        out.push_str(&format!("- {}\n", escaped(&said)));
    }
}

fn item(out: &mut String, picture: &Picture<'_>, finding: &Finding) {
    let said = independence(finding.outlets.len(), &finding.origins);
    let range = escaped(&picture.agreed(finding));
    out.push_str(&format!("- {}: {range}, {}\n", subject(picture, finding), escaped(&said)));
}

fn stale(out: &mut String, picture: &Picture<'_>, finding: &Finding) {
    let figures: Vec<String> =
        finding.positions.iter().take(1).map(|it| picture.figure(it)).collect();
    let mut said = format!("{}, {}", figures.join(", "), finding.outlets.join(", "));
    if let Some(note) = &finding.note {
        said.push_str(&format!(", {note}"));
    }
    out.push_str(&format!("- {}: {}\n", subject(picture, finding), escaped(&clean(&said))));
}

fn subject(picture: &Picture<'_>, finding: &Finding) -> String {
    escaped(&picture.subject_of(finding))
}

/// What Markdown or HTML would take for its own, escaped: a page's words must come out as words (CommonMark 0.31, 2.4).
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '#' | '&') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_cannot_write_markup() {
        assert_eq!(escaped("<img src=x> | [a](b) *"), "\\<img src=x\\> \\| \\[a\\](b) \\*");
    }
}
