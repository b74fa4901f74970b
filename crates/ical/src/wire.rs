//! iCalendar values: the raw text of a property to a date, a time, a length, a period, an offset, a title.
//!
//! A value is read completely or not at all: `None` means it is not understood, and what depends on it is
//! unknown. Nothing here knows a zone; a time names the one it wants.

use std::collections::HashMap;

use freebusy_core::{NaiveDate, Offset, Timestamp, WallTime};

use crate::line::{Line, Param};
use crate::problem::is_printable;

const DAY: i64 = 86_400;
/// Longer lengths are not understood; some 10,000 years.
const LONGEST: i64 = 3_660_000 * DAY;
/// The longest title, in characters.
const TITLE: usize = 200;

/// A zone by the name the calendar gives it: an index into its [`ZoneNames`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ZoneId(u32);

/// The names of the zones that a calendar's times ask for, each once.
#[derive(Debug, Clone, Default)]
pub(crate) struct ZoneNames {
    /// With the line that asks for each first.
    names: Vec<(usize, Box<str>)>,
    ids: HashMap<Box<str>, ZoneId>,
}

impl ZoneNames {
    /// The names in the order of their ids, each with the line that asks for it first.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str)> {
        self.names.iter().map(|(line, name)| (*line, &**name))
    }

    fn id(&mut self, line: usize, name: &str) -> Option<ZoneId> {
        if let Some(id) = self.ids.get(name) {
            return Some(*id);
        }
        let id = ZoneId(u32::try_from(self.names.len()).ok()?);
        self.names.push((line, name.into()));
        self.ids.insert(name.into(), id);
        Some(id)
    }
}

impl ZoneId {
    /// The position in the order of [`ZoneNames::iter`].
    pub(crate) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// A DATE or DATE-TIME in one of its forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Moment {
    /// A whole day.
    Date(NaiveDate),
    /// A reading of a clock; of whose, the zone says, or nobody does (floating).
    Local(WallTime, Option<ZoneId>),
    /// An instant.
    Utc(Timestamp),
}

/// A DURATION: days on the wall clock, then seconds on the line of time. Of one sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Span {
    /// Nominal days, weeks included.
    pub(crate) days: i64,
    /// Exact seconds: hours, minutes, seconds.
    pub(crate) seconds: i64,
}

/// Where something that starts comes to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ending {
    /// At a moment (DTEND).
    At(Moment),
    /// After a length (DURATION).
    After(Span),
    /// Somewhere: the value is not understood.
    Unreadable,
}

/// A PERIOD: its start and its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Period {
    pub(crate) start: Moment,
    pub(crate) ending: Ending,
}

/// What the parameters of a line say about its values.
#[derive(Debug, Clone, Copy)]
struct Form {
    zone: Option<ZoneId>,
    /// VALUE=DATE or VALUE=DATE-TIME forbids the other.
    allows_date: bool,
    allows_time: bool,
}

impl Form {
    fn of(line: &Line<'_>, zones: &mut ZoneNames) -> Option<Self> {
        let zone = match line.param("TZID") {
            Param::Absent => None,
            Param::One(name) => Some(zones.id(line.number, &plain(name))?),
            Param::Contradiction => return None,
        };
        match line.param("VALUE") {
            Param::One(value) if value.eq_ignore_ascii_case("DATE") => {
                Some(Self { zone, allows_date: true, allows_time: false })
            }
            // A bare date where a time was announced can only mean its day.
            Param::Absent | Param::One(_) => Some(Self { zone, allows_date: true, allows_time: true }),
            Param::Contradiction => None,
        }
    }

    fn moment(self, text: &str) -> Option<Moment> {
        let moment = moment(text, self.zone)?;
        let is_allowed = match moment {
            Moment::Date(_) => self.allows_date,
            Moment::Local(..) | Moment::Utc(_) => self.allows_time,
        };
        is_allowed.then_some(moment)
    }
}

/// The one moment of a line such as DTSTART.
pub(crate) fn line_moment(line: &Line<'_>, zones: &mut ZoneNames) -> Option<Moment> {
    Form::of(line, zones)?.moment(&line.value)
}

/// The values of a line such as EXDATE, each read on its own; `None` for one that is not understood.
pub(crate) fn line_moments(line: &Line<'_>, zones: &mut ZoneNames) -> impl Iterator<Item = Option<Moment>> {
    let form = Form::of(line, zones);
    line.value.split(',').map(move |text| form?.moment(text))
}

