//! Which version of a path a call asks for. Every resource has its own, and one that it does not know is not there.

use crate::call::Call;

/// The values of `cal-api-version` that exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    April15,
    June11,
    June14,
    August13,
    September04,
}

impl Version {
    /// What is missing or unknown is the oldest.
    fn of(call: &Call) -> Self {
        match call.header("cal-api-version") {
            Some("2024-06-11") => Self::June11,
            Some("2024-06-14") => Self::June14,
            Some("2024-08-13") => Self::August13,
            Some("2024-09-04") => Self::September04,
            _ => Self::April15,
        }
    }
}

/// The two generations of a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Old,
    New,
}

pub(crate) fn of_slots(call: &Call) -> Dialect {
    if Version::of(call) == Version::September04 { Dialect::New } else { Dialect::Old }
}

pub(crate) fn of_bookings(call: &Call) -> Option<Dialect> {
    match Version::of(call) {
        Version::April15 | Version::June11 | Version::June14 => Some(Dialect::Old),
        Version::August13 => Some(Dialect::New),
        Version::September04 => None,
    }
}

pub(crate) fn of_event_types(call: &Call) -> Option<Dialect> {
    match Version::of(call) {
        Version::April15 | Version::June11 => Some(Dialect::Old),
        Version::June14 => Some(Dialect::New),
        Version::August13 | Version::September04 => None,
    }
}

pub(crate) fn of_schedules(call: &Call) -> Option<Dialect> {
    match Version::of(call) {
        Version::April15 => Some(Dialect::Old),
        Version::June11 | Version::June14 => Some(Dialect::New),
        Version::August13 | Version::September04 => None,
    }
}
