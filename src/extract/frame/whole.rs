//! Parts of a counted whole: "three of the 24 passengers survived", "four of the 18 killed were children".

use std::ops::Range;

use rust_decimal::Decimal;

use super::fits;
use crate::extract::mention::{Found, Mention};
use crate::extract::reading::Reading;
use crate::extract::relation::is_marked;
use crate::lexicon::{Marker, Sense, WordClass};
use crate::model::{Kind, Qualifier, Relation};

/// The mark that opens a list stands so many words behind the whole.
const MARK: usize = 8;

/// Sets each "N of the M" right: N is the part, and what the predicate says is said of it.
pub(super) fn wholes(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (part, whole) = (&mut before[at - 1], &mut after[0]);
        if matches!(part.kind, Kind::Ratio | Kind::Percent) {
            share(reading, part, whole);
            continue;
        }
        // "18 of 22 passengers" as "18 of the 22 passengers"; "twelve of one family" are no part of a number
        let of = reading.is(part.end, WordClass::Of) && part.end + 1 == whole.start;
        let bare = of && part.value < whole.value;
        if of && !bare && part.counts() && whole.counts() {
            whole.cue.take_if(|found| found.at.start >= whole.end);
        }
        let partitive = part.partitive || bare;
        if !partitive || !part.noun.is_empty() || !part.counts() || !whole.counts() {
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
        // "the 18 people killed were", "hit by three of the seven bullets fired": the whole's own.
        let reduced = reading.is_one(found.at.end, &[WordClass::Be])
            || found.at.start == whole.end
                && found.frame == "passive"
                && part.start > 0
                && reading.is(part.start - 1, WordClass::Preposition);
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

/// "of the 18 killed, four were children, two were women", "among the 18 dead were four children": the whole is told first.
pub(super) fn told_first(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (whole, part) = (&before[at - 1], &mut after[0]);
        let of = (first..whole.start)
            .rev()
            .find(|at| !reading.is_one(*at, &[WordClass::Article, WordClass::Determiner]));
        let opens = of.is_some_and(|of| {
            reading.is_one(of, &[WordClass::Of, WordClass::Among])
                && (of == first || reading.is_sign(of - 1, ','))
        });
        let inverted = reading.is(part.start - 1, WordClass::Be);
        let linked = reading.is_sign(part.start - 1, ',') || inverted;
        if !opens || !part.counts() || !whole.counts() || !linked {
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
        listed(reading, mentions, at);
    }
}

/// "of the 62 aboard, 12 died, 40 were hurt and 10 are missing": as long as they fit into the whole, the others are parts of it, too.
fn listed(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    let mut left = mentions[first - 1].value.zip(mentions[first].value);
    for at in first + 1..mentions.len() {
        let Some(rest) = left.and_then(|(whole, part)| whole.checked_sub(part)) else { return };
        let (before, part) = (&mentions[at - 1], &mentions[at]);
        let joined = reading.is_one(part.start - 1, &[WordClass::ListJoin])
            || reading.is_sign(part.start - 1, ',');
        let persons = part.counts() && part.cue.is_some() && part.relation.is_none();
        if before.end >= part.start
            || !joined
            || !persons
            || part.value.is_none_or(|one| one > rest)
        {
            return;
        }
        left = part.value.map(|one| (rest, one));
        mentions[at].relation = Some(Relation::PartOf);
        mentions[at].parent = Some(first - 1);
    }
}

/// "five men and three women were among 12 people killed": the parts stand before their whole.
pub(super) fn among(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    for at in 1..mentions.len() {
        let whole = &mentions[at];
        let Some(found) = whole.cue.clone().filter(|_| whole.counts()) else { continue };
        let slight = [WordClass::Article, WordClass::Determiner];
        let among = (first + 1..whole.start).rev().find(|at| !reading.is_one(*at, &slight));
        let Some(among) = among
            .filter(|at| reading.is(*at, WordClass::Among) && reading.is(at - 1, WordClass::Be))
        else {
            continue;
        };
        let mut next = among - 1;
        for part in mentions[..at].iter_mut().rev() {
            let joined = (part.end..next)
                .all(|at| reading.is(at, WordClass::ListJoin) || reading.is_sign(at, ','));
            if !part.counts() || part.end > next || !joined || part.cue.is_some() {
                break;
            }
            next = part.start;
            let trust = found.trust.saturating_sub(10);
            part.cue = Some(Found { frame: "leaning", trust, ..found.clone() });
            part.relation = Some(Relation::PartOf);
            part.parent = Some(at);
        }
    }
}

/// "55 people died: 40 civilians and 15 soldiers": a list behind a mark that adds up to what was told before it.
pub(super) fn itemised(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
    for at in 0..mentions.len().saturating_sub(2) {
        let Some(found) = mentions[at].cue.clone() else { continue };
        let Some(total) = mentions[at].value.filter(|_| mentions[at].counts()) else { continue };
        let from = mentions[at].end.max(found.at.end);
        let listed =
            mentions[at + 1..].iter().take_while(|one| one.counts() && one.value.is_some());
        let count = listed.clone().count();
        let mark = (from..limit.min(from + MARK)).find(|at| {
            reading.sign(*at).is_some_and(|sign| matches!(sign, ':' | '—' | '-' | '('))
                && !reading.glued(*at)
                || reading.is_sign(*at, ':')
                || reading.is_sign(*at, '—')
        });
        let Some(mark) = mark.filter(|mark| count > 1 && mark + 1 == mentions[at + 1].start) else {
            continue;
        };
        let mut sum = Decimal::ZERO;
        let mut parts = 0;
        for part in listed {
            let joins = |at: usize| {
                reading.is_sign(at, ',')
                    || reading.is_one(at, &[WordClass::ListJoin, WordClass::Article])
            };
            let before = &mentions[at + parts];
            let gap = if parts == 0 { mark + 1..part.start } else { before.end..part.start };
            let next = sum.checked_add(part.value.unwrap_or_default());
            let Some(next) = next.filter(|next| *next <= total && gap.clone().all(joins)) else {
                break;
            };
            sum = next;
            parts += 1;
        }
        if parts < 2 || sum != total {
            continue;
        }
        let trust = found.trust.saturating_sub(10);
        for part in &mut mentions[at + 1..=at + parts] {
            part.cue = Some(Found { frame: "leaning", trust, ..found.clone() });
            part.relation = Some(Relation::PartOf);
            part.parent = Some(at);
        }
    }
}

/// "20 died, including five children, and 40 others were hurt": what is in a whole has its measure, and not that of the next clause.
pub(super) fn included(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    let mut listed = false;
    for at in 1..mentions.len() {
        let part = &mentions[at];
        let marked = is_marked(reading, part, first, Marker::PartOf, 5)
            || reading.marker(part.end, reading.tokens.len(), Marker::OfThem).is_some()
            || part.partitive && reading.is(part.noun.start, WordClass::Anaphor);
        let goes_on = listed && reading.is(part.start - 1, WordClass::ListJoin);
        listed = marked || goes_on;
        if !listed || !part.counts() {
            continue;
        }
        let taken = part.cue.as_ref().is_some_and(|found| {
            found.at.start >= part.end
                && mentions[at + 1..].iter().any(|next| {
                    next.counts()
                        && next.start > part.end
                        && next.cue.as_ref().is_some_and(|other| other.at == found.at)
                })
        });
        let whole = mentions[..at].iter().rev().find(|whole| {
            whole.counts()
                && whole.cue.is_some()
                && whole.value >= part.value
                && whole.relation.is_none()
        });
        if let Some(found) = whole.and_then(|whole| whole.cue.clone()).filter(|_| taken) {
            let trust = found.trust.saturating_sub(10);
            mentions[at].cue = Some(Found { frame: "leaning", trust, ..found });
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
