//! A service in memory: answers by method and path, and remembers what it was asked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use freebusy_calcom::{Account, Dialect};
use freebusy_core::{Interval, Seconds, Timestamp, ZoneRules};
use freebusy_provider::{BoxFuture, Query, Titles};
use freebusy_transport::{BaseUrl, Channel, Http, Request, Response, Route, SendError, StatusCode};
use freebusy_zones::Zones;

#[derive(Debug, Clone)]
enum Answer {
    Status(u16, String),
    Lost,
}

/// What was asked: `GET /v2/me?x=y`, the version named, the body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) version: Option<String>,
    pub(crate) body: String,
}

#[derive(Debug, Default)]
pub(crate) struct Server {
    answers: Mutex<HashMap<String, Vec<Answer>>>,
    asked: Mutex<Vec<Asked>>,
}

impl Server {
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Answers `GET /v2/me` with a status and a body; several answers come in their order, the last one again.
    pub(crate) fn on(&self, line: &str, status: u16, body: impl Into<String>) -> &Self {
        self.add(line, Answer::Status(status, body.into()))
    }

    /// Answers with the `data` of a success.
    pub(crate) fn data(&self, line: &str, data: &str) -> &Self {
        self.on(line, 200, format!(r#"{{"status":"success","data":{data}}}"#))
    }

    /// Takes the request and never answers.
    pub(crate) fn lost(&self, line: &str) -> &Self {
        self.add(line, Answer::Lost)
    }

    fn add(&self, line: &str, answer: Answer) -> &Self {
        self.answers.lock().unwrap().entry(line.into()).or_default().push(answer);
        self
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The requests whose line begins so.
    pub(crate) fn asked_for(&self, start: &str) -> Vec<Asked> {
        self.asked().into_iter().filter(|asked| asked.line.starts_with(start)).collect()
    }

    pub(crate) fn channel(self: &Arc<Self>) -> Channel {
        let base = BaseUrl::parse("https://cal.example.org/self/hosted").unwrap();
        Channel::new(self.clone(), Route::direct(base))
    }

    pub(crate) fn account(self: &Arc<Self>, dialect: Dialect) -> Account {
        Account::new(self.channel(), dialect, Arc::new(Zones::bundled()))
    }

    fn answer(&self, request: &Request) -> Result<Response, SendError> {
        let path = request.url.path().strip_prefix("/self/hosted").unwrap();
        let query = request.url.query().map_or(String::new(), |query| format!("?{query}"));
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        self.asked.lock().unwrap().push(Asked {
            line: format!("{} {path}{query}", request.method),
            version: request.headers.get("cal-api-version").map(|it| it.to_str().unwrap().to_owned()),
            body: request.body.as_ref().map_or(String::new(), |body| text(body)),
        });
        let line = format!("{} {path}", request.method);
        let mut answers = self.answers.lock().unwrap();
        let answer = match answers.get_mut(&line) {
            Some(answers) if answers.len() > 1 => answers.remove(0),
            Some(answers) => answers[0].clone(),
            None => Answer::Status(404, missing(&line)),
        };
        match answer {
            Answer::Status(status, body) => Ok(Response {
                status: StatusCode::from_u16(status).unwrap(),
                headers: Default::default(),
                body: body.into_bytes().into(),
            }),
            Answer::Lost => Err(SendError::TimedOut),
        }
    }
}

fn missing(line: &str) -> String {
    format!(r#"{{"status":"error","error":{{"code":"NotFoundException","message":"Cannot {line}"}}}}"#)
}

impl Http for Server {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, SendError>> {
        Box::pin(async move { self.answer(&request) })
    }
}

/// An instant of an RFC 3339 text.
pub(crate) fn at(text: &str) -> Timestamp {
    Timestamp::floor(&chrono::DateTime::parse_from_rfc3339(text).unwrap())
}

pub(crate) fn window(from: &str, to: &str) -> Interval {
    Interval::new(at(from), at(to)).unwrap()
}

/// A query of so many minutes.
pub(crate) fn query(window: Interval, minutes: u32) -> Query<'static> {
    static UTC: ZoneRules = ZoneRules::utc();
    Query {
        window,
        local: &UTC,
        now: Timestamp::from_unix(0),
        length: Seconds::from_minutes(minutes),
        titles: Titles::Withheld,
    }
}

/// Moments of starts, as text.
pub(crate) fn starts(findings: &freebusy_provider::Findings) -> Vec<String> {
    let starts = findings.offers.as_ref().unwrap().starts();
    starts.iter().map(|at| at.to_chrono().unwrap().format("%m-%dT%H:%MZ").to_string()).collect()
}
