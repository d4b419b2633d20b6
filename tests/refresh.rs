//! Whole runs as a library: the bundled newsroom on loopback, and local files.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use claims::config::{Config, DeclaredEvent};
use claims::engine::Engine;
use claims::fetch::{Fetcher, Suffix};
use claims::lexicon::Lexicon;
use claims::model::{Timestamp, Verdict};
use claims::pipeline::{Asked, Refresh, Summary, fetch_settings, refresh, report};
use claims::report::{Layout, Picture, Selection, json, text};
use claims::store::{Lock, Store};
use claims::web::{Bundle, Newsroom};
use tokio::runtime::Runtime;

/// A desk: its config, its store, and the newsroom that answers `.example`.
struct Desk {
    config: Config,
    store: Store,
    fetcher: Fetcher,
    engine: Engine,
}

impl Desk {
    fn new(config: &str, folder: &Path, room: Option<&Newsroom>) -> Self {
        let config = Config::parse(config, &folder.join("config.toml")).unwrap();
        let path = folder.join("claims.sqlite");
        let lock = Lock::take(&path, false, at("2021-01-01T00:00:00Z")).unwrap();
        let mut settings = fetch_settings(&config.settings.fetch);
        settings.gap_ms = 0;
        settings.tries_max = 1;
        let fetcher = match room {
            Some(room) => {
                let suffix = Suffix { suffix: ".example".to_owned(), address: room.address() };
                Fetcher::with_resolver(settings, Arc::new(suffix)).unwrap()
            }
            None => Fetcher::new(settings).unwrap(),
        };
        let engine = Engine::new(Lexicon::embedded());
        Self { config, store: Store::write(&path, lock).unwrap(), fetcher, engine }
    }

    fn run(&mut self, now: Timestamp) -> Summary {
        let events: Vec<&DeclaredEvent> = self.config.events.iter().collect();
        let work = Refresh {
            config: &self.config,
            events: &events,
            engine: &self.engine,
            fetcher: &self.fetcher,
            now,
            interruptible: false,
            due: None,
        };
        refresh(&mut self.store, &work, &mut |_| ()).unwrap()
    }

