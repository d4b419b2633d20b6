//! Words as numbers, and phrases as paths of them: how the extractor knows a word without reading it twice.

use super::{Marker, Sense};
use crate::text::{Class, Marks, tokenize};

/// A word's number; 0 stands for every word that no data file holds.
pub type WordId = u32;

/// The number of all unknown words.
pub const UNKNOWN: WordId = 0;

/// Every word and phrase of the data files. Words are looked up once per token, by hash; phrases are then walked over word
/// numbers, so that matching is by whole tokens, longest first, whatever the order in a file.
#[derive(Debug, Clone)]
pub struct Vocabulary {
    words: Vec<Word>,
    /// Open addressing over `words`, a power of two long: each with its hash, so that a word is compared with hardly any but itself;
    /// 0 is free.
    slots: Vec<(u32, WordId)>,
    nodes: Vec<Node>,
}

/// One bit for each class of words; room for 256.
type Classes = [u64; 4];

#[derive(Debug, Clone)]
struct Word {
    text: Box<str>,
    /// Bit n: the word is in class n of its language.
    classes: Classes,
    /// Bit n: a phrase that begins with the word is marker n.
    markers: u128,
    /// Whether a number or a word in its place begins with the word.
    numbers: bool,
    /// The first node of phrases that begin with the word; 0 for none.
    root: u32,
}

#[derive(Debug, Clone, Default)]
struct Node {
    children: Vec<(WordId, u32)>,
    senses: Vec<Sense>,
}

impl Default for Vocabulary {
    fn default() -> Self {
        Self {
            words: vec![Word {
                text: "".into(),
                classes: Classes::default(),
                markers: 0,
                numbers: false,
                root: 0,
            }],
            slots: vec![(0, UNKNOWN); 4096],
            nodes: vec![Node::default()],
        }
    }
}

