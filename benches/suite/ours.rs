//! Our own way from raw busy lists and schedules to the starts at which all can meet.

use freebusy_core::{
    Anchor, Grid, Increment, IntervalSet, Meeting, Minutes, Schedule, Timestamp, ZoneRules, common, cut,
    expand, subtract,
};

use super::workload::{MONTH, Person, people, span};

/// Those who want to meet: what is known of each before anything is computed.
pub(crate) struct Group {
    pub(crate) people: Vec<Person>,
    schedules: Vec<Schedule>,
}

impl Group {
    pub(crate) fn new(seed: u64, count: usize) -> Self {
        let people = people(seed, count, MONTH);
        Self { schedules: people.iter().map(Person::schedule).collect(), people }
    }
}

/// Every quarter of an hour on the clock of a zone.
pub(crate) fn quarter(zone: &ZoneRules) -> Grid<'_> {
    Grid { anchor: Anchor::Clock, increment: Increment::QUARTER, zone }
}

/// From schedules and raw busy lists to the starts at which all can meet.
///
/// Equal schedules are found and expanded once, and the busy lists are taken away all at once, unsorted as they are.
pub(crate) fn ours(group: &Group, tables: &[ZoneRules]) -> Vec<Timestamp> {
    let meeting =
        Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).expect("half an hour is not nothing");
    let range = meeting.starts_within(MONTH.window()).expect("the window is long enough");
    let starts = common(&starts_within_hours(group, tables, meeting), range);
    let busy = group.people.iter().flat_map(|person| &person.busy);
    let left = subtract(&starts, busy.map(|&busy| meeting.starts_into(span(busy))));
    cut(&left, quarter(&ZoneRules::utc())).into_vec()
}

/// The starts within the hours of each schedule that is not equal to one before.
fn starts_within_hours(group: &Group, tables: &[ZoneRules], meeting: Meeting) -> Vec<IntervalSet> {
    let mut seen: Vec<&Schedule> = Vec::new();
    let mut starts = Vec::new();
    for (schedule, table) in group.schedules.iter().zip(tables.iter().cycle()) {
        if !seen.contains(&schedule) {
            seen.push(schedule);
            starts.push(expand(schedule, table, MONTH.window()).room_for(meeting.duration()));
        }
    }
    starts
}
