//! Near copies: which documents share their words, from the sketches that travel with their claims.

use std::collections::BTreeMap;

use crate::lexicon::Judging;
use crate::text::SKETCH_SIZE;

/// The cluster of each document: the index of the first document of the same text.
///
/// Each document is held against the first ones of the clusters so far that share a shingle with it, not against all
/// documents: a story reprinted ten thousand times costs ten thousand comparisons.
pub(super) fn clusters(judging: &Judging, sketches: &[&[u32]]) -> Vec<usize> {
    let mut firsts_by_shingle: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    let mut cluster = Vec::with_capacity(sketches.len());
    for (document, sketch) in sketches.iter().enumerate() {
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for shingle in *sketch {
            for first in firsts_by_shingle.get(shingle).into_iter().flatten() {
                *shared.entry(*first).or_default() += 1;
            }
        }
        let best = shared
            .into_keys()
            .map(|first| (containment(sketch, sketches[first]), first))
            .filter(|(share, _)| *share >= judging.copies.derived)
            .max_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        if let Some((_, first)) = best {
            cluster.push(first);
        } else {
            cluster.push(document);
            for shingle in *sketch {
                firsts_by_shingle.entry(*shingle).or_default().push(document);
            }
        }
    }
    cluster
}

/// The share of the smaller text's shingles that the other one holds, in hundredths, estimated from bottom-k sketches: only
/// hashes up to the smaller of the two largest ones are known of both. Too few common hashes say nothing.
pub(super) fn containment(a: &[u32], b: &[u32]) -> u32 {
    const ENOUGH: usize = 12;
    let (Some(last_a), Some(last_b)) = (a.last(), b.last()) else { return 0 };
    let limit = if a.len() < SKETCH_SIZE && b.len() < SKETCH_SIZE {
        u32::MAX
    } else if a.len() < SKETCH_SIZE {
        *last_b
    } else if b.len() < SKETCH_SIZE {
        *last_a
    } else {
        *last_a.min(last_b)
    };
    let known = |sketch: &[u32]| sketch.partition_point(|hash| *hash <= limit);
    let (known_a, known_b) = (&a[..known(a)], &b[..known(b)]);
    let smaller = known_a.len().min(known_b.len());
    if smaller < ENOUGH {
        return 0;
    }
    let common = known_a.iter().filter(|hash| known_b.binary_search(hash).is_ok()).count();
    u32::try_from(common * 100 / smaller).unwrap_or(100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn a_reprint_joins_the_first_of_its_text_and_a_text_of_its_own_does_not() {
        let lexicon = Lexicon::embedded();
        let wire: Vec<u32> = (0..40).collect();
        let reprint: Vec<u32> = (10..50).collect();
        let own: Vec<u32> = (100..140).collect();
        let found = clusters(lexicon.judging(), &[&wire, &own, &reprint, &[]]);
        assert_eq!(found, [0, 1, 0, 3]);
    }

    #[test]
    fn two_short_texts_with_a_phrase_in_common_are_no_copies() {
        assert_eq!(containment(&[1, 2, 3], &[1, 2, 3]), 0);
        let (a, b): (Vec<u32>, Vec<u32>) = ((0..40).collect(), (37..77).collect());
        assert_eq!(containment(&a, &b), 7);
    }
}
