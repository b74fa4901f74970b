//! Calendly's API, typed, and Calendly as a provider of freebusy.
mod config;
pub mod endpoints;
mod error;
pub mod webhook;
pub mod wire;
pub use config::{
    BASE_URL, BOOKINGS, BUSY_WINDOW, BadEventTypeName, CALLS, EventTypeName, OFFERS_WINDOW, rated,
};
pub use error::{Meaning, Speaker, Understood};
