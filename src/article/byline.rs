//! The date that a reader sees beside the headline, where the page's data has none: "27 August 2021, 5:40 p.m.".

use std::sync::LazyLock;

use scraper::{ElementRef, Html, Selector};

use super::block::line;
use super::date::{Moment, moment};
use super::judge;

static H1: LazyLock<Selector> =
    LazyLock::new(|| Selector::parse("h1").expect("the selector is a constant that parses"));

/// A line longer than this, in characters, is prose, and what follows it is the report.
const LINE_MAX: usize = 120;

/// So many elements after the headline are looked at.
const ELEMENTS_MAX: usize = 80;

/// The first date of a short line that follows the headline; one that a line calls a change counts where there is no other.
pub(super) fn published(html: &Html) -> Option<Moment> {
    let headline = html.select(&H1).next()?;
    let after = html.tree.root().descendants().skip_while(|node| node.id() != headline.id());
    let mut changed = None;
    for element in after.filter_map(ElementRef::wrap).skip(1).take(ELEMENTS_MAX) {
        if matches!(element.value().name(), "script" | "style" | "noscript" | "template" | "svg") {
            continue;
        }
        let text = line(&element.text().take(40).collect::<Vec<_>>().join(" "));
        if text.chars().nth(LINE_MAX).is_some() {
            if element.value().name() == "p" {
                break;
            }
            continue;
        }
        let Some(at) = date(&text) else { continue };
        if !judge::words().is_update(&text.to_lowercase()) {
            return Some(at);
        }
        changed = changed.or(Some(at));
    }
    changed
}

/// A day with a month's name and a year, and the time of day beside it: "Aug. 27, 2021, 17:40", "27 de agosto de 2021".
pub(super) fn date(text: &str) -> Option<Moment> {
    let is_word = |c: char| c.is_alphanumeric() || c == ':';
    let words: Vec<&str> = text.split(|c| !is_word(c)).filter(|word| !word.is_empty()).collect();
    let month_of = |word: &&str| judge::words().month(&word.to_lowercase());
    let (at, month) =
        words.iter().enumerate().find_map(|(at, word)| Some((at, month_of(word)?)))?;
    // "27 de agosto de 2021": one short word may stand between.
    let before = words[..at].iter().rev().take(2).find_map(|word| day(word));
    let after = words.get(at + 1).and_then(|word| day(word));
    let day = before.or(after)?;
    let year = words[at + 1..].iter().take(3).find(|word| is_year(word))?;
    let rest = text.rsplit_once(year).map_or("", |(_, rest)| rest);
    let clock = clock(rest).or_else(|| clock(text)).unwrap_or_default();
    moment(format!("{year}-{month:02}-{day:02} {clock}").trim())
}

/// "27", "27th", "1er".
fn day(word: &str) -> Option<u32> {
    let digits = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    let (number, ending) = word.split_at(digits);
    let is_day = matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º");
    number.parse().ok().filter(|day| is_day && (1..=31).contains(day))
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit())
}

/// The time of day in a line, with its half of the day and its zone, as machines write it: "5:40 PM EDT".
fn clock(text: &str) -> Option<String> {
    let at = text.match_indices([':', '.', 'h']).map(|(at, _)| at).find(|at| {
        let is_minute = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        text.get(at + 1..at + 3).is_some_and(is_minute)
            && !text[at + 3..].starts_with(|c: char| c.is_ascii_digit())
            && text[..*at].ends_with(|c: char| c.is_ascii_digit())
    })?;
    let start = text[..at].rfind(|c: char| !c.is_ascii_digit()).map_or(0, |before| before + 1);
    let hour =
        text.get(start..at).filter(|hour| hour.len() <= 2 && text.is_char_boundary(start))?;
    let minute = &text[at + 1..at + 3];
    let rest: String = text[at + 3..].chars().filter(|c| *c != '.').collect();
    let mut words = rest.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let mut out = format!("{hour}:{minute}");
    let mut next = words.next();
    if let Some(half) = next.filter(|word| matches!(word.to_lowercase().as_str(), "am" | "pm")) {
        out = format!("{out} {half}");
        next = words.next();
    }
    let is_zone = |word: &&str| {
        (3..=4).contains(&word.len()) && word.bytes().all(|byte| byte.is_ascii_uppercase())
    };
    if let Some(zone) = next.filter(is_zone)
        && moment(&format!("2021-01-01 {out} {zone}")).is_some()
    {
        out = format!("{out} {zone}");
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let got = date(text).map(|found| found.at.format("%Y-%m-%dT%H:%M").to_string());
        assert_eq!(got.as_deref().unwrap_or("none"), expected, "{text}");
    }

    #[test]
    fn a_visible_date_is_read_as_its_readers_read_it() {
        check("By Ann Lee, 27 August 2021", "2021-08-27T00:00");
        check("Published Aug. 27, 2021, 5:40 p.m. EDT", "2021-08-27T21:40");
        check("Fri 27 Aug 2021 17.40 BST", "2021-08-27T16:40");
        check("27. August 2021, 17:40 Uhr", "2021-08-27T17:40");
        check("27 de agosto de 2021 - 17h40", "2021-08-27T17:40");
        check("le 1er août 2021 à 17:40", "2021-08-01T17:40");
        check("August 27th, 2021", "2021-08-27T00:00");
    }

    #[test]
    fn a_month_without_a_day_and_a_year_is_no_date() {
        for text in [
            "May 12 people",
            "In March 2021",
            "27 August",
            "The 12 of them marched in 2021",
            "99 May 2021",
            "",
        ] {
            check(text, "none");
        }
    }

    #[test]
    fn the_line_beside_the_headline_counts_and_the_report_does_not() {
        let read = |after: &str| {
            let page = format!("<nav>1 May 2020</nav><h1>Blast</h1>{after}");
            published(&Html::parse_document(&page)).map(|found| found.at.format("%F").to_string())
        };
        assert_eq!(
            read("<div><span>By Ann Lee</span><span>27 August 2021</span></div>").as_deref(),
            Some("2021-08-27")
        );
        let both = "<div><span>Updated 28 August 2021</span></div><div>27 August 2021</div>";
        assert_eq!(read(both).as_deref(), Some("2021-08-27"));
        assert_eq!(read("<div>Updated 28 August 2021</div>").as_deref(), Some("2021-08-28"));
        let prose = "The port was closed on 12 March 2019 after a smaller blast, and it was opened again only when the cranes had been mended.";
        assert_eq!(read(&format!("<p>{prose}</p><p>3 May 2018</p>")), None);
    }
}
