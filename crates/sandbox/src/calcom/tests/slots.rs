//! What is free: grids, zones, days off, windows, seats.

use super::*;
use crate::calcom::state::{BookingWindow, DateHours, EventType};

fn change(desk: &mut Desk, id: u64, change: impl FnOnce(&mut EventType)) {
    change(desk.world.calcom.event_types.iter_mut().find(|it| it.id == id).unwrap());
}

fn tuesday(desk: &mut Desk, more: &str) -> Vec<String> {
    desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-20{more}"))
}

#[test]
fn starts_are_written_in_utc_and_grouped_by_date() {
    let answer =
        Desk::new().get(SLOTS, "/v2/slots?username=dee&eventTypeSlug=intro&start=2026-10-20&end=2026-10-21");
    let data = answer.data();
    assert_eq!(data["2026-10-20"][0], json!({ "start": "2026-10-20T06:30:00.000Z" }));
    assert_eq!(data["2026-10-20"].as_array().unwrap().len(), 24);
    assert_eq!(data["2026-10-21"].as_array().unwrap().len(), 24);
}

#[test]
fn hours_to_23_59_reach_midnight() {
    assert_eq!(tuesday(&mut Desk::new(), "").last().unwrap(), "2026-10-20T18:00:00.000Z");
}

#[test]
fn the_grid_is_that_of_the_bookers_minutes() {
    let hourly = |zone: &str| {
        let query = format!("eventTypeId={LONG}&start=2026-10-20&end=2026-10-20&timeZone={zone}");
        Desk::new().starts(&query)
    };
    assert_eq!(hourly("Asia/Kolkata").len(), 12);
    assert_eq!(hourly("Asia/Kolkata")[0], "2026-10-20T12:00:00.000+05:30");
    assert_eq!(hourly("UTC").len(), 11);
    assert_eq!(hourly("UTC")[0], "2026-10-20T07:00:00.000+00:00");
    assert_eq!(hourly("Asia/Kathmandu")[0], "2026-10-20T13:00:00.000+05:45");
}

#[test]
fn a_range_tells_ends_too() {
    let target = format!(
        "/v2/slots?eventTypeId={INTRO}&start=2026-10-20&end=2026-10-20&format=range&timeZone=Europe/Berlin"
    );
    let slot = Desk::new().get(SLOTS, &target).data()["2026-10-20"][0].clone();
    let expected =
        json!({ "start": "2026-10-20T08:30:00.000+02:00", "end": "2026-10-20T09:00:00.000+02:00" });
    assert_eq!(slot, expected);
}

#[test]
fn nothing_free_is_an_empty_object() {
    let answer =
        Desk::new().get(SLOTS, &format!("/v2/slots?eventTypeId={INTRO}&start=2026-10-24&end=2026-10-25"));
    assert_eq!((answer.status, answer.data()), (200, json!({})));
}

#[test]
fn an_end_at_midnight_asks_for_the_whole_day_that_it_begins() {
    let mut desk = Desk::new();
    let date = desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-21"));
    let midnight = desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-21T00:00:00Z"));
    let before = desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20&end=2026-10-20T23:59:59Z"));
    assert_eq!((date.len(), midnight.len(), before.len()), (48, 48, 24));
}

#[test]
fn the_grid_begins_where_the_window_begins() {
    change_nothing_but_the_window("2026-10-20T09:07:00Z", "2026-10-20T09:30:00.000Z");
    let mut desk = Desk::new();
    change(&mut desk, INTRO, |it| it.slot_interval = Some(45));
    let starts =
        desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-20T09:07:00Z&end=2026-10-20T11:00:00Z"));
    assert_eq!(starts, ["2026-10-20T09:15:00.000Z", "2026-10-20T10:00:00.000Z"]);
}

fn change_nothing_but_the_window(start: &str, first: &str) {
    let starts = Desk::new().starts(&format!("eventTypeId={INTRO}&start={start}&end=2026-10-20T23:00:00Z"));
    assert_eq!(starts[0], first);
}

