//! Invitations: booked, listed and called off through the port, and looked at in their folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use freebusy_core::{BlockKind, Interval, Seconds};
use freebusy_ical::{Calendar, IcalFile, Invitation, Invited};
use freebusy_provider::{
    Attendee, Booking, BookingRequest, Error, ErrorKind, Form, Outcome, Place, Provider, Rejection,
    memory::Memory,
};
use futures_executor::block_on;
use proptest::prelude::*;

use crate::support::{Asked, at, interval, zones};

/// A folder that is not there yet, within one that is.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn dir(&self) -> PathBuf {
        self.0.path().join("out").join("invitations")
    }

    fn of(&self, participant: &str) -> Invitation {
        Invitation::new(format!("invitation:{participant}"), self.dir(), invited(participant), None)
    }

    fn with(&self, invited: Invited) -> Invitation {
        Invitation::new("invitation:ana", self.dir(), invited, None)
    }

    fn names(&self) -> Vec<String> {
        let Ok(entries) = fs::read_dir(self.dir()) else { return Vec::new() };
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.dir().join(name)).unwrap()
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.dir()).unwrap();
        fs::write(self.dir().join(name), text).unwrap();
    }
}

fn invited(participant: &str) -> Invited {
    Invited {
        participant: participant.into(),
        mail: Some(format!("{participant}@example.com").into()),
        summary: "Planning".into(),
        stamp: at("2026-11-21T12:00"),
    }
}

fn slot() -> Interval {
    interval("2026-12-01T09:00", "2026-12-01T09:30")
}

fn week() -> Interval {
    interval("2026-12-01", "2026-12-08")
}

fn wish(mark: &str) -> BookingRequest {
    let attendee = Attendee { name: "Cy".into(), email: "cy@example.com".into(), zone: "UTC".into() };
    let (start, length) = (slot().start(), Seconds::from_minutes(30));
    BookingRequest { start, length, attendee, form: Form::default(), intent: mark.into() }
}

fn create(ana: &Invitation, wish: &BookingRequest) -> Outcome<Booking> {
    block_on(ana.booking().unwrap().create(wish, None))
}

fn book(ana: &Invitation, wish: &BookingRequest) -> Booking {
    match create(ana, wish) {
        Outcome::Ok(booking) => booking,
        other => panic!("{other:?}"),
    }
}

fn listed(ana: &Invitation) -> Result<Vec<Booking>, Error> {
    block_on(ana.booking().unwrap().bookings(week()))
}

fn cancel(ana: &Invitation, name: &str, reason: &str) -> Outcome<()> {
    block_on(ana.booking().unwrap().cancel(name, reason))
}

fn taken(ana: &Invitation) -> Vec<(Interval, BlockKind)> {
    let asked = Asked::default();
    let found = block_on(ana.availability().fetch(asked.query())).unwrap();
    found.blocks.iter().map(|block| (block.interval, block.kind)).collect()
}

/// The text without its folds.
fn unfolded(text: &str) -> String {
    text.replace("\r\n ", "")
}