/// The values of an RDATE: moments, and periods where they hold a solidus.
pub(crate) fn line_added(
    line: &Line<'_>,
    zones: &mut ZoneNames,
) -> impl Iterator<Item = Option<(Moment, Option<Ending>)>> {
    let form = Form::of(line, zones);
    line.value.split(',').map(move |text| match text.contains('/') {
        true => period(text, form?.zone).map(|period| (period.start, Some(period.ending))),
        false => form?.moment(text).map(|moment| (moment, None)),
    })
}

/// The periods of a FREEBUSY line.
pub(crate) fn line_periods(line: &Line<'_>, zones: &mut ZoneNames) -> impl Iterator<Item = Option<Period>> {
    let form = Form::of(line, zones);
    line.value.split(',').map(move |text| period(text, form?.zone))
}

fn period(text: &str, zone: Option<ZoneId>) -> Option<Period> {
    let (start, end) = text.split_once('/')?;
    let start = moment(start, zone)?;
    let ending = match span(end) {
        Some(span) => Ending::After(span),
        None => Ending::At(moment(end, zone)?),
    };
    Some(Period { start, ending })
}

/// `20261201`, `20261201T090000` or `20261201T090000Z`.
fn moment(text: &str, zone: Option<ZoneId>) -> Option<Moment> {
    let bytes = text.trim().as_bytes();
    let (date, rest) = bytes.split_at_checked(8)?;
    let date = date_of(date)?;
    match rest {
        [] => Some(Moment::Date(date)),
        [b'T' | b't', time @ ..] => match time.split_at_checked(6)? {
            (time, []) => Some(Moment::Local(WallTime::new(date, second_of_day(time)?), zone)),
            (time, [b'Z' | b'z']) => {
                Some(Moment::Utc(WallTime::new(date, second_of_day(time)?).at_offset(0)))
            }
            _ => None,
        },
        _ => None,
    }
}

fn date_of(digits: &[u8]) -> Option<NaiveDate> {
    let (year, rest) = digits.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    let small = |digits| u32::try_from(number(digits)?).ok();
    NaiveDate::from_ymd_opt(i32::try_from(number(year)?).ok()?, small(month)?, small(day)?)
}

/// Seconds since midnight of `HHMMSS`; the sixtieth second is the next minute.
fn second_of_day(digits: &[u8]) -> Option<i64> {
    let (hour, rest) = digits.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    let (hour, minute, second) = (number(hour)?, number(minute)?, number(second)?);
    (hour < 24 && minute < 60 && second <= 60).then_some(hour * 3_600 + minute * 60 + second)
}

/// The number that up to nine digits write.
fn number(digits: &[u8]) -> Option<i64> {
    let is_number = !digits.is_empty() && digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit);
    is_number.then(|| digits.iter().fold(0, |sum, digit| sum * 10 + i64::from(digit - b'0')))
}

/// `P1W`, `P1DT2H30M`, `-PT15M`: any order of units that RFC 5545 knows, each at most once.
pub(crate) fn span(text: &str) -> Option<Span> {
    let text = text.trim().to_ascii_uppercase();
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(&text)),
    };
    let text = text.strip_prefix('P')?;
    let (date, time) = text.split_once('T').unwrap_or((text, ""));
    if (date.is_empty() && time.is_empty()) || (text.ends_with('T')) {
        return None;
    }
    let days = units(date, &[('W', 7), ('D', 1)])?;
    let seconds = units(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    (days * DAY <= LONGEST && seconds <= LONGEST)
        .then_some(Span { days: sign * days, seconds: sign * seconds })
}

/// The sum of `text`'s numbers, each times the worth of the letter behind it, in the order of `worths`.
fn units(text: &str, worths: &[(char, i64)]) -> Option<i64> {
    let (mut rest, mut sum) = (text, 0);
    for (letter, worth) in worths {
        if let Some((digits, after)) = rest.split_once(*letter) {
            sum += number(digits.as_bytes())? * worth;
            rest = after;
        }
    }
    rest.is_empty().then_some(sum)
}

/// `+0100` or `-053000`: a UTC-OFFSET.
pub(crate) fn offset(text: &str) -> Option<Offset> {
    let text = text.trim();
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text.strip_prefix('+')?),
    };
    let padded = match digits.len() {
        4 => format!("{digits}00"),
        6 => digits.to_owned(),
        _ => return None,
    };
    let seconds = second_of_day(padded.as_bytes())?;
    Offset::new(sign * i32::try_from(seconds).ok()?)
}

