//! The floors under the corpus's figures: they rise and never sink.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use super::score::{Counts, Tally, share};

/// How far the stated figures of the held-out lines may lie from the measured ones.
const STALE: f64 = 0.02;

/// What the corpus must at least reach, and which lines it holds.
#[derive(Debug, Clone, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Floors {
    /// By file: how many lines, and the digest of what they say.
    pub(super) lines: BTreeMap<String, Held>,
    /// By file, of the lines that are not held out.
    pub(super) phenomenon: BTreeMap<String, Floor>,
    /// By quality, of the lines that are not held out.
    pub(super) quality: BTreeMap<String, Floor>,
    /// By quality, of the lines that are: no floor but what was last measured, so that it is stated and does not grow old.
    pub(super) held_out: BTreeMap<String, Floor>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Held {
    pub(super) count: u32,
    pub(super) digest: String,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Floor {
    pub(super) precision: f64,
    pub(super) recall: f64,
    pub(super) f1: f64,
    /// The share of lines of which everything is right.
    #[serde(default)]
    pub(super) lines: f64,
}

impl Floor {
    pub(super) fn of(counts: Counts, tally: &Tally) -> Self {
        Self {
            precision: thousandths(counts.precision()),
            recall: thousandths(counts.recall()),
            f1: thousandths(counts.f1()),
            lines: thousandths(share(tally.lines_right, tally.lines)),
        }
    }

    fn raised(self, to: Self) -> Self {
        Self {
            precision: self.precision.max(to.precision),
            recall: self.recall.max(to.recall),
            f1: self.f1.max(to.f1),
            lines: self.lines.max(to.lines),
        }
    }

    fn shortfalls(self, reached: Self) -> Vec<String> {
        let named = [
            ("precision", self.precision, reached.precision),
            ("recall", self.recall, reached.recall),
            ("f1", self.f1, reached.f1),
            ("lines", self.lines, reached.lines),
        ];
        named
            .into_iter()
            .filter(|(_, floor, reached)| reached + 1e-9 < *floor)
            .map(|(name, floor, reached)| format!("{name} {reached:.3}, the floor is {floor:.3}"))
            .collect()
    }
}

/// Rounded down: a floor is never above what was measured.
fn thousandths(share: f64) -> f64 {
    (share * 1000.0 + 1e-9).floor() / 1000.0
}

pub(super) fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus/floors.toml")
}

pub(super) fn read() -> Floors {
    let text = fs::read_to_string(path()).unwrap_or_default();
    if text.is_empty() {
        return Floors::default();
    }
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path().display()))
}

/// The floors with everything raised that rose; lines are pinned as they are.
pub(super) fn raised(floors: &Floors, reached: &Floors) -> Floors {
    let each = |old: &BTreeMap<String, Floor>, new: &BTreeMap<String, Floor>| {
        new.iter()
            .map(|(name, new)| (name.clone(), old.get(name).map_or(*new, |old| old.raised(*new))))
            .collect()
    };
    Floors {
        lines: reached.lines.clone(),
        phenomenon: each(&floors.phenomenon, &reached.phenomenon),
        quality: each(&floors.quality, &reached.quality),
        held_out: reached.held_out.clone(),
    }
}

/// What is not as it is pinned, for people.
pub(super) fn complaints(floors: &Floors, reached: &Floors) -> Vec<String> {
    let mut complaints = Vec::new();
    let files = floors.lines.keys().chain(reached.lines.keys());
    for file in files.collect::<std::collections::BTreeSet<_>>() {
        let (pinned, has) = (floors.lines.get(file), reached.lines.get(file));
        if pinned != has {
            let count = |held: Option<&Held>| held.map_or(0, |held| held.count);
            complaints.push(format!(
                "{file}: {} lines where {} are pinned, or other words in them",
                count(has),
                count(pinned)
            ));
        }
    }
    let tables = [
        ("phenomenon", &floors.phenomenon, &reached.phenomenon),
        ("quality", &floors.quality, &reached.quality),
    ];
    for (table, floors, reached) in tables {
        for (name, floor) in floors {
            let reached = reached.get(name).copied().unwrap_or_default();
            for what in floor.shortfalls(reached) {
                complaints.push(format!("{table} {name}: {what}"));
            }
        }
    }
    for (name, stated) in &floors.held_out {
        let has = reached.held_out.get(name).copied().unwrap_or_default();
        if (stated.f1 - has.f1).abs() > STALE {
            complaints
                .push(format!("held out {name}: f1 is {:.3}, stated as {:.3}", has.f1, stated.f1));
        }
    }
    complaints
}

pub(super) fn write(floors: &Floors) {
    let mut text = String::from(
        "# What the labelled corpus holds and must at least reach. `GATE=update cargo test corpus` pins the lines and raises floors; it lowers\n\
         # none. What stands under `held_out` is no floor: it states what was last measured. Who adds lines that the program cannot read yet lowers a floor here by hand, and says in the commit which and why.\n\n[lines]\n",
    );
    for (file, held) in &floors.lines {
        let _ = writeln!(
            text,
            "\"{file}\" = {{ count = {}, digest = \"{}\" }}",
            held.count, held.digest
        );
    }
    let tables = [
        ("phenomenon", &floors.phenomenon),
        ("quality", &floors.quality),
        ("held_out", &floors.held_out),
    ];
    for (table, floors) in tables {
        let _ = writeln!(text, "\n[{table}]");
        for (name, floor) in floors {
            let Floor { precision, recall, f1, lines } = floor;
            let _ = write!(
                text,
                "\"{name}\" = {{ precision = {precision:.3}, recall = {recall:.3}, f1 = {f1:.3}"
            );
            if table == "phenomenon" {
                let _ = write!(text, ", lines = {lines:.3}");
            }
            let _ = writeln!(text, " }}");
        }
    }
    fs::write(path(), text).unwrap();
}