fn refused<T: std::fmt::Debug>(outcome: Outcome<T>) -> (Rejection, String) {
    match outcome {
        Outcome::Rejected(kind, error) => (kind, error.to_string()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_invitation_is_a_request_with_everything_a_calendar_program_needs() {
    let desk = Desk::new();
    let booking = book(&desk.of("ana"), &wish("i-1"));
    assert_eq!(desk.names(), ["i-1-ana.ics"]);
    let text = desk.text("i-1-ana.ics");
    assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    for line in [
        "METHOD:REQUEST",
        "UID:i-1@freebusy",
        "SEQUENCE:0",
        "STATUS:CONFIRMED",
        "DTSTAMP:20261121T120000Z",
        "DTSTART:20261201T090000Z",
        "DTEND:20261201T093000Z",
        "SUMMARY:Planning",
        "ORGANIZER;CN=Cy:mailto:cy@example.com",
        "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:ana@example.com",
    ] {
        assert_eq!(unfolded(&text).matches(&format!("\r\n{line}\r\n")).count(), 1, "{line} in {text}");
    }
    assert_eq!((booking.span, booking.intent.as_deref()), (slot(), Some("i-1")));
    assert_eq!(booking.email.as_deref(), Some("cy@example.com"));
    assert_eq!(booking.created, Some(at("2026-11-21T12:00")));
    assert!(booking.page.unwrap().ends_with("i-1-ana.ics"));
}

#[test]
fn an_invitation_to_nobody_with_a_mail_address_is_published_and_asks_for_no_answer() {
    let desk = Desk::new();
    let ana = desk.with(Invited { mail: None, ..invited("ana") });
    book(&ana, &wish("i-1"));
    let text = desk.text("i-1-ana.ics");
    assert!(text.contains("\r\nMETHOD:PUBLISH\r\n") && !text.contains("ATTENDEE"), "{text}");
    assert_eq!(listed(&ana).unwrap().len(), 1);
}

#[test]
fn guests_and_place_stand_in_the_invitation() {
    let desk = Desk::new();
    let place = Place { kind: "physical".into(), text: Some("Room 1, left".into()) };
    let form = Form { guests: vec!["dee@example.com".into()], place: Some(place), ..Form::default() };
    book(&desk.of("ana"), &BookingRequest { form, ..wish("i-1") });
    let text = unfolded(&desk.text("i-1-ana.ics"));
    assert!(text.contains("\r\nLOCATION:Room 1\\, left\r\n"), "{text}");
    assert!(text.contains(":mailto:ana@example.com\r\n") && text.contains(":mailto:dee@example.com\r\n"));
}

#[test]
fn more_guests_than_the_terms_allow_are_refused_and_nothing_is_written() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    let most = block_on(ana.booking().unwrap().terms()).unwrap().most_guests;
    let form = Form { guests: vec!["dee@example.com".into(); most + 1], ..Form::default() };
    assert_eq!(refused(create(&ana, &BookingRequest { form, ..wish("i-1") })).0, Rejection::Invalid);
    assert_eq!(desk.names(), [""; 0]);
}

#[test]
fn our_own_reader_takes_an_invitation_for_busy_and_its_cancellation_for_free() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    book(&ana, &wish("i-1"));
    let found = || Asked::default().found(&desk.text("i-1-ana.ics"));
    assert_eq!(found(), ["busy 12-01T09:00/12-01T09:30"]);
    let problems = Asked::default().findings(&desk.text("i-1-ana.ics")).unwrap().problems;
    assert_eq!(problems, []);
    assert!(matches!(cancel(&ana, "i-1-ana.ics", ""), Outcome::Ok(())));
    assert_eq!(found(), [""; 0]);
}

#[test]
fn the_same_mark_again_leaves_the_same_file_and_is_no_error() {
    let desk = Desk::new();
    let first = book(&desk.of("ana"), &wish("i-1"));
    let text = desk.text("i-1-ana.ics");
    let later = Invited { stamp: at("2026-11-22T12:00"), summary: "Other".into(), ..invited("ana") };
    assert_eq!(book(&desk.with(later), &wish("i-1")), first);
    assert_eq!((desk.text("i-1-ana.ics"), desk.names().len()), (text, 1));
}

#[test]
fn a_mark_that_stands_for_another_time_is_refused() {
    let desk = Desk::new();
    book(&desk.of("ana"), &wish("i-1"));
    let moved = BookingRequest { start: at("2026-12-02T09:00"), ..wish("i-1") };
    let (kind, text) = refused(create(&desk.of("ana"), &moved));
    assert!(kind == Rejection::Invalid && text.contains("another time"), "{text}");
}

#[test]
fn who_is_invited_is_busy_and_is_not_invited_twice_at_once() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    assert_eq!(taken(&ana), []);
    book(&ana, &wish("i-1"));
    assert_eq!(taken(&ana), [(slot(), BlockKind::Busy)]);
    let overlapping = BookingRequest { start: at("2026-12-01T09:15"), ..wish("i-2") };
    assert_eq!(refused(create(&ana, &overlapping)).0, Rejection::Taken);
    assert_eq!(desk.names().len(), 1);
    book(&ana, &BookingRequest { start: at("2026-12-01T09:30"), ..wish("i-2") });
    book(&desk.of("bo"), &wish("i-1"));
}

