//! What the claims of one key say together.

use std::collections::{BTreeMap, BTreeSet};

use super::case::{Case, Key};
use super::change::{self, Move};
use super::compare::{Ruling, compare, joined, near};
use super::front::{Fate, Front, takes_the_place};
use super::policy::{Choice, choose, stated};
use super::position::{QuantityOrder, basis, order, origin_groups, position, positions};
use super::question::{self, Question};
use super::reading::Reading;
use super::reason;
use crate::model::{
    ClaimId, Finding, FindingId, OVERTAKEN, PairRelation, Position, Reason, Verdict,
};

/// Every finding of the event, in order of key.
pub(super) fn findings(case: &Case<'_>) -> Vec<Finding> {
    let moves = change::moves(case);
    let mut found = Vec::new();
    for (key, members) in case.blocks.iter().filter(|(key, _)| !key.beside) {
        let bench = Bench::new(case, key, members);
        found.extend(bench.main());
        found.extend(bench.split());
        let moved = moves.get(key).map_or(&[][..], Vec::as_slice);
        found.extend(bench.changed(moved));
        found.extend(bench.stale());
    }
    found
}

/// One key under judgement.
struct Bench<'c, 'a> {
    case: &'c Case<'a>,
    key: &'c Key,
    front: Front,
    choice: Choice,
    /// The words that stand, as positions: readings of one quantity together, best supported first.
    positions: Vec<Vec<usize>>,
}

impl<'c, 'a> Bench<'c, 'a> {
    fn new(case: &'c Case<'a>, key: &'c Key, members: &[usize]) -> Self {
        let front = Front::of(case, members);
        let standing: Vec<usize> = front.standing().collect();
        let choice = choose(case, &standing);
        let positions = positions(case, &standing, &choice);
        Self { case, key, front, choice, positions }
    }

    /// How the standing words stand to each other: one finding, or one for each reason they differ by; and those that the reports
    /// themselves put in order, where no times do.
    fn main(&self) -> Vec<Finding> {
        let Some((lead, others)) = self.positions.split_first() else { return Vec::new() };
        let mut by_reason: BTreeMap<Reason, (Ruling, Vec<&Vec<usize>>)> = BTreeMap::new();
        let mut rulings = Vec::new();
        let mut found = Vec::new();
        for other in others {
            let ruling = self.rule(lead, other);
            if ruling.relation == PairRelation::Updated {
                let (old, new) = self.in_order(lead, other);
                found.push(self.overtaken_by(old, new));
                continue;
            }
            rulings.push((ruling, other));
            if is_conflict(ruling.relation) {
                let reason = ruling.reason.unwrap_or(Reason::Unexplained);
                by_reason.entry(reason).or_insert((ruling, Vec::new())).1.push(other);
            }
        }
        if !by_reason.is_empty() {
            let conflict = |(reason, (ruling, against)): (Reason, (Ruling, Vec<&Vec<usize>>))| {
                self.conflict(ruling, reason, lead, &against)
            };
            let conflicts = by_reason.into_iter().map(conflict);
            return conflicts.chain(found).collect();
        }
        if let Some((a, b)) = self.extremes() {
            let ruling = self.rule(a, b);
            if is_conflict(ruling.relation) {
                let reason = ruling.reason.unwrap_or(Reason::Unexplained);
                found.insert(0, self.conflict(ruling, reason, a, &[b]));
                return found;
            }
        }
        // What agrees with the figure to print, and what nothing shows to be of the same thing, are two findings: a span over both would
        // tell of an agreement that is none.
        let (agreeing, apart): (Vec<_>, Vec<_>) =
            rulings.into_iter().partition(|(ruling, _)| agrees(ruling.relation));
        if agreeing.is_empty() {
            found.insert(0, self.peaceful("", lead, &apart));
        } else {
            if !apart.is_empty() {
                found.insert(0, self.peaceful("incomparable", lead, &apart));
            }
            found.insert(0, self.peaceful("", lead, &agreeing));
        }
        found
    }

