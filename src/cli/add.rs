//! `claims add`: addresses, feeds and files to an event of the config.
#![expect(clippy::disallowed_methods, reason = "a saved page is asked whose it is")]

use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};

use super::printer::Hint;
use super::{Global, Outcome, Printer, settings};
use crate::article::article;
use crate::config::{Config, Edit, NewSource, nearest};
use crate::model::{Outlet, Timestamp};
use crate::pipeline::{has_domain, host};
use crate::text::charset;

/// Add pages, feeds and saved files to an event; a new event is declared.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The event's id.
    event: String,
    /// Web addresses, files, and folders of saved pages.
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// The outlet's id; else the one with the address's domain, else a new one.
    #[arg(long, value_name = "ID")]
    outlet: Option<String>,
    /// What a new event is called.
    #[arg(long)]
    title: Option<String>,
    /// A word that a feed's entry must hold to belong to a new event; may be given several times.
    #[arg(long, value_name = "WORD")]
    term: Vec<String>,
    /// The addresses are feeds.
    #[arg(long, conflicts_with = "page")]
    feed: bool,
    /// The addresses are pages.
    #[arg(long)]
    page: bool,
    /// Where a file was saved from.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When a file was saved: 2021-08-26T17:40:00Z.
    #[arg(long, value_name = "TIME")]
    saved: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let Some(path) = config.path.clone() else {
        return Err(anyhow!("there is no config.toml here, and none in the home folder"))
            .hint("`claims init` writes one; `--config FILE` names another");
    };
    let mut edit = Edit::open(&path)?;
    let mut told = Vec::new();
    let is_new = config.event(&args.event).is_none();
    if is_new {
        check_event(args, &config)?;
    }
    let mut outlets = config.outlets.clone();
    let mut sources = Vec::new();
    for source in &expanded(&args.sources)? {
        let (new, host) = new_source(args, source, &path)?;
        let outlet = whose(args, source, host.as_deref(), &outlets)?;
        if !outlets.iter().any(|known| known.id == outlet.id) {
            edit.add_outlet(&outlet)?;
            told.push(match outlet.domains.as_slice() {
                [] => format!("new outlet `{}`", outlet.id),
                domains => format!("new outlet `{}` ({})", outlet.id, domains.join(", ")),
            });
            outlets.push(outlet.clone());
        }
        sources.push(NewSource { outlet: outlet.id, ..new });
    }
    if is_new {
        edit.add_event(&args.event, args.title.as_deref().unwrap_or(&args.event), &args.term)?;
        told.push(format!("new event `{}`", args.event));
    }
    let terms = config.event(&args.event).map_or(&args.term, |known| &known.event.terms);
    let takes_all = terms.is_empty() && sources.iter().any(|new| new.kind == "feed");
    for new in sources {
        if edit.add_source(&args.event, &new)? {
            told.push(format!("{} of `{}`: {}", new.kind, new.outlet, new.address));
        } else {
            told.push(format!("already there: {}", new.address));
        }
    }
    edit.save()?;
    for line in told {
        printer.note(line);
    }
    if takes_all {
        printer.warning(format!(
            "`{}` has no terms, so every entry of a feed belongs to it: write \
             `terms = [\"word\", ...]` below its id in `{}`",
            args.event,
            path.display()
        ));
    }
    printer.note(format!("next: `claims fetch {}`", args.event));
    Ok(Outcome::Same)
}

/// A new event; a name that is nearly one of the known is taken for a slip, unless a title says that it is meant.
fn check_event(args: &Args, config: &Config) -> anyhow::Result<()> {
    let id = &args.event;
    let known = config.events.iter().map(|declared| declared.event.id.as_str());
    if let (Some(near), None) = (nearest(id, known), &args.title) {
        return Err(anyhow!("`{id}` is no event yet, and much like `{near}`")).hint(format!(
            "`claims add {near} ...` adds to that one; `--title TITLE` declares `{id}`"
        ));
    }
    let looks_like_a_source = host(id).is_some() || Path::new(id).is_file();
    if looks_like_a_source {
        return Err(anyhow!("`{id}` is a source; the event's id comes first"))
            .hint(format!("claims add EVENT {id}"));
    }
    Ok(())
}

