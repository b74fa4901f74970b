//! Lengths of time as people write them: `45m`, `1h30m`, `90 min`, `1.5h`, `PT45M`, a bare number of minutes.

use jiff::{Span, SpanRelativeTo, Unit};

/// What cannot be read as a length of whole minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Unread(String);

impl std::fmt::Display for Unread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "`{}` is no length of whole minutes; write `45m`, `1h30m`, `90 min`, `1.5h` or `PT45M`",
            self.0
        )
    }
}

/// The whole minutes that `text` names; a day has 24 hours, a week seven days, months and years no fixed length.
pub(crate) fn minutes(text: &str) -> Result<i64, Unread> {
    let unread = || Unread(text.to_owned());
    let written = text.trim();
    if let Ok(bare) = written.parse::<i64>() {
        return Ok(bare);
    }
    let span: Span = written.to_ascii_lowercase().parse().map_err(|_| unread())?;
    if span.get_years() != 0 || span.get_months() != 0 {
        return Err(unread());
    }
    let day_of_24_hours = SpanRelativeTo::days_are_24_hours();
    let seconds = span.total((Unit::Second, day_of_24_hours)).map_err(|_| unread())?;
    whole_minutes(seconds).ok_or_else(unread)
}

/// Whole minutes of a number of seconds that text can name without losing any.
fn whole_minutes(seconds: f64) -> Option<i64> {
    let exact = seconds / 60.0;
    let is_whole = exact.fract() == 0.0 && exact.abs() < 1e15;
    if is_whole { format!("{exact:.0}").parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_way_of_writing_a_length_is_read() {
        let written = [
            ("45m", 45),
            ("1h30m", 90),
            ("1h 30m", 90),
            ("90 min", 90),
            ("90min", 90),
            ("90 minutes", 90),
            ("1.5h", 90),
            ("1 hour", 60),
            ("2 hours", 120),
            ("PT45M", 45),
            ("pt1h30m", 90),
            ("30", 30),
            (" 30 ", 30),
            ("1d", 1_440),
            ("1w", 10_080),
            ("120s", 2),
            ("0", 0),
            ("-5", -5),
        ];
        for (text, expected) in written {
            assert_eq!(minutes(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_length_of_whole_minutes_is_refused() {
        for text in
            ["", "half an hour", "90s", "1.3m", "1 month", "1y", "h", "30 parsecs", "1h30", "NaN", "inf"]
        {
            assert!(minutes(text).is_err(), "{text}");
        }
    }
}
