//! The texts that service managers take.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Where things are on this machine. All paths are absolute.
pub(super) struct Place {
    pub(super) program: PathBuf,
    pub(super) config: PathBuf,
    /// The config's.
    pub(super) folder: PathBuf,
    pub(super) store: PathBuf,
    /// Where the program writes besides: feeds of alerts, reports.
    pub(super) written: Vec<PathBuf>,
    /// What it reads besides: saved pages, files with secrets.
    pub(super) read: Vec<PathBuf>,
    /// Whether a channel's secret lies in a variable.
    pub(super) has_variables: bool,
    pub(super) user: String,
}

impl Place {
    /// The file of variables that a service is given: `NAME=secret`, a line each.
    pub(super) fn variables(&self) -> PathBuf {
        self.folder.join("claims.env")
    }

    fn lies_below(&self, folders: &[&str]) -> bool {
        let own = [&self.program, &self.config, &self.store];
        let all = own.into_iter().chain(&self.written).chain(&self.read);
        let mut all = all.map(PathBuf::as_path);
        all.any(|path| folders.iter().any(|folder| path.starts_with(folder)))
    }
}

/// What a service that reads the web and writes one file can do without.
const HARDENING: &str = "\
NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateDevices=yes
ProtectSystem=strict
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
MemoryDenyWriteExecute=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
UMask=0027
";

/// A timer that looks every five minutes whether something is due, and the service that does it; and, instead of both, a service
/// that stays.
pub(super) fn systemd(place: &Place) -> Vec<(&'static str, String)> {
    let unit = "[Unit]\nWants=network-online.target\nAfter=network-online.target\n";
    let place_of = service(place);
    let once = format!(
        "{unit}Description=claims: look at what is due\n\n[Service]\nType=oneshot\n\
         ExecStart={} watch --once --log text\n{place_of}{HARDENING}",
        command(place)
    );
    // The calendar only wakes the program: what is due is decided by the config and its own clock. A wake that was missed is made
    // up for when the machine is back.
    let timer = "[Unit]\nDescription=claims: wake to look at what is due\n\n[Timer]\n\
                 OnCalendar=*:0/5\nRandomizedDelaySec=30\nPersistent=true\n\n[Install]\n\
                 WantedBy=timers.target\n"
        .to_owned();
    let watch = format!(
        "{unit}Description=claims: watch the figures that outlets print\n\
         Conflicts=claims.timer\n\n[Service]\nType=notify\nNotifyAccess=main\n\
         ExecStart={} watch --log text\nExecReload=/bin/kill -HUP $MAINPID\n\
         WatchdogSec=15min\nRestart=on-failure\nRestartSec=30\nTimeoutStopSec=2min\n\
         {place_of}{HARDENING}\n[Install]\nWantedBy=multi-user.target\n",
        command(place)
    );
    vec![("claims.service", once), ("claims.timer", timer), ("claims-watch.service", watch)]
}

fn command(place: &Place) -> String {
    let word = |path: &Path| quoted(&path.to_string_lossy());
    format!("{} --config {}", word(&place.program), word(&place.config))
}

/// Who runs it, where, and what it may write. A store under /var/lib has its folder made by systemd.
fn service(place: &Place) -> String {
    let folder = place.store.parent().unwrap_or(Path::new("/"));
    let state = folder
        .strip_prefix("/var/lib")
        .ok()
        .filter(|below| !below.as_os_str().is_empty())
        .map(|below| specifiers(&below.to_string_lossy()));
    let mut may_write = match state {
        Some(name) => format!("StateDirectory={name}\nStateDirectoryMode=0750\n"),
        None => format!("ReadWritePaths={}\n", quoted(&folder.to_string_lossy())),
    };
    // One that is not there is passed over: a service that does not start tells nobody anything.
    for path in place.written.iter().filter(|path| !path.starts_with(folder)) {
        let _ = writeln!(may_write, "ReadWritePaths=-{}", quoted(&path.to_string_lossy()));
    }
    if place.has_variables {
        let path = place.variables();
        let _ = writeln!(may_write, "EnvironmentFile=-{}", specifiers(&path.to_string_lossy()));
    }
    // What is hidden from the service is not there for it: a desk at home or under /tmp stays in sight.
    let home = place.lies_below(&["/home", "/root", "/run/user"]);
    let temporary = place.lies_below(&["/tmp", "/var/tmp"]);
    format!(
        "User={}\nWorkingDirectory={}\n{may_write}ProtectHome={}\nPrivateTmp={}\n",
        place.user,
        specifiers(&place.folder.to_string_lossy()),
        if home { "read-only" } else { "yes" },
        if temporary { "no" } else { "yes" }
    )
}

