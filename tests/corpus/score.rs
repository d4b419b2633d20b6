//! Lines against what the extractor finds: which figures are each other's, and what is right about them.

use std::collections::{BTreeMap, BTreeSet};

use claims::extract::{Extraction, extract};
use claims::lexicon::{EvidenceSet, Lexicon};
use claims::model::{Claim, Document, Provenance, Timestamp};

use super::label::{Figure, Label, Mark, PLAIN, equal, has, number};

/// Right, wrongly said and not said.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) right: u32,
    pub(super) excess: u32,
    pub(super) absent: u32,
}

impl Counts {
    fn add(&mut self, other: Self) {
        self.right += other.right;
        self.excess += other.excess;
        self.absent += other.absent;
    }

    /// Of what was said, the share that is right; 1 where nothing was said.
    pub(super) fn precision(self) -> f64 {
        share(self.right, self.right + self.excess)
    }

    /// Of what was to be said, the share that was; 1 where nothing was to be said.
    pub(super) fn recall(self) -> f64 {
        share(self.right, self.right + self.absent)
    }

    pub(super) fn f1(self) -> f64 {
        share(2 * self.right, 2 * self.right + self.excess + self.absent)
    }
}

pub(super) fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

/// The figures of many lines, by quality and by measure.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) lines: u32,
    pub(super) lines_right: u32,
    pub(super) figure: Counts,
    /// A figure with everything that its line says of it.
    pub(super) claim: Counts,
    pub(super) marks: BTreeMap<Mark, Counts>,
    pub(super) measures: BTreeMap<String, Counts>,
}

impl Tally {
    pub(super) fn add(&mut self, other: &Self) {
        self.lines += other.lines;
        self.lines_right += other.lines_right;
        self.figure.add(other.figure);
        self.claim.add(other.claim);
        for (mark, counts) in &other.marks {
            self.marks.entry(*mark).or_default().add(*counts);
        }
        for (measure, counts) in &other.measures {
            self.measures.entry(measure.clone()).or_default().add(*counts);
        }
    }

    pub(super) fn mark(&self, mark: Mark) -> Counts {
        self.marks.get(&mark).copied().unwrap_or_default()
    }
}

/// How a line's text is read and how strictly its label is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner<'a> {
    pub(super) language: &'a str,
    pub(super) published: Option<Timestamp>,
    /// Whether a mark that is not told means "nothing of the kind"; else it is not judged.
    pub(super) silence_tells: bool,
}

/// A text's claims that enter reconciliation.
pub(super) fn found(
    lexicon: &Lexicon,
    text: &str,
    manner: Manner<'_>,
) -> (Vec<Claim>, Vec<EvidenceSet>) {
    let provenance = Provenance {
        language: Some(manner.language.to_owned()),
        published: manner.published,
        ..Provenance::default()
    };
    let text = text.replace('|', "\n\n");
    let Extraction { claims, evidence, .. } =
        extract(lexicon, &Document { provenance, text: text.clone(), ..Document::default() });
    for claim in &claims {
        assert_eq!(claim.span.slice(&text), Some(claim.quote.as_str()), "a span holds its quote");
    }
    claims.into_iter().zip(evidence).filter(|(claim, _)| claim.kind.reconciles()).unzip()
}

/// What one line comes to, and what is wrong with it.
#[derive(Debug, Clone, Default)]
pub(super) struct Outcome {
    pub(super) tally: Tally,
    pub(super) complaints: Vec<String>,
    /// For each claim found, whether number, measure and group are those of the label.
    pub(super) verdicts: Vec<bool>,
}

