//! `claims why URL`: one report, from who named it to what its versions say.

use std::collections::BTreeMap;

use anyhow::anyhow;

use super::printer::Hint;
use super::reading::Reading;
use crate::pipeline::clean;
use crate::report::{Because, Belonging, EditorsWord, KnownReport, KnownVersion, Tries, wording};
use crate::store::{Judged, Known, Ruling, Stage, Worded};

/// All that the store knows of an address; an error says that it knows nothing.
pub(super) fn known(
    reading: &Reading,
    given: &str,
    with_words: bool,
) -> anyhow::Result<KnownReport> {
    let store = &reading.store;
    let url = clean(given);
    let report = store.report_at(&url)?;
    let mut judged = store.judgements(&url)?;
    let mut ruled = store.rulings_on(&url)?;
    let tries = store.tries(&url)?;
    if report.is_some() {
        for alias in store.aliases(&url)?.into_iter().filter(|alias| *alias != url) {
            judged.extend(store.judgements(&alias)?);
            if ruled.is_empty() {
                ruled = store.rulings_on(&alias)?;
            }
        }
    }
    if report.is_none() && judged.is_empty() && ruled.is_empty() && tries.is_none() {
        return Err(anyhow!("`{given}` was never asked for, and no source has named it")).hint(
            format!("`claims add EVENT {given}` adds it; `claims fetch` asks the sources anew"),
        );
    }
    let mut events: BTreeMap<String, Belonging> = BTreeMap::new();
    for said in judged {
        of(&mut events, &said.judgement.event.clone()).reasons.push(reason(said));
    }
    for event in report.iter().flat_map(|report| &report.events) {
        of(&mut events, event);
    }
    for word in ruled {
        of(&mut events, &word.event).rulings.push(EditorsWord {
            ruling: word.ruling.as_str().to_owned(),
            by: word.by,
            note: word.note,
            at: word.at,
        });
    }
    for belonging in events.values_mut() {
        let is_of = report.as_ref().is_some_and(|report| report.events.contains(&belonging.event));
        let last = belonging.rulings.last().map(|word| word.ruling.as_str());
        belonging.is_compared = is_of && last != Some(Ruling::Exclude.as_str());
    }
    let title = report.as_ref().and_then(|report| report.title.clone());
    Ok(KnownReport {
        url: report.as_ref().map_or(url, |report| report.url.clone()),
        outlet: report.as_ref().map(|report| report.outlet.clone()),
        title,
        events: events.into_values().collect(),
        versions: report.as_ref().map_or_else(Vec::new, |report| versions(report, with_words)),
        tries: tries.map(|(count, last, outcome)| Tries { count, last, outcome }),
    })
}

fn of<'a>(events: &'a mut BTreeMap<String, Belonging>, event: &str) -> &'a mut Belonging {
    let new = || Belonging { event: event.to_owned(), ..Belonging::default() };
    events.entry(event.to_owned()).or_insert_with(new)
}

fn reason(said: Judged) -> Because {
    let outlet = said.outlet.map(|outlet| format!(" ({outlet})")).unwrap_or_default();
    let Judged { judgement, kind, address, run, at, .. } = said;
    Because {
        belongs: judgement.belongs,
        stage: match judgement.stage {
            Stage::Listed => "listed",
            Stage::Read => "read",
        }
        .to_owned(),
        reason: judgement.reason,
        detail: judgement.detail,
        source: format!("{kind} {address}{outlet}"),
        run,
        at,
    }
}

fn versions(report: &Known, with_words: bool) -> Vec<KnownVersion> {
    let mut before: Option<&Worded> = None;
    let mut versions = Vec::new();
    for version in &report.versions {
        let is_here = |it: &Worded| it.pruned_at.is_none();
        let before_it = before.filter(|before| with_words && is_here(before) && is_here(version));
        let changes = before_it.map(|before| {
            let whole =
                |it: &Worded| format!("{}\n{}", it.title.as_deref().unwrap_or_default(), it.text);
            wording(&whole(before), &whole(version))
        });
        versions.push(KnownVersion {
            version: version.number,
            first_seen: version.first_seen,
            last_seen: version.last_seen,
            snapshot: version.snapshot,
            title: version.title.clone(),
            words: is_here(version).then(|| version.text.split_whitespace().count()),
            pruned_at: version.pruned_at,
            figures: version.figures,
            changes,
        });
        before = Some(version);
    }
    versions
}
