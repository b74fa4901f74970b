//! The ways a saga can go while its driver lives.

use freebusy_booking::{Answer, Cause, Ending, Happening, IntentId, LegNo, Op, Phase, Status, Verdict};
use freebusy_provider::{Rejection, Seats};

use crate::play::{DEADLINE, FILE, GROUP, HELD, OPENED, Play, ambiguous, at, intent, rejected, seconds};

use crate::play::UNHELD;

/// Two legs, the second held, both verified: the first create is on its way.
fn committing() -> Play {
    let mut play = Play::of(&[UNHELD, HELD]);
    play.offered(1);
    play.holds(1, DEADLINE + 60);
    play.offered(0);
    play
}

#[test]
fn the_slot_is_verified_held_and_booked_unheld_leg_first() {
    let mut play = committing();
    assert!(play.awaits(0, "create") && !play.awaits(1, "create"));
    play.booked(0);
    let create = play.call(1, "create");
    assert!(matches!(&create.op, Op::Create { n: 1, hold: Some(hold) } if &*hold.id == "hold"));
    play.answer(
        &create,
        Answer::Create(Ending::Done(freebusy_provider::Booking::new("b1", crate::play::slot()))),
    );
    assert_eq!((play.saga.phase(), play.status()), (Phase::Confirmed, Status::Confirmed));
    play.releases(1);
    assert_eq!(play.saga.standing().next, None);
}

#[test]
fn a_slot_that_is_gone_before_anything_was_sent_leaves_no_trace() {
    let mut play = Play::of(&[UNHELD, HELD]);
    play.offered(1);
    play.holds(1, DEADLINE + 60);
    play.gone(0);
    play.releases(1);
    assert_eq!((play.saga.phase(), play.status()), (Phase::Aborted, Status::AbortedNoTrace));
    assert!(matches!(play.saga.cause(), Some(Cause::Taken { leg: LegNo(0), .. })));
    assert_eq!(play.count(0, "create") + play.count(1, "create"), 0);
}

#[test]
fn a_slot_that_cannot_be_verified_is_not_booked() {
    let mut play = Play::of(&[UNHELD]);
    while play.saga.phase() == Phase::Verifying {
        let call = play.call(0, "verify");
        play.answer(&call, Answer::Verify(Verdict::Unknown { why: "503".into() }));
        if play.wake.is_some() {
            play.sleep();
        }
    }
    assert_eq!(play.status(), Status::AbortedNoTrace);
    assert!(matches!(play.saga.cause(), Some(Cause::Unreachable { .. })));
    assert!(play.count(0, "verify") <= 6 && play.count(0, "create") == 0);
}

#[test]
fn an_exhausted_quota_is_found_before_anything_is_booked() {
    let mut play = Play::of(&[UNHELD, FILE]);
    let call = play.call(0, "verify");
    play.answer(&call, Answer::Verify(Verdict::Throttled { wait: seconds(3_600) }));
    play.offered(1);
    assert_eq!(play.status(), Status::AbortedNoTrace);
    assert_eq!(play.saga.cause(), Some(&Cause::Quota { leg: LegNo(0), opens: at(OPENED + 3_600) }));
}

#[test]
fn a_refusal_of_the_second_leg_undoes_the_first() {
    let mut play = committing();
    play.booked(0);
    play.creates(1, rejected(Rejection::Taken));
    play.cancels(0, Ending::Done(()));
    play.releases(1);
    assert_eq!((play.saga.phase(), play.status()), (Phase::Aborted, Status::AbortedNotified));
    let report = play.saga.report();
    assert!(report.legs[0].notified.is_some() && report.legs[1].notified.is_none());
}

#[test]
fn what_nobody_hears_of_leaves_no_trace() {
    let mut play = Play::of(&[FILE, UNHELD]);
    play.verify_all();
    play.booked(1);
    play.creates(0, rejected(Rejection::Invalid));
    play.cancels(1, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
    let mut play = Play::of(&[FILE, FILE]);
    play.verify_all();
    play.booked(0);
    play.creates(1, rejected(Rejection::Invalid));
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNoTrace);
}

