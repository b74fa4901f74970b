//! Dates as people write them, for `--from` and `--to`: ISO 8601 first, then a few words that mean one thing.
//!
//! Nothing is guessed. Every word must be understood, a date that could be read in two ways is refused, and the
//! program says on stderr which instants it understood. `next tue` is the Tuesday of next week (weeks begin on
//! Monday), `tue` the coming one, a date without a year the coming one, `+10d` ten days on.

use chrono::{DateTime, Datelike as _, Days, FixedOffset, Month, Months, NaiveDateTime, NaiveTime};
use freebusy_core::{NaiveDate, Timestamp, WallTime, Weekday, ZoneRules};

const DAY: i64 = 86_400;

/// The most of a unit that a text may name.
const MOST: u32 = 100_000;

/// What cannot be read as a date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Unread {
    /// Its words or their order mean nothing here.
    Unknown(String),
    /// It names a day that its month does not have.
    NoSuchDate(String),
}

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let text = match self {
            Self::Unknown(text) => text,
            Self::NoSuchDate(text) => {
                return write!(f, "there is no such date as `{text}`; check its day, month and year");
            }
        };
        write!(
            f,
            "cannot read the date `{text}`; write `2026-12-01`, `2026-12-01T09:00`, `2026-12-01T09:00:00Z`, `today`, \
             `next mon`, `fri 14:30`, `1 dec`, `in 3 days` or `+10d`"
        )
    }
}

/// Where and when dates are read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    /// The zone whose days and clock are meant.
    pub(crate) rules: &'a ZoneRules,
    /// The instant of asking.
    pub(crate) now: Timestamp,
}

impl Reader<'_> {
    /// The beginning of what `text` names.
    pub(crate) fn from(self, text: &str) -> Result<Timestamp, Unread> {
        let today = self.rules.wall(self.now);
        let start = match self.understand(text, today) {
            Some(Meaning::Instant(instant)) => Some(instant),
            Some(Meaning::Reading(reading)) => Some(self.rules.instant(reading)),
            Some(Meaning::Days(first, _)) => Some(self.rules.instant(WallTime::new(first, 0))),
            Some(Meaning::Ahead(Amount::Seconds(seconds))) => later(self.now, seconds),
            Some(Meaning::Ahead(amount)) => {
                amount.after(today.date()).map(|date| self.rules.instant(WallTime::new(date, 0)))
            }
            None => None,
        };
        start.ok_or_else(|| self.unread(text, today))
    }

    /// The end of what `text` names, the whole of a day included; `from` is where the stretch begins.
    pub(crate) fn to(self, text: &str, from: Timestamp) -> Result<Timestamp, Unread> {
        let start = self.rules.wall(from);
        let end = match self.understand(text, start) {
            Some(Meaning::Instant(instant)) => Some(instant),
            Some(Meaning::Reading(reading)) => Some(self.rules.instant(reading)),
            Some(Meaning::Days(_, last)) => {
                last.succ_opt().map(|next| self.rules.instant(WallTime::new(next, 0)))
            }
            Some(Meaning::Ahead(Amount::Seconds(seconds))) => later(from, seconds),
            Some(Meaning::Ahead(amount)) => amount
                .after(start.date())
                .map(|date| self.rules.instant(WallTime::new(date, start.second_of_day()))),
            None => None,
        };
        end.ok_or_else(|| self.unread(text, start))
    }

    /// Why `text`, which is not understood, is not.
    fn unread(self, text: &str, base: WallTime) -> Unread {
        let words = Words { today: self.rules.wall(self.now).date(), now: self.now, base };
        let lower = text.to_ascii_lowercase().replace(',', " ");
        let found: Vec<&str> = lower.split_whitespace().collect();
        let is_no_day = found.iter().any(|word| is_no_iso_date(word))
            || (0..found.len())
                .filter_map(|index| found.get(index..))
                .any(|rest| words.begin_with_no_day(rest));
        if is_no_day { Unread::NoSuchDate(text.to_owned()) } else { Unread::Unknown(text.to_owned()) }
    }

    /// An instant, or a reading of the zone's clock, in ISO 8601.
    pub(crate) fn instant(self, text: &str) -> Option<Timestamp> {
        let text = text.trim();
        instant(text).or_else(|| reading(text).map(|reading| self.rules.instant(reading)))
    }

    /// The year that such an instant or reading is written with.
    pub(crate) fn year(text: &str) -> Option<i32> {
        let text = text.trim();
        let year_of_instant = offset_instant(text).map(|instant| instant.year());
        year_of_instant.or_else(|| reading(text).map(|reading| reading.date().year()))
    }

    /// `base` is the reading at or after which a bare weekday or a date without a year is looked for.
    fn understand(self, text: &str, base: WallTime) -> Option<Meaning> {
        let text = text.trim();
        if let Some(instant) = instant(text) {
            return Some(Meaning::Instant(instant));
        }
        if let Some(reading) = reading(text) {
            return Some(Meaning::Reading(reading));
        }
        let lower = text.to_ascii_lowercase().replace(", ", " ");
        if let Some(ahead) = lower.strip_prefix('+') {
            return amount(ahead).map(Meaning::Ahead);
        }
        let lower = lower.replace(" am", "am").replace(" pm", "pm");
        let words: Vec<&str> = lower.split_whitespace().collect();
        Words { today: self.rules.wall(self.now).date(), now: self.now, base }.meaning(&words)
    }
}

