//! Out of not knowing: lists, adoption, giving up for lost.

use freebusy_booking::{Answer, Cause, Concern, Ending, Fact, LegNo, LegState, Op, Phase, Status};
use freebusy_core::Interval;
use freebusy_provider::Rejection;

use crate::play::{
    DEADLINE, GROUP, HELD, OPENED, Play, UNHELD, ambiguous, at, rejected, seconds, slot, stranger,
};

fn doubtful(abilities: freebusy_booking::Abilities) -> Play {
    let mut play = Play::of(&[abilities]);
    play.verify_all();
    play.creates(0, ambiguous());
    play
}

fn offsets(play: &Play) -> Vec<i64> {
    let lists = play.journal.iter().filter_map(|record| match &record.fact {
        Fact::Attempted(call) if call.op == Op::List => Some(record.at.as_unix() - OPENED),
        _ => None,
    });
    lists.collect()
}

#[test]
fn lists_are_asked_for_at_growing_distances_until_it_has_had_time_to_settle() {
    let mut play = doubtful(UNHELD);
    play.nothing_found(0);
    assert_eq!(offsets(&play), [1, 2, 4, 8, 15, 30, 61]);
    assert!(play.awaits(0, "verify"), "it may be sent again, and is verified before");
    play.offered(0);
    assert!(matches!(play.call(0, "create").op, Op::Create { n: 2, .. }));
}

#[test]
fn a_provider_that_needs_longer_gets_longer() {
    let mut play = doubtful(freebusy_booking::Abilities { settle: seconds(200), ..UNHELD });
    play.nothing_found(0);
    assert_eq!(offsets(&play).last(), Some(&201));
}

#[test]
fn an_unreadable_list_starts_the_count_anew() {
    let mut play = doubtful(UNHELD);
    for _ in 0..6 {
        play.sleep();
        play.lists(0, Vec::new());
    }
    play.sleep();
    play.unreadable(0);
    play.sleep();
    play.lists(0, Vec::new());
    assert!(play.calls.is_empty(), "one list is not enough");
    play.sleep();
    play.lists(0, Vec::new());
    assert!(play.awaits(0, "verify"));
}

#[test]
fn a_booking_that_bears_the_mark_is_adopted() {
    let mut play = doubtful(UNHELD);
    play.sleep();
    play.lists(0, vec![stranger("other"), play.ours("ours")]);
    assert_eq!(play.status(), Status::Confirmed);
    assert_eq!(&*play.saga.legs()[0].booking().unwrap().id, "ours");
    assert_eq!(play.count(0, "create"), 1);
}

#[test]
fn a_booking_without_mark_is_adopted_only_when_it_is_like_ours_in_everything() {
    let ours = || {
        let mut alike = stranger("alike");
        alike.email = Some("CY@example.com".into());
        alike.created = Some(at(OPENED));
        alike
    };
    let mut early = ours();
    early.created = Some(at(OPENED - 6));
    let mut other_mail = ours();
    other_mail.email = Some("bo@example.com".into());
    let mut no_mail = ours();
    no_mail.email = None;
    let mut marked = ours();
    marked.intent = Some("another's".into());
    let mut other_time = ours();
    other_time.span = Interval::new(slot().start(), slot().end() + seconds(60)).unwrap();
    for (found, adopted) in [
        (ours(), true),
        (early, false),
        (other_mail, false),
        (no_mail, false),
        (marked, false),
        (other_time, false),
    ] {
        let mut play = doubtful(UNHELD);
        play.sleep();
        play.lists(0, vec![found.clone()]);
        assert_eq!(play.status() == Status::Confirmed, adopted, "{found:?}");
    }
    let mut play = doubtful(UNHELD);
    play.sleep();
    play.lists(0, vec![ours(), ours()]);
    assert_eq!(play.saga.concern(), Some(&Concern::Unclear { leg: LegNo(0) }));
}

#[test]
fn of_several_that_bear_the_mark_the_oldest_is_kept() {
    let mut play = doubtful(GROUP);
    play.sleep();
    let (mut first, mut second) = (play.ours("first"), play.ours("second"));
    (first.created, second.created) = (Some(at(OPENED + 1)), Some(at(OPENED + 2)));
    play.lists(0, vec![second, first]);
    assert_eq!(&*play.saga.legs()[0].booking().unwrap().id, "first");
    assert_eq!(play.status(), Status::Attention);
    let cancel = play.call(0, "cancel");
    assert_eq!(cancel.op, Op::Cancel { booking: "second".into() });
    play.answer(&cancel, Answer::Cancel(Ending::Done(())));
    assert_eq!(play.saga.concern(), Some(&Concern::Duplicate { leg: LegNo(0) }));
    play.happens(freebusy_booking::Happening::ResumeAsked);
    assert_eq!(play.status(), Status::Confirmed);
}

#[test]
fn what_accepts_a_second_booking_is_never_sent_one() {
    let mut play = doubtful(GROUP);
    play.nothing_found(0);
    assert_eq!((play.saga.phase(), play.count(0, "create")), (Phase::Aborted, 1));
    assert_eq!(play.saga.cause(), Some(&Cause::Lost { leg: LegNo(0) }));
}

#[test]
fn taken_after_a_doubt_may_be_ourselves() {
    let mut play = doubtful(UNHELD);
    play.nothing_found(0);
    play.offered(0);
    play.creates(0, rejected(Rejection::Taken));
    assert!(matches!(play.saga.legs()[0].state, LegState::Creating(_)));
    play.sleep();
    play.lists(0, vec![play.ours("late")]);
    assert_eq!(play.status(), Status::Confirmed);
    // And when it is not, it is taken, and not sent again.
    let mut play = doubtful(UNHELD);
    play.nothing_found(0);
    play.gone(0);
    play.nothing_found(0);
    assert!(matches!(play.saga.cause(), Some(Cause::Taken { .. })));
    assert_eq!((play.status(), play.count(0, "create")), (Status::AbortedNoTrace, 1));
}

#[test]
fn a_held_slot_is_sent_again_under_its_hold_without_looking_at_what_the_hold_hides() {
    let mut play = Play::of(&[HELD]);
    play.verify_all();
    play.holds(0, DEADLINE + 60);
    play.creates(0, ambiguous());
    play.nothing_found(0);
    assert_eq!(play.count(0, "verify"), 1);
    let again = play.call(0, "create");
    assert!(matches!(&again.op, Op::Create { n: 2, hold: Some(hold) } if &*hold.id == "hold"));
    // A hold that has lapsed hides nothing, and keeps nothing.
    let mut play = Play::of(&[HELD]);
    play.verify_all();
    play.holds(0, OPENED + 61);
    play.creates(0, ambiguous());
    play.nothing_found(0);
    assert!(play.awaits(0, "verify"));
}

#[test]
fn at_most_three_bookings_are_sent() {
    let mut wanted = crate::play::intent(&[UNHELD]);
    wanted.deadline = at(OPENED + 3_600);
    let mut play = Play::with(wanted);
    for _ in 0..3 {
        play.verify_all();
        play.creates(0, ambiguous());
        play.nothing_found(0);
    }
    assert_eq!((play.saga.phase(), play.count(0, "create")), (Phase::Aborted, 3));
}
