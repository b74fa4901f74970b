//! A saga on a stage: the test answers its calls, lets time pass, and kills its driver.

use freebusy_booking::{
    Abilities, Answer, Call, Command, Contention, Ending, Event, Found, Happening, Holding, Intent, IntentId,
    LegNo, LegPlan, Listing, Op, Policy, Record, RequestHash, Saga, Scarcity, Sequence, Status, Verdict,
    step,
};
use freebusy_core::{Interval, Seconds, Timestamp};
use freebusy_provider::{Attendee, Booking, Consent, Duplicates, Form, Hold, Mail, Rejection, Seats};

pub(crate) const OPENED: i64 = 1_000_000;
pub(crate) const DEADLINE: i64 = OPENED + 300;

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix(seconds)
}

pub(crate) fn seconds(seconds: i64) -> Seconds {
    Seconds::new(seconds).unwrap()
}

/// A service like Calendly: no holds, refuses a second booking, writes mails, few bookings a day.
pub(crate) const UNHELD: Abilities = Abilities {
    holding: Holding::None,
    duplicates: Duplicates::Refused,
    seats: Seats::One,
    mail: Mail::Sent,
    scarce: Scarcity::Scarce,
    contention: Contention::Open,
    settle: Seconds::from_minutes(1),
};

/// A service like Cal.com: holds, refuses a second booking, writes mails.
pub(crate) const HELD: Abilities =
    Abilities { holding: Holding::Possible, scarce: Scarcity::Ample, ..UNHELD };

/// An event type that accepts a second booking of the same slot.
pub(crate) const GROUP: Abilities =
    Abilities { duplicates: Duplicates::Accepted, seats: Seats::Several, ..UNHELD };

/// A file that nobody else writes.
pub(crate) const FILE: Abilities =
    Abilities { mail: Mail::Silent, scarce: Scarcity::Ample, contention: Contention::Own, ..UNHELD };

pub(crate) fn slot() -> Interval {
    Interval::new(at(OPENED + 86_400), at(OPENED + 88_200)).unwrap()
}

pub(crate) fn intent(legs: &[Abilities]) -> Intent {
    let leg = |(n, abilities): (usize, &Abilities)| LegPlan {
        participant: format!("p{n}").into(),
        source: format!("service:p{n}/30min").into(),
        host: format!("service:p{n}").into(),
        account: format!("p{n}").into(),
        target: "".into(),
        form: Form::default(),
        abilities: *abilities,
    };
    Intent {
        id: IntentId::new(at(OPENED), [7; 10]),
        tenant: "local".into(),
        key: "key".into(),
        hash: RequestHash([0; 32]),
        slot: slot(),
        attendee: Attendee { name: "Cy".into(), email: "cy@example.com".into(), zone: "UTC".into() },
        opened: at(OPENED),
        deadline: at(DEADLINE),
        replaces: None,
        sequence: Sequence::Safest,
        legs: legs.iter().enumerate().map(leg).collect(),
    }
}

/// A saga with its journal, its calls without an answer, and the time.
pub(crate) struct Play {
    pub(crate) saga: Saga,
    pub(crate) journal: Vec<Record>,
    pub(crate) calls: Vec<Call>,
    pub(crate) now: i64,
    pub(crate) wake: Option<i64>,
    pub(crate) sent: Vec<(LegNo, &'static str)>,
}

impl Play {
    pub(crate) fn of(legs: &[Abilities]) -> Self {
        Self::with(intent(legs))
    }

    pub(crate) fn with(intent: Intent) -> Self {
        let saga = Saga::new(intent, Policy::STANDARD);
        let (journal, calls, sent) = (Vec::new(), Vec::new(), Vec::new());
        let mut play = Self { saga, journal, calls, now: OPENED, wake: None, sent };
        play.happens(Happening::Tick);
        play
    }

    pub(crate) fn happens(&mut self, what: Happening) {
        self.wake = None;
        for command in step(&mut self.saga, Event { at: at(self.now), what }) {
            match command {
                Command::Record(record) => self.journal.push(record),
                Command::Call(call) => {
                    self.sent.push((call.leg, call.op.word()));
                    self.calls.push(call);
                }
                Command::Wake(at) => self.wake = Some(at.as_unix()),
                Command::Undo(_) => self.sent.push((LegNo(u8::MAX), "undo")),
            }
        }
        self.agrees_with_its_journal();
    }

    /// What is known is what was written, whatever happens.
    fn agrees_with_its_journal(&self) {
        let restored = Saga::restored(self.saga.intent().clone(), Policy::STANDARD, &self.journal);
        assert_eq!(restored.legs(), self.saga.legs());
        assert_eq!(restored.phase(), self.saga.phase());
    }

    /// The only call of a leg that has no answer yet.
    pub(crate) fn call(&mut self, leg: u8, word: &str) -> Call {
        let found = self.calls.iter().position(|call| call.leg == LegNo(leg) && call.op.word() == word);
        let found = found.unwrap_or_else(|| panic!("leg {leg} does not {word}: {:?}", self.calls));
        self.calls.remove(found)
    }

