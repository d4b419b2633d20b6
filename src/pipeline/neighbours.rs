//! Outlets that publish under one domain. A desk declares two where a title has several desks or languages, and has two where an
//! id was changed: the reports of before stand under the old one. Either way they are no two origins.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::Outlet;

/// The outlets as they are judged: those declared, those that only the store still knows, and where several have one domain
/// and no owner is declared, the domain as their owner.
pub(super) fn judged(declared: &[Outlet], stored: Vec<Outlet>) -> Vec<Outlet> {
    let known: BTreeSet<&str> = declared.iter().map(|outlet| outlet.id.as_str()).collect();
    let gone = stored.into_iter().filter(|outlet| !known.contains(outlet.id.as_str()));
    let mut outlets: Vec<Outlet> = declared.iter().cloned().chain(gone).collect();
    let shared = shared(&outlets);
    let owners: BTreeMap<&str, &str> = shared
        .iter()
        .flat_map(|(domain, ids)| {
            let declared = outlets.iter().filter(|it| ids.contains(&it.id));
            let owner = declared.filter_map(|it| it.owner.as_deref()).find(|it| !it.is_empty());
            ids.iter().map(move |id| (id.as_str(), owner.unwrap_or(domain)))
        })
        .collect();
    let owners: Vec<Option<String>> = outlets
        .iter()
        .map(|it| owners.get(it.id.as_str()).map(|owner| (*owner).to_owned()))
        .collect();
    for (outlet, owner) in outlets.iter_mut().zip(owners) {
        if outlet.owner.as_deref().is_none_or(str::is_empty) {
            outlet.owner = owner;
        }
    }
    outlets
}

/// The domains that several outlets have, with the ids of those outlets; in order.
pub(super) fn shared(outlets: &[Outlet]) -> BTreeMap<String, BTreeSet<String>> {
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for outlet in outlets {
        for domain in &outlet.domains {
            let domain = domain.trim_start_matches("www.").to_ascii_lowercase();
            owners.entry(domain).or_default().insert(outlet.id.clone());
        }
    }
    owners.retain(|_, ids| ids.len() > 1);
    owners
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outlet(id: &str, domain: &str, owner: Option<&str>) -> Outlet {
        Outlet {
            id: id.into(),
            domains: vec![domain.into()],
            owner: owner.map(Into::into),
            ..Outlet::default()
        }
    }

    fn owners(outlets: &[Outlet]) -> Vec<(&str, Option<&str>)> {
        outlets.iter().map(|it| (it.id.as_str(), it.owner.as_deref())).collect()
    }

    #[test]
    fn two_outlets_of_one_domain_have_one_owner() {
        let declared = [
            outlet("post", "post.example", None),
            outlet("post-world", "www.Post.example", None),
            outlet("valley", "valley.example", None),
        ];
        let found = judged(&declared, Vec::new());
        let domain = Some("post.example");
        assert_eq!(owners(&found), [("post", domain), ("post-world", domain), ("valley", None)]);
    }

    #[test]
    fn an_owner_that_is_declared_stands_for_the_domain() {
        let declared =
            [outlet("post", "post.example", None), outlet("late", "post.example", Some("quay"))];
        assert_eq!(
            owners(&judged(&declared, Vec::new())),
            [("post", Some("quay")), ("late", Some("quay"))]
        );
    }

    #[test]
    fn an_outlet_whose_id_was_changed_is_the_outlet_of_before() {
        let stored = vec![outlet("old", "post.example", None), outlet("new", "post.example", None)];
        let found = judged(&[outlet("new", "post.example", None)], stored);
        let domain = Some("post.example");
        assert_eq!(owners(&found), [("new", domain), ("old", domain)]);
    }
}
