//! Slots that are held for a moment.

use freebusy_calcom::{Dialect, EventTypeName, Listed};
use freebusy_core::{OfferRole, Timestamp};
use freebusy_provider::{Hold, Outcome, Provider, Rejection};

use crate::booking::{INTRO, listed, request, server};
use crate::server::{Server, at, window};

const HELD: &str =
    r#"{"eventTypeId":7,"slotStart":"x","reservationUid":"r","reservationUntil":"2026-12-01T08:10:00.900Z"}"#;

fn now() -> Timestamp {
    at("2026-12-01T08:00:00Z")
}

fn telling(server: &std::sync::Arc<Server>) -> Listed {
    let account = server.account(Dialect::Current).telling(now);
    account.listed("calcom:ana/7", EventTypeName::parse("7"), OfferRole::Booked)
}

async fn hold(listed: &Listed, until: &str) -> Outcome<Hold> {
    let slot = window("2026-12-02T09:00:00Z", "2026-12-02T10:00:00Z");
    listed.holds().unwrap().hold(slot, at(until)).await
}

#[tokio::test(start_paused = true)]
async fn a_hold_lasts_as_long_as_the_answer_says() {
    let server = server(INTRO);
    server.data("POST /v2/slots/reservations", HELD);
    let listed = listed(&server, Dialect::Current);
    let Outcome::Ok(hold) = hold(&listed, "2026-12-01T09:00:00Z").await else { panic!("it was held") };
    assert_eq!((&*hold.id, hold.until), ("r", at("2026-12-01T08:10:00Z")));
    let sent = &server.asked_for("POST")[0].body;
    assert_eq!(sent, r#"{"eventTypeId":7,"slotStart":"2026-12-02T09:00:00Z","reservationDuration":10}"#);
    server.on("DELETE /v2/slots/reservations/r", 200, r#"{"status":"success"}"#);
    assert!(matches!(listed.holds().unwrap().release(&hold).await, Outcome::Ok(())));
}

#[tokio::test(start_paused = true)]
async fn a_slot_is_held_for_whole_minutes_that_reach_the_time_wanted() {
    for (until, minutes) in [
        ("2026-12-01T08:12:00Z", 12),
        ("2026-12-01T08:12:01Z", 13),
        ("2026-12-01T08:00:30Z", 5),
        ("2026-12-01T07:00:00Z", 5),
        ("2026-12-01T09:30:00Z", 60),
    ] {
        let server = server(INTRO);
        server.data("POST /v2/slots/reservations", HELD);
        assert!(matches!(hold(&telling(&server), until).await, Outcome::Ok(_)));
        let sent = &server.asked_for("POST")[0].body;
        assert!(sent.ends_with(&format!(r#""reservationDuration":{minutes}}}"#)), "{until}: {sent}");
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_length_of_a_hold_is_not_ours_to_choose_it_is_left_out() {
    for status in [401, 403] {
        let server = server(INTRO);
        server.on("POST /v2/slots/reservations", status, r#"{"status":"error","error":{"code":"x"}}"#);
        server.data("POST /v2/slots/reservations", HELD);
        let Outcome::Ok(hold) = hold(&telling(&server), "2026-12-01T08:30:00Z").await else {
            panic!("it was held")
        };
        assert_eq!(hold.until, at("2026-12-01T08:10:00Z"));
        let sent: Vec<String> = server.asked_for("POST").into_iter().map(|it| it.body).collect();
        assert_eq!(sent.len(), 2);
        assert!(sent[0].contains("reservationDuration") && !sent[1].contains("reservationDuration"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_hold_that_is_refused_or_lost_is_never_sent_again() {
    let taken = server(INTRO);
    taken.on("POST /v2/slots/reservations", 422, "{}");
    let end = hold(&telling(&taken), "2026-12-01T08:30:00Z").await;
    assert!(matches!(end, Outcome::Rejected(Rejection::Taken, _)), "{end:?}");
    let lost = server(INTRO);
    lost.lost("POST /v2/slots/reservations");
    let end = hold(&telling(&lost), "2026-12-01T08:30:00Z").await;
    assert!(matches!(end, Outcome::Ambiguous(_)), "{end:?}");
    assert_eq!((taken.asked_for("POST").len(), lost.asked_for("POST").len()), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_booking_names_the_hold_that_it_uses_up() {
    let hold = Hold { id: "r".into(), until: at("2026-12-01T08:10:00Z") };
    let gone = r#"{"status":"error","error":{"code":"GoneException","message":"unknown or expired"}}"#;
    let earlier = r#"{"statusCode":409,"message":"reserved by somebody else; try again in 9 seconds"}"#;
    for (status, body, why) in [(410, gone, Rejection::HoldLapsed), (409, earlier, Rejection::Taken)] {
        let server = server(INTRO);
        server.on("POST /v2/bookings", status, body);
        let listed = listed(&server, Dialect::Current);
        let end = listed.booking().unwrap().create(&request(), Some(&hold)).await;
        assert!(matches!(&end, Outcome::Rejected(it, _) if *it == why), "{status}: {end:?}");
        assert!(server.asked_for("POST")[0].body.ends_with(r#""reservedSlotUid":"r"}"#));
    }
}