/// What a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Meaning {
    Instant(Timestamp),
    Reading(WallTime),
    /// All of the days from the first to the last.
    Days(NaiveDate, NaiveDate),
    /// So much later.
    Ahead(Amount),
}

impl Meaning {
    fn day(date: NaiveDate) -> Self {
        Self::Days(date, date)
    }
}

/// A length of time that may depend on the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Amount {
    Seconds(i64),
    Days(u32),
    Months(u32),
}

impl Amount {
    /// The date this much after `date`; none for a length that is no number of days.
    fn after(self, date: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Seconds(_) => None,
            Self::Days(days) => date.checked_add_days(Days::new(days.into())),
            Self::Months(months) => date.checked_add_months(Months::new(months)),
        }
    }
}

fn later(instant: Timestamp, seconds: i64) -> Option<Timestamp> {
    Some(Timestamp::from_unix(instant.as_unix().checked_add(seconds)?))
}

fn instant(text: &str) -> Option<Timestamp> {
    offset_instant(text).map(|instant| Timestamp::floor(&instant))
}

/// An RFC 3339 instant, its seconds left out if wanted.
fn offset_instant(text: &str) -> Option<DateTime<FixedOffset>> {
    let without_seconds = || {
        let offset_written_out = text.replace(['z', 'Z'], "+00:00");
        DateTime::parse_from_str(&offset_written_out, "%Y-%m-%dT%H:%M%:z").ok()
    };
    DateTime::parse_from_rfc3339(text).ok().or_else(without_seconds)
}

/// A local date and time in ISO 8601: `2026-12-01T09:00`, seconds if wanted, a blank for the `T`.
fn reading(text: &str) -> Option<WallTime> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let (date, time) = (iso_date(date)?, clock_24(time)?);
    Some(WallTime::new(date, time))
}

/// `2026-12-01`, all digits written.
fn iso_date(text: &str) -> Option<NaiveDate> {
    let shape_is_right = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    shape_is_right.then(|| text.parse().ok()).flatten()
}

/// Whether the text begins like `2026-02-30`, a date that no calendar has.
fn is_no_iso_date(text: &str) -> bool {
    let day = text.split('t').next().unwrap_or_default();
    let numbers: Vec<&str> = day.split('-').collect();
    let is_digits = |text: &&str| text.bytes().all(|byte| byte.is_ascii_digit());
    numbers.iter().map(|number| number.len()).eq([4, 2, 2])
        && numbers.iter().all(is_digits)
        && iso_date(day).is_none()
}

/// `2026-12` or `2026-w49`, from the first day to the last.
fn iso_month_or_week(text: &str) -> Option<(NaiveDate, NaiveDate)> {
    let (year, rest) = text.split_once('-')?;
    let year = four_digits(year)?;
    if let Some(week) = rest.strip_prefix('w') {
        return week_of(NaiveDate::from_isoywd_opt(year, two_digits(week)?, Weekday::Mon)?);
    }
    month_of(NaiveDate::from_ymd_opt(year, two_digits(rest)?, 1)?)
}

/// The week, from Monday to Sunday, that `date` lies in.
fn week_of(date: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let week = date.week(Weekday::Mon);
    Some((week.checked_first_day()?, week.checked_last_day()?))
}

/// The month that `date` lies in.
fn month_of(date: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let first = date.with_day(1)?;
    Some((first, first.checked_add_months(Months::new(1))?.pred_opt()?))
}

