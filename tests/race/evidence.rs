//! What the services and the journal have to show for a slot once the race is over.

use std::collections::BTreeMap;
use std::ops::Range;

use freebusy_booking::{Filter, Journal, Status, Summary};
use freebusy_core::{Interval, Timestamp};
use freebusy_sandbox::Exchange;
use freebusy_transport::Method;
use serde_json::Value;

use crate::services::Services;
use crate::stage::{TENANT, slot};

/// Where each service takes bookings, and in which field it is told their start; in the order of the legs.
pub(crate) const CREATES: [(&str, &str); 2] = [("/invitees", "start_time"), ("/v2/bookings", "start")];

/// What each service has seen of each slot, in the order of the legs.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// How often it was asked to book.
    creates: BTreeMap<Timestamp, [u32; 2]>,
    /// What is booked there.
    active: BTreeMap<Timestamp, [u32; 2]>,
}

impl Seen {
    pub(crate) async fn by(services: &Services) -> Self {
        let mut seen = Self::default();
        for exchange in services.sandbox.exchanges() {
            if let Some((leg, start)) = create(&exchange) {
                seen.creates.entry(start).or_default()[leg] += 1;
            }
        }
        let world: Value =
            serde_json::from_slice(&services.control(Method::GET, "/world", None).await).unwrap();
        for booking in world["bookings"].as_array().unwrap() {
            if booking["active"] == true {
                let leg = usize::from(booking["maker"] == "calcom");
                seen.active.entry(instant(&booking["start"])).or_default()[leg] += 1;
            }
        }
        seen
    }

    /// Each service was asked once to book the slot, and has.
    pub(crate) fn assert_booked_once(&self, n: u32) {
        let start = slot(n).start();
        let of = |map: &BTreeMap<Timestamp, [u32; 2]>| map.get(&start).copied().unwrap_or_default();
        assert_eq!(of(&self.creates), [1, 1], "bookings that were sent for slot {n}");
        assert_eq!(of(&self.active), [1, 1], "bookings that stand at slot {n}");
    }
}

/// How often a leg's service was asked to book the slot.
pub(crate) fn creates(services: &Services, leg: usize, n: u32) -> usize {
    let wanted = Some((leg, slot(n).start()));
    services.sandbox.exchanges().iter().filter(|exchange| create(exchange) == wanted).count()
}

/// Of which leg and for which start an exchange is a booking.
fn create(exchange: &Exchange) -> Option<(usize, Timestamp)> {
    let leg = CREATES.iter().position(|(path, _)| *path == exchange.target)?;
    let body: Value = serde_json::from_slice(&exchange.body).ok().filter(|_| exchange.method == "POST")?;
    Some((leg, instant(&body[CREATES[leg].1])))
}

fn instant(text: &Value) -> Timestamp {
    let at: chrono::DateTime<chrono::Utc> = text.as_str().unwrap().parse().unwrap();
    Timestamp::from_unix(at.timestamp())
}

/// Everything in the journal can be read, and each of the slots has one intent, which is confirmed.
pub(crate) async fn assert_written_once(journal: &dyn Journal, slots: Range<u32>) {
    let mut found: Vec<(Interval, Status)> = Vec::new();
    for Summary { intent, slot, status, .. } in journal.list(TENANT, Filter::All).await.unwrap() {
        let stored = journal.load(TENANT, intent).await.unwrap().unwrap();
        if status != Status::Confirmed {
            eprintln!("{intent} at {slot:?} is {status}: {:#?}", stored.records);
        }
        found.push((slot, status));
    }
    found.sort_by_key(|(slot, _)| slot.start());
    let expected: Vec<(Interval, Status)> = slots.map(|n| (slot(n), Status::Confirmed)).collect();
    assert_eq!(found, expected);
}
