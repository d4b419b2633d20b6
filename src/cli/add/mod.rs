//! `claims add`: addresses, files and folders to an event of the config.
#![expect(
    clippy::disallowed_methods,
    reason = "a saved page is asked whose it is, and stdin is kept as a file"
)]

mod asked;

use std::fs;
use std::io::{Read as _, Write as _, stdin};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use chrono::Utc;

use super::printer::Hint;
use super::{Global, Outcome, Printer, settings};
use crate::article::article;
use crate::config::{Config, Edit, NewSource, SourceEdit, nearest};
use crate::fetch::collection::{self, Form};
use crate::fetch::file;
use crate::model::{Digest, Outlet, Timestamp};
use crate::pipeline::{Kind, host, kind, name_of};
use crate::text::charset;
use asked::{Asked, Asking};

/// Add pages, feeds, sitemaps, sections, lists of feeds, saved pages and archives to an event; a new event is declared.
///
/// What an address or a file is, is found out: an address is asked once, a file is looked into.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
pub(super) struct Args {
    /// The event's id.
    event: String,
    /// Web addresses, files (pages, OPML, WARC, JSON lines), folders of saved pages, and `-` for JSON lines on stdin.
    #[arg(required = true, value_name = "SOURCE")]
    sources: Vec<String>,
    /// The outlet's id; else the one with the address's domain, else a new one.
    #[arg(long, value_name = "ID")]
    outlet: Option<String>,
    /// What a new event is called.
    #[arg(long)]
    title: Option<String>,
    /// A word that a report must hold to belong to a new event; may be given several times.
    #[arg(long, value_name = "WORD")]
    term: Vec<String>,
    /// The addresses are feeds; they are not asked.
    #[arg(long, group = "kind")]
    feed: bool,
    /// The addresses are pages; they are not asked.
    #[arg(long, group = "kind")]
    page: bool,
    /// The addresses are sitemaps; they are not asked.
    #[arg(long, group = "kind")]
    sitemap: bool,
    /// The addresses are section pages, whose links lead to reports; they are not asked.
    #[arg(long, group = "kind")]
    section: bool,
    /// The addresses are on this machine or in its own network.
    #[arg(long)]
    allow_private: bool,
    /// Where a file was saved from.
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// When a file was saved: 2021-08-26T17:40:00Z.
    #[arg(long, value_name = "TIME")]
    saved: Option<String>,
}

/// A source as it is to be written, without its outlet.
struct Candidate {
    new: NewSource,
    /// What names it to the user.
    given: String,
    /// The host that says whose it is.
    host: Option<String>,
    /// Whether its pages say for themselves whose they are.
    is_mixed: bool,
    /// What a list of feeds calls it.
    name: Option<String>,
}

pub(super) fn run(args: &Args, global: &Global, printer: &Printer) -> anyhow::Result<Outcome> {
    let config = settings::config(global)?;
    let Some(path) = config.path.clone() else {
        return Err(anyhow!("there is no config.toml here, and none in the home folder"))
            .hint("`claims init` writes one; `--config FILE` names another");
    };
    check(args, &config)?;
    // The network is asked before the config is held, so that nobody waits for it.
    let mut candidates = Vec::new();
    for source in &args.sources {
        candidates.extend(candidates_of(args, source, &config, &path, printer)?);
    }
    let mut edit = Edit::open(&path)?;
    // Another `add` may have written meanwhile.
    let config = settings::config(global)?;
    let mut told = Vec::new();
    let mut outlets = config.outlets.clone();
    let mut sources = Vec::new();
    for candidate in candidates {
        let Some(outlet) = whose(args, &candidate, &outlets)? else {
            sources.push(candidate.new);
            continue;
        };
        let domain_of = |host: &str| outlets.iter().find(|known| known.has_domain(host));
        if let Some((host, owner)) =
            candidate.host.as_deref().and_then(|it| Some((it, domain_of(it)?)))
            && owner.id != outlet.id
        {
            printer.warning(format!(
                "`{host}` is a domain of `{}`: this source counts as a report of `{}` all the same",
                owner.id, outlet.id
            ));
        }
        if !outlets.iter().any(|known| known.id == outlet.id) {
            edit.add_outlet(&outlet)?;
            told.push(match outlet.domains.as_slice() {
                [] => format!("new outlet `{}`", outlet.id),
                domains if args.outlet.is_some() => format!(
                    "new outlet `{}`: every page of {} counts as its; `domains` in `{}` says so",
                    outlet.id,
                    domains.join(", "),
                    path.display()
                ),
                domains => format!("new outlet `{}` ({})", outlet.id, domains.join(", ")),
            });
            outlets.push(outlet.clone());
        }
        sources.push(NewSource { outlet: Some(outlet.id), ..candidate.new });
    }
    if config.event(&args.event).is_none() {
        edit.add_event(&args.event, args.title.as_deref().unwrap_or(&args.event), &args.term)?;
        told.push(format!("new event `{}`", args.event));
    }
    let terms = config.event(&args.event).map_or(&args.term, |known| &known.event.terms);
    let is_list = |new: &NewSource| match &*new.kind {
        "feed" | "sitemap" | "section" => true,
        // An archive or JSON lines.
        "file" => new.outlet.is_none(),
        _ => false,
    };
    let takes_all = terms.is_empty() && sources.iter().any(is_list);
    for new in sources {
        let of = new.outlet.as_ref().map_or_else(String::new, |outlet| format!(" of `{outlet}`"));
        told.push(match edit.add_source(&args.event, &new)? {
            SourceEdit::Added => format!("{}{of}: {}", new.kind, new.address),
            SourceEdit::Opened => format!("may be in a private network now: {}", new.address),
            SourceEdit::There => format!("already there: {}", new.address),
        });
    }
    edit.save()?;
    for line in told {
        printer.note(line);
    }
    if takes_all {
        printer.warning(format!(
            "`{}` has no terms, so everything that a list or an archive holds belongs to it: write \
             `terms = [\"word\", ...]` below its id in `{}`",
            args.event,
            path.display()
        ));
    }
    printer.note(format!("next: `claims fetch {}`", args.event));
    Ok(Outcome::Same)
}

