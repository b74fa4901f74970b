//! What the headers of an answer say about waiting: `Retry-After` (RFC 9110, 10.2.3), and `X-RateLimit-*` with or without a name.
//!
//! Services differ in what a reset counts, seconds or Unix time. The two are told apart by size, and a time is
//! taken relative to the answer's own `Date`: nobody here reads the clock on the wall.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName, header};

/// A reset above this is a Unix time.
const UNIX_TIME_FROM: u64 = 1_000_000_000;

/// What is waited where an answer names a time and not its own.
const WITHOUT_DATE: Duration = Duration::from_secs(60);

/// No rate is known whose stretch is longer; a header that says more is wrong.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

const SIZE: &str = "x-ratelimit-limit";
const LEFT: &str = "x-ratelimit-remaining";
const RESET: &str = "x-ratelimit-reset";

/// What the headers of one answer say about waiting.
#[derive(Debug, Default)]
pub(crate) struct Advice {
    retry_after: Option<Duration>,
    limits: Vec<Limit>,
}

/// One limit of possibly several.
#[derive(Debug)]
struct Limit {
    /// What stands behind the header's name: nothing, or Cal.com's name of the limit.
    name: Box<str>,
    size: Option<u32>,
    left: Option<u32>,
    reset: Option<Duration>,
}

impl Advice {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let date =
            headers.get(header::DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
        let retry_after = text(headers, &header::RETRY_AFTER).and_then(|text| wait(text, date));
        let mut limits: Vec<Limit> = Vec::new();
        for name in headers.keys() {
            let Some((field, suffix)) = limit_field(name) else { continue };
            let Some(text) = text(headers, name) else { continue };
            let limit = entry(&mut limits, suffix);
            match field {
                SIZE => limit.size = text.parse().ok(),
                LEFT => limit.left = count(text),
                _ => limit.reset = wait(text, date),
            }
        }
        Self { retry_after, limits }
    }

    /// How long to wait after a refusal for being too often.
    pub(crate) fn after_too_many(&self) -> Option<Duration> {
        self.retry_after.or_else(|| self.longest(|limit| limit.left.is_none_or(|left| left == 0)))
    }

    /// How long the service wants to be left alone, for whatever reason.
    pub(crate) const fn retry_after(&self) -> Option<Duration> {
        self.retry_after
    }

    /// Whether it names any limit.
    pub(crate) const fn speaks_of_limits(&self) -> bool {
        !self.limits.is_empty()
    }

    /// How long nothing is left of some limit.
    pub(crate) fn used_up(&self) -> Option<Duration> {
        self.longest(|limit| limit.left == Some(0))
    }

    /// The size of the account's main limit.
    pub(crate) fn size(&self) -> Option<u32> {
        self.main()?.size
    }

    /// What is left of the account's main limit, and for how long.
    pub(crate) fn left(&self) -> Option<(u32, Duration)> {
        let main = self.main()?;
        main.left.zip(main.reset)
    }

    fn main(&self) -> Option<&Limit> {
        let named = |name: &str| self.limits.iter().find(|limit| &*limit.name == name);
        named("").or_else(|| named("-default"))
    }

    fn longest(&self, counts: impl Fn(&Limit) -> bool) -> Option<Duration> {
        self.limits.iter().filter(|limit| counts(limit)).filter_map(|limit| limit.reset).max()
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok().map(str::trim)
}

/// Which field of a limit a header is, and what stands behind it.
fn limit_field(name: &HeaderName) -> Option<(&'static str, &str)> {
    let fields = [SIZE, LEFT, RESET].into_iter();
    let mut suffixes = fields.filter_map(|field| Some((field, name.as_str().strip_prefix(field)?)));
    suffixes.find(|(_, suffix)| suffix.is_empty() || suffix.starts_with('-'))
}

fn entry<'a>(limits: &'a mut Vec<Limit>, name: &str) -> &'a mut Limit {
    let place = limits.iter().position(|limit| &*limit.name == name).unwrap_or_else(|| {
        limits.push(Limit { name: name.into(), size: None, left: None, reset: None });
        limits.len() - 1
    });
    limits.get_mut(place).expect("the limit stands where it was found or put")
}

