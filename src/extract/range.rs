//! Two numbers that are one figure: "between 30 and 40", "4–6bn", "60-80", "eight or nine". A change ("from 51 to 58") stays two.

use rust_decimal::Decimal;

use super::mention::{CountedIn, Mention};
use super::numeral::{Form, exact_mul, scale};
use super::reading::Reading;
use crate::lexicon::{Marker, WordClass};
use crate::model::{Kind, Qualifier, Relation, Trend};

/// Joins neighbours that make a range, and marks those that make a change. A dash binds closer than words: "from 24 to 33-35 billion".
pub(super) fn join(reading: &Reading<'_>, mentions: &mut Vec<Mention>, first: usize, limit: usize) {
    let dashed = |a: &Mention, b: &Mention| b.start == a.end + 1 && reading.is_dash(a.end);
    pass(reading, mentions, first, limit, dashed);
    pass(reading, mentions, first, limit, |_, _| true);
}

fn pass(
    reading: &Reading<'_>,
    mentions: &mut Vec<Mention>,
    first: usize,
    limit: usize,
    taken: impl Fn(&Mention, &Mention) -> bool,
) {
    let mut joined = Vec::with_capacity(mentions.len());
    let mut rest = std::mem::take(mentions).into_iter().peekable();
    while let Some(mut a) = rest.next() {
        let found = (rest.peek().filter(|b| taken(&a, b)))
            .map_or(Pair::Apart, |b| pair(reading, &a, b, first, limit));
        let b = if matches!(found, Pair::Apart) { None } else { rest.next() };
        match (found, b) {
            (Pair::Range(start), Some(mut high)) => {
                lend_unit(&a, &mut high);
                merge(reading, &mut a, &high, start);
                joined.push(a);
            }
            (Pair::Change, Some(mut b)) => {
                let ends = b.value.or(b.high);
                let fell = falls(reading, a.start, first);
                if a.unit == CountedIn::Bare && a.noun.is_empty() {
                    let reach = if fell { Decimal::TEN } else { Decimal::ONE };
                    share_scale(reading, &mut a, &b, ends.and_then(|most| most.checked_mul(reach)));
                    a.unit = b.unit.clone();
                    a.kind = b.kind;
                }
                lend_unit(&a, &mut b);
                let up = a.value <= ends;
                a.relation = Some(Relation::Previous);
                a.rules.push("changed_from");
                a.parent = Some(joined.len() + 1);
                b.relation = Some(Relation::Total);
                b.trend = Some(if up { Trend::Up } else { Trend::Down });
                joined.extend([a, b]);
            }
            _ => joined.push(a),
        }
    }
    *mentions = joined;
}

/// The rule of a number whose hyphen waits for the word behind a later number.
pub(super) const SUSPENDED: &str = "suspended";

/// "6- and", "10- to", "5-,": the hyphen belongs to the number, and what it binds comes behind the next one.
pub(super) fn suspend(reading: &Reading<'_>, mention: &mut Mention, limit: usize) {
    let hyphen = mention.end;
    let joins = [WordClass::And, WordClass::Or, WordClass::RangeJoin];
    let waits = hyphen == mention.number.end
        && mention.counts()
        && mention.noun.is_empty()
        && hyphen + 2 < limit
        && reading.is_sign(hyphen, '-')
        && reading.glued(hyphen)
        && (reading.is_sign(hyphen + 1, ',')
            || !reading.glued(hyphen + 1) && reading.is_one(hyphen + 1, &joins));
    if waits {
        mention.end += 1;
        mention.noun = mention.end..mention.end;
        mention.rules.push(SUSPENDED);
    }
}

