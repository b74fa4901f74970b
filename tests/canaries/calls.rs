//! Every tour once more, each of its calls first under every fault that the sandbox knows.

use freebusy_maton::App;

use crate::faults::Fault;
use crate::guide::Tour;
use crate::services::Way;
use crate::{calcom, calcom_old, calendly, log, maton};

/// Every way in which a call can fail.
pub(crate) const FAULTS: &[Fault] = &[
    Fault::status(400),
    Fault::status(401),
    Fault::status(403),
    Fault::status(404),
    Fault::status(409),
    Fault::status(422),
    Fault::status(424),
    Fault::status(429),
    Fault::status(498),
    Fault::status(500),
    Fault::status(503),
    Fault::of("drop"),
    Fault::of("cut"),
    Fault::of("bad_json"),
    Fault { status: Some(502), ..Fault::of("commit_then_status") },
    Fault { delay_ms: Some(2_000), ..Fault::of("slow") },
    Fault { delay_ms: Some(2_000), ..Fault::of("commit_then_timeout") },
];

async fn begin(name: &'static str, app: App, way: Way) -> Tour {
    log::listen();
    Tour::new(name, app, way, FAULTS).await
}

pub(crate) fn judge(tour: &Tour) {
    tour.assert_nothing_shown();
    let heard = log::heard();
    assert!(heard.contains("freebusy_transport"), "nobody listens");
    assert!(heard.contains("reqwest"), "nobody listens to the HTTP client");
    tour.assert_clean("the log", &heard);
    for text in tour.unlogged() {
        let line = heard.lines().find(|line| line.contains(&text));
        assert_eq!(line, None, "{}: `{text}` is logged", tour.name);
    }
}

macro_rules! tours {
    ($($name:ident: $tour:path, $app:ident, $way:ident;)+) => {$(
        #[tokio::test]
        async fn $name() {
            let tour = begin(stringify!($name), App::$app, Way::$way).await;
            $tour(&tour).await;
            judge(&tour);
        }
    )+};
}

tours! {
    calendly_directly: calendly::tour, Calendly, Direct;
    calendly_through_maton_1: calendly::tour, Calendly, Maton1;
    calendly_through_maton_2: calendly::tour, Calendly, Maton2;
    calcom_directly: calcom::tour, Calcom, Direct;
    calcom_through_maton_1: calcom::tour, Calcom, Maton1;
    calcom_through_maton_2: calcom::tour, Calcom, Maton2;
    calcom_of_2024_04_15_directly: calcom_old::tour, Calcom, Direct;
    maton_1: maton::tour, Calendly, Maton1;
    maton_2: maton::tour, Calendly, Maton2;
}

impl Fault {
    const fn of(kind: &'static str) -> Self {
        Self { kind, status: None, delay_ms: None }
    }

    /// The call is not carried out, and answered with this status.
    const fn status(status: u16) -> Self {
        Self { status: Some(status), ..Self::of("status") }
    }
}
