//! What is told on stderr while a booking is on its way.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::{Mutex, PoisonError};

use freebusy_booking::{Call, Intent, Op};
use freebusy_driver::News;

use super::target::Target;
use crate::message::{Voice, escape};

/// Who is booked through what, in the order of the legs.
#[derive(Debug, Clone)]
struct Name {
    participant: String,
    service: &'static str,
}

/// Tells the news of one booking: on a terminal in a line that comes and goes, elsewhere in lines that stay.
#[derive(Debug)]
pub(crate) struct Teller {
    names: Vec<Name>,
    voice: Voice,
    is_terminal: bool,
    last: Mutex<String>,
}

impl Teller {
    /// Tells of the legs of an intent.
    pub(crate) fn of(intent: &Intent, voice: Voice) -> Self {
        let name = |leg: &freebusy_booking::LegPlan| Name {
            participant: escape(&leg.participant),
            service: Target::read(&leg.target).map_or("a service", |target| target.title()),
        };
        let names = intent.legs.iter().map(name).collect();
        Self { names, ..Self::of_any(voice) }
    }

    /// Tells of bookings that are not known beforehand.
    pub(crate) fn of_any(voice: Voice) -> Self {
        let is_terminal = voice == Voice::Aloud && io::stderr().is_terminal();
        Self { names: Vec::new(), voice, is_terminal, last: Mutex::default() }
    }

    /// Tells one thing.
    pub(crate) fn tell(&self, news: &News) {
        let Some(line) = self.line(news) else {
            return;
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if *last == line {
            return;
        }
        if self.is_terminal {
            let blank = " ".repeat(last.chars().count());
            let mut err = io::stderr().lock();
            // Where nobody can be told, the work goes on all the same.
            let _ = write!(err, "\r{blank}\r{line}").and_then(|()| err.flush());
        } else {
            self.voice.tell(&line);
        }
        *last = line;
    }

    /// Takes the line away that was to go.
    pub(crate) fn end(&self) {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_terminal && !last.is_empty() {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r{}\r", " ".repeat(last.chars().count())).and_then(|()| err.flush());
        }
        last.clear();
    }

    fn line(&self, news: &News) -> Option<String> {
        match news {
            News::Calling(call) => Some(self.calling(call)),
            News::Opened(_) | News::Stands(_) => None,
        }
    }

    fn calling(&self, call: &Call) -> String {
        let unknown = || Name { participant: "a participant".to_owned(), service: "a service" };
        let Name { participant, service } =
            self.names.get(usize::from(call.leg.0)).cloned().unwrap_or_else(unknown);
        match call.op {
            Op::Verify | Op::List => format!("checking {participant} with {service} …"),
            Op::Hold { .. } => format!("holding the slot of {participant} with {service} …"),
            Op::Release { .. } => format!("giving back the hold of {participant} with {service} …"),
            Op::Create { .. } => format!("booking {participant} with {service} …"),
            Op::Cancel { .. } => format!("cancelling the booking of {participant} with {service} …"),
        }
    }
}