#[test]
fn a_create_that_never_left_keeps_its_number_and_is_sent_again() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.creates(0, Ending::NotSent { why: "no route".into() });
    play.sleep();
    let again = play.call(0, "create");
    assert!(matches!(again.op, Op::Create { n: 1, .. }));
    play.answer(&again, Answer::Create(Ending::Throttled { wait: seconds(20) }));
    assert_eq!(play.wake, Some(play.now + 20));
    play.sleep();
    assert!(matches!(play.call(0, "create").op, Op::Create { n: 1, .. }));
}

#[test]
fn a_hold_that_is_refused_by_somebody_elses_ends_it_and_any_other_refusal_does_not() {
    for (kind, goes_on) in [(Rejection::Taken, false), (Rejection::Unauthorised, true)] {
        let mut play = Play::of(&[HELD]);
        play.offered(0);
        let hold = play.call(0, "hold");
        play.answer(&hold, Answer::Hold(rejected(kind)));
        assert_eq!(play.awaits(0, "create"), goes_on, "{kind:?}");
    }
}

#[test]
fn a_hold_without_an_answer_is_not_asked_for_again_nor_is_its_slot_verified() {
    let mut play = Play::of(&[HELD]);
    play.offered(0);
    let hold = play.call(0, "hold");
    play.pass(90);
    play.answer(&hold, Answer::Hold(ambiguous()));
    assert!(play.awaits(0, "create"), "{:?}", play.calls);
    assert_eq!((play.count(0, "hold"), play.count(0, "verify")), (1, 1));
}

#[test]
fn a_hold_that_lapsed_is_gone_without_once() {
    let mut play = Play::of(&[HELD]);
    play.offered(0);
    play.holds(0, DEADLINE + 60);
    play.creates(0, rejected(Rejection::HoldLapsed));
    play.offered(0);
    let create = play.call(0, "create");
    assert!(matches!(create.op, Op::Create { n: 2, hold: None }));
    play.answer(&create, Answer::Create(rejected(Rejection::HoldLapsed)));
    assert_eq!(play.status(), Status::AbortedNoTrace);
}

#[test]
fn a_slot_that_was_verified_long_ago_is_verified_again() {
    let mut play = Play::of(&[UNHELD, UNHELD]);
    play.verify_all();
    let first = play.call(0, "create");
    play.pass(61);
    play.answer(
        &first,
        Answer::Create(Ending::Done(freebusy_provider::Booking::new("b0", crate::play::slot()))),
    );
    assert!(play.awaits(1, "verify") && !play.awaits(1, "create"));
    play.gone(1);
    assert!(play.awaits(0, "cancel"));
}

#[test]
fn nothing_is_begun_after_the_deadline_and_what_was_begun_is_found_out() {
    let mut play = committing();
    play.creates(0, ambiguous());
    play.now = DEADLINE;
    play.happens(Happening::Tick);
    play.lists(0, vec![play.ours("late")]);
    assert_eq!(play.count(1, "create"), 0);
    play.cancels(0, Ending::Done(()));
    play.releases(1);
    assert_eq!(play.status(), Status::AbortedNotified);
    assert_eq!(play.saga.cause(), Some(&Cause::Deadline));
}

#[test]
fn a_booking_that_is_cancelled_is_undone_everywhere() {
    let mut play = Play::of(&[UNHELD, FILE]);
    play.verify_all();
    play.booked(0);
    play.booked(1);
    assert_eq!(play.status(), Status::Confirmed);
    play.happens(Happening::CancelAsked { reason: "ill".into() });
    assert_eq!(play.status(), Status::Pending);
    play.cancels(0, ambiguous());
    play.cancels(1, Ending::Done(()));
    play.sleep();
    play.cancels(0, rejected(Rejection::Taken));
    assert_eq!(play.status(), Status::AbortedNotified);
    assert_eq!(play.saga.cause(), Some(&Cause::Asked { reason: "ill".into() }));
}

