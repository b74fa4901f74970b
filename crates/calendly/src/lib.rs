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
//!
//! ```
//! use std::sync::Arc;
//!
//! use freebusy_calendly::{Account, BASE_URL, EventTypeName, rated};
//! use freebusy_core::OfferRole;
//! use freebusy_provider::Provider;
//! use freebusy_transport::{BaseUrl, Channel, Credential, Http, Route};
//! use freebusy_zones::Zones;
//!
//! fn bo(http: Arc<dyn Http>, token: String, zones: Arc<Zones>) -> Arc<dyn Provider> {
//!     let base = BaseUrl::parse(BASE_URL).expect("a base URL");
//!     let credential = Credential::new(base.origin(), token.into());
//!     let channel = Channel::new(http, rated(Route::direct(base).with_credential(credential)));
//!     let event_type = EventTypeName::parse("30min").expect("a name");
//!     Arc::new(Account::new(channel, zones).listed("calendly:bo/30min", event_type, OfferRole::Booked))
//! }
//! ```

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
pub use booking::{MOST_GUESTS, Violation, Violations, check, fill};
pub use config::{
    BASE_URL, BOOKINGS, BUSY_WINDOW, BadEventTypeName, CALLS, EventTypeName, LARGEST_BUFFER, OFFERS_WINDOW,
    OPEN_WINDOW, buckets, rated,
};
pub use error::{Meaning, Speaker, Understood};
pub use provider::{Listed, Open};
