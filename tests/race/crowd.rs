//! Many who ask for bookings at once, and what each of them is told.

use std::sync::Arc;

use freebusy_booking::{Cause, Intent, IntentId, Report, Status};
use freebusy_driver::{Driver, Error, News, Stop};
use tokio::task::JoinSet;

use crate::stage::Hosts;

/// What one of a crowd was told.
#[derive(Debug)]
pub(crate) enum Told {
    /// It is booked.
    Confirmed(IntentId),
    /// Somebody else has claimed the slot: nothing was written down.
    Claimed,
    /// A service said that it is taken, and nothing was booked.
    Taken,
    /// Anything else, which nobody should be told.
    Otherwise(String),
}

impl From<Result<Report, Error>> for Told {
    fn from(end: Result<Report, Error>) -> Self {
        match end {
            Ok(Report { status: Status::Confirmed, id, .. }) => Self::Confirmed(id),
            Ok(Report { status: Status::AbortedNoTrace, cause: Some(Cause::Taken { .. }), .. }) => {
                Self::Taken
            }
            Err(Error::Claimed(_)) => Self::Claimed,
            other => Self::Otherwise(format!("{other:?}")),
        }
    }
}

/// What everybody was told, counted.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) confirmed: u32,
    pub(crate) claimed: u32,
    pub(crate) taken: u32,
    pub(crate) otherwise: Vec<String>,
}

impl Tally {
    pub(crate) fn add(&mut self, told: &str) {
        match told {
            "confirmed" => self.confirmed += 1,
            "claimed" => self.claimed += 1,
            "taken" => self.taken += 1,
            other => self.otherwise.push(other.to_owned()),
        }
    }
}

impl Told {
    /// The word for it, on one line.
    pub(crate) fn word(&self) -> String {
        match self {
            Self::Confirmed(_) => "confirmed".into(),
            Self::Claimed => "claimed".into(),
            Self::Taken => "taken".into(),
            Self::Otherwise(what) => what.escape_debug().to_string(),
        }
    }
}

/// Everybody asks at once, in turns of the drivers; `hear` learns what happens to whom meanwhile.
pub(crate) async fn book(
    drivers: &[Driver],
    hosts: &Arc<Hosts>,
    intents: impl IntoIterator<Item = Intent>,
    hear: &Arc<dyn Fn(&str) + Send + Sync>,
) -> Vec<Told> {
    let mut asking = JoinSet::new();
    for (intent, driver) in intents.into_iter().zip(drivers.iter().cycle()) {
        let (driver, hosts, hear) = (driver.clone(), Arc::clone(hosts), Arc::clone(hear));
        asking.spawn(async move {
            let news = |news| match news {
                News::Opened(_) => hear("opened"),
                News::Calling(call) => hear(&format!("calling {} {}", call.op, call.leg.0)),
                News::Stands(_) => {}
            };
            let told = Told::from(driver.book(intent, &*hosts, Stop::Told, &news).await);
            hear(&format!("told {}", told.word()));
            told
        });
    }
    asking.join_all().await
}
