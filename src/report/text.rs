//! The diff as an editor reads it in a terminal. Meaning never rests on colour; a narrow terminal gets more lines, and no
//! less.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use anstyle::{AnsiColor, Style};
use chrono::Datelike;

use super::layout::{Layout, around, clean, cut, isolated, pad, width, wrap, wrap_behind};
use super::picture::{Part, Picture, independence};
use super::{Novelty, Reported, Trouble, figure};
use crate::model::{Change, ChangeKind, Claim, ClaimId, Finding, Position, Timestamp};

/// The first column: `CONFLICT` and two spaces.
const LABEL: usize = 10;
/// Values of one conflict that are shown before the rest is folded.
const POSITIONS: usize = 8;
/// Where a word at the right stands on a wide terminal: further off the eye loses the line.
const EDGE: usize = 100;
/// The narrowest quote that still stands on its figure's own line.
const QUOTE: usize = 32;

/// The diff of one event. `explain` unfolds what stands behind each line.
pub fn text(picture: &Picture<'_>, layout: Layout, explain: bool) -> String {
    let mut page = Page { picture, layout, explain, subject: 0, out: String::new() };
    page.subject = page.subject_width();
    page.heading();
    let parts = page.out.len();
    page.body();
    if page.out.len() > parts {
        page.out.insert(parts, '\n');
    }
    page.out.push('\n');
    page.flow(0, 2, &[summary(picture)], " ");
    page.out
}

/// One finding as the diff prints it; `explain` unfolds it.
pub(super) fn block(
    picture: &Picture<'_>,
    layout: Layout,
    reported: &Reported,
    explain: bool,
) -> String {
    let subject = width(&picture.subject_of(&reported.finding)) + 2;
    let mut page = Page { picture, layout, explain, subject, out: String::new() };
    match Part::of(reported.finding.verdict) {
        Part::Conflicts => page.conflict(reported),
        Part::Changes => page.changed(&reported.finding),
        Part::Agreements => page.agreement(&reported.finding),
        Part::Stale => page.stale(&reported.finding),
        _ => page.single(&reported.finding),
    }
    page.out
}

/// The last line: "2 conflicts (1 new), 1 change, 1 agreement, 1 stale, 0 source errors".
pub(super) fn summary(picture: &Picture<'_>) -> String {
    let counts = picture.counts();
    let mut said = Vec::new();
    if picture.shows(Part::Conflicts) {
        said.push(format!(
            "{} ({} new)",
            figure::counted(counts.conflicts, "conflict"),
            counts.new_conflicts
        ));
    }
    if picture.shows(Part::Changes) {
        said.push(figure::counted(counts.changes, "change"));
    }
    if counts.resolved > 0 {
        said.push(format!("{} resolved", counts.resolved));
    }
    if picture.shows(Part::Agreements) {
        said.push(figure::counted(counts.agreements, "agreement"));
    }
    if picture.shows(Part::Stale) {
        said.push(format!("{} stale", counts.stale));
    }
    if picture.shows(Part::Single) {
        said.push(format!("{} without a second origin", counts.single));
    }
    if picture.shows(Part::Sources) {
        said.push(figure::counted(counts.source_errors, "source error"));
    }
    said.join(", ")
}

/// The line above the diff, in pieces: event, outlets and origins, time, the run it is compared with.
pub(super) fn heading(picture: &Picture<'_>) -> Vec<String> {
    let report = picture.report;
    let (outlets, origins) = picture.outlets_and_origins();
    let mut pieces = vec![
        clean(&report.event.id),
        format!("{} · {}", figure::counted(outlets, "outlet"), figure::counted(origins, "origin")),
        format!("as of {}", report.as_of.format("%Y-%m-%d %H:%MZ")),
    ];
    if let Some(since) = report.since {
        pieces.push(format!("since run {since}"));
    }
    pieces
}

