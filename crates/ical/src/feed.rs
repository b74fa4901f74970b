//! A calendar behind a URL as a provider: fetched once, kept, and fetched again on demand, under a condition.
//!
//! The URL of a private feed is its password: it stands in no id, message or `Debug` text. Content types are not
//! looked at, for half of all feeds name a wrong one; the content decides, by the same code that reads files.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use freebusy_provider::{AvailabilitySource, BoxFuture, Cost, Findings, Limits, Provider, Query};
use freebusy_transport::{
    HeaderMap, HeaderName, HeaderValue, Http, Reach, Response, StatusCode, Url, UrlRequest, fetch,
};
use freebusy_zones::Zones;
use http::header;
use tokio::sync::Mutex;

use crate::calendar::Calendar;
use crate::config::Bounds;
use crate::error::Error;

/// How long one attempt to fetch a feed may take: the largest ones need a while.
const TIMEOUT: Duration = Duration::from_secs(60);
/// The longest ETag or date that is kept for asking again.
const LONGEST_VALIDATOR: usize = 1_024;

/// A calendar behind a URL.
///
/// It is fetched at the first question and kept for those that follow; [`IcalFeed::renew`] makes the next question
/// ask the server again. A server that says that nothing has changed is believed.
pub struct IcalFeed {
    id: Box<str>,
    url: Url,
    http: Arc<dyn Http>,
    reach: Reach,
    zones: Arc<Zones>,
    bounds: Bounds,
    /// How often somebody wanted an answer of its own; a kept one counts for the turn in which it was asked for.
    turn: AtomicU64,
    kept: Mutex<Option<Kept>>,
}

/// A calendar that was fetched.
struct Kept {
    turn: u64,
    calendar: Arc<Calendar>,
    /// The headers under which the server tells whether it has changed.
    condition: HeaderMap,
}

impl IcalFeed {
    /// The calendar at `url`, called `id` in answers and messages; the id must not give the URL away.
    ///
    /// `http` must be a client that was built for `reach`; with [`Reach::Public`] the feed and all it redirects to (three
    /// times at most) must be https at public addresses. An attempt may take 60 s, and there are three at most.
    #[must_use]
    pub fn new(
        id: impl Into<Box<str>>,
        url: Url,
        http: Arc<dyn Http>,
        reach: Reach,
        zones: Arc<Zones>,
    ) -> Self {
        let (turn, kept) = (AtomicU64::new(0), Mutex::new(None));
        Self { id: id.into(), url, http, reach, zones, bounds: Bounds::default(), turn, kept }
    }

    /// The same calendar within other bounds.
    #[must_use]
    pub fn within(mut self, bounds: Bounds) -> Self {
        self.bounds = bounds;
        self
    }

    /// Makes the next question ask the server whether the calendar has changed.
    pub fn renew(&self) {
        self.turn.fetch_add(1, Ordering::AcqRel);
    }

    async fn read(&self, query: Query<'_>) -> Result<Findings, Error> {
        self.calendar().await?.findings(query, &self.zones)
    }

    /// The calendar of this turn. Questions at the same time wait for one answer.
    async fn calendar(&self) -> Result<Arc<Calendar>, Error> {
        let mut kept = self.kept.lock().await;
        let turn = self.turn.load(Ordering::Acquire);
        if let Some(kept) = kept.as_ref().filter(|kept| kept.turn == turn) {
            return Ok(Arc::clone(&kept.calendar));
        }
        let condition = kept.as_ref().map(|kept| kept.condition.clone()).unwrap_or_default();
        let response = self.answer(condition.clone()).await?;
        let calendar = match kept.as_ref() {
            // Only an answer to a condition can say that nothing has changed.
            Some(old) if response.status == StatusCode::NOT_MODIFIED && !condition.is_empty() => {
                Kept { turn, calendar: Arc::clone(&old.calendar), condition }
            }
            _ => self.parsed(&response, turn)?,
        };
        Ok(Arc::clone(&kept.insert(calendar).calendar))
    }

