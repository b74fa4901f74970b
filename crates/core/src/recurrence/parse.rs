//! From the text of an RRULE to a checked [`Rule`].
//!
//! Strict where a guess could lose an occurrence: a part that is unknown, doubled, empty or out of range is an
//! error, so that the time becomes unknown and not free. Nothing here allocates more than the text is long.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use chrono::{NaiveDate, NaiveTime};

use super::RecurrenceError;
use super::rule::{By, Frequency, Rule, Until};
use crate::time::{Timestamp, WallTime};

impl Rule {
    /// Reads the value of an RRULE property (RFC 5545, section 3.3.10): `FREQ=WEEKLY;BYDAY=MO,WE`.
    ///
    /// Names and values may be in either case; a semicolon may end the text. `RSCALE=GREGORIAN` and `SKIP=OMIT`
    /// say nothing new and are accepted. `BYSECOND=60` is read as 59.
    ///
    /// # Errors
    /// [`RecurrenceError::Syntax`] when it is none; [`RecurrenceError::Unsupported`] for another calendar
    /// (RFC 7529) and for parts that begin with `X-`.
    pub fn parse(text: &str) -> Result<Self, RecurrenceError> {
        if !text.is_ascii() {
            return Err(syntax("a character is not ASCII"));
        }
        let upper = text.to_ascii_uppercase();
        let parts = upper.strip_suffix(';').unwrap_or(&upper);
        let mut draft = Draft::default();
        for part in parts.split(';') {
            let (name, value) = part.split_once('=').ok_or_else(|| wrong("part", part))?;
            draft.note(name)?;
            draft.set(name, value)?;
        }
        draft.finish()
    }
}

/// A rule of which some parts have been read.
#[derive(Default)]
struct Draft<'t> {
    seen: Vec<&'t str>,
    frequency: Option<Frequency>,
    interval: Option<i64>,
    count: Option<u32>,
    until: Option<Until>,
    week_start: i64,
    by: By,
}