/// What an outlet's change comes to, in words: "90 → 170 (+80)".
pub(super) fn step(picture: &Picture<'_>, step: &Change) -> String {
    let claim = |id: &Option<ClaimId>| id.as_ref().and_then(|id| picture.claim(id));
    let (from, to) = (claim(&step.from), claim(&step.to));
    let shown = |claim: Option<&Claim>| {
        claim.map_or_else(
            || "?".to_owned(),
            |claim| figure::quantity(&claim.quantity, &clean(&claim.text)),
        )
    };
    if step.kind == ChangeKind::Withdrawn {
        return format!("withdrew {}", shown(from));
    }
    let mut said = format!("{} → {}", shown(from), shown(to));
    if let Some(delta) = from.zip(to).and_then(|(a, b)| figure::delta(&a.quantity, &b.quantity))
        && !delta.is_zero()
    {
        said.push_str(&format!(" ({})", figure::signed(delta)));
    }
    match step.kind {
        ChangeKind::Corrected => said.push_str(", corrected"),
        ChangeKind::BasisSwitched => said.push_str(", now counts something else"),
        ChangeKind::SourceSwitched => said.push_str(", on another's word"),
        _ => {}
    }
    said
}

/// How a figure moved from one position to another: "harbour-post 90 → 170 (+80)".
pub(super) fn moved(picture: &Picture<'_>, old: &Position, new: &Position) -> String {
    let (before, after) = (who(picture, old), who(picture, new));
    let (from, to) = (picture.figure(old), picture.figure(new));
    let delta = figure::delta(&old.quantity, &new.quantity)
        .map_or(String::new(), |delta| format!(" ({})", figure::signed(delta)));
    if before == after {
        format!("{after} {from} → {to}{delta}")
    } else {
        format!("{from} {before} → {to} {after}{delta}")
    }
}

/// The figure as it is quoted: for a sum its parts, else the clause.
pub(super) fn quotation(picture: &Picture<'_>, position: &Position) -> Option<Quotation> {
    if position.is_sum {
        let parts: Vec<String> = position
            .claims
            .iter()
            .filter_map(|id| picture.claim(id))
            .map(|claim| clean(&claim.quote))
            .collect();
        return Some(Quotation { text: parts.join(" + "), focus: String::new(), marks: false });
    }
    picture.spokesman(position).map(Quotation::of)
}

/// Words of a page, and the number among them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Quotation {
    pub(super) text: String,
    pub(super) focus: String,
    /// Whether the words stand together in the text and so between quotation marks.
    marks: bool,
}

impl Quotation {
    pub(super) fn of(claim: &Claim) -> Self {
        let (clause, quote) = (clean(&claim.clause), clean(&claim.quote));
        let text = if clause.contains(&quote) { clause } else { quote };
        Self { text, focus: clean(&claim.text), marks: true }
    }

    /// The words at most so wide, around the number.
    pub(super) fn within(&self, columns: usize) -> String {
        around(&self.text, &self.focus, columns)
    }

    pub(super) fn marked(&self, columns: usize) -> String {
        if self.marks {
            let short = self.within(columns.saturating_sub(2));
            format!("\"{}\"", isolated(&short))
        } else {
            isolated(&cut(&self.text, columns))
        }
    }
}

/// On whose word: the speaker in the text's words, else the origin.
pub(super) fn on_whose_word(picture: &Picture<'_>, position: &Position) -> String {
    let speaker = picture.spokesman(position).and_then(|claim| claim.attribution.as_ref());
    match (speaker, position.origins.first()) {
        (Some(speaker), _) => clean(&speaker.to),
        (None, Some(origin)) if !origin.id.starts_with("outlet:") => clean(&origin.label),
        _ => "own reporting".to_owned(),
    }
}

/// Which outlets: the one quoted, and how many more.
fn who(picture: &Picture<'_>, position: &Position) -> String {
    let quoted = picture
        .spokesman(position)
        .and_then(|claim| claim.provenance.outlet.as_deref())
        .or(position.outlets.first().map(String::as_str))
        .unwrap_or("an outlet not named");
    match position.outlets.len() {
        0 | 1 => clean(quoted),
        more => format!("{} +{}", clean(quoted), more - 1),
    }
}

struct Row {
    figure: String,
    who: String,
    quote: Option<Quotation>,
    word: String,
    at: String,
    ids: String,
}

struct Page<'a> {
    picture: &'a Picture<'a>,
    layout: Layout,
    explain: bool,
    subject: usize,
    out: String,
}

