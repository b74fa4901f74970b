//! A calendar to findings: each VFREEBUSY row, each event, each series of events, as blocks in the window.
//!
//! Whatever is not understood becomes time that is unknown, or stays taken; nothing is ever left out for it.

use std::collections::HashMap;

use freebusy_provider::{Findings, Query};
use freebusy_zones::Zones;

use crate::calendar::{Calendar, Part};
use crate::component::{Event, FreeBusy};
use crate::error::Error;
use crate::found::{Found, TooMany};
use crate::period::{self, Taken};
use crate::problem::Problems;
use crate::series;
use crate::tzid::{Atlas, Clocks};

impl Calendar {
    /// What the calendar says of the window of `query`.
    ///
    /// # Errors
    /// When its recurring events have more occurrences in the window than [`Bounds::occurrences`](crate::Bounds::occurrences).
    pub fn findings(&self, query: Query<'_>, zones: &Zones) -> Result<Findings, Error> {
        let mut found = Found::new(query, self.problems.clone(), &self.bounds);
        if self.damaged {
            found.unknown();
        }
        let mut atlas = Atlas::new(zones, &self.parts);
        for (number, part) in self.parts.iter().enumerate() {
            gather(part, number, query, &mut atlas, &mut found).map_err(|TooMany| Error::TooLarge {
                label: self.label.clone(),
                what: "occurrences in one window",
                limit: self.bounds.occurrences,
            })?;
        }
        Ok(found.finish(&self.label))
    }
}

fn gather<'p>(
    part: &'p Part,
    number: usize,
    query: Query<'_>,
    atlas: &mut Atlas<'p>,
    found: &mut Found,
) -> Result<(), TooMany> {
    let mut problems = Problems::default();
    let clocks = Clocks::new(part, number, query.local, atlas, &mut problems);
    found.problems.join(problems);
    for free_busy in &part.free_busies {
        gather_free_busy(free_busy, &clocks, found);
    }
    if part.cancels() {
        return Ok(());
    }
    for events in by_uid(&part.events) {
        series::gather(&events, &clocks, found)?;
    }
    Ok(())
}

/// The events in groups of one UID, in the order of the file; each without a UID on its own.
fn by_uid(events: &[Event]) -> Vec<Vec<&Event>> {
    let mut groups: Vec<Vec<&Event>> = Vec::with_capacity(events.len());
    let mut known = HashMap::with_capacity(events.len());
    for event in events {
        let index = event.uid.as_deref().map(|uid| *known.entry(uid).or_insert(groups.len()));
        match index.and_then(|index| groups.get_mut(index)) {
            Some(group) => group.push(event),
            None => groups.push(vec![event]),
        }
    }
    groups
}

/// The rows of a VFREEBUSY. What lies outside of its DTSTART and DTEND it does not speak of.
fn gather_free_busy(free_busy: &FreeBusy, clocks: &Clocks<'_>, found: &mut Found) {
    if free_busy.unreadable {
        found.problems.add(free_busy.place(), "a period is not understood; the whole window is unknown");
        found.unknown();
    }
    for (period, kind) in &free_busy.rows {
        let taken = Taken { kind: *kind, title: None, place: free_busy.place() };
        period::gather(*period, taken, clocks, found);
    }
}
