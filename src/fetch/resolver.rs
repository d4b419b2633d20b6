//! Names to addresses: the caller's own first, then the system's, from which private ones are taken out. The client
//! connects only to what this returned, so a name that changes its mind (DNS rebinding) gains nothing.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::address::is_private;

/// Where hosts are to be found, if not where the system says. What it returns is trusted, private or not.
pub trait Resolver: fmt::Debug + Send + Sync {
    /// The host's addresses; `None` leaves the host to the system. A port other than 0 takes the place of the
    /// scheme's own port.
    fn resolve(&self, host: &str) -> Option<Vec<SocketAddr>>;
}

/// Leaves every host to the system.
#[derive(Debug, Clone, Copy, Default)]
pub struct System;

impl Resolver for System {
    fn resolve(&self, _: &str) -> Option<Vec<SocketAddr>> {
        None
    }
}

/// Sends every host under a suffix to one address: `.example` to a loopback port, so that addresses keep no port.
#[derive(Debug, Clone)]
pub struct Suffix {
    pub suffix: String,
    pub address: SocketAddr,
}

impl Resolver for Suffix {
    fn resolve(&self, host: &str) -> Option<Vec<SocketAddr>> {
        host.ends_with(&self.suffix).then(|| vec![self.address])
    }
}

/// A name that resolved to private addresses only.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is at a private address")]
pub(super) struct Private(String);

/// The guard that the client asks.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub(super) own: Arc<dyn Resolver>,
    pub(super) allow_private: bool,
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().trim_end_matches('.').to_ascii_lowercase();
        let allow_private = self.allow_private;
        if let Some(addresses) = self.own.resolve(&host) {
            return Box::pin(async move { Ok(Box::new(addresses.into_iter()) as Addrs) });
        }
        Box::pin(async move {
            // The names that RFC 6761 and RFC 2606 set aside are never asked for on the network.
            let top = host.rsplit('.').next().unwrap_or_default();
            if matches!(top, "example" | "invalid" | "test") {
                return Err(io::Error::new(io::ErrorKind::NotFound, "a reserved name").into());
            }
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            Ok(Box::new(public(host, found, allow_private)?.into_iter()) as Addrs)
        })
    }
}

/// Those of a name's addresses that may be connected to.
fn public(
    host: String,
    found: Vec<SocketAddr>,
    allow_private: bool,
) -> Result<Vec<SocketAddr>, Private> {
    let is_known = !found.is_empty();
    let may = |address: &SocketAddr| allow_private || !is_private(address.ip());
    let open: Vec<SocketAddr> = found.into_iter().filter(may).collect();
    if open.is_empty() && is_known { Err(Private(host)) } else { Ok(open) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_into_a_private_network_is_refused() {
        let at = |text: &str| text.parse::<SocketAddr>().expect("an address");
        let inside = vec![at("169.254.169.254:0"), at("[fd00::1]:0"), at("127.0.0.1:0")];
        let found = |found: &[SocketAddr], allow| {
            public("rebound.test".to_owned(), found.to_vec(), allow)
                .map_err(|error| error.to_string())
        };
        assert_eq!(found(&inside, false), Err("`rebound.test` is at a private address".to_owned()));
        assert_eq!(found(&inside, true).map(|open| open.len()), Ok(3));
        let mixed = [inside[0], at("8.8.8.8:0")];
        assert_eq!(found(&mixed, false), Ok(vec![mixed[1]]), "only the public one is connected to");
        assert_eq!(found(&[], false), Ok(Vec::new()));
    }
}
