//! Every moment at which a driver can die, and what its successor makes of it.
//!
//! The numbers are those of the table in `docs/reliability.md`.

use freebusy_booking::{
    Cause, Concern, Ending, Fact, Happening, HoldState, LegNo, LegState, Op, Phase, Status,
};
use freebusy_provider::Rejection;

use crate::play::{DEADLINE, FILE, GROUP, HELD, OPENED, Play, UNHELD, ambiguous, rejected};

#[test]
fn point_2_a_driver_that_dies_before_any_call_leaves_a_plan_that_is_carried_out_or_given_up() {
    let mut play = Play::of(&[UNHELD]);
    play.crash_before_writing(play.journal.len());
    assert_eq!(play.journal[0].fact, Fact::Entered { phase: Phase::Holding, cause: None });
    assert!(play.awaits(0, "verify"));
    let mut late = Play::of(&[UNHELD]);
    late.now = DEADLINE;
    late.crash_before_writing(late.journal.len());
    late.pass(0);
    assert_eq!((late.status(), late.saga.cause()), (Status::AbortedNoTrace, Some(&Cause::Deadline)));
}

#[test]
fn point_3_a_hold_whose_answer_was_lost_is_not_asked_for_again() {
    let mut play = Play::of(&[HELD]);
    play.offered(0);
    assert!(play.awaits(0, "hold"));
    play.crash();
    assert!(matches!(play.saga.legs()[0].hold, HoldState::Lost { .. }));
    assert!(play.awaits(0, "create") && play.count(0, "hold") == 1);
}

#[test]
fn point_4_a_hold_with_time_left_is_used_and_one_without_is_not() {
    for (left, held) in [(61, true), (0, false)] {
        let mut play = Play::of(&[HELD, UNHELD]);
        play.offered(0);
        play.holds(0, OPENED + 100);
        play.now = OPENED + 100 - left;
        play.crash();
        play.verify_all();
        play.booked(1);
        assert!(
            matches!(&play.call(0, "create").op, Op::Create { hold, .. } if hold.is_some() == held),
            "{left}"
        );
    }
}

#[test]
fn points_5_6_9_a_create_without_an_answer_is_looked_for_and_adopted() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.crash();
    assert!(matches!(&play.saga.legs()[0].state, LegState::Creating(creating) if creating.ambiguous));
    play.sleep();
    play.lists(0, vec![play.ours("b0")]);
    assert_eq!((play.status(), play.count(0, "create")), (Status::Confirmed, 1));
}

#[test]
fn point_7_a_create_that_is_applied_late_is_adopted_or_cancelled() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.creates(0, ambiguous());
    for _ in 0..5 {
        play.sleep();
        play.lists(0, Vec::new());
    }
    play.sleep();
    play.lists(0, vec![play.ours("b0")]);
    assert_eq!(play.status(), Status::Confirmed);
}

#[test]
fn point_8_a_5xx_is_no_refusal() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.creates(0, ambiguous());
    assert_eq!(play.status(), Status::Pending);
    assert_eq!(play.count(0, "create"), 1);
}

#[test]
fn point_10_a_driver_that_dies_while_undoing_goes_on_undoing() {
    let mut play = Play::of(&[UNHELD, FILE]);
    play.verify_all();
    play.booked(0);
    play.creates(1, rejected(Rejection::Taken));
    assert!(play.awaits(0, "cancel"));
    play.crash();
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
}

#[test]
fn point_11_a_credential_that_does_not_reach_undoes_the_rest_and_names_the_account() {
    for kind in [Rejection::Unauthorised, Rejection::Plan] {
        let mut play = Play::of(&[UNHELD, FILE]);
        play.verify_all();
        play.booked(0);
        play.creates(1, rejected(kind));
        play.cancels(0, Ending::Done(()));
        assert!(matches!(play.saga.cause(), Some(Cause::NotAllowed { leg: LegNo(1), .. })));
    }
}

#[test]
fn point_12_a_cancellation_whose_answer_was_lost_is_repeated() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.booked(0);
    play.happens(Happening::CancelAsked { reason: "ill".into() });
    play.crash();
    play.cancels(0, rejected(Rejection::Taken));
    assert_eq!((play.status(), play.count(0, "cancel")), (Status::AbortedNotified, 2));
}

#[test]
fn point_13_a_refused_cancellation_calls_a_person() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.booked(0);
    play.happens(Happening::CancelAsked { reason: "ill".into() });
    play.cancels(0, rejected(Rejection::Invalid));
    assert!(matches!(play.saga.concern(), Some(Concern::CancelRefused { leg: LegNo(0), .. })));
    play.crash();
    assert_eq!(play.status(), Status::Attention);
}

#[test]
fn point_14_a_deadline_that_passes_while_booking_ends_in_undoing() {
    let mut play = Play::of(&[UNHELD, FILE]);
    play.verify_all();
    let create = play.call(0, "create");
    play.now = DEADLINE + 1;
    play.answer(
        &create,
        freebusy_booking::Answer::Create(Ending::Done(freebusy_provider::Booking::new(
            "b0",
            crate::play::slot(),
        ))),
    );
    assert_eq!(play.count(1, "create"), 0);
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.saga.cause(), Some(&Cause::Deadline));
}

#[test]
fn point_15_a_hold_that_runs_out_is_done_without_once() {
    let mut play = Play::of(&[HELD, UNHELD]);
    play.offered(0);
    play.holds(0, OPENED + 90);
    play.offered(1);
    let create = play.call(1, "create");
    play.now = OPENED + 95;
    play.answer(
        &create,
        freebusy_booking::Answer::Create(Ending::Done(freebusy_provider::Booking::new(
            "b1",
            crate::play::slot(),
        ))),
    );
    play.offered(0);
    assert!(matches!(play.call(0, "create").op, Op::Create { hold: None, .. }));
}

#[test]
fn point_18_a_create_of_a_driver_that_was_only_paused_has_time_to_settle() {
    let mut play = Play::of(&[GROUP]);
    play.verify_all();
    play.now = OPENED + 200;
    play.crash();
    play.nothing_found(0);
    assert!(play.now > OPENED + 260, "the time counts from the takeover");
}

#[test]
fn point_21_a_clock_that_jumps_back_is_not_believed() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.creates(0, ambiguous());
    play.sleep();
    play.lists(0, Vec::new());
    let wake = play.wake;
    play.now -= 10_000;
    play.happens(Happening::Tick);
    assert_eq!(play.wake, wake);
}
