//! Dates and years: numbers that are no figures, and the moments that figures held at.

use chrono::{Datelike, Days, NaiveDate, NaiveTime, TimeZone, Utc};
use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

use super::clock::half_day;
use super::mention::Mention;
use super::numeral::Form;
use super::phrase;
use super::reading::Reading;
use super::unit;
use crate::lexicon::{Sense, WordClass};
use crate::model::{AsOf, Kind, Precision, Timestamp};
use crate::text::digit;

pub(super) fn month(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
    let (length, month) = reading.sense(at, limit, |sense| match sense {
        Sense::Month(month) => Some(*month),
        _ => None,
    })?;
    // "may", "march" in lower case are verbs.
    let verb = reading.is(at, WordClass::CalendarHomonym);
    if verb && !reading.shouts && !reading.is_capital(at) {
        // In a text without capitals "on may 19" and "1 may" are dates all the same.
        let dated = at > 0
            && (reading.is_one(at - 1, &[WordClass::DateOpener, WordClass::Order])
                && reading.is_number(at + length)
                || reading.is_number(at - 1)
                    && reading.is(at.wrapping_sub(2), WordClass::DateOpener));
        if !dated {
            return None;
        }
    }
    let dot = reading.is_sign(at + length, '.')
        && reading.glued(at + length)
        && reading.is(at, WordClass::Abbreviation);
    let dot = dot && at + length + 1 < limit;
    Some((length + usize::from(dot), month))
}

/// A month, a weekday or a word for a day.
pub(super) fn is_calendar_word(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    reading
        .sense(at, limit, |sense| {
            matches!(
                sense,
                Sense::Month(_) | Sense::Weekday(_) | Sense::Day(_) | Sense::PartOfDay(_)
            )
            .then_some(())
        })
        .is_some()
}

/// The value of a token that is digits alone, of whatever script.
fn plain(reading: &Reading<'_>, at: usize, limit: usize) -> Option<u32> {
    if at >= limit || !reading.is_number(at) {
        return None;
    }
    whole(reading.word(at))
}

fn whole(digits: &str) -> Option<u32> {
    digits.chars().try_fold(0_u32, |value, c| value.checked_mul(10)?.checked_add(digit(c)?))
}

/// How many characters a token has: "2021" and "۲۰۲۱" both four.
pub(super) fn places(reading: &Reading<'_>, at: usize) -> usize {
    reading.word(at).chars().count()
}

/// A day of the month, with its ending; the token behind it.
fn day(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
    let value = plain(reading, at, limit)
        .filter(|day| (1..=31).contains(day) && places(reading, at) < 3)?;
    let ending = reading.glued(at + 1) && reading.is(at + 1, WordClass::OrdinalEnding);
    Some((at + 1 + usize::from(ending), value))
}

/// A dateline ends within so many tokens.
const DATELINE: usize = 40;

fn is_year(year: u32) -> bool {
    (1000..=2100).contains(&year)
}

/// A year behind a date, after a comma or not.
fn year_behind(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, u32)> {
    let next = at + usize::from(reading.is_sign(at, ',') || reading.is(at, WordClass::Of));
    let year = plain(reading, next, limit)?;
    if is_year(year) && places(reading, next) == 4 {
        return Some((next + 1, year));
    }
    // "8 JAN 90"
    let short = next == at && places(reading, next) == 2 && year > 31;
    (short && !phrase::plural_follows(reading, next + 1, limit)).then_some((next + 1, 1900 + year))
}

/// A date that begins at the token: "August 31", "28th August 2021", "2021-08-28", "Mar 9 2018", "August 2021".
pub(super) fn date(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
) -> Option<Mention> {
    let (end, value, rule) = parts(reading, at, first, limit)?;
    let mut mention =
        Mention::new(at..end, Decimal::from(value), Decimal::ONE, Form::Digits(false));
    mention = mention.of_kind(Kind::Date, rule);
    Some(mention)
}

