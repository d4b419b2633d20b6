//! The agency that a text is credited to, where the text says so: in its dateline or in its last line.

/// How many paragraphs at either end may hold the credit: a page repeats its title in front and adds notices behind.
const REACH: usize = 4;

/// The longest credit, in characters.
const LONGEST: usize = 40;

/// The agency named by the dateline ("KABUL, Aug 27 (AP) -") or by the last line ("– AFP"). The site's own name is no credit.
pub(super) fn agency(text: &str, site: Option<&str>) -> Option<String> {
    let paragraphs: Vec<&str> =
        text.split("\n\n").map(str::trim).filter(|it| !it.is_empty()).collect();
    let opening = paragraphs.iter().take(REACH).find_map(|paragraph| of_dateline(paragraph, site));
    opening.or_else(|| paragraphs.iter().rev().take(REACH).find_map(|it| of_last_line(it, site)))
}

/// "PLACE, Aug 27 (NAME) - ", with what else stands between the brackets: the site itself, a date. A date also
/// stands in for the dash.
fn of_dateline(paragraph: &str, site: Option<&str>) -> Option<String> {
    let (place, rest) = paragraph.split_once('(')?;
    let (inside, after) = rest.split_once(')')?;
    let city = place.split([',', ' ']).next()?;
    let is_city = city.chars().count() > 1 && city.chars().all(|c| c.is_uppercase() || c == '-');
    let (names, date) = inside.split_once(is_dash).unwrap_or((inside, ""));
    let is_closed = after.trim_start().starts_with(is_dash) || date.contains(char::is_numeric);
    if !is_city || !is_closed || place.chars().count() > LONGEST {
        return None;
    }
    names.split('/').find_map(|name| named(name, site))
}

/// A line of its own that a dash opens or brackets hold.
fn of_last_line(paragraph: &str, site: Option<&str>) -> Option<String> {
    let bare = paragraph.trim_start_matches(is_dash);
    let inside = paragraph.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'));
    let name = inside.or((bare.len() < paragraph.len()).then_some(bare))?;
    named(name, site)
}

/// A name of up to four words, all of which begin with a capital.
fn named(name: &str, site: Option<&str>) -> Option<String> {
    let name = name.trim();
    let is_own = site.is_some_and(|site| site.eq_ignore_ascii_case(name));
    let words = name.split_whitespace();
    let is_name = (1..=4).contains(&words.clone().count())
        && name.chars().count() <= LONGEST
        && words.into_iter().all(|word| word.starts_with(char::is_uppercase))
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '&' | '\'' | '’'));
    (is_name && !is_own).then(|| name.to_owned())
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dateline_or_a_last_line_credits_an_agency() {
        let credit = |text| agency(text, Some("Valley Tribune"));
        let wire = Some("Meridian Wire".to_owned());
        assert_eq!(
            credit("Blasts hit port\n\nPORT ALDER, Aug 27 (Meridian Wire) - Two blasts ..."),
            wire
        );
        assert_eq!(credit("PORT ALDER (Meridian Wire) — Two blasts ..."), wire);
        assert_eq!(credit("ALDER (Valley Tribune / Meridian Wire - 28th August, 2021) Two"), wire);
        assert_eq!(credit("Two blasts hit the port.\n\n– Meridian Wire\n\nPrint this page"), wire);
        assert_eq!(credit("Two blasts hit the port.\n\n(Meridian Wire)"), wire);
    }

    #[test]
    fn brackets_and_dashes_of_other_kinds_are_no_credit() {
        let credit = |text| agency(text, Some("Valley Tribune"));
        assert_eq!(credit("ALDER (Valley Tribune) - Two blasts hit the port."), None);
        assert_eq!(credit("The Port Authority (PA) - the owner - closed the pier."), None);
        assert_eq!(credit("NATO (the alliance) - said on Monday"), None);
        assert_eq!(credit("Two blasts.\n\n- We saw smoke over the whole bay, she said."), None);
        assert_eq!(credit("Two blasts.\n\n(1,204 comments)"), None);
    }
}