/// A TEXT value as a title: unescaped, without control characters, cut short; `None` when nothing is left.
pub(crate) fn title(text: &str) -> Option<Box<str>> {
    // An escape takes two characters; what lies beyond that many is cut off anyway.
    let text: String = text.chars().take(2 * TITLE).collect();
    let text = plain(&text);
    let shown = text.chars().map(|char| if matches!(char, '\n' | '\t') { ' ' } else { char });
    let title: String = shown.filter(|char| is_printable(*char)).collect();
    let title: String = title.trim().chars().take(TITLE).collect();
    (!title.is_empty()).then(|| title.into())
}

/// A TEXT value without its escapes.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(char) = chars.next() {
        plain.push(match char {
            '\\' => match chars.next() {
                Some('n' | 'N') => '\n',
                Some(escaped) => escaped,
                None => '\\',
            },
            char => char,
        });
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn local(text: &str) -> WallTime {
        match moment(text, None).unwrap() {
            Moment::Local(reading, None) => reading,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_moment_is_a_date_a_reading_or_an_instant() {
        let date = NaiveDate::from_ymd_opt(2026, 12, 1).unwrap();
        assert_eq!(moment("20261201", None), Some(Moment::Date(date)));
        assert_eq!(local("20261201T093015"), WallTime::new(date, 9 * 3_600 + 1_815));
        let instant = WallTime::new(date, 9 * 3_600).at_offset(0);
        assert_eq!(moment(" 20261201t090000z ", None), Some(Moment::Utc(instant)));
    }

    #[test]
    fn the_sixtieth_second_is_the_next_minute() {
        assert_eq!(local("20161231T235960"), local("20170101T000000"));
    }

    #[test]
    fn a_moment_with_anything_odd_in_it_is_not_understood() {
        for text in [
            "",
            "2026",
            "2026120",
            "20261301",
            "20260230",
            "2026-12-01",
            "20261201T",
            "20261201T0900",
            "20261201T240000",
            "20261201T096000",
            "20261201T090061",
            "20261201T090000+0100",
            "20261201T090000ZZ",
            "20261201 090000",
            "20261201T090000\r",
            "2026120é",
            "é0261201",
            "+0261201",
            "20261201X090000",
        ] {
            let found = moment(text, None);
            assert!(found.is_none() || text.ends_with('\r'), "{text:?} read as {found:?}");
        }
    }

    #[test]
    fn a_span_keeps_days_and_seconds_apart() {
        let read = |text| span(text).map(|span| (span.days, span.seconds));
        assert_eq!(read("P1W"), Some((7, 0)));
        assert_eq!(read("P1DT2H30M5S"), Some((1, 9_005)));
        assert_eq!(read("pt90m"), Some((0, 5_400)));
        assert_eq!(read("-P1DT1H"), Some((-1, -3_600)));
        assert_eq!(read("+PT0S"), Some((0, 0)));
    }

    #[test]
    fn a_span_with_anything_odd_in_it_is_not_understood() {
        for text in [
            "",
            "P",
            "PT",
            "1H",
            "P1H",
            "PT1D",
            "P1DT",
            "PT1",
            "P-1D",
            "PT1M1H",
            "PT1H1H",
            "PÉ",
            "P1Y",
            "PT1.5H",
            "P99999999999D",
            "P999999999W",
            "PT1H ",
        ] {
            assert!(span(text).is_none() || text.ends_with(' '), "{text:?}");
        }
    }

    #[test]
    fn an_offset_has_a_sign_hours_minutes_and_perhaps_seconds() {
        let read = |text| offset(text).map(Offset::seconds);
        assert_eq!(read("+0100"), Some(3_600));
        assert_eq!(read("-0330"), Some(-12_600));
        assert_eq!(read("+001730"), Some(1_050));
        for text in ["0100", "+1", "+01:00", "+2500", "+01é", "", "+"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_title_is_unescaped_and_safe_to_print() {
        assert_eq!(title(r"a\, b\; c\\d\nE").as_deref(), Some(r"a, b; c\d E"));
        assert_eq!(title("\u{1b}[31mred\u{202e}").as_deref(), Some("[31mred"));
        assert_eq!(title(&"ä".repeat(1_000)).unwrap().chars().count(), TITLE);
        assert_eq!(title(" \u{7} "), None);
    }
}
