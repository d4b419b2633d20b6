use std::time::Duration;

use serde::{Deserialize, Serialize};

/// The bounds within which addresses are asked. Times are milliseconds, sizes are bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How the program names itself to servers. A desk adds a contact.
    pub user_agent: String,
    /// How long a connection may take to stand.
    pub connect_ms_max: u64,
    /// How long a server may take from the request to the last of its headers.
    pub header_ms_max: u64,
    /// How long one address may take in all, redirects and retries included, waiting for its turn left out.
    pub total_ms_max: u64,
    /// The window over which `bytes_per_second_min` is measured.
    pub slow_window_ms: u64,
    /// A body that comes in slower than this is given up.
    pub bytes_per_second_min: u64,
    /// The largest body, counted after decompression.
    pub body_bytes_max: u64,
    /// The largest set of response headers.
    pub header_bytes_max: u64,
    /// How many redirects are followed.
    pub redirects_max: u32,
    /// How often an address is asked where the failure may pass; 1 asks once.
    pub tries_max: u32,
    /// How long to wait before the second try; it doubles with each.
    pub retry_ms: u64,
    /// The least time between two requests to one host.
    pub gap_ms: u64,
    /// How many hosts are asked at the same time. One host is never asked twice at once.
    pub hosts_at_once: u32,
    /// Whether robots.txt is asked for and kept to.
    pub robots: bool,
    /// The HTTP proxy that everything is asked through; empty for none. It finds the hosts, so that only addresses written as
    /// numbers can be held to be public. Private sources are asked directly.
    pub proxy: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            user_agent: concat!("claims/", env!("CARGO_PKG_VERSION"), " (news desk fact checking)")
                .to_owned(),
            connect_ms_max: 5_000,
            header_ms_max: 10_000,
            total_ms_max: 30_000,
            slow_window_ms: 10_000,
            bytes_per_second_min: 1_024,
            body_bytes_max: 10_000_000,
            header_bytes_max: 65_536,
            redirects_max: 5,
            tries_max: 3,
            retry_ms: 500,
            gap_ms: 1_000,
            hosts_at_once: 32,
            robots: true,
            proxy: String::new(),
        }
    }
}

impl Settings {
    pub(super) fn connect(&self) -> Duration {
        Duration::from_millis(self.connect_ms_max)
    }

    pub(super) fn header(&self) -> Duration {
        Duration::from_millis(self.header_ms_max)
    }

    pub(super) fn total(&self) -> Duration {
        Duration::from_millis(self.total_ms_max)
    }

    pub(super) fn slow_window(&self) -> Duration {
        Duration::from_millis(self.slow_window_ms.max(1))
    }

    /// How many bytes a window must bring.
    pub(super) fn window_bytes_min(&self) -> u64 {
        self.bytes_per_second_min.saturating_mul(self.slow_window_ms) / 1_000
    }
}
