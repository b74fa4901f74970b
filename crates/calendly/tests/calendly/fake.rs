//! An HTTP client that answers from a list and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use freebusy_calendly::{Account, BASE_URL};
use freebusy_core::{Interval, Seconds, Timestamp, ZoneRules};
use freebusy_provider::{BoxFuture, Query, Titles};
use freebusy_transport::{
    BaseUrl, Channel, HeaderName, HeaderValue, Http, Request, Response, Route, SendError, StatusCode,
};
use freebusy_zones::Zones;
use serde_json::{Value, json};

pub(crate) const ME: &str = "https://api.calendly.com/users/AAAA";
pub(crate) const TYPE: &str = "https://api.calendly.com/event_types/CCCC";

/// Midnight of 1 December 2026, UTC, a Tuesday.
pub(crate) const DECEMBER: i64 = 1_796_083_200;

type Reply = Result<(u16, String, Option<u64>), SendError>;

/// What was asked: `GET /users/me`, and the body.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) call: String,
    pub(crate) body: Option<Value>,
}

/// Answers by the beginning of what is asked; the last answer of each list repeats.
#[derive(Debug, Default)]
pub(crate) struct Fake {
    replies: Mutex<Vec<(String, VecDeque<Reply>)>>,
    asked: Mutex<Vec<Asked>>,
}

impl Fake {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self::default())
    }

    /// Answers calls that begin with `call` so; a longer beginning goes before a shorter one.
    pub(crate) fn on(self: &Arc<Self>, call: &str, status: u16, body: impl ToString) -> Arc<Self> {
        self.reply(call, Ok((status, body.to_string(), None)))
    }

    /// Answers calls that begin with `call` by 429, for so many seconds.
    pub(crate) fn throttling(self: &Arc<Self>, call: &str, reset: u64) -> Arc<Self> {
        self.reply(call, Ok((429, refusal("Too Many Requests", "slow down").to_string(), Some(reset))))
    }

    pub(crate) fn failing(self: &Arc<Self>, call: &str, error: SendError) -> Arc<Self> {
        self.reply(call, Err(error))
    }

    fn reply(self: &Arc<Self>, call: &str, reply: Reply) -> Arc<Self> {
        let mut replies = self.replies.lock().unwrap();
        match replies.iter_mut().find(|(known, _)| known == call) {
            Some((_, queue)) => queue.push_back(reply),
            None => replies.push((call.into(), VecDeque::from([reply]))),
        }
        drop(replies);
        Arc::clone(self)
    }

    pub(crate) fn account(self: &Arc<Self>) -> Account {
        self.account_through(Route::direct(BaseUrl::parse(BASE_URL).unwrap()))
    }

    pub(crate) fn account_through(self: &Arc<Self>, route: Route) -> Account {
        let http: Arc<dyn Http> = self.clone();
        Account::new(Channel::new(http, route), Arc::new(Zones::bundled()))
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How many calls began so.
    pub(crate) fn count(&self, call: &str) -> usize {
        self.asked().iter().filter(|asked| asked.call.starts_with(call)).count()
    }

    fn answer(&self, call: &str) -> Reply {
        let mut replies = self.replies.lock().unwrap();
        let fitting = replies.iter_mut().filter(|(known, _)| call.starts_with(known.as_str()));
        let Some((_, queue)) = fitting.max_by_key(|(known, _)| known.len()) else {
            return Ok((404, refusal("Resource Not Found", "nothing here").to_string(), None));
        };
        if queue.len() > 1 { queue.pop_front().unwrap() } else { queue[0].clone() }
    }
}

impl Http for Fake {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        let query = request.url.query().map(|query| format!("?{query}")).unwrap_or_default();
        let call = format!("{} {}{query}", request.method, request.url.path());
        let body = request.body.map(|body| serde_json::from_slice(&body).unwrap());
        let reply = self.answer(&call);
        self.asked.lock().unwrap().push(Asked { call, body });
        Box::pin(async move {
            let (status, body, reset) = reply?;
            let status = StatusCode::from_u16(status).unwrap();
            let limits = reset.into_iter().flat_map(|reset| {
                [("x-ratelimit-remaining", 0), ("x-ratelimit-reset", reset)]
                    .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from(value)))
            });
            Ok(Response { status, headers: limits.collect(), body: body.into_bytes().into() })
        })
    }
}

/// Runs a future; time passes only when everything waits, and then at once.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap()
        .block_on(future)
}

pub(crate) fn at(day: i64, hour: i64, minute: i64) -> Timestamp {
    Timestamp::from_unix(DECEMBER + day * 86_400 + hour * 3_600 + minute * 60)
}

pub(crate) fn days(from: i64, to: i64) -> Interval {
    Interval::new(at(from, 0, 0), at(to, 0, 0)).unwrap()
}

pub(crate) fn query(window: Interval, rules: &ZoneRules) -> Query<'_> {
    Query {
        window,
        local: rules,
        now: Timestamp::from_unix(0),
        length: Seconds::from_minutes(30),
        titles: Titles::Withheld,
    }
}

pub(crate) fn user() -> Value {
    json!({"resource": {"uri": ME, "name": "Ana", "slug": "ana", "email": "ana@example.com",
        "scheduling_url": "https://calendly.com/ana", "timezone": "Europe/Berlin", "avatar_url": null,
        "created_at": "2024-01-15T10:30:00.000000Z", "updated_at": "2025-06-20T14:45:00.000000Z",
        "current_organization": "https://api.calendly.com/organizations/BBBB", "resource_type": "User",
        "locale": "en", "new_field": [1]}})
}

pub(crate) fn event_type() -> Value {
    json!({"uri": TYPE, "name": "30 Minute Meeting", "active": true, "slug": "30min",
        "scheduling_url": "https://calendly.com/ana/30min", "duration": 30, "kind": "solo",
        "type": "StandardEventType", "pooling_type": null, "booking_method": "instant",
        "profile": {"type": "User", "name": "Ana", "owner": ME}, "custom_questions": [], "locations": null,
        "deleted_at": null, "start_time_increment": 30, "before_buffer": 0, "after_buffer": 10})
}

pub(crate) fn with(mut object: Value, field: &str, value: Value) -> Value {
    object[field] = value;
    object
}

pub(crate) fn resource(value: Value) -> Value {
    json!({"resource": value})
}

pub(crate) fn page(items: &[Value], token: Option<&str>) -> Value {
    json!({"collection": items, "pagination": {"count": items.len(), "next_page": "https://evil.example/x",
        "previous_page": null, "next_page_token": token, "previous_page_token": null}})
}

pub(crate) fn slot(start: &str) -> Value {
    json!({"status": "available", "invitees_remaining": 1, "start_time": start,
        "scheduling_url": format!("https://calendly.com/ana/30min/{start}")})
}

pub(crate) fn slots(starts: &[&str]) -> Value {
    json!({"collection": starts.iter().map(|start| slot(start)).collect::<Vec<_>>()})
}

pub(crate) fn refusal(title: &str, message: &str) -> Value {
    json!({"title": title, "message": message})
}
