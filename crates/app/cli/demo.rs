//! `freebusy demo`: four people on three services and in a file, with nothing configured and nothing sent away.
//!
//! Only the services are stand-ins. Configuration, request, clients, search and answer are those of every run: the
//! demonstration writes a `freebusy.toml` and a request, and calls `find` and `why` with them.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::{self, JoinHandle};

use clap::Parser as _;
use freebusy_booking::{Filter, Happening, Intent};
use freebusy_core::{Seconds, Timestamp, ZoneRules};
use freebusy_sandbox::{Options, Sandbox};
use freebusy_zones::{Zone, Zones};
use icalendar::{Calendar, Component as _, Event, EventLike as _};
use serde_json::Value;
use tempfile::TempDir;
use tokio::sync::oneshot;

use super::{book, find, print, why};
use crate::args::{Cli, Command, WhyFormat};
use crate::booking::desk::Desk;
use crate::booking::report;
use crate::clock;
use crate::config::Environment;
use crate::connections::{Connections, Dispatch};
use crate::intake::{self, Asked};
use crate::message::{Voice, escape};
use crate::outcome::{Failure, Outcome};
use crate::render::moment;
use crate::schema::Reasons;
use crate::schema::error::Fault;

/// Who books in the demonstration.
const ATTENDEE: &str = "Ada Byron <ada@example.com>";

const PROLOGUE: &str = "\
Four people who keep their calendars in different places. The services are a sandbox within this process; the
clients, the search and the answers are the real ones. Nothing is configured, nothing leaves this machine.

  ana   Calendly: her event type `30min`
  dee   Cal.com: her event type `intro`
  fay   Cal.com through the Maton gateway: her event type `intro`
  jo    a calendar file, jo.ics

When can all of them meet for half an hour?

";

const EPILOGUE: &str = "
`freebusy sandbox` serves these stand-ins until you stop it; `freebusy find --help` shows how to ask for real people.
";

/// How long one demonstration looks ahead.
const DAYS: u32 = 14;

const ZONE: &str = "Europe/Berlin";

pub(super) fn run(zones: &Arc<Zones>) -> Result<Outcome, Failure> {
    let zone = zones.zone(ZONE).map_err(|error| unset(&error))?;
    let stage = Stage::open(zone.rules())?;
    let connections = stage.connections();
    say(PROLOGUE)?;
    let refused = stage.first_start_without_jo(zones, &connections)?;
    stage.keep_jo_busy_at(refused, zone.rules())?;
    let request = stage.request.display().to_string();
    if let Command::Find(args) = parsed(&["find", &request, "--limit", "5"])? {
        find::run(&args, zones, &connections)?;
    }
    say(&format!(
        "\nWithout jo they could meet sooner, on {}. Why not with jo?\n\n",
        when(refused, zone.rules())
    ))?;
    let at = moment::local(refused, zone.rules()).to_string();
    if let Command::Why(args) = parsed(&["why", &request, "--titles", "--at", &at])? {
        why::run(&args, zones, &connections)?;
    }
    let start = first_start(&request, zones, &connections)?;
    Booking { stage: &stage, request: &request, zones, connections: &connections, zone: &zone }
        .play(start)?;
    say(EPILOGUE)?;
    Ok(Outcome::Found)
}

/// The first time at which everybody of a request could meet.
fn first_start(request: &str, zones: &Arc<Zones>, connections: &Connections) -> Result<Timestamp, Failure> {
    let Command::Find(args) = parsed(&["find", request])? else {
        return Err(unset(&"`find` is no search"));
    };
    let (limit, reasons) = (Some("1"), Reasons::Unwanted);
    let asked = Asked { request: &args.request, at: None, limit, order: None, reasons };
    let intake = intake::read(asked, zones, connections)?;
    let answer = connections.run(freebusy_engine::find(&intake.loaded.request));
    let first = answer.slots.first().map(|slot| slot.span.start());
    first.ok_or_else(|| unset(&"the sandbox's people have no time in common"))
}

/// The part of the demonstration that books: once, once more for the conflict, and away again.
struct Booking<'a> {
    stage: &'a Stage,
    request: &'a str,
    zones: &'a Arc<Zones>,
    connections: &'a Connections,
    zone: &'a Zone,
}

