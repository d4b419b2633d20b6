//! The values of a finding, a row each: on one line where the width allows it, else the quote below.

#![expect(
    clippy::format_push_string,
    reason = "pages are built for people: a `Result` that cannot fail would only hide the words"
)]

use anstyle::Style;

use super::super::figure;
use super::super::layout::{clean, cut, pad, width, wrap};
use super::super::words::{Quotation, clock, on_whose_word, quotation, who};
use super::Page;
use crate::model::Position;
use crate::report::picture::independence;

/// Values of one finding that are shown before the rest is folded.
const POSITIONS: usize = 8;
/// The narrowest quote that still stands on its figure's own line.
const QUOTE: usize = 32;
/// A quote of this width is worth a shorter speaker beside it.
const QUOTE_WISHED: usize = 48;
/// The widest and the narrowest speaker beside a quote; where the quote stands below, the name stands whole.
const WORD: usize = 30;
const WORD_LEAST: usize = 16;

struct Row {
    figure: String,
    who: String,
    quote: Option<Quotation>,
    word: String,
    at: String,
    ids: String,
}

impl Page<'_> {
    pub(super) fn positions(&mut self, positions: &[Position]) {
        let shown = if self.explain { positions.len() } else { positions.len().min(POSITIONS) };
        let rows: Vec<Row> = positions[..shown].iter().map(|position| self.row(position)).collect();
        let columns = Columns::of(&rows, self.layout.width);
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
            word: on_whose_word(self.picture, position),
            at: position.at.map_or(String::new(), |at| clock(at, self.picture.report.as_of)),
            ids: ids.join("+"),
        }
    }

    fn print_row(&mut self, row: &Row, columns: &Columns) {
        let bold = Style::new().bold();
        let head = format!("  {} ", self.layout.paint(bold, &pad(&row.figure, columns.figure)));
        let indent = 3 + columns.figure;
        let tail = format!(
            "{}   {}  {}",
            pad(&cut(&row.word, columns.word), columns.word),
            pad(&row.at, columns.at),
            row.ids
        );
        let room = columns.room(self.layout.width);
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
    fn of(rows: &[Row], line: usize) -> Self {
        let widest = |cell: fn(&Row) -> usize| rows.iter().map(cell).max().unwrap_or(0);
        let mut columns = Self {
            figure: widest(|row| width(&row.figure)).max(7),
            who: widest(|row| width(&row.who)),
            quote: widest(|row| {
                row.quote
                    .as_ref()
                    .map_or(0, |quote| width(&quote.text) + if quote.marks { 2 } else { 0 })
            }),
            word: widest(|row| width(&row.word)).min(WORD),
            at: widest(|row| width(&row.at)),
            ids: widest(|row| width(&row.ids)),
        };
        let wished = columns.quote.min(QUOTE_WISHED);
        let short = wished.saturating_sub(columns.room(line));
        columns.word = columns.word.saturating_sub(short).max(columns.word.min(WORD_LEAST));
        columns
    }

    /// What a line leaves for the quote.
    fn room(&self, line: usize) -> usize {
        let indent = 3 + self.figure;
        let fixed = indent + self.who + 2 + 3 + self.word + 3 + self.at + 2 + self.ids;
        line.saturating_sub(fixed)
    }
}