/// A word as systemd reads it (systemd.service, Command lines).
fn quoted(word: &str) -> String {
    let escaped = word.replace('\\', "\\\\").replace('"', "\\\"").replace('$', "$$");
    format!("\"{}\"", specifiers(&escaped))
}

fn specifiers(text: &str) -> String {
    text.replace('%', "%%")
}

/// The line of a crontab: every five minutes, what is due.
pub(super) fn cron(place: &Place) -> String {
    let word = |path: &Path| format!("'{}'", path.to_string_lossy().replace('\'', "'\\''"));
    let line = format!(
        "cd {} && {} --config {} --quiet watch --once --log text",
        word(&place.folder),
        word(&place.program),
        word(&place.config)
    );
    // To cron, a bare per cent sign ends the line.
    format!("*/5 * * * * {}\n", line.replace('%', "\\%"))
}

/// A launch agent that keeps `claims watch` running.
pub(super) fn launchd(place: &Place) -> String {
    let word = |path: &Path| {
        path.to_string_lossy().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
    };
    let log = place.store.with_extension("log");
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>example.claims.watch</string>
  <key>ProgramArguments</key>
  <array>
    <string>{}</string>
    <string>--config</string>
    <string>{}</string>
    <string>watch</string>
    <string>--log</string>
    <string>text</string>
  </array>
  <key>WorkingDirectory</key>
  <string>{}</string>
  <key>StandardErrorPath</key>
  <string>{}</string>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ThrottleInterval</key>
  <integer>30</integer>
  <key>ProcessType</key>
  <string>Background</string>
</dict>
</plist>
"#,
        word(&place.program),
        word(&place.config),
        word(&place.folder),
        word(&log)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_signs_in_them_reach_the_program_whole() {
        let place = Place {
            program: PathBuf::from("/opt/it's 100%/claims"),
            config: PathBuf::from("/srv/$desk/\"a\" & b/config.toml"),
            folder: PathBuf::from("/srv/$desk/\"a\" & b"),
            store: PathBuf::from("/var/lib/claims/claims.sqlite"),
            written: vec![PathBuf::from("/srv/feeds"), PathBuf::from("/var/lib/claims/reports")],
            read: Vec::new(),
            has_variables: true,
            user: "desk".to_owned(),
        };
        assert_eq!(
            cron(&place),
            "*/5 * * * * cd '/srv/$desk/\"a\" & b' && '/opt/it'\\''s 100\\%/claims' --config \
             '/srv/$desk/\"a\" & b/config.toml' --quiet watch --once --log text\n"
        );
        let units = systemd(&place);
        assert!(units[0].1.contains(
            "ExecStart=\"/opt/it's 100%%/claims\" --config \"/srv/$$desk/\\\"a\\\" & b/config.toml\" watch"
        ));
        assert!(units[0].1.contains("\nStateDirectory=claims\n"));
        assert!(units[0].1.contains("\nProtectHome=yes\nPrivateTmp=yes\n"));
        assert!(
            units[0].1.contains("\nReadWritePaths=-\"/srv/feeds\"\nEnvironmentFile=-/srv/$desk/")
        );
        assert!(!units[0].1.contains("reports"), "it lies in what may be written to already");
        let aside = Place { read: vec![PathBuf::from("/home/ann/saved")], ..place };
        assert!(systemd(&aside)[0].1.contains("\nProtectHome=read-only\n"));
        let aside = Place { config: PathBuf::from("/tmp/desk/config.toml"), ..aside };
        assert!(systemd(&aside)[0].1.contains("\nPrivateTmp=no\n"));
        let place = Place { config: PathBuf::from("/srv/$desk/\"a\" & b/config.toml"), ..aside };
        assert!(launchd(&place).contains("<string>/srv/$desk/\"a\" &amp; b/config.toml</string>"));
    }
}
