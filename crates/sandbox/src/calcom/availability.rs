//! When an event type can be booked: hours, less what the person is busy with, on the grid, within notice and window.

use chrono::{DateTime, Datelike, Days, NaiveDate, TimeDelta, Utc, Weekday};
use freebusy_core::{Interval, IntervalSet, Timestamp, WallTime, ZoneRules};

use super::clock::{self, minutes};
use super::grid::Grid;
use super::hours;
use super::state::{BookingWindow, EventType, Status};
use crate::world::{Booking, Maker, World};

/// Buffers reach at most this far around a meeting.
const REACH: TimeDelta = TimeDelta::days(2);

/// What is asked of an event type.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ask<'a> {
    pub(crate) event_type: &'a EventType,
    pub(crate) length: u32,
    /// The zone of the booker.
    pub(crate) booker: &'a ZoneRules,
    /// The uid of a booking that is to be moved, whose time counts as free.
    pub(crate) moved: Option<&'a str>,
    pub(crate) now: DateTime<Utc>,
}

/// A start that is offered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Slot {
    pub(crate) start: DateTime<Utc>,
    pub(crate) end: DateTime<Utc>,
    /// The person is away that day: listed, and not to be had.
    pub(crate) away: bool,
}

/// Why a start is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Past,
    OutOfBounds,
    NotFree,
}

