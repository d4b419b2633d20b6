//! A folder of saved pages, and the folders in it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::file;
use super::{Item, tag};
use crate::model::Timestamp;

/// Folders within folders beyond this are not looked into.
const DEPTH_MAX: u32 = 8;

/// More files than this are read of no folder.
const FILES_MAX: usize = 100_000;

/// Its pages and texts in the order of their names. Each is dated by the file's last change, and named by the address that the
/// browser wrote into it, else by its path. Each is read when its turn comes.
pub(super) fn pages(
    folder: &Path,
    written: &str,
    now: Timestamp,
    bytes_max: u64,
) -> io::Result<impl Iterator<Item = Item> + 'static> {
    let mut files = Vec::new();
    walk(folder, 0, &mut files)?;
    files.sort();
    let (folder, written) = (folder.to_owned(), written.trim_end_matches('/').to_owned());
    Ok(files.into_iter().map(move |path| {
        let below = path.strip_prefix(&folder).unwrap_or(&path).to_string_lossy().into_owned();
        let name = format!("{written}/{below}");
        let changed = path.metadata().and_then(|data| data.modified()).ok();
        let saved = changed.map_or(now, |at| Timestamp::from(at).min(now));
        let mut attempt = file::read(&path, &name, saved, bytes_max);
        if let Some(marked) = attempt.snapshot.as_ref().and_then(|it| file::marked(&it.body)) {
            attempt.final_url = marked;
        }
        Item { tag: tag(&path), attempt, saved, outlet: None, title: None, published: None }
    }))
}

/// The pages below a folder; links to folders are not followed, so that none is walked in a circle.
fn walk(folder: &Path, depth: u32, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if files.len() >= FILES_MAX {
            break;
        }
        if entry.file_type()?.is_dir() {
            if depth < DEPTH_MAX && !is_hidden(&path) {
                walk(&path, depth + 1, files)?;
            }
        } else if is_page(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// Whether a file's name says that it is a page or a text.
fn is_page(path: &Path) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    let known = ["html", "htm", "xhtml", "txt"];
    known.iter().any(|known| ending.eq_ignore_ascii_case(known)) && !is_hidden(path)
}
