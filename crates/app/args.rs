//! The command line: its commands, flags and help. What the flags mean is decided in `intake`.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

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

    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

const EXAMPLES: &str = "\
Examples:
  freebusy find request.json
  freebusy find --with ana=ics:ana.ics --with bo=ics:bo.ics -d 30m --from \"next mon\" --to +10d
  freebusy why request.json --at 2026-12-01T15:00

Exit codes: 0 found, 1 nothing found, 2 bad request, 3 not authorised, 4 a source failed.";

const FIND_EXAMPLES: &str = "\
Examples:
  freebusy find request.toml --format json
  freebusy find --with ana=ics:work.ics --with ana=ics:home.ics --with bo=ics:bo.ics -d 1h --to +2w
  generate-request | freebusy find - --format ics > slots.ics

Dates: 2026-12-01, 2026-12-01T09:00, 2026-12-01T09:00:00Z, today, tomorrow, \"next mon\", \"fri 14:30\",
\"1 dec\", \"in 3 days\", +10d, +36h. As --to a day is meant to its end, and +10d counts from --from.

Exit codes: 0 found, 1 nothing found, 2 bad request, 3 not authorised, 4 a source failed or the
answer is withheld. With 3 and 4 what is known is printed all the same.";

const WHY_EXAMPLES: &str = "\
Examples:
  freebusy why request.json --at 2026-12-01T15:00:00+01:00
  freebusy why --with ana=ics:ana.ics --with bo=ics:bo.ics -d 30m --at 2026-12-01T15:00 --titles

Exit codes: 0 the meeting works, 1 it does not, 2 bad request, 3 not authorised, 4 a source failed.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find the times when the group can meet
    #[command(after_help = FIND_EXAMPLES)]
    Find(FindArgs),
    /// Say why one start does or does not work
    #[command(after_help = WHY_EXAMPLES)]
    Why(WhyArgs),
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

    /// Which slots come first
    #[arg(long, value_enum, help_heading = "Answer")]
    pub(crate) order: Option<OrderArg>,

    /// Also say what keeps more slots from being found
    #[arg(long, help_heading = "Answer")]
    pub(crate) explain: bool,

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

    /// Add a participant by a calendar file, `ics:PATH`; the same ID again adds another file
    #[arg(long, value_name = "[ID=]SOURCE", help_heading = "Request")]
    pub(crate) with: Vec<String>,

    /// How long the meeting is: 45m, 1h30m, 90 min, 1.5h, PT45M; a bare number counts minutes
    #[arg(short, long, value_name = "LENGTH", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) duration: Option<String>,

    /// Where the window begins
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) from: Option<String>,

    /// Where the window ends, the day included
    #[arg(long, value_name = "DATE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) to: Option<String>,

    /// Zone of dates and of the answer; the machine's, or that of the document
    #[arg(long, value_name = "ZONE", allow_hyphen_values = true, value_parser = value, help_heading = "Request")]
    pub(crate) tz: Option<String>,

    /// Distance from one start to the next
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

    /// Show what taken time is called, in explanations
    #[arg(long, help_heading = "Answer")]
    pub(crate) titles: bool,
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
