//! What an editor is told: once, never blank, not at night, and not twice for a figure that goes there and back.

use std::fs;

use chrono::Duration;
use claims::pipeline::{Message, Wake};
use claims::report::AlertKind;

use crate::watch::{Desk, Fake, at, clock};

/// Two outlets on one event, looked at every ten minutes.
fn desk(alerts: &str) -> Desk {
    let outlet = |id: &str| {
        format!("[[outlet]]\nid = \"{id}\"\nname = \"The {id}\"\ndomains = [\"{id}.example\"]\n")
    };
    let source = |id: &str| {
        format!(
            "[[event.source]]\noutlet = \"{id}\"\npage = \"http://{id}.example/blast\"\n\
             schedule = \"*/10 * * * *\"\n"
        )
    };
    let desk = Desk::with_press(&format!(
        "[watch]\njitter_ms = 0\nschedule = \"*/10 * * * *\"\n[alerts]\n{alerts}\n\
         [[channel]]\nid = \"desk\"\nwebhook = \"https://chat.example/hook\"\n{}{}\
         [[event]]\nid = \"blast\"\ntitle = \"Blast in the port\"\n{}{}",
        outlet("post"),
        outlet("wire"),
        source("post"),
        source("wire"),
    ));
    says(
        &desk,
        "post",
        "The blast in the port left 90 people dead, the health ministry said on Friday.",
    );
    says(
        &desk,
        "wire",
        "The blast in the port left 90 people dead, the fire chief said on Friday.",
    );
    desk
}

fn says(desk: &Desk, outlet: &str, text: &str) {
    desk.press().page(&format!("http://{outlet}.example/blast"), "Blast in the port", text);
}

/// The figure in other words each time, as an editor rewrites a page.
fn dead(count: u32, turn: usize) -> String {
    let said = match turn % 3 {
        0 => format!("The blast in the port left {count} people dead"),
        1 => format!("The blast in the port killed {count} people"),
        _ => format!("{count} people were killed by the blast in the port"),
    };
    format!("{said}, the health ministry said on Friday.")
}

/// Lets the outlet print these figures at these times, watching from ten minutes before the first to an hour after the last.
fn day(desk: &Desk, figures: &[(&str, u32)]) -> Vec<Message> {
    let moment = |when: &str| at(&format!("2026-01-02T{when}:00Z"));
    let mut clock: Fake<'_> = clock("2026-01-02T00:01:00Z", "2026-01-03T00:00:00Z");
    clock.now = moment(figures[0].0) - Duration::minutes(10);
    clock.end = moment(figures[figures.len() - 1].0) + Duration::hours(1);
    for (turn, (when, count)) in figures.iter().enumerate() {
        let text = dead(*count, turn);
        clock.plan.push((
            moment(when),
            Box::new(move || {
                says(desk, "post", &text);
                Wake::Time
            }),
        ));
    }
    desk.watch(&mut clock);
    desk.mail.messages.borrow().iter().map(|(_, message)| message.clone()).collect()
}

fn kinds(messages: &[Message]) -> Vec<AlertKind> {
    messages.iter().flat_map(|it| it.alerts.iter().map(|alert| alert.kind)).collect()
}

#[test]
fn a_rise_is_told_with_both_quotes_who_said_so_and_how_the_others_stand() {
    let desk = desk("");
    let messages = day(&desk, &[("04:05", 170)]);
    let told: Vec<&Message> = messages
        .iter()
        .filter(|it| it.alerts.iter().any(|alert| alert.kind == AlertKind::Rise))
        .collect();
    assert_eq!(told.len(), 1, "{messages:#?}");
    let text = &told[0].text;
    assert!(text.contains("90: The wire (1 origin)"), "{text}");
    for part in [
        "The post: killed · all 90 → 170 (+80)",
        "the health ministry",
        "left 90 people dead",
        "left 170 people dead",
        "http://post.example/blast",
        "2 outlets",
    ] {
        assert!(text.contains(part), "`{part}` is not in\n{text}");
    }
    assert!(told[0].subject.starts_with("[Blast in the port] "), "{}", told[0].subject);
    assert!(told[0].alerts[0].at < at("2026-01-02T04:20:00Z"));
}

#[test]
fn the_first_look_and_small_steps_up_wake_nobody() {
    let desk = desk("kinds = \"rise, down, withdrawn\"");
    assert_eq!(kinds(&day(&desk, &[("04:05", 91), ("04:25", 92)])), []);
    let eager = self::desk("kinds = \"creep\"");
    assert_eq!(kinds(&day(&eager, &[("04:05", 91)])), [AlertKind::Creep]);
}

