//! The Gregorian calendar as arithmetic on day numbers: total functions, no table, no error.
//!
//! A day is counted from 1970-01-01, a month from January of the year 0. Anything within ten billion years fits.

/// Days in 400 years, after which the calendar repeats, weekdays included.
const DAYS_OF_400_YEARS: i64 = 146_097;
/// Days from 0000-03-01, where the arithmetic has its origin, to 1970-01-01.
const ORIGIN_TO_EPOCH: i64 = 719_468;

/// The month of a year, 0 for January, counted from January of the year 0.
pub(super) fn month_of_year(year: i64, month: i64) -> i64 {
    year * 12 + month
}

/// The year that a month lies in.
pub(super) fn year_of_month(month: i64) -> i64 {
    month.div_euclid(12)
}

/// The first day of a month.
pub(super) fn first_day_of_month(month: i64) -> i64 {
    // Years that begin in March put the leap day last, so that a month's place does not depend on it.
    let from_march = month - 2;
    let year = from_march.div_euclid(12);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * from_march.rem_euclid(12) + 2) / 5;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    era * DAYS_OF_400_YEARS + day_of_era - ORIGIN_TO_EPOCH
}

/// The first day of a year.
pub(super) fn first_day_of_year(year: i64) -> i64 {
    first_day_of_month(month_of_year(year, 0))
}

/// The month that a day lies in, and the day within it, 1 to 31.
pub(super) fn month_of_day(day: i64) -> (i64, i64) {
    let from_origin = day + ORIGIN_TO_EPOCH;
    let (era, day_of_era) =
        (from_origin.div_euclid(DAYS_OF_400_YEARS), from_origin.rem_euclid(DAYS_OF_400_YEARS));
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / (DAYS_OF_400_YEARS - 1);
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let from_march = (5 * day_of_year + 2) / 153;
    let day_of_month = day_of_year - (153 * from_march + 2) / 5 + 1;
    ((era * 400 + year_of_era) * 12 + from_march + 2, day_of_month)
}

/// The first day of the week that `day` lies in, when weeks begin on `week_start` (0 for Monday).
pub(super) fn first_day_of_week(day: i64, week_start: i64) -> i64 {
    // 1970-01-01 was a Thursday, three days after a Monday.
    day - (day + 3 - week_start).rem_euclid(7)
}

/// The first day of week number one of a year: the first week with four days in it or more.
pub(super) fn first_day_of_week_one(year: i64, week_start: i64) -> i64 {
    first_day_of_week(first_day_of_year(year) + 3, week_start)
}

/// The `n`th day of a weekday (0 for Monday) among the `length` days from `first`; from the end when negative.
pub(super) fn nth_weekday(first: i64, length: i64, weekday: i64, n: i64) -> Option<i64> {
    let end = first + length;
    let day = if n > 0 {
        first_day_of_week(first + 6, weekday) + 7 * (n - 1)
    } else {
        first_day_of_week(end - 1, weekday) + 7 * (n + 1)
    };
    (n != 0 && first <= day && day < end).then_some(day)
}

#[cfg(test)]
mod tests {
    use chrono::Datelike;

    use super::*;
    use crate::time::{date_to_day, day_to_date};

    #[test]
    fn months_and_days_agree_with_chrono_over_eight_centuries() {
        for day in (-150_000..150_000).step_by(7).chain(-800..800) {
            let date = day_to_date(day);
            let month = month_of_year(i64::from(date.year()), i64::from(date.month0()));
            assert_eq!(month_of_day(day), (month, i64::from(date.day())), "{date}");
            assert_eq!(year_of_month(month), i64::from(date.year()));
            assert_eq!(first_day_of_month(month), date_to_day(date.with_day(1).unwrap()));
            assert_eq!(first_day_of_year(i64::from(date.year())), day - i64::from(date.ordinal0()));
        }
    }

    #[test]
    fn week_one_agrees_with_iso() {
        for year in 1900..2200 {
            let monday = chrono::NaiveDate::from_isoywd_opt(year, 1, chrono::Weekday::Mon).unwrap();
            assert_eq!(first_day_of_week_one(i64::from(year), 0), date_to_day(monday));
        }
    }

    #[test]
    fn a_weekday_is_counted_from_both_ends_and_never_outside() {
        // September 1997 began on a Monday and had thirty days.
        let first = first_day_of_month(month_of_year(1997, 8));
        let nth = |weekday, n| nth_weekday(first, 30, weekday, n).map(|day| day - first + 1);
        assert_eq!([nth(0, 1), nth(0, 5), nth(0, 6), nth(0, -1)], [Some(1), Some(29), None, Some(29)]);
        assert_eq!([nth(6, 1), nth(6, 5), nth(6, -4), nth(6, -5)], [Some(7), None, Some(7), None]);
        assert_eq!(nth(3, 0), None);
    }
}
