//! What happened to each outlet's figure, step by step: versions of one page, and later reports of the same outlet.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::case::{Case, Key};
use super::finding::are_near;
use super::reading::Reading;
use crate::model::{Change, ChangeKind, FindingId, Reason, Relation, Timestamp};

/// The last step of an outlet's figure, from one reading to the one that stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) from: usize,
    pub(super) to: usize,
    /// Whether the outlet says of the step, or of one since that only worded it otherwise, that it corrects.
    corrects: bool,
}

impl Move {
    /// Why the figure moved, where it is more than growth.
    pub(super) fn reason(self, case: &Case<'_>) -> Option<Reason> {
        let (from, to) = (&case.readings[self.from], &case.readings[self.to]);
        if self.corrects {
            Some(Reason::Corrected)
        } else if !case.grows(to.measure) || !to.tight.is_below(from.tight) {
            None
        } else if from.origin != to.origin
            && case.origins.of(from).is_named
            && case.origins.of(to).is_named
        {
            Some(Reason::Authority)
        } else if is_restart(from.value(), to.value()) {
            Some(Reason::Reset)
        } else {
            Some(Reason::Unexplained)
        }
    }
}

/// Whether a growing figure fell so far, to less than half, that its count must have begun anew.
fn is_restart(from: Option<Decimal>, to: Option<Decimal>) -> bool {
    let (Some(from), Some(to)) = (from, to) else { return false };
    to.checked_mul(Decimal::TWO).is_some_and(|twice| twice < from)
}

/// One outlet's figures on one key in time order, equal ones after each other only once.
struct Line {
    steps: Vec<usize>,
    /// Whether the last figure is gone and nothing stands in its place.
    is_withdrawn: bool,
}

impl Line {
    /// The step to the figure that stands, from the one that stood right before it. A line of figures that all have room for each other
    /// is no move, unless the outlet calls it a correction.
    fn last_move(&self, case: &Case<'_>) -> Option<Move> {
        let (to, before) = self.steps.split_last().filter(|_| !self.is_withdrawn)?;
        let value = |index: &usize| case.readings[*index].value();
        let differs = |from: &usize| value(from) != value(to) || !are_near(case, *from, *to);
        let at = before.iter().rposition(differs)?;
        let corrects = self.steps[at + 1..].iter().any(|step| case.readings[*step].corrects);
        let is_move = corrects || before.iter().any(|from| !are_near(case, *from, *to));
        is_move.then_some(Move { from: before[at], to: *to, corrects })
    }
}

/// For each key the outlets' latest moves between values that exclude each other.
pub(super) fn moves<'c>(case: &'c Case<'_>) -> BTreeMap<&'c Key, Vec<Move>> {
    let mut moves: BTreeMap<&Key, Vec<Move>> = BTreeMap::new();
    for (key, members) in case.blocks.iter().filter(|(key, _)| !key.beside) {
        for line in lines(case, members).into_values() {
            if let Some(step) = line.last_move(case) {
                moves.entry(key).or_default().push(step);
            }
        }
    }
    moves
}

/// Every step of every outlet's figure, in order of time.
pub(super) fn changes(case: &Case<'_>) -> Vec<Change> {
    let mut changes = Vec::new();
    let printed = |it: &Reading<'_>| (it.measure.to_owned(), it.outlet.clone(), it.value());
    let live: BTreeSet<_> = case.readings.iter().filter(|it| it.live).map(printed).collect();
    // "18 were wounded", and then "18 troops were wounded": the number still stands there, of other people or a part of them.
    let is_regrouped = |gone: &usize| live.contains(&printed(&case.readings[*gone]));
    for (key, members) in case.blocks.iter().filter(|(key, _)| !key.beside) {
        for (outlet, line) in lines(case, members) {
            let mut before = None;
            for step in &line.steps {
                let kind = before.map_or(ChangeKind::First, |before| kind(case, before, *step));
                changes.extend(change(case, key, outlet, kind, before, Some(*step)));
                before = Some(*step);
            }
            let is_withdrawn = |last: &usize| line.is_withdrawn && !is_regrouped(last);
            if let Some(last) = before.filter(is_withdrawn) {
                changes.extend(change(case, key, outlet, ChangeKind::Withdrawn, Some(last), None));
            }
        }
    }
    changes.sort_by(|a, b| {
        (a.detected_at, &a.outlet, &a.measure, &a.group, &a.id).cmp(&(
            b.detected_at,
            &b.outlet,
            &b.measure,
            &b.group,
            &b.id,
        ))
    });
    changes.dedup_by(|a, b| a.id == b.id);
    changes
}

