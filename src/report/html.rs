//! The brief: one page of A4 to take into a meeting. No script, no font and no image from elsewhere; every figure links to
//! its words in the article.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;
use unicode_segmentation::UnicodeSegmentation;

use super::claims::{address, evidence};
use super::layout::{clean, cut, width};
use super::matrix::{Line, lines, range};
use super::picture::{Part, Picture, Selection, independence};
use super::room::{self, Room};
use super::svg::{self, Mark, Series};
use super::words::{Quotation, clock, heading, moved, on_whose_word, step, summary};
use super::{Report, Reported, figure};
use crate::model::{Claim, Finding, Position, Reason, Timestamp, Verdict};

const STYLE: &str = include_str!("templates/brief.css");
/// What a page of A4 has room for; the rest is in the tables.
pub(super) const POSITIONS: usize = 3;
const NAMES: usize = 3;
/// In columns of text: two lines of the brief.
pub(super) const QUOTE: usize = 92;
/// In columns of text, of who a figure is credited to.
pub(super) const WORD: usize = 60;
/// In columns of text, of a line in a list: two lines of its column.
pub(super) const TOLD: usize = 124;
/// In columns of text, above a column of the matrix.
pub(super) const NAME: usize = 24;

/// One document for all events, each on its page.
pub fn html(pictures: &[Picture<'_>]) -> String {
    let title: Vec<&str> = pictures.iter().map(|it| title(it.report)).collect();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <title>{}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        escaped(&title.join(", "))
    );
    for (turn, picture) in pictures.iter().enumerate() {
        let turn = if turn > 0 { " style=\"break-before: page\"" } else { "" };
        out.push_str(&format!("<main{turn}>\n{}</main>\n", brief(picture)));
    }
    out.push_str("</body>\n</html>\n");
    out
}

fn title(report: &Report) -> &str {
    if report.event.title.is_empty() { &report.event.id } else { &report.event.title }
}

fn brief(picture: &Picture<'_>) -> String {
    let mut out = format!(
        "<header><h1>{}</h1><p class=\"meta\">{}</p><p class=\"summary\">{}</p></header>\n",
        escaped(title(picture.report)),
        escaped(&heading(picture).join(" · ")),
        escaped(&summary(picture)),
    );
    let timeline = timeline(picture);
    let lists = [
        ("Changes", changes(picture)),
        ("Agreements", agreements(picture)),
        ("Stale", stale(picture)),
        ("Sources that gave nothing", trouble(picture)),
    ];
    let room = Room::of(picture, !timeline.is_empty(), &lists);
    let conflicts = picture.part(Part::Conflicts);
    if !conflicts.is_empty() {
        out.push_str("<section><h2>Conflicts</h2>\n");
        for reported in &conflicts[..room.conflicts] {
            out.push_str(&conflict(picture, reported));
        }
        out.push_str(&more(conflicts.len(), room.conflicts, "conflict"));
        out.push_str("</section>\n");
    }
    out.push_str(&timeline);
    out.push_str(&matrix(picture.report, room.rows));
    out.push_str("<div class=\"lists\">\n");
    for (title, lines) in &lists {
        out.push_str(&items(title, lines, room.items));
    }
    out.push_str("</div>\n");
    out.push_str(
        "<footer>Every figure links to its words in the article; claims why ID shows the whole chain. \
         ● the figure the house prints, ○ another that somebody reported.</footer>\n",
    );
    out
}

fn conflict(picture: &Picture<'_>, reported: &Reported) -> String {
    let finding = &reported.finding;
    let mut out = format!(
        "<article class=\"conflict\"><h3><span>{}</span> <span class=\"range\">{}</span> {} <span class=\"reason\">{}</span></h3>\n<table>\n",
        escaped(&picture.subject_of(finding)),
        escaped(&picture.range(finding)),
        svg::range_bar(&marks(finding, &finding.positions), 150.0),
        finding.reason.map_or("UNEXPLAINED", Reason::code),
    );
    for position in finding.positions.iter().take(POSITIONS) {
        out.push_str(&row(picture, position));
    }
    out.push_str("</table>\n");
    out.push_str(&more(finding.positions.len(), POSITIONS, "value"));
    if let Some(note) = &finding.note {
        out.push_str(&format!("<p>{}.</p>\n", escaped(clean(note).trim_end_matches('.'))));
    }
    if let Some(ask) = &finding.ask {
        let ask = clean(ask);
        let ask = ask.trim_start_matches("Ask: ");
        out.push_str(&format!("<p class=\"ask\">Ask: {}</p>\n", escaped(ask)));
    }
    out.push_str("</article>\n");
    out
}

