//! `claims watch` on the command line, with real signals.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, ChildStderr, Command, Stdio};

use std::fs;
use std::path::Path;

use super::files;

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

fn signal(child: &Child, name: &str) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args([name, &id]).status().unwrap().success());
}

/// Reads lines until one holds the word.
fn wait_for(lines: &mut BufReader<ChildStderr>, word: &str) -> String {
    let mut said = String::new();
    loop {
        let mut line = String::new();
        assert!(lines.read_line(&mut line).unwrap() > 0, "`{word}` never came:\n{said}");
        said.push_str(&line);
        if line.contains(word) {
            return line;
        }
    }
}

/// What a service manager hears (sd_notify(3)), until one of its messages holds the word.
fn hear(socket: &std::os::unix::net::UnixDatagram, word: &str) -> String {
    let mut heard = String::new();
    let mut bytes = [0; 4096];
    while !heard.contains(word) {
        let length = socket.recv(&mut bytes).unwrap_or_else(|_| panic!("no `{word}`:\n{heard}"));
        heard.push_str(std::str::from_utf8(&bytes[..length]).unwrap());
        heard.push('\n');
    }
    heard
}

#[test]
fn a_service_manager_hears_how_a_watch_does() {
    let folder = tempfile::tempdir().unwrap();
    let config = files("schedule = \"@yearly\"\n", &["1.txt"]);
    fs::write(folder.path().join("config.toml"), config).unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    let path = folder.path().join("notify");
    let socket = std::os::unix::net::UnixDatagram::bind(&path).unwrap();
    socket.set_read_timeout(Some(std::time::Duration::from_mins(2))).unwrap();
    let mut child = command(folder.path(), &["watch"]).env("NOTIFY_SOCKET", &path).spawn().unwrap();
    let heard = hear(&socket, "STATUS=next run at ");
    for part in ["READY=1", "WATCHDOG=1", "STATUS=looking at 1 addresses"] {
        assert!(heard.contains(part), "`{part}` is not in\n{heard}");
    }
    signal(&child, "-HUP");
    let heard = hear(&socket, "READY=1");
    assert!(heard.contains("RELOADING=1") && heard.contains("MONOTONIC_USEC="), "{heard}");
    signal(&child, "-TERM");
    hear(&socket, "STOPPING=1");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn once_ends_well_where_a_source_fails_and_ill_where_nothing_can_be_stored() {
    let folder = tempfile::tempdir().unwrap();
    let config = files("", &["gone.txt"]);
    fs::write(folder.path().join("config.toml"), &config).unwrap();
    let once = command(folder.path(), &["watch", "--once"]).output().unwrap();
    let said = String::from_utf8(once.stderr).unwrap();
    assert_eq!(once.status.code(), Some(0), "{said}");
    assert!(said.contains("1 source with trouble"), "{said}");
    fs::write(folder.path().join("taken"), "no folder").unwrap();
    let args = ["watch", "--once", "--store", "taken/claims.sqlite"];
    assert_eq!(command(folder.path(), &args).output().unwrap().status.code(), Some(2));
}

#[test]
fn a_watch_ends_reloads_and_stands_alone() {
    let folder = tempfile::tempdir().unwrap();
    let config = files("schedule = \"@yearly\"\n", &["1.txt"]);
    fs::write(folder.path().join("config.toml"), &config).unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    let mut child = command(folder.path(), &["watch", "--log", "json"]).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap());
    let ran = wait_for(&mut lines, "\"what\":\"run\"");
    let ran: serde_json::Value = serde_json::from_str(&ran).unwrap();
    assert_eq!((&ran["run"], &ran["level"]), (&1.into(), &"info".into()));
    wait_for(&mut lines, "\"what\":\"waiting\"");

    let second = command(folder.path(), &["watch"]).output().unwrap();
    let error = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(2), "{error}");
    assert!(error.contains("another `claims watch`") && error.contains("hint: "), "{error}");
    // Between two runs the store is anybody's.
    let beside = command(folder.path(), &["fetch"]).output().unwrap();
    assert_eq!(beside.status.code(), Some(0));

    fs::write(folder.path().join("config.toml"), config.replace("yearly", "yeerly")).unwrap();
    signal(&child, "-HUP");
    assert!(wait_for(&mut lines, "\"what\":\"refused\"").contains("\"level\":\"error\""));
    fs::write(folder.path().join("config.toml"), config.replace("yearly", "weekly")).unwrap();
    signal(&child, "-HUP");
    assert!(wait_for(&mut lines, "\"what\":\"reloaded\"").contains("@weekly"));

    signal(&child, "-TERM");
    wait_for(&mut lines, "\"what\":\"stopping\"");
    assert_eq!(child.wait().unwrap().code(), Some(0));
    let once = command(folder.path(), &["watch", "--once"]).output().unwrap();
    let said = String::from_utf8(once.stderr).unwrap();
    assert_eq!(once.status.code(), Some(0), "{said}");
    assert!(!said.contains(" run "), "nothing was due: {said}");
}