pub(super) fn judge(
    lexicon: &Lexicon,
    label: &Label,
    claims: &[Claim],
    text: &str,
    manner: Manner<'_>,
) -> Outcome {
    let mut outcome = Outcome { verdicts: vec![false; claims.len()], ..Outcome::default() };
    let pairs = pairs(&label.figures, claims);
    let met: BTreeSet<usize> = pairs.iter().filter_map(|(_, claim)| *claim).collect();
    for (index, claim) in pairs {
        let figure = &label.figures[index];
        let judged = judged(lexicon, figure, text, manner);
        let Some(at) = claim else {
            outcome.tally.figure.absent += 1;
            outcome.tally.claim.absent += 1;
            for (mark, wanted) in &judged {
                if !wanted.optional
                    && mark.nothing() != Some(&wanted.value)
                    && says(*mark, &wanted.value)
                {
                    count(&mut outcome.tally, *mark, &wanted.value, |counts| counts.absent += 1);
                }
            }
            outcome.complaints.push(format!("no {} {}", figure.measure, figure.number));
            continue;
        };
        outcome.tally.figure.right += 1;
        let claim = &claims[at];
        let mut wrong = Vec::new();
        let mut core = true;
        for (mark, wanted) in &judged {
            let has = has(claim, *mark, claims);
            let right = equal(*mark, &wanted.value, &has);
            let nothing = |value: &str| mark.nothing() == Some(value) || !says(*mark, value);
            if right {
                if !nothing(&has) {
                    count(&mut outcome.tally, *mark, &has, |counts| counts.right += 1);
                }
                continue;
            }
            if wanted.optional && mark.nothing() == Some(has.as_str()) {
                continue;
            }
            if !nothing(&has) {
                count(&mut outcome.tally, *mark, &has, |counts| counts.excess += 1);
            }
            if !nothing(&wanted.value) && !wanted.optional {
                count(&mut outcome.tally, *mark, &wanted.value, |counts| counts.absent += 1);
            }
            core &= !matches!(mark, Mark::Measure | Mark::Group);
            let name =
                Mark::ALL.iter().find(|(known, _)| known == mark).map_or("", |(_, name)| name);
            wrong.push(format!("{name} `{has}` not `{}`", wanted.value));
        }
        outcome.verdicts[at] = core;
        if wrong.is_empty() {
            outcome.tally.claim.right += 1;
        } else {
            outcome.tally.claim.excess += 1;
            outcome.tally.claim.absent += 1;
            let told = format!("{} {}", figure.measure, figure.number);
            outcome.complaints.push(format!("{told}: {} [{}]", wrong.join(", "), claim.rule));
        }
    }
    for (at, claim) in claims.iter().enumerate().filter(|(at, _)| !met.contains(at)) {
        outcome.tally.figure.excess += 1;
        outcome.tally.claim.excess += 1;
        let marks: &[Mark] = if manner.silence_tells { &WHOLE } else { &WHOLE[..1] };
        for mark in marks {
            let has = has(claim, *mark, claims);
            if mark.nothing() != Some(has.as_str()) && says(*mark, &has) {
                count(&mut outcome.tally, *mark, &has, |counts| counts.excess += 1);
            }
        }
        let shown = has(&claims[at], Mark::Measure, claims);
        outcome.complaints.push(format!("unwanted {shown} {} [{}]", number(claim), claim.rule));
    }
    outcome.tally.lines = 1;
    outcome.tally.lines_right = u32::from(outcome.complaints.is_empty());
    outcome
}

/// The marks that an unwanted figure is blamed for, the measure first.
const WHOLE: [Mark; 6] =
    [Mark::Measure, Mark::Group, Mark::Relation, Mark::Attribution, Mark::Status, Mark::Hedge];

/// A measure that only names the kind of number says nothing.
fn says(mark: Mark, value: &str) -> bool {
    mark != Mark::Measure || !PLAIN.contains(&value)
}

fn count(tally: &mut Tally, mark: Mark, value: &str, change: impl Fn(&mut Counts)) {
    change(tally.marks.entry(mark).or_default());
    if mark == Mark::Measure {
        change(tally.measures.entry(value.to_owned()).or_default());
    }
}

/// What a figure of a label is judged by: what it tells and, where silence tells too, what it leaves unsaid.
fn judged(
    lexicon: &Lexicon,
    figure: &Figure,
    text: &str,
    manner: Manner<'_>,
) -> BTreeMap<Mark, super::label::Wanted> {
    let wanted = |value: &str| super::label::Wanted { value: value.to_owned(), optional: false };
    let mut all = figure.marks.clone();
    all.insert(Mark::Measure, wanted(&figure.measure));
    if !manner.silence_tells {
        return all;
    }
    let persons =
        lexicon.measure(&figure.measure).is_some_and(|measure| measure.dimension == "person");
    for mark in WHOLE.iter().skip(1).chain(&[Mark::Headline, Mark::AsOf]) {
        let applies = match mark {
            Mark::Group => persons,
            Mark::Headline => text.contains('|'),
            Mark::AsOf => manner.published.is_some(),
            _ => true,
        };
        if applies {
            all.entry(*mark).or_insert_with(|| wanted(mark.nothing().unwrap_or_default()));
        }
    }
    all
}

/// Which claim is which figure of the label: in text order, as many equal numbers as can be, and among those as many equal measures.
fn pairs(figures: &[Figure], claims: &[Claim]) -> Vec<(usize, Option<usize>)> {
    let (rows, columns) = (figures.len(), claims.len());
    let worth = |row: usize, column: usize| {
        let (figure, claim): (&Figure, &Claim) = (&figures[row], &claims[column]);
        if number(claim) != figure.number {
            return 0;
        }
        100 + u32::from(claim.measure.as_deref() == Some(&figure.measure))
    };
    let mut best = vec![vec![0_u32; columns + 1]; rows + 1];
    for row in (0..rows).rev() {
        for column in (0..columns).rev() {
            let worth = worth(row, column);
            let taken = if worth > 0 { best[row + 1][column + 1] + worth } else { 0 };
            best[row][column] = taken.max(best[row + 1][column]).max(best[row][column + 1]);
        }
    }
    let mut pairs = Vec::with_capacity(rows);
    let mut column = 0;
    for row in 0..rows {
        while column < columns
            && best[row][column] == best[row][column + 1]
            && best[row][column] > best[row + 1][column]
        {
            column += 1;
        }
        let take = column < columns
            && worth(row, column) > 0
            && best[row][column] == best[row + 1][column + 1] + worth(row, column);
        pairs.push((row, take.then_some(column)));
        column += usize::from(take);
    }
    pairs
}
