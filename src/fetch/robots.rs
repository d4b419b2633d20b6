//! robots.txt (RFC 9309), read as forgivingly as the largest crawler reads it: misspelt keys, a missing colon and
//! `index.html` as the folder are what sites were tested against.

use std::fmt::Write as _;
use std::time::Duration;

use super::Outcome;

/// More than this of a robots.txt is not read (RFC 9309, 2.5).
const BYTES_MAX: usize = 500 * 1_024;

/// Longer values are cut, as addresses are by browsers.
const LINE_MAX: usize = 2_083 * 8;

/// A site that asks for more rest between two requests than this is given this much.
const DELAY_MAX: Duration = Duration::from_secs(30);

/// What one origin lets robots read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Robots {
    /// There are no rules (RFC 9309, 2.3.1.3: any 4xx).
    Everything,
    /// The server cannot say, so nothing is read for now (RFC 9309, 2.3.1.4).
    Nothing,
    Rules(Vec<Line>),
}

/// A line that means something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// Whom the next rules are for: a product's name in lower case, or `*`.
    Agent(String),
    Allow(String),
    Disallow(String),
    Delay(Duration),
}

impl Robots {
    /// What the answer to the request for robots.txt means.
    /// `None` where no server answered: then the page itself cannot be had either, and that is what is told.
    pub(super) fn of(outcome: Outcome, status: Option<u16>, body: &[u8]) -> Option<Self> {
        match (outcome, status) {
            (Outcome::Ok | Outcome::Truncated, _) => Some(Self::parse(body)),
            (Outcome::RateLimited { .. } | Outcome::ServerError, _) => Some(Self::Nothing),
            // Another answer than a file says nothing about robots.
            (_, Some(_)) => Some(Self::Everything),
            (_, None) => None,
        }
    }

    /// Reads the file. Any bytes give rules.
    pub fn parse(bytes: &[u8]) -> Self {
        let bytes = &bytes[..bytes.len().min(BYTES_MAX)];
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = String::from_utf8_lossy(bytes);
        Self::Rules(text.split(['\n', '\r']).filter_map(line).collect())
    }

    /// Whether the product `agent` may read the address. The first word of a User-Agent up to a character other than
    /// a letter, `-` and `_` is the product's name.
    pub fn allows(&self, agent: &str, url: &str) -> bool {
        let Self::Rules(lines) = self else { return *self == Self::Everything };
        let path = path(url);
        let mut own = Strength::default();
        let mut all = Strength::default();
        let mut own_seen = false;
        for (line, whom) in groups(lines, agent) {
            own_seen |= whom.own;
            let (strength, allow) = match line {
                Line::Allow(pattern) => (allow_strength(&path, pattern), true),
                Line::Disallow(pattern) => (strength(&path, pattern), false),
                Line::Agent(_) | Line::Delay(_) => continue,
            };
            for side in [whom.own.then_some(&mut own), whom.all.then_some(&mut all)] {
                let Some(side) = side else { continue };
                let best = if allow { &mut side.allow } else { &mut side.disallow };
                *best = (*best).max(strength);
            }
        }
        let decisive = if own_seen { own } else { all };
        decisive.disallow <= decisive.allow
    }

    /// The rest that the site asks the product for between two requests.
    pub fn delay(&self, agent: &str) -> Duration {
        let Self::Rules(lines) = self else { return Duration::ZERO };
        let mut delay = [None, None];
        for (line, whom) in groups(lines, agent) {
            if let Line::Delay(asked) = line {
                delay[0] = whom.own.then_some(*asked).or(delay[0]);
                delay[1] = whom.all.then_some(*asked).or(delay[1]);
            }
        }
        delay[0].or(delay[1]).unwrap_or_default().min(DELAY_MAX)
    }
}

/// The product's name in a User-Agent: what robots.txt calls the program by.
pub fn product(user_agent: &str) -> &str {
    let ends = |c: char| !(c.is_ascii_alphabetic() || c == '-' || c == '_');
    &user_agent[..user_agent.find(ends).unwrap_or(user_agent.len())]
}

/// The length of the longest rule that matches, on either side; an empty rule says nothing.
#[derive(Debug, Clone, Copy, Default)]
struct Strength {
    allow: usize,
    disallow: usize,
}

/// Whom the group that a line stands in is for.
#[derive(Debug, Clone, Copy, Default)]
struct Whom {
    own: bool,
    all: bool,
}

/// Each line with whom it is for. Several agents in a row share the rules that follow.
fn groups<'a>(lines: &'a [Line], agent: &'a str) -> impl Iterator<Item = (&'a Line, Whom)> {
    let mut whom = Whom::default();
    let mut rules_seen = false;
    lines.iter().map(move |line| {
        match line {
            Line::Agent(name) => {
                if std::mem::take(&mut rules_seen) {
                    whom = Whom::default();
                }
                whom.all |= name == "*";
                whom.own |= name.eq_ignore_ascii_case(agent) && !agent.is_empty();
            }
            Line::Allow(_) | Line::Disallow(_) => rules_seen = true,
            Line::Delay(_) => {}
        }
        (line, whom)
    })
}

