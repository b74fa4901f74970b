//! Calendly's API, typed, and Calendly as a provider of freebusy.
//!
//! [`endpoints`] has a function for every operation, which gives the call as a value; [`wire`] has the shapes that
//! travel. An [`Account`] makes of them what the port asks for: a [`Listed`] person, who is booked at the starts that
//! an event type offers, and an [`Open`] one, known by taken time and hours. [`webhook`] tells genuine deliveries from
//! others.
//!
//! Of the two, the offered starts are the truth: schedule, calendars, buffers, notice, horizon and caps have all gone
//! into them, and nothing else can be booked. Whatever fails or cannot be read here makes less time look free, never
//! more.

mod account;
mod booking;
mod config;
mod convert;
pub mod endpoints;
mod error;
mod provider;
pub mod webhook;
pub mod wire;

pub use account::Account;
pub use booking::{Form, MOST_GUESTS, Violation, Violations, check};
pub use config::{
    BASE_URL, BOOKINGS, BUSY_WINDOW, BadEventTypeName, CALLS, EventTypeName, LARGEST_BUFFER, OFFERS_WINDOW,
    OPEN_WINDOW, buckets, rated,
};
pub use error::{Meaning, Speaker, Understood};
pub use provider::{Listed, Open};
