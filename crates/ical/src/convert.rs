//! A calendar to findings: each VFREEBUSY row, each event, each series of events, as blocks in the window.
//!
//! Whatever is not understood becomes time that is unknown, or stays taken; nothing is ever left out for it.

use std::collections::HashMap;

use freebusy_core::BlockKind;
use freebusy_provider::{Findings, Query};
use freebusy_zones::Zones;

use crate::calendar::{Calendar, Part};
use crate::component::{Event, FreeBusy};
use crate::error::Error;
use crate::found::Found;
use crate::problem::Problems;
use crate::series;
use crate::span::{Frame, Length};
use crate::tzid::{Atlas, Clocks};
use crate::wire::Period;

/// What `calendar` says of the window of `query`.
pub(crate) fn findings(calendar: &Calendar, query: Query<'_>, zones: &Zones) -> Result<Findings, Error> {
    let mut found = Found::new(query, calendar.problems.clone(), &calendar.bounds);
    if calendar.damaged {
        found.unknown();
    }
    let mut atlas = Atlas::new(zones);
    for part in &calendar.parts {
        gather(part, query, &mut atlas, &mut found).map_err(|TooMany| Error::TooLarge {
            label: calendar.label.clone(),
            what: "occurrences in one window",
            limit: calendar.bounds.occurrences,
        })?;
    }
    Ok(found.finish(&calendar.label))
}

/// The recurring events have more occurrences in the window than the bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TooMany;

fn gather<'p>(
    part: &'p Part,
    query: Query<'_>,
    atlas: &mut Atlas<'p>,
    found: &mut Found,
) -> Result<(), TooMany> {
    let mut problems = Problems::default();
    let clocks = Clocks::new(part, query.local, atlas, &mut problems);
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
        gather_period(*period, *kind, None, clocks, found);
    }
}

/// A period on its own.
pub(crate) fn gather_period(
    period: Period,
    kind: BlockKind,
    title: Option<&str>,
    clocks: &Clocks<'_>,
    found: &mut Found,
) {
    let frame = Frame::of(period.start, clocks);
    for length in Length::all(period.start, &[period.ending], clocks) {
        if let Some(extent) = length.extent(frame.first(), &frame) {
            let kind = if extent.certain { kind } else { BlockKind::Unknown };
            found.block(extent.start, extent.end, kind, title);
        }
    }
}
