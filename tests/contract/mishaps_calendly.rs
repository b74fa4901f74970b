//! Bookings at Calendly that go wrong, by the adapter's own account: directly and through the gateway.

use std::sync::Arc;
use std::time::Duration;

use freebusy_calendly::{Account, EventTypeName, Listed};
use freebusy_core::{Interval, OfferRole, Seconds, Timestamp, ZoneRules};
use freebusy_maton::App;
use freebusy_provider::{
    Answer, Attendee, Booking, BookingRequest, BookingTarget, Form, Need, Outcome, Provider, Query, Quota,
    Rejection, Titles,
};
use freebusy_transport::Method;
use freebusy_zones::Zones;
use serde_json::{Value, json};

use crate::adapters::route;
use crate::days;
use crate::services::{Services, Way};

/// Ana's sandbox, her calendar behind one way to it.
struct Stage {
    services: Services,
    way: Way,
}

impl Stage {
    async fn new(way: Way) -> Self {
        let services = Services::start().await;
        services.lift_rate_limits().await;
        Self { services, way }
    }

    async fn listed(&self, slug: &str) -> Listed {
        let route = route(&self.services, self.way, App::Calendly).await;
        let account = Account::new(self.services.channel(freebusy_calendly::rated(route)), zones());
        account.listed("calendly:ana", EventTypeName::parse(slug).unwrap(), OfferRole::Booked)
    }

    async fn fault(&self, path: &str, fault: &str, status: u16) {
        let order = json!({ "service": "calendly", "method": "POST", "path": path, "fault": fault,
            "status": status, "delay_ms": 10 });
        self.services.order(Method::POST, "/faults", &order).await;
    }

    async fn set(&self, settings: Value) {
        self.services.order(Method::PUT, "/settings", &settings).await;
    }
}

fn zones() -> Arc<Zones> {
    Arc::new(Zones::load(None).unwrap())
}

fn window() -> Interval {
    days::window(2, 9)
}

/// A booking by `email` of the `nth` start that is offered.
async fn wish(bo: &Listed, nth: usize, email: &str) -> BookingRequest {
    let local = ZoneRules::utc();
    let length = Seconds::from_minutes(30);
    let now = Timestamp::from_unix(0);
    let query = Query { window: window(), local: &local, now, length, titles: Titles::Withheld };
    let offers = bo.availability().fetch(query).await.unwrap().offers.unwrap();
    let attendee = Attendee { name: "Gil".into(), email: email.into(), zone: "Europe/Berlin".into() };
    let intent = format!("i-{nth}-{email}").into();
    BookingRequest { start: offers.starts()[nth], length, attendee, form: Form::default(), intent }
}

async fn marked(target: &dyn BookingTarget, request: &BookingRequest) -> Vec<Booking> {
    let mut found = target.bookings(window()).await.unwrap();
    found.retain(|booking| booking.intent.as_deref() == Some(&*request.intent));
    found
}

async fn booked(target: &dyn BookingTarget, request: &BookingRequest) -> Booking {
    let outcome = target.create(request, None).await;
    let Outcome::Ok(booking) = outcome else { panic!("{outcome:?}") };
    booking
}

fn rejection<T>(outcome: &Outcome<T>) -> Option<Rejection> {
    if let Outcome::Rejected(rejection, _) = outcome { Some(*rejection) } else { None }
}

async fn an_answer_that_is_lost(way: Way) {
    let stage = Stage::new(way).await;
    let ana = stage.listed("30min").await;
    let target = ana.booking().unwrap();
    for (nth, fault) in
        ["commit_then_timeout", "commit_then_status", "cut", "bad_json"].into_iter().enumerate()
    {
        let request = wish(&ana, 0, &format!("gil{nth}@example.com")).await;
        stage.fault("/invitees", fault, 502).await;
        let outcome = target.create(&request, None).await;
        assert!(matches!(outcome, Outcome::Ambiguous(_)), "{fault}: {outcome:?}");
        let found = marked(target, &request).await;
        let [booking] = found.as_slice() else { panic!("{fault}: {found:?}") };
        assert_eq!(booking.email.as_deref(), Some(&*request.attendee.email));
        assert_eq!(booking.span.start(), request.start);
        assert!(booking.created.is_some() && booking.page.is_some());
        assert_eq!(rejection(&target.create(&request, None).await), Some(Rejection::Taken), "{fault}");
    }
    for fault in ["drop", "status"] {
        let request = wish(&ana, 0, "gus@example.com").await;
        stage.fault("/invitees", fault, 424).await;
        assert!(matches!(target.create(&request, None).await, Outcome::Ambiguous(_)), "{fault}");
        assert!(marked(target, &request).await.is_empty(), "{fault}");
    }
}

