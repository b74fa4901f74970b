//! What is answered: slots, who is free at each, and how the sources did.

use freebusy_core::{
    Interval, IntervalSet, Participant as Person, ParticipantId, State, States, Timestamp, Walk,
};
use freebusy_provider::ErrorKind;

use crate::explain::Diagnosis;
use crate::report::SourceReport;
use crate::request::Request;

/// What a search found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The slots, in the order asked for.
    pub slots: Vec<Slot>,
    /// How each source that was asked did, in the order of the participants and their sources.
    pub sources: Vec<SourceReport>,
    /// Why there is nothing, or not more.
    pub diagnosis: Option<Diagnosis>,
    /// Whether nothing is offered only because something is unknown and the request wanted that to fail.
    pub withheld: bool,
}

impl Answer {
    /// Whether every source answered.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.failures().next().is_none()
    }

    /// How the sources that failed did so.
    pub fn failures(&self) -> impl Iterator<Item = ErrorKind> + '_ {
        self.sources.iter().filter_map(SourceReport::failure)
    }
}

/// A time at which the group can meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// When it is.
    pub span: Interval,
    /// Who is free, in the order of the request.
    pub free: Vec<ParticipantId>,
    /// Everybody else and their state, in the order of the request.
    pub not_free: Vec<(ParticipantId, State)>,
}

/// Who is free and who is not at each of `starts`, which may come in any order: one walk along each person's time.
pub(crate) fn slots(
    request: &Request,
    people: &[Person],
    free: &[IntervalSet],
    starts: &[Timestamp],
) -> Vec<Slot> {
    let meeting = request.meeting;
    let slot =
        |&start: &Timestamp| Slot { span: meeting.span(start), free: Vec::new(), not_free: Vec::new() };
    let mut slots: Vec<Slot> = starts.iter().map(slot).collect();
    let mut in_time: Vec<&mut Slot> = slots.iter_mut().collect();
    in_time.sort_unstable_by_key(|slot| slot.span.start());
    for ((id, person), free) in (0..).map(ParticipantId).zip(people).zip(free) {
        let (mut free, mut states) = (Walk::along(free), None);
        for slot in &mut in_time {
            let start = slot.span.start();
            if free.contains(start) {
                slot.free.push(id);
            } else {
                let states = states.get_or_insert_with(|| States::of(person, meeting));
                slot.not_free.push((id, states.at(start)));
            }
        }
    }
    slots
}