impl Page<'_> {
    /// Wide enough for the subjects of all lines, but never more than a third of the line.
    fn subject_width(&self) -> usize {
        let findings =
            [Part::Conflicts, Part::Changes, Part::Agreements, Part::Stale, Part::Single]
                .into_iter()
                .flat_map(|part| self.picture.part(part))
                .map(|reported| self.picture.subject_of(&reported.finding));
        let resolved = self.picture.resolved().iter().map(|it| self.picture.subject_of(it));
        let steps = self.picture.steps().iter().map(|step| self.picture.subject_of_step(step));
        let widest = findings.chain(resolved).chain(steps).map(|it| width(&it)).max().unwrap_or(0);
        let least = if self.layout.width >= 100 { 22 } else { 12 };
        widest.max(least).min(self.layout.width / 3) + 2
    }

    fn heading(&mut self) {
        let pieces = heading(self.picture);
        let bold = Style::new().bold();
        let fits = |between: &str| {
            Some(pieces.join(between)).filter(|whole| width(whole) <= self.layout.width)
        };
        if let Some(whole) = fits("   ").or_else(|| fits("  ")) {
            let (event, rest) = whole.split_at(pieces[0].len());
            let event = self.layout.paint(bold, event);
            self.out.push_str(&format!("{event}{rest}\n"));
        } else {
            self.flow(0, 2, &pieces, "   ");
        }
        let title = clean(&self.picture.report.event.title);
        if self.explain && !title.is_empty() {
            self.flow(0, 0, &[title], " ");
        }
    }

    fn body(&mut self) {
        let picture = self.picture;
        for reported in picture.part(Part::Conflicts) {
            self.conflict(reported);
        }
        for reported in picture.part(Part::Changes) {
            self.changed(&reported.finding);
        }
        for step in picture.steps() {
            self.step(step);
        }
        let earlier = picture.counts().earlier_changes;
        if earlier > 0 {
            let said =
                format!("{}: --only changes shows them", figure::counted(earlier, "earlier one"));
            self.line("CHANGED", yellow(), "", &said, "");
        }
        for finding in picture.resolved() {
            let was = format!("was {}", picture.range(finding));
            self.line("RESOLVED", cyan(), &picture.subject_of(finding), &was, "");
        }
        for reported in picture.part(Part::Agreements) {
            self.agreement(&reported.finding);
        }
        for reported in picture.part(Part::Stale) {
            self.stale(&reported.finding);
        }
        for reported in picture.part(Part::Single) {
            self.single(&reported.finding);
        }
        for trouble in picture.trouble() {
            self.trouble(trouble);
        }
    }

    fn conflict(&mut self, reported: &Reported) {
        let finding = &reported.finding;
        let reason = finding.reason.map_or("UNEXPLAINED", crate::model::Reason::code);
        let news = match reported.novelty {
            _ if self.picture.report.since.is_none() => "",
            Novelty::New => "new  ",
            Novelty::Changed => "changed  ",
            Novelty::Standing => "",
        };
        let subject = self.picture.subject_of(finding);
        let range = self.picture.range(finding);
        self.line("CONFLICT", red(), &subject, &range, &format!("{news}{reason}"));
        self.positions(&finding.positions);
        self.remarks(finding);
    }

    fn changed(&mut self, finding: &Finding) {
        let subject = self.picture.subject_of(finding);
        let [old, .., new] = finding.positions.as_slice() else {
            let range = self.picture.range(finding);
            self.line("CHANGED", yellow(), &subject, &range, "");
            return self.remarks(finding);
        };
        let said = moved(self.picture, old, new);
        let was = old
            .claims
            .first()
            .map_or(String::new(), |id| format!("was {}", self.picture.short(id)));
        self.line("CHANGED", yellow(), &subject, &said, &was);
        self.remarks(finding);
        self.unfold(finding);
    }

    fn step(&mut self, change: &Change) {
        let subject = self.picture.subject_of_step(change);
        let said = format!("{} {}", clean(&change.outlet), step(self.picture, change));
        let was = change
            .from
            .as_ref()
            .map_or(String::new(), |id| format!("was {}", self.picture.short(id)));
        self.line("CHANGED", yellow(), &subject, &said, &was);
    }

    fn agreement(&mut self, finding: &Finding) {
        let range = self.picture.range(finding);
        let mut said = format!(
            "{}{}",
            pad(&range, 4),
            gap(&independence(finding.outlets.len(), &finding.origins))
        );
        if let Some(note) = finding.note.as_deref().filter(|note| !said.contains(note)) {
            said.push_str(&format!("; {}", clean(note)));
        }
        let reason = finding.reason.map_or("", crate::model::Reason::code);
        self.line("AGREE", green(), &self.picture.subject_of(finding), &said, reason);
        self.unfold(finding);
    }

    fn stale(&mut self, finding: &Finding) {
        let range = finding
            .positions
            .first()
            .map_or_else(|| self.picture.range(finding), |position| self.picture.figure(position));
        let outlets: Vec<String> = finding.outlets.iter().map(|outlet| clean(outlet)).collect();
        let mut said = format!("{}{}", pad(&range, 4), gap(&outlets.join(", ")));
        if let Some(note) = &finding.note {
            said.push_str(&format!(", {}", clean(note)));
        }
        self.line("STALE", magenta(), &self.picture.subject_of(finding), &said, "");
        self.unfold(finding);
    }

    fn single(&mut self, finding: &Finding) {
        let range = self.picture.range(finding);
        let said = format!(
            "{}{}",
            pad(&range, 4),
            gap(&independence(finding.outlets.len(), &finding.origins))
        );
        let label = match finding.verdict {
            crate::model::Verdict::Incomparable => "APART",
            _ => "SINGLE",
        };
        let reason = finding.reason.map_or("", crate::model::Reason::code);
        self.line(label, Style::new(), &self.picture.subject_of(finding), &said, reason);
        self.unfold(finding);
    }

    fn trouble(&mut self, trouble: &Trouble) {
        let said = format!("{}: {}", clean(&trouble.source), clean(&trouble.message));
        let outlet = clean(&trouble.outlet);
        self.line("SOURCE", red(), &outlet, &said, &clean(&trouble.outcome));
    }

    /// Label, subject, body and, at the right edge, a word. What does not fit goes below the subject.
    fn line(&mut self, label: &str, style: Style, subject: &str, body: &str, right: &str) {
        let label = self.layout.paint(style, &pad(label, LABEL));
        let subject = pad(subject, self.subject);
        let room = self.layout.width.saturating_sub(LABEL + width(&subject));
        let used = width(body) + if right.is_empty() { 0 } else { 2 + width(right) };
        let right_style = Style::new().bold();
        if used <= room {
            let middle = if right.is_empty() {
                body.to_owned()
            } else {
                let edge = room.min(EDGE.saturating_sub(LABEL + width(&subject)).max(used));
                pad(body, edge - width(right))
            };
            let right = self.layout.paint(right_style, right);
            self.out.push_str(format!("{label}{subject}{middle}{right}").trim_end());
            self.out.push('\n');
            return;
        }
        self.out.push_str(&label);
        let last = self.layout.width.saturating_sub(LABEL).max(16);
        let mut head = LABEL;
        for (turn, line) in wrap(&subject, last).iter().enumerate() {
            if turn > 0 {
                self.out.push_str(&format!("\n{}", " ".repeat(LABEL)));
            }
            self.out.push_str(line);
            head = LABEL + width(line);
        }
        let mut pieces: Vec<String> = body.split("  ").map(|it| it.trim().to_owned()).collect();
        pieces.retain(|piece| !piece.is_empty());
        if !right.is_empty() && head + 2 + width(right) <= self.layout.width {
            self.out.push_str(&format!("  {}\n", self.layout.paint(right_style, right)));
        } else {
            self.out.push('\n');
            pieces.extend((!right.is_empty()).then(|| right.to_owned()));
        }
        self.flow(LABEL, LABEL, &pieces, "  ");
    }

    fn positions(&mut self, positions: &[Position]) {
        let shown = if self.explain { positions.len() } else { positions.len().min(POSITIONS) };
        let rows: Vec<Row> = positions[..shown].iter().map(|position| self.row(position)).collect();
        let columns = Columns::of(&rows);
        for (row, position) in rows.iter().zip(positions) {
            self.print_row(row, &columns);
            self.others(position);
        }
        if shown < positions.len() {
            let rest = figure::counted(positions.len() - shown, "more value");
            self.out.push_str(&format!("  … {rest}: --explain shows them\n"));
        }
    }

    fn row(&self, position: &Position) -> Row {
        let sum = if position.is_sum { " = Σ" } else { "" };
        let shown =
            if position.is_sum { position.claims.len() } else { position.claims.len().min(1) };
        let ids: Vec<String> =
            position.claims[..shown].iter().map(|id| self.picture.short(id)).collect();
        Row {
            figure: format!("{}{sum}", self.picture.figure(position)),
            who: who(self.picture, position),
            quote: quotation(self.picture, position),
            word: cut(&on_whose_word(self.picture, position), 30),
            at: position.at.map_or(String::new(), |at| clock(at, self.picture.report.as_of)),
            ids: ids.join("+"),
        }
    }

    fn print_row(&mut self, row: &Row, columns: &Columns) {
        let bold = Style::new().bold();
        let head = format!("  {} ", self.layout.paint(bold, &pad(&row.figure, columns.figure)));
        let indent = 3 + columns.figure;
        let tail =
            format!("{}   {}  {}", pad(&row.word, columns.word), pad(&row.at, columns.at), row.ids);
        let fixed = indent + columns.who + 2 + 3 + columns.word + 3 + columns.at + 2 + columns.ids;
        let room = self.layout.width.saturating_sub(fixed);
        if room >= QUOTE.min(columns.quote) {
            let room = room.min(columns.quote);
            let quote = row.quote.as_ref().map_or(String::new(), |quote| quote.marked(room));
            let (who, quote) = (pad(&row.who, columns.who), self.lit(&pad(&quote, room), row));
            self.out.push_str(&format!("{head}{who}  {quote}   {}\n", tail.trim_end()));
            return;
        }
        let pieces: Vec<String> = [&row.who, &row.word, &row.at, &row.ids]
            .into_iter()
            .filter(|piece| !piece.is_empty())
            .cloned()
            .collect();
        self.out.push_str(&head);
        self.flow_on(indent, indent, &pieces, "  ");
        if let Some(quote) = &row.quote {
            // Two lines of the width that is left hold what one wide line would.
            let room = self.layout.width.saturating_sub(indent).max(16);
            for line in wrap(&quote.marked(room * 2 - 2), room) {
                let line = self.lit(&line, row);
                self.out.push_str(&format!("{}{line}\n", " ".repeat(indent)));
            }
        }
    }

    /// The quote with its number in bold.
    fn lit(&self, quote: &str, row: &Row) -> String {
        let focus = row.quote.as_ref().map_or("", |quote| quote.focus.as_str());
        match quote.find(focus) {
            Some(at) if self.layout.color && !focus.is_empty() => {
                let (before, rest) = quote.split_at(at);
                let (number, after) = rest.split_at(focus.len());
                format!("{before}{}{after}", self.layout.paint(Style::new().bold(), number))
            }
            _ => quote.to_owned(),
        }
    }

    /// The outlets that stand behind the one quoted.
    fn others(&mut self, position: &Position) {
        let more = position.outlets.len() > 1;
        if more && !self.explain {
            let quoted = self
                .picture
                .spokesman(position)
                .and_then(|claim| claim.provenance.outlet.as_deref())
                .unwrap_or_default();
            let others: Vec<String> = position
                .outlets
                .iter()
                .filter(|outlet| *outlet != quoted)
                .map(|outlet| clean(outlet))
                .collect();
            let line = format!(
                "also {}: {}",
                others.join(", "),
                independence(position.outlets.len(), &position.origins)
            );
            self.flow(4, 4, &[line], " ");
        }
        if self.explain {
            self.claims(position);
        }
    }

    /// Every claim of a position, and the origins they go back to.
    fn claims(&mut self, position: &Position) {
        for id in &position.claims {
            let Some(claim) = self.picture.claim(id) else { continue };
            let outlet = claim.provenance.outlet.as_deref().unwrap_or("an outlet not named");
            let said = format!(
                "{} {}: {}",
                self.picture.short(id),
                clean(outlet),
                Quotation::of(claim).marked(self.layout.width.max(40) * 2)
            );
            self.flow(4, 6, &[said], " ");
        }
        for origin in &position.origins {
            let outlets: Vec<String> = origin.outlets.iter().map(|outlet| clean(outlet)).collect();
            let said = format!(
                "origin {}: {} ({})",
                clean(&origin.label),
                outlets.join(", "),
                clean(&origin.because)
            );
            self.flow(4, 6, &[said], " ");
        }
    }

    /// What is remarkable about a finding, and what to ask; with `explain` also the figure to print.
    fn remarks(&mut self, finding: &Finding) {
        let mut said = Vec::new();
        if let Some(note) = &finding.note {
            said.push(sentence(&clean(note)));
        }
        if let Some(ask) = &finding.ask {
            let ask = clean(ask);
            said.push(if ask.contains("Ask: ") { ask } else { format!("Ask: {ask}") });
        }
        if !said.is_empty() {
            self.flow(4, 4, &said, " ");
        }
        if self.explain {
            self.policy(finding);
        }
    }

    fn policy(&mut self, finding: &Finding) {
        let best = finding.best.map_or_else(|| "none".to_owned(), figure::number);
        let said = format!("figure to print: {best}. {}", clean(&finding.policy_note));
        self.flow(4, 6, &[said.trim_end().to_owned()], " ");
    }

    fn unfold(&mut self, finding: &Finding) {
        if self.explain {
            self.positions(&finding.positions);
            self.policy(finding);
        }
    }

    /// The pieces with `between` them, broken into lines of the layout's width.
    fn flow(&mut self, first: usize, then: usize, pieces: &[String], between: &str) {
        self.out.push_str(&" ".repeat(first));
        self.flow_on(first, then, pieces, between);
    }

    /// As [`Self::flow`], on a line that has been begun and is `at` columns long.
    fn flow_on(&mut self, at: usize, then: usize, pieces: &[String], between: &str) {
        let mut column = at;
        let limit = self.layout.width.max(then + 16);
        for (turn, piece) in pieces.iter().enumerate() {
            if turn > 0 && column + width(between) + width(piece) <= limit {
                self.out.push_str(between);
                column += width(between);
            } else if turn > 0 {
                self.out.push('\n');
                self.out.push_str(&" ".repeat(then));
                column = then;
            }
            let lines = wrap_behind(piece, limit.saturating_sub(column), limit - then);
            for (line_at, line) in lines.iter().enumerate() {
                if line_at > 0 {
                    self.out.push('\n');
                    self.out.push_str(&" ".repeat(then));
                    column = then;
                }
                self.out.push_str(line);
                column += width(line);
            }
        }
        self.out.push('\n');
    }
}