    /// Two positions of which one took the other's place, the older one first.
    fn in_order<'p>(&self, a: &'p [usize], b: &'p [usize]) -> (&'p [usize], &'p [usize]) {
        let (x, y) = (&self.case.readings[a[0]], &self.case.readings[b[0]]);
        let is_old = |old: &Reading<'_>, new: &Reading<'_>| {
            (
                new.corrects && !old.corrects,
                old.is_provisional() && !new.is_provisional(),
                self.case.course.became(old, new),
                new.is_later(old, self.case.update_hours()),
                self.case.grows(old.measure) && old.tight.is_below(new.tight),
            )
        };
        if is_old(x, y) > is_old(y, x) { (a, b) } else { (b, a) }
    }

    fn rule(&self, a: &[usize], b: &[usize]) -> Ruling {
        let ruling = compare(self.case, &self.case.readings[a[0]], &self.case.readings[b[0]]);
        if is_conflict(ruling.relation) && !self.are_linked(a, b) {
            return Ruling {
                relation: PairRelation::Incomparable,
                reason: None,
                ..Ruling::unlike()
            };
        }
        ruling
    }

    /// Whether some reading of the one position and some of the other are about one thing.
    fn are_linked(&self, a: &[usize], b: &[usize]) -> bool {
        const LOOKED_AT: usize = 4;
        a.iter()
            .take(LOOKED_AT)
            .any(|x| b.iter().take(LOOKED_AT).any(|y| self.case.are_linked(*x, *y)))
    }

    /// The positions that lie farthest apart: intervals on a line all meet if, and only if, these two do.
    fn extremes(&self) -> Option<(&Vec<usize>, &Vec<usize>)> {
        let tight = |position: &&Vec<usize>| self.case.readings[position[0]].tight;
        let top = self
            .positions
            .iter()
            .filter(|p| tight(p).low.is_some())
            .max_by_key(|p| tight(p).low)?;
        let bottom = self
            .positions
            .iter()
            .filter(|p| tight(p).high.is_some())
            .min_by_key(|p| tight(p).high)?;
        tight(&bottom).is_below(tight(&top)).then_some((bottom, top))
    }

    fn conflict(
        &self,
        ruling: Ruling,
        reason: Reason,
        lead: &[usize],
        against: &[&Vec<usize>],
    ) -> Finding {
        let readings = &self.case.readings;
        let question =
            question::settle(self.case, reason, &readings[lead[0]], &readings[against[0][0]]);
        let mut sides = vec![lead];
        sides.extend(against.iter().map(|side| side.as_slice()));
        let mut finding = self.finding(Verdict::Conflict, reason.code(), &sides);
        finding.relation = Some(ruling.relation);
        finding.reason = Some(reason);
        finding.rule = Ruling { reason: Some(reason), ..ruling }.id();
        finding.note = join(finding.note, question.note);
        finding.ask = question.ask;
        finding
    }

    /// No contradiction: agreement, compatible figures, a single voice, or figures too far apart to compare.
    fn peaceful(&self, slot: &str, lead: &[usize], rulings: &[(Ruling, &Vec<usize>)]) -> Finding {
        let others = rulings.iter().map(|(_, other)| other.as_slice());
        let sides: Vec<&[usize]> = std::iter::once(lead).chain(others).collect();
        let outlets: BTreeSet<&str> = sides
            .iter()
            .copied()
            .flatten()
            .map(|index| self.case.readings[*index].outlet.as_str())
            .collect();
        let rounded = rulings.iter().find(|(ruling, _)| ruling.reason.is_some());
        let verdict = if outlets.len() < 2 {
            Verdict::Single
        } else if rulings.is_empty() {
            Verdict::Agree
        } else if rulings.iter().all(|(ruling, _)| ruling.relation == PairRelation::Incomparable) {
            Verdict::Incomparable
        } else {
            Verdict::Compatible
        };
        let mut finding = self.finding(verdict, slot, &sides);
        let values = || sides.iter().map(|side| side[0]).flat_map(|index| stated(self.case, index));
        (finding.low, finding.high) = (values().min(), values().max());
        let told = rounded.or(rulings.first()).map(|(ruling, _)| *ruling);
        let is_echo = finding.origins.len() == 1;
        (finding.relation, finding.rule) = match told {
            Some(ruling) => (Some(ruling.relation), ruling.id()),
            None if verdict == Verdict::Single => (None, "single.one-outlet".to_owned()),
            None if is_echo => (Some(PairRelation::SameSourceEcho), "echo.one-origin".to_owned()),
            None => (Some(PairRelation::Equal), "equal.exact".to_owned()),
        };
        finding.reason = told.and_then(|ruling| ruling.reason);
        if verdict != Verdict::Single && finding.origins.len() == 1 {
            finding.note = join(finding.note, Some("not independent".to_owned()));
        }
        finding
    }

    /// Reports that contradict themselves: headline ahead of body.
    fn split(&self) -> Vec<Finding> {
        let mut found = Vec::new();
        for (body, headline) in &self.front.split {
            let (a, b) = (&self.case.readings[*body], &self.case.readings[*headline]);
            let reason = reason::within_one_report(a, b);
            // A headline's finding is known by its report alone, whatever the numbers; of the text there may be several.
            let other =
                if b.claim.in_headline { String::new() } else { format!(":{}", b.claim.id) };
            let slot = format!("split:{}:{}{other}", a.doc, self.case.origins.of(a).id);
            let mut finding = self.finding(Verdict::Conflict, &slot, &[&[*body], &[*headline]]);
            let ruling = Ruling::within_one_report(reason);
            finding.relation = Some(ruling.relation);
            finding.reason = ruling.reason;
            finding.rule = ruling.id();
            let printed = [a.quantity.value(), b.quantity.value()];
            finding.low = printed.into_iter().flatten().chain(finding.low).min();
            finding.high = printed.into_iter().flatten().chain(finding.high).max();
            let Question { ask, note } = question::settle(self.case, reason, a, b);
            finding.ask = ask;
            finding.note = join(finding.note, note);
            found.push(finding);
        }
        found
    }

    /// Outlets whose own figure moved, those of one move together; and words that others overtook.
    fn changed(&self, moves: &[Move]) -> Vec<Finding> {
        let mut by_move: BTreeMap<(QuantityOrder, QuantityOrder), Vec<&Move>> = BTreeMap::new();
        for step in moves {
            let ends = (order(self.case, step.from), order(self.case, step.to));
            by_move.entry(ends).or_default().push(step);
        }
        let mut found = Vec::new();
        for steps in by_move.values() {
            let from: Vec<usize> = steps.iter().map(|step| step.from).collect();
            let to: Vec<usize> = steps.iter().map(|step| step.to).collect();
            let slot = format!("{:?}:{:?}", order(self.case, from[0]), order(self.case, to[0]));
            let mut finding = self.finding(Verdict::Changed, &slot, &[&from, &to]);
            finding.relation = Some(PairRelation::Updated);
            finding.reason = steps[0].reason(self.case);
            finding.rule = joined("changed.own-figure", finding.reason);
            found.push(finding);
        }
        found.extend(self.overtaken());
        found
    }

    /// Words of outlets that have not spoken since a later figure came: each still stands in print, whoever else has moved on.
    fn overtaken(&self) -> Vec<Finding> {
        let mut by_ends: BTreeMap<(QuantityOrder, QuantityOrder), (Vec<usize>, usize)> =
            BTreeMap::new();
        for word in &self.front.words {
            if let Fate::Overtaken { by } = word.fate {
                let ends = (order(self.case, word.reading), order(self.case, by));
                by_ends.entry(ends).or_insert((Vec::new(), by)).0.push(word.reading);
            }
        }
        let finding = |(old, by): (Vec<usize>, usize)| {
            // Of several figures that took its place the one to print tells most.
            let earlier = &self.case.readings[old[0]];
            let lead = self.positions.first().filter(|lead| {
                let is_new = |index: &usize| {
                    takes_the_place(self.case, &self.case.readings[*index], earlier)
                };
                lead.iter().any(is_new)
            });
            let own = self.positions.iter().find(|position| position.contains(&by));
            let new = lead.or(own).map_or_else(|| vec![by], Clone::clone);
            self.overtaken_by(&old, &new)
        };
        by_ends.into_values().map(finding).collect()
    }

    fn overtaken_by(&self, old: &[usize], new: &[usize]) -> Finding {
        let (before, after) = (&self.case.readings[old[0]], &self.case.readings[new[0]]);
        let slot =
            format!("overtaken:{:?}:{:?}", order(self.case, old[0]), order(self.case, new[0]));
        let mut finding = self.finding(Verdict::Changed, &slot, &[old, new]);
        finding.relation = Some(PairRelation::Updated);
        finding.reason = if after.corrects {
            Some(Reason::Corrected)
        } else {
            let reason = compare(self.case, before, after).reason;
            // What rose was not corrected, whoever tells of both figures.
            let falls = after.tight.is_below(before.tight);
            reason.filter(|reason| falls && matches!(reason, Reason::Corrected | Reason::Reset))
        };
        finding.rule = joined(OVERTAKEN, finding.reason);
        let silent: BTreeSet<&str> =
            old.iter().map(|index| self.case.readings[*index].outlet.as_str()).collect();
        let silent: Vec<&str> = silent.into_iter().collect();
        finding.note = Some(format!("still in print at {}", silent.join(", ")));
        finding
    }

    /// Outlets that still print a figure long after its update was public.
    fn stale(&self) -> Vec<Finding> {
        let mut by_value: BTreeMap<QuantityOrder, Vec<(usize, chrono::Duration)>> = BTreeMap::new();
        for word in &self.front.words {
            if let Fate::Stale { behind } = word.fate {
                by_value
                    .entry(order(self.case, word.reading))
                    .or_default()
                    .push((word.reading, behind));
            }
        }
        let finding = |old: Vec<(usize, chrono::Duration)>| {
            let readings: Vec<usize> = old.iter().map(|(index, _)| *index).collect();
            let longest = old.iter().map(|(_, behind)| *behind).max().unwrap_or_default();
            let slot = format!("{:?}", order(self.case, readings[0]));
            let mut finding = self.finding(Verdict::Stale, &slot, &[&readings]);
            finding.relation = Some(PairRelation::Stale);
            finding.reason = Some(Reason::Stale);
            finding.rule = joined("stale.repeated", None);
            finding.note = Some(format!("{} behind", question::span(longest)));
            finding
        };
        by_value.into_values().map(finding).collect()
    }

    fn finding(&self, verdict: Verdict, slot: &str, sides: &[&[usize]]) -> Finding {
        let positions: Vec<Position> = sides.iter().map(|side| position(self.case, side)).collect();
        let readings: Vec<usize> = sides.iter().flat_map(|side| side.iter().copied()).collect();
        let mut claims: Vec<ClaimId> = positions.iter().flat_map(|it| it.claims.clone()).collect();
        claims.sort();
        claims.dedup();
        let mut outlets: Vec<String> =
            readings.iter().map(|index| self.case.readings[*index].outlet.clone()).collect();
        outlets.sort();
        outlets.dedup();
        let lead = &self.case.readings[readings[0]];
        Finding {
            id: self.id(verdict, slot),
            event: self.case.event.to_owned(),
            measure: self.key.measure.clone(),
            group: self.group(&readings),
            scope: (!self.key.scope.is_empty()).then(|| self.key.scope.clone()),
            basis: basis(self.case, &readings),
            unit: if self.key.thing.is_empty() {
                lead.unit.clone()
            } else {
                self.key.thing.clone()
            },
            verdict,
            relation: None,
            reason: None,
            rule: String::new(),
            low: self.choice.low,
            best: self.choice.best,
            high: self.choice.high,
            policy_note: self.choice.note.clone(),
            outlets,
            origins: origin_groups(self.case, &readings),
            positions,
            claims,
            ask: None,
            note: None,
        }
    }

    fn id(&self, verdict: Verdict, slot: &str) -> FindingId {
        let Key { measure, thing, group, is_period, unit, scope, .. } = self.key;
        let period = if *is_period { "period" } else { "total" };
        let verdict = format!("{verdict:?}");
        FindingId::of(&[
            self.case.event,
            measure,
            thing,
            group,
            period,
            unit,
            scope,
            &verdict,
            slot,
        ])
    }

    /// The group as the claims name it; of several names for one group the most used, then the first.
    fn group(&self, readings: &[usize]) -> String {
        if self.key.group.is_empty() {
            return "all".to_owned();
        }
        let mut names: BTreeMap<&str, usize> = BTreeMap::new();
        for index in readings {
            *names.entry(self.case.readings[*index].claim.group.as_str()).or_default() += 1;
        }
        let best = names.into_iter().max_by(|a, b| a.1.cmp(&b.1).then(b.0.cmp(a.0)));
        best.map_or_else(|| self.key.group.clone(), |(name, _)| name.to_owned())
    }
}

/// Whether two figures that stand so to each other say the same, exactly or within their words.
fn agrees(relation: PairRelation) -> bool {
    use PairRelation::{
        BoundCompatible, Equal, RoundingEqual, SameSourceEcho, SumConsistent, UnitEqual,
    };
    matches!(
        relation,
        BoundCompatible | Equal | RoundingEqual | SameSourceEcho | SumConsistent | UnitEqual
    )
}

fn is_conflict(relation: PairRelation) -> bool {
    matches!(relation, PairRelation::Contradiction | PairRelation::SelfInconsistent)
}

fn join(a: Option<String>, b: Option<String>) -> Option<String> {
    match (a, b) {
        (Some(a), Some(b)) => Some(format!("{a}; {b}")),
        (a, b) => a.or(b),
    }
}

/// Whether two readings say the same within their words.
pub(super) fn are_near(case: &Case<'_>, a: usize, b: usize) -> bool {
    near(case, &case.readings[a], &case.readings[b]).is_some()
}