/// The figures of each outlet, one for each time it spoke: what its newest report then said.
fn lines<'c>(case: &'c Case<'_>, members: &[usize]) -> BTreeMap<&'c str, Line> {
    let mut by_outlet: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in members {
        let reading = &case.readings[*index];
        if !reading.is_previous && !reading.is_sum() {
            by_outlet.entry(reading.outlet.as_str()).or_default().push(*index);
        }
    }
    by_outlet.into_iter().map(|(outlet, own)| (outlet, line(case, &own))).collect()
}

/// Whether two figures stood in one version of a page.
fn coexist(case: &Case<'_>, a: usize, b: usize) -> bool {
    let (a, b) = (&case.readings[a], &case.readings[b]);
    let reaches = |first: &Reading<'_>, last: &Reading<'_>| {
        first.first_seen.zip(last.last_seen).is_none_or(|(first, last)| first <= last)
    };
    a.doc == b.doc && reaches(a, b) && reaches(b, a)
}

/// A headline speaks for its page only where the text beside it gives no figure of its own.
fn spoken(case: &Case<'_>, own: &[usize]) -> Vec<usize> {
    let is_headline = |index: &usize| case.readings[*index].claim.in_headline;
    let mut in_text: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for index in own.iter().filter(|index| !is_headline(index)) {
        in_text.entry(case.readings[*index].doc).or_default().push(*index);
    }
    let speaks = |index: &usize| {
        let beside = in_text.get(case.readings[*index].doc).map_or(&[][..], Vec::as_slice);
        !is_headline(index) || !beside.iter().any(|text| coexist(case, *index, *text))
    };
    own.iter().copied().filter(speaks).collect()
}

fn line(case: &Case<'_>, own: &[usize]) -> Line {
    let mut own = spoken(case, own);
    own.sort_by_key(|index| {
        let reading = &case.readings[*index];
        // A figure that is gone came before the one that replaced it at the same time; a headline stands behind its text.
        (reading.since, reading.live, !reading.claim.in_headline, *index)
    });
    let is_withdrawn = own.iter().all(|index| !case.readings[*index].live);
    let mut steps: Vec<usize> = Vec::new();
    let mut at = 0;
    while at < own.len() {
        let moment = case.readings[own[at]].since;
        let gone = !case.readings[own[at]].live;
        let end = own[at..]
            .iter()
            .position(|index| {
                let reading = &case.readings[*index];
                reading.since != moment || reading.live == gone
            })
            .map_or(own.len(), |length| at + length);
        // One report may give several figures; where one of them is what was said before, nothing has changed. Nor has it where the same
        // number stood in two places of the page.
        let said = &own[at..end];
        let stays = steps.last().is_some_and(|last| {
            said.iter().any(|index| {
                case.readings[*index].quantity == case.readings[*last].quantity
                    && (case.readings[*index].claim.quote == case.readings[*last].claim.quote
                        || coexist(case, *index, *last))
            })
        });
        if !stays {
            let word = said.iter().copied().min_by_key(|index| {
                let reading = &case.readings[*index];
                (
                    reading.claim.in_headline,
                    reading.claim.relation != Some(Relation::Total),
                    std::cmp::Reverse(reading.claim.confidence),
                    *index,
                )
            });
            steps.extend(word);
        }
        at = end;
    }
    // Of a number that stood twice, the place that is left stands for it.
    if let Some(last) = steps.last_mut().filter(|last| !case.readings[**last].live) {
        let stands = |index: &&usize| {
            let reading = &case.readings[**index];
            reading.live && reading.quantity == case.readings[*last].quantity
        };
        if let Some(index) = own.iter().filter(stands).find(|index| coexist(case, **index, *last)) {
            *last = *index;
        }
    }
    steps.extend(taken_back(case, &own, steps.last().copied()));
    Line { steps, is_withdrawn }
}