/// How wide the cells of one conflict are.
struct Columns {
    figure: usize,
    who: usize,
    quote: usize,
    word: usize,
    at: usize,
    ids: usize,
}

impl Columns {
    fn of(rows: &[Row]) -> Self {
        let widest = |cell: fn(&Row) -> usize| rows.iter().map(cell).max().unwrap_or(0);
        Self {
            figure: widest(|row| width(&row.figure)).max(7),
            who: widest(|row| width(&row.who)),
            quote: widest(|row| {
                row.quote
                    .as_ref()
                    .map_or(0, |quote| width(&quote.text) + if quote.marks { 2 } else { 0 })
            }),
            word: widest(|row| width(&row.word)),
            at: widest(|row| width(&row.at)),
            ids: widest(|row| width(&row.ids)),
        }
    }
}

/// "17:05Z" on the day of the report, else with its day, and its year where that is another.
pub(super) fn clock(at: Timestamp, now: Timestamp) -> String {
    if at.date_naive() == now.date_naive() {
        at.format("%H:%MZ").to_string()
    } else if at.year() == now.year() {
        at.format("%m-%d %H:%MZ").to_string()
    } else {
        at.format("%Y-%m-%d %H:%MZ").to_string()
    }
}

/// Two spaces in front, so that the columns of folded lines stand apart.
fn gap(text: &str) -> String {
    format!("  {text}")
}

fn sentence(text: &str) -> String {
    if text.ends_with(['.', '?', '!']) { text.to_owned() } else { format!("{text}.") }
}

fn red() -> Style {
    AnsiColor::Red.on_default().bold()
}

fn yellow() -> Style {
    AnsiColor::Yellow.on_default().bold()
}

fn green() -> Style {
    AnsiColor::Green.on_default().bold()
}

fn cyan() -> Style {
    AnsiColor::Cyan.on_default().bold()
}

fn magenta() -> Style {
    AnsiColor::Magenta.on_default().bold()
}
