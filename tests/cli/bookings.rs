//! `freebusy bookings`: what was booked, how it stands, and what can be done about it.

use serde_json::json;

use super::desk::Desk;

#[test]
fn bookings_are_listed_in_every_form() {
    let desk = Desk::new();
    let (first, second) = (desk.booked(0), desk.booked(2));
    let list = |format: &str| desk.run(&["bookings", "list", "--format", format]).out;
    let document: serde_json::Value = serde_json::from_str(&list("json")).unwrap();
    let mut ids: Vec<&str> =
        document["bookings"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    let mut both = [first.as_str(), &second];
    // Of two within one second either may be the later.
    ids.sort_unstable();
    both.sort_unstable();
    assert_eq!(ids, both);
    assert_eq!(list("jsonl").lines().count(), 2);
    assert!(list("csv").contains(&format!("\n{second},confirmed,")));
    assert!(list("table").contains(&format!("\n{first}  confirmed ")));
    assert_eq!(desk.run(&["bookings", "list", "--json"]).json(), document);
    let attention = desk.run(&["bookings", "list", "--attention", "--format", "jsonl"]);
    assert_eq!((attention.code, attention.out.as_str()), (0, ""));
}

#[test]
fn a_cancelled_booking_is_gone_everywhere_and_its_slot_can_be_booked_again() {
    let desk = Desk::new();
    let id = desk.booked(0);
    let ran = desk.run(&["bookings", "cancel", &id, "--reason", "Ada is ill", "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let document = ran.json();
    assert!(document["status"].as_str().unwrap().starts_with("aborted:"), "{document}");
    assert_eq!(document["cause"]["kind"], "asked");
    assert!(document["legs"].as_array().unwrap().iter().all(|leg| leg["state"] == "cancelled"), "{document}");
    assert!(document["summary"].as_str().unwrap().starts_with("Cancelled: Ada is ill"));
    let again = desk.run(&["bookings", "cancel", &id, "--reason", "once more"]);
    assert_eq!(again.code, 0, "{again:?}");
    assert_eq!(desk.shown(&id)["cause"], document["cause"]);
    desk.booked(0);
}

#[test]
fn a_cancellation_that_is_refused_needs_attention_and_says_what_is_known() {
    let desk = Desk::new();
    let id = desk.booked(0);
    let refused = json!({ "service": "calendly", "method": "POST", "path": "/scheduled_events/{uuid}/cancellation",
        "fault": "status", "status": 403, "times": 1_000 });
    desk.services.fault(&refused);
    let ran = desk.run(&["bookings", "cancel", &id, "--reason", "Ada is ill"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.out.starts_with("Needs attention: `calendly:calendly/30min` does not cancel"), "{ran:?}");
    assert!(ran.out.contains("calendly:calendly/30min  booked"), "{ran:?}");
    assert!(ran.out.ends_with(&format!("Next: freebusy bookings resume {id}\n")), "{ran:?}");
    let listed = desk.run(&["bookings", "list", "--attention", "--format", "jsonl"]);
    assert!(listed.out.contains(&id), "{listed:?}");
    assert_eq!(desk.run(&["bookings", "show", &id]).code, 6);
    desk.services.control("DELETE", "faults", "");
    let ran = desk.run(&["bookings", "resume", &id, "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.json()["status"].as_str().unwrap().starts_with("aborted:"), "{ran:?}");
}

#[test]
fn a_moved_booking_stands_at_its_new_time_and_nowhere_else() {
    let desk = Desk::new();
    let old = desk.booked(0);
    let ran = desk.run(&["bookings", "reschedule", &old, "--slot", &desk.starts[3], "--json"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    let new = ran.json();
    assert_eq!(new["status"], "confirmed");
    assert!(desk.shown(&old)["status"].as_str().unwrap().starts_with("aborted:"));
    assert!(ran.err.contains(&format!("the old booking {old} is aborted:")), "{ran:?}");
    let again = desk.run(&["bookings", "reschedule", &old, "--slot", &desk.starts[4], "--json"]);
    assert_eq!(again.code, 5, "{again:?}");
    assert!(again.err.contains("only a confirmed booking can be moved"), "{again:?}");
}

#[test]
fn a_booking_is_not_moved_to_a_time_that_is_taken() {
    let desk = Desk::new();
    let (id, other) = (desk.booked(0), desk.booked(3));
    let ran = desk.run(&["bookings", "reschedule", &id, "--slot", &desk.starts[3]]);
    assert_eq!(ran.code, 5, "{ran:?}");
    assert!(ran.err.contains(&other) || ran.out.contains("no longer free"), "{ran:?}");
    assert_eq!(desk.shown(&id)["status"], "confirmed");
}

#[test]
fn an_audit_names_what_stands_and_what_no_journal_knows() {
    let desk = Desk::new();
    let stray = desk.booked(0);
    let known = desk.book(2, &["--yes", "--json", "--journal", "other.sqlite"]).json();
    let ran = desk.run(&["bookings", "audit", "--journal", "other.sqlite", "--format", "json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    let audit = ran.json();
    assert_eq!((&audit["complete"], &audit["bookings"][0]["id"]), (&true.into(), &known["id"]));
    let unknown: Vec<&str> =
        audit["unknown"].as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap()).collect();
    assert_eq!(unknown, [stray.as_str(), &stray]);
    let cancelled = desk.run(&["bookings", "cancel", &stray, "--reason", "x"]);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    let ran = desk.run(&["bookings", "audit", "--journal", "other.sqlite"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "1 booking stands as confirmed\n"), "{ran:?}");
}

#[test]
fn an_audit_calls_somebody_to_a_booking_that_a_host_has_cancelled() {
    let desk = Desk::new();
    let id = desk.booked(0);
    let booking = desk.shown(&id)["legs"][0]["booking"].as_str().unwrap().to_owned();
    let event = booking.split("/invitees/").next().unwrap().rsplit('/').next().unwrap();
    let path = format!("/scheduled_events/{event}/cancellation");
    let cancelled = desk.run(&["api", "calendly", "POST", &path, "--field", "reason=ill"]);
    assert_eq!(cancelled.code, 0, "{cancelled:?}");
    let ran = desk.run(&["bookings", "audit", "--json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    let found = &ran.json()["bookings"][0];
    assert_eq!((&found["status"], &found["attention"]["participant"]), (&"attention".into(), &"ana".into()));
    let listed = desk.run(&["bookings", "list", "--attention", "--format", "jsonl"]);
    assert!(listed.out.contains(&id), "{listed:?}");
    assert_eq!(desk.creates(), (1, 1), "it is never booked again by itself");
}

#[test]
fn the_reason_of_a_cancellation_is_one_short_line() {
    let desk = Desk::new();
    let id = desk.booked(0);
    for reason in [" ", "first\nsecond", "\u{1b}[31mred", &"x".repeat(501)] {
        desk.run(&["bookings", "cancel", &id, "--reason", reason]).refused("--reason ");
    }
    assert_eq!(desk.shown(&id)["status"], "confirmed");
}

#[test]
fn a_change_that_is_asked_for_again_names_the_booking_that_it_made() {
    let desk = Desk::new();
    let old = desk.booked(0);
    let change =
        ["bookings", "reschedule", &old, "--slot", &desk.starts[3], "--idempotency-key", "k", "--json"];
    let first = desk.run(&change);
    let id = first.json()["id"].as_str().unwrap().to_owned();
    let again = desk.run(&change);
    assert_eq!(again.code, 0, "{again:?}");
    assert!(again.err.starts_with(&format!("freebusy: booking {id}, ")), "{again:?}");
}

#[test]
fn where_nothing_is_due_resume_says_so() {
    let desk = Desk::new();
    let ran = desk.run(&["bookings", "resume"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Nothing is due\n"), "{ran:?}");
}

#[test]
fn what_cannot_be_read_in_the_journal_keeps_resume_from_nothing_else() {
    let desk = Desk::new();
    let (garbled, sound) = (desk.booked(0), desk.booked(2));
    desk.meddle("UPDATE intent SET next = 1");
    desk.meddle(&format!("UPDATE intent SET wanted = 'x', lease_until = 9999999999 WHERE id = '{garbled}'"));
    let ran = desk.run(&["bookings", "resume", "--json"]);
    assert_eq!(ran.code, 6, "{ran:?}");
    assert!(ran.err.contains(&format!("booking {garbled} was passed over: the journal at ")), "{ran:?}");
    assert_eq!(ran.json()["bookings"][0]["id"], sound.as_str());
}

#[test]
fn an_audit_goes_on_where_a_booking_cannot_be_read_or_is_in_other_hands() {
    let desk = Desk::new();
    let (garbled, leased) = (desk.booked(0), desk.booked(2));
    desk.booked(4);
    desk.meddle(&format!("UPDATE intent SET lease_until = 9999999999 WHERE id = '{leased}'"));
    let ran = desk.run(&["bookings", "audit"]);
    assert_eq!((ran.code, ran.out.as_str()), (4, "2 bookings stand as confirmed\n"), "{ran:?}");
    assert!(ran.err.contains(&format!("booking {leased} was passed over: another run is ")), "{ran:?}");
    desk.meddle(&format!("UPDATE intent SET wanted = 'x' WHERE id = '{garbled}'"));
    let ran = desk.run(&["bookings", "audit"]);
    assert_eq!((ran.code, ran.out.as_str()), (6, "1 booking stands as confirmed\n"), "{ran:?}");
}

#[test]
fn an_audit_tells_of_what_needed_attention_before() {
    let desk = Desk::new();
    let id = desk.booked(0);
    desk.services.fault(&json!({ "service": "calendly", "method": "POST",
        "path": "/scheduled_events/{uuid}/cancellation", "fault": "status", "status": 403, "times": 1_000 }));
    assert_eq!(desk.run(&["bookings", "cancel", &id, "--reason", "ill"]).code, 6);
    let ran = desk.run(&["bookings", "audit", "--json"]);
    assert_eq!((ran.code, &ran.json()["bookings"][0]["id"]), (6, &id.as_str().into()), "{ran:?}");
}

#[test]
fn an_audit_that_could_not_read_a_list_does_not_say_that_all_is_well() {
    let desk = Desk::new();
    desk.booked(0);
    desk.services.fault(&json!({ "service": "calendly", "method": "GET", "path": "/scheduled_events",
        "fault": "status", "status": 404, "times": 1_000 }));
    let ran = desk.run(&["bookings", "audit"]);
    assert_eq!(ran.code, 4, "{ran:?}");
    assert!(ran.out.ends_with("\n0 bookings stand as confirmed\n"), "{ran:?}");
    let line = "the bookings of `calendly:calendly/30min` for `ana` could not be read";
    assert!(ran.err.contains(line), "{ran:?}");
}

#[test]
fn a_moved_booking_can_be_cancelled_where_the_journal_lacks_the_old_one() {
    let desk = Desk::new();
    let old = desk.booked(0);
    let moved = desk.run(&["bookings", "reschedule", &old, "--slot", &desk.starts[3], "--json"]).json();
    let new = moved["id"].as_str().unwrap();
    let lost = "00000000-0000-7000-8000-000000000000";
    desk.meddle(&format!("UPDATE intent SET wanted = replace(wanted, '{old}', '{lost}') WHERE id = '{new}'"));
    let ran = desk.run(&["bookings", "cancel", new, "--reason", "ill"]);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[test]
fn where_another_run_has_what_is_due_resume_names_it_and_does_not_say_that_nothing_is() {
    let desk = Desk::new();
    let id = desk.booked(0);
    desk.meddle("UPDATE intent SET next = 1, lease_until = 9999999999");
    let ran = desk.run(&["bookings", "resume"]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:?}");
    assert!(ran.err.contains(&format!("booking {id} is in the hands of another program")), "{ran:?}");
}
