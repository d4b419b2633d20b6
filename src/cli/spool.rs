//! Lines that are read twice: once to learn what each is about, then those of one thing at a time.
//!
//! A file is read again where it lies. What comes through a pipe is kept in memory up to a limit, and beyond it in a
//! temporary file without a name, as sort(1) does it: the input may be larger than the memory, in whatever order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::sync::{Mutex, PoisonError};

use anyhow::Context;

use super::lines::{Line, Lines};
use super::printer::Hint;

/// Of what a pipe gives, so many bytes are kept in memory.
const MEMORY_BYTES_MAX: usize = 64 << 20;

/// What is to be read.
pub(super) enum Input {
    File(File),
    Pipe(Box<dyn Read>),
}

/// Where a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    /// Its number in the input, from 1.
    pub(super) number: usize,
    pub(super) length: usize,
    at: u64,
}

/// Lines that can be read again.
#[derive(Debug)]
pub(super) struct Spool {
    kept: Kept,
}

#[derive(Debug)]
enum Kept {
    Memory(Vec<u8>),
    File(Mutex<File>),
}

/// The places of lines under each label, in the order of the input.
pub(super) type Filed = BTreeMap<String, Vec<Place>>;

impl Spool {
    /// Files every line under what `label` says of it; a line without a label is let go.
    pub(super) fn fill(
        input: Input,
        label: impl FnMut(usize, &[u8], Line) -> Option<String>,
    ) -> anyhow::Result<(Self, Filed)> {
        match input {
            Input::Pipe(pipe) => filled(pipe, Some(Heap::of(MEMORY_BYTES_MAX)), label),
            Input::File(mut file) => {
                let start = file.stream_position().context(UNREADABLE)?;
                let (_, mut filed) = filled(&file, None, label)?;
                for place in filed.values_mut().flatten() {
                    place.at += start;
                }
                Ok((Self { kept: Kept::File(Mutex::new(file)) }, filed))
            }
        }
    }

    /// Appends the lines at these places, one behind the other.
    pub(super) fn read(&self, places: &[Place], into: &mut Vec<u8>) -> io::Result<()> {
        // Lines that lie side by side are read at once.
        for run in places.chunk_by(|a, b| a.at + a.length as u64 == b.at) {
            let length = run.iter().map(|place| place.length).sum::<usize>();
            let before = into.len();
            match &self.kept {
                Kept::Memory(bytes) => {
                    let at = usize::try_from(run[0].at).expect("it is kept in memory");
                    into.extend_from_slice(&bytes[at..at + length]);
                }
                Kept::File(file) => {
                    into.resize(before + length, 0);
                    let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
                    file.seek(SeekFrom::Start(run[0].at))?;
                    file.read_exact(&mut into[before..])?;
                }
            }
        }
        Ok(())
    }
}

const UNREADABLE: &str = "the claims cannot be read";

fn filled(
    input: impl Read,
    mut heap: Option<Heap>,
    mut label: impl FnMut(usize, &[u8], Line) -> Option<String>,
) -> anyhow::Result<(Spool, Filed)> {
    let mut filed = Filed::new();
    let mut lines = Lines::new(BufReader::new(input));
    let mut bytes = Vec::new();
    loop {
        bytes.clear();
        let mut at = lines.offset();
        let Some((number, line)) = lines.next(&mut bytes).context(UNREADABLE)? else { break };
        let Some(label) = label(number, &bytes, line) else { continue };
        if let Some(heap) = &mut heap {
            at = heap.push(&bytes).context(NO_ROOM).hint(ROOM)?;
        }
        filed.entry(label).or_default().push(Place { number, length: bytes.len(), at });
    }
    let kept = match heap {
        Some(heap) => heap.kept().context(NO_ROOM).hint(ROOM)?,
        None => Kept::Memory(Vec::new()),
    };
    Ok((Spool { kept }, filed))
}

const NO_ROOM: &str =
    "the input is too large for memory, and cannot be set down in the temporary folder";
const ROOM: &str = "give a file instead of a pipe, or set TMPDIR to a folder with more room";

/// What a pipe gave so far.
#[derive(Debug)]
struct Heap {
    memory: Vec<u8>,
    file: Option<BufWriter<File>>,
    end: u64,
    most: usize,
}

impl Heap {
    fn of(most: usize) -> Self {
        Self { memory: Vec::new(), file: None, end: 0, most }
    }

    /// Keeps the bytes, and says where.
    fn push(&mut self, bytes: &[u8]) -> io::Result<u64> {
        if self.file.is_none() && self.memory.len() + bytes.len() > self.most {
            let mut file = BufWriter::new(tempfile::tempfile()?);
            file.write_all(&std::mem::take(&mut self.memory))?;
            self.file = Some(file);
        }
        match &mut self.file {
            Some(file) => file.write_all(bytes)?,
            None => self.memory.extend_from_slice(bytes),
        }
        let at = self.end;
        self.end += bytes.len() as u64;
        Ok(at)
    }

    fn kept(self) -> io::Result<Kept> {
        Ok(match self.file {
            Some(file) => Kept::File(Mutex::new(file.into_inner()?)),
            None => Kept::Memory(self.memory),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "b 1\n\na 2\nb 3\nb 4\na 5";

    /// The lines of each letter, as they are read back.
    fn read_back((spool, filed): &(Spool, Filed)) -> Vec<(String, String, Vec<usize>)> {
        let read = |(label, places): (&String, &Vec<Place>)| {
            let mut bytes = Vec::new();
            spool.read(places, &mut bytes).expect("what was kept can be read");
            let numbers = places.iter().map(|place| place.number).collect();
            (label.clone(), String::from_utf8(bytes).expect("text"), numbers)
        };
        filed.iter().map(read).collect()
    }

    fn letter(_: usize, line: &[u8], _: Line) -> Option<String> {
        line.first().filter(|byte| byte.is_ascii_alphabetic()).map(|byte| char::from(*byte).into())
    }

    #[test]
    fn lines_come_back_by_label_wherever_they_are_kept() {
        let expected = [
            ("a".to_owned(), "a 2\na 5".to_owned(), vec![3, 6]),
            ("b".to_owned(), "b 1\nb 3\nb 4\n".to_owned(), vec![1, 4, 5]),
        ];
        for most in [0, 5, 10, 1000] {
            let spool = filled(TEXT.as_bytes(), Some(Heap::of(most)), letter).expect("memory");
            assert_eq!(spool.0.kept_in_memory(), most == 1000);
            assert_eq!(read_back(&spool), expected, "{most}");
        }
        // A file is read from where it stands.
        let mut file = tempfile::tempfile().expect("a temporary file");
        write!(file, "a head that somebody else has read\n{TEXT}").expect("room");
        file.seek(SeekFrom::Start(35)).expect("a file");
        assert_eq!(read_back(&Spool::fill(Input::File(file), letter).expect("a file")), expected);
    }

    impl Spool {
        fn kept_in_memory(&self) -> bool {
            matches!(self.kept, Kept::Memory(_))
        }
    }
}
