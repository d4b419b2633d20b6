//! One connection a host, a gap between two requests, and silence for as long as a server asks.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{Mutex as TurnMutex, OwnedMutexGuard};
use tokio::time::{Instant, sleep_until};

use crate::model::Timestamp;

/// What is known about one host in this run.
#[derive(Debug, Default)]
pub(super) struct Lane {
    /// Before this no request is made.
    free_at: Option<Instant>,
    /// Until when the server asked to be left alone.
    pub(super) silent_until: Option<Timestamp>,
}

/// The hosts of a run.
#[derive(Debug, Default)]
pub(super) struct Lanes {
    lanes: Mutex<BTreeMap<String, Arc<TurnMutex<Lane>>>>,
}

impl Lanes {
    /// Waits until the host is nobody else's. The turn ends when the guard is dropped.
    pub(super) async fn turn(&self, name: &str) -> OwnedMutexGuard<Lane> {
        let lane = {
            let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
            lanes.entry(name.to_owned()).or_default().clone()
        };
        lane.lock_owned().await
    }

    /// Notes that a host asked to be left alone; one that is being asked right now knows better.
    pub(super) fn hush(&self, name: &str, until: Timestamp) {
        let mut lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(name.to_owned()).or_default();
        if let Ok(mut lane) = lane.try_lock() {
            lane.silent_until = lane.silent_until.max(Some(until));
        }
    }
}

impl Lane {
    /// Waits out the gap since the last request.
    pub(super) async fn wait(&self) {
        if let Some(at) = self.free_at {
            sleep_until(at).await;
        }
    }

    /// Keeps the gap from now on, up to a quarter longer, so that many hosts do not beat in step. The part that is added
    /// comes from the address: two runs pause alike.
    pub(super) fn pause(&mut self, gap: Duration, url: &str) {
        let spread =
            url.bytes().fold(17_u32, |sum, byte| sum.wrapping_mul(31) + u32::from(byte) % 256)
                % 256;
        self.free_at = Some(Instant::now() + gap + gap * spread / 1_024);
    }
}