fn line(text: &str) -> Option<Line> {
    let text = text.split('#').next().unwrap_or_default();
    let text = &text[..text.floor_char_boundary(LINE_MAX)];
    let text = text.trim();
    // Where the colon is missing, one word and one word are a key and its value.
    let (key, value) = text.split_once(':').or_else(|| {
        let (key, value) = text.split_once([' ', '\t'])?;
        (!value.trim().contains([' ', '\t'])).then_some((key, value))
    })?;
    let (key, value) = (key.trim(), value.trim());
    let is = |names: &[&str]| {
        names
            .iter()
            .any(|name| key.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name)))
    };
    if is(&["user-agent", "useragent", "user agent"]) {
        let everyone = value == "*" || value.starts_with("* ") || value.starts_with("*\t");
        Some(Line::Agent(if everyone { "*".to_owned() } else { product(value).to_lowercase() }))
    } else if is(&["allow"]) {
        Some(Line::Allow(escaped(value)))
    } else if is(&["disallow", "dissallow", "dissalow", "disalow", "diasllow", "disallaw"]) {
        Some(Line::Disallow(escaped(value)))
    } else if is(&["crawl-delay"]) {
        let seconds: f64 = value.parse().ok()?;
        Duration::try_from_secs_f64(seconds).ok().map(Line::Delay)
    } else {
        None
    }
}

/// The pattern as addresses spell it: bytes beyond ASCII as `%C3`, escapes in capitals.
fn escaped(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut escape = 0_u8;
    for byte in pattern.bytes() {
        if byte.is_ascii() {
            escape = if byte == b'%' { 3 } else { escape };
            out.push(char::from(if escape > 0 { byte.to_ascii_uppercase() } else { byte }));
            escape = escape.saturating_sub(1);
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

/// The part of an address that rules are about: path, parameters and query.
fn path(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default();
    let after = url.find("//").map_or(0, |at| at + 2);
    let rest = &url[after..];
    match rest.find(['/', '?', ';']) {
        Some(at) if rest[at..].starts_with('/') => rest[at..].to_owned(),
        Some(at) => format!("/{}", &rest[at..]),
        None => "/".to_owned(),
    }
}

fn allow_strength(path: &str, pattern: &str) -> usize {
    let found = strength(path, pattern);
    let slash = pattern.rfind('/').filter(|at| pattern[*at..].starts_with("/index.htm"));
    match slash {
        Some(at) if found == 0 => strength(path, &format!("{}$", &pattern[..=at])),
        _ => found,
    }
}

/// The pattern's length where it matches the beginning of the path, else 0. `*` stands for anything, a final `$` for the end.
fn strength(path: &str, pattern: &str) -> usize {
    if matches(path.as_bytes(), pattern.as_bytes()) { pattern.len() } else { 0 }
}

/// Walks the pattern over the set of places in the path reached so far: linear in each, whatever the stars.
fn matches(path: &[u8], pattern: &[u8]) -> bool {
    let mut places = vec![0_usize];
    for (at, &sign) in pattern.iter().enumerate() {
        if sign == b'$' && at + 1 == pattern.len() {
            return places.last() == Some(&path.len());
        }
        if sign == b'*' {
            places = (places[0]..=path.len()).collect();
        } else {
            places.retain(|place| path.get(*place) == Some(&sign));
            for place in &mut places {
                *place += 1;
            }
        }
        if places.is_empty() {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(robots: &str, path: &str) -> bool {
        Robots::parse(robots.as_bytes()).allows("claims", &format!("https://outlet.example{path}"))
    }

    #[test]
    fn the_longest_rule_wins_and_allow_wins_a_tie() {
        let robots =
            "User-agent: *\nDisallow: /news/\nAllow: /news/open/\nAllow: /tie\nDisallow: /tie";
        assert!(!allows(robots, "/news/a.html"));
        assert!(allows(robots, "/news/open/a.html"));
        assert!(allows(robots, "/tie"));
    }

    #[test]
    fn own_rules_take_the_place_of_everyones() {
        let robots = "User-agent: *\nDisallow: /\n\nUser-agent: Claims/2\nDisallow: /private\nCrawl-delay: 2.5";
        assert!(allows(robots, "/news"));
        assert!(!allows(robots, "/private/x"));
        let robots = Robots::parse(robots.as_bytes());
        assert_eq!(robots.delay("claims"), Duration::from_millis(2_500));
        assert_eq!(robots.delay("other"), Duration::ZERO);
    }

    #[test]
    fn stars_and_ends_are_read() {
        assert!(!allows("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf"));
        assert!(allows("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x"));
        let stars = format!("User-agent: *\nDisallow: /{}b", "a*".repeat(2_000));
        assert!(allows(&stars, &format!("/{}", "a".repeat(2_000))));
    }

    #[test]
    fn what_no_file_means_depends_on_why_there_is_none() {
        let of = |outcome, status| Robots::of(outcome, status, b"");
        assert_eq!(of(Outcome::NotFound, Some(404)), Some(Robots::Everything));
        assert_eq!(of(Outcome::Blocked, Some(403)), Some(Robots::Everything));
        assert_eq!(of(Outcome::ServerError, Some(500)), Some(Robots::Nothing));
        assert_eq!(of(Outcome::Refused, None), None);
    }

    #[test]
    fn the_product_is_the_first_word_of_a_user_agent() {
        assert_eq!(product("claims/0.1.0 (desk@outlet.example)"), "claims");
        assert_eq!(product(""), "");
    }
}
