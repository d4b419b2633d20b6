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
            let open: Vec<SocketAddr> = found
                .iter()
                .copied()
                .filter(|address| allow_private || !is_private(address.ip()))
                .collect();
            if open.is_empty() && !found.is_empty() {
                return Err(Private(host).into());
            }
            Ok(Box::new(open.into_iter()) as Addrs)
        })
    }
}
