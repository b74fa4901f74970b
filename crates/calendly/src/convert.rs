//! From Calendly's shapes to the port's: starts, taken time, hours.
//!
//! Taken time is rounded outward. What cannot be read is never left out: it makes time unknown, or is not offered.

mod hours;

use freebusy_core::{BlockKind, Interval, Seconds, Timestamp};
use freebusy_provider::{Finding, Problem};

pub(crate) use hours::hours;

use crate::error::shown;
use crate::wire::{AvailableTime, BookingMethod, BusyTime, EventType, PoolingType, SlotStatus, WireTime};

/// The most that one window may put into words; the rest is counted as one more problem.
const MOST_PROBLEMS: usize = 20;

/// Things that could not be understood, in bounded number.
#[derive(Debug, Default)]
pub(crate) struct Problems(Vec<Problem>);

impl Problems {
    pub(crate) fn note(&mut self, problem: impl Into<String>) {
        let next = match self.0.len() {
            0..MOST_PROBLEMS => problem.into(),
            MOST_PROBLEMS => "more could not be understood".into(),
            _ => return,
        };
        self.0.push(Problem(next.into()));
    }

    pub(crate) fn into_vec(self) -> Vec<Problem> {
        self.0
    }
}

/// Whether a start can be booked.
pub(crate) fn is_offered(slot: &AvailableTime) -> bool {
    slot.status == SlotStatus::Available && slot.invitees_remaining >= 1.0
}

/// The starts within `window` that can be booked.
pub(crate) fn starts(window: Interval, slots: &[AvailableTime], problems: &mut Problems) -> Vec<Timestamp> {
    let mut starts = Vec::with_capacity(slots.len());
    for slot in slots.iter().filter(|slot| is_offered(slot)) {
        match slot.start_time.exact() {
            Some(start) => starts.push(start),
            None => problems
                .note(format!("an offered start `{}` cannot be read", shown(slot.start_time.as_str()))),
        }
    }
    starts.retain(|start| window.contains(*start));
    starts
}

/// Taken time; what cannot be read leaves all of `window` unknown.
pub(crate) fn busy(window: Interval, taken: &[BusyTime], problems: &mut Problems) -> Vec<Finding> {
    let unknown = |interval| Finding { interval, kind: BlockKind::Unknown, title: None };
    let mut blocks = Vec::with_capacity(taken.len());
    for time in taken {
        match reach(time) {
            Reach::Empty => {}
            Reach::Taken(interval) => blocks.push(Finding { interval, kind: BlockKind::Busy, title: None }),
            Reach::Backwards(interval) => {
                problems.note(format!(
                    "taken time from `{}` ends before it starts",
                    shown(time.start_time.as_str())
                ));
                blocks.push(unknown(interval));
            }
            Reach::Unreadable => {
                problems
                    .note(format!("taken time from `{}` cannot be read", shown(time.start_time.as_str())));
                blocks.push(unknown(window));
            }
        }
    }
    blocks
}

/// From when to when taken time reaches, its buffers included.
enum Reach {
    Empty,
    Taken(Interval),
    Backwards(Interval),
    Unreadable,
}

fn reach(time: &BusyTime) -> Reach {
    let outer =
        |plain: Option<Timestamp>, buffered: &Option<WireTime>, read: fn(&WireTime) -> Option<Timestamp>| {
            let plain = plain?;
            buffered.as_ref().map_or(Some((plain, plain)), |buffered| Some((plain, read(buffered)?)))
        };
    let start = outer(time.start_time.floor(), &time.buffered_start_time, WireTime::floor);
    let end = outer(time.end_time.ceil(), &time.buffered_end_time, WireTime::ceil);
    let (Some((start, early)), Some((end, late))) = (start, end) else { return Reach::Unreadable };
    if let Some(backwards) = Interval::new(end, start) {
        return Reach::Backwards(backwards);
    }
    Interval::new(start.min(early), end.max(late)).map_or(Reach::Empty, Reach::Taken)
}

/// Why nothing can be booked through an event type, and what to do.
pub(crate) fn unbookable(event_type: &EventType) -> Option<&'static str> {
    if event_type.deleted_at.is_some() {
        return Some("the event type has been deleted; name another one");
    }
    if !event_type.active {
        return Some("the event type is switched off; let its host switch it on, or name another one");
    }
    match event_type.booking_method.as_ref().unwrap_or(&BookingMethod::Instant) {
        BookingMethod::Instant => None,
        BookingMethod::Poll => Some("the event type is a poll, which offers no starts; name another one"),
        BookingMethod::Other(_) => Some("the event type is booked in an unknown way; name another one"),
    }
}

/// Whether the starts of an event type are those of several people together.
pub(crate) fn is_pooled(event_type: &EventType) -> bool {
    event_type.pooling_type.is_some()
}