fn four_digits(text: &str) -> Option<i32> {
    (text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// `1`, `01`, `1st`, `22nd`.
fn day_of_month(text: &str) -> Option<u32> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text);
    let is_short = (1..=2).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_short.then(|| digits.parse().ok()).flatten()
}

/// `10d`, `2 weeks`, `36h`.
fn amount(text: &str) -> Option<Amount> {
    let text = text.trim();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    let number: u32 = number.parse().ok().filter(|number| *number <= MOST)?;
    let seconds = |each: i64| Some(Amount::Seconds(i64::from(number) * each));
    match unit.trim_start() {
        "m" | "min" | "mins" | "minute" | "minutes" => seconds(60),
        "h" | "hr" | "hrs" | "hour" | "hours" => seconds(3_600),
        "d" | "day" | "days" => Some(Amount::Days(number)),
        "w" | "week" | "weeks" => Some(Amount::Days(number * 7)),
        "month" | "months" => Some(Amount::Months(number)),
        _ => None,
    }
}

/// `9:00`, `14:30`, `14:30:15` as seconds since midnight.
fn clock_24(text: &str) -> Option<i64> {
    let is_clock = text.len() >= 4 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b':');
    let time = ["%H:%M", "%H:%M:%S"].iter().find_map(|form| NaiveTime::parse_from_str(text, form).ok());
    let reading = NaiveDateTime::new(NaiveDate::default(), time.filter(|_| is_clock)?);
    Some(WallTime::from_chrono(reading).second_of_day())
}

/// `9am`, `12:30pm` as seconds since midnight.
fn clock_12(text: &str) -> Option<i64> {
    let (time, noon) = match (text.strip_suffix("am"), text.strip_suffix("pm")) {
        (Some(time), _) => (time, 0),
        (None, Some(time)) => (time, DAY / 2),
        (None, None) => return None,
    };
    let (hour, minute) = time.split_once(':').unwrap_or((time, "00"));
    let hour = day_of_month(hour).filter(|hour| (1..=12).contains(hour))?;
    let minute = two_digits(minute).filter(|minute| *minute < 60)?;
    Some(i64::from(hour % 12 * 3_600 + minute * 60) + noon)
}

fn clock(text: &str) -> Option<i64> {
    if text == "noon" { Some(DAY / 2) } else { clock_24(text).or_else(|| clock_12(text)) }
}

/// Words in lower case, and what they are relative to.
#[derive(Debug, Clone, Copy)]
struct Words {
    today: NaiveDate,
    now: Timestamp,
    base: WallTime,
}

impl Words {
    fn meaning(self, words: &[&str]) -> Option<Meaning> {
        if let ["now"] = words {
            return Some(Meaning::Instant(self.now));
        }
        if let ["in", rest @ ..] = words
            && let Some(Amount::Seconds(seconds)) = amount(&rest.join(" "))
        {
            return later(self.now, seconds).map(Meaning::Instant);
        }
        match split_clock(words) {
            Some((time, day)) => {
                self.day_at(day, time).map(|date| Meaning::Reading(WallTime::new(date, time)))
            }
            None => self.days(words),
        }
    }

    /// The day that is named beside a time of day.
    fn day_at(self, words: &[&str], time: i64) -> Option<NaiveDate> {
        match words {
            [] => Some(self.today),
            [name] if weekday(name).is_some() => {
                // On the day itself the time decides whether it is still ahead.
                let date = coming(weekday(name)?, self.base.date())?;
                if WallTime::new(date, time) > self.base {
                    Some(date)
                } else {
                    date.checked_add_days(Days::new(7))
                }
            }
            words => match self.days(words)? {
                Meaning::Days(first, last) => (first == last).then_some(first),
                Meaning::Instant(_) | Meaning::Reading(_) | Meaning::Ahead(_) => None,
            },
        }
    }

