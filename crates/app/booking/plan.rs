//! A booking before it is made: the intent, and what people are shown of it.

use std::io::{self, Write};

use freebusy_booking::{
    Abilities, Contention, HoldState, Holding, Intent, IntentId, Leg as Standing, LegNo, LegPlan,
    RequestHash, Scarcity, Sequence, order,
};
use freebusy_core::{Interval, Seconds, State, Timestamp, ZoneRules};
use freebusy_provider::{Attendee, Consent, Form, Hold, Mail, Provider, Quota, Seats, Terms};
use serde::Serialize;

use super::identity::{TENANT, digest_of_mail};
use super::legs::Termed;
use super::target::Target;
use crate::message::escape;
use crate::render::json::SCHEMA_VERSION;
use crate::render::moment::{self, Stamp};

/// How long a booking may take before nothing new is begun.
pub(crate) const PATIENCE: Seconds = Seconds::from_minutes(5);

/// What a booking is known by.
#[derive(Debug, Clone)]
pub(crate) struct Identity {
    pub(crate) id: IntentId,
    pub(crate) key: Box<str>,
    pub(crate) hash: RequestHash,
}

/// A booking before it is made.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) intent: Intent,
    /// Its legs with what booking there is like, in the order of the intent.
    legs: Vec<Termed>,
    /// Those of the request who do not take part, and why.
    left_out: Vec<(Box<str>, State)>,
}

impl Plan {
    pub(crate) fn new(
        identity: Identity,
        (slot, now): (Interval, Timestamp),
        attendee: Attendee,
        legs: Vec<(Termed, Form)>,
        left_out: Vec<(Box<str>, State)>,
    ) -> Self {
        let Identity { id, key, hash } = identity;
        let (plans, legs) =
            legs.into_iter().map(|(leg, form)| (leg_plan(&leg, form, &attendee), leg)).unzip();
        let intent = Intent {
            id,
            tenant: TENANT.into(),
            key,
            hash,
            slot,
            attendee,
            opened: now,
            deadline: now + PATIENCE,
            replaces: None,
            sequence: Sequence::Safest,
            legs: plans,
        };
        Self { intent, legs, left_out }
    }

    /// The targets of its legs with their services.
    pub(crate) fn services(&self) -> impl Iterator<Item = (&Target, &std::sync::Arc<dyn Provider>)> {
        self.legs.iter().map(|leg| (&leg.leg.target, &leg.leg.provider))
    }

    /// The legs in the order in which they are booked, as far as it can be foreseen: what can be held is held.
    fn rows(&self) -> Vec<Row<'_>> {
        let foreseen = |leg: &LegPlan| match leg.abilities.holding {
            Holding::Possible => Standing {
                hold: HoldState::Held(Hold { id: "foreseen".into(), until: self.intent.deadline }),
                ..Standing::default()
            },
            Holding::None => Standing::default(),
        };
        let foreseen: Vec<Standing> = self.intent.legs.iter().map(foreseen).collect();
        let order = order(&self.intent, &foreseen);
        let row = |LegNo(n): LegNo| {
            Some(Row::new(self.intent.legs.get(usize::from(n))?, self.legs.get(usize::from(n))?))
        };
        order.into_iter().filter_map(row).collect()
    }

    /// Writes it for people; times on the clock of `rules`.
    pub(crate) fn table(&self, out: &mut impl Write, zone: &str, rules: &ZoneRules) -> io::Result<()> {
        let (slot, attendee) = (self.intent.slot, &self.intent.attendee);
        let span = moment::span(slot.start(), slot.end(), rules);
        let (name, mail) = (escape(&attendee.name), escape(&attendee.email));
        writeln!(out, "{span} ({zone}) with {name} <{mail}>, who is shown {}", escape(&attendee.zone))?;
        let rows = self.rows();
        let width = |text: &str| escape(text).chars().count();
        let who = rows.iter().map(|row| width(row.participant)).max().unwrap_or_default();
        let source = rows.iter().map(|row| width(row.source)).max().unwrap_or_default();
        for (row, n) in rows.iter().zip(1..) {
            let (participant, name) = (escape(row.participant), escape(row.source));
            writeln!(out, "  {n}. {participant:who$}  {name:source$}  {}", row.words().join(", "))?;
            for line in row.filled_in() {
                writeln!(out, "     {:who$}  {}", "", escape(&line))?;
            }
        }
        for (who, state) in &self.left_out {
            writeln!(out, "  {} is left out: {}", escape(who), state.as_str())?;
        }
        Ok(())
    }

    /// It as a document.
    pub(crate) fn document(&self) -> PlanOut<'_> {
        let slot = self.intent.slot;
        PlanOut {
            schema_version: SCHEMA_VERSION,
            dry_run: true,
            slot: SpanOut { start: moment::utc(slot.start()), end: moment::utc(slot.end()) },
            attendee: &self.intent.attendee,
            legs: self.rows(),
            left_out: self.left_out.iter().map(|(id, state)| LeftOut { id, state: state.as_str() }).collect(),
        }
    }
}

