//! Times as pages write them, to moments. A time without a zone is read as UTC, and said to have none.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime};

use crate::model::{Dated, DatedFrom, Timestamp};

/// A moment, and the zone that was stated with it, in seconds east of UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    pub(super) at: Timestamp,
    pub(super) offset: Option<i32>,
}

impl Moment {
    pub(super) fn read(self, from: DatedFrom) -> Dated {
        Dated { at: self.at, from, offset: self.offset }
    }
}

/// The moment that a machine-readable time names: ISO 8601 in its many bad spellings, RFC 2822, seconds since 1970.
pub(super) fn moment(text: &str) -> Option<Moment> {
    let text = text.trim().trim_end_matches("[UTC]").trim();
    let rfc2822 = || {
        let at = DateTime::parse_from_rfc2822(text).ok()?;
        Some(Moment { at: at.to_utc(), offset: Some(at.offset().local_minus_utc()) })
    };
    let epoch = || epoch(text).map(|at| Moment { at, offset: Some(0) });
    let found = iso(text).or_else(rfc2822).or_else(epoch);
    found.filter(|found| (1990..2100).contains(&chrono::Datelike::year(&found.at)))
}

fn epoch(text: &str) -> Option<Timestamp> {
    if !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    match text.len() {
        10 => DateTime::from_timestamp(text.parse().ok()?, 0),
        13 => DateTime::from_timestamp_millis(text.parse().ok()?),
        _ => None,
    }
}

/// `2021-08-27`, `2021/08/27 17:40`, `20210827T174000`, with or without seconds, fractions and a zone.
fn iso(text: &str) -> Option<Moment> {
    let bytes = text.as_bytes();
    let (date, rest) = if bytes.get(..8)?.iter().all(u8::is_ascii_digit) {
        (NaiveDate::parse_from_str(text.get(..8)?, "%Y%m%d").ok()?, text.get(8..)?)
    } else {
        let end = text.find(|c: char| !(c.is_ascii_digit() || matches!(c, '-' | '/' | '.')));
        let (date, rest) = text.split_at(end.unwrap_or(text.len()));
        let mut parts = date.split(['-', '/', '.']);
        let mut number = || parts.next()?.parse::<u32>().ok();
        let (first, second, third) = (number()?, number()?, number()?);
        let (year, month, day) =
            if first > 31 { (first, second, third) } else { (third, second, first) };
        (NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)?, rest)
    };
    let rest = rest.trim_start_matches(['T', 't', ' ', ',']).trim_start();
    let (time, rest) = clock(rest).unwrap_or((NaiveTime::MIN, rest));
    let local = NaiveDateTime::new(date, time);
    // A name in brackets may follow: "+02:00[Europe/Berlin]".
    let stated = rest.split('[').next().unwrap_or_default().trim();
    let offset = if stated.is_empty() { None } else { Some(offset(stated)?) };
    let at = match offset {
        Some(offset) => local.and_local_timezone(offset).single()?.to_utc(),
        None => local.and_utc(),
    };
    Some(Moment { at, offset: offset.map(|offset| offset.local_minus_utc()) })
}

/// A clock time at the beginning of a text, and what follows it.
fn clock(text: &str) -> Option<(NaiveTime, &str)> {
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let whole = digits.split('.').next()?;
    let numbers: Vec<u32> = if whole.contains(':') {
        whole.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?
    } else {
        let pairs = whole.as_bytes().chunks(2).map(std::str::from_utf8);
        pairs.map(|part| part.ok()?.parse().ok()).collect::<Option<_>>()?
    };
    let (hour, minute) = (*numbers.first()?, *numbers.get(1)?);
    let second = numbers.get(2).copied().unwrap_or(0).min(59);
    let lower = rest.trim_start().to_ascii_lowercase();
    let (hour, rest) = match hour {
        12 if lower.starts_with("am") => (0, &rest.trim_start()[2..]),
        1..=11 if lower.starts_with("pm") => (hour + 12, &rest.trim_start()[2..]),
        _ if lower.starts_with("am") || lower.starts_with("pm") => (hour, &rest.trim_start()[2..]),
        _ => (hour, rest),
    };
    Some((NaiveTime::from_hms_opt(hour, minute, second)?, rest))
}