impl Booking<'_> {
    fn play(&self, start: Timestamp) -> Result<(), Failure> {
        say(&format!(
            "\nAda books them all on {}, with every service or with none.\n\n",
            when(start, self.zone.rules())
        ))?;
        self.book(start)?;
        let place = self.journal();
        let desk = Desk::open(Some(&place), self.connections, self.zones)?.with_voice(Voice::Mute);
        let booked = desk.list(Filter::All)?.first().map(|it| it.intent);
        let intent = desk.load(booked.ok_or_else(|| unset(&"nothing is booked"))?)?.intent;
        say("\nWhat the services tell of it:\n\n")?;
        self.tell(&desk, &intent)?;
        say("\nAda books the same time again:\n\n")?;
        match self.book(start) {
            Err(Failure::Ended { message, outcome }) => {
                say(&format!("  freebusy: {message} (exit code {})\n", outcome.code()))?;
            }
            other => drop(other?),
        }
        say("\nAda is ill and cancels.\n\n")?;
        let asked = Happening::CancelAsked { reason: "Ada is ill".into() };
        let found = desk.resume(intent.id, Some(asked))?;
        let outcome = report::outcome(&found);
        book::show(&found, WhyFormat::Table, (self.zone.name(), self.zone.rules()), outcome)?;
        say("\nWhat the services tell of it now:\n\n")?;
        self.tell(&desk, &intent)
    }

    fn journal(&self) -> String {
        self.stage.folder.path().join("journal.sqlite").display().to_string()
    }

    fn book(&self, start: Timestamp) -> Result<Outcome, Failure> {
        let slot = moment::utc(start).to_string();
        let (journal, letters) =
            (self.journal(), self.stage.folder.path().join("invitations").display().to_string());
        let words = [
            "book",
            self.request,
            "--slot",
            &slot,
            "--attendee",
            ATTENDEE,
            "--yes",
            "--journal",
            &journal,
            "--invitations",
            &letters,
        ];
        match parsed(&words)? {
            Command::Book(args) => book::run(&args, self.zones, self.connections, Voice::Mute),
            _ => Err(unset(&"`book` books nothing")),
        }
    }

    /// What everybody's service has at the time of the booking.
    fn tell(&self, desk: &Desk<'_>, intent: &Intent) -> Result<(), Failure> {
        let told = desk.told_by_services(intent)?;
        let who = told.iter().map(|it| it.participant.len()).max().unwrap_or_default();
        let source = told.iter().map(|it| it.source.len()).max().unwrap_or_default();
        for it in &told {
            let said = match &it.found {
                Ok(found) if found.is_empty() => "nothing at that time".to_owned(),
                Ok(found) => {
                    let spans = found.iter().map(|booking| self.booking(booking));
                    spans.collect::<Vec<_>>().join("; ")
                }
                Err(error) => error.to_string(),
            };
            say(&format!("  {:who$}  {:source$}  {}\n", it.participant, it.source, escape(&said)))?;
        }
        Ok(())
    }

    fn booking(&self, booking: &freebusy_provider::Booking) -> String {
        let span = moment::span(booking.span.start(), booking.span.end(), self.zone.rules());
        match &booking.email {
            Some(mail) => format!("{span} with {mail}"),
            None => span,
        }
    }
}

fn say(text: &str) -> Result<(), Failure> {
    print(Outcome::Found, |out| out.write_all(text.as_bytes()))
}

fn when(instant: Timestamp, rules: &ZoneRules) -> String {
    format!("{} at {}", moment::day(moment::date(instant, rules)), moment::clock(instant, rules))
}

/// A command line as somebody would type it.
fn parsed(words: &[&str]) -> Result<Command, Failure> {
    let words = ["freebusy"].iter().chain(words);
    let cli = Cli::try_parse_from(words).map_err(|error| unset(&error))?;
    Ok(cli.command.expect("the words name a command"))
}

fn unset(error: &dyn std::fmt::Display) -> Failure {
    Failure::by(Fault::Service, format!("cannot set up the demonstration: {error}; try it again"))
}

