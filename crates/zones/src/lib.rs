//! Zone names, of IANA and of Windows, to offset tables from the newest tz data at hand.
//!
//! Every copy of tz data ages: the system's, the one bundled here, the one a user points to. [`Zones`] compares
//! their releases, takes the newest, and falls back to the next for a name that it lacks. Names come from
//! documents of strangers: none reaches the file system before it has been found in the data.
//!
//! ```
//! use freebusy_core::{NaiveDate, WallTime};
//! use freebusy_zones::Zones;
//!
//! let zones = Zones::load(None)?;
//! let berlin = zones.zone("europe/berlin")?;
//! let nine = berlin.rules().instant(WallTime::new(NaiveDate::from_ymd_opt(2026, 12, 1).unwrap(), 9 * 3_600));
//! assert_eq!((berlin.name(), nine.as_unix()), ("Europe/Berlin", 1_796_112_000));
//! assert_eq!(zones.windows("W. Europe Standard Time")?, berlin);
//! assert_eq!(zones.zone("Berlin").unwrap_err().suggestion.as_deref(), Some("Europe/Berlin"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod data;
mod error;
mod name;
mod nearest;
mod table;
mod version;
mod windows;
mod zones;

pub use data::{Origin, TzData};
pub use error::{Error, ErrorKind, UnknownZone};
pub use zones::{Zone, Zones};