/// `Z`, `+0430`, `+04:30`, `+04`, `GMT`. Other words make it no time.
fn offset(text: &str) -> Option<FixedOffset> {
    let text = ["GMT", "UTC"].iter().find_map(|zone| text.strip_prefix(zone)).unwrap_or(text);
    let text = text.trim();
    if matches!(text, "" | "Z" | "z") {
        return FixedOffset::east_opt(0);
    }
    let (sign, digits) = match text.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return zone(text),
    };
    let digits: String = digits.chars().filter(|c| *c != ':').collect();
    let (hours, minutes) = match digits.len() {
        1 | 2 => (digits.as_str(), "0"),
        3 => (digits.get(..1)?, digits.get(1..)?),
        _ => (digits.get(..2)?, digits.get(2..4)?),
    };
    FixedOffset::east_opt(
        sign * (hours.parse::<i32>().ok()? * 3_600 + minutes.parse::<i32>().ok()? * 60),
    )
}

/// The zone abbreviations that RFC 2822 knows, and Europe's.
fn zone(name: &str) -> Option<FixedOffset> {
    let hours = match name {
        "EDT" => -4,
        "EST" | "CDT" => -5,
        "CST" | "MDT" => -6,
        "MST" | "PDT" => -7,
        "PST" => -8,
        "BST" | "CET" | "MEZ" | "WEST" => 1,
        "CEST" | "MESZ" | "EET" => 2,
        "EEST" | "MSK" => 3,
        _ => return None,
    };
    FixedOffset::east_opt(hours * 3_600)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let iso = |at: Timestamp| at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        let got = moment(text).map(|found| iso(found.at));
        assert_eq!(got.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn times_are_read_in_the_spellings_of_real_pages() {
        check("2021-08-27T17:40:00Z", "2021-08-27T17:40:00Z");
        check("2021-08-27T17:40:00+0430", "2021-08-27T13:10:00Z");
        check("2021-08-27T17:40+04:30", "2021-08-27T13:10:00Z");
        check("2021-08-27 17:40:12.389000+02:00", "2021-08-27T15:40:12Z");
        check("2021-08-27", "2021-08-27T00:00:00Z");
        check("20210827T174000Z", "2021-08-27T17:40:00Z");
        check("27.08.2021 17:40", "2021-08-27T17:40:00Z");
        check("2021/08/27 5:40 PM EDT", "2021-08-27T21:40:00Z");
        check("Fri, 27 Aug 2021 17:40:00 +0200", "2021-08-27T15:40:00Z");
        check("1630086000", "2021-08-27T17:40:00Z");
        check("2021-08-27T17:40:00+02:00[Europe/Berlin]", "2021-08-27T15:40:00Z");
    }

    #[test]
    fn the_stated_zone_is_kept_and_none_is_told_from_utc() {
        let zone = |text| moment(text).map(|found| found.read(DatedFrom::Meta).zone());
        assert_eq!(zone("2021-08-27T17:40:00+0430"), Some(Some("+04:30".to_owned())));
        assert_eq!(zone("2021/08/27 5:40 PM EDT"), Some(Some("-04:00".to_owned())));
        assert_eq!(zone("2021-08-27T17:40:00Z"), Some(Some("+00:00".to_owned())));
        assert_eq!(zone("2021-08-27T17:40:00"), Some(None));
        assert_eq!(zone("2021-08-27"), Some(None));
    }

    #[test]
    fn what_is_no_time_gives_none() {
        for text in
            ["", "today", "41", "2021-13-40", "0000-00-00", "updated 2021", "1234", "9999999999999"]
        {
            check(text, "none");
        }
    }
}