/// The sources, with the pages and texts of a folder in its place, in order of their names. Folders below it are named on
/// their own.
fn expanded(sources: &[String]) -> anyhow::Result<Vec<String>> {
    let mut all = Vec::new();
    for source in sources {
        if !Path::new(source).is_dir() {
            all.push(source.clone());
            continue;
        }
        let entries = fs::read_dir(source)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .with_context(|| format!("`{source}` cannot be read"))
            .hint("make the folder readable; nothing was changed")?;
        let is_page = |path: &PathBuf| {
            let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            path.is_file() && ["html", "htm", "xhtml", "txt"].contains(&ending)
        };
        let pages = entries.iter().map(fs::DirEntry::path).filter(is_page);
        let mut pages: Vec<String> =
            pages.map(|path| path.to_string_lossy().into_owned()).collect();
        if pages.is_empty() {
            return Err(anyhow!("`{source}` holds no .html and no .txt"))
                .hint("name the files themselves; nothing was changed");
        }
        pages.sort();
        all.extend(pages);
    }
    Ok(all)
}

/// The source as it is to be written, without its outlet, and the host that says whose it is.
fn new_source(
    args: &Args,
    source: &str,
    config: &Path,
) -> anyhow::Result<(NewSource, Option<String>)> {
    let new = |kind: &str, address: String| NewSource {
        kind: kind.to_owned(),
        address,
        ..NewSource::default()
    };
    if let Some(host) = host(source) {
        if args.url.is_some() || args.saved.is_some() {
            return Err(anyhow!(
                "`--url` and `--saved` are for files, and `{source}` is an address"
            ))
            .hint("leave them out");
        }
        let is_feed = args.feed || (!args.page && looks_like_a_feed(source));
        return Ok((new(if is_feed { "feed" } else { "page" }, source.to_owned()), Some(host)));
    }
    let path = Path::new(source);
    if !path.is_file() {
        return Err(anyhow!("`{source}` is no file and no web address"))
            .hint("write a web address whole, with https://; nothing was changed");
    }
    if args.feed || args.page {
        return Err(anyhow!("`{source}` is a file, and `--feed` and `--page` are for addresses"))
            .hint("leave them out");
    }
    if args.sources.len() > 1 && args.url.is_some() {
        return Err(anyhow!("`--url` names where one file was saved from, and there are several"))
            .hint("add them one by one");
    }
    if let Some(saved) = &args.saved
        && saved.parse::<Timestamp>().is_err()
    {
        return Err(anyhow!("`--saved {saved}` is no time with a zone"))
            .hint("write it as 2021-08-26T17:40:00Z");
    }
    let host = args.url.as_deref().map_or_else(|| host_of_file(path), |url| Ok(host(url)))?;
    let mut file = new("file", written(path, config)?);
    file.url.clone_from(&args.url);
    file.saved.clone_from(&args.saved);
    Ok((file, host))
}

/// Whose report it is.
fn whose(
    args: &Args,
    source: &str,
    host: Option<&str>,
    outlets: &[Outlet],
) -> anyhow::Result<Outlet> {
    if let Some(id) = &args.outlet {
        if let Some(known) = outlets.iter().find(|known| known.id == *id) {
            return Ok(known.clone());
        }
        if let Some(near) = nearest(id, outlets.iter().map(|known| known.id.as_str())) {
            return Err(anyhow!("unknown outlet `{id}`"))
                .hint(format!("did you mean `{near}`? Nothing was changed"));
        }
        return Ok(new_outlet(id, host));
    }
    let Some(host) = host else {
        return Err(anyhow!("`{source}` does not say whose report it is"))
            .hint("name the outlet: `--outlet ID`; nothing was changed");
    };
    let known = outlets.iter().find(|known| has_domain(known, host));
    Ok(known.cloned().unwrap_or_else(|| new_outlet(&id_of(host), Some(host))))
}

