//! Instants in the form that nearly every document gives them, kept in eight bytes instead of as a text.
//!
//! A large document holds little else, and to keep, read and drop two texts for every busy block took most of
//! the time of a search. What is written in any other way stays a text.

use std::fmt;

use freebusy_core::{Timestamp, WallTime};

use super::moment::YEARS;

/// Stands for the letter `Z` where the minutes of an offset would be.
const LETTER: i16 = i16::MIN;

/// An instant of whole seconds, written like `2026-12-01T09:00:00Z` or `2026-12-01T10:00:00+01:00`, in one of the
/// years that are understood; it prints as it was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct UsualInstant {
    /// What the clock read, in minutes since the beginning of 1970.
    minute: u32,
    second: u8,
    /// Minutes ahead of UTC.
    offset: i16,
}

impl UsualInstant {
    /// Reads the usual form; `None` for whatever is not written exactly like that.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let (reading, offset) = text.as_bytes().split_first_chunk::<19>()?;
        let &[y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2, b'T', ref clock @ ..] = reading else {
            return None;
        };
        let &[h1, h2, b':', n1, n2, b':', s1, s2] = clock else { return None };
        let day = day_of(number([y1, y2, y3, y4]), number([m1, m2]), number([d1, d2]))?;
        let (hour, minute, second) = (number([h1, h2]), number([n1, n2]), number([s1, s2]));
        // A leap second is read by whoever knows what to make of it.
        if hour >= 24 || minute >= 60 || second >= 60 {
            return None;
        }
        Some(Self {
            minute: day * 1_440 + hour * 60 + minute,
            second: u8::try_from(second).ok()?,
            offset: offset_of(offset)?,
        })
    }

    /// The instant.
    pub(crate) fn timestamp(self) -> Timestamp {
        let offset = if self.offset == LETTER { 0 } else { self.offset };
        let minute = i64::from(self.minute) - i64::from(offset);
        Timestamp::from_unix(minute * 60 + i64::from(self.second))
    }
}

