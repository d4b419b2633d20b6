//! Numbers that are names or parts of names: "AK-47", "Route 9", "10 Downing Street", telephone numbers.

use rust_decimal::Decimal;

use super::bound;
use super::calendar;
use super::clock;
use super::mention::Mention;
use super::money;
use super::numeral::{Form, Numeral, is_dotted};
use super::phrase;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Marker, Role, Sense, WordClass};
use crate::model::Kind;
use crate::text::{Case, Class, Space, digit};

/// Numbers that are parts of names by how they are written: "AK-47", "S8", "5G", "#5", "+1-222-2222".
pub(super) fn name(
    reading: &Reading<'_>,
    at: usize,
    numeral: &Numeral,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    if !reading.is_number(at) {
        return None;
    }
    let number = at..numeral.end;
    let identifier = |end: usize, rule| {
        Some(
            Mention::new(at..end, numeral.value, numeral.grain, numeral.form)
                .of_kind(Kind::Identifier, rule)
                .with_end(end),
        )
    };
    if is_dotted(reading.word(at), reading.language.marks) {
        return identifier(at + 1, "dotted");
    }
    if let Some(end) = telephone(reading, at, first, limit) {
        return identifier(end, "dialled");
    }
    // "UPDATE 3-Bomb kills 21": which version of the report it is.
    let slug = at > first
        && reading.is(at - 1, WordClass::Slug)
        && reading.tokens[at - 1].case == Case::Upper
        && reading.is_sign(numeral.end, '-');
    if slug {
        return identifier(numeral.end, "slug");
    }
    if at > first && reading.glued(at) {
        let before = at - 1;
        match reading.tokens[before].class {
            // "S8", "V10": a letter and a number; "USD115" is money.
            Class::Word if !money::is_sign_before(reading, at) => {
                return identifier(glued_end(reading, numeral.end, limit), "letters_before");
            }
            // "ID.4"
            Class::Sign('.')
                if before > first
                    && reading.glued(before)
                    && reading.is_capital(before - 1)
                    && reading.tokens[before - 1].case == Case::Upper =>
            {
                return identifier(glued_end(reading, numeral.end, limit), "letters_before");
            }
            // "COVID -19", as some tools cut it.
            Class::Sign('-')
                if before > first
                    && !reading.glued(before)
                    && reading.is(before - 1, WordClass::Label)
                    && reading.is_capital(before - 1) =>
            {
                return identifier(glued_end(reading, numeral.end, limit), "name_and_number");
            }
            Class::Sign('#') => return identifier(numeral.end, "number_sign"),
            Class::Sign('-' | '/') if before > first && reading.glued(before) => {
                // "AK-47", "covid-19", "under-21": a word bound to a number, but not "0-to-60" or "£5-10".
                let head = before - 1;
                // "5k-20k" has two ends, "minus-5" is a number below nothing, "sub-7" a bound; "magnitude-5.9" says what the number measures.
                let scale = reading.glued(head) && head > first && reading.is_number(head - 1);
                let attribute = reading.sense(head, before, |sense| match sense {
                    Sense::Cue(cue) => {
                        (reading.language.cues[*cue].role == Role::Attribute).then_some(())
                    }
                    _ => None,
                });
                let named = reading.is_word(head)
                    && !scale
                    && attribute.is_none()
                    && !reading.is_one(head, &[WordClass::DashJoin, WordClass::Minus])
                    && (head > first && reading.is_capital(head)
                        || bound::before(reading, at, first).is_none())
                    && !matches!(
                        reading.lexicon.symbol(reading.word(head)),
                        Some(Sense::Currency(_))
                    )
                    && (reading.is_sign(before, '-') || reading.is_capital(head));
                if named {
                    return identifier(glued_end(reading, numeral.end, limit), "name_and_number");
                }
            }
            _ => {}
        }
    }
    // "5G", "737s", "3D": letters behind that are no unit, scale or ordinal.
    if reading.glued(number.end) && reading.is_word(number.end) && number.end < limit {
        let letters = reading.word(number.end);
        let known = money::letters_scale(reading, &number, limit).is_some()
            || unit::is_unit_at(reading, number.end, limit)
            || reading.is(number.end, WordClass::DecadeEnding)
            || reading.marker(number.end, limit, Marker::Old).is_some()
            || clock::half_day(reading, number.end, limit).is_some()
            || letters.len() > 4;
        if !known {
            return identifier(number.end + 1, "letters_behind");
        }
        if reading.is(number.end, WordClass::DecadeEnding) {
            let theirs = at > first && reading.is(at - 1, WordClass::Possessive);
            let kind = if theirs { Kind::Age } else { Kind::Date };
            return Some(
                Mention::new(at..number.end + 1, numeral.value, Decimal::TEN, numeral.form)
                    .of_kind(kind, "decade"),
            );
        }
    }
    // "9/11": no fraction and no date, but a name.
    if reading.is_sign(number.end, '/')
        && reading.glued(number.end)
        && reading.is_number(number.end + 1)
        && reading.glued(number.end + 1)
    {
        let second = number.end + 1;
        let end = if reading.is_sign(second + 1, '/')
            && reading.glued(second + 1)
            && reading.is_number(second + 2)
        {
            second + 3
        } else {
            second + 1
        };
        if numeral.form != Form::Fraction {
            return Some(
                Mention::new(at..end.min(limit), numeral.value, numeral.grain, numeral.form)
                    .of_kind(Kind::Date, "slashed"),
            );
        }
    }
    // A list's number: "1. Then", "2) Then".
    if at == first
        && matches!(reading.sign(number.end), Some('.' | ')'))
        && reading.glued(number.end)
        && reading.is_word(number.end + 1)
        && number.end + 1 < limit
        && numeral.value < Decimal::ONE_HUNDRED
    {
        return Some(
            Mention::new(number, numeral.value, numeral.grain, numeral.form).aside("a list marker"),
        );
    }
    None
}

