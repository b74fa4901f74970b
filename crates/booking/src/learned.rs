//! What an answer changes in what is known of a leg.

use freebusy_core::{Seconds, Timestamp};
use freebusy_provider::{Booking, Hold, Rejection};

use crate::call::Op;
use crate::event::{Answer, Ending, Found, Listing, Verdict};
use crate::leg::{Audit, Creating, Evidence, HoldState, Leg, LegState, Refusal};
use crate::reconcile::Ours;

/// How often a hold or its release is tried: both are a courtesy, and a hold lapses by itself.
const COURTESY: u32 = 2;

/// The longest pause between two tries of a call that comes to nothing.
const LONGEST_PAUSE: i64 = 3_600;

/// Which nets catch what comes of a create.
#[derive(Clone, Copy)]
pub(crate) struct Nets {
    pub(crate) reconcile: bool,
    pub(crate) ourselves: bool,
}

impl Leg {
    /// What is due next is due at once, and for the first time.
    pub(crate) fn rested(&mut self) {
        self.tries = 0;
        self.not_before = None;
        self.throttled = None;
    }

    /// A call came to nothing: the next follows after a pause that doubles each time.
    pub(crate) fn failed(&mut self, at: Timestamp) {
        let pause = 1_i64.checked_shl(self.tries.min(20)).unwrap_or(LONGEST_PAUSE).min(LONGEST_PAUSE);
        self.tries = self.tries.saturating_add(1);
        self.not_before = Seconds::new(pause).map(|pause| at + pause);
    }

    fn throttled(&mut self, at: Timestamp, wait: Seconds) {
        self.tries = self.tries.saturating_add(1);
        self.not_before = Some(at + wait);
        self.throttled = self.not_before;
    }

    fn refused(&mut self, kind: Rejection, why: &str) {
        self.refusal = Some(Refusal { kind: Some(kind), why: why.into() });
    }

    /// A create that did not leave was none.
    pub(crate) fn unsent(&mut self, n: u8) {
        self.creates = n.saturating_sub(1);
        if self.creates == 0 {
            self.first_sent = None;
        }
        self.state = LegState::Idle;
    }

    pub(crate) fn judged(&mut self, verdict: &Verdict, at: Timestamp, ourselves: bool) {
        match verdict {
            Verdict::Offered => {
                self.verified = Some(at);
                self.rested();
            }
            Verdict::Gone { why } => {
                self.refused(Rejection::Taken, why);
                if ourselves && self.doubted {
                    // It may be gone because a booking of ours has come to be after all.
                    self.state = LegState::Creating(Creating::doubted(self.creates, at));
                    self.rested();
                }
            }
            Verdict::Throttled { wait } => self.throttled(at, *wait),
            Verdict::Unknown { .. } => self.failed(at),
        }
    }

    pub(crate) fn held(&mut self, end: &Ending<Hold>, at: Timestamp, once: bool) {
        match end {
            Ending::Done(hold) => {
                self.hold = HoldState::Held(hold.clone());
                self.rested();
            }
            Ending::NotSent { .. } | Ending::Throttled { .. } => self.unheld(at, end),
            Ending::Rejected { kind, why } => {
                self.hold = HoldState::Without;
                self.rested();
                if *kind == Rejection::Taken {
                    self.refused(*kind, why);
                }
            }
            Ending::Ambiguous { .. } if once => self.rested(),
            Ending::Ambiguous { .. } => self.unheld(at, end),
        }
    }

    /// A hold that was not made: it is tried once more, then the leg goes on without.
    fn unheld(&mut self, at: Timestamp, end: &Ending<Hold>) {
        self.failed(at);
        self.hold = HoldState::Untried;
        if let Ending::Throttled { wait } = end {
            self.not_before = Some(at + *wait);
        }
        if self.tries >= COURTESY {
            self.hold = HoldState::Without;
            self.rested();
        }
    }

    pub(crate) fn released(&mut self, end: &Ending<()>, at: Timestamp) {
        self.failed(at);
        if matches!(end, Ending::Done(()) | Ending::Rejected { .. }) || self.tries >= COURTESY {
            self.hold = HoldState::Without;
            self.rested();
        }
    }

    pub(crate) fn created(
        &mut self,
        n: u8,
        hold: Option<&Hold>,
        end: &Ending<Booking>,
        at: Timestamp,
        nets: Nets,
    ) {
        match end {
            Ending::Done(booking) => {
                self.state = LegState::Booked(booking.clone().into());
                self.was_booked.get_or_insert(at);
                self.rested();
            }
            Ending::NotSent { .. } => {
                self.unsent(n);
                self.failed(at);
            }
            Ending::Throttled { wait } => {
                self.unsent(n);
                self.throttled(at, *wait);
            }
            Ending::Rejected { kind: Rejection::HoldLapsed, .. } if hold.is_some() => {
                self.state = LegState::Idle;
                self.hold = HoldState::Without;
                self.verified = None;
            }
            Ending::Rejected { kind, why } => {
                self.refused(*kind, why);
                let again = Creating::doubted(n, at);
                let ourselves = nets.ourselves && self.doubted;
                self.state = if ourselves { LegState::Creating(again) } else { LegState::Absent };
            }
            Ending::Ambiguous { .. } => {
                self.doubted = true;
                if nets.reconcile {
                    self.state = LegState::Creating(Creating::doubted(n, at));
                    self.rested();
                } else {
                    self.state = LegState::Idle;
                    self.failed(at);
                }
            }
        }
    }