#[test]
fn what_somebody_is_busy_with_is_not_offered_and_touching_is_free() {
    let mut desk = Desk::new();
    desk.busy("dee", "2026-10-20T07:00:00Z", "2026-10-20T08:00:00Z");
    let starts = tuesday(&mut desk, "");
    assert_eq!(
        starts[..3],
        ["2026-10-20T06:30:00.000Z", "2026-10-20T08:00:00.000Z", "2026-10-20T08:30:00.000Z"]
    );
}

#[test]
fn buffers_widen_what_is_busy() {
    let mut desk = Desk::new();
    desk.busy("dee", "2026-10-20T08:00:00Z", "2026-10-20T09:00:00Z");
    change(&mut desk, INTRO, |it| (it.buffer_before, it.buffer_after) = (10, 40));
    let starts = tuesday(&mut desk, "");
    assert_eq!(starts[..2], ["2026-10-20T06:30:00.000Z", "2026-10-20T09:30:00.000Z"]);
}

#[test]
fn notice_and_the_present_are_kept() {
    let mut desk = Desk::new();
    desk.now = at("2026-10-20T08:00:00Z");
    assert_eq!(tuesday(&mut desk, "")[0], "2026-10-20T08:30:00.000Z");
    change(&mut desk, INTRO, |it| it.notice_minutes = 120);
    assert_eq!(tuesday(&mut desk, "")[0], "2026-10-20T10:00:00.000Z");
}

#[test]
fn a_booking_window_ends_the_offers() {
    let dates = |window: BookingWindow| {
        let mut desk = Desk::new();
        change(&mut desk, INTRO, |it| it.window = Some(window));
        let answer =
            desk.get(SLOTS, &format!("/v2/slots?eventTypeId={INTRO}&start=2026-10-19&end=2026-10-30"));
        answer.data().as_object().unwrap().keys().last().unwrap().clone()
    };
    assert_eq!(dates(BookingWindow::CalendarDays(2)), "2026-10-21");
    assert_eq!(dates(BookingWindow::BusinessDays(6)), "2026-10-27");
    let range = BookingWindow::Range("2026-10-20".parse().unwrap(), "2026-10-22".parse().unwrap());
    assert_eq!(dates(range), "2026-10-22");
}

#[test]
fn overrides_replace_the_hours_of_their_date() {
    let mut desk = Desk::new();
    let closed = DateHours { date: "2026-10-20".parse().unwrap(), start_minute: 0, end_minute: 0 };
    let saturday = DateHours { date: "2026-10-24".parse().unwrap(), start_minute: 720, end_minute: 780 };
    desk.world.calcom.schedules[0].overrides = vec![closed, saturday];
    assert!(tuesday(&mut desk, "").is_empty());
    let starts = desk.starts(&format!("eventTypeId={INTRO}&start=2026-10-24&end=2026-10-24"));
    assert_eq!(starts, ["2026-10-24T06:30:00.000Z", "2026-10-24T07:00:00.000Z"]);
}

fn old_slots(desk: &mut Desk, more: &str) -> Value {
    let days = "startTime=2026-11-09T00:00:00Z&endTime=2026-11-09T23:59:59Z";
    desk.get(OLD, &format!("/v2/slots/available?eventTypeId={INTRO}&{days}{more}")).data()["slots"].clone()
}

#[test]
fn a_day_off_is_marked_in_the_old_dialect_left_out_of_the_new_and_lost_with_a_zone() {
    let mut desk = Desk::new();
    let off = desk.world.calcom.accounts[0].days_off[0].first;
    assert_eq!(off.to_string(), "2026-11-09");
    let marked = old_slots(&mut desk, "");
    assert_eq!(marked["2026-11-09"][0], json!({ "time": "2026-11-09T06:30:00.000Z", "away": true }));
    let zoned = old_slots(&mut desk, "&timeZone=Asia/Kolkata");
    assert_eq!(zoned["2026-11-09"][0], json!({ "time": "2026-11-09T12:00:00.000+05:30" }));
    let range = old_slots(&mut desk, "&slotFormat=range");
    assert_eq!(range["2026-11-09"][0]["startTime"], "2026-11-09T06:30:00.000Z");
    assert_eq!(range["2026-11-09"][0].get("away"), None);
    assert!(desk.starts(&format!("eventTypeId={INTRO}&start=2026-11-09&end=2026-11-09")).is_empty());
}

