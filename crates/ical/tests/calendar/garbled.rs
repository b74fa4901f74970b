//! Valid calendars with one thing garbled: what was taken stays taken, or becomes unknown.

use std::sync::OnceLock;

use freebusy_core::IntervalSet;
use freebusy_provider::Findings;
use proptest::prelude::*;

use crate::support::{Asked, calendar};

/// A calendar with a little of everything; each event is at its own time of the day.
const EVERYTHING: &[&str] = &[
    "BEGIN:VTIMEZONE",
    "TZID:Office",
    "BEGIN:STANDARD",
    "DTSTART:16010101T030000",
    "TZOFFSETFROM:+0200",
    "TZOFFSETTO:+0100",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
    "END:STANDARD",
    "BEGIN:DAYLIGHT",
    "DTSTART:16010101T020000",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0200",
    "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
    "RDATE:19700401T020000",
    "END:DAYLIGHT",
    "END:VTIMEZONE",
    "BEGIN:VEVENT",
    "UID:single",
    "DTSTART:20261201T000000Z",
    "DTEND:20261201T010000Z",
    "STATUS:CONFIRMED",
    "TRANSP:OPAQUE",
    "BEGIN:VALARM",
    "TRIGGER:-PT15M",
    "DURATION:PT1M",
    "END:VALARM",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:zoned",
    "DTSTART;TZID=Europe/Berlin:20261202T030000",
    "DURATION:PT1H",
    "STATUS:TENTATIVE",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:own",
    "DTSTART;TZID=Office:20261203T050000",
    "DTEND;TZID=Office:20261203T060000",
    "X-MICROSOFT-CDO-BUSYSTATUS:OOF",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:day",
    "DTSTART;VALUE=DATE:20261204",
    "DTEND;VALUE=DATE:20261205",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:series",
    "SEQUENCE:1",
    "DTSTART;TZID=Europe/Berlin:20261101T080000",
    "DTEND;TZID=Europe/Berlin:20261101T090000",
    "RRULE:FREQ=DAILY;UNTIL=20261206T000000Z",
    "RRULE:FREQ=WEEKLY;BYDAY=MO;COUNT=9",
    "EXDATE;TZID=Europe/Berlin:20261202T080000",
    "EXDATE;VALUE=DATE:20261203",
    "RDATE:20261205T150000Z",
    "RDATE;VALUE=PERIOD:20261206T150000Z/PT30M",
    "EXRULE:FREQ=WEEKLY;BYDAY=SA",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:series",
    "RECURRENCE-ID;TZID=Europe/Berlin:20261204T080000",
    "DTSTART;TZID=Europe/Berlin:20261204T200000",
    "DURATION:PT1H",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:series",
    "RECURRENCE-ID;TZID=Europe/Berlin:20261205T080000",
    "STATUS:CANCELLED",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:ended",
    "DTSTART:20261101T110000Z",
    "DURATION:PT1H",
    "RRULE:FREQ=DAILY",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:ended",
    "RECURRENCE-ID;RANGE=THISANDFUTURE:20261203T110000Z",
    "STATUS:CANCELLED",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:twice",
    "SEQUENCE:1",
    "DTSTART:20261201T130000Z",
    "DURATION:PT1H",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:twice",
    "SEQUENCE:2",
    "DTSTART:20261202T130000Z",
    "DURATION:PT1H",
    "END:VEVENT",
    "BEGIN:VEVENT",
    "UID:transparent",
    "DTSTART:20261203T130000Z",
    "DURATION:PT1H",
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
    "BEGIN:VFREEBUSY",
    "FREEBUSY:20261207T090000Z/PT1H,20261207T110000Z/20261207T120000Z",
    "FREEBUSY;FBTYPE=FREE:20261207T130000Z/PT1H",
    "FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261207T150000Z/PT1H",
    "END:VFREEBUSY",
    "BEGIN:VTODO",
    "UID:todo",
    "DUE:20261203T000000Z",
    "END:VTODO",
];

fn taken(findings: &Findings, asked: &Asked) -> IntervalSet {
    findings.blocks.iter().map(|block| block.interval).collect::<IntervalSet>().clip(asked.window)
}