fn parts(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
) -> Option<(usize, u32, &'static str)> {
    if let Some((length, _)) = month(reading, at, limit) {
        let next = at + length;
        if let Some((end, day)) = day(reading, next, limit)
            && !reading.glued(next)
        {
            // "In August 31 people died": the number counts.
            let counted = end == next + 1
                && phrase::plural_follows(reading, end, limit)
                && !reading.is_capital(end)
                && at > first
                && reading.is(at - 1, WordClass::MonthOpener);
            if counted
                || unit::is_unit_at(reading, end, limit)
                    && !reading.is(end, WordClass::In)
                    && !reading.is_word(end)
            {
                return None;
            }
            // "August 14-16"
            let end = if reading.is_dash(end) && day_only(reading, end + 1, limit) {
                end + 2
            } else {
                end
            };
            if let Some((end, year)) = year_behind(reading, end, limit) {
                return Some((end, year, "month_day_year"));
            }
            return Some((end, day, "month_day"));
        }
        if let Some((end, year)) = year_behind(reading, next, limit)
            && places(reading, end - 1) == 4
        {
            return Some((end, year, "month_year"));
        }
        return None;
    }
    if let Some(found) = days(reading, at, first, limit) {
        return Some(found);
    }
    if let Some((end, day)) = day(reading, at, limit) {
        let of = usize::from(reading.is(end, WordClass::Of));
        let dash = usize::from(reading.is_sign(end, '-') && reading.glued(end));
        if let Some((length, _)) = month(reading, end + of + dash, limit) {
            let end = end + of + dash + length;
            let dash = usize::from(reading.is_sign(end, '-') && reading.glued(end) && dash == 1);
            return Some(match year_behind(reading, end + dash, limit) {
                Some((end, year)) => (end, year, "day_month_year"),
                None => (end, day, "day_month"),
            });
        }
    }
    let year = plain(reading, at, limit)?;
    if places(reading, at) == 4
        && is_year(year)
        && reading.is_sign(at + 1, '-')
        && reading.glued(at + 1)
    {
        let month = plain(reading, at + 2, limit)
            .filter(|_| reading.glued(at + 2) && places(reading, at + 2) == 2)?;
        if (1..=12).contains(&month)
            && reading.is_sign(at + 3, '-')
            && reading.glued(at + 3)
            && let Some((end, _)) = day(reading, at + 4, limit)
        {
            // "2021-08-28T11:10:00Z"
            return Some((end, year, "iso_date"));
        }
    }
    // "28/08/2021", and "11 / 28 / 05", as some tools cut it
    let spaced = || {
        !reading.glued(at + 2)
            && day_only(reading, at, limit)
            && day_only(reading, at + 2, limit)
            && reading.word(at).len() == 2
    };
    if reading.is_sign(at + 1, '/')
        && (reading.glued(at + 1) || spaced())
        && plain(reading, at + 2, limit).is_some()
        && reading.is_sign(at + 3, '/')
        && let Some(year) = plain(reading, at + 4, limit)
    {
        return Some((at + 5, year, "slashed_date"));
    }
    None
}

/// "20-21 May", "on 20 and 21 May": two days of one month.
fn days(
    reading: &Reading<'_>,
    at: usize,
    first: usize,
    limit: usize,
) -> Option<(usize, u32, &'static str)> {
    let (link, from) = day(reading, at, limit)?;
    let dash = reading.is_dash(link) && reading.glued(link) == reading.glued(link + 1);
    let opened = at > first
        && reading.is_one(at - 1, &[WordClass::DateOpener, WordClass::From, WordClass::Between]);
    let words =
        opened && reading.is_one(link, &[WordClass::And, WordClass::Or, WordClass::RangeJoin]);
    if !dash && !words {
        return None;
    }
    let (end, to) = day(reading, link + 1, limit)?;
    let (length, _) = month(reading, end, limit).filter(|_| from < to)?;
    let end = end + length;
    let year = year_behind(reading, end, limit);
    Some((year.map_or(end, |(end, _)| end), from, "days_month"))
}

fn day_only(reading: &Reading<'_>, at: usize, limit: usize) -> bool {
    plain(reading, at, limit).is_some_and(|day| (1..=31).contains(&day))
}

