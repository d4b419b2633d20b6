//! `claims verify`: the store held against itself, offline.

use std::io::Write;

use super::fetch::counted;
use super::{Global, Outcome, Printer, reading};
use crate::engine::Engine;
use crate::lexicon::Lexicon;
use crate::pipeline::{self, Verified};

/// Check every stored page, text and quote, and read every claim anew out of its page.
///
/// Bytes are held against their SHA-256, texts against their digests, quotes against their texts. A claim whose page is kept and that
/// this version of the program read is read again, and must come out the same; those of another version, and those whose pages were
/// pruned, are counted. Nothing is fetched and nothing is changed.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// Print it as JSON.
    #[arg(long)]
    json: bool,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let reading = reading::open(global)?;
    let engine = Engine::new(Lexicon::embedded());
    let verified = pipeline::verify(&reading.store, &engine, &reading.config)?;
    let mut out = printer.stdout();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &told(&verified))?;
        writeln!(out)?;
    } else {
        say(&mut out, &verified)?;
    }
    out.flush()?;
    if verified.mismatches.is_empty() {
        return Ok(Outcome::Same);
    }
    printer.note("`claims why ID` shows a claim's chain; what was changed comes back from a copy made before");
    Ok(Outcome::Differs)
}

fn say(out: &mut impl Write, verified: &Verified) -> std::io::Result<()> {
    for wrong in &verified.mismatches {
        let claim =
            wrong.claim.as_ref().map_or_else(String::new, |claim| format!("{}  ", claim.short()));
        let version = wrong.version.map_or_else(String::new, |number| format!(" version {number}"));
        writeln!(out, "MISMATCH  {claim}{}{version}: {}", wrong.at, wrong.what)?;
    }
    let count = |count, noun| counted(count, noun);
    writeln!(
        out,
        "{} hold their digests, {} pruned; {}",
        count(verified.snapshots, "page"),
        verified.snapshots_pruned,
        count(verified.texts, "text"),
    )?;
    writeln!(
        out,
        "{}: {} read anew, {} of another version held to their quotes, {} whose pages were pruned",
        count(verified.claims, "claim"),
        verified.rederived,
        verified.older,
        verified.pruned,
    )?;
    match verified.mismatches.len() {
        0 => writeln!(out, "nothing differs"),
        1 => writeln!(out, "1 mismatch"),
        wrong => writeln!(out, "{wrong} mismatches"),
    }
}

fn told(verified: &Verified) -> serde_json::Value {
    let mismatches: Vec<serde_json::Value> = verified
        .mismatches
        .iter()
        .map(|wrong| {
            serde_json::json!({
                "at": wrong.at,
                "version": wrong.version,
                "claim": wrong.claim.as_ref().map(crate::model::ClaimId::as_str),
                "what": wrong.what,
            })
        })
        .collect();
    serde_json::json!({
        "snapshots": verified.snapshots,
        "snapshots_pruned": verified.snapshots_pruned,
        "texts": verified.texts,
        "claims": verified.claims,
        "rederived": verified.rederived,
        "older": verified.older,
        "pruned": verified.pruned,
        "mismatches": mismatches,
    })
}
