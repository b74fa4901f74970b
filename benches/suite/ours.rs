//! Our own way from raw busy lists and schedules to the starts at which all can meet.

use freebusy_core::{
    Anchor, Block, BlockKind, Evidence, Grid, Increment, IntervalSet, Meeting, Minutes, Participant,
    Schedule, SourceId, State, TentativePolicy, Timestamp, Who, ZoneRules, common, cut, expand, solve,
    subtract,
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

/// From schedules and raw busy lists to the starts at which all can meet, as sets alone.
///
/// Every schedule is expanded once however many have it, and everybody's busy blocks are taken away at once.
pub(crate) fn ours(group: &Group, tables: &[ZoneRules]) -> Vec<Timestamp> {
    let mut seen: Vec<&Schedule> = Vec::new();
    let mut hours: Vec<IntervalSet> = Vec::new();
    for (schedule, table) in group.schedules.iter().zip(tables.iter().cycle()) {
        if !seen.contains(&schedule) {
            seen.push(schedule);
            hours.push(expand(schedule, table, MONTH.window()));
        }
    }
    let busy = group.people.iter().flat_map(|person| &person.busy);
    let free = subtract(&common(&hours, MONTH.window()), busy.copied().map(span));
    cut(&free.room_for(Minutes::new(30).into()), quarter(&ZoneRules::utc())).into_vec()
}

/// The same as the program goes, which keeps what every answer rests on and can say why.
pub(crate) fn with_evidence(group: &Group, tables: &[ZoneRules], who: &Who) -> Vec<Timestamp> {
    let meeting =
        Meeting::new(Minutes::new(30), Minutes::ZERO, Minutes::ZERO).expect("half an hour is not nothing");
    let range = meeting.starts_within(MONTH.window()).expect("the window is long enough");
    let everybody = group.people.iter().zip(&group.schedules).zip(tables.iter().cycle());
    let free: Vec<IntervalSet> = everybody
        .map(|((person, schedule), table)| {
            let hours = expand(schedule, table, MONTH.window());
            let evidence = Evidence::new(hours, blocks(person));
            let participant = Participant { evidence, tentative: TentativePolicy::Busy };
            participant.starts_in_state(State::Free, meeting, range)
        })
        .collect();
    cut(&solve(who, &free, range), quarter(&ZoneRules::utc())).into_vec()
}

fn blocks(person: &Person) -> Vec<Block> {
    let block = |&busy: &(i64, i64)| Block {
        interval: span(busy),
        kind: BlockKind::Busy,
        source: SourceId(0),
        title: None,
    };
    person.busy.iter().map(block).collect()
}