/// "5 and 6 mg", "10, 20 or 30 minutes": the unit behind the last number is that of all.
pub(super) fn share_units(reading: &Reading<'_>, mentions: &mut [Mention]) {
    for at in (1..mentions.len()).rev() {
        let (before, after) = mentions.split_at_mut(at);
        let (a, b) = (&mut before[at - 1], &after[0]);
        let bare = a.kind == Kind::Count
            && a.unit == CountedIn::Bare
            && a.noun.is_empty()
            && a.set_aside.is_none()
            && a.value.is_some()
            && matches!(a.form, Form::Digits(_) | Form::Words);
        let gap = a.end..b.start.max(a.end);
        let joined = !gap.is_empty()
            && gap.len() <= 2
            && gap.clone().all(|near| {
                reading.is_sign(near, ',') || reading.is_one(near, &[WordClass::And, WordClass::Or])
            })
            && reading.is_one(gap.end - 1, &[WordClass::And, WordClass::Or]);
        let listed = gap.len() == 1
            && reading.is_sign(gap.start, ',')
            && b.rules.iter().any(|rule| matches!(*rule, "shared_unit"));
        let told = b.set_aside.is_none() && b.value.is_some();
        let measured = matches!(b.unit, CountedIn::Measure(_))
            && matches!(b.kind, Kind::Measurement | Kind::Duration | Kind::Percent);
        // "6- and 7-year-olds": a hyphen that waits for its word shares whatever it is.
        let suspended = a.rules.contains(&SUSPENDED) && (b.compound || b.kind != Kind::Count);
        if bare && (joined || listed) && told && (measured || suspended) {
            a.unit = b.unit.clone();
            a.kind = b.kind;
            a.rules.push("shared_unit");
            if suspended {
                a.compound = b.compound;
                a.lent = (!b.noun.is_empty()).then(|| b.noun.clone());
            }
        }
    }
}

enum Pair {
    Apart,
    /// A range; where its words begin.
    Range(usize),
    Change,
}

fn pair(reading: &Reading<'_>, a: &Mention, b: &Mention, first: usize, limit: usize) -> Pair {
    // "Wren, 22—both": a word that counts persons is no end of a range.
    let collective =
        |mention: &Mention| mention.number.clone().any(|at| reading.is(at, WordClass::Collective));
    if collective(a) || collective(b) {
        return Pair::Apart;
    }
    if a.set_aside.is_some() || b.set_aside.is_some() || !rangeable(a.kind) || !rangeable(b.kind) {
        return Pair::Apart;
    }
    let mut gap = a.end..b.start;
    // "0-to-60-mph"
    if gap.len() == 3 && reading.is_sign(gap.start, '-') && reading.is_sign(gap.end - 1, '-') {
        gap = gap.start + 1..gap.end - 1;
    }
    // "starting from 450 sq ft up to 900 sq ft": the bounds are the ends.
    let open = a.qualifier == Qualifier::AtLeast || introduced(reading, a, first);
    if gap.is_empty() && open && b.qualifier == Qualifier::AtMost && b.number.start > b.start {
        let rises = a.value.zip(b.value).is_some_and(|(a, b)| a < b);
        let same = a.unit == b.unit || a.unit == CountedIn::Bare && a.noun.is_empty();
        return if rises && same { Pair::Range(a.start) } else { Pair::Apart };
    }
    if gap.len() > 2 || gap.is_empty() || a.value.is_none() {
        return Pair::Apart;
    }
    let Some(length) = reading.marker(gap.start, limit, Marker::RangeTo) else {
        return Pair::Apart;
    };
    if length != gap.len()
        || !matches!(b.qualifier, Qualifier::Exact | Qualifier::About | Qualifier::Range)
    {
        return Pair::Apart;
    }
    let bare = |mention: &Mention| mention.unit == CountedIn::Bare && mention.noun.is_empty();
    let same_unit = a.unit == b.unit || bare(a) || bare(b) && !matches!(b.form, Form::Fraction);
    let introduced = introduced(reading, a, first);
    // "gained 0.7 percent to 6,327.80", "5 km to 12": what has no unit behind one that has is another figure.
    if a.unit != CountedIn::Bare
        && b.unit == CountedIn::Bare
        && !(introduced && b.noun.is_empty() && reading.is(gap.start, WordClass::RangeJoin))
        && (a.kind != Kind::Money || !b.noun.is_empty())
    {
        return Pair::Apart;
    }
    let same_noun = a.noun.is_empty()
        || b.noun.is_empty()
        || reading.slice(&a.noun).eq_ignore_ascii_case(reading.slice(&b.noun));
    if !same_unit
        || !same_noun
        || (a.unit == CountedIn::Bare
            && !a.noun.is_empty()
            && b.noun.is_empty()
            && b.unit != CountedIn::Bare)
    {
        return Pair::Apart;
    }
    let begins = if introduced { a.start - 1 } else { a.start };
    let is_dash =
        reading.is_dash(gap.start) || matches!(reading.sign(gap.start), Some('—' | '~' | '∼'));
    if is_dash {
        // "four robbers — two dressed as women": behind what the first number counts, a dash begins an aside.
        if !a.noun.is_empty() && b.noun.is_empty() {
            return Pair::Apart;
        }
        let rises = a.value.zip(b.value).is_some_and(|(a, b)| a < b);
        // "75 -300 mm", as some tools cut it; "a 241-180 vote" has two sides and no range.
        let glued = reading.glued(gap.start) == reading.glued(gap.end)
            || rises && bare(a) && matches!(b.unit, CountedIn::Measure(_));
        let sides = bare(a)
            && b.unit == CountedIn::Bare
            && a.value > b.value
            && a.grain == b.grain
            && a.form == b.form;
        return if glued && !sides { Pair::Range(begins) } else { Pair::Apart };
    }
    let joiner = |class| reading.is(gap.start, class);
    if b.value.is_none() && !joiner(WordClass::RangeJoin) {
        return Pair::Apart;
    }
    if joiner(WordClass::And) && introduced && reading.is(a.start - 1, WordClass::Between) {
        return Pair::Range(a.start - 1);
    }
    if joiner(WordClass::RangeJoin) {
        let from = a.start > first && reading.is(a.start - 1, WordClass::From);
        if from && changes(reading, a.start - 1, first) {
            return Pair::Change;
        }
        if b.value.is_none() || !introduced && moves_by(reading, a, b, first) {
            return Pair::Apart;
        }
        if !introduced
            && reading.is_one(a.start.wrapping_sub(1), &[WordClass::By, WordClass::Of])
            && changes(reading, a.start, first)
        {
            return Pair::Apart;
        }
        // "lost 3 to 5": without a unit small numbers may be a score; the lower stands first in a range.
        return Pair::Range(begins);
    }
    // "two or three hundred": near each other before the scale that they share.
    let unscaled = scale_behind(reading, b)
        .filter(|_| a.grain <= Decimal::ONE && matches!(b.form, Form::Words))
        .and_then(|scale| b.value?.checked_div(scale));
    if joiner(WordClass::Or) && (near(a.value, b.value) || near(a.value, unscaled)) {
        return Pair::Range(a.start);
    }
    Pair::Apart
}

