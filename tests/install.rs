//! What `claims schedule` prints is taken by the programs that it is for.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::aloud;

const CONFIG: &str = "[[outlet]]\nid = \"post\"\n[[event]]\nid = \"blast\"\nschedule = \"0 7 * * 1-5\"\n\
    time_zone = \"Europe/London\"\n[[event.source]]\noutlet = \"post\"\nfile = \"1.txt\"\n";

fn claims(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
    command.args(args).current_dir(folder).env_clear().env("HOME", folder).env("USER", "desk");
    command.output().unwrap()
}

fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), CONFIG).unwrap();
    fs::write(folder.path().join("1.txt"), "The blast left 170 people dead.").unwrap();
    folder
}

#[test]
fn systemd_takes_the_units() {
    let folder = desk();
    let said =
        claims(folder.path(), &["schedule", "--systemd", "--user", "root", "--out", "units"]);
    assert_eq!(said.status.code(), Some(0), "{}", String::from_utf8_lossy(&said.stderr));
    let units = ["claims.service", "claims.timer", "claims-watch.service"];
    let units = units.map(|name| folder.path().join("units").join(name));
    for unit in &units {
        assert!(unit.is_file(), "{}", unit.display());
    }
    let found = Command::new("systemd-analyze").arg("verify").args(&units).output();
    let Ok(found) = found else {
        return aloud::skipped("systemd units", "there is no systemd-analyze here");
    };
    let told = String::from_utf8_lossy(&found.stderr);
    let ours: Vec<&str> = told.lines().filter(|line| line.contains("claims")).collect();
    assert!(found.status.success() && ours.is_empty(), "{told}");
}

#[test]
fn a_service_may_write_its_feeds_and_is_told_what_it_needs() {
    let folder = desk();
    let channels = "[[channel]]\nid = \"feeds\"\nfeed = \"/srv/claims-feeds\"\n\
        [[channel]]\nid = \"desk\"\nwebhook = \"https://chat.example/x\"\nsecret_env = \"KEY\"\n";
    let metrics = "[watch]\nmetrics_file = \"/var/lib/node_exporter/claims.prom\"\n";
    fs::write(folder.path().join("config.toml"), format!("{metrics}{channels}{CONFIG}")).unwrap();
    let said = claims(folder.path(), &["schedule", "--systemd", "--user", "desk"]);
    let units = String::from_utf8(said.stdout).unwrap();
    for line in [
        "\nUser=desk\n",
        "\nReadWritePaths=-\"/srv/claims-feeds\"\n",
        "\nReadWritePaths=-\"/var/lib/node_exporter\"\n",
        "\nEnvironmentFile=-",
    ] {
        assert!(units.contains(line), "{line} is not in\n{units}");
    }
    let told = String::from_utf8(said.stderr).unwrap();
    for part in
        ["run as `desk`", "useradd --system", "`/srv/claims-feeds` is not there yet", "claims.env"]
    {
        assert!(told.contains(part), "{part} is not in\n{told}");
    }
}

#[test]
fn the_line_for_cron_runs_in_a_shell() {
    let folder = desk();
    let said = claims(folder.path(), &["schedule", "--cron"]);
    let line = String::from_utf8(said.stdout).unwrap();
    let command = line.strip_prefix("*/5 * * * * ").expect("five fields").trim_end();
    let run = Command::new("sh")
        .args(["-c", command])
        .current_dir("/")
        .env_clear()
        .env("HOME", folder.path())
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(0), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(run.stdout.is_empty() && run.stderr.is_empty(), "cron mails what is printed");
    assert!(folder.path().join("claims.sqlite").exists());
}

#[test]
fn the_property_list_is_one() {
    let folder = desk();
    let said = claims(folder.path(), &["schedule", "--launchd"]);
    let path = folder.path().join("it.plist");
    fs::write(&path, &said.stdout).unwrap();
    let script = "import plistlib, sys; it = plistlib.load(open(sys.argv[1], 'rb')); print(it['ProgramArguments'][3])";
    match Command::new("python3").args(["-c", script]).arg(&path).output() {
        Ok(read) => assert_eq!(String::from_utf8_lossy(&read.stdout), "watch\n"),
        Err(_) => aloud::skipped("the launch agent", "there is no python3 here"),
    }
}

#[test]
fn what_is_looked_at_when_is_shown() {
    let folder = desk();
    let said = String::from_utf8(claims(folder.path(), &["schedule"]).stdout).unwrap();
    assert!(said.starts_with("blast  0 7 * * 1-5  Europe/London  ("), "{said}");
    assert!(said.contains("  now  ") && said.contains("1.txt"), "{said}");
    claims(folder.path(), &["watch", "--once"]);
    let said = String::from_utf8(claims(folder.path(), &["schedule"]).stdout).unwrap();
    assert!(!said.contains("  now  ") && said.contains("Z  1.txt"), "{said}");
}
