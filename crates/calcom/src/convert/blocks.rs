//! Taken time to blocks: busy times of calendars, and an account's own bookings.

use chrono::NaiveDate;
use freebusy_core::{BlockKind, Interval, Seconds, Timestamp};
use freebusy_provider::{Finding, Titles};

use super::instant;
use crate::wire::{BookingStatus, BusyTime, Hidden};

/// How far a date can lie before its day in UTC begins, and after it ends.
const EASTMOST: Seconds = Seconds::from_minutes(14 * 60);
const WESTMOST: Seconds = Seconds::from_minutes(12 * 60);

/// What two texts say about a stretch of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Span {
    /// From the one to the other.
    Whole(Interval),
    /// It ends before it starts: something is there, and nobody knows what.
    Backwards(Interval),
    /// It ends as it starts.
    Empty,
    /// It cannot be read.
    Odd,
}

/// Reads a stretch, rounded outward; a date without a time is widened to that date anywhere.
pub(crate) fn span(start: &str, end: &str) -> Span {
    let (Some(from), Some(to)) = (earliest(start), latest(end)) else { return Span::Odd };
    match (Interval::new(from, to), Interval::new(to, from)) {
        (Some(whole), _) => Span::Whole(whole),
        (None, Some(reversed)) => Span::Backwards(reversed),
        (None, None) => Span::Empty,
    }
}

fn earliest(text: &str) -> Option<Timestamp> {
    instant(text).map(|at| Timestamp::floor(&at)).or_else(|| Some(midnight(text)? - EASTMOST))
}

fn latest(text: &str) -> Option<Timestamp> {
    instant(text).map(|at| Timestamp::ceil(&at)).or_else(|| Some(midnight(text)? + WESTMOST))
}

fn midnight(date: &str) -> Option<Timestamp> {
    let date: NaiveDate = date.parse().ok()?;
    Some(Timestamp::floor(&date.and_hms_opt(0, 0, 0)?.and_utc()))
}

/// A block, or why there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Taken {
    Block(Finding),
    /// A block of which it is not certain what it means.
    Doubtful(Finding),
    Nothing,
    /// It is not even certain when it is.
    Odd,
}

/// Time that a connected calendar has taken.
pub(crate) fn busy(time: &BusyTime) -> Taken {
    taken(span(&time.start, &time.end), BlockKind::Busy, None)
}

/// A booking of the account's own, in either dialect.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OwnBooking<'a> {
    pub(crate) start: &'a str,
    pub(crate) end: &'a str,
    pub(crate) status: &'a BookingStatus,
    pub(crate) title: Option<&'a Hidden>,
}

/// A booking that waits for its host's word may yet take place: it is tentative, although Cal.com lets others
/// book the same time meanwhile.
pub(crate) fn booked(booking: OwnBooking<'_>, titles: Titles) -> Taken {
    let kind = match booking.status {
        BookingStatus::Accepted => BlockKind::Busy,
        BookingStatus::Pending | BookingStatus::AwaitingHost => BlockKind::Tentative,
        BookingStatus::Cancelled | BookingStatus::Rejected => return Taken::Nothing,
        BookingStatus::Other(_) => BlockKind::Unknown,
    };
    let title = match titles {
        Titles::Shown => booking.title.map(|title| title.expose().into()),
        Titles::Withheld => None,
    };
    taken(span(booking.start, booking.end), kind, title)
}

fn taken(span: Span, kind: BlockKind, title: Option<Box<str>>) -> Taken {
    match span {
        Span::Whole(interval) if kind == BlockKind::Unknown => {
            Taken::Doubtful(Finding { interval, kind, title })
        }
        Span::Whole(interval) => Taken::Block(Finding { interval, kind, title }),
        Span::Backwards(interval) => Taken::Doubtful(Finding { interval, kind: BlockKind::Unknown, title }),
        Span::Empty => Taken::Nothing,
        Span::Odd => Taken::Odd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(start: i64, end: i64) -> Interval {
        Interval::new(Timestamp::from_unix(start), Timestamp::from_unix(end)).unwrap()
    }

    #[test]
    fn busy_time_is_rounded_outward() {
        let read = span("1970-01-01T00:00:10.900Z", "1970-01-01T00:00:20.100Z");
        assert_eq!(read, Span::Whole(interval(10, 21)));
        assert_eq!(span("1970-01-01T01:00:00+01:00", "1970-01-01T00:00:07Z"), Span::Whole(interval(0, 7)));
    }

    #[test]
    fn a_date_takes_its_day_wherever_it_is() {
        let read = span("1970-01-02", "1970-01-03");
        assert_eq!(read, Span::Whole(interval(86_400 - 14 * 3_600, 2 * 86_400 + 12 * 3_600)));
    }

    #[test]
    fn what_ends_before_it_starts_is_unknown_between_and_no_length_takes_nothing() {
        let backwards = span("1970-01-01T00:01:00Z", "1970-01-01T00:00:00Z");
        assert_eq!(backwards, Span::Backwards(interval(0, 60)));
        assert_eq!(span("1970-01-01T00:01:00Z", "1970-01-01T00:01:00Z"), Span::Empty);
        for odd in ["", "1970-01-01T00:00:00", "1970-13-01", "\u{0}"] {
            assert_eq!(span(odd, "1970-01-01T00:01:00Z"), Span::Odd, "{odd:?}");
        }
    }

    #[test]
    fn the_status_of_a_booking_decides_what_it_takes() {
        let read = |status: BookingStatus| {
            let (start, end) = ("1970-01-01T00:00:00Z", "1970-01-01T00:01:00Z");
            match booked(OwnBooking { start, end, status: &status, title: None }, Titles::Withheld) {
                Taken::Block(finding) | Taken::Doubtful(finding) => Some(finding.kind),
                Taken::Nothing | Taken::Odd => None,
            }
        };
        assert_eq!(read(BookingStatus::Accepted), Some(BlockKind::Busy));
        assert_eq!(read(BookingStatus::Pending), Some(BlockKind::Tentative));
        assert_eq!(read(BookingStatus::Cancelled), None);
        assert_eq!(read(BookingStatus::Other("moved".into())), Some(BlockKind::Unknown));
    }
}