impl fmt::Display for UsualInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reading = WallTime::from_seconds(i64::from(self.minute) * 60);
        let minute = self.minute % 1_440;
        write!(f, "{}T{:02}:{:02}:{:02}", reading.date(), minute / 60, minute % 60, self.second)?;
        match self.offset {
            LETTER => f.write_str("Z"),
            minutes => {
                let (sign, minutes) = (if minutes < 0 { '-' } else { '+' }, minutes.unsigned_abs());
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// The minutes of `Z`, `+01:00` or `-03:30`. `-00:00` is none: no number of minutes would print like it.
fn offset_of(text: &[u8]) -> Option<i16> {
    let &[sign, h1, h2, b':', m1, m2] = text else { return (text == b"Z").then_some(LETTER) };
    let (hours, minutes) = (number([h1, h2]), number([m1, m2]));
    let is_offset = hours < 24 && minutes < 60;
    let ahead = is_offset.then(|| i16::try_from(hours * 60 + minutes).ok()).flatten()?;
    match sign {
        b'+' => Some(ahead),
        b'-' if ahead > 0 => Some(-ahead),
        _ => None,
    }
}

/// The days from the beginning of 1970 to a date of the calendar.
fn day_of(year: u32, month: u32, day: u32) -> Option<u32> {
    const LENGTHS: [u32; 12] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    const BEFORE: [u32; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];
    i32::try_from(year).ok().filter(|year| YEARS.contains(year))?;
    let place = usize::try_from(month.checked_sub(1)?).ok()?;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let length = LENGTHS.get(place)? + u32::from(is_leap && month == 2);
    let before = BEFORE.get(place)? + u32::from(is_leap && month > 2);
    // The leap days of all years before, and those of the years before 1970.
    let leap_days = |year: u32| year / 4 - year / 100 + year / 400;
    let leaps = leap_days(year - 1) - leap_days(1_969);
    (1..=length).contains(&day).then(|| (year - 1_970) * 365 + leaps + before + day - 1)
}

/// The number that up to four digits make; one beyond every bound where any of them is no digit.
fn number<const N: usize>(digits: [u8; N]) -> u32 {
    const NO_DIGIT: u32 = 1_000_000;
    digits.iter().fold(0, |value, digit| {
        let digit = u32::from(digit.wrapping_sub(b'0'));
        value * 10 + if digit < 10 { digit } else { NO_DIGIT }
    })
}

#[cfg(test)]
mod tests {
    use freebusy_core::ZoneRules;
    use proptest::prelude::*;

    use super::super::moment::{Bound, bound};
    use super::super::path::Path;
    use super::*;

    /// That the short way gives what the long way gives, and keeps the text.
    fn agrees(text: &str) -> bool {
        let Some(usual) = UsualInstant::read(text) else { return false };
        let moment = bound(text, Bound::Start, &ZoneRules::utc(), Path::Root).unwrap();
        assert_eq!((moment.floor(), moment.ceil()), (usual.timestamp(), usual.timestamp()), "{text}");
        assert_eq!(usual.to_string(), text);
        true
    }

    #[test]
    fn the_usual_forms_are_taken_and_all_others_are_left() {
        for text in [
            "2026-12-01T09:00:00Z",
            "1970-01-01T00:00:00Z",
            "1970-01-01T00:00:00+23:59",
            "2200-12-31T23:59:59-23:59",
            "2028-02-29T10:15:30+00:00",
            "2026-12-01T10:00:00-03:30",
        ] {
            assert!(agrees(text), "{text}");
        }
        for text in [
            "2026-12-01",
            "2026-12-01t09:00:00Z",
            "2026-12-01T09:00:00z",
            "2026-12-01 09:00:00Z",
            "2026-12-01T09:00:00.5Z",
            "2026-12-01T09:00:60Z",
            "2026-12-01T24:00:00Z",
            "2027-02-29T10:00:00Z",
            "1969-12-31T23:59:59Z",
            "2201-01-01T00:00:00Z",
            "2026-12-01T09:00:00-00:00",
            "2026-12-01T09:00:00+24:00",
            "2026-12-01T09:00:00+01:60",
            "2026-12-01T09:00:00",
            "2026-12-01T09:00:00Z ",
            "2026-1a-01T09:00:00Z",
        ] {
            assert_eq!(UsualInstant::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_text_with_one_byte_changed_is_read_as_the_long_way_reads_it(
            ahead in prop_oneof![Just("Z"), Just("+05:30"), Just("-08:00")],
            place in 0..25_usize,
            byte in 0..0x80_u8,
        ) {
            let mut text = format!("2028-02-29T10:15:30{ahead}").into_bytes();
            let place = place % text.len();
            text[place] = byte;
            let text = String::from_utf8(text).unwrap();
            let is_long = bound(&text, Bound::Start, &ZoneRules::utc(), Path::Root).is_ok();
            prop_assert!(is_long || !agrees(&text), "{}", text);
        }

        #[test]
        fn what_is_read_the_short_way_is_what_the_long_way_reads(
            (year, month, day) in (1960_i32..=2210, 0_u32..=13, 0_u32..=32),
            (hour, minute, second) in (0_u32..=24, 0_u32..=60, 0_u32..=60),
            offset in prop_oneof![Just("Z".to_owned()), "[+-][0-2][0-9]:[0-6][0-9]", "[zZ+:0-9-]{0,7}"],
        ) {
            let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{offset}");
            let is_short = agrees(&text);
            let long = bound(&text, Bound::Start, &ZoneRules::utc(), Path::Root);
            let is_usual = long.is_ok() && second < 60 && (offset == "Z" || offset.len() == 6 && offset != "-00:00");
            prop_assert_eq!(is_short, is_usual, "{}", text);
        }
    }
}
