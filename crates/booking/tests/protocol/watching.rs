//! What is watched after a saga is over.

use freebusy_booking::{Concern, Ending, Fact, Found, Happening, LegNo, Op, Phase, Status};
use freebusy_provider::Rejection;

use crate::play::{GROUP, Play, UNHELD, ambiguous, rejected, stranger};

/// A saga that was given up although a booking of it may still come to be.
fn given_up() -> Play {
    let mut play = Play::of(&[GROUP]);
    play.verify_all();
    play.creates(0, ambiguous());
    play.nothing_found(0);
    assert_eq!(play.saga.phase(), Phase::Aborted);
    play
}

#[test]
fn what_was_given_up_is_looked_for_for_a_day() {
    let mut play = given_up();
    let began = play.now;
    let before = play.journal.len();
    while play.wake.is_some() {
        play.sleep();
        play.lists(0, Vec::new());
    }
    let looks: Vec<i64> = play.journal[before..]
        .iter()
        .filter(|record| matches!(&record.fact, Fact::Attempted(call) if call.op == Op::List))
        .map(|record| record.at.as_unix() - began)
        .collect();
    assert_eq!(looks, [30, 90, 270, 570, 1_170, 1_770, 2_670, 3_570, 86_400]);
    assert_eq!((play.status(), play.saga.standing().next), (Status::AbortedNoTrace, None));
}

#[test]
fn a_booking_that_comes_to_be_after_it_was_given_up_is_cancelled() {
    let mut play = given_up();
    play.sleep();
    play.lists(0, vec![play.ours("late")]);
    assert_eq!(play.status(), Status::Pending);
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
    assert!(play.wake.is_some(), "it is watched on");
}

#[test]
fn a_watch_that_was_late_looks_once_for_all_it_missed() {
    let mut play = given_up();
    play.pass(4_000);
    play.lists(0, Vec::new());
    assert!(play.calls.is_empty());
    assert_eq!(play.wake, Some(play.now - 4_000 + 86_400));
}

#[test]
fn a_booking_that_only_the_last_look_finds_is_cancelled_all_the_same() {
    let mut play = given_up();
    play.pass(86_400);
    play.lists(0, vec![play.ours("late")]);
    play.cancels(0, ambiguous());
    play.sleep();
    play.cancels(0, Ending::Done(()));
    assert_eq!((play.status(), play.saga.standing().next), (Status::AbortedNotified, None));
}

#[test]
fn a_watch_that_nobody_kept_for_days_looks_before_it_ends() {
    let mut play = given_up();
    play.pass(5 * 86_400);
    play.lists(0, vec![play.ours("late")]);
    play.cancels(0, Ending::Done(()));
    assert_eq!((play.status(), play.saga.standing().next), (Status::AbortedNotified, None));
}

#[test]
fn a_watch_that_ends_without_having_seen_calls_a_person() {
    let mut play = given_up();
    play.pass(5 * 86_400);
    play.unreadable(0);
    assert_eq!(play.saga.concern(), Some(&Concern::Unwatched { leg: LegNo(0) }));
    assert_eq!((play.status(), play.saga.standing().next), (Status::Attention, None));
}

#[test]
fn several_bookings_that_might_be_ours_are_shown_to_a_person_also_after_it_was_given_up() {
    let mut play = given_up();
    let alike = |id| Found { email: Some("cy@example.com".into()), ..stranger(id) };
    play.sleep();
    play.lists(0, vec![alike("one"), alike("other")]);
    assert_eq!(play.saga.concern(), Some(&Concern::Unclear { leg: LegNo(0) }));
    play.sleep();
    play.lists(0, vec![alike("one")]);
    play.cancels(0, Ending::Done(()));
    assert_eq!(play.status(), Status::AbortedNotified);
}

#[test]
fn a_watch_that_cannot_see_calls_a_person_until_it_can() {
    let mut play = given_up();
    for _ in 0..3 {
        play.sleep();
        play.unreadable(0);
    }
    assert_eq!(play.saga.concern(), Some(&Concern::Unwatched { leg: LegNo(0) }));
    play.sleep();
    play.lists(0, Vec::new());
    assert_eq!(play.status(), Status::AbortedNoTrace);
}

#[test]
fn what_was_refused_for_certain_is_not_watched() {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.creates(0, rejected(Rejection::Taken));
    assert_eq!((play.status(), play.saga.standing().next), (Status::AbortedNoTrace, None));
}

fn confirmed() -> Play {
    let mut play = Play::of(&[UNHELD]);
    play.verify_all();
    play.booked(0);
    play.happens(Happening::AuditAsked);
    play
}

#[test]
fn an_audit_finds_a_booking_that_stands() {
    let mut play = confirmed();
    play.lists(0, vec![stranger("b0")]);
    assert_eq!((play.status(), play.saga.standing().next), (Status::Confirmed, None));
}

#[test]
fn an_audit_misses_a_booking_only_when_two_lists_do() {
    let mut play = confirmed();
    play.lists(0, Vec::new());
    assert_eq!(play.status(), Status::Confirmed);
    play.sleep();
    play.lists(0, Vec::new());
    assert_eq!(play.saga.concern(), Some(&Concern::Degraded { leg: LegNo(0) }));
    assert_eq!(play.count(0, "create"), 1, "it is never booked again by itself");
    // A person has had it put back: an audit finds it, and then the call for a person can be taken back.
    play.happens(Happening::AuditAsked);
    play.lists(0, vec![stranger("b0")]);
    play.happens(Happening::ResumeAsked);
    assert_eq!((play.status(), play.saga.standing().next), (Status::Confirmed, None));
}

#[test]
fn an_audit_that_cannot_see_says_nothing() {
    let mut play = confirmed();
    for _ in 0..3 {
        play.unreadable(0);
        if play.wake.is_some() {
            play.sleep();
        }
    }
    assert_eq!((play.status(), play.saga.standing().next), (Status::Confirmed, None));
}
