//! What the headers of an answer say about waiting: `Retry-After`, and `X-RateLimit-*` with or without a name.
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
        Some(seconds) => UNIX_EPOCH.checked_add(seconds)?,
        None => httpdate::parse_http_date(text).ok()?,
    };
    let Some(now) = now else { return Some(WITHOUT_DATE) };
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
