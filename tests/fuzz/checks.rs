//! What must hold of any bytes whatever. The fuzz targets and the tests run the same checks.

use std::sync::OnceLock;

use claims::article::article;
use claims::extract::{Extraction, extract};
use claims::lexicon::Lexicon;
use claims::model::{Appearance, Document, Provenance};
use claims::reconcile::{Settings, reconcile};
use claims::text::{Class, CodePoints, Space, tokenize};
use claims::wire::{ClaimLine, DocumentLine, FindingLine};

static LEXICON: OnceLock<Lexicon> = OnceLock::new();

pub(crate) fn lexicon() -> &'static Lexicon {
    LEXICON.get_or_init(Lexicon::embedded)
}

/// Something that must hold of any bytes; it panics where it does not.
pub(crate) type Check = fn(&[u8]);

/// The checks by name; each has its folder of seeds.
pub(crate) const ALL: &[(&str, Check)] = &[
    ("extract", any_text),
    ("line", any_line),
    ("page", any_page),
    ("numeral", any_words),
    ("reconcile", any_claims),
    ("feed", any_feed),
    ("list", any_list),
    ("charset", any_charset),
    #[cfg(feature = "fetch")]
    ("robots", any_robots),
];

fn document(text: &str) -> Document {
    let provenance = Provenance {
        doc: "d".to_owned(),
        published: "2021-08-27T17:40:00Z".parse().ok(),
        ..Provenance::default()
    };
    Document { provenance, text: text.to_owned(), ..Document::default() }
}

/// Any text gives claims in text order whose quotes stand where they say, inside their sentences, and the same ones twice.
pub(crate) fn holds(text: &str) {
    let document = document(text);
    let found = extract(lexicon(), &document);
    let mut last = 0;
    for claim in &found.claims {
        assert_eq!(claim.span.slice(text), Some(claim.quote.as_str()));
        assert!(claim.sentence.contains(claim.span));
        assert!(claim.quote.contains(&claim.text));
        assert!(claim.sentence.start >= last, "sentences come in order");
        last = claim.sentence.start;
        let line = serde_json::to_string(&ClaimLine::from(claim)).expect("a claim is JSON");
        let back: ClaimLine<'_> = serde_json::from_str(&line).expect("and is read back");
        let back = back.claim().expect("as a claim");
        assert_eq!((&back.id, &back.quantity, back.span), (&claim.id, &claim.quantity, claim.span));
    }
    for aside in &found.set_aside {
        assert_eq!(aside.at.and_then(|span| span.slice(text)), Some(aside.text.as_str()));
    }
    each_number_has_one_place(text, &found);
    assert!(found == extract(lexicon(), &document), "the same text gives the same claims");
}

/// Every run of digits, of whatever script, and every number word lies whole in the words of one figure or in one number that was set
/// aside, with a reason. What a terminal's control sequence holds is no text.
fn each_number_has_one_place(text: &str, found: &Extraction) {
    let length = |words: &str| u32::try_from(words.chars().count()).expect("a short text");
    let figures = found.claims.iter().map(|claim| (claim.span.start, length(&claim.text)));
    let set_aside = found.set_aside.iter().filter_map(|aside| {
        assert!(!aside.message.is_empty());
        aside.at.map(|span| (span.start, span.end - span.start))
    });
    let places: Vec<(u32, u32)> =
        figures.chain(set_aside).map(|(start, length)| (start, start + length)).collect();
    let one_place = |start: u32, end: u32| {
        let holding = places.iter().filter(|(from, to)| *from <= start && end <= *to).count();
        assert_eq!(holding, 1, "places of the number at {start}..{end} in {text:?}");
    };
    for (start, end, words) in number_words(text) {
        if words == 1 {
            one_place(start, end);
        } else {
            // "5 tens of millions": what another number counts may take a word of it.
            let touched = places.iter().any(|(from, to)| *from < end && start < *to);
            assert!(touched, "no place of the number at {start}..{end} in {text:?}");
        }
    }
    let points: Vec<char> = without_control_sequences(text);
    let mut at = 0;
    for run in points.chunk_by(|a, b| zero(*a) == zero(*b)) {
        let start = at;
        at += u32::try_from(run.len()).expect("a short text");
        if zero(run[0]).is_some() {
            one_place(start, at);
        }
    }
}