/// Nine to five in New York, every day that has hours, seven days from before the change to after it.
fn across_the_change(zone: &str) -> usize {
    let mut desk = Desk::new();
    let eli = desk.world.calcom.schedules.iter_mut().find(|it| it.person == "eli").unwrap();
    eli.time_zone = "America/New_York".into();
    desk.starts(&format!("eventTypeId={ELI_INTRO}&start=2026-10-30T04:00:00Z&end=2026-11-06T03:59:59Z{zone}"))
        .len()
}

#[test]
fn an_autumn_change_in_the_named_zone_loses_the_last_date() {
    let whole = across_the_change("");
    assert_eq!(whole, 5 * 18);
    assert_eq!(across_the_change("&timeZone=America/New_York"), 4 * 18);
    assert_eq!(across_the_change("&timeZone=UTC"), whole);
}

#[test]
fn hours_follow_the_wall_clock_across_the_change() {
    let mut desk = Desk::new();
    let first = |desk: &mut Desk, day: &str| {
        desk.starts(&format!("username=fay&eventTypeSlug=intro&start={day}&end={day}"))[0].clone()
    };
    assert_eq!(first(&mut desk, "2026-10-23"), "2026-10-23T07:00:00.000Z");
    assert_eq!(first(&mut desk, "2026-10-26"), "2026-10-26T08:00:00.000Z");
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let mut desk = Desk::new();
    let window = "start=2026-10-20&end=2026-10-21";
    for (query, status) in [
        (format!("eventTypeId={INTRO}&{window}&take=5"), 400),
        (format!("eventTypeId={INTRO}&start=2026-10-20"), 400),
        (format!("eventTypeId={INTRO}&start=soon&end=2026-10-21"), 400),
        (format!("eventTypeId={INTRO}&{window}&timeZone=Mars/Phobos"), 400),
        (format!("eventTypeId={INTRO}&{window}&duration=45"), 400),
        (format!("eventTypeId={INTRO}&{window}&format=list"), 400),
        (window.to_owned(), 400),
        (format!("eventTypeId=1&{window}"), 404),
        (format!("usernames=dee,eli&organizationSlug=acme&{window}"), 404),
    ] {
        assert_eq!(desk.get(SLOTS, &format!("/v2/slots?{query}")).status, status, "{query}");
    }
}

#[test]
fn a_length_of_the_options_may_be_asked_for() {
    let mut desk = Desk::new();
    let query = format!("eventTypeId={LONG}&start=2026-10-20&end=2026-10-20&timeZone=Asia/Kolkata");
    assert_eq!(desk.starts(&format!("{query}&duration=90")).len(), 8);
    assert_eq!(desk.starts(&format!("{query}&duration=30")).len(), 24);
}

#[test]
fn seats_are_told_and_an_open_one_keeps_the_slot() {
    let mut desk = Desk::new();
    let uid = desk.book(CLASS, "2026-10-20T08:00:00Z").uid();
    let target = format!("/v2/slots?eventTypeId={CLASS}&start=2026-10-20T08:00:00Z&end=2026-10-20T10:00:00Z");
    let slots = desk.get(SLOTS, &target).data()["2026-10-20"].clone();
    assert_eq!(
        slots[0],
        json!({ "start": "2026-10-20T08:00:00.000Z", "seatsBooked": 1, "seatsRemaining": 3, "seatsTotal": 4, "bookingUid": uid })
    );
    assert_eq!(slots[1]["seatsBooked"], 0);
    assert_eq!(slots[1].get("bookingUid"), None);
    // Every other event type finds the hour taken.
    assert!(!tuesday(&mut desk, "").contains(&"2026-10-20T08:00:00.000Z".to_owned()));
}

#[test]
fn a_booking_that_is_to_be_moved_does_not_stand_in_its_own_way() {
    let mut desk = Desk::new();
    let uid = desk.book(INTRO, "2026-10-20T08:00:00Z").uid();
    let start = "2026-10-20T08:00:00.000Z".to_owned();
    assert!(!tuesday(&mut desk, "").contains(&start));
    assert!(tuesday(&mut desk, &format!("&bookingUidToReschedule={uid}")).contains(&start));
}
