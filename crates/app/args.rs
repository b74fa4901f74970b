//! The command line: its commands, flags and help. What the flags mean is decided in `intake`.

pub(crate) mod booking;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use self::booking::{BookArgs, BookingsArgs};

/// Finds the times when people whose calendars live in different places can meet.
#[derive(Debug, Parser)]
#[command(
    name = "freebusy",
    about = "Finds the times when people whose calendars live in different places can meet, and says why other \
             times do not work.",
    disable_version_flag = true,
    disable_help_subcommand = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = EXAMPLES
)]
pub(crate) struct Cli {
    /// Print the version of the program and of its time zone data
    #[arg(short = 'V', long)]
    pub(crate) version: bool,

    /// Folder of compiled time zone data (zoneinfo), used where it is the newest at hand
    #[arg(long, global = true, value_name = "DIR", help_heading = "Environment")]
    pub(crate) tzdata: Option<PathBuf>,

    /// Configuration, instead of $FREEBUSY_CONFIG or ~/.config/freebusy/freebusy.toml
    #[arg(long, global = true, value_name = "FILE", help_heading = "Environment")]
    pub(crate) config: Option<PathBuf>,

    /// Say on stderr what is asked of whom; FREEBUSY_LOG=trace says more
    #[arg(short, long, global = true, help_heading = "Environment")]
    pub(crate) verbose: bool,

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  freebusy demo
  freebusy find request.json
  freebusy find --with ana=ics:ana.ics --with bo=ics:bo.ics -d 30m --from \"next mon\" --to +10d
  freebusy find --with bo=calendly:bo/30min --with https://cal.com/cy/intro -d 30m --to +10d
  freebusy why request.json --at 2026-12-01T15:00
  freebusy book request.json --slot 2026-12-01T14:00:00Z --attendee \"Ada Byron <ada@example.com>\"
  freebusy bookings list
  freebusy api calendly GET /users/me
  freebusy config show

Exit codes: 0 found or confirmed, 1 nothing found, 2 bad request, 3 not authorised, 4 a source failed
or a booking is pending, 5 conflict, 6 needs attention.";

const FIND_EXAMPLES: &str = "\
Examples:
  freebusy find request.toml --format json
  freebusy find --with ana=ics:work.ics --with ana=ics:home.ics --with bo=ics:bo.ics -d 1h --to +2w
  freebusy find --with bo=calendly:bo/30min --with cy=calcom:cy/intro -d 30m --limit 5
  generate-request | freebusy find - --format ics > slots.ics

Dates: 2026-12-01, 2026-12-01T09:00, 2026-12-01T09:00:00Z, today, tomorrow, \"next mon\",
\"fri 14:30\", \"1 dec\", \"in 3 days\", +10d, +36h. As --to a day is meant to its end, and +10d counts from --from.

Exit codes: 0 found, 1 nothing found, 2 bad request, 3 not authorised, 4 a source failed or the
answer is withheld. With 3 and 4 what is known is printed all the same; where a credential is
missing nobody is asked and nothing printed.";

const WHY_EXAMPLES: &str = "\
Examples:
  freebusy why request.json --at 2026-12-01T15:00:00+01:00
  freebusy why --with ana=ics:ana.ics --with bo=ics:bo.ics -d 30m --at 2026-12-01T15:00 --titles

Exit codes: 0 the meeting works, 1 it does not, 2 bad request, 3 not authorised, 4 a source failed.";

const API_EXAMPLES: &str = "\
Examples:
  freebusy api calendly GET /users/me
  freebusy api calendly GET /scheduled_events -F user=https://api.calendly.com/users/AB --paginate
  freebusy api calcom GET /me --connection cy
  freebusy api calcom POST /slots/reservations -F eventTypeId:=42 -F slotStart=2026-12-01T09:00:00Z
  generate-body | freebusy api calcom POST /bookings --input -

Fields go into the query of a GET, or beside --input, and into the JSON body of anything else: k=v
is text, k:=v raw JSON. What changes something is sent once. An answer that is no success is printed all the same.

Exit codes: 0 done, 2 bad request, 3 not authorised, 4 failed, 5 conflict.";

const CONNECTIONS_EXAMPLES: &str = "\
Examples:
  freebusy connections list
  freebusy connections add calendly
  freebusy connections remove 21fd90f9-5935-43cd-b6c8-bde9d915ca80 --yes

Exit codes: 0 done, 2 bad request, 3 not authorised, 4 the gateway failed.";

const SANDBOX_EXAMPLES: &str = "\
Examples:
  freebusy sandbox
  freebusy sandbox --port 4000 --world world.json

The first line on stdout is a JSON object with every address and token: of the services, and of the
controls (/faults, /requests, /world, /clock, /settings). Ctrl-C or SIGTERM ends it.

Exit codes: 0 stopped, 2 bad request, 4 it could not be started.";

const DEMO_EXAMPLES: &str = "\
Examples:
  freebusy demo

It starts a sandbox of Calendly, Cal.com and Maton within the process, searches it with the same
clients that ask the real services, explains one time that does not work, books one that does, and
cancels it.

Exit codes: 0 done, 4 the sandbox could not be started.";

const CONFIG_EXAMPLES: &str = "\
Examples:
  freebusy config show
  freebusy config show --format json --config work.toml

Exit codes: 0 shown, 2 bad configuration.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find the times when the group can meet
    #[command(after_help = FIND_EXAMPLES)]
    Find(FindArgs),
    /// Say why one start does or does not work
    #[command(after_help = WHY_EXAMPLES)]
    Why(WhyArgs),
    /// Book one start with everybody who is free, in every place or in none
    #[command(after_help = booking::BOOK_EXAMPLES)]
    Book(Box<BookArgs>),
    /// List, show, resume, cancel, reschedule and audit bookings
    #[command(after_help = booking::BOOKINGS_EXAMPLES)]
    Bookings(BookingsArgs),
    /// Send one call to a service with the configured credential
    #[command(after_help = API_EXAMPLES)]
    Api(ApiArgs),
    /// List, add and remove connections at the Maton gateway
    #[command(after_help = CONNECTIONS_EXAMPLES)]
    Connections {
        /// What to do
        #[command(subcommand)]
        action: ConnectionsCommand,
    },
    /// Serve stand-ins for Calendly, Cal.com and Maton on this machine
    #[command(after_help = SANDBOX_EXAMPLES)]
    Sandbox(SandboxArgs),
    /// See it all at once: four people on three services and in a file, nothing configured, nothing sent away
    #[command(after_help = DEMO_EXAMPLES)]
    Demo,
    /// Look at the configuration
    #[command(after_help = CONFIG_EXAMPLES)]
    Config {
        /// What to do
        #[command(subcommand)]
        action: ConfigCommand,
    },
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

#[derive(Debug, Args)]
pub(crate) struct FindArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,