/// Where the cardinals, scales and vague words of a text stand ("two", "million", "dozens", "a few"), in code points, and of how many words
/// each is; the "of" behind one is none of it.
fn number_words(text: &str) -> Vec<(u32, u32, usize)> {
    let language = lexicon().language(None);
    let tokens = tokenize(text, language.marks);
    let word = |at: usize| tokens[at].text(text);
    let ids: Vec<_> = (0..tokens.len()).map(|at| language.vocabulary.id(word(at))).collect();
    let points = CodePoints::of(text);
    let is_word = |at: usize| tokens[at].class == Class::Word;
    let is_number = |at: usize| tokens[at].class == Class::Number;
    (0..tokens.len())
        .filter_map(|at| {
            let length = language.vocabulary.number(&ids[at..]).filter(|_| is_word(at))?;
            let of = usize::from(word(at + length - 1).eq_ignore_ascii_case("of"));
            let last = at + length - of - 1;
            // Words of two lines may be of two sentences.
            let together = (at + 1..=last).all(|at| tokens[at].space <= Space::Blank);
            // "652several" is one name, and its letters no word.
            let own = at == 0 || !tokens[at].is_glued() || !is_number(at - 1);
            let place = |byte: u32| points.before(text, byte);
            let words = last + 1 - at;
            (together && own).then(|| (place(tokens[at].start), place(tokens[last].end), words))
        })
        .collect()
}

/// The text's characters, with blanks in the place of what tells a terminal how to print.
fn without_control_sequences(text: &str) -> Vec<char> {
    let mut points: Vec<char> = text.chars().collect();
    for at in 0..points.len() {
        let rest = &points[at..];
        if !matches!(rest, ['\u{1b}', '[', ..]) {
            continue;
        }
        let inside = rest.iter().skip(2).take_while(|c| matches!(c, ' '..='?')).count();
        let closed = matches!(rest.get(2 + inside), Some('@'..='~'));
        if closed && inside < 32 {
            points[at..at + 3 + inside].fill(' ');
        }
    }
    points
}

/// The zero of a digit's script; "½" and "²" are no digits.
fn zero(c: char) -> Option<u32> {
    claims::text::digit(c).map(|digit| u32::from(c) - digit)
}

fn any_text(data: &[u8]) {
    holds(&String::from_utf8_lossy(data));
}

fn any_line(data: &[u8]) {
    if let Ok(Some(line)) = DocumentLine::read(data) {
        if let Some(text) = &line.text {
            holds(text);
        } else if let Some(html) = &line.html {
            any_page(html.as_bytes());
        }
    }
}

fn any_page(data: &[u8]) {
    let html = String::from_utf8_lossy(data);
    let (mut page, _) = article(&html, Some("https://harbour-post.example/a"));
    page.head();
    holds(&page.text);
}

/// Each byte picks a word that numbers are made of, so that all of them are numbers.
fn any_words(data: &[u8]) {
    let mut text = String::new();
    for byte in data {
        let word = NUMBERS[usize::from(*byte) % NUMBERS.len()];
        text.push_str(word);
        if byte & 0x80 == 0 {
            text.push(' ');
        }
    }
    holds(&text);
}