#[test]
fn the_time_of_somebody_with_a_calendar_is_what_the_calendar_says() {
    let desk = Desk::new();
    let busy = interval("2026-12-02T09:00", "2026-12-02T10:00");
    let source: Arc<dyn Provider> =
        Arc::new(Memory::new("memory:ana").block(busy, BlockKind::Tentative, "x"));
    let ana = Invitation::new("invitation:ana", desk.dir(), invited("ana"), Some(source));
    book(&ana, &wish("i-1"));
    assert_eq!(taken(&ana), [(busy, BlockKind::Tentative), (slot(), BlockKind::Busy)]);
}

#[test]
fn a_calendar_that_cannot_be_read_is_an_error_and_never_free() {
    let desk = Desk::new();
    let source: Arc<dyn Provider> = Arc::new(IcalFile::new("ics:no.ics", desk.dir().join("no.ics"), zones()));
    let ana = Invitation::new("invitation:ana", desk.dir(), invited("ana"), Some(source));
    assert!(block_on(ana.availability().fetch(Asked::default().query())).is_err());
}

#[test]
fn only_the_invitations_of_that_participant_and_window_are_listed() {
    let desk = Desk::new();
    let (ana, other) = (desk.of("ana"), desk.of("b-ana"));
    assert_eq!(listed(&ana).unwrap(), []);
    let booking = book(&ana, &wish("i-1"));
    book(&other, &wish("i-1"));
    book(&ana, &BookingRequest { start: at("2026-12-08"), ..wish("i-2") });
    assert_eq!(listed(&ana).unwrap(), [booking]);
    assert_eq!(listed(&other).unwrap().len(), 1);
}

#[test]
fn a_cancellation_takes_the_place_of_the_invitation_in_its_next_version() {
    let desk = Desk::new();
    let booking = book(&desk.of("ana"), &wish("i-1"));
    let later = desk.with(Invited { stamp: at("2026-11-23T08:00"), ..invited("ana") });
    assert!(matches!(cancel(&later, &booking.id, "moved; sorry"), Outcome::Ok(())));
    let text = desk.text("i-1-ana.ics");
    for line in [
        "METHOD:CANCEL",
        "STATUS:CANCELLED",
        "SEQUENCE:1",
        "UID:i-1@freebusy",
        "DTSTAMP:20261123T080000Z",
        "DTSTART:20261201T090000Z",
        "COMMENT:moved\\; sorry",
        "ORGANIZER;CN=Cy:mailto:cy@example.com",
    ] {
        assert_eq!(unfolded(&text).matches(&format!("\r\n{line}\r\n")).count(), 1, "{line} in {text}");
    }
    assert!(!text.contains("REQUEST") && !text.contains("CONFIRMED") && !text.contains("SEQUENCE:0"));
    assert_eq!((listed(&later).unwrap(), taken(&later)), (vec![], vec![]));
    assert_eq!(desk.names().len(), 1);
}

#[test]
fn a_second_cancellation_and_one_of_a_missing_file_are_done() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    let booking = book(&ana, &wish("i-1"));
    assert!(matches!(cancel(&ana, &booking.id, "a"), Outcome::Ok(())));
    let text = desk.text(&booking.id);
    assert!(matches!(cancel(&ana, &booking.id, "b"), Outcome::Ok(())));
    assert_eq!(desk.text(&booking.id), text);
    fs::remove_file(desk.dir().join(&*booking.id)).unwrap();
    assert!(matches!(cancel(&ana, &booking.id, "c"), Outcome::Ok(())));
    assert_eq!(desk.names(), [""; 0]);
}

#[test]
fn what_was_called_off_does_not_come_back_under_its_mark() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    let booking = book(&ana, &wish("i-1"));
    assert!(matches!(cancel(&ana, &booking.id, ""), Outcome::Ok(())));
    assert_eq!(refused(create(&ana, &wish("i-1"))).0, Rejection::Taken);
    assert!(desk.text(&booking.id).contains("METHOD:CANCEL"));
    book(&ana, &wish("i-2"));
}

