//! A desk whose clock and mailbox are the test's own.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::PathBuf;
use std::sync::Arc;

use claims::config::{Channel, Config};
use claims::engine::Engine;
use claims::fetch::Fetcher;
use claims::lexicon::Lexicon;
use claims::model::Timestamp;
use claims::pipeline::{
    Clock, Courier, Message, Summary, Told, Wake, Watch, fetch_settings, watch,
};
use tempfile::TempDir;

use crate::press::Press;

pub(crate) fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A clock that leaps to whatever is waited for, and does as it was told on the way.
pub(crate) struct Fake<'a> {
    pub(crate) now: Timestamp,
    pub(crate) end: Timestamp,
    /// What happens when, in order of time.
    pub(crate) plan: Vec<(Timestamp, Box<dyn FnMut() -> Wake + 'a>)>,
}

impl Clock for Fake<'_> {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn wait(&mut self, until: Option<Timestamp>) -> Wake {
        let until = until.unwrap_or(self.end);
        while self.plan.first().is_some_and(|(when, _)| *when <= until) {
            let (when, mut act) = self.plan.remove(0);
            self.now = self.now.max(when);
            let wake = act();
            if wake != Wake::Time {
                return wake;
            }
        }
        self.now = self.now.max(until);
        if self.now >= self.end { Wake::Stop } else { Wake::Time }
    }
}

/// A desk in a folder of its own.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    engine: Engine,
    press: Option<Press>,
    pub(crate) mail: Mailbox,
}

/// Where messages arrive: each with its channel. It can be closed.
#[derive(Default)]
pub(crate) struct Mailbox {
    pub(crate) messages: RefCell<Vec<(String, Message)>>,
    pub(crate) closed: Cell<bool>,
}

impl Courier for Mailbox {
    fn carry(&self, channel: &Channel, message: &Message) -> Result<(), String> {
        if self.closed.get() {
            return Err("HTTP 503".to_owned());
        }
        self.messages.borrow_mut().push((channel.id.clone(), message.clone()));
        Ok(())
    }
}

impl Desk {
    pub(crate) fn new(config: &str) -> Self {
        let desk = Self {
            folder: tempfile::tempdir().unwrap(),
            engine: Engine::new(Lexicon::embedded()),
            press: None,
            mail: Mailbox::default(),
        };
        desk.write("config.toml", config);
        desk
    }

    pub(crate) fn with_press(config: &str) -> Self {
        Self { press: Some(Press::open()), ..Self::new(config) }
    }

    pub(crate) fn press(&self) -> &Press {
        self.press.as_ref().unwrap()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(super) fn load(&self) -> Result<Config, claims::config::ConfigError> {
        let mut config = Config::read(&self.path("config.toml"))?;
        config.settings.store.path = self.path("claims.sqlite");
        Ok(config)
    }

    pub(super) fn fetcher(&self, config: &Config) -> Result<Fetcher, claims::fetch::FetchError> {
        let mut settings = fetch_settings(&config.settings.fetch);
        (settings.gap_ms, settings.tries_max, settings.robots) = (0, 1, false);
        match &self.press {
            Some(press) => Fetcher::with_resolver(settings, Arc::new(press.resolver())),
            None => Fetcher::new(settings),
        }
    }

    /// Watches until the clock ends, and says what happened when.
    pub(crate) fn watch(&self, clock: &mut Fake<'_>) -> Vec<String> {
        self.watching(clock, false).1
    }

    pub(crate) fn watching(
        &self,
        clock: &mut Fake<'_>,
        once: bool,
    ) -> (anyhow::Result<Option<Summary>>, Vec<String>) {
        let mut said = Vec::new();
        let work = Watch {
            config: self.load().unwrap(),
            engine: &self.engine,
            load: &mut || self.load(),
            fetcher: &|config| self.fetcher(config),
            courier: &self.mail,
            seed: 7,
            once,
            interruptible: false,
        };
        let done = watch(work, clock, &mut |told| said.extend(word(&told)));
        (done, said)
    }

    pub(crate) fn rows(&self, sql: &str) -> Vec<String> {
        let reader = rusqlite::Connection::open(self.path("claims.sqlite")).unwrap();
        let mut statement = reader.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.map(Result::unwrap).collect()
    }

    pub(crate) fn runs(&self) -> Vec<String> {
        self.rows("select started_at from run order by id")
    }
}

/// What a user would remember of it.
pub(super) fn word(told: &Told<'_>) -> Option<String> {
    Some(match told {
        Told::Ran { summary, .. } => format!("run {}", summary.run),
        Told::Delivered(done) => match &done.error {
            None => format!("told {}: {}", done.channel, done.alerts),
            Some(error) => format!("{} refused: {error}", done.channel),
        },
        Told::Busy { .. } => "busy".to_owned(),
        Told::Failed { error, .. } => format!("failed: {error:#}"),
        Told::Recovered => "recovered".to_owned(),
        Told::Reloaded { changes } => format!("reloaded: {}", changes.join("; ")),
        Told::Refused { error } => format!("refused: {error:#}"),
        Told::Stopping => "stopped".to_owned(),
        _ => return None,
    })
}

pub(crate) fn clock<'a>(from: &str, to: &str) -> Fake<'a> {
    Fake { now: at(from), end: at(to), plan: Vec::new() }
}

pub(super) const HEAD: &str =
    "[watch]\njitter_ms = 0\n[[outlet]]\nid = \"post\"\ndomains = [\"post.example\"]\n";

pub(super) fn files(watch: &str, sources: &[&str]) -> String {
    let head = HEAD.replace("[watch]\n", &format!("[watch]\n{watch}"));
    let sources: Vec<String> = sources
        .iter()
        .map(|file| format!("[[event.source]]\noutlet = \"post\"\nfile = \"{file}\"\n"))
        .collect();
    let sources = sources.concat();
    format!("{head}[[event]]\nid = \"blast\"\n{sources}")
}

/// A desk that follows one feed.
pub(super) fn fed(watch: &str) -> String {
    let head = HEAD.replace("[watch]\n", &format!("[watch]\n{watch}"));
    format!(
        "{head}[[event]]\nid = \"blast\"\nterms = [\"port\"]\n\
         [[event.source]]\noutlet = \"post\"\nfeed = \"http://post.example/feed\"\n"
    )
}
