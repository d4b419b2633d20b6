//! Bytes to text, words and sentences.

pub mod charset;
