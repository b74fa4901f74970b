//! What befalls calls on command, each followed by the world as it was.

use std::fmt::Debug;
use std::time::Duration;

use freebusy_maton::App;
use freebusy_transport::{Bounds, Effect, Endpoint, Method};
use serde_json::{Value, json};

use crate::guide::Tour;
use crate::services::Way;

/// One attempt, and no waiting for another.
pub(crate) const ONCE: Bounds =
    Bounds { timeout: Duration::from_secs(5), body: 1 << 20, patience: Duration::ZERO };

/// The same for an answer that comes too late.
pub(crate) const SHORT: Bounds = Bounds { timeout: Duration::from_millis(12), ..ONCE };

/// A fault as the sandbox's controls name it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) kind: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) delay_ms: Option<u64>,
}

impl Fault {
    /// One attempt, within what this fault leaves it.
    pub(crate) const fn bounds(&self) -> Bounds {
        if self.delay_ms.is_some() { SHORT } else { ONCE }
    }

    /// What is sent to the controls to have it befall `times` calls of a service.
    pub(crate) fn order(&self, service: &str, times: u32) -> Value {
        let mut order = json!({ "service": service, "fault": self.kind, "times": times });
        if let Some(status) = self.status {
            order["status"] = status.into();
        }
        if let Some(delay) = self.delay_ms {
            order["delay_ms"] = delay.into();
        }
        order
    }
}

/// Sends a call under every one of `faults`; what comes of it is only looked at.
pub(crate) async fn suffer<T: Debug>(tour: &Tour, faults: &[Fault], endpoint: &Endpoint<T>) {
    if faults.is_empty() {
        return;
    }
    let world = match endpoint.effect() {
        Effect::Change => Some(tour.stage.world().await),
        Effect::Read => None,
    };
    for fault in faults {
        let channel = tour.channel(fault.bounds()).await;
        tour.stage.order(&fault.order(service(tour), 1)).await;
        let answer = channel.send(endpoint).await;
        assert!(
            answer.is_err() || endpoint.method() == Method::DELETE,
            "{fault:?} does not befall {endpoint:?}"
        );
        tour.see(&answer);
    }
    tour.stage.end_faults().await;
    if let Some(world) = world {
        tour.stage.put_world(world).await;
    }
}

/// The service that is to fail, as the controls name it.
fn service(tour: &Tour) -> &'static str {
    match (tour.way, tour.app) {
        (Way::Direct, App::Calendly) => "calendly",
        (Way::Direct, App::Calcom) => "calcom",
        (Way::Maton1 | Way::Maton2, _) => "maton",
    }
}
