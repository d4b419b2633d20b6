use std::borrow::Cow;
use std::collections::BTreeMap;

use rust_embed::RustEmbed;
use serde::Deserialize;

use crate::model::Timestamp;

/// The files of the event that comes with the program.
#[derive(RustEmbed)]
#[folder = "data/event/kabul-airport-2021"]
struct Files;

/// The bundled event: what nine invented outlets printed at three visits.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    #[serde(rename = "round")]
    rounds: Vec<Round>,
}

/// One visit to the outlets.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// When the visit is made.
    pub at: Timestamp,
    /// The file behind each address from this visit on; addresses that are not named keep the file they had.
    pub pages: BTreeMap<String, String>,
}

/// A file as an address answers it.
#[derive(Debug, Clone)]
pub(super) struct Page {
    pub(super) body: Cow<'static, [u8]>,
    pub(super) content_type: &'static str,
    /// When the address first answered this.
    pub(super) since: Timestamp,
}

impl Bundle {
    pub fn bundled() -> Self {
        toml::from_str(&text("bundle.toml")).expect("tests read the bundle that is built in")
    }

    /// The visits, oldest first.
    pub fn rounds(&self) -> &[Round] {
        &self.rounds
    }

    /// The config.toml of the desk that follows the event.
    pub fn desk() -> String {
        text("desk.toml")
    }

    /// What `url` answers at a visit; `None` where no visit up to this one names it.
    pub(super) fn page(&self, url: &str, visit: usize) -> Option<Page> {
        let mut seen = self.rounds.iter().take(visit + 1).rev();
        let (file, since) = seen.find_map(|round| Some((round.pages.get(url)?, round.at)))?;
        Some(Page { body: Files::get(file)?.data, content_type: content_type(url, file), since })
    }
}

fn text(name: &str) -> String {
    let file = Files::get(name).expect("the file is part of the bundle");
    String::from_utf8(file.data.into_owned()).expect("the bundle's own files are UTF-8")
}

/// As servers say it: pages without a charset, which then has to be found in the page.
fn content_type(url: &str, file: &str) -> &'static str {
    match file.rsplit_once('.') {
        Some((_, "xml")) if url.contains("atom") => "application/atom+xml; charset=utf-8",
        Some((_, "xml")) => "application/rss+xml",
        _ => "text/html",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_served_and_every_served_file_is_there() {
        let bundle = Bundle::bundled();
        let mut served: Vec<String> =
            bundle.rounds.iter().flat_map(|round| round.pages.values().cloned()).collect();
        served.extend(["bundle.toml".to_owned(), "desk.toml".to_owned()]);
        served.sort();
        let mut files: Vec<String> = Files::iter().map(Cow::into_owned).collect();
        files.sort();
        assert_eq!(served, files);
    }

    #[test]
    fn rounds_follow_each_other_in_time_and_addresses_carry_no_port() {
        let bundle = Bundle::bundled();
        assert!(bundle.rounds.len() >= 3);
        assert!(bundle.rounds.is_sorted_by(|a, b| a.at < b.at));
        for url in bundle.rounds.iter().flat_map(|round| round.pages.keys()) {
            let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
            assert!(host.ends_with(".example"), "{url}");
        }
    }

    #[test]
    fn a_page_that_nobody_touched_answers_as_before() {
        let bundle = Bundle::bundled();
        let url = "http://island-gazette.example/news/kabul-bombing.html";
        let body = |visit| bundle.page(url, visit).map(|page| page.body.into_owned());
        assert_eq!(body(0), body(1));
        assert_ne!(body(1), body(2));
        assert!(bundle.page("http://island-gazette.example/else", 2).is_none());
    }
}