    /// The most slots of the answer
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Answer")]
    pub(crate) limit: Option<String>,

    /// Which slots come first; `earliest` where nobody says otherwise, `best` the most people
    #[arg(long, value_enum, help_heading = "Answer")]
    pub(crate) order: Option<OrderArg>,

    /// Also say what keeps more slots from being found
    #[arg(long, help_heading = "Answer")]
    pub(crate) explain: bool,

    /// Say what would be asked of whom, and ask nobody
    #[arg(long, help_heading = "Answer")]
    pub(crate) dry_run: bool,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "table", help_heading = "Answer")]
    pub(crate) format: Format,

    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Answer")]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,

    /// The start to explain: an instant, or a date and time in the request's zone
    #[arg(long, value_name = "INSTANT", allow_hyphen_values = true, value_parser = value)]
    pub(crate) at: String,

    /// How the answer is written
    #[arg(long, value_enum, default_value = "table", help_heading = "Answer")]
    pub(crate) format: WhyFormat,

    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Answer")]
    pub(crate) json: bool,
}

/// What both searches and explanations are asked with; a flag wins over the document.
#[derive(Debug, Default, Args)]
pub(crate) struct RequestArgs {
    /// The request, JSON or (`.toml`) TOML; `-` is stdin
    pub(crate) file: Option<PathBuf>,

    /// Add a participant: ics:PATH or URL, calendly:CONNECTION/TYPE, calcom:CONNECTION/TYPE, or a link; without
    /// /TYPE when they are busy instead of what they offer; the same ID again adds another source
    #[arg(long, value_name = "[ID=]SOURCE", help_heading = "Request")]
    pub(crate) with: Vec<String>,

