//! The whole path, from raw busy lists and schedules to the starts at which all can meet.

use freebusy_core::{ParticipantId, Timestamp, Who, ZoneRules};
use range_set_blaze::RangeSetBlaze;

use super::contest::{Contest, OURS, Runner};
use super::format::whole;
use super::hours::{chrono_hours, chrono_zone, rules};
use super::ours::{Group, ours, with_evidence};
use super::outcome::Outcome;
use super::peers::blaze;
use super::workload::{MONTH, Person, ZONES};

/// The same through chrono-tz and range-set-blaze.
fn theirs(group: &Group) -> Vec<i64> {
    let free = |person: &Person| {
        let hours = chrono_hours(person.minutes(), chrono_zone(person.zone()), MONTH.weeks);
        &blaze(&hours) - &blaze(&person.busy)
    };
    let mut rest = group.people.iter();
    let first: RangeSetBlaze<i64> = rest.next().map(free).unwrap_or_default();
    let common = rest.fold(first, |left, person| &left & &free(person));
    let slots = |range: std::ops::RangeInclusive<i64>| {
        let first = (range.start() + 899) / 900 * 900;
        (first..=range.end() - 1_799).step_by(900)
    };
    common.ranges().flat_map(slots).collect()
}

/// Half an hour for so many people in four zones, every quarter of an hour, the zones' tables at hand.
pub(crate) fn end_to_end(runner: &mut Runner, count: usize) -> Outcome {
    let tables: Vec<ZoneRules> = ZONES.iter().map(|name| rules(name, MONTH)).collect();
    let groups = (1_024 / count).clamp(4, 512);
    let groups: Vec<Group> = (0..).take(groups).map(|seed| Group::new(seed, count)).collect();
    let everybody = (0..).map(ParticipantId).take(count).map(Who::one).collect();
    let who = Who::all(everybody).expect("a flat expression is not too deep");
    let plain = |starts: &Vec<Timestamp>| {
        assert!(!starts.is_empty(), "the workload keeps an hour free");
        starts.iter().copied().map(Timestamp::as_unix).collect::<Vec<_>>()
    };
    let title = format!("raw busy lists of {} people to starts", whole(count));
    let contest = Contest::new("P12", title)
        .enter(OURS, &groups, |group| ours(group, &tables), plain)
        .enter("freebusy, with evidence", &groups, |group| with_evidence(group, &tables, &who), plain)
        .enter(CHRONO_AND_BLAZE, &groups, theirs, Vec::clone);
    let contest = match count {
        2 => contest.goal(CHRONO_AND_BLAZE, 2.5),
        88 => contest.goal(CHRONO_AND_BLAZE, 20.0),
        _ => contest,
    };
    contest.run(runner)
}

/// What the peers' path is made of.
pub(crate) const CHRONO_AND_BLAZE: &str = "chrono-tz and range-set-blaze";
