//! One call to a provider: made once, in its time, under a lease that holds, and answered in any case.

use std::sync::Arc;

use freebusy_booking::{Answer, AttemptNo, Call, Found, Intent, Listing, Op};
use freebusy_provider::{BookingRequest, BookingTarget, Provider, Rejection};
use tokio::time::{Instant, timeout};

use crate::directory::Directory;
use crate::ending::{class, ending, late, unsent, words};
use crate::means::Means;
use crate::news::{News, Teller};
use crate::present::Present;
use crate::tenure::Tenure;
use crate::verdict::verify;

/// A call on its way.
pub(crate) struct Errand<'a> {
    pub(crate) means: &'a Means,
    pub(crate) directory: &'a dyn Directory,
    pub(crate) news: Teller<'a>,
    pub(crate) intent: Arc<Intent>,
    pub(crate) present: Arc<Present>,
    pub(crate) tenure: Arc<Tenure>,
    pub(crate) call: Call,
    /// What an attendee is told of a cancellation.
    pub(crate) reason: Box<str>,
}

/// What came of an errand.
#[derive(Debug)]
pub(crate) enum Made {
    /// The call has an answer, be it that it was not made.
    Answered(AttemptNo, Answer),
    /// The lease had run out before the call was made: nothing may be done in the saga's name any more.
    Lapsed,
}

impl Errand<'_> {
    /// Waits for its turn, makes the call, and says what came of it.
    pub(crate) async fn run(self) -> Made {
        let turn = self.means.turn().await;
        let attempt = self.call.attempt;
        if turn.is_none() {
            return Made::Answered(attempt, unsent(&self.call.op, "the program is stopping".into()));
        }
        if !self.tenure.holds() {
            return Made::Lapsed;
        }
        (self.news)(News::Calling(self.call.clone()));
        Made::Answered(attempt, self.answer().await)
    }

    async fn answer(&self) -> Answer {
        let (op, limit, began) = (&self.call.op, self.means.call_timeout, Instant::now());
        let answer = timeout(limit, self.made()).await.unwrap_or_else(|_| late(op, limit));
        let (intent, leg, outcome) = (self.intent.id, self.call.leg.0, class(&answer));
        tracing::debug!(%intent, leg, %op, outcome, elapsed = ?began.elapsed(), "called");
        answer
    }

    async fn made(&self) -> Answer {
        match self.directory.provider(&self.intent, self.call.leg) {
            Ok(provider) => self.asked(&*provider).await,
            Err(error) => unsent(&self.call.op, words(&error)),
        }
    }

    async fn asked(&self, provider: &dyn Provider) -> Answer {
        let op = &self.call.op;
        let Some(target) = provider.booking() else {
            return unsent(op, format!("`{}` takes no bookings", provider.id()).into());
        };
        let no_holds = || unsent(op, format!("`{}` holds no slots", provider.id()).into());
        match op {
            Op::Verify => Answer::Verify(verify(provider, self.intent.slot, self.present.now()).await),
            Op::Hold { until } => match provider.holds() {
                Some(holds) => Answer::Hold(ending(holds.hold(self.intent.slot, *until).await)),
                None => no_holds(),
            },
            Op::Release { hold } => match provider.holds() {
                Some(holds) => Answer::Release(ending(holds.release(hold).await)),
                None => no_holds(),
            },
            Op::Create { n: _, hold } => match self.request() {
                Some(request) => Answer::Create(ending(target.create(&request, hold.as_ref()).await)),
                None => no_leg(),
            },
            Op::List => Answer::List(self.listed(target).await),
            Op::Cancel { booking } => Answer::Cancel(ending(target.cancel(booking, &self.reason).await)),
        }
    }

    async fn listed(&self, target: &dyn BookingTarget) -> Listing {
        match target.bookings(self.intent.slot).await {
            Ok(bookings) => {
                let known = |booking| self.intent.without_strangers(Found::from(booking));
                Listing::Complete(bookings.into_iter().map(known).collect())
            }
            Err(error) => Listing::Unreadable { why: words(&error) },
        }
    }

    fn request(&self) -> Option<BookingRequest> {
        let leg = self.intent.legs.get(usize::from(self.call.leg.0))?;
        Some(BookingRequest {
            start: self.intent.slot.start(),
            length: self.intent.slot.length(),
            attendee: self.intent.attendee.clone(),
            form: leg.form.clone(),
            intent: self.intent.mark().into(),
        })
    }
}