/// The figure that a page went back to: its last one is gone, and an earlier one of the same page stands again.
fn taken_back(case: &Case<'_>, own: &[usize], last: Option<usize>) -> Option<usize> {
    let last = last.map(|last| &case.readings[last]).filter(|last| !last.live)?;
    own.iter().rev().copied().find(|index| {
        let reading = &case.readings[*index];
        reading.live
            && reading.claim.provenance.doc == last.claim.provenance.doc
            && reading.quantity != last.quantity
    })
}

fn kind(case: &Case<'_>, from: usize, to: usize) -> ChangeKind {
    let (a, b) = (&case.readings[from], &case.readings[to]);
    let (source_a, source_b) = (case.origins.of(a), case.origins.of(b));
    if a.quantity == b.quantity {
        return if a.basis != b.basis {
            ChangeKind::BasisSwitched
        } else if a.origin != b.origin && source_a.is_named && source_b.is_named {
            ChangeKind::SourceSwitched
        } else {
            ChangeKind::Reworded
        };
    }
    if b.corrects {
        return ChangeKind::Corrected;
    }
    if a.basis != b.basis {
        return ChangeKind::BasisSwitched;
    }
    match a.value().cmp(&b.value()) {
        std::cmp::Ordering::Less => ChangeKind::Up,
        std::cmp::Ordering::Greater => ChangeKind::Down,
        std::cmp::Ordering::Equal => ChangeKind::Reworded,
    }
}

/// A row; `None` where nothing says when it happened.
fn change(
    case: &Case<'_>,
    key: &Key,
    outlet: &str,
    kind: ChangeKind,
    from: Option<usize>,
    to: Option<usize>,
) -> Option<Change> {
    let from_claim = from.map(|index| &case.readings[index].claim.id);
    let to_claim = to.map(|index| &case.readings[index].claim.id);
    let known = to.or(from)?;
    let is_earlier = |from: usize, to: usize| {
        case.readings[to].first_seen.is_some_and(|at| Some(at) < case.readings[from].first_seen)
    };
    let detected_at = match to {
        // A page that went back to what it said: when it was seen first says nothing of that.
        Some(to) if from.is_some_and(|from| is_earlier(from, to)) => {
            gone_at(case, from.expect("it was just asked"))?
        }
        Some(to) => case.readings[to].first_seen.or(case.readings[to].since)?,
        None => gone_at(case, known)?,
    };
    let text = |id: Option<&crate::model::ClaimId>| id.map_or("", |id| id.as_str()).to_owned();
    let parts = [
        case.event,
        outlet,
        &key.measure,
        &text(from_claim),
        &text(to_claim),
        &detected_at.to_rfc3339(),
    ];
    Some(Change {
        id: FindingId::of(&parts).to_string(),
        detected_at,
        event: case.event.to_owned(),
        measure: key.measure.clone(),
        group: case.readings[known].claim.group.clone(),
        outlet: outlet.to_owned(),
        kind,
        from: from_claim.cloned(),
        to: to_claim.cloned(),
    })
}

/// When a figure was found to be gone; where that is not known, when it was last there.
fn gone_at(case: &Case<'_>, index: usize) -> Option<Timestamp> {
    let reading = &case.readings[index];
    reading.gone_at.or(reading.last_seen).or(reading.public)
}