#[test]
fn a_fall_is_told_however_small() {
    let desk = desk("kinds = \"down\"");
    assert_eq!(kinds(&day(&desk, &[("04:05", 89)])), [AlertKind::Down]);
}

#[test]
fn a_figure_that_goes_there_and_back_within_half_an_hour_is_told_once_or_not_at_all() {
    let there_and_back = desk("kinds = \"rise, down\"");
    // Up, and back after twenty minutes: the fall is held, and told when it lasts.
    let messages = day(&there_and_back, &[("04:05", 170), ("04:25", 90)]);
    assert_eq!(kinds(&messages), [AlertKind::Rise, AlertKind::Down]);
    let rows = there_and_back.rows("select sent_at from delivery order by sent_at");
    assert_eq!(rows, ["2026-01-02T04:10:00Z", "2026-01-02T04:40:00Z"]);
    // Up, back, and up again: the pair in the middle is told to nobody.
    let restless = desk("kinds = \"rise, down\"");
    let messages = day(&restless, &[("04:05", 170), ("04:15", 90), ("04:25", 170)]);
    assert_eq!(kinds(&messages), [AlertKind::Rise]);
    assert_eq!(restless.rows("select state from alert order by rowid"), ["open", "dropped"]);
}

#[test]
fn a_mark_is_told_once_whoever_reaches_it() {
    let desk = desk("kinds = \"threshold\"\nthresholds = \"killed 100, killed 500\"");
    let messages = day(&desk, &[("04:05", 120), ("04:25", 150), ("04:45", 90), ("05:05", 130)]);
    assert_eq!(kinds(&messages), [AlertKind::Threshold]);
    assert!(
        messages[0].subject.contains("killed · all reaches 100: The post has 120"),
        "{messages:?}"
    );
}

#[test]
fn quiet_hours_hold_the_word_and_not_the_work_and_end_with_one_digest() {
    let desk = desk("kinds = \"rise\"\nquiet = \"22:00-06:00\"");
    let messages = day(&desk, &[("04:35", 120), ("05:15", 150), ("06:25", 200)]);
    assert_eq!(messages.len(), 2, "{messages:#?}");
    assert!(messages[0].digest && messages[0].alerts.len() == 2);
    assert!(!messages[1].digest);
    let sent = desk.rows("select sent_at from delivery order by sent_at");
    assert_eq!(sent, ["2026-01-02T06:00:00Z", "2026-01-02T06:00:00Z", "2026-01-02T06:30:00Z"]);
    assert_eq!(desk.rows("select at from alert order by at")[0], "2026-01-02T04:40:00Z");
}

#[test]
fn what_a_channel_refuses_is_kept_and_tried_again_until_it_takes_it() {
    let desk = desk("kinds = \"rise\"");
    desk.mail.closed.set(true);
    let mut clock = clock("2026-01-02T00:01:00Z", "2026-01-02T01:00:00Z");
    clock.plan = vec![
        (
            at("2026-01-02T00:05:00Z"),
            Box::new(|| {
                says(&desk, "post", &dead(170, 0));
                Wake::Time
            }),
        ),
        (
            at("2026-01-02T00:15:00Z"),
            Box::new(|| {
                desk.mail.closed.set(false);
                Wake::Time
            }),
        ),
    ];
    let said = desk.watch(&mut clock);
    drop(clock);
    let refused = said.iter().filter(|it| it.as_str() == "desk refused: HTTP 503").count();
    assert!((2..=5).contains(&refused), "{said:?}");
    assert_eq!(
        kinds(&desk.mail.messages.borrow().iter().map(|it| it.1.clone()).collect::<Vec<_>>()),
        [AlertKind::Rise]
    );
    assert_eq!(desk.rows("select count(*) || '' from delivery where sent_at is null"), ["0"]);
}

#[test]
fn the_alerts_of_one_run_are_one_message() {
    let desk = desk("kinds = \"rise, conflict\"");
    let mut clock = clock("2026-01-02T00:01:00Z", "2026-01-02T01:00:00Z");
    clock.plan = vec![(
        at("2026-01-02T00:05:00Z"),
        Box::new(|| {
            says(&desk, "post", &dead(170, 0));
            says(
                &desk,
                "wire",
                "The blast in the port left 190 people dead, the fire chief said on Friday.",
            );
            Wake::Time
        }),
    )];
    desk.watch(&mut clock);
    drop(clock);
    let messages = desk.mail.messages.borrow();
    assert_eq!(messages.len(), 1, "{messages:#?}");
    assert!(messages[0].1.alerts.len() >= 2);
    assert!(messages[0].1.subject.contains("more)"));
}

