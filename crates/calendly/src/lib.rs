//! Calendly's API, typed, and Calendly as a provider of freebusy.
pub mod endpoints;
pub mod wire;
