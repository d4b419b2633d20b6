//! How the config, the store and the sources are, without asking anybody: from what is written down.

use std::collections::BTreeSet;

use serde::Serialize;

use super::neighbours;
use super::refresh::source_row;
use super::watch::plan;
use crate::config::{Address, Channel, Config, DeclaredEvent, Secret, Source, Way};
use crate::lexicon::Lexicon;
use crate::model::Timestamp;
use crate::schedule::Next;
use crate::store::{Ailment, Checkup, Store, StoreError};

/// What is worth a look, and how badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    Well,
    /// The work goes on; somebody should look.
    Warning,
    /// Nothing can be trusted until it is mended.
    Trouble,
}

/// One thing that is worth a look.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Remark {
    pub grade: Grade,
    /// "config", "store" or "source".
    pub about: &'static str,
    pub text: String,
}

/// One source, as its past shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SourceCheck {
    pub event: String,
    pub outlet: Option<String>,
    pub kind: String,
    pub address: String,
    /// "ok", "failing" (the last look was in vain), "dark", "degraded" or "new" (nobody looked yet).
    pub state: &'static str,
    /// The typed outcome of the last look.
    pub outcome: Option<String>,
    pub last_success: Option<Timestamp>,
    pub last_change: Option<Timestamp>,
    /// Looks in vain since it was well.
    pub failures: u32,
    pub reports: u32,
    /// The figures in the newest versions of its reports.
    pub figures: u32,
    /// "allows", "refuses", "not asked" or "unknown".
    pub robots: &'static str,
    /// When it is looked at next; `None`: never again.
    pub next: Option<Timestamp>,
}

/// The whole examination.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Examination {
    /// The worst of the remarks.
    pub grade: Grade,
    pub sources: Vec<SourceCheck>,
    /// `None`: there is none yet.
    pub store: Option<Checkup>,
    pub remarks: Vec<Remark>,
}

/// Examines what is written down. `variable` is the environment, for the secrets of channels. An error is a store that cannot be read.
pub fn examine(
    config: &Config,
    store: Option<&Store>,
    lexicon: &Lexicon,
    variable: &dyn Fn(&str) -> Option<String>,
    now: Timestamp,
) -> Result<Examination, StoreError> {
    let mut remarks: Vec<Remark> = Vec::new();
    let about_config = configured(config, lexicon, variable, now);
    remarks.extend(about_config.into_iter().map(|text| Remark {
        grade: Grade::Warning,
        about: "config",
        text,
    }));
    let checkup = store.map(Store::checkup).transpose()?;
    remarks.extend(stored(config, checkup.as_ref(), now));
    let sources = match &checkup {
        // A damaged file tells nothing that one could rely on.
        Some(checkup) if checkup.damage.is_some() => Vec::new(),
        _ => checked(config, store, now)?,
    };
    remarks.extend(sources.iter().filter_map(remark));
    let grade = remarks.iter().map(|it| it.grade).max().unwrap_or(Grade::Well);
    Ok(Examination { grade, sources, store: checkup, remarks })
}

fn checked(
    config: &Config,
    store: Option<&Store>,
    now: Timestamp,
) -> Result<Vec<SourceCheck>, StoreError> {
    let seed = match store {
        Some(store) => store.recalled("seed")?.and_then(|it| u64::from_str_radix(&it, 16).ok()),
        None => None,
    };
    let plan = plan(config, store, seed.unwrap_or_default(), now)?;
    let mut found = Vec::new();
    for declared in &config.events {
        for (at, source) in declared.sources.iter().enumerate() {
            let step = plan.steps.iter().find(|step| {
                step.event == declared.event.id && step.source == at && step.entry.is_none()
            });
            let next = step.map_or(Next::Over, |step| step.next).at();
            found.push(check(config, store, declared, source, next)?);
        }
    }
    Ok(found)
}

