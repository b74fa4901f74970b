//! Journals that were written before can be read: a line for every kind of fact, as the first version wrote it. Lines
//! are only ever added.

use std::collections::BTreeSet;

use freebusy_booking::{Answer, Cause, Concern, Ending, Fact, Listing, Op, Phase, Record, Verdict};

const LINES: &str = include_str!("journal_format/records.jsonl");

/// A trait that names the variants of each type. The match has no `_`, so a new variant does not compile before it is
/// named here, and what is named here must have a line.
macro_rules! kinds {
    ($($type:ty { $($name:literal: $pattern:pat),* $(,)? })*) => {
        trait Kind {
            fn kind(&self) -> &'static str;
        }
        $(impl Kind for $type {
            fn kind(&self) -> &'static str {
                match self { $($pattern => $name),* }
            }
        })*
        const KINDS: &[&str] = &[$($($name),*),*];
    };
}

kinds! {
    Fact {
        "attempted": Fact::Attempted(_), "answered": Fact::Answered { .. }, "taken over": Fact::TakenOver,
        "entered": Fact::Entered { .. }, "adopted": Fact::Adopted { .. }, "surplus": Fact::Surplus { .. },
        "concluded": Fact::Concluded { .. }, "raised": Fact::Raised(_), "settled": Fact::Settled,
        "cancel asked": Fact::CancelAsked { .. }, "audit asked": Fact::AuditAsked, "replaced": Fact::Replaced,
        "resume asked": Fact::ResumeAsked,
    }
    Op {
        "op verify": Op::Verify, "op hold": Op::Hold { .. }, "op release": Op::Release { .. },
        "op create": Op::Create { .. }, "op list": Op::List, "op cancel": Op::Cancel { .. },
    }
    Answer {
        "answer verify": Answer::Verify(_), "answer hold": Answer::Hold(_), "answer release": Answer::Release(_),
        "answer create": Answer::Create(_), "answer list": Answer::List(_), "answer cancel": Answer::Cancel(_),
    }
    Verdict {
        "offered": Verdict::Offered, "gone": Verdict::Gone { .. }, "verify throttled": Verdict::Throttled { .. },
        "verify unknown": Verdict::Unknown { .. },
    }
    Listing { "complete": Listing::Complete(_), "unreadable": Listing::Unreadable { .. } }
    Ending<freebusy_provider::Booking> {
        "done": Ending::Done(_), "not sent": Ending::NotSent { .. }, "throttled": Ending::Throttled { .. },
        "rejected": Ending::Rejected { .. }, "ambiguous": Ending::Ambiguous { .. },
    }
    Phase {
        "planned": Phase::Planned, "holding": Phase::Holding, "verifying": Phase::Verifying,
        "committing": Phase::Committing, "confirmed": Phase::Confirmed, "compensating": Phase::Compensating,
        "aborted": Phase::Aborted,
    }
    Cause {
        "taken": Cause::Taken { .. }, "refused": Cause::Refused { .. }, "not allowed": Cause::NotAllowed { .. },
        "quota": Cause::Quota { .. }, "unreachable": Cause::Unreachable { .. }, "lost": Cause::Lost { .. },
        "deadline": Cause::Deadline, "asked": Cause::Asked { .. }, "abandoned": Cause::Abandoned,
    }
    Concern {
        "half booked": Concern::HalfBooked, "cancel refused": Concern::CancelRefused { .. },
        "duplicate": Concern::Duplicate { .. }, "unclear": Concern::Unclear { .. },
        "unwatched": Concern::Unwatched { .. }, "degraded": Concern::Degraded { .. },
    }
}

fn kinds_of(fact: &Fact) -> Vec<&'static str> {
    let mut kinds = vec![fact.kind()];
    match fact {
        Fact::Attempted(call) => kinds.push(call.op.kind()),
        Fact::Answered { answer, .. } => {
            kinds.push(answer.kind());
            match answer {
                Answer::Verify(verdict) => kinds.push(verdict.kind()),
                Answer::Create(ending) => kinds.push(ending.kind()),
                Answer::List(listing) => kinds.push(listing.kind()),
                Answer::Hold(_) | Answer::Release(_) | Answer::Cancel(_) => {}
            }
        }
        Fact::Entered { phase, cause } => {
            kinds.push(phase.kind());
            kinds.extend(cause.as_ref().map(Kind::kind));
        }
        Fact::Raised(concern) => kinds.push(concern.kind()),
        Fact::TakenOver
        | Fact::Adopted { .. }
        | Fact::Surplus { .. }
        | Fact::Concluded { .. }
        | Fact::Settled => {}
        Fact::CancelAsked { .. } | Fact::AuditAsked | Fact::Replaced | Fact::ResumeAsked => {}
    }
    kinds
}

#[test]
fn every_line_is_read_and_written_again_to_the_same_bytes() {
    for line in LINES.lines() {
        let record: Record = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        assert_eq!(serde_json::to_string(&record).unwrap(), line);
    }
}

#[test]
fn every_kind_of_fact_has_a_line() {
    let records = LINES.lines().map(|line| serde_json::from_str::<Record>(line).unwrap());
    let seen: BTreeSet<_> = records.flat_map(|record| kinds_of(&record.fact)).collect();
    let missing: Vec<_> = KINDS.iter().filter(|kind| !seen.contains(*kind)).collect();
    assert!(missing.is_empty(), "no line has {missing:?}");
}
