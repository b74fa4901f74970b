//! How Calendly refuses.

use serde_json::{Value, json};

use crate::call::Answer;

/// A call that is refused.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Problem {
    pub(crate) status: u16,
    body: Value,
}

impl Problem {
    fn new(status: u16, title: &str, message: &str) -> Self {
        Self { status, body: json!({ "title": title, "message": message }) }
    }

    /// Parameters that are wrong, each with its reason.
    pub(crate) fn invalid(details: &[(&str, &str)]) -> Self {
        let details: Vec<Value> = details
            .iter()
            .map(|(parameter, message)| json!({ "parameter": parameter, "message": message }))
            .collect();
        Self {
            status: 400,
            body: json!({
                "title": "Invalid Argument",
                "message": "The supplied parameters are invalid.",
                "details": details,
            }),
        }
    }

    /// A refusal whose reason is the message itself.
    pub(crate) fn argument(message: &str) -> Self {
        Self::new(400, "Invalid Argument", message)
    }

    /// A booking that cannot be made: the real service calls it an error of its own.
    pub(crate) fn unbookable(message: &str) -> Self {
        Self::new(400, "Internal Server Error", message)
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(401, "Unauthenticated", "The access token is invalid")
    }

    pub(crate) fn scope(scope: &str) -> Self {
        Self {
            status: 403,
            body: json!({
                "title": "Insufficient scope",
                "message": "The access token lacks a scope that this call needs.",
                "required_scopes": [scope],
            }),
        }
    }

    pub(crate) fn denied(message: &str) -> Self {
        Self::new(403, "Permission Denied", message)
    }

    pub(crate) fn no_permission() -> Self {
        Self::denied("You do not have permission to access this resource.")
    }

    pub(crate) fn foreign() -> Self {
        Self::denied("This user is not in your organization")
    }

    pub(crate) fn not_found() -> Self {
        Self::new(404, "Resource Not Found", "The server could not find the requested resource.")
    }

    pub(crate) fn exists() -> Self {
        Self::new(409, "Already Exists", "Hook with this url already exists")
    }

    pub(crate) fn too_many() -> Self {
        Self::new(429, "Too Many Requests", "You have exceeded your rate limit.")
    }

    pub(crate) fn answer(self) -> Answer {
        Answer::json(self.status, self.body)
    }
}

/// An error that was ordered.
pub(crate) fn failure(status: u16, message: &str) -> Answer {
    let title = match status {
        401 => "Unauthenticated",
        403 => "Permission Denied",
        404 => "Resource Not Found",
        409 => "Already Exists",
        424 => "External Calendar Error",
        429 => "Too Many Requests",
        _ => "Internal Server Error",
    };
    Problem::new(status, title, message).answer()
}