/// FNV-1a, as in Fowler, Noll, Vo; the seed never changes, so two runs agree.
fn hash(bytes: impl Iterator<Item = u8>) -> u32 {
    let state = bytes
        .fold(0x811c_9dc5_u32, |state, byte| (state ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    state ^ (state >> 15)
}

/// A word as the data writes it, letter by letter: lower case, straight apostrophe.
fn folded(word: &str) -> impl Iterator<Item = char> {
    word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase)
}

fn bytes(letters: impl Iterator<Item = char>) -> impl Iterator<Item = u8> {
    letters.flat_map(|c| {
        let mut bytes = [0; 4];
        let length = c.encode_utf8(&mut bytes).len();
        bytes.into_iter().take(length)
    })
}

impl Vocabulary {
    /// The number of a word in whatever case; asked for each token of a text, so nothing is allocated.
    pub fn id(&self, word: &str) -> WordId {
        if word.is_ascii() {
            let hash = hash(word.bytes().map(|byte| byte.to_ascii_lowercase()));
            self.probe(hash, |known| known.eq_ignore_ascii_case(word)).unwrap_or(UNKNOWN)
        } else {
            let is_it = |known: &str| known.chars().eq(folded(word));
            self.probe(hash(bytes(folded(word))), is_it).unwrap_or(UNKNOWN)
        }
    }

    fn probe(&self, hash: u32, is_it: impl Fn(&str) -> bool) -> Option<WordId> {
        let mask = self.slots.len() - 1;
        let mut slot = hash as usize & mask;
        loop {
            match self.slots[slot] {
                (_, UNKNOWN) => return None,
                (known, id) if known == hash && is_it(&self.words[id as usize].text) => {
                    return Some(id);
                }
                _ => slot = (slot + 1) & mask,
            }
        }
    }

    pub(super) fn intern(&mut self, word: &str) -> WordId {
        let word: String = folded(word).collect();
        let known = self.id(&word);
        if known != UNKNOWN {
            return known;
        }
        if self.words.len() * 2 > self.slots.len() {
            self.slots = vec![(0, UNKNOWN); self.slots.len() * 2];
            for id in 1..self.words.len() {
                let text = self.words[id].text.clone();
                self.place(&text, u32::try_from(id).expect("fewer than 2^32 words"));
            }
        }
        let id = u32::try_from(self.words.len()).expect("fewer than 2^32 words");
        self.place(&word, id);
        self.words.push(Word {
            text: word.into(),
            classes: Classes::default(),
            markers: 0,
            numbers: false,
            root: 0,
        });
        id
    }

    fn place(&mut self, word: &str, id: WordId) {
        let mask = self.slots.len() - 1;
        let hash = hash(word.bytes());
        let mut slot = hash as usize & mask;
        while self.slots[slot].1 != UNKNOWN {
            slot = (slot + 1) & mask;
        }
        self.slots[slot] = (hash, id);
    }

    pub(super) fn add_class(&mut self, word: &str, class: usize) {
        let id = self.intern(word);
        self.words[id as usize].classes[class / 64] |= 1 << (class % 64);
    }

    /// Whether a word is in a class, given by its number.
    pub fn has_class(&self, id: WordId, class: usize) -> bool {
        self.words[id as usize].classes[class / 64] & 1 << (class % 64) != 0
    }

    /// Adds a phrase; false where it has no word.
    pub(super) fn add_phrase(&mut self, phrase: &str, sense: Sense) -> bool {
        let ids: Vec<WordId> = tokenize(phrase, Marks::Point)
            .iter()
            .map(|token| match token.class {
                Class::Sign(sign) => self.intern(sign.encode_utf8(&mut [0; 4])),
                _ => self.intern(token.text(phrase)),
            })
            .collect();
        let Some((first, rest)) = ids.split_first() else { return false };
        if self.words[*first as usize].root == 0 {
            self.words[*first as usize].root = self.node();
        }
        if let Sense::Marker(marker) = sense {
            self.words[*first as usize].markers |= 1 << marker as u32;
        }
        self.words[*first as usize].numbers |= sense.is_number();
        let mut node = self.words[*first as usize].root;
        for id in rest {
            node = if let Some(child) = self.child(node, *id) {
                child
            } else {
                let child = self.node();
                let children = &mut self.nodes[node as usize].children;
                let place = children.partition_point(|(known, _)| known < id);
                children.insert(place, (*id, child));
                child
            };
        }
        let senses = &mut self.nodes[node as usize].senses;
        if !senses.contains(&sense) {
            senses.push(sense);
        }
        true
    }

    fn node(&mut self) -> u32 {
        self.nodes.push(Node::default());
        u32::try_from(self.nodes.len() - 1).expect("fewer than 2^32 phrases")
    }

    fn child(&self, node: u32, id: WordId) -> Option<u32> {
        let children = &self.nodes[node as usize].children;
        let place = children.binary_search_by_key(&id, |(known, _)| *known).ok()?;
        Some(children[place].1)
    }

    /// The longest phrase at the head of `ids` with a sense that is wanted, and its length in words.
    pub fn longest<T>(
        &self,
        ids: &[WordId],
        want: impl Fn(&Sense) -> Option<T>,
    ) -> Option<(usize, T)> {
        let mut node = self.words[*ids.first()? as usize].root;
        let mut found = None;
        let mut length = 1;
        while node != 0 {
            if let Some(wanted) = self.nodes[node as usize].senses.iter().find_map(&want) {
                found = Some((length, wanted));
            }
            node = match ids.get(length) {
                Some(id) if *id != UNKNOWN => self.child(node, *id).unwrap_or(0),
                _ => 0,
            };
            length += 1;
        }
        found
    }

    /// Every sense of exactly this phrase.
    pub fn exact(&self, ids: &[WordId]) -> &[Sense] {
        let Some((first, rest)) = ids.split_first() else { return &[] };
        let root = self.words[*first as usize].root;
        let node = rest.iter().try_fold(root, |node, id| self.child(node, *id));
        match node {
            Some(0) | None => &[],
            Some(node) => &self.nodes[node as usize].senses,
        }
    }

    /// Whether some phrase of the marker begins with the word: asked far more often than it is so.
    pub fn begins_marker(&self, id: WordId, marker: Marker) -> bool {
        self.words[id as usize].markers & (1 << marker as u32) != 0
    }

    /// The number or the word in a number's place that begins at the head of `ids`, and its length in words.
    pub fn number(&self, ids: &[WordId]) -> Option<usize> {
        if !self.words[*ids.first()? as usize].numbers {
            return None;
        }
        self.longest(ids, |sense| sense.is_number().then_some(())).map(|(length, ())| length)
    }

    /// Whether some phrase begins with the word.
    pub fn begins_phrase(&self, id: WordId) -> bool {
        self.words[id as usize].root != 0
    }
}