fn check(
    config: &Config,
    store: Option<&Store>,
    declared: &DeclaredEvent,
    source: &Source,
    next: Option<Timestamp>,
) -> Result<SourceCheck, StoreError> {
    let id = match store {
        Some(store) => store.source(&source_row(&declared.event, source))?,
        None => None,
    };
    let is_local = matches!(source.address, Address::File { .. } | Address::Folder { .. });
    let mut check = SourceCheck {
        event: declared.event.id.clone(),
        outlet: source.outlet.clone(),
        kind: source.address.kind().to_owned(),
        address: source.address.written().to_owned(),
        state: "new",
        outcome: None,
        last_success: None,
        last_change: None,
        failures: 0,
        reports: 0,
        figures: 0,
        robots: if is_local || !config.settings.fetch.robots { "not asked" } else { "unknown" },
        next,
    };
    let Some((store, id)) = store.zip(id) else { return Ok(check) };
    let (past, harvest) = (store.past(id)?, store.harvest(id)?);
    let visit = store.visit(id, source.address.written())?;
    if !harvest.tried {
        return Ok(check);
    }
    check.state = if store.trouble(id, Ailment::Dark)?.is_some() {
        "dark"
    } else if store.trouble(id, Ailment::Degraded)?.is_some() {
        "degraded"
    } else if past.in_vain > 0 {
        "failing"
    } else {
        "ok"
    };
    check.outcome = past.outcomes.first().cloned().or(visit.map(|visit| visit.outcome));
    (check.last_success, check.failures) = (past.last_success, past.in_vain);
    (check.last_change, check.reports, check.figures) =
        (harvest.last_change, harvest.reports, harvest.figures);
    if check.robots == "unknown" {
        check.robots = if harvest.kept_out { "refuses" } else { "allows" };
    }
    Ok(check)
}

/// What is worth a look of a source.
fn remark(check: &SourceCheck) -> Option<Remark> {
    let outcome = check.outcome.as_deref().unwrap_or_default();
    let said = match check.state {
        "dark" => format!("is dark: {outcome}, {} times in vain", check.failures),
        "degraded" => "is degraded: its pages stopped yielding text or figures".to_owned(),
        "failing" => format!("gave nothing: {outcome}, {} in vain", times(check.failures)),
        _ if check.robots == "refuses" => "leads to pages that robots.txt keeps closed".to_owned(),
        _ => return None,
    };
    let whose = check.outlet.as_ref().map(|outlet| format!("{outlet}: ")).unwrap_or_default();
    let text = format!("{whose}{} `{}` {said}", check.kind, check.address);
    Some(Remark { grade: Grade::Warning, about: "source", text })
}

fn times(count: u32) -> String {
    if count == 1 { "once".to_owned() } else { format!("{count} times") }
}

fn stored(config: &Config, checkup: Option<&Checkup>, now: Timestamp) -> Vec<Remark> {
    let mut remarks = Vec::new();
    let mut say = |grade, text| remarks.push(Remark { grade, about: "store", text });
    let Some(checkup) = checkup else {
        let path = config.settings.store.path.display();
        let text = format!("there is no store at `{path}` yet: `claims fetch` makes it");
        say(Grade::Warning, text);
        return remarks;
    };
    if let Some(damage) = &checkup.damage {
        let text = format!(
            "the file is damaged: {damage}; restore a backup, or recover what is left with `sqlite3 FILE .recover`"
        );
        say(Grade::Trouble, text);
    }
    if let Some(at) = checkup.last_run.filter(|at| !checkup.last_run_done && now - *at > LONG) {
        let at = at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true);
        say(
            Grade::Warning,
            format!("the run of {at} did not come to its end: the next one goes on from there"),
        );
    }
    let bytes_max = config.settings.store.bytes_max;
    if bytes_max > 0 && checkup.bytes.saturating_mul(10) >= bytes_max.saturating_mul(9) {
        let text = format!(
            "{} of the {bytes_max} bytes of `store.bytes_max` are used: raise it, or let old pages go with `claims prune`",
            checkup.bytes
        );
        say(Grade::Warning, text);
    }
    for refused in &checkup.refused {
        let text = format!(
            "`{}` has not taken {} alerts so far: {}",
            refused.channel, refused.alerts, refused.error
        );
        say(Grade::Warning, text);
    }
    remarks
}

/// A run that is younger than this may be going on.
const LONG: chrono::Duration = chrono::Duration::hours(1);