/// A four-digit number that is a year: by what stands before it, and by not counting anything.
pub(super) fn year(
    reading: &Reading<'_>,
    mention: &Mention,
    first: usize,
    limit: usize,
    before: Option<&Mention>,
) -> Option<Mention> {
    let at = mention.number.start;
    if mention.form != Form::Digits(false) || mention.number.len() != 1 || places(reading, at) != 4
    {
        return None;
    }
    let value = mention.value?.to_u32().filter(|year| is_year(*year))?;
    let introduced = at > first
        && (reading.is(at - 1, WordClass::YearOpener) || is_calendar_word(reading, at - 1, limit));
    let joined = before.is_some_and(|before| before.kind == Kind::Date && before.end + 2 > at);
    let recent = (1900..=2050).contains(&value);
    let people = reading
        .sense(mention.end, limit, |sense| matches!(sense, Sense::Group(_)).then_some(()))
        .is_some();
    let plural = phrase::plural_follows(reading, mention.end, limit);
    let era = reading.is(mention.end, WordClass::Era);
    let of_the = at > first
        && reading.is(at - 1, WordClass::Article) | reading.is(at - 1, WordClass::Determiner);
    let reads_as_year = era
        || (introduced || joined) && !people && (recent || !plural)
        || recent
            && !people
            && (!plural
                || of_the
                || (1950..=2035).contains(&value) && !near_counting(reading, at, first));
    if !reads_as_year {
        return None;
    }
    let mut end = mention.end;
    // "2018-19", "2019–2020", "2013/14"
    let dashed = (reading.is_dash(end) || reading.is_sign(end, '/'))
        && reading.glued(end)
        && reading.glued(end + 1);
    if dashed && plain(reading, end + 1, limit).is_some_and(|next| next < 100 || is_year(next)) {
        end += 2;
    }
    end += usize::from(era);
    Some(mention.clone().of_kind(Kind::Date, "year").with_end(end))
}

/// Whether a verb or preposition of counting stands right before a number that looks like a year.
fn near_counting(reading: &Reading<'_>, at: usize, first: usize) -> bool {
    at > first
        && (reading.is(at - 1, WordClass::Auxiliary)
            || reading.is(at - 1, WordClass::CountOpener)
            || reading
                .sense(at - 1, at, |sense| matches!(sense, Sense::Cue(_)).then_some(()))
                .is_some())
}

/// "as of Friday evening", "by 10 a.m.": when a figure held, counted back from when the text was published.
pub(super) fn as_of(
    reading: &Reading<'_>,
    first: usize,
    limit: usize,
    published: Option<Timestamp>,
) -> Option<AsOf> {
    let published = published?;
    (first..limit).find_map(|at| {
        let (length, ()) =
            reading.sense(at, limit, |sense| (*sense == Sense::AsOf).then_some(()))?;
        let at = at + length;
        // "rose by 0.25": by how much, unless a half of the day or a zone says that it is a time.
        let amount = reading.is(at - 1, WordClass::By)
            && reading.is_number(at)
            && reading.word(at).contains('.')
            && half_day(reading, at + 1, limit).is_none()
            && !reading.is_one(at + 1, &[WordClass::TimeZone, WordClass::HourMark]);
        if amount { None } else { moment(reading, at, limit, published) }
    })
}

/// The moment that the words at `at` name.
fn moment(reading: &Reading<'_>, at: usize, limit: usize, published: Timestamp) -> Option<AsOf> {
    let today = published.date_naive();
    let mut next = at;
    let mut day = None;
    let mut hour = None;
    let mut precision = Precision::Day;
    for _ in 0..4 {
        next += usize::from(reading.is(next, WordClass::TimeFiller));
        if let Some((length, weekday)) = reading.sense(next, limit, |sense| match sense {
            Sense::Weekday(weekday) => Some(*weekday),
            _ => None,
        }) {
            let back = (today.weekday().number_from_monday() + 7 - weekday) % 7;
            day = today.checked_sub_days(Days::new(u64::from(back)));
            next += length;
        } else if let Some((length, days)) = reading.sense(next, limit, |sense| match sense {
            Sense::Day(days) => Some(*days),
            _ => None,
        }) {
            day = today.checked_sub_days(Days::new(days.unsigned_abs()));
            next += length;
        } else if let Some((length, until)) = reading.sense(next, limit, |sense| match sense {
            Sense::PartOfDay(hour) => Some(*hour),
            _ => None,
        }) {
            hour = Some((until, 0));
            precision = Precision::PartOfDay;
            next += length;
        } else if let Some((end, found)) = month_day(reading, next, limit, today) {
            day = Some(found);
            next = end;
        } else if let Some((end, clock, fine)) = clock(reading, next, limit) {
            hour = Some(clock);
            precision = fine;
            next = end;
        } else {
            break;
        }
    }
    if day.is_none() && hour.is_none() {
        return None;
    }
    let day = day.unwrap_or(today);
    let at = match hour {
        None => day.and_time(NaiveTime::MIN),
        Some((24, _)) => day.checked_add_days(Days::new(1))?.and_time(NaiveTime::MIN),
        Some((hour, minute)) => day.and_time(NaiveTime::from_hms_opt(hour, minute, 0)?),
    };
    Some(AsOf { at: Utc.from_utc_datetime(&at), precision })
}

