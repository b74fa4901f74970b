//! The gateway's own calls as values; nothing here is sent.

use freebusy_transport::{Endpoint, Method, path};
use serde::Serialize;

use crate::config::App;
use crate::connection::{Connection, ConnectionId, Status};
use crate::wire;

/// Which connections are wanted; `None` is any.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Filter {
    /// Of which app.
    pub app: Option<App>,
    /// In which state.
    pub status: Option<Status>,
}

impl Filter {
    /// Whether a connection is among those wanted.
    pub(crate) fn takes(self, connection: &Connection) -> bool {
        self.app.is_none_or(|app| app.as_str() == &*connection.app)
            && self.status.is_none_or(|status| status == connection.status)
    }
}

/// The body that asks for a new connection.
#[derive(Debug, Serialize)]
struct NewConnection {
    app: &'static str,
}

/// `GET /connections`
pub(crate) fn list(filter: Filter) -> Endpoint<Vec<Connection>> {
    Endpoint::new("list connections", Method::GET, path(["connections"]), wire::connections)
        .maybe("app", filter.app)
        .maybe("status", filter.status.and_then(Status::as_str))
}

/// `POST /connections`
pub(crate) fn create(app: App) -> Endpoint<Connection> {
    Endpoint::new("create a connection", Method::POST, path(["connections"]), wire::connection)
        .json(&NewConnection { app: app.as_str() })
}

/// `GET /connections/{id}`
pub(crate) fn read(id: &ConnectionId) -> Endpoint<Connection> {
    Endpoint::new("read a connection", Method::GET, path(["connections", id.as_str()]), wire::connection)
}

/// `DELETE /connections/{id}`; some gateways answer with a body, some with none, and neither says more than the status.
pub(crate) fn delete(id: &ConnectionId) -> Endpoint<()> {
    Endpoint::without_answer("delete a connection", Method::DELETE, path(["connections", id.as_str()]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn filters_travel_as_query_parameters() {
        let filter = Filter { app: Some(App::Calcom), status: Some(Status::Pending) };
        assert_eq!(list(filter).target(), "/connections?app=cal-com&status=PENDING");
        assert_eq!(list(Filter::default()).target(), "/connections");
    }

    #[test]
    fn a_status_that_the_gateway_has_no_word_for_is_not_asked_for() {
        let filter = Filter { app: None, status: Some(Status::Other) };
        assert_eq!(list(filter).target(), "/connections");
    }

    #[test]
    fn a_new_connection_names_its_app() {
        let endpoint = create(App::Calendly);
        assert_eq!(endpoint.method(), &Method::POST);
        assert_eq!(endpoint.body().unwrap().as_ref(), br#"{"app":"calendly"}"#);
    }

    #[test]
    fn one_connection_is_read_and_deleted_by_its_id() {
        let id = ConnectionId::parse("c-1").unwrap();
        assert_eq!(read(&id).target(), "/connections/c-1");
        assert_eq!(
            (delete(&id).method(), delete(&id).target().as_str()),
            (&Method::DELETE, "/connections/c-1")
        );
    }
}
