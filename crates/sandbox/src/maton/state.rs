//! What only the gateway knows: its key, and the connections of its one account.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What only this service knows.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct State {
    /// The key of the one account.
    pub(crate) key: String,
    pub(crate) connections: Vec<Connection>,
    /// When the calls of the last second came.
    #[serde(skip)]
    pub(crate) recent: Vec<DateTime<Utc>>,
}

/// An account at a service that the gateway may speak for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Connection {
    pub(crate) connection_id: String,
    pub(crate) app: String,
    pub(crate) status: Status,
    pub(crate) creation_time: DateTime<Utc>,
    pub(crate) last_updated_time: DateTime<Utc>,
    /// Where a browser gives consent; it carries a session token.
    pub(crate) url: String,
    /// Whose account it is, by the world's name; empty before anybody has consented.
    #[serde(default)]
    pub(crate) person: String,
    /// How the account is authorized.
    #[serde(default = "oauth")]
    pub(crate) method: String,
    /// The credential that the gateway adds to what it passes on.
    #[serde(default)]
    pub(crate) token: String,
}

impl State {
    /// The id of a person's active connection to an app.
    pub(crate) fn active(&self, person: &str, app: &str) -> Option<&str> {
        let fits = |it: &&Connection| it.person == person && it.app == app && it.status == Status::Active;
        self.connections.iter().find(fits).map(|connection| connection.connection_id.as_str())
    }
}

fn oauth() -> String {
    "OAUTH2".to_owned()
}

/// How far a connection has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum Status {
    Active,
    Pending,
    Failed,
}

impl Status {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Active => "ACTIVE",
            Self::Pending => "PENDING",
            Self::Failed => "FAILED",
        }
    }
}