#[tokio::test]
async fn a_booking_at_calendly_whose_answer_is_lost_is_found_by_its_mark() {
    an_answer_that_is_lost(Way::Direct).await;
}

#[tokio::test]
async fn a_booking_at_calendly_whose_answer_is_lost_behind_the_gateway_is_found_by_its_mark() {
    an_answer_that_is_lost(Way::Maton2).await;
}

#[tokio::test]
async fn a_cancellation_that_is_lost_is_repeated_and_one_that_is_refused_leaves_the_meeting() {
    let stage = Stage::new(Way::Direct).await;
    let ana = stage.listed("30min").await;
    let target = ana.booking().unwrap();
    let cancellation = "/scheduled_events/{id}/cancellation";
    let request = wish(&ana, 0, "gil@example.com").await;
    let id = booked(target, &request).await.id;
    stage.fault(cancellation, "status", 403).await;
    assert_eq!(rejection(&target.cancel(&id, "no").await), Some(Rejection::Unauthorised));
    assert_eq!(marked(target, &request).await.len(), 1);
    stage.fault(cancellation, "commit_then_timeout", 500).await;
    assert!(matches!(target.cancel(&id, "no").await, Outcome::Ambiguous(_)));
    assert!(matches!(target.cancel(&id, "no").await, Outcome::Ok(())));
    assert!(marked(target, &request).await.is_empty());
    let gone = "https://api.calendly.com/scheduled_events/NOTHERE/invitees/NOBODY";
    assert_eq!(rejection(&target.cancel(gone, "no").await), Some(Rejection::Taken));
}

#[tokio::test]
async fn a_quota_at_calendly_that_is_used_up_is_told_with_its_wait_and_known_from_then_on() {
    let stage = Stage::new(Way::Direct).await;
    let ana = stage.listed("30min").await;
    let target = ana.booking().unwrap();
    stage.set(json!({ "calendly_bookings_left": 0 })).await;
    let request = wish(&ana, 0, "gil@example.com").await;
    let day = Duration::from_secs(86_400);
    assert!(matches!(target.create(&request, None).await, Outcome::Throttled(wait) if wait == day));
    assert!(target.opens_in().is_some());
    let quota = target.terms().await.unwrap().quota;
    assert!(matches!(quota, Quota::Counted { left: 0, opens_in: Some(_) }), "{quota:?}");
}

#[tokio::test]
async fn the_form_of_an_event_type_at_calendly_is_told_and_a_booking_that_fits_it_is_made() {
    let stage = Stage::new(Way::Direct).await;
    let ana = stage.listed("intake").await;
    let target = ana.booking().unwrap();
    let questions = target.terms().await.unwrap().questions;
    assert_eq!((questions.len(), questions[0].need, questions[1].choices.len()), (2, Need::Required, 3));
    let bare = wish(&ana, 0, "gil@example.com").await;
    assert_eq!(rejection(&target.create(&bare, None).await), Some(Rejection::Invalid));
    let answer = Answer { question: questions[0].text.clone(), answer: "Prices".into() };
    let guests = vec!["cy@example.com".into()];
    let form = Form { answers: vec![answer], guests, ..Form::default() };
    booked(target, &BookingRequest { form, ..bare }).await;
}

#[tokio::test]
async fn a_group_at_calendly_lists_everybody_and_is_not_cancelled_for_others() {
    let stage = Stage::new(Way::Direct).await;
    let ana = stage.listed("workshop").await;
    let target = ana.booking().unwrap();
    let hour = Seconds::from_minutes(60);
    let gil = BookingRequest { length: hour, ..wish(&ana, 0, "gil@example.com").await };
    let gus = BookingRequest { length: hour, ..wish(&ana, 0, "gus@example.com").await };
    let ours = booked(target, &gil).await;
    booked(target, &gus).await;
    assert_eq!((marked(target, &gil).await.len(), marked(target, &gus).await.len()), (1, 1));
    assert_eq!(rejection(&target.cancel(&ours.id, "no").await), Some(Rejection::Invalid));
    stage.set(json!({ "list_lag_ms": 600_000 })).await;
    assert!(marked(target, &gil).await.is_empty());
}
