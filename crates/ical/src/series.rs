//! The events of one UID: which of them count, and which replace occurrences of others.

use std::collections::HashMap;
use std::hash::Hash;

use crate::component::{Event, Instance, Once, Range};
use crate::effect::Effect;
use crate::expansion;
use crate::found::{Found, TooMany};
use crate::replaced::{Replaced, Replacement};
use crate::span::{EARLIEST, Frame, LATEST, earlier};
use crate::tzid::Clocks;
use crate::wire::Moment;

/// Adds what the events of one UID take to `found`.
pub(crate) fn gather(events: &[&Event], clocks: &Clocks<'_>, found: &mut Found) -> Result<(), TooMany> {
    if let [event] = events {
        note_range(event, clocks, found);
        return expansion::gather(event, &Replaced::default(), clocks, found);
    }
    let (overrides, masters): (Vec<&Event>, Vec<&Event>) =
        events.iter().partition(|event| matches!(event.instance, Once::Read(_)));
    // A malformed RECURRENCE-ID replaces nothing and is replaced by nothing.
    let (astray, masters): (Vec<&Event>, Vec<&Event>) =
        masters.iter().partition(|event| event.instance == Once::Unreadable);
    let overrides = latest(&overrides, |event| Replacement::of(event, clocks));
    let masters = latest(&masters, |_| ());
    let replaced = match masters.as_slice() {
        [_] => Replaced::by(&overrides, clocks),
        _ => Replaced::by(&overrides, clocks).without_days(),
    };
    for event in overrides.iter().chain(&astray) {
        note_range(event, clocks, found);
        expansion::gather(event, &Replaced::default(), clocks, found)?;
    }
    for event in masters {
        expansion::gather(event, &replaced, clocks, found)?;
    }
    Ok(())
}

/// Of the events that share a key, those with the highest SEQUENCE, and those whose SEQUENCE nobody can read.
fn latest<'a, K: Eq + Hash>(events: &[&'a Event], key: impl Fn(&Event) -> K) -> Vec<&'a Event> {
    let mut highest: HashMap<K, i64> = HashMap::new();
    for event in events {
        if let Some(sequence) = sequence(event) {
            let known = highest.entry(key(event)).or_insert(sequence);
            *known = sequence.max(*known);
        }
    }
    let counts = |event: &Event| sequence(event).is_none_or(|own| highest.get(&key(event)) == Some(&own));
    events.iter().copied().filter(|event| counts(event)).collect()
}

fn sequence(event: &Event) -> Option<i64> {
    match event.sequence {
        Once::Absent => Some(0),
        Once::Read(sequence) => Some(sequence),
        Once::Unreadable => None,
    }
}

/// Calls unknown what an override with a RANGE reaches, unless it frees what comes after it.
fn note_range(event: &Event, clocks: &Clocks<'_>, found: &mut Found) {
    let Once::Read(Instance { moment, range }) = event.instance else {
        return;
    };
    match (range, event.effect()) {
        (Range::One, _) | (Range::Future, Effect::Frees) => {}
        (Range::Other, _) => {
            found.problems.add(event.place(), "RANGE is not understood; the whole window is unknown");
            found.unknown();
        }
        (Range::Future, Effect::Takes(_)) => {
            found
                .problems
                .add(event.place(), "RANGE=THISANDFUTURE is not expanded; what it changes is unknown");
            // Without a zone of its own it may be meant on another clock of the series.
            let slack = if matches!(moment, Moment::Utc(_) | Moment::Local(_, Some(_))) {
                0
            } else {
                EARLIEST + LATEST
            };
            found.unknown_from(earlier(Frame::of(moment, clocks).earliest(), slack));
            if let Once::Read(start) = event.start {
                found.unknown_from(Frame::of(start, clocks).earliest());
            }
        }
    }
}
