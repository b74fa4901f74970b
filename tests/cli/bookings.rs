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
fn where_nothing_is_due_resume_says_so() {
    let desk = Desk::new();
    let ran = desk.run(&["bookings", "resume"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, "Nothing is due\n"), "{ran:?}");
}
