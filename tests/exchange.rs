//! A store goes out as lines and comes back as it was, or not at all.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use claims::store::{Lock, Store};
use proptest::prelude::*;

fn claims(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A desk that has followed the bundled event, with a page that was edited, a ruling, and a page of another event.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().unwrap());
        let bundled = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        let config = bundled.to_str().unwrap();
        desk.good(&["--config", config, "--store", "claims.sqlite", "fetch"]);
        fs::write(
            desk.path("config.toml"),
            "[[outlet]]\nid = \"post\"\n[[event]]\nid = \"quay-fire\"\n\
             [[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n",
        )
        .unwrap();
        for dead in ["170", "182"] {
            let text = format!(
                "The fire left {dead} people dead, \"officials\" said at 5 p.m. — more than 1.5 times Sunday's."
            );
            fs::write(desk.path("1.txt"), text).unwrap();
            desk.good(&["fetch"]);
        }
        desk.good(&[
            "review",
            "exclude",
            "quay-fire",
            "https://post.example/x",
            "--note",
            "satire",
        ]);
        desk
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, args: &[&str]) -> Output {
        claims(self.0.path(), args)
    }

    fn good(&self, args: &[&str]) -> Output {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(0), "{args:?}: {}", said(&output));
        output
    }

    fn export(&self, store: &str, more: &[&str]) -> Vec<u8> {
        self.good(&[&["--store", store, "export", "--jsonl", "-"], more].concat()).stdout
    }

    /// Imports these lines into a store that is not there yet.
    fn refused(&self, lines: &str) -> String {
        fs::write(self.path("bad.jsonl"), lines).unwrap();
        let output = self.run(&["--store", "bad.sqlite", "import", "bad.jsonl"]);
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
        assert!(!self.path("bad.sqlite").exists(), "nothing is made of a bad file");
        assert!(said(&output).contains("nothing was imported"), "{}", said(&output));
        said(&output)
    }
}

#[test]
fn a_store_comes_back_as_it_was_byte_for_byte() {
    let desk = Desk::new();
    desk.good(&["export", "--jsonl", "all.jsonl"]);
    let whole = fs::read(desk.path("all.jsonl")).unwrap();
    assert_eq!(whole, desk.export("claims.sqlite", &[]), "one store, one file");
    desk.good(&["--store", "copy.sqlite", "import", "all.jsonl"]);
    assert_eq!(desk.export("copy.sqlite", &[]), whole);
    for command in [&["diff", "--json"][..], &["matrix"], &["diff", "quay-fire", "--since", "2"]] {
        let of = |store: &str| desk.run(&[&["--store", store], command].concat()).stdout;
        assert_eq!(of("copy.sqlite"), of("claims.sqlite"), "{command:?}");
    }

    // Once more changes nothing, and neither does an import into the store that it came from.
    for store in ["copy.sqlite", "claims.sqlite"] {
        let again = desk.good(&["--store", store, "import", "all.jsonl"]);
        assert!(said(&again).contains("there already: nothing was changed"), "{}", said(&again));
        assert_eq!(desk.export(store, &[]), whole);
    }

    // With the pages, it can be read anew.
    let pages = desk.export("claims.sqlite", &["--pages"]);
    fs::write(desk.path("pages.jsonl"), &pages).unwrap();
    desk.good(&["--store", "full.sqlite", "import", "pages.jsonl"]);
    assert_eq!(desk.export("full.sqlite", &["--pages"]), pages);
    desk.good(&["--store", "copy.sqlite", "import", "pages.jsonl"]);
    assert_eq!(
        desk.export("copy.sqlite", &["--pages"]),
        pages,
        "bytes that were missing are put in"
    );
}

#[test]
fn one_event_goes_out_alone_and_comes_in_whole() {
    let desk = Desk::new();
    let one = String::from_utf8(desk.export("claims.sqlite", &["quay-fire"])).unwrap();
    assert!(
        one.contains("\"id\":\"quay-fire\"") && !one.contains("kabul") && !one.contains("\"port")
    );
    fs::write(desk.path("one.jsonl"), &one).unwrap();
    desk.good(&["--store", "one.sqlite", "import", "one.jsonl"]);
    let of = |store: &str| desk.run(&["--store", store, "diff", "quay-fire", "--json"]).stdout;
    assert_eq!(of("one.sqlite"), of("claims.sqlite"));
    assert_eq!(desk.export("one.sqlite", &["quay-fire"]), one.as_bytes());
    let none = desk.run(&["export", "--jsonl", "-", "flood"]);
    assert!(none.status.code() == Some(2) && said(&none).contains("`flood` is no event"));
}

