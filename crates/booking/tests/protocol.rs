//! The protocol, call by call: what a saga asks for, what it makes of the answers, and how it goes on after a crash.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may fail loudly")]

#[path = "protocol/crash_points.rs"]
mod crash_points;
#[path = "protocol/order.rs"]
mod order;
#[path = "protocol/paths.rs"]
mod paths;
#[path = "protocol/play.rs"]
mod play;
#[path = "protocol/reconciling.rs"]
mod reconciling;
#[path = "protocol/watching.rs"]
mod watching;