    fn days(self, words: &[&str]) -> Option<Meaning> {
        let span = |(first, last)| Meaning::Days(first, last);
        match words {
            ["today"] => Some(Meaning::day(self.today)),
            ["tomorrow"] => self.today.succ_opt().map(Meaning::day),
            ["yesterday"] => self.today.pred_opt().map(Meaning::day),
            ["in", rest @ ..] => amount(&rest.join(" "))?.after(self.today).map(Meaning::day),
            ["this", "week"] => week_of(self.today).map(span),
            ["next", "week"] => week_of(self.today.checked_add_days(Days::new(7))?).map(span),
            ["this", "month"] => month_of(self.today).map(span),
            ["next", "month"] => month_of(self.today.checked_add_months(Months::new(1))?).map(span),
            ["this", name] => coming(weekday(name)?, self.today).map(Meaning::day),
            ["next", name] => {
                let next_monday = coming(Weekday::Mon, self.today.succ_opt()?)?;
                coming(weekday(name)?, next_monday).map(Meaning::day)
            }
            [one] => iso_date(one)
                .map(Meaning::day)
                .or_else(|| iso_month_or_week(one).map(span))
                .or_else(|| self.coming_weekday(one).map(Meaning::day))
                .or_else(|| month_of(self.coming_month(one)?).map(span)),
            [month, year] if four_digits(year).is_some() => {
                month_of(NaiveDate::from_ymd_opt(four_digits(year)?, month_number(month)?, 1)?).map(span)
            }
            [name, rest @ ..] if weekday(name).is_some() => {
                self.date(rest).filter(|date| Some(date.weekday()) == weekday(name)).map(Meaning::day)
            }
            words => self.date(words).map(Meaning::day),
        }
    }

    /// A weekday is the coming one: for the start of a stretch after today, for its end from its start on.
    fn coming_weekday(self, name: &str) -> Option<NaiveDate> {
        let weekday = weekday(name)?;
        let base = self.base.date();
        coming(weekday, if base == self.today { base.succ_opt()? } else { base })
    }

    /// The first day of the coming month of that name, the present one included.
    fn coming_month(self, name: &str) -> Option<NaiveDate> {
        let (base, month) = (self.base.date(), month_number(name)?);
        let year = if month < base.month() { base.year() + 1 } else { base.year() };
        NaiveDate::from_ymd_opt(year, month, 1)
    }

    /// `1 dec`, `dec 1`, with or without a year.
    fn date(self, words: &[&str]) -> Option<NaiveDate> {
        let (day, month, year) = day_month_year(words)?;
        self.on_calendar(day, month, year)
    }

    /// Whether the first of the words name a day, a month and perhaps a year, but no date of the calendar.
    fn begin_with_no_day(self, words: &[&str]) -> bool {
        let length = if words.get(2).is_some_and(|year| four_digits(year).is_some()) { 3 } else { 2 };
        let named = words.get(..length).and_then(day_month_year);
        named.is_some_and(|(day, month, year)| self.on_calendar(day, month, year).is_none())
    }

    /// The date; without a year the coming one.
    fn on_calendar(self, day: u32, month: u32, year: Option<i32>) -> Option<NaiveDate> {
        let base = self.base.date();
        let of_year = |year| NaiveDate::from_ymd_opt(year, month, day);
        match year {
            Some(year) => of_year(year),
            None => of_year(base.year()).filter(|date| *date >= base).or_else(|| of_year(base.year() + 1)),
        }
    }
}

/// The numbers of `1 dec`, `dec 1`, `1 dec 2026`.
fn day_month_year(words: &[&str]) -> Option<(u32, u32, Option<i32>)> {
    let (first, second, year) = match words {
        [first, second] => (first, second, None),
        [first, second, year] => (first, second, Some(four_digits(year)?)),
        _ => return None,
    };
    match (month_number(first), month_number(second)) {
        (None, Some(month)) => Some((day_of_month(first)?, month, year)),
        (Some(month), None) => Some((day_of_month(second)?, month, year)),
        _ => None,
    }
}

/// The time of day at either end of the words, and the words that are left.
fn split_clock<'a, 'b>(words: &'a [&'b str]) -> Option<(i64, &'a [&'b str])> {
    let without_at = |day: &'a [&'b str]| match day {
        [day @ .., "at"] => day,
        day => day,
    };
    match words {
        [day @ .., time] if clock(time).is_some() => Some((clock(time)?, without_at(day))),
        [time, "on", day @ ..] | [time, day @ ..] if clock(time).is_some() => Some((clock(time)?, day)),
        _ => None,
    }
}

/// The first such weekday from `date` on.
fn coming(weekday: Weekday, date: NaiveDate) -> Option<NaiveDate> {
    let ahead = (7 + weekday.num_days_from_monday() - date.weekday().num_days_from_monday()) % 7;
    date.checked_add_days(Days::new(ahead.into()))
}