/// A telephone number's groups of digits, joined by dashes, blanks or brackets: "555-010-2233", "+1 (555) 010-2233", "020 7946 0123",
/// and after a word for one "call 555-0123"; the token behind it.
fn telephone(reading: &Reading<'_>, at: usize, first: usize, limit: usize) -> Option<usize> {
    let group = |at: usize| {
        let digits = (at < limit && reading.is_number(at)).then(|| reading.word(at).chars())?;
        digits.map(digit).try_fold(0, |count, digit| digit.map(|_| count + 1))
    };
    let digits_first = group(at)?;
    let mut digits = digits_first;
    let mut groups = 1;
    let mut dashes = 0;
    let mut end = at + 1;
    loop {
        let dash = reading.is_sign(end, '-') && reading.glued(end) && reading.glued(end + 1);
        let opened = reading.is_sign(end, '(') && reading.is_sign(end + 2, ')');
        let closed = reading.is_sign(end, ')');
        let next = end + usize::from(dash || opened || closed);
        let Some(more) = group(next).filter(|more| *more > 1) else { break };
        if !dash && !opened && reading.space(next) > Space::Blank {
            break;
        }
        groups += 1;
        dashes += usize::from(dash);
        digits += more;
        end = next + 1 + usize::from(opened);
    }
    let before = |sign: char| at > first && reading.is_sign(at - 1, sign) && reading.glued(at);
    // "555-1234" that counts nothing: neither end is round.
    let local = groups == 2
        && dashes == 1
        && digits_first == 3
        && reading.word(end - 1).len() == 4
        && !reading.word(at).ends_with('0')
        && !reading.word(end - 1).ends_with('0')
        && !unit::is_unit_at(reading, end, limit)
        && !phrase::plural_follows(reading, end, limit);
    let dialled = before('+') || reading.word(at).starts_with('0') && digits_first > 1 || {
        // "call us on 555-0123", "fax: 555-0123"
        let near = (first..at).rev().take(3);
        let mut between = near.take_while(|near| {
            !reading.is_word(*near)
                || reading.is_function_word(*near)
                || reading.is(*near, WordClass::Telephone)
        });
        between.any(|near| reading.is(near, WordClass::Telephone))
    };
    let area = before('(') && dashes > 0;
    // "555-0142": four digits that begin with a zero end no range.
    let last = reading.word(end - 1);
    let zero = groups == 2 && dashes == 1 && last.len() == 4 && last.starts_with('0');
    let is_one = zero
        || local
        || dashes > 1 && dashes + 1 == groups
        || (6..=15).contains(&digits) && (dialled || area);
    (groups > 1 && is_one).then_some(end)
}