#[test]
fn a_bad_line_is_named_and_nothing_is_half_imported() {
    let desk = Desk::new();
    let whole = String::from_utf8(desk.export("claims.sqlite", &[])).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let place = |start: &str| lines.iter().position(|line| line.starts_with(start)).unwrap();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n")
    };
    let claim = place("{\"type\":\"claim\"");
    let named = format!("line {}: ", claim + 1);
    let said = desk.refused(&with(claim, "{\"type\":\"claim\""));
    assert!(said.contains(&named) && said.contains("no object"), "{said}");
    let said = desk.refused(&with(claim, "{\"type\":\"clam\"}"));
    assert!(said.contains(&named) && said.contains("`clam` is no type of line"), "{said}");
    let said = desk.refused(&with(claim, &lines[claim].replace("\"quote\":", "\"quota\":")));
    assert!(said.contains(&named) && said.contains("has no `quota`"), "{said}");
    let said = desk.refused(&with(claim, "{\"type\":\"claim\",\"id\":\"ab\"}"));
    assert!(said.contains(&named) && said.contains("NOT NULL"), "{said}");

    // Nobody smuggles in a number: a quote has to stand in its text, a text has to be that of its digest.
    let quote = desk.refused(&with(claim, &lines[claim].replace("\"quote\":\"", "\"quote\":\"9")));
    assert!(quote.contains("does not stand in its version's text"), "{quote}");
    let version = place("{\"type\":\"revision\"");
    let text = desk.refused(&with(
        version,
        &lines[version].replacen("\"text\":\"", "\"text\":\"90 dead. ", 1),
    ));
    assert!(
        text.contains("not those of its digest") && text.contains(&format!("line {}", version + 1))
    );

    let said = desk.refused(&[&lines[..claim], &lines[claim + 1..]].concat().join("\n"));
    assert!(said.contains("refers to a row that does not stand before it"), "{said}");
    let said = desk.refused(&lines[..lines.len() - 1].join("\n"));
    assert!(said.contains("without the last line"), "{said}");
    let said = desk.refused("{\"type\":\"claims\",\"format\":1,\"store\":99}\n");
    assert!(said.contains("a newer version of claims wrote it"), "{said}");
    assert!(desk.refused("id,value\n").contains("line 1: it is no object"));
    assert!(desk.refused("{}\n").contains("it is no export of claims"));
}

#[test]
fn a_store_of_other_runs_is_left_as_it_is() {
    let (desk, other) = (Desk::new(), Desk::new());
    fs::write(other.path("1.txt"), "The fire left 99 people dead.").unwrap();
    other.good(&["fetch"]);
    let before = other.export("claims.sqlite", &[]);
    fs::write(other.path("all.jsonl"), desk.export("claims.sqlite", &[])).unwrap();
    let refused = other.run(&["import", "all.jsonl"]);
    assert_eq!(refused.status.code(), Some(2));
    let said = said(&refused);
    // Which row is the first to differ is up to the clock: two runs of one second look alike.
    assert!(said.contains("the store holds another ") && said.contains("--store FILE"), "{said}");
    assert_eq!(other.export("claims.sqlite", &[]), before);
}

#[test]
fn an_import_beside_a_run_or_on_a_full_disk_says_so_and_changes_nothing() {
    let desk = Desk::new();
    desk.good(&["export", "--jsonl", "all.jsonl"]);
    let mut full = Command::new(env!("CARGO_BIN_EXE_claims"));
    full.args(["--store", "full.sqlite", "import", "all.jsonl"]).current_dir(desk.0.path());
    full.env_clear().env("HOME", desk.0.path()).env("CLAIMS_STORE_BYTES_MAX", "400000");
    let full = full.output().unwrap();
    assert!(full.status.code() == Some(2) && said(&full).contains("is full"), "{}", said(&full));
    assert!(!desk.path("full.sqlite").exists());
    let lock = fs::File::open(desk.path("claims.sqlite.lock")).unwrap();
    lock.lock().unwrap();
    let busy = desk.run(&["import", "all.jsonl"]);
    assert!(
        busy.status.code() == Some(2) && said(&busy).contains("another run"),
        "{}",
        said(&busy)
    );
    // Reading is nobody's turn.
    desk.good(&["export", "--jsonl", "beside.jsonl"]);
    let nowhere = desk.run(&["export", "--jsonl", "nowhere/all.jsonl"]);
    assert!(nowhere.status.code() == Some(2) && said(&nowhere).contains("nowhere/all.jsonl"));
}

