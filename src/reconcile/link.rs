//! Whether two figures of two reports are about one thing: signs are weighed, and the figures that fit each other best are linked.

use rust_decimal::Decimal;

use super::admit::is_bare;
use super::case::{Case, is_generic};
use super::compare::two_voices;
use super::convert::{in_base_units, is_one_amount};
use super::reading::Reading;
use super::topic::{PERSON, TIMES, Topic, doublings};
use super::twice::says_both;
use crate::lexicon::{Standing, SubjectWeights};
use crate::model::{Basis, Kind, Relation};

/// Of a report with more figures than this only those nearest in order of reading are held against a pair.
const RIVALS: usize = 80;

/// Whether two figures are about one thing, and no other figure of either report fits better.
pub(super) fn are_linked(case: &Case<'_>, a: usize, b: usize) -> bool {
    let rules = &case.lexicon.subjects().link;
    let (first, second) = (&case.readings[a], &case.readings[b]);
    let one_report = first.document == second.document;
    let one_voice = one_report && !two_voices(case, first, second);
    let one_sentence =
        first.claim.sentence == second.claim.sentence && first.claim.sentence.end > 0;
    if one_voice && one_sentence && !first.is_sum() && !second.is_sum() {
        return false;
    }
    if one_voice && says_both(case, a, b) {
        return true;
    }
    let weight = weight(case, a, b);
    let needed = if one_voice && first.claim.in_headline == second.claim.in_headline {
        rules.within_one
    } else {
        rules.weight
    };
    weight >= needed
        && (one_report && !one_voice
            || fits_best(case, a, b, weight) && fits_best(case, b, a, weight))
}

/// Whether `b` is the figure of its report that goes with `a`: no figure that excludes it fits better.
fn fits_best(case: &Case<'_>, a: usize, b: usize, weight: i32) -> bool {
    let slack = case.lexicon.subjects().link.slack;
    let y = &case.readings[b];
    let family = &case.topics.of_reading(b).family;
    let is_measured = !is_generic(y.measure) && case.readings[a].measure == y.measure;
    let rivals = case.topics.beside(y);
    let at = rivals.partition_point(|index| *index < b);
    let first = at.saturating_sub(RIVALS / 2);
    rivals.iter().skip(first).take(RIVALS).all(|rival| {
        let other = &case.readings[*rival];
        *rival == b
            || *rival == a
            || y.parts.contains(rival)
            || other.tight.meets(y.tight)
            // "Two million euros ($2.6 million)": one amount takes nothing from itself.
            || (other.unit != y.unit
                && is_one_amount(case.lexicon, &case.rates, y, other) == Some(true))
            || case.topics.of_reading(*rival).family != *family
            // The same number under another measure does not take a measured figure away: that is what CROSS tells.
            || (is_measured && other.measure != y.measure)
            || is_other_word(case, y, other)
            || self::weight(case, a, *rival) <= weight + slack
    })
}

/// Whether a report gives both figures of one measure as two people's word, or one of them as what the other was before:
/// then both are of one thing, and neither fits it better.
fn is_other_word(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let is_old = |it: &Reading<'_>| it.is_previous || it.is_provisional();
    if is_generic(a.measure) {
        return have_one_noun(case, a, b) && two_voices(case, a, b);
    }
    a.measure == b.measure
        && a.people == b.people
        && (two_voices(case, a, b) || is_old(a) != is_old(b))
}

/// Whether both count things by one name.
fn have_one_noun(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    let noun = |it: &Reading<'_>| &case.topics.of_reading(it.index).noun;
    a.measure == b.measure && a.people == b.people && noun(a) == noun(b) && !noun(a).is_empty()
}

/// What speaks for two figures being about one thing, less what speaks against it, in tenths.
pub(super) fn weight(case: &Case<'_>, a: usize, b: usize) -> i32 {
    let weights = &case.lexicon.subjects().weight;
    let mut sum = plain_weight(case, a, b);
    let (first, second) = (&case.readings[a], &case.readings[b]);
    if first.document == second.document {
        return sum;
    }
    if have_siblings(case, a, b) {
        sum += weights.sibling;
    }
    if !first.tight.meets(second.tight) && are_printed_together(case, a, b) {
        sum += weights.together;
    }
    sum
}

/// From so many other values on, a figure needs words of its own to be told from them.
const MANY: u32 = 2;

/// What the distance of two numbers takes away where they lie too far apart to be two counts of one thing: a factor of five.
const FAR_APART: i32 = -35;

/// Weighs more than all that can speak for two figures.
const NEVER: i32 = -1_000;

