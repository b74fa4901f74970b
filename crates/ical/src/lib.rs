//! iCalendar as a source of busy time: an `.ics` file, or a feed of one, as a [`freebusy_provider::Provider`].
//!
//! One law rules every reading: **time that is taken never looks free**. What a file says clearly is honoured;
//! what it says in a way that nobody can understand is unknown, and named among the problems; what is too much
//! to read fails as a whole.
//!
//! # Why vparser
//! The content lines are split by vparser, which keeps each one raw: name, parameters and value, unfolded. The
//! larger libraries decide too much on the way. calcard 0.3 takes `20261201X090000` for a whole day, drops what
//! follows a date, drops a line without a colon, and does not say where a file was cut; icalendar 0.17 recurses
//! on nesting and gives up the file at the first odd line. Values are read here, completely or not at all;
//! rules are expanded by `freebusy-core`, zones come from `freebusy-zones`.
//!
//! # Invitations
//! [`Invitation`] books people who have a calendar and no booking service: with a file to import. The
//! icalendar crate escapes and folds what is written; it is read back by the reader of lines here.
//!
//! # Readings
//! Where RFC 5545 is silent or files differ from it:
//! - each VCALENDAR of a file stands on its own: its UIDs and METHOD reach no other, so none can free the time of
//!   another; METHOD:CANCEL frees the events beside it and cancels nothing elsewhere; only the zones that it
//!   describes serve others that describe none of the name;
//! - a line that is no content line goes on with the property before it, whose fold has lost its space: what that
//!   property says of time is then not understood; an X-WR-TIMEZONE that nobody knows is as good as none;
//! - a VFREEBUSY speaks only of its rows; outside of its DTSTART and DTEND it states nothing;
//! - an override with RANGE=THISANDFUTURE ends the series when it frees its time, and otherwise makes
//!   everything from there on unknown;
//! - a RECURRENCE-ID that is a date replaces the one occurrence of that day, and none where there are several;
//! - an EXDATE or RECURRENCE-ID without a zone beside starts that have one is read on the event's clock and on
//!   the calendar's; where these name two occurrences, none goes;
//! - where a property is repeated with another value, the one that takes more time counts, or none is understood.

mod calendar;
mod component;
mod config;
mod convert;
mod effect;
mod error;
mod expansion;
mod feed;
mod found;
mod invitation;
mod line;
mod period;
mod problem;
mod provider;
mod replaced;
mod series;
mod span;
mod tzid;
mod vtimezone;
mod wire;

pub use calendar::Calendar;
pub use config::Bounds;
pub use error::Error;
pub use feed::IcalFeed;
pub use invitation::{Invitation, Invited};
pub use provider::IcalFile;
