//! What Cal.com answers when it will not: its envelope, and the bare shape of errors that nobody caught.

use chrono::{DateTime, Utc};
use serde_json::{Value, json};

use super::clock::iso;
use crate::call::{Answer, Call};

/// What a handler comes to.
pub(crate) type Outcome = Result<Answer, Problem>;

/// A refusal.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Problem {
    /// In the envelope that most errors have.
    Enveloped { status: u16, code: &'static str, message: String, details: Value },
    /// As the framework answers what was not caught.
    Bare { status: u16, message: String },
}

impl Problem {
    fn enveloped(status: u16, code: &'static str, message: impl Into<String>) -> Self {
        Self::Enveloped { status, code, message: message.into(), details: json!({}) }
    }

    pub(crate) fn bad(message: impl Into<String>) -> Self {
        let message = message.into();
        let details = json!({ "message": message, "error": "Bad Request", "statusCode": 400 });
        Self::Enveloped { status: 400, code: "BadRequestException", message, details }
    }

    /// A field that does not pass validation.
    pub(crate) fn invalid(field: &str, must: &str) -> Self {
        let message = format!("{field} {must}");
        let details = json!({ "errors": [{ "property": field, "constraints": [message] }] });
        Self::Enveloped { status: 400, code: "BadRequestException", message, details }
    }

    pub(crate) fn unauthorised(message: impl Into<String>) -> Self {
        Self::enveloped(401, "UnauthorizedException", message)
    }

    pub(crate) fn forbidden(message: impl Into<String>) -> Self {
        Self::enveloped(403, "ForbiddenException", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::enveloped(404, "NotFoundException", message)
    }

    pub(crate) fn gone(message: impl Into<String>) -> Self {
        Self::enveloped(410, "GoneException", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::enveloped(409, "ConflictException", message)
    }

    pub(crate) fn unprocessable(message: impl Into<String>) -> Self {
        Self::enveloped(422, "UnprocessableEntityException", message)
    }

    pub(crate) fn throttled() -> Self {
        Self::enveloped(429, "ThrottlerException", "ThrottlerException: Too Many Requests")
    }

    /// An error that was ordered, under the class of exception that belongs to its status.
    pub(crate) fn ordered(status: u16, message: &str) -> Self {
        let code = match status {
            400 => "BadRequestException",
            401 => "UnauthorizedException",
            403 => "ForbiddenException",
            404 => "NotFoundException",
            409 => "ConflictException",
            429 => "ThrottlerException",
            _ => "INTERNAL_SERVER_ERROR",
        };
        Self::enveloped(status, code, message)
    }

    /// A managed user's token whose hour is over.
    pub(crate) fn expired() -> Self {
        Self::enveloped(498, "TokenExpiredException", "ACCESS_TOKEN_IS_EXPIRED")
    }

    pub(crate) fn bare(status: u16, message: impl Into<String>) -> Self {
        Self::Bare { status, message: message.into() }
    }

    /// No handler of that version and path.
    pub(crate) fn no_route(call: &Call) -> Self {
        Self::not_found(format!("Cannot {} {}", call.method, call.path))
    }

    pub(crate) fn answer(self, call: &Call, now: DateTime<Utc>) -> Answer {
        match self {
            Self::Enveloped { status, code, message, details } => Answer::json(
                status,
                json!({
                    "status": "error",
                    "timestamp": iso(now),
                    "path": call.path,
                    "error": { "code": code, "message": message, "details": details },
                }),
            ),
            Self::Bare { status, message } => {
                Answer::json(status, json!({ "statusCode": status, "message": message }))
            }
        }
    }
}

/// The envelope of a success.
pub(crate) fn success(status: u16, data: impl Into<Value>) -> Answer {
    Answer::json(status, json!({ "status": "success", "data": data.into() }))
}

/// The envelope of a success that has nothing to tell.
pub(crate) fn done() -> Answer {
    Answer::json(200, json!({ "status": "success" }))
}
