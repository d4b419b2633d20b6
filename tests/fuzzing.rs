//! The checks of the fuzz targets (`tests/fuzz`) over their seeds and over some hundred mutations of them, the same ones on every run.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

#[path = "fuzz/checks.rs"]
pub(crate) mod checks;

/// Mutations of each seed.
const ROUNDS: u64 = 25;

/// SplitMix64 (Steele et al. 2014): numbers that look random and are the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^= mixed >> 31;
        usize::try_from(mixed % u64::try_from(limit.max(1)).unwrap()).unwrap()
    }
}

/// Bytes that a reader of text, JSON or HTML stumbles over.
const PIECES: &[&[u8]] = &[
    b"\0",
    b"\xff",
    b"\xc3",
    b"\xe2\x80\xa8",
    b"\xcc\x81",
    b"\xef\xbb\xbf",
    b"\r\n",
    b"\n\n",
    b"\"",
    b"\\",
    b"\\ud800",
    b"{",
    b"}",
    b"[",
    b"<",
    b">",
    b"</p>",
    b"<table>",
    b"&#0;",
    b"<!--",
    b"9999999999999999999999999999999",
    b"-",
    b"1e9999",
    b"null",
    b",",
    b" million",
    b" and ",
    b" of them",
    b"%",
    b"$",
];

fn mutated(seeds: &[Vec<u8>], seed: &[u8], chance: &mut Chance) -> Vec<u8> {
    let mut bytes = seed.to_vec();
    for _ in 0..=chance.below(6) {
        let at = chance.below(bytes.len() + 1);
        let end = (at + chance.below(12)).min(bytes.len());
        match chance.below(6) {
            0 => drop(bytes.drain(at..end)),
            1 => drop(bytes.splice(at..at, PIECES[chance.below(PIECES.len())].iter().copied())),
            2 => bytes.truncate(at),
            3 => {
                let copy = bytes[at..end].repeat(1 + chance.below(40));
                drop(bytes.splice(at..at, copy));
            }
            4 => {
                let other = &seeds[chance.below(seeds.len())];
                let from = chance.below(other.len());
                drop(bytes.splice(at..end, other[from..].iter().copied()));
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = u8::try_from(chance.below(256)).unwrap();
                }
            }
        }
    }
    bytes
}

#[test]
fn seeds_and_what_is_near_them_hold_what_must_hold() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fuzz/seeds");
    for (at, (name, check)) in checks::ALL.iter().enumerate() {
        let files = fs::read_dir(folder.join(name)).unwrap();
        let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
        paths.sort();
        let seeds: Vec<Vec<u8>> = paths.iter().map(|path| fs::read(path).unwrap()).collect();
        let mut chance = Chance(u64::try_from(at).unwrap());
        for (path, seed) in paths.iter().zip(&seeds) {
            check(seed);
            for round in 0..ROUNDS {
                let bytes = mutated(&seeds, seed, &mut chance);
                let shown = String::from_utf8_lossy(&bytes);
                let held = catch_unwind(AssertUnwindSafe(|| check(&bytes)));
                assert!(held.is_ok(), "{}, round {round}: {shown:?}", path.display());
            }
        }
    }
}
