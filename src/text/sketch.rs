/// How many minima a sketch keeps: the standard error of an estimate is about 1 / sqrt(SKETCH_SIZE), 12 points.
pub const SKETCH_SIZE: usize = 64;

/// How many words make a shingle.
const SHINGLE: usize = 4;

/// A bottom-k sketch (Broder 1997) of a text's shingles: the `SKETCH_SIZE` smallest hashes of all runs of four words, lower-cased,
/// sorted, each once. A shorter sketch holds *all* shingles of its text.
///
/// With A and B as sketches, and U the `SKETCH_SIZE` smallest of A ∪ B:
/// * Jaccard ≈ |U ∩ A ∩ B| / |U|;
/// * the share of A's shingles that B holds (containment) ≈ |{x ∈ A : x ≤ t, x ∈ B}| / |{x ∈ A : x ≤ t}|, where t is the smaller of the
///   two largest values, a full sketch's last (a short sketch sets no limit, since it is complete).
///
/// Both are exact where neither sketch is full. The hash is FNV-1a over the words, mixed and cut to 32 bits; it is part of the
/// line format's schema.
pub fn sketch<'t>(words: impl Iterator<Item = &'t str>) -> Vec<u32> {
    let mut window = [0_u64; SHINGLE];
    let mut least = Least { most: u32::MAX, held: Vec::with_capacity(HELD) };
    for (count, word) in words.enumerate() {
        window.rotate_left(1);
        window[SHINGLE - 1] = hash(word);
        if count + 1 < SHINGLE {
            continue;
        }
        least.offer(mix(window));
    }
    least.settle();
    least.held.shrink_to_fit();
    least.held
}

/// How many candidates are held before they are sorted and the larger ones let go: so that most words cost one comparison.
const HELD: usize = 8 * SKETCH_SIZE;

/// The smallest numbers offered so far, each once, after `settle`.
struct Least {
    /// What is larger than this has no chance.
    most: u32,
    held: Vec<u32>,
}

impl Least {
    fn offer(&mut self, number: u32) {
        if number <= self.most {
            if self.held.len() == HELD {
                self.settle();
            }
            self.held.push(number);
        }
    }

    fn settle(&mut self) {
        self.held.sort_unstable();
        self.held.dedup();
        self.held.truncate(SKETCH_SIZE);
        if let Some(last) = self.held.get(SKETCH_SIZE - 1) {
            self.most = *last;
        }
    }
}

fn hash(word: &str) -> u64 {
    let mut state = 0xcbf2_9ce4_8422_2325_u64;
    let mut step = |byte: u8| state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().for_each(|byte| step(byte.to_ascii_lowercase()));
    } else {
        let mut buffer = [0; 4];
        for c in word.chars().flat_map(char::to_lowercase) {
            c.encode_utf8(&mut buffer).bytes().for_each(&mut step);
        }
    }
    state
}

/// One number of four, in order, by the finisher of SplitMix64 (Steele et al. 2014).
fn mix(window: [u64; SHINGLE]) -> u32 {
    let mut state = 0_u64;
    for word in window {
        state = state.rotate_left(23).wrapping_add(word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        state ^= state >> 30;
    }
    state = state.wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state ^= state >> 27;
    u32::try_from(state >> 32).expect("32 bits are left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_words_same_sketch_whatever_the_case() {
        let a = sketch("Five people died in the blast".split(' '));
        let b = sketch("FIVE people died IN the blast".split(' '));
        assert_eq!(a, b);
        assert_eq!(a.len(), 3);
    }

    #[test]
    fn a_long_text_keeps_the_smallest() {
        let words: Vec<String> = (0..5_000).map(|n| n.to_string()).collect();
        let sketch = sketch(words.iter().map(String::as_str));
        assert_eq!(sketch.len(), SKETCH_SIZE);
        assert!(sketch.is_sorted());
    }
}
