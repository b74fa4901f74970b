//! Where bookings are driven: the journal, the driver, and the services that it needs.

use std::pin::pin;
use std::sync::Arc;

use freebusy_booking::{Filter, Happening, Intent, IntentId, Journal, Policy, Report, Saga, Stored, Summary};
use freebusy_driver::{Driver, Error, Stop};
use freebusy_provider::{Booking, Error as ProviderError};
use freebusy_store::Location;
use freebusy_zones::Zones;

use super::directory::Services;
use super::identity::{self, TENANT};
use super::journal;
use super::news::Teller;
use crate::clock::WallClock;
use crate::connections::Connections;
use crate::message::{self, Voice};
use crate::outcome::{Failure, Outcome};
use crate::signals;

/// An open journal, and a driver that writes into it.
#[derive(Debug)]
pub(crate) struct Desk<'a> {
    connections: &'a Connections,
    zones: &'a Arc<Zones>,
    location: Location,
    journal: Arc<dyn Journal>,
    driver: Driver,
    voice: Voice,
}

impl<'a> Desk<'a> {
    /// Opens the journal that the command line names, or the usual one.
    pub(crate) fn open(
        flag: Option<&str>,
        connections: &'a Connections,
        zones: &'a Arc<Zones>,
    ) -> Result<Self, Failure> {
        let location = journal::place(flag, connections)?;
        let journal = connections.serve(freebusy_store::open(&location))??;
        let driver = Driver::new(Arc::clone(&journal), Arc::new(WallClock), identity::worker());
        Ok(Self { connections, zones, location, journal, driver, voice: Voice::Aloud })
    }

    /// The same desk, whose news are told so.
    pub(crate) const fn with_voice(mut self, voice: Voice) -> Self {
        self.voice = voice;
        self
    }

    /// Where the journal is.
    pub(crate) const fn location(&self) -> &Location {
        &self.location
    }

    /// Runs what asks the journal or services.
    pub(crate) fn run<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        Ok(self.connections.serve(work)?)
    }

    /// The bookings in the journal, latest first.
    pub(crate) fn list(&self, filter: Filter) -> Result<Vec<Summary>, Failure> {
        Ok(self.run(self.journal.list(TENANT, filter))??)
    }

    /// A booking in the journal.
    pub(crate) fn load(&self, id: IntentId) -> Result<Stored, Failure> {
        let stored = self.run(self.journal.load(TENANT, id))??;
        stored.ok_or_else(|| Failure::from(Error::Unknown(id)))
    }

    /// The booking that was asked for under a key, where one was.
    pub(crate) fn by_key(&self, key: &str) -> Result<Option<Stored>, Failure> {
        let found = self.run(self.journal.find(TENANT, key))??;
        found.map(|id| self.load(id)).transpose()
    }

    /// Adds the services of a booking, and of the one whose place it takes. Where that one cannot be read nothing is
    /// added for it: the driver, who reads it again when it is to be undone, knows what to make of that.
    pub(crate) fn find(&self, intent: &Intent, services: &mut Services) {
        services.find(intent, self.connections, self.zones);
        if let Some(old) = intent.replaces.and_then(|old| self.load(old).ok()) {
            services.find(&old.intent, self.connections, self.zones);
        }
    }

    /// Books, or goes on with what was asked for under the same key: that may have other legs, for other people may
    /// have been free then.
    pub(crate) fn book(&self, intent: Intent, mut services: Services) -> Result<Report, Failure> {
        self.find(&intent, &mut services);
        let known = self.by_key(&intent.key)?;
        if let Some(known) = &known {
            self.find(&known.intent, &mut services);
        }
        let teller = Teller::of(known.as_ref().map_or(&intent, |known| &known.intent), self.voice);
        let told = |news| teller.tell(&news);
        let report = self.drive(self.driver.book(intent, &services, Stop::Told, &told))?;
        teller.end();
        Ok(report?)
    }

    /// Goes on with a booking that was asked for again.
    pub(crate) fn again(&self, intent: Intent) -> Result<Report, Failure> {
        self.book(intent, Services::default())
    }

    /// Takes bookings again with a journal that was put back from an old copy.
    pub(crate) fn accept_restored(&self) -> Result<(), Failure> {
        match &self.location {
            Location::Sqlite(path) => {
                let journal = self.run(freebusy_store::Sqlite::open(path))??;
                Ok(self.run(journal.accept_restored())??)
            }
            Location::Postgres(_) => Ok(()),
        }
    }

    /// Goes on with a booking that is written down.
    pub(crate) fn resume(&self, id: IntentId, first: Option<Happening>) -> Result<Report, Failure> {
        self.go_on(id, first, Stop::Told)
    }

    /// Asks the services of a confirmed booking whether it stands; one that is missed is looked for a second time.
    pub(crate) fn audit(&self, id: IntentId) -> Result<Report, Failure> {
        // People are told of a confirmed booking at once, so only the end of all work is after the second look. What
        // a moved booking leaves behind may keep somebody at work for a day, which an audit does not wait for.
        let stop = if self.load(id)?.intent.replaces.is_none() { Stop::Done } else { Stop::Told };
        self.go_on(id, Some(Happening::AuditAsked), stop)
    }

    fn go_on(&self, id: IntentId, first: Option<Happening>, stop: Stop) -> Result<Report, Failure> {
        let intent = self.load(id)?.intent;
        let mut services = Services::default();
        self.find(&intent, &mut services);
        let teller = Teller::of(&intent, self.voice);
        let told = |news| teller.tell(&news);
        let report = self.drive(self.driver.resume(TENANT, id, first, &services, stop, &told))?;
        teller.end();
        Ok(report?)
    }

    /// What the services of a booking have at its time.
    pub(crate) fn told_by_services(&self, intent: &Intent) -> Result<Vec<Told>, Failure> {
        let mut services = Services::default();
        self.find(intent, &mut services);
        let mut told = Vec::new();
        for leg in &intent.legs {
            let found = match services.get(&leg.target, &leg.source) {
                Ok(provider) => match provider.booking() {
                    Some(booking) => self.run(booking.bookings(intent.slot))?,
                    None => Ok(Vec::new()),
                },
                Err(error) => Err(error),
            };
            told.push(Told { participant: leg.participant.clone(), source: leg.source.clone(), found });
        }
        Ok(told)
    }

    /// Goes on with every booking that is due. One that cannot be read is named, and keeps no other from its end.
    pub(crate) fn resume_all(&self) -> Result<(Vec<Report>, Vec<Unread>), Failure> {
        let (mut services, mut unread) = (Services::default(), Vec::new());
        for summary in self.list(Filter::Unfinished)? {
            match self.load(summary.intent) {
                Ok(stored) => self.find(&stored.intent, &mut services),
                Err(failure) => unread.push(Unread::unclear(summary.intent, failure)?),
            }
        }
        let teller = Teller::of_any(self.voice);
        let told = |news| teller.tell(&news);
        let reports = self.drive(self.driver.run_due(TENANT, &services, &told))?;
        teller.end();
        Ok((reports?, unread))
    }

    /// Runs what drives bookings. Whoever wants the program to end has it end what is under way, and no more.
    fn drive<T>(&self, work: impl Future<Output = T>) -> Result<T, Failure> {
        self.run(async {
            let mut work = pin!(work);
            // Where no signal can be heard, whoever wants an end will end the process.
            if let Ok(mut stopping) = signals::stopping() {
                tokio::select! {
                    done = &mut work => return done,
                    () = stopping.recv() => {}
                }
            } else {
                return work.await;
            }
            message::tell("stopping: what is under way is awaited and written down");
            self.driver.shut_down();
            work.await
        })
    }
}

