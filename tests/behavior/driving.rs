//! What must hold of a booking whichever provider makes it, through the driver.
//!
//! The driver's clock goes on whenever somebody looks at it, so that nobody waits long for what is due in a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use freebusy_booking::{
    Call, Cause, Concern, Filter, Happening, Intent, IntentId, Journal, LegNo, LegPlan, Op, Policy, Report,
    RequestHash, Sequence, Status, Worker,
};
use freebusy_core::{Seconds, Timestamp};
use freebusy_driver::{Clock, Directory, Driver, MemoryJournal, News, Stop};
use freebusy_provider::{Error, Form, Mail, Provider};

use crate::host::{Host, Hosting, QUESTION, RIVAL, answered, attendee, now, rival, slot};
use crate::runtime::block_on;

const TENANT: &str = "tenant";

/// A clock that goes on by two seconds whenever somebody looks at it.
#[derive(Debug)]
struct Hasty(AtomicI64);

impl Hasty {
    fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::SeqCst);
    }
}

impl Clock for Hasty {
    fn now(&self) -> Timestamp {
        Timestamp::from_unix(self.0.fetch_add(2, Ordering::SeqCst))
    }
}

/// The provider of each leg.
struct People(Vec<Arc<dyn Provider>>);

impl Directory for People {
    fn provider(&self, _: &Intent, leg: LegNo) -> Result<Arc<dyn Provider>, Error> {
        Ok(Arc::clone(&self.0[usize::from(leg.0)]))
    }
}

/// A driver, its journal, and those whom it books.
struct Desk {
    clock: Arc<Hasty>,
    journal: MemoryJournal,
    people: People,
}

impl Desk {
    fn of(hosts: &[&Host]) -> Self {
        let clock = Arc::new(Hasty(AtomicI64::new(now().as_unix())));
        let people = People(hosts.iter().map(|host| Arc::clone(&host.provider)).collect());
        Self { clock, journal: MemoryJournal::new(), people }
    }

    fn driver(&self, worker: &str) -> Driver {
        let journal = Arc::new(self.journal.clone());
        let driver = Driver::new(journal, self.clock.clone(), Worker(worker.into()));
        // With so hasty a clock a lease is over before its time.
        let policy = Policy { lease: Seconds::from_minutes(60), ..Policy::STANDARD };
        driver.with_call_timeout(Duration::from_secs(2)).with_policy(policy)
    }

    /// Books, and does something at each piece of news.
    fn book(&self, intent: Intent, at: &(dyn Fn(&News) + Send + Sync)) -> Report {
        block_on(self.booking(&self.driver("a"), intent, at))
    }

    async fn booking(&self, driver: &Driver, intent: Intent, at: &(dyn Fn(&News) + Send + Sync)) -> Report {
        driver.book(intent, &self.people, Stop::Told, &|news| at(&news)).await.unwrap()
    }
}

/// The slot with each of them, in their order.
fn intent(hosts: &[&Host]) -> Intent {
    Intent {
        id: IntentId::new(now(), [7; 10]),
        tenant: TENANT.into(),
        key: "key".into(),
        hash: RequestHash([7; 32]),
        slot: slot(),
        attendee: attendee(),
        opened: now(),
        deadline: now() + Seconds::from_minutes(10),
        replaces: None,
        sequence: Sequence::AsGiven,
        legs: (0..).zip(hosts).map(|(no, host)| leg(no, host)).collect(),
    }
}

fn leg(no: u8, host: &Host) -> LegPlan {
    let name: Box<str> = format!("host-{no}").into();
    LegPlan {
        participant: name.clone(),
        source: host.provider.id().into(),
        host: name.clone(),
        account: name,
        target: "".into(),
        form: Form::default(),
        abilities: host.abilities(),
    }
}

/// Whether a leg's booking is about to be sent.
fn creates(news: &News, of: u8) -> bool {
    matches!(news, News::Calling(Call { leg: LegNo(leg), op: Op::Create { .. }, .. }) if *leg == of)
}

/// Runs to its end on another thread what a caller within the runtime cannot wait for.
fn at_once<F: Future<Output: Send> + Send>(future: F) -> F::Output {
    std::thread::scope(|scope| scope.spawn(|| block_on(future)).join().unwrap())
}

/// Somebody else books the slot.
fn snatch(host: &Host) {
    let rival = rival();
    let made = at_once(host.target().create(&rival, None));
    assert!(matches!(made, freebusy_provider::Outcome::Ok(_)), "{made:?}");
}