/// A day of the year, the last one of its name before `today` where no year stands with it; the token behind it.
pub(super) fn month_day(
    reading: &Reading<'_>,
    at: usize,
    limit: usize,
    today: NaiveDate,
) -> Option<(usize, NaiveDate)> {
    let (end, month, day) = if let Some((length, month)) = month(reading, at, limit) {
        let (end, day) = day(reading, at + length, limit)?;
        (end, month, day)
    } else {
        let (end, day) = day(reading, at, limit)?;
        let (length, month) = month(reading, end, limit)?;
        (end + length, month, day)
    };
    let (end, year) = match year_behind(reading, end, limit) {
        Some((end, year)) => (end, i32::try_from(year).ok()?),
        None => (end, today.year()),
    };
    let found = NaiveDate::from_ymd_opt(year, month, day)?;
    // "as of 30 December", printed in January, is last year's.
    let found = if found > today { found.with_year(year - 1).unwrap_or(found) } else { found };
    Some((end, found))
}

/// Whether a day that ends at a token was printed with its year.
pub(super) fn is_dated(reading: &Reading<'_>, end: usize, limit: usize, day: NaiveDate) -> bool {
    let year = end.checked_sub(1).and_then(|at| plain(reading, at, limit));
    year.is_some_and(|year| is_year(year) && i32::try_from(year) == Ok(day.year()))
}

fn clock(reading: &Reading<'_>, at: usize, limit: usize) -> Option<(usize, (u32, u32), Precision)> {
    let text = (at < limit && reading.is_number(at)).then(|| reading.word(at))?;
    let (mut hour, mut minute) = match text.split_once('.') {
        Some((hour, minute)) => (whole(hour)?, whole(minute)?),
        None => (whole(text)?, 0),
    };
    let mut end = at + 1;
    let mut precision = if text.contains('.') { Precision::Minute } else { Precision::Hour };
    if reading.is_sign(end, ':') && reading.glued(end) {
        minute = plain(reading, end + 1, limit)?;
        end += 2;
        precision = Precision::Minute;
    }
    let half = reading.sense(end, limit, |sense| match sense {
        Sense::Am => Some(false),
        Sense::Pm => Some(true),
        _ => None,
    });
    match half {
        Some((length, afternoon)) => {
            end += length;
            if afternoon && hour < 12 {
                hour += 12;
            }
            if !afternoon && hour == 12 {
                hour = 0;
            }
        }
        None if precision == Precision::Hour => return None,
        None => {}
    }
    (hour < 24 && minute < 60).then_some((end, (hour, minute), precision))
}

/// The day in the line that a wire report opens with: "PORT ELM, 3 JAN 90 (Meridian) --".
pub(super) fn dateline(reading: &Reading<'_>) -> Option<NaiveDate> {
    let limit = reading.tokens.len().min(DATELINE);
    let dash = (0..limit)
        .find(|at| reading.is_sign(*at, '—') || reading.is_dash(*at) && !reading.glued(*at))?;
    let far = NaiveDate::MAX;
    (0..dash).find_map(|at| {
        let (end, day) = month_day(reading, at, dash, far)?;
        year_behind(reading, end.saturating_sub(1), dash).map(|_| day)
    })
}