#[test]
fn a_cancellation_during_a_create_waits_for_its_answer() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.happens(Happening::CancelAsked { reason: "ill".into() });
    assert!(play.awaits(0, "create") && play.calls.len() == 1);
    play.booked(0);
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
}

#[test]
fn a_refused_cancellation_is_shown_and_tried_for_a_day() {
    let mut play = committing();
    play.booked(0);
    play.creates(1, rejected(Rejection::Taken));
    play.releases(1);
    let began = play.now;
    while play.awaits(0, "cancel") {
        play.cancels(0, rejected(Rejection::Unauthorised));
        assert_eq!(play.status(), Status::Attention);
        if play.wake.is_some() {
            play.sleep();
        }
    }
    assert!((80_000..90_000).contains(&(play.now - began)), "{}", play.now - began);
    // A person has mended the credential.
    play.happens(Happening::ResumeAsked);
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
}

#[test]
fn what_is_half_booked_for_a_quarter_of_an_hour_is_shown_and_settles_by_itself() {
    let mut play = committing();
    play.booked(0);
    play.creates(1, rejected(Rejection::Taken));
    play.releases(1);
    let began = play.now;
    while play.status() != Status::Attention {
        if play.awaits(0, "cancel") {
            play.cancels(0, Ending::NotSent { why: "no route".into() });
        }
        play.sleep();
    }
    assert_eq!(play.now - began, 900);
    while !play.awaits(0, "cancel") {
        play.sleep();
    }
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
}

#[test]
fn a_person_who_has_dealt_with_it_can_close_it() {
    let mut play = committing();
    play.booked(0);
    play.creates(1, rejected(Rejection::Taken));
    play.releases(1);
    play.happens(Happening::AbandonAsked);
    assert_eq!(play.saga.phase(), Phase::Compensating, "nobody needs to look yet");
    play.cancels(0, rejected(Rejection::Invalid));
    play.happens(Happening::AbandonAsked);
    assert_eq!((play.status(), play.saga.standing().next), (Status::AbortedNotified, None));
}

#[test]
fn a_stopping_driver_writes_what_is_answered_and_begins_nothing() {
    let mut play = Play::of(&[UNHELD, FILE]);
    play.verify_all();
    let create = play.call(0, "create");
    play.happens(Happening::Stopping);
    play.answer(
        &create,
        Answer::Create(Ending::Done(freebusy_provider::Booking::new("b0", crate::play::slot()))),
    );
    assert!(play.calls.is_empty() && play.saga.legs()[0].booking().is_some());
    play.crash();
    assert!(play.awaits(1, "create"));
}

#[test]
fn what_is_replaced_is_undone_once_its_successor_stands() {
    let mut wanted = intent(&[FILE]);
    wanted.replaces = Some(IntentId::new(at(0), [1; 10]));
    let mut play = Play::with(wanted);
    play.verify_all();
    play.booked(0);
    let undone = |play: &Play| play.sent.iter().filter(|(_, word)| *word == "undo").count();
    assert_eq!((play.status(), undone(&play)), (Status::Confirmed, 1));
    assert!(play.saga.standing().next.is_some());
    play.crash();
    play.pass(1);
    assert_eq!(undone(&play), 2, "a driver that died may not have done it");
    play.happens(Happening::Replaced);
    play.crash();
    assert_eq!((undone(&play), play.saga.standing().next), (2, None));
}

#[test]
fn seats_of_one_slot_are_told_apart_by_their_mark() {
    assert_eq!(GROUP.seats, Seats::Several);
    let mut play = Play::of(&[GROUP]);
    play.verify_all();
    play.creates(0, ambiguous());
    play.sleep();
    let (mut other, ours) = (crate::play::stranger("other"), play.ours("ours"));
    other.intent = Some("somebody else's".into());
    play.lists(0, vec![other, ours]);
    assert_eq!(play.status(), Status::Confirmed);
    assert_eq!(&*play.saga.legs()[0].booking().unwrap().id, "ours");
}