/// What one service has at the time of a booking.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) participant: Box<str>,
    pub(crate) source: Box<str>,
    pub(crate) found: Result<Vec<Booking>, ProviderError>,
}

/// A booking that could not be read or driven; the others were.
#[derive(Debug)]
pub(crate) struct Unread {
    pub(crate) id: IntentId,
    pub(crate) outcome: Outcome,
    pub(crate) why: String,
}

impl Unread {
    /// One that the journal holds and nobody understands: that mends itself never, so a person has to look.
    ///
    /// # Errors
    /// What ends the whole run.
    pub(crate) fn unclear(id: IntentId, failure: Failure) -> Result<Self, Failure> {
        Ok(Self { outcome: Outcome::Attention, ..Self::undriven(id, failure)? })
    }

    /// One that could not be driven, for another run has it.
    ///
    /// # Errors
    /// What ends the whole run.
    pub(crate) fn undriven(id: IntentId, failure: Failure) -> Result<Self, Failure> {
        match failure {
            Failure::Refused(why) => Ok(Self { id, outcome: Outcome::Incomplete, why }),
            Failure::Ended { outcome, message } => Ok(Self { id, outcome, why: message }),
            Failure::Unwritten { .. } => Err(failure),
        }
    }

    /// It for people.
    pub(crate) fn line(&self) -> String {
        format!("freebusy: booking {} was passed over: {}", self.id, self.why)
    }
}

/// How a booking stands, as far as the journal knows.
pub(crate) fn report(stored: Stored) -> Report {
    Saga::restored(stored.intent, Policy::STANDARD, &stored.records).report()
}

/// What keeps a booking from being driven ends the run.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        let outcome = match error {
            Error::Intent(_) | Error::Unknown(_) => return Self::Refused(message),
            Error::KeyReused(_) => Outcome::Conflict,
            Error::Claimed(claimant) => {
                let message =
                    format!("{message}; look at that by `freebusy bookings show {}`", claimant.intent);
                return Self::Ended { outcome: Outcome::Conflict, message };
            }
            _ => Outcome::Incomplete,
        };
        Self::Ended { outcome, message }
    }
}