#[test]
fn a_file_that_is_not_ours_is_neither_written_over_nor_listed_nor_cancelled() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    let foreign = crate::support::event(&["UID:i-1@freebusy", "DTSTART:20261201T090000Z", "DURATION:PT1H"]);
    desk.put("i-1-ana.ics", &foreign);
    let (kind, text) = refused(create(&ana, &wish("i-1")));
    assert!(kind == Rejection::Invalid && text.contains("move it away"), "{text}");
    assert_eq!(listed(&ana).unwrap(), []);
    assert_eq!(refused(cancel(&ana, "i-1-ana.ics", "")).0, Rejection::Invalid);
    assert_eq!(desk.text("i-1-ana.ics"), foreign);
}

#[test]
fn a_file_that_is_no_calendar_is_not_written_over_either() {
    let desk = Desk::new();
    desk.put("i-1-ana.ics", "shopping list");
    assert_eq!(refused(create(&desk.of("ana"), &wish("i-1"))).0, Rejection::Invalid);
    assert_eq!(desk.text("i-1-ana.ics"), "shopping list");
}

#[test]
fn an_invitation_of_another_participant_under_the_same_name_is_not_theirs() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    book(&ana, &wish("i-1"));
    let text = desk.text("i-1-ana.ics").replace("VALUE=TEXT:ana", "VALUE=TEXT:Ana");
    desk.put("i-1-ana.ics", &text);
    assert_eq!(refused(create(&ana, &wish("i-1"))).0, Rejection::Invalid);
    assert_eq!(listed(&ana).unwrap(), []);
}

#[test]
fn an_invitation_that_cannot_be_read_makes_the_list_fail_rather_than_shorter() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    book(&ana, &wish("i-1"));
    let whole = desk.text("i-1-ana.ics");
    for broken in [
        String::new(),
        whole.replace("END:VCALENDAR\r\n", ""),
        whole.replace("DTSTART:", "DTSTART:x"),
        whole.replace("METHOD:REQUEST", "METHOD:CANCEL"),
        whole.replace("DTEND:", "DTEND:20261201T091500Z\r\nDTEND:"),
        whole.replace("UID:i-1@freebusy", "UID:i-1"),
    ] {
        assert_ne!(broken, whole);
        desk.put("i-1-ana.ics", &broken);
        let error = listed(&ana).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Malformed, "{broken}");
        assert!(block_on(ana.availability().fetch(Asked::default().query())).is_err());
        assert!(!matches!(cancel(&ana, "i-1-ana.ics", ""), Outcome::Ok(())));
        assert_eq!(desk.text("i-1-ana.ics"), broken);
    }
}

#[test]
fn a_disk_that_fails_before_the_file_is_there_has_sent_nothing() {
    let desk = Desk::new();
    fs::write(desk.0.path().join("out"), "a file where the folder should be").unwrap();
    let Outcome::NotSent(error) = create(&desk.of("ana"), &wish("i-1")) else { panic!("it was sent") };
    assert!(std::error::Error::source(&error).is_some());
    assert!(listed(&desk.of("ana")).is_err());
    let desk = Desk::new();
    fs::create_dir_all(desk.dir().join("i-1-ana.ics")).unwrap();
    assert!(matches!(create(&desk.of("ana"), &wish("i-1")), Outcome::NotSent(_)));
}

#[test]
fn names_from_outside_leave_no_folder_and_stay_apart() {
    let desk = Desk::new();
    for participant in ["../../ana", "a/b", "a_b", "a\\b", "..", "", "ä", "CON:x", &"long".repeat(64)] {
        let ana = desk.of(participant);
        let booking = book(&ana, &wish("../i/1"));
        assert_eq!(listed(&ana).unwrap(), std::slice::from_ref(&booking), "{participant:?}");
        assert_eq!(booking.intent.as_deref(), Some("../i/1"));
        assert!(booking.id.len() < 250 && !booking.id.starts_with('.'), "{}", booking.id);
        assert!(matches!(cancel(&ana, &booking.id, ""), Outcome::Ok(())));
    }
    assert_eq!(desk.names().len(), 9);
    let outside = fs::read_dir(desk.0.path()).unwrap().count();
    assert_eq!(outside, 1);
}

