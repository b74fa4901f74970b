//! The gateway's own calls: they are sent by [`Gateway`] alone, so what the sandbox received is held to the rows.

use std::fmt::Debug;

use freebusy_maton::{App, Error, Filter, Status};
use secrecy::ExposeSecret as _;

use crate::guide::Tour;

pub(crate) async fn tour(tour: &Tour) {
    let gateway = tour.stage.gateway(tour.way);
    let made = ran(tour, "create", gateway.create(App::Calcom).await);
    assert_eq!((made.status, &*made.app), (Status::Pending, "cal-com"));
    let consent = made.consent_url.expose_secret();
    assert!(consent.contains("session_token="), "consent needs its session");
    tour.keep_secret(consent);
    let read = ran(tour, "connection", gateway.connection(&made.id).await);
    assert_eq!((read.status, read.created_at), (Status::Pending, made.created_at));
    let pending = Filter { app: Some(App::Calcom), status: Some(Status::Pending) };
    let listed = ran(tour, "connections", gateway.connections(pending).await);
    assert!(listed.iter().any(|connection| connection.id == made.id), "{listed:?}");
    ran(tour, "delete", gateway.delete(&made.id).await);
    let left = ran(tour, "connections", gateway.connections(pending).await);
    assert_eq!(left.len() + 1, listed.len());
    tour.end();
}

fn ran<T: Debug>(tour: &Tour, call: &str, answer: Result<T, Error>) -> T {
    tour.see(&answer);
    let sent = tour.stage.exchanges().pop().unwrap();
    let path = sent.target.split('?').next().unwrap().to_owned();
    tour.note(&format!("maton::Gateway::{call}"), &sent.method, &path, &sent.target);
    answer.unwrap_or_else(|error| panic!("{call}: {error}"))
}
