//! The half of tests/bench/points.py that is this program: what the blocks of a page are judged by.
//!
//! Reads JSON lines on stdin. A page (`html`, `url`) is answered with its blocks' texts and a row of values for each; `chances` of the
//! blocks of the page with that number (`page`, from 0) with the rows that the second pass adds. The first line says the names.

#![expect(clippy::print_stdout, reason = "a bench prints what it measured")]

use std::io::BufRead as _;

use claims::article::{Evidence, evidence};
use serde_json::{Value, json};

fn main() {
    // `cargo bench` alone goes on to the next.
    if !std::env::args().any(|arg| arg == "--pages") {
        return;
    }
    println!("{}", json!({ "names": Evidence::names() }));
    let mut pages: Vec<Option<Evidence>> = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let line: Value = serde_json::from_str(&line.expect("stdin")).expect("a line of JSON");
        if let Some(html) = line["html"].as_str() {
            let page = evidence(html, line["url"].as_str());
            let texts: Vec<&str> = page.iter().flat_map(Evidence::texts).collect();
            let rows = page.as_ref().map(Evidence::rows).unwrap_or_default();
            println!("{}", json!({ "texts": texts, "rows": rows }));
            pages.push(page);
        } else {
            let chances: Vec<f64> =
                serde_json::from_value(line["chances"].clone()).expect("chances");
            let number = line["page"].as_u64().and_then(|at| usize::try_from(at).ok());
            let page = number.and_then(|at| pages.get(at)?.as_ref());
            println!("{}", json!(page.map(|page| page.around(&chances)).unwrap_or_default()));
        }
    }
}