/// "from", "between" before the first number.
fn introduced(reading: &Reading<'_>, a: &Mention, first: usize) -> bool {
    (a.start.saturating_sub(2).max(first)..a.start).any(|at| {
        reading.marker(at, a.start, Marker::RangeFrom).is_some_and(|length| at + length == a.start)
    })
}

/// "rose 64.06 points to 4,577.10", "added 12 to 340": by how much, and the level reached. Two ends of a range ("rose 3 to 5 percent") are
/// near each other, and rise.
fn moves_by(reading: &Reading<'_>, a: &Mention, b: &Mention, first: usize) -> bool {
    let moves = [Marker::Up, Marker::Down].into_iter().any(|marker| {
        (a.start.saturating_sub(3).max(first)..a.start).any(|at| {
            reading.marker(at, a.start, marker).is_some_and(|length| at + length == a.start)
        })
    });
    let own = !a.noun.is_empty() && b.noun.is_empty();
    let (Some(by), Some(level)) = (a.value, b.value) else { return false };
    let far = by > level || by.checked_mul(LEVEL).is_none_or(|far| far <= level);
    let lent = a.unit == CountedIn::Bare && b.kind == Kind::Percent;
    moves && (own || far && !lent)
}

/// A level is more than so many times the amount by which it moved.
const LEVEL: Decimal = Decimal::from_parts(8, 0, 0, false, 0);

fn rangeable(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Count
            | Kind::Money
            | Kind::Percent
            | Kind::Measurement
            | Kind::Duration
            | Kind::Age
            | Kind::Ratio
    )
}

