//! Who of a request takes part in a meeting, and through which service each is booked.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use std::sync::Arc;

use freebusy_core::{ParticipantId, State};
use freebusy_engine::{Explanation, Participant, Purpose, Standing};
use freebusy_provider::{Error, Provider, Terms};
use futures_util::future::join_all;

use super::directory;
use super::target::{Letter, Target};
use crate::schema::Loaded;

/// A participant on the way to a leg.
#[derive(Debug, Clone)]
pub(crate) struct Leg {
    pub(crate) participant: Box<str>,
    pub(crate) target: Target,
    pub(crate) provider: Arc<dyn Provider>,
}

/// A leg with what booking there is like.
#[derive(Clone)]
pub(crate) struct Termed {
    pub(crate) leg: Leg,
    pub(crate) terms: Terms,
    /// Mail addresses of people who come along.
    pub(crate) guests: Vec<Box<str>>,
}

/// Shows how many guests there are, not who.
impl fmt::Debug for Termed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { leg, terms, guests } = self;
        let mut shown = f.debug_struct("Termed");
        shown.field("leg", leg).field("terms", terms).field("guests", &guests.len()).finish()
    }
}

/// Shows whose mail addresses are known, not the addresses.
impl fmt::Debug for Post<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { mails, folder, attendee: _ } = self;
        let mut shown = f.debug_struct("Post");
        shown.field("mails", &mails.keys()).field("folder", folder).finish_non_exhaustive()
    }
}

/// Who takes part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cast {
    /// Those who are booked through a service.
    pub(crate) booked: Vec<Leg>,
    /// Those who are not.
    pub(crate) others: Vec<Box<str>>,
    /// Those of the request who do not take part, and why.
    pub(crate) left_out: Vec<(Box<str>, State)>,
}

impl Cast {
    /// Everybody of `who` and of the optional ones who is free.
    pub(crate) fn new(loaded: &Loaded, explanation: &Explanation) -> Self {
        let request = &loaded.request;
        let mut wanted = request.who.named();
        wanted.extend(request.optional.iter().map(|optional| optional.id));
        wanted.sort_unstable();
        wanted.dedup();
        let mut cast = Self::default();
        for Standing { id, state, .. } in &explanation.participants {
            let Some(participant) = request.participants.get(id.index()).filter(|_| wanted.contains(id))
            else {
                continue;
            };
            match state {
                State::Free => cast.add(participant, zone(loaded, *id)),
                State::Busy | State::Tentative | State::Unavailable | State::Unknown => {
                    cast.left_out.push((participant.id.clone(), *state));
                }
            }
        }
        cast
    }

    /// A person with several services is booked through the first: more would be several meetings of one person.
    fn add(&mut self, participant: &Participant, zone: &str) {
        let deciding = participant.sources.iter().filter(|source| source.purpose == Purpose::Decides);
        let mut bookable = deciding.filter_map(|source| {
            Some((Target::of_source(&*source.provider, zone)?, Arc::clone(&source.provider)))
        });
        match bookable.next() {
            Some((target, provider)) => {
                self.booked.push(Leg { participant: participant.id.clone(), target, provider });
            }
            None => self.others.push(participant.id.clone()),
        }
    }
}

/// The zone in which a participant's page is asked.
fn zone(loaded: &Loaded, id: ParticipantId) -> &str {
    let hours = loaded.request.participants.get(id.index()).and_then(|it| it.hours.as_ref());
    hours.map_or(loaded.zone.name(), |hours| hours.schedule.zone())
}

/// How people without a service are told.
#[derive(Clone, Copy)]
pub(crate) struct Post<'a> {
    /// Where their mail goes, by participant.
    pub(crate) mails: &'a BTreeMap<String, String>,
    /// Where invitation files go.
    pub(crate) folder: &'a Path,
    /// The name of whoever invites.
    pub(crate) attendee: &'a str,
}

impl Post<'_> {
    /// People with a known mail go along as guests where there is one host and room, everybody else is invited.
    pub(crate) fn deliver(self, others: &[Box<str>], hosts: &mut [Termed]) -> Vec<Leg> {
        let everybody: Vec<&str> = hosts
            .iter()
            .map(|host| &*host.leg.participant)
            .chain(others.iter().map(|participant| &**participant))
            .collect();
        let summary = format!("{} and {}", self.attendee, everybody.join(", "));
        let mut invited = Vec::new();
        for participant in others {
            let mail = self.mails.get(&**participant);
            match (&mut *hosts, mail) {
                ([host], Some(mail)) if host.guests.len() < host.terms.most_guests => {
                    host.guests.push(mail.as_str().into());
                }
                _ => invited.push(self.letter(participant, mail, &summary)),
            }
        }
        invited
    }

    fn letter(self, participant: &str, mail: Option<&String>, summary: &str) -> Leg {
        let letter = Letter {
            folder: std::path::absolute(self.folder).unwrap_or_else(|_| self.folder.to_owned()),
            participant: participant.to_owned(),
            mail: mail.cloned(),
            summary: summary.to_owned(),
        };
        let provider = directory::invitation(&letter);
        Leg { participant: participant.into(), target: Target::Invitation(letter), provider }
    }
}

/// Asks every service at once what booking there is like.
pub(crate) async fn terms(legs: Vec<Leg>) -> Result<Vec<Termed>, Error> {
    let asked = legs.into_iter().map(|leg| async move {
        let terms = match leg.provider.booking() {
            Some(booking) => booking.terms().await,
            None => Ok(Terms::PLAIN),
        };
        let terms = terms.map_err(|error| error.for_participant(&*leg.participant))?;
        Ok(Termed { leg, terms, guests: Vec::new() })
    });
    join_all(asked).await.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use freebusy_provider::memory::Memory;

    use super::*;

    #[test]
    fn debug_texts_hold_no_mail_address() {
        let provider: Arc<dyn Provider> = Arc::new(Memory::new("calendly:bo/30min").bookable());
        let target = Target::of_source(&*provider, "UTC").unwrap();
        let leg = Leg { participant: "bo".into(), target, provider };
        let termed = Termed { leg, terms: Terms::PLAIN, guests: vec!["canary@example.com".into()] };
        let mails = BTreeMap::from([("ana".to_owned(), "canary@example.com".to_owned())]);
        let post = Post { mails: &mails, folder: Path::new("x"), attendee: "Canary" };
        let shown = format!("{termed:?} {post:?}");
        assert!(!shown.to_lowercase().contains("canary"), "{shown}");
    }
}