fn new_outlet(id: &str, host: Option<&str>) -> Outlet {
    Outlet {
        id: id.to_owned(),
        name: id.to_owned(),
        domains: host.map(ToOwned::to_owned).into_iter().collect(),
        ..Outlet::default()
    }
}

/// A host's own word: "harbour-post" of "news.harbour-post.co.example". A number has none: "10.0.0.7" is called that,
/// "[fd00::7]" is "ip6-fd00--7", since no colon may stand in an id.
fn id_of(host: &str) -> String {
    if let Ok(number) = host.trim_matches(['[', ']']).parse::<IpAddr>() {
        return match number {
            IpAddr::V4(number) => number.to_string(),
            IpAddr::V6(number) => format!("ip6-{number}").replace(':', "-"),
        };
    }
    let mut labels: Vec<&str> = host.split('.').collect();
    if labels.len() > 1 {
        labels.pop();
    }
    // Second-level registries: co.uk, com.au, org.nz.
    let registry = ["co", "com", "org", "net", "gov", "ac", "edu"];
    if labels.len() > 1 && labels.last().is_some_and(|label| registry.contains(label)) {
        labels.pop();
    }
    labels.last().map_or_else(|| host.to_owned(), |label| (*label).to_owned())
}

/// What feeds are mostly called.
fn looks_like_a_feed(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let ending = [".xml", ".rss", ".atom", ".rdf"].iter().any(|ending| path.ends_with(ending));
    let words = ["feed", "feeds", "rss", "atom"];
    let path = path.split_once("://").map_or(path, |(_, rest)| rest);
    ending || path.split(['/', '.']).any(|part| words.contains(&part))
}

/// The host that a saved page names as its own.
fn host_of_file(path: &Path) -> anyhow::Result<Option<String>> {
    let bytes = fs::read(path)
        .with_context(|| format!("`{}` cannot be read", path.display()))
        .hint("make the file readable")?;
    let text = charset::decode(&bytes, None).text;
    if !text.trim_start().starts_with('<') {
        return Ok(None);
    }
    let (read, _) = article(&text, None);
    Ok(read.canonical_url.as_deref().and_then(host))
}

/// The path as the config is to write it: relative to the config where it lies below its folder, else whole.
fn written(path: &Path, config: &Path) -> anyhow::Result<String> {
    let whole = |path: &Path| {
        fs::canonicalize(path).with_context(|| format!("`{}` cannot be found", path.display()))
    };
    let path = whole(path)?;
    let folder = whole(config)?.parent().map(PathBuf::from).unwrap_or_default();
    let below = path.strip_prefix(&folder).unwrap_or(&path);
    let below = below.to_str().map(ToOwned::to_owned);
    below
        .ok_or_else(|| anyhow!("`{}` has a name that is no text", path.display()))
        .hint("rename the file; nothing was changed")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_for_a_feed_by_its_name() {
        for feed in [
            "https://post.example/feed",
            "https://post.example/rss/world?x=1",
            "https://post.example/news.xml",
            "https://feeds.post.example/top",
        ] {
            assert!(looks_like_a_feed(feed), "{feed}");
        }
        for page in ["https://post.example/feeding-the-city", "https://post.example/2026/blast"] {
            assert!(!looks_like_a_feed(page), "{page}");
        }
    }

    #[test]
    fn a_new_outlet_is_called_by_its_host() {
        assert_eq!(id_of("harbour-post.example"), "harbour-post");
        assert_eq!(id_of("news.harbour-post.co.uk"), "harbour-post");
        assert_eq!(id_of("localhost"), "localhost");
        assert_eq!(id_of("10.0.0.7"), "10.0.0.7");
        assert_eq!(id_of("[::1]"), "ip6---1");
    }
}
