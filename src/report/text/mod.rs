//! The diff as an editor reads it in a terminal. Meaning never rests on colour; a narrow terminal gets more lines, and no
//! less.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

mod flow;
mod rows;

use anstyle::{AnsiColor, Style};

use super::layout::{Layout, clean, pad, width};
use super::picture::{Part, Picture, independence};
use super::words::{heading, moved, step, summary};
use super::{Novelty, Reported, Trouble, figure};
use crate::model::{Change, Finding};

/// The first column: `CONFLICT` and two spaces.
const LABEL: usize = 10;

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
        let (agreements, folded) = picture.agreements(self.explain);
        for reported in agreements {
            self.agreement(&reported.finding);
        }
        if folded > 0 {
            let said = format!(
                "{} on things counted: --only agreements shows them",
                if self.picture.counts().agreements > folded {
                    format!("{folded} more")
                } else {
                    folded.to_string()
                }
            );
            self.line("AGREE", green(), "", &said, "");
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
        let said = moved(self.picture, finding);
        let was = self
            .picture
            .moved_from(finding)
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
        let range = self.picture.agreed(finding);
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
        let range = self.picture.agreed(finding);
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
        if let Some(excluded) = self.picture.excluded(finding) {
            self.flow(4, 6, &[format!("{excluded}.")], " ");
        }
        if !finding.rule.is_empty() {
            self.flow(4, 6, &[format!("rule: {}", clean(&finding.rule))], " ");
        }
    }

    fn unfold(&mut self, finding: &Finding) {
        if self.explain {
            self.positions(&finding.positions);
            self.policy(finding);
        }
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
