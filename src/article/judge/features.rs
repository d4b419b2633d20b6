//! What a block tells by itself: its shape, its words, its place, and whether the extractors took it.

use std::collections::BTreeMap;

use super::super::block::{Block, Blocks, Kind};
use super::model::Words;

/// Kinds of box that a place's names can tell, in the order of their bits.
pub(super) const BOXES: [&str; 11] =
    ["related", "promo", "social", "nav", "meta", "media", "legal", "box", "body", "para", "lead"];

/// Elements that mean something when they hold a block.
const HOLDERS: [&str; 14] = [
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "figure",
    "form",
    "table",
    "ul",
    "li",
    "blockquote",
    "section",
    "a",
];

const KINDS: [Kind; 6] =
    [Kind::Heading, Kind::Paragraph, Kind::Item, Kind::Row, Kind::Quote, Kind::Caption];

const NAMES: &[&str] = &[
    "is_heading",
    "is_paragraph",
    "is_item",
    "is_row",
    "is_quote",
    "is_caption",
    "length",
    "short",
    "long",
    "link",
    "all_link",
    "ends",
    "stops",
    "stops_length",
    "paragraph_length",
    "commas",
    "cue",
    "digit_first",
    "capitals",
    "near_related",
    "near_promo",
    "near_social",
    "near_nav",
    "near_meta",
    "near_media",
    "near_legal",
    "near_box",
    "near_body",
    "near_para",
    "near_lead",
    "far_related",
    "far_promo",
    "far_social",
    "far_nav",
    "far_meta",
    "far_media",
    "far_legal",
    "far_box",
    "far_body",
    "far_para",
    "far_lead",
    "in_article",
    "in_main_element",
    "in_aside",
    "in_nav",
    "in_footer",
    "in_header",
    "in_figure",
    "in_form",
    "in_table",
    "in_ul",
    "in_li",
    "in_blockquote",
    "in_section",
    "in_a",
    "own_p",
    "own_div",
    "paragraphs_1",
    "links_1",
    "paragraphs_2",
    "links_2",
    "paragraphs_3",
    "links_3",
    "twice",
    "told",
    "untold",
    "untold_paragraph",
    "prose_-2",
    "same_-2",
    "prose_-1",
    "same_-1",
    "prose_1",
    "same_1",
    "prose_2",
    "same_2",
    "position",
    "rules",
    "scores",
    "both",
    "heading_rules",
    "heading_scores",
    "item_rules",
    "item_scores",
    "row_rules",
    "row_scores",
    "caption_rules",
    "caption_scores",
    "rules_agreed",
    "scores_agreed",
    "agreed",
    "rules_only_fewer",
    "scores_only_fewer",
    "rules_much_more",
    "scores_much_more",
    "digits",
    "address",
    "colon",
    "bullet",
];

/// The features' names, in the order of the values.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}

/// What others say of the page's text.
#[derive(Debug, Default)]
pub(in super::super) struct Opinions {
    /// The blocks that the extractor by rules took.
    pub(in super::super) rules: Vec<String>,
    /// The blocks that the extractor by scores took.
    pub(in super::super) scores: Vec<String>,
    /// The text that the page itself names as its body (schema.org `articleBody`).
    pub(in super::super) told: String,
}

/// An opinion, ready to be asked about a block.
#[derive(Debug)]
struct Opinion {
    blocks: Vec<String>,
    whole: String,
}

impl Opinion {
    fn new(texts: &[String]) -> Self {
        let mut blocks: Vec<String> = texts.iter().map(|text| bare(text)).collect();
        let whole = blocks.concat();
        blocks.sort_unstable();
        Self { blocks, whole }
    }

    /// 1 where the block was taken as a whole, or is long enough to be found inside a larger one.
    fn took(&self, bare: &str) -> f64 {
        let whole = || self.blocks.binary_search_by(|own| own.as_str().cmp(bare)).is_ok();
        let within = || bare.chars().nth(23).is_some() && find(&self.whole, bare);
        flag(!bare.is_empty() && (whole() || within()))
    }
}

fn find(whole: &str, part: &str) -> bool {
    memchr::memmem::find(whole.as_bytes(), part.as_bytes()).is_some()
}

/// A page's blocks with all that later passes ask of them.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) blocks: &'a Blocks,
    /// Words in each block; scripts without spaces count a word for five characters.
    pub(super) words: Vec<f64>,
    /// The places of each block, innermost first.
    pub(super) chains: Vec<Vec<usize>>,
    features: Vec<Vec<f64>>,
}

/// Sums over all blocks in one place.
#[derive(Debug, Clone, Copy, Default)]
struct Inside {
    bytes: f64,
    linked: f64,
    paragraphs: u32,
}

