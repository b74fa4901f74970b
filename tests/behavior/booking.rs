//! What must hold of a booking whichever provider makes it, through the port.

use freebusy_provider::{Consent, Need, Outcome, Rejection};

use crate::host::{Hosting, QUESTION, RIVAL, answered, attendee, request, rival, slot};
use crate::runtime::block_on;

const MARK: &str = "0193a000-0000-7000-8000-00000000000a";

pub(crate) fn a_booking_is_made_listed_by_its_mark_and_cancelled_once(set_up: &impl Hosting) {
    let host = set_up.host();
    let Outcome::Ok(made) = host.book(&request(attendee(), MARK)) else { panic!("it was booked") };
    assert_eq!((made.span, made.consent), (slot(), Consent::Given));
    let listed = host.bookings();
    assert_eq!((listed.len(), &listed[0].id, listed[0].span), (1, &made.id, slot()));
    assert_eq!(
        (listed[0].intent.as_deref(), listed[0].email.as_deref()),
        (Some(MARK), Some("dee@example.com"))
    );
    for _ in 0..2 {
        let cancelled = block_on(host.target().cancel(&made.id, "it rains"));
        assert!(matches!(cancelled, Outcome::Ok(())), "{cancelled:?}");
        assert!(host.bookings().is_empty());
    }
}

pub(crate) fn a_slot_that_is_taken_is_refused_and_nothing_is_booked(set_up: &impl Hosting) {
    let host = set_up.host();
    let Outcome::Ok(_) = host.book(&rival()) else { panic!("it was booked") };
    let refused = host.book(&request(attendee(), MARK));
    assert!(matches!(refused, Outcome::Rejected(Rejection::Taken, _)), "{refused:?}");
    assert_eq!(host.marks(), [RIVAL.into()]);
}

pub(crate) fn guests_arrive_at_the_service(set_up: &impl Hosting) {
    let host = set_up.host();
    let mut request = request(attendee(), MARK);
    request.form.guests = vec!["gil@example.com".into(), "kim@example.com".into()];
    assert!(host.terms().most_guests >= request.form.guests.len());
    let Outcome::Ok(_) = host.book(&request) else { panic!("it was booked") };
    let record = host.record();
    for guest in &request.form.guests {
        assert!(record.contains(&**guest), "{record}");
    }
}

pub(crate) fn missing_answers_are_named_with_their_exact_text(set_up: &impl Hosting) {
    let host = set_up.host();
    host.ask();
    let terms = host.terms();
    let asked: Vec<(&str, Need)> = terms.questions.iter().map(|it| (&*it.text, it.need)).collect();
    assert_eq!(asked, [(QUESTION, Need::Required)]);
    let refused = host.book(&request(attendee(), MARK));
    let Outcome::Rejected(Rejection::Invalid, error) = refused else { panic!("{refused:?}") };
    assert!(error.to_string().contains(&format!("`{QUESTION}`")), "{error}");
    assert!(host.sent().is_empty() && host.bookings().is_empty());
    let mut request = request(attendee(), MARK);
    request.form = answered();
    let Outcome::Ok(_) = host.book(&request) else { panic!("it was booked") };
    assert!(host.record().contains("\"Tea\""));
}

pub(crate) fn a_booking_that_its_host_must_confirm_says_so(set_up: &impl Hosting) {
    let host = set_up.host();
    host.stage().await_the_host();
    assert_eq!(host.terms().consent, Consent::Awaited);
    let Outcome::Ok(made) = host.book(&request(attendee(), MARK)) else { panic!("it was booked") };
    let listed = host.bookings();
    assert_eq!((made.consent, listed.len(), listed[0].consent), (Consent::Awaited, 1, Consent::Awaited));
}

pub(crate) fn an_exhausted_quota_is_told_with_the_time_until_it_opens(set_up: &impl Hosting) {
    let host = set_up.host();
    host.use_up_the_quota();
    let refused = host.book(&request(attendee(), MARK));
    assert!(matches!(refused, Outcome::Throttled(wait) if wait.as_secs() > 10), "{refused:?}");
    assert!(host.bookings().is_empty());
}
