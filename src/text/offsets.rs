/// From byte offsets, which the extractor works in, to code points, which the model counts in.
#[derive(Debug, Clone)]
pub struct CodePoints {
    /// Code points before each block of `BLOCK` bytes; empty for plain ASCII, where both counts are the same.
    blocks: Vec<u32>,
}

/// Small enough that counting inside a block is cheap, large enough that the table is a sixteenth of the text.
const BLOCK: usize = 64;

impl CodePoints {
    pub fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Self { blocks: Vec::new() };
        }
        let mut before = 0;
        let blocks = text
            .as_bytes()
            .chunks(BLOCK)
            .map(|block| {
                let here = before;
                before += starts(block);
                here
            })
            .collect();
        Self { blocks }
    }

    /// The code points of `text` before byte `at`, which must be a boundary.
    pub fn before(&self, text: &str, at: u32) -> u32 {
        if self.blocks.is_empty() {
            return at;
        }
        let at = (at as usize).min(text.len());
        let block = (at / BLOCK).min(self.blocks.len() - 1);
        self.blocks[block] + starts(&text.as_bytes()[block * BLOCK..at])
    }
}

/// How many code points begin in the bytes.
fn starts(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|byte| **byte & 0xc0 != 0x80).count();
    u32::try_from(count).expect("a block is short, and a text is at most 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_counting() {
        let text = "“Séoul” — 41 morts, ".repeat(20);
        let points = CodePoints::of(&text);
        for (count, (at, _)) in text.char_indices().enumerate() {
            assert_eq!(points.before(&text, u32::try_from(at).unwrap_or(0)) as usize, count);
        }
    }
}
