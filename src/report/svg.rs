//! Small drawings for the brief: where the figures lie, and how they moved. Coordinates are in CSS pixels; nothing in a
//! drawing is said by colour alone.

#![expect(
    clippy::format_push_string,
    reason = "drawings are built as text: a `Result` that cannot fail would only hide the shapes"
)]

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::figure;
use super::html::escaped;
use crate::model::Timestamp;

/// A value on a range bar.
pub(super) struct Mark {
    pub(super) value: Decimal,
    /// Drawn larger the more outlets stand for it.
    pub(super) outlets: usize,
    /// The figure that the house prints: filled.
    pub(super) is_best: bool,
}

/// The values on a line, the lowest and the highest at its ends.
pub(super) fn range_bar(marks: &[Mark], width: f64) -> String {
    let values: Vec<f64> = marks.iter().map(|mark| float(mark.value)).collect();
    let (Some(low), Some(high)) = (least(&values), most(&values)) else { return String::new() };
    let (height, edge) = (16.0, 7.0);
    let at = |value: f64| scaled(value, (low, high), (edge, width - edge));
    let mut svg = open(width, height, "the figures on a line");
    svg.push_str(&format!(
        "<line x1=\"{edge:.1}\" y1=\"8\" x2=\"{:.1}\" y2=\"8\" stroke=\"#999\"/>",
        width - edge
    ));
    for (mark, value) in marks.iter().zip(&values) {
        let outlets = u8::try_from(mark.outlets.min(9)).map_or(9.0, f64::from);
        let radius = (2.5 + outlets * 0.4).min(6.0);
        let fill = if mark.is_best { "#1b1b1b" } else { "#fff" };
        svg.push_str(&format!(
            "<circle cx=\"{:.1}\" cy=\"8\" r=\"{radius:.1}\" fill=\"{fill}\" stroke=\"#1b1b1b\"><title>{}</title></circle>",
            at(*value),
            figure::number(mark.value)
        ));
    }
    svg.push_str("</svg>");
    svg
}

/// One outlet's figures over time.
pub(super) struct Series {
    pub(super) name: String,
    /// In order of time.
    pub(super) points: Vec<(Timestamp, Decimal)>,
}

/// Stairs: each outlet's figure holds until its next one. Lines are told apart by their dashes and their names.
pub(super) fn steps(series: &[Series], until: Timestamp, width: f64) -> String {
    let moments =
        || series.iter().flat_map(|it| it.points.iter().map(|(at, _)| *at)).chain([until]);
    let (Some(first), Some(last)) = (moments().min(), moments().max()) else {
        return String::new();
    };
    let values: Vec<f64> =
        series.iter().flat_map(|it| it.points.iter().map(|(_, value)| float(*value))).collect();
    let (Some(low), Some(high)) = (least(&values), most(&values)) else { return String::new() };
    let (height, left, right, top, bottom) = (92.0, 44.0, width - 120.0, 8.0, 74.0);
    let x = |at: Timestamp| scaled(seconds(at), (seconds(first), seconds(last)), (left, right));
    let y = |value: f64| scaled(value, (low, high), (bottom, top));
    let mut svg = open(width, height, "how the figures moved");
    for value in if (high - low).abs() < f64::EPSILON { vec![low] } else { vec![low, high] } {
        let label = Decimal::try_from(value).map_or(String::new(), figure::number);
        svg.push_str(&format!(
            "<line x1=\"{left:.1}\" y1=\"{0:.1}\" x2=\"{right:.1}\" y2=\"{0:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{1:.1}\" y=\"{2:.1}\" text-anchor=\"end\">{label}</text>",
            y(value),
            left - 4.0,
            y(value) + 3.0,
        ));
    }
    for (turn, line) in series.iter().enumerate() {
        let Some((at, value)) = line.points.first() else { continue };
        let mut path = format!("M{:.1} {:.1}", x(*at), y(float(*value)));
        for (at, value) in &line.points[1..] {
            path.push_str(&format!(" H{:.1} V{:.1}", x(*at), y(float(*value))));
        }
        path.push_str(&format!(" H{right:.1}"));
        let dash = DASHES[turn % DASHES.len()];
        svg.push_str(&format!(
            "<path d=\"{path}\" fill=\"none\" stroke=\"#1b1b1b\" stroke-width=\"1.3\" stroke-dasharray=\"{dash}\"/>"
        ));
        for (at, value) in &line.points {
            svg.push_str(&format!(
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"2\" fill=\"#1b1b1b\"><title>{} {}</title></circle>",
                x(*at),
                y(float(*value)),
                figure::number(*value),
                at.format("%m-%d %H:%MZ"),
            ));
        }
    }
    let ends: Vec<f64> = series
        .iter()
        .map(|line| line.points.last().map_or(bottom, |(_, value)| y(float(*value))))
        .collect();
    for (line, at) in series.iter().zip(apart(&ends, bottom + 10.0)) {
        svg.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{at:.1}\">{}</text>",
            right + 6.0,
            escaped(&line.name)
        ));
    }
    let axis = bottom + 14.0;
    for (at, anchor) in [(first, "start"), (last, "end")] {
        let shown = at.format("%m-%d %H:%MZ");
        svg.push_str(&format!(
            "<text x=\"{:.1}\" y=\"{axis:.1}\" text-anchor=\"{anchor}\">{shown}</text>",
            x(at)
        ));
        if first == last {
            break;
        }
    }
    svg.push_str("</svg>");
    svg
}