    fn count(&self, table: &str) -> i64 {
        let reader = rusqlite::Connection::open(self.store.path()).unwrap();
        reader.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap()
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn the_bundled_event_is_collected_over_three_visits() {
    let runtime = Runtime::new().unwrap();
    let room = runtime.block_on(Newsroom::open(Bundle::bundled())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(&Bundle::desk(), folder.path(), Some(&room));
    for (visit, round) in Bundle::bundled().rounds().iter().enumerate() {
        room.turn_to(visit);
        let summary = desk.run(round.at);
        let bad: Vec<_> = summary.sources.iter().filter(|source| !source.good).collect();
        assert!(bad.is_empty(), "{bad:#?}");
    }
    let kept = ["snapshot", "article", "revision", "claim", "claim_seen", "change"];
    let before = kept.map(|table| desk.count(table));
    assert!(before[1] >= 11, "articles: {before:?}");
    assert!(before[2] > before[1], "some pages were edited: {before:?}");

    // A run over pages that nobody touched adds attempts and nothing else.
    let summary = desk.run(at("2021-08-27T18:00:00Z"));
    assert!(summary.sources.iter().all(|it| it.new_claims + it.new_versions == 0));
    assert_eq!(kept.map(|table| desk.count(table)), before);
    assert!(summary.sources.iter().any(|source| source.outcome == "not_modified"));

    let report = report(&desk.store, "kabul-airport-2021", Asked::default()).unwrap().unwrap();
    assert_eq!(report.as_of, at("2021-08-27T18:00:00Z"));
    assert_eq!(report.since, Some(3));
    assert!(report.trouble.is_empty());

    // The views say what the report says.
    let conflicts =
        report.findings.iter().filter(|it| it.finding.verdict == Verdict::Conflict).count();
    assert_eq!(desk.count("v_conflicts"), i64::try_from(conflicts).unwrap());
    assert_eq!(desk.count("v_changes"), i64::try_from(report.changes.len()).unwrap());
    assert_eq!(desk.count("(select distinct outlet from v_matrix)"), 9);
    let twice = "(select 1 from v_matrix group by event, claim_id having count(*) > 1)";
    assert_eq!(desk.count(twice), 0);
}

#[test]
fn an_earlier_picture_is_the_one_that_was_printed_then() {
    let runtime = Runtime::new().unwrap();
    let room = runtime.block_on(Newsroom::open(Bundle::bundled())).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut desk = Desk::new(&Bundle::desk(), folder.path(), Some(&room));
    let printed = |desk: &Desk, as_of: Option<Timestamp>| {
        let asked = Asked { as_of, ..Asked::default() };
        let report = report(&desk.store, "kabul-airport-2021", asked).unwrap().unwrap();
        let selection = Selection::everything();
        let picture = Picture::new(&report, &selection);
        let text = text(&picture, Layout::default(), true);
        (text, String::from_utf8(json(&[picture])).unwrap())
    };
    let mut then = Vec::new();
    for (visit, round) in Bundle::bundled().rounds().iter().enumerate() {
        room.turn_to(visit);
        desk.run(round.at);
        then.push((round.at, printed(&desk, None)));
    }
    assert_eq!(then.len(), 3);
    for (moment, before) in then {
        assert!(printed(&desk, Some(moment)) == before, "as of {moment}");
        let soon = moment + chrono::Duration::minutes(5);
        assert!(printed(&desk, Some(soon)) == before, "soon after {moment}");
    }
}

#[test]
fn two_desks_that_see_the_same_store_the_same() {
    let runtime = Runtime::new().unwrap();
    let dump = || {
        let room = runtime.block_on(Newsroom::open(Bundle::bundled())).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut desk = Desk::new(&Bundle::desk(), folder.path(), Some(&room));
        for (visit, round) in Bundle::bundled().rounds().iter().enumerate() {
            room.turn_to(visit);
            desk.run(round.at);
        }
        let reader = rusqlite::Connection::open(desk.store.path()).unwrap();
        let mut rows = Vec::new();
        for sql in [
            "select id || title || url || outlet from article order by id",
            "select id || number || snapshot || text from revision order by id",
            "select id || name || quote from claim order by rowid",
            "select run || id || detail from finding order by run, position",
        ] {
            let mut statement = reader.prepare(sql).unwrap();
            let found = statement.query_map([], |row| row.get::<_, Option<String>>(0)).unwrap();
            rows.extend(found.map(Result::unwrap));
        }
        rows
    };
    let first = dump();
    assert!(first.len() > 20);
    assert_eq!(first, dump());
}

/// A desk of local files.
fn files(folder: &Path, event: &str, sources: &[(&str, &str)]) -> Desk {
    let head = "[[outlet]]\nid = \"post\"\ndomains = [\"post.example\"]\n[[event]]\n";
    let sources = sources.iter().map(|(file, more)| {
        format!("[[event.source]]\noutlet = \"post\"\nfile = \"{file}\"\n{more}\n")
    });
    let config = format!("{head}{event}\n{}", sources.collect::<Vec<_>>().concat());
    Desk::new(&config, folder, None)
}

#[test]
fn saved_pages_of_several_visits_are_versions_of_one_article() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.txt"), "At least 60 people were killed in the port.").unwrap();
    fs::write(folder.path().join("2.txt"), "The blast left 170 people dead in the port.").unwrap();
    let url = "url = \"https://post.example/blast\"\n";
    let sources = [
        ("1.txt", format!("{url}saved = 2026-01-01T09:00:00Z")),
        ("2.txt", format!("{url}saved = 2026-01-01T12:00:00Z")),
    ];
    let sources = sources.each_ref().map(|(file, more)| (*file, more.as_str()));
    let mut desk = files(folder.path(), "id = \"blast\"", &sources);
    let summary = desk.run(at("2026-01-02T00:00:00Z"));
    assert_eq!(summary.sources[0].new_articles + summary.sources[1].new_articles, 1);
    assert_eq!(summary.sources[1].new_versions, 1);
    assert_eq!(desk.count("revision"), 2);
    desk.run(at("2026-01-03T00:00:00Z"));
    assert_eq!((desk.count("revision"), desk.count("snapshot")), (2, 2));
}

#[test]
fn one_source_that_fails_stops_no_other() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("good.txt"), "The blast left 170 people dead.").unwrap();
    fs::write(folder.path().join("empty.txt"), "  \n").unwrap();
    fs::write(folder.path().join("noise.bin"), [0_u8, 159, 146, 150, 0, 1, 2, 3]).unwrap();
    fs::write(folder.path().join("bare.html"), "<html><body></body></html>").unwrap();
    let names = ["missing.txt", "empty.txt", "noise.bin", "bare.html", "good.txt"];
    let mut desk = files(folder.path(), "id = \"blast\"", &names.map(|name| (name, "")));
    let summary = desk.run(at("2026-01-02T00:00:00Z"));
    let outcomes: Vec<&str> = summary.sources.iter().map(|it| it.outcome.as_str()).collect();
    assert_eq!(outcomes, ["not_found", "empty", "not_html", "empty", "ok"]);
    assert!(summary.sources[..4].iter().all(|source| source.hint.is_some()));
    assert_eq!(desk.count("article"), 1);
    let told = report(&desk.store, "blast", Asked::default()).unwrap().unwrap();
    assert_eq!(told.trouble.len(), 4);
}

#[test]
fn what_a_killed_run_had_stored_is_read_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    let mut desk = files(folder.path(), "id = \"blast\"", &[("1.txt", "")]);
    desk.run(at("2026-01-02T00:00:00Z"));
    // As a run leaves it that is killed between storing and reading.
    let editor = rusqlite::Connection::open(desk.store.path()).unwrap();
    editor
        .execute_batch(
            "update fetch set reading = null, revision = null;
             delete from finding_claim; delete from set_aside; delete from change;
             delete from claim_seen; delete from claim; delete from revision;
             delete from article_event; delete from paragraph; delete from article;",
        )
        .unwrap();
    fs::remove_file(folder.path().join("1.txt")).unwrap();
    let summary = desk.run(at("2026-01-03T00:00:00Z"));
    assert_eq!(summary.caught_up, 1);
    assert_eq!(desk.count("article"), 1);
}
