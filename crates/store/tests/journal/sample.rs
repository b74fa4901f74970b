//! Intents and records to try a journal with.

use freebusy_booking::{
    Abilities, AttemptNo, Call, Claims, Contention, Fact, Holding, Intent, IntentId, Journal, Lease, LegNo,
    LegPlan, Op, Opened, Record, RequestHash, Scarcity, Sequence, Standing, Status, Worker,
};
use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Attendee, Duplicates, Form, Mail, Seats};

pub(crate) const TENANT: &str = "home";
pub(crate) const NOW: Timestamp = Timestamp::from_unix(1_800_000_000);
pub(crate) const LEASE: Seconds = Seconds::from_minutes(1);

pub(crate) fn after(seconds: i64) -> Timestamp {
    Timestamp::from_unix(NOW.as_unix() + seconds)
}

pub(crate) fn slot(start: i64, end: i64) -> Interval {
    Interval::new(after(start), after(end)).unwrap()
}

pub(crate) fn me() -> Worker {
    Worker("me".into())
}

pub(crate) fn other() -> Worker {
    Worker("other".into())
}

/// An intent under the key, with a leg for each host.
pub(crate) fn intent(key: &str, slot: Interval, hosts: &[&str]) -> Intent {
    let mut random = [0; 10];
    fastrand::fill(&mut random);
    Intent {
        id: IntentId::new(NOW, random),
        tenant: TENANT.into(),
        key: key.into(),
        hash: RequestHash([7; 32]),
        slot,
        attendee: Attendee {
            name: "Ana".into(),
            email: "ana@example.org".into(),
            zone: "Europe/Berlin".into(),
        },
        opened: NOW,
        deadline: after(600),
        replaces: None,
        sequence: Sequence::Safest,
        legs: hosts.iter().map(|host| leg(host)).collect(),
    }
}

/// An intent that is in nobody's way.
pub(crate) fn plain(key: &str) -> Intent {
    intent(key, slot(3_600, 5_400), &[&format!("sandbox:{key}")])
}

fn leg(host: &str) -> LegPlan {
    LegPlan {
        participant: "bo".into(),
        source: "sandbox:bo/30min".into(),
        host: host.into(),
        account: "sandbox".into(),
        target: "{}".into(),
        form: Form::default(),
        abilities: Abilities {
            holding: Holding::None,
            duplicates: Duplicates::Refused,
            seats: Seats::One,
            mail: Mail::Sent,
            settle: Seconds::from_minutes(1),
            scarce: Scarcity::Ample,
            contention: Contention::Open,
        },
    }
}

pub(crate) fn record(attempt: u32) -> Record {
    let call = Call { attempt: AttemptNo(attempt), leg: LegNo(0), op: Op::List };
    Record { at: after(attempt.into()), fact: Fact::Attempted(call) }
}

pub(crate) fn records(attempts: std::ops::Range<u32>) -> Vec<Record> {
    attempts.map(record).collect()
}

/// Something is left to do at that time.
pub(crate) fn due(next: Timestamp) -> Standing {
    Standing { status: Status::Pending, next: Some(next), claims: Claims::Kept }
}

pub(crate) fn done(status: Status) -> Standing {
    Standing { status, next: None, claims: Claims::Kept }
}

pub(crate) fn given_up() -> Standing {
    Standing { status: Status::AbortedNoTrace, next: None, claims: Claims::Dropped }
}

/// Opens an intent that must be new.
pub(crate) async fn opened(journal: &dyn Journal, intent: &Intent) -> Lease {
    match journal.open(intent, &me(), LEASE, NOW).await.unwrap() {
        Opened::New(lease) => lease,
        otherwise => panic!("it is not new but {otherwise:?}"),
    }
}
