//! Servers on loopback: the demo's newsroom.
