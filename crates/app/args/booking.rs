//! The command line of `book` and `bookings`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{RequestArgs, WhyFormat, value};

pub(super) const BOOK_EXAMPLES: &str = "\
Examples:
  freebusy book request.json --slot 2026-12-01T15:00:00+01:00 --attendee \"Ada Byron <ada@example.com>\"
  freebusy book --with ana=calendly:ana/30min --with cy=calcom:cy/intro -d 30m \\
    --slot 2026-12-01T14:00:00Z --attendee \"Ada Byron <ada@example.com>\" --answer \"Topic?=Engines\" --yes
  freebusy book request.json --slot 2026-12-01T14:00:00Z --attendee \"Ada <ada@example.com>\" --dry-run

The slot is looked at afresh. Everybody of the request who is free then takes part: who offers an event
type is booked through its service, everybody else gets an invitation file. It is booked with all
services or with none; the same --idempotency-key again books nothing twice.

Exit codes: 0 confirmed, 2 bad request, 3 not authorised, 4 a service failed or it is still pending,
5 conflict (taken meanwhile), 6 needs attention.";

pub(super) const BOOKINGS_EXAMPLES: &str = "\
Examples:
  freebusy bookings list --attention
  freebusy bookings show 019aa0a5-2f6b-7c52-9d1c-5d7b9d3f2a10
  freebusy bookings cancel 019aa0a5-2f6b-7c52-9d1c-5d7b9d3f2a10 --reason \"Ada is ill\"
  freebusy bookings reschedule 019aa0a5-2f6b-7c52-9d1c-5d7b9d3f2a10 --slot 2026-12-02T14:00:00Z
  freebusy bookings resume

Exit codes: 0 confirmed, cancelled or listed, 2 bad request, 3 not authorised, 4 a service failed or it
is still pending, 5 conflict, 6 needs attention.";

/// Where bookings are written down.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct JournalArgs {
    /// Where bookings are written down: a file, or postgres://HOST/NAME; instead of $FREEBUSY_JOURNAL, the
    /// configuration or ~/.local/state/freebusy/journal.sqlite
    #[arg(long, global = true, value_name = "PLACE", help_heading = "Environment")]
    pub(crate) journal: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct BookArgs {
    #[command(flatten)]
    pub(crate) request: RequestArgs,

    #[command(flatten)]
    pub(crate) journal: JournalArgs,

    /// When the meeting starts: an instant such as 2026-12-01T15:00:00+01:00
    #[arg(long, value_name = "START", allow_hyphen_values = true, value_parser = value, help_heading = "Booking")]
    pub(crate) slot: String,

    /// Who is invited, and where the mail goes: "Ada Byron <ada@example.com>"
    #[arg(long, value_name = "NAME <MAIL>", value_parser = value, help_heading = "Booking")]
    pub(crate) attendee: String,

    /// The attendee's zone, an IANA name; the request's where nobody says otherwise
    #[arg(long, value_name = "ZONE", value_parser = value, help_heading = "Booking")]
    pub(crate) attendee_tz: Option<String>,

    /// The answer to a question of a booking form, in the form's exact words
    #[arg(long, value_name = "QUESTION=ANSWER", help_heading = "Booking")]
    pub(crate) answer: Vec<String>,

    /// Where to meet, in the word of the service that offers it; KIND=TEXT where more has to be said
    #[arg(long, value_name = "KIND", help_heading = "Booking")]
    pub(crate) location: Vec<String>,

    /// Where mail of a participant without a booking service goes
    #[arg(long, value_name = "ID=MAIL", help_heading = "Booking")]
    pub(crate) invite: Vec<String>,

    /// The folder of invitation files
    #[arg(long, value_name = "DIR", default_value = "invitations", help_heading = "Booking")]
    pub(crate) invitations: PathBuf,

    /// Do not ask
    #[arg(long, short, help_heading = "Booking")]
    pub(crate) yes: bool,

    /// Say what would be booked with whom, and book nothing
    #[arg(long, help_heading = "Booking")]
    pub(crate) dry_run: bool,

    /// By which the same booking is known when it is asked for again; a fresh one where nobody says otherwise
    #[arg(long, value_name = "KEY", value_parser = value, help_heading = "Booking")]
    pub(crate) idempotency_key: Option<String>,

    #[command(flatten)]
    pub(crate) format: FormatArgs,
}

/// How a booking is written.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct FormatArgs {
    /// How the answer is written
    #[arg(long, value_enum, default_value = "table", help_heading = "Answer")]
    format: WhyFormat,

    /// The same as --format json
    #[arg(long, conflicts_with = "format", help_heading = "Answer")]
    json: bool,
}

impl FormatArgs {
    /// The format that is meant.
    pub(crate) const fn chosen(self) -> WhyFormat {
        if self.json { WhyFormat::Json } else { self.format }
    }
}

#[derive(Debug, Args)]
pub(crate) struct BookingsArgs {
    #[command(flatten)]
    pub(crate) journal: JournalArgs,

    /// What to do
    #[command(subcommand)]
    pub(crate) action: BookingsCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum BookingsCommand {
    /// List every booking that was ever asked for, the latest first
    List {
        /// Only those that a person ought to look at
        #[arg(long)]
        attention: bool,
        /// How the list is written
        #[arg(long, value_enum, default_value = "table")]
        format: ListFormat,
        /// The same as --format json
        #[arg(long, conflicts_with = "format")]
        json: bool,
    },
    /// Show how a booking stands, as far as the journal knows; nobody is asked
    Show {
        /// Its id, as `list` shows it
        id: String,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Go on with a booking, or with all that are due: after a crash, or when what needed attention is set right
    Resume {
        /// Its id, as `list` shows it; all that are due where none is named
        id: Option<String>,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Undo a booking with every service; attendee and hosts get mail of it
    Cancel {
        /// Its id, as `list` shows it
        id: String,
        /// Why; the attendee is told
        #[arg(long, value_parser = value)]
        reason: String,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Close a booking that needs attention and was dealt with at the services; nothing is asked of them
    Abandon {
        /// Its id, as `list` shows it
        id: String,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Book the same at another time, and undo the old booking once that is confirmed
    Reschedule {
        /// Its id, as `list` shows it
        id: String,
        /// When the meeting starts: an instant such as 2026-12-01T15:00:00+01:00
        #[arg(long, value_name = "START", allow_hyphen_values = true, value_parser = value)]
        slot: String,
        /// By which the same change is known when it is asked for again
        #[arg(long, value_name = "KEY", value_parser = value)]
        idempotency_key: Option<String>,
        #[command(flatten)]
        format: FormatArgs,
    },
    /// Ask the services whether every confirmed booking still stands, and for bookings that nobody knows of
    Audit {
        /// Afterwards take bookings again with a journal that was put back from an old copy
        #[arg(long)]
        restored: bool,
        #[command(flatten)]
        format: FormatArgs,
    },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Table,
    /// One document
    Json,
    /// One booking a line
    Jsonl,
    /// One booking a row
    Csv,
}