    /// A complete list, asked for at `sent`, showed these of ours.
    pub(crate) fn listed(&mut self, ours: Ours, sent: Timestamp) {
        self.rested();
        self.unclear = matches!(ours, Ours::Unclear);
        let none = matches!(ours, Ours::None);
        match &mut self.state {
            LegState::Creating(creating) if none => {
                creating.empty_since.get_or_insert(sent);
                creating.empty_last = Some(sent);
            }
            LegState::Creating(creating) => (creating.empty_since, creating.empty_last) = (None, None),
            LegState::Idle | LegState::Booked(_) | LegState::Absent | LegState::Cancelled(_) => {}
        }
        let own = self.booking().map(|own| own.id.clone());
        if self.audit != Audit::Idle && self.audit != Audit::Gone {
            let stands =
                matches!(&ours, Ours::These(these) if these.iter().any(|it| Some(&it.id) == own.as_ref()));
            self.audit = match self.audit {
                _ if stands => Audit::Idle,
                Audit::Missed(since) if since < sent => Audit::Gone,
                Audit::Missed(_) | Audit::Asked | Audit::Idle | Audit::Gone => Audit::Missed(sent),
            };
        }
        if let Ours::These(these) = ours {
            let known = |id: &str| own.as_deref() == Some(id) || self.surplus.iter().any(|it| &**it == id);
            self.seen = these.into_iter().filter(|found| !known(&found.id)).collect();
        }
    }

    /// A complete list, asked for at `sent`, has the confirmed booking or has it not.
    pub(crate) fn audited(&mut self, found: &[Found], sent: Timestamp) {
        let Some(own) = self.booking() else { return };
        let stands = found.iter().any(|found| found.id == own.id);
        self.audit = match self.audit {
            Audit::Idle => Audit::Idle,
            Audit::Asked | Audit::Missed(_) | Audit::Gone if stands => Audit::Idle,
            Audit::Asked => Audit::Missed(sent),
            Audit::Missed(_) | Audit::Gone => Audit::Gone,
        };
    }

    /// A list could not be read, or not wholly: lists before it are in a row no more.
    pub(crate) fn unread(&mut self, at: Timestamp) {
        if let LegState::Creating(creating) = &mut self.state {
            (creating.empty_since, creating.empty_last) = (None, None);
        }
        self.failed(at);
    }

    pub(crate) fn undone(&mut self, booking: &str, end: &Ending<()>, at: Timestamp, repeat: bool) {
        match end {
            Ending::Done(()) | Ending::Rejected { kind: Rejection::Taken, .. } => self.cancelled(booking),
            Ending::Ambiguous { .. } if !repeat => self.cancelled(booking),
            Ending::Rejected { why, .. } => {
                self.cancel_refused = Some(why.clone());
                self.failed(at);
            }
            Ending::Throttled { wait } => self.throttled(at, *wait),
            Ending::NotSent { .. } | Ending::Ambiguous { .. } => self.failed(at),
        }
    }

    fn cancelled(&mut self, booking: &str) {
        self.rested();
        self.cancel_refused = None;
        self.surplus.retain(|id| &**id != booking);
        if let LegState::Booked(found) = &self.state
            && &*found.id == booking
        {
            self.state = LegState::Cancelled(found.clone());
        }
    }

    /// A person has dealt with it: nothing of it is looked for any more.
    pub(crate) fn abandoned(&mut self) {
        self.doubted = false;
        self.unclear = false;
        self.surplus.clear();
        self.seen.clear();
        self.state = match std::mem::take(&mut self.state) {
            LegState::Booked(found) | LegState::Cancelled(found) => LegState::Cancelled(found),
            LegState::Idle | LegState::Creating(_) | LegState::Absent => LegState::Absent,
        };
    }
}

pub(crate) fn evidence(op: &Op, answer: &Answer, at: Timestamp) -> Evidence {
    let (end, why) = match answer {
        Answer::Verify(verdict) => match verdict {
            Verdict::Offered => ("offered", None),
            Verdict::Gone { why } => ("gone", Some(&**why)),
            Verdict::Throttled { .. } => ("throttled", None),
            Verdict::Unknown { why } => ("unknown", Some(&**why)),
        },
        Answer::Hold(end) => ended(end),
        Answer::Release(end) | Answer::Cancel(end) => ended(end),
        Answer::Create(end) => ended(end),
        Answer::List(Listing::Complete(_)) => ("complete", None),
        Answer::List(Listing::Unreadable { why }) => ("unreadable", Some(&**why)),
    };
    Evidence { at, of: op.word(), end, why: why.unwrap_or_default().into() }
}

fn ended<T>(end: &Ending<T>) -> (&'static str, Option<&str>) {
    match end {
        Ending::Done(_) => ("done", None),
        Ending::NotSent { why } => ("not sent", Some(&**why)),
        Ending::Throttled { .. } => ("throttled", None),
        Ending::Rejected { why, .. } => ("refused", Some(&**why)),
        Ending::Ambiguous { why } => ("no clear answer", Some(&**why)),
    }
}