/// Whether the calendar with `lines` takes all that the whole one takes; a calendar that fails takes it all.
fn keeps_all(lines: &[String]) -> bool {
    static BEFORE: OnceLock<IntervalSet> = OnceLock::new();
    let asked = Asked::default();
    let before = BEFORE.get_or_init(|| taken(&asked.findings(&calendar(EVERYTHING)).unwrap(), &asked));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    match asked.findings(&calendar(&lines)) {
        Ok(findings) => taken(&findings, &asked).intersection(before) == *before,
        Err(_) => true,
    }
}

fn with(index: usize, line: String) -> Vec<String> {
    let mut lines: Vec<String> = EVERYTHING.iter().map(|line| (*line).to_owned()).collect();
    lines[index] = line;
    lines
}

#[test]
fn the_whole_calendar_is_understood() {
    let asked = Asked::default();
    let findings = asked.findings(&calendar(EVERYTHING)).unwrap();
    assert_eq!(findings.problems, []);
    assert_eq!(
        asked.found(&calendar(EVERYTHING)),
        [
            "busy 12-01T00:00/12-01T01:00",
            "busy 12-01T07:00/12-01T08:00",
            "busy 12-01T11:00/12-01T12:00",
            "busy 12-02T11:00/12-02T12:00",
            "busy 12-02T13:00/12-02T14:00",
            "busy 12-04T00:00/12-05T00:00",
            "busy 12-05T15:00/12-05T16:00",
            "busy 12-06T15:00/12-06T15:30",
            "busy 12-07T07:00/12-07T08:00",
            "busy 12-07T09:00/12-07T10:00",
            "busy 12-07T11:00/12-07T12:00",
            "tentative 12-02T02:00/12-02T03:00",
            "tentative 12-07T15:00/12-07T16:00",
            "unavailable 12-03T04:00/12-03T05:00",
        ]
    );
}

#[test]
fn a_value_garbled_anywhere_frees_nothing() {
    for (index, line) in EVERYTHING.iter().enumerate() {
        let colon = line.rfind(':').unwrap_or(0);
        for place in colon + 1..=line.len() {
            let junks =
                if place == line.len() { &["?", "\u{fffd}", "\u{0}", "é", "\\"][..] } else { &["?"] };
            for junk in junks {
                let garbled = format!("{}{junk}{}", &line[..place], &line[place..]);
                assert!(keeps_all(&with(index, garbled.clone())), "{garbled:?}");
            }
        }
    }
}

#[test]
fn a_value_that_is_lost_frees_nothing() {
    for (index, line) in EVERYTHING.iter().enumerate() {
        let colon = line.find(':').unwrap();
        for rest in ["", ":", " ", "?"] {
            let garbled = format!("{}{rest}", &line[..colon]);
            assert!(keeps_all(&with(index, garbled.clone())), "{garbled:?}");
        }
    }
}

#[test]
fn a_colon_that_is_lost_frees_nothing() {
    for (index, line) in EVERYTHING.iter().enumerate() {
        for instead in ["", " ", ";", "=", "-"] {
            let garbled = line.replacen(':', instead, 1);
            assert!(keeps_all(&with(index, garbled.clone())), "{garbled:?}");
        }
    }
}

#[test]
fn a_parameter_garbled_anywhere_frees_nothing() {
    for (index, line) in EVERYTHING.iter().enumerate() {
        let (Some(start), Some(end)) = (line.find(['=', ';']), line.rfind(':')) else { continue };
        let Some(equals) = line[start..end.max(start)].find('=') else { continue };
        for place in start + equals + 1..=end {
            let garbled = format!("{}?{}", &line[..place], &line[place..]);
            assert!(keeps_all(&with(index, garbled.clone())), "{garbled:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_corruption_makes_it_panic(
        strokes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 1..20),
    ) {
        let mut bytes = calendar(EVERYTHING).into_bytes();
        for (place, byte, how) in strokes {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match how {
                0 => bytes[place] = byte,
                1 => drop(bytes.remove(place)),
                2 => bytes.insert(place, byte),
                _ => {
                    let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect::<Vec<_>>();
                    let moved = &lines[place % lines.len()];
                    bytes.splice(place..place, moved.iter().copied());
                }
            }
        }
        let asked = Asked::default();
        let query = freebusy_provider::Query {
            window: asked.window, local: &asked.local, now: freebusy_core::Timestamp::from_unix(0),
            length: freebusy_core::Seconds::from_minutes(30),
            titles: freebusy_provider::Titles::Shown,
        };
        if let Ok(calendar) = freebusy_ical::Calendar::parse(&bytes, "ana.ics") {
            let _ = calendar.findings(query, &crate::support::zones());
        }
    }
}
