//! The gateway's JSON, and what it becomes.
//!
//! Only what decides anything must be right: the id, because it is sent back, and the consent URL, because a person
//! opens it. A date that cannot be read is no date; a status that is missing or new is never an active one.

use chrono::{DateTime, Utc};
use freebusy_transport::{Undecodable, json};
use secrecy::SecretString;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::connection::{Connection, ConnectionId, Status};

/// The longest name of an app or a method.
const LONGEST_NAME: usize = 64;
/// The longest consent URL.
const LONGEST_URL: usize = 4_096;

/// An answer that lists connections.
#[derive(Deserialize)]
struct List {
    connections: Vec<Wire>,
    next_token: Option<Value>,
    next_page_token: Option<Value>,
}

/// An answer about one connection, in its envelope or bare.
#[derive(Deserialize)]
#[serde(untagged)]
enum One {
    Enveloped { connection: Wire },
    Bare(Wire),
}

/// A connection as the gateway writes it.
#[derive(Deserialize)]
struct Wire {
    connection_id: String,
    status: Option<String>,
    creation_time: Option<String>,
    last_updated_time: Option<String>,
    url: Option<String>,
    app: Option<String>,
    method: Option<String>,
    metadata: Option<Value>,
}

/// Reads a list. One that says it has more pages is refused: who chooses from part of it takes the wrong calendar.
pub(crate) fn connections(body: &[u8]) -> Result<Vec<Connection>, Undecodable> {
    let list: List = json(body)?;
    if list.next_token.is_some() || list.next_page_token.is_some() {
        return Err(Undecodable("only part of the list of connections".into()));
    }
    list.connections.into_iter().map(Wire::read).collect()
}

/// Reads one connection.
pub(crate) fn connection(body: &[u8]) -> Result<Connection, Undecodable> {
    match json(body)? {
        One::Enveloped { connection } | One::Bare(connection) => connection.read(),
    }
}

impl Wire {
    fn read(self) -> Result<Connection, Undecodable> {
        let id = ConnectionId::parse(&self.connection_id)
            .map_err(|_| Undecodable("about a connection whose id is none".into()))?;
        Ok(Connection {
            id,
            status: self.status.as_deref().map_or(Status::Other, Status::parse),
            created_at: self.creation_time.as_deref().and_then(instant),
            updated_at: self.last_updated_time.as_deref().and_then(instant),
            app: self.app.as_deref().map(name).unwrap_or_default(),
            method: self.method.as_deref().map(name),
            consent_url: consent_url(self.url.unwrap_or_default())?,
            metadata: self.metadata.map(object).unwrap_or_default(),
        })
    }
}

fn instant(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text).ok().map(|instant| instant.to_utc())
}

/// A name that is safe to print: bounded, control characters escaped.
fn name(text: &str) -> Box<str> {
    let bounded: String = text.chars().take(LONGEST_NAME).collect();
    bounded.escape_debug().to_string().into()
}

/// A URL that a person can be shown to open: https (or http to this machine), one line, bounded.
fn consent_url(text: String) -> Result<SecretString, Undecodable> {
    let local = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let scheme = text.starts_with("https://")
        || local.iter().any(|host| text.strip_prefix(host).is_some_and(|rest| rest.starts_with([':', '/'])));
    let printable = text.len() <= LONGEST_URL && text.bytes().all(|byte| byte.is_ascii_graphic());
    match text.is_empty() || (scheme && printable) {
        true => Ok(text.into()),
        false => Err(Undecodable("about a connection whose consent URL is no https URL".into())),
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    const FULL: &str = r#"{"connection": {"connection_id": "21fd90f9", "status": "ACTIVE",
        "creation_time": "2025-12-08T07:20:53.488460Z", "last_updated_time": "2026-01-31T20:03:32.593153Z",
        "url": "https://connect.maton.ai/?session_token=canary-s", "app": "calendly", "method": "OAUTH2",
        "metadata": {"email": "canary-m"}}}"#;

    #[test]
    fn a_connection_is_read_with_all_it_holds() {
        let read = connection(FULL.as_bytes()).unwrap();
        assert_eq!((read.id.as_str(), read.status, &*read.app), ("21fd90f9", Status::Active, "calendly"));
        assert_eq!(read.method.as_deref(), Some("OAUTH2"));
        assert_eq!(read.created_at.unwrap().timestamp(), 1_765_178_453);
        assert_eq!(read.consent_url.expose_secret(), "https://connect.maton.ai/?session_token=canary-s");
        assert_eq!(read.metadata.get("email"), Some(&"canary-m".into()));
    }

    #[test]
    fn neither_the_consent_url_nor_metadata_is_ever_printed() {
        let shown = format!("{:?}", connection(FULL.as_bytes()).unwrap());
        assert!(shown.contains("21fd90f9"));
        assert!(!shown.contains("canary"), "{shown}");
    }

    #[test]
    fn a_connection_without_its_envelope_is_read_too() {
        let read = connection(br#"{"connection_id": "a", "status": "PENDING", "app": "cal-com"}"#).unwrap();
        assert_eq!((read.status, &*read.app), (Status::Pending, "cal-com"));
        assert!(read.consent_url.expose_secret().is_empty());
    }

    #[test]
    fn a_missing_status_is_not_active() {
        let read = connection(br#"{"connection": {"connection_id": "a", "app": "calendly"}}"#).unwrap();
        assert_eq!(read.status, Status::Other);
    }

    #[test]
    fn part_of_a_list_is_no_list() {
        assert!(connections(br#"{"connections": [], "next_token": null}"#).unwrap().is_empty());
        assert!(connections(br#"{"connections": [], "next_token": "x"}"#).is_err());
    }

    #[test]
    fn one_bad_id_spoils_the_list_and_is_not_quoted() {
        let bad = br#"{"connections": [{"connection_id": "a"}, {"connection_id": "canary/../b"}]}"#;
        assert!(!connections(bad).unwrap_err().to_string().contains("canary"));
    }

    #[test]
    fn a_consent_url_is_one_line_of_https() {
        for good in ["", "https://connect.maton.ai/?a=b", "http://127.0.0.1:7/c", "http://localhost/c"] {
            assert!(consent_url(good.into()).is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "http://connect.maton.ai/",
            "http://localhost.evil/",
            "https://a/\u{1b}[2J",
            "https://a b",
        ] {
            assert!(consent_url(bad.into()).is_err(), "{bad:?}");
        }
        assert!(consent_url(format!("https://a/{}", "b".repeat(LONGEST_URL))).is_err());
    }

    #[test]
    fn names_are_bounded_and_print_on_one_line() {
        assert_eq!(&*name("a\nb"), "a\\nb");
        assert_eq!(name(&"a".repeat(1_000)).len(), LONGEST_NAME);
    }

    #[test]
    fn what_is_no_json_is_told_apart_from_another_shape() {
        let said = |body: &[u8]| connections(body).unwrap_err().to_string();
        assert!(said(b"<html>").starts_with("no JSON at"), "{}", said(b"<html>"));
        assert!(said(b"{}").starts_with("not of the promised shape at"), "{}", said(b"{}"));
    }
}