const NUMBERS: &[&str] = &[
    "0",
    "1",
    "7",
    "12",
    "100",
    "000",
    "1,000",
    "2,40,000",
    "3.5",
    ".5",
    "1,2",
    "79228162514264337593543950335",
    "one",
    "two",
    "nine",
    "twelve",
    "twenty",
    "ninety",
    "hundred",
    "thousand",
    "million",
    "billion",
    "trillion",
    "lakh",
    "crore",
    "dozen",
    "a",
    "an",
    "half",
    "quarter",
    "third",
    "thirds",
    "and",
    "and a half",
    "point",
    "minus",
    "-",
    "–",
    "/",
    "½",
    "%",
    "$",
    "€",
    "m",
    "bn",
    "k",
    "st",
    "th",
    "from",
    "to",
    "between",
    "or",
    "of",
    "the",
    "in",
    "at least",
    "about",
    "more than",
    "dozens of",
    "several",
    "no",
    "people",
    "dead",
    "killed",
    "km",
    "per",
    "year",
    "-year-old",
    "aged",
    "May",
    "2021",
    ":",
    ",",
    ".",
    "\u{a0}",
    "\u{202f}",
    "x",
    "10",
    "^",
    "e",
    "(",
    ")",
    "+",
    "twenty-one",
    "first",
    "second",
    "decades",
    "points",
    "cents",
    "dollars",
    "°",
    "C",
    "\n",
    "other",
    "them",
    "including",
    "up",
    "down",
    "said",
    "\u{301}",
    "٣",
    "score",
    "scores of",
    "a couple of",
    "a few",
    "both",
    "pair of",
    "twice",
    "none of the",
    "neither of the",
    "no one",
    "and one",
    "died",
    "'000",
    "’000",
    "-and-",
    "in",
    "every",
    "past",
    "below zero",
    "\u{1b}[31m",
];

fn any_claims(data: &[u8]) {
    let mut claims: Vec<Appearance> = data
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice::<ClaimLine<'_>>(line).ok()?.claim().ok())
        .map(Appearance::from)
        .collect();
    let judge = |claims: &[Appearance]| {
        let reconciled = reconcile(lexicon(), &Settings::default(), claims);
        let lines = reconciled.findings.iter().map(FindingLine::from);
        lines
            .map(|line| serde_json::to_string(&line).expect("a finding is JSON"))
            .collect::<Vec<_>>()
    };
    let forth = judge(&claims);
    claims.reverse();
    assert_eq!(forth, judge(&claims), "the order of the lines does not matter");
}

/// A feed's entries have names and single-spaced titles, whatever was read.
fn any_feed(data: &[u8]) {
    if let Ok(feed) = claims::feed::read(data, None) {
        for title in feed.entries.iter().filter_map(|entry| entry.title.as_deref()) {
            assert!(!title.is_empty() && !title.contains('\n') && title.trim() == title);
        }
        assert_eq!(Ok(feed), claims::feed::read(data, None), "the same bytes give the same feed");
    }
}

/// Sitemaps, section pages and lists of feeds; a list that was written is read again.
fn any_list(data: &[u8]) {
    use claims::feed::{opml, section, sitemap, write_opml};

    if let Ok(map) = sitemap(data, None) {
        assert!(map.entries.iter().all(|entry| entry.url.is_some()));
    }
    let _ = section(&String::from_utf8_lossy(data), "https://harbour-post.example/world");
    if let Ok(feeds) = opml(data) {
        let written = write_opml("Desk", &[("All".to_owned(), feeds.clone())]);
        let again = opml(written.as_bytes()).expect("what was written is a list");
        assert_eq!(again.len(), feeds.len());
    }
}

/// Any bytes become a text, the same one twice, under any label.
fn any_charset(data: &[u8]) {
    let (label, body) = data.split_at(data.len().min(12));
    let label = format!("text/html; charset={}", String::from_utf8_lossy(label));
    for told in [None, Some(label.as_str())] {
        let text = claims::text::charset::decode(body, told).text.into_owned();
        assert_eq!(text, claims::text::charset::decode(body, told).text);
    }
}

/// Any robots.txt answers any address, the same twice.
#[cfg(feature = "fetch")]
fn any_robots(data: &[u8]) {
    let robots = claims::fetch::robots::Robots::parse(data);
    for path in ["/", "/news/fire?x=1", "/a%20b*$"] {
        let url = format!("https://harbour-post.example{path}");
        assert_eq!(robots.allows("claims", &url), robots.allows("claims", &url));
    }
    assert!(robots.delay("claims") <= std::time::Duration::from_secs(30));
}
