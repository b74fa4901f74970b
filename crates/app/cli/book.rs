//! `freebusy book`: one start with everybody who is free, in every place or in none.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use freebusy_booking::{Report, Stored};
use freebusy_core::{Timestamp, ZoneRules};
use freebusy_engine::{Explanation, OnUnknown, Outside, SourceReport};
use freebusy_provider::{Attendee, Error, Form};
use freebusy_zones::Zones;

use super::{layout, print, print_styled, while_reading};
use crate::args::WhyFormat;
use crate::args::booking::BookArgs;
use crate::booking::attendee::{self, Person};
use crate::booking::desk::Desk;
use crate::booking::directory::Services;
use crate::booking::forms::{Sheet, Sheets};
use crate::booking::identity;
use crate::booking::legs::{self, Cast, Post, Termed};
use crate::booking::plan::{Identity, Plan};
use crate::booking::report::{self, ReportOut};
use crate::booking::{ask, journal, slot};
use crate::clock;
use crate::connections::Connections;
use crate::intake::{self, Asked};
use crate::message::Voice;
use crate::outcome::{Failure, Outcome};
use crate::render::json;
use crate::render::{Frame, moment, prose, table};
use crate::schema::{Loaded, Reasons};

pub(super) fn run(
    args: &BookArgs,
    zones: &Arc<Zones>,
    connections: &Connections,
    voice: Voice,
) -> Result<Outcome, Failure> {
    let wish = Wish::read(args, zones, connections, voice)?;
    match wish.report(args, zones, connections)? {
        None => Ok(Outcome::Found),
        Some(found) => {
            let outcome = report::outcome_of_wish(&found);
            show(&found, args.format.chosen(), (wish.loaded.zone.name(), wish.loaded.zone.rules()), outcome)
        }
    }
}

/// Writes how a booking stands.
pub(super) fn show(
    found: &Report,
    format: WhyFormat,
    (zone, rules): (&str, &ZoneRules),
    outcome: Outcome,
) -> Result<Outcome, Failure> {
    match format {
        WhyFormat::Table => print_styled(outcome, |out| report::table(out, found, zone, rules)),
        WhyFormat::Json => print(outcome, |out| json::write(out, &ReportOut::new(found), layout())),
    }?;
    Ok(outcome)
}

/// What is wanted, before anybody is asked.
struct Wish {
    at: Timestamp,
    attendee: Person,
    /// Where mail of people without a service goes, by participant.
    mails: BTreeMap<String, String>,
    loaded: Loaded,
    voice: Voice,
}

impl Wish {
    fn read(
        args: &BookArgs,
        zones: &Arc<Zones>,
        connections: &Connections,
        voice: Voice,
    ) -> Result<Self, Failure> {
        let at = slot::start(&args.slot).map_err(Failure::Refused)?;
        let attendee = attendee::person(&args.attendee)
            .map_err(|error| Failure::Refused(format!("--attendee: {error}")))?;
        if args.request.now.is_some() {
            return Err(Failure::refused("--now is for searches: a booking is made now; leave it out"));
        }
        if args.idempotency_key.as_deref().is_some_and(|key| key.is_empty() || key.len() > 255) {
            return Err(Failure::refused("--idempotency-key is empty or too long; write 1 to 255 bytes"));
        }
        let slot = moment::utc(at).to_string();
        let asked = Asked {
            request: &args.request,
            at: Some(&slot),
            limit: None,
            order: None,
            reasons: Reasons::Unwanted,
        };
        let mut loaded = intake::read(asked, zones, connections)?.loaded;
        let request = &mut loaded.request;
        request.now = clock::now();
        // Nobody is booked of whom it is not known that they are free.
        if request.on_unknown == OnUnknown::Include {
            request.on_unknown = OnUnknown::Exclude;
        }
        let mails = mails(args, &loaded)?;
        if let Some(zone) = &args.attendee_tz {
            zones.zone(zone).map_err(|error| Failure::Refused(format!("--attendee-tz: {error}")))?;
        }
        Ok(Self { at, attendee, mails, loaded, voice })
    }