fn leg_plan(leg: &Termed, form: Form, attendee: &Attendee) -> LegPlan {
    let Termed { leg, terms, guests } = leg;
    let host = match terms.seats {
        Seats::One => leg.target.host(),
        Seats::Several => format!("{}#{}", leg.provider.id(), digest_of_mail(&attendee.email)),
    };
    LegPlan {
        participant: leg.participant.clone(),
        source: leg.provider.id().into(),
        host: host.into(),
        account: leg.target.host().into(),
        target: leg.target.written(),
        form: Form { guests: guests.clone(), ..form },
        abilities: abilities(&leg.target, &*leg.provider, terms),
    }
}

fn abilities(target: &Target, provider: &dyn Provider, terms: &Terms) -> Abilities {
    Abilities {
        holding: if provider.holds().is_some() { Holding::Possible } else { Holding::None },
        duplicates: terms.duplicates,
        seats: terms.seats,
        mail: terms.mail,
        scarce: match terms.quota {
            Quota::Ample => Scarcity::Ample,
            Quota::Counted { .. } => Scarcity::Scarce,
        },
        contention: match target {
            Target::Calendly(_) | Target::Calcom(_) | Target::Link(_) => Contention::Open,
            Target::Invitation(_) => Contention::Own,
        },
        settle: terms.settle,
    }
}

/// A plan as a document.
#[derive(Debug, Serialize)]
pub(crate) struct PlanOut<'a> {
    schema_version: u32,
    dry_run: bool,
    slot: SpanOut,
    attendee: &'a Attendee,
    /// In the order in which they are booked.
    legs: Vec<Row<'a>>,
    left_out: Vec<LeftOut<'a>>,
}

#[derive(Debug, Serialize)]
pub(crate) struct SpanOut {
    pub(crate) start: Stamp,
    pub(crate) end: Stamp,
}

#[derive(Debug, Serialize)]
struct LeftOut<'a> {
    id: &'a str,
    state: &'static str,
}

/// A leg as it is shown.
#[derive(Debug, Serialize)]
struct Row<'a> {
    participant: &'a str,
    source: &'a str,
    held: bool,
    mail: bool,
    needs_consent: bool,
    quota: Option<QuotaOut>,
    form: &'a Form,
}

#[derive(Debug, Serialize)]
struct QuotaOut {
    left: u32,
    opens_in_seconds: Option<u64>,
}

impl<'a> Row<'a> {
    fn new(plan: &'a LegPlan, leg: &'a Termed) -> Self {
        Self {
            participant: &plan.participant,
            source: &plan.source,
            held: plan.abilities.holding == Holding::Possible,
            mail: plan.abilities.mail == Mail::Sent,
            needs_consent: leg.terms.consent == Consent::Awaited,
            quota: match leg.terms.quota {
                Quota::Ample => None,
                Quota::Counted { left, opens_in } => {
                    Some(QuotaOut { left, opens_in_seconds: opens_in.map(|wait| wait.as_secs()) })
                }
            },
            form: &plan.form,
        }
    }

