//! The services of bookings, found by what stands in the journal and by the configuration of today.

use std::collections::BTreeMap;
use std::sync::Arc;

use freebusy_booking::{Intent, LegNo};
use freebusy_driver::Directory;
use freebusy_engine::Source;
use freebusy_ical::{Invitation, Invited};
use freebusy_provider::{Error, ErrorKind, Provider};
use freebusy_zones::Zones;

use super::target::{BOOKED, EventType, Letter, Target};
use crate::clock;
use crate::config::Service;
use crate::connections::{Connections, Evidence, Trouble};
use crate::schema::error::Fault;

const FIND: &str = "find the service of a booking";

/// A service, or why it cannot be asked.
type Found = Result<Arc<dyn Provider>, (ErrorKind, String)>;

/// Services by what the journal calls them.
#[derive(Debug, Default)]
pub(crate) struct Services(BTreeMap<Box<str>, Found>);

impl Services {
    /// Notes the service of a leg that was just found.
    pub(crate) fn add(&mut self, target: &Target, provider: Arc<dyn Provider>) {
        self.0.insert(target.written(), Ok(provider));
    }

    /// Finds the services of a booking that an earlier run wrote down.
    pub(crate) fn find(&mut self, intent: &Intent, connections: &Connections, zones: &Arc<Zones>) {
        for leg in &intent.legs {
            if !self.0.contains_key(&leg.target) {
                self.0.insert(leg.target.clone(), of_target(&leg.target, connections, zones));
            }
        }
    }

    /// The service of that name.
    pub(crate) fn get(&self, target: &str, source: &str) -> Result<Arc<dyn Provider>, Error> {
        match self.0.get(target) {
            Some(Ok(provider)) => Ok(Arc::clone(provider)),
            Some(Err((kind, why))) => Err(Error::new(*kind, source, FIND, why.as_str())),
            None => {
                let why = "it was written down after this run began; run the command again";
                Err(Error::new(ErrorKind::NotFound, source, FIND, why))
            }
        }
    }
}

impl Directory for Services {
    fn provider(&self, intent: &Intent, leg: LegNo) -> Result<Arc<dyn Provider>, Error> {
        match intent.legs.get(usize::from(leg.0)) {
            Some(plan) => self.get(&plan.target, &plan.source),
            None => Err(Error::new(ErrorKind::NotFound, "the journal", FIND, "there is no such leg")),
        }
    }
}

fn of_target(written: &str, connections: &Connections, zones: &Arc<Zones>) -> Found {
    let Some(target) = Target::read(written) else {
        let why = "the journal names it in a way that this version does not know; use a newer freebusy";
        return Err((ErrorKind::Malformed, why.to_owned()));
    };
    let found = match &target {
        Target::Calendly(event_type) => account(Service::Calendly, event_type, connections, zones),
        Target::Calcom(event_type) => account(Service::Calcom, event_type, connections, zones),
        Target::Link(page) => connections.link(&page.url, BOOKED, zones, &page.zone).map_err(told),
        Target::Invitation(letter) => Ok(invitation(letter)),
    }?;
    if found.booking().is_some() {
        Ok(found)
    } else {
        Err((ErrorKind::Refused, "it takes no bookings any more; look at it at the service".to_owned()))
    }
}

fn account(service: Service, target: &EventType, connections: &Connections, zones: &Arc<Zones>) -> Found {
    let evidence = Evidence::Offers { event_type: &target.event_type, role: BOOKED };
    let sources = connections.account(service, &target.connection, evidence, zones).map_err(told)?;
    let first = sources.into_iter().next().map(|Source { provider, .. }| provider);
    first.ok_or_else(|| (ErrorKind::NotFound, "it is no source any more".to_owned()))
}

fn told(trouble: Trouble) -> (ErrorKind, String) {
    let kind = match trouble.fault {
        Fault::Request => ErrorKind::NotFound,
        Fault::Credential => ErrorKind::Unauthorised,
        Fault::Service => ErrorKind::Unreachable,
    };
    (kind, trouble.message)
}

/// The invitation file of somebody without a service. Whether they are free was looked at with the whole request.
pub(crate) fn invitation(letter: &Letter) -> Arc<dyn Provider> {
    let invited = Invited {
        participant: letter.participant.as_str().into(),
        mail: letter.mail.as_deref().map(Into::into),
        summary: letter.summary.as_str().into(),
        stamp: clock::now(),
    };
    Arc::new(Invitation::new(format!("invitation:{}", letter.participant), &letter.folder, invited, None))
}