impl<'t> Draft<'t> {
    fn note(&mut self, name: &'t str) -> Result<(), RecurrenceError> {
        // Short: a name that is not known ends the reading, and a known one is here once.
        if self.seen.contains(&name) {
            return Err(wrong("second part", name));
        }
        self.seen.push(name);
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), RecurrenceError> {
        match name {
            "FREQ" => self.frequency = Some(frequency(value)?),
            "INTERVAL" => self.interval = Some(number(value, 1, i64::from(i32::MAX))?),
            "COUNT" => self.count = u32::try_from(number(value, 1, i64::from(u32::MAX))?).ok(),
            "UNTIL" => self.until = Some(until(value)?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.by.months = narrow(mask(value, 1, 12)?),
            "BYMONTHDAY" => self.month_days(value)?,
            "BYYEARDAY" => self.by.year_days = signed_list(value, 366)?,
            "BYWEEKNO" => self.by.weeks = signed_list(value, 53)?,
            "BYDAY" => self.weekdays(value)?,
            "BYHOUR" => self.by.hours = mask(value, 0, 23)?,
            "BYMINUTE" => self.by.minutes = mask(value, 0, 59)?,
            "BYSECOND" => self.by.seconds = without_leap_second(mask(value, 0, 60)?),
            "BYSETPOS" => self.by.positions = signed_list(value, 366)?,
            "RSCALE" if value == "GREGORIAN" => {}
            "SKIP" if value == "OMIT" => {}
            "RSCALE" | "SKIP" => return Err(unsupported(name, value)),
            _ if name.starts_with("X-") => return Err(unsupported(name, value)),
            _ => return Err(wrong("part", name)),
        }
        Ok(())
    }

    fn month_days(&mut self, value: &str) -> Result<(), RecurrenceError> {
        for day in signed_list(value, 31)? {
            let place = bit(day.abs() - 1);
            if day > 0 {
                self.by.month_days |= narrow(place);
            } else {
                self.by.month_days_from_end |= narrow(place);
            }
        }
        Ok(())
    }

    fn weekdays(&mut self, value: &str) -> Result<(), RecurrenceError> {
        for item in value.split(',') {
            let (ordinal, name) =
                item.split_at_checked(item.len().saturating_sub(2)).ok_or_else(|| wrong("BYDAY", item))?;
            let weekday = weekday(name)?;
            if ordinal.is_empty() {
                self.by.weekdays |= narrow(bit(weekday));
            } else {
                self.by.ordinals.push((signed(ordinal, 53)?, weekday));
            }
        }
        self.by.ordinals.sort_unstable();
        self.by.ordinals.dedup();
        Ok(())
    }

    fn finish(self) -> Result<Rule, RecurrenceError> {
        let rule = Rule {
            frequency: self.frequency.ok_or_else(|| syntax("FREQ is missing"))?,
            interval: self.interval.unwrap_or(1),
            count: self.count,
            until: self.until,
            week_start: self.week_start,
            by: self.by,
        };
        rule.checked()
    }
}

fn frequency(value: &str) -> Result<Frequency, RecurrenceError> {
    Ok(match value {
        "SECONDLY" => Frequency::Secondly,
        "MINUTELY" => Frequency::Minutely,
        "HOURLY" => Frequency::Hourly,
        "DAILY" => Frequency::Daily,
        "WEEKLY" => Frequency::Weekly,
        "MONTHLY" => Frequency::Monthly,
        "YEARLY" => Frequency::Yearly,
        _ => return Err(wrong("FREQ", value)),
    })
}

/// The weekday of two letters, 0 for Monday.
fn weekday(value: &str) -> Result<i64, RecurrenceError> {
    Ok(match value {
        "MO" => 0,
        "TU" => 1,
        "WE" => 2,
        "TH" => 3,
        "FR" => 4,
        "SA" => 5,
        "SU" => 6,
        _ => return Err(wrong("weekday", value)),
    })
}

/// A number of digits alone, within bounds.
fn number(value: &str, least: i64, most: i64) -> Result<i64, RecurrenceError> {
    let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let number = value.parse().ok().filter(|number| digits && (least..=most).contains(number));
    number.ok_or_else(|| wrong("number", value))
}

/// A number with or without a sign, never 0, at most `most` away from it.
fn signed(value: &str, most: i64) -> Result<i64, RecurrenceError> {
    match value.strip_prefix('-') {
        Some(digits) => Ok(-number(digits, 1, most)?),
        None => number(value.strip_prefix('+').unwrap_or(value), 1, most),
    }
}

/// A list of signed numbers, sorted, each once.
fn signed_list(value: &str, most: i64) -> Result<Vec<i64>, RecurrenceError> {
    let mut list = value.split(',').map(|item| signed(item, most)).collect::<Result<Vec<_>, _>>()?;
    list.sort_unstable();
    list.dedup();
    Ok(list)
}

/// A list of numbers as a mask whose bit 0 stands for `least`.
fn mask(value: &str, least: i64, most: i64) -> Result<u64, RecurrenceError> {
    value.split(',').try_fold(0, |mask, item| Ok(mask | bit(number(item, least, most)? - least)))
}

/// The mask with the bit `place` alone; empty when there is no such bit.
fn bit(place: i64) -> u64 {
    u32::try_from(place).ok().and_then(|place| 1_u64.checked_shl(place)).unwrap_or(0)
}

/// A mask that has no bit above 31.
fn narrow(mask: u64) -> u32 {
    u32::try_from(mask).expect("months, month days and weekdays are at most 31")
}

/// Clocks without leap seconds read second 60 as 59 (RFC 5545, section 3.3.12).
fn without_leap_second(seconds: u64) -> u64 {
    if seconds & bit(60) == 0 { seconds } else { (seconds ^ bit(60)) | bit(59) }
}

fn until(value: &str) -> Result<Until, RecurrenceError> {
    let read = match value.split_once('T') {
        None => date(value).map(Until::Date),
        Some((day, time)) => {
            let local = date(day).zip(time_of_day(time.strip_suffix('Z').unwrap_or(time)));
            let reading = local.map(|(day, time)| WallTime::from_chrono(day.and_time(time)));
            reading.map(|reading| {
                if time.ends_with('Z') {
                    Until::Utc(Timestamp::from_unix(reading.as_seconds()))
                } else {
                    Until::Local(reading)
                }
            })
        }
    };
    read.ok_or_else(|| wrong("UNTIL", value))
}

/// The date of eight digits.
fn date(value: &str) -> Option<NaiveDate> {
    let (year, rest) = value.split_at_checked(4)?;
    let (month, day) = rest.split_at_checked(2)?;
    NaiveDate::from_ymd_opt(i32::try_from(digits(year, 4)?).ok()?, digits(month, 2)?, digits(day, 2)?)
}

/// The time of six digits; second 60 is read as 59.
fn time_of_day(value: &str) -> Option<NaiveTime> {
    let (hour, rest) = value.split_at_checked(2)?;
    let (minute, second) = rest.split_at_checked(2)?;
    let second = digits(second, 2).filter(|second| *second <= 60)?;
    NaiveTime::from_hms_opt(digits(hour, 2)?, digits(minute, 2)?, second.min(59))
}

/// A number of exactly `length` digits.
fn digits(value: &str, length: usize) -> Option<u32> {
    let all = value.len() == length && value.bytes().all(|byte| byte.is_ascii_digit());
    value.parse().ok().filter(|_| all)
}

fn syntax(what: &str) -> RecurrenceError {
    RecurrenceError::Syntax(what.to_string())
}

fn wrong(kind: &str, text: &str) -> RecurrenceError {
    RecurrenceError::Syntax(format!("{kind} `{}`", shown(text)))
}

fn unsupported(name: &str, value: &str) -> RecurrenceError {
    RecurrenceError::Unsupported(format!("part `{}={}`", shown(name), shown(value)))
}

/// The beginning of a foreign text, fit for a message.
fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_default).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        Rule::parse(text).expect_err(text).to_string()
    }

    #[test]
    fn a_rule_is_read_in_either_case_and_any_order() {
        let rule = Rule::parse("byday=mo,we;interval=2;freq=weekly;wkst=su;count=3;").unwrap();
        assert_eq!(rule, Rule::parse("FREQ=WEEKLY;INTERVAL=2;COUNT=3;WKST=SU;BYDAY=WE,MO,WE").unwrap());
        assert_eq!((rule.interval, rule.count(), rule.week_start, rule.by.weekdays), (2, Some(3), 6, 0b101));
    }

    #[test]
    fn until_is_read_in_its_three_forms() {
        let until = |text: &str| Rule::parse(&format!("FREQ=DAILY;UNTIL={text}")).unwrap().until().unwrap();
        let date = NaiveDate::from_ymd_opt(2026, 12, 31).unwrap();
        let last = WallTime::new(date, 86_399);
        assert_eq!(until("20261231"), Until::Date(date));
        assert_eq!(until("20261231T235959"), Until::Local(last));
        assert_eq!(until("20261231T235959Z"), Until::Utc(Timestamp::from_unix(last.as_seconds())));
        assert_eq!(until("20261231T235960z"), until("20261231T235959Z"));
    }

    #[test]
    fn numbers_carry_signs_where_they_may() {
        let rule = Rule::parse("FREQ=MONTHLY;BYDAY=+1MO,-2SU,FR;BYMONTHDAY=1,-1,+31").unwrap();
        assert_eq!(rule.by.ordinals, [(-2, 6), (1, 0)]);
        assert_eq!(
            (rule.by.weekdays, rule.by.month_days, rule.by.month_days_from_end),
            (1 << 4, 1 << 30 | 1, 1)
        );
    }

    #[test]
    fn a_leap_second_is_the_second_before() {
        assert_eq!(
            Rule::parse("FREQ=DAILY;BYSECOND=60").unwrap(),
            Rule::parse("FREQ=DAILY;BYSECOND=59").unwrap()
        );
    }

    #[test]
    fn the_gregorian_calendar_may_be_named_and_no_other() {
        assert!(Rule::parse("RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT").is_ok());
        for text in
            ["RSCALE=HEBREW;FREQ=YEARLY", "RSCALE=GREGORIAN;FREQ=MONTHLY;SKIP=FORWARD", "FREQ=DAILY;X-A=1"]
        {
            assert!(matches!(Rule::parse(text), Err(RecurrenceError::Unsupported(_))), "{text}");
        }
    }

    #[test]
    fn what_is_no_rule_is_refused() {
        let texts = "|;|FREQ|FREQ=|FREQ=FORTNIGHTLY|INTERVAL=2|FREQ=DAILY;;COUNT=1|FREQ=DAILY;FREQ=DAILY\
            |FREQ=DAILY;INTERVAL=0|FREQ=DAILY;INTERVAL=-1|FREQ=DAILY;INTERVAL=2147483648|FREQ=DAILY;COUNT=0\
            |FREQ=DAILY;COUNT=4294967296|FREQ=DAILY;COUNT=+1|FREQ=DAILY;COUNT=1;UNTIL=20260101\
            |FREQ=DAILY;UNTIL=20260230|FREQ=DAILY;UNTIL=2026|FREQ=DAILY;UNTIL=20260101T|FREQ=DAILY;UNTIL=20260101T240000\
            |FREQ=DAILY;UNTIL=20260101T000061Z|FREQ=DAILY;UNTIL=+0260101|FREQ=WEEKLY;BYDAY=|FREQ=WEEKLY;BYDAY=M\
            |FREQ=WEEKLY;BYDAY=MO,|FREQ=WEEKLY;BYDAY=1MO|FREQ=DAILY;BYDAY=1MO|FREQ=MONTHLY;BYDAY=0MO\
            |FREQ=MONTHLY;BYDAY=54MO|FREQ=MONTHLY;BYDAY=--1MO|FREQ=YEARLY;BYWEEKNO=1;BYDAY=1MO|FREQ=MONTHLY;BYWEEKNO=1\
            |FREQ=YEARLY;BYWEEKNO=54|FREQ=YEARLY;BYYEARDAY=0|FREQ=YEARLY;BYYEARDAY=367|FREQ=DAILY;BYYEARDAY=1\
            |FREQ=WEEKLY;BYMONTHDAY=1|FREQ=MONTHLY;BYMONTHDAY=32|FREQ=MONTHLY;BYMONTHDAY=0|FREQ=YEARLY;BYMONTH=13\
            |FREQ=YEARLY;BYMONTH=0|FREQ=YEARLY;BYMONTH=-1|FREQ=DAILY;BYHOUR=24|FREQ=DAILY;BYMINUTE=60\
            |FREQ=DAILY;BYSECOND=61|FREQ=DAILY;BYSETPOS=1|FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0\
            |FREQ=MONTHLY;BYDAY=MO;BYSETPOS=367|FREQ=WEEKLY;WKST=1MO|FREQ=WEEKLY; BYDAY=MO|FREQ=DAILY;BYEASTER=1";
        for text in texts.split('|') {
            assert!(matches!(Rule::parse(text), Err(RecurrenceError::Syntax(_))), "{text}");
        }
    }

    #[test]
    fn a_message_shows_the_beginning_of_a_foreign_text_escaped() {
        assert_eq!(refused("FREQ=DAILY;BYDAY=\u{e9}0"), "the rule cannot be read: a character is not ASCII");
        assert_eq!(refused("FREQ=A\n\"B"), "the rule cannot be read: FREQ `A\\n\\\"B`");
        assert!(refused(&format!("FREQ={}", "9".repeat(10_000))).len() < 100);
    }
}
