//! What is booked and how it stands: from a request and a start to an intent, and from a report to words.
//!
//! A start is judged by the engine; here it becomes legs ([`legs`]), the forms of their services are filled in
//! ([`forms`], [`ask`]), and what will happen is shown before it does ([`plan`]). Protocol, journal and driver are
//! crates of their own: a [`desk::Desk`] brings them together. [`directory`] finds the services of a booking again
//! that an earlier run wrote down.

pub(crate) mod ask;
pub(crate) mod attendee;
pub(crate) mod audit;
pub(crate) mod desk;
pub(crate) mod directory;
pub(crate) mod forms;
pub(crate) mod identity;
pub(crate) mod journal;
pub(crate) mod legs;
pub(crate) mod list;
pub(crate) mod news;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod slot;
pub(crate) mod target;
pub(crate) mod words;
