//! `freebusy book` where it books nothing: what is wrong is said in one line, and nobody is asked.

use super::desk::{ADA, Desk, GROUP};
use super::run::Folder;
use super::services::run;

const AT: [&str; 2] = ["--slot", "2026-12-01T09:00:00Z"];
const BO: [&str; 6] = ["--with", "bo=ics:calendars/bo.ics", "-d", "30m", "--tz", "UTC"];

fn book(more: &[&str]) -> super::run::Ran {
    Folder::new().run(&[&["book"], &BO[..], more].concat())
}

#[test]
fn without_a_terminal_nothing_is_booked_unless_somebody_says_yes() {
    let desk = Desk::new();
    let before = desk.services.requests().len();
    desk.book(0, &[]).refused("nobody is there to be asked; look at it with --dry-run, then write --yes");
    assert_eq!(desk.services.requests().len(), before);
    assert!(!desk.journal().exists());
}

#[test]
fn a_slot_is_an_instant_and_nothing_else() {
    for slot in ["tomorrow", "2026-12-01", "2026-12-01T09:00"] {
        let ran = book(&[&["--slot", slot, "--yes"], &ADA[..]].concat());
        ran.refused("is no instant with an offset; write `2026-12-01T15:00:00+01:00`");
    }
    book(
        &[
            &["--slot", "2020-12-01T09:00:00Z", "--from", "2020-12-01", "--to", "2020-12-02", "--yes"],
            &ADA[..],
        ]
        .concat(),
    )
    .refused("--slot is too soon, or over; choose a later start");
}

#[test]
fn an_attendee_is_a_name_with_an_address() {
    for attendee in ["ada@example.com", "Ada", "Ada <ada>"] {
        let ran = book(&[&AT[..], &["--attendee", attendee, "--yes"]].concat());
        ran.refused("write ");
        assert!(ran.err.starts_with("freebusy: --attendee: "), "{ran:?}");
    }
    book(&[&AT[..], &ADA, &["--attendee-tz", "Europe/Berln", "--yes"]].concat()).refused("--attendee-tz: ");
    book(&[&AT[..], &ADA, &["--invite", "zoe=zoe@example.com", "--yes"]].concat())
        .refused("--invite: `zoe` is no participant of the request");
}

#[test]
fn what_a_search_may_assume_a_booking_may_not() {
    book(&[&AT[..], &ADA, &["--now", "2026-11-20T12:00:00Z", "--yes"]].concat())
        .refused("--now is for searches: a booking is made now");
}

#[test]
fn a_password_on_the_command_line_is_refused_and_not_repeated() {
    let journal = ["--journal", "postgres://me:canary-4711@127.0.0.1:1/bookings"];
    for args in [
        [&["bookings", "list"], &journal[..]].concat(),
        [&["book", "--yes"], &BO[..], &AT, &ADA, &journal].concat(),
    ] {
        let ran = Folder::new().run(&args);
        ran.refused("put the address into FREEBUSY_JOURNAL, or the password into ~/.pgpass");
        assert!(!ran.err.contains("canary"), "{ran:?}");
    }
    let folder = Folder::new().with("c.toml", "[journal]\nlocation = \"postgres://me:canary@localhost/b\"\n");
    let ran = folder.run(&["bookings", "list", "--config", "c.toml"]);
    ran.refused("c.toml: journal.location: holds a password");
    assert!(!ran.err.contains("canary"), "{ran:?}");
}

#[test]
fn a_refused_credential_and_a_service_that_is_away_have_codes_of_their_own() {
    let desk = Desk::new();
    let mut variables = desk.services.direct();
    variables[0].1 = "wrong";
    let args = [&["book", "--slot", &desk.starts[0], "--yes"], &GROUP[..], &ADA].concat();
    let ran = run(&desk.folder, &variables, &args);
    assert_eq!((ran.code, ran.out.as_str()), (3, ""), "{ran:?}");
    assert!(ran.err.contains("it is not known whether the slot is free: ana is unknown"), "{ran:?}");
    variables[1].1 = "http://127.0.0.1:9";
    let ran = run(&desk.folder, &variables, &args);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:?}");
}

#[test]
fn a_journal_that_cannot_be_written_keeps_anything_from_being_booked() {
    let desk = Desk::new();
    std::fs::create_dir(desk.folder.path().join("folder.sqlite")).unwrap();
    let ran = desk.book(0, &["--yes", "--journal", "folder.sqlite"]);
    assert_eq!((ran.code, ran.out.as_str()), (4, ""), "{ran:?}");
    assert_eq!(desk.creates(), (0, 0));
}

#[test]
fn an_id_that_is_none_and_one_that_nobody_knows_are_told_apart() {
    let folder = Folder::new();
    folder
        .run(&["bookings", "show", "7"])
        .refused("this is no id of a booking; `freebusy bookings list` shows them");
    let unknown = "019aa0a5-2f6b-7c52-9d1c-5d7b9d3f2a10";
    folder.run(&["bookings", "show", unknown]).refused("there is no booking `019aa0a5");
    folder.run(&["bookings", "cancel", unknown, "--reason", ""]).refused("--reason is empty");
    folder.run(&["bookings", "cancel", unknown]).refused("--reason");
}
