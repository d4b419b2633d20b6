//! What a number takes from its neighbours: a noun where it has none of its own, or how the same figure in another unit is bounded.

use std::ops::Range;

use rust_decimal::Decimal;

use super::context;
use super::mention::{CountedIn, Mention};
use super::numeral::Form;
use super::phrase::phrase;
use super::reading::Reading;
use crate::lexicon::{Sense, WordClass};
use crate::model::{Kind, Qualifier, Relation};

/// Lends the noun of the mention before to one that has none: "up from 2.4 million", "and 95,800 who".
pub(super) fn lend(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        if !b.counts() || !b.noun.is_empty() || b.kind != Kind::Count || b.form == Form::Fraction {
            continue;
        }
        let relative = reading.is(b.end, WordClass::Relative);
        let previous = b.start >= 2
            && reading.is_one(b.start - 1, &[WordClass::From, WordClass::To])
            && b.start - a.end.min(b.start) <= 6;
        let and = b.start >= 1
            && reading.is_one(b.start - 1, &[WordClass::And, WordClass::Or])
            && relative;
        // "68,400 people who waited two years and 95,800 who waited three": what was counted last, past what was not.
        let counted =
            before.iter().rev().find(|mention| mention.counts() && mention.value.is_some());
        if and
            && a.kind == Kind::Duration
            && let Some(counted) = counted.filter(|counted| !counted.noun.is_empty())
        {
            b.lent = Some(counted.noun.clone());
        } else if (and || previous) && a.set_aside.is_none() {
            if a.counts() && !a.noun().is_empty() {
                b.lent = Some(a.noun().clone());
            } else if previous
                && a.unit != CountedIn::Bare
                && reading.is(b.start - 1, WordClass::From)
                && reading.is(b.start - 2, WordClass::UpDown)
            {
                b.unit = a.unit.clone();
                b.kind = a.kind;
            }
        }
    }
}

/// "two $100 tickets", "three 40-foot containers": an amount that only describes stands between a number and what it counts.
pub(super) fn headed(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&mut before[at - 1], &after[0]);
        let amount = matches!(b.kind, Kind::Money | Kind::Measurement | Kind::Age)
            && b.qualifier == Qualifier::Exact
            && b.noun.is_empty()
            && b.per.is_none();
        let bare = a.counts()
            && a.noun().is_empty()
            && a.end == b.start
            && matches!(a.form, Form::Digits(false) | Form::Words);
        if !amount || !bare {
            continue;
        }
        // "500 pounds" is counted itself; "500-pound", "$100" and "50 dollar" describe.
        let describes =
            b.compound || b.number.end == b.end || !reading.is_plural(b.end.saturating_sub(1));
        let noun = phrase(reading, b.end, limit, Decimal::TWO);
        let counted = noun.clone().any(|at| reading.is_plural(at));
        if describes && counted {
            a.lent = Some(noun);
        }
    }
}

/// Lends the persons of one predicate to a bare number with another: "13 troops were killed and 18 were wounded".
pub(super) fn carry(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        let (Some(first), Some(second)) = (&a.cue, &b.cue) else { continue };
        let bare = b.counts()
            && b.noun().is_empty()
            && !reading.is_one(b.end, &[WordClass::Others, WordClass::More]);
        let own = second.at.start >= b.end && second.at.start - b.end <= 2;
        let follows = first.cue != second.cue && first.at.start >= a.end && first.at.end <= b.start;
        let joined = (first.at.end.min(b.start)..b.start).all(|near| {
            reading.is(near, WordClass::Conjunction)
                || reading.is(near, WordClass::Adverb)
                || reading.is_sign(near, ',')
        });
        let persons = a.counts() && !a.noun().is_empty() && !a.partitive;
        if bare && own && follows && joined && persons && first.at.end < b.start {
            b.lent = Some(a.noun().clone());
        }
    }
}

/// What was counted last, for a number in a later clause that leaves its noun out.
#[derive(Debug, Clone)]
pub(super) struct Counted {
    noun: Range<usize>,
    value: Decimal,
}

impl Counted {
    /// The last figure of a sentence that names what it counts.
    pub(super) fn last(reading: &Reading<'_>, mentions: &[Mention]) -> Option<Self> {
        mentions.iter().rev().find_map(|mention| Self::of(reading, mention))
    }

    fn of(reading: &Reading<'_>, mention: &Mention) -> Option<Self> {
        let is_many = |at| reading.is_plural(at) || reading.is(at, WordClass::Person);
        let named =
            mention.counts() && mention.per.is_none() && mention.noun().clone().any(is_many);
        let value = mention.value.filter(|_| named)?;
        Some(Self { noun: mention.noun().clone(), value })
    }
}

/// Lends what was counted before to a number that is the subject of its clause and names nothing: "four bombs were dropped: two landed
/// inside", "15,000 villagers fled. At least 5,000 are staying in schools", "and another 2,000 are waiting". What is left out is what was
/// told of last, and a part of it is no larger than it.
pub(super) fn follow(
    reading: &Reading<'_>,
    mentions: &mut [Mention],
    first: usize,
    before: Option<&Counted>,
) {
    let mut last = before.cloned();
    for mention in mentions.iter_mut() {
        let adds = mention.start > first && reading.is(mention.start - 1, WordClass::Another);
        if names_nothing(mention)
            && is_subject(reading, mention, first, adds)
            && let Some(counted) = &last
            && (adds || mention.value <= Some(counted.value))
        {
            mention.lent = Some(counted.noun.clone());
        }
        last = Counted::of(reading, mention).or(last);
    }
}

