//! The stages over a store.