#[test]
fn a_source_that_goes_dark_is_told_once_and_so_is_its_return() {
    let desk = desk("kinds = \"dark, degraded\"");
    let mut clock = clock("2026-01-02T00:01:00Z", "2026-01-02T12:00:00Z");
    let page = "http://post.example/blast";
    let gone = || {
        desk.press().drop_page(page);
        Wake::Time
    };
    let back = || {
        says(&desk, "post", &dead(90, 0));
        Wake::Time
    };
    clock.plan = vec![
        // An hour but for one look: nobody is woken.
        (at("2026-01-02T01:05:00Z"), Box::new(gone)),
        (at("2026-01-02T02:05:00Z"), Box::new(back)),
        // Five hours.
        (at("2026-01-02T04:05:00Z"), Box::new(gone)),
        (at("2026-01-02T09:05:00Z"), Box::new(back)),
    ];
    desk.watch(&mut clock);
    drop(clock);
    let messages = desk.mail.messages.borrow();
    let said: Vec<&str> = messages.iter().map(|(_, message)| message.subject.as_str()).collect();
    assert_eq!(said.len(), 2, "{said:#?}");
    assert!(
        said[0].ends_with(
            "The post: page `http://post.example/blast` is dark: not_found, 7 times since \
             2026-01-02T04:10:00Z; it was last well at 2026-01-02T04:00:00Z"
        ),
        "{said:#?}"
    );
    assert!(said[1].ends_with("page `http://post.example/blast` answers again"), "{said:#?}");
    assert!(messages[0].1.text.contains("look at it in a browser"), "{}", messages[0].1.text);
    let sent = desk.rows("select sent_at from delivery order by sent_at");
    assert_eq!(sent, ["2026-01-02T05:10:00Z", "2026-01-02T09:10:00Z"]);
}

#[test]
fn a_page_that_turns_bare_is_told_once_and_never_taken_for_no_change() {
    let desk = desk("kinds = \"degraded\"");
    let long = format!("{} It broke out at dawn. ", dead(90, 0)).repeat(8);
    says(&desk, "post", &long);
    let mut clock = clock("2026-01-02T00:01:00Z", "2026-01-02T06:00:00Z");
    let long = long.as_str();
    let print = |text: &'static str| {
        says(&desk, "post", if text.is_empty() { long } else { text });
        Wake::Time
    };
    clock.plan = vec![
        (at("2026-01-02T01:05:00Z"), Box::new(move || print("Please turn on scripts to read on."))),
        (at("2026-01-02T03:05:00Z"), Box::new(move || print(""))),
    ];
    desk.watch(&mut clock);
    drop(clock);
    let messages = desk.mail.messages.borrow();
    assert_eq!(kinds(&messages.iter().map(|it| it.1.clone()).collect::<Vec<_>>()).len(), 2);
    assert!(messages[0].1.subject.contains("is degraded: it has "), "{}", messages[0].1.subject);
    assert!(messages[1].1.subject.contains("yields again"), "{}", messages[1].1.subject);
}

/// An outlet with two reports of different figures: which of them spoke first is seen anew when one moves on.
#[test]
fn what_two_reports_of_an_outlet_said_before_is_no_news_when_one_of_them_moves() {
    let desk = desk("kinds = \"rise, down\"");
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    let second = "[[event.source]]\noutlet = \"post\"\npage = \"http://post.example/second\"\n";
    desk.write("config.toml", &format!("{config}{second}"));
    let second = |count: u32| {
        let text =
            format!("Port blast: {count} people were killed, the health ministry said on Friday.");
        desk.press().page("http://post.example/second", "Blast in the port", &text);
    };
    second(70);
    let mut clock = clock("2026-01-02T00:01:00Z", "2026-01-02T06:00:00Z");
    for (turn, when) in ["01:05", "02:05", "03:05", "04:05"].into_iter().enumerate() {
        let text = dead(100 + 20 * u32::try_from(turn).unwrap(), turn);
        let desk = &desk;
        clock.plan.push((
            at(&format!("2026-01-02T{when}:00Z")),
            Box::new(move || {
                says(desk, "post", &text);
                Wake::Time
            }),
        ));
    }
    desk.watch(&mut clock);
    drop(clock);
    let messages = desk.mail.messages.borrow();
    let told: Vec<String> = messages
        .iter()
        .flat_map(|it| it.1.alerts.iter().map(|alert| format!("{} {}", alert.at, alert.headline)))
        .collect();
    assert!(told.len() <= 4, "{told:#?}");
    assert!(!told.iter().any(|it| it.contains("→ 70")), "{told:#?}");
}

