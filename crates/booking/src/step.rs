//! One step of the machine.

use freebusy_core::Timestamp;

use crate::call::{AttemptNo, Call};
use crate::decide::Decision;
use crate::event::{Command, Event, Happening};
use crate::policy::Guard;
use crate::record::{Fact, Record};
use crate::saga::{Cause, Phase, Saga};

/// The most that is decided in one step: far more than the legs of an intent can need.
const MOST_DECISIONS: usize = 1_000;

/// Takes in what happened and says what is to be done, in the order in which it is to be done.
///
/// The saga has moved on when this returns. Whoever cannot write down what the commands say drops the saga and takes
/// it anew from the journal.
///
/// ```
/// # use freebusy_booking::*;
/// # use freebusy_core::{Interval, Seconds, Timestamp};
/// # use freebusy_provider::{Attendee, Duplicates, Form, Mail, Seats};
/// # let at = Timestamp::from_unix;
/// # let abilities = Abilities {
/// #     holding: Holding::None, duplicates: Duplicates::Refused, seats: Seats::One, mail: Mail::Sent,
/// #     scarce: Scarcity::Scarce, contention: Contention::Open, settle: Seconds::from_minutes(1),
/// # };
/// # let leg = LegPlan {
/// #     participant: "bo".into(), source: "calendly:bo/30min".into(), host: "calendly:bo".into(),
/// #     account: "bo".into(), target: "".into(), form: Form::default(), abilities,
/// # };
/// # let intent = Intent {
/// #     id: IntentId::new(at(0), [0; 10]), tenant: "local".into(), key: "k".into(), hash: RequestHash([0; 32]),
/// #     slot: Interval::new(at(7_200), at(9_000)).unwrap(), opened: at(0), deadline: at(300), replaces: None,
/// #     attendee: Attendee { name: "Cy".into(), email: "cy@example.com".into(), zone: "UTC".into() },
/// #     sequence: Sequence::Safest, legs: vec![leg],
/// # };
/// let mut saga = Saga::new(intent, Policy::STANDARD);
/// let commands = step(&mut saga, Event { at: at(1), what: Happening::Tick });
/// // The first thing to do is to see whether the slot is still to be had; that is written down before it is done.
/// let call = commands.iter().position(|it| matches!(it, Command::Call(Call { op: Op::Verify, .. })));
/// let record = commands.iter().position(|it| matches!(it, Command::Record(Record { fact: Fact::Attempted(_), .. })));
/// assert!(record < call && call.is_some());
/// ```
pub fn step(saga: &mut Saga, event: Event) -> Vec<Command> {
    let mut step = Step { at: saga.now.max(event.at), records: Vec::new(), then: Vec::new() };
    saga.now = step.at;
    step.take_in(saga, event.what);
    step.decide(saga);
    step.commands()
}

/// What a step has come to so far.
struct Step {
    at: Timestamp,
    records: Vec<Command>,
    then: Vec<Command>,
}

impl Step {
    fn take_in(&mut self, saga: &mut Saga, what: Happening) {
        let over = matches!(saga.phase, Phase::Compensating | Phase::Aborted);
        match what {
            Happening::Tick => {}
            Happening::TakenOver if saga.pending.is_empty() => {}
            Happening::TakenOver => self.write(saga, Fact::TakenOver),
            Happening::Answered { attempt, answer } => {
                if saga.pending.iter().any(|call| call.attempt == attempt) {
                    self.write(saga, Fact::Answered { attempt, answer });
                }
            }
            Happening::CancelAsked { reason } if !over => self.write(saga, Fact::CancelAsked { reason }),
            Happening::CancelAsked { .. } => {}
            Happening::AuditAsked if saga.phase == Phase::Confirmed => self.write(saga, Fact::AuditAsked),
            Happening::AuditAsked => {}
            Happening::ResumeAsked => self.write(saga, Fact::ResumeAsked),
            Happening::Replaced => self.write(saga, Fact::Replaced),
            Happening::AbandonAsked if saga.concern.is_none() => {}
            Happening::AbandonAsked => {
                let (phase, cause) = (Phase::Aborted, Some(Cause::Abandoned));
                self.write(saga, Fact::Entered { phase, cause });
            }
            Happening::Stopping => saga.stopping = true,
        }
    }

    /// Decides until there is nothing more to decide at this moment.
    fn decide(&mut self, saga: &mut Saga) {
        for _ in 0..MOST_DECISIONS {
            match saga.decide() {
                Decision::Fact(fact) => self.write(saga, fact),
                Decision::Call(..) | Decision::Undo(_) if saga.stopping => return,
                Decision::Call(leg, op) => {
                    let call = Call { attempt: AttemptNo(saga.last_attempt.0.saturating_add(1)), leg, op };
                    self.call(saga, call);
                }
                Decision::Undo(intent) => {
                    saga.undoing = true;
                    self.then.push(Command::Undo(intent));
                }
                Decision::Wait(at) => {
                    self.then.push(Command::Wake(at));
                    return;
                }
                Decision::Rest => return,
            }
        }
    }

    /// A call follows what is written of it, and everything that is written in one step is written together.
    fn call(&mut self, saga: &mut Saga, call: Call) {
        let record = Record { at: self.at, fact: Fact::Attempted(call.clone()) };
        saga.apply(&record);
        if saga.policy.guards.has(Guard::WriteAhead) {
            self.records.push(Command::Record(record));
            self.then.push(Command::Call(call));
        } else {
            self.then.push(Command::Call(call));
            self.then.push(Command::Record(record));
        }
    }

    fn write(&mut self, saga: &mut Saga, fact: Fact) {
        let record = Record { at: self.at, fact };
        saga.apply(&record);
        self.records.push(Command::Record(record));
    }

    fn commands(self) -> Vec<Command> {
        let Self { mut records, then, .. } = self;
        records.extend(then);
        records
    }
}
