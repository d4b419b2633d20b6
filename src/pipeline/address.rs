//! Which address a report is known by, and whose it is.

use std::net::IpAddr;

use url::Url;

use crate::model::Outlet;

/// Parameters that say where a reader came from and not what is read.
const TRACKING: &[&str] =
    &["fbclid", "gclid", "dclid", "msclkid", "mc_cid", "mc_eid", "igshid", "cmpid", "ocid"];

/// The address without its fragment and without tracking parameters; as written where it is no address.
pub fn clean(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    url.set_fragment(None);
    let is_tracking = |name: &str| name.starts_with("utm_") || TRACKING.contains(&name);
    if url.query_pairs().any(|(name, _)| is_tracking(&name)) {
        let kept: Vec<(String, String)> =
            url.query_pairs().filter(|(name, _)| !is_tracking(name)).map(own).collect();
        url.set_query(None);
        if !kept.is_empty() {
            url.query_pairs_mut().extend_pairs(kept);
        }
    }
    url.into()
}

fn own((name, value): (std::borrow::Cow<'_, str>, std::borrow::Cow<'_, str>)) -> (String, String) {
    (name.into_owned(), value.into_owned())
}

/// An entry's address, which a feed may write relative to its own.
pub(super) fn resolved(address: &str, feed: &str) -> Option<String> {
    let url = match Url::parse(feed) {
        Ok(base) => base.join(address).ok()?,
        Err(_) => Url::parse(address).ok()?,
    };
    matches!(url.scheme(), "http" | "https").then(|| clean(url.as_str()))
}

/// The host without what marks a mobile or AMP twin; `None` for what is no web address.
pub fn host(address: &str) -> Option<String> {
    let url = Url::parse(address).ok()?;
    let host = url.host_str()?.trim_end_matches('.').to_ascii_lowercase();
    let bare = ["www.", "m.", "mobile.", "amp."].iter().find_map(|twin| host.strip_prefix(twin));
    Some(bare.filter(|rest| rest.contains('.')).unwrap_or(&host).to_owned())
}

/// The address that a report's versions share. A page's own word for it counts on its own site and in its outlet's
/// domains only: no page may pass itself off as another outlet's.
pub(super) fn of_report(
    found_at: &str,
    canonical: Option<&str>,
    outlet: Option<&Outlet>,
) -> String {
    let believed = canonical.filter(|canonical| {
        let Some(said) = host(canonical) else { return false };
        Some(&said) == host(found_at).as_ref()
            || outlet.is_some_and(|outlet| outlet.has_domain(&said))
    });
    clean(believed.unwrap_or(found_at))
}

/// Whose report an address is: that of the outlet with the domain; where several have it, of the one named.
pub(super) fn owner<'a>(
    address: &str,
    named: Option<&str>,
    outlets: &'a [Outlet],
) -> Option<&'a Outlet> {
    let host = host(address)?;
    let mut owners = outlets.iter().filter(|outlet| outlet.has_domain(&host));
    let first = owners.clone().next();
    owners.find(|outlet| Some(&*outlet.id) == named).or(first)
}

/// A host's own word: "harbour-post" of "news.harbour-post.co.example". A number has none: "10.0.0.7" is called that,
/// `[fd00::7]` is "ip6-fd00--7", since no colon may stand in an id.
pub fn name_of(host: &str) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet(id: &str, domain: &str) -> Outlet {
        Outlet { id: id.to_owned(), domains: vec![domain.to_owned()], ..Outlet::default() }
    }

    #[test]
    fn tracking_and_fragments_name_no_other_report() {
        let same = "https://post.example/a?id=7";
        assert_eq!(clean("https://post.example/a?utm_source=x&id=7&fbclid=y#top"), same);
        assert_eq!(clean(same), same);
        assert_eq!(clean("https://post.example/a?utm_medium=rss"), "https://post.example/a");
        assert_eq!(clean("saved/page.html"), "saved/page.html");
    }

    #[test]
    fn a_page_speaks_for_its_own_site_only() {
        let post = outlet("post", "post.example");
        let found = "https://amp.post.example/a?x=1";
        let own = of_report(found, Some("https://www.post.example/a"), Some(&post));
        assert_eq!(own, "https://www.post.example/a");
        let stolen = of_report(found, Some("https://wire.example/a"), Some(&post));
        assert_eq!(stolen, found);
        let file = of_report("saved/a.html", Some("https://post.example/a"), Some(&post));
        assert_eq!(file, "https://post.example/a");
        let stranger = of_report("saved/a.html", Some("https://wire.example/a"), Some(&post));
        assert_eq!(stranger, "saved/a.html");
    }

    #[test]
    fn an_entry_belongs_to_whose_domain_it_is_on() {
        let outlets = [outlet("post", "post.example"), outlet("wire", "wire.example")];
        let owner = |url| owner(url, Some("post"), &outlets).map(|outlet| outlet.id.as_str());
        assert_eq!(owner("https://news.wire.example/1"), Some("wire"));
        assert_eq!(owner("https://www.post.example/1"), Some("post"));
        assert_eq!(owner("https://else.example/1"), None);
        assert_eq!(owner("https://notwire.example/1"), None);
    }

    #[test]
    fn a_new_outlet_is_called_by_its_host() {
        assert_eq!(name_of("harbour-post.example"), "harbour-post");
        assert_eq!(name_of("news.harbour-post.co.uk"), "harbour-post");
        assert_eq!(name_of("localhost"), "localhost");
        assert_eq!(name_of("10.0.0.7"), "10.0.0.7");
        assert_eq!(name_of("[::1]"), "ip6---1");
    }

    #[test]
    fn an_entry_may_be_written_relative_to_its_feed() {
        let feed = "https://post.example/feeds/news.rss";
        assert_eq!(resolved("/a#x", feed).as_deref(), Some("https://post.example/a"));
        assert_eq!(resolved("mailto:desk@post.example", feed), None);
    }
}