/// "eight or nine", "10 or 12", but not "5 or 500".
fn near(a: Option<Decimal>, b: Option<Decimal>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    // A third more at most, or one more.
    a < b
        && (b.checked_sub(a).is_some_and(|more| more <= Decimal::ONE)
            || a.checked_mul(Decimal::from(4))
                .zip(b.checked_mul(Decimal::from(3)))
                .is_some_and(|(a, b)| b <= a))
}

fn falls(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    (at.saturating_sub(8).max(first)..at)
        .any(|near| reading.marker(near, at, Marker::Down).is_some())
}

/// "from $75 a barrel to $45", "from 208 lb to 193": what the first number is counted in holds for the second.
fn lend_unit(a: &Mention, b: &mut Mention) {
    if b.unit == CountedIn::Bare && b.noun.is_empty() && a.unit != CountedIn::Bare {
        b.unit = a.unit.clone();
        b.kind = a.kind;
    }
    if b.per.is_none() && a.unit == b.unit {
        b.per.clone_from(&a.per);
    }
}

/// "4–6bn", "15 to 20 million", "from 24 to 33 billion": the scale of the last end holds for a first one that has none, where it
/// comes to no more than `most`.
fn share_scale(reading: &Reading<'_>, low: &mut Mention, high: &Mention, most: Option<Decimal>) {
    let (Some(a), Some(b)) = (low.value, high.value.or(high.high)) else { return };
    let scaled = high.grain > Decimal::ONE
        && matches!(high.form, Form::Words)
        && matches!(low.form, Form::Digits(_) | Form::Words);
    if scaled
        && low.grain <= Decimal::ONE
        && let Some(scale) = scale_behind(reading, high).or_else(|| scale_of(b, high.grain))
        && let Some(shared) = exact_mul(a, scale)
        && most.is_some_and(|most| shared <= most)
        && a < Decimal::ONE_THOUSAND
    {
        low.value = Some(shared);
        low.grain = high.grain;
        low.form = high.form;
    }
}

/// Whether a word for a change stands in the few words before: "rose from", "was raised from".
fn changes(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    let from = at.saturating_sub(8).max(first);
    (from..at).any(|near| {
        reading.marker(near, at, Marker::Up).is_some()
            || reading.marker(near, at, Marker::Down).is_some()
            || reading.marker(near, at, Marker::Corrects).is_some()
    })
}

fn merge(reading: &Reading<'_>, low: &mut Mention, high: &Mention, start: usize) {
    share_scale(reading, low, high, high.value);
    let (Some(a), Some(b)) = (low.value, high.value) else { return };
    let (least, most) = if a <= b { (a, b) } else { (b, a) };
    low.value = None;
    low.low = Some(least);
    low.high = Some(most);
    low.qualifier = Qualifier::Range;
    low.number.end = high.number.end;
    low.start = low.start.min(start);
    low.end = high.end;
    if low.unit == CountedIn::Bare {
        low.unit = high.unit.clone();
        // "aged 6 to 9": the first number said already what both are.
        if low.kind != Kind::Age {
            low.kind = high.kind;
        }
    }
    if high.per.is_some() {
        low.per.clone_from(&high.per);
    }
    if !high.noun.is_empty() {
        low.noun = high.noun.clone();
    } else if low.noun.start < low.number.end {
        low.noun = low.end..low.end;
    }
    low.compound = high.compound;
    low.rules.push("range");
}

/// What the scale words at a number's end multiply by: "dozen", "hundred thousand".
fn scale_behind(reading: &Reading<'_>, mention: &Mention) -> Option<Decimal> {
    let words = mention.number.clone().rev();
    let scales = words.map_while(|at| scale(reading, at, reading.tokens.len()));
    scales.fold(None, |by, scale| exact_mul(by.unwrap_or(Decimal::ONE), scale))
}

/// The power of ten a value was scaled by: its grain, with the decimals taken back.
fn scale_of(value: Decimal, grain: Decimal) -> Option<Decimal> {
    [1_000_000_000_000_i64, 1_000_000_000, 1_000_000, 100_000, 1_000, 100]
        .into_iter()
        .map(Decimal::from)
        .find(|scale| grain <= *scale && value >= *scale)
}