/// The sandbox, and the folder with what a user would have written.
struct Stage {
    folder: TempDir,
    request: PathBuf,
    config: PathBuf,
    line: Value,
    /// Ends the sandbox when it is dropped, on its own thread.
    serving: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl Stage {
    fn open(rules: &ZoneRules) -> Result<Self, Failure> {
        let folder =
            tempfile::Builder::new().prefix("freebusy-demo-").tempdir().map_err(|error| unset(&error))?;
        let (started, serving) = serve().map_err(|error| unset(&error))?;
        let (request, config) = (folder.path().join("demo.toml"), folder.path().join("freebusy.toml"));
        let stage = Self { folder, request, config, line: started.line, serving: Some(serving) };
        stage.write("freebusy.toml", &stage.configuration(&started.connection))?;
        stage.write("demo.toml", &wish(&["ana", "dee", "fay"], rules))?;
        Ok(stage)
    }

    fn write(&self, name: &str, text: &str) -> Result<(), Failure> {
        fs::write(self.folder.path().join(name), text).map_err(|error| unset(&error))
    }

    /// A word of the sandbox's first line.
    fn word(&self, service: &str, key: &str) -> &str {
        self.line.get(service).and_then(|of| of.get(key)).and_then(Value::as_str).unwrap_or_default()
    }

    fn configuration(&self, connection: &str) -> String {
        let (calendly, calcom) = (self.word("calendly", "base_url"), self.word("calcom", "base_url"));
        let maton = self.word("maton", "api_url");
        format!(
            "[connections.ana]\nprovider = \"calendly\"\nbase_url = \"{calendly}\"\ncredential = {{ env = \
             \"CALENDLY_TOKEN\" }}\n\n[connections.dee]\nprovider = \"calcom\"\nbase_url = \"{calcom}\"\ncredential = \
             {{ env = \"CALCOM_API_KEY\" }}\n\n[connections.fay]\nprovider = \"calcom\"\nroute = \"maton\"\n\
             maton_connection = \"{connection}\"\n\n[maton]\napi_url = \"{maton}\"\ncredential = {{ env = \
             \"MATON_API_KEY\" }}\n"
        )
    }

    /// The connections that the configuration names, with the sandbox's credentials and nobody else's.
    fn connections(&self) -> Connections {
        let environment = Environment::from([
            ("CALENDLY_TOKEN", self.word("calendly", "token")),
            ("CALCOM_API_KEY", self.word("calcom", "token")),
            ("MATON_API_KEY", self.word("maton", "token")),
        ]);
        Connections::new(Some(self.config.clone()), environment, Dispatch::Live)
    }

    /// The first time at which the three whom services know could meet.
    fn first_start_without_jo(
        &self,
        zones: &Arc<Zones>,
        connections: &Connections,
    ) -> Result<Timestamp, Failure> {
        first_start(&self.request.display().to_string(), zones, connections)
    }

    /// Writes jo's calendar, with the dentist at that very time, and a request that names jo too.
    fn keep_jo_busy_at(&self, refused: Timestamp, rules: &ZoneRules) -> Result<(), Failure> {
        self.write("jo.ics", &calendar(refused)?)?;
        self.write("demo.toml", &wish(&["ana", "dee", "fay", "jo"], rules))
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Some((stop, thread)) = self.serving.take() {
            // A sandbox that has ended by itself needs no word.
            let _ = stop.send(());
            let _ = thread.join();
        }
    }
}

/// What the demonstration must know of a sandbox that serves.
struct Started {
    line: Value,
    /// The connection through which the gateway speaks for fay.
    connection: String,
}

type Serving = (oneshot::Sender<()>, JoinHandle<()>);

/// Starts the sandbox on a thread of its own, so that it answers while the search waits for it.
fn serve() -> io::Result<(Started, Serving)> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let (tell, told) = mpsc::channel();
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new().name("sandbox".into()).spawn(move || {
        runtime.block_on(async {
            let sandbox = match Sandbox::start(Options::default()).await {
                Ok(sandbox) => sandbox,
                Err(error) => return drop(tell.send(Err(error))),
            };
            let connection = sandbox.connection_of("fay", "cal-com").unwrap_or_default();
            drop(tell.send(Ok(Started { line: sandbox.line().clone(), connection })));
            // Whether it is told to stop or nobody is left to tell it, it stops.
            let _ = stopped.await;
            sandbox.stop().await;
        });
    })?;
    let started = told.recv().map_err(io::Error::other)??;
    Ok((started, (stop, thread)))
}

/// The request, as a user would write it.
fn wish(people: &[&str], rules: &ZoneRules) -> String {
    let day = |days: u32| moment::date(clock::now() + Seconds::from_minutes(days * 24 * 60), rules);
    let (start, end) = (day(1), day(DAYS));
    let mut text = format!(
        "duration_minutes = 30\ntime_zone = \"{ZONE}\"\nwindow = {{ start = \"{start}\", end = \"{end}\" }}\n\
         starts = {{ every_minutes = 30 }}\n"
    );
    for person in people {
        let source = match *person {
            "ana" => "calendly = { connection = \"ana\", event_type = \"30min\" }".to_owned(),
            "jo" => "ics = \"jo.ics\"".to_owned(),
            other => format!("calcom = {{ connection = \"{other}\", event_type = \"intro\" }}"),
        };
        // Writing to a text cannot fail.
        let _ = write!(text, "\n[[participants]]\nid = \"{person}\"\nsources = [{{ {source} }}]\n");
    }
    text
}

/// A calendar whose owner is at the dentist's for two hours, from half an hour before `at`.
fn calendar(at: Timestamp) -> Result<String, Failure> {
    let utc = |minutes: i64| Timestamp::from_unix(at.as_unix() + minutes * 60).to_chrono();
    let (Some(start), Some(end)) = (utc(-30), utc(90)) else {
        return Err(unset(&"the clock shows a year that no calendar has"));
    };
    let dentist =
        Event::new().uid("dentist@freebusy.example").summary("Dentist").starts(start).ends(end).done();
    Ok(Calendar::new().push(dentist).done().to_string())
}
