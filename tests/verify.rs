//! `claims verify`: whatever was changed in a store is found, and nothing else is told.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use rusqlite::Connection;
use tempfile::TempDir;

/// The bundled event, collected once.
fn demo() -> TempDir {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("demo");
    Command::cargo_bin("claims").unwrap().arg("demo").arg("--out").arg(&out).assert().success();
    folder
}

fn verify(folder: &Path, store: &Path, args: &[&str]) -> Output {
    let config = folder.join("demo/config.toml");
    let mut command = Command::cargo_bin("claims").unwrap();
    command.arg("verify").arg("--config").arg(config).arg("--store").arg(store).args(args);
    command.output().unwrap()
}

/// A copy of the store with something changed in it.
fn changed(folder: &Path, sql: &str) -> PathBuf {
    let copy = folder.join("changed.sqlite");
    for old in ["changed.sqlite", "changed.sqlite-wal", "changed.sqlite-shm"] {
        let _ = fs::remove_file(folder.join(old));
    }
    fs::copy(folder.join("demo/claims.sqlite"), &copy).unwrap();
    let store = Connection::open(&copy).unwrap();
    assert!(store.execute(sql, []).unwrap() > 0, "{sql}");
    copy
}

#[test]
fn a_store_that_nobody_touched_holds() {
    let folder = demo();
    let store = folder.path().join("demo/claims.sqlite");
    let told = verify(folder.path(), &store, &[]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.status.code(), Some(0), "{text}");
    assert!(text.ends_with("nothing differs\n"), "{text}");
    let json = verify(folder.path(), &store, &["--json"]);
    let json: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(json["claims"], json["rederived"]);
    assert_eq!(json["mismatches"].as_array().unwrap().len(), 0);
}

#[test]
fn any_changed_byte_of_a_page_a_text_a_quote_or_a_value_is_found() {
    let folder = demo();
    let one = "(select id from claim where value = 170 and measure = 'killed' order by id limit 1)";
    let changes = [
        ("bytes", "update snapshot set body = cast(substr(body, 1, length(body) - 1) || x'00' as blob) where rowid = 3".to_owned()),
        ("bytes", "update snapshot set size = size - 1 where rowid = 2".to_owned()),
        ("text", "update revision set text = replace(text, '170', '171') where text like '%170 dead%'".to_owned()),
        ("text", "update revision set title = title || '.' where id = 1".to_owned()),
        ("place", format!("update claim set quote = '171 dead' where id = {one}")),
        ("value", format!("update claim set value = 171, value_low = 171, value_high = 171 where id = {one}")),
        ("value", format!("update claim set value_text = '171' where id = {one}")),
        ("value", format!("update claim set qualifier = 'about' where id = {one}")),
        ("measure", format!("update claim set measure = 'injured' where id = {one}")),
        ("place", format!("update claim_seen set quote_start = quote_start + 1, quote_end = quote_end + 1 where claim = {one}")),
        ("group", format!("update claim_seen set \"group\" = 'children' where claim = {one}")),
        ("speaker", "update claim_seen set attributed_to = 'nobody' where attributed_to like 'health officials%'".to_owned()),
        ("gone", "delete from claim_seen where revision = 1 and position = 0".to_owned()),
    ];
    for (what, sql) in &changes {
        let store = changed(folder.path(), sql);
        let told = verify(folder.path(), &store, &[]);
        let text = String::from_utf8(told.stdout).unwrap();
        assert_eq!(told.status.code(), Some(1), "{what}: {sql}\n{text}");
        assert!(text.contains("MISMATCH"), "{what}: {sql}\n{text}");
    }
}

#[test]
fn what_retention_let_go_and_what_another_version_read_is_counted() {
    let folder = demo();
    let pruned = changed(
        folder.path(),
        "update snapshot set body = null, pruned_at = '2031-01-01T00:00:00Z'",
    );
    let told = verify(folder.path(), &pruned, &[]);
    let text = String::from_utf8(told.stdout).unwrap();
    assert_eq!(told.status.code(), Some(0), "{text}");
    assert!(text.contains("0 pages hold their digests, 30 pruned"), "{text}");
    assert!(text.contains(" 0 read anew"), "{text}");
    let older = changed(folder.path(), "update revision set extractor = '0.0.1+00000000'");
    let told = verify(folder.path(), &older, &["--json"]);
    let json: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
    assert_eq!(told.status.code(), Some(0), "{json}");
    assert_eq!(json["claims"], json["older"]);
}