/// What can be refused before anything is asked: a new event whose name is nearly one of the known is taken for a slip, unless a
/// title says that it is meant.
fn check(args: &Args, config: &Config) -> anyhow::Result<()> {
    let id = &args.event;
    if config.event(id).is_some() {
        return Ok(());
    }
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

/// What one word of the command line stands for: a list of feeds stands for each of them.
fn candidates_of(
    args: &Args,
    source: &str,
    config: &Config,
    path: &Path,
    printer: &Printer,
) -> anyhow::Result<Vec<Candidate>> {
    if source == "-" {
        let kept = kept(path)?;
        return files(args, &kept.to_string_lossy(), path);
    }
    if let Some(host) = host(source) {
        if args.url.is_some() || args.saved.is_some() {
            return Err(anyhow!(
                "`--url` and `--saved` are for files, and `{source}` is an address"
            ))
            .hint("leave them out");
        }
        let asked = match named_kind(args) {
            Some(kind) => Asked { address: source.to_owned(), kind },
            None => Asking::new(config, args.allow_private, Utc::now())?.ask(source, printer)?,
        };
        return Ok(match asked.kind {
            Kind::Opml(feeds) => of_opml(args, source, feeds),
            kind => vec![of_web(args, source, kind.key(), asked.address, host, None)],
        });
    }
    if named_kind(args).is_some() {
        return Err(anyhow!("`{source}` is no web address, and `--feed`, `--page`, `--sitemap` and `--section` are for those"))
            .hint("leave them out: what a file is, is found out");
    }
    files(args, source, path)
}

fn named_kind(args: &Args) -> Option<Kind> {
    let named = [
        (args.feed, Kind::Feed),
        (args.page, Kind::Page),
        (args.sitemap, Kind::Sitemap),
        (args.section, Kind::Section),
    ];
    named.into_iter().find(|(is_named, _)| *is_named).map(|(_, kind)| kind)
}

fn of_web(
    args: &Args,
    given: &str,
    kind: &str,
    address: String,
    host: String,
    name: Option<String>,
) -> Candidate {
    let allow_private = args.allow_private;
    let new = NewSource { kind: kind.to_owned(), address, allow_private, ..NewSource::default() };
    Candidate { new, given: given.to_owned(), host: Some(host), is_mixed: false, name }
}

fn of_opml(args: &Args, given: &str, feeds: Vec<crate::feed::Outline>) -> Vec<Candidate> {
    let candidates = feeds.into_iter().filter_map(|feed| {
        // The site's host says more than that of a service which serves its feed.
        let host = feed.site.as_deref().and_then(host).or_else(|| host(&feed.feed))?;
        Some(of_web(args, given, "feed", feed.feed, host, feed.title))
    });
    candidates.collect()
}

/// A file, a folder, or each feed of a list.
fn files(args: &Args, source: &str, config: &Path) -> anyhow::Result<Vec<Candidate>> {
    let path = Path::new(source);
    let Ok(data) = fs::metadata(path) else {
        return Err(anyhow!("`{source}` is no file and no web address"))
            .hint("write a web address whole, with https://; nothing was changed");
    };
    let local = |kind: &str, is_mixed: bool, host: Option<String>| {
        let new = NewSource {
            kind: kind.to_owned(),
            address: written(path, config)?,
            url: args.url.clone(),
            saved: args.saved.clone(),
            ..NewSource::default()
        };
        anyhow::Ok(Candidate { new, given: source.to_owned(), host, is_mixed, name: None })
    };
    let is_one = |what: &str| {
        if args.url.is_none() && args.saved.is_none() {
            return Ok(());
        }
        Err(anyhow!("`--url` and `--saved` are for one saved page, and `{source}` is {what}"))
            .hint("leave them out")
    };
    if data.is_dir() {
        is_one("a folder")?;
        let pages = collection::Collection::open(path, source, Utc::now(), 1)
            .with_context(|| format!("`{source}` cannot be read"))
            .hint("make the folder readable; nothing was changed")?;
        if pages.is_none_or(|mut pages| pages.next().is_none()) {
            return Err(anyhow!("`{source}` holds no .html and no .txt"))
                .hint("name the files themselves; nothing was changed");
        }
        return Ok(vec![local("folder", true, None)?]);
    }
    let head = collection::head(path)
        .with_context(|| format!("`{source}` cannot be read"))
        .hint("name an ordinary file that you may read; nothing was changed")?;
    if collection::form(&head) != Form::Page {
        is_one("a collection of pages")?;
        return Ok(vec![local("file", true, None)?]);
    }
    let text = String::from_utf8_lossy(&head);
    if text.contains("<opml") || text.contains("<OPML") {
        is_one("a list of feeds")?;
        let bytes = fs::read(path).with_context(|| format!("`{source}` cannot be read"))?;
        let Kind::Opml(feeds) = kind(&bytes, None, source) else {
            return Err(anyhow!("`{source}` is no list of feeds")).hint("nothing was changed");
        };
        if feeds.is_empty() {
            return Err(anyhow!("`{source}` names no feed")).hint("nothing was changed");
        }
        return Ok(of_opml(args, source, feeds));
    }
    if let Some(saved) = &args.saved
        && saved.parse::<Timestamp>().is_err()
    {
        return Err(anyhow!("`--saved {saved}` is no time with a zone"))
            .hint("write it as 2021-08-26T17:40:00Z");
    }
    if args.sources.len() > 1 && args.url.is_some() {
        return Err(anyhow!("`--url` names where one file was saved from, and there are several"))
            .hint("add them one by one");
    }
    let marked = args.url.clone().or_else(|| file::marked(&head));
    let host = match &marked {
        Some(url) => host(url),
        None => host_of_file(path)?,
    };
    let mut page = local("file", false, host)?;
    page.new.url = marked;
    Ok(vec![page])
}

/// Keeps what came on stdin as a file beside the config, called by its content: the same again is the same file.
fn kept(config: &Path) -> anyhow::Result<PathBuf> {
    let mut bytes = Vec::new();
    stdin().lock().read_to_end(&mut bytes).context("stdin cannot be read")?;
    if bytes.trim_ascii().is_empty() {
        return Err(anyhow!("nothing came on stdin")).hint("claims add EVENT - < pages.jsonl");
    }
    let ending = match collection::form(&bytes[..bytes.len().min(65_536)]) {
        Form::Warc => "warc",
        Form::Jsonl => "jsonl",
        Form::Page if bytes.starts_with(b"\x1f\x8b") => "warc.gz",
        Form::Page => "html",
    };
    let digest = Digest::of(&bytes).to_string();
    let folder = config.parent().map_or_else(PathBuf::new, Path::to_owned).join("collected");
    let path = folder.join(format!("{}.{ending}", &digest[..16]));
    let failed = || format!("`{}` cannot be written", path.display());
    fs::create_dir_all(&folder).with_context(failed)?;
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let written = fs::File::create(&beside)
        .and_then(|mut file| file.write_all(&bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&beside, &path));
    written.with_context(failed).hint("make the config's folder writable; nothing was changed")?;
    Ok(path)
}

/// Whose reports a source gives; `None` where its pages say so for themselves.
fn whose(args: &Args, source: &Candidate, outlets: &[Outlet]) -> anyhow::Result<Option<Outlet>> {
    let new_outlet = |id: String| Outlet {
        name: source.name.clone().unwrap_or_else(|| id.clone()),
        id,
        domains: source.host.iter().cloned().collect(),
        ..Outlet::default()
    };
    if let Some(id) = &args.outlet {
        if let Some(known) = outlets.iter().find(|known| known.id == *id) {
            return Ok(Some(known.clone()));
        }
        if let Some(near) = nearest(id, outlets.iter().map(|known| known.id.as_str())) {
            return Err(anyhow!("unknown outlet `{id}`"))
                .hint(format!("did you mean `{near}`? Nothing was changed"));
        }
        return Ok(Some(new_outlet(id.clone())));
    }
    if source.is_mixed {
        return Ok(None);
    }
    let Some(host) = &source.host else {
        return Err(anyhow!("`{}` does not say whose report it is", source.given))
            .hint("name the outlet: `--outlet ID`; nothing was changed");
    };
    let known = outlets.iter().find(|known| known.has_domain(host));
    Ok(Some(known.cloned().unwrap_or_else(|| {
        let id = name_of(host);
        // Two hosts may share their own word: "post.example" and "post.test".
        let is_taken = outlets.iter().any(|known| known.id == id);
        new_outlet(if is_taken { host.clone() } else { id })
    })))
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