    pub(crate) fn awaits(&self, leg: u8, word: &str) -> bool {
        self.calls.iter().any(|call| call.leg == LegNo(leg) && call.op.word() == word)
    }

    pub(crate) fn answer(&mut self, call: &Call, answer: Answer) {
        self.happens(Happening::Answered { attempt: call.attempt, answer });
    }

    /// Lets time pass up to the next wake.
    pub(crate) fn sleep(&mut self) {
        self.now = self.wake.unwrap_or_else(|| panic!("nothing to wake for: {:?}", self.calls)).max(self.now);
        self.happens(Happening::Tick);
    }

    pub(crate) fn pass(&mut self, seconds: i64) {
        self.now += seconds;
        self.happens(Happening::Tick);
    }

    /// The driver dies, and another takes the saga from the journal.
    pub(crate) fn crash(&mut self) {
        self.calls.clear();
        self.saga = Saga::restored(self.saga.intent().clone(), Policy::STANDARD, &self.journal);
        self.happens(Happening::TakenOver);
    }

    /// The last thing written is lost, for the driver died before it was durable; so is what followed.
    pub(crate) fn crash_before_writing(&mut self, records: usize) {
        self.journal.truncate(self.journal.len() - records);
        self.crash();
    }

    pub(crate) fn status(&self) -> Status {
        self.saga.status()
    }

    pub(crate) fn count(&self, leg: u8, word: &str) -> usize {
        self.sent.iter().filter(|(no, sent)| *no == LegNo(leg) && *sent == word).count()
    }

    // What services answer, in short.

    pub(crate) fn offered(&mut self, leg: u8) {
        let call = self.call(leg, "verify");
        self.answer(&call, Answer::Verify(Verdict::Offered));
    }

    pub(crate) fn gone(&mut self, leg: u8) {
        let call = self.call(leg, "verify");
        self.answer(&call, Answer::Verify(Verdict::Gone { why: "gone".into() }));
    }

    pub(crate) fn holds(&mut self, leg: u8, until: i64) {
        let call = self.call(leg, "hold");
        self.answer(&call, Answer::Hold(Ending::Done(Hold { id: "hold".into(), until: at(until) })));
    }

    pub(crate) fn creates(&mut self, leg: u8, end: Ending<Booking>) {
        let call = self.call(leg, "create");
        self.answer(&call, Answer::Create(end));
    }

    pub(crate) fn booked(&mut self, leg: u8) {
        self.creates(leg, Ending::Done(Booking::new(format!("b{leg}"), slot())));
    }

    pub(crate) fn lists(&mut self, leg: u8, found: Vec<Found>) {
        let call = self.call(leg, "list");
        self.answer(&call, Answer::List(Listing::Complete(found)));
    }

    pub(crate) fn unreadable(&mut self, leg: u8) {
        let call = self.call(leg, "list");
        self.answer(&call, Answer::List(Listing::Unreadable { why: "503".into() }));
    }

    pub(crate) fn cancels(&mut self, leg: u8, end: Ending<()>) {
        let call = self.call(leg, "cancel");
        self.answer(&call, Answer::Cancel(end));
    }

    pub(crate) fn releases(&mut self, leg: u8) {
        let call = self.call(leg, "release");
        self.answer(&call, Answer::Release(Ending::Done(())));
    }

    /// A booking of ours in a list.
    pub(crate) fn ours(&self, id: &str) -> Found {
        Found { intent: Some(self.saga.intent().mark().into()), ..stranger(id) }
    }

    /// Every call of reading kind is answered well until something else is asked or nothing is left.
    pub(crate) fn verify_all(&mut self) {
        while let Some(call) = self.calls.iter().find(|call| matches!(call.op, Op::Verify)).cloned() {
            self.offered(call.leg.0);
        }
    }

    /// Empty lists until the leg is given up for lost or asks for something else.
    pub(crate) fn nothing_found(&mut self, leg: u8) {
        for _ in 0..20 {
            if self.awaits(leg, "list") {
                self.lists(leg, Vec::new());
            } else if self.calls.is_empty() && self.saga.legs()[usize::from(leg)].may_be_booked() {
                self.sleep();
            } else {
                return;
            }
        }
        panic!("it looks for ever");
    }
}

/// A booking without a mark, of an attendee whom nobody knows.
pub(crate) fn stranger(id: &str) -> Found {
    let (intent, email, created, page) = (None, None, None, None);
    Found { id: id.into(), span: slot(), intent, email, created, consent: Consent::Given, page }
}

pub(crate) fn ambiguous<T>() -> Ending<T> {
    Ending::Ambiguous { why: "timed out".into() }
}

pub(crate) fn rejected<T>(kind: Rejection) -> Ending<T> {
    Ending::Rejected { kind, why: "no".into() }
}