    async fn answer(&self, mut headers: HeaderMap) -> Result<Response, Error> {
        headers.insert(header::ACCEPT, HeaderValue::from_static("text/calendar, */*;q=0.1"));
        let bounds = freebusy_transport::Bounds {
            timeout: TIMEOUT,
            body: self.bounds.file_bytes,
            ..freebusy_transport::Bounds::default()
        };
        let (operation, url) = ("fetch the calendar", &self.url);
        let request = UrlRequest { operation, url, reach: self.reach, headers, bounds };
        fetch(&*self.http, request).await.map_err(Error::Unfetched)
    }

    fn parsed(&self, response: &Response, turn: u64) -> Result<Kept, Error> {
        if response.status != StatusCode::OK {
            let reason = "came with a status that promises no whole calendar; check the URL";
            return Err(Error::NoCalendar { label: self.id.clone(), reason });
        }
        let calendar = Calendar::parse_within(&response.body, &self.id, self.bounds)?;
        Ok(match is_whole(response) {
            true => Kept { turn, calendar: Arc::new(calendar), condition: condition(&response.headers) },
            // Asked under a condition, the server would say that it has not changed, and it would stay cut.
            false => Kept { turn, calendar: Arc::new(calendar.cut_short()), condition: HeaderMap::new() },
        })
    }
}

/// Whether the answer cannot be a part that looks whole: its length was told, or the calendar says that it ends.
///
/// A connection that is closed early ends an answer without a length in silence; where the cut falls between two
/// events, the missing ones would look free.
fn is_whole(response: &Response) -> bool {
    let told = |name| response.headers.get(name).and_then(|value| value.to_str().ok());
    let length = told(header::CONTENT_LENGTH).and_then(|length| length.parse().ok());
    let chunked = told(header::TRANSFER_ENCODING).is_some_and(|it| it.eq_ignore_ascii_case("chunked"));
    length == Some(response.body.len()) || chunked || ends(&response.body)
}

/// Whether the content ends with END:VCALENDAR.
fn ends(body: &[u8]) -> bool {
    let body = body.trim_ascii_end();
    let tail = body.len().checked_sub(b"END:VCALENDAR".len()).and_then(|start| body.get(start..));
    tail.is_some_and(|tail| tail.eq_ignore_ascii_case(b"END:VCALENDAR"))
}

/// The headers under which the server can be asked again whether anything has changed.
fn condition(headers: &HeaderMap) -> HeaderMap {
    let kept = |name: HeaderName| headers.get(name).filter(|value| value.len() <= LONGEST_VALIDATOR);
    let mut condition = HeaderMap::new();
    if let Some(tag) = kept(header::ETAG) {
        condition.insert(header::IF_NONE_MATCH, tag.clone());
    }
    // What was changed within the second of the answer may change again within it, and the date would not.
    if let Some(date) = kept(header::LAST_MODIFIED).filter(|date| Some(*date) != headers.get(header::DATE)) {
        condition.insert(header::IF_MODIFIED_SINCE, date.clone());
    }
    condition
}

/// The URL is a secret: it is not shown.
impl fmt::Debug for IcalFeed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IcalFeed")
            .field("id", &self.id)
            .field("url", &format_args!("[redacted]"))
            .field("reach", &self.reach)
            .field("bounds", &self.bounds)
            .finish_non_exhaustive()
    }
}

impl Provider for IcalFeed {
    fn id(&self) -> &str {
        &self.id
    }

    fn limits(&self) -> Limits {
        Limits { cost: Cost { once: 1, per_window: 0 }, ..Limits::NONE }
    }

    fn availability(&self) -> &dyn AvailabilitySource {
        self
    }
}

impl AvailabilitySource for IcalFeed {
    fn fetch<'a>(&'a self, query: Query<'a>) -> BoxFuture<'a, Result<Findings, freebusy_provider::Error>> {
        Box::pin(async move { self.read(query).await.map_err(|error| error.at(&self.id)) })
    }
}