/// How many outlets a drawing of steps can tell apart.
pub(super) const SERIES: usize = 6;
const DASHES: [&str; SERIES] = ["none", "6 3", "2 2", "8 3 2 3", "1 3", "10 4"];

/// Heights for labels near the wanted ones, a line apart, between the top and `lowest`.
fn apart(wanted: &[f64], lowest: f64) -> Vec<f64> {
    const LINE: f64 = 10.0;
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|a, b| wanted[*a].total_cmp(&wanted[*b]));
    let mut placed = vec![0.0; wanted.len()];
    let mut free = LINE;
    for at in &order {
        placed[*at] = (wanted[*at] + 3.0).max(free);
        free = placed[*at] + LINE;
    }
    let mut free = lowest;
    for at in order.iter().rev() {
        placed[*at] = placed[*at].min(free);
        free = placed[*at] - LINE;
    }
    placed
}

fn open(width: f64, height: f64, label: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width:.0}\" height=\"{height:.0}\" viewBox=\"0 0 {width:.0} {height:.0}\" role=\"img\" aria-label=\"{label}\">"
    )
}

/// Where a value lies between two ends; in the middle where the ends are one.
fn scaled(value: f64, from: (f64, f64), to: (f64, f64)) -> f64 {
    let span = from.1 - from.0;
    if span.abs() < f64::EPSILON {
        return f64::midpoint(to.0, to.1);
    }
    to.0 + (value - from.0) / span * (to.1 - to.0)
}

/// For a place on the paper only: no number is printed from it.
fn float(value: Decimal) -> f64 {
    value.to_f64().unwrap_or(0.0)
}

#[expect(clippy::cast_precision_loss, reason = "a place on the paper, not a time that is printed")]
fn seconds(at: Timestamp) -> f64 {
    at.timestamp() as f64
}

fn least(values: &[f64]) -> Option<f64> {
    values.iter().copied().min_by(f64::total_cmp)
}

fn most(values: &[f64]) -> Option<f64> {
    values.iter().copied().max_by(f64::total_cmp)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_of_one_height_stand_under_each_other() {
        assert_eq!(apart(&[8.0, 8.0, 8.0], 84.0), [11.0, 21.0, 31.0]);
        assert_eq!(apart(&[74.0, 74.0], 84.0), [74.0, 84.0]);
        assert!(apart(&[], 84.0).is_empty());
    }

    #[test]
    fn one_value_lies_in_the_middle() {
        let mark = Mark { value: 13.into(), outlets: 4, is_best: true };
        assert!(range_bar(&[mark], 80.0).contains("cx=\"40.0\""));
        assert_eq!(range_bar(&[], 80.0), "");
    }
}