    /// How the booking stands in the end; none where it was only to be shown.
    fn report(
        &self,
        args: &BookArgs,
        zones: &Arc<Zones>,
        connections: &Connections,
    ) -> Result<Option<Report>, Failure> {
        if args.dry_run {
            // A place that would be refused is refused here too; nothing is opened.
            journal::place(args.journal.journal.as_deref(), connections)?;
            let (plan, _) = self.plan(args, self.identity(args), connections)?;
            return self.show_plan(&plan, args.format.chosen()).map(|()| None);
        }
        if !args.yes && !ask::somebody() {
            return Err(Failure::refused(
                "nobody is there to be asked; look at it with --dry-run, then write --yes",
            ));
        }
        let identity = self.identity(args);
        let desk = Desk::open(args.journal.journal.as_deref(), connections, zones)?.with_voice(self.voice);
        if let Some(report) = self.known(args, &identity, &desk)? {
            return Ok(Some(report));
        }
        let (plan, services) = match self.plan(args, identity.clone(), connections) {
            Ok(planned) => planned,
            // What made the slot taken may have been the same request in another process.
            Err(refused) => return self.known(args, &identity, &desk)?.map(Some).ok_or(refused),
        };
        if !args.yes {
            self.agree(&plan)?;
        }
        let intent = plan.agreed(clock::now());
        self.voice.tell(&format!(
            "freebusy: booking {}, idempotency key `{}`, journal {}",
            intent.id,
            intent.key,
            desk.location()
        ));
        desk.book(intent, services).map(Some)
    }

    fn identity(&self, args: &BookArgs) -> Identity {
        Identity {
            id: identity::new_id(clock::now()),
            key: args.idempotency_key.clone().unwrap_or_else(identity::new_key).into(),
            hash: identity::hash_of_request(args, &self.loaded, self.at),
        }
    }

    /// What became of the same request under the same key.
    fn known(
        &self,
        args: &BookArgs,
        identity: &Identity,
        desk: &Desk<'_>,
    ) -> Result<Option<Report>, Failure> {
        if args.idempotency_key.is_none() {
            return Ok(None);
        }
        let Some(Stored { intent, .. }) = desk.by_key(&identity.key)? else {
            return Ok(None);
        };
        if intent.hash != identity.hash {
            return Err(freebusy_driver::Error::KeyReused(intent.id).into());
        }
        desk.again(intent).map(Some)
    }

    /// Looks at the slot afresh, and at what booking is like with everybody.
    fn plan(
        &self,
        args: &BookArgs,
        identity: Identity,
        connections: &Connections,
    ) -> Result<(Plan, Services), Failure> {
        let request = &self.loaded.request;
        let explanation = while_reading(request, || connections.run(freebusy_engine::why(request, self.at)));
        self.judge(&explanation)?;
        let cast = Cast::new(&self.loaded, &explanation);
        let mut legs = connections.serve(legs::terms(cast.booked))?.map_err(|error| untold(&error))?;
        let post = Post { mails: &self.mails, folder: &args.invitations, attendee: &self.attendee.name };
        let invited = post.deliver(&cast.others, &mut legs);
        legs.extend(connections.serve(legs::terms(invited))?.map_err(|error| untold(&error))?);
        let forms = forms(args, &legs)?;
        let plan = Plan::new(
            identity,
            (explanation.span, clock::now()),
            self.invitee(args),
            legs.into_iter().zip(forms).collect(),
            cast.left_out,
        );
        plan.intent.check().map_err(|fault| Failure::Refused(fault.to_string()))?;
        let mut services = Services::default();
        plan.services().for_each(|(target, provider)| services.add(target, Arc::clone(provider)));
        Ok((plan, services))
    }