fn row(picture: &Picture<'_>, position: &Position) -> String {
    let words: Vec<String> = if position.is_sum {
        position
            .claims
            .iter()
            .filter_map(|id| picture.claim(id))
            .map(|it| quoted(it, &it.quote))
            .collect()
    } else {
        picture
            .spokesman(position)
            .map(|claim| quoted(claim, &Quotation::of(claim).within(QUOTE)))
            .into_iter()
            .collect()
    };
    let at = position.at.map_or(String::new(), |at| clock(at, picture.report.as_of));
    let ids: Vec<String> = position
        .claims
        .iter()
        .take(if position.is_sum { 9 } else { 1 })
        .map(|id| format!("<span>{}</span>", picture.short(id)))
        .collect();
    format!(
        "<tr><td class=\"n\"><strong>{}</strong>{}</td><td>{}</td><td>{}</td><td class=\"word\">{}</td><td class=\"n word\">{at}</td><td class=\"id\">{}</td></tr>\n",
        escaped(&picture.figure(position)),
        if position.is_sum { " = Σ" } else { "" },
        first_of(&position.outlets, |name| format!("<bdi>{}</bdi>", escaped(&name))),
        words.join(" + "),
        escaped(&cut(&on_whose_word(picture, position), WORD)),
        ids.join("+<wbr>"),
    )
}

/// The words with the number marked, linked to their place in the article.
fn quoted(claim: &Claim, words: &str) -> String {
    let (words, number) = (clean(words), clean(&claim.text));
    let marked = match words.find(&number).filter(|_| !number.is_empty()) {
        Some(at) => format!(
            "{}<mark>{}</mark>{}",
            escaped(&words[..at]),
            escaped(&number),
            escaped(&words[at + number.len()..])
        ),
        None => escaped(&words),
    };
    let language = claim.provenance.language.as_deref().unwrap_or("");
    let quote = format!("<q dir=\"auto\" lang=\"{}\">{marked}</q>", escaped(language));
    match evidence(claim) {
        Some(link) => format!("<a href=\"{}\">{quote}</a>", escaped(&link)),
        None => format!("<span title=\"{}\">{quote}</span>", escaped(&address(claim))),
    }
}

/// A name whose long words may be broken.
fn breakable(name: &str) -> String {
    let mut columns = 0;
    let mut broken = String::new();
    for letter in name.graphemes(true) {
        columns = if matches!(letter, "-" | " ") { 0 } else { columns + width(letter) };
        if columns > room::UNBROKEN {
            broken.push_str("<wbr>");
            columns = width(letter);
        }
        broken.push_str(&escaped(letter));
    }
    broken
}

/// The first few of them, each as `form` writes it, and how many there are besides.
pub(super) fn first_of(outlets: &[String], form: impl Fn(String) -> String) -> String {
    let shown = if outlets.len() <= NAMES + 1 { outlets.len() } else { NAMES };
    let names: Vec<String> = outlets[..shown].iter().map(|it| form(clean(it))).collect();
    let besides = outlets.len() - shown;
    names.join(", ") + &if besides > 0 { format!(" +{besides}") } else { String::new() }
}

fn marks(finding: &Finding, positions: &[Position]) -> Vec<Mark> {
    let marks = positions.iter().filter_map(|position| {
        let value = position.quantity.headline()?;
        Some(Mark { value, outlets: position.outlets.len(), is_best: finding.best == Some(value) })
    });
    marks.collect()
}

/// The steps of the first conflict's outlets; where there is no conflict, of the measure that moved most often.
fn timeline(picture: &Picture<'_>) -> String {
    let mut keys: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for change in &picture.report.changes {
        *keys.entry((&change.measure, &change.group)).or_default() += 1;
    }
    let conflict = picture.part(Part::Conflicts).first().map(|it| &it.finding);
    let key = conflict
        .map(|finding| (finding.measure.as_str(), finding.group.as_str()))
        .filter(|key| keys.get(key).is_some_and(|steps| *steps > 1))
        .or_else(|| keys.iter().max_by_key(|(_, steps)| **steps).map(|(key, _)| *key));
    let Some(key) = key.filter(|key| keys[key] > 1) else { return String::new() };
    let mut outlets: BTreeMap<&str, Vec<(Timestamp, Decimal)>> = BTreeMap::new();
    for change in
        picture.report.changes.iter().filter(|it| (it.measure.as_str(), it.group.as_str()) == key)
    {
        let value = change
            .to
            .as_ref()
            .and_then(|id| picture.claim(id))
            .and_then(|it| it.quantity.headline());
        if let Some(value) = value {
            outlets.entry(&change.outlet).or_default().push((change.detected_at, value));
        }
    }
    let mut series: Vec<Series> = outlets
        .into_iter()
        .map(|(name, mut points)| {
            points.sort();
            Series { name: clean(name), points }
        })
        .collect();
    // The outlets that moved most are the story.
    series.sort_by_key(|it| std::cmp::Reverse(it.points.len()));
    series.truncate(svg::SERIES);
    format!(
        "<figure>{}<figcaption>{}: each outlet's figure over time</figcaption></figure>\n",
        svg::steps(&series, picture.report.as_of, 660.0),
        escaped(&picture.subject(key.0, key.1, "")),
    )
}

