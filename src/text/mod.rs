//! Bytes to text, words, sentences and offsets: what a text is made of, before anybody knows a language.

pub mod charset;
pub mod guard;
mod lean;
mod offsets;
mod sentence;
mod sketch;
mod token;

pub use lean::{lean, sparse};
pub use offsets::CodePoints;
pub use sentence::{Sentence, sentences};
pub use sketch::{SKETCH_SIZE, sketch};
pub use token::{Case, Class, Marks, Space, Token, digit, tokenize};