/// No machine asks for a leg that its intent does not have; one that did would get a refusal, not a panic.
fn no_leg() -> Answer {
    let why = "the booking has no such leg".into();
    Answer::Create(freebusy_booking::Ending::Rejected { kind: Rejection::Invalid, why })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use freebusy_booking::{Ending, LegNo, Verdict};
    use freebusy_core::{Seconds, Timestamp};
    use freebusy_provider::Hold;
    use freebusy_provider::memory::Memory;

    use super::*;
    use crate::MemoryJournal;
    use crate::scene::{Act, People, Scripted, driver, intent, slot};

    /// What comes of one call to that person, under a lease that holds for a minute.
    async fn answer(people: &People, op: Op) -> Answer {
        let driver = driver(&MemoryJournal::new(), "a");
        let present = Arc::new(Present::new(Arc::clone(&driver.0.clock), Timestamp::MIN));
        let until = present.wall() + Seconds::from_minutes(1);
        let errand = Errand {
            means: &driver.0,
            directory: people,
            news: &|_| {},
            intent: Arc::new(intent(1, &["ana"])),
            tenure: Arc::new(Tenure::new(Arc::clone(&present), until)),
            present,
            call: Call { attempt: AttemptNo(7), leg: LegNo(0), op },
            reason: "it rains".into(),
        };
        match errand.run().await {
            Made::Answered(AttemptNo(7), answer) => answer,
            other => panic!("no answer: {other:?}"),
        }
    }

    fn hold() -> Hold {
        Hold { id: "hold-1".into(), until: slot().start() }
    }

    fn every_op() -> [Op; 6] {
        let create = Op::Create { n: 1, hold: Some(hold()) };
        let (until, cancel) = (slot().start(), Op::Cancel { booking: "b".into() });
        [Op::Verify, Op::Hold { until }, Op::Release { hold: hold() }, create, Op::List, cancel]
    }

    #[tokio::test(start_paused = true)]
    async fn a_call_that_is_not_answered_in_time_may_have_been_carried_out() {
        for op in every_op() {
            let ana = Arc::new(Scripted::new().then(op.word(), Act::Mute));
            let why = || "no answer came within 30 s".into();
            let expected = match &op {
                Op::Verify => Answer::Verify(Verdict::Unknown { why: why() }),
                Op::List => Answer::List(Listing::Unreadable { why: why() }),
                Op::Hold { .. } => Answer::Hold(Ending::Ambiguous { why: why() }),
                Op::Release { .. } => Answer::Release(Ending::Ambiguous { why: why() }),
                Op::Create { .. } => Answer::Create(Ending::Ambiguous { why: why() }),
                Op::Cancel { .. } => Answer::Cancel(Ending::Ambiguous { why: why() }),
            };
            let began = Instant::now();
            assert_eq!(answer(&People::default().with("ana", &ana), op).await, expected);
            assert_eq!(began.elapsed().as_secs(), 30);
        }
    }

    #[tokio::test(start_paused = true)]
    async fn every_call_reaches_its_role_with_all_that_belongs_to_it() {
        let ana = Arc::new(Scripted::new());
        let people = People::default().with("ana", &ana);
        let mut answers = Vec::new();
        for op in every_op() {
            answers.push(class(&answer(&people, op).await));
        }
        assert_eq!(answers, ["offered", "done", "done", "done", "complete", "done"]);
        let seen = ana.seen();
        assert_eq!(seen, ["verify", "hold", "release hold-1", "create hold-1", "list", "cancel it rains"]);
        let booked = ana.booked().await;
        let mark = intent(1, &["ana"]).mark();
        assert_eq!((booked[0].span, booked[0].intent.as_deref()), (slot(), Some(&*mark)));
    }

    #[tokio::test]
    async fn an_account_that_is_not_configured_is_sent_nothing() {
        for op in every_op() {
            let sent = answer(&People::default(), op.clone()).await;
            assert_eq!(sent, unsent(&op, "cannot book from `ana`: it is not configured".into()));
        }
    }

    #[tokio::test]
    async fn a_role_that_is_missing_is_told_and_not_guessed() {
        let reader = People::default().with("ana", &Arc::new(Memory::new("reader")));
        let refused = answer(&reader, Op::Create { n: 1, hold: None }).await;
        let why = "`reader` takes no bookings".into();
        assert_eq!(refused, Answer::Create(Ending::NotSent { why }));
        let unheld = People::default().with("ana", &Arc::new(Memory::new("unheld").bookable()));
        let refused = answer(&unheld, Op::Hold { until: slot().start() }).await;
        let why = "`unheld` holds no slots".into();
        assert_eq!(refused, Answer::Hold(Ending::NotSent { why }));
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_a_wait_and_a_failure_keep_their_class() {
        let classes = [
            (Act::NotSent, "not_sent"),
            (Act::Throttled(Duration::from_millis(10)), "throttled"),
            (Act::Rejected(Rejection::Taken), "rejected"),
            (Act::Ambiguous, "ambiguous"),
        ];
        for (act, expected) in classes {
            let ana = Arc::new(Scripted::new().then("create", act));
            let people = People::default().with("ana", &ana);
            assert_eq!(class(&answer(&people, Op::Create { n: 1, hold: None }).await), expected);
        }
    }
}
