//! Addresses to snapshots, politely and within bounds. Knows no store.
