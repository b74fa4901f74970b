//! Slots on offer to starts, and the stretch to ask for so that none is missed.

use freebusy_core::{Interval, Seconds, Timestamp};

use super::{exact, written};
use crate::config::DAY;
use crate::convert::Seating;
use crate::wire::{Entry, current, old};

/// The stretch that is asked for, as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asking {
    pub(crate) start: String,
    pub(crate) end: String,
}

/// Pads a window by a day on each side: a clock change would lose the last day, and the grid of the first day
/// would begin wherever the window does. The end is the last second, but never the first of a day, which is
/// read as the day's end.
pub(crate) fn padded(window: Interval) -> Option<Asking> {
    let last = window.end() + DAY.less_one();
    let end = if last.as_unix().rem_euclid(DAY.get()) == 0 { last + Seconds::ONE } else { last };
    Some(Asking { start: written(window.start() - DAY)?, end: written(end)? })
}

/// The starts on offer, in any order, and how many entries were not understood.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Starts {
    pub(crate) starts: Vec<Timestamp>,
    pub(crate) odd: usize,
}

/// One entry of the list: a start, nothing to be had, or not understood.
enum Offer {
    At(Timestamp),
    None,
    Odd,
}

/// The starts of slots of `length` within `window`.
pub(crate) fn current(slots: &current::Slots, length: Seconds, window: Interval) -> Starts {
    gather(slots.values(), window, |slot| current_offer(slot, length))
}

/// The starts of slots within `window`.
pub(crate) fn old(slots: &old::Slots, seating: Seating, window: Interval) -> Starts {
    gather(slots.slots.values(), window, |slot| old_offer(slot, seating))
}

fn gather<'a, T: 'a>(
    days: impl Iterator<Item = &'a Entry<Vec<Entry<T>>>>,
    window: Interval,
    offer: impl Fn(&T) -> Offer,
) -> Starts {
    let mut gathered = Starts::default();
    for day in days {
        let Entry::Read(slots) = day else {
            gathered.odd += 1;
            continue;
        };
        for slot in slots {
            let read = match slot {
                Entry::Read(slot) => offer(slot),
                Entry::Odd => Offer::Odd,
            };
            match read {
                Offer::At(start) if window.contains(start) => gathered.starts.push(start),
                Offer::At(_) | Offer::None => {}
                Offer::Odd => gathered.odd += 1,
            }
        }
    }
    gathered
}

fn current_offer(slot: &current::Slot, length: Seconds) -> Offer {
    if slot.away == Some(true) || is_full(slot) {
        return Offer::None;
    }
    let Some(start) = exact(&slot.start) else { return Offer::Odd };
    // A slot without an end is as long as was asked for; one of another length is not what was asked for.
    let ends = slot.end.as_deref().map_or(Some(start + length), exact);
    if ends == Some(start + length) { Offer::At(start) } else { Offer::Odd }
}

fn is_full(slot: &current::Slot) -> bool {
    let counted = slot.seats_total.zip(slot.seats_booked);
    slot.seats_remaining.is_some_and(|left| left <= 0)
        || counted.is_some_and(|(total, booked)| booked >= total)
}

fn old_offer(slot: &old::Slot, seating: Seating) -> Offer {
    let full = match (seating, slot.attendees) {
        (Seating::Shared(Some(seats)), Some(attendees)) => attendees >= seats,
        _ => false,
    };
    if full || slot.away == Some(true) {
        return Offer::None;
    }
    exact(&slot.time).map_or(Offer::Odd, Offer::At)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF_HOUR: Seconds = Seconds::from_minutes(30);

    fn day(year: i32, month: u32, day: u32) -> Timestamp {
        let date = freebusy_core::NaiveDate::from_ymd_opt(year, month, day).unwrap();
        Timestamp::floor(&date.and_hms_opt(0, 0, 0).unwrap().and_utc())
    }

    fn week() -> Interval {
        Interval::new(day(2026, 12, 1), day(2026, 12, 8)).unwrap()
    }

    fn read(json: &str) -> Starts {
        current(&serde_json::from_str(json).unwrap(), HALF_HOUR, week())
    }

    #[test]
    fn a_window_is_padded_and_ends_with_a_second_that_is_no_midnight() {
        let asked = padded(week()).unwrap();
        assert_eq!((&*asked.start, &*asked.end), ("2026-11-30T00:00:00Z", "2026-12-08T23:59:59Z"));
        let odd = Interval::new(day(2026, 12, 1), day(2026, 12, 7) + Seconds::ONE).unwrap();
        assert_eq!(padded(odd).unwrap().end, "2026-12-08T00:00:01Z");
    }

    #[test]
    fn slots_are_clipped_to_the_window() {
        let read = read(
            r#"{"2026-11-30":[{"start":"2026-11-30T23:30:00Z"}],"2026-12-01":[{"start":"2026-12-01T00:00:00Z"}],
                "2026-12-08":[{"start":"2026-12-08T00:00:00Z"}]}"#,
        );
        assert_eq!((read.starts, read.odd), (vec![day(2026, 12, 1)], 0));
    }

    #[test]
    fn days_off_and_full_slots_are_not_offered() {
        let read = read(
            r#"{"2026-12-02":[{"start":"2026-12-02T09:00:00Z","away":true},
                {"start":"2026-12-02T10:00:00Z","seatsRemaining":0},
                {"start":"2026-12-02T11:00:00Z","seatsTotal":3,"seatsBooked":3},
                {"start":"2026-12-02T12:00:00Z","seatsTotal":3,"seatsBooked":2,"seatsRemaining":1}]}"#,
        );
        assert_eq!((read.starts.len(), read.odd), (1, 0));
    }

    #[test]
    fn what_is_not_understood_is_counted_and_not_offered() {
        let read = read(
            r#"{"2026-12-02":[{"start":"2026-12-02T09:00:00Z","end":"2026-12-02T10:00:00Z"},{"start":"soon"},7,
                {"start":"2026-12-02T09:00:00Z","away":"perhaps"}],"2026-12-03":"none"}"#,
        );
        assert_eq!((read.starts.len(), read.odd), (0, 5));
        assert_eq!(current(&serde_json::from_str("{}").unwrap(), HALF_HOUR, week()), Starts::default());
    }

    #[test]
    fn the_old_dialect_drops_days_off_and_full_slots_too() {
        let slots = serde_json::from_str(
            r#"{"slots":{"2026-12-02":[{"time":"2026-12-02T09:00:00.000Z"},{"time":"2026-12-02T10:00:00.000Z","away":true},
                {"time":"2026-12-02T11:00:00.000Z","attendees":2}]}}"#,
        )
        .unwrap();
        assert_eq!(old(&slots, Seating::Shared(Some(2)), week()).starts.len(), 1);
        assert_eq!(old(&slots, Seating::Shared(Some(3)), week()).starts.len(), 2);
    }
}
