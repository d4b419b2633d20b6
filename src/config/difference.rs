//! What is different between two configs, for somebody who had one read anew.

use std::collections::BTreeMap;

use super::{Channel, Config, DeclaredEvent, KEYS, Source};

impl Config {
    /// What is different in `fresh`, a line a thing: "watch.schedule = \"0 * * * *\" (was \"*/15 * * * *\")".
    pub fn changes(&self, fresh: &Self) -> Vec<String> {
        let mut changes = Vec::new();
        for key in KEYS {
            let (old, new) = (key.show(&self.settings), key.show(&fresh.settings));
            if old != new {
                changes.push(format!("{} = {new} (was {old})", key.name));
            }
        }
        let by_id = |config: &Self| -> BTreeMap<String, crate::model::Outlet> {
            config.outlets.iter().map(|outlet| (outlet.id.clone(), outlet.clone())).collect()
        };
        compare(&mut changes, "outlet", &by_id(self), &by_id(fresh), |_, _, _| ());
        let by_id = |config: &Self| -> BTreeMap<String, Channel> {
            config.channels.iter().map(|channel| (channel.id.clone(), channel.clone())).collect()
        };
        compare(&mut changes, "channel", &by_id(self), &by_id(fresh), |_, _, _| ());
        let by_id = |config: &Self| -> BTreeMap<String, DeclaredEvent> {
            config.events.iter().map(|it| (it.event.id.clone(), it.clone())).collect()
        };
        compare(&mut changes, "event", &by_id(self), &by_id(fresh), |changes, old, new| {
            let (old, new) = (by_address(old), by_address(new));
            compare(changes, "source", &old, &new, |_, _, _| ());
        });
        changes
    }
}

fn by_address(declared: &DeclaredEvent) -> BTreeMap<String, Source> {
    let name = |source: &Source| {
        format!("{} {} {}", declared.event.id, source.address.kind(), source.address.written())
    };
    declared.sources.iter().map(|source| (name(source), source.clone())).collect()
}

/// Says what is new, gone and different; `inside` goes on with what is in both.
fn compare<T: PartialEq>(
    changes: &mut Vec<String>,
    noun: &str,
    old: &BTreeMap<String, T>,
    new: &BTreeMap<String, T>,
    inside: fn(&mut Vec<String>, &T, &T),
) {
    for id in old.keys().filter(|id| !new.contains_key(*id)) {
        changes.push(format!("{noun} `{id}` is gone"));
    }
    for (id, fresh) in new {
        match old.get(id) {
            None => changes.push(format!("{noun} `{id}` is new")),
            Some(before) if before != fresh => {
                let told = changes.len();
                inside(changes, before, fresh);
                if changes.len() == told {
                    changes.push(format!("{noun} `{id}` is different"));
                }
            }
            Some(_) => {}
        }
    }
}
