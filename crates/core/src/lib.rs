//! The algebra of time behind freebusy: pure functions from what is known about people's calendars to the
//! times when they can meet.
//!
//! The crate knows nobody: no I/O, no clock, no async, no global state. The same arguments give the same
//! answer, `now` included. Every interval is half-open, `[start, end)`, and never empty.
//!
//! ```
//! use freebusy_core::{Interval, IntervalSet, Timestamp};
//!
//! let at = |hour: i64| Timestamp::from_unix(hour * 3_600);
//! let hours: IntervalSet = [Interval::new(at(9), at(17)).unwrap()].into_iter().collect();
//! let busy: IntervalSet = [Interval::new(at(12), at(13)).unwrap()].into_iter().collect();
//! let free = &hours - &busy;
//! assert_eq!(free.len(), 2);
//! ```
//!
//! # Features
//! `serde` serialises the plain value types; `rrule` adds the guarded fallback for recurrence rules beyond the
//! own arithmetic (needs std); `chrono-tz` builds [`ZoneRules`] from the data of that crate.
#![cfg_attr(not(any(test, feature = "rrule", feature = "simd")), no_std)]

extern crate alloc;

mod crowd;
mod cut;
mod diagnose;
mod evidence;
mod interval;
mod many;
mod meeting;
mod places;
mod rank;
mod recurrence;
mod row;
mod ruler;
mod schedule;
mod set;
mod solve;
mod states;
mod tally;
mod time;
mod who;
mod why;
mod zone;

pub use chrono::{NaiveDate, Weekday};

pub use crowd::{Crowd, Quorum, Runs};
pub use cut::{Anchor, Cut, Grid, Increment, count_in, count_within, cut};
pub use diagnose::{Blame, NearMiss, Search, blame, culprit, nearest};
pub use evidence::{Block, BlockKind, Evidence, OfferRole, Offers, SourceId};
pub use interval::Interval;
pub use many::{Coverage, at_least, common, coverage, merge};
pub use meeting::{Meeting, Participant, State, TentativePolicy, UnknownPolicy};
pub use rank::{Attendance, Order, Weighted, attendance, rank};
pub use recurrence::{Excluded, Occurrence, Recurrence, RecurrenceError, Rule, Until};
pub use schedule::{DateOverride, HourRange, Schedule, ScheduleError, WeeklyHours, expand};
pub use set::{Disjoint, IntervalSet};
pub use solve::solve;
pub use states::{States, Walk};
pub use tally::subtract;
pub use time::{MinuteOfDay, Minutes, Seconds, Timestamp, WallTime};
pub use who::{ParticipantId, Who, WhoError, WhoNode};
pub use why::{Cause, Reasons, why};
pub use zone::{FoldRule, GapRule, Located, Offset, ZoneRules};