impl<'a> Page<'a> {
    pub(super) fn new(blocks: &'a Blocks, opinions: &Opinions, words: &Words) -> Self {
        let chains = blocks.blocks.iter().map(|block| chain(blocks, block.place)).collect();
        let counts = blocks.blocks.iter().map(|block| count(&block.text)).collect();
        let mut page = Self { blocks, words: counts, chains, features: Vec::new() };
        page.features = page.all(opinions, words);
        page
    }

    pub(super) fn features(&self) -> &[Vec<f64>] {
        &self.features
    }

    fn all(&self, opinions: &Opinions, words: &Words) -> Vec<Vec<f64>> {
        let blocks = &self.blocks.blocks;
        let bares: Vec<String> = blocks.iter().map(|block| bare(&block.text)).collect();
        let mut times: BTreeMap<&str, u32> = BTreeMap::new();
        for bare in &bares {
            *times.entry(bare).or_default() += 1;
        }
        let groups: Vec<u16> =
            self.blocks.places.iter().map(|place| words.groups(&place.words)).collect();
        let inside = self.inside();
        let told = bare(&opinions.told);
        let votes = self.votes(opinions, &bares);
        let prose: Vec<bool> = (0..blocks.len()).map(|at| self.is_prose(at)).collect();
        (0..blocks.len())
            .map(|at| {
                let mut row = Vec::with_capacity(NAMES.len());
                self.shape(at, words, &mut row);
                self.place(at, &groups, &inside, &mut row);
                row.push(flag(times[bares[at].as_str()] > 1));
                self.told(at, &bares[at], &told, &mut row);
                self.neighbours(at, &prose, &mut row);
                #[expect(clippy::cast_precision_loss, reason = "blocks are counted in thousands")]
                row.push(at as f64 / blocks.len() as f64);
                votes.push(at, blocks[at].kind, &mut row);
                signs(&blocks[at].text, &mut row);
                row
            })
            .collect()
    }

    /// What the block is made of.
    fn shape(&self, at: usize, words: &Words, row: &mut Vec<f64>) {
        let Block { kind, text, .. } = &self.blocks.blocks[at];
        let lower = text.to_lowercase();
        let length = (1.0 + self.words[at]).ln().min(5.0);
        let link = self.link(at);
        let stops = flag(text.ends_with(['.', '!', '?', '。']));
        let commas = text.matches([',', '、']).take(5).count();
        row.extend(KINDS.map(|own| flag(own == *kind)));
        row.extend([
            length,
            flag(self.words[at] < 6.0),
            flag(self.words[at] >= 25.0),
            link,
            flag(link > 0.8),
            flag(ends(text)),
            stops,
            stops * length,
            flag(*kind == Kind::Paragraph) * length,
            small(commas) / 5.0,
            flag(words.leads_away(&lower)),
            flag(text.starts_with(|c: char| c.is_ascii_digit())),
            flag(*text != lower && *text == text.to_uppercase()),
        ]);
    }

    /// Where the block stands.
    fn place(&self, at: usize, groups: &[u16], inside: &[Inside], row: &mut Vec<f64>) {
        let chain = &self.chains[at];
        let bits = |places: &[usize]| places.iter().fold(0, |bits, place| bits | groups[*place]);
        let near = bits(&chain[..chain.len().min(3)]);
        let far = bits(&chain[chain.len().min(3)..chain.len().min(8)]);
        for bits in [near, far] {
            row.extend((0..BOXES.len()).map(|group| flag(bits & (1 << group) != 0)));
        }
        let tag = |place: &usize| self.blocks.places[*place].tag.as_str();
        row.extend(HOLDERS.map(|holder| flag(chain.iter().any(|place| tag(place) == holder))));
        let own = chain.first().map_or("", tag);
        row.push(flag(own == "p"));
        row.push(flag(matches!(own, "div" | "section" | "article")));
        for steps in 1..=3 {
            let inside = outer(chain, steps).map(|place| inside[place]).unwrap_or_default();
            row.push(f64::from(inside.paragraphs.min(6)) / 6.0);
            row.push(inside.linked / inside.bytes.max(1.0));
        }
    }

    /// Whether the page names the block as part of its body.
    fn told(&self, at: usize, bare: &str, told: &str, row: &mut Vec<f64>) {
        let is_told = bare.chars().nth(12).is_some() && find(told, bare);
        let untold = flag(told.chars().nth(600).is_some() && !is_told);
        let paragraph = flag(self.blocks.blocks[at].kind == Kind::Paragraph);
        row.extend([flag(is_told), untold, untold * paragraph]);
    }

    /// Whether prose stands around the block, and whether it stands in the same box.
    fn neighbours(&self, at: usize, prose: &[bool], row: &mut Vec<f64>) {
        let box_of = |at: usize| self.chains[at].get(1);
        for step in [-2_isize, -1, 1, 2] {
            let other = at.checked_add_signed(step).filter(|other| *other < prose.len());
            row.push(flag(other.is_some_and(|other| prose[other])));
            row.push(flag(other.is_some_and(|other| {
                let apart = self.blocks.blocks[other].place != self.blocks.blocks[at].place;
                apart && box_of(other).is_some() && box_of(other) == box_of(at)
            })));
        }
    }

