//! A desk on the command line: init, add, fetch, and everything that can go wrong around them.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use tempfile::TempDir;

/// A folder with a config.toml and the program run in it, far from the environment of whoever tests.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
}

impl Desk {
    pub(crate) fn bare() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// One outlet, one event, these sources.
    pub(crate) fn new(sources: &str) -> Self {
        let desk = Self::bare();
        let head = "[fetch]\nrobots = false\ntries_max = 1\n\n[[outlet]]\nid = \"post\"\n\n\
                    [[event]]\nid = \"blast\"\nterms = [\"blast\"]\n";
        desk.write("config.toml", &format!("{head}{sources}"));
        desk
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.args(args).current_dir(self.folder.path()).env_clear();
        command.env("HOME", self.folder.path()).stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Said {
        Said::from(self.command(args).output().unwrap())
    }

    fn spawn(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    pub(crate) fn count(&self, table: &str) -> i64 {
        let reader = rusqlite::Connection::open(self.path("claims.sqlite")).unwrap();
        reader.query_row(&format!("select count(*) from {table}"), [], |row| row.get(0)).unwrap()
    }
}

/// What a command said and how it ended.
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Said {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Said {
    /// Ended with this exit code.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.err);
        self
    }

    /// Ended in trouble with one error and one remedy that hold these words.
    #[track_caller]
    pub(crate) fn trouble(&self, words: &[&str]) {
        assert_eq!(self.code, Some(2), "{}{}", self.out, self.err);
        assert_eq!(self.err.matches("error: ").count(), 1, "{}", self.err);
        assert_eq!(self.err.matches("hint: ").count(), 1, "{}", self.err);
        for word in words {
            assert!(self.err.contains(word), "`{word}` is not in\n{}", self.err);
        }
    }
}

fn file(name: &str) -> String {
    format!("[[event.source]]\noutlet = \"post\"\nfile = \"{name}\"\n")
}

/// A page of this machine that takes the request and never answers.
struct Hanging {
    listener: TcpListener,
}

impl Hanging {
    fn new() -> Self {
        Self { listener: TcpListener::bind("127.0.0.1:0").unwrap() }
    }

    fn source(&self) -> String {
        let address = self.listener.local_addr().unwrap();
        format!(
            "[[event.source]]\noutlet = \"post\"\npage = \"http://{address}/\"\nallow_private = true\n"
        )
    }

    /// Returns when the run has told of its first source and its request is here.
    fn wait_for(&self, run: &mut Child) -> TcpStream {
        let out = run.stdout.as_mut().unwrap();
        let mut byte = [0];
        while byte != [b'\n'] {
            out.read_exact(&mut byte).unwrap();
        }
        self.wait()
    }

    /// Returns when a request is here.
    fn wait(&self) -> TcpStream {
        let (mut stream, _) = self.listener.accept().unwrap();
        stream.read_exact(&mut [0]).unwrap();
        stream
    }
}

/// What a site answers a path with: content type and body; `None` is 404.
pub(crate) type Page = Option<(&'static str, Vec<u8>)>;

/// Answers on loopback until the test ends.
pub(crate) fn site(answer: impl Fn(&str) -> Page + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = String::new();
            BufReader::new(&stream).read_line(&mut asked).unwrap();
            let (status, (kind, body)) = match answer(asked.split(' ').nth(1).unwrap_or_default()) {
                Some(page) => ("200 OK", page),
                None => ("404 Not Found", ("text/html", b"<p>There is no such page.</p>".to_vec())),
            };
            let length = body.len();
            let head = format!(
                "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\n\
                 Connection: close\r\n\r\n"
            );
            let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    format!("http://{address}")
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

#[test]
fn from_an_empty_folder_to_a_first_run() {
    let desk = Desk::bare();
    desk.run(&["fetch"]).trouble(&["no config.toml", "`claims init`"]);
    assert_eq!(desk.run(&["init"]).code, Some(0));
    desk.run(&["init"]).trouble(&["there already", "claims add"]);
    desk.run(&["fetch"]).trouble(&["declares no event", "claims add EVENT"]);
    desk.write("page.html", "<link rel=canonical href=https://www.valley.example/a><p>Text.</p>");
    let said = desk.run(&["add", "blast", "page.html", "--title", "Blast"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(said.err.contains("new outlet `valley` (valley.example)"), "{}", said.err);
    let again = desk.run(&["add", "blast", "page.html"]);
    assert!(again.err.contains("already there: page.html"), "{}", again.err);
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    assert!(config.contains("# How the program names itself"), "comments are kept");
    desk.write("page.html", "<p>The blast left 12 people dead on the quay, the mayor said.</p>");
    let said = desk.run(&["fetch"]);
    assert_eq!(said.code, Some(0), "{}{}", said.out, said.err);
    assert!(said.err.contains("next: `claims diff blast`"), "{}", said.err);
}

#[test]
fn a_feed_leads_to_what_belongs_to_the_event_and_is_followed_after_it_drops_it() {
    let visit = Arc::new(AtomicUsize::new(0));
    let now = Arc::clone(&visit);
    let site = site(move |path| {
        let visit = now.load(Ordering::SeqCst);
        let item = |path: &str, title: &str| {
            format!("<item><title>{title}</title><link>{path}</link><guid>{path}</guid></item>")
        };
        let items = match visit {
            0 => item("/blast", "Blast in the port") + &item("/match", "Football: two goals"),
            _ => item("/weather", "Rain on Sunday"),
        };
        let toll = ["170", "182"][visit];
        match path {
            "/news.rss" => {
                let feed = format!(
                    "<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Post</title>\
                     <link>/</link><description>News</description>{items}</channel></rss>"
                );
                Some(("application/rss+xml", feed.into_bytes()))
            }
            "/blast" => {
                let text = format!("<h1>Blast</h1><p>The blast left {toll} people dead.</p>");
                Some(("text/html", text.into_bytes()))
            }
            _ => None,
        }
    });
    let desk = Desk::new(&format!(
        "[[event.source]]\noutlet = \"post\"\nfeed = \"{site}/news.rss\"\nallow_private = true\n"
    ));
    let run = || {
        let mut command = desk.command(&["fetch", "--json"]);
        let said = Said::from(command.env("CLAIMS_FETCH_GAP_MS", "0").output().unwrap());
        assert_eq!(said.code, Some(0), "{}", said.err);
        let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        let source = &json["sources"][0];
        ["entries", "new_articles", "new_versions"].map(|key| source[key].as_u64().unwrap())
    };
    assert_eq!(run(), [1, 1, 1]);
    visit.store(1, Ordering::SeqCst);
    assert_eq!(run(), [1, 0, 1], "the silent edit of a report that left the feed is seen");
}

#[test]
fn a_folder_of_saved_pages_is_added_in_one_command() {
    let desk = Desk::new("");
    fs::create_dir(desk.path("saved")).unwrap();
    for name in ["saved/2.txt", "saved/1.html", "saved/notes.pdf"] {
        desk.write(name, "The blast left 170 people dead.");
    }
    let said = desk.run(&["add", "blast", "saved", "--outlet", "post"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(!said.err.contains("notes.pdf"), "{}", said.err);
    let said = desk.run(&["add", "blast", "saved/2.txt", "--outlet", "courier"]);
    assert!(said.err.contains("new outlet `courier`\n"), "no empty brackets: {}", said.err);
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["fetch", "--json"]).out).unwrap();
    let addresses: Vec<_> =
        json["sources"].as_array().unwrap().iter().map(|it| &it["address"]).collect();
    assert_eq!(addresses, ["saved", "saved/2.txt"]);
    assert_eq!((&json["sources"][0]["entries"], &json["new_articles"]), (&2.into(), &2.into()));

    // What is saved there later is read by the next run; the rest is not stored again.
    desk.write("saved/3.html", "<p>The blast left 182 people dead, the mayor said.</p>");
    let before = desk.count("fetch");
    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["fetch", "--json"]).out).unwrap();
    assert_eq!((&json["sources"][0]["entries"], &json["new_articles"]), (&3.into(), &1.into()));
    assert_eq!(desk.count("fetch") - before, 3, "the folder, the new page and the other source");
    fs::create_dir(desk.path("bare")).unwrap();
    desk.run(&["add", "blast", "bare", "--outlet", "post"]).trouble(&["holds no .html"]);
}

#[test]
fn add_refuses_what_it_cannot_place_and_changes_nothing() {
    let desk = Desk::new(&file("a.txt"));
    desk.write("a.txt", "The blast left 170 people dead.");
    let before = fs::read_to_string(desk.path("config.toml")).unwrap();
    let trouble = |args: &[&str], words: &[&str]| {
        desk.run(args).trouble(words);
        assert_eq!(fs::read_to_string(desk.path("config.toml")).unwrap(), before);
    };
    trouble(&["add", "blast", "none.html"], &["`none.html` is no file", "https://"]);
    trouble(&["add", "blast", "a.txt"], &["whose report", "--outlet"]);
    trouble(&["add", "blast", "a.txt", "--outlet", "pots"], &["unknown outlet", "`post`"]);
    trouble(&["add", "blsat", "https://a.example/x"], &["much like `blast`", "--title"]);
    trouble(&["add", "https://a.example/x", "a.txt"], &["the event's id comes first"]);
    trouble(&["add", "blast", "https://a.example/x", "--saved", "today"], &["for files"]);
    let tail = ["--outlet", "post", "--saved", "noon"];
    trouble(&[&["add", "blast", "a.txt"], &tail[..]].concat(), &["no time with a zone"]);
}

#[test]
fn a_broken_config_is_shown_with_its_line_and_the_remedy() {
    let desk = Desk::new("until = 2026-01-31\ntermz = []\n");
    let said = desk.run(&["fetch"]);
    assert_eq!(said.code, Some(2));
    for words in
        ["error: unknown key `termz`", "--> config.toml:12:1", "^^^^^", "did you mean `terms`?"]
    {
        assert!(said.err.contains(words), "{words}\n{}", said.err);
    }
    let elsewhere = desk.run(&["fetch", "--config", "none.toml"]);
    elsewhere.trouble(&["there is no config at `none.toml`", "`claims init`"]);
}

#[test]
fn an_unknown_event_is_told_with_the_nearest() {
    let desk = Desk::new("");
    desk.run(&["fetch", "blats"]).trouble(&["`blats` is no event", "did you mean `blast`?"]);
    desk.run(&["fetch", "zzz"]).trouble(&["the events are `blast`"]);
}

#[test]
fn a_source_that_fails_is_told_and_the_others_are_read() {
    let desk = Desk::new(&(file("none.txt") + &file("good.txt")));
    desk.write("good.txt", "The blast left 170 people dead.");
    let said = desk.run(&["fetch"]);
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("warning: post: `none.txt`: not_found"), "{}", said.err);
    assert!(said.err.contains("correct the address"), "{}", said.err);
    assert_eq!(desk.count("article"), 1);

    let json: serde_json::Value =
        serde_json::from_str(&desk.run(&["fetch", "--json", "--quiet"]).out).unwrap();
    assert_eq!(json["sources"][0]["outcome"], "not_found");
    assert_eq!((&json["failed"], &json["new_claims"]), (&1.into(), &0.into()));

    // Quiet is silent but for the trouble.
    let quiet = desk.run(&["fetch", "--quiet"]);
    assert_eq!(quiet.out, "");
    assert_eq!(quiet.err.lines().filter(|line| line.starts_with("warning")).count(), 1);
}

#[test]
fn what_a_site_does_wrong_is_a_line_with_its_cause_and_remedy() {
    // "Взрыв: погибли 170 человек." in windows-1251, which the header calls UTF-8.
    let russian: &[u8] = b"<html><head><meta charset=windows-1251></head><body><article><h1>\xc2\xe7\xf0\xfb\xe2</h1>\
        <p>\xc2\xe7\xf0\xfb\xe2: \xef\xee\xe3\xe8\xe1\xeb\xe8 170 \xf7\xe5\xeb\xee\xe2\xe5\xea.</p></article></body></html>";
    let html = |body: &[u8]| Some(("text/html", body.to_vec()));
    let site = site(move |path| match path {
        "/empty" => html(b""),
        "/bare" => html(b"<html><body><script>1</script></body></html>"),
        "/picture" => Some(("image/png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec())),
        "/russian" => Some(("text/html; charset=utf-8", russian.to_vec())),
        "/news.rss" => html(b"<html><body><p>No feed.</p></body></html>"),
        _ => None,
    });
    let source = |kind: &str, path: &str| {
        format!(
            "[[event.source]]\noutlet = \"post\"\n{kind} = \"{site}{path}\"\nallow_private = true\n"
        )
    };
    let paths = ["/gone", "/empty", "/bare", "/picture", "/russian"];
    let mut sources: String = paths.map(|path| source("page", path)).concat();
    sources += &source("feed", "/news.rss");
    sources += "[[event.source]]\noutlet = \"post\"\npage = \"http://127.0.0.1:9/\"\n";
    let desk = Desk::new(&sources);
    let mut command = desk.command(&["fetch", "--json"]);
    let said = Said::from(command.env("CLAIMS_FETCH_GAP_MS", "0").output().unwrap());
    assert_eq!(said.code, Some(2), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).unwrap();
    let sources = json["sources"].as_array().unwrap();
    let outcomes: Vec<&str> = sources.iter().map(|it| it["outcome"].as_str().unwrap()).collect();
    let expected = ["not_found", "empty", "empty", "not_html", "ok", "not_feed", "private_address"];
    assert_eq!(outcomes, expected);
    for source in sources.iter().filter(|source| source["outcome"] != "ok") {
        assert!(source["hint"].is_string(), "{source}");
    }
    assert!(said.err.contains("not_found (HTTP 404)"), "{}", said.err);
    assert_eq!(desk.count("revision where text like '%погибли 170 человек%'"), 1);
}

#[test]
fn a_store_that_cannot_be_used_is_told_and_left_alone() {
    let desk = Desk::new(&file("a.txt"));
    desk.write("a.txt", "The blast left 170 people dead.");
    // Below a file there is no folder to make, for any user.
    desk.run(&["fetch", "--store", "a.txt/claims.sqlite"])
        .trouble(&["cannot be written", "--store"]);

    let locked = desk.path("locked");
    fs::create_dir(&locked).unwrap();
    let mut permissions = fs::metadata(&locked).unwrap().permissions();
    permissions.set_readonly(true);
    fs::set_permissions(&locked, permissions).unwrap();
    let said = desk.run(&["fetch", "--store", "locked/claims.sqlite"]);
    if said.code == Some(0) {
        crate::aloud::skipped("a read-only folder", "this user may write to it all the same");
    } else {
        said.trouble(&["cannot be written", "another place"]);
    }

    desk.write("notes.sqlite", &"these are notes and no database ".repeat(40));
    desk.run(&["fetch", "--store", "notes.sqlite"]).trouble(&["is not a store of claims"]);

    assert_eq!(desk.run(&["fetch"]).code, Some(0));
    let newer = rusqlite::Connection::open(desk.path("claims.sqlite")).unwrap();
    newer.execute_batch("pragma user_version = 99").unwrap();
    drop(newer);
    for command in ["fetch", "diff"] {
        desk.run(&[command]).trouble(&["newer version", "store version 99", "--store"]);
    }
}

#[test]
fn a_full_disk_ends_the_run_and_keeps_what_is_stored() {
    let desk = Desk::new(&(file("a.txt") + &file("large.txt")));
    desk.write("a.txt", "The blast left 170 people dead.");
    let noise: String = (0..400_000_u32)
        .scan(7_u32, |state, _| {
            *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            Some(format!("{:02x}", *state >> 24))
        })
        .collect();
    desk.write("large.txt", &noise);
    let full = |limit: &str| {
        let mut command = desk.command(&["fetch"]);
        Said::from(command.env("CLAIMS_STORE_BYTES_MAX", limit).output().unwrap())
    };
    full("500000").trouble(&["is full", "`store.bytes_max`", "make room", "safe"]);
    assert_eq!(desk.count("article"), 1);
    assert_eq!(desk.run(&["fetch"]).code, Some(0), "with room again, the run goes on");
    assert_eq!(desk.count("snapshot"), 2);
}

#[test]
fn ctrl_c_ends_a_run_in_good_order() {
    let hanging = Hanging::new();
    let desk = Desk::new(&(file("a.txt") + &hanging.source()));
    desk.write("a.txt", "The blast left 170 people dead.");
    let mut child = desk.spawn(&["fetch"]);
    let _stream = hanging.wait_for(&mut child);
    signal(&child, "-INT");
    let said = Said::from(child.wait_with_output().unwrap());
    assert_eq!(said.code, Some(2), "{}", said.err);
    assert!(said.err.contains("stopped after 1 of 2 sources"), "{}", said.err);
    assert!(said.err.contains("goes on from there"), "{}", said.err);
    assert_eq!(desk.count("article"), 1);
    assert_eq!(desk.count("run where outcome = 'interrupted'"), 1);
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let hanging = Hanging::new();
    let desk = Desk::new(&(file("a.txt") + &hanging.source()));
    desk.write("a.txt", "The blast left 170 people dead.");
    let mut child = desk.spawn(&["fetch"]);
    let _stream = hanging.wait_for(&mut child);
    // The run cannot end in good order: somebody holds the store.
    let other = rusqlite::Connection::open(desk.path("claims.sqlite")).unwrap();
    other.execute_batch("begin immediate").unwrap();
    let ended = loop {
        signal(&child, "-INT");
        if let Some(ended) = child.try_wait().unwrap() {
            break ended;
        }
    };
    assert_eq!(ended.code(), Some(130));
    drop(other);
    assert_eq!(desk.count("article"), 1);
    assert_eq!(desk.count("run where finished_at is null"), 1);
}

#[cfg(unix)]
#[test]
fn a_config_that_found_no_room_is_not_left_half_written() {
    let desk = Desk::bare();
    let mut shell = Command::new("sh");
    // A file may have one block; going beyond is an error and not the end.
    shell.args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$0\" init", env!("CARGO_BIN_EXE_claims")]);
    let said = Said::from(shell.current_dir(desk.folder.path()).output().unwrap());
    said.trouble(&["cannot be written", "make room"]);
    assert!(!desk.path("config.toml").exists());
    assert_eq!(desk.run(&["init"]).code, Some(0));
}

#[test]
fn a_run_that_is_killed_loses_nothing_and_locks_nobody_out() {
    let hanging = Hanging::new();
    let desk = Desk::new(&(file("a.txt") + &hanging.source()));
    desk.write("a.txt", "The blast left 170 people dead.");
    let mut child = desk.spawn(&["fetch"]);
    let stream = hanging.wait_for(&mut child);
    child.kill().unwrap();
    child.wait().unwrap();
    drop(stream);
    assert_eq!(desk.count("article"), 1);
    assert_eq!(desk.count("run where finished_at is null"), 1);
    drop(hanging);
    let said = desk.run(&["fetch"]);
    assert!(said.err.contains("refused"), "{}", said.err);
    assert_eq!(desk.count("article"), 1);
    assert_eq!(desk.count("pragma_integrity_check where integrity_check = 'ok'"), 1);
}

#[test]
fn of_two_runs_at_once_the_second_says_who_is_first_or_waits() {
    let hanging = Hanging::new();
    let desk = Desk::new(&(file("a.txt") + &hanging.source()));
    desk.write("a.txt", "The blast left 170 people dead.");
    let mut first = desk.spawn(&["fetch"]);
    let stream = hanging.wait_for(&mut first);
    let id = first.id().to_string();
    let busy = desk.run(&["fetch"]);
    assert_eq!(busy.code, Some(0), "{}", busy.err);
    for word in ["another run is writing", &id, "nothing was done", "--wait"] {
        assert!(busy.err.contains(word), "`{word}` is not in\n{}", busy.err);
    }
    assert_eq!(desk.count("run"), 1);

    let waiting = desk.spawn(&["fetch", "--wait"]);
    signal(&first, "-TERM");
    assert_eq!(Said::from(first.wait_with_output().unwrap()).code, Some(2));
    drop(stream);
    drop(hanging.wait());
    drop(hanging);
    let said = Said::from(waiting.wait_with_output().unwrap());
    assert!(said.err.contains("run 2:"), "{}", said.err);
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    let desk = Desk::new(&file("a.txt"));
    desk.write("a.txt", "The blast left 170 people dead.");
    for args in [&["fetch"][..], &["fetch", "--json"], &["config"]] {
        let mut child = desk.spawn(args);
        drop(child.stdout.take());
        let said = Said::from(child.wait_with_output().unwrap());
        assert_eq!(said.code, Some(0), "{}", said.err);
        assert!(!said.err.contains("error"), "{}", said.err);
    }
    assert_eq!(desk.count("run"), 2);
}

#[test]
fn config_shows_every_value_and_its_origin() {
    let desk = Desk::new("");
    let mut command = desk.command(&["config", "--store", "other.sqlite"]);
    command.env("CLAIMS_FETCH_GAP_MS", "5").env("CLAIMS_FETCH_ROBOT", "true");
    let said = Said::from(command.output().unwrap());
    assert!(said.err.contains("did you mean `CLAIMS_FETCH_ROBOTS`?"), "{}", said.err);
    let line = |start: &str| said.out.lines().find(|line| line.starts_with(start)).unwrap();
    assert!(line("store.path = \"other.sqlite\"").ends_with("# --store"));
    assert!(line("fetch.gap_ms = 5").ends_with("# CLAIMS_FETCH_GAP_MS"));
    assert!(line("fetch.robots = false").ends_with("# config.toml:2"));
    assert!(line("report.out = ").ends_with("# default"));
}

#[test]
fn the_home_folders_config_keeps_the_store_in_the_data_folder() {
    let desk = Desk::new(&file("a.txt"));
    let home = desk.path(".config/claims");
    fs::create_dir_all(&home).unwrap();
    fs::rename(desk.path("config.toml"), home.join("config.toml")).unwrap();
    fs::write(home.join("a.txt"), "The blast left 170 people dead.").unwrap();
    let said = desk.run(&["fetch"]);
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(Path::new(&desk.path(".local/share/claims/claims.sqlite")).is_file());
}