/// Two figures with what they are about.
struct Couple<'c, 'a> {
    case: &'c Case<'a>,
    weights: &'c SubjectWeights,
    readings: [&'c Reading<'a>; 2],
    topics: [&'c Topic; 2],
}

impl<'c, 'a> Couple<'c, 'a> {
    fn of(case: &'c Case<'a>, a: usize, b: usize) -> Self {
        Self {
            case,
            weights: &case.lexicon.subjects().weight,
            readings: [&case.readings[a], &case.readings[b]],
            topics: [case.topics.of_reading(a), case.topics.of_reading(b)],
        }
    }

    /// The weight where just one of the two is so.
    fn differ(&self, is: impl Fn(&Reading<'_>) -> bool, weight: i32) -> i32 {
        if is(self.readings[0]) == is(self.readings[1]) { 0 } else { weight }
    }

    fn have_one_noun(&self) -> bool {
        !self.topics[0].noun.is_empty() && self.topics[0].noun == self.topics[1].noun
    }

    /// Whether the figures are of two known measures, which no word around them makes one: the killed are not the wounded.
    /// Two measures of one noun may be one misread.
    fn are_two_measures(&self) -> bool {
        let [first, second] = self.readings;
        let may_be_one = is_generic(first.measure)
            || is_generic(second.measure)
            || first.measure == second.measure
            || self.have_one_noun()
            || speak_of_one(self.case, first, second);
        !may_be_one
    }

    /// What the words around the two have in common.
    fn words(&self) -> i32 {
        let w = self.weights;
        let [first, second] = self.topics;
        let topics = &self.case.topics;
        let share = |common: i32, weight: i32| common * weight / 100;
        let across =
            topics.common(&first.near, &second.far) + topics.common(&first.far, &second.near);
        let passing = topics.common(&first.near, &second.passage)
            + topics.common(&first.far, &second.passage)
            + topics.common(&first.passage, &second.near)
            + topics.common(&first.passage, &second.far);
        share(topics.common(&first.near, &second.near), w.near_near).min(w.near_most)
            + share(across, w.near_far).min(w.far_most)
            + share(topics.common(&first.far, &second.far), w.far_far).min(w.far_most)
            + share(passing, w.passage).min(w.far_most)
    }

    /// What is measured, and of whom or what.
    fn counted(&self) -> i32 {
        let w = self.weights;
        let [first, second] = self.readings;
        let generic = [is_generic(first.measure), is_generic(second.measure)];
        let sum = match generic {
            _ if speak_of_one(self.case, first, second) => w.same_measure,
            [false, false] if first.measure == second.measure => w.same_measure,
            [false, false] => w.two_measures,
            [true, true] if matches!(self.topics[0].family.as_str(), "count" | "money") => 0,
            [true, true] => w.unnamed,
            _ if self.topics[0].family == "money" => w.one_measure_of_money,
            _ => w.one_measure,
        };
        if self.topics[0].family != "count" {
            return sum;
        }
        sum + self.nouns(generic) + if generic == [true, true] { self.smallness() } else { 0 }
    }

    /// Whether the measure says what is counted, be it told in "shots" or in "times".
    fn counts_times(&self) -> bool {
        let [first, second] = self.readings;
        first.measure == second.measure
            && self.case.lexicon.measure(first.measure).is_some_and(|it| it.counts_times)
    }

    fn nouns(&self, generic: [bool; 2]) -> i32 {
        let w = self.weights;
        let [first, second] = self.readings;
        let nouns = self.topics.map(|topic| topic.noun.as_str());
        let is_named = nouns.iter().all(|noun| !noun.is_empty());
        let people = first.unit == PERSON && second.unit == PERSON;
        let standing = self.case.lexicon.lattice().standing(&first.people, &second.people);
        let noun = if self.have_one_noun() {
            // "Times" says nothing of what was done so often: the words around it must.
            if nouns[0] == TIMES && !self.counts_times() { 0 } else { w.same_noun }
        } else if self.counts_times()
            || self.case.lexicon.subjects().are_kin(nouns[0], nouns[1])
            || (people && is_named && standing == Standing::Same)
        {
            w.same_kind
        } else if people {
            match nouns.map(str::is_empty) {
                // Of people in general a measure alone says which of them are meant.
                [true, true] if generic[0] != generic[1] => w.no_noun,
                [true, true] => w.anybody,
                [false, false] => w.other_people,
                _ => w.somebody,
            }
        } else if generic == [false, false] {
            0
        } else if is_named || self.is_somebody_and_something() {
            w.other_noun
        } else {
            w.no_noun
        };
        let group = match standing {
            _ if !people => 0,
            Standing::Same => 0,
            Standing::Inside | Standing::Around => w.inside,
            Standing::MayOverlap => w.overlap,
            Standing::Disjoint => w.disjoint,
        };
        noun + group
    }

    /// Whether one counts people and the other things that have a name.
    fn is_somebody_and_something(&self) -> bool {
        let is_person = self.readings.map(|reading| reading.unit == PERSON);
        let [first, second] = self.topics.map(|topic| !topic.noun.is_empty());
        is_person == [true, false] && second || is_person == [false, true] && first
    }

    /// Ones, twos and threes stand in every report.
    fn smallness(&self) -> i32 {
        let least = self.readings.into_iter().filter_map(Reading::value).min();
        match least {
            Some(least) if least <= Decimal::ONE => self.weights.one,
            Some(least) if least <= Decimal::from(3) => self.weights.few,
            _ => 0,
        }
    }

    /// How near the numbers lie. A report with one figure of a measure means it, however far another report's lies from it.
    fn numbers(&self, alone: bool) -> i32 {
        let w = self.weights;
        let [first, second] = self.readings;
        if first.unit == second.unit
            && let (Some(a), Some(b)) = (first.value(), second.value())
            && a == b
        {
            return if a.abs() > Decimal::from(3) { w.same_value } else { w.same_small_value };
        }
        let based = |of: &Reading<'_>| in_base_units(self.case.lexicon, of);
        let (a, b) = match based(first).zip(based(second)) {
            Some(both) if first.unit != second.unit => both,
            _ => (first.tight, second.tight),
        };
        if a.meets(b) {
            return w.meeting;
        }
        let standing = self.case.lexicon.lattice().standing(&first.people, &second.people);
        let (below, above) = if a.is_below(b) { (a, b) } else { (b, a) };
        let (Some(few), Some(many)) = (below.high, above.low) else { return 0 };
        let (few, many) = (few.abs().min(many.abs()), few.abs().max(many.abs()));
        let Some(ratio) = many.checked_div(few) else {
            // None against a few is a difference to ask about; none against a thousand is another matter.
            let is_of_others = standing != Standing::Same;
            return match many < Decimal::ONE_THOUSAND {
                // Every report of every hour has its "no injuries"; officers hurt elsewhere do not contradict them.
                true if is_of_others => w.zero * 2,
                true => w.zero,
                false => w.doubling_most,
            };
        };
        let most = if alone { w.doubling_most_alone } else { w.doubling_most };
        // Rates between currencies, and what a bare dollar means, explain a good part of a difference.
        let tolerance =
            self.case.lexicon.measure(first.measure).map_or(0, |it| it.tolerance_percent);
        if tolerance > 0 {
            // What instruments may differ by is the step on this measure's scale.
            let percent = (ratio - Decimal::ONE) * Decimal::ONE_HUNDRED;
            let steps = percent / Decimal::from(tolerance);
            let weight = Decimal::from(w.doubling) * steps.min(Decimal::from(100));
            return i32::try_from(weight.trunc()).unwrap_or(w.doubling_most).max(most);
        }
        let is_exchanged = first.claim.kind == Kind::Money && first.unit != second.unit;
        let weight = w.doubling * doublings(ratio) / 10;
        (if is_exchanged { weight / 2 } else { weight }).max(most)
    }
}

/// The weight of what the two figures themselves show.
pub(super) fn plain_weight(case: &Case<'_>, a: usize, b: usize) -> i32 {
    let couple = Couple::of(case, a, b);
    let ([first, second], [one, other]) = (couple.readings, couple.topics);
    if one.family != other.family || couple.are_two_measures() {
        return NEVER;
    }
    let w = couple.weights;
    let rivals = one.rivals.saturating_add(other.rivals);
    let is_measured = first.measure == second.measure && !is_generic(first.measure);
    // Where people are is told of each place by itself.
    let is_of_places = case.lexicon.measure(first.measure).is_some_and(|it| it.presence);
    let alone = rivals == 0 && is_measured && !is_of_places;
    // One and 46 are the first figures of two nights.
    let are_first =
        is_measured && one.is_first && other.is_first && couple.numbers(false) > FAR_APART;
    let mut sum = w.base + couple.counted() + couple.words() + couple.numbers(alone);
    // A report that lets two speakers count things of one name holds them against each other itself.
    let are_held_together = first.document == second.document
        && (is_generic(first.measure) && is_other_word(case, first, second)
            || speak_of_one(case, first, second) && two_voices(case, first, second));
    if !are_held_together {
        sum += w.rival * i32::try_from(rivals.min(3)).unwrap_or(3);
        if rivals >= MANY && !are_first && !case.topics.share_a_telling_word(a, b) {
            sum += w.strangers;
        }
    }
    sum += match (one.days.is_empty() || other.days.is_empty(), one.days.is_disjoint(&other.days)) {
        (true, _) => 0,
        (_, true) => w.other_day,
        _ => w.same_day,
    };
    sum += match (one.is_lead && other.is_lead, one.is_first && other.is_first) {
        (true, _) => w.leads,
        (false, true) if are_first => w.firsts,
        _ => 0,
    };
    sum += if first.claim.kind == Kind::Money { w.money } else { 0 };
    sum += if is_bare(first.claim) || is_bare(second.claim) { w.bare } else { 0 };
    sum += couple.differ(|it| it.relation == Some(Relation::PartOf), w.part);
    sum += couple.differ(|it| it.claim.relation == Some(Relation::Increment), w.increment);
    sum += couple.differ(|it| it.claim.relation == Some(Relation::Total), w.total);
    sum += couple.differ(|it| it.basis == Basis::Period, w.period);
    sum + if first.claim.status == second.claim.status { 0 } else { w.status }
}

/// Whether another figure of the one sentence goes with another of the other: "30 killed and 55 wounded" twice.
fn have_siblings(case: &Case<'_>, a: usize, b: usize) -> bool {
    const ENOUGH: i32 = 5;
    siblings(case, a).any(|x| {
        siblings(case, b).any(|y| {
            case.readings[x].tight.meets(case.readings[y].tight)
                && plain_weight(case, x, y) >= ENOUGH
        })
    })
}

/// Whether the two sentences tell of one state of things: two figures of other measures or more agree, and none differs.
pub(super) fn are_of_one_hour(case: &Case<'_>, a: usize, b: usize) -> bool {
    let mut agreeing = 0;
    for x in siblings(case, a).map(|x| &case.readings[x]) {
        for y in siblings(case, b).map(|y| &case.readings[y]) {
            if is_generic(x.measure) || x.measure != y.measure || x.people != y.people {
                continue;
            }
            if !x.tight.meets(y.tight) {
                return false;
            }
            agreeing += 1;
        }
    }
    agreeing >= 2
}

/// The figures of a figure's sentence under other measures, up to so many.
fn siblings<'c>(case: &'c Case<'_>, of: usize) -> impl Iterator<Item = usize> + 'c {
    const SENTENCE_FIGURES: usize = 6;
    let own = case.readings[of].measure;
    let in_sentence = case.topics.in_sentence(&case.readings[of]).iter().copied();
    let others = in_sentence.filter(move |other| {
        *other != of && (case.readings[*other].measure != own || is_generic(own))
    });
    others.take(SENTENCE_FIGURES)
}

/// Whether a report gives both numbers under the name of either, on one voice: then they are two things.
fn are_printed_together(case: &Case<'_>, a: usize, b: usize) -> bool {
    const LOOKED_AT: usize = 24;
    let (x, y) = (&case.readings[a], &case.readings[b]);
    let (Some(va), Some(vb)) = (x.value(), y.value()) else { return false };
    [a, b].into_iter().any(|index| {
        let name = &case.topics.of_reading(index).name;
        let plain = |index: &&usize| {
            let reading = &case.readings[**index];
            !reading.is_previous && !reading.is_provisional() && !reading.claim.in_headline
        };
        let with_b = case.topics.printing(name, vb);
        case.topics.printing(name, va).iter().filter(plain).take(LOOKED_AT).any(|first| {
            let first = &case.readings[*first];
            with_b.iter().filter(plain).take(LOOKED_AT).any(|second| {
                let second = &case.readings[*second];
                first.document == second.document && !are_two_words(case, first, second)
            })
        })
    })
}

/// Whether a report has its two figures from two speakers, be they named or not ("police", "news reports").
fn are_two_words(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    a.origin != b.origin && (a.claim.attribution.is_some() || b.claim.attribution.is_some())
        || two_voices(case, a, b)
}

/// Whether two measures are held against each other: one denies the other, or is a lower bound of it.
fn speak_of_one(case: &Case<'_>, a: &Reading<'_>, b: &Reading<'_>) -> bool {
    denies(a, b) || denies(b, a) || case.is_within(a, b) || case.is_within(b, a)
}

/// "No casualties" speaks of the killed and of the injured.
fn denies(none: &Reading<'_>, of: &Reading<'_>) -> bool {
    none.measure == "casualties"
        && none.value().is_some_and(|value| value.is_zero())
        && matches!(of.measure, "killed" | "injured")
}