    fn votes(&self, opinions: &Opinions, bares: &[String]) -> Votes {
        let rules = Opinion::new(&opinions.rules);
        let scores = Opinion::new(&opinions.scores);
        let rules: Vec<f64> = bares.iter().map(|bare| rules.took(bare)).collect();
        let scores: Vec<f64> = bares.iter().map(|bare| scores.took(bare)).collect();
        let mass = |vote: &dyn Fn(usize) -> f64| {
            (0..bares.len()).map(|at| self.words[at] * vote(at)).sum::<f64>()
        };
        let [rules_mass, scores_mass] = [mass(&|at| rules[at]), mass(&|at| scores[at])];
        let both = mass(&|at| rules[at] * scores[at]);
        let agreed = both / (rules_mass + scores_mass - both).max(1.0);
        Votes { rules, scores, rules_mass, scores_mass, agreed }
    }

    /// The part of a block that is linked.
    fn link(&self, at: usize) -> f64 {
        let Block { text, linked, .. } = &self.blocks.blocks[at];
        small(*linked) / small(text.len()).max(1.0)
    }

    /// A block that reads like a sentence of some length.
    fn is_prose(&self, at: usize) -> bool {
        self.words[at] >= 12.0 && ends(&self.blocks.blocks[at].text) && self.link(at) < 0.5
    }

    fn inside(&self) -> Vec<Inside> {
        let mut inside = vec![Inside::default(); self.blocks.places.len()];
        for (at, block) in self.blocks.blocks.iter().enumerate() {
            let paragraph =
                block.kind == Kind::Paragraph && ends(&block.text) && self.words[at] >= 10.0;
            for place in &self.chains[at] {
                inside[*place].bytes += small(block.text.len());
                inside[*place].linked += small(block.linked);
                inside[*place].paragraphs += u32::from(paragraph);
            }
        }
        inside
    }
}

/// What the extractors took, block by block, and how far they agree on the page.
#[derive(Debug)]
struct Votes {
    rules: Vec<f64>,
    scores: Vec<f64>,
    rules_mass: f64,
    scores_mass: f64,
    agreed: f64,
}

impl Votes {
    fn push(&self, at: usize, kind: Kind, row: &mut Vec<f64>) {
        let (rules, scores) = (self.rules[at], self.scores[at]);
        row.extend([rules, scores, rules * scores]);
        for own in [Kind::Heading, Kind::Item, Kind::Row, Kind::Caption] {
            let own = flag(own == kind);
            row.extend([own * rules, own * scores]);
        }
        row.extend([
            rules * self.agreed,
            scores * self.agreed,
            self.agreed,
            (rules - rules * scores) * flag(self.rules_mass < self.scores_mass),
            (scores - rules * scores) * flag(self.scores_mass < self.rules_mass),
            rules * flag(self.rules_mass > 2.0 * self.scores_mass),
            scores * flag(self.scores_mass > 2.0 * self.rules_mass),
        ]);
    }
}

/// Signs in the text that prose seldom has.
fn signs(text: &str, row: &mut Vec<f64>) {
    let characters = text.chars().count();
    let digits = text.chars().filter(char::is_ascii_digit).count();
    row.extend([
        small(digits) / small(characters).max(1.0),
        flag(text.contains(['©', '@']) || text.contains("http")),
        flag(text.ends_with(':')),
        flag(["*", "•", "–", "- ", "—"].iter().any(|mark| text.starts_with(mark))),
    ]);
}

/// The place `steps` outwards, or the outermost.
pub(super) fn outer(chain: &[usize], steps: usize) -> Option<usize> {
    chain.get(steps).or(chain.last()).copied()
}

fn chain(blocks: &Blocks, place: usize) -> Vec<usize> {
    let first = (place < blocks.places.len()).then_some(place);
    std::iter::successors(first, |place| blocks.places[*place].parent).collect()
}

fn count(text: &str) -> f64 {
    let words =
        text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|word| !word.is_empty());
    let (words, characters) = (words.count(), text.chars().count());
    if words * 14 > characters { small(words) } else { small(characters) / 5.0 }
}

/// Letters and digits only, in lower case.
pub fn bare(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn ends(text: &str) -> bool {
    text.ends_with(|c: char| ".!?…。！？»”\"'’)』」:;".contains(c))
}

pub(super) fn flag(is: bool) -> f64 {
    f64::from(u8::from(is))
}

/// A count on a page, which is far below where a float loses whole numbers.
#[expect(clippy::cast_precision_loss, reason = "a page has at most five million bytes")]
fn small(count: usize) -> f64 {
    count as f64
}
