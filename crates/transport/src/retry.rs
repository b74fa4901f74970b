//! When a call that only reads is tried again.
