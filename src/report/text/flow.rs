//! Where words go on a line, and where a line ends.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use anstyle::Style;

use super::super::layout::{pad, width, wrap, wrap_behind};
use super::{LABEL, Page};

/// Where a word at the right stands on a wide terminal: further off the eye loses the line.
const EDGE: usize = 100;

impl Page<'_> {
    /// Label, subject, body and, at the right edge, a word. What does not fit goes below the subject.
    pub(super) fn line(
        &mut self,
        label: &str,
        style: Style,
        subject: &str,
        body: &str,
        right: &str,
    ) {
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

    /// The pieces with `between` them, broken into lines of the layout's width.
    pub(super) fn flow(&mut self, first: usize, then: usize, pieces: &[String], between: &str) {
        self.out.push_str(&" ".repeat(first));
        self.flow_on(first, then, pieces, between);
    }

    /// As [`Self::flow`], on a line that has been begun and is `at` columns long.
    pub(super) fn flow_on(&mut self, at: usize, then: usize, pieces: &[String], between: &str) {
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