#[test]
fn feeds_are_files_that_readers_take() {
    let desk = desk("");
    let config = fs::read_to_string(desk.path("config.toml")).unwrap();
    desk.write(
        "config.toml",
        &config.replace("webhook = \"https://chat.example/hook\"", "feed = \"feeds\""),
    );
    day(&desk, &[("04:05", 170), ("04:35", 200)]);
    let atom = fs::read(desk.path("feeds/blast.atom.xml")).unwrap();
    let feed = claims::feed::read(&atom, Some("application/atom+xml")).unwrap();
    assert!(feed.entries.len() >= 2);
    assert!(feed.entries[0].title.as_deref().unwrap().contains("170 → 200"));
    let json: serde_json::Value =
        serde_json::from_slice(&fs::read(desk.path("feeds/blast.feed.json")).unwrap()).unwrap();
    assert_eq!(json["version"], "https://jsonfeed.org/version/1.1");
    assert_eq!(json["items"].as_array().unwrap().len(), feed.entries.len());
}

#[cfg(unix)]
mod command_line {
    use std::fs;
    use std::process::Command;

    use hook::Hook;

    /// A web address of this machine that keeps what it is sent.
    mod hook {
        use std::io::{Read as _, Write as _};
        use std::net::TcpListener;
        use std::thread::{JoinHandle, spawn};

        pub(super) struct Hook {
            pub(super) url: String,
            pub(super) taken: JoinHandle<String>,
        }

        impl Hook {
            pub(super) fn open(status: &'static str) -> Self {
                let listener = TcpListener::bind("127.0.0.1:0").unwrap();
                let url = format!("http://{}/hook", listener.local_addr().unwrap());
                let taken = spawn(move || {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut text = String::new();
                    let mut bytes = [0; 4096];
                    loop {
                        let read = stream.read(&mut bytes).unwrap();
                        text.push_str(std::str::from_utf8(&bytes[..read]).unwrap());
                        let length = text.split("content-length: ").nth(1);
                        let length =
                            length.and_then(|it| it.split('\r').next()?.parse::<usize>().ok());
                        let body = text.split_once("\r\n\r\n").map(|(_, body)| body.len());
                        if length.is_some() && body >= length {
                            break;
                        }
                    }
                    write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 0\r\n\r\n").unwrap();
                    text
                });
                Self { url, taken }
            }
        }
    }

    fn test(config: &str) -> (Option<i32>, String, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("config.toml"), config).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_claims"));
        command.args(["alerts", "test"]).current_dir(folder.path()).env_clear();
        command.env("HOME", folder.path()).env("PATH", "/usr/bin:/bin").env("SECRET", "pepper");
        let said = command.output().unwrap();
        (said.status.code(), String::from_utf8(said.stderr).unwrap(), folder)
    }

    #[test]
    fn a_webhook_is_signed_and_a_private_address_is_refused() {
        let hook = Hook::open("204 No Content");
        let config = format!(
            "[[channel]]\nid = \"desk\"\nwebhook = \"{}\"\nsecret_env = \"SECRET\"\nallow_private = true\n",
            hook.url
        );
        let (code, said, _folder) = test(&config);
        assert_eq!(code, Some(0), "{said}");
        let taken = hook.taken.join().unwrap().to_ascii_lowercase();
        assert!(taken.starts_with("post /hook http/1.1\r\n"), "{taken}");
        for part in [
            "x-claims-signature: sha256=",
            "x-claims-timestamp: ",
            "idempotency-key: ",
            "\"subject\":",
        ] {
            assert!(taken.contains(part), "{part} is not in\n{taken}");
        }
        let (code, said, _folder) = test(&config.replace("allow_private = true\n", ""));
        assert_eq!(code, Some(2));
        assert!(
            said.contains("private_address") && said.contains("`allow_private = true`"),
            "{said}"
        );
        let (code, said, _folder) = test(&config.replace("SECRET", "NO_SUCH"));
        assert_eq!(code, Some(2));
        assert!(said.contains("`NO_SUCH` is not set"), "{said}");
    }

    #[test]
    fn a_command_takes_the_message_on_its_input() {
        let config = "[[channel]]\nid = \"pipe\"\ncommand = [\"sh\", \"-c\", \"cat > got; echo $1 > subject\", \"sh\", \"{subject}\"]\n\
            [[channel]]\nid = \"deaf\"\ncommand = [\"false\"]\n[[channel]]\nid = \"gone\"\ncommand = [\"no-such-program\"]\n";
        let (code, said, folder) = test(config);
        assert_eq!(code, Some(2), "{said}");
        let got: serde_json::Value =
            serde_json::from_str(&fs::read_to_string(folder.path().join("got")).unwrap()).unwrap();
        let subject = fs::read_to_string(folder.path().join("subject")).unwrap();
        assert_eq!(got["subject"], subject.trim_end());
        assert!(said.contains("`pipe` took the test"), "{said}");
        assert!(
            said.contains("`deaf` did not take") && said.contains("`gone` did not take"),
            "{said}"
        );
    }
}