impl Ask<'_> {
    /// The slots from `start` to `end`.
    pub(crate) fn slots(&self, world: &World, start: DateTime<Utc>, end: DateTime<Utc>) -> Vec<Slot> {
        let Some(window) = interval(start.max(self.earliest()), end) else {
            return Vec::new();
        };
        let every = self.event_type.slot_interval.unwrap_or(self.length).max(1);
        let offset = self.event_type.offset_start;
        let grid = Grid { rules: self.booker, length: self.length, every, offset };
        let starts = grid.starts(&self.free(world, window));
        let slots = starts.into_iter().filter_map(|start| Some(self.slot(world, start.to_chrono()?)));
        slots.filter(|slot| self.in_bounds(world, slot.start) && !self.is_reserved(world, slot)).collect()
    }

    /// Whether a meeting can be booked at `start`; the grid and reservations are not looked at.
    pub(crate) fn check(&self, world: &World, start: DateTime<Utc>) -> Result<(), Refusal> {
        let slot = self.slot(world, start);
        if start < self.now {
            return Err(Refusal::Past);
        }
        if start < self.now + minutes(self.event_type.notice_minutes) || !self.in_bounds(world, start) {
            return Err(Refusal::OutOfBounds);
        }
        let around = interval(start - REACH, slot.end + REACH);
        let fits = interval(start, slot.end)
            .zip(around)
            .is_some_and(|(meeting, around)| self.free(world, around).covers(meeting));
        if fits && !slot.away { Ok(()) } else { Err(Refusal::NotFree) }
    }

    /// A minute at least lies between now and the first start.
    fn earliest(&self) -> DateTime<Utc> {
        self.now + minutes(self.event_type.notice_minutes.max(1))
    }

    fn slot(&self, world: &World, start: DateTime<Utc>) -> Slot {
        Slot { start, end: start + minutes(self.length), away: self.is_away(world, start) }
    }

    fn is_away(&self, world: &World, start: DateTime<Utc>) -> bool {
        let account = world.calcom.account(&self.event_type.person);
        let schedule = world.calcom.schedule_of(self.event_type);
        let zone = schedule.and_then(|schedule| clock::zone(&schedule.time_zone));
        match (account, schedule, zone) {
            (Some(account), Some(schedule), Some(zone)) => {
                hours::is_away(account, schedule, zone.rules(), start)
            }
            _ => true,
        }
    }

    fn free(&self, world: &World, range: Interval) -> IntervalSet {
        let Some(schedule) = world.calcom.schedule_of(self.event_type) else {
            return IntervalSet::EMPTY;
        };
        let person = &self.event_type.person;
        let own = world.person(person).into_iter().flat_map(|person| &person.busy);
        let own = own.filter_map(|busy| self.blocked(busy.start, busy.end, (0, 0)));
        let booked = world.bookings_of(person).flat_map(|booking| self.blocked_by(world, booking));
        let taken: IntervalSet = own.chain(booked).collect();
        hours::open(schedule, range).difference(&taken)
    }

    /// What a booking takes. One with open seats of the same event type takes its buffers only.
    fn blocked_by(&self, world: &World, booking: &Booking) -> Vec<Interval> {
        if Some(booking.id.as_str()) == self.moved {
            return Vec::new();
        }
        // What Calendly booked is here an event of a connected calendar.
        let buffers = match booking.maker {
            Maker::Calcom => (booking.buffer_before, booking.buffer_after),
            Maker::Calendly => (0, 0),
        };
        let whole = self.blocked(booking.start, booking.end, buffers);
        match (whole, interval(booking.start, booking.end)) {
            (Some(whole), Some(meeting)) if self.has_open_seats(world, booking) => {
                IntervalSet::from(whole).difference(&meeting.into()).into()
            }
            (whole, _) => whole.into_iter().collect(),
        }
    }

    fn has_open_seats(&self, world: &World, booking: &Booking) -> bool {
        let details = world.calcom.bookings.get(&booking.id);
        details.zip(self.event_type.seats).is_some_and(|(details, seats)| {
            let same = details.event_type == self.event_type.id && details.status == Status::Accepted;
            same && u32::try_from(details.attendees.len()).is_ok_and(|taken| taken < seats)
        })
    }

    /// The time that `[start, end)` takes, widened by its own buffers and by those of the event being booked.
    fn blocked(&self, start: DateTime<Utc>, end: DateTime<Utc>, own: (u32, u32)) -> Option<Interval> {
        let before = minutes(own.0.saturating_add(self.event_type.buffer_after));
        let after = minutes(own.1.saturating_add(self.event_type.buffer_before));
        interval(start, end)?;
        interval(start - before, end + after)
    }

    fn is_reserved(&self, world: &World, slot: &Slot) -> bool {
        let state = &world.calcom;
        state.reservations.iter().any(|kept| {
            let same =
                state.event_type(kept.event_type).is_some_and(|kind| kind.person == self.event_type.person);
            same && kept.until > self.now && kept.start < slot.end && slot.start < kept.end
        })
    }

    /// Whether the booking window reaches as far.
    fn in_bounds(&self, world: &World, start: DateTime<Utc>) -> bool {
        let today = clock::local_date(self.now, self.booker);
        match &self.event_type.window {
            None => true,
            Some(BookingWindow::CalendarDays(count)) => {
                let last = today.checked_add_days(Days::new(u64::from(*count)));
                last.is_none_or(|last| clock::local_date(start, self.booker) <= last)
            }
            Some(BookingWindow::BusinessDays(count)) => {
                clock::local_date(start, self.booker) <= business_day(today, *count)
            }
            Some(BookingWindow::Range(first, last)) => {
                let zone =
                    world.calcom.schedule_of(self.event_type).and_then(|it| clock::zone(&it.time_zone));
                zone.is_some_and(|zone| (*first..=*last).contains(&clock::local_date(start, zone.rules())))
            }
        }
    }
}

/// The date that lies so many days from Monday to Friday ahead, four years at most.
fn business_day(today: NaiveDate, count: u32) -> NaiveDate {
    let weekday = |date: &NaiveDate| !matches!(date.weekday(), Weekday::Sat | Weekday::Sun);
    let count = usize::try_from(count.min(1_000)).unwrap_or(0);
    today.iter_days().skip(1).filter(weekday).take(count).last().unwrap_or(today)
}

/// The interval between two instants, rounded outward.
pub(crate) fn interval(start: DateTime<Utc>, end: DateTime<Utc>) -> Option<Interval> {
    Interval::new(Timestamp::floor(&start), Timestamp::ceil(&end))
}

/// The last date that an answer in a named zone reaches. The service walks the dates with the offset of the first
/// day; when the clock goes back on the way, it never arrives at the last one.
pub(crate) fn last_date(start: DateTime<Utc>, end: DateTime<Utc>, rules: &ZoneRules) -> NaiveDate {
    let offset = |at: DateTime<Utc>| rules.offset_at(Timestamp::floor(&at)).seconds();
    let last: WallTime = rules.wall(Timestamp::floor(&end));
    if offset(end) < offset(start) { last.plus(-86_400).date() } else { last.date() }
}