fn glued_end(reading: &Reading<'_>, mut end: usize, limit: usize) -> usize {
    while end < limit && reading.glued(end) && (reading.is_word(end) || reading.is_number(end)) {
        end += 1;
    }
    end
}

/// "Route 9", "page 5", "Boeing 737", "S&P 500": a label or a name before a plain number.
pub(super) fn capital_name(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let at = mention.number.start;
    if at == first || !matches!(mention.form, Form::Digits(_) | Form::Words) {
        return None;
    }
    let plain = mention.form == Form::Digits(false);
    let before = if reading.is_sign(at - 1, '.') && at - 1 > first { at - 2 } else { at - 1 };
    if before < at - 1 && !reading.is(before, WordClass::Label) {
        return None;
    }
    let followed = phrase::plural_follows(reading, mention.end, limit);
    let label = reading.is(before, WordClass::Label) && !reading.glued(at);
    if label && !followed && (plain || reading.is_capital(before)) {
        return Some(mention.clone().of_kind(Kind::Identifier, "label"));
    }
    let capital = reading.is_capital(before)
        && before > first
        && !reading.is_function_word(before)
        && !reading.is(before, WordClass::Verb)
        && !reading.is(before, WordClass::Adverb)
        && !calendar::is_calendar_word(reading, before, limit)
        && reading
            .sense(before, limit, |sense| {
                matches!(
                    sense,
                    Sense::BoundBefore(_) | Sense::Cue(_) | Sense::Marker(_) | Sense::ReportVerb
                )
                .then_some(())
            })
            .is_none();
    let small = mention.value.is_some_and(|value| value < Decimal::from(10_000));
    let cue_follows = reading
        .sense(mention.end, limit, |sense| matches!(sense, Sense::Cue(_)).then_some(()))
        .is_some();
    // "iPhone 11 Pro cameras": a name goes on behind the number.
    let name_goes_on = reading.is_capital(mention.end) && label;
    (plain && (capital || name_goes_on) && small && (!followed || name_goes_on) && !cue_follows)
        .then(|| mention.clone().of_kind(Kind::Identifier, "name_and_number"))
}

/// "Pages 22, 24 and 26", "Articles 5 and 6": a list goes on with what its first number is.
pub(super) fn listed(
    reading: &Reading<'_>,
    mention: &Mention,
    limit: usize,
    before: Option<&Mention>,
) -> Option<Mention> {
    let before = before.filter(|before| {
        before.kind == Kind::Identifier
            && before.rules.iter().any(|rule| matches!(*rule, "label" | "listed"))
    })?;
    let at = mention.number.start;
    let joined = before.end < at
        && at - before.end <= 2
        && (before.end..at).all(|near| {
            reading.is_sign(near, ',')
                || reading.is_dash(near)
                || reading.is_one(near, &[WordClass::And, WordClass::Or, WordClass::To])
        });
    let plain = mention.form == Form::Digits(false);
    let counts = phrase::plural_follows(reading, mention.end, limit)
        || unit::is_unit_at(reading, mention.end, limit);
    (joined && plain && !counts).then(|| mention.clone().of_kind(Kind::Identifier, "listed"))
}

/// "10 Downing Street": a house number.
pub(super) fn address(reading: &Reading<'_>, mention: &Mention, limit: usize) -> Option<Mention> {
    let plain = mention.form == Form::Digits(false);
    let street = (mention.end + 1..(mention.end + 4).min(limit))
        .find(|at| reading.is(*at, WordClass::Address) && reading.is_capital(*at))?;
    let name =
        (mention.end..street).all(|at| reading.is_capital(at) && !reading.is_function_word(at));
    (plain && name).then(|| mention.clone().of_kind(Kind::Identifier, "address"))
}