/// Whether a second booking of one slot is refused, for the host is then taken: not where there is room for more
/// invitees, nor where another host takes the meeting.
pub(crate) fn refuses_a_second(event_type: &EventType) -> bool {
    let solo = event_type.kind == crate::wire::EventTypeKind::Solo;
    solo && matches!(event_type.pooling_type, None | Some(PoolingType::Collective))
}

/// `window` in pieces that are no longer than `longest`.
pub(crate) fn pieces(window: Interval, longest: Seconds) -> impl Iterator<Item = Interval> {
    let starts = std::iter::successors(Some(window.start()), move |start| Some(*start + longest));
    starts
        .take_while(move |start| *start < window.end())
        .filter_map(move |start| Interval::new(start, (start + longest).min(window.end())))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minute: i64) -> Timestamp {
        Timestamp::from_unix(minute * 60)
    }

    fn window(start: i64, end: i64) -> Interval {
        Interval::new(at(start), at(end)).unwrap()
    }

    fn read<T: serde::de::DeserializeOwned>(json: &str) -> T {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn only_what_is_available_has_room_and_lies_in_the_window_is_offered() {
        let slots: Vec<AvailableTime> = read(
            r#"[{"status":"available","invitees_remaining":1,"start_time":"1970-01-01T00:10:00.000000Z"},
                {"status":"available","invitees_remaining":0,"start_time":"1970-01-01T00:20:00.000000Z"},
                {"status":"held","invitees_remaining":1,"start_time":"1970-01-01T00:30:00.000000Z"},
                {"status":"available","invitees_remaining":2.0,"start_time":"1970-01-01T01:00:00Z"},
                {"status":"available","invitees_remaining":1,"start_time":"1970-01-01T00:40:00.500000Z"},
                {"status":"available","invitees_remaining":1,"start_time":"tomorrow"}]"#,
        );
        let mut problems = Problems::default();
        assert_eq!(starts(window(0, 60), &slots, &mut problems), [at(10)]);
        assert_eq!(problems.into_vec().len(), 2);
    }

    #[test]
    fn taken_time_reaches_as_far_as_its_buffers_and_is_rounded_outward() {
        let taken: Vec<BusyTime> = read(
            r#"[{"type":"external","start_time":"1970-01-01T00:10:00.500000Z","end_time":"1970-01-01T00:19:59.500000Z"},
                {"type":"calendly","start_time":"1970-01-01T01:00:00Z","end_time":"1970-01-01T01:30:00Z",
                 "buffered_start_time":"1970-01-01T00:55:00Z","buffered_end_time":"1970-01-01T01:45:00Z"},
                {"type":"new","start_time":"1970-01-01T02:00:00Z","end_time":"1970-01-01T02:30:00Z",
                 "buffered_start_time":null}]"#,
        );
        let mut problems = Problems::default();
        let blocks = busy(window(0, 600), &taken, &mut problems);
        let spans: Vec<_> = blocks.iter().map(|block| (block.kind, block.interval)).collect();
        let busy = |start, end| (BlockKind::Busy, window(start, end));
        assert_eq!(spans, [busy(10, 20), busy(55, 105), busy(120, 150)]);
        assert!(problems.into_vec().is_empty());
    }

    #[test]
    fn taken_time_that_cannot_be_read_leaves_the_window_unknown() {
        for json in [
            r#"[{"type":"external","start_time":"x","end_time":"1970-01-01T00:20:00Z"}]"#,
            r#"[{"type":"external","start_time":"1970-01-01T00:10:00Z","end_time":""}]"#,
            r#"[{"type":"calendly","start_time":"1970-01-01T00:10:00Z","end_time":"1970-01-01T00:20:00Z","buffered_end_time":"?"}]"#,
        ] {
            let mut problems = Problems::default();
            let blocks = busy(window(0, 60), &read::<Vec<BusyTime>>(json), &mut problems);
            assert_eq!((blocks[0].kind, blocks[0].interval), (BlockKind::Unknown, window(0, 60)));
            assert_eq!(problems.into_vec().len(), 1);
        }
        let backwards =
            r#"[{"type":"external","start_time":"1970-01-01T00:20:00Z","end_time":"1970-01-01T00:10:00Z"}]"#;
        let blocks = busy(window(0, 60), &read::<Vec<BusyTime>>(backwards), &mut Problems::default());
        assert_eq!((blocks[0].kind, blocks[0].interval), (BlockKind::Unknown, window(10, 20)));
    }

    #[test]
    fn the_number_of_problems_told_is_bounded() {
        let mut problems = Problems::default();
        (0..1_000).for_each(|_| problems.note("x"));
        assert_eq!(problems.into_vec().len(), MOST_PROBLEMS + 1);
    }
}