/// What of the config holds and will hardly do what was meant.
fn configured(
    config: &Config,
    lexicon: &Lexicon,
    variable: &dyn Fn(&str) -> Option<String>,
    now: Timestamp,
) -> Vec<String> {
    let mut said = Vec::new();
    if config.events.is_empty() {
        said.push("no event is declared: `claims add EVENT SOURCE...` says what to follow".into());
    }
    for outlet in config.outlets.iter().filter(|it| it.layout(now.date_naive()).is_none()) {
        if let Some(last) = outlet.layouts.iter().map(|layout| layout.valid_until).max() {
            said.push(format!(
                "no layout of `{}` holds today (the last until {last}): look at one of its pages, then renew `valid_until`",
                outlet.id
            ));
        }
    }
    for (domain, ids) in neighbours::shared(&config.outlets) {
        let ids = ids.into_iter().collect::<Vec<_>>().join("`, `");
        said.push(format!(
            "`{ids}` have one domain, `{domain}`: they count as one origin unless an `owner` is declared"
        ));
    }
    for declared in &config.events {
        said.extend(event(declared, now));
    }
    for (measure, _) in &config.settings.alerts.thresholds.0 {
        if lexicon.measure(measure).is_none() {
            said.push(format!(
                "`alerts.thresholds`: `{measure}` is no measure, so it is never reached"
            ));
        }
    }
    if !config.settings.fetch.robots {
        said.push("`fetch.robots` is off: sites are not asked whether they want to be read".into());
    }
    for channel in &config.channels {
        said.extend(of_channel(config, channel, variable));
    }
    said
}

fn event(declared: &DeclaredEvent, now: Timestamp) -> Vec<String> {
    let id = &declared.event.id;
    let mut said = Vec::new();
    if declared.sources.is_empty() {
        said.push(format!("`{id}` has no source: `claims add {id} SOURCE...` adds one"));
    }
    if declared.event.until.is_some_and(|until| until < now) {
        said.push(format!(
            "`{id}` is over: its sources are left alone; take it out, or move `until`"
        ));
    }
    let has_list = declared.sources.iter().any(|source| {
        matches!(source.address, Address::Feed(_) | Address::Sitemap(_) | Address::Section(_))
    });
    if has_list && declared.event.terms.is_empty() && declared.event.title.is_empty() {
        said.push(format!(
            "`{id}` has neither `terms` nor a `title`: nothing of its feeds can be told to belong to it"
        ));
    }
    let mut known = BTreeSet::new();
    for source in &declared.sources {
        let written = source.address.written();
        if !known.insert((source.address.kind(), written)) {
            said.push(format!("`{id}` has `{written}` twice"));
        }
        let (Address::File { path, .. } | Address::Folder { path, .. }) = &source.address else {
            continue;
        };
        if !path.try_exists().unwrap_or(false) {
            said.push(format!("`{id}`: there is nothing at `{}`", path.display()));
        }
    }
    said
}

fn of_channel(
    config: &Config,
    channel: &Channel,
    variable: &dyn Fn(&str) -> Option<String>,
) -> Vec<String> {
    let id = &channel.id;
    let mut said = Vec::new();
    for event in channel.events.iter().filter(|event| config.event(event).is_none()) {
        said.push(format!("channel `{id}`: `{event}` is no event of this config"));
    }
    if let Some(kinds) = &channel.kinds {
        let taken = &config.settings.alerts.kinds.0;
        for kind in kinds.0.iter().filter(|kind| !taken.contains(kind)) {
            said.push(format!(
                "channel `{id}` wants `{}`, which `alerts.kinds` leaves out",
                kind.as_str()
            ));
        }
    }
    let secret = match &channel.way {
        Way::Webhook { url, secret, .. } => {
            if url.to_ascii_lowercase().starts_with("http://") {
                said.push(format!("channel `{id}`: the webhook is not encrypted (http://)"));
            }
            secret.as_ref()
        }
        Way::Mail(mail) => mail.login.as_ref().map(|(_, secret)| secret),
        Way::Command { .. } | Way::Feed { .. } => None,
    };
    match secret {
        Some(Secret::Variable(name)) if variable(name).is_none_or(|it| it.is_empty()) => {
            said.push(format!("channel `{id}`: `{name}` is not set here"));
        }
        Some(Secret::File(path)) if !path.is_file() => {
            said.push(format!("channel `{id}`: there is no file at `{}`", path.display()));
        }
        _ => {}
    }
    said
}