fn matrix(report: &Report, most: usize) -> String {
    let selection = Selection::everything();
    let picture = Picture::new(report, &selection);
    let mut rows = lines(report, &selection);
    rows.sort_by_key(|row| (row.finding.verdict != Verdict::Conflict, row.positions.len() < 2));
    let all = rows.len();
    rows.truncate(most);
    let outlets: BTreeSet<&str> =
        rows.iter().flat_map(|row| row.positions.keys().copied()).collect();
    let (reporting, side_by_side) = (outlets.len(), room::outlets(outlets.iter().copied()));
    let outlets: Vec<&str> = outlets.into_iter().take(side_by_side).collect();
    if rows.is_empty() {
        return String::new();
    }
    let mut out = "<section><h2>Who says what</h2>\n<table class=\"matrix\"><thead><tr><th></th><th></th><th class=\"n\">range</th><th class=\"n\">print</th><th class=\"n\">outlets<br>/ origins</th>".to_owned();
    for outlet in &outlets {
        out.push_str(&format!(
            "<th class=\"who\"><bdi>{}</bdi></th>",
            breakable(&cut(&clean(outlet), NAME))
        ));
    }
    out.push_str("</tr></thead>\n");
    for row in &rows {
        out.push_str(&matrix_row(&picture, row, &outlets));
    }
    out.push_str("</table>\n");
    out.push_str(&more(all, most, "row"));
    out.push_str(&more(reporting, side_by_side, "outlet"));
    out.push_str("</section>\n");
    out
}

fn matrix_row(picture: &Picture<'_>, row: &Line<'_>, outlets: &[&str]) -> String {
    let positions: Vec<Position> = row.positions.values().map(|it| (*it).clone()).collect();
    let finding = row.finding;
    let mut out = format!(
        "<tr><td>{}</td><td>{}</td><td class=\"n\">{}</td><td class=\"n\"><strong>{}</strong></td><td class=\"n\">{} / {}</td>",
        escaped(&picture.subject_of(finding)),
        svg::range_bar(&marks(finding, &positions), 80.0),
        escaped(&range(picture, row)),
        finding.best.map_or(String::new(), figure::number),
        row.outlets,
        row.origins,
    );
    for outlet in outlets {
        let cell = row.positions.get(outlet).map_or(String::new(), |it| picture.cell(it));
        out.push_str(&format!("<td class=\"n\">{}</td>", escaped(&cell)));
    }
    out.push_str("</tr>\n");
    out
}

fn items(title: &str, items: &[String], most: usize) -> String {
    if items.is_empty() {
        return String::new();
    }
    let mut out = format!("<section><h2>{title}</h2>\n<ul>\n");
    for item in items.iter().take(most) {
        out.push_str(&format!("<li>{}</li>\n", escaped(&cut(item, TOLD))));
    }
    out.push_str(&format!("</ul>\n{}</section>\n", more(items.len(), most, "line")));
    out
}

fn changes(picture: &Picture<'_>) -> Vec<String> {
    let path = |finding: &Finding| {
        let said = moved(picture, finding);
        format!("{}: {said}", picture.subject_of(finding))
    };
    let found = picture.part(Part::Changes).iter().map(|it| path(&it.finding));
    let steps = picture.steps().iter().map(|change| {
        format!(
            "{}: {} {}",
            picture.subject_of_step(change),
            clean(&change.outlet),
            step(picture, change)
        )
    });
    found.chain(steps).collect()
}

fn agreements(picture: &Picture<'_>) -> Vec<String> {
    let said = |finding: &Finding| {
        format!(
            "{}: {}, {}",
            picture.subject_of(finding),
            picture.agreed(finding),
            independence(finding.outlets.len(), &finding.origins)
        )
    };
    picture.part(Part::Agreements).iter().map(|it| said(&it.finding)).collect()
}

fn stale(picture: &Picture<'_>) -> Vec<String> {
    let said = |finding: &Finding| {
        let figure = finding.positions.first().map_or(String::new(), |it| picture.figure(it));
        let note =
            finding.note.as_deref().map_or(String::new(), |note| format!(", {}", clean(note)));
        let outlets = first_of(&finding.outlets, |name| name);
        format!("{}: {figure}, {outlets}{note}", picture.subject_of(finding))
    };
    picture.part(Part::Stale).iter().map(|it| said(&it.finding)).collect()
}

fn trouble(picture: &Picture<'_>) -> Vec<String> {
    let said = picture.trouble().iter().map(|it| {
        format!(
            "{}, {}: {} ({})",
            clean(&it.outlet),
            clean(&it.source),
            clean(&it.message),
            it.outcome
        )
    });
    said.collect()
}

fn more(all: usize, shown: usize, noun: &str) -> String {
    if all <= shown {
        return String::new();
    }
    format!(
        "<p class=\"meta\">… and {} in the tables</p>\n",
        figure::counted(all - shown, &format!("more {noun}"))
    )
}

/// Text as HTML text or as an attribute's value.
pub(super) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