#[test]
fn a_cancellation_by_a_path_touches_nothing() {
    let desk = Desk::new();
    let ana = desk.of("ana");
    book(&ana, &wish("i-1"));
    for name in ["../invitations/i-1-ana.ics", "i-1-bo.ics", "", ".."] {
        assert_eq!(refused(cancel(&ana, name, "")).0, Rejection::Invalid, "{name}");
    }
    assert_eq!(listed(&ana).unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn only_their_owner_can_read_invitations_and_look_into_their_folder() {
    use std::os::unix::fs::PermissionsExt as _;

    let desk = Desk::new();
    let ana = desk.of("ana");
    book(&ana, &wish("i-1"));
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&desk.dir()), mode(&desk.dir().join("i-1-ana.ics"))), (0o700, 0o600));
    assert!(matches!(cancel(&ana, "i-1-ana.ics", ""), Outcome::Ok(())));
    assert_eq!(mode(&desk.dir().join("i-1-ana.ics")), 0o600);
}

#[test]
fn no_mail_address_and_no_title_is_part_of_a_debug_text() {
    let desk = Desk::new();
    let shown = format!("{:?}", desk.of("ana"));
    assert!(!shown.contains("example.com") && !shown.contains("Planning"), "{shown}");
}

#[test]
fn a_time_that_icalendar_cannot_write_is_refused() {
    let desk = Desk::new();
    let start = freebusy_core::Timestamp::from_unix(253_402_300_800);
    let (kind, text) = refused(create(&desk.of("ana"), &BookingRequest { start, ..wish("i-1") }));
    assert!(kind == Rejection::Invalid && text.contains("year"), "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn whatever_people_are_called_the_file_says_the_same_and_no_line_is_longer_than_75_octets(
        name in text(), mail in text(), summary in text(), participant in text(), place in text(), reason in text(),
    ) {
        let desk = Desk::new();
        let ana = desk.with(Invited {
            participant: participant.into(), mail: Some(mail.clone().into()), summary: summary.into(), ..invited("x")
        });
        let attendee = Attendee { name: name.into(), email: mail.clone().into(), zone: "UTC".into() };
        let place = Some(Place { kind: "x".into(), text: Some(place.into()) });
        let form = Form { place, guests: vec![mail.into()], ..Form::default() };
        let booking = book(&ana, &BookingRequest { attendee, form, ..wish("i-1") });
        prop_assert_eq!(listed(&ana).unwrap(), [booking.clone()]);
        check(&desk.text(&booking.id), &["busy 12-01T09:00/12-01T09:30"])?;
        prop_assert!(matches!(cancel(&ana, &booking.id, &reason), Outcome::Ok(())));
        prop_assert_eq!(listed(&ana).unwrap(), []);
        check(&desk.text(&booking.id), &[])?;
    }
}

/// Text with all that could hurt: controls, marks that turn it around, what iCalendar gives a meaning to.
fn text() -> impl Strategy<Value = String> {
    let nasty = "\r\n\t\0\u{7f}\u{85}\u{2028}\u{202e}\u{feff}\\,;:\"'= é老😀";
    let nasty: Vec<char> = nasty.chars().collect();
    let char = prop_oneof![3 => proptest::sample::select(nasty), 3 => proptest::char::range('a', 'z'), 1 => any::<char>()];
    let lines = proptest::sample::select(vec!["\r\nEND:VEVENT\r\n", "\nMETHOD:CANCEL\n", "\r\n DTEND:1", ""]);
    (proptest::collection::vec(char, 0..220), lines).prop_map(|(chars, line)| {
        let text: String = chars.into_iter().collect();
        text + line
    })
}

fn check(text: &str, found: &[&str]) -> Result<(), TestCaseError> {
    for line in text.split_inclusive("\r\n") {
        let content = line.strip_suffix("\r\n").unwrap();
        prop_assert!(content.len() <= 75 && !content.chars().any(char::is_control), "{line:?}");
    }
    prop_assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1);
    prop_assert_eq!(Asked::default().found(text), found);
    let calendar = Calendar::parse(text.as_bytes(), "x").unwrap();
    let problems = calendar.findings(Asked::default().query(), &zones()).unwrap().problems;
    prop_assert_eq!(problems, []);
    Ok(())
}
