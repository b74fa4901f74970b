//! The commands, each a module of its own, and how they write their answer.

mod api;
mod book;
mod bookings;
mod completions;
mod config;
mod connections;
mod demo;
mod dry_run;
mod find;
mod sandbox;
mod version;
mod why;

use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::sync::Arc;

use freebusy_engine::Request;
use freebusy_zones::Zones;

use crate::args::{Cli, Command, ConfigCommand};
use crate::config::Environment;
use crate::connections::{Connections, Dispatch, Trouble};
use crate::logging::{self, Verbosity};
use crate::message::{self, Voice};
use crate::outcome::{Failure, Outcome};
use crate::render::json::Layout;

/// Does what the command line asks for.
pub(crate) fn run(cli: &Cli) -> Result<Outcome, Failure> {
    let verbosity = if cli.verbose { Verbosity::Verbose } else { Verbosity::Quiet };
    logging::start(verbosity).map_err(Failure::Refused)?;
    match &cli.command {
        _ if cli.version => with_zones(cli, |zones| version::run(zones)),
        Some(Command::Find(args)) => {
            let dispatch = if args.dry_run { Dispatch::Planned } else { Dispatch::Live };
            with_zones(cli, |zones| find::run(args, zones, &connections(cli, dispatch)))
        }
        Some(Command::Why(args)) => {
            with_zones(cli, |zones| why::run(args, zones, &connections(cli, Dispatch::Live)))
        }
        Some(Command::Book(args)) => {
            with_zones(cli, |zones| book::run(args, zones, &connections(cli, Dispatch::Live), Voice::Aloud))
        }
        Some(Command::Bookings(args)) => {
            with_zones(cli, |zones| bookings::run(args, zones, &connections(cli, Dispatch::Live)))
        }
        Some(Command::Api(args)) => api::run(args, &connections(cli, Dispatch::Live)),
        Some(Command::Connections { action }) => connections::run(action, &connections(cli, Dispatch::Live)),
        Some(Command::Sandbox(args)) => sandbox::run(args),
        Some(Command::Demo) => with_zones(cli, demo::run),
        Some(Command::Config { action: ConfigCommand::Show { format } }) => {
            config::show(*format, &connections(cli, Dispatch::Planned))
        }
        Some(Command::Completions { shell }) => completions::run(*shell),
        None => Err(Failure::refused("nothing to do: name a command; `freebusy --help` lists them")),
    }
}

/// The connections as this command line configures them.
fn connections(cli: &Cli, dispatch: Dispatch) -> Connections {
    Connections::new(cli.config.clone(), Environment::of_process(), dispatch)
}

/// Runs a command that needs time zones; what is wrong with a bad request is told before anything about them.
fn with_zones(
    cli: &Cli,
    run: impl FnOnce(&Arc<Zones>) -> Result<Outcome, Failure>,
) -> Result<Outcome, Failure> {
    let zones = Zones::load(cli.tzdata.as_deref());
    let zones = Arc::new(zones.map_err(|error| Failure::Refused(format!("--tzdata: {error}")))?);
    run(&zones).inspect(|_| warn_of_outdated(&zones))
}

/// Tells whoever insists on tz data of their own that newer is at hand, and taken.
fn warn_of_outdated(zones: &Zones) {
    if let Some(outdated) = zones.outdated_extra() {
        message::tell(&format!(
            "freebusy: --tzdata: {outdated} is older than {}, which is used",
            zones.data()
        ));
    }
}

/// Does what may take a while, and says so meanwhile to whoever sits before a terminal.
fn while_reading<T>(request: &Request, work: impl FnOnce() -> T) -> T {
    let sources: usize = request.participants.iter().map(|participant| participant.sources.len()).sum();
    let mut err = io::stderr();
    if sources == 0 || !err.is_terminal() {
        return work();
    }
    let line = format!("reading {sources} {} …", if sources == 1 { "calendar" } else { "calendars" });
    // Where nobody can be told, the work goes on all the same.
    let _ = write!(err, "{line}\r").and_then(|()| err.flush());
    let done = work();
    let _ = write!(err, "{:1$}\r", "", line.chars().count()).and_then(|()| err.flush());
    done
}

/// Writes data to stdout as it is.
fn print(
    after: Outcome,
    write: impl FnOnce(&mut BufWriter<io::StdoutLock<'static>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let written = write(&mut out).and_then(|()| out.flush());
    // What is left in the buffer of a closed pipe is not written again when the buffer is dropped.
    let _ = out.into_parts();
    written.map_err(|error| Failure::Unwritten { error, after })
}

/// Writes text for people to stdout, with colours where they are wanted.
fn print_styled(
    after: Outcome,
    write: impl FnOnce(&mut BufWriter<anstream::AutoStream<io::StdoutLock<'static>>>) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = BufWriter::with_capacity(1 << 16, anstream::AutoStream::auto(io::stdout().lock()));
    let written = write(&mut out).and_then(|()| out.flush());
    let _ = out.into_parts();
    written.map_err(|error| Failure::Unwritten { error, after })
}

/// What cannot be asked ends the run.
impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        Self::by(trouble.fault, trouble.message)
    }
}

/// Documents are indented for whoever looks at them in a terminal.
fn layout() -> Layout {
    if io::stdout().is_terminal() { Layout::Indented } else { Layout::Compact }
}

/// Tells people several lines.
fn tell_all(lines: &[String]) {
    lines.iter().for_each(|line| message::tell(line));
}