    /// How long the meeting is: 45m, 1h30m, 90 min, 1.5h, PT45M; a bare number counts minutes
    #[arg(short, long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) duration: Option<String>,

    /// Where the window begins; without a FILE now, for `why` at the start that it explains
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) from: Option<String>,

    /// Where the window ends, the day included; without a FILE two weeks later
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) to: Option<String>,

    /// Zone of dates and of the answer, an IANA name; that of the FILE, without one the machine's
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) tz: Option<String>,

    /// Distance from one start to the next; 15m where nobody says otherwise
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) every: Option<String>,

    /// Least time from now to the start
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) notice: Option<String>,

    /// Time to keep clear before the meeting
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) buffer_before: Option<String>,

    /// Time to keep clear after the meeting
    #[arg(long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) buffer_after: Option<String>,

    /// What to take for the present, to get the same answer again
    #[arg(long, value_name = "INSTANT", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) now: Option<String>,

    /// The most requests to services; what they do not tell is unknown
    #[arg(long, value_name = "N", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) max_requests: Option<String>,

    /// Show what taken time is called, in explanations
    #[arg(long, help_heading = "Answer")]
    pub(crate) titles: bool,
}

#[derive(Debug, Args)]
pub(crate) struct ApiArgs {
    /// The service
    #[arg(value_enum)]
    pub(crate) service: ServiceArg,

    /// The method, such as GET
    pub(crate) method: String,

    /// The path behind the service's address, such as /users/me
    pub(crate) path: String,

    /// The connection; by default the one of the service's own name
    #[arg(long, value_name = "NAME")]
    pub(crate) connection: Option<String>,

    /// A field: k=v is text, k:=v is raw JSON
    #[arg(long, short = 'F', value_name = "K=V")]
    pub(crate) field: Vec<String>,

    /// A header; wins over what the call would carry by itself
    #[arg(long, short = 'H', value_name = "K=V")]
    pub(crate) header: Vec<String>,

    /// The JSON body, from a file; `-` is stdin
    #[arg(long, value_name = "FILE")]
    pub(crate) input: Option<PathBuf>,

    /// Read every page of a list, and print one array
    #[arg(long)]
    pub(crate) paginate: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ServiceArg {
    Calendly,
    Calcom,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConnectionsCommand {
    /// List the connections of the gateway's key
    List {
        /// Only those of this app
        #[arg(long, value_enum)]
        app: Option<AppArg>,
        /// How the list is written
        #[arg(long, value_enum, default_value = "table")]
        format: WhyFormat,
    },
    /// Begin a connection, and print where its person consents
    Add {
        /// The app
        #[arg(value_enum)]
        app: AppArg,
        /// How the connection is written
        #[arg(long, value_enum, default_value = "table")]
        format: WhyFormat,
    },
    /// Remove a connection; its person's consent ends with it
    Remove {
        /// Its id, as `list` shows it
        id: String,
        /// Do not ask
        #[arg(long, short)]
        yes: bool,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AppArg {
    Calendly,
    #[value(alias = "calcom")]
    CalCom,
}

#[derive(Debug, Args)]
pub(crate) struct SandboxArgs {
    /// The first of six ports in a row; 0 takes any that are free
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) port: u16,

    /// The world to serve, JSON as `GET /world` of the controls shows it; by default one made around today
    #[arg(long, value_name = "FILE")]
    pub(crate) world: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show every value and where it came from; secrets only as set or missing
    Show {
        /// How the values are written
        #[arg(long, value_enum, default_value = "table")]
        format: WhyFormat,
    },
}

/// A value that may begin with `-`, as a negative length does, but is no flag that follows a forgotten value.
fn value(text: &str) -> Result<String, &'static str> {
    let is_flag =
        text.strip_prefix("--").is_some_and(|name| name.starts_with(|c: char| c.is_ascii_alphabetic()));
    if is_flag { Err("is a flag; write a value before it") } else { Ok(text.to_owned()) }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OrderArg {
    Earliest,
    Best,
}

impl OrderArg {
    /// The word for it in documents.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Earliest => "earliest",
            Self::Best => "best",
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One document with everything
    Json,
    /// One slot a line
    Jsonl,
    /// One slot a row
    Csv,
    /// One tentative event a slot
    Ics,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WhyFormat {
    /// For people
    Table,
    /// One document
    Json,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }
}