    /// Whether the meeting can be; where it cannot, who stands in the way is told on stderr.
    fn judge(&self, explanation: &Explanation) -> Result<(), Failure> {
        let frame = Frame::new(&self.loaded, "", clock::now(), None);
        prose::problems(frame, &explanation.sources).iter().for_each(|line| self.voice.tell(line));
        if explanation.outside.contains(&Outside::Window) {
            return Err(Failure::refused(
                "--slot lies outside of the request's window; choose a start within it",
            ));
        }
        if explanation.outside.contains(&Outside::Notice) {
            return Err(Failure::refused("--slot is too soon, or over; choose a later start"));
        }
        if explanation.met {
            return Ok(());
        }
        if self.voice == Voice::Aloud {
            // Where nobody can be told, the end is the same.
            let _ = table::standings(&mut anstream::stderr().lock(), frame, explanation);
        }
        let outcome = Outcome::Conflict.after(explanation.sources.iter().filter_map(SourceReport::failure));
        let why = table::not_free(frame, explanation);
        let message = match outcome {
            Outcome::Conflict => format!("the slot is not free: {why}; `freebusy find` shows others"),
            _ => format!("it is not known whether the slot is free: {why}; try it again"),
        };
        Err(Failure::Ended { outcome, message })
    }

    fn invitee(&self, args: &BookArgs) -> Attendee {
        let zone = args.attendee_tz.as_deref().unwrap_or(self.loaded.zone.name());
        Attendee {
            name: self.attendee.name.as_str().into(),
            email: self.attendee.mail.as_str().into(),
            zone: zone.into(),
        }
    }

    fn show_plan(&self, plan: &Plan, format: WhyFormat) -> Result<(), Failure> {
        let zone = &self.loaded.zone;
        match format {
            WhyFormat::Table => {
                print_styled(Outcome::Found, |out| plan.table(out, zone.name(), zone.rules()))
            }
            WhyFormat::Json => print(Outcome::Found, |out| json::write(out, &plan.document(), layout())),
        }
    }

    /// Shows what is going to happen to whoever sits there, and asks.
    fn agree(&self, plan: &Plan) -> Result<(), Failure> {
        let zone = &self.loaded.zone;
        let shown: io::Result<()> = plan.table(&mut anstream::stderr().lock(), zone.name(), zone.rules());
        let is_shown = shown.is_ok();
        if is_shown && ask::agreed("Book it?")? {
            return Ok(());
        }
        Err(Failure::refused("nothing is booked; answer `y` to book"))
    }
}

/// Where mail of people without a service goes.
fn mails(args: &BookArgs, loaded: &Loaded) -> Result<BTreeMap<String, String>, Failure> {
    let mut mails = BTreeMap::new();
    for text in &args.invite {
        let refuse = |error: String| Failure::Refused(format!("--invite: {error}"));
        let (id, mail) = attendee::invited(text).map_err(refuse)?;
        if !loaded.request.participants.iter().any(|participant| &*participant.id == id) {
            return Err(refuse(format!("`{id}` is no participant of the request; write the id of one")));
        }
        if mails.insert(id.to_owned(), mail).is_some() {
            return Err(refuse(format!("`{id}` has two mail addresses; keep one")));
        }
    }
    Ok(mails)
}

/// The forms of all legs, by flags and by whoever can be asked.
fn forms(args: &BookArgs, legs: &[Termed]) -> Result<Vec<Form>, Failure> {
    let sheet = |leg: &Termed| {
        Sheet::new(leg.leg.provider.id(), leg.terms.questions.clone(), leg.terms.places.clone())
    };
    let mut sheets = Sheets::new(legs.iter().map(sheet).collect());
    for answer in &args.answer {
        sheets.answer(answer).map_err(Failure::Refused)?;
    }
    for place in &args.location {
        sheets.place(place).map_err(Failure::Refused)?;
    }
    ask::fill(&mut sheets)?;
    Ok(sheets.into_forms())
}

/// That it could not be learned what booking somewhere is like.
fn untold(error: &Error) -> Failure {
    let outcome = Outcome::Incomplete.after(std::iter::once(error.kind()));
    Failure::Ended { outcome, message: error.to_string() }
}