/// `mon`, `tues`, `thurs`, `monday`.
fn weekday(name: &str) -> Option<Weekday> {
    match name {
        "tues" => Some(Weekday::Tue),
        "thur" | "thurs" => Some(Weekday::Thu),
        name => name.parse().ok(),
    }
}

/// `dec`, `sept`, `december`.
fn month_number(name: &str) -> Option<u32> {
    match name {
        "sept" => Some(9),
        name => name.parse::<Month>().ok().map(|month| month.number_from_month()),
    }
}

#[cfg(test)]
mod tests {
    use freebusy_core::Offset;

    use super::*;

    /// Berlin from 2026 to 2027, on Friday 2026-11-20 at 20:00 as in the reference's table of inputs.
    fn berlin() -> ZoneRules {
        let hours = |hours: i32| Offset::new(hours * 3_600).unwrap();
        let at = |text: &str| instant(text).unwrap();
        let changes = [
            (at("2026-03-29T01:00:00Z"), hours(2)),
            (at("2026-10-25T01:00:00Z"), hours(1)),
            (at("2027-03-28T01:00:00Z"), hours(2)),
        ];
        ZoneRules::new(hours(1), changes)
    }

    fn friday(rules: &ZoneRules) -> Reader<'_> {
        Reader { rules, now: instant("2026-11-20T20:00:00+01:00").unwrap() }
    }

    fn local(rules: &ZoneRules, instant: Timestamp) -> String {
        rules.wall(instant).to_chrono().format("%Y-%m-%d %H:%M").to_string()
    }

    #[test]
    fn every_way_of_writing_a_start_is_read() {
        let rules = berlin();
        let written = [
            // The inputs of the reference, section 5.
            ("tomorrow 14:30", "2026-11-21 14:30"),
            ("tomorrow at 9am", "2026-11-21 09:00"),
            ("tomorrow", "2026-11-21 00:00"),
            ("today", "2026-11-20 00:00"),
            ("next tue 9am", "2026-11-24 09:00"),
            ("tue 9am", "2026-11-24 09:00"),
            ("2026-11-24", "2026-11-24 00:00"),
            ("2026-11-24T09:00", "2026-11-24 09:00"),
            ("in 3 days", "2026-11-23 00:00"),
            ("noon tomorrow", "2026-11-21 12:00"),
            ("+2d", "2026-11-22 00:00"),
            ("2026-W48", "2026-11-23 00:00"),
            // More of each kind.
            ("2026-12-01T09:00:00Z", "2026-12-01 10:00"),
            ("2026-12-01T09:00:00-05:00", "2026-12-01 15:00"),
            ("2026-12-01t09:00:00z", "2026-12-01 10:00"),
            ("2026-12-01T09:00Z", "2026-12-01 10:00"),
            ("2026-12-01T09:00-05:00", "2026-12-01 15:00"),
            ("2026-12-01 09:00", "2026-12-01 09:00"),
            ("2026-12-01T09:00:30", "2026-12-01 09:00"),
            ("2026-12-01 9am", "2026-12-01 09:00"),
            ("2026-12", "2026-12-01 00:00"),
            ("now", "2026-11-20 20:00"),
            ("yesterday", "2026-11-19 00:00"),
            ("+2w", "2026-12-04 00:00"),
            ("+36h", "2026-11-22 08:00"),
            ("+90 min", "2026-11-20 21:30"),
            ("+1 month", "2026-12-20 00:00"),
            ("in 2 weeks", "2026-12-04 00:00"),
            ("in 2 hours", "2026-11-20 22:00"),
            ("in 3 days at 9:30", "2026-11-23 09:30"),
            ("mon", "2026-11-23 00:00"),
            ("Monday", "2026-11-23 00:00"),
            ("fri", "2026-11-27 00:00"),
            ("fri 21:00", "2026-11-20 21:00"),
            ("fri 19:00", "2026-11-27 19:00"),
            ("this fri", "2026-11-20 00:00"),
            ("next mon", "2026-11-23 00:00"),
            ("next fri", "2026-11-27 00:00"),
            ("next sun", "2026-11-29 00:00"),
            ("next week", "2026-11-23 00:00"),
            ("next month", "2026-12-01 00:00"),
            ("1 dec", "2026-12-01 00:00"),
            ("dec 1", "2026-12-01 00:00"),
            ("December 1st, 2026", "2026-12-01 00:00"),
            ("1 dec 2026 9:15pm", "2026-12-01 21:15"),
            ("Tue 1 Dec 2026", "2026-12-01 00:00"),
            ("20 nov", "2026-11-20 00:00"),
            ("19 nov", "2027-11-19 00:00"),
            ("march", "2027-03-01 00:00"),
            ("dec 2027", "2027-12-01 00:00"),
            ("12am tomorrow", "2026-11-21 00:00"),
            ("12 pm tomorrow", "2026-11-21 12:00"),
            ("14:30", "2026-11-20 14:30"),
            ("  Tomorrow  ", "2026-11-21 00:00"),
            // 02:30 does not exist on that day.
            ("2027-03-28T02:30", "2027-03-28 03:30"),
        ];
        for (text, expected) in written {
            let found = friday(&rules).from(text).map(|instant| local(&rules, instant));
            assert_eq!(found.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn an_end_takes_in_the_whole_of_its_day_and_counts_from_the_start() {
        let rules = berlin();
        let reader = friday(&rules);
        let start = reader.from("next mon").unwrap();
        let written = [
            ("2026-12-11", "2026-12-12 00:00"),
            ("2026-12-11T17:00", "2026-12-11 17:00"),
            ("+10d", "2026-12-03 00:00"),
            ("+36h", "2026-11-24 12:00"),
            ("fri", "2026-11-28 00:00"),
            ("mon", "2026-11-24 00:00"),
            ("fri 17:00", "2026-11-27 17:00"),
            ("mon 17:00", "2026-11-23 17:00"),
            ("next fri", "2026-11-28 00:00"),
            ("next week", "2026-11-30 00:00"),
            ("2026-W49", "2026-12-07 00:00"),
            ("dec", "2027-01-01 00:00"),
            ("20 nov", "2027-11-21 00:00"),
            ("in 3 days", "2026-11-24 00:00"),
        ];
        for (text, expected) in written {
            let found = reader.to(text, start).map(|instant| local(&rules, instant));
            assert_eq!(found.as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn days_ahead_keep_the_clock_when_it_changes_in_between() {
        let rules = berlin();
        let reader = friday(&rules);
        let start = reader.from("2027-03-27T09:00").unwrap();
        let end = reader.to("+1d", start).unwrap();
        assert_eq!(end.as_unix() - start.as_unix(), 23 * 3_600);
    }

    #[test]
    fn what_is_not_understood_is_refused() {
        let rules = berlin();
        let refused = [
            "",
            " ",
            "tomorow",
            "tomorrow at",
            "tomorrow foo",
            "2026-02-30",
            "2026-13-01",
            "2026-1-1",
            "26-12-01",
            "25:00",
            "tomorrow 25:00",
            "13pm",
            "0am",
            "9:60am",
            "1/2/2026",
            "01.02.2026",
            "monkey",
            "next",
            "last mon",
            "2 days ago",
            "4 july 9am x",
            "31 feb",
            "wed 1 dec 2026",
            "+",
            "+d",
            "+10",
            "+10x",
            "+999999999999d",
            "-2d",
            "in",
            "in 3",
            "next week 9am",
            "midnight",
            "2026",
            "2026-W60",
            "2026-12-01T09",
            "9",
            "eod",
            "2026-12-01T09:00+01:00[Europe/Berlin]x",
            "tomorrow\u{0}",
        ];
        for text in refused {
            assert!(friday(&rules).from(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_day_that_its_month_does_not_have_is_no_such_date() {
        let rules = berlin();
        let reader = friday(&rules);
        let said = |text: &str| reader.from(text).unwrap_err().to_string();
        for text in
            ["29 feb", "31 apr", "feb 30 2028", "29 feb 2027 9am", "2026-02-30", "2026-13-01T09:00", "0 dec"]
        {
            assert!(
                said(text).starts_with(&format!("there is no such date as `{text}`; check")),
                "{}",
                said(text)
            );
        }
        for text in ["4 july 9am x", "feb", "31 foo", "tomorow", "2026-1-1", "29 feb 2028 x", "1/2/2026"] {
            let said = if reader.from(text).is_ok() { continue } else { said(text) };
            assert!(said.starts_with("cannot read the date"), "{said}");
        }
    }

    #[test]
    fn a_date_beyond_the_calendar_is_refused_not_wrapped() {
        let rules = berlin();
        let far = Reader { rules: &rules, now: Timestamp::MAX };
        for text in ["tomorrow", "+100000 months", "next week", "in 3 hours", "mon"] {
            assert!(far.from(text).is_err(), "{text}");
        }
    }
}