fn names_nothing(mention: &Mention) -> bool {
    mention.counts()
        && mention.cue.is_none()
        && mention.noun().is_empty()
        && mention.per.is_none()
        && !mention.partitive
        && matches!(mention.form, Form::Digits(_) | Form::Words)
        && mention.value.is_some_and(|value| value.is_integer())
}

/// Whether a number opens its clause and its verb stands right behind it.
fn is_subject(reading: &Reading<'_>, mention: &Mention, first: usize, adds: bool) -> bool {
    let start = mention.start - usize::from(adds);
    let opens = start == first
        || reading.sign(start - 1).is_some_and(|sign| !matches!(sign, '$' | '(' | '/' | '#'))
        || reading.is_one(start - 1, &[WordClass::Conjunction, WordClass::Complementiser]);
    let at = mention.end + usize::from(reading.is(mention.end, WordClass::Adverb));
    let verb = reading.is_one(at, &[WordClass::Auxiliary, WordClass::Verb])
        || reading.is_participle(at) && !reading.is_gerund(at) && !reading.is_capital(at);
    opens && verb && !reading.is(at + 1, WordClass::Of) && mention.end == mention.number.end
}

/// "eleven of the dead were marines": what the predicate calls them is who is counted.
pub(super) fn predicated(reading: &Reading<'_>, mentions: &mut [Mention], limit: usize) {
    for mention in mentions.iter_mut().filter(|mention| mention.counts()) {
        let Some(found) = &mention.cue else { continue };
        if found.frame != "number_then_attribute" || !reading.is(mention.end, WordClass::Of) {
            continue;
        }
        let mut at = found.at.end;
        if at >= limit || !reading.is(at, WordClass::Auxiliary) {
            continue;
        }
        while at < limit
            && (reading.is(at, WordClass::Auxiliary) || reading.is(at, WordClass::Adverb))
        {
            at += 1;
        }
        let noun = phrase(reading, at, limit, Decimal::TWO);
        if noun.clone().any(|near| reading.is_plural(near)) {
            mention.lent = Some(noun);
            // "all 14 of the dead were soldiers": no part of them.
            let all = mention.start > 0 && reading.is(mention.start - 1, WordClass::Determiner);
            mention.relation = (!all).then_some(Relation::PartOf);
        }
    }
}

/// "put the crowd at 5,000", "estimated the marchers at 700": the people reckoned are whom the number counts.
pub(super) fn reckoned(reading: &Reading<'_>, mentions: &mut [Mention], first: usize) {
    const REACH: usize = 8;
    for mention in mentions.iter_mut() {
        let bare = mention.counts() && mention.noun().is_empty() && mention.cue.is_none();
        let Some(at) = mention.start.checked_sub(1).filter(|at| *at > first) else { continue };
        if !bare || !reading.is(at, WordClass::At) {
            continue;
        }
        let mut before = (first..at).rev().take(REACH).take_while(|near| reading.is_word(*near));
        let Some(verb) = before.find(|near| reading.is(*near, WordClass::Reckons)) else {
            continue;
        };
        let mut start = verb + 1;
        while start < at
            && reading.is_one(start, &[WordClass::Article, WordClass::Determiner, WordClass::Of])
        {
            start += 1;
        }
        let people = |near| {
            let group = |sense: &Sense| matches!(sense, Sense::Group(_)).then_some(());
            reading.sense(near, at, group).is_some_and(|(length, ())| near + length == at)
        };
        if (start..at).any(people) && !(start..at).any(|near| reading.is_function_word(near)) {
            mention.lent = Some(start..at);
        }
    }
}

/// "more than 100 km (60 miles)", "190 points, or 0.6%": the same figure in another unit is bounded and turned alike.
pub(super) fn convert(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in 1..mentions.len() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&before[at - 1], &mut after[0]);
        let gap = a.end..b.start.max(a.end);
        let bracketed =
            gap.len() == 1 && reading.is_sign(gap.start, '(') && reading.is_sign(b.end, ')');
        let slashed = gap.len() == 1 && reading.is_sign(gap.start, '/');
        let or = gap.len() == 2
            && reading.is_sign(gap.start, ',')
            && reading.is(gap.start + 1, WordClass::Or);
        let measured =
            |mention: &Mention| mention.unit != CountedIn::Bare && mention.set_aside.is_none();
        if (bracketed || slashed)
            && measured(a)
            && measured(b)
            && b.qualifier == Qualifier::Exact
            && a.value.is_some()
        {
            b.qualifier = a.qualifier;
        }
        if or && b.trend.is_none() && a.kind.reconciles() && b.kind == Kind::Percent {
            b.trend =
                a.trend.or_else(|| context::trend(reading, a, gap.start.saturating_sub(12), b.end));
        }
    }
}
