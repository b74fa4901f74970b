//! Instants as Cal.com writes and reads them, and the zones in which it does.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeDelta, Utc};
use freebusy_core::{Timestamp, ZoneRules};
use freebusy_zones::{Zone, Zones};

/// The bundled data: a sandbox answers alike on every machine.
static ZONES: LazyLock<Arc<Zones>> = LazyLock::new(|| Arc::new(Zones::bundled()));

/// A zone by its IANA name.
pub(crate) fn zone(name: &str) -> Option<Zone> {
    ZONES.find(name)
}

/// The instant in UTC with milliseconds.
pub(crate) fn iso(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The instant on a zone's clock, with milliseconds and offset.
pub(crate) fn local_iso(at: DateTime<Utc>, rules: &ZoneRules) -> String {
    let offset = rules.offset_at(Timestamp::floor(&at)).seconds();
    match FixedOffset::east_opt(offset) {
        Some(offset) => at.with_timezone(&offset).to_rfc3339_opts(SecondsFormat::Millis, false),
        None => iso(at),
    }
}

/// The date that a zone's calendar shows.
pub(crate) fn local_date(at: DateTime<Utc>, rules: &ZoneRules) -> NaiveDate {
    rules.wall(Timestamp::floor(&at)).date()
}

/// An instant, or a reading without an offset, which is taken as UTC.
pub(crate) fn instant(text: &str) -> Option<DateTime<Utc>> {
    let zoned = || DateTime::parse_from_rfc3339(text).ok().map(|at| at.to_utc());
    let bare = || text.parse::<NaiveDateTime>().ok().map(|at| at.and_utc());
    zoned().or_else(bare).or_else(|| date(text)).filter(in_range)
}

/// The midnight in UTC of a date.
pub(crate) fn date(text: &str) -> Option<DateTime<Utc>> {
    text.parse::<NaiveDate>().ok().map(|date| date.and_time(NaiveTime::MIN).and_utc())
}

/// Within the years for which the zones hold, so that no arithmetic on an instant can fail.
fn in_range(at: &DateTime<Utc>) -> bool {
    (-2_208_988_800..7_258_118_400).contains(&at.timestamp())
}

/// The end of a range as the current slots read it: midnight means the last second of the day that it begins.
pub(crate) fn end_of_range(at: DateTime<Utc>) -> DateTime<Utc> {
    if at.time() == NaiveTime::MIN { at + TimeDelta::seconds(86_399) } else { at }
}

/// So many minutes.
pub(crate) fn minutes(count: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(count))
}