/// What a meeting that came to nothing is called after it was booked: not everybody's host writes to people.
fn undone(host: &Host) -> Status {
    match host.terms().mail {
        Mail::Sent => Status::AbortedNotified,
        Mail::Silent => Status::AbortedNoTrace,
    }
}

/// It is booked, once, and as ours.
fn assert_booked_once(host: &Host, report: &Report) {
    assert_eq!((report.status, &*report.legs[0].state), (Status::Confirmed, "booked"), "{report:?}");
    let booked = host.bookings();
    assert_eq!((booked.len(), Some(&booked[0].id)), (1, report.legs[0].booking.as_ref()));
    assert_eq!(booked[0].intent.as_deref(), Some(&*report.id.to_string()));
}

pub(crate) fn a_slot_that_is_taken_at_the_last_moment_is_told_and_nothing_is_booked(set_up: &impl Hosting) {
    let host = set_up.host();
    let desk = Desk::of(&[&host]);
    let report = desk.book(intent(&[&host]), &|news| {
        if creates(news, 0) {
            snatch(&host);
        }
    });
    assert_eq!(report.status, Status::AbortedNoTrace, "{report:?}");
    assert!(matches!(&report.cause, Some(Cause::Taken { leg: LegNo(0), .. })), "{:?}", report.cause);
    assert_eq!(host.marks(), [RIVAL.into()]);
}

pub(crate) fn a_booking_that_was_made_and_never_answered_is_found_and_adopted(set_up: &impl Hosting) {
    let mut host = set_up.host();
    host.lose_the_answer();
    let report = Desk::of(&[&host]).book(intent(&[&host]), &|_| {});
    assert_booked_once(&host, &report);
    assert!(host.sent().len() <= 1, "it was sent again");
}

pub(crate) fn a_booking_that_was_made_and_answered_with_an_error_is_found_and_adopted(set_up: &impl Hosting) {
    for status in [500, 502, 504] {
        let host = set_up.host();
        host.fail_after_the_commit(status);
        let report = Desk::of(&[&host]).book(intent(&[&host]), &|_| {});
        assert_booked_once(&host, &report);
        assert_eq!(host.sent().len(), 1, "it was sent again after {status}");
    }
}

pub(crate) fn a_refused_cancellation_calls_a_person_and_is_tried_until_it_is_let_through(
    set_up: &impl Hosting,
) {
    let host = set_up.host();
    let desk = Desk::of(&[&host]);
    let booked = desk.book(intent(&[&host]), &|_| {});
    assert_booked_once(&host, &booked);
    host.refuse_cancellations();
    let driver = desk.driver("b");
    // Who has seen enough need not wait for all that it tries.
    let stop = |news| {
        if matches!(news, News::Stands(Status::Attention)) {
            driver.shut_down();
        }
    };
    let asked = Happening::CancelAsked { reason: "it rains".into() };
    let run = driver.resume(TENANT, booked.id, Some(asked), &desk.people, Stop::Told, &stop);
    let report = block_on(run).unwrap();
    assert_eq!((report.status, &*report.legs[0].state), (Status::Attention, "booked"), "{report:?}");
    let Some(Concern::CancelRefused { leg: LegNo(0), why }) = report.concern else { panic!("{report:?}") };
    assert!(!why.is_empty());
    let listed = block_on(desk.journal.list(TENANT, Filter::Attention)).unwrap();
    assert_eq!(listed.iter().map(|it| it.intent).collect::<Vec<_>>(), [booked.id]);
    host.let_cancellations_through();
    assert_booked_once(&host, &booked);
    desk.clock.pass(3_600);
    let reports = block_on(desk.driver("c").run_due(TENANT, &desk.people, &|_| {})).unwrap();
    assert_eq!((reports[0].status, &reports[0].concern), (undone(&host), &None), "{reports:?}");
    assert!(host.bookings().is_empty());
}

pub(crate) fn a_slot_whose_hold_has_expired_is_booked_without_it(set_up: &impl Hosting) {
    let host = set_up.host();
    host.stage().settle("calcom_reservations", &"honoured".into());
    let report = Desk::of(&[&host]).book(intent(&[&host]), &|news| {
        if let News::Calling(Call { op: Op::Create { hold: Some(_), .. }, .. }) = news {
            at_once(host.stage().pass_minutes(15));
        }
    });
    assert_booked_once(&host, &report);
    let held: Vec<bool> = host.sent().iter().map(|body| body["reservedSlotUid"].is_string()).collect();
    assert_eq!(held, [true, false]);
}

