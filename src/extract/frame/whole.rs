//! Parts of a counted whole: "three of the 24 passengers survived", "four of the 18 killed were children".

use std::ops::Range;

use super::fits;
use crate::extract::mention::{Found, Mention};
use crate::extract::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::{Kind, Qualifier, Relation};

/// Sets each "N of the M" right: N is the part, and what the predicate says is said of it.
pub(super) fn wholes(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (part, whole) = (&mut before[at - 1], &mut after[0]);
        if matches!(part.kind, Kind::Ratio | Kind::Percent) {
            share(reading, part, whole);
            continue;
        }
        if !part.partitive || !part.noun.is_empty() || !part.counts() || !whole.counts() {
            continue;
        }
        if whole.start < part.end || !(part.end..whole.start).all(|at| links(reading, at)) {
            continue;
        }
        // "none of the 62" are no part of them.
        if part.qualifier != Qualifier::None {
            part.relation = Some(Relation::PartOf);
            part.parent = Some(at);
        }
        part.lent = (!whole.noun.is_empty()).then(|| whole.noun.clone());
        part.cue.take_if(|found| !fits(reading, found.cue, found.at.start, whole));
        let Some(found) = &whole.cue else { continue };
        // "the 80 wounded", "the 50 hostages": what they are, whatever is said of some of them.
        let counted = found.at.end <= part.start
            || !matches!(found.frame, "passive" | "subject") && found.at.start <= whole.end;
        // "the 18 people killed were": the whole's own.
        let reduced = reading.is_one(found.at.end, &[WordClass::Be]);
        if part.cue.is_none() && (counted || reduced) {
            let trust = found.trust.saturating_sub(10);
            part.cue = Some(Found { frame: "leaning", trust, ..found.clone() });
            part.lent = called(reading, found.at.end.max(whole.end)).or(part.lent.take());
        } else if !counted && !reduced {
            let moved = whole.cue.take();
            part.cue = part.cue.take().or(moved);
        }
    }
}

/// "half of the 80 passengers were injured": the predicate is said of the half, and no count of it is told.
fn share(reading: &Reading<'_>, part: &Mention, whole: &mut Mention) {
    let gap = part.end..whole.start;
    let of = gap.clone().any(|at| reading.is(at, WordClass::Of));
    if part.end <= whole.start && of && gap.clone().all(|at| links(reading, at)) {
        // "60% of the 80 people killed were": the whole's own.
        let reduced = |found: &Found| reading.is_one(found.at.end, &[WordClass::Be]);
        whole.cue.take_if(|found| {
            matches!(found.frame, "passive" | "subject")
                && found.at.start >= whole.end
                && !reduced(found)
        });
    }
}

/// "of the 18 killed, four were children": the whole is told first.
pub(super) fn told_first(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (whole, part) = (&before[at - 1], &mut after[0]);
        let of = (first..whole.start)
            .rev()
            .find(|at| !reading.is_one(*at, &[WordClass::Article, WordClass::Determiner]));
        let opens = of.is_some_and(|of| {
            reading.is(of, WordClass::Of) && (of == first || reading.is_sign(of - 1, ','))
        });
        if !opens || !part.counts() || !whole.counts() || !reading.is_sign(part.start - 1, ',') {
            continue;
        }
        part.relation = Some(Relation::PartOf);
        part.parent = Some(at - 1);
        let same = |found: &Found| whole.cue.as_ref().is_some_and(|whole| whole.at == found.at);
        part.cue.take_if(|found| same(found));
        if part.cue.is_none()
            && let Some(found) = &whole.cue
        {
            let trust = found.trust.saturating_sub(10);
            part.cue = Some(Found { frame: "leaning", trust, ..found.clone() });
            part.lent = called(reading, part.end);
        }
    }
}

/// "were children": what the predicate calls those that are counted.
fn called(reading: &Reading<'_>, at: usize) -> Option<Range<usize>> {
    if !reading.is(at, WordClass::Be) {
        return None;
    }
    let words = [WordClass::Be, WordClass::Article, WordClass::Adverb];
    let at = (at..reading.tokens.len()).find(|at| !reading.is_one(*at, &words))?;
    let (length, ()) = reading
        .sense(at, reading.tokens.len(), |sense| matches!(sense, Sense::Group(_)).then_some(()))?;
    Some(at..at + length)
}

fn links(reading: &Reading<'_>, at: usize) -> bool {
    reading.is_one(at, &[WordClass::Of, WordClass::Article, WordClass::Determiner])
}
