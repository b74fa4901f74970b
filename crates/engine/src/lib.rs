//! The use cases of freebusy: find the times when a group can meet, and say why another time does not work.
//!
//! A search takes a straight path, each step a module that knows only the ones before it:
//!
//! ```text
//! request -> plan -> fetch -> combine -> (core: solve -> cut -> rank) -> answer
//! ```
//!
//! `gather` carries plan, fetch and combine out once; a search for the first few starts repeats fetch and combine
//! in chunks of time (`lazy`) and asks only what these starts need.
//!
//! Only `fetch` touches the world, through the port of `freebusy-provider`; which adapters stand behind it the
//! engine never learns. What could not be fetched is unknown, and unknown is never free. The futures need no
//! particular runtime.
//!
//! ```
//! use std::sync::Arc;
//!
//! use freebusy_core::{
//!     Anchor, BlockKind, Increment, Interval, Meeting, Minutes, Order, ParticipantId, TentativePolicy, Timestamp, Who,
//!     ZoneRules,
//! };
//! use freebusy_engine::{Explain, OnUnknown, Participant, Request, Source, find};
//! use freebusy_provider::{Provider, Titles, memory::Memory};
//!
//! let hour = |hour: i64| Timestamp::from_unix(hour * 3_600);
//! let span = |start, end| Interval::new(hour(start), hour(end)).unwrap();
//! let ana = Arc::new(Memory::new("memory:ana").block(span(9, 11), BlockKind::Busy, "course"));
//! let ana = Participant {
//!     id: "ana".into(),
//!     hours: None,
//!     local: Arc::new(ZoneRules::utc()),
//!     taken: Vec::new(),
//!     sources: vec![Source::from(ana as Arc<dyn Provider>)],
//!     tentative: TentativePolicy::Busy,
//! };
//! let request = Request {
//!     meeting: Meeting::new(Minutes::new(60), Minutes::ZERO, Minutes::ZERO).unwrap(),
//!     window: span(8, 12),
//!     zone: Arc::new(ZoneRules::utc()),
//!     anchor: Anchor::Clock,
//!     increment: Increment::new(Minutes::new(60)).unwrap(),
//!     notice: Minutes::ZERO,
//!     now: hour(0),
//!     participants: vec![ana],
//!     who: Who::one(ParticipantId(0)),
//!     optional: Vec::new(),
//!     on_unknown: OnUnknown::Exclude,
//!     order: Order::Earliest,
//!     limit: None,
//!     budget: None,
//!     explain: Explain::WhenEmpty,
//!     titles: Titles::Withheld,
//! };
//! let answer = futures_executor::block_on(find(&request));
//! assert_eq!(answer.slots.iter().map(|slot| slot.span).collect::<Vec<_>>(), [span(8, 9), span(11, 12)]);
//! ```

mod answer;
mod combine;
mod explain;
mod fetch;
mod find;
mod gather;
mod heard;
mod hint;
mod hours;
mod lazy;
mod obstacle;
mod plan;
mod purse;
mod reasons;
mod report;
mod request;
mod told;
mod why;

pub use answer::{Answer, Slot};
pub use explain::{Diagnosis, ParticipantBlame, Reason};
pub use find::find;
pub use obstacle::Obstacle;
pub use plan::{Fetch, Plan, plan};
pub use report::{SourceReport, SourceState};
pub use request::{Explain, Hours, OnUnknown, Participant, Purpose, Request, Source, Taken};
pub use why::{Explanation, Outside, Standing, why};