pub(crate) fn an_exhausted_quota_books_nothing_and_says_when_it_opens(set_up: &impl Hosting) {
    let host = set_up.host();
    host.use_up_the_quota();
    let wanted = intent(&[&host]);
    let deadline = wanted.deadline;
    let report = Desk::of(&[&host]).book(wanted, &|_| {});
    assert_eq!(report.status, Status::AbortedNoTrace, "{report:?}");
    let Some(Cause::Quota { leg: LegNo(0), opens }) = report.cause else { panic!("{report:?}") };
    assert!(opens > deadline && opens < now() + Seconds::from_minutes(25 * 60), "{opens:?}");
    assert_eq!((host.bookings().len(), host.sent().len()), (0, 1));
}

pub(crate) fn a_booking_that_comes_too_fast_is_sent_again_and_made_once(set_up: &impl Hosting) {
    let host = set_up.host();
    host.slow_down();
    let report = Desk::of(&[&host]).book(intent(&[&host]), &|_| {});
    assert_booked_once(&host, &report);
    assert_eq!(host.sent().len(), 2);
}

pub(crate) fn a_form_that_is_not_filled_in_books_nothing_and_names_what_is_missing(set_up: &impl Hosting) {
    let host = set_up.host();
    host.ask();
    let report = Desk::of(&[&host]).book(intent(&[&host]), &|_| {});
    assert_eq!(report.status, Status::AbortedNoTrace, "{report:?}");
    let Some(Cause::Refused { leg: LegNo(0), why }) = &report.cause else { panic!("{report:?}") };
    assert!(why.contains(&format!("`{QUESTION}`")), "{why}");
    assert!(host.sent().is_empty() && host.bookings().is_empty());
    let mut filled = intent(&[&host]);
    filled.legs[0].form = answered();
    assert_booked_once(&host, &Desk::of(&[&host]).book(filled, &|_| {}));
}

pub(crate) fn a_double_call_with_the_same_key_books_once(set_up: &impl Hosting) {
    let host = set_up.host();
    let desk = Desk::of(&[&host]);
    let (one, other) = (desk.driver("a"), desk.driver("b"));
    let again = Intent { id: IntentId::new(now(), [8; 10]), ..intent(&[&host]) };
    let first = desk.booking(&one, intent(&[&host]), &|_| {});
    let second = desk.booking(&other, again.clone(), &|_| {});
    let (first, second) = block_on(async { tokio::join!(first, second) });
    assert_booked_once(&host, &first);
    assert_eq!((second.id, second.status), (first.id, Status::Confirmed));
    let third = block_on(desk.booking(&other, again, &|_| {}));
    assert_eq!((third.id, &third.legs[0].booking), (first.id, &first.legs[0].booking));
    assert_booked_once(&host, &third);
    assert!(host.sent().len() <= 1, "it was sent again");
}

pub(crate) fn a_booking_that_its_host_must_confirm_is_told_as_awaited(set_up: &impl Hosting) {
    let host = set_up.host();
    host.stage().await_the_host();
    let report = Desk::of(&[&host]).book(intent(&[&host]), &|_| {});
    assert_eq!((report.status, &*report.legs[0].state), (Status::Confirmed, "awaiting"), "{report:?}");
    assert_eq!(host.marks(), [report.id.to_string().into()]);
}

pub(crate) fn when_the_second_of_two_is_refused_the_first_is_cancelled(set_up: &impl Hosting) {
    let (first, second) = (set_up.host(), set_up.host());
    let desk = Desk::of(&[&first, &second]);
    let report = desk.book(intent(&[&first, &second]), &|news| {
        if creates(news, 1) {
            snatch(&second);
        }
    });
    assert_eq!(report.status, undone(&first), "{report:?}");
    assert!(matches!(&report.cause, Some(Cause::Taken { leg: LegNo(1), .. })), "{:?}", report.cause);
    let states: Vec<&str> = report.legs.iter().map(|leg| &*leg.state).collect();
    assert_eq!(states, ["cancelled", "absent"]);
    assert!(first.bookings().is_empty());
    assert_eq!(second.marks(), [RIVAL.into()]);
}