/// A count; one below zero is none.
fn count(text: &str) -> Option<u32> {
    text.parse().ok().or_else(|| text.strip_prefix('-').map(|_| 0))
}

/// A wait, written as seconds, as a Unix time or as a date.
fn wait(text: &str, now: Option<SystemTime>) -> Option<Duration> {
    let until = match seconds(text) {
        Some(seconds) if seconds <= Duration::from_secs(UNIX_TIME_FROM) => return Some(seconds.min(LONGEST)),
        Some(seconds) => UNIX_EPOCH.checked_add(seconds),
        None => Some(httpdate::parse_http_date(text).ok()?),
    };
    let Some(now) = now else { return Some(WITHOUT_DATE) };
    let Some(until) = until else { return Some(LONGEST) };
    Some(until.duration_since(now).unwrap_or_default().min(LONGEST))
}

/// Seconds with or without a fraction, rounded up.
fn seconds(text: &str) -> Option<Duration> {
    if let Ok(whole) = text.parse() {
        return Some(Duration::from_secs(whole));
    }
    let fraction = text.parse::<f64>().ok()?;
    Duration::try_from_secs_f64(fraction.ceil()).ok()
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    const DATE: (&str, &str) = ("date", "Sat, 21 Nov 2026 00:00:00 GMT");

    fn advice(headers: &[(&'static str, &'static str)]) -> Advice {
        let pairs = headers.iter();
        Advice::of(
            &pairs
                .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
                .collect(),
        )
    }

    fn after(headers: &[(&'static str, &'static str)]) -> Option<u64> {
        advice(headers).after_too_many().map(|wait| wait.as_secs())
    }

    #[test]
    fn what_cannot_be_read_is_no_advice() {
        for text in ["", "soon", "-5", "NaN", "inf", "1e400", "5 s", "Sat, 99 Nov 2026 00:00:00 GMT"] {
            assert_eq!(after(&[("retry-after", text)]), None, "{text}");
            assert_eq!(after(&[("x-ratelimit-reset", text)]), None, "{text}");
        }
    }

    #[test]
    fn a_fraction_of_a_second_is_rounded_up() {
        assert_eq!(after(&[("retry-after", "1.2")]), Some(2));
    }

    #[test]
    fn a_time_that_has_passed_is_no_wait() {
        assert_eq!(after(&[DATE, ("x-ratelimit-reset", "1795219199")]), Some(0));
        assert_eq!(after(&[DATE, ("retry-after", "Fri, 20 Nov 2026 23:59:00 GMT")]), Some(0));
    }

    #[test]
    fn no_wait_is_longer_than_a_day() {
        for text in ["1000000000", "99999999999", "18446744073709551615"] {
            assert_eq!(after(&[DATE, ("x-ratelimit-reset", text)]), Some(24 * 60 * 60), "{text}");
        }
    }

    #[test]
    fn only_the_main_limit_gives_size_and_rest() {
        let named = [
            ("x-ratelimit-limit-burst", "5"),
            ("x-ratelimit-remaining-burst", "2"),
            ("x-ratelimit-reset-burst", "1"),
        ];
        assert_eq!((advice(&named).size(), advice(&named).left()), (None, None));
        let main = [
            ("x-ratelimit-limit-default", "120"),
            ("x-ratelimit-remaining-default", "7"),
            ("x-ratelimit-reset-default", "30"),
        ];
        assert_eq!(advice(&main).size(), Some(120));
        assert_eq!(advice(&main).left(), Some((7, Duration::from_secs(30))));
    }

    #[test]
    fn a_limit_of_which_something_is_left_asks_for_no_wait() {
        assert_eq!(after(&[("x-ratelimit-remaining", "3"), ("x-ratelimit-reset", "60")]), None);
        assert_eq!(
            advice(&[("x-ratelimit-remaining", "-1"), ("x-ratelimit-reset", "60")]).used_up(),
            Some(Duration::from_secs(60))
        );
    }

    #[test]
    fn a_header_that_only_begins_alike_is_no_limit() {
        assert_eq!(after(&[("x-ratelimit-resetter", "60")]), None);
    }
}