#[cfg(unix)]
#[test]
fn an_import_that_is_killed_is_whole_or_did_not_happen() {
    let desk = Desk::new();
    desk.good(&["export", "--jsonl", "all.jsonl"]);
    let whole = desk.export("claims.sqlite", &[]);
    let lines = whole.split_inclusive(|byte| *byte == b'\n');
    let lines: Vec<&[u8]> = lines.collect();
    for turn in 1..=8 {
        use std::io::Write as _;
        // Killed with so much of the file in its hands.
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.args(["--store", "killed.sqlite", "import", "-"]).current_dir(desk.0.path());
        command.env_clear().env("HOME", desk.0.path()).stdin(std::process::Stdio::piped());
        let mut import = command.stderr(std::process::Stdio::null()).spawn().unwrap();
        let mut input = import.stdin.take().unwrap();
        for line in &lines[..lines.len() * turn / 9] {
            input.write_all(line).unwrap();
        }
        import.kill().unwrap();
        import.wait().unwrap();
        drop(input);
        if let Ok(reader) = rusqlite::Connection::open(desk.path("killed.sqlite")) {
            let rows: i64 =
                reader.query_row("select count(*) from claim", [], |row| row.get(0)).unwrap_or(0);
            assert_eq!(rows, 0);
        }
    }
    desk.good(&["--store", "killed.sqlite", "import", "all.jsonl"]);
    assert_eq!(desk.export("killed.sqlite", &[]), whole);
}

/// Imports lines into a store of their own: what it exports then, or why it took nothing.
fn through(folder: &Path, lines: &[String]) -> Result<Vec<String>, String> {
    let path = folder.join("through.sqlite");
    // A child of another test may hold the lock until it has become another program.
    let lock = Lock::take(&path, true, claims::model::Timestamp::default()).unwrap();
    let mut store = Store::write(&path, lock).unwrap();
    let done =
        store.import(|import| lines.iter().try_for_each(|line| import.take(line.as_bytes())));
    let mut out = Vec::new();
    let keep = &mut |line: &str| {
        out.push(line.to_owned());
        true
    };
    store.export(&[], true, keep).unwrap();
    let result = done.map(|_| out.clone()).map_err(|error| error.to_string());
    assert!(result.is_ok() || out.len() == 2, "a refused file leaves nothing: {result:?}");
    drop(store);
    for end in ["", "-wal", "-shm"] {
        let _ = fs::remove_file(folder.join(format!("through.sqlite{end}")));
    }
    result
}

#[test]
fn a_file_that_is_damaged_anywhere_is_taken_whole_or_not_at_all() {
    let desk = Desk::new();
    let whole = String::from_utf8(desk.export("claims.sqlite", &["quay-fire", "--pages"])).unwrap();
    let lines: Vec<String> = whole.lines().map(ToOwned::to_owned).collect();
    assert_eq!(through(desk.0.path(), &lines).as_ref(), Ok(&lines));
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        failure_persistence: None,
        cases: 96,
        ..ProptestConfig::default()
    });
    let damage = (any::<prop::sample::Index>(), any::<prop::sample::Index>(), 0..4, any::<char>());
    let checked = runner.run(&damage, |(line, place, kind, other)| {
        let mut damaged = lines.clone();
        let at = line.index(damaged.len());
        match kind {
            0 => drop(damaged.remove(at)),
            1 => damaged.insert(at, damaged[at].clone()),
            2 => damaged.swap(at, place.index(lines.len())),
            _ => {
                let mut letters: Vec<char> = damaged[at].chars().collect();
                let letter = place.index(letters.len());
                letters[letter] = other;
                damaged[at] = letters.into_iter().collect();
            }
        }
        match through(desk.0.path(), &damaged) {
            // A letter of a title may be another: then that is what is there, and it comes out again just so.
            Ok(out) => prop_assert_eq!(out.len(), lines.len()),
            Err(said) => prop_assert!(
                said.contains("line ") || said.contains("cannot be read back"),
                "{}",
                said
            ),
        }
        Ok(())
    });
    checked.unwrap();
}
