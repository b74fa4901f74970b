//! What befalls calls on command, each followed by the world as it was.

use std::fmt::Debug;
use std::time::Duration;

use freebusy_maton::App;
use freebusy_transport::{Bounds, Endpoint, Method};
use serde_json::json;

use crate::guide::Tour;
use crate::stage::Way;

/// One attempt, no waiting for another, and no long wait for an answer.
const ONCE: Bounds = Bounds { timeout: Duration::from_millis(150), body: 1 << 20, patience: Duration::ZERO };

/// A fault as the sandbox's controls name it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fault {
    pub(crate) kind: &'static str,
    pub(crate) status: Option<u16>,
    pub(crate) delay_ms: Option<u64>,
}

/// Sends a call under every one of `faults`; what comes of it is only looked at.
pub(crate) async fn suffer<T: Debug>(tour: &Tour, faults: &[Fault], endpoint: &Endpoint<T>) {
    if faults.is_empty() {
        return;
    }
    let world = tour.stage.world().await;
    for fault in faults {
        order(tour, fault).await;
        tour.see(&tour.channel(ONCE).await.send(endpoint).await);
        tour.stage.control(Method::DELETE, "/faults", Vec::new()).await;
        tour.stage.put_world(world.clone()).await;
    }
}

async fn order(tour: &Tour, fault: &Fault) {
    let service = match (tour.way, tour.app) {
        (Way::Direct, App::Calendly) => "calendly",
        (Way::Direct, App::Calcom) => "calcom",
        (Way::Maton1 | Way::Maton2, _) => "maton",
    };
    // The gateway's own calls, which find the connection, are let through.
    let path = if service == "maton" { format!("/{}/*", tour.app) } else { "*".to_owned() };
    let mut order = json!({ "service": service, "path": path, "fault": fault.kind, "times": 10 });
    if let Some(status) = fault.status {
        order["status"] = status.into();
    }
    if let Some(delay) = fault.delay_ms {
        order["delay_ms"] = delay.into();
    }
    tour.stage.control(Method::POST, "/faults", order.to_string().into()).await;
}