    /// What happens there, in words.
    fn words(&self) -> Vec<String> {
        let held = self.held.then(|| "held first".to_owned());
        let mail = if self.mail { "host and attendee get mail" } else { "nobody gets mail" };
        let consent = self.needs_consent.then(|| "the host has to agree".to_owned());
        let quota = self.quota.as_ref().map(|quota| match (quota.left, quota.opens_in_seconds) {
            (0, Some(wait)) => {
                format!("no booking left for {}", moment::length(i64::try_from(wait).unwrap_or(0)))
            }
            (1, _) => "1 booking left for now".to_owned(),
            (left, _) => format!("{left} bookings left for now"),
        });
        held.into_iter().chain([mail.to_owned()]).chain(consent).chain(quota).collect()
    }

    /// What its form is filled in with.
    fn filled_in(&self) -> Vec<String> {
        let answers = self.form.answers.iter().map(|answer| format!("{} {}", answer.question, answer.answer));
        let place = self.form.place.as_ref().map(|place| match &place.text {
            Some(text) => format!("at {}: {text}", place.kind),
            None => format!("at {}", place.kind),
        });
        let guests = (!self.form.guests.is_empty())
            .then(|| format!("with the guests {}", self.form.guests.join(", ")));
        place.into_iter().chain(answers).chain(guests).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use freebusy_provider::memory::Memory;
    use freebusy_provider::{Answer, Duplicates};

    use super::super::legs::Leg;
    use super::super::target::EventType;
    use super::*;

    fn leg(id: &str, terms: Terms) -> (Termed, Form) {
        let event_type = EventType { connection: id.to_owned(), event_type: "30min".to_owned() };
        let provider: Arc<dyn Provider> = Arc::new(Memory::new(format!("calendly:{id}/30min")).bookable());
        let leg = Leg { participant: id.into(), target: Target::Calendly(event_type), provider };
        (Termed { leg, terms, guests: Vec::new() }, Form::default())
    }

    fn plan(legs: Vec<(Termed, Form)>) -> Plan {
        let at = Timestamp::from_unix;
        let identity = Identity {
            id: IntentId::new(at(1_796_000_000), [7; 10]),
            key: "k".into(),
            hash: RequestHash([0; 32]),
        };
        let slot = Interval::new(at(1_796_137_200), at(1_796_139_000)).unwrap();
        let attendee =
            Attendee { name: "Ada".into(), email: "ada@example.com".into(), zone: "Europe/Berlin".into() };
        let left_out = vec![("eve".into(), State::Busy)];
        Plan::new(identity, (slot, at(1_796_000_000)), attendee, legs, left_out)
    }

    #[test]
    fn what_is_silent_and_ample_is_booked_first_and_everything_is_shown() {
        let quota = Quota::Counted { left: 0, opens_in: Some(Duration::from_secs(120)) };
        let noisy = Terms { mail: Mail::Sent, quota, ..Terms::PLAIN };
        let mut second = leg("bo", Terms::PLAIN);
        second.1.answers.push(Answer { question: "Topic?".into(), answer: "Engines".into() });
        let plan = plan(vec![leg("ana", noisy), second]);
        let mut out = Vec::new();
        plan.table(&mut out, "UTC", &ZoneRules::utc()).unwrap();
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "Tue 1 Dec 15:00–15:30 (UTC) with Ada <ada@example.com>, who is shown Europe/Berlin\n\
             \x20 1. bo   calendly:bo/30min   nobody gets mail\n\
             \x20         Topic? Engines\n\
             \x20 2. ana  calendly:ana/30min  host and attendee get mail, no booking left for 2 min\n\
             \x20 eve is left out: busy\n"
        );
        let document = serde_json::to_value(plan.document()).unwrap();
        assert_eq!(
            (&document["legs"][0]["participant"], &document["left_out"][0]["state"]),
            (&"bo".into(), &"busy".into())
        );
    }

    #[test]
    fn a_slot_with_several_seats_is_claimed_for_its_attendee_alone() {
        let seats = Terms { seats: Seats::Several, duplicates: Duplicates::Accepted, ..Terms::PLAIN };
        let plan = plan(vec![leg("ana", seats), leg("bo", Terms::PLAIN)]);
        let hosts: Vec<&str> = plan.intent.legs.iter().map(|leg| &*leg.host).collect();
        assert_eq!(hosts[1], "calendly:bo");
        assert!(hosts[0].starts_with("calendly:ana/30min#") && !hosts[0].contains("ada"), "{hosts:?}");
        plan.intent.check().unwrap();
    }
}
