//! JSONL a line at a time, in bounded memory.

use std::io::{self, BufRead, BufReader, Read};

/// The longest line that is read, and the longest document of any form. A real article is a thousandth of it.
pub(super) const LINE_BYTES_MAX: usize = 16 << 20;

/// The limit as messages name it.
pub(super) const LINE_LIMIT: &str = "16 MiB";

/// What was found of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Line {
    Whole,
    /// It is longer than [`LINE_BYTES_MAX`] and was passed over.
    TooLong,
}

/// Input in lines, counted from 1.
#[derive(Debug)]
pub(super) struct Lines<R> {
    input: BufReader<R>,
    number: usize,
    offset: u64,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: BufReader<R>) -> Self {
        Self { input, number: 0, offset: 0 }
    }

    /// Appends the next line, with its end; `None` behind the last. Of a line that is too long nothing is appended.
    pub(super) fn next(&mut self, into: &mut Vec<u8>) -> io::Result<Option<(usize, Line)>> {
        let before = into.len();
        let most = u64::try_from(LINE_BYTES_MAX).expect("the limit is small") + 1;
        let read = self.input.by_ref().take(most).read_until(b'\n', into)?;
        if read == 0 {
            return Ok(None);
        }
        self.offset += read as u64;
        self.number += 1;
        if into.len() - before <= LINE_BYTES_MAX || into.ends_with(b"\n") {
            return Ok(Some((self.number, Line::Whole)));
        }
        into.truncate(before);
        into.shrink_to_fit();
        self.offset += self.input.skip_until(b'\n')? as u64;
        Ok(Some((self.number, Line::TooLong)))
    }

    /// How many bytes stand before the next line.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Whether the next line has come in full, so that reading it waits for nobody.
    pub(super) fn is_next_here(&self) -> bool {
        memchr::memchr(b'\n', self.input.buffer()).is_some()
    }
}
