//! Cal.com's API v2, typed in both of its dialects, and Cal.com as a provider of freebusy.
//!
//! An [`Account`] is a credential's own view: its [`Listed`] event types offer starts and take bookings, its
//! [`Open`] calendar tells taken time and hours. A [`PublicPage`] needs no account.
//!
//! ```
//! use std::sync::Arc;
//!
//! use freebusy_calcom::{Account, BASE_URL, Dialect, EventTypeName, rated};
//! use freebusy_core::OfferRole;
//! use freebusy_provider::Provider;
//! use freebusy_transport::{BaseUrl, Channel, Credential, Http, Route};
//! use freebusy_zones::Zones;
//!
//! fn cy(http: Arc<dyn Http>, key: String, zones: Arc<Zones>) -> Arc<dyn Provider> {
//!     let base = BaseUrl::parse(BASE_URL).expect("a base URL");
//!     let credential = Credential::new(base.origin(), key.into());
//!     let channel = Channel::new(http, rated(Route::direct(base).with_credential(credential)));
//!     let account = Account::new(channel, Dialect::Current, zones);
//!     Arc::new(account.listed("calcom:cy/intro", EventTypeName::parse("intro"), OfferRole::Booked))
//! }
//! ```
//!
//! # Dialects
//! Cal.com versions every resource on its own by a header, and answers a version that a path does not know as if
//! the path were not there. [`Dialect::Current`] names the right one for each path. A request without a version
//! gets the shapes of 2024-04-15, [`Dialect::Of2024_04_15`]: other paths for slots, other parameters for lists,
//! and silence where a parameter is not known. [`endpoints`] has every call of both, [`wire`] every shape.
//!
//! # What is kept in mind
//! - Slots are aligned to the clock of the zone that they are asked for in, and the first day's grid begins where
//!   the window does: slots are asked for in the organizer's zone, a day more on each side, and clipped. Between
//!   two offered starts nothing is known, in neither sense.
//! - In the old dialect neither a zone nor a format is asked for, for then days off look bookable. The grid is
//!   that of UTC: for zones off the full hour there are fewer starts, never wrong ones.
//! - Days out of office are seen in slots only. The open calendar of an account does not know of them.
//! - A reservation hides a slot from lists, its holder's too. Whether it keeps others from booking differs between
//!   servers, and so does whether a booking uses it up: a booking names it, and whoever holds it releases it.
//! - A booking that waits for its host's word does not keep Cal.com from giving the time to others. Here it is
//!   tentative time.
//! - Around clock changes Cal.com itself can be wrong by an hour; what is booked is verified by the booking.

pub mod config;
pub mod endpoints;
pub mod webhook;
pub mod wire;

mod account;
mod booking;
mod convert;
mod error;
mod form;
mod hold;
mod link;
mod offers;
mod open;
mod own;
mod page;
mod provider;
mod terms;
mod window;

pub use account::Account;
pub use config::{BASE_URL, Dialect, VERSION, buckets, rated, version};
pub use convert::{Confirmation, EventType, Seating, Series};
pub use link::{BadLink, EventTypeName, Link, link};
pub use open::Open;
pub use page::{ListedPage, PublicPage};
pub use provider::Listed;
